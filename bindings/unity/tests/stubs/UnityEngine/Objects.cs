// A stub of UnityEngine for tests on Mono. Not Unity.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Reflection;

namespace UnityEngine
{
    public class Object
    {
        private bool destroyed;

        public string name { get; set; } = "";

        internal bool IsDestroyed
        {
            get { return destroyed; }
        }

        public static bool operator ==(Object left, Object right)
        {
            return IsNull(left) ? IsNull(right) : ReferenceEquals(left, right);
        }

        public static bool operator !=(Object left, Object right)
        {
            return !(left == right);
        }

        public static implicit operator bool(Object value)
        {
            return !IsNull(value);
        }

        public override bool Equals(object other)
        {
            return ReferenceEquals(this, other) || other == null && destroyed;
        }

        public override int GetHashCode()
        {
            return System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
        }

        /// <summary>Like in Unity, it takes effect at the end of the frame.</summary>
        public static void Destroy(Object value)
        {
            if (!IsNull(value)) StubEngine.DestroyLater(value);
        }

        public static void DestroyImmediate(Object value)
        {
            if (IsNull(value)) return;
            value.OnDestroying();
            value.destroyed = true;
        }

        public static T[] FindObjectsOfType<T>() where T : Component
        {
            List<T> found = new List<T>();
            foreach (GameObject each in StubEngine.Scene)
                foreach (Component component in each.Components)
                    if (component is T) found.Add((T)component);
            return found.ToArray();
        }

        public static void DontDestroyOnLoad(Object value)
        {
            GameObject kept = value as GameObject;
            if (kept != null) kept.SurvivesSceneLoad = true;
        }

        internal virtual void OnDestroying()
        {
        }

        private static bool IsNull(Object value)
        {
            return ReferenceEquals(value, null) || value.destroyed;
        }
    }

    public class ScriptableObject : Object
    {
        public static T CreateInstance<T>() where T : ScriptableObject, new()
        {
            return new T();
        }
    }

    public sealed class GameObject : Object
    {
        internal readonly List<Component> Components = new List<Component>();
        internal bool SurvivesSceneLoad;
        private bool active = true;

        public GameObject() : this("New Game Object")
        {
        }

        public GameObject(string name, params Type[] components)
        {
            this.name = name;
            transform = (Transform)Add(new Transform());
            StubEngine.Scene.Add(this);
            foreach (Type type in components) AddComponent(type);
        }

        public Transform transform { get; private set; }

        public bool activeSelf
        {
            get { return active; }
        }

        public void SetActive(bool value)
        {
            if (value == active) return;
            active = value;
            foreach (Component component in Components.ToArray())
            {
                Behaviour behaviour = component as Behaviour;
                if (behaviour != null) behaviour.ActiveChanged();
            }
        }

        public T AddComponent<T>() where T : Component
        {
            return (T)AddComponent(typeof(T));
        }

        public Component AddComponent(Type type)
        {
            foreach (RequireComponent wanted in type.GetCustomAttributes(typeof(RequireComponent), true))
                foreach (Type needed in wanted.Types)
                    if (Find(needed) == null) AddComponent(needed);
            Component component = Add((Component)Activator.CreateInstance(type));
            MonoBehaviour behaviour = component as MonoBehaviour;
            if (behaviour != null) behaviour.Begin();
            return component;
        }

        public T GetComponent<T>() where T : class
        {
            return Find(typeof(T)) as T;
        }

        internal override void OnDestroying()
        {
            SetActive(false);
            foreach (Component component in Components.ToArray()) DestroyImmediate(component);
            StubEngine.Scene.Remove(this);
        }

        private Component Add(Component component)
        {
            component.Attach(this);
            Components.Add(component);
            return component;
        }

        private Component Find(Type type)
        {
            return Components.Find(delegate (Component each) { return type.IsInstanceOfType(each); });
        }
    }

    public class Component : Object
    {
        public GameObject gameObject { get; private set; }

        public Transform transform
        {
            get { return gameObject.transform; }
        }

        internal void Attach(GameObject home)
        {
            gameObject = home;
            name = home.name;
        }

        public T GetComponent<T>() where T : class
        {
            return gameObject.GetComponent<T>();
        }

        internal override void OnDestroying()
        {
            gameObject.Components.Remove(this);
        }
    }

    public class Transform : Component
    {
        public Transform parent { get; set; }

        public Quaternion localRotation { get; set; }
    }

    public struct Quaternion
    {
        public static Quaternion Euler(float x, float y, float z)
        {
            return new Quaternion();
        }
    }

    public class Behaviour : Component
    {
        private bool wanted = true;

        public bool enabled
        {
            get { return wanted; }
            set
            {
                if (wanted == value) return;
                wanted = value;
                ActiveChanged();
            }
        }

        public bool isActiveAndEnabled
        {
            get { return wanted && gameObject.activeSelf; }
        }

        internal virtual void ActiveChanged()
        {
        }
    }

    public class MonoBehaviour : Behaviour
    {
        internal readonly List<Coroutine> Coroutines = new List<Coroutine>();
        private bool awake;
        private bool running;
        private bool started;

        public Coroutine StartCoroutine(IEnumerator routine)
        {
            Coroutine coroutine = new Coroutine(routine);
            if (coroutine.Step()) Coroutines.Add(coroutine);
            return coroutine;
        }

        public void StopAllCoroutines()
        {
            Coroutines.Clear();
        }

        internal void Begin()
        {
            if (!gameObject.activeSelf) return;
            awake = true;
            Send("Awake");
            ActiveChanged();
        }

        internal override void ActiveChanged()
        {
            if (IsDestroyed) return;
            if (!awake)
            {
                if (gameObject.activeSelf) Begin();
                return;
            }
            if (isActiveAndEnabled == running) return;
            running = isActiveAndEnabled;
            Send(running ? "OnEnable" : "OnDisable");
            if (!running && !gameObject.activeSelf) Coroutines.Clear();
        }

        internal void Tick(string message)
        {
            if (IsDestroyed || !running) return;
            if (!started)
            {
                started = true;
                IEnumerator routine = Send("Start") as IEnumerator;
                if (routine != null) StartCoroutine(routine);
            }
            Send(message);
        }

        internal void StepCoroutines()
        {
            foreach (Coroutine coroutine in Coroutines.ToArray())
                if (!IsDestroyed && Coroutines.Contains(coroutine) && !coroutine.Step()) Coroutines.Remove(coroutine);
        }

        internal object Send(string message)
        {
            return Send(message, Type.EmptyTypes);
        }

        internal object Send(string message, Type[] types, params object[] values)
        {
            for (Type type = GetType(); type != typeof(MonoBehaviour); type = type.BaseType)
            {
                MethodInfo method = type.GetMethod(message, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly, null, types, null);
                if (method == null) continue;
                try
                {
                    return method.Invoke(this, values);
                }
                catch (TargetInvocationException thrown)
                {
                    Debug.LogException(thrown.InnerException);
                    return null;
                }
            }
            return null;
        }

        internal override void OnDestroying()
        {
            if (running)
            {
                running = false;
                Send("OnDisable");
            }
            if (awake) Send("OnDestroy");
            Coroutines.Clear();
            base.OnDestroying();
        }
    }
}
