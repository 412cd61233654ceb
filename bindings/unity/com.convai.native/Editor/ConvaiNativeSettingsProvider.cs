using ConvaiNative.Components;
using UnityEditor;
using UnityEngine;

namespace ConvaiNative.Editor
{
    /// <summary>The page Project Settings &gt; Convai Native: the developer's API key, the native library and a connection check.</summary>
    internal sealed class ConvaiNativeSettingsProvider : SettingsProvider
    {
        private ConnectionCheck check;
        private ConvaiNativeSettings settings;
        private string characterId = "";

        private ConvaiNativeSettingsProvider() : base("Project/Convai Native", SettingsScope.Project)
        {
            keywords = new[] { "convai", "api key", "character" };
        }

        [SettingsProvider]
        public static SettingsProvider Create()
        {
            return new ConvaiNativeSettingsProvider();
        }

        public override void OnGUI(string search)
        {
            DrawKey();
            EditorGUILayout.Space();
            DrawPlugin();
            EditorGUILayout.Space();
            DrawBuild();
            EditorGUILayout.Space();
            DrawCheck();
        }

        public override void OnDeactivate()
        {
            EditorApplication.update -= Step;
            if (check != null) check.Dispose();
            check = null;
        }

        private static void DrawKey()
        {
            EditorGUI.BeginChangeCheck();
            string key = EditorGUILayout.PasswordField("API key", EditorKey.Read());
            if (EditorGUI.EndChangeCheck()) EditorKey.Write(key);
            string source = EditorKey.Source();
            EditorGUILayout.HelpBox(source == null
                ? "There is no API key. Paste the key of your Convai account, or set the environment variable CONVAI_API_KEY before the editor starts."
                : "This editor uses the API key from " + source + ". The key is not part of the project or of builds.",
                source == null ? MessageType.Warning : MessageType.Info);
        }

        private static void DrawPlugin()
        {
            string missing = PluginCheck.Missing(EditorUserBuildSettings.activeBuildTarget);
            EditorGUILayout.HelpBox(missing ?? "The native library for " + EditorUserBuildSettings.activeBuildTarget + " is installed.",
                missing == null ? MessageType.Info : MessageType.Warning);
        }

        private static void DrawBuild()
        {
            BuildSettings build = BuildSettings.instance;
            EditorGUI.BeginChangeCheck();
            bool library = EditorGUILayout.Toggle("Allow a missing library", build.AllowMissingLibrary);
            bool keys = EditorGUILayout.Toggle("Only warn of API keys", build.KeysOnlyWarn);
            string ignored = EditorGUILayout.TextField("Files without keys", string.Join("; ", build.IgnoredFiles.ToArray()));
            MicrophoneUse use = (MicrophoneUse)EditorGUILayout.EnumPopup("Builds use the microphone", build.Microphone);
            string usage = EditorGUILayout.TextField("Question for the microphone", build.MicrophoneUsage);
            if (!EditorGUI.EndChangeCheck()) return;
            build.AllowMissingLibrary = library;
            build.KeysOnlyWarn = keys;
            build.IgnoredFiles.Clear();
            foreach (string each in ignored.Split(';'))
                if (each.Trim().Length > 0) build.IgnoredFiles.Add(each.Trim());
            build.Microphone = use;
            build.MicrophoneUsage = usage;
            build.Store();
        }

        private void DrawCheck()
        {
            settings = (ConvaiNativeSettings)EditorGUILayout.ObjectField("Settings", settings, typeof(ConvaiNativeSettings), false);
            characterId = EditorGUILayout.TextField("Character id (optional)", characterId);
            using (new EditorGUI.DisabledScope(check != null && !check.IsDone))
                if (GUILayout.Button("Check the connection")) Begin();
            if (check == null) return;
            if (check.IsDone) EditorGUILayout.HelpBox(check.Message, check.Good ? MessageType.Info : MessageType.Error);
            else EditorGUILayout.HelpBox("Checking...", MessageType.None);
        }

        private void Begin()
        {
            if (check != null) check.Dispose();
            check = new ConnectionCheck(ProjectSettingsFinder.Options(settings != null ? settings : ProjectSettingsFinder.Find()), characterId);
            EditorApplication.update -= Step;
            EditorApplication.update += Step;
        }

        private void Step()
        {
            if (!check.Step()) return;
            EditorApplication.update -= Step;
            Repaint();
        }
    }
}
