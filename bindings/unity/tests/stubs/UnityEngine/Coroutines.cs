// A stub of UnityEngine for tests on Mono. Not Unity.
using System;
using System.Collections;
using System.Collections.Generic;

namespace UnityEngine
{
    public class YieldInstruction
    {
    }

    public sealed class WaitForSeconds : YieldInstruction
    {
        internal readonly float Until;

        public WaitForSeconds(float seconds)
        {
            Until = Time.realtimeSinceStartup + seconds;
        }
    }

    public abstract class CustomYieldInstruction : IEnumerator
    {
        public abstract bool keepWaiting { get; }

        public object Current
        {
            get { return null; }
        }

        public bool MoveNext()
        {
            return keepWaiting;
        }

        public virtual void Reset()
        {
        }
    }

    public sealed class Coroutine : YieldInstruction
    {
        private readonly Stack<IEnumerator> stack = new Stack<IEnumerator>();
        private WaitForSeconds timer;
        private Coroutine other;

        internal Coroutine(IEnumerator routine)
        {
            stack.Push(routine);
        }

        internal bool IsDone
        {
            get { return stack.Count == 0; }
        }

        /// <summary>Runs to the next yield that waits. Returns false at the end.</summary>
        internal bool Step()
        {
            if (timer != null && Time.realtimeSinceStartup < timer.Until) return true;
            if (other != null && !other.IsDone) return true;
            timer = null;
            other = null;
            while (stack.Count > 0)
            {
                IEnumerator top = stack.Peek();
                bool more;
                try
                {
                    more = top.MoveNext();
                }
                catch (Exception thrown)
                {
                    Debug.LogException(thrown);
                    stack.Clear();
                    return false;
                }
                if (!more)
                {
                    stack.Pop();
                    continue;
                }
                IEnumerator inner = top.Current as IEnumerator;
                timer = top.Current as WaitForSeconds;
                other = top.Current as Coroutine;
                if (inner == null) return true;
                stack.Push(inner);
            }
            return false;
        }
    }
}
