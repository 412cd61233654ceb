// A stub of UnityEngine for tests on Mono. Not Unity.
using System;
using System.Collections.Generic;

namespace UnityEngine
{
    public enum UserAuthorization
    {
        WebCam = 1,
        Microphone = 2
    }

    public class AsyncOperation : YieldInstruction
    {
        private Action<AsyncOperation> listeners;

        public bool isDone { get; private set; }

        /// <summary>A listener that is added after the end is called immediately.</summary>
        public event Action<AsyncOperation> completed
        {
            add
            {
                if (isDone) value(this);
                else listeners += value;
            }
            remove { listeners -= value; }
        }

        internal void End()
        {
            isDone = true;
            Action<AsyncOperation> called = listeners;
            listeners = null;
            if (called != null) called(this);
        }
    }

    /// <summary>Controls the stub of permissions: what the player answers, and how long the player takes.</summary>
    public static class StubPermission
    {
        private static readonly List<KeyValuePair<int, Action>> Asked = new List<KeyValuePair<int, Action>>();

        /// <summary>Whether the player permits the use of the microphone when the system asks.</summary>
        public static bool Grants { get; set; }

        /// <summary>The number of frames until the player answers.</summary>
        public static int Frames { get; set; }

        /// <summary>How often the system has asked the player.</summary>
        public static int Questions { get; private set; }

        public static void Reset()
        {
            Application.MicrophoneAllowed = Grants = true;
            Frames = 2;
            Questions = 0;
            Asked.Clear();
        }

        /// <summary>Asks the player. A player who has answered with no is not asked again, and the answer stays no.</summary>
        internal static void Ask(Action answered)
        {
            Questions++;
            Asked.Add(new KeyValuePair<int, Action>(Time.Frame + Frames, answered));
        }

        internal static void Step()
        {
            foreach (KeyValuePair<int, Action> each in Asked.ToArray())
            {
                if (Time.Frame < each.Key) continue;
                Asked.Remove(each);
                Application.MicrophoneAllowed = Grants;
                each.Value();
            }
        }
    }
}

namespace UnityEngine
{
    public class AndroidJavaProxy
    {
        public AndroidJavaProxy(string javaInterface)
        {
        }
    }
}

namespace UnityEngine.Android
{
    public class PermissionCallbacks : AndroidJavaProxy
    {
        public event Action<string> PermissionGranted;

        public event Action<string> PermissionDenied;

        public event Action<string> PermissionDeniedAndDontAskAgain;

        public PermissionCallbacks() : base("")
        {
        }

        /// <summary>Without a listener for the answer "do not ask again", the listeners for "denied" are called.</summary>
        internal void Answer(string permission, bool granted, bool forEver)
        {
            Action<string> called = granted ? PermissionGranted : forEver && PermissionDeniedAndDontAskAgain != null ? PermissionDeniedAndDontAskAgain : PermissionDenied;
            if (called != null) called(permission);
        }
    }

    public struct Permission
    {
        public const string Microphone = "android.permission.RECORD_AUDIO";

        public static bool HasUserAuthorizedPermission(string permission)
        {
            return permission != null && Application.MicrophoneAllowed;
        }

        public static void RequestUserPermission(string permission)
        {
            RequestUserPermission(permission, null);
        }

        public static void RequestUserPermission(string permission, PermissionCallbacks callbacks)
        {
            if (permission == null) return;
            StubPermission.Ask(delegate
            {
                if (callbacks != null) callbacks.Answer(permission, Application.MicrophoneAllowed, false);
            });
        }
    }
}
