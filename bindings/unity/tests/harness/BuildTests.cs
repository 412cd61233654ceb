using System;
using System.Collections;
using System.IO;
using ConvaiNative.Components;
using ConvaiNative.Editor;
using UnityEditor;
using UnityEditor.Build;
using UnityEditor.Build.Reporting;
using UnityEngine;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>The check before a build, on generated projects.</summary>
    internal static class BuildTests
    {
        private const string Key = "9a8b7c6d5e4f30211203f4e5d6c7b8a9";

        internal static void List()
        {
            Program.Add("build: a clean project passes", delegate { return Project(null, null, 0); });
            Program.Add("build: a key in a scene stops the build", delegate { return Project("Assets/Scenes/Level.unity", "  secret: " + Key + "\n", 1); });
            Program.Add("build: a key in an asset stops the build", delegate { return Project("Assets/Data/Settings.asset", "  apiKey: " + Key + "\n", 1); });
            Program.Add("build: a key in an embedded package stops the build", delegate { return Project("Packages/com.mine/Runtime/Keys.cs", "var k = \"" + Key + "\";", 1); });
            Program.Add("build: a key in the project settings stops the build", delegate { return Project("ProjectSettings/ProjectSettings.asset", "  defines: K=" + Key + "\n", 1); });
            Program.Add("build: a key outside of the built folders does not stop the build", delegate { return Project("Notes/key.txt", Key, 0); });
            Program.Add("build: the package itself has no key", PackageItself);
            Program.Add("build: a target without a native library logs a warning", MissingLibrary);
        }

        private static IEnumerator Project(string path, string text, int stops)
        {
            EditorKey.Write(Key);
            string project = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
            try
            {
                Plant(project, "Assets/Scenes/Clean.unity", "%YAML 1.1\n--- !u!1 &1\nGameObject:\n  m_Name: Clean\n  guid: 0123456789abcdef0123456789abcdef\n");
                Plant(project, "Packages/manifest.json", "{}");
                if (path != null) Plant(project, path, text);
                Application.dataPath = Path.Combine(project, "Assets");
                Build(stops, path);
            }
            finally
            {
                Directory.Delete(project, true);
            }
            yield return null;
        }

        private static void Plant(string project, string path, string text)
        {
            string full = Path.Combine(project, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full));
            File.WriteAllText(full, text);
        }

        private static void Build(int stops, string path)
        {
            PluginImporter.Plugins[BuildTarget.StandaloneLinux64] = "Packages/com.convai.native/Plugins/linux-x86_64/libconvai.so";
            Action build = delegate { Steps(BuildTarget.StandaloneLinux64); };
            if (stops == 0)
            {
                build();
                Check.Same(0, Debug.Warnings.Count, "warnings");
                return;
            }
            BuildFailedException why = Check.Throws<BuildFailedException>(build, "a build with a key in it");
            Check.That(why.Message.Contains(Path.GetFileName(path) + ":1"), why.Message);
            Check.That(!why.Message.Contains(Key), "the message has the key");
        }

        /// <summary>Runs every build step of the package, as Unity does before a build.</summary>
        private static void Steps(BuildTarget target)
        {
            int found = 0;
            foreach (Type type in typeof(EditorKey).Assembly.GetTypes())
            {
                if (type.IsAbstract || !typeof(IPreprocessBuildWithReport).IsAssignableFrom(type)) continue;
                found++;
                ((IPreprocessBuildWithReport)Activator.CreateInstance(type)).OnPreprocessBuild(new BuildReport(target));
            }
            Check.Same(1, found, "build steps");
        }

        private static IEnumerator PackageItself()
        {
            EditorKey.Write(Key);
            string folder = Environment.GetEnvironmentVariable("CONVAI_UNITY_PACKAGE");
            Check.That(Directory.Exists(folder), "the package is not at " + folder);
            Check.Same("", string.Join("\n", new KeyScan(Key).Folders(folder).ToArray()), "reported keys");
            yield return null;
        }

        private static IEnumerator MissingLibrary()
        {
            string project = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
            Directory.CreateDirectory(Path.Combine(project, "Assets"));
            try
            {
                Application.dataPath = Path.Combine(project, "Assets");
                PluginImporter.Plugins.Clear();
                Steps(BuildTarget.Android);
                Check.Same(1, Debug.Warnings.Count, "warnings");
                Check.That(Debug.Warnings[0].Contains("no native library for Android"), Debug.Warnings[0]);
            }
            finally
            {
                Directory.Delete(project, true);
            }
            yield return null;
        }
    }
}
