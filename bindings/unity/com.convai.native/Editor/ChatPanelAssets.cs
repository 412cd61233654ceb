using System.IO;
using UnityEditor;
using UnityEngine;
using UnityEngine.UIElements;

namespace ConvaiNative.Editor
{
    /// <summary>The assets that a panel of UI Toolkit needs. They are made once in a project, by the editor and not as a file of the package.</summary>
    internal static class ChatPanelAssets
    {
        private const string Panel = "Assets/Convai Native/Chat Panel.asset";

        /// <summary>Where the editor itself keeps the default theme, so that a project has one.</summary>
        private const string Theme = "Assets/UI Toolkit/UnityThemes/UnityDefaultRuntimeTheme.tss";

        /// <summary>The panel settings of the project for chat panels. They are made if they are missing.</summary>
        internal static PanelSettings Settings()
        {
            PanelSettings found = AssetDatabase.LoadAssetAtPath<PanelSettings>(Panel);
            if (found != null) return found;
            found = ScriptableObject.CreateInstance<PanelSettings>();
            found.themeStyleSheet = DefaultTheme();
            found.scaleMode = PanelScaleMode.ScaleWithScreenSize;
            CreateFolder(Panel);
            AssetDatabase.CreateAsset(found, Panel);
            return found;
        }

        private static ThemeStyleSheet DefaultTheme()
        {
            ThemeStyleSheet found = AssetDatabase.LoadAssetAtPath<ThemeStyleSheet>(Theme);
            if (found != null) return found;
            File.WriteAllText(CreateFolder(Theme), "@import url(\"unity-theme://default\");");
            AssetDatabase.ImportAsset(Theme);
            return AssetDatabase.LoadAssetAtPath<ThemeStyleSheet>(Theme);
        }

        /// <summary>Creates the folder of an asset.</summary>
        /// <returns>The path of the asset on the disk.</returns>
        private static string CreateFolder(string asset)
        {
            string path = Path.Combine(Directory.GetParent(Application.dataPath).FullName, asset);
            Directory.CreateDirectory(Path.GetDirectoryName(path));
            return path;
        }
    }
}
