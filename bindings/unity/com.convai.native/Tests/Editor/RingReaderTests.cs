using System.Collections.Generic;
using ConvaiNative.Components;
using NUnit.Framework;

namespace ConvaiNative.Tests
{
    public class RingReaderTests
    {
        [Test]
        public void ChunksNeverCrossTheEndAndLoseNoFrame()
        {
            foreach (int length in new[] { 2, 7, 10, 100, 101 })
                foreach (int chunk in new[] { 1, 3, 10, 64 })
                    foreach (int step in new[] { 1, 2, 6 })
                        // An incomplete chunk waits in the buffer and must not be overwritten.
                        if (step + chunk <= length) Walk(length, chunk, step);
        }

        [Test]
        public void AnIncompleteChunkIsReturnedOnlyWithFlush()
        {
            RingReader reader = new RingReader(100, 10);
            int start, frames;
            reader.WrittenTo(9, 9);
            Assert.IsFalse(reader.Next(false, out start, out frames));
            Assert.IsTrue(reader.Next(true, out start, out frames));
            Assert.AreEqual(0, start);
            Assert.AreEqual(9, frames);
            Assert.IsFalse(reader.Next(true, out start, out frames));
        }

        [Test]
        public void AfterAnOverrunTheNewestFramesAreLeft()
        {
            RingReader reader = new RingReader(100, 10);
            reader.WrittenTo(30, 230);
            Assert.AreEqual(130L, reader.Lost);
            int start, frames, total = 0;
            Assert.IsTrue(reader.Next(false, out start, out frames));
            Assert.AreEqual(30, start, "the oldest that is left");
            do total += frames;
            while (reader.Next(true, out start, out frames));
            Assert.AreEqual(100, total);
        }

        private static void Walk(int length, int chunk, int step)
        {
            RingReader reader = new RingReader(length, chunk);
            int[] ring = new int[length];
            List<int> read = new List<int>();
            int written = 0;
            while (written < length * 5 + 3)
            {
                for (int index = 0; index < step; index++, written++) ring[written % length] = written;
                reader.WrittenTo(written % length, step);
                Take(reader, ring, read, written >= length * 5 + 3);
            }
            Assert.AreEqual(written, read.Count, "frames, ring of " + length + ", chunk of " + chunk);
            for (int index = 0; index < written; index++) Assert.AreEqual(index, read[index], "frame");
            Assert.AreEqual(0L, reader.Lost);
        }

        private static void Take(RingReader reader, int[] ring, List<int> read, bool flush)
        {
            int start, frames;
            while (reader.Next(flush, out start, out frames))
            {
                Assert.IsTrue(start + frames <= ring.Length, "over the end");
                for (int index = 0; index < frames; index++) read.Add(ring[start + index]);
            }
        }
    }
}
