using System;
using System.Collections.Generic;
using System.IO;
using ConvaiNative.Components;
using UnityEditor.Build;
using UnityEditor.Build.Reporting;
using UnityEngine;

namespace ConvaiNative.Editor
{
    /// <summary>
    /// Runs before each build. It stops the build if a file of the project contains an API key, because players can extract the key
    /// from the game. It logs a warning if the build target has no native library.
    /// </summary>
    internal sealed class BuildCheck : IPreprocessBuildWithReport
    {
        public int callbackOrder
        {
            get { return 0; }
        }

        public void OnPreprocessBuild(BuildReport report)
        {
            string missing = PluginCheck.Missing(report.summary.platform);
            if (missing != null) Debug.LogWarning("Convai Native: " + missing);
            Stop(Search(Directory.GetParent(Application.dataPath).FullName));
        }

        /// <summary>Searches the folders that a build uses: the assets, the embedded packages and the project settings.</summary>
        internal static List<string> Search(string project)
        {
            KeyScan scan = new KeyScan(EditorKey.Read(), Environment.GetEnvironmentVariable("CONVAI_API_KEY"));
            return scan.Folders(Path.Combine(project, "Assets"), Path.Combine(project, "Packages"), Path.Combine(project, "ProjectSettings"));
        }

        private static void Stop(List<string> found)
        {
            if (found.Count == 0) return;
            throw new BuildFailedException("Convai Native: the build was stopped, because these files contain an API key, which players could extract from the game:\n  "
                + string.Join("\n  ", found.ToArray())
                + "\nRemove the key from the files. If it was ever published, create a new key. Enter your own key under Project Settings > Convai Native, "
                + "which stores it outside of the project. A published game gets its key from your server: set ConvaiNativeKey.Provider, or a Base Url in the settings.");
        }
    }
}
