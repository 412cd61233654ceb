using System;
using System.Runtime.InteropServices;

namespace ConvaiNative.Tests
{
    /// <summary>Waits for the wake handle of a client, as an event loop does. The Unity tests use it, too.</summary>
    internal static class WakeHandle
    {
        [StructLayout(LayoutKind.Sequential)]
        private struct Waited
        {
            internal int Descriptor;
            internal short Events;
            internal short Returned;
        }

        [DllImport("libc")]
        private static extern int poll(ref Waited descriptors, UIntPtr count, int timeoutMs);

        [DllImport("kernel32")]
        private static extern uint WaitForSingleObject(IntPtr handle, uint timeoutMs);

        /// <summary>Whether the handle is ready within a time. It is an event on Windows, and elsewhere a file descriptor.</summary>
        internal static bool IsReadable(IntPtr handle, int timeoutMs)
        {
            if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows)) return WaitForSingleObject(handle, (uint)timeoutMs) == 0;
            const short Readable = 1;
            Waited descriptor = new Waited { Descriptor = (int)handle, Events = Readable };
            return poll(ref descriptor, (UIntPtr)1u, timeoutMs) == 1 && descriptor.Returned == Readable;
        }
    }
}
