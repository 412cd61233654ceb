using System;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative
{
    /// <summary>
    /// A call that was started and whose task has not ended. The task knows it, and it knows who made it: as long as
    /// anybody waits for the task, client and conversation are not collected. After the end it holds nothing.
    /// </summary>
    internal abstract class PendingCall
    {
        private static readonly Action<object> Cancel = CancelOperation;

        private readonly object gate = new object();
        private object owner;
        private OperationHandle operation;
        private CancellationTokenRegistration registration;
        private bool finished;

        protected PendingCall(object owner, CancellationToken cancellation)
        {
            this.owner = owner;
            Cancellation = cancellation;
        }

        protected CancellationToken Cancellation { get; private set; }

        /// <summary>Gives the call its operation, once it is started, and lets its token cancel it from now on.</summary>
        internal void Attach(IntPtr token)
        {
            OperationHandle handle = Own(token);
            if (!Cancellation.CanBeCanceled) return;
            CancellationTokenRegistration registered = Cancellation.Register(Cancel, handle);
            lock (gate)
            {
                if (!finished)
                {
                    registration = registered;
                    return;
                }
            }
            registered.Dispose();
        }

        /// <summary>
        /// Ends the task with what the operation holds. The pump may get here before the thread that started the call has
        /// come back from the library with the very same operation.
        /// </summary>
        internal void Finish(IntPtr token)
        {
            OperationHandle handle = Own(token);
            try
            {
                Complete(token);
            }
            finally
            {
                Release(handle);
            }
        }

        /// <summary>Ends the task as cancelled where the library cannot hand its operation out any more.</summary>
        internal void Abandon()
        {
            OperationHandle handle;
            lock (gate) handle = operation;
            Release(handle);
            CompleteCancelled();
        }

        protected abstract void Complete(IntPtr operation);

        protected abstract void CompleteCancelled();

        private OperationHandle Own(IntPtr token)
        {
            lock (gate)
            {
                if (operation == null) operation = new OperationHandle(token);
                return operation;
            }
        }

        private void Release(OperationHandle handle)
        {
            CancellationTokenRegistration registered;
            lock (gate)
            {
                finished = true;
                registered = registration;
            }
            GC.KeepAlive(owner);
            owner = null;
            registered.Dispose();
            if (handle != null) handle.Dispose();
        }

        internal static void CancelOperation(object handle)
        {
            NativeMethods.convai_operation_cancel(((OperationHandle)handle).Token);
        }
    }

    internal sealed class PendingCall<T> : PendingCall
    {
        private readonly TakeOutcome<T> take;
        private readonly TaskCompletionSource<T> source;

        internal PendingCall(TakeOutcome<T> take, object owner, CancellationToken cancellation) : base(owner, cancellation)
        {
            this.take = take;
            // Nobody's code runs inside Pump: what waits for the task resumes on its own context, or on the thread pool.
            source = new TaskCompletionSource<T>(this, TaskCreationOptions.RunContinuationsAsynchronously);
        }

        internal Task<T> Task
        {
            get { return source.Task; }
        }

        protected override void Complete(IntPtr operation)
        {
            ConvaiNativeException failure;
            T value;
            try
            {
                value = take(operation, out failure);
            }
            catch (Exception trouble)
            {
                // Out of memory, for instance: the task still ends, and the pump goes on.
                source.TrySetException(trouble);
                return;
            }
            if (failure == null) source.TrySetResult(value);
            else if (failure.Code == ConvaiNativeErrorCode.Cancelled) CompleteCancelled();
            else source.TrySetException(failure);
        }

        protected override void CompleteCancelled()
        {
            if (Cancellation.IsCancellationRequested) source.TrySetCanceled(Cancellation);
            else source.TrySetCanceled();
        }
    }
}
