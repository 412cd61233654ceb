using System;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.Serialization;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative.Tests
{
    /// <summary>A failed check. Serializable, so that it can cross application domains.</summary>
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

    /// <summary>The assertions and waits of the tests. Program.cs says why the tests do not use NUnit.</summary>
    internal static class Check
    {
        /// <summary>The time limit of a wait in milliseconds. Only a hang reaches it.</summary>
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

        /// <summary>Waits for a task that the background pump completes. Returns its result or throws its exception.</summary>
        internal static T End<T>(Task<T> task)
        {
            Ended(task);
            return task.GetAwaiter().GetResult();
        }

        internal static void Ended(Task task)
        {
            // Task.Wait would wrap the exception.
            ManualResetEventSlim done = new ManualResetEventSlim();
            task.ContinueWith(delegate { done.Set(); }, TaskContinuationOptions.ExecuteSynchronously);
            if (!done.Wait(Patience)) throw new CheckFailed("a task did not end");
        }

        /// <summary>Calls Pump on this thread until the task has completed.</summary>
        internal static T Pumped<T>(ConvaiNativeClient client, Task<T> task)
        {
            Until(delegate { client.Pump(); return task.IsCompleted; }, "a pumped task did not end");
            return task.GetAwaiter().GetResult();
        }

        internal static void Until(Func<bool> reached, string what)
        {
            // A stopwatch, because the clock of the system may be changed.
            Stopwatch waited = Stopwatch.StartNew();
            while (!reached())
            {
                if (waited.ElapsedMilliseconds > Patience) throw new CheckFailed(what);
                Thread.Sleep(1);
            }
        }

        /// <summary>
        /// Runs the garbage collector until no native object is left. The objects must have been created on threads that have ended,
        /// because the collector treats all values on a stack as references.
        /// </summary>
        internal static void NothingLeft()
        {
            Until(delegate
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return ConvaiNativeLibrary.LiveObjects == 0;
            }, "native objects were not freed");
        }

        /// <summary>Checks that code which runs often allocates no managed memory. The runtime counts every byte of this thread.</summary>
        internal static void AllocatesNothing(Action action, string what)
        {
            const int Times = 10000;
            // netstandard2.0 does not have it. Mono and CoreCLR do.
            MethodInfo counter = typeof(GC).GetMethod("GetAllocatedBytesForCurrentThread", Type.EmptyTypes);
            Func<long> allocated = (Func<long>)Delegate.CreateDelegate(typeof(Func<long>), counter);
            // The first runs compile the code.
            for (int warm = 0; warm < 100; warm++) action();
            long before = allocated();
            for (int time = 0; time < Times; time++) action();
            long bytes = allocated() - before;
            That(bytes == 0, what + " allocated " + bytes + " bytes in " + Times + " calls");
        }

        internal static Exception OnItsOwnThread(Action action)
        {
            Exception failure = null;
            Thread thread = new Thread(delegate ()
            {
                try { action(); }
                catch (Exception thrown) { failure = thrown; }
            });
            thread.Start();
            thread.Join();
            return failure;
        }
    }
}
