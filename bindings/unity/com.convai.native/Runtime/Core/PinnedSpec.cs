using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace ConvaiNative
{
    /// <summary>The texts of a character, pinned for one call. The library copies them during the call.</summary>
    internal sealed unsafe class PinnedSpec : IDisposable
    {
        private readonly List<GCHandle> pins = new List<GCHandle>();

        internal NativeCharacterSpec Native;

        internal PinnedSpec(CharacterSpec spec)
        {
            try
            {
                Native.StructSize = (uint)sizeof(NativeCharacterSpec);
                Native.Name = Pin(spec.Name, "Name");
                Native.VoiceType = Pin(spec.VoiceType, "VoiceType");
                Native.Backstory = Pin(spec.Backstory, "Backstory");
                Native.Actions = Pin(spec.Actions, "Actions");
                if (spec.LanguageCodes != null) PinLanguages(spec.LanguageCodes);
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        public void Dispose()
        {
            foreach (GCHandle pin in pins) pin.Free();
            pins.Clear();
        }

        private void PinLanguages(string[] codes)
        {
            IntPtr[] list = new IntPtr[codes.Length];
            for (int index = 0; index < codes.Length; index++)
            {
                Arguments.Required(codes[index], "LanguageCodes");
                list[index] = (IntPtr)Pin(codes[index], "LanguageCodes");
            }
            Native.LanguageCodes = (byte**)Pin(list);
            Native.LanguageCodeCount = (uint)codes.Length;
        }

        private byte* Pin(string text, string name)
        {
            byte[] bytes = Utf8.Terminated(text, name);
            return bytes == null ? null : (byte*)Pin(bytes);
        }

        private IntPtr Pin(object array)
        {
            GCHandle pin = GCHandle.Alloc(array, GCHandleType.Pinned);
            pins.Add(pin);
            return pin.AddrOfPinnedObject();
        }
    }
}
