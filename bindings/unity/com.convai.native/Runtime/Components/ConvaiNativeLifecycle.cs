using System;
using UnityEngine;

namespace ConvaiNative.Components
{
    /// <summary>
    /// Ends all calls when the game quits, when play mode ends, and before the editor reloads code. Each of these events calls
    /// <see cref="Shutdown"/>. Several of them may occur together.
    /// </summary>
    public static class ConvaiNativeLifecycle
    {
        private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

        /// <summary>Whether Shutdown was called. No new call starts until play mode begins again.</summary>
        internal static bool Stopped { get; private set; }

        /// <summary>
        /// Cancels every call of this process, closes the connections, and joins the threads of the library. Afterwards
        /// <see cref="ConvaiNativeBehaviour.Instance"/> is null until play mode begins again. May be called again. Main thread only.
        /// Blocks for usually less than a millisecond and for at most two seconds. Does not throw.
        /// </summary>
        public static void Shutdown()
        {
            Shutdown(Timeout);
        }

        /// <summary>Does the same as <see cref="Shutdown()"/>, and waits for at most the given time.</summary>
        /// <param name="timeout">How long to wait for the threads of the library. Zero does not wait.</param>
        /// <returns>False if a thread is still running. It does not access the memory of this program.</returns>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
        public static bool Shutdown(TimeSpan timeout)
        {
            if (timeout < TimeSpan.Zero) throw new ArgumentOutOfRangeException("timeout");
            Stopped = true;
            bool ended = CloseLibrary(timeout);
            ConvaiNativeBehaviour.CloseInstance();
            return ended;
        }

        /// <summary>
        /// Runs when play mode begins. Resets static fields, because Unity does not reset them if the Enter Play Mode settings disable
        /// the domain reload.
        /// </summary>
        [RuntimeInitializeOnLoadMethod(RuntimeInitializeLoadType.SubsystemRegistration)]
        private static void Begin()
        {
            Shutdown();
            ConvaiNativeKey.Provider = null;
            ConvaiNativeKey.ProviderAsync = null;
            Application.quitting -= Shutdown;
            Application.quitting += Shutdown;
            Stopped = false;
        }

        private static bool CloseLibrary(TimeSpan timeout)
        {
            try
            {
                return ConvaiNativeLibrary.Shutdown(timeout);
            }
            catch (ConvaiNativeLibraryException)
            {
                // Without the library there is nothing to close. The first call reports that it is missing.
            }
            catch (PlatformNotSupportedException)
            {
            }
            return true;
        }
    }
}
