using System;
using System.Collections;
using System.Collections.Generic;
using ConvaiNative.Components;
using UnityEngine;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>Replies that arrive in pieces.</summary>
    internal static class StreamTests
    {
        private const string Question = "What are you afraid of?";

        internal static void List()
        {
            Program.Add("stream: the character speaks before the reply is complete, and the pieces are its text", SpeaksEarly);
            Program.Add("stream: a coroutine takes the pieces, and then the whole reply", Coroutine);
            Program.Add("stream: without Stream nothing is streamed, and an interrupted stream ends as cancelled", Ends);
            Program.Add("stream: a pause of the service that is too long is a timeout, and what was told stays", Stalls);
        }

        private static IEnumerator SpeaksEarly()
        {
            Ear ear = new Ear();
            ConvaiNativeOperation<ConvaiNativeReply> plain = ear.Pell.Say(Question, new TurnOptions { Voice = false });
            yield return plain;
            ear.Pell.ResetSession();
            ear.Pell.Stream = true;
            List<string> told = new List<string>();
            int replies = 0;
            ear.Pell.OnPiece.AddListener(delegate (string text) { told.Add(text); });
            ear.Pell.OnReply.AddListener(delegate { replies++; });
            Program.Emulator.Clock("{\"freeze\":true}");
            ConvaiNativeOperation<ConvaiNativeReply> turn = ear.Pell.Say(Question);
            yield return ear.Until(delegate { return told.Count > 0 && ear.Pell.IsSpeaking; }, "the first words");
            Check.That(!turn.IsDone && replies == 0, "the reply is not complete");
            Program.Emulator.Clock("{\"advance_ms\":600000,\"freeze\":false}");
            yield return ear.Until(delegate { return turn.IsDone; }, "the reply");
            Check.That(turn.Succeeded, "" + turn.Error);
            Check.Same(plain.Result.Text, turn.Result.Text, "the reply");
            Check.Same(turn.Result.Text, string.Concat(told.ToArray()), "the pieces");
            Check.That(told.Count > 2 && replies == 1, told.Count + " pieces, " + replies + " replies");
            Check.Same(turn.Result.SessionId, ear.Pell.SessionId, "the session");
        }

        private sealed class Captions : MonoBehaviour
        {
            internal readonly List<string> Texts = new List<string>();
            internal ConvaiNativePieces Pieces;
            internal bool Ended;

            private IEnumerator Start()
            {
                Pieces = GetComponent<ConvaiNativeCharacter>().SayInPieces(Question);
                while (!Pieces.IsDone)
                {
                    yield return Pieces;
                    Piece piece;
                    while (Pieces.TryTake(out piece)) Texts.Add(piece.Text);
                }
                Ended = true;
            }
        }

        private static IEnumerator Coroutine()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            Captions captions = pell.gameObject.AddComponent<Captions>();
            yield return Game.Until(delegate { return captions.Ended; }, "the end");
            Check.That(captions.Texts.Count > 2, captions.Texts.Count + " pieces");
            Check.Same(captions.Pieces.Turn.Result.Text, string.Concat(captions.Texts.ToArray()), "the pieces");
            Piece none;
            Check.That(!captions.Pieces.TryTake(out none) && none == null, "no further piece");
            Program.Emulator.Settings("{\"stream_pace\":0}");
            int also = 0;
            ConvaiNativePieces pieces = pell.SayInPieces(new PcmAudio(new float[16000], 16000), new TurnOptions { PieceReceived = delegate { also++; } });
            yield return pieces.Turn;
            int taken = 0;
            while (pieces.TryTake(out none)) taken++;
            Check.That(taken > 0 && taken == also && pieces.IsDone, taken + " pieces, and " + also + " for the receiver of the turn");
            using (Utterance utterance = new Utterance(PcmFormat.F32, 16000))
            {
                utterance.Push(new float[16000], 0, 16000);
                pieces = pell.SayInPieces(utterance);
                yield return pieces.Turn;
                Check.That(pieces.Turn.Succeeded && pieces.TryTake(out none), "an utterance: " + pieces.Turn.Error);
            }
        }

        private static IEnumerator Ends()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            int told = 0;
            pell.OnPiece.AddListener(delegate { told++; });
            yield return pell.Say(Question);
            Check.Same(0, told, "pieces without Stream");
            pell.Stream = true;
            Program.Emulator.Clock("{\"freeze\":true}");
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say(Question);
            yield return Game.Until(delegate { return told > 0; }, "the first words");
            pell.Interrupt();
            yield return Game.Until(delegate { return turn.IsDone; }, "the end");
            Check.That(turn.IsCancelled && !pell.IsThinking, "cancelled: " + turn.Error);
            Program.Emulator.Clock("{\"freeze\":false}");
        }

        private static IEnumerator Stalls()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            pell.Stream = true;
            pell.LogFailures = false;
            List<string> told = new List<string>();
            pell.OnPiece.AddListener(delegate (string text) { told.Add(text); });
            Program.Emulator.Clock("{\"freeze\":true}");
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say(Question, new TurnOptions { IdleTimeout = TimeSpan.FromMilliseconds(200) });
            yield return Game.Until(delegate { return turn.IsDone; }, "the timeout");
            ConvaiNativeException late = turn.Error as ConvaiNativeException;
            Check.That(late != null && late.Code == ConvaiNativeErrorCode.Timeout, "the timeout: " + turn.Error);
            Check.Same(late.PartialReply.Text, string.Concat(told.ToArray()), "what was told");
            Program.Emulator.Clock("{\"freeze\":false}");
        }
    }
}
