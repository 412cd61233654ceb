// A stub of UnityEditor for tests on Mono. Not Unity.
using System;
using System.Collections.Generic;
using UnityEngine;

namespace UnityEditor
{
    public enum MessageType
    {
        None,
        Info,
        Warning,
        Error
    }

    public enum SettingsScope
    {
        User,
        Project
    }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class SettingsProviderAttribute : Attribute
    {
    }

    public class SettingsProvider
    {
        public SettingsProvider(string path, SettingsScope scopes, IEnumerable<string> keywords = null)
        {
            settingsPath = path;
        }

        public string settingsPath { get; private set; }

        public IEnumerable<string> keywords { get; set; }

        public virtual void OnGUI(string searchContext)
        {
        }

        public virtual void OnDeactivate()
        {
        }

        public void Repaint()
        {
        }
    }

    public abstract class PropertyDrawer
    {
        public virtual float GetPropertyHeight(SerializedProperty property, GUIContent label)
        {
            return EditorGUIUtility.singleLineHeight;
        }

        public virtual void OnGUI(Rect position, SerializedProperty property, GUIContent label)
        {
        }
    }

    [AttributeUsage(AttributeTargets.Class)]
    public sealed class CustomPropertyDrawer : Attribute
    {
        public CustomPropertyDrawer(Type type)
        {
        }
    }

    public enum SerializedPropertyType
    {
        Integer = 0,
        String = 3
    }

    public class SerializedProperty
    {
        [StubControl]
        public SerializedProperty(SerializedPropertyType type)
        {
            propertyType = type;
        }

        public SerializedPropertyType propertyType { get; private set; }

        public string stringValue { get; set; } = "";

        public bool boolValue { get; set; }
    }

    public static class EditorGUIUtility
    {
        public static float singleLineHeight
        {
            get { return 18; }
        }

        public static float standardVerticalSpacing
        {
            get { return 2; }
        }
    }

    public static class EditorGUI
    {
        private static bool changed;

        public struct DisabledScope : IDisposable
        {
            public DisabledScope(bool disabled)
            {
            }

            public void Dispose()
            {
            }
        }

        public static void BeginChangeCheck()
        {
            changed = false;
        }

        public static bool EndChangeCheck()
        {
            return changed;
        }

        public static GUIContent BeginProperty(Rect position, GUIContent label, SerializedProperty property)
        {
            return label;
        }

        public static void EndProperty()
        {
        }

        public static string TextField(Rect position, GUIContent label, string text)
        {
            return Edit(text);
        }

        public static int Popup(Rect position, string label, int selectedIndex, string[] displayedOptions)
        {
            StubGui.Drawn.Add(label + ": " + displayedOptions[selectedIndex]);
            object chosen;
            if (!StubGui.Chosen.TryGetValue(label, out chosen)) return selectedIndex;
            changed = true;
            return Array.IndexOf(displayedOptions, (string)chosen);
        }

        public static void LabelField(Rect position, string label, string text)
        {
            StubGui.Drawn.Add(text);
        }

        internal static string Edit(string text)
        {
            if (StubGui.Typed == null) return text;
            changed = true;
            return StubGui.Typed;
        }

        internal static void StubChange()
        {
            changed = true;
        }
    }

    public static class EditorGUILayout
    {
        public static Enum EnumPopup(string label, Enum selected, params GUILayoutOption[] options)
        {
            object chosen;
            return StubGui.Chosen.TryGetValue(label, out chosen) ? (Enum)chosen : selected;
        }

        public static void LabelField(string label, params GUILayoutOption[] options)
        {
            StubGui.Drawn.Add(label);
        }

        public static void Space()
        {
        }

        public static string TextField(string label, string text, params GUILayoutOption[] options)
        {
            object typed;
            return StubGui.Chosen.TryGetValue(label, out typed) ? (string)typed : text;
        }

        public static string TextArea(string text, params GUILayoutOption[] options)
        {
            object typed;
            return StubGui.Chosen.TryGetValue("text area", out typed) ? (string)typed : text;
        }

        public static int Popup(string label, int selectedIndex, string[] displayedOptions, params GUILayoutOption[] options)
        {
            object chosen;
            if (!StubGui.Chosen.TryGetValue(label, out chosen)) return selectedIndex;
            int index = Array.IndexOf(displayedOptions, (string)chosen);
            if (index < 0) throw new ArgumentException(label + " has no " + chosen + ": " + string.Join(", ", displayedOptions));
            return index;
        }

        public static string PasswordField(string label, string text, params GUILayoutOption[] options)
        {
            return EditorGUI.Edit(text);
        }

        public static bool Toggle(string label, bool value, params GUILayoutOption[] options)
        {
            StubGui.Drawn.Add(label);
            if (!StubGui.Pressed.Contains(label)) return value;
            EditorGUI.StubChange();
            return !value;
        }

        public static void HelpBox(string message, MessageType type)
        {
            StubGui.Drawn.Add(type + ": " + message);
        }

        public static UnityEngine.Object ObjectField(string label, UnityEngine.Object value, Type type, bool allowSceneObjects, params GUILayoutOption[] options)
        {
            return value;
        }
    }
}
