using System;

namespace ConvaiNative
{
    /// <summary>What a call is doing.</summary>
    public enum CallState
    {
        /// <summary>It waits in the queue, or behind earlier turns of its conversation.</summary>
        Queued = NativeMethods.CONVAI_STATE_QUEUED,

        /// <summary>It connects, or sends the request.</summary>
        Sending = NativeMethods.CONVAI_STATE_SENDING,

        /// <summary>The request was sent, and the reply has not begun.</summary>
        Waiting = NativeMethods.CONVAI_STATE_WAITING,

        /// <summary>The reply is arriving.</summary>
        Receiving = NativeMethods.CONVAI_STATE_RECEIVING,

        /// <summary>The call has ended: it succeeded, failed or was cancelled.</summary>
        Done = NativeMethods.CONVAI_STATE_DONE
    }

    /// <summary>The progress of a call. Immutable. See <see cref="CallOptions.Progress"/>.</summary>
    public struct CallProgress : IEquatable<CallProgress>
    {
        internal CallProgress(NativeProgress progress) : this()
        {
            State = (CallState)progress.State;
            BytesSent = (long)progress.BytesSent;
            BytesToSend = (long)progress.BytesToSend;
            BytesReceived = (long)progress.BytesReceived;
            BytesToReceive = (long)progress.BytesToReceive;
        }

        /// <summary>What the call is doing.</summary>
        public CallState State { get; private set; }

        /// <summary>The bytes of the request's body that were passed to the connection.</summary>
        public long BytesSent { get; private set; }

        /// <summary>The size of the request's body in bytes. 0 until sending begins.</summary>
        public long BytesToSend { get; private set; }

        /// <summary>The bytes of the reply's body that have arrived.</summary>
        public long BytesReceived { get; private set; }

        /// <summary>The size of the reply's body in bytes. 0 if the service does not say.</summary>
        public long BytesToReceive { get; private set; }

        /// <summary>Whether all values are equal.</summary>
        public bool Equals(CallProgress other)
        {
            return State == other.State && BytesSent == other.BytesSent && BytesToSend == other.BytesToSend
                && BytesReceived == other.BytesReceived && BytesToReceive == other.BytesToReceive;
        }

        /// <summary>Whether the other object is a CallProgress with equal values.</summary>
        public override bool Equals(object other)
        {
            return other is CallProgress && Equals((CallProgress)other);
        }

        /// <summary>A hash of the values.</summary>
        public override int GetHashCode()
        {
            return ((int)State * 397 ^ BytesSent.GetHashCode()) * 397 ^ BytesReceived.GetHashCode();
        }

        /// <summary>The progress as text for a log.</summary>
        public override string ToString()
        {
            return State + ", " + BytesSent + " of " + BytesToSend + " bytes sent, " + BytesReceived + " of " + BytesToReceive + " received";
        }
    }

    /// <summary>Reports the progress of one call when it has changed.</summary>
    internal sealed unsafe class ProgressReporter
    {
        private readonly IProgress<CallProgress> target;
        private CallProgress last;
        private bool reported;

        internal ProgressReporter(IProgress<CallProgress> target)
        {
            this.target = target;
        }

        internal void Report(IntPtr operation)
        {
            NativeProgress native = new NativeProgress();
            native.StructSize = (uint)sizeof(NativeProgress);
            int status = NativeMethods.convai_operation_poll(operation, &native);
            if (status != NativeMethods.CONVAI_OK && status != NativeMethods.CONVAI_PENDING) return;
            CallProgress now = new CallProgress(native);
            if (reported && now.Equals(last)) return;
            reported = true;
            last = now;
            target.Report(now);
        }
    }
}
