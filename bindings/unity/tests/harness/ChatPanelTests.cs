using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using ConvaiNative.Components;
using ConvaiNative.Editor;
using UnityEditor;
using UnityEngine;
using UnityEngine.UIElements;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>The chat panel, from the menu to what the player reads.</summary>
    internal static class ChatPanelTests
    {
        internal static void List()
        {
            Program.Add("chat: a panel from the menu talks with the character when Play is pressed", delegate { return EmulatorTests.InProject(Menu); });
            Program.Add("chat: Enter and Send say the line, and other keys do not", Keys);
            Program.Add("chat: a streamed answer grows, and a failure and an interruption leave no half line", Grows);
            Program.Add("chat: Speak records, sends, and shows what was understood; the meter shows the level", Speaks);
            Program.Add("chat: hands-free, the button opens and closes the microphone", HandsFree);
            Program.Add("chat: the player chooses the microphone", Devices);
            Program.Add("chat: old lines are removed, and a disabled panel listens to nothing", Ends);
        }

        private static IEnumerator Menu(string folder)
        {
            StubEngine.EnterEditMode();
            AssetDatabase.StubAssets.Clear();
            StubMenu.Choose(typeof(CreateMenu).Assembly, "GameObject/Convai Native/Chat Panel (UI Toolkit)");
            ConvaiNativeChatPanel panel = Selection.activeGameObject.GetComponent<ConvaiNativeChatPanel>();
            PanelSettings settings = panel.GetComponent<UIDocument>().panelSettings;
            Check.That(settings != null && settings.themeStyleSheet != null, "the panel has settings with a theme");
            Check.That(File.Exists(Path.Combine(folder, "Assets/UI Toolkit/UnityThemes/UnityDefaultRuntimeTheme.tss")), "the theme is where the editor keeps its own");
            StubMenu.Choose(typeof(CreateMenu).Assembly, "GameObject/Convai Native/Chat Panel (UI Toolkit)");
            Check.That(Selection.activeGameObject.GetComponent<UIDocument>().panelSettings == settings, "a second panel has the same settings");
            UnityEngine.Object.DestroyImmediate(Selection.activeGameObject);
            panel.Character.FirstLine = "";
            FirstStepsTests.Play();
            Type(panel, "What are you afraid of?");
            Press(panel, "Send");
            yield return Game.Until(delegate { return panel.Lines.Count == 2; }, "an answer");
            Check.Same("You: What are you afraid of?", panel.Lines[0], "the player's line");
            Check.That(panel.Lines[1].StartsWith("Talking Character: ") && panel.Lines[1].Length > 30, panel.Lines[1]);
            AssetDatabase.StubAssets.Clear();
        }

        private static IEnumerator Keys()
        {
            ConvaiNativeChatPanel panel = Make(false);
            Type(panel, "Hello");
            Root(panel).StubAll<TextField>()[0].StubSend(new KeyDownEvent { StubKey = KeyCode.A });
            Check.Same(0, panel.Lines.Count, "lines after another key");
            Root(panel).StubAll<TextField>()[0].StubSend(new KeyDownEvent { StubKey = KeyCode.Return });
            Check.Same("You: Hello", panel.Lines[0], "the line");
            Check.Same("", Root(panel).StubAll<TextField>()[0].value, "the field");
            Press(panel, "Send");
            Check.Same(1, panel.Lines.Count, "lines after an empty one");
            yield return Game.Frames(1);
            Check.That(Shown(panel, "Pell is thinking..."), "the status");
            yield return Game.Until(delegate { return panel.Lines.Count == 2 && !panel.Character.IsThinking; }, "an answer");
            Check.That(Root(panel).StubAll<ScrollView>()[0].StubShown == Root(panel).StubAll<ScrollView>()[0].StubAll<Label>()[1], "the newest line is shown");
        }

        private static IEnumerator Grows()
        {
            ConvaiNativeChatPanel panel = Make(false);
            panel.Character.Stream = true;
            List<string> grown = new List<string>();
            panel.Character.OnPiece.AddListener(delegate { grown.Add(panel.Lines[1]); });
            panel.Send("What are you afraid of?");
            yield return Game.Until(delegate { return panel.Lines.Count == 2 && !panel.Character.IsThinking; }, "an answer");
            Check.That(grown.Count > 1 && panel.Lines[1].StartsWith(grown[0]) && grown[0].Length < panel.Lines[1].Length, string.Join(" | ", grown.ToArray()));
            Program.Emulator.Fault("{\"status\":500}");
            panel.Send("And?");
            yield return Game.Until(delegate { return panel.Lines.Count == 4; }, "a failure");
            Check.That(panel.Lines[3].StartsWith("(No answer): "), panel.Lines[3]);
            Program.Emulator.Fault("{\"hang\":true}");
            panel.Send("Hello?");
            Press(panel, "Interrupt");
            yield return Game.Until(delegate { return !panel.Character.IsThinking; }, "the end");
            Check.Same(5, panel.Lines.Count, "lines after the interruption");
        }

        private static IEnumerator Speaks()
        {
            ConvaiNativeChatPanel panel = Make(true);
            Press(panel, "Speak");
            yield return Game.Until(delegate { return panel.Microphone.IsRecording; }, "the recording");
            yield return Game.Frames(5);
            float[] loud = new float[16000];
            for (int index = 0; index < loud.Length; index++) loud[index] = 0.5f * (float)Math.Sin(index * 0.2);
            StubMicrophone.Hear(loud);
            // The panel may update before the microphone.
            yield return Game.Frames(2);
            VisualElement meter = Root(panel).StubAll<VisualElement>().Find(delegate (VisualElement each) { return each.name == "convai-native-level"; });
            Check.That(meter.style.width.value.value > 40 && meter.style.width.value.unit == LengthUnit.Percent, "the meter shows " + meter.style.width.value.value);
            Check.That(Shown(panel, "Listening..."), "the status");
            Press(panel, "Send recording");
            yield return Game.Until(delegate { return panel.Lines.Count == 2; }, "an answer");
            Check.That(panel.Lines[0].StartsWith("You: ") && panel.Lines[0].Length > 5, panel.Lines[0]);
            yield return Game.Frames(1);
            Check.Same(0f, meter.style.width.value.value, "the meter of a closed microphone");
        }

        private static IEnumerator HandsFree()
        {
            ConvaiNativeChatPanel panel = Make(true);
            panel.Microphone.Mode = ConvaiNativeListening.HandsFree;
            yield return Game.Frames(1);
            Press(panel, "Listen");
            Check.That(panel.Microphone.IsListening, "open");
            yield return Game.Frames(1);
            Press(panel, "Stop listening");
            Check.That(!panel.Microphone.IsListening, "closed");
        }

        private static IEnumerator Devices()
        {
            StubMicrophone.Devices.Add("Headset");
            ConvaiNativeChatPanel panel = Make(true);
            foreach (string wanted in new[] { "default", "Desk microphone", "Headset", "default" })
            {
                Check.Same(wanted == "default" ? "" : wanted, panel.Microphone.Device, "the device");
                Press(panel, "Microphone: " + wanted);
            }
            panel.Microphone.StartListening();
            Press(panel, "Microphone: Desk microphone");
            Check.That(panel.Microphone.IsListening && panel.Microphone.Device == "Headset", "an open microphone changes at once");
            yield return null;
        }

        private static IEnumerator Ends()
        {
            ConvaiNativeChatPanel panel = Make(false);
            for (int line = 0; line < 60; line++) panel.Character.OnFailure.Invoke("line " + line);
            Check.Same(50, panel.Lines.Count, "lines");
            Check.Same("(No answer): line 10", panel.Lines[0], "the oldest line");
            panel.enabled = false;
            panel.Character.OnReply.Invoke("nobody reads this");
            Check.Same(0, panel.Lines.Count, "lines of a disabled panel");
            panel.enabled = true;
            panel.Character.OnReply.Invoke("Hello");
            Check.Same("Pell: Hello", panel.Lines[0], "the line");
            Check.Same(1, Root(panel).childCount, "panels");
            yield return null;
        }

        private static ConvaiNativeChatPanel Make(bool withMicrophone)
        {
            Game.Connect();
            GameObject made = new GameObject("Chat");
            made.SetActive(false);
            ConvaiNativeChatPanel panel = made.AddComponent<ConvaiNativeChatPanel>();
            panel.Character = Game.Character();
            if (withMicrophone)
            {
                panel.Microphone = new GameObject("Microphone").AddComponent<ConvaiNativeMicrophone>();
                panel.Microphone.Listener = panel.Character;
            }
            made.SetActive(true);
            return panel;
        }

        private static VisualElement Root(ConvaiNativeChatPanel panel)
        {
            return panel.GetComponent<UIDocument>().rootVisualElement;
        }

        private static void Type(ConvaiNativeChatPanel panel, string text)
        {
            Root(panel).StubAll<TextField>()[0].value = text;
        }

        private static void Press(ConvaiNativeChatPanel panel, string button)
        {
            Button found = Root(panel).StubAll<Button>().Find(delegate (Button each) { return each.text == button; });
            Check.That(found != null, "the panel has no button " + button);
            found.StubClick();
        }

        private static bool Shown(ConvaiNativeChatPanel panel, string text)
        {
            return Root(panel).StubAll<Label>().Exists(delegate (Label each) { return each.text == text; });
        }
    }
}
