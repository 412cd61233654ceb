// A stub of UnityEngine for tests on Mono. Not Unity.
using System.Collections.Generic;

namespace UnityEngine.Events
{
    public delegate void UnityAction<T>(T value);

    public class UnityEvent<T>
    {
        private readonly List<UnityAction<T>> listeners = new List<UnityAction<T>>();

        public void AddListener(UnityAction<T> call)
        {
            listeners.Add(call);
        }

        public void RemoveListener(UnityAction<T> call)
        {
            listeners.Remove(call);
        }

        /// <summary>As in Unity, an exception of a listener reaches the caller, and the listeners that follow are not called.</summary>
        public void Invoke(T value)
        {
            for (int index = 0; index < listeners.Count; index++) listeners[index](value);
        }
    }
}

#if UNITY_ANDROID
namespace UnityEngine.Android
{
    public static class Permission
    {
        public const string Microphone = "android.permission.RECORD_AUDIO";

        public static bool HasUserAuthorizedPermission(string permission)
        {
            return true;
        }

        public static void RequestUserPermission(string permission)
        {
        }
    }
}
#endif
