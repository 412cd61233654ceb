using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative.Tests
{
    /// <summary>The pieces of streamed replies in a loop that awaits them.</summary>
    internal static class PieceStreamTests
    {
        private const string Said = "What is your name, and where do you live?";

        private static Emulator Emulator
        {
            get { return Program.Emulator; }
        }

        internal static void List()
        {
            Program.Add("piece streams: joined they are the unstreamed reply, sample by sample", Joined);
            Program.Add("piece streams: a piece is given before the next one is sent", InOrder);
            Program.Add("piece streams: pieces that came before the loop began are not lost", Late);
            Program.Add("piece streams: a slow loop beside the background pump gets all pieces", Slow);
            Program.Add("piece streams: a completed turn, and one that is not streamed, have one piece", One);
            Program.Add("piece streams: a turn that fails midway gives what came, and then its failure", Failed);
            Program.Add("piece streams: the token of the loop ends the loop, and that of the turn the turn", Cancelled);
            Program.Add("piece streams: what cannot be given is refused", Refused);
            Program.Add("piece streams: a closed client ends the loop", Closed);
            Program.Add("piece streams: MoveNextAsync gives the same pieces, with cancellation and an early end", Enumerated);
        }

        private static Task<Reply> Start(ConvaiNativeClient client, CancellationToken cancellation = default(CancellationToken), bool stream = true)
        {
            return client.GetResponseAsync(Emulator.PublicCharacter, null, Said, cancellation, new TurnOptions { Stream = stream, Voice = true });
        }

        /// <summary>Reads until the end. Pumps if the client has no background pump.</summary>
        private static PieceTests.Receiver ReadAll(ConvaiNativeClient client, PieceStream pieces)
        {
            PieceTests.Receiver receiver = new PieceTests.Receiver();
            for (Piece piece = Next(client, pieces); piece != null; piece = Next(client, pieces)) receiver.Report(piece);
            return receiver;
        }

        private static Piece Next(ConvaiNativeClient client, PieceStream pieces)
        {
            return Check.Pumped(client, pieces.NextAsync());
        }

        private static void Joined()
        {
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                Emulator.Settings("{\"stream_pace\":0}");
                using (Reply plain = Check.Pumped(client, Start(client, default(CancellationToken), false)))
                {
                    Task<Reply> turn = Start(client);
                    PieceStream pieces = turn.Pieces();
                    Check.That(pieces == turn.Pieces(), "one stream for each turn");
                    PieceTests.Receiver receiver = ReadAll(client, pieces);
                    Check.That(receiver.Count > 3, receiver.Count + " pieces");
                    using (Reply reply = Check.Pumped(client, turn)) receiver.Equal(reply.Text, reply.Audio, "the reply");
                    receiver.Equal(plain.Text, plain.Audio, "the unstreamed reply");
                    Check.Same(null, Next(client, pieces), "after the end");
                }
            }
        }

        private static void InOrder()
        {
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                Emulator.Settings("{\"stream_pace\":60}");
                Emulator.Clock("{\"freeze\":true}");
                Task<Reply> turn = Start(client);
                PieceStream pieces = turn.Pieces();
                int count = 0;
                Task<Piece> next = pieces.NextAsync();
                while (Check.Pumped(client, next) != null)
                {
                    count++;
                    next = pieces.NextAsync();
                    client.Pump();
                    // The emulator sends the next word in a second. Only the end comes by itself.
                    Check.That(!next.IsCompleted || next.Result == null, "piece " + count + " came before its time");
                    Emulator.Clock("{\"advance_ms\":1000}");
                }
                Check.That(count > 3, count + " pieces");
                Check.Pumped(client, turn).Dispose();
            }
        }

        private static void Late()
        {
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                Emulator.Settings("{\"stream_pace\":60}");
                Emulator.Clock("{\"freeze\":true}");
                Task<Reply> turn = Start(client);
                // The event of the first piece is pumped, and nobody receives the piece.
                Check.Until(delegate { client.Pump(); return Arrived(turn) > 0; }, "no piece has arrived");
                long before = Arrived(turn);
                Emulator.Clock("{\"advance_ms\":2000}");
                Check.Until(delegate { client.Pump(); return Arrived(turn) > before; }, "no further piece has arrived");
                PieceStream pieces = turn.Pieces();
                Piece first = Next(client, pieces);
                Check.Same(0L, first.FirstFrame, "the first piece");
                Emulator.Clock("{\"advance_ms\":600000}");
                PieceTests.Receiver receiver = new PieceTests.Receiver();
                receiver.Report(first);
                for (Piece piece = Next(client, pieces); piece != null; piece = Next(client, pieces)) receiver.Report(piece);
                using (Reply reply = Check.Pumped(client, turn)) receiver.Equal(reply.Text, reply.Audio, "the reply");
            }
        }

        /// <summary>The bytes of the reply that have arrived.</summary>
        private static unsafe long Arrived(Task<Reply> turn)
        {
            NativeProgress progress = new NativeProgress();
            progress.StructSize = (uint)sizeof(NativeProgress);
            NativeMethods.convai_operation_poll(PendingCall.Of(turn).Operation, &progress);
            return (long)progress.BytesReceived;
        }

        private static void Slow()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                Emulator.Settings("{\"stream_pace\":0}");
                Task<Reply> turn = Start(client);
                PieceStream pieces = turn.Pieces();
                using (Reply reply = Check.End(turn))
                {
                    PieceTests.Receiver receiver = ReadAll(client, pieces);
                    Check.That(receiver.Count > 3, receiver.Count + " pieces");
                    receiver.Equal(reply.Text, reply.Audio, "the reply");
                }
                // A loop that is as fast as the pump, many times.
                for (int round = 0; round < 20; round++)
                {
                    Task<string> joined = Join(Start(client));
                    Check.That(Check.End(joined).Length > 0, "a text");
                }
            }
        }

        private static async Task<string> Join(Task<Reply> turn)
        {
            string text = "";
            PieceStream pieces = turn.Pieces();
            for (Piece piece = await pieces.NextAsync(); piece != null; piece = await pieces.NextAsync()) text += piece.Text;
            using (Reply reply = await turn) Check.Same(reply.Text, text, "the joined text");
            return text;
        }

        private static void One()
        {
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                Emulator.Settings("{\"stream_pace\":0}");
                Task<Reply> plain = Start(client, default(CancellationToken), false);
                PieceTests.Receiver receiver = ReadAll(client, plain.Pieces());
                Check.Same(1, receiver.Count, "pieces");
                using (Reply reply = Check.Pumped(client, plain))
                {
                    receiver.Equal(reply.Text, reply.Audio, "the reply that is not streamed");
                    receiver = ReadAll(client, Task.FromResult(reply).Pieces());
                    receiver.Equal(reply.Text, reply.Audio, "a reply of another task");
                }
                Task<Reply> completed = Start(client);
                using (Reply reply = Check.Pumped(client, completed))
                {
                    receiver = ReadAll(client, completed.Pieces());
                    Check.Same(1, receiver.Count, "pieces of a completed turn");
                    receiver.Equal(reply.Text, reply.Audio, "the completed turn");
                }
                Task<Reply> silent = client.GetResponseAsync(Emulator.PublicCharacter, null, Said);
                Check.Pumped(client, silent).Dispose();
                Check.Same(0, Next(client, silent.Pieces()).Pcm16.Length, "samples of a turn without voice");
            }
        }

        private static void Failed()
        {
            ConvaiNativeClientOptions options = Emulator.Options(false);
            options.IdleTimeout = TimeSpan.FromMilliseconds(100);
            Emulator.Settings("{\"stream_pace\":0}");
            Emulator.Fault("{\"stream\":\"stall\",\"pieces\":2}");
            using (ConvaiNativeClient client = new ConvaiNativeClient(options))
            {
                Task<Reply> turn = Start(client);
                PieceStream pieces = turn.Pieces();
                string text = Next(client, pieces).Text + Next(client, pieces).Text;
                ConvaiNativeException failure = Check.Throws<ConvaiNativeException>(delegate { Next(client, pieces); }, "a pause");
                Check.Same(ConvaiNativeErrorCode.Timeout, failure.Code, "the code");
                Check.Same(text, failure.PartialReply.Text, "the text that came");
                Check.That(turn.IsFaulted, "the turn");
                Check.Throws<ConvaiNativeException>(delegate { Next(client, turn.Pieces()); }, "the completed turn");
            }
        }

        private static void Cancelled()
        {
            Emulator.Settings("{\"stream_pace\":60}");
            Emulator.Clock("{\"freeze\":true}");
            using (ConvaiNativeClient client = Emulator.Client(false))
            using (CancellationTokenSource loop = new CancellationTokenSource())
            using (CancellationTokenSource whole = new CancellationTokenSource())
            {
                Task<Reply> turn = Start(client, whole.Token);
                PieceStream pieces = turn.Pieces();
                Check.That(Next(client, pieces) != null, "a piece");
                Task<Piece> next = pieces.NextAsync(loop.Token);
                Check.That(!next.IsCompleted, "the next piece was not sent");
                loop.Cancel();
                OperationCanceledException ended = Check.Throws<OperationCanceledException>(delegate { Check.Pumped(client, next); }, "the loop");
                Check.That(ended.CancellationToken == loop.Token && !turn.IsCompleted, "the turn goes on");
                Check.Throws<OperationCanceledException>(delegate { Check.Pumped(client, pieces.NextAsync(loop.Token)); }, "a token that was cancelled before");
                Emulator.Clock("{\"advance_ms\":1000}");
                Check.That(Next(client, pieces) != null, "the next piece");
                next = pieces.NextAsync();
                whole.Cancel();
                Check.Throws<OperationCanceledException>(delegate { Check.Pumped(client, next); }, "the turn");
                Check.That(turn.IsCanceled, "the turn is " + turn.Status);
            }
        }

        private static void Refused()
        {
            Emulator.Fault("{\"hang\":true,\"count\":2}");
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                Check.Throws<ArgumentNullException>(delegate { ((Task<Reply>)null).Pieces(); }, "null");
                Check.Throws<ArgumentException>(delegate { new TaskCompletionSource<Reply>().Task.Pieces(); }, "another task");
                TurnOptions received = new TurnOptions { PieceReceived = delegate { } };
                Task<Reply> turn = client.GetResponseAsync(Emulator.PublicCharacter, null, Said, CancellationToken.None, received);
                Check.Throws<InvalidOperationException>(delegate { turn.Pieces(); }, "a turn with a receiver");
                PieceStream pieces = Start(client).Pieces();
                Task<Piece> first = pieces.NextAsync();
                Check.Throws<InvalidOperationException>(delegate { pieces.NextAsync().GetAwaiter().GetResult(); }, "a second wait");
                Check.That(!first.IsCompleted, "the first wait");
            }
        }

        private static void Closed()
        {
            Emulator.Fault("{\"hang\":true,\"count\":1}");
            ConvaiNativeClient client = Emulator.Client(false);
            PieceStream pieces = Start(client).Pieces();
            Task<Piece> next = pieces.NextAsync();
            client.Dispose();
            Check.Throws<OperationCanceledException>(delegate { Check.End(next); }, "a closed client");
        }

