namespace ConvaiNative.Components
{
    /// <summary>
    /// Walks behind the write position of a ring buffer, such as a looping microphone clip, and hands out what was written
    /// in pieces that never straddle the ring's end. Frames count for all channels at once.
    /// </summary>
    internal sealed class RingReader
    {
        private readonly int length;
        private readonly int chunk;
        private int read;
        private int waiting;

        /// <param name="length">How many frames the ring has.</param>
        /// <param name="chunk">How many frames a piece has. The last one before the ring's end may have fewer.</param>
        internal RingReader(int length, int chunk)
        {
            this.length = length;
            this.chunk = chunk < length ? chunk : length;
        }

        /// <summary>How many frames were overwritten before they were read.</summary>
        internal long Lost { get; private set; }

        /// <summary>Takes note of where the writer is now.</summary>
        /// <param name="position">The frame that is written next.</param>
        /// <param name="elapsed">
        /// How many frames can have been written since the last time, by the clock: the position alone does not tell
        /// whether the writer has gone round.
        /// </param>
        internal void WrittenTo(int position, long elapsed)
        {
            position = ((position % length) + length) % length;
            if (waiting + elapsed >= length)
            {
                // The ring is full, or the writer overtook us. What is there is a whole ring of the newest sound, which
                // begins at the writer's position.
                Lost += elapsed + waiting - length;
                read = position;
                waiting = length;
                return;
            }
            waiting = (position - read + length) % length;
        }

        /// <summary>Gives the next piece.</summary>
        /// <param name="flush">Whether a piece may be shorter than a chunk: the recording has ended.</param>
        /// <param name="start">The frame at which it begins.</param>
        /// <param name="frames">How many it has.</param>
        /// <returns>False where there is none yet.</returns>
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
