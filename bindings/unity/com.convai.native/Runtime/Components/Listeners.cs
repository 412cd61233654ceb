using System;
using UnityEngine;
using UnityEngine.Events;

namespace ConvaiNative.Components
{
    /// <summary>Raises events of the game. An exception of a listener is logged, and does not reach the component.</summary>
    internal static class Listeners
    {
        internal static void Raise<T>(UnityEvent<T> raised, T value)
        {
            try
            {
                raised.Invoke(value);
            }
            catch (Exception thrown)
            {
                Debug.LogException(thrown);
            }
        }

        internal static void Raise<T>(Action<T> raised, T value)
        {
            if (raised == null) return;
            try
            {
                raised(value);
            }
            catch (Exception thrown)
            {
                Debug.LogException(thrown);
            }
        }
    }
}
