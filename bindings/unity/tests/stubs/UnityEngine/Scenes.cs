// A stub of UnityEngine for tests on Mono. Not Unity.
using System;
using System.Collections.Generic;
using System.Reflection;

namespace UnityEngine
{
    public enum RuntimePlatform
    {
        OSXEditor = 0,
        WindowsEditor = 7,
        LinuxEditor = 16
    }

    public static partial class Application
    {
        /// <summary>Controls the stub: the last address that was opened.</summary>
        public static string StubOpened { get; set; }

        /// <summary>Controls the stub.</summary>
        public static RuntimePlatform StubPlatform { get; set; } = RuntimePlatform.LinuxEditor;

        /// <summary>Controls the stub.</summary>
        public static bool StubIsBatchMode { get; set; }

        public static RuntimePlatform platform
        {
            get { return StubPlatform; }
        }

        public static bool isBatchMode
        {
            get { return StubIsBatchMode; }
        }

        public static void OpenURL(string url)
        {
            StubOpened = url;
        }
    }

    [AttributeUsage(AttributeTargets.Class)]
    public class HelpURLAttribute : Attribute
    {
        public HelpURLAttribute(string url)
        {
            URL = url;
        }

        public string URL { get; private set; }
    }

    public static partial class StubEngine
    {
        /// <summary>The application gets or loses the focus.</summary>
        public static void FocusApplication(bool focused)
        {
            foreach (MonoBehaviour behaviour in Behaviours())
                if (behaviour.isActiveAndEnabled) behaviour.Send("OnApplicationFocus", new[] { typeof(bool) }, focused);
        }

        /// <summary>
        /// Wakes the objects that edit mode has made, as Unity does after it has written and read the scene: a component keeps its
        /// serialized fields, and all others are as those of a new one.
        /// </summary>
        public static void LoadSavedScene()
        {
            foreach (GameObject each in Scene.ToArray())
                foreach (Component component in each.Components)
                    if (component is MonoBehaviour) Forget(component);
            foreach (GameObject each in Scene.ToArray())
                if (each.transform.parent == null) each.TellComponents();
        }

        /// <summary>Ends play mode, and keeps the objects of the scene: their components end, and are as the scene was saved.</summary>
        public static void LeavePlayMode()
        {
            foreach (GameObject each in Scene.ToArray())
                if (each.SurvivesSceneLoad) Object.DestroyImmediate(each);
            foreach (GameObject each in Scene.ToArray())
                if (each.transform.parent == null) each.SetActive(false);
            foreach (GameObject each in Scene.ToArray())
                foreach (Component component in each.Components)
                    if (component is MonoBehaviour) ((MonoBehaviour)component).StubSleep();
            Application.isPlaying = false;
            foreach (GameObject each in Scene.ToArray())
                if (each.transform.parent == null) each.SetActive(true);
        }

        private static void Forget(Component component)
        {
            object fresh = Activator.CreateInstance(component.GetType(), true);
            for (Type type = component.GetType(); type != typeof(MonoBehaviour); type = type.BaseType)
                foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                    if (!field.IsInitOnly && !field.IsPublic && !field.IsDefined(typeof(SerializeField), false)) field.SetValue(component, field.GetValue(fresh));
        }
    }

    public partial class Component
    {
        public T GetComponentInParent<T>()
        {
            for (Transform at = transform; at != null; at = at.parent)
                foreach (Component component in at.gameObject.Components)
                    if (component is T && at.gameObject.activeInHierarchy) return (T)(object)component;
            return default(T);
        }
    }

    public struct Vector2
    {
        public float x;
        public float y;

        public Vector2(float x, float y)
        {
            this.x = x;
            this.y = y;
        }
    }

    public sealed partial class GameObject
    {
        /// <summary>Controls the stub: the components in their order.</summary>
        public Component[] StubComponents
        {
            get { return Components.ToArray(); }
        }

        public T GetComponentInChildren<T>(bool includeInactive = false)
        {
            if (includeInactive || activeInHierarchy)
                foreach (Component component in Components)
                    if (component is T) return (T)(object)component;
            foreach (Transform child in transform.Children)
            {
                T found = child.gameObject.GetComponentInChildren<T>(includeInactive);
                if (found != null) return found;
            }
            return default(T);
        }
    }
}

namespace UnityEngine.SceneManagement
{
    public struct Scene
    {
        public GameObject[] GetRootGameObjects()
        {
            List<GameObject> roots = new List<GameObject>();
            foreach (GameObject each in StubEngine.Scene)
                if (each.transform.parent == null) roots.Add(each);
            return roots.ToArray();
        }
    }

    public class SceneManager
    {
        public static Scene GetActiveScene()
        {
            return new Scene();
        }
    }
}
