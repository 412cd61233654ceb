using System.Threading;

namespace ConvaiNative
{
    /// <summary>
    /// A managed thread that waits for finished operations and completes their tasks, for programs without a loop. It
    /// references the calls but not the client, so that an unreferenced client can be collected.
    /// </summary>
    internal sealed class BackgroundPump
    {
        /// <summary>Closing the client wakes the thread at once. This limit guards against a missed wake-up.</summary>
        private const int WaitMs = 250;

        private readonly CallQueue calls;
        private readonly Thread thread;

        internal BackgroundPump(CallQueue calls)
        {
            this.calls = calls;
            thread = new Thread(Loop);
            thread.IsBackground = true;
            thread.Name = "Convai Native pump";
            thread.Start();
        }

        /// <summary>Waits for the thread. It ends when the client is closed.</summary>
        internal void Join(int timeoutMs)
        {
            thread.Join(timeoutMs);
        }

        private void Loop()
        {
            bool closed = false;
            while (!closed)
            {
                calls.Drain(WaitMs, int.MaxValue, out closed);
                calls.RaiseLog();
            }
        }
    }
}
