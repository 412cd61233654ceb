using System;
using ConvaiNative.Components;
using UnityEditor;
using UnityEngine;

namespace ConvaiNative.Editor
{
    /// <summary>The window Window &gt; Convai Native &gt; First Steps: from an empty scene to a character that talks. It opens once in each project.</summary>
    [InitializeOnLoad]
    internal sealed class FirstSteps : EditorWindow
    {
        private const string ShownSetting = "ConvaiNative.FirstSteps.Shown";

        private string problem;

        static FirstSteps()
        {
            EditorApplication.delayCall += OpenOnce;
        }

        [MenuItem("Window/Convai Native/First Steps", false, 1)]
        internal static void Open()
        {
            GetWindow<FirstSteps>(false, "First Steps", true);
        }

        /// <summary>Opens the window after the import of the package. A build machine has no windows.</summary>
        internal static void OpenOnce()
        {
            if (Application.isBatchMode || EditorUserSettings.GetConfigValue(ShownSetting) == "yes") return;
            EditorUserSettings.SetConfigValue(ShownSetting, "yes");
            Open();
        }

        private void OnGUI()
        {
            DrawConnection();
            EditorGUILayout.Space();
            DrawObjects();
            EditorGUILayout.Space();
            DrawPlay();
        }

        private void DrawConnection()
        {
            EditorGUILayout.HelpBox(Connection(), MessageType.Info);
            EmulatorUse use = EditorEmulator.Use;
            EmulatorUse chosen = (EmulatorUse)EditorGUILayout.EnumPopup("Use the emulator", use);
            if (chosen != use) EditorEmulator.Use = chosen;
            string address = EditorEmulator.Address;
            if (address == null && GUILayout.Button("Start the emulator")) Try(delegate { EditorEmulator.Start(); });
            if (address != null && GUILayout.Button("Stop the emulator")) EditorEmulator.Stop();
            if (address != null && GUILayout.Button("Show what it receives")) Application.OpenURL(address + "/_emulator/");
            if (GUILayout.Button("Enter an API key")) SettingsService.OpenProjectSettings("Project/Convai Native");
            if (problem != null) EditorGUILayout.HelpBox(problem, MessageType.Error);
        }

        private static string Connection()
        {
            string address = EditorEmulator.Address;
            if (EditorEmulator.IsWanted)
                return address == null
                    ? "Play mode talks to the emulator of the service, which runs on this computer and needs no account. It starts by itself."
                    : "Play mode talks to the emulator of the service at " + address + ".";
            string key = EditorKey.Source();
            return key == null
                ? "There is no API key, and the emulator is not used. Enter a key, or let the emulator be used."
                : "Play mode talks to the service with the API key from " + key + ", or to the server that the settings name.";
        }

        private static void DrawObjects()
        {
            Row<ConvaiNativeCharacter>("a talking character", "Add a talking character", CreateMenu.TalkingCharacter);
            Row<ConvaiNativeMicrophone>("a microphone", "Add a microphone", CreateMenu.Microphone);
            Row<ConvaiNativeChatPanel>("a chat panel", "Add a chat panel", CreateMenu.ChatPanel);
            if (CreateMenu.InScene<AudioListener>() == null) EditorGUILayout.HelpBox("The scene has no Audio Listener, so nothing is heard. Add one to the camera.", MessageType.Warning);
        }

        private static void Row<T>(string what, string button, Action<MenuCommand> add) where T : Component
        {
            T found = CreateMenu.InScene<T>();
            EditorGUILayout.LabelField(found == null ? "The scene has not " + what + "." : "The scene has " + what + ": " + found.name + ".");
            if (GUILayout.Button(button)) add(new MenuCommand(null));
        }

        private static void DrawPlay()
        {
            using (new EditorGUI.DisabledScope(Application.isPlaying || CreateMenu.InScene<ConvaiNativeCharacter>() == null))
                if (GUILayout.Button("Play")) EditorApplication.EnterPlaymode();
            if (GUILayout.Button("Read the manual")) Application.OpenURL(ConvaiNativeHelpAttribute.Address(""));
        }

        private void Try(Action action)
        {
            problem = null;
            try
            {
                action();
            }
            catch (InvalidOperationException refused)
            {
                problem = refused.Message;
            }
        }
    }
}
