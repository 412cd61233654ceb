using System.Collections;
using ConvaiNative.Components;
using ConvaiNative.Editor;
using UnityEditor;
using UnityEngine;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>The settings page and the property drawer, with stubs of the controls.</summary>
    internal static class EditorTests
    {
        internal static void List()
        {
            Program.Add("editor: the key that is entered is stored, and play mode uses it", Key);
            Program.Add("editor: each project has its own key, in a file that only the developer can read", KeyFiles);
            Program.Add("editor: the check of a character asks the server of the settings in the scene, else of the only asset", CheckWithSettings);
            Program.Add("editor: the settings page checks the connection without blocking", SettingsPage);
            Program.Add("editor: the drawer looks a character up, and warns of a key in its field", Drawer);
            Program.Add("editor: a missing native library is reported for each target", Plugins);
        }

        private static IEnumerator Key()
        {
            SettingsProvider page = ConvaiNativeSettingsProvider.Create();
            page.OnGUI("");
            Check.That(StubGui.Drawn.Exists(delegate (string line) { return line.StartsWith("Warning: There is no API key"); }), string.Join("\n", StubGui.Drawn.ToArray()));
            StubGui.Typed = "a-key-of-mine";
            page.OnGUI("");
            Check.Same("a-key-of-mine", ConvaiNativeKey.Find(), "the key of play mode");
            StubGui.Typed = "";
            page.OnGUI("");
            Check.Same(null, ConvaiNativeKey.Find(), "the key after its removal");
            yield return null;
        }

        private static void KeyFiles()
        {
            string before = Application.dataPath;
            try
            {
                Application.dataPath = "/projects/one/Assets";
                EditorKey.Write(" the-key-of-project-one ");
                string file = EditorKey.File;
                Application.dataPath = "/projects/two/Assets";
                Check.Same("", EditorKey.Read(), "the key of another project");
                EditorKey.Write("the-key-of-project-two");
                Application.dataPath = "/projects/one/Assets";
                Check.Same("the-key-of-project-one", EditorKey.Read(), "the key of the project");
                System.Diagnostics.Process list = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("ls", "-l \"" + file + "\"") { UseShellExecute = false, RedirectStandardOutput = true });
                string mode = list.StandardOutput.ReadToEnd();
                Check.That(mode.StartsWith("-rw-------", System.StringComparison.Ordinal), mode);
                Check.That(EditorKey.Source().Contains(file), EditorKey.Source());
                EditorKey.Write("");
                Check.That(!System.IO.File.Exists(file) && EditorKey.Read() == "", "the file after its removal");
                Application.dataPath = "/projects/two/Assets";
                EditorKey.Write("");
            }
            finally
            {
                Application.dataPath = before;
            }
        }

        private static IEnumerator CheckWithSettings()
        {
            EditorKey.Write(Emulator.Key);
            ConvaiNativeSettings nowhere = ScriptableObject.CreateInstance<ConvaiNativeSettings>();
            nowhere.BaseUrl = "http://127.0.0.1:9";
            AssetDatabase.StubAssets["Assets/One.asset"] = nowhere;
            yield return Note("settings-asset", "Connect");
            AssetDatabase.StubAssets["Assets/Two.asset"] = ScriptableObject.CreateInstance<ConvaiNativeSettings>();
            // With two assets it is not known which one the game uses.
            yield return Note("two-assets", "no character has this id");
            ConvaiNativeBehaviour component = new GameObject("Scene").AddComponent<ConvaiNativeBehaviour>();
            typeof(ConvaiNativeBehaviour).GetField("settings", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic).SetValue(component, nowhere);
            yield return Note("scene", "Connect");
        }

        private static IEnumerator Note(string id, string wanted)
        {
            CharacterIdDrawer.Begin(id);
            yield return Game.Until(delegate
            {
                StubEditor.Update();
                return CharacterIdDrawer.Note(id) != "Checking...";
            }, "the result of " + id);
            Check.That(CharacterIdDrawer.Note(id).Contains(wanted), CharacterIdDrawer.Note(id));
        }

        private static IEnumerator SettingsPage()
        {
            EditorKey.Write(Emulator.Key);
            SettingsProvider page = ConvaiNativeSettingsProvider.Create();
            StubGui.Pressed.Add("Check the connection");
            page.OnGUI("");
            StubGui.Pressed.Clear();
            yield return Game.Until(delegate
            {
                StubEditor.Update();
                StubGui.Drawn.Clear();
                page.OnGUI("");
                return StubGui.Drawn.Exists(delegate (string line) { return line.Contains("accepts the API key"); });
            }, "a good connection");
            Check.That(EditorApplication.update == null, "it still updates");
            StubGui.Pressed.Add("Check the connection");
            page.OnGUI("");
            page.OnDeactivate();
            StubEditor.Update();
        }

        private static IEnumerator Drawer()
        {
            EditorKey.Write("a-secret-key-of-mine");
            CharacterIdDrawer drawer = new CharacterIdDrawer();
            SerializedProperty field = new SerializedProperty(SerializedPropertyType.String);
            Rect place = new Rect(0, 0, 400, 40);
            float low = drawer.GetPropertyHeight(field, new GUIContent("Id"));
            StubGui.Typed = " " + Game.Pell + " ";
            drawer.OnGUI(place, field, new GUIContent("Id"));
            StubGui.Typed = null;
            Check.Same(Game.Pell, field.stringValue, "the id");
            StubGui.Pressed.Add("Check");
            drawer.OnGUI(place, field, new GUIContent("Id"));
            StubGui.Pressed.Clear();
            yield return Game.Until(delegate
            {
                StubEditor.Update();
                string note = CharacterIdDrawer.Note(Game.Pell);
                return note != null && note.StartsWith("Pell the Lamplighter, voice ");
            }, "the character's name");
            Check.That(drawer.GetPropertyHeight(field, new GUIContent("Id")) > low, "the drawer is taller with a note");
            Check.That(EditorApplication.update == null, "it still updates");
            Check.That(CharacterIdDrawer.Note("a-secret-key-of-mine").Contains("API key"), "a key in the field");
            drawer.OnGUI(place, new SerializedProperty(SerializedPropertyType.Integer), new GUIContent("Number"));
            Check.That(StubGui.Drawn.Contains("[CharacterId] works only on fields of type string."), "another kind of field");
        }

        private static IEnumerator Plugins()
        {
            PluginImporter.Plugins.Clear();
            Check.That(PluginCheck.Missing(BuildTarget.Android).Contains("Android"), "missing");
            PluginImporter.Plugins[BuildTarget.Android] = "Packages/com.convai.native/Plugins/android-arm64/libconvai.so";
            PluginImporter.Plugins[BuildTarget.StandaloneWindows64] = "Assets/Plugins/convai.dll";
            Check.Same(null, PluginCheck.Missing(BuildTarget.Android), "Android");
            Check.Same(null, PluginCheck.Missing(BuildTarget.StandaloneWindows64), "Windows");
            Check.That(PluginCheck.Missing(BuildTarget.iOS) != null, "iOS has none");
            Check.That(PluginCheck.Missing(BuildTarget.WebGL).Contains("web page"), "web");
            PluginImporter.Plugins.Clear();
            yield return null;
        }
    }
}
