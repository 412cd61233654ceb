using ConvaiNative.Components;
using UnityEditor;
using UnityEngine;
using UnityEngine.SceneManagement;
using UnityEngine.UIElements;

namespace ConvaiNative.Editor
{
    /// <summary>The entries of the menu GameObject &gt; Convai Native. Each makes an object that works when Play is pressed.</summary>
    internal static class CreateMenu
    {
        internal const string Root = "GameObject/Convai Native/";

        /// <summary>The line that a new character answers when the game starts.</summary>
        private const string FirstLine = "Good evening. What is your name?";

        [MenuItem(Root + "Talking Character", false, 10)]
        internal static void TalkingCharacter(MenuCommand command)
        {
            Finish(NewCharacter(command).gameObject);
        }

        [MenuItem(Root + "Microphone", false, 11)]
        internal static void Microphone(MenuCommand command)
        {
            ConvaiNativeCharacter listener = SelectedOrNewCharacter(command);
            ConvaiNativeMicrophone microphone = New("Microphone", command).AddComponent<ConvaiNativeMicrophone>();
            microphone.Listener = listener;
            microphone.Mode = ConvaiNativeListening.HandsFree;
            microphone.ListenOnStart = true;
            Finish(microphone.gameObject);
        }

        [MenuItem(Root + "Chat Panel (UI Toolkit)", false, 12)]
        internal static void ChatPanel(MenuCommand command)
        {
            ConvaiNativeCharacter character = SelectedOrNewCharacter(command);
            GameObject made = New("Chat Panel", new MenuCommand(null));
            made.AddComponent<UIDocument>().panelSettings = ChatPanelAssets.Settings();
            ConvaiNativeChatPanel panel = made.AddComponent<ConvaiNativeChatPanel>();
            panel.Character = character;
            panel.Microphone = InScene<ConvaiNativeMicrophone>();
            Finish(made);
        }

        /// <summary>The character of the context or the selection, else the first one of the scene, else a new one.</summary>
        internal static ConvaiNativeCharacter SelectedOrNewCharacter(MenuCommand command)
        {
            ConvaiNativeCharacter found = Of(command.context as GameObject) ?? Of(Selection.activeGameObject) ?? InScene<ConvaiNativeCharacter>();
            if (found != null) return found;
            found = NewCharacter(new MenuCommand(null));
            Undo.RegisterCreatedObjectUndo(found.gameObject, "Create " + found.name);
            return found;
        }

        /// <summary>The first component of a kind in the active scene, or null.</summary>
        internal static T InScene<T>() where T : Component
        {
            foreach (GameObject root in SceneManager.GetActiveScene().GetRootGameObjects())
            {
                T found = root.GetComponentInChildren<T>(true);
                if (found != null) return found;
            }
            return null;
        }

        internal static GameObject New(string name, MenuCommand command)
        {
            GameObject made = new GameObject(name);
            GameObjectUtility.SetParentAndAlign(made, command.context as GameObject);
            GameObjectUtility.EnsureUniqueNameForSibling(made);
            return made;
        }

        internal static void Finish(GameObject made)
        {
            Undo.RegisterCreatedObjectUndo(made, "Create " + made.name);
            Selection.activeGameObject = made;
        }

        private static ConvaiNativeCharacter NewCharacter(MenuCommand command)
        {
            GameObject made = New("Talking Character", command);
            AudioSource source = made.AddComponent<AudioSource>();
            source.playOnAwake = false;
            // The voice comes from the place of the object.
            source.spatialBlend = 1;
            made.AddComponent<ConvaiNativeVoice>();
            ConvaiNativeCharacter character = made.AddComponent<ConvaiNativeCharacter>();
            character.VoiceSource = source;
            character.FirstLine = FirstLine;
            if (EditorEmulator.IsWanted) character.CharacterId = EditorEmulator.Character;
            return character;
        }

        /// <summary>Null and not a destroyed object, so that ?? works.</summary>
        private static ConvaiNativeCharacter Of(GameObject selected)
        {
            ConvaiNativeCharacter found = selected == null ? null : selected.GetComponent<ConvaiNativeCharacter>();
            return found == null ? null : found;
        }
    }
}
