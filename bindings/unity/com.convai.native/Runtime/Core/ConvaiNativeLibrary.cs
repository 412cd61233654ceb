using System;

namespace ConvaiNative
{
    /// <summary>
    /// The native library behind this assembly. Every member may be called from any thread; the first use loads the
    /// library and checks that it fits. Where it is missing or does not fit, a
    /// <see cref="ConvaiNativeLibraryException"/> says which places were searched and what to do.
    /// </summary>
    public static unsafe class ConvaiNativeLibrary
    {
        private static readonly object Gate = new object();
        private static volatile bool ready;

        /// <summary>The version of the library that was loaded, such as "0.1.0". Does not block.</summary>
        public static string Version
        {
            get
            {
                Ensure();
                return Utf8.Read(NativeMethods.convai_version());
            }
        }

        /// <summary>
        /// How many clients, operations, conversations, utterances and results the library has handed out in this
        /// process and not got back. A program that has disposed of everything sees 0. Does not block.
        /// </summary>
        public static long LiveObjects
        {
            get
            {
                Ensure();
                return checked((long)NativeMethods.convai_live_objects());
            }
        }

        /// <summary>
        /// Closes every client of this process, also those of other application domains: what an editor calls before it
        /// reloads code, and when it leaves play mode. Requests that run end as cancelled. The clients must still be
        /// disposed of, or left to the garbage collector; new ones can be made afterwards. May be called again.
        /// </summary>
        /// <param name="deadline">How long to wait for the library's threads. They normally end within a millisecond.</param>
        /// <returns>False where a thread still ends; it touches nothing of this program.</returns>
        /// <remarks>Blocks for <paramref name="deadline"/> at the most.</remarks>
        public static bool Shutdown(TimeSpan deadline)
        {
            // What was never loaded has nothing to end: an editor that reloads need not load it for that.
            if (!ready) return true;
            return NativeMethods.convai_shutdown(Arguments.Milliseconds(deadline, "deadline")) == NativeMethods.CONVAI_OK;
        }

        /// <summary>Loads and checks the library, once. Everything public comes by here before its first import.</summary>
        internal static void Ensure()
        {
            if (ready) return;
            lock (Gate)
            {
                if (ready) return;
#if UNITY_WEBGL && !UNITY_EDITOR
                throw new PlatformNotSupportedException("Convai's native library cannot run inside a web page. " +
                    "Let your server talk to the characters, and the page to your server.");
#else
                try
                {
                    Check(NativeMethods.convai_abi_version(), NativeSize);
                }
                catch (DllNotFoundException missing)
                {
                    throw new ConvaiNativeLibraryException(LibrarySearch.Describe(missing.Message), missing);
                }
                catch (BadImageFormatException unfit)
                {
                    throw new ConvaiNativeLibraryException(LibrarySearch.Describe(unfit.Message), unfit);
                }
                catch (EntryPointNotFoundException foreign)
                {
                    throw new ConvaiNativeLibraryException("A library called \"" + NativeMethods.Library
                        + "\" was loaded, but it is another one, or an old version of Convai's: " + foreign.Message
                        + ". Put the library of this version in its place.", foreign);
                }
                ready = true;
#endif
            }
        }

        /// <summary>
        /// Compares what the library says of itself with what this assembly was written for. A newer library may have
        /// larger structs, as fields are only ever added at the end; a smaller one would be read past its end.
        /// </summary>
        internal static void Check(uint abi, Func<string, long> sizeOf)
        {
            if (abi != NativeMethods.CONVAI_ABI_VERSION)
                throw Unfit("has the binary interface " + abi + ", and this assembly needs " + NativeMethods.CONVAI_ABI_VERSION);
            for (int index = 0; index < NativeMethods.StructCount; index++)
            {
                int here;
                string name = NativeMethods.Struct(index, out here);
                long there = sizeOf(name);
                if (there < here)
                    throw Unfit("has " + there + " bytes for " + name + ", and this assembly needs " + here);
            }
        }

        private static ConvaiNativeLibraryException Unfit(string what)
        {
            return new ConvaiNativeLibraryException("The native library " + what + ": the two are of different versions. "
                + "Use the library and the C# sources of one release.", null);
        }

        private static long NativeSize(string name)
        {
            fixed (byte* text = Utf8.Terminated(name, "name"))
                return checked((long)NativeMethods.convai_struct_size(text).ToUInt64());
        }
    }

    /// <summary>
    /// The native library is missing, cannot be loaded, or is of another version. The message says where it was looked
    /// for and what to do.
    /// </summary>
    public sealed class ConvaiNativeLibraryException : Exception
    {
        internal ConvaiNativeLibraryException(string message, Exception cause) : base(message, cause)
        {
        }
    }
}
