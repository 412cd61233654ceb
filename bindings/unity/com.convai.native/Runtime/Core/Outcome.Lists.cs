using System;

namespace ConvaiNative
{
    /// <summary>The results that are lists. Each is an array of pointers, because the structs of a newer library may be longer.</summary>
    internal static unsafe partial class Outcome
    {
        internal static readonly TakeOutcome<ServiceList<Character>> OfCharacters = TakeCharacters;
        internal static readonly TakeOutcome<ServiceList<ChatSummary>> OfChats = TakeChats;
        internal static readonly TakeOutcome<ServiceList<ChatMessage>> OfChat = TakeChat;
        internal static readonly TakeOutcome<ServiceList<NarrativeSection>> OfSections = TakeSections;
        internal static readonly TakeOutcome<ServiceList<NarrativeTrigger>> OfTriggers = TakeTriggers;
        internal static readonly TakeOutcome<VoiceList> OfVoices = TakeVoices;
        internal static readonly TakeOutcome<LanguageList> OfLanguages = TakeLanguages;
        internal static readonly TakeOutcome<NarrativeSection> OfSection = TakeSection;

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

        private static ServiceList<ChatSummary> TakeChats(IntPtr operation, out ConvaiNativeException failure)
        {
            NativeChats* list = NativeMethods.convai_operation_take_chats(operation);
            using (new ResultHandle(list, ResultKind.Chats))
            {
                if (Failed(list->Error, list->RawJson, list->RawJsonLen, out failure)) return null;
                ChatSummary[] entries = new ChatSummary[Count(list->ChatCount)];
                for (int index = 0; index < entries.Length; index++) entries[index] = new ChatSummary(list->Chats[index]);
                return new ServiceList<ChatSummary>(entries, Utf8.Read(list->RawJson, list->RawJsonLen));
            }
        }

        private static ServiceList<ChatMessage> TakeChat(IntPtr operation, out ConvaiNativeException failure)
        {
            NativeChat* list = NativeMethods.convai_operation_take_chat(operation);
            using (new ResultHandle(list, ResultKind.Chat))
            {
                if (Failed(list->Error, list->RawJson, list->RawJsonLen, out failure)) return null;
                ChatMessage[] entries = new ChatMessage[Count(list->MessageCount)];
                for (int index = 0; index < entries.Length; index++) entries[index] = new ChatMessage(list->Messages[index]);
                return new ServiceList<ChatMessage>(entries, Utf8.Read(list->RawJson, list->RawJsonLen));
            }
        }

        private static ServiceList<NarrativeSection> TakeSections(IntPtr operation, out ConvaiNativeException failure)
        {
            NativeSections* list = NativeMethods.convai_operation_take_sections(operation);
            using (new ResultHandle(list, ResultKind.Sections))
            {
                if (Failed(list->Error, list->RawJson, list->RawJsonLen, out failure)) return null;
                NarrativeSection[] entries = new NarrativeSection[Count(list->SectionCount)];
                for (int index = 0; index < entries.Length; index++) entries[index] = new NarrativeSection(list->Sections[index]);
                return new ServiceList<NarrativeSection>(entries, Utf8.Read(list->RawJson, list->RawJsonLen));
            }
        }

        private static ServiceList<NarrativeTrigger> TakeTriggers(IntPtr operation, out ConvaiNativeException failure)
        {
            NativeTriggers* list = NativeMethods.convai_operation_take_triggers(operation);
            using (new ResultHandle(list, ResultKind.Triggers))
            {
                if (Failed(list->Error, list->RawJson, list->RawJsonLen, out failure)) return null;
                NarrativeTrigger[] entries = new NarrativeTrigger[Count(list->TriggerCount)];
                for (int index = 0; index < entries.Length; index++) entries[index] = new NarrativeTrigger(list->Triggers[index]);
                return new ServiceList<NarrativeTrigger>(entries, Utf8.Read(list->RawJson, list->RawJsonLen));
            }
        }

        /// <summary>The list of the current section has one entry, or none.</summary>
        private static NarrativeSection TakeSection(IntPtr operation, out ConvaiNativeException failure)
        {
            ServiceList<NarrativeSection> sections = TakeSections(operation, out failure);
            return failure != null || sections.Count == 0 ? null : sections[0];
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
