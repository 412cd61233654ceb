using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative.Tests
{
    /// <summary>Replies on their way to the ear: whole and streamed, running and completed, of a conversation that is interrupted.</summary>
    internal static class PlaybackTurnTests
    {
        private const string Said = "No no, it is late. The lamps burn low. Good night.";

        private static Emulator Emulator
        {
            get { return Program.Emulator; }
        }

        internal static void List()
        {
            Program.Add("playback of turns: whole and streamed replies are heard sample by sample", Heard);
            Program.Add("playback of turns: a stream is heard before its last piece is sent, and a gap is not the end", BeforeItsEnd);
            Program.Add("playback of turns: a running or completed turn is added, and known while it is heard", Added);
            Program.Add("playback of turns: an interruption silences what is heard, and delivers what had ended once", Interrupted);
            Program.Add("playback of turns: failed and cancelled turns leave the next one to be heard", Failed);
            Program.Add("playback of turns: what is no turn is refused", Refused);
            Program.Add("playback of turns: disposed playbacks, replies and conversations harm nothing", Disposed);
            Program.Add("playback of turns: finalizers free playbacks and conversations in any order", Unreferenced);
        }

        /// <summary>The emulator repeats what it hears, at the rate of <see cref="Ear"/>.</summary>
        private static void Echo(string settings = "")
        {
            Emulator.Settings("{\"echo\":true,\"voice_rate\":" + Ear.Rate + settings + "}");
        }

        private static Conversation Talk(ConvaiNativeClient client, Playback playback)
        {
            Conversation talk = client.StartConversation(Emulator.PublicCharacter);
            talk.Voice = true;
            talk.SetPlayback(playback);
            return talk;
        }

        private static readonly TurnOptions Streamed = new TurnOptions { Stream = true };

        private static void Heard()
        {
            Echo(",\"stream_pace\":0");
            using (ConvaiNativeClient client = Emulator.Client(false))
            using (Playback playback = new Playback(Ear.Rate))
            using (Conversation talk = Talk(client, playback))
            {
                Check.That(talk.Playback == playback, "the playback of the conversation");
                short[] plain = null;
                foreach (TurnOptions turn in new[] { null, Streamed })
                {
                    Ear ear = new Ear(playback);
                    using (Reply reply = Check.Pumped(client, talk.SayAsync(Said, CancellationToken.None, turn)))
                    {
                        ear.HearUntil(PlaybackPhase.Ended);
                        ear.Equal(reply.Audio.Pcm16, turn == null ? "the whole reply" : "the streamed reply");
                        ear.Equal(plain ?? reply.Audio.Pcm16, "the reply that was not streamed");
                        plain = reply.Audio.Pcm16;
                    }
                }
                talk.SetPlayback(null);
                Check.That(talk.Playback == null, "no playback");
                Check.Pumped(client, talk.SayAsync("Unheard.")).Dispose();
                Check.Same(PlaybackPhase.Ended, playback.Poll().Phase, "nothing was added");
                // A blocking call is heard, too.
                talk.SetPlayback(playback);
                Ear last = new Ear(playback);
                using (Reply reply = talk.Say("Heard."))
                {
                    last.HearUntil(PlaybackPhase.Ended);
                    last.Equal(reply.Audio.Pcm16, "the reply of a blocking call");
                }
            }
        }

        private static void BeforeItsEnd()
        {
            // One word in a second of a clock that stands: the last piece cannot have been sent.
            Echo(",\"stream_pace\":60");
            Emulator.Clock("{\"freeze\":true}");
            using (ConvaiNativeClient client = Emulator.Client(false))
            using (Playback playback = new Playback(Ear.Rate))
            using (Conversation talk = Talk(client, playback))
            {
                Ear ear = new Ear(playback);
                List<Piece> pieces = new List<Piece>();
                Task<Reply> task = talk.SayAsync(Said, CancellationToken.None, new TurnOptions { Stream = true, PieceReceived = pieces.Add });
                // The voice of a sentence comes with its last word. The next word is sent only after the clock has moved.
                Piece last = null;
                while (last == null || last.Pcm16.Length == 0)
                {
                    if (last != null) Emulator.Clock("{\"advance_ms\":1000}");
                    int before = pieces.Count;
                    Check.Until(delegate { client.Pump(); return pieces.Count > before; }, "piece " + before);
                    last = pieces[before];
                }
                ear.HearFrames(last.Pcm16.Length);
                client.Pump();
                Check.That(!task.IsCompleted, "the turn goes on");
                int first = ear.Heard.Count;
                Check.Same(last.Pcm16.Length, first, "the voice of the first sentence");
                for (int read = 0; read < 20; read++) Check.Same(0, ear.Hear(), "voice in the gap");
                Check.Same(PlaybackPhase.Buffering, playback.Poll().Phase, "a gap is not the end");
                Emulator.Clock("{\"advance_ms\":60000}");
                using (Reply reply = Check.Pumped(client, task))
                {
                    ear.HearUntil(PlaybackPhase.Ended);
                    Check.That(first < ear.Heard.Count, "voice after the gap");
                    Check.Same(reply.Audio.Frames, ear.Heard.Count, "frames");
                    Check.That(playback.Poll().Underruns > 0, "the gap was counted");
                }
            }
        }

        private static void Added()
        {
            Echo();
            using (ConvaiNativeClient client = Emulator.Client(false))
            using (Playback playback = new Playback(Ear.Rate))
            {
                TurnOptions voice = new TurnOptions { Voice = true };
                Task<Reply> running = client.GetResponseAsync(Emulator.PublicCharacter, null, "One.", CancellationToken.None, voice);
                playback.Add(running);
                Check.Same(PlaybackPhase.Buffering, playback.Poll().Phase, "a turn that runs");
                Task<Reply> completed = client.GetResponseAsync(Emulator.PublicCharacter, null, "Two.", CancellationToken.None, voice);
                using (Reply first = Check.Pumped(client, running))
                using (Reply second = Check.Pumped(client, completed))
                {
                    playback.Add(completed);
                    playback.Add(second.Audio, PlaybackMode.Queue, 3);
                    Ear ear = new Ear(playback);
                    List<string> heard = new List<string>();
                    Check.Until(delegate
                    {
                        PlaybackState state = playback.Poll();
                        string voices = (state.IsOf(running) ? "1" : "") + (state.IsOf(completed) ? "2" : "") + (state.SampleId != 0 ? "" + state.SampleId : "");
                        if (state.Phase != PlaybackPhase.Buffering && (heard.Count == 0 || heard[heard.Count - 1] != voices)) heard.Add(voices);
                        ear.Hear();
                        return state.Phase == PlaybackPhase.Ended;
                    }, "the voices do not end");
                    Check.Same("1 2 3", string.Join(" ", heard.ToArray()).Trim(), "what was heard");
                    List<short> all = new List<short>(first.Audio.Pcm16);
                    all.AddRange(second.Audio.Pcm16);
                    all.AddRange(second.Audio.Pcm16);
                    ear.Equal(all, "three voices");
                    // The last one replaces the others.
                    ear = new Ear(playback);
                    playback.Add(completed);
                    playback.Add(running, PlaybackMode.Replace);
                    ear.HearUntil(PlaybackPhase.Ended);
                    Check.That(playback.Poll().IsOf(running) && !playback.Poll().IsOf(completed), "the other was replaced");
                    // A reply without a voice is silence in the place of the others.
                    Task<Reply> silent = client.GetResponseAsync(Emulator.PublicCharacter, null, "Three.");
                    Check.Pumped(client, silent).Dispose();
                    playback.Add(completed);
                    playback.Add(silent);
                    Check.That(playback.Poll().Buffered > TimeSpan.Zero, "a voice waits");
                    playback.Add(silent, PlaybackMode.Replace);
                    Check.Same(TimeSpan.Zero, playback.Poll().Buffered, "it was replaced");
                }
                Check.AllocatesNothing(delegate { if (playback.Poll().IsOf(completed)) throw new InvalidOperationException(); }, "IsOf");
            }
        }

        private static void Interrupted()
        {
            Echo();
            using (ConvaiNativeClient client = Emulator.Client(false))
            using (Playback playback = new Playback(Ear.Rate))
            using (Conversation talk = Talk(client, playback))
            {
                // Two turns have ended in the library, and nobody has pumped.
                Task<Reply>[] turns = new Task<Reply>[3];
                int ended = 0;
                Ear ear = new Ear(playback);
                for (int index = 0; index < 2; index++)
                {
                    turns[index] = talk.SayAsync(Said);
                    Check.Same(NativeMethods.CONVAI_OK, NativeMethods.convai_operation_wait(PendingCall.Of(turns[index]).Operation, -1), "turn " + index + " has ended");
                }
                Check.Until(delegate { return ear.Hear() > 0; }, "no voice");
                // The third turn hangs until the interruption.
                Emulator.Fault("{\"path\":\"/character/getResponse\",\"hang\":true,\"count\":1}");
                turns[2] = talk.SayAsync("Too late.");
                Check.Until(delegate { return Emulator.Received() == 3; }, "the third turn");
                int before = ear.Heard.Count;
                talk.Interrupt();
                Check.Same(TimeSpan.Zero, playback.Poll().Buffered, "the queue");
                Check.Same(PlaybackPhase.Empty, playback.Poll().Phase, "after an interruption");
                for (int read = 0; read < 50; read++) ear.Hear();
                Check.That(ear.Heard.Count - before <= Ear.Rate / 100 * 2, "no more than a short fade: " + (ear.Heard.Count - before));
                Check.Until(delegate { ended += client.Pump(); return client.Pending == 0; }, "all turns end");
                Check.Same(3, ended, "completed tasks");
                for (int index = 0; index < 2; index++)
                {
                    Reply reply = turns[index].Result;
                    Check.That(reply.Interrupted && reply.Text == Said && reply.Audio.Frames > 0, "the reply of turn " + index);
                    // Nobody wants to hear it.
                    playback.Add(turns[index]);
                    Check.Same(TimeSpan.Zero, playback.Poll().Buffered, "turn " + index);
                    reply.Dispose();
                }
                Check.That(turns[2].IsCanceled, "the third turn is " + turns[2].Status);
                playback.Add(turns[2]);
                Check.Same(0, client.Pump(), "nothing is delivered twice");
                ear = new Ear(playback);
                using (Reply reply = Check.Pumped(client, talk.SayAsync("Again.")))
                {
                    Check.That(!reply.Interrupted, "the next turn");
                    ear.HearUntil(PlaybackPhase.Ended);
                    ear.Equal(reply.Audio.Pcm16, "the next turn");
                }
            }
        }

        private static void Failed()
        {
            Echo();
            Emulator.Fault("{\"path\":\"/character/getResponse\",\"status\":500,\"count\":1}");
            using (ConvaiNativeClient client = Emulator.Client(false))
            using (Playback playback = new Playback(Ear.Rate))
            using (Conversation talk = Talk(client, playback))
            using (CancellationTokenSource cancellation = new CancellationTokenSource())
            {
                Task<Reply> failed = talk.SayAsync("One.");
                Task<Reply> cancelled = talk.SayAsync("Two.", cancellation.Token);
                cancellation.Cancel();
                Task<Reply> heard = talk.SayAsync("Three.");
                Ear ear = new Ear(playback);
                using (Reply reply = Check.Pumped(client, heard))
                {
                    ear.HearUntil(PlaybackPhase.Ended);
                    ear.Equal(reply.Audio.Pcm16, "the third turn");
                    Check.That(playback.Poll().IsOf(heard), "the third turn is heard");
                }
                Check.That(failed.IsFaulted && cancelled.IsCanceled, "the others");
                playback.Add(failed);
                playback.Add(cancelled);
                playback.Add(Task.FromCanceled<Reply>(cancellation.Token));
                Check.Same(TimeSpan.Zero, playback.Poll().Buffered, "they add nothing");
            }
        }

        private static void Refused()
        {
            using (Playback playback = new Playback(Ear.Rate))
            {
                Check.Throws<ArgumentNullException>(delegate { playback.Add((Task<Reply>)null); }, "no task");
                Check.Same("turn", Check.Throws<ArgumentException>(delegate { playback.Add(new TaskCompletionSource<Reply>().Task); }, "another task").ParamName, "another task");
                Emulator.Fault("{\"hang\":true}");
                using (ConvaiNativeClient client = Emulator.Client(false))
                {
                    Task<Reply> turn = client.GetResponseAsync(Emulator.PublicCharacter, null, "Hello");
                    Check.Same("mode", Check.Throws<ArgumentOutOfRangeException>(delegate { playback.Add(turn, (PlaybackMode)7); }, "a mode").ParamName, "a mode");
                }
            }
        }

        private static void Disposed()
        {
            Echo();
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                Playback playback = new Playback(Ear.Rate);
                Conversation talk = Talk(client, playback);
                playback.Dispose();
                Task<Reply> task = talk.SayAsync("Unheard.");
                Check.Throws<ObjectDisposedException>(delegate { playback.Add(task); }, "a turn that runs");
                Check.Pumped(client, task);
                Check.Throws<ObjectDisposedException>(delegate { playback.Add(task); }, "a completed turn");
                Check.Throws<ObjectDisposedException>(delegate { talk.SetPlayback(playback); }, "a disposed playback");
                using (playback = new Playback(Ear.Rate))
                {
                    // The reply is heard to its end after everything it came from is gone.
                    talk.SetPlayback(playback);
                    Ear ear = new Ear(playback);
                    Reply reply = Check.Pumped(client, talk.SayAsync("Heard."));
                    short[] samples = reply.Audio.Pcm16;
                    reply.Dispose();
                    Check.Throws<ObjectDisposedException>(delegate { playback.Add(reply.Audio); }, "disposed audio");
                    task.Result.Dispose();
                    Check.Throws<ObjectDisposedException>(delegate { playback.Add(task); }, "the disposed reply of a completed turn");
                    talk.Dispose();
                    client.Dispose();
                    ear.HearUntil(PlaybackPhase.Ended);
                    ear.Equal(samples, "the voice");
                    Check.Throws<ObjectDisposedException>(delegate { talk.SetPlayback(playback); }, "a disposed conversation");
                }
            }
            Check.Same(0L, ConvaiNativeLibrary.LiveObjects, "live objects");
        }

        private static void Unreferenced()
        {
            Echo();
            Exception thrown = Check.OnItsOwnThread(delegate
            {
                for (int index = 0; index < 20; index++)
                {
                    ConvaiNativeClient client = Emulator.Client(false);
                    Playback playback = new Playback(Ear.Rate);
                    Conversation talk = Talk(client, playback);
                    Task<Reply> task = talk.SayAsync("Hello");
                    playback.Add(task);
                    // Half of them are collected while their turn runs.
                    if (index % 2 == 0) Check.Pumped(client, task);
                    new Ear(playback).Hear();
                    Check.That(playback.Poll().Phase != PlaybackPhase.Empty, "a voice");
                }
            });
            if (thrown != null) throw thrown;
            Check.That(ConvaiNativeLibrary.LiveObjects > 0, "there are objects to free");
            Check.NothingLeft();
        }
    }
}
