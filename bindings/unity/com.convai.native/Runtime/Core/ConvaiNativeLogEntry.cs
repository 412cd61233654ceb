using System;

namespace ConvaiNative
{
    /// <summary>Whether a connection was made for a call.</summary>
    public enum ConnectionUse
    {
        /// <summary>The call ended before it sent anything.</summary>
        Unknown = NativeMethods.CONVAI_CONNECTION_UNKNOWN,

        /// <summary>The connection was made for this call.</summary>
        New = NativeMethods.CONVAI_CONNECTION_NEW,

        /// <summary>The connection existed already, or became free while the call was connecting.</summary>
        Reused = NativeMethods.CONVAI_CONNECTION_REUSED
    }

    /// <summary>
    /// What one call did, for diagnosis: <see cref="ConvaiNativeClient.Logged"/> gives one for each call that has ended. Immutable.
    /// It contains no API key, no text and no audio.
    /// </summary>
    /// <remarks>
    /// The times are from the start of the call until the phase had ended, so that each includes the ones before it. A time is null
    /// if the call did not get there or had no such phase: a call on a reused connection resolves no name and does not connect.
    /// </remarks>
    public sealed class ConvaiNativeLogEntry
    {
        internal unsafe ConvaiNativeLogEntry(NativeLogEntry* entry)
        {
            RequestId = Utf8.Read(entry->RequestId, entry->RequestIdLen);
            Method = Utf8.Read(entry->Method, entry->MethodLen);
            Path = Utf8.Read(entry->Path, entry->PathLen);
            if (entry->Status != NativeMethods.CONVAI_OK) Failure = (ConvaiNativeErrorCode)entry->Status;
            HttpStatus = entry->HttpStatus;
            Connection = (ConnectionUse)entry->Connection;
            Dropped = (long)entry->Dropped;
            BytesSent = (long)entry->BytesSent;
            BytesReceived = (long)entry->BytesReceived;
            Started = new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMilliseconds(entry->StartedUnixMs);
            Queued = Time(entry->QueuedUs);
            NameResolved = Time(entry->NameUs);
            Connected = Time(entry->ConnectUs);
            Secured = Time(entry->TlsUs);
            Sent = Time(entry->SentUs);
            FirstByte = Time(entry->FirstByteUs);
            Total = Time(entry->TotalUs) ?? TimeSpan.Zero;
        }

        /// <summary>The value of the request's header X-Request-ID, a random UUID.</summary>
        public string RequestId { get; private set; }

        /// <summary>The HTTP method.</summary>
        public string Method { get; private set; }

        /// <summary>The path of the request's URL, without host and query.</summary>
        public string Path { get; private set; }

        /// <summary>Why the call failed. Null if it succeeded.</summary>
        public ConvaiNativeErrorCode? Failure { get; private set; }

        /// <summary>The HTTP status of the reply. 0 if none began to arrive.</summary>
        public int HttpStatus { get; private set; }

        /// <summary>Whether a connection was made for the call.</summary>
        public ConnectionUse Connection { get; private set; }

        /// <summary>The number of entries before this one that were lost, because the log was full.</summary>
        public long Dropped { get; private set; }

        /// <summary>The bytes of the request's body that were passed to the connection.</summary>
        public long BytesSent { get; private set; }

        /// <summary>The bytes of the reply's body that arrived.</summary>
        public long BytesReceived { get; private set; }

        /// <summary>When the call started, in UTC.</summary>
        public DateTime Started { get; private set; }

        /// <summary>The time until the call left the queue.</summary>
        public TimeSpan? Queued { get; private set; }

        /// <summary>The time until the host name was resolved.</summary>
        public TimeSpan? NameResolved { get; private set; }

        /// <summary>The time until the TCP connection was made, or the tunnel through a proxy.</summary>
        public TimeSpan? Connected { get; private set; }

        /// <summary>The time until the TLS handshake was done.</summary>
        public TimeSpan? Secured { get; private set; }

        /// <summary>The time until the last byte of the request's body was passed to the connection.</summary>
        public TimeSpan? Sent { get; private set; }

        /// <summary>The time until the head of the reply arrived.</summary>
        public TimeSpan? FirstByte { get; private set; }

        /// <summary>The time until the call ended.</summary>
        public TimeSpan Total { get; private set; }

        /// <summary>The entry as one line for a log.</summary>
        public override string ToString()
        {
            return Method + " " + Path + ": " + (Failure == null ? "OK" : Failure.ToString()) + ", HTTP " + HttpStatus + " in "
                + Total.Ticks / TimeSpan.TicksPerMillisecond + " ms (connection " + Connection + ", "
                + BytesSent + " bytes sent, " + BytesReceived + " received, request " + RequestId + ")"
                + (Dropped == 0 ? "" : "; " + Dropped + " calls before this one are missing in the log");
        }

        private static TimeSpan? Time(long microseconds)
        {
            return microseconds < 0 ? (TimeSpan?)null : TimeSpan.FromTicks(microseconds * (TimeSpan.TicksPerMillisecond / 1000));
        }
    }
}
