using System;
using System.Threading.Tasks;

namespace ConvaiNative.Components
{
    /// <summary>A task of the core, and the operation that ends when the task has completed.</summary>
    internal abstract class Job
    {
        /// <summary>Whether the task has completed.</summary>
        internal abstract bool Ready { get; }

        internal abstract ConvaiNativeOperation Operation { get; }

        /// <summary>Ends the operation. Called once, on the main thread. If the task has not completed, the operation is cancelled.</summary>
        internal abstract void End();
    }

    internal sealed class Job<TCore, T> : Job
    {
        private readonly Task<TCore> task;
        private readonly Func<TCore, T> convert;
        private readonly ConvaiNativeOperation<T> operation;

        /// <param name="task">The task of the core.</param>
        /// <param name="convert">Converts the result of the task to the result of the operation, on the main thread.</param>
        /// <param name="operation">The operation to end.</param>
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