#if NETSTANDARD2_1
        private static void Enumerated()
        {
            Emulator.Settings("{\"stream_pace\":60}");
            Emulator.Clock("{\"freeze\":true}");
            using (ConvaiNativeClient client = Emulator.Client(false))
            using (CancellationTokenSource loop = new CancellationTokenSource())
            {
                Task<Reply> turn = Start(client);
                IAsyncEnumerable<Piece> pieces = turn.Pieces();
                PieceTests.Receiver receiver = new PieceTests.Receiver();
                // A loop that is left early, one that is cancelled, and one to the end. Each goes on where the one before was.
                IAsyncEnumerator<Piece> first = pieces.GetAsyncEnumerator();
                Check.That(Check.Pumped(client, first.MoveNextAsync().AsTask()), "a piece");
                receiver.Report(first.Current);
                first.DisposeAsync().GetAwaiter().GetResult();
                IAsyncEnumerator<Piece> second = pieces.GetAsyncEnumerator(loop.Token);
                Task<bool> moving = second.MoveNextAsync().AsTask();
                loop.Cancel();
                Check.Throws<OperationCanceledException>(delegate { Check.Pumped(client, moving); }, "a loop that was cancelled");
                Emulator.Clock("{\"advance_ms\":600000}");
                IAsyncEnumerator<Piece> third = pieces.GetAsyncEnumerator();
                while (Check.Pumped(client, third.MoveNextAsync().AsTask())) receiver.Report(third.Current);
                Check.That(third.Current == null && receiver.Count > 3, receiver.Count + " pieces");
                using (Reply reply = Check.Pumped(client, turn)) receiver.Equal(reply.Text, reply.Audio, "the reply");
            }
        }
#else
        private static void Enumerated()
        {
            throw new CheckFailed("compile the core and the tests with NETSTANDARD2_1: all runtimes of the suite have asynchronous streams");
        }
#endif
    }
}
