using System.Collections.Generic;
using ConvaiNative.Components;
using UnityEngine;

namespace ConvaiNative.Samples
{
    /// <summary>
    /// A conversation by typing. Add it to an empty game object, set the id of the character, and press Play. The sample uses IMGUI, so
    /// that it needs no other package. In your game, connect the character's events to your own user interface.
    /// </summary>
    [RequireComponent(typeof(ConvaiNativeCharacter))]
    public sealed class TextChat : MonoBehaviour
    {
        private const int LongestLog = 12;

        private readonly List<string> log = new List<string>();
        private ConvaiNativeCharacter character;
        private string typed = "";

        /// <summary>The lines of the conversation, oldest first.</summary>
        public IList<string> Log
        {
            get { return log; }
        }

        /// <summary>Says a line to the character. The button calls it.</summary>
        public void Send(string line)
        {
            if (string.IsNullOrEmpty(line)) return;
            Write("You: " + line);
            character.Say(line);
        }

        private void Awake()
        {
            character = GetComponent<ConvaiNativeCharacter>();
            character.OnReply.AddListener(OnReply);
            character.OnFailure.AddListener(OnFailure);
        }

        private void OnReply(string text)
        {
            Write("Character: " + text);
        }

        private void OnFailure(string why)
        {
            Write("(" + why + ")");
        }

        private void Write(string line)
        {
            log.Add(line);
            if (log.Count > LongestLog) log.RemoveAt(0);
        }

        private void OnGUI()
        {
            foreach (string line in log) GUILayout.Label(line);
            typed = GUILayout.TextField(typed, GUILayout.Width(400));
            if (GUILayout.Button(character.IsThinking ? "..." : "Say"))
            {
                Send(typed);
                typed = "";
            }
            if (character.IsThinking && GUILayout.Button("Interrupt")) character.Interrupt();
        }
    }
}
