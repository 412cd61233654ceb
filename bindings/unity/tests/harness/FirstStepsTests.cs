using System;
using System.Collections;
using System.IO;
using System.Reflection;
using ConvaiNative.Components;
using ConvaiNative.Editor;
using UnityEditor;
using UnityEngine;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>The menus and the window that lead from an empty scene to a character that talks.</summary>
    internal static class FirstStepsTests
    {
        private static readonly Assembly Package = typeof(CreateMenu).Assembly;

        internal static void List()
        {
            Program.Add("menu: a talking character speaks when Play is pressed, with the emulator that the editor starts", delegate { return EmulatorTests.InProject(Talks); });
            Program.Add("menu: a microphone listens to the player when Play is pressed, and the character answers", delegate { return EmulatorTests.InProject(Listens); });
            Program.Add("menu: objects are children of the context, can be undone, and have names of their own", Placed);
            Program.Add("menu: with a key a new character has no id, and the failure says what to do", NoId);
            Program.Add("window: First Steps opens once in a project, and not on a build machine", OpensOnce);
            Program.Add("window: First Steps starts and stops the emulator, adds objects and begins to play", delegate { return EmulatorTests.InProject(Window); });
            Program.Add("menu: the scene of each sample is made by its entry, and works when Play is pressed", delegate { return EmulatorTests.InProject(Samples); });
            Program.Add("help: the button of each component opens the manual in the package, at a heading that is there", Help);
        }

        private static IEnumerator Talks(string folder)
        {
            StubEngine.EnterEditMode();
            StubMenu.Choose(Package, "GameObject/Convai Native/Talking Character");
            Check.Same("Talking Character", Selection.activeGameObject.name, "the selected object");
            ConvaiNativeCharacter character = Selection.activeGameObject.GetComponent<ConvaiNativeCharacter>();
            Check.Same(1, StubEngine.Objects, "objects in edit mode");
            Play();
            yield return Game.Until(delegate { return character.IsSpeaking; }, "the character speaks");
            Check.That(character.SessionId != null, "a session");
            Check.Same(1f, character.GetComponent<AudioSource>().spatialBlend, "the voice is in 3D");
        }

        private static IEnumerator Listens(string folder)
        {
            StubEngine.EnterEditMode();
            StubMenu.Choose(Package, "GameObject/Convai Native/Microphone");
            ConvaiNativeMicrophone microphone = Selection.activeGameObject.GetComponent<ConvaiNativeMicrophone>();
            Check.Same("Talking Character", microphone.Listener.gameObject.name, "the listener that was made");
            microphone.Listener.FirstLine = "";
            Play();
            Application.MicrophoneAllowed = false;
            yield return Game.Until(delegate { return microphone.IsListening; }, "the microphone is open after the permission");
            Check.Same(ConvaiNativeListening.HandsFree, microphone.Mode, "the mode");
            Check.Same(1, StubPermission.Questions, "questions to the player");
        }

        private static IEnumerator Placed()
        {
            StubEngine.EnterEditMode();
            Undo.StubCreated.Clear();
            GameObject inn = new GameObject("Inn");
            StubMenu.Choose(Package, "GameObject/Convai Native/Talking Character", inn);
            GameObject first = Selection.activeGameObject;
            Check.That(first.transform.parent == inn.transform, "the parent");
            StubMenu.Choose(Package, "GameObject/Convai Native/Talking Character", inn);
            Check.Same("Talking Character (1)", Selection.activeGameObject.name, "the second name");
            StubMenu.Choose(Package, "GameObject/Convai Native/Microphone");
            Check.That(Selection.activeGameObject.GetComponent<ConvaiNativeMicrophone>().Listener.gameObject.name == "Talking Character (1)", "the listener is the selected character");
            Selection.activeGameObject = null;
            StubMenu.Choose(Package, "GameObject/Convai Native/Microphone");
            Check.That(Selection.activeGameObject.GetComponent<ConvaiNativeMicrophone>().Listener.gameObject == first, "else the first one of the scene");
            Check.Same(4, Undo.StubCreated.Count, "steps that can be undone");
            yield return null;
        }

        private static IEnumerator NoId()
        {
            EditorKey.Write("a-key-of-mine");
            StubEngine.EnterEditMode();
            StubMenu.Choose(Package, "GameObject/Convai Native/Talking Character");
            ConvaiNativeCharacter character = Selection.activeGameObject.GetComponent<ConvaiNativeCharacter>();
            Check.Same("", character.CharacterId, "the id");
            string failure = null;
            character.OnFailure.AddListener(delegate (string why) { failure = why; });
            Play();
            yield return Game.Until(delegate { return failure != null; }, "a failure");
            Check.That(failure.Contains("id"), failure);
        }

        private static IEnumerator OpensOnce()
        {
            EditorUserSettings.StubClear();
            EditorWindow.StubOpen.Clear();
            Application.StubIsBatchMode = true;
            FirstSteps.OpenOnce();
            Check.Same(0, EditorWindow.StubOpen.Count, "windows on a build machine");
            Application.StubIsBatchMode = false;
            FirstSteps.OpenOnce();
            Check.Same(1, EditorWindow.StubOpen.Count, "windows after the import");
            EditorWindow.StubOpen.Clear();
            FirstSteps.OpenOnce();
            Check.Same(0, EditorWindow.StubOpen.Count, "windows after the next reload");
            StubMenu.Choose(Package, "Window/Convai Native/First Steps");
            Check.Same("First Steps", EditorWindow.StubOpen[0].titleContent.text, "the window of the menu");
            EditorWindow.StubOpen.Clear();
            yield return null;
        }

        private static IEnumerator Window(string folder)
        {
            StubEngine.EnterEditMode();
            StubMenu.Choose(Package, "Window/Convai Native/First Steps");
            EditorWindow window = EditorWindow.StubOpen[0];
            Press(window, "Start the emulator");
            Check.That(EditorEmulator.Address != null, "it runs");
            Check.That(Draw(window).Contains(EditorEmulator.Address), "its address is shown");
            Press(window, "Show what it receives");
            Check.Same(EditorEmulator.Address + "/_emulator/", Application.StubOpened, "the page");
            Press(window, "Add a talking character");
            Press(window, "Add a microphone");
            Check.That(Draw(window).Contains("The scene has a microphone: Microphone."), "what the scene has");
            Press(window, "Enter an API key");
            Check.Same("Project/Convai Native", SettingsService.StubOpened, "the settings");
            Press(window, "Play");
            Check.That(EditorApplication.StubPlays, "play mode");
            Press(window, "Stop the emulator");
            Check.Same(null, EditorEmulator.Address, "the address");
            File.Delete(EditorEmulator.Program);
            Press(window, "Start the emulator");
            Check.That(Draw(window).Contains("Error: The package has no emulator"), "a failure is shown");
            EditorWindow.StubOpen.Clear();
            yield return null;
        }

        private static IEnumerator Samples(string folder)
        {
            StubEngine.EnterEditMode();
            GameObject mine = new GameObject("Mine");
            UnityEditor.SceneManagement.EditorSceneManager.StubGoesOn = false;
            StubMenu.Choose(Package, "Window/Convai Native/Samples/Text Chat");
            UnityEditor.SceneManagement.EditorSceneManager.StubGoesOn = true;
            Check.That(mine != null, "a scene with changes is kept if the user wants so");
            StubMenu.Choose(Package, "Window/Convai Native/Samples/Text Chat");
            Check.That(mine == null && CreateMenu.InScene<AudioListener>() != null, "a new scene with a listener");
            ConvaiNative.Samples.TextChat chat = Selection.activeGameObject.GetComponent<ConvaiNative.Samples.TextChat>();
            Play();
            chat.Send("What are you afraid of?");
            yield return Game.Until(delegate { return chat.Log.Count == 2; }, "an answer");
            Check.That(chat.Log[1].StartsWith("Character: ") && chat.Log[1].Length > 20, chat.Log[1]);
            StubEngine.EnterEditMode();
            StubMenu.Choose(Package, "Window/Convai Native/Samples/Voice Chat");
            Check.That(Selection.activeGameObject.GetComponent<ConvaiNativeMicrophone>() != null && Selection.activeGameObject.GetComponent<AudioSource>() != null, "the components of the voice chat");
            Check.Same(EditorEmulator.Character, Selection.activeGameObject.GetComponent<ConvaiNativeCharacter>().CharacterId, "its character");
            StubMenu.Choose(Package, "Window/Convai Native/Samples/Offline Emulator");
            Check.Same("Offline emulator", Selection.activeGameObject.name, "its object");
        }

        private static IEnumerator Help()
        {
            string manual = Path.Combine(Environment.GetEnvironmentVariable("CONVAI_UNITY_PACKAGE"), "Documentation~", "com.convai.native.md");
            string text = File.ReadAllText(manual);
            foreach (Type type in typeof(ConvaiNativeCharacter).Assembly.GetTypes())
            {
                if (!type.IsPublic || type.IsAbstract || !(typeof(MonoBehaviour).IsAssignableFrom(type) || typeof(ScriptableObject).IsAssignableFrom(type))) continue;
                HelpURLAttribute help = (HelpURLAttribute)Attribute.GetCustomAttribute(type, typeof(HelpURLAttribute));
                Check.That(help != null, type.Name + " has no help");
                string[] parts = help.URL.Split('#');
                Check.That(parts[0].StartsWith("file:///") && parts[0].EndsWith("/Packages/com.convai.native/Documentation~/com.convai.native.md"), help.URL);
                Check.That(text.IndexOf("\n## " + parts[1].Replace('-', ' ') + "\n", StringComparison.OrdinalIgnoreCase) >= 0, "the manual has no heading " + parts[1]);
            }
            yield return null;
        }

        /// <summary>Presses Play: what is not serialized is lost, and the objects of the scene wake up.</summary>
        internal static void Play()
        {
            StubEngine.EnterPlayMode(Program.Package);
            StubEngine.LoadSavedScene();
        }

        private static void Press(EditorWindow window, string button)
        {
            StubGui.Pressed.Add(button);
            Check.That(Draw(window).Contains(button), "the window has no button " + button);
            StubGui.Pressed.Clear();
        }

        private static string Draw(EditorWindow window)
        {
            StubGui.Drawn.Clear();
            window.StubDraw();
            return string.Join("\n", StubGui.Drawn.ToArray());
        }
    }
}
