using System;
using System.Collections.Generic;
using ConvaiNative.Components;
using UnityEditor;
using UnityEngine;

namespace ConvaiNative.Editor
{
    /// <summary>Draws the name of a microphone as a choice of the microphones of the system.</summary>
    [CustomPropertyDrawer(typeof(MicrophoneDeviceAttribute))]
    internal sealed class MicrophoneDeviceDrawer : PropertyDrawer
    {
        public override void OnGUI(Rect position, SerializedProperty property, GUIContent label)
        {
            if (property.propertyType != SerializedPropertyType.String)
            {
                EditorGUI.LabelField(position, label.text, "[MicrophoneDevice] works only on fields of type string.");
                return;
            }
            List<string> names = new List<string> { "" };
            names.AddRange(ConvaiNativeMicrophone.Devices);
            // The scene may name a microphone of another computer.
            if (!names.Contains(property.stringValue)) names.Add(property.stringValue);
            string[] shown = names.ConvertAll(each => each.Length == 0 ? "Default of the system" : Array.IndexOf(ConvaiNativeMicrophone.Devices, each) < 0 ? each + " (not connected)" : each).ToArray();
            EditorGUI.BeginProperty(position, label, property);
            EditorGUI.BeginChangeCheck();
            int chosen = EditorGUI.Popup(position, label.text, names.IndexOf(property.stringValue), shown);
            if (EditorGUI.EndChangeCheck()) property.stringValue = names[chosen];
            EditorGUI.EndProperty();
        }
    }
}
