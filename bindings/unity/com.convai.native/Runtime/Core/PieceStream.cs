using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative
{
    /// <summary>What the task of a turn can tell besides its reply.</summary>
    public static class TurnExtensions
    {
        /// <summary>
        /// The pieces of the reply, for a loop that receives them while they arrive. Call it when the turn starts: a turn that has
        /// completed gives its reply as one piece. Does not block.
        /// </summary>
        /// <param name="turn">
        /// The task that a method of a <see cref="Conversation"/> or a <see cref="ConvaiNativeClient"/> returned, and not a task that
        /// awaits it. Set <see cref="TurnOptions.Stream"/>: a turn without it has one piece, when it ends.
        /// </param>
        /// <returns>The pieces. Every call for a turn that has not completed returns the same object.</returns>
        /// <exception cref="ArgumentException">The task is null, or is of another method and has not completed.</exception>
        /// <exception cref="InvalidOperationException"><see cref="TurnOptions.PieceReceived"/> receives the pieces of this turn.</exception>
        public static PieceStream Pieces(this Task<Reply> turn)
        {
            Arguments.Required(turn, "turn");
            PendingCall call = PendingCall.Of(turn);
            if (call == null && !turn.IsCompleted)
                throw new ArgumentException("The task is not that of a turn. Pass the task that SayAsync or GetResponseAsync returned.", "turn");
            return (call == null ? null : call.Pieces(turn)) ?? PieceStream.OfCompleted(turn);
        }
    }

    /// <summary>
    /// The pieces of the reply to a turn, in their order. <see cref="NextAsync"/> waits for the next one; where the platform has
    /// asynchronous streams (.NET Standard 2.1, .NET Core 3.0, Unity 2021.2), "await foreach" does so. The task of the turn gives the whole reply as
    /// well.
    /// </summary>
    /// <remarks>
    /// Thread-safe; no member blocks. A task completes when <see cref="ConvaiNativeClient.Pump"/> or the background pump has received the
    /// piece. A loop that is left early does not cancel the turn; the token of the turn does.
    /// </remarks>
    public sealed partial class PieceStream
    {
        private static readonly Action<object> Cancel = delegate (object waiter) { ((TaskCompletionSource<bool>)waiter).TrySetCanceled(); };

        private readonly object gate = new object();
        private readonly Queue<Piece> ready = new Queue<Piece>();
        private readonly Task<Reply> turn;
        private TaskCompletionSource<bool> waiter;
        private bool ended;

        /// <summary>The pieces of a turn that runs. Its call gives them with <see cref="Take"/> and <see cref="End"/>.</summary>
        internal PieceStream(Task<Reply> turn)
        {
            this.turn = turn;
        }

        internal static PieceStream OfCompleted(Task<Reply> turn)
        {
            PieceStream pieces = new PieceStream(turn) { ended = true };
            if (turn.Status == TaskStatus.RanToCompletion) pieces.ready.Enqueue(new Piece(turn.Result));
            return pieces;
        }

        /// <summary>Waits for the next piece.</summary>
        /// <param name="cancellation">Ends the wait, and not the turn. No piece is lost: a further call gives it.</param>
        /// <returns>
        /// The piece, or null after the last one. If the turn failed or was cancelled, the task ends as that of the turn, after the pieces
        /// that came before.
        /// </returns>
        /// <exception cref="InvalidOperationException">Another call waits. The task ends with it.</exception>
        public async Task<Piece> NextAsync(CancellationToken cancellation = default(CancellationToken))
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                TaskCompletionSource<bool> news;
                lock (gate)
                {
                    if (ready.Count > 0) return ready.Dequeue();
                    if (ended) break;
                    if (waiter != null) throw new InvalidOperationException("Another call of NextAsync waits for the next piece. Await it first.");
                    news = waiter = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
                }
                try
                {
                    using (cancellation.Register(Cancel, news)) await news.Task.ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    cancellation.ThrowIfCancellationRequested();
                    throw;
                }
                finally
                {
                    lock (gate)
                        if (waiter == news) waiter = null;
                }
            }
            await turn.ConfigureAwait(false);
            return null;
        }

        /// <summary>Takes the pieces that have come out of the library.</summary>
        internal void Take(IntPtr operation)
        {
            lock (gate)
            {
                bool pending;
                for (Piece piece = Piece.Next(operation, 0, out pending); piece != null; piece = Piece.Next(operation, 0, out pending)) ready.Enqueue(piece);
                if (ready.Count > 0) Wake();
            }
        }

        /// <summary>No more pieces will come. The task of the turn completes now, or has completed.</summary>
        internal void End()
        {
            lock (gate)
            {
                ended = true;
                Wake();
            }
        }

        private void Wake()
        {
            if (waiter != null) waiter.TrySetResult(true);
            waiter = null;
        }
    }
}
