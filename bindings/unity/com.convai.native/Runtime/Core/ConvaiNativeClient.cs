using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative
{
    /// <summary>
    /// A client of the service, or of an emulator of it. It holds the API key and the open connections, and serves any number of
    /// characters and conversations. Create one and keep it for the lifetime of the program.
    /// </summary>
    /// <remarks>
    /// Thread-safe. Methods whose name ends in Async do not block. Their tasks complete inside <see cref="Pump"/>, or on the
    /// thread of the background pump. Code that awaits a task resumes on its own synchronization context. Never wait for such a
    /// task (Wait, Result) on the thread that calls Pump: use the method of the same name without Async.
    /// </remarks>
    public sealed unsafe partial class ConvaiNativeClient : IDisposable
    {
        private const int CloseTimeoutMs = 2000;

        private readonly BackgroundPump pump;
        private readonly ConvaiNativeQueue queue;
        private bool closed;
        private int disposed;

        /// <summary>Creates a client with the API key from the environment variable CONVAI_API_KEY. Sends nothing.</summary>
        /// <exception cref="ConvaiNativeException">The key is missing or invalid.</exception>
        /// <exception cref="ConvaiNativeLibraryException">The native library is missing or has another version.</exception>
        public ConvaiNativeClient() : this(new ConvaiNativeClientOptions())
        {
        }

        /// <summary>Creates a client. Sends nothing and does not block.</summary>
        /// <param name="options">The settings. The client copies them: later changes have no effect.</param>
        /// <exception cref="ArgumentException"><paramref name="options"/> is null, a number or a time in it is negative, a text has a
        /// NUL character, or both Queue and BackgroundPump are set.</exception>
        /// <exception cref="ConvaiNativeException">An option is invalid. <see cref="ConvaiNativeException.Argument"/> names it.
        /// </exception>
        /// <exception cref="ConvaiNativeLibraryException">The native library is missing or has another version.</exception>
        public ConvaiNativeClient(ConvaiNativeClientOptions options)
        {
            Arguments.Required(options, "options");
            ConvaiNativeLibrary.Ensure();
            ClientHandle handle = options.Open();
            queue = options.Queue;
            Calls = new CallQueue(handle, queue != null ? queue.Completions : new ClientCompletions(handle), options.LogCapacity > 0);
            Characters = new Characters(this);
            if (options.BackgroundPump) pump = new BackgroundPump(Calls.Completions);
            else GC.SuppressFinalize(this);
        }

        /// <summary>
        /// Closes the client, which ends the thread of the background pump. The finalizer runs only when no task is pending,
        /// because a pending task references its client.
        /// </summary>
        ~ConvaiNativeClient()
        {
            if (pump != null) Calls.Close(0);
        }

        /// <summary>Creates, lists, reads, changes and deletes characters. Never null.</summary>
        public Characters Characters { get; private set; }

        /// <summary>The number of calls that were started and whose tasks have not completed.</summary>
        public int Pending
        {
            get { return Calls.PendingCount; }
        }

        /// <summary>
        /// Raised for each call that has ended, blocking or not, if <see cref="ConvaiNativeClientOptions.LogCapacity"/> is set.
        /// </summary>
        /// <remarks>
        /// It is raised inside <see cref="Pump"/> and <see cref="Dispose"/>, or on the thread of the background pump: never on a
        /// thread of the library. Entries wait until there is a listener. An exception of a listener leaves Pump, and the remaining
        /// entries wait for the next Pump.
        /// </remarks>
        public event Action<ConvaiNativeLogEntry> Logged
        {
            add { Calls.Logged += value; }
            remove { Calls.Logged -= value; }
        }

        /// <summary>
        /// A handle with which an event loop waits for finished calls. On Linux and macOS it is a file descriptor, for poll, epoll or
        /// kqueue. On Windows it is the HANDLE of a manual-reset event.
        /// </summary>
        /// <remarks>
        /// It is readable (on Windows: signaled) while a finished call waits for <see cref="Pump"/>, and after the client was closed.
        /// Each call of this property returns the same handle. It belongs to the client, or to its
        /// <see cref="ConvaiNativeClientOptions.Queue"/>: do not read from it, reset it or close it, and remove it from the event loop
        /// before <see cref="Dispose"/>. Does not block. Useless with a background pump.
        /// </remarks>
        /// <exception cref="ConvaiNativeException">The code is Internal: the process has no file descriptors left.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed of.</exception>
        public IntPtr WakeHandle
        {
            get
            {
                ThrowIfDisposed();
                return queue != null ? queue.WakeHandle : Calls.WakeHandle();
            }
        }

        internal CallQueue Calls { get; private set; }

        /// <summary>Starts a conversation with a character. Sends nothing and does not block.</summary>
        /// <param name="characterId">The character's id.</param>
        /// <param name="sessionId">The <see cref="Conversation.SessionId"/> of a saved game. Null or empty for a new session.</param>
        /// <exception cref="ArgumentException"><paramref name="characterId"/> is null, or a text has a NUL character.</exception>
        /// <exception cref="ConvaiNativeException">An argument is invalid. <see cref="ConvaiNativeException.Argument"/> names it.
        /// </exception>
        /// <exception cref="ObjectDisposedException">The client was disposed of.</exception>
        public Conversation StartConversation(string characterId, string sessionId = null)
        {
            Arguments.Required(characterId, "characterId");
            ThrowIfDisposed();
            return new Conversation(this, characterId, sessionId);
        }

        /// <summary>
        /// Completes the tasks of all calls that have finished. Call it once per frame. Code that awaits a task resumes on its own
        /// synchronization context, not inside this method. Finished calls wait until the next Pump; none is lost.
        /// </summary>
        /// <param name="most">The largest number of tasks to complete.</param>
        /// <returns>The number of completed tasks. 0 if the client was disposed of.</returns>
        /// <remarks>
        /// Does not block. Takes less than a microsecond if no call has finished. With a <see cref="ConvaiNativeClientOptions.Queue"/>
        /// it completes the tasks of all clients of the queue.
        /// </remarks>
        public int Pump(int most = int.MaxValue)
        {
            bool closed;
            int completed = Calls.Completions.Drain(0, most, out closed);
            Calls.Completions.RaiseLogs();
            GC.KeepAlive(this);
            return completed;
        }

        /// <summary>
        /// Makes further calls use new connections. Call it when the network has changed, for instance after the device has left
        /// Wi-Fi: idle connections may be dead then. Calls in flight continue. Does not block.
        /// </summary>
        /// <exception cref="ObjectDisposedException">The client was disposed of.</exception>
        public void ResetConnections()
        {
            ThrowIfDisposed();
            Calls.ResetConnections();
        }

        /// <summary>
        /// Cancels all calls and completes their tasks, closes the connections, and joins the threads of the library, within a given
        /// time. Further calls fail with the error Closed. <see cref="Dispose"/> frees the client afterwards, and does not wait again.
        /// </summary>
        /// <param name="timeout">How long to wait for the threads of the library. Zero does not wait.</param>
        /// <returns>
        /// False if a thread is still running, because a host name lookup or a file of certificates hangs in the operating system. It
        /// does not access the memory of this program. Call Close again to wait longer.
        /// </returns>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed of.</exception>
        /// <remarks>Blocks for at most <paramref name="timeout"/>, and usually for less than a millisecond.</remarks>
        public bool Close(TimeSpan timeout)
        {
            int milliseconds = Arguments.Milliseconds(timeout, "timeout");
            ThrowIfDisposed();
            closed = true;
            Stopwatch watch = Stopwatch.StartNew();
            bool ended = Calls.Close(milliseconds);
            Pump();
            if (pump != null) pump.Join((int)Math.Max(0, milliseconds - watch.ElapsedMilliseconds));
            return ended;
        }

        /// <summary>
        /// Cancels all calls and completes their tasks, closes the connections, and joins the threads of the library. May be
        /// called again. Blocks for usually less than a millisecond and for at most two seconds. After <see cref="Close"/> it does not
        /// block.
        /// </summary>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref disposed, 1) != 0) return;
            int timeout = closed ? 0 : CloseTimeoutMs;
            Calls.End(timeout);
            if (pump != null) pump.Join(timeout);
            GC.SuppressFinalize(this);
        }

        internal Task<T> Start<T>(StartCall call, TakeOutcome<T> take, CallOptions options, CancellationToken cancellation)
        {
            ThrowIfDisposed();
            return Calls.Start(call, take, options, this, cancellation);
        }

        internal T Run<T>(StartCall call, TakeOutcome<T> take, CallOptions options, CancellationToken cancellation)
        {
            ThrowIfDisposed();
            return Calls.Run(call, take, options, this, cancellation);
        }

        internal void ThrowIfDisposed()
        {
            if (disposed != 0) throw new ObjectDisposedException("ConvaiNativeClient", "The ConvaiNativeClient was disposed of. Create a new one.");
        }
    }
}
