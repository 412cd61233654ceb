using System.Threading;

namespace ConvaiNative
{
    /// <summary>
    /// A managed thread that waits inside the library and ends tasks as their operations finish: for programs without a
    /// loop of their own. It holds the calls and not the client, so that a forgotten client is still collected.
    /// </summary>
    internal sealed class BackgroundPump
    {
        /// <summary>Closing the client wakes the thread at once; this bound is for what nobody foresaw.</summary>
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

        /// <summary>Waits for the thread, which ends when the client is closed.</summary>
        internal void Join(int deadlineMs)
        {
            thread.Join(deadlineMs);
        }

        private void Loop()
        {
            bool closed = false;
            while (!closed) calls.Drain(WaitMs, int.MaxValue, out closed);
        }
    }
}
