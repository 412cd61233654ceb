using System.IO;
using UnityEditor;

namespace ConvaiNative.Editor
{
    /// <summary>Whether a build target has its native library.</summary>
    internal static class PluginCheck
    {
        /// <summary>Says what is missing and what to do, or null where nothing is.</summary>
        internal static string Missing(BuildTarget target)
        {
            if (target == BuildTarget.WebGL)
                return "The native library cannot run inside a web page. Let your server talk to the characters, and the page to your server.";
            foreach (PluginImporter importer in PluginImporter.GetImporters(target))
            {
                string name = Path.GetFileNameWithoutExtension(importer.assetPath);
                if (importer.isNativePlugin && (name == "convai" || name == "libconvai")) return null;
            }
            return "There is no native library for " + target + ". Build it for that platform (`make library` at the top of the repository), "
                + "and put it into Assets/Plugins with that platform alone switched on in its import settings; the package's archive has those that were built along.";
        }
    }
}
