using System;
using System.Collections;
using System.Diagnostics;
using ConvaiNative;
using ConvaiNative.Components;
using UnityEngine;
using Debug = UnityEngine.Debug;

namespace ConvaiNative.Samples
{
    /// <summary>
    /// A conversation without an account or a network. Starts the emulator of the service, creates a character, talks to it in a
    /// coroutine, and deletes it. Add it to an empty game object, enter the path of the emulator, and press Play.
    /// </summary>
    public sealed class OfflineEmulator : MonoBehaviour
    {
        [SerializeField]
        [Tooltip("The path of the program convai-emulator. Empty: the environment variable CONVAI_EMULATOR.")]
        private string program = "";

        private Process emulator;

        /// <summary>Whether the conversation has ended.</summary>
        public bool IsOver { get; private set; }

        /// <summary>The last reply of the character. Null before the first reply.</summary>
        public string LastReply { get; private set; }

        private IEnumerator Start()
        {
            string address = Launch();
            ConvaiNativeBehaviour.Instance.Configure(new ConvaiNativeClientOptions { ApiKey = "any-key", BaseUrl = address, Proxy = "direct" });

            ConvaiNativeOperation<Character> creating = ConvaiNativeBehaviour.Run((client, token) => client.Characters.CreateAsync(
                new CharacterSpec { Name = "Mother Oss", VoiceType = "US FEMALE 1", Backstory = "Mother Oss keeps the Inn of the Three Herons by the harbour." }, token));
            yield return creating;
            if (!creating.Succeeded)
            {
                Debug.LogError("The character was not created: " + creating.Error.Message);
                yield break;
            }

            ConvaiNativeCharacter oss = gameObject.AddComponent<ConvaiNativeCharacter>();
            oss.CharacterId = creating.Result.Id;
            oss.VoiceSource = gameObject.AddComponent<AudioSource>();
            foreach (string line in new[] { "Good evening. What is your name?", "What do you keep?" })
            {
                ConvaiNativeOperation<ConvaiNativeReply> turn = oss.Say(line);
                yield return turn;
                LastReply = turn.Succeeded ? turn.Result.Text : turn.Error.Message;
                Debug.Log(line + " -- " + LastReply);
            }

            yield return ConvaiNativeBehaviour.Run((client, token) => client.Characters.DeleteAsync(oss.CharacterId, token));
            IsOver = true;
        }

        private string Launch()
        {
            string path = string.IsNullOrEmpty(program) ? Environment.GetEnvironmentVariable("CONVAI_EMULATOR") : program;
            if (string.IsNullOrEmpty(path)) throw new InvalidOperationException("Enter the path of the program convai-emulator in the inspector, or set the environment variable CONVAI_EMULATOR.");
            // The emulator ends when its standard input is closed: in OnDestroy, or by the system if Unity crashes.
            emulator = Process.Start(new ProcessStartInfo(path, "--until-stdin-closes")
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true
            });
            string first = emulator.StandardOutput.ReadLine();
            return first.Substring(first.IndexOf("http://", StringComparison.Ordinal)).Trim();
        }

        private void OnDestroy()
        {
            if (emulator == null) return;
            emulator.StandardInput.Close();
            emulator.Dispose();
        }
    }
}
