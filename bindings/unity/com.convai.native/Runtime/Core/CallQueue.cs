using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative
{
    /// <summary>
    /// Starts an operation. Throws only for invalid arguments. Any other failure returns a NULL handle and fills the error.
    /// </summary>
    internal unsafe delegate IntPtr StartCall(NativeCallOptions* options, NativeError** error);

    /// <summary>
    /// The calls of one client that have not completed. Each call has a number. The library stores it with the operation and
    /// returns it when the operation finishes. A call is registered before it starts, because it may finish before the start
    /// function returns.
    /// </summary>
    internal sealed unsafe class CallQueue
    {
        /// <summary>The number of all blocking calls. Their threads wait for them, and the pump ignores them.</summary>
        private const ulong Blocking = 0;

        private const int SliceMs = 100;

        private readonly ClientHandle client;
        private readonly bool logs;
        private readonly Dictionary<ulong, PendingCall> pending = new Dictionary<ulong, PendingCall>();
        private ulong lastNumber = Blocking;

        internal CallQueue(ClientHandle client, bool logs)
        {
            this.client = client;
            this.logs = logs;
        }

        /// <summary>Raised by RaiseLog.</summary>
        internal event Action<ConvaiNativeLogEntry> Logged;

        internal IntPtr Client
        {
            get { return client.Token; }
        }

        internal int PendingCount
        {
            get { lock (pending) return pending.Count; }
        }

        internal Task<T> Start<T>(StartCall call, TakeOutcome<T> take, TurnOptions options, object owner, CancellationToken cancellation)
        {
            if (cancellation.IsCancellationRequested) return Task.FromCanceled<T>(cancellation);
            PendingCall<T> entry = new PendingCall<T>(take, owner, cancellation);
            ulong number;
            lock (pending)
            {
                number = ++lastNumber;
                pending.Add(number, entry);
            }
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
                if (operation == IntPtr.Zero) Remove(number);
                OpenClients.LeaveCall();
            }
        }

        /// <summary>
        /// Makes a call and waits for it on this thread. It needs no pump, so it cannot deadlock on a synchronization context.
        /// </summary>
        internal T Run<T>(StartCall call, TakeOutcome<T> take, TurnOptions options, object owner, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            ConvaiNativeException failure;
            OpenClients.EnterCall();
            try
            {
                IntPtr operation = Begin(call, options, Blocking, out failure);
                if (operation == IntPtr.Zero) throw failure;
                using (OperationHandle handle = new OperationHandle(operation))
                using (cancellation.Register(PendingCall.CancelOperation, handle))
                {
                    // Waits in slices, so that a debugger or Thread.Abort can interrupt the thread between them.
                    while (NativeMethods.convai_operation_wait(operation, SliceMs) == NativeMethods.CONVAI_PENDING) { }
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

        /// <summary>Completes the tasks of finished operations on this thread. Returns their number.</summary>
        /// <param name="timeoutMs">How long to wait for the first operation. 0 does not wait.</param>
        /// <param name="most">The largest number of tasks to complete.</param>
        /// <param name="closed">Whether the client is closed and has no more finished operations.</param>
        internal int Drain(int timeoutMs, int most, out bool closed)
        {
            int completed = 0;
            int status = NativeMethods.CONVAI_OK;
            OpenClients.EnterCall();
            try
            {
                while (completed < most)
                {
                    NativeEvent finished = new NativeEvent();
                    finished.StructSize = (uint)sizeof(NativeEvent);
                    status = NativeMethods.convai_client_next(client.Token, timeoutMs, &finished);
                    if (status != NativeMethods.CONVAI_OK) break;
                    timeoutMs = 0;
                    // A newer library may report events of other kinds.
                    if (finished.Kind != NativeMethods.CONVAI_EVENT_DONE) continue;
                    PendingCall entry = finished.UserData == Blocking ? null : Remove(finished.UserData);
                    if (entry == null) continue;
                    entry.Finish(finished.Operation);
                    completed++;
                }
            }
            finally
            {
                OpenClients.LeaveCall();
            }
            closed = status != NativeMethods.CONVAI_OK && status != NativeMethods.CONVAI_PENDING;
            GC.KeepAlive(this);
            return completed;
        }

        /// <summary>Gives the entries of the log to the listeners, if there are any, on this thread.</summary>
        internal void RaiseLog()
        {
            Action<ConvaiNativeLogEntry> listeners = Logged;
            if (!logs || listeners == null) return;
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

        internal void ResetConnections()
        {
            ConvaiNativeException.Check(NativeMethods.convai_client_reset_connections(client.Token));
            GC.KeepAlive(this);
        }

        /// <summary>Cancels every operation in the library. Finished operations can still be drained.</summary>
        internal void Close(int timeoutMs)
        {
            NativeMethods.convai_client_close(client.Token, timeoutMs);
            GC.KeepAlive(this);
        }

        /// <summary>Closes the client, completes all remaining tasks, and frees the client.</summary>
        internal void End(int timeoutMs)
        {
            Close(timeoutMs);
            bool closed;
            Drain(0, int.MaxValue, out closed);
            try
            {
                RaiseLog();
            }
            finally
            {
                client.Dispose();
                AbandonAll();
            }
        }

        private void AbandonAll()
        {
            List<PendingCall> remaining;
            lock (pending)
            {
                remaining = new List<PendingCall>(pending.Values);
                pending.Clear();
            }
            foreach (PendingCall entry in remaining) entry.Abandon();
        }

        private static IntPtr Begin(StartCall call, TurnOptions options, ulong number, out ConvaiNativeException failure)
        {
            NativeCallOptions native = new NativeCallOptions();
            if (options != null) native = options.Native();
            native.StructSize = (uint)sizeof(NativeCallOptions);
            native.UserData = number;
            NativeError* error = null;
            IntPtr operation = call(&native, &error);
            failure = operation == IntPtr.Zero ? ConvaiNativeException.Take(error) : null;
            return operation;
        }

        private PendingCall Remove(ulong number)
        {
            lock (pending)
            {
                PendingCall entry;
                if (pending.TryGetValue(number, out entry)) pending.Remove(number);
                return entry;
            }
        }
    }
}
