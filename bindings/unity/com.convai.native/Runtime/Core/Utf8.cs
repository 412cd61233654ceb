using System;
using System.Text;

namespace ConvaiNative
{
    /// <summary>Text on its way into the library and out of it: always UTF-8, never the system's code page.</summary>
    internal static unsafe class Utf8
    {
        /// <summary>
        /// The text with the NUL that C needs at its end; null stays null, so that `fixed` gives a NULL pointer. A NUL
        /// inside would cut the text silently on the other side, so it is refused.
        /// </summary>
        internal static byte[] Terminated(string text, string argument)
        {
            if (text == null) return null;
            if (text.IndexOf('\0') >= 0)
                throw new ArgumentException("The text holds a NUL character, which cannot be sent. Remove it.", argument);
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
    }
}
