using System;
using System.Threading;

namespace ConvaiNative
{
    /// <summary>
    /// A connection to the service, or to an emulator of it. Make one and keep it: it holds the API key and the open
    /// connections, and serves any number of characters and conversations.
    /// </summary>
    /// <remarks>
    /// All members may be called from any thread. Methods whose name ends in Async never wait for the network, and their
    /// tasks end inside <see cref="Pump"/>, or on the background pump's thread; what awaits them resumes on the context
    /// that it was on. Never wait for such a task (Wait, Result) on the thread that pumps: use the method of the same
    /// name without Async, which needs no pump.
    /// </remarks>
    public sealed class ConvaiNativeClient : IDisposable
    {
        private const int CloseDeadlineMs = 2000;

        private readonly BackgroundPump pump;
        private int disposed;

        /// <summary>Makes a client with the key in CONVAI_API_KEY. Sends nothing yet.</summary>
        /// <exception cref="ConvaiNativeException">There is no key, or it cannot be one.</exception>
        /// <exception cref="ConvaiNativeLibraryException">The native library is missing or of another version.</exception>
        public ConvaiNativeClient() : this(new ConvaiNativeClientOptions())
        {
        }

        /// <summary>Makes a client. Sends nothing yet, and does not block.</summary>
        /// <param name="options">The settings. They are read once: later changes have no effect.</param>
        /// <exception cref="ConvaiNativeException">An option is unusable; the message names it.</exception>
        /// <exception cref="ConvaiNativeLibraryException">The native library is missing or of another version.</exception>
        public ConvaiNativeClient(ConvaiNativeClientOptions options)
        {
            Arguments.Required(options, "options");
            ConvaiNativeLibrary.Ensure();
            Calls = new CallQueue(options.Open());
            Characters = new Characters(this);
            if (options.BackgroundPump) pump = new BackgroundPump(Calls);
            else GC.SuppressFinalize(this);
        }

        /// <summary>
        /// Nothing of this client is awaited any more: a task that has not ended keeps its client. What is left is the
        /// pump's thread, which ends as the client closes.
        /// </summary>
        ~ConvaiNativeClient()
        {
            if (pump != null) Calls.Close(0);
        }

        /// <summary>Makes, reads, changes and deletes characters.</summary>
        public Characters Characters { get; private set; }

        /// <summary>How many calls were started and have not ended.</summary>
        public int Pending
        {
            get { return Calls.PendingCount; }
        }

        internal CallQueue Calls { get; private set; }

        /// <summary>Begins a conversation with a character. Sends nothing yet, and does not block.</summary>
        /// <param name="characterId">Who is spoken to.</param>
        /// <param name="savedSession">The session of a saved game to go on with, or null for a new one.</param>
        /// <exception cref="ConvaiNativeException">An argument is empty.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed of.</exception>
        public Conversation StartConversation(string characterId, string savedSession = null)
        {
            Arguments.Required(characterId, "characterId");
            ThrowIfDisposed();
            return new Conversation(this, characterId, savedSession);
        }

        /// <summary>
        /// Ends the tasks of the calls that have finished since the last time: call it once a frame. What awaits them
        /// resumes on its own context, not inside this method. A call that is not pumped is not lost, it waits.
        /// </summary>
        /// <param name="most">How many tasks to end at the most: a budget for one frame.</param>
        /// <returns>How many tasks ended. 0 after the client was disposed of.</returns>
        /// <remarks>Does not block. Costs well under a microsecond where nothing has finished.</remarks>
        public int Pump(int most = int.MaxValue)
        {
            bool closed;
            int ended = Calls.Drain(0, most, out closed);
            GC.KeepAlive(this);
            return ended;
        }

        /// <summary>
        /// Ends everything: requests that run are cancelled and their tasks end, connections are closed and the library's
        /// threads joined. May be called again. Blocks normally under a millisecond, two seconds at the most.
        /// </summary>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref disposed, 1) != 0) return;
            Calls.End(CloseDeadlineMs);
            if (pump != null) pump.Join(CloseDeadlineMs);
            GC.SuppressFinalize(this);
        }

        internal void ThrowIfDisposed()
        {
            if (disposed != 0) throw new ObjectDisposedException("ConvaiNativeClient", "This ConvaiNativeClient was disposed of. Make a new one.");
        }
    }
}
