// A stub of UnityEngine for tests on Mono. Not Unity.
using System;
using System.Collections.Generic;

namespace UnityEngine
{
    public struct Color
    {
        public float r;
        public float g;
        public float b;
        public float a;

        public Color(float r, float g, float b, float a)
        {
            this.r = r;
            this.g = g;
            this.b = b;
            this.a = a;
        }

        public static Color white
        {
            get { return new Color(1, 1, 1, 1); }
        }

        public static Color green
        {
            get { return new Color(0, 1, 0, 1); }
        }
    }

    public enum KeyCode
    {
        Return = 13,
        A = 97,
        KeypadEnter = 271
    }
}

namespace UnityEngine.UIElements
{
    public enum Position
    {
        Relative = 0,
        Absolute = 1
    }

    public enum FlexDirection
    {
        Column = 0,
        ColumnReverse = 1,
        Row = 2,
        RowReverse = 3
    }

    public enum WhiteSpace
    {
        Normal = 0,
        NoWrap = 1
    }

    public enum LengthUnit
    {
        Pixel = 0,
        Percent = 1
    }

    public enum TrickleDown
    {
        NoTrickleDown = 0,
        TrickleDown = 1
    }

    public struct Length
    {
        public Length(float value, LengthUnit unit) : this()
        {
            this.value = value;
            this.unit = unit;
        }

        public float value { get; set; }

        public LengthUnit unit { get; set; }
    }

    public struct StyleLength
    {
        public Length value { get; set; }

        public static implicit operator StyleLength(float v)
        {
            return new StyleLength { value = new Length(v, LengthUnit.Pixel) };
        }

        public static implicit operator StyleLength(Length v)
        {
            return new StyleLength { value = v };
        }
    }

    public struct StyleFloat
    {
        public float value { get; set; }

        public static implicit operator StyleFloat(float v)
        {
            return new StyleFloat { value = v };
        }
    }

    public struct StyleColor
    {
        public Color value { get; set; }

        public static implicit operator StyleColor(Color v)
        {
            return new StyleColor { value = v };
        }
    }

    public struct StyleEnum<T> where T : struct, IConvertible
    {
        public T value { get; set; }

        public static implicit operator StyleEnum<T>(T v)
        {
            return new StyleEnum<T> { value = v };
        }
    }

    public interface IStyle
    {
        StyleColor backgroundColor { get; set; }

        StyleLength bottom { get; set; }

        StyleColor color { get; set; }

        StyleEnum<FlexDirection> flexDirection { get; set; }

        StyleFloat flexGrow { get; set; }

        StyleLength height { get; set; }

        StyleLength left { get; set; }

        StyleLength paddingBottom { get; set; }

        StyleLength paddingLeft { get; set; }

        StyleLength paddingRight { get; set; }

        StyleLength paddingTop { get; set; }

        StyleEnum<Position> position { get; set; }

        StyleLength right { get; set; }

        StyleEnum<WhiteSpace> whiteSpace { get; set; }

        StyleLength width { get; set; }
    }

    public sealed class StubStyle : IStyle
    {
        public StyleColor backgroundColor { get; set; }

        public StyleLength bottom { get; set; }

        public StyleColor color { get; set; }

        public StyleEnum<FlexDirection> flexDirection { get; set; }

        public StyleFloat flexGrow { get; set; }

        public StyleLength height { get; set; }

        public StyleLength left { get; set; }

        public StyleLength paddingBottom { get; set; }

        public StyleLength paddingLeft { get; set; }

        public StyleLength paddingRight { get; set; }

        public StyleLength paddingTop { get; set; }

        public StyleEnum<Position> position { get; set; }

        public StyleLength right { get; set; }

        public StyleEnum<WhiteSpace> whiteSpace { get; set; }

        public StyleLength width { get; set; }
    }

    public delegate void EventCallback<in TEventType>(TEventType evt);

    public abstract class EventBase
    {
    }

    public abstract class EventBase<T> : EventBase where T : EventBase<T>, new()
    {
    }

    public abstract class KeyboardEventBase<T> : EventBase<T> where T : KeyboardEventBase<T>, new()
    {
        public KeyCode keyCode { get; protected set; }

