using System;

namespace Convai
{
    /// <summary>
    /// Takes what a finished operation holds and turns it into an object of this side. Gives either a value or a
    /// failure, and throws nothing: a failed turn in a game is not an exceptional thing.
    /// </summary>
    internal delegate T TakeOutcome<T>(IntPtr operation, out ConvaiException failure);

    /// <remarks>
    /// A result gets its owner inside of a finally: a thread that is aborted, as all are when their domain is unloaded, is
    /// aborted before or after that, and what has an owner is given back by the collector.
    /// </remarks>
    internal static unsafe class Outcome
    {
        internal static readonly TakeOutcome<Reply> OfReply = TakeReply;
        internal static readonly TakeOutcome<Character> OfCharacter = TakeCharacter;
        internal static readonly TakeOutcome<Acknowledgement> OfAcknowledgement = TakeAcknowledgement;

        private static Reply TakeReply(IntPtr operation, out ConvaiException failure)
        {
            NativeResponse* response = null;
            ResultHandle owner = null;
            try
            {
            }
            finally
            {
                response = NativeMethods.convai_operation_take_response(operation);
                owner = new ResultHandle(response, ResultKind.Response);
            }
            failure = null;
            // The reply keeps the library's memory: its audio is copied only where it is asked for.
            if (response->Error == null) return new Reply(response, owner);
            failure = ConvaiException.From(response);
            owner.Dispose();
            return null;
        }

        private static Character TakeCharacter(IntPtr operation, out ConvaiException failure)
        {
            NativeCharacter* character = null;
            ResultHandle owner = null;
            try
            {
            }
            finally
            {
                character = NativeMethods.convai_operation_take_character(operation);
                owner = new ResultHandle(character, ResultKind.Character);
            }
            using (owner)
            {
                failure = null;
                if (character->Error == null) return new Character(character);
                failure = ConvaiException.From(character->Error, character->RawJson, character->RawJsonLen);
                return null;
            }
        }

        private static Acknowledgement TakeAcknowledgement(IntPtr operation, out ConvaiException failure)
        {
            NativeResult* result = null;
            ResultHandle owner = null;
            try
            {
            }
            finally
            {
                result = NativeMethods.convai_operation_take_result(operation);
                owner = new ResultHandle(result, ResultKind.Acknowledgement);
            }
            using (owner)
            {
                failure = null;
                if (result->Error == null) return new Acknowledgement(Utf8.Read(result->RawJson, result->RawJsonLen));
                failure = ConvaiException.From(result->Error, result->RawJson, result->RawJsonLen);
                return null;
            }
        }
    }
}
