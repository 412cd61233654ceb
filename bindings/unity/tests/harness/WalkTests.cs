using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Text.RegularExpressions;
using ConvaiNative.Components;
using ConvaiNative.Editor;
using UnityEditor;
using UnityEngine;
using UnityEngine.UIElements;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>The first steps of the README, from the import to a talking character, one after the other in one project.</summary>
    internal static class WalkTests
    {
        /// <summary>The steps, by the words with which they begin.</summary>
        private static readonly Dictionary<string, Func<IEnumerator>> Steps = new Dictionary<string, Func<IEnumerator>>
        {
            { "Import the package.", Import },
            { "Press \"Add a talking character\"", delegate { return Add("Add a talking character"); } },
            { "Press Play.", Talks },
            { "Press \"Add a chat panel\"", delegate { return Add("Add a chat panel"); } },
            { "Press Play and type", Types },
            { "Press \"Add a microphone\"", delegate { return Add("Add a microphone"); } },
            { "Press Play and speak.", Speaks },
            { "Add a Convai Native Mouth", AddMouth },
            { "Enter your API key", Key },
            { "Choose your character", Choose }
        };

        private static string step;

        internal static void List()
        {
            Program.Add("walk: the first steps of the README lead from the import to a talking character", delegate { return EmulatorTests.InProject(Walk); });
        }

        private static IEnumerator Walk(string folder)
        {
            string readme = File.ReadAllText(Path.Combine(Environment.GetEnvironmentVariable("CONVAI_UNITY_PACKAGE"), "README.md"));
            MatchCollection written = Regex.Matches(readme, @"^(\d+)\. \*\*(.+?)\*\*(.*?)(?=^\d+\. |^\S)", RegexOptions.Multiline | RegexOptions.Singleline);
            Check.That(written.Count == Steps.Count && written.Count <= 10, written.Count + " steps in the README, " + Steps.Count + " in the test");
            StubEngine.EnterEditMode();
            EditorWindow.StubOpen.Clear();
            AssetDatabase.StubAssets.Clear();
            Selection.activeGameObject = null;
            int number = 0;
            foreach (Match each in written)
            {
                Check.Same((++number).ToString(), each.Groups[1].Value, "the number of the step");
                Check.That(Steps.ContainsKey(each.Groups[2].Value), "no test for the step " + each.Groups[2].Value);
                step = each.Groups[3].Value;
                yield return Steps[each.Groups[2].Value]();
            }
            EditorWindow.StubOpen.Clear();
            AssetDatabase.StubAssets.Clear();
        }

        private static IEnumerator Import()
        {
            FirstSteps.OpenOnce();
            Check.Same("First Steps", EditorWindow.StubOpen[0].titleContent.text, "the window");
            Check.That(step.Contains("`" + EditorEmulator.Use + "`"), "Use the emulator is " + EditorEmulator.Use);
            yield return null;
        }

        /// <summary>Presses a button of the window, and compares the new object with the fields of the README.</summary>
        private static IEnumerator Add(string button)
        {
            StubGui.Pressed.Add(button);
            EditorWindow.StubOpen[0].StubDraw();
            StubGui.Pressed.Clear();
            GameObject made = Selection.activeGameObject;
            int compared = 0;
            foreach (Match line in Regex.Matches(step, @"^   - (.+?): ((?:.+\n?)(?:^     .+\n?)*)", RegexOptions.Multiline))
                foreach (Match field in Regex.Matches(line.Groups[2].Value, @"([A-Z][A-Za-z ]*?) `([^`]*)`"))
                {
                    Component component = Array.Find(made.StubComponents, delegate (Component each) { return each.GetType().Name == line.Groups[1].Value.Replace(" ", ""); });
                    Check.That(component != null, made.name + " has no " + line.Groups[1].Value);
                    Check.Same(field.Groups[2].Value, Shown(component, field.Groups[1].Value), line.Groups[1].Value + ", " + field.Groups[1].Value);
                    compared++;
                }
            Check.That(compared > 1, compared + " fields");
            yield return null;
        }

        /// <summary>What the inspector shows of a field: its value, or the name of an object.</summary>
        private static string Shown(Component component, string label)
        {
            string field = char.ToLowerInvariant(label[0]) + label.Substring(1).Replace(" ", "");
            FieldInfo found = component.GetType().GetField(field, BindingFlags.Instance | BindingFlags.NonPublic);
            object value = found != null && found.IsDefined(typeof(SerializeField), false) ? found.GetValue(component) : component.GetType().GetProperty(field).GetValue(component, null);
            PanelSettings settings = value as PanelSettings;
            if (settings != null) return new List<string>(AssetDatabase.StubAssets.Keys).Find(delegate (string path) { return AssetDatabase.StubAssets[path] == settings; }).Replace("Assets/Convai Native/", "").Replace(".asset", "");
            Component other = value as Component;
            return other != null ? other.gameObject.name : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture);
        }

        private static IEnumerator Talks()
        {
            ConvaiNativeCharacter character = CreateMenu.InScene<ConvaiNativeCharacter>();
            FirstStepsTests.Play();
            yield return Game.Until(delegate { return character.IsSpeaking; }, "the character speaks");
            Check.That(Debug.Infos.Exists(delegate (string line) { return line.Contains(EditorEmulator.Address); }), "the console shows the address");
            yield return Stop();
        }

        private static IEnumerator Types()
        {
            ConvaiNativeChatPanel panel = CreateMenu.InScene<ConvaiNativeChatPanel>();
            FirstStepsTests.Play();
            TextField entry = panel.GetComponent<UIDocument>().rootVisualElement.StubAll<TextField>()[0];
            entry.value = "What are you afraid of?";
            entry.StubSend(new KeyDownEvent { StubKey = KeyCode.Return });
            Check.That(step.Contains(panel.Lines[0].Substring("You: ".Length)), panel.Lines[0]);
            yield return Game.Until(delegate { return panel.Lines.Count == 3; }, "both answers");
            yield return Stop();
        }

        private static IEnumerator Speaks()
        {
            ConvaiNativeMicrophone microphone = CreateMenu.InScene<ConvaiNativeMicrophone>();
            Application.MicrophoneAllowed = false;
            FirstStepsTests.Play();
            yield return Game.Until(delegate { return microphone.IsListening; }, "the microphone is open");
            // What the player says: the detector of speech has tests of its own.
            yield return Game.Until(delegate { return !microphone.Listener.IsThinking && !microphone.Listener.IsSpeaking; }, "the end of the first line");
            microphone.Mode = ConvaiNativeListening.PushToTalk;
            microphone.StopListening();
            microphone.StartRecording();
            yield return Game.Frames(5);
            StubMicrophone.Hear(new float[16000]);
            ConvaiNativeOperation<ConvaiNativeReply> turn = microphone.StopAndSay();
            yield return turn;
            Check.That(turn.Succeeded, "" + turn.Error);
            yield return Stop();
        }

        private static IEnumerator AddMouth()
        {
            GameObject face = new GameObject("Face");
            ConvaiNativeCharacter character = CreateMenu.InScene<ConvaiNativeCharacter>();
            face.transform.SetParent(character.transform, false);
            face.AddComponent<SkinnedMeshRenderer>().sharedMesh = new Mesh();
            face.GetComponent<SkinnedMeshRenderer>().sharedMesh.StubShapes.Add("jawOpen");
            face.AddComponent<ConvaiNativeMouth>().BlendShape = "jawOpen";
            FirstStepsTests.Play();
            yield return Game.Until(delegate
            {
                StubAudio.Step();
                return face.GetComponent<SkinnedMeshRenderer>().GetBlendShapeWeight(0) > 0;
            }, "the mouth opens");
            yield return Stop();
        }

        private static IEnumerator Key()
        {
            EditorKey.Write(Emulator.Key);
            Check.That(!EditorEmulator.IsWanted, "play mode talks to the service");
            // The tests have no account: their own emulator stands for the service.
            Environment.SetEnvironmentVariable("CONVAI_BASE_URL", Program.Emulator.Address);
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
        }

        private static IEnumerator Choose()
        {
            ConvaiNativeCharacter character = CreateMenu.InScene<ConvaiNativeCharacter>();
            Selection.activeGameObject = character.gameObject;
            yield return AccountTests.ChooseNew(delegate (string made) { Check.Same(made, character.CharacterId, "the id"); });
        }

        private static IEnumerator Stop()
        {
            StubEditor.PlayMode(PlayModeStateChange.ExitingPlayMode);
            StubEngine.LeavePlayMode();
            yield return null;
        }
    }
}
