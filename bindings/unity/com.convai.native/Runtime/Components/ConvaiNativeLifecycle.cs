using System;
using UnityEngine;

namespace ConvaiNative.Components
{
    /// <summary>
    /// The one way in which everything ends: when the game quits, when play mode is left, before the editor reloads code.
    /// Each of them calls <see cref="Shutdown"/>, and some come together.
    /// </summary>
    public static class ConvaiNativeLifecycle
    {
        private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

        /// <summary>Whether it was shut down, and nothing new is started until play mode is entered again.</summary>
        internal static bool Stopped { get; private set; }

        /// <summary>
        /// Ends every call of this process as cancelled, closes the connections and joins the library's threads. May be
        /// called again, and where nothing was ever started. Afterwards <see cref="ConvaiNativeBehaviour.Instance"/> is null
        /// until play mode is entered again. Main thread. Blocks normally under a millisecond, two seconds at the most.
        /// </summary>
        public static void Shutdown()
        {
            Stopped = true;
            CloseLibrary();
            ConvaiNativeBehaviour.CloseInstance();
        }

        /// <summary>
        /// Play mode begins. Where the domain was not reloaded (Enter Play Mode Options), statics still hold what the last
        /// play mode left in them.
        /// </summary>
        [RuntimeInitializeOnLoadMethod(RuntimeInitializeLoadType.SubsystemRegistration)]
        private static void Begin()
        {
            Shutdown();
            ConvaiNativeKey.Provider = null;
            Application.quitting -= Shutdown;
            Application.quitting += Shutdown;
            Stopped = false;
        }

        private static void CloseLibrary()
        {
            try
            {
                ConvaiNativeLibrary.Shutdown(Deadline);
            }
            catch (ConvaiNativeLibraryException)
            {
                // There is no library, so there is nothing to end. Who needs it is told by the first call.
            }
            catch (PlatformNotSupportedException)
            {
            }
        }
    }
}
