using ConvaiNative.Components;
using UnityEditor;

namespace ConvaiNative.Editor
{
    /// <summary>Calls <see cref="ConvaiNativeLifecycle.Shutdown"/> before the editor reloads code, quits or leaves play mode.</summary>
    [InitializeOnLoad]
    internal static class EditorLifecycle
    {
        static EditorLifecycle()
        {
            // Unity hangs if it unloads a domain while a thread waits in native code.
            AssemblyReloadEvents.beforeAssemblyReload += ConvaiNativeLifecycle.Shutdown;
            EditorApplication.quitting += ConvaiNativeLifecycle.Shutdown;
            EditorApplication.playModeStateChanged += OnPlayMode;
        }

        private static void OnPlayMode(PlayModeStateChange change)
        {
            if (change == PlayModeStateChange.ExitingPlayMode) ConvaiNativeLifecycle.Shutdown();
        }
    }
}
