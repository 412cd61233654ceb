using System;

namespace ConvaiNative.Components
{
    /// <summary>
    /// Where the API key comes from. It never lies in an asset or a scene: in the editor it is kept in the preferences of
    /// the person who works there, and a game asks its own server for it, or for an address that needs none.
    /// </summary>
    public static class ConvaiNativeKey
    {
        /// <summary>
        /// Gives the key when a client is made: set it in a RuntimeInitializeOnLoadMethod of type BeforeSceneLoad. Null,
        /// or a null answer: the editor's preferences, then the environment variable CONVAI_API_KEY. It is forgotten when
        /// play mode is entered. Called on the main thread.
        /// </summary>
        public static Func<string> Provider { get; set; }

        /// <summary>The editor's preferences. Set once per domain, so it outlives play mode.</summary>
        internal static Func<string> EditorPreferences { get; set; }

        /// <summary>The key, or null where only the environment may have one.</summary>
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
