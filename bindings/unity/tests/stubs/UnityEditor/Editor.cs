// A stub of UnityEditor for tests on Mono. Not Unity.
using System;
using System.Collections.Generic;
using System.Reflection;
using UnityEngine;

namespace UnityEditor
{
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class InitializeOnLoadAttribute : Attribute
    {
    }

    public enum PlayModeStateChange
    {
        EnteredEditMode,
        ExitingEditMode,
        EnteredPlayMode,
        ExitingPlayMode
    }

    public static class EditorApplication
    {
        public delegate void CallbackFunction();

        public static CallbackFunction update;

        public static CallbackFunction delayCall;

        /// <summary>Controls the stub: whether play mode was asked for.</summary>
        public static bool StubPlays { get; set; }

        public static void EnterPlaymode()
        {
            StubPlays = true;
        }

        public static event Action<PlayModeStateChange> playModeStateChanged;

        public static event Action quitting;

        internal static void PlayMode(PlayModeStateChange change)
        {
            if (playModeStateChanged != null) playModeStateChanged(change);
        }

        internal static void Quit()
        {
            if (quitting != null) quitting();
        }
    }

    public static class AssemblyReloadEvents
    {
        public delegate void AssemblyReloadCallback();

        public static event AssemblyReloadCallback beforeAssemblyReload;

        internal static void BeforeReload()
        {
            if (beforeAssemblyReload != null) beforeAssemblyReload();
        }
    }

    public static class EditorPrefs
    {
        private static readonly Dictionary<string, string> Values = new Dictionary<string, string>();

        public static string GetString(string key, string otherwise)
        {
            string value;
            return Values.TryGetValue(key, out value) ? value : otherwise;
        }

        public static void SetString(string key, string value)
        {
            Values[key] = value;
        }

        public static void DeleteKey(string key)
        {
            Values.Remove(key);
        }
    }

    public static class EditorUserBuildSettings
    {
        public static BuildTarget activeBuildTarget
        {
            get { return BuildTarget.StandaloneLinux64; }
        }
    }

    public enum BuildTarget
    {
        StandaloneOSX = 2,
        iOS = 9,
        Android = 13,
        StandaloneWindows64 = 19,
        WebGL = 20,
        StandaloneLinux64 = 24
    }

    public class AssetImporter : UnityEngine.Object
    {
        public string assetPath { get; [StubControl] set; }
    }

    public class PluginImporter : AssetImporter
    {
        /// <summary>Controls the stub: the plugins of the project, by build target.</summary>
        [StubControl]
        public static readonly Dictionary<BuildTarget, string> Plugins = new Dictionary<BuildTarget, string>();

        public bool isNativePlugin
        {
            get { return true; }
        }

        /// <summary>Controls the stub: the processor of a plugin, by its path.</summary>
        public static readonly Dictionary<string, string> StubProcessors = new Dictionary<string, string>();

        /// <summary>Controls the stub: the plugins that a build leaves out if they say so.</summary>
        public static readonly List<PluginImporter> StubAll = new List<PluginImporter>();

        public delegate bool IncludeInBuildDelegate(string path);

        /// <summary>Whether a build includes the plugin.</summary>
        public IncludeInBuildDelegate StubIncluded { get; private set; }

        /// <summary>The stub takes several paths of a target, with a semicolon between them.</summary>
        public static PluginImporter[] GetImporters(BuildTarget platform)
        {
            string paths;
            return Plugins.TryGetValue(platform, out paths) ? Array.ConvertAll(paths.Split(';'), delegate (string path) { return new PluginImporter { assetPath = path }; }) : new PluginImporter[0];
        }

        public static PluginImporter[] GetAllImporters()
        {
            return StubAll.ToArray();
        }

        public void SetIncludeInBuildDelegate(IncludeInBuildDelegate includeInBuildDelegate)
        {
            StubIncluded = includeInBuildDelegate;
        }

        /// <summary>The empty text for a key that the importer does not have.</summary>
        public string GetPlatformData(BuildTarget platform, string key)
        {
            string value;
            return StubProcessors.TryGetValue(assetPath, out value) ? value : "";
        }
    }

    /// <summary>Controls the stub of the editor.</summary>
    public static class StubEditor
    {
        /// <summary>Runs the static constructors that the editor runs after it has loaded an assembly.</summary>
        public static void Load(Assembly assembly)
        {
            foreach (Type type in assembly.GetTypes())
                if (type.IsDefined(typeof(InitializeOnLoadAttribute), false))
                    System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }

        public static void Update()
        {
            if (EditorApplication.update != null) EditorApplication.update();
        }

        public static void PlayMode(PlayModeStateChange change)
        {
            EditorApplication.PlayMode(change);
        }

        public static void BeforeReload()
        {
            AssemblyReloadEvents.BeforeReload();
        }

        public static void Quit()
        {
            EditorApplication.Quit();
        }
    }
}

namespace UnityEditorInternal
{
    public static class InternalEditorUtility
    {
        [StubControl]
        public static int Repaints { get; private set; }

        public static void RepaintAllViews()
        {
            Repaints++;
        }
    }
}
