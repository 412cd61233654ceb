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

        /// <summary>It takes effect at the end of the frame. Edit mode refuses it.</summary>
        public static void Destroy(Object obj)
        {
            if (!Application.isPlaying) Debug.LogError("Destroy may not be called from edit mode! Use DestroyImmediate instead.");
            else if (!IsNull(obj)) StubEngine.DestroyLater(obj);
        }

        public static void DestroyImmediate(Object obj)
        {
            if (IsNull(obj)) return;
            obj.OnDestroying();
            obj.destroyed = true;
        }

        /// <summary>Without the components of inactive objects.</summary>
        public static T[] FindObjectsOfType<T>() where T : Object
        {
            List<T> found = new List<T>();
            foreach (GameObject each in StubEngine.Scene)
                foreach (Component component in each.Components)
                    if (component is T && each.activeInHierarchy) found.Add((T)(Object)component);
            return found.ToArray();
        }

        /// <summary>It does nothing for a child, whose scene ends with its root. Edit mode refuses it.</summary>
        public static void DontDestroyOnLoad(Object target)
        {
            Component component = target as Component;
            GameObject kept = component != null ? component.gameObject : target as GameObject;
            if (!Application.isPlaying) throw new InvalidOperationException("The following game object is invoking the DontDestroyOnLoad method: " + target.name + ". Notice that DontDestroyOnLoad can only be used in play mode.");
            if (kept == null) return;
            if (kept.transform.parent != null) Debug.LogWarning("DontDestroyOnLoad only works for root GameObjects or components on root GameObjects.");
            else kept.SurvivesSceneLoad = true;
        }

        internal virtual void OnDestroying()
        {
        }

        private static bool IsNull(Object value)
        {
            return ReferenceEquals(value, null) || value.destroyed;
        }
    }

    public sealed class Resources
    {
        /// <summary>With the components of inactive objects. The stub finds components.</summary>
        public static T[] FindObjectsOfTypeAll<T>() where T : Object
        {
            List<T> found = new List<T>();
            foreach (GameObject each in StubEngine.Scene)
                foreach (Component component in each.Components)
                    if (component is T) found.Add((T)(Object)component);
            return found.ToArray();
        }
    }

    public class ScriptableObject : Object
    {
        public static T CreateInstance<T>() where T : ScriptableObject, new()
        {
            return new T();
        }
    }

    public sealed partial class GameObject : Object
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

        public bool activeInHierarchy
        {
            get { return active && (transform.parent == null || transform.parent.gameObject.activeInHierarchy); }
        }

        public void SetActive(bool value)
        {
            if (value == active) return;
            active = value;
            TellComponents();
        }

        /// <summary>Tells the components of this object and of its children whether they are active.</summary>
        internal void TellComponents()
        {
            foreach (Component component in Components.ToArray())
            {
                Behaviour behaviour = component as Behaviour;
                if (behaviour != null) behaviour.ActiveChanged();
            }
            foreach (Transform child in transform.Children.ToArray()) child.gameObject.TellComponents();
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
            Behaviour behaviour = component as Behaviour;
            if (behaviour != null) behaviour.ActiveChanged();
            return component;
        }

        public T GetComponent<T>() where T : class
        {
            return Find(typeof(T)) as T;
        }

        internal override void OnDestroying()
        {
            SetActive(false);
            foreach (Transform child in transform.Children.ToArray()) DestroyImmediate(child.gameObject);
            transform.parent = null;
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

    public partial class Component : Object
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
        internal readonly List<Transform> Children = new List<Transform>();
        private Transform above;

        public Transform parent
        {
            get { return above; }
            set { SetParent(value); }
        }

        public Transform root
        {
            get { return above == null ? this : above.root; }
        }

        public int childCount
        {
            get { return Children.Count; }
        }

        public Transform GetChild(int index)
        {
            return Children[index];
        }

        public void SetParent(Transform p)
        {
            SetParent(p, true);
        }

        public void SetParent(Transform parent, bool worldPositionStays)
        {
            if (above == parent) return;
            if (above != null) above.Children.Remove(this);
            above = parent;
            if (above != null) above.Children.Add(this);
            gameObject.TellComponents();
        }

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
            get { return wanted && gameObject.activeInHierarchy; }
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
            if (!gameObject.activeInHierarchy)
            {
                Debug.LogError("Coroutine couldn't be started because the the game object '" + name + "' is inactive!");
                return null;
            }
            Coroutine coroutine = new Coroutine(routine);
            if (coroutine.Step()) Coroutines.Add(coroutine);
            return coroutine;
        }

        public void StopAllCoroutines()
        {
            Coroutines.Clear();
        }

        /// <summary>In edit mode a component gets no messages.</summary>
        internal override void ActiveChanged()
        {
            if (IsDestroyed || !Application.isPlaying) return;
            if (!awake)
            {
                if (!gameObject.activeInHierarchy) return;
                awake = true;
                Send("Awake");
            }
            if (isActiveAndEnabled == running) return;
            running = isActiveAndEnabled;
            Send(running ? "OnEnable" : "OnDisable");
            if (!running && !gameObject.activeInHierarchy) Coroutines.Clear();
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

        /// <summary>Controls the stub: the component is as after the scene was loaded, before Awake.</summary>
        internal void StubSleep()
        {
            if (awake) Send("OnDestroy");
            awake = running = started = false;
            Coroutines.Clear();
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
