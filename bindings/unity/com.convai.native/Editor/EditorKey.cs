using ConvaiNative.Components;
using System;
using UnityEditor;

namespace ConvaiNative.Editor
{
    /// <summary>
    /// The API key of the person who works in this editor. It lies in the editor's preferences, outside of the project:
    /// it can get neither into a repository nor into a build.
    /// </summary>
    [InitializeOnLoad]
    internal static class EditorKey
    {
        private const string Name = "ConvaiNative.ApiKey";
        private const string Variable = "CONVAI_API_KEY";

        static EditorKey()
        {
            ConvaiNativeKey.EditorPreferences = Read;
        }

        /// <summary>The stored key, or "".</summary>
        internal static string Read()
        {
            return EditorPrefs.GetString(Name, "");
        }

        internal static void Write(string key)
        {
            if (string.IsNullOrEmpty(key)) EditorPrefs.DeleteKey(Name);
            else EditorPrefs.SetString(Name, key.Trim());
        }

        /// <summary>The key that play mode would use: the stored one, else the environment's. Null where there is none.</summary>
        internal static string InUse()
        {
            string key = Read();
            if (key.Length == 0) key = Environment.GetEnvironmentVariable(Variable);
            return string.IsNullOrEmpty(key) ? null : key;
        }

        /// <summary>Where that key comes from, for people.</summary>
        internal static string Source()
        {
            if (Read().Length > 0) return "this editor's preferences";
            return string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)) ? null : "the environment variable " + Variable;
        }
    }
}
