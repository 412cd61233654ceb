using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative
{
    /// <summary>Starts an operation. Throws only for arguments; else it gives NULL and an error.</summary>
    internal unsafe delegate IntPtr StartCall(NativeCallOptions* options, NativeError** error);

    /// <summary>
    /// The calls of one client: each gets a number that the library carries along, and is found by it when the library
    /// hands the finished operation out. A call is entered before it starts, as it may end before the start returns.
    /// </summary>
    internal sealed unsafe class CallQueue
    {
        /// <summary>The number of calls that somebody waits for in place. The pump leaves their operations alone.</summary>
        private const ulong Blocking = 0;

        private const int SliceMs = 100;

        private readonly ClientHandle client;
        private readonly Dictionary<ulong, PendingCall> pending = new Dictionary<ulong, PendingCall>();
        private ulong lastNumber = Blocking;

        internal CallQueue(ClientHandle client)
        {
            this.client = client;
        }

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
            OpenClients.GoInside();
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
                OpenClients.ComeOut();
            }
        }

        /// <summary>Makes a call and waits for it on this thread, without a pump: no context can make this stand still.</summary>
        internal T Run<T>(StartCall call, TakeOutcome<T> take, TurnOptions options, object owner, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            ConvaiNativeException failure;
            OpenClients.GoInside();
            try
            {
                IntPtr operation = Begin(call, options, Blocking, out failure);
                if (operation == IntPtr.Zero) throw failure;
                using (OperationHandle handle = new OperationHandle(operation))
                using (cancellation.Register(PendingCall.CancelOperation, handle))
                {
                    // In slices, so that a debugger or Thread.Abort gets hold of the thread in between.
                    while (NativeMethods.convai_operation_wait(operation, SliceMs) == NativeMethods.CONVAI_PENDING) { }
                    T value = take(operation, out failure);
                    GC.KeepAlive(owner);
                    if (failure == null) return value;
                }
            }
            finally
            {
                OpenClients.ComeOut();
            }
            if (failure.Code == ConvaiNativeErrorCode.Cancelled) throw new OperationCanceledException(failure.Message, failure, cancellation);
            throw failure;
        }

        /// <summary>Ends the tasks of finished operations on this thread.</summary>
        /// <param name="timeoutMs">How long to wait for the first.</param>
        /// <param name="most">How many at the most.</param>
        /// <param name="closed">Whether the client was closed and everything has been handed out.</param>
        internal int Drain(int timeoutMs, int most, out bool closed)
        {
            int ended = 0;
            int status = NativeMethods.CONVAI_OK;
            OpenClients.GoInside();
            try
            {
                while (ended < most)
                {
                    NativeEvent finished = new NativeEvent();
                    finished.StructSize = (uint)sizeof(NativeEvent);
                    status = NativeMethods.convai_client_next(client.Token, timeoutMs, &finished);
                    if (status != NativeMethods.CONVAI_OK) break;
                    timeoutMs = 0;
                    if (finished.Kind != NativeMethods.CONVAI_EVENT_DONE) continue;
                    PendingCall entry = finished.UserData == Blocking ? null : Remove(finished.UserData);
                    if (entry == null) continue;
                    entry.Finish(finished.Operation);
                    ended++;
                }
            }
            finally
            {
                OpenClients.ComeOut();
            }
            closed = status != NativeMethods.CONVAI_OK && status != NativeMethods.CONVAI_PENDING;
            GC.KeepAlive(this);
            return ended;
        }

        /// <summary>Ends every operation inside the library; what has ended can still be drained.</summary>
        internal void Close(int timeoutMs)
        {
            NativeMethods.convai_client_close(client.Token, timeoutMs);
            GC.KeepAlive(this);
        }

        /// <summary>Closes, ends the tasks that are left, and gives the client back.</summary>
        internal void End(int timeoutMs)
        {
            Close(timeoutMs);
            bool closed;
            Drain(0, int.MaxValue, out closed);
            client.Dispose();
            List<PendingCall> left;
            lock (pending)
            {
                left = new List<PendingCall>(pending.Values);
                pending.Clear();
            }
            foreach (PendingCall entry in left) entry.Abandon();
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
