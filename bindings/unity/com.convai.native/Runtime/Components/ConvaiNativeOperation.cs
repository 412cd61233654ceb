using System;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;

namespace ConvaiNative.Components
{
    /// <summary>
    /// A running call. Yield it in a coroutine, await it, or subscribe to its Completed event. It ends once, on the main thread, in
    /// the update of the <see cref="ConvaiNativeBehaviour"/>.
    /// </summary>
    /// <remarks>
    /// If the game does not read a failure (by Error, Result, IsCancelled, await or Completed), it is logged as a warning some frames
    /// later. Main thread only, except <see cref="Cancel"/>, which any thread may call. No member blocks.
    /// </remarks>
    public abstract class ConvaiNativeOperation : CustomYieldInstruction
    {
        private readonly CancellationTokenSource cancellation = new CancellationTokenSource();

        private Exception error;

        /// <summary>
        /// What the call is doing, and how many bytes were sent and have arrived, as of the last update. The state stays Queued until the
        /// end if the call was started without its progress: see <see cref="ConvaiNativeBehaviour.Run{T}(Func{ConvaiNativeClient, CancellationToken, IProgress{CallProgress}, Task{T}})"/>.
        /// </summary>
        public CallProgress Progress { get; private set; }

        /// <summary>Whether the call has ended: it succeeded, failed or was cancelled.</summary>
        public bool IsDone { get; private set; }

        /// <summary>Whether the call has ended and has a result.</summary>
        public bool Succeeded
        {
            get { return IsDone && error == null; }
        }

        /// <summary>Whether the call was cancelled, for any reason.</summary>
        public bool IsCancelled
        {
            get
            {
                Observed = true;
                return error is OperationCanceledException;
            }
        }

        /// <summary>
        /// The reason of a failure, usually a <see cref="ConvaiNativeException"/>. An <see cref="OperationCanceledException"/> if the
        /// call was cancelled. Null if it succeeded or is running.
        /// </summary>
        public Exception Error
        {
            get
            {
                Observed = true;
                return error;
            }
        }

        /// <summary>Why the call failed, and what to do. Null if it succeeded, was cancelled or is running.</summary>
        public ConvaiNativeFailure Failure
        {
            get { return Error == null || error is OperationCanceledException ? null : new ConvaiNativeFailure(error); }
        }

        /// <summary>True until the call has ended. Coroutines read it.</summary>
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

        /// <summary>Cancels the call and closes its connection. Does nothing if the call has ended. Thread-safe.</summary>
        public void Cancel()
        {
            cancellation.Cancel();
        }

        /// <summary>Receives the progress of the call.</summary>
        /// <param name="also">Receives it, too. May be null.</param>
        internal IProgress<CallProgress> Reporter(IProgress<CallProgress> also)
        {
            return new ProgressTarget(this, also);
        }

        internal void WarnIfUnobserved()
        {
            if (error != null && !Observed) Debug.LogWarning("Convai Native: a call failed, and the game did not read the error: " + error.Message);
        }

        /// <summary>Records the end. A cancellation is not logged.</summary>
        internal void Ended(Exception why)
        {
            error = why;
            if (why is OperationCanceledException) Observed = true;
            EndedInFrame = Time.frameCount;
            IsDone = true;
        }

        private sealed class ProgressTarget : IProgress<CallProgress>
        {
            private readonly ConvaiNativeOperation operation;
            private readonly IProgress<CallProgress> also;

            internal ProgressTarget(ConvaiNativeOperation operation, IProgress<CallProgress> also)
            {
                this.operation = operation;
                this.also = also;
            }

            public void Report(CallProgress progress)
            {
                operation.Progress = progress;
                if (also == null) return;
                try
                {
                    also.Report(progress);
                }
                catch (Exception thrown)
                {
                    // An exception of the game must not prevent operations from ending in this frame.
                    Debug.LogException(thrown);
                }
            }
        }
    }

    /// <summary>A running call with a result.</summary>
    public sealed class ConvaiNativeOperation<T> : ConvaiNativeOperation
    {
        // Continuations resume on Unity's synchronization context and not inside the update of the behaviour.
        private readonly TaskCompletionSource<T> source = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);

        private Action<ConvaiNativeOperation<T>> completed;

        internal ConvaiNativeOperation()
        {
        }

        /// <summary>Raised once when the call ends. A listener that is added after the end is called immediately.</summary>
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

        /// <summary>The result. If the call failed or was cancelled, throws <see cref="ConvaiNativeOperation.Error"/>.</summary>
        /// <exception cref="InvalidOperationException">The call has not ended.</exception>
        public T Result
        {
            get
            {
                if (!IsDone) throw new InvalidOperationException("The call is still running. Yield or await the operation before you read its result.");
                return Task.GetAwaiter().GetResult();
            }
        }

        /// <summary>The call as a task. Do not wait for it (Wait, Result) on the main thread, because it completes there.</summary>
        public Task<T> Task
        {
            get
            {
                Observed = true;
                return source.Task;
            }
        }

        /// <summary>Makes the operation awaitable. The await expression returns the result or throws.</summary>
        public TaskAwaiter<T> GetAwaiter()
        {
            return Task.GetAwaiter();
        }

        /// <summary>An operation that has succeeded, for the tests of a game.</summary>
        public static ConvaiNativeOperation<T> FromResult(T value)
        {
            ConvaiNativeOperation<T> operation = new ConvaiNativeOperation<T>();
            operation.End(value, null);
            return operation;
        }

        /// <summary>An operation that has failed, or was cancelled, for the tests of a game.</summary>
        /// <param name="error">The reason. An <see cref="OperationCanceledException"/> for a cancelled one.</param>
        /// <exception cref="ArgumentNullException"><paramref name="error"/> is null.</exception>
        public static ConvaiNativeOperation<T> FromError(Exception error)
        {
            if (error == null) throw new ArgumentNullException("error");
            return Failed(error);
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
                // Reading the exception marks it as observed. Otherwise the finalizer of the task reports it in addition to our warning.
                GC.KeepAlive(source.Task.Exception);
            }
            Action<ConvaiNativeOperation<T>> listeners = completed;
            completed = null;
            if (listeners == null) return;
            // An exception of a listener must prevent neither the other listeners nor the ends of other operations.
            foreach (Delegate each in listeners.GetInvocationList()) Listeners.Raise((Action<ConvaiNativeOperation<T>>)each, this);
        }
    }
}