        /// <summary>Controls the stub.</summary>
        public KeyCode StubKey
        {
            set { keyCode = value; }
        }
    }

    public class KeyDownEvent : KeyboardEventBase<KeyDownEvent>
    {
    }

    public abstract class CallbackEventHandler
    {
        private readonly List<Delegate> callbacks = new List<Delegate>();

        public void RegisterCallback<TEventType>(EventCallback<TEventType> callback, TrickleDown useTrickleDown = TrickleDown.NoTrickleDown) where TEventType : EventBase<TEventType>, new()
        {
            callbacks.Add(callback);
        }

        /// <summary>Controls the stub: the element gets an event.</summary>
        public void StubSend<TEventType>(TEventType evt)
        {
            foreach (Delegate each in callbacks.ToArray())
                if (each is EventCallback<TEventType>) ((EventCallback<TEventType>)each)(evt);
        }
    }

    public abstract class Focusable : CallbackEventHandler
    {
    }

    public class VisualElement : Focusable
    {
        internal readonly List<VisualElement> Inside = new List<VisualElement>();

        public string name { get; set; } = "";

        public IStyle style { get; } = new StubStyle();

        public VisualElement parent { get; private set; }

        public int childCount
        {
            get { return Inside.Count; }
        }

        public void Add(VisualElement child)
        {
            child.RemoveFromHierarchy();
            child.parent = this;
            Inside.Add(child);
        }

        public void RemoveFromHierarchy()
        {
            if (parent != null) parent.Inside.Remove(this);
            parent = null;
        }

        /// <summary>Controls the stub: the elements of a kind in this one, in their order.</summary>
        public List<T> StubAll<T>() where T : VisualElement
        {
            List<T> found = new List<T>();
            foreach (VisualElement each in Inside)
            {
                if (each is T) found.Add((T)each);
                found.AddRange(each.StubAll<T>());
            }
            return found;
        }
    }

    public class BindableElement : VisualElement
    {
    }

    public class TextElement : BindableElement
    {
        public virtual string text { get; set; } = "";
    }

    public class Label : TextElement
    {
        public Label()
        {
        }

        public Label(string text)
        {
            this.text = text;
        }
    }

    public class Button : TextElement
    {
        private readonly Action pressed;

        public Button(Action clickEvent)
        {
            pressed = clickEvent;
        }

        /// <summary>Controls the stub: the player presses the button.</summary>
        public void StubClick()
        {
            pressed();
        }
    }

    public class ScrollView : VisualElement
    {
        /// <summary>Controls the stub: the element that was scrolled to.</summary>
        public VisualElement StubShown { get; private set; }

        public void ScrollTo(VisualElement child)
        {
            if (child.parent != this) throw new ArgumentException("Cannot scroll to a VisualElement that is not a child of the ScrollView content-container.");
            StubShown = child;
        }
    }

    public abstract class BaseField<TValueType> : BindableElement
    {
        public virtual TValueType value { get; set; }
    }

    public abstract class TextInputBaseField<TValueType> : BaseField<TValueType>
    {
    }

    public class TextField : TextInputBaseField<string>
    {
        public TextField()
        {
            value = "";
        }
    }

    public class StyleSheet : ScriptableObject
    {
    }

    public class ThemeStyleSheet : StyleSheet
    {
    }

    public enum PanelScaleMode
    {
        ConstantPixelSize = 0,
        ConstantPhysicalSize = 1,
        ScaleWithScreenSize = 2
    }

    public class PanelSettings : ScriptableObject
    {
        public ThemeStyleSheet themeStyleSheet { get; set; }

        public PanelScaleMode scaleMode { get; set; }
    }

    /// <summary>Unity makes its root in OnEnable, and forgets it in OnDisable.</summary>
    [DefaultExecutionOrder(-100)]
    public sealed class UIDocument : MonoBehaviour
    {
        [SerializeField]
        private PanelSettings m_PanelSettings;

        private VisualElement root;

        public PanelSettings panelSettings
        {
            get { return m_PanelSettings; }
            set { m_PanelSettings = value; }
        }

        public VisualElement rootVisualElement
        {
            get { return root; }
        }

        private void OnEnable()
        {
            root = new VisualElement();
        }

        private void OnDisable()
        {
            root = null;
        }
    }
}
