// A stub of UnityEngine for tests on Mono. Not Unity.
using System;
using System.Collections.Generic;

namespace UnityEngine.Events
{
    public delegate void UnityAction();

    public delegate void UnityAction<T0>(T0 arg0);

    public abstract class UnityEventBase
    {
        /// <summary>A listener that is a method of a destroyed object is not called.</summary>
        internal static bool AllowInvoke(Delegate @delegate)
        {
            object target = @delegate.Target;
            return !(target is Object) || (Object)target != null;
        }
    }

    public class UnityEvent<T0> : UnityEventBase
    {
        private readonly List<UnityAction<T0>> added = new List<UnityAction<T0>>();
        private List<UnityAction<T0>> called = new List<UnityAction<T0>>();
        private bool changed;

        public void AddListener(UnityAction<T0> call)
        {
            added.Add(call);
            changed = true;
        }

        /// <summary>A running Invoke still calls the listener.</summary>
        public void RemoveListener(UnityAction<T0> call)
        {
            added.RemoveAll(delegate (UnityAction<T0> each) { return each == call; });
            called = new List<UnityAction<T0>>(added);
            changed = false;
        }

        /// <summary>An exception of a listener reaches the caller, and the listeners that follow are not called.</summary>
        public void Invoke(T0 arg0)
        {
            if (changed)
            {
                called.Clear();
                called.AddRange(added);
                changed = false;
            }
            List<UnityAction<T0>> now = called;
            for (int index = 0; index < now.Count; index++)
                if (AllowInvoke(now[index])) now[index](arg0);
        }
    }
}
