using System;
using System.Threading.Tasks;

namespace ConvaiNative.Components
{
    /// <summary>A task of the core, and the operation that its end ends on the main thread.</summary>
    internal abstract class Job
    {
        /// <summary>Whether the task has ended.</summary>
        internal abstract bool Ready { get; }

        internal abstract ConvaiNativeOperation Operation { get; }

        /// <summary>Ends the operation. Called once, on the main thread.</summary>
        internal abstract void End();
    }

    internal sealed class Job<TCore, T> : Job
    {
        private readonly Task<TCore> task;
        private readonly Func<TCore, T> convert;
        private readonly ConvaiNativeOperation<T> operation;

        /// <param name="task">The core's task.</param>
        /// <param name="convert">Makes the operation's value of it, on the main thread, where Unity's objects are made.</param>
        /// <param name="operation">What ends.</param>
        internal Job(Task<TCore> task, Func<TCore, T> convert, ConvaiNativeOperation<T> operation)
        {
            this.task = task;
            this.convert = convert;
            this.operation = operation;
        }

        internal override bool Ready
        {
            get { return task.IsCompleted; }
        }

        internal override ConvaiNativeOperation Operation
        {
            get { return operation; }
        }

        internal override void End()
        {
            T value = default(T);
            Exception why = null;
            try
            {
                if (task.IsCompleted) value = convert(task.GetAwaiter().GetResult());
                else why = new OperationCanceledException("Convai Native was shut down.");
            }
            catch (Exception failure)
            {
                why = failure;
            }
            operation.End(value, why);
        }
    }
}
