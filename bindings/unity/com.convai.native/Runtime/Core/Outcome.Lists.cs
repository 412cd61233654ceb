using System;

namespace ConvaiNative
{
    /// <summary>The results that are lists. Each is an array of pointers, because the structs of a newer library may be longer.</summary>
    internal static unsafe partial class Outcome
    {
        internal static readonly TakeOutcome<ServiceList<Character>> OfCharacters = TakeCharacters;
        internal static readonly TakeOutcome<VoiceList> OfVoices = TakeVoices;
        internal static readonly TakeOutcome<LanguageList> OfLanguages = TakeLanguages;

        private static ServiceList<Character> TakeCharacters(IntPtr operation, out ConvaiNativeException failure)
        {
            NativeCharacters* list = NativeMethods.convai_operation_take_characters(operation);
            using (new ResultHandle(list, ResultKind.Characters))
            {
                if (Failed(list->Error, list->RawJson, list->RawJsonLen, out failure)) return null;
                Character[] entries = new Character[Count(list->CharacterCount)];
                for (int index = 0; index < entries.Length; index++) entries[index] = new Character(list->Characters[index]);
                return new ServiceList<Character>(entries, Utf8.Read(list->RawJson, list->RawJsonLen));
            }
        }

        private static VoiceList TakeVoices(IntPtr operation, out ConvaiNativeException failure)
        {
            NativeVoices* list = NativeMethods.convai_operation_take_voices(operation);
            ResultHandle owner = new ResultHandle(list, ResultKind.Voices);
            if (!Failed(list->Error, list->RawJson, list->RawJsonLen, out failure)) return new VoiceList(list, owner);
            owner.Dispose();
            return null;
        }

        private static LanguageList TakeLanguages(IntPtr operation, out ConvaiNativeException failure)
        {
            NativeLanguages* list = NativeMethods.convai_operation_take_languages(operation);
            ResultHandle owner = new ResultHandle(list, ResultKind.Languages);
            if (!Failed(list->Error, list->RawJson, list->RawJsonLen, out failure)) return new LanguageList(list, owner);
            owner.Dispose();
            return null;
        }

        private static int Count(UIntPtr count)
        {
            return checked((int)count.ToUInt64());
        }
    }
}
