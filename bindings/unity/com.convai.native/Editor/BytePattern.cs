namespace ConvaiNative.Editor
{
    /// <summary>Finds a sequence of bytes by the method of Horspool, which looks at few bytes of a large file.</summary>
    internal sealed class BytePattern
    {
        private readonly byte[] wanted;
        private readonly byte[] fold = new byte[256];
        private readonly int[] step = new int[256];

        /// <param name="bytes">The bytes, in lower case if the case does not matter.</param>
        /// <param name="anyCase">Whether ASCII letters of both cases are equal.</param>
        internal BytePattern(byte[] bytes, bool anyCase)
        {
            wanted = bytes;
            for (int value = 0; value < 256; value++)
            {
                fold[value] = (byte)(anyCase && value >= 'A' && value <= 'Z' ? value + 32 : value);
                step[value] = bytes.Length;
            }
            for (int value = 0; value < 256; value++)
                for (int index = 0; index < bytes.Length - 1; index++)
                    if (fold[value] == bytes[index]) step[value] = bytes.Length - 1 - index;
        }

        /// <summary>The first index of the bytes from an index on, or -1.</summary>
        internal int Find(byte[] text, int from, int length)
        {
            int last = wanted.Length - 1;
            for (int end = from + last; end < length; end += step[text[end]])
            {
                int index = last;
                while (index >= 0 && fold[text[end - last + index]] == wanted[index]) index--;
                if (index < 0) return end - last;
            }
            return -1;
        }
    }
}
