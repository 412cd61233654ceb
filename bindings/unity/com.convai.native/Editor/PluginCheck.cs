using System.IO;
using UnityEditor;

namespace ConvaiNative.Editor
{
    /// <summary>Checks whether a build target has its native library.</summary>
    internal static class PluginCheck
    {
        /// <summary>A message if the library is missing, otherwise null.</summary>
        internal static string Missing(BuildTarget target)
        {
            if (target == BuildTarget.WebGL)
                return "The native library cannot run in a web page. Run it on a server, and let the page talk to the server.";
            foreach (PluginImporter importer in PluginImporter.GetImporters(target))
            {
                string name = Path.GetFileNameWithoutExtension(importer.assetPath);
                if (importer.isNativePlugin && (name == "convai" || name == "libconvai")) return null;
            }
            return "There is no native library for " + target + ". Install an archive of the package that contains the library for this platform, "
                + "or copy the library to Assets/Plugins and enable only this platform in its import settings.";
        }
    }
}
