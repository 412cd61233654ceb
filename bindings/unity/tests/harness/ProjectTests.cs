using System;
using System.Collections;
using System.Collections.Generic;
using ConvaiNative.Components;
using UnityEngine;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>What happens in a real project: editor scripts, scenes, devices that are missing or slow, players who deny.</summary>
    internal static class ProjectTests
    {
        private const string Path = "/character/getResponse";

        internal static void List()
        {
            Program.Add("project: in edit mode a call creates no object, and fails with what to do", EditMode);
            Program.Add("project: a component below another object survives its scene", Parent);
            Program.Add("project: an instance that was created by a call takes the settings of the scene", LateSettings);
            Program.Add("project: a second component with other settings is reported, and with the same ones is not", OtherSettings);
            Program.Add("project: a second component passes its configuration to the first one", ConfiguredDuplicate);
            Program.Add("project: without a settings asset a recording is uploaded at 16 kHz", DefaultUploadRate);
            Program.Add("project: an unknown microphone raises OnFailure with the names of the devices", UnknownDevice);
            Program.Add("project: a microphone that starts slowly records nothing before it has started", SlowDevice);
            Program.Add("project: a player who denies the microphone gets the message, and no recording", Denied);
        }

        private static ConvaiNativeSettings Settings()
        {
            ConvaiNativeSettings settings = ScriptableObject.CreateInstance<ConvaiNativeSettings>();
            settings.BaseUrl = Program.Emulator.Address;
            return settings;
        }

        /// <summary>A component as a scene has it: Unity sets its fields before Awake.</summary>
        private static ConvaiNativeBehaviour InScene(ConvaiNativeSettings settings)
        {
            GameObject home = new GameObject("Scene");
            home.SetActive(false);
            ConvaiNativeBehaviour component = home.AddComponent<ConvaiNativeBehaviour>();
            typeof(ConvaiNativeBehaviour).GetField("settings", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic).SetValue(component, settings);
            home.SetActive(true);
            return component;
        }

        private static IEnumerator EditMode()
        {
            StubEngine.EnterEditMode();
            for (int call = 0; call < 3; call++)
            {
                ConvaiNativeOperation<Character> asked = Game.Ask();
                Check.That(asked.IsDone && asked.Error is InvalidOperationException, "it fails: " + asked.Error);
                Check.That(asked.Error.Message.Contains("play mode") && asked.Error.Message.Contains("ConvaiNativeClient"), asked.Error.Message);
            }
            Check.That(ConvaiNativeBehaviour.Instance == null, "there is no instance");
            Check.Same(0, StubEngine.Objects, "objects");
            ConvaiNativeCharacter pell = new GameObject("Pell").AddComponent<ConvaiNativeCharacter>();
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("Hello");
            Check.That(turn.IsDone && !turn.Succeeded && !pell.IsThinking, "a turn fails");
            Check.That(Debug.Warnings.Count == 1 && Debug.Warnings[0].Contains("play mode"), "the warning");
            Check.Same(1, StubEngine.Objects, "objects after a turn");
            yield return null;
        }

        private static IEnumerator Parent()
        {
            GameObject parent = new GameObject("Managers");
            GameObject home = new GameObject("Convai Native");
            home.transform.SetParent(parent.transform);
            ConvaiNativeBehaviour first = home.AddComponent<ConvaiNativeBehaviour>();
            Game.Connect();
            ConvaiNativeOperation<Character> asked = Game.Ask();
            StubEngine.UnloadScene();
            Check.That(parent == null && first != null && ConvaiNativeBehaviour.Instance == first, "it survives");
            yield return asked;
            Check.That(asked.Succeeded, "the call goes on: " + asked.Error);
            Check.Same(0, Debug.Warnings.Count, "warnings");
        }

        private static IEnumerator LateSettings()
        {
            ConvaiNativeKey.Provider = delegate { return Emulator.Key; };
            ConvaiNativeBehaviour first = ConvaiNativeBehaviour.Instance;
            ConvaiNativeOperation<Character> asked = Game.Ask();
            yield return asked;
            ConvaiNativeSettings settings = Settings();
            settings.LogCalls = true;
            InScene(settings);
            yield return null;
            Check.That(ConvaiNativeBehaviour.Instance == first, "the first one stays");
            asked = Game.Ask();
            yield return asked;
            yield return null;
            Check.That(asked.Succeeded && Debug.Infos.Exists(delegate (string line) { return line.Contains("/character/get"); }), "the settings of the scene apply");
            Check.Same(0, Debug.Warnings.Count, "warnings");
        }

        private static IEnumerator OtherSettings()
        {
            ConvaiNativeSettings settings = Settings();
            ConvaiNativeBehaviour first = InScene(settings);
            InScene(settings);
            InScene(null);
            yield return null;
            Check.Same(0, Debug.Warnings.Count, "warnings");
            InScene(Settings());
            yield return null;
            Check.That(ConvaiNativeBehaviour.Instance == first && UnityEngine.Object.FindObjectsOfType<ConvaiNativeBehaviour>().Length == 1, "one stays");
            Check.That(Debug.Warnings.Count == 1 && Debug.Warnings[0].Contains("Configure"), "the warning: " + Debug.Warnings.Count);
        }

        private static IEnumerator ConfiguredDuplicate()
        {
            ConvaiNativeBehaviour first = ConvaiNativeBehaviour.Instance;
            ConvaiNativeBehaviour second = new GameObject("Second").AddComponent<ConvaiNativeBehaviour>();
            second.Configure(Program.Emulator.Options(false));
            Check.That(ReferenceEquals(second.Client, first.Client), "there is one client");
            yield return null;
            ConvaiNativeOperation<Character> asked = Game.Ask();
            yield return asked;
            Check.That(asked.Succeeded, "the options apply: " + asked.Error);
        }

        private static IEnumerator DefaultUploadRate()
        {
            ConvaiNativeKey.Provider = delegate { return Emulator.Key; };
            ConvaiNativeOperation<ConvaiNativeReply> turn = Game.Character().Say(new PcmAudio(new float[4800], 48000));
            yield return turn;
            Check.That(turn.Succeeded, "" + turn.Error);
            Check.Same(16000.0, Json.At(Program.Emulator.Last(Path), "files", 0, "wav", "sample_rate"), "upload rate");
        }

        private static ConvaiNativeMicrophone Microphone(List<string> why)
        {
            ConvaiNativeMicrophone microphone = new GameObject("Microphone").AddComponent<ConvaiNativeMicrophone>();
            microphone.OnFailure.AddListener(why.Add);
            return microphone;
        }

        private static IEnumerator UnknownDevice()
        {
            List<string> why = new List<string>();
            ConvaiNativeMicrophone microphone = Microphone(why);
            microphone.Device = "The headset of last year";
            microphone.StartRecording();
            microphone.StartListening();
            Check.Same(2, why.Count, "failures");
            Check.That(why[0].Contains("The headset of last year") && why[0].Contains("Desk microphone"), why[0]);
            Check.That(!microphone.IsListening && !microphone.IsRecording, "nothing records");
            microphone.Device = "";
            microphone.StartRecording();
            Check.That(microphone.IsRecording, "the default device");
            yield return null;
        }

        private static IEnumerator SlowDevice()
        {
            List<string> why = new List<string>();
            ConvaiNativeMicrophone microphone = Microphone(why);
            StubMicrophone.FramesToStart = 5;
            microphone.StartRecording();
            for (int frame = 0; frame < 4; frame++)
            {
                StubMicrophone.Hear(new float[100]);
                // A question of the system stops the game for longer than the ring buffer.
                StubEngine.Frame(frame == 2 ? 15 : 0.1f);
            }
            Check.Same(0L, microphone.LostFrames + microphone.Utterance.Frames, "frames before the device has started");
            StubEngine.Frame();
            StubMicrophone.Hear(new float[1600]);
            StubEngine.Frame(0.1f);
            Check.Same(1600L, microphone.StopRecording().Frames, "frames");
            Check.Same(0, why.Count, "failures");
            yield return null;
        }

        private static IEnumerator Denied()
        {
            List<string> why = new List<string>();
            ConvaiNativeMicrophone microphone = Microphone(why);
            Application.MicrophoneAllowed = StubPermission.Grants = false;
            ConvaiNativeMicrophone.RequestPermission();
            yield return Game.Frames(5);
            Check.That(!ConvaiNativeMicrophone.HasPermission && StubPermission.Questions == 1, "it is denied");
            microphone.StartRecording();
            Check.That(why.Count == 1 && !microphone.IsRecording && !StubMicrophone.IsOn, "failures: " + why.Count);
        }
    }
}
