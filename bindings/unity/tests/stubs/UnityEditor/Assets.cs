// A stub of UnityEditor for tests on Mono. Not Unity.
using System;
using System.Collections.Generic;
using System.IO;
using UnityEngine;

namespace UnityEditor
{
    public partial class AssetDatabase
    {
        /// <summary>Controls the stub: the assets of the project, by path.</summary>
        public static readonly Dictionary<string, UnityEngine.Object> StubAssets = new Dictionary<string, UnityEngine.Object>();

        public static T LoadAssetAtPath<T>(string assetPath) where T : UnityEngine.Object
        {
            UnityEngine.Object found;
            return StubAssets.TryGetValue(assetPath, out found) ? found as T : null;
        }

        public static void CreateAsset(UnityEngine.Object asset, string path)
        {
            if (!Directory.Exists(Path.GetDirectoryName(OnDisk(path)))) throw new InvalidOperationException("Creating asset at path " + path + " failed.");
            StubAssets[path] = asset;
        }

        /// <summary>Imports a theme, the only kind of file that the package writes.</summary>
        public static void ImportAsset(string path)
        {
            if (File.ReadAllText(OnDisk(path)).Contains("unity-theme://default")) StubAssets[path] = ScriptableObject.CreateInstance<UnityEngine.UIElements.ThemeStyleSheet>();
        }

        private static string OnDisk(string path)
        {
            return Path.Combine(Directory.GetParent(Application.dataPath).FullName, path);
        }
    }
}
