using ConvaiNative.Components;
using UnityEngine;

namespace ConvaiNative.Samples
{
    /// <summary>
    /// A conversation by voice. Add it to an empty game object, set the id of the character, and press Play. Hold the button while you
    /// speak.
    /// </summary>
    [RequireComponent(typeof(ConvaiNativeCharacter), typeof(ConvaiNativeMicrophone), typeof(AudioSource))]
    public sealed class VoiceChat : MonoBehaviour
    {
        private ConvaiNativeCharacter character;
        private ConvaiNativeMicrophone microphone;
        private float level;
        private string reply = "";
        private string failure = "";

        /// <summary>The last reply of the character.</summary>
        public string LastReply
        {
            get { return reply; }
        }

        /// <summary>The player presses the button: the character stops speaking, and the recording starts.</summary>
        public void Press()
        {
            failure = "";
            character.Interrupt();
            microphone.StartRecording();
        }

        /// <summary>The player releases the button: the recording is said to the character.</summary>
        public void Release()
        {
            microphone.StopAndSay();
        }

        private void Awake()
        {
            character = GetComponent<ConvaiNativeCharacter>();
            microphone = GetComponent<ConvaiNativeMicrophone>();
            microphone.Listener = character;
            microphone.OnLevel.AddListener(delegate (float peak) { level = peak; });
            microphone.OnFailure.AddListener(delegate (string why) { failure = why; });
            character.OnReply.AddListener(delegate (string text) { reply = text; });
            character.OnFailure.AddListener(delegate (string why) { failure = why; });
            ConvaiNativeMicrophone.RequestPermission();
        }

        private void Start()
        {
            // The microphone stays open, so that a recording contains the moments before the button. Later the first press opens it.
            if (ConvaiNativeMicrophone.HasPermission) microphone.StartListening();
        }

        private void OnGUI()
        {
            bool held = GUILayout.RepeatButton(microphone.IsRecording ? "Listening" : "Hold to speak", GUILayout.Width(200));
            // IMGUI calls OnGUI several times per frame. The state of the button is correct only in the repaint event.
            if (Event.current.type == EventType.Repaint && held != microphone.IsRecording)
            {
                if (held) Press();
                else Release();
            }
            GUILayout.HorizontalSlider(level, 0, 1, GUILayout.Width(200));
            GUILayout.HorizontalSlider(character.Mouth, 0, 1, GUILayout.Width(200));
            GUILayout.Label(character.IsThinking ? "..." : reply);
            GUILayout.Label(failure);
        }
    }
}
