using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace ConvaiNative
{
    /// <summary>
    /// The texts and structs that a call takes. They are pinned until the call has started: the library copies them before it returns.
    /// A call that passes none of them allocates nothing here.
    /// </summary>
    internal sealed unsafe class Pins : IDisposable
    {
        private List<GCHandle> pins;
        private List<ResultHandle> held;

        /// <summary>A text as UTF-8 with a NUL at its end. Null stays NULL.</summary>
        internal byte* Text(string text, string argument)
        {
            byte[] bytes = Utf8.Terminated(text, argument);
            return bytes == null ? null : (byte*)Pin(bytes);
        }

        /// <summary>An array of texts, none of which may be null. Null or no texts are NULL.</summary>
        internal byte** Texts(IList<string> texts, string argument, out uint count)
        {
            count = Count(texts);
            byte** list = (byte**)Pointers(count);
            for (int index = 0; index < count; index++)
            {
                Arguments.Required(texts[index], argument);
                list[index] = Text(texts[index], argument);
            }
            return list;
        }

        /// <summary>An array of as many NULL pointers. NULL if there are none.</summary>
        internal void** Pointers(uint count)
        {
            return count == 0 ? null : (void**)Pin(new IntPtr[count]);
        }

        /// <summary>A struct of zeros.</summary>
        internal void* Struct(int size)
        {
            // IntPtr, because an array of structs with pointers cannot be pinned everywhere, and bytes may be aligned to 1.
            return Pin(new IntPtr[(size + sizeof(IntPtr) - 1) / sizeof(IntPtr)]);
        }

        /// <summary>Bytes. An array of none is a valid pointer too.</summary>
        internal byte* Bytes(byte[] bytes)
        {
            return (byte*)Pin(bytes.Length > 0 ? bytes : new byte[1]);
        }

        /// <summary>Keeps a result of the library alive, and gives its address.</summary>
        /// <exception cref="ObjectDisposedException">The result was freed.</exception>
        internal void* Hold(ResultHandle result)
        {
            bool kept = false;
            held = held ?? new List<ResultHandle>();
            result.DangerousAddRef(ref kept);
            held.Add(result);
            return (void*)result.Token;
        }

        internal static uint Count<T>(ICollection<T> list)
        {
            return list == null ? 0 : (uint)list.Count;
        }

        public void Dispose()
        {
            if (pins != null)
                foreach (GCHandle pin in pins) pin.Free();
            if (held != null)
                foreach (ResultHandle result in held) result.DangerousRelease();
            pins = null;
            held = null;
        }

        private void* Pin(object array)
        {
            GCHandle pin = GCHandle.Alloc(array, GCHandleType.Pinned);
            pins = pins ?? new List<GCHandle>();
            pins.Add(pin);
            return (void*)pin.AddrOfPinnedObject();
        }
    }
}
