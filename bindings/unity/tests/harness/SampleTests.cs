using System;
using System.Collections;
using System.Reflection;
using ConvaiNative.Components;
using ConvaiNative.Samples;
using UnityEngine;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>Runs the samples of the package, and the examples of its README and manual.</summary>
    internal static class SampleTests
    {
        /// <summary>The assembly of the examples. They have no namespace.</summary>
        private static readonly Assembly Pages = Assembly.Load("Snippets");

        internal static void List()
        {
            Program.Add("sample: TextChat", TextChat);
            Program.Add("sample: VoiceChat", VoiceChat);
            Program.Add("sample: OfflineEmulator", OfflineEmulator);
            foreach (Type type in Pages.GetTypes())
                if (typeof(MonoBehaviour).IsAssignableFrom(type))
                    Program.Add("page: " + type.Name, delegate { return Page(type); });
        }

        private static IEnumerator TextChat()
        {
            Game.Connect();
            TextChat chat = new GameObject("Chat").AddComponent<TextChat>();
            chat.GetComponent<ConvaiNativeCharacter>().CharacterId = Game.Pell;
            StubEngine.Draw();
            StubGui.Typed = "What are you afraid of?";
            StubGui.Pressed.Add("Say");
            StubEngine.Draw();
            StubGui.Pressed.Clear();
            yield return Game.Until(delegate { return chat.Log.Count == 2; }, "an answer");
            Check.Same("You: What are you afraid of?", chat.Log[0], "the first line");
            Check.That(chat.Log[1].StartsWith("Character: ") && chat.Log[1].Length > 15, chat.Log[1]);
            StubGui.Pressed.Add("...");
            StubGui.Pressed.Add("Interrupt");
            chat.Send("And?");
            StubEngine.Draw();
            yield return Game.Until(delegate { return !chat.GetComponent<ConvaiNativeCharacter>().IsThinking; }, "the end of the turn");
        }

        private static IEnumerator VoiceChat()
        {
            Game.Connect();
            VoiceChat chat = new GameObject("Chat").AddComponent<VoiceChat>();
            chat.GetComponent<ConvaiNativeCharacter>().CharacterId = Game.Pell;
            StubGui.Pressed.Add("Hold to speak");
            StubEngine.Draw();
            StubMicrophone.Hear(new float[16000]);
            yield return null;
            StubGui.Pressed.Clear();
            StubEngine.Draw();
            yield return Game.Until(delegate { return chat.LastReply.Length > 0; }, "an answer");
            Check.That(chat.LastReply.Contains("1.00 seconds"), chat.LastReply);
            yield return Game.Until(delegate { return chat.GetComponent<ConvaiNativeCharacter>().IsSpeaking; }, "the character speaks");
        }

        private static IEnumerator OfflineEmulator()
        {
            OfflineEmulator sample = new GameObject("Sample").AddComponent<OfflineEmulator>();
            yield return Game.Until(delegate { return sample.IsOver; }, "the end of the conversation");
            Check.Same(2, Debug.Infos.Count, "lines");
            Check.That(sample.LastReply.Contains("Herons"), sample.LastReply);
        }

        /// <summary>Runs an example until it logs a line.</summary>
        private static IEnumerator Page(Type type)
        {
            Environment.SetEnvironmentVariable("CONVAI_API_KEY", Emulator.Key);
            try
            {
                GameObject page = new GameObject("Page");
                page.AddComponent<ConvaiNativeCharacter>().CharacterId = Game.Pell;
                page.AddComponent<ConvaiNativeMicrophone>();
                page.AddComponent<AudioSource>();
                page.AddComponent(type);
                yield return Game.Until(delegate { return Debug.Infos.Count > 0 || Debug.Errors.Count > 0 || Debug.Warnings.Count > 0; }, "a line in the console");
                Check.That(Debug.Errors.Count == 0 && Debug.Warnings.Count == 0, string.Join("\n", Debug.Errors.ToArray()) + string.Join("\n", Debug.Warnings.ToArray()));
            }
            finally
            {
                Environment.SetEnvironmentVariable("CONVAI_API_KEY", null);
            }
        }
    }
}
