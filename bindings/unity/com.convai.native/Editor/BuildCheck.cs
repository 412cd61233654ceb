using System;
using System.IO;
using ConvaiNative.Components;
using UnityEditor;
using UnityEditor.Build;
using UnityEditor.Build.Reporting;
using UnityEngine;

namespace ConvaiNative.Editor
{
    /// <summary>
    /// Runs before each build. It stops the build if a file of the project contains the API key, because players can extract the key
    /// from the game, and if the build target has no native library. It also asks for the microphone where the game uses it. Project
    /// Settings > Convai Native switches each part off.
    /// </summary>
    internal sealed class BuildCheck : IPreprocessBuildWithReport
    {
        public int callbackOrder
        {
            get { return 0; }
        }

        public void OnPreprocessBuild(BuildReport report)
        {
            string project = Directory.GetParent(Application.dataPath).FullName;
            CheckLibrary(report.summary.platform);
            CheckKeys(project);
            MicrophoneBuild.Prepare(report.summary.platform, project);
        }

        /// <summary>Searches the folders that a build uses: the assets, the embedded packages and the project settings.</summary>
        internal static KeyScan Search(string project)
        {
            return new KeyScan(EditorKey.Read(), Environment.GetEnvironmentVariable("CONVAI_API_KEY")).Ignore(BuildSettings.instance.IgnoredFiles)
                .Folders(Path.Combine(project, "Assets"), Path.Combine(project, "Packages"), Path.Combine(project, "ProjectSettings"));
        }

        private static void CheckLibrary(BuildTarget target)
        {
            string missing = PluginCheck.Missing(target);
            if (missing == null) return;
            if (BuildSettings.instance.AllowMissingLibrary) Debug.LogWarning("Convai Native: " + missing);
            else throw new BuildFailedException("Convai Native: the build was stopped. " + missing + " To build without it, set Allow a missing library under Project Settings > Convai Native.");
        }

        private static void CheckKeys(string project)
        {
            KeyScan scan = Search(project);
            if (scan.Warnings.Count > 0)
                Debug.LogWarning("Convai Native: look at these files before you publish the game:\n  " + string.Join("\n  ", scan.Warnings.ToArray()) + "\nProject Settings > Convai Native has a list of files to ignore.");
            if (scan.Keys.Count == 0) return;
            string found = "these files contain an API key, which players could extract from the game:\n  " + string.Join("\n  ", scan.Keys.ToArray())
                + "\nRemove the key from the files. If it was ever published, create a new key. Enter your own key under Project Settings > Convai Native, "
                + "which stores it outside of the project. A published game gets its key from your server: set ConvaiNativeKey.Provider, or a Base Url in the settings. "
                + "If a file is found by mistake, add it to the ignored files under Project Settings > Convai Native.";
            if (BuildSettings.instance.KeysOnlyWarn) Debug.LogWarning("Convai Native: " + found);
            else throw new BuildFailedException("Convai Native: the build was stopped, because " + found);
        }
    }
}
