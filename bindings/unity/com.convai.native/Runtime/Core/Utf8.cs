using System;
using System.Runtime.InteropServices;
using System.Text;

namespace ConvaiNative
{
    /// <summary>Converts text to and from UTF-8. The code page of the system is never used.</summary>
    internal static unsafe class Utf8
    {
        private static readonly string[] None = new string[0];

        /// <summary>
        /// Encodes a text with a NUL at its end. Null stays null, for which `fixed` gives a NULL pointer. A NUL inside the text
        /// is an error, because C would ignore the rest of the text.
        /// </summary>
        internal static byte[] Terminated(string text, string argument)
        {
            if (text == null) return null;
            if (text.IndexOf('\0') >= 0)
                throw new ArgumentException("The text contains a NUL character, which cannot be sent. Remove it.", argument);
            byte[] bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
            Encoding.UTF8.GetBytes(text, 0, text.Length, bytes, 0);
            return bytes;
        }

        internal static string Read(byte* text, UIntPtr length)
        {
            return text == null ? null : Encoding.UTF8.GetString(text, checked((int)length.ToUInt64()));
        }

        internal static string Read(byte* text)
        {
            if (text == null) return null;
            int length = 0;
            while (text[length] != 0) length++;
            return Encoding.UTF8.GetString(text, length);
        }

        /// <summary>An array of texts. NULL gives an empty one.</summary>
        internal static string[] ReadAll(byte** texts, UIntPtr count)
        {
            if (texts == null) return None;
            string[] read = new string[checked((int)count.ToUInt64())];
            for (int index = 0; index < read.Length; index++) read[index] = Read(texts[index]);
            return read;
        }

        /// <summary>A copy of bytes. NULL gives none.</summary>
        internal static byte[] Bytes(byte* bytes, UIntPtr length)
        {
            byte[] copy = new byte[bytes == null ? 0 : checked((int)length.ToUInt64())];
            if (copy.Length > 0) Marshal.Copy((IntPtr)bytes, copy, 0, copy.Length);
            return copy;
        }
    }
}
