using System;

namespace ConvaiNative
{
    /// <summary>
    /// The native library. The first use of any class of this assembly loads the library and checks its version. If it is missing
    /// or has another version, that use throws a <see cref="ConvaiNativeLibraryException"/>. Thread-safe.
    /// </summary>
    public static unsafe class ConvaiNativeLibrary
    {
        private static readonly object Gate = new object();
        private static volatile bool ready;

        /// <summary>The version of the loaded library, such as "0.1.0". Does not block.</summary>
        /// <exception cref="ConvaiNativeLibraryException">The native library is missing or has another version.</exception>
        public static string Version
        {
            get
            {
                Ensure();
                return Utf8.Read(NativeMethods.convai_version());
            }
        }

        /// <summary>
        /// The number of native objects in this process: clients, operations, conversations, utterances, playbacks and results that
        /// were not freed. It is 0 when everything was disposed of. Does not block.
        /// </summary>
        /// <exception cref="ConvaiNativeLibraryException">The native library is missing or has another version.</exception>
        public static long LiveObjects
        {
            get
            {
                Ensure();
                return checked((long)NativeMethods.convai_live_objects());
            }
        }

        /// <summary>
        /// Closes all clients of this process, also those of other application domains, and stops all playbacks. Editors call it
        /// before they reload code and when they leave play mode. Running calls end as cancelled. Dispose of the clients afterwards,
        /// or let the garbage collector free them. New clients can be created. May be called again.
        /// </summary>
        /// <param name="timeout">How long to wait for the threads of the library. They usually end within a millisecond.</param>
        /// <returns>False if a thread is still running. It does not access the memory of this program.</returns>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
        /// <remarks>Blocks for at most <paramref name="timeout"/>.</remarks>
        public static bool Shutdown(TimeSpan timeout)
        {
            // If the library is not loaded, there is nothing to close, and no reason to load it.
            if (!ready) return true;
            return NativeMethods.convai_shutdown(Arguments.Milliseconds(timeout, "timeout")) == NativeMethods.CONVAI_OK;
        }

        /// <summary>Loads and checks the library once. Every public entry point calls it before its first import.</summary>
        internal static void Ensure()
        {
            if (ready) return;
            lock (Gate)
            {
                if (ready) return;
#if UNITY_WEBGL && !UNITY_EDITOR
                throw new PlatformNotSupportedException("The native library of Convai Native cannot run in a web page. " +
                    "Run it on a server, and let the page talk to the server.");
#else
                try
                {
                    Check(NativeMethods.convai_abi_version(), NativeSize);
                }
                catch (DllNotFoundException missing)
                {
                    throw new ConvaiNativeLibraryException(LibrarySearch.Describe(missing.Message), missing);
                }
                catch (BadImageFormatException invalid)
                {
                    throw new ConvaiNativeLibraryException(LibrarySearch.Describe(invalid.Message), invalid);
                }
                catch (EntryPointNotFoundException incompatible)
                {
                    throw new ConvaiNativeLibraryException(LibrarySearch.DescribeOther(incompatible.Message), incompatible);
                }
                ready = true;
#endif
            }
        }

        /// <summary>
        /// Compares the version and the struct sizes of the library with those of this assembly. The structs of a newer library may
        /// be larger, because new fields are added at the end. Smaller structs would be read beyond their end.
        /// </summary>
        internal static void Check(uint abi, Func<string, long> sizeOf)
        {
            if (abi != NativeMethods.CONVAI_ABI_VERSION)
                throw Mismatch("has the binary interface " + abi + ", and this assembly needs " + NativeMethods.CONVAI_ABI_VERSION);
            for (int index = 0; index < NativeMethods.StructCount; index++)
            {
                int expected;
                string name = NativeMethods.Struct(index, out expected);
                long actual = sizeOf(name);
                if (actual < expected)
                    throw Mismatch("has " + actual + " bytes for " + name + ", and this assembly needs " + expected);
            }
        }

        private static ConvaiNativeLibraryException Mismatch(string what)
        {
            return new ConvaiNativeLibraryException("The native library " + what + ". "
                + "Use the native library and the C# sources of one release.", null);
        }

        private static long NativeSize(string name)
        {
            fixed (byte* text = Utf8.Terminated(name, "name"))
                return checked((long)NativeMethods.convai_struct_size(text).ToUInt64());
        }
    }

    /// <summary>
    /// The native library is missing, cannot be loaded, or has another version. The message lists the searched files and says what
    /// to do.
    /// </summary>
    public sealed class ConvaiNativeLibraryException : Exception
    {
        /// <summary>Makes the failure, also for the tests of a program.</summary>
        /// <param name="message">What happened, and what to do.</param>
        /// <param name="cause">The exception of the runtime, or null.</param>
        public ConvaiNativeLibraryException(string message, Exception cause = null) : base(message, cause)
        {
        }
    }
}
