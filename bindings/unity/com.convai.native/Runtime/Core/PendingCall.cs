using System;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative
{
    /// <summary>
    /// A started call whose task has not completed. The task references the call, and the call references the client or
    /// conversation: they are not collected while any code waits for the task. A completed call references neither.
    /// </summary>
    internal abstract class PendingCall
    {
        private static readonly Action<object> Cancel = CancelOperation;

        private readonly object gate = new object();
        private readonly ProgressReporter progress;
        private readonly Action<Piece> pieces;
        private readonly bool pieceSamples;
        private object owner;
        private OperationHandle operation;
        private CancellationTokenRegistration registration;
        private PieceStream stream;
        private bool finished;

        /// <param name="client">The calls of the client.</param>
        /// <param name="owner">The client or the conversation.</param>
        /// <param name="options">The settings of the call, with the receivers of its progress and its pieces. May be null.</param>
        /// <param name="cancellation">Cancels the call.</param>
        protected PendingCall(CallQueue client, object owner, CallOptions options, CancellationToken cancellation)
        {
            Client = client;
            this.owner = owner;
            if (options != null && options.Progress != null) progress = new ProgressReporter(options.Progress);
            if (options != null) pieces = options.PieceReceiver;
            pieceSamples = options == null || options.PieceSamples;
            Cancellation = cancellation;
        }

        internal CallQueue Client { get; private set; }

        /// <summary>The operation of the call, also after it was freed. Zero before the start.</summary>
        internal IntPtr Operation
        {
            get
            {
                lock (gate) return operation == null ? IntPtr.Zero : operation.Token;
            }
        }

        internal bool ReportsProgress
        {
            get { return progress != null; }
        }

        protected CancellationToken Cancellation { get; private set; }

        /// <summary>The call whose task this is. Null for any other task, and for null.</summary>
        internal static PendingCall Of(Task task)
        {
            return task == null ? null : task.AsyncState as PendingCall;
        }

        /// <summary>
        /// The pieces of the reply that nobody has received. Null if the call has finished, so that its operation may have been freed.
        /// </summary>
        /// <param name="turn">The task of this call.</param>
        internal PieceStream Pieces(Task<Reply> turn)
        {
            if (pieces != null) throw new InvalidOperationException("TurnOptions.PieceReceived receives the pieces of this turn. Leave it null.");
            lock (gate)
            {
                if (stream != null || finished || turn.IsCompleted) return stream;
                stream = new PieceStream(turn);
                stream.Take(operation.Token);
                return stream;
            }
        }

        /// <summary>Sets the operation of the call after the start. From now on the cancellation token can cancel it.</summary>
        internal void Attach(IntPtr token)
        {
            OperationHandle handle = Own(token);
            if (!Cancellation.CanBeCanceled) return;
            CancellationTokenRegistration registered = Cancellation.Register(Cancel, handle);
            lock (gate)
            {
                if (!finished)
                {
                    registration = registered;
                    return;
                }
            }
            registered.Dispose();
        }

        /// <summary>
        /// Completes the task with the result of the operation. The pump may call this before the start function has returned the
        /// operation to the thread that started the call.
        /// </summary>
        internal void Finish(IntPtr token)
        {
            OperationHandle handle = Own(token);
            try
            {
                if (progress != null) progress.Report(token);
                ReportPieces(token);
            }
            finally
            {
                try
                {
                    Complete(token);
                }
                finally
                {
                    Release(handle);
                }
            }
        }

        /// <summary>Reports the progress of the running call, if it has changed.</summary>
        internal void ReportProgress()
        {
            OperationHandle handle;
            lock (gate) handle = finished ? null : operation;
            if (handle != null) progress.Report(handle.Token);
        }

        /// <summary>Reports the pieces of the reply that have come.</summary>
        internal void ReportPieces(IntPtr token)
        {
            if (pieces != null) Piece.Report(token, pieces, pieceSamples);
            PieceStream receiver;
            lock (gate) receiver = stream;
            if (receiver != null) receiver.Take(token);
        }

        /// <summary>Cancels the task, if the library will not report its operation any more.</summary>
        internal void Abandon()
        {
            OperationHandle handle;
            lock (gate) handle = operation;
            Release(handle);
            CompleteCancelled();
        }

        protected abstract void Complete(IntPtr operation);

        protected abstract void CompleteCancelled();

        private OperationHandle Own(IntPtr token)
        {
            lock (gate)
            {
                if (operation == null) operation = new OperationHandle(token);
                return operation;
            }
        }

        private void Release(OperationHandle handle)
        {
            CancellationTokenRegistration registered;
            PieceStream receiver;
            lock (gate)
            {
                finished = true;
                registered = registration;
                receiver = stream;
            }
            GC.KeepAlive(owner);
            owner = null;
            registered.Dispose();
            if (handle != null) handle.Dispose();
            if (receiver != null) receiver.End();
        }

        internal static void CancelOperation(object handle)
        {
            NativeMethods.convai_operation_cancel(((OperationHandle)handle).Token);
        }
    }

    internal sealed class PendingCall<T> : PendingCall
    {
        private readonly TakeOutcome<T> take;
        private readonly TaskCompletionSource<T> source;

        internal PendingCall(TakeOutcome<T> take, CallQueue client, object owner, CallOptions options, CancellationToken cancellation)
            : base(client, owner, options, cancellation)
        {
            this.take = take;
            // No continuation runs inside Pump. It resumes on its own context, or on the thread pool.
            source = new TaskCompletionSource<T>(this, TaskCreationOptions.RunContinuationsAsynchronously);
        }

        internal Task<T> Task
        {
            get { return source.Task; }
        }

        protected override void Complete(IntPtr operation)
        {
            ConvaiNativeException failure;
            T value;
            try
            {
                value = take(operation, out failure);
            }
            catch (Exception failed)
            {
                // For instance OutOfMemoryException. The task still completes, and the pump continues.
                source.TrySetException(failed);
                return;
            }
            if (failure == null) source.TrySetResult(value);
            else if (failure.Code == ConvaiNativeErrorCode.Cancelled) CompleteCancelled();
            else source.TrySetException(failure);
        }

        protected override void CompleteCancelled()
        {
            if (Cancellation.IsCancellationRequested) source.TrySetCanceled(Cancellation);
            else source.TrySetCanceled();
        }
    }
}
