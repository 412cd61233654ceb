// A stub of UnityEngine for tests on Mono. Not Unity.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Reflection;
using System.Threading;

namespace UnityEngine
{
    public static partial class Application
    {
        public static event Action quitting;

        public static string dataPath { get; [StubControl] set; } = "";

        public static bool isPlaying { get; [StubControl] set; } = true;

        [StubControl]
        public static bool MicrophoneAllowed { get; set; } = true;

        public static bool HasUserAuthorization(UserAuthorization mode)
        {
            return MicrophoneAllowed;
        }

        /// <summary>The player answers some frames later, and may deny.</summary>
        public static AsyncOperation RequestUserAuthorization(UserAuthorization mode)
        {
            AsyncOperation asked = new AsyncOperation();
            StubPermission.Ask(asked.End);
            return asked;
        }

        internal static void Quit()
        {
            if (quitting != null) quitting();
        }

        internal static int QuittingListeners
        {
            get { return quitting == null ? 0 : quitting.GetInvocationList().Length; }
        }
    }

    public static class Time
    {
        internal static int Frame;
        internal static float Seconds;
        internal static float Step;

        public static float timeScale { get; set; } = 1;

        public static float unscaledDeltaTime
        {
            get
            {
                StubAudio.RequireMainThread();
                return Step;
            }
        }

        public static int frameCount
        {
            get { return Frame; }
        }

        public static float realtimeSinceStartup
        {
            get { return Seconds; }
        }
    }

    public struct Mathf
    {
        public static float Min(float a, float b)
        {
            return a < b ? a : b;
        }

        public static int Clamp(int value, int lowest, int highest)
        {
            return value < lowest ? lowest : value > highest ? highest : value;
        }
    }

    public static class Debug
    {
        [StubControl]
        public static readonly List<string> Infos = new List<string>();
        [StubControl]
        public static readonly List<string> Warnings = new List<string>();
        [StubControl]
        public static readonly List<string> Errors = new List<string>();

        public static void Log(object message)
        {
            Infos.Add("" + message);
        }

        public static void LogWarning(object message)
        {
            Warnings.Add("" + message);
        }

        public static void LogWarning(object message, Object context)
        {
            Warnings.Add("" + message);
        }

        public static void LogError(object message)
        {
            Errors.Add("" + message);
        }

        public static void LogException(Exception exception)
        {
            Errors.Add(exception.ToString());
        }
    }

    /// <summary>Controls the stub of the engine: the player loop, scenes, play mode and quitting.</summary>
    public static partial class StubEngine
    {
        internal static readonly List<GameObject> Scene = new List<GameObject>();
        private static readonly List<Object> Doomed = new List<Object>();

        /// <summary>The number of objects that were not destroyed.</summary>
        public static int Objects
        {
            get { return Scene.Count; }
        }

        public static int QuittingListeners
        {
            get { return Application.QuittingListeners; }
        }

        /// <summary>Runs one frame: updates in their execution order, then coroutines, posted callbacks and destruction.</summary>
        public static void Frame(float seconds = 1f / 60)
        {
            Time.Frame++;
            Time.Seconds += seconds;
            Time.Step = seconds;
            List<MonoBehaviour> behaviours = Behaviours();
            foreach (MonoBehaviour behaviour in behaviours) behaviour.Tick("Update");
            foreach (MonoBehaviour behaviour in behaviours) behaviour.StepCoroutines();
            foreach (MonoBehaviour behaviour in behaviours) behaviour.Tick("LateUpdate");
            StubContext.Run();
            StubPermission.Step();
            List<Object> doomed = new List<Object>(Doomed);
            Doomed.Clear();
            foreach (Object each in doomed) Object.DestroyImmediate(each);
        }

        /// <summary>Calls every OnGUI once.</summary>
        public static void Draw()
        {
            foreach (MonoBehaviour behaviour in Behaviours()) behaviour.Tick("OnGUI");
        }

