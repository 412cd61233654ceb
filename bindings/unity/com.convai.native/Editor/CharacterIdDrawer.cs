using System.Collections.Generic;
using ConvaiNative.Components;
using UnityEditor;
using UnityEngine;

namespace ConvaiNative.Editor
{
    /// <summary>Draws a character's id with a button that looks the character up. Shows its name below the field.</summary>
    [CustomPropertyDrawer(typeof(CharacterIdAttribute))]
    internal sealed class CharacterIdDrawer : PropertyDrawer
    {
        private const float ButtonWidth = 60;

        // Checks are stored by id, because Unity creates new drawers at any time.
        private static readonly Dictionary<string, ConnectionCheck> Checks = new Dictionary<string, ConnectionCheck>();

        public override float GetPropertyHeight(SerializedProperty property, GUIContent label)
        {
            float line = EditorGUIUtility.singleLineHeight;
            if (property.propertyType != SerializedPropertyType.String) return line;
            return Note(property.stringValue) == null ? line : line * 2 + EditorGUIUtility.standardVerticalSpacing;
        }

        public override void OnGUI(Rect position, SerializedProperty property, GUIContent label)
        {
            if (property.propertyType != SerializedPropertyType.String)
            {
                EditorGUI.LabelField(position, label.text, "[CharacterId] works only on fields of type string.");
                return;
            }
            float line = EditorGUIUtility.singleLineHeight;
            Rect field = new Rect(position.x, position.y, position.width - ButtonWidth - 4, line);
            Rect button = new Rect(position.x + position.width - ButtonWidth, position.y, ButtonWidth, line);
            label = EditorGUI.BeginProperty(position, label, property);
            EditorGUI.BeginChangeCheck();
            string id = EditorGUI.TextField(field, label, property.stringValue);
            if (EditorGUI.EndChangeCheck()) property.stringValue = id.Trim();
            EditorGUI.EndProperty();
            using (new EditorGUI.DisabledScope(string.IsNullOrEmpty(property.stringValue)))
                if (GUI.Button(button, "Check")) Begin(property.stringValue);
            string note = Note(property.stringValue);
            if (note == null) return;
            Rect below = new Rect(position.x, position.y + line + EditorGUIUtility.standardVerticalSpacing, position.width, line);
            EditorGUI.LabelField(below, " ", note);
        }

        /// <summary>The result of the check of an id, or null. If the id is the API key, a warning.</summary>
        internal static string Note(string id)
        {
            if (string.IsNullOrEmpty(id)) return null;
            if (id == EditorKey.InUse()) return "This is your API key. Remove it: it would become part of the build.";
            ConnectionCheck check;
            if (!Checks.TryGetValue(id, out check)) return null;
            if (!check.IsDone) return "Checking...";
            return check.Found == null ? check.Message : check.Found.Name + ", voice " + check.Found.VoiceType;
        }

        /// <summary>Starts to look a character up. <see cref="Note"/> has the result some editor updates later.</summary>
        internal static void Begin(string id)
        {
            ConnectionCheck before;
            if (Checks.TryGetValue(id, out before)) before.Dispose();
            Checks[id] = new ConnectionCheck(ProjectSettingsFinder.Options(ProjectSettingsFinder.Find()), id);
            EditorApplication.update -= Step;
            EditorApplication.update += Step;
        }

        private static void Step()
        {
            bool done = true;
            foreach (ConnectionCheck check in Checks.Values) done = check.Step() && done;
            if (!done) return;
            EditorApplication.update -= Step;
            UnityEditorInternal.InternalEditorUtility.RepaintAllViews();
        }
    }
}
