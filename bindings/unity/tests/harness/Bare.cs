using System;
using ConvaiNative.Components;
using UnityEditor;
using UnityEngine;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>A game without the native library. It continues, and its calls fail with a message.</summary>
    internal static class Bare
    {
        internal static int Run()
        {
            bool failed = Test("bare: without the native library a call fails, and the message lists the searched files", CallFails);
            failed |= Test("bare: without the native library every shutdown logs nothing", EndsQuietly);
            return failed ? 1 : 0;
        }

        /// <summary>The game with the library of another release.</summary>
        /// <param name="words">What the message says of it.</param>
        internal static int RunOther(string words)
        {
            return Test("bare: with the library of another release a call fails: " + words, delegate
            {
                ConvaiNativeOperation<ConvaiNativeReply> turn = Call();
                Check.That(turn.Error is ConvaiNativeLibraryException && turn.Error.Message.Contains(words), "" + turn.Error);
            }) ? 1 : 0;
        }

        private static bool Test(string name, Action test)
        {
            Exception failure = Check.OnItsOwnThread(delegate
            {
                Game.Begin();
                try { test(); }
                finally { Game.End(); }
            });
            Console.WriteLine(failure == null ? "ok   " + name : "FAIL " + name + ": " + failure);
            return failure != null;
        }

        private static ConvaiNativeOperation<ConvaiNativeReply> Call()
        {
            ConvaiNativeBehaviour.Instance.Configure(new ConvaiNativeClientOptions { ApiKey = "test-key" });
            ConvaiNativeCharacter pell = Game.Character();
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("Hello");
            Check.Until(delegate { StubEngine.Frame(); return turn.IsDone; }, "the end");
            return turn;
        }

        private static void CallFails()
        {
            ConvaiNativeOperation<ConvaiNativeReply> turn = Call();
            Check.That(turn.Error is ConvaiNativeLibraryException, "" + turn.Error);
            Check.That(turn.Error.Message.Contains(AppDomain.CurrentDomain.BaseDirectory.TrimEnd('/')), turn.Error.Message);
            Check.That(turn.Error.Message.Contains("Assets/Plugins") && !turn.Error.Message.Contains("make "), turn.Error.Message);
            Check.Same(1, Debug.Warnings.Count, "warnings");
        }

        private static void EndsQuietly()
        {
            foreach (System.Reflection.Assembly assembly in Program.Package) StubEditor.Load(assembly);
            StubEditor.BeforeReload();
            StubEditor.PlayMode(PlayModeStateChange.ExitingPlayMode);
            StubEngine.Quit();
            StubEditor.Quit();
            Check.Same(0, Debug.Warnings.Count + Debug.Errors.Count, "lines in the console");
        }
    }
}
