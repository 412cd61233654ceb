using ConvaiNative.Components;
using System;
using System.Collections.Generic;
using System.IO;
using UnityEditor.Build;
using UnityEditor.Build.Reporting;
using UnityEngine;

namespace ConvaiNative.Editor
{
    /// <summary>
    /// Before each build: stops it where an API key lies in an asset or a scene, as players could read it there, and warns
    /// where the target has no native library.
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

        /// <summary>Looks through what a project's builds are made of: its assets, the packages that lie in it, its settings.</summary>
        internal static List<string> Search(string project)
        {
            KeyScan scan = new KeyScan(EditorKey.Read(), Environment.GetEnvironmentVariable("CONVAI_API_KEY"));
            return scan.Folders(Path.Combine(project, "Assets"), Path.Combine(project, "Packages"), Path.Combine(project, "ProjectSettings"));
        }

        private static void Stop(List<string> found)
        {
            if (found.Count == 0) return;
            throw new BuildFailedException("Convai Native: the build was stopped, as everything in it can be read by players, and there is an API key in\n  "
                + string.Join("\n  ", found.ToArray())
                + "\nTake it out, and make a new key if it was ever published. The editor keeps yours under Project Settings, Convai; a game asks its own server (ConvaiNativeKey.Provider, or a Base Url of yours).");
        }
    }
}
