using ConvaiNative.Components;
using UnityEditor;

namespace ConvaiNative.Editor
{
    /// <summary>The editor's ways to end things; all of them come down to the one shutdown, which may be called again.</summary>
    [InitializeOnLoad]
    internal static class EditorLifecycle
    {
        static EditorLifecycle()
        {
            // A domain that is unloaded while a library's thread is in it hangs: nothing may run any more by then.
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
