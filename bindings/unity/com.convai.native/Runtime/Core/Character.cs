using System;

namespace ConvaiNative
{
    /// <summary>
    /// A character of the service at the time it was read. Immutable. A property is null if the service did not give its value.
    /// </summary>
    public sealed class Character
    {
        internal unsafe Character(NativeCharacter* character)
        {
            Id = Utf8.Read(character->Id, character->IdLen);
            Name = Utf8.Read(character->Name, character->NameLen);
            UserId = Utf8.Read(character->UserId, character->UserIdLen);
            VoiceType = Utf8.Read(character->VoiceType, character->VoiceTypeLen);
            Timestamp = Utf8.Read(character->Timestamp, character->TimestampLen);
            Backstory = Utf8.Read(character->Backstory, character->BackstoryLen);
            RawJson = Utf8.Read(character->RawJson, character->RawJsonLen);
            LanguageCodes = Utf8.ReadAll(character->LanguageCodes, character->LanguageCodeCount);
        }

        /// <summary>The character's id, which all other calls take. Creating and cloning give only the id.</summary>
        public string Id { get; private set; }

        /// <summary>The character's name.</summary>
        public string Name { get; private set; }

        /// <summary>The id of the user who owns the character.</summary>
        public string UserId { get; private set; }

        /// <summary>The character's voice, from the voice list of the service.</summary>
        public string VoiceType { get; private set; }

        /// <summary>The time of creation, in the format of the service.</summary>
        public string Timestamp { get; private set; }

        /// <summary>The description of the character's personality and history.</summary>
        public string Backstory { get; private set; }

        /// <summary>The languages of the character, such as "en-US". Never null.</summary>
        public string[] LanguageCodes { get; private set; }

        /// <summary>
        /// The unparsed reply of the service, for fields that have no property here. Null in an entry of a list, which has the reply.
        /// </summary>
        public string RawJson { get; private set; }
    }

    /// <summary>The properties of a character to create or update. An update does not change properties that are null.</summary>
    public sealed class CharacterSpec
    {
        /// <summary>The character's name. Required to create a character.</summary>
        public string Name { get; set; }

        /// <summary>A voice from the voice list of the service, such as "US MALE 1". Required to create a character.</summary>
        public string VoiceType { get; set; }

        /// <summary>The description of the character's personality and history. Required to create a character.</summary>
        public string Backstory { get; set; }

        /// <summary>The actions that the character can do, separated by commas. An empty text removes all actions. Optional.</summary>
        public string Actions { get; set; }

        /// <summary>
        /// The languages of the character, such as "en-US". The service accepts them only in an update. The array may be null,
        /// its elements may not.
        /// </summary>
        public string[] LanguageCodes { get; set; }

        /// <summary>
        /// The voices of the service. If it is set and <see cref="VoiceType"/> is none of them, the call fails with the error
        /// InvalidArgument before anything is sent, and the message names the nearest one. Null does not check: the service may have new
        /// voices.
        /// </summary>
        public VoiceList KnownVoices { get; set; }

        /// <summary>
        /// The languages of the service. If it is set and one of <see cref="LanguageCodes"/> is none of them, the call fails with the error
        /// InvalidArgument before anything is sent, and the message names the nearest one. Null does not check.
        /// </summary>
        public LanguageList KnownLanguages { get; set; }

        internal unsafe NativeCharacterSpec* Pin(Pins pins)
        {
            NativeCharacterSpec* native = (NativeCharacterSpec*)pins.Struct(sizeof(NativeCharacterSpec));
            native->StructSize = (uint)sizeof(NativeCharacterSpec);
            native->Name = pins.Text(Name, "Name");
            native->VoiceType = pins.Text(VoiceType, "VoiceType");
            native->Backstory = pins.Text(Backstory, "Backstory");
            native->Actions = pins.Text(Actions, "Actions");
            native->LanguageCodes = pins.Texts(LanguageCodes, "LanguageCodes", out native->LanguageCodeCount);
            if (KnownVoices != null) native->KnownVoices = (NativeVoices*)pins.Hold(KnownVoices.Owner);
            if (KnownLanguages != null) native->KnownLanguages = (NativeLanguages*)pins.Hold(KnownLanguages.Owner);
            return native;
        }
    }

    /// <summary>The service's confirmation, for instance that a character was updated or deleted.</summary>
    public sealed class Acknowledgement
    {
        internal Acknowledgement(string rawJson)
        {
            RawJson = rawJson;
        }

        /// <summary>The unparsed reply of the service. Null if the reply was empty.</summary>
        public string RawJson { get; private set; }
    }
}
