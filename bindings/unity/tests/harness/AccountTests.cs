using System;
using System.Collections;
using System.IO;
using ConvaiNative.Components;
using ConvaiNative.Editor;
using UnityEditor;
using UnityEngine;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>The window with the characters of the account, through its buttons and fields.</summary>
    internal static class AccountTests
    {
        internal static void List()
        {
            Program.Add("account: characters are listed, created, found, edited and cloned, and deleted only after a question", Characters);
            Program.Add("account: a line is said to a character, and its answer is read and heard", Says);
            Program.Add("account: the quota is shown, and a failure says what to do", Usage);
            Program.Add("account: a character is given to the selected object", Assigns);
            Program.Add("account: a reload of code closes the window's calls", Closes);
        }

        private static EditorWindow Open()
        {
            EditorKey.Write(Emulator.Key);
            StubGui.Chosen.Clear();
            EditorWindow.StubOpen.Clear();
            StubMenu.Choose(typeof(CharactersWindow).Assembly, "Window/Convai Native/Characters");
            return EditorWindow.StubOpen[0];
        }

        private static IEnumerator Characters()
        {
            EditorWindow window = Open();
            try
            {
                yield return Shows(window, "The account has no characters of its own.");
                StubGui.Chosen["Character name"] = "Mother Oss";
                StubGui.Chosen["text area"] = "Mother Oss keeps the inn.";
                yield return Press(window, "Create a character", "Mother Oss, id ");
                StubGui.Chosen["text area"] = "Mother Oss keeps the Inn of the Three Herons.";
                StubGui.Chosen["Character name"] = "Mother Oss of the Herons";
                yield return Press(window, "Save the changes", "Mother Oss of the Herons, id ");
                StubGui.Chosen.Clear();
                yield return Press(window, "Clone", "Mother Oss of the Herons, id ");
                yield return Until(window, delegate { return Count(window, "Mother Oss of the Herons") >= 1 && Count(window, "Mother Oss of the Herons") + Count(window, "Copy") >= 2; }, "the list with the clone");
                yield return Find(window);
                yield return Press(window, "Mother Oss of the Herons", "Mother Oss of the Herons, id ");
                int before = Count(window, "Mother Oss of the Herons");
                EditorUtility.StubAnswer = false;
                int received = Program.Emulator.Received();
                yield return Press(window, "Delete", "Mother Oss of the Herons, id ");
                Check.That(EditorUtility.StubQuestion.Contains("Delete Mother Oss of the Herons?"), EditorUtility.StubQuestion);
                Check.Same(received, Program.Emulator.Received(), "requests without a yes");
                EditorUtility.StubAnswer = true;
                yield return Press(window, "Delete", null);
                yield return Until(window, delegate { return Count(window, "Mother Oss of the Herons") == before - 1; }, "the list without it");
                Check.That(!Draw(window).Contains("Save the changes"), "nothing is selected");
            }
            finally
            {
                StubGui.Chosen.Clear();
                window.Close();
            }
        }

        private static IEnumerator Says()
        {
            EditorWindow window = Open();
            try
            {
                yield return Shows(window, "Hear the voice");
                StubGui.Pressed.Add("Hear the voice");
                Application.StubOpened = null;
                window.StubDraw();
                StubGui.Pressed.Clear();
                Check.That(Application.StubOpened != null && Application.StubOpened.StartsWith("http"), "the sample of the voice: " + Application.StubOpened);
                yield return Find(window);
                StubGui.Chosen["Line"] = "What are you afraid of?";
                yield return Press(window, "Say", "Hear the answer");
                StubGui.Pressed.Add("Hear the answer");
                window.StubDraw();
                StubGui.Pressed.Clear();
                byte[] wav = File.ReadAllBytes(EditorUtility.StubOpened);
                File.Delete(EditorUtility.StubOpened);
                Check.That(wav.Length > 1000 && wav[0] == 'R' && wav[1] == 'I', "the file with the voice");
                Check.That(StubGui.Drawn.Exists(delegate (string line) { return line.StartsWith("None: ") && line.Length > 20; }), "the answer");
                File.Delete(EditorUtility.StubOpened);
            }
            finally
            {
                StubGui.Chosen.Clear();
                window.Close();
            }
        }

        private static IEnumerator Usage()
        {
            EditorWindow window = Open();
            try
            {
                yield return Shows(window, "Plan: ");
                Check.That(StubGui.Drawn.Exists(delegate (string line) { return line.StartsWith("interactions: ") && line.Contains(" of "); }), Draw(window));
                Program.Emulator.Fault("{\"status\":401}");
                StubGui.Chosen["Name"] = "Pell the Lamplighter";
                yield return Press(window, "Find", "Error: Authentication: ");
            }
            finally
            {
                StubGui.Chosen.Clear();
                window.Close();
            }
        }

        private static IEnumerator Assigns()
        {
            EditorWindow window = Open();
            try
            {
                yield return Find(window);
                ConvaiNativeCharacter character = new GameObject("Innkeeper").AddComponent<ConvaiNativeCharacter>();
                Selection.activeGameObject = character.gameObject;
                yield return Press(window, "Use it for the selected object", null);
                Check.Same(Game.Pell, character.CharacterId, "the id");
            }
            finally
            {
                Selection.activeGameObject = null;
                window.Close();
            }
        }

        private static IEnumerator Closes()
        {
            EditorWindow window = Open();
            StubEditor.BeforeReload();
            Check.Same("Refresh", Draw(window), "the window without an account");
            window.Close();
            Check.That(EditorApplication.update == null, "it still updates");
            yield return null;
        }

        private static IEnumerator Find(EditorWindow window)
        {
            StubGui.Chosen["Name"] = "Pell the Lamplighter";
            yield return Press(window, "Find", "Pell the Lamplighter, id " + Game.Pell);
            StubGui.Chosen.Clear();
        }

        /// <summary>Creates a character, and gives it to the selected object by its name in the list.</summary>
        internal static IEnumerator ChooseNew(Action<string> chosen)
        {
            EditorWindow.StubOpen.Clear();
            StubMenu.Choose(typeof(CharactersWindow).Assembly, "Window/Convai Native/Characters");
            EditorWindow window = EditorWindow.StubOpen[0];
            try
            {
                yield return Shows(window, "Hear the voice");
                StubGui.Chosen["Character name"] = "Mother Oss";
                StubGui.Chosen["text area"] = "Mother Oss keeps the inn.";
                yield return Press(window, "Create a character", "Mother Oss, id ");
                StubGui.Chosen.Clear();
                string id = StubGui.Drawn.Find(delegate (string line) { return line.StartsWith("Mother Oss, id "); }).Substring("Mother Oss, id ".Length);
                yield return Press(window, "Mother Oss", "Mother Oss, id ");
                yield return Press(window, "Use it for the selected object", null);
                chosen(id);
            }
            finally
            {
                StubGui.Chosen.Clear();
                window.Close();
            }
        }

        private static string Draw(EditorWindow window)
        {
            StubGui.Drawn.Clear();
            window.StubDraw();
            return string.Join("\n", StubGui.Drawn.ToArray());
        }

        private static int Count(EditorWindow window, string button)
        {
            Draw(window);
            return StubGui.Drawn.FindAll(delegate (string line) { return line.StartsWith(button) && !line.Contains(", id "); }).Count;
        }

        private static IEnumerator Until(EditorWindow window, Func<bool> reached, string what)
        {
            return Game.Until(delegate
            {
                StubEditor.Update();
                return reached();
            }, what);
        }

        private static IEnumerator Shows(EditorWindow window, string text)
        {
            return Until(window, delegate { return Draw(window).Contains(text); }, text);
        }

        /// <summary>Presses a button, and waits until all calls have ended and a text is shown.</summary>
        private static IEnumerator Press(EditorWindow window, string button, string text)
        {
            yield return Until(window, delegate { return !((CharactersWindow)window).IsBusy; }, "the calls before");
            Check.That(Draw(window).Contains(button), "the window has no button " + button + ": " + Draw(window));
            StubGui.Pressed.Add(button);
            window.StubDraw();
            StubGui.Pressed.Clear();
            yield return Until(window, delegate { return !((CharactersWindow)window).IsBusy; }, "the calls of " + button);
            if (text != null) Check.That(Draw(window).Contains(text), button + ": no " + text + " in\n" + Draw(window));
        }
    }
}
