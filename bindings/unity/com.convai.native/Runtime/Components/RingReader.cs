namespace ConvaiNative.Components
{
    /// <summary>
    /// Follows the write position of a ring buffer, such as a looping microphone clip, and returns the new frames in chunks. A chunk
    /// never crosses the end of the buffer.
    /// </summary>
    internal sealed class RingReader
    {
        private readonly int length;
        private readonly int chunk;
        private int read;
        private int waiting;

        /// <param name="length">The number of frames in the buffer.</param>
        /// <param name="chunk">The number of frames in a chunk. The chunk at the end of the buffer may be shorter.</param>
        internal RingReader(int length, int chunk)
        {
            this.length = length;
            this.chunk = chunk < length ? chunk : length;
        }

        /// <summary>The number of frames that were overwritten before they were read.</summary>
        internal long Lost { get; private set; }

        /// <summary>Updates the write position.</summary>
        /// <param name="position">The frame that will be written next.</param>
        /// <param name="elapsed">
        /// The number of frames that may have been written since the last call, by the clock. The position alone does not show whether
        /// the writer has passed the end of the buffer.
        /// </param>
        internal void WrittenTo(int position, long elapsed)
        {
            position = ((position % length) + length) % length;
            if (waiting + elapsed >= length)
            {
                // The buffer is full, or unread frames were overwritten. It holds the newest frames, and the oldest of them is at
                // the write position.
                Lost += elapsed + waiting - length;
                read = position;
                waiting = length;
                return;
            }
            waiting = (position - read + length) % length;
        }

        /// <summary>Returns the next chunk.</summary>
        /// <param name="flush">Whether to return an incomplete chunk, because the recording has ended.</param>
        /// <param name="start">The first frame of the chunk.</param>
        /// <param name="frames">The number of frames in the chunk.</param>
        /// <returns>False if there is no chunk yet.</returns>
        internal bool Next(bool flush, out int start, out int frames)
        {
            int toEnd = length - read;
            int wanted = chunk < toEnd ? chunk : toEnd;
            start = read;
            frames = wanted <= waiting ? wanted : flush ? waiting : 0;
            if (frames == 0) return false;
            read = (read + frames) % length;
            waiting -= frames;
            return true;
        }
    }
}
