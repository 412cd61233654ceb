using System;
using System.Collections;
using System.Collections.Generic;
using ConvaiNative.Components;
using UnityEngine;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>The settings and the progress of turns, and the session of a character.</summary>
    internal static class TurnTests
    {
        private const string Path = "/character/getResponse";

        internal static void List()
        {
            Program.Add("turn: deadline, response level, multipart and the raw reply are as set in the inspector", Inspector);
            Program.Add("turn: the settings of one turn win over those of the component", OfOneTurn);
            Program.Add("turn: a WAV file is uploaded unchanged", WavFile);
            Program.Add("turn: the progress of an operation is known in each frame", Progress);
            Program.Add("turn: an exception of a progress listener is logged, and the turn ends", ThrowingProgress);
            Program.Add("turn: a call of the core reports its progress to its operation", ProgressOfACall);
            Program.Add("turn: a reply that ends after Resume does not replace the resumed session", LateReply);
            Program.Add("turn: ResetSession starts a new session, also during a turn", ResetSession);
        }

        private static IEnumerator Inspector()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            pell.LogFailures = false;
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("Hello");
            yield return turn;
            Check.Same(null, turn.Result.RawJson, "the raw reply by default");
            Check.Same("application/x-www-form-urlencoded", Json.At(Program.Emulator.Last(Path), "content_type"), "the default encoding");
            pell.ResponseLevel = 5;
            pell.Multipart = true;
            pell.KeepRawReply = true;
            turn = pell.Say("Hello");
            yield return turn;
            Check.Same("5", Program.Emulator.Text(Path, "responseLevel"), "response level");
            Check.That(((string)Json.At(Program.Emulator.Last(Path), "content_type")).StartsWith("multipart/form-data", StringComparison.Ordinal), "multipart");
            Check.That(turn.Result.RawJson.Contains("\"sessionID\""), "the raw reply");
            pell.DeadlineSeconds = 0.1f;
            Program.Emulator.Fault("{\"hang\":true}");
            turn = pell.Say("Hello");
            yield return Game.Until(delegate { return turn.IsDone; }, "the deadline");
            ConvaiNativeException late = turn.Error as ConvaiNativeException;
            Check.That(late != null && late.Code == ConvaiNativeErrorCode.Timeout, "the deadline: " + turn.Error);
        }

        private static IEnumerator OfOneTurn()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            pell.LogFailures = false;
            pell.ResponseLevel = 5;
            pell.KeepRawReply = true;
            pell.KeepAudio = true;
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("Hello", new TurnOptions { Voice = true, ResponseLevel = 7, Multipart = true, OmitRawJson = true });
            yield return turn;
            Check.Same("7", Program.Emulator.Text(Path, "responseLevel"), "response level");
            Check.That(turn.Result.Audio != null && turn.Result.RawJson == null, "a voice and no raw reply");
            turn.Result.Audio.Dispose();
            float[] samples = new float[4800];
            turn = pell.Say(new PcmAudio(samples, 48000), new TurnOptions { UploadSampleRate = 8000 });
            yield return turn;
            Check.Same(8000.0, Json.At(Program.Emulator.Last(Path), "files", 0, "wav", "sample_rate"), "upload rate");
            Program.Emulator.Fault("{\"hang\":true,\"count\":0}");
            ConvaiNativeOperation<ConvaiNativeReply> timeout = pell.Say("Hello", new TurnOptions { Timeout = TimeSpan.FromMilliseconds(100), ConnectTimeout = TimeSpan.FromSeconds(20) });
            ConvaiNativeOperation<ConvaiNativeReply> deadline = pell.Say("Hello", new TurnOptions { Deadline = TimeSpan.FromMilliseconds(100) });
            yield return Game.Until(delegate { return timeout.IsDone && deadline.IsDone; }, "both times");
            foreach (ConvaiNativeOperation<ConvaiNativeReply> one in new[] { timeout, deadline })
                Check.Same(ConvaiNativeErrorCode.Timeout, ((ConvaiNativeException)one.Error).Code, "code");
            turn = pell.Say("Hello", new TurnOptions { Timeout = TimeSpan.FromSeconds(-1) });
            yield return turn;
            Check.That(turn.Error is ArgumentOutOfRangeException, "a time below 0 is a failure of the operation: " + turn.Error);
        }

        private static IEnumerator WavFile()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            byte[] wav;
            using (Audio audio = Audio.FromPcm(new PcmAudio(new short[1600], 16000))) wav = audio.Wav;
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.SayWav(wav);
            yield return turn;
            Check.That(turn.Succeeded, "" + turn.Error);
            Check.Bytes(wav, Convert.FromBase64String((string)Json.At(Program.Emulator.Last(Path), "files", 0, "base64")), "the file");
            pell.LogFailures = false;
            turn = pell.SayWav(new byte[] { 1, 2, 3 });
            yield return turn;
            Check.Same(ConvaiNativeErrorCode.AudioInput, ((ConvaiNativeException)turn.Error).Code, "code of an invalid file");
        }

        private sealed class Recorder : IProgress<CallProgress>
        {
            internal readonly List<CallProgress> Reports = new List<CallProgress>();
            internal bool Throws;

            public void Report(CallProgress progress)
            {
                Reports.Add(progress);
                if (Throws) throw new InvalidOperationException("a mistake in the game");
            }
        }

        private static IEnumerator Progress()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            Recorder recorder = new Recorder();
            Program.Emulator.Clock("{\"freeze\":true}");
            Program.Emulator.Fault("{\"delay_ms\":600000}");
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("Hello", new TurnOptions { Progress = recorder });
            yield return Game.Until(delegate { return turn.Progress.State == CallState.Waiting; }, "the request is sent");
            Check.That(turn.Progress.BytesSent > 0 && turn.Progress.BytesSent == turn.Progress.BytesToSend, "sent: " + turn.Progress);
            Check.That(!turn.IsDone, "it runs");
            Program.Emulator.Clock("{\"advance_ms\":600000,\"freeze\":false}");
            yield return turn;
            Check.Same(CallState.Done, turn.Progress.State, "state");
            Check.That(turn.Progress.BytesReceived > 0 && turn.Progress.BytesReceived == turn.Progress.BytesToReceive, "received: " + turn.Progress);
            Check.Same(turn.Progress, recorder.Reports[recorder.Reports.Count - 1], "the listener of the turn gets the same");
        }

        private static IEnumerator ThrowingProgress()
        {
            Game.Connect();
            ConvaiNativeOperation<ConvaiNativeReply> turn = Game.Character().Say("Hello", new TurnOptions { Progress = new Recorder { Throws = true } });
            yield return turn;
            Check.That(turn.Succeeded, "" + turn.Error);
            Check.That(Debug.Errors.Count > 0 && Debug.Errors[0].Contains("a mistake in the game"), "errors: " + Debug.Errors.Count);
            Debug.Errors.Clear();
        }

        private static IEnumerator ProgressOfACall()
        {
            Game.Connect();
            ConvaiNativeOperation<Character> asked = ConvaiNativeBehaviour.Run(
                (client, token, progress) => client.Characters.GetAsync(Game.Pell, token, new CallOptions { Progress = progress }));
            Check.Same(CallState.Queued, asked.Progress.State, "state before the first frame");
            yield return asked;
            Check.That(asked.Succeeded && asked.Progress.State == CallState.Done, "progress: " + asked.Progress);
        }

        private static IEnumerator LateReply()
        {
            ConvaiNativeBehaviour behaviour = Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("Hello");
            // The library has the reply, and the next frame will end the turn.
            Check.That(WakeHandle.IsReadable(behaviour.Client.WakeHandle, Check.Patience), "no reply");
            pell.Resume("saved-42");
            yield return turn;
            Check.That(turn.Succeeded && turn.Result.SessionId != "saved-42", "the turn: " + turn.Error);
            Check.Same("saved-42", pell.SessionId, "the session");
            turn = pell.Say("Hello");
            yield return turn;
            Check.Same("saved-42", Program.Emulator.Text(Path, "sessionID"), "the session of the next turn");
        }

        private static IEnumerator ResetSession()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("My name is Ada.");
            yield return turn;
            string first = pell.SessionId;
            Check.Same(turn.Result.SessionId, first, "the session");
            pell.ResetSession();
            Check.Same(null, pell.SessionId, "no session");
            turn = pell.Say("What is my name?");
            yield return turn;
            Check.That(turn.Result.SessionId != first && !turn.Result.Text.Contains("Ada"), "a new session: " + turn.Result.Text);
            Program.Emulator.Clock("{\"freeze\":true}");
            Program.Emulator.Fault("{\"delay_ms\":600000}");
            turn = pell.Say("Hello");
            yield return Game.Until(delegate { return turn.Progress.State == CallState.Waiting; }, "the turn is running");
            pell.ResetSession();
            Program.Emulator.Clock("{\"advance_ms\":600000,\"freeze\":false}");
            yield return turn;
            Check.That(turn.Succeeded, "the running turn continues: " + turn.Error);
            Check.Same(null, pell.SessionId, "its session is not continued");
        }
    }
}
