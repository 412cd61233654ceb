using System;

namespace ConvaiNative
{
    /// <summary>
    /// Takes the result of a finished operation and converts it to a managed object. Returns either a value or a failure. It does
    /// not throw, because throwing is slow and failed turns are frequent.
    /// </summary>
    internal delegate T TakeOutcome<T>(IntPtr operation, out ConvaiNativeException failure);

    internal static unsafe partial class Outcome
    {
        internal static readonly TakeOutcome<Reply> OfReply = TakeReply;
        internal static readonly TakeOutcome<Character> OfCharacter = TakeCharacter;
        internal static readonly TakeOutcome<Acknowledgement> OfAcknowledgement = TakeAcknowledgement;
        internal static readonly TakeOutcome<ServiceReply> OfServiceReply = TakeServiceReply;
        internal static readonly TakeOutcome<AuthToken> OfToken = TakeToken;
        internal static readonly TakeOutcome<AccountUsage> OfUsage = TakeUsage;
        internal static readonly TakeOutcome<GeneratedText> OfGeneratedText = TakeGeneratedText;
        internal static readonly TakeOutcome<Audio> OfAudio = TakeAudio;

        private static Reply TakeReply(IntPtr operation, out ConvaiNativeException failure)
        {
            NativeResponse* response = NativeMethods.convai_operation_take_response(operation);
            ResultHandle owner = new ResultHandle(response, ResultKind.Response);
            failure = null;
            // The reply owns the native memory. Its audio is copied only on use.
            if (response->Error == null) return new Reply(response, owner);
            failure = ConvaiNativeException.From(response);
            owner.Dispose();
            return null;
        }

        private static Character TakeCharacter(IntPtr operation, out ConvaiNativeException failure)
        {
            NativeCharacter* result = NativeMethods.convai_operation_take_character(operation);
            using (new ResultHandle(result, ResultKind.Character))
                return Failed(result->Error, result->RawJson, result->RawJsonLen, out failure) ? null : new Character(result);
        }

        private static Acknowledgement TakeAcknowledgement(IntPtr operation, out ConvaiNativeException failure)
        {
            NativeResult* result = NativeMethods.convai_operation_take_result(operation);
            using (new ResultHandle(result, ResultKind.Acknowledgement))
                return Failed(result->Error, result->RawJson, result->RawJsonLen, out failure) ? null : new Acknowledgement(Utf8.Read(result->RawJson, result->RawJsonLen));
        }

        private static ServiceReply TakeServiceReply(IntPtr operation, out ConvaiNativeException failure)
        {
            NativeResult* result = NativeMethods.convai_operation_take_result(operation);
            using (new ResultHandle(result, ResultKind.Acknowledgement))
                return Failed(result->Error, result->RawJson, result->RawJsonLen, out failure) ? null : new ServiceReply(result);
        }

        private static AuthToken TakeToken(IntPtr operation, out ConvaiNativeException failure)
        {
            NativeToken* result = NativeMethods.convai_operation_take_token(operation);
            using (new ResultHandle(result, ResultKind.Token))
                return Failed(result->Error, result->RawJson, result->RawJsonLen, out failure) ? null : new AuthToken(result);
        }

        private static AccountUsage TakeUsage(IntPtr operation, out ConvaiNativeException failure)
        {
            NativeUsage* result = NativeMethods.convai_operation_take_usage(operation);
            using (new ResultHandle(result, ResultKind.Usage))
                return Failed(result->Error, result->RawJson, result->RawJsonLen, out failure) ? null : new AccountUsage(result);
        }

        private static GeneratedText TakeGeneratedText(IntPtr operation, out ConvaiNativeException failure)
        {
            NativeGeneratedText* result = NativeMethods.convai_operation_take_generated_text(operation);
            using (new ResultHandle(result, ResultKind.GeneratedText))
                return Failed(result->Error, result->RawJson, result->RawJsonLen, out failure) ? null : new GeneratedText(result);
        }

        private static Audio TakeAudio(IntPtr operation, out ConvaiNativeException failure)
        {
            return Audio.Own(NativeMethods.convai_operation_take_audio(operation), out failure);
        }

        /// <summary>Whether a result has an error, which is then copied.</summary>
        internal static bool Failed(NativeError* error, byte* raw, UIntPtr rawLength, out ConvaiNativeException failure)
        {
            failure = error == null ? null : ConvaiNativeException.From(error, raw, rawLength);
            return error != null;
        }
    }
}
