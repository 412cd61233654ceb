using System;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative.Components
{
    /// <summary>
    /// The source of the API key. The key is never part of an asset or a scene. In the editor it is in a file of the
    /// developer. A published game gets it from its own server, or uses a server that adds the key. Main thread only.
    /// </summary>
    public static class ConvaiNativeKey
    {
        /// <summary>
        /// A function that returns the key. It is called on the main thread when a client is created. If it is null or returns null
        /// or an empty text, the key comes from the settings page of the editor, else from the environment variable CONVAI_API_KEY. Entering
        /// play mode resets it: set it in a method with RuntimeInitializeOnLoadMethod of type BeforeSceneLoad.
        /// </summary>
        public static Func<string> Provider { get; set; }

        /// <summary>
        /// A function that gets a token or the key from a server of the game, without blocking. It is called on the main thread before the
        /// first call, and again before a token expires. Calls wait for it. If it is set, <see cref="Provider"/> is not asked. The
        /// argument is cancelled at a shutdown. Entering play mode resets it, like <see cref="Provider"/>.
        /// </summary>
        public static Func<CancellationToken, Task<ConvaiNativeCredentials>> ProviderAsync { get; set; }

        /// <summary>Reads the key that the developer has entered in the editor. It is set once per domain and not reset.</summary>
        internal static Func<string> EditorPreferences { get; set; }

        /// <summary>Lets the editor name a server for options that name none. It is set once per domain and not reset.</summary>
        internal static Action<ConvaiNativeClientOptions> EditorConnection { get; set; }

        /// <summary>The key of the provider or the editor, or null.</summary>
        internal static string Find()
        {
            return Ask(Provider) ?? Ask(EditorPreferences);
        }

        private static string Ask(Func<string> source)
        {
            string key = source == null ? null : source();
            return string.IsNullOrEmpty(key) ? null : key;
        }
    }
}
