using System;
using System.Collections.Generic;
using ConvaiNative.Components;
using UnityEditor;
using UnityEngine;

namespace ConvaiNative.Editor
{
    /// <summary>The window Window &gt; Convai Native &gt; Characters: the characters of the account, and a line to each.</summary>
    internal sealed class CharactersWindow : EditorWindow
    {
        private Account account;
        private string problem;
        private string find = "";
        private string id;
        private string characterName = "";
        private string backstory = "";
        private int voice;
        private int language;
        private string line = "Good evening. What is your name?";

        [MenuItem("Window/Convai Native/Characters", false, 2)]
        internal static void Open()
        {
            GetWindow<CharactersWindow>(false, "Convai Characters", true);
        }

        internal bool IsBusy
        {
            get { return account != null && account.IsBusy; }
        }

        private void OnEnable()
        {
            EditorApplication.update += Step;
            // Native objects must not outlive the code that frees them.
            AssemblyReloadEvents.beforeAssemblyReload += Disconnect;
            Connect();
        }

        private void OnDisable()
        {
            EditorApplication.update -= Step;
            AssemblyReloadEvents.beforeAssemblyReload -= Disconnect;
            Disconnect();
        }

        private void Disconnect()
        {
            if (account != null) account.Dispose();
            account = null;
        }

        private void Connect()
        {
            Disconnect();
            problem = null;
            try
            {
                account = new Account(new ConvaiNativeClientOptions());
                account.Refresh();
            }
            catch (Exception failure)
            {
                problem = failure.Message;
            }
        }

        private void Step()
        {
            if (account == null || !account.Step()) return;
            if (account.Selected != null && account.Selected.Id != id) Edit(account.Selected);
            Repaint();
        }

        private void OnGUI()
        {
            if (GUILayout.Button("Refresh")) Connect();
            if (problem != null) EditorGUILayout.HelpBox(problem, MessageType.Error);
            if (account == null) return;
            if (account.Problem != null) EditorGUILayout.HelpBox(account.Problem, MessageType.Error);
            DrawUsage();
            using (new EditorGUI.DisabledScope(account.IsBusy))
            {
                DrawList();
                EditorGUILayout.Space();
                DrawFields();
                if (account.Selected != null) DrawSelected();
            }
        }

        private void DrawUsage()
        {
            if (account.Usage == null) return;
            EditorGUILayout.LabelField("Plan: " + account.Usage.PlanName);
            foreach (UsageMetric metric in account.Usage.Metrics)
                EditorGUILayout.LabelField(metric.Id + ": " + metric.Used + (metric.Limit == null ? "" : " of " + metric.Limit));
        }

        private void DrawList()
        {
            foreach (Character each in account.Characters)
                if (GUILayout.Button(each.Name)) account.Select(each.Id);
            if (account.Characters.Count == 0) EditorGUILayout.LabelField(account.IsBusy ? "Reading..." : "The account has no characters of its own.");
            find = EditorGUILayout.TextField("Name", find);
            if (GUILayout.Button("Find") && find.Length > 0) account.Find(find);
        }

        private void DrawFields()
        {
            characterName = EditorGUILayout.TextField("Character name", characterName);
            EditorGUILayout.LabelField("Backstory");
            backstory = EditorGUILayout.TextArea(backstory);
            if (account.Voices.Count > 0) DrawVoice();
            if (account.Languages.Count > 0) language = EditorGUILayout.Popup("Language", language, Labels(account.Languages, delegate (LanguageInfo each) { return each.Name + " (" + each.Code + ")"; }));
            if (GUILayout.Button("Create a character")) account.Create(Spec(false));
        }

        private void DrawVoice()
        {
            voice = Math.Min(EditorGUILayout.Popup("Voice", voice, Labels(account.Voices, delegate (VoiceInfo each) { return each.Name; })), account.Voices.Count - 1);
            string sample = account.Voices[voice].SampleUrl;
            using (new EditorGUI.DisabledScope(string.IsNullOrEmpty(sample)))
                if (GUILayout.Button("Hear the voice")) Application.OpenURL(sample);
        }

        private void DrawSelected()
        {
            EditorGUILayout.Space();
            EditorGUILayout.LabelField(account.Selected.Name + ", id " + account.Selected.Id);
            if (GUILayout.Button("Save the changes")) account.Save(Spec(true));
            if (GUILayout.Button("Clone")) account.Clone();
            if (GUILayout.Button("Delete") && EditorUtility.DisplayDialog("Delete a character", "Delete " + account.Selected.Name + "? The service cannot bring it back.", "Delete", "Keep"))
            {
                id = null;
                account.Delete();
                return;
            }
            if (GUILayout.Button("Use it for the selected object")) Assign(account.Selected.Id);
            line = EditorGUILayout.TextField("Line", line);
            if (GUILayout.Button("Say")) account.Say(line);
            if (account.Answer == null) return;
            EditorGUILayout.HelpBox(account.Answer, MessageType.None);
            if (account.AnswerFile != null && GUILayout.Button("Hear the answer")) EditorUtility.OpenWithDefaultApp(account.AnswerFile);
        }

        /// <summary>Gives the selected object the character. It can be undone.</summary>
        private static void Assign(string characterId)
        {
            ConvaiNativeCharacter character = CreateMenu.SelectedOrNewCharacter(new MenuCommand(null));
            Undo.RecordObject(character, "Set the character");
            character.CharacterId = characterId;
            EditorUtility.SetDirty(character);
        }

        private void Edit(Character character)
        {
            id = character.Id;
            characterName = character.Name ?? "";
            backstory = character.Backstory ?? "";
            voice = Math.Max(0, Index(account.Voices, delegate (VoiceInfo each) { return each.Value == character.VoiceType; }));
            language = Math.Max(0, Index(account.Languages, delegate (LanguageInfo each) { return Array.IndexOf(character.LanguageCodes, each.Code) >= 0; }));
        }

        private CharacterSpec Spec(bool update)
        {
            CharacterSpec spec = new CharacterSpec { Name = characterName, Backstory = backstory };
            if (account.Voices.Count > 0) spec.VoiceType = account.Voices[voice].Value;
            // Creating takes no language. An update keeps further ones of the character.
            if (update && account.Languages.Count > 0 && Array.IndexOf(account.Selected.LanguageCodes, account.Languages[language].Code) < 0)
                spec.LanguageCodes = new[] { account.Languages[language].Code };
            return spec;
        }

        private static int Index<T>(IReadOnlyList<T> list, Predicate<T> match)
        {
            return new List<T>(list).FindIndex(match);
        }

        private static string[] Labels<T>(IReadOnlyList<T> list, Converter<T, string> label)
        {
            // A slash would make a submenu.
            return new List<T>(list).ConvertAll(each => label(each).Replace('/', '-')).ToArray();
        }
    }
}
