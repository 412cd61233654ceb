using System;
using System.IO;
using System.Text;
using UnityEditor;
using UnityEngine;

namespace ConvaiNative.Editor
{
    /// <summary>Asks for the microphone in builds of games that use it, and in no others.</summary>
    [InitializeOnLoad]
    internal static class MicrophoneBuild
    {
        /// <summary>The Android library that asks for RECORD_AUDIO.</summary>
        internal const string AndroidLibrary = "ConvaiNativeMicrophone.androidlib";

        /// <summary>With this guid of its script, scenes name the component. The .meta file is the same on every machine.</summary>
        internal const string ScriptGuid = "a99e1b5c6ba4714f621522a97188cdb6";

        private const string Component = "ConvaiNativeMicrophone";
        private const string Prepared = "Prepare IOS For Recording";
        private const string Speakers = "Force IOS Speakers When Recording";

        private static bool included = true;

        static MicrophoneBuild()
        {
            Connect();
        }

        /// <summary>Lets the Android library be part of a build only if the game uses the microphone.</summary>
        internal static void Connect()
        {
            foreach (PluginImporter importer in PluginImporter.GetAllImporters())
                if (Path.GetFileName(importer.assetPath) == AndroidLibrary) importer.SetIncludeInBuildDelegate(delegate { return included; });
        }

        /// <summary>
        /// Decides whether the game uses the microphone. For iOS and macOS, sets what the player settings leave open: the text with
        /// which the system asks the player, and the audio session with microphone and loudspeaker.
        /// </summary>
        internal static void Prepare(BuildTarget target, string project)
        {
            MicrophoneUse use = BuildSettings.instance.Microphone;
            included = use == MicrophoneUse.Always || use == MicrophoneUse.Automatic && IsUsed(project);
            if (!included) return;
            string text = BuildSettings.instance.MicrophoneUsage;
            if (string.IsNullOrEmpty(text)) text = BuildSettings.DefaultUsage;
            if (target == BuildTarget.StandaloneOSX && string.IsNullOrEmpty(PlayerSettings.macOS.microphoneUsageDescription))
            {
                PlayerSettings.macOS.microphoneUsageDescription = text;
                Tell("Microphone Usage Description", text);
            }
            if (target != BuildTarget.iOS) return;
            if (string.IsNullOrEmpty(PlayerSettings.iOS.microphoneUsageDescription))
            {
                PlayerSettings.iOS.microphoneUsageDescription = text;
                Tell("Microphone Usage Description", text);
            }
            PrepareSession();
        }

        /// <summary>Whether a scene, a prefab, an asset or code of the project uses the microphone component.</summary>
        internal static bool IsUsed(string project)
        {
            BytePattern name = new BytePattern(Encoding.ASCII.GetBytes(Component), false);
            BytePattern guid = new BytePattern(Encoding.ASCII.GetBytes(ScriptGuid), false);
            BytePattern text = new BytePattern(Encoding.ASCII.GetBytes("%YAML"), false);
            foreach (string file in Directory.GetFiles(Path.Combine(project, "Assets"), "*", SearchOption.AllDirectories))
            {
                string kind = Path.GetExtension(file).ToLowerInvariant();
                bool code = kind == ".cs";
                if (!code && kind != ".unity" && kind != ".prefab" && kind != ".asset") continue;
                try
                {
                    byte[] bytes = File.ReadAllBytes(file);
                    if ((code ? name : guid).Find(bytes, 0, bytes.Length) >= 0) return true;
                    // A scene or prefab in Unity's binary format does not tell.
                    if ((kind == ".unity" || kind == ".prefab") && bytes.Length > 0 && text.Find(bytes, 0, Math.Min(bytes.Length, 5)) < 0) return true;
                }
                catch (Exception failure) when (failure is IOException || failure is UnauthorizedAccessException)
                {
                    return true;
                }
            }
            return false;
        }

        /// <summary>
        /// The category PlayAndRecord from the start of the game, with the loudspeaker. Otherwise iOS plays to the ear of a phone while
        /// the microphone is open, and changes the category at the first recording.
        /// </summary>
        private static void PrepareSession()
        {
            UnityEngine.Object[] settings = AssetDatabase.LoadAllAssetsAtPath("ProjectSettings/ProjectSettings.asset");
            if (settings.Length == 0) return;
            SerializedObject all = new SerializedObject(settings[0]);
            foreach (string name in new[] { Prepared, Speakers })
            {
                SerializedProperty one = all.FindProperty(name);
                if (one == null || one.boolValue) continue;
                one.boolValue = true;
                all.ApplyModifiedPropertiesWithoutUndo();
                Tell(name, "on");
            }
        }

        private static void Tell(string setting, string value)
        {
            Debug.Log("Convai Native: the game uses the microphone, so the player setting \"" + setting + "\" is now: " + value);
        }
    }
}
