using ConvaiNative.Components;
using UnityEditor;
using UnityEngine;

namespace ConvaiNative.Editor
{
    /// <summary>Finds the settings with which this project connects, so that checks in the editor ask the same server as play mode.</summary>
    internal static class ProjectSettingsFinder
    {
        /// <summary>The settings of the component in the open scenes, else the only settings asset of the project. Null if neither is there.</summary>
        internal static ConvaiNativeSettings Find()
        {
            foreach (ConvaiNativeBehaviour each in Resources.FindObjectsOfTypeAll<ConvaiNativeBehaviour>())
                if (each.Settings != null) return each.Settings;
            string[] found = AssetDatabase.FindAssets("t:" + typeof(ConvaiNativeSettings).Name);
            return found.Length == 1 ? AssetDatabase.LoadAssetAtPath<ConvaiNativeSettings>(AssetDatabase.GUIDToAssetPath(found[0])) : null;
        }

        /// <summary>The options of these settings, with the key of the editor if they have none.</summary>
        internal static ConvaiNativeClientOptions Options(ConvaiNativeSettings settings)
        {
            ConvaiNativeClientOptions options = settings == null ? ConvaiNativeSettings.DefaultOptions() : settings.ToOptions();
            if (string.IsNullOrEmpty(options.ApiKey)) options.ApiKey = EditorKey.InUse();
            return options;
        }
    }
}