        /// <summary>Ends play mode. In edit mode components get no messages.</summary>
        public static void EnterEditMode()
        {
            DestroyAll();
            Application.isPlaying = false;
        }

        /// <summary>Starts play mode: runs the hooks of the assemblies, and sets the synchronization context of this thread.</summary>
        public static void EnterPlayMode(params Assembly[] assemblies)
        {
            Application.isPlaying = true;
            SynchronizationContext.SetSynchronizationContext(new StubContext());
            foreach (RuntimeInitializeLoadType when in new[] { RuntimeInitializeLoadType.SubsystemRegistration, RuntimeInitializeLoadType.BeforeSceneLoad })
                foreach (Assembly assembly in assemblies)
                    foreach (Type type in assembly.GetTypes())
                        foreach (MethodInfo method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
                            foreach (RuntimeInitializeOnLoadMethodAttribute hook in method.GetCustomAttributes(typeof(RuntimeInitializeOnLoadMethodAttribute), false))
                                if (hook.loadType == when) method.Invoke(null, null);
        }

        /// <summary>Unloads a scene: destroys its objects, except those marked by DontDestroyOnLoad.</summary>
        public static void UnloadScene()
        {
            foreach (GameObject each in Scene.ToArray())
                if (each != null && each.transform.parent == null && !each.SurvivesSceneLoad) Object.DestroyImmediate(each);
        }

        /// <summary>Pauses or continues the application, as when a phone shows another one. The mixer stops with it.</summary>
        public static void PauseApplication(bool paused)
        {
            StubAudio.IsSuspended = paused;
            foreach (MonoBehaviour behaviour in Behaviours())
                if (behaviour.isActiveAndEnabled) behaviour.Send("OnApplicationPause", new[] { typeof(bool) }, paused);
        }

        public static void Quit()
        {
            Application.Quit();
            DestroyAll();
        }

        public static void DestroyAll()
        {
            foreach (GameObject each in Scene.ToArray()) Object.DestroyImmediate(each);
            Doomed.Clear();
        }

        internal static void DestroyLater(Object value)
        {
            Doomed.Add(value);
        }

        private static List<MonoBehaviour> Behaviours()
        {
            List<MonoBehaviour> found = new List<MonoBehaviour>();
            foreach (GameObject each in Scene)
                foreach (Component component in each.Components)
                    if (component is MonoBehaviour) found.Add((MonoBehaviour)component);
            List<MonoBehaviour> sorted = new List<MonoBehaviour>(found);
            sorted.Sort(delegate (MonoBehaviour a, MonoBehaviour b)
            {
                int order = Order(a).CompareTo(Order(b));
                return order != 0 ? order : found.IndexOf(a).CompareTo(found.IndexOf(b));
            });
            return sorted;
        }

        private static int Order(MonoBehaviour behaviour)
        {
            object[] given = behaviour.GetType().GetCustomAttributes(typeof(DefaultExecutionOrder), true);
            return given.Length == 0 ? 0 : ((DefaultExecutionOrder)given[0]).order;
        }
    }

    /// <summary>Runs posted callbacks once per frame. What they post runs in the next frame.</summary>
    internal sealed class StubContext : SynchronizationContext
    {
        private static readonly Queue<KeyValuePair<SendOrPostCallback, object>> Posted = new Queue<KeyValuePair<SendOrPostCallback, object>>();

        public override void Post(SendOrPostCallback callback, object state)
        {
            lock (Posted) Posted.Enqueue(new KeyValuePair<SendOrPostCallback, object>(callback, state));
        }

        internal static void Run()
        {
            KeyValuePair<SendOrPostCallback, object>[] posted;
            lock (Posted)
            {
                posted = Posted.ToArray();
                Posted.Clear();
            }
            foreach (KeyValuePair<SendOrPostCallback, object> next in posted)
            {
                try
                {
                    next.Key(next.Value);
                }
                catch (Exception thrown)
                {
                    Debug.LogException(thrown);
                }
            }
        }
    }
}
