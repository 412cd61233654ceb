using System;
using System.Threading;

namespace ConvaiNative
{
    /// <summary>
    /// Completes the tasks of several clients, for programs with more than one API key or service: one call of <see cref="Pump"/>
    /// per frame, or one background thread, serves all of them. Set it as <see cref="ConvaiNativeClientOptions.Queue"/> of each
    /// client. A client without one completes its own tasks.
    /// </summary>
    /// <remarks>Thread-safe. Dispose of the clients before the queue.</remarks>
    public sealed unsafe partial class ConvaiNativeQueue : IDisposable
    {
        private const int CloseTimeoutMs = 2000;

        private readonly QueueHandle handle;
        private readonly BackgroundPump pump;
        private int disposed;

        /// <summary>Creates a queue. Does not block.</summary>
        /// <param name="backgroundPump">
        /// True starts a thread that completes the tasks: for console programs and servers. False requires a loop that calls
        /// <see cref="Pump"/> once per frame.
        /// </param>
        /// <exception cref="ConvaiNativeLibraryException">The native library is missing or has another version.</exception>
        public ConvaiNativeQueue(bool backgroundPump = false)
        {
            ConvaiNativeLibrary.Ensure();
            NativeError* error = null;
            IntPtr token = NativeMethods.convai_queue_new(&error);
            if (token == IntPtr.Zero) throw ConvaiNativeException.Take(error);
            handle = new QueueHandle(token);
            Completions = new QueueCompletions(handle);
            if (backgroundPump) pump = new BackgroundPump(Completions);
            else GC.SuppressFinalize(this);
        }

        /// <summary>Frees the queue, which ends the thread of the background pump.</summary>
        ~ConvaiNativeQueue()
        {
            // The handle is null if the constructor has thrown.
            if (handle != null) handle.Dispose();
        }

        /// <summary>The number of calls of all clients that were started and whose tasks have not completed.</summary>
        public int Pending
        {
            get { return Completions.Count(null); }
        }

        /// <summary>
        /// A handle with which an event loop waits for finished calls, like <see cref="ConvaiNativeClient.WakeHandle"/>. It belongs to
        /// the queue.
        /// </summary>
        /// <exception cref="ConvaiNativeException">The code is Internal: the process has no file descriptors left.</exception>
        /// <exception cref="ObjectDisposedException">The queue was disposed of.</exception>
        public IntPtr WakeHandle
        {
            get
            {
                IntPtr wake;
                int status = NativeMethods.convai_queue_wake_handle(handle.Token, &wake);
                if (disposed != 0) throw new ObjectDisposedException("ConvaiNativeQueue");
                ConvaiNativeException.Check(status);
                GC.KeepAlive(this);
                return wake;
            }
        }

        internal Completions Completions { get; private set; }

        internal IntPtr Token
        {
            get { return handle.Token; }
        }

        /// <summary>
        /// Completes the tasks of all calls that have finished, of all clients, and raises their logs. Call it once per frame.
        /// </summary>
        /// <param name="most">The largest number of tasks to complete.</param>
        /// <returns>The number of completed tasks. 0 if the queue was disposed of.</returns>
        /// <remarks>Does not block.</remarks>
        public int Pump(int most = int.MaxValue)
        {
            bool closed;
            int completed = Completions.Drain(0, most, out closed);
            Completions.RaiseLogs();
            GC.KeepAlive(this);
            return completed;
        }

        /// <summary>
        /// Frees the queue. Tasks that have not completed are cancelled. Further calls of its clients throw an
        /// <see cref="ObjectDisposedException"/>, except blocking calls. May be called again.
        /// </summary>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref disposed, 1) != 0) return;
            handle.Dispose();
            if (pump != null) pump.Join(CloseTimeoutMs);
            Completions.Abandon(null);
            GC.SuppressFinalize(this);
        }
    }
}
