// A stub of UnityEditor for tests on Mono. Not Unity.
using System;
using System.Collections.Generic;
using System.Reflection;
using UnityEngine;

namespace UnityEditor
{
    [AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
    public sealed class MenuItem : Attribute
    {
        public string menuItem;
        public bool validate;
        public int priority;

        public MenuItem(string itemName) : this(itemName, false)
        {
        }

        public MenuItem(string itemName, bool isValidateFunction) : this(itemName, isValidateFunction, 1000)
        {
        }

        public MenuItem(string itemName, bool isValidateFunction, int priority)
        {
            menuItem = itemName;
            validate = isValidateFunction;
            this.priority = priority;
        }
    }

    public sealed class MenuCommand
    {
        public UnityEngine.Object context;
        public int userData;

        public MenuCommand(UnityEngine.Object inContext)
        {
            context = inContext;
        }
    }

    public sealed class GameObjectUtility
    {
        public static void SetParentAndAlign(GameObject child, GameObject parent)
        {
            if (parent != null) child.transform.SetParent(parent.transform, false);
        }

        public static void EnsureUniqueNameForSibling(GameObject self)
        {
            string wanted = self.name;
            for (int number = 1; Taken(self); number++) self.name = wanted + " (" + number + ")";
        }

        private static bool Taken(GameObject self)
        {
            foreach (Transform other in UnityEngine.Object.FindObjectsOfType<Transform>())
                if (other.gameObject != self && other.parent == self.transform.parent && other.gameObject.name == self.name) return true;
            return false;
        }
    }

    public class Undo
    {
        /// <summary>Controls the stub: the objects whose creation can be undone.</summary>
        public static readonly List<UnityEngine.Object> StubCreated = new List<UnityEngine.Object>();

        public static void RecordObject(UnityEngine.Object objectToUndo, string name)
        {
        }

        public static void RegisterCreatedObjectUndo(UnityEngine.Object objectToUndo, string name)
        {
            StubCreated.Add(objectToUndo);
        }
    }

    public partial class EditorUtility
    {
        /// <summary>Controls the stub: the answer to a question, and the last question.</summary>
        public static bool StubAnswer { get; set; }

        public static string StubQuestion { get; set; }

        /// <summary>Controls the stub: the last file that was opened.</summary>
        public static string StubOpened { get; set; }

        public static bool DisplayDialog(string title, string message, string ok, string cancel)
        {
            StubQuestion = message;
            return StubAnswer;
        }

        public static void OpenWithDefaultApp(string fileName)
        {
            StubOpened = fileName;
        }

        public static void SetDirty(UnityEngine.Object target)
        {
        }
    }

    public class FileUtil
    {
        public static string GetUniqueTempPathInProject()
        {
            return System.IO.Path.Combine(System.IO.Path.GetTempPath(), "UnityTempFile-" + Guid.NewGuid().ToString("N"));
        }
    }

    public sealed class Selection
    {
        public static GameObject activeGameObject { get; set; }
    }

    public class SettingsService
    {
        /// <summary>Controls the stub: the page that was opened.</summary>
        public static string StubOpened { get; set; }

        public static EditorWindow OpenProjectSettings(string settingsPath = null)
        {
            StubOpened = settingsPath;
            return null;
        }
    }

    public class EditorWindow : ScriptableObject
    {
        /// <summary>Controls the stub: the open windows.</summary>
        public static readonly List<EditorWindow> StubOpen = new List<EditorWindow>();

        public GUIContent titleContent { get; set; } = new GUIContent("");

        public Vector2 minSize { get; set; }

        public static T GetWindow<T>(bool utility, string title, bool focus) where T : EditorWindow
        {
            T found = (T)StubOpen.Find(delegate (EditorWindow each) { return each is T; });
            if (found != null) return found;
            found = (T)Activator.CreateInstance(typeof(T), true);
            found.titleContent = new GUIContent(title);
            StubOpen.Add(found);
            Send(found, "OnEnable");
            return found;
        }

        public void Close()
        {
            StubOpen.Remove(this);
            Send(this, "OnDisable");
        }

        public void Repaint()
        {
        }

        /// <summary>Controls the stub: draws the window once.</summary>
        public void StubDraw()
        {
            Send(this, "OnGUI");
        }

        private static void Send(EditorWindow window, string message)
        {
            MethodInfo method = window.GetType().GetMethod(message, BindingFlags.Instance | BindingFlags.NonPublic);
            try
            {
                if (method != null) method.Invoke(window, null);
            }
            catch (TargetInvocationException thrown)
            {
                throw new InvalidOperationException(message + " threw " + thrown.InnerException, thrown.InnerException);
            }
        }
    }

    /// <summary>Controls the stub of the menu.</summary>
    public static class StubMenu
    {
        /// <summary>Chooses an entry, as the editor does. `context` is the object whose context menu it is.</summary>
        public static void Choose(Assembly assembly, string path, UnityEngine.Object context = null)
        {
            MethodInfo found = Find(assembly, path);
            object[] given = found.GetParameters().Length == 0 ? null : new object[] { new MenuCommand(context) };
            try
            {
                found.Invoke(null, given);
            }
            catch (TargetInvocationException thrown)
            {
                throw new InvalidOperationException(path + " threw " + thrown.InnerException, thrown.InnerException);
            }
        }

        private static MethodInfo Find(Assembly assembly, string path)
        {
            foreach (Type type in assembly.GetTypes())
                foreach (MethodInfo method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
                    foreach (MenuItem entry in method.GetCustomAttributes(typeof(MenuItem), false))
                        if (entry.menuItem == path && !entry.validate) return method;
            throw new InvalidOperationException("The menu has no entry " + path + ".");
        }
    }
}

namespace UnityEditor.SceneManagement
{
    public enum NewSceneSetup
    {
        EmptyScene = 0,
        DefaultGameObjects = 1
    }

    public enum NewSceneMode
    {
        Single = 0,
        Additive = 1
    }

    public sealed class EditorSceneManager : UnityEngine.SceneManagement.SceneManager
    {
        /// <summary>Controls the stub: whether the user goes on when the open scene has changes.</summary>
        public static bool StubGoesOn { get; set; } = true;

        public static bool SaveCurrentModifiedScenesIfUserWantsTo()
        {
            return StubGoesOn;
        }

        /// <summary>A new scene with a camera, which has the listener.</summary>
        public static UnityEngine.SceneManagement.Scene NewScene(NewSceneSetup setup, NewSceneMode mode)
        {
            StubEngine.DestroyAll();
            if (setup == NewSceneSetup.DefaultGameObjects) new GameObject("Main Camera", typeof(AudioListener));
            return new UnityEngine.SceneManagement.Scene();
        }
    }
}
