using System;
using System.Collections;
using System.Diagnostics;
using System.Threading;
using ConvaiNative.Components;
using UnityEngine;
using Debug = UnityEngine.Debug;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>A game on the stubs of the engine, in which every test runs.</summary>
    internal static class Game
    {
        internal const string Pell = Emulator.PublicCharacter;

        internal static void Begin()
        {
            Debug.Infos.Clear();
            Debug.Warnings.Clear();
            Debug.Errors.Clear();
            StubGui.Drawn.Clear();
            StubGui.Pressed.Clear();
            StubGui.Typed = null;
            StubMicrophone.Reset();
            StubAudio.Reset();
            Time.timeScale = 1;
            StubPermission.Reset();
            Editor.EditorKey.Write("");
            UnityEditor.AssetDatabase.StubAssets.Clear();
            StubEngine.EnterPlayMode(Program.Package);
        }

        internal static void End()
        {
            UnityEditor.StubEditor.PlayMode(UnityEditor.PlayModeStateChange.ExitingPlayMode);
            StubEngine.DestroyAll();
            SynchronizationContext.SetSynchronizationContext(null);
        }

        /// <summary>Runs one frame and waits for a millisecond. Little time passes in a gap, which ends when a thread of the library has run.</summary>
        internal static void Frame()
        {
            bool waits = Array.Exists(UnityEngine.Object.FindObjectsOfType<ConvaiNativeVoice>(), delegate (ConvaiNativeVoice voice)
            {
                return voice.IsSpeaking && voice.State.Phase == PlaybackPhase.Buffering && voice.State.Buffered > TimeSpan.Zero;
            });
            StubEngine.Frame(waits ? 0.001f : 1f / 60);
            Thread.Sleep(1);
        }

        internal static IEnumerator Frames(int count)
        {
            for (int frame = 0; frame < count; frame++) yield return null;
        }

        internal static IEnumerator Until(Func<bool> reached, string what)
        {
            Stopwatch waited = Stopwatch.StartNew();
            while (!reached())
            {
                if (waited.ElapsedMilliseconds > Check.Patience) throw new CheckFailed("the time limit was reached: " + what);
                yield return null;
            }
        }

        internal static ConvaiNativeBehaviour Connect()
        {
            ConvaiNativeBehaviour.Instance.Configure(Program.Emulator.Options(false));
            return ConvaiNativeBehaviour.Instance;
        }

        internal static ConvaiNativeCharacter Character()
        {
            ConvaiNativeCharacter character = new GameObject("Pell").AddComponent<ConvaiNativeCharacter>();
            character.CharacterId = Pell;
            character.WithVoice = false;
            return character;
        }

        internal static ConvaiNativeOperation<Character> Ask()
        {
            return ConvaiNativeBehaviour.Run((client, token) => client.Characters.GetAsync(Pell, token));
        }

        /// <summary>Starts a request that gets no reply.</summary>
        internal static ConvaiNativeOperation<Character> AskWithoutReply()
        {
            Program.Emulator.Fault("{\"hang\":true}");
            return Ask();
        }
    }
}
