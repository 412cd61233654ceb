using System.Collections.Generic;
using System.IO;
using UnityEditor;

namespace ConvaiNative.Editor
{
    /// <summary>Checks whether a build target has its native library, for each processor architecture that the build has.</summary>
    internal static class PluginCheck
    {
        private static readonly AndroidArchitecture[] OnAndroid = { AndroidArchitecture.ARMv7, AndroidArchitecture.ARM64, AndroidArchitecture.X86_64 };

        /// <summary>A message if a library is missing, otherwise null.</summary>
        internal static string Missing(BuildTarget target)
        {
            if (target == BuildTarget.WebGL)
                return "The native library cannot run in a web page. Run it on a server, and let the page talk to the server.";
            List<string> processors = Libraries(target);
            if (processors.Count == 0)
                return "There is no native library for " + target + ". Install an archive of the package that contains the library for this platform, "
                    + "or copy the library to Assets/Plugins and enable only this platform in its import settings.";
            if (target == BuildTarget.iOS && PlayerSettings.iOS.sdkVersion == iOSSdkVersion.SimulatorSDK)
                return "The native library for iOS runs on devices and not in the simulator. Set Target SDK to Device SDK in the player settings.";
            return target == BuildTarget.Android ? MissingOnAndroid(processors) : null;
        }

        /// <summary>The processors of the libraries for a target. An empty text for a library that does not say.</summary>
        private static List<string> Libraries(BuildTarget target)
        {
            List<string> found = new List<string>();
            foreach (PluginImporter importer in PluginImporter.GetImporters(target))
            {
                string name = Path.GetFileNameWithoutExtension(importer.assetPath);
                if (importer.isNativePlugin && (name == "convai" || name == "libconvai")) found.Add(importer.GetPlatformData(target, "CPU") ?? "");
            }
            return found;
        }

        private static string MissingOnAndroid(List<string> processors)
        {
            if (processors.Contains("")) return null;
            List<string> missing = new List<string>();
            foreach (AndroidArchitecture each in OnAndroid)
                if ((PlayerSettings.Android.targetArchitectures & each) != 0 && !processors.Contains(each.ToString())) missing.Add(each.ToString());
            return missing.Count == 0 ? null
                : "The build for Android has the architecture " + string.Join(" and ", missing.ToArray()) + ", and the native library is there for " + string.Join(" and ", processors.ToArray())
                    + ". Remove the architecture under Target Architectures in the player settings, or install an archive of the package with its library.";
        }
    }
}
