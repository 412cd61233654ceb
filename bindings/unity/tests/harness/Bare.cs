using System;
using System.Collections.Generic;
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
            failed |= Test("bare: without the native library a game can test itself with made replies and failures", Fakes);
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
            return Ended(pell.Say("Hello"));
        }

        private static void CallFails()
        {
            ConvaiNativeOperation<ConvaiNativeReply> turn = Call();
            Check.That(turn.Error is ConvaiNativeLibraryException, "" + turn.Error);
            Check.That(turn.Error.Message.Contains(AppDomain.CurrentDomain.BaseDirectory.TrimEnd('/')), turn.Error.Message);
            Check.That(turn.Error.Message.Contains("Assets/Plugins") && !turn.Error.Message.Contains("make "), turn.Error.Message);
            Check.Same(1, Debug.Warnings.Count, "warnings");
        }

        private static void Fakes()
        {
            ConvaiNativeCharacter pell = Game.Character();
            List<string> events = new List<string>();
            pell.OnReply.AddListener(delegate (string text) { events.Add("reply " + text); });
            pell.OnTranscript.AddListener(delegate (string text) { events.Add("transcript " + text); });
            pell.OnAction.AddListener(delegate (string action) { events.Add("action " + action); });
            pell.TurnFailed += delegate (ConvaiNativeFailure failure) { events.Add("failure " + failure + ", " + failure.Advice); };
            pell.FakeReply = delegate (string text)
            {
                if (text == "fail") throw new ConvaiNativeException(ConvaiNativeErrorCode.Timeout, "no answer", retryable: true, partialReply: new Reply("Sorry."));
                return new Reply(text == null ? "I heard you." : "You said " + text, "session-1", "what was heard", new[] { "Wave" }, "tag", "{}");
            };
            ConvaiNativeOperation<ConvaiNativeReply> turn = Ended(pell.Say("hello"));
            Check.Same("You said hello, tag, {}, session-1", turn.Result.Text + ", " + turn.Result.Tag + ", " + turn.Result.RawJson + ", " + pell.SessionId, "the reply");
            Ended(pell.Say(new PcmAudio(new short[160], 16000)));
            ConvaiNativeException failed = (ConvaiNativeException)Ended(pell.Say("fail")).Error;
            Check.That(failed.Code == ConvaiNativeErrorCode.Timeout && failed.Retryable && failed.PartialReply.Text == "Sorry.", "" + failed);
            Check.Same("reply You said hello, action Wave, transcript what was heard, reply I heard you., action Wave, failure Timeout: no answer, CheckNetwork, reply Sorry.",
                string.Join(", ", events.ToArray()), "events");
            Check.Same(7, ConvaiNativeOperation<int>.FromResult(7).Result, "a made operation");
            Check.Same(failed, ConvaiNativeOperation<int>.FromError(failed).Error, "a made failure");
            using (Reply reply = new Reply("Hello")) Check.That(reply.Audio == null && reply.Actions.Count == 0 && reply.RawJson == null, "a reply of a text alone");
            Check.Throws<ArgumentNullException>(delegate { new Reply(null); }, "a reply without a text");
            // The fakes have not loaded anything: the same game without them still says what is missing.
            pell.FakeReply = null;
            Check.That(Call().Error is ConvaiNativeLibraryException, "a turn without the fake");
        }

        private static ConvaiNativeOperation<ConvaiNativeReply> Ended(ConvaiNativeOperation<ConvaiNativeReply> turn)
        {
            Check.Until(delegate { StubEngine.Frame(); return turn.IsDone; }, "the end");
            return turn;
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
