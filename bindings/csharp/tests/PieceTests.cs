using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative.Tests
{
    /// <summary>The pieces of streamed replies.</summary>
    internal static class PieceTests
    {
        private const string Said = "What is your name, and where do you live?";

        private static Emulator Emulator
        {
            get { return Program.Emulator; }
        }

        internal static void List()
        {
            Program.Add("pieces: joined they are the unstreamed reply, sample by sample, in every shape", Joined);
            Program.Add("pieces: a piece is reported before the next one is sent, and all before the task completes", InOrder);
            Program.Add("pieces: the background pump and a blocking call report, too", OtherThreads);
            Program.Add("pieces: a turn without the flag has one piece, and so has one whose flag is ignored", One);
            Program.Add("pieces: without their samples they have the text and the positions", WithoutSamples);
            Program.Add("pieces: a turn that fails midway keeps what came", Failed);
            Program.Add("pieces: an exception of a receiver leaves Pump, and the task completes", Throwing);
        }

        /// <summary>Joins the pieces, which must follow each other.</summary>
        internal sealed class Receiver
        {
            internal readonly StringBuilder Text = new StringBuilder();
            internal readonly List<short> Samples = new List<short>();
            internal readonly HashSet<int> Threads = new HashSet<int>();
            internal Func<bool> Completed = delegate { return false; };
            internal int Count;
            internal int Late;

            public void Report(Piece piece)
            {
                Threads.Add(Thread.CurrentThread.ManagedThreadId);
                if (Completed()) Late++;
                Check.That(piece.SessionId != null, "the session is known");
                Check.Same((long)Samples.Count, piece.FirstFrame * Math.Max(1, piece.Channels), "the position of piece " + Count);
                Text.Append(piece.Text);
                Samples.AddRange(piece.Pcm16);
                Count++;
            }

            internal void Equal(string text, Audio audio, string what)
            {
                Check.Same(text, Text.ToString(), what + ", text");
                short[] samples = audio.Pcm16;
                Check.Same(samples.Length, Samples.Count, what + ", samples");
                for (int index = 0; index < samples.Length; index++)
                    if (samples[index] != Samples[index]) throw new CheckFailed(what + ": sample " + index + " differs");
            }
        }

        private static Task<Reply> Start(ConvaiNativeClient client, TurnOptions turn, Receiver receiver)
        {
            turn.Voice = true;
            turn.PieceReceived = receiver.Report;
            Task<Reply> task = client.GetResponseAsync(Emulator.PublicCharacter, null, Said, CancellationToken.None, turn);
            receiver.Completed = delegate { return task.IsCompleted; };
            return task;
        }

        private static void WithoutSamples()
        {
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                Emulator.Settings("{\"stream_pace\":0}");
                foreach (bool blocks in new[] { false, true })
                {
                    StringBuilder text = new StringBuilder();
                    int samples = 0, rate = 0;
                    TurnOptions turn = new TurnOptions { Stream = true, Voice = true, OmitPieceSamples = true };
                    turn.PieceReceived = delegate (Piece piece)
                    {
                        text.Append(piece.Text);
                        samples += piece.Pcm16.Length;
                        rate = piece.SampleRate;
                    };
                    using (Reply reply = blocks
                        ? client.GetResponse(Emulator.PublicCharacter, null, Said, CancellationToken.None, turn)
                        : Check.Pumped(client, client.GetResponseAsync(Emulator.PublicCharacter, null, Said, CancellationToken.None, turn)))
                    {
                        Check.Same(reply.Text, text.ToString(), "text");
                        Check.That(samples == 0 && rate == reply.Audio.SampleRate && reply.Audio.Frames > 0, samples + " samples, " + rate + " Hz");
                    }
                }
            }
        }

        private static void Joined()
        {
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                Emulator.Settings("{\"stream_pace\":0}");
                using (Reply plain = Check.Pumped(client, Start(client, new TurnOptions(), new Receiver())))
                    foreach (string shape in new[] {
                        "\"stream_shapes\":[\"glued\",\"crlf\"]", "\"stream_shapes\":[\"data_lines\",\"no_final_blank_line\"]",
                        "\"stream_shapes\":[\"split_chunks\",\"comments\",\"done\"]", "\"stream_audio\":\"wav_then_samples\"",
                        "\"stream_audio\":\"unknown_sizes\"", "\"stream_audio\":\"odd_chunk\"" })
                    {
                        Emulator.Settings("{\"stream_audio\":\"wav\",\"stream_shapes\":[]}");
                        Emulator.Settings("{" + shape + "}");
                        Receiver receiver = new Receiver();
                        using (Reply reply = Check.Pumped(client, Start(client, new TurnOptions { Stream = true }, receiver)))
                        {
                            Check.That(receiver.Count > 3, shape + ": " + receiver.Count + " pieces");
                            Check.Same(plain.Text, reply.Text, shape);
                            receiver.Equal(reply.Text, reply.Audio, shape);
                            receiver.Equal(plain.Text, plain.Audio, shape + " and the unstreamed reply");
                        }
                    }
            }
        }

        private static void InOrder()
        {
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                Emulator.Settings("{\"stream_pace\":60}");
                Emulator.Clock("{\"freeze\":true}");
                Receiver receiver = new Receiver();
                Task<Reply> task = Start(client, new TurnOptions { Stream = true }, receiver);
                int before = 0;
                while (!task.IsCompleted)
                {
                    Check.Until(delegate { client.Pump(); return receiver.Count > before || task.IsCompleted; }, "piece " + before);
                    Check.That(receiver.Count <= before + 1, "the emulator sends the next word in a second");
                    before = receiver.Count;
                    Emulator.Clock("{\"advance_ms\":1000}");
                }
                task.Result.Dispose();
                Check.That(receiver.Count > 3, receiver.Count + " pieces");
                Check.Same(0, receiver.Late, "pieces after the task has completed");
                Check.Same(1, receiver.Threads.Count, "threads");
                Check.That(receiver.Threads.Contains(Thread.CurrentThread.ManagedThreadId), "the thread of Pump");
            }
        }

        private static void OtherThreads()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                Emulator.Settings("{\"stream_pace\":0}");
                Receiver receiver = new Receiver();
                using (Reply reply = Check.End(Start(client, new TurnOptions { Stream = true }, receiver)))
                    receiver.Equal(reply.Text, reply.Audio, "the background pump");
                Check.That(!receiver.Threads.Contains(Thread.CurrentThread.ManagedThreadId), "the thread of the background pump");
                Receiver blocking = new Receiver();
                TurnOptions turn = new TurnOptions { Stream = true, Voice = true, PieceReceived = blocking.Report };
                using (Reply reply = client.GetResponse(Emulator.PublicCharacter, null, Said, CancellationToken.None, turn))
                    blocking.Equal(reply.Text, reply.Audio, "the blocking call");
                Check.Same(receiver.Count, blocking.Count, "pieces");
                Check.That(blocking.Threads.Contains(Thread.CurrentThread.ManagedThreadId), "the thread of the blocking call");
            }
        }

        private static void One()
        {
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                Emulator.Settings("{\"ignore_stream\":true}");
                foreach (bool stream in new[] { false, true })
                {
                    Receiver receiver = new Receiver();
                    using (Reply reply = Check.Pumped(client, Start(client, new TurnOptions { Stream = stream }, receiver)))
                        receiver.Equal(reply.Text, reply.Audio, "stream: " + stream);
                    Check.Same(1, receiver.Count, "pieces");
                    Check.Same(0, receiver.Late, "pieces after the task has completed");
                }
            }
        }

        private static void Failed()
        {
            ConvaiNativeClientOptions options = Emulator.Options(false);
            options.IdleTimeout = TimeSpan.FromMilliseconds(100);
            Emulator.Settings("{\"stream_pace\":0}");
            using (ConvaiNativeClient client = new ConvaiNativeClient(options))
                foreach (TimeSpan? idle in new TimeSpan?[] { null, TimeSpan.FromMilliseconds(50) })
                {
                    Emulator.Fault("{\"stream\":\"stall\",\"pieces\":2}");
                    Receiver receiver = new Receiver();
                    Task<Reply> task = Start(client, new TurnOptions { Stream = true, IdleTimeout = idle }, receiver);
                    ConvaiNativeException failure = Check.Throws<ConvaiNativeException>(delegate { Check.Pumped(client, task); }, "a pause");
                    Check.Same(ConvaiNativeErrorCode.Timeout, failure.Code, "the code");
                    Check.Same(2, receiver.Count, "pieces");
                    Check.Same(receiver.Text.ToString(), failure.PartialReply.Text, "the text that came");
                }
        }

        private static void Throwing()
        {
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                TurnOptions turn = new TurnOptions { Stream = true, PieceReceived = delegate { throw new InvalidOperationException("a mistake in the program"); } };
                Emulator.Settings("{\"stream_pace\":0}");
                Task<Reply> task = client.GetResponseAsync(Emulator.PublicCharacter, null, Said, CancellationToken.None, turn);
                int thrown = 0;
                Check.Until(delegate
                {
                    try { client.Pump(); }
                    catch (InvalidOperationException) { thrown++; }
                    return task.IsCompleted;
                }, "the task did not complete");
                Check.That(thrown > 0, "no exception left Pump");
                task.Result.Dispose();
                Check.Throws<InvalidOperationException>(delegate { client.GetResponse(Emulator.PublicCharacter, null, Said, CancellationToken.None, turn); }, "blocking");
            }
        }
    }
}
