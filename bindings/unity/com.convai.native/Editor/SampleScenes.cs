using System;
using ConvaiNative.Components;
using UnityEditor;
using UnityEditor.SceneManagement;
using UnityEngine;

namespace ConvaiNative.Editor
{
    /// <summary>The menu Window &gt; Convai Native &gt; Samples: makes the scene of an imported sample, so that the package ships no scene files.</summary>
    internal static class SampleScenes
    {
        private const string Root = "Window/Convai Native/Samples/";

        [MenuItem(Root + "Text Chat", false, 20)]
        internal static void TextChat()
        {
            Make("TextChat", "Text chat");
        }

        [MenuItem(Root + "Voice Chat", false, 21)]
        internal static void VoiceChat()
        {
            Make("VoiceChat", "Voice chat");
        }

        [MenuItem(Root + "Offline Emulator", false, 22)]
        internal static void OfflineEmulator()
        {
            Make("OfflineEmulator", "Offline emulator");
        }

        private static void Make(string sample, string title)
        {
            Type script = Type.GetType("ConvaiNative.Samples." + sample + ", ConvaiNative.Samples." + sample);
            if (script == null)
            {
                EditorUtility.DisplayDialog(title, "Import the sample first: Package Manager > Convai Native > Samples > " + title + ".", "OK", "");
                return;
            }
            if (!EditorSceneManager.SaveCurrentModifiedScenesIfUserWantsTo()) return;
            EditorSceneManager.NewScene(NewSceneSetup.DefaultGameObjects, NewSceneMode.Single);
            GameObject made = new GameObject(title);
            made.AddComponent(script);
            ConvaiNativeCharacter character = made.GetComponent<ConvaiNativeCharacter>();
            if (character != null && EditorEmulator.IsWanted) character.CharacterId = EditorEmulator.Character;
            CreateMenu.Finish(made);
        }
    }
}
