using System;
using System.Diagnostics;
using System.Runtime.Serialization;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative.Tests
{
    /// <summary>Comes out of other application domains too.</summary>
    [Serializable]
    internal sealed class CheckFailed : Exception
    {
        internal CheckFailed(string message) : base(message)
        {
        }

        private CheckFailed(SerializationInfo info, StreamingContext context) : base(info, context)
        {
        }
    }

    internal static class Check
    {
        /// <summary>Longer than anything takes here: only a hang comes near it.</summary>
        internal const int Patience = 30000;

        internal static void That(bool holds, string what)
        {
            if (!holds) throw new CheckFailed(what);
        }

        internal static void Same(object wanted, object got, string what)
        {
            if (!object.Equals(wanted, got)) throw new CheckFailed(what + ": wanted <" + wanted + ">, got <" + got + ">");
        }

        internal static void Bytes(byte[] wanted, byte[] got, string what)
        {
            Same(wanted.Length, got.Length, what + ", length");
            for (int index = 0; index < wanted.Length; index++)
                if (wanted[index] != got[index]) throw new CheckFailed(what + ": byte " + index + " is " + got[index] + ", wanted " + wanted[index]);
        }

        internal static T Throws<T>(Action action, string what) where T : Exception
        {
            try
            {
                action();
            }
            catch (T expected)
            {
                return expected;
            }
            throw new CheckFailed(what + ": no " + typeof(T).Name);
        }

        /// <summary>Waits for a task whose client is pumped by somebody else, and gives its value or its exception.</summary>
        internal static T End<T>(Task<T> task)
        {
            Ended(task);
            return task.GetAwaiter().GetResult();
        }

        internal static void Ended(Task task)
        {
            // Task.Wait would throw; the exceptions are what many tests are about.
            ManualResetEventSlim done = new ManualResetEventSlim();
            task.ContinueWith(delegate { done.Set(); }, TaskContinuationOptions.ExecuteSynchronously);
            if (!done.Wait(Patience)) throw new CheckFailed("a task did not end");
        }

        /// <summary>Pumps on this thread until the task has ended.</summary>
        internal static T Pumped<T>(ConvaiNativeClient client, Task<T> task)
        {
            Until(delegate { client.Pump(); return task.IsCompleted; }, "a pumped task did not end");
            return task.GetAwaiter().GetResult();
        }

        internal static void Until(Func<bool> reached, string what)
        {
            // Not the time of day, which is set at times.
            Stopwatch waited = Stopwatch.StartNew();
            while (!reached())
            {
                if (waited.ElapsedMilliseconds > Patience) throw new CheckFailed(what);
                Thread.Sleep(1);
            }
        }

        /// <summary>
        /// Collects until the library has everything back. What was forgotten was forgotten on threads that have ended,
        /// as the collector takes what it finds on a stack for something that is still used.
        /// </summary>
        internal static void NothingLeft()
        {
            Until(delegate
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return ConvaiNativeLibrary.LiveObjects == 0;
            }, "the library still has " + "objects that were not given back");
        }

        internal static Exception OnItsOwnThread(Action action)
        {
            Exception failure = null;
            Thread thread = new Thread(delegate ()
            {
                try { action(); }
                catch (Exception trouble) { failure = trouble; }
            });
            thread.Start();
            thread.Join();
            return failure;
        }
    }
}
