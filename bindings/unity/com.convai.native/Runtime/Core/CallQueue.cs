using System;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative
{
    /// <summary>
    /// Starts an operation. Throws only for invalid arguments. Any other failure returns a NULL handle and fills the error. The pins
    /// keep the arguments until the operation was started.
    /// </summary>
    internal unsafe delegate IntPtr StartCall(NativeCallOptions* options, Pins pins, NativeError** error);

    /// <summary>Starts the calls of one client, and ends them when the client is closed.</summary>
    internal sealed unsafe class CallQueue
    {
        private const int SliceMs = 100;

        private readonly ClientHandle client;
        private readonly Completions completions;

        /// <param name="client">The client.</param>
        /// <param name="completions">The calls of the client, or of all clients of its queue.</param>
        /// <param name="logs">Whether the client has a log.</param>
        internal CallQueue(ClientHandle client, Completions completions, bool logs)
        {
            this.client = client;
            this.completions = completions;
            if (logs) completions.AddLog(this);
        }

        /// <summary>Raised by RaiseLog.</summary>
        internal event Action<ConvaiNativeLogEntry> Logged;

        internal IntPtr Client
        {
            get { return client.Token; }
        }

        internal int PendingCount
        {
            get { return completions.Count(this); }
        }

        internal Completions Completions
        {
            get { return completions; }
        }

        internal Task<T> Start<T>(StartCall call, TakeOutcome<T> take, CallOptions options, object owner, CancellationToken cancellation)
        {
            if (cancellation.IsCancellationRequested) return Task.FromCanceled<T>(cancellation);
            PendingCall<T> entry = new PendingCall<T>(take, this, owner, options, cancellation);
            ulong number = completions.Add(entry);
            IntPtr operation = IntPtr.Zero;
            OpenClients.EnterCall();
            try
            {
                ConvaiNativeException failure;
                operation = Begin(call, options, number, out failure);
                if (operation == IntPtr.Zero) return Task.FromException<T>(failure);
                entry.Attach(operation);
                return entry.Task;
            }
            finally
            {
                if (operation == IntPtr.Zero) completions.Remove(number);
                OpenClients.LeaveCall();
            }
        }

        /// <summary>
        /// Makes a call and waits for it on this thread. It needs no pump, so it cannot deadlock on a synchronization context.
        /// </summary>
        internal T Run<T>(StartCall call, TakeOutcome<T> take, CallOptions options, object owner, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            ConvaiNativeException failure;
            OpenClients.EnterCall();
            try
            {
                IntPtr operation = Begin(call, options, Completions.Blocking, out failure);
                if (operation == IntPtr.Zero) throw failure;
                using (OperationHandle handle = new OperationHandle(operation))
                using (cancellation.Register(PendingCall.CancelOperation, handle))
                {
                    Wait(operation, options);
                    T value = take(operation, out failure);
                    GC.KeepAlive(owner);
                    if (failure == null) return value;
                }
            }
            finally
            {
                OpenClients.LeaveCall();
            }
            if (failure.Code == ConvaiNativeErrorCode.Cancelled) throw new OperationCanceledException(failure.Message, failure, cancellation);
            throw failure;
        }

        /// <summary>Waits in slices, so that a debugger or Thread.Abort can interrupt the thread between them.</summary>
        private static void Wait(IntPtr operation, CallOptions options)
        {
            ProgressReporter reporter = options == null || options.Progress == null ? null : new ProgressReporter(options.Progress);
            Action<Piece> pieces = options == null ? null : options.PieceReceiver;
            int slice = reporter == null ? SliceMs : Completions.ProgressMs;
            bool pending = pieces != null;
            while (pending)
            {
                Piece piece = Piece.Next(operation, slice, out pending, options.PieceSamples);
                if (reporter != null) reporter.Report(operation);
                if (piece == null) continue;
                pieces(piece);
                pending = true;
            }
            while (NativeMethods.convai_operation_wait(operation, slice) == NativeMethods.CONVAI_PENDING)
                if (reporter != null) reporter.Report(operation);
            if (reporter != null) reporter.Report(operation);
        }

        /// <summary>Gives the entries of the log to the listeners, if there are any, on this thread.</summary>
        internal void RaiseLog()
        {
            Action<ConvaiNativeLogEntry> listeners = Logged;
            if (listeners == null) return;
            for (ConvaiNativeLogEntry entry = NextLogEntry(); entry != null; entry = NextLogEntry()) listeners(entry);
        }

        private ConvaiNativeLogEntry NextLogEntry()
        {
            NativeLogEntry* entry = null;
            OpenClients.EnterCall();
            try
            {
                if (NativeMethods.convai_client_next_log(client.Token, &entry) != NativeMethods.CONVAI_OK) return null;
                using (new ResultHandle(entry, ResultKind.LogEntry)) return new ConvaiNativeLogEntry(entry);
            }
            finally
            {
                OpenClients.LeaveCall();
            }
        }

        internal IntPtr WakeHandle()
        {
            IntPtr wake;
            ConvaiNativeException.Check(NativeMethods.convai_client_wake_handle(client.Token, &wake));
            GC.KeepAlive(this);
            return wake;
        }

        internal void ResetConnections()
        {
            ConvaiNativeException.Check(NativeMethods.convai_client_reset_connections(client.Token));
            GC.KeepAlive(this);
        }

        /// <summary>Cancels every operation in the library. Finished operations can still be drained.</summary>
        /// <returns>Whether the threads of the library have ended.</returns>
        internal bool Close(int timeoutMs)
        {
            int status = NativeMethods.convai_client_close(client.Token, timeoutMs);
            GC.KeepAlive(this);
            return status != (int)ConvaiNativeErrorCode.Timeout;
        }

        /// <summary>
        /// Closes the client, completes all remaining tasks, and frees the client. Returns a task that completes when the client was
        /// freed: it has completed already, unless threads of the library are still running.
        /// </summary>
        internal Task End(int timeoutMs)
        {
            bool threadsEnded = Close(timeoutMs);
            Task freed = Task.CompletedTask;
            bool closed;
            completions.Drain(0, int.MaxValue, out closed);
            try
            {
                RaiseLog();
            }
            finally
            {
                // Freeing waits for the threads too. This thread has waited long enough.
                if (threadsEnded) client.Dispose();
                else freed = Task.Run((Action)client.Dispose);
                completions.Abandon(this);
            }
            return freed;
        }

        private static IntPtr Begin(StartCall call, CallOptions options, ulong number, out ConvaiNativeException failure)
        {
            using (Pins pins = new Pins())
            {
                NativeCallOptions native = options == null ? new NativeCallOptions() : options.Native(pins);
                native.StructSize = (uint)sizeof(NativeCallOptions);
                native.UserData = number;
                NativeError* error = null;
                IntPtr operation = call(&native, pins, &error);
                failure = operation == IntPtr.Zero ? ConvaiNativeException.Take(error) : null;
                return operation;
            }
        }
    }
}
