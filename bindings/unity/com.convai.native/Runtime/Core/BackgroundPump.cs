using System.Threading;

namespace ConvaiNative
{
    /// <summary>
    /// A managed thread that waits for finished operations and completes their tasks, for programs without a loop. It
    /// references the calls but not the client or the queue, so that these can be collected.
    /// </summary>
    internal sealed class BackgroundPump
    {
        /// <summary>Closing the client or freeing the queue wakes the thread at once. This limit guards against a missed wake-up.</summary>
        private const int WaitMs = 250;

        private readonly Completions completions;
        private readonly Thread thread;

        internal BackgroundPump(Completions completions)
        {
            this.completions = completions;
            thread = new Thread(Loop);
            thread.IsBackground = true;
            thread.Name = "Convai Native pump";
            thread.Start();
        }

        /// <summary>Waits for the thread. It ends when the client is closed or the queue is freed.</summary>
        internal void Join(int timeoutMs)
        {
            // A listener of the log may dispose of its client.
            if (Thread.CurrentThread != thread) thread.Join(timeoutMs);
        }

        private void Loop()
        {
            bool closed = false;
            while (!closed)
            {
                completions.Drain(WaitMs, int.MaxValue, out closed);
                completions.RaiseLogs();
            }
        }
    }
}
