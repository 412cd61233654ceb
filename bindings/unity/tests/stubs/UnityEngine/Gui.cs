// A stub of UnityEngine for tests on Mono. Not Unity.
using System.Collections.Generic;

namespace UnityEngine
{
    public struct Rect
    {
        public Rect(float x, float y, float width, float height) : this()
        {
            this.x = x;
            this.y = y;
            this.width = width;
            this.height = height;
        }

        public float x { get; set; }

        public float y { get; set; }

        public float width { get; set; }

        public float height { get; set; }
    }

    public class GUIContent
    {
        public GUIContent(string text)
        {
            this.text = text;
        }

        public string text { get; set; }
    }

    public enum EventType
    {
        MouseDown = 0,
        Repaint = 7,
        Layout = 8
    }

    public sealed class Event
    {
        public static Event current { get; set; } = new Event();

        public EventType type { get; set; } = EventType.Repaint;
    }

    public sealed class GUILayoutOption
    {
    }

    /// <summary>Controls the stub of the user interface: pressed buttons, typed text, drawn lines.</summary>
    public static class StubGui
    {
        public static readonly List<string> Drawn = new List<string>();
        public static readonly HashSet<string> Pressed = new HashSet<string>();

        /// <summary>What is chosen in a popup, by its label.</summary>
        public static readonly Dictionary<string, object> Chosen = new Dictionary<string, object>();

        public static string Typed { get; set; }

        internal static bool Button(string text)
        {
            Drawn.Add(text);
            return Pressed.Contains(text);
        }
    }

    public static class GUI
    {
        public static bool Button(Rect position, string text)
        {
            return StubGui.Button(text);
        }
    }

    public static class GUILayout
    {
        public static void Label(string text, params GUILayoutOption[] options)
        {
            StubGui.Drawn.Add(text);
        }

        public static string TextField(string text, params GUILayoutOption[] options)
        {
            return StubGui.Typed ?? text;
        }

        public static bool Button(string text, params GUILayoutOption[] options)
        {
            return StubGui.Button(text);
        }

        public static bool RepeatButton(string text, params GUILayoutOption[] options)
        {
            return StubGui.Button(text);
        }

        public static float HorizontalSlider(float value, float left, float right, params GUILayoutOption[] options)
        {
            return value;
        }

        public static GUILayoutOption Width(float width)
        {
            return new GUILayoutOption();
        }
    }
}
