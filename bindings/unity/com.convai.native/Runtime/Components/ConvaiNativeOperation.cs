using System;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;

namespace ConvaiNative.Components
{
    /// <summary>
    /// A call that is under way. Yield it in a coroutine, await it, or subscribe to its end. It ends once, on the main
    /// thread, inside the update of the <see cref="ConvaiNativeBehaviour"/> that runs it.
    /// </summary>
    /// <remarks>
    /// A failure that nobody looks at (by Error, Result, IsCancelled, await or Completed) is logged as a warning some
    /// frames later. Main thread only, but for <see cref="Cancel"/>, which any thread may call. Nothing blocks.
    /// </remarks>
    public abstract class ConvaiNativeOperation : CustomYieldInstruction
    {
        private readonly CancellationTokenSource cancellation = new CancellationTokenSource();

        private Exception error;

        /// <summary>Whether it has ended: succeeded, failed or been cancelled.</summary>
        public bool IsDone { get; private set; }

        /// <summary>Whether it has ended and <c>Result</c> is there.</summary>
        public bool Succeeded
        {
            get { return IsDone && error == null; }
        }

        /// <summary>Whether it was cancelled, by whom ever.</summary>
        public bool IsCancelled
        {
            get
            {
                Observed = true;
                return error is OperationCanceledException;
            }
        }

        /// <summary>
        /// Why it failed: most often a <see cref="ConvaiNativeException"/>. An <see cref="OperationCanceledException"/> where it
        /// was cancelled. Null where it succeeded, and while it is under way.
        /// </summary>
        public Exception Error
        {
            get
            {
                Observed = true;
                return error;
            }
        }

        /// <summary>For coroutines: true until it has ended.</summary>
        public override bool keepWaiting
        {
            get { return !IsDone; }
        }

        internal CancellationToken Token
        {
            get { return cancellation.Token; }
        }

        internal bool Observed { get; set; }

        internal int EndedInFrame { get; private set; }

        /// <summary>Cancels it: its connection is closed. It ends as cancelled, unless it has ended already.</summary>
        public void Cancel()
        {
            cancellation.Cancel();
        }

        internal void WarnIfUnobserved()
        {
            if (error != null && !Observed) Debug.LogWarning("Convai Native: a call failed, and nobody looked at why: " + error.Message);
        }

        /// <summary>Records the end. Nobody has to look at a cancellation.</summary>
        internal void Ended(Exception why)
        {
            error = why;
            if (why is OperationCanceledException) Observed = true;
            EndedInFrame = Time.frameCount;
            IsDone = true;
        }
    }

    /// <summary>A call that is under way, and gives a value in the end.</summary>
    public sealed class ConvaiNativeOperation<T> : ConvaiNativeOperation
    {
        // What awaits this resumes by itself, on Unity's context, and not in the middle of our update.
        private readonly TaskCompletionSource<T> source = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);

        private Action<ConvaiNativeOperation<T>> completed;

        internal ConvaiNativeOperation()
        {
        }

        /// <summary>Is raised once, when it has ended; at once for those who come later.</summary>
        public event Action<ConvaiNativeOperation<T>> Completed
        {
            add
            {
                Observed = true;
                if (IsDone) value(this);
                else completed += value;
            }
            remove { completed -= value; }
        }

        /// <summary>The value. Throws what <see cref="ConvaiNativeOperation.Error"/> holds where there is none.</summary>
        /// <exception cref="InvalidOperationException">It has not ended yet.</exception>
        public T Result
        {
            get
            {
                if (!IsDone) throw new InvalidOperationException("This call is under way. Yield or await it before you take its result.");
                return Task.GetAwaiter().GetResult();
            }
        }

        /// <summary>The same as a task. Do not wait for it on the main thread: it ends there.</summary>
        public Task<T> Task
        {
            get
            {
                Observed = true;
                return source.Task;
            }
        }

        /// <summary>For await, which gives the value, or throws.</summary>
        public TaskAwaiter<T> GetAwaiter()
        {
            return Task.GetAwaiter();
        }

        internal static ConvaiNativeOperation<T> Failed(Exception why)
        {
            ConvaiNativeOperation<T> operation = new ConvaiNativeOperation<T>();
            operation.End(default(T), why);
            return operation;
        }

        internal void End(T value, Exception why)
        {
            Ended(why);
            if (why == null) source.TrySetResult(value);
            else if (why is OperationCanceledException) source.TrySetCanceled();
            else
            {
                source.TrySetException(why);
                // Looked at here: who does not await it gets our warning, and not the finaliser's as well.
                GC.KeepAlive(source.Task.Exception);
            }
            Action<ConvaiNativeOperation<T>> told = completed;
            completed = null;
            if (told == null) return;
            try
            {
                told(this);
            }
            catch (Exception trouble)
            {
                // One listener's mistake must not keep the other calls from ending.
                Debug.LogException(trouble);
            }
        }
    }
}
