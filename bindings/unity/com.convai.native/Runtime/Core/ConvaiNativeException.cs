using System;

namespace ConvaiNative
{
    /// <summary>
    /// A call failed: an argument is invalid, no reply arrived, the service refused the request, or the reply cannot be read. A
    /// cancelled call is not a ConvaiNativeException: its task is cancelled, or the blocking call throws an
    /// <see cref="OperationCanceledException"/>.
    /// </summary>
    public sealed unsafe class ConvaiNativeException : Exception
    {
        /// <summary>Makes a failure without the service, for the tests of a program.</summary>
        /// <param name="code">The kind of failure.</param>
        /// <param name="message">What happened, and what to do.</param>
        /// <param name="argument">The argument at fault, or null.</param>
        /// <param name="retryable">Whether the same call may succeed later.</param>
        /// <param name="retryAfter">How long the service asks to wait, or null.</param>
        /// <param name="httpStatus">The HTTP status of the reply, or 0.</param>
        /// <param name="partialReply">The usable part of a failed turn, or null.</param>
        public ConvaiNativeException(ConvaiNativeErrorCode code, string message, string argument = null, bool retryable = false, TimeSpan? retryAfter = null,
            int httpStatus = 0, Reply partialReply = null) : base(message)
        {
            Code = code;
            Argument = argument;
            Retryable = retryable;
            RetryAfter = retryAfter;
            HttpStatus = httpStatus;
            PartialReply = partialReply;
        }

        private ConvaiNativeException(NativeError* error)
            : base(Spelling.Message(Utf8.Read(error->Message, error->MessageLen)))
        {
            Code = (ConvaiNativeErrorCode)error->Status;
            HttpStatus = error->HttpStatus;
            Retryable = error->Retryable != 0;
            RequestSent = error->RequestSent != 0;
            if (error->RetryAfterMs >= 0) RetryAfter = TimeSpan.FromMilliseconds(error->RetryAfterMs);
            ServiceMessage = Utf8.Read(error->ServiceMessage, error->ServiceMessageLen);
            Reference = Utf8.Read(error->Reference, error->ReferenceLen);
            Argument = Spelling.Argument(Utf8.Read(error->Argument, error->ArgumentLen));
        }

        /// <summary>The kind of failure. If the library is newer than this assembly, the value may have no name.</summary>
        public ConvaiNativeErrorCode Code { get; private set; }

        /// <summary>
        /// The option, property or parameter at fault in its C# spelling, such as "ApiKey" or "LanguageCodes[2]". Null if no
        /// argument is at fault.
        /// </summary>
        public string Argument { get; private set; }

        /// <summary>The HTTP status of the reply, or 0 if no reply arrived.</summary>
        public int HttpStatus { get; private set; }

        /// <summary>
        /// Whether the same call may succeed later. No call is repeated automatically: a reply uses quota, and a second "create"
        /// creates a second character.
        /// </summary>
        public bool Retryable { get; private set; }

        /// <summary>How long the service asks to wait before the next attempt. Null if it does not say.</summary>
        public TimeSpan? RetryAfter { get; private set; }

        /// <summary>Whether at least a part of the request was sent, so that the service may have processed it.</summary>
        public bool RequestSent { get; private set; }

        /// <summary>A reference to give to the support of the service. May be null.</summary>
        public string Reference { get; private set; }

        /// <summary>The error message of the service. May be null.</summary>
        public string ServiceMessage { get; private set; }

        /// <summary>
        /// The unparsed reply: JSON, HTML or anything else, truncated to 64 KiB. Null if no reply arrived.
        /// </summary>
        public string RawReply { get; private set; }

        /// <summary>
        /// The usable part of a failed turn, without audio. If only the audio of the reply is broken, it has the text and the
        /// session. Otherwise it has the line that <see cref="Conversation.SetFallback"/> set. Null if there is neither.
        /// </summary>
        public Reply PartialReply { get; private set; }

        /// <summary>Copies an error that is part of a result.</summary>
        internal static ConvaiNativeException From(NativeError* error, byte* raw, UIntPtr rawLength)
        {
            return new ConvaiNativeException(error) { RawReply = Utf8.Read(raw, rawLength) };
        }

        internal static ConvaiNativeException From(NativeResponse* response)
        {
            ConvaiNativeException failure = From(response->Error, response->RawJson, response->RawJsonLen);
            if (response->TextLen != UIntPtr.Zero) failure.PartialReply = new Reply(response, null);
            return failure;
        }

        /// <summary>Copies an error that a function returned through its last parameter, and frees it.</summary>
        internal static ConvaiNativeException Take(NativeError* error)
        {
            if (error == null) return new ConvaiNativeException(ConvaiNativeErrorCode.Internal, "The library failed and gave no reason. Please report this.");
            using (new ResultHandle(error, ResultKind.Error)) return new ConvaiNativeException(error);
        }

        /// <summary>Throws if a function that returns only a status failed.</summary>
        internal static void Check(int status)
        {
            if (status != NativeMethods.CONVAI_OK)
                throw new ConvaiNativeException((ConvaiNativeErrorCode)status, Spelling.Message(Utf8.Read(NativeMethods.convai_status_text(status))));
        }
    }
}
