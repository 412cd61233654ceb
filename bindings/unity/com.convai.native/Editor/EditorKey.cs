using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using ConvaiNative.Components;
using UnityEditor;
using UnityEngine;

namespace ConvaiNative.Editor
{
    /// <summary>
    /// The API key of the developer for this project. It is stored in a file of the developer, outside of the project, so that it
    /// becomes part of neither a repository nor a build. Each project has its own key. On Linux and macOS only the developer's account
    /// can read the file; on Windows the folder is the account's own. The file is not encrypted.
    /// </summary>
    [InitializeOnLoad]
    internal static class EditorKey
    {
        private const string Variable = "CONVAI_API_KEY";

        private static string knownPath;
        private static string known;

        static EditorKey()
        {
            ConvaiNativeKey.EditorPreferences = Read;
        }

        /// <summary>The folder with the keys of all projects of this developer.</summary>
        internal static string Folder { get; set; } = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "convai-native", "unity");

        /// <summary>The file of this project.</summary>
        internal static string File
        {
            get
            {
                using (SHA256 hash = SHA256.Create())
                {
                    byte[] name = hash.ComputeHash(Encoding.UTF8.GetBytes(Application.dataPath));
                    return Path.Combine(Folder, BitConverter.ToString(name, 0, 16).Replace("-", "").ToLowerInvariant() + ".key");
                }
            }
        }

        /// <summary>The stored key, or an empty text.</summary>
        internal static string Read()
        {
            // The inspector asks in each repaint.
            if (knownPath == Application.dataPath) return known;
            string key = "";
            try
            {
                if (System.IO.File.Exists(File)) key = System.IO.File.ReadAllText(File).Trim();
            }
            catch (Exception failure) when (failure is IOException || failure is UnauthorizedAccessException)
            {
                Debug.LogWarning("Convai Native: the file with the API key cannot be read: " + failure.Message);
            }
            known = key;
            knownPath = Application.dataPath;
            return key;
        }

        internal static void Write(string key)
        {
            knownPath = null;
            if (string.IsNullOrEmpty(key))
            {
                System.IO.File.Delete(File);
                return;
            }
            Directory.CreateDirectory(Folder);
            // The file is empty until nobody else can read it.
            System.IO.File.WriteAllText(File, "");
            Restrict(File);
            System.IO.File.WriteAllText(File, key.Trim());
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
            if (Read().Length > 0) return "your file for this project, " + File;
            return string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)) ? null : "the environment variable " + Variable;
        }

        [DllImport("libc", EntryPoint = "chmod", CharSet = CharSet.Ansi, SetLastError = true)]
        private static extern int ChangeMode(string path, int mode);

        private static void Restrict(string path)
        {
            if (Path.DirectorySeparatorChar == '\\') return;
            const int ownerOnly = 6 << 6;
            if (ChangeMode(path, ownerOnly) != 0) throw new IOException("The permissions of " + path + " could not be set: error " + Marshal.GetLastWin32Error() + ".");
        }
    }
}
