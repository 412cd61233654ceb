using System;
using System.Threading;

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
    public sealed class ConvaiNativeClient : IDisposable
    {
        private const int CloseTimeoutMs = 2000;

        private readonly BackgroundPump pump;
        private int disposed;

        /// <summary>Creates a client with the API key from the environment variable CONVAI_API_KEY. Sends nothing.</summary>
        /// <exception cref="ConvaiNativeException">The key is missing or invalid.</exception>
        /// <exception cref="ConvaiNativeLibraryException">The native library is missing or has another version.</exception>
        public ConvaiNativeClient() : this(new ConvaiNativeClientOptions())
        {
        }

        /// <summary>Creates a client. Sends nothing and does not block.</summary>
        /// <param name="options">The settings. The client copies them: later changes have no effect.</param>
        /// <exception cref="ArgumentException"><paramref name="options"/> is null, a number or a time in it is negative, or a text
        /// has a NUL character.</exception>
        /// <exception cref="ConvaiNativeException">An option is invalid. <see cref="ConvaiNativeException.Argument"/> names it.
        /// </exception>
        /// <exception cref="ConvaiNativeLibraryException">The native library is missing or has another version.</exception>
        public ConvaiNativeClient(ConvaiNativeClientOptions options)
        {
            Arguments.Required(options, "options");
            ConvaiNativeLibrary.Ensure();
            Calls = new CallQueue(options.Open(), options.LogCapacity > 0);
            Characters = new Characters(this);
            if (options.BackgroundPump) pump = new BackgroundPump(Calls);
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

        /// <summary>Creates, reads, changes and deletes characters. Never null.</summary>
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

        internal CallQueue Calls { get; private set; }

        /// <summary>Starts a conversation with a character. Sends nothing and does not block.</summary>
        /// <param name="characterId">The character's id.</param>
        /// <param name="savedSession">The <see cref="Conversation.SessionId"/> of a saved game. Null or empty for a new session.</param>
        /// <exception cref="ArgumentException"><paramref name="characterId"/> is null, or a text has a NUL character.</exception>
        /// <exception cref="ConvaiNativeException">An argument is invalid. <see cref="ConvaiNativeException.Argument"/> names it.
        /// </exception>
        /// <exception cref="ObjectDisposedException">The client was disposed of.</exception>
        public Conversation StartConversation(string characterId, string savedSession = null)
        {
            Arguments.Required(characterId, "characterId");
            ThrowIfDisposed();
            return new Conversation(this, characterId, savedSession);
        }

        /// <summary>
        /// Completes the tasks of all calls that have finished. Call it once per frame. Code that awaits a task resumes on its own
        /// synchronization context, not inside this method. Finished calls wait until the next Pump; none is lost.
        /// </summary>
        /// <param name="most">The largest number of tasks to complete.</param>
        /// <returns>The number of completed tasks. 0 if the client was disposed of.</returns>
        /// <remarks>Does not block. Takes less than a microsecond if no call has finished.</remarks>
        public int Pump(int most = int.MaxValue)
        {
            bool closed;
            int completed = Calls.Drain(0, most, out closed);
            Calls.RaiseLog();
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
        /// Cancels all calls and completes their tasks, closes the connections, and joins the threads of the library. May be
        /// called again. Blocks for usually less than a millisecond and for at most two seconds.
        /// </summary>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref disposed, 1) != 0) return;
            Calls.End(CloseTimeoutMs);
            if (pump != null) pump.Join(CloseTimeoutMs);
            GC.SuppressFinalize(this);
        }

        internal void ThrowIfDisposed()
        {
            if (disposed != 0) throw new ObjectDisposedException("ConvaiNativeClient", "The ConvaiNativeClient was disposed of. Create a new one.");
        }
    }
}
