using System;
using System.Collections.Generic;

namespace ConvaiNative
{
    /// <summary>
    /// The calls that have not completed, of one client or of all clients of a <see cref="ConvaiNativeQueue"/>. Each call has a
    /// number. The library stores it with the operation and returns it when the operation finishes. A call is registered before it
    /// starts, because it may finish before the start function returns.
    /// </summary>
    internal abstract unsafe class Completions
    {
        /// <summary>The number of all blocking calls. Their threads wait for them, and the pump ignores them.</summary>
        internal const ulong Blocking = 0;

        /// <summary>The longest wait for a finished operation while the progress of a call is reported.</summary>
        internal const int ProgressMs = 20;

        private readonly Dictionary<ulong, PendingCall> pending = new Dictionary<ulong, PendingCall>();
        private readonly List<PendingCall> watched = new List<PendingCall>();
        private PendingCall[] watchedNow;
        private WeakReference<CallQueue>[] logs = new WeakReference<CallQueue>[0];
        private ulong lastNumber = Blocking;
        private bool ended;

        /// <summary>Takes the next finished operation out of the library.</summary>
        protected abstract int Next(int timeoutMs, NativeEvent* finished);

        /// <summary>The number of calls of a client that have not completed. Null counts the calls of all clients.</summary>
        internal int Count(CallQueue client)
        {
            lock (pending)
            {
                if (client == null) return pending.Count;
                int count = 0;
                foreach (PendingCall call in pending.Values)
                    if (call.Client == client) count++;
                return count;
            }
        }

        /// <summary>Registers a call and returns its number.</summary>
        internal ulong Add(PendingCall call)
        {
            lock (pending)
            {
                if (ended) throw new ObjectDisposedException("ConvaiNativeQueue", "The ConvaiNativeQueue of this client was disposed of. Create a new queue and a new client.");
                pending.Add(++lastNumber, call);
                if (call.ReportsProgress)
                {
                    watched.Add(call);
                    watchedNow = null;
                }
                return lastNumber;
            }
        }

        internal PendingCall Remove(ulong number)
        {
            lock (pending)
            {
                PendingCall call;
                if (!pending.TryGetValue(number, out call)) return null;
                pending.Remove(number);
                if (call.ReportsProgress)
                {
                    watched.Remove(call);
                    watchedNow = null;
                }
                return call;
            }
        }

        /// <summary>
        /// Reports the progress of running calls, and completes the tasks of finished operations, on this thread. Returns the number of
        /// completed tasks.
        /// </summary>
        /// <param name="timeoutMs">How long to wait for the first operation. 0 does not wait.</param>
        /// <param name="most">The largest number of tasks to complete.</param>
        /// <param name="closed">Whether the client or the queue is closed and has no more finished operations.</param>
        internal int Drain(int timeoutMs, int most, out bool closed)
        {
            if (ReportProgress()) timeoutMs = Math.Min(timeoutMs, ProgressMs);
            int completed = 0;
            int status = NativeMethods.CONVAI_OK;
            OpenClients.EnterCall();
            try
            {
                while (completed < most)
                {
                    NativeEvent finished = new NativeEvent();
                    finished.StructSize = (uint)sizeof(NativeEvent);
                    status = Next(timeoutMs, &finished);
                    if (status != NativeMethods.CONVAI_OK) break;
                    timeoutMs = 0;
                    if (finished.Kind == NativeMethods.CONVAI_EVENT_PIECES) ReportPieces(finished);
                    // A newer library may report events of other kinds.
                    if (finished.Kind != NativeMethods.CONVAI_EVENT_DONE) continue;
                    PendingCall call = finished.UserData == Blocking ? null : Remove(finished.UserData);
                    if (call == null) continue;
                    completed++;
                    call.Finish(finished.Operation);
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

        private void ReportPieces(NativeEvent news)
        {
            PendingCall call;
            lock (pending) pending.TryGetValue(news.UserData, out call);
            if (call != null) call.ReportPieces(news.Operation);
        }

        /// <summary>Registers a client whose log <see cref="RaiseLogs"/> reads. It does not keep the client alive.</summary>
        internal void AddLog(CallQueue client)
        {
            lock (pending)
            {
                List<WeakReference<CallQueue>> alive = new List<WeakReference<CallQueue>>(logs);
                CallQueue known;
                alive.RemoveAll(delegate (WeakReference<CallQueue> each) { return !each.TryGetTarget(out known); });
                alive.Add(new WeakReference<CallQueue>(client));
                logs = alive.ToArray();
            }
        }

        /// <summary>Gives the entries of the clients' logs to their listeners, on this thread.</summary>
        internal void RaiseLogs()
        {
            foreach (WeakReference<CallQueue> each in logs)
            {
                CallQueue client;
                if (each.TryGetTarget(out client)) client.RaiseLog();
            }
        }

        /// <summary>Cancels the remaining tasks of a client. Null cancels those of all clients, and refuses further calls.</summary>
        internal void Abandon(CallQueue client)
        {
            List<PendingCall> remaining = new List<PendingCall>();
            lock (pending)
            {
                if (client == null) ended = true;
                foreach (ulong number in new List<ulong>(pending.Keys))
                    if (client == null || pending[number].Client == client) remaining.Add(Remove(number));
            }
            foreach (PendingCall call in remaining) call.Abandon();
        }

        /// <summary>Returns false if the progress of no call is reported.</summary>
        private bool ReportProgress()
        {
            PendingCall[] calls;
            lock (pending)
            {
                if (watched.Count == 0) return false;
                // The array is allocated only when a call has come or gone, and not in each frame.
                calls = watchedNow = watchedNow ?? watched.ToArray();
            }
            foreach (PendingCall call in calls) call.ReportProgress();
            return true;
        }
    }

    /// <summary>The calls of a client with its own queue in the library.</summary>
    internal sealed unsafe class ClientCompletions : Completions
    {
        private readonly ClientHandle client;

        internal ClientCompletions(ClientHandle client)
        {
            this.client = client;
        }

        protected override int Next(int timeoutMs, NativeEvent* finished)
        {
            return NativeMethods.convai_client_next(client.Token, timeoutMs, finished);
        }
    }

    /// <summary>The calls of all clients of a queue.</summary>
    internal sealed unsafe class QueueCompletions : Completions
    {
        private readonly QueueHandle queue;

        internal QueueCompletions(QueueHandle queue)
        {
            this.queue = queue;
        }

        protected override int Next(int timeoutMs, NativeEvent* finished)
        {
            return NativeMethods.convai_queue_next(queue.Token, timeoutMs, finished);
        }
    }
}
