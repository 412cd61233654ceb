using System;
using ConvaiNative.Components;
using UnityEditor;

namespace ConvaiNative.Editor
{
    /// <summary>
    /// The API key of the developer. It is stored in the editor's preferences, outside of the project, so that it becomes part of
    /// neither a repository nor a build.
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

        /// <summary>The stored key, or an empty text.</summary>
        internal static string Read()
        {
            return EditorPrefs.GetString(Name, "");
        }

        internal static void Write(string key)
        {
            if (string.IsNullOrEmpty(key)) EditorPrefs.DeleteKey(Name);
            else EditorPrefs.SetString(Name, key.Trim());
        }

        /// <summary>The key that play mode uses: the stored key, else the environment variable. Null if there is none.</summary>
        internal static string InUse()
        {
            string key = Read();
            if (key.Length == 0) key = Environment.GetEnvironmentVariable(Variable);
            return string.IsNullOrEmpty(key) ? null : key;
        }

        /// <summary>A description of the source of that key. Null if there is none.</summary>
        internal static string Source()
        {
            if (Read().Length > 0) return "the preferences of this editor";
            return string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)) ? null : "the environment variable " + Variable;
        }
    }
}
