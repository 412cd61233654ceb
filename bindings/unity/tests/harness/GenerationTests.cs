using System;
using System.Collections;
using System.Collections.Generic;
using ConvaiNative.Components;
using UnityEngine;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>
    /// What had arrived before Interrupt, a new character id or Resume, and is taken from the library in the frame after it: it is
    /// neither told nor spoken, and its session is not continued.
    /// </summary>
    internal static class GenerationTests
    {
        private const string Path = "/character/getResponse";

        internal static void List()
        {
            Program.Add("generation: a reply that had arrived is not told and not spoken after Interrupt", delegate { return Replaced(delegate (ConvaiNativeCharacter pell) { pell.Interrupt(); }, true); });
            Program.Add("generation: a reply that had arrived is not told and not spoken after a new character id", delegate { return Replaced(delegate (ConvaiNativeCharacter pell) { pell.CharacterId = "another-character"; }, false); });
            Program.Add("generation: a reply that had arrived is not told and not spoken after Resume", delegate { return Replaced(delegate (ConvaiNativeCharacter pell) { pell.Resume("saved-42"); }, false); });
            Program.Add("generation: a failure that had arrived is not told after Interrupt, and the fallback line is not said", delegate { return Failed(delegate (ConvaiNativeCharacter pell) { pell.Interrupt(); }, null); });
            Program.Add("generation: a failure that had arrived does not change the session after Resume", delegate { return Failed(delegate (ConvaiNativeCharacter pell) { pell.Resume("saved-42"); }, "saved-42"); });
            Program.Add("generation: the session of the old character is not written into the new one", NewCharacter);
            Program.Add("generation: pieces that had arrived are not told after Interrupt", Pieces);
            Program.Add("generation: the turn after Interrupt is told and spoken", Next);
        }

        private static List<string> Told(ConvaiNativeCharacter pell)
        {
            List<string> told = new List<string>();
            pell.OnReply.AddListener(delegate (string text) { told.Add("reply " + text); });
            pell.OnFailure.AddListener(delegate (string why) { told.Add("failure " + why); });
            pell.OnPiece.AddListener(delegate (string text) { told.Add("piece " + text); });
            pell.OnAction.AddListener(delegate (string action) { told.Add("action " + action); });
            return told;
        }

        /// <summary>Waits until the library has something that no frame has taken.</summary>
        private static void Arrive()
        {
            Check.That(WakeHandle.IsReadable(ConvaiNativeBehaviour.Instance.Client.WakeHandle, Check.Patience), "nothing arrives");
        }

        private static IEnumerator Replaced(Action<ConvaiNativeCharacter> replace, bool sameConversation)
        {
            Ear ear = new Ear();
            Ear.Script("Hello", Ear.Steps(20000, 1000));
            List<string> told = Told(ear.Pell);
            ConvaiNativeOperation<ConvaiNativeReply> turn = ear.Pell.Say("Hello");
            Arrive();
            replace(ear.Pell);
            string session = ear.Pell.SessionId;
            yield return Game.Until(delegate { return turn.IsDone; }, "the end");
            for (int frame = 0; frame < 30; frame++) ear.Frame();
            Check.That(turn.IsCancelled || turn.Succeeded && turn.Result.Interrupted, "the turn: " + turn.Error);
            Check.Same("", string.Join(", ", told.ToArray()), "events");
            Check.That(ear.Speaking.Count == 0 && Ear.Voiced(ear.Left).Length == 0, "nothing is heard");
            if (!sameConversation) Check.Same(session, ear.Pell.SessionId, "the session");
            Check.That(!ear.Pell.IsThinking, "it thinks");
        }

        private static IEnumerator Failed(Action<ConvaiNativeCharacter> replace, string session)
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            pell.Fallback = "Sorry.";
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("Hello");
            yield return turn;
            List<string> told = Told(pell);
            Program.Emulator.Fault("{\"status\":500}");
            turn = pell.Say("Hello");
            Arrive();
            replace(pell);
            if (session == null) session = pell.SessionId;
            yield return turn;
            Check.Same("", string.Join(", ", told.ToArray()), "events");
            Check.Same(0, Debug.Warnings.Count, "warnings");
            Check.Same(session, pell.SessionId, "the session");
            Check.That(!turn.Succeeded && !pell.IsThinking, "the turn has failed");
        }

        private static IEnumerator NewCharacter()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("Hello");
            Arrive();
            pell.CharacterId = "another-character";
            Check.Same(null, pell.SessionId, "the session of the new character");
            yield return turn;
            Check.Same(null, pell.SessionId, "the session after the reply of the old one");
            pell.CharacterId = Game.Pell;
            turn = pell.Say("Hello");
            yield return turn;
            Check.Same("-1", Program.Emulator.Text(Path, "sessionID"), "the session that was sent");
        }

        private static IEnumerator Pieces()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            pell.Stream = true;
            List<string> told = Told(pell);
            int own = 0;
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("Hello", new TurnOptions { PieceReceived = delegate { own++; } });
            Arrive();
            pell.Interrupt();
            yield return turn;
            Check.Same("", string.Join(", ", told.ToArray()), "events");
            Check.Same(0, own, "pieces of the turn");
        }

        private static IEnumerator Next()
        {
            Ear ear = new Ear();
            Ear.Script("Hello", Ear.Steps(20000, 1000));
            List<string> told = Told(ear.Pell);
            ConvaiNativeOperation<ConvaiNativeReply> turn = ear.Pell.Say("Hello");
            Arrive();
            ear.Pell.Interrupt();
            ConvaiNativeOperation<ConvaiNativeReply> next = ear.Pell.Say("Hello");
            yield return Game.Until(delegate { return turn.IsDone && next.IsDone; }, "both turns");
            yield return ear.Silence();
            Check.Same("reply Yes.", string.Join(", ", told.ToArray()), "events");
            Check.Same(20000L, ear.Voice.State.Frames, "frames");
            Check.Same(2, ear.Speaking.Count, "events of the voice");
        }
    }
}
