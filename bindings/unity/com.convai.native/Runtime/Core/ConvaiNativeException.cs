using System;

namespace ConvaiNative
{
    /// <summary>
    /// A call that failed: refused, unanswered, or a mistake that the library found before it sent anything. Cancelled
    /// calls are not this: their tasks end as cancelled, and blocking calls throw
    /// <see cref="OperationCanceledException"/>.
    /// </summary>
    public sealed unsafe class ConvaiNativeException : Exception
    {
        internal ConvaiNativeException(ConvaiNativeErrorCode code, string message, string argument = null) : base(message)
        {
            Code = code;
            Argument = argument;
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

        /// <summary>What went wrong. May be a number without a name where the library is newer than this assembly.</summary>
        public ConvaiNativeErrorCode Code { get; private set; }

        /// <summary>
        /// The option, property or parameter at fault as C# spells it, such as "ApiKey" or "LanguageCodes[2]". Null if no
        /// argument is at fault.
        /// </summary>
        public string Argument { get; private set; }

        /// <summary>The HTTP status of the answer, or 0 where none came.</summary>
        public int HttpStatus { get; private set; }

        /// <summary>
        /// Whether the same call may succeed if it is made again later. Nothing is ever repeated for you: an answer
        /// costs quota, and a second "create" makes a second character.
        /// </summary>
        public bool Retryable { get; private set; }

        /// <summary>How long the service asks to wait before trying again, or null where it does not say.</summary>
        public TimeSpan? RetryAfter { get; private set; }

        /// <summary>Whether some of the request may have left this machine, so that the service may have acted on it.</summary>
        public bool RequestSent { get; private set; }

        /// <summary>The service's reference for its support, or null.</summary>
        public string Reference { get; private set; }

        /// <summary>The service's own words, or null.</summary>
        public string ServiceMessage { get; private set; }

        /// <summary>
        /// What the service answered, as it came: JSON, HTML, anything, cut after 64 KiB. Null where nothing came.
        /// </summary>
        public string RawReply { get; private set; }

        /// <summary>
        /// What there is of the turn that failed, without audio: the text and the session where only the audio is
        /// broken, or the line that <see cref="Conversation.SetFallback"/> gave for this case. Null where there is nothing.
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

        /// <summary>Copies an error that a function gave through its last parameter, and frees it.</summary>
        internal static ConvaiNativeException Take(NativeError* error)
        {
            if (error == null) return new ConvaiNativeException(ConvaiNativeErrorCode.Internal, "The library failed and gave no reason.");
            using (new ResultHandle(error, ResultKind.Error)) return new ConvaiNativeException(error);
        }

        /// <summary>Throws where a function that returns nothing but a status failed.</summary>
        internal static void Check(int status)
        {
            if (status != NativeMethods.CONVAI_OK)
                throw new ConvaiNativeException((ConvaiNativeErrorCode)status, Spelling.Message(Utf8.Read(NativeMethods.convai_status_text(status))));
        }
    }
}
