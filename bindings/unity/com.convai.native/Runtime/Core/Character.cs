using System;

namespace ConvaiNative
{
    /// <summary>A character of the service, as it was when it was read. What the service did not give is null.</summary>
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
            LanguageCodes = new string[checked((int)character->LanguageCodeCount.ToUInt64())];
            for (int index = 0; index < LanguageCodes.Length; index++)
                LanguageCodes[index] = Utf8.Read(character->LanguageCodes[index]);
        }

        /// <summary>The character's id: what every other call asks for. All that creating and cloning give.</summary>
        public string Id { get; private set; }

        /// <summary>Its name.</summary>
        public string Name { get; private set; }

        /// <summary>The id of the user who made it.</summary>
        public string UserId { get; private set; }

        /// <summary>Its voice, one of the service's voice list.</summary>
        public string VoiceType { get; private set; }

        /// <summary>When it was made, in the service's own form.</summary>
        public string Timestamp { get; private set; }

        /// <summary>Who the character is, in prose.</summary>
        public string Backstory { get; private set; }

        /// <summary>The languages that it speaks, such as "en-US". Never null.</summary>
        public string[] LanguageCodes { get; private set; }

        /// <summary>The reply as it came, for fields of the service that have no place here.</summary>
        public string RawJson { get; private set; }
    }

    /// <summary>What a character is made of. Null is not sent: an update leaves it as it is.</summary>
    public sealed class CharacterSpec
    {
        /// <summary>The character's name. Required to create.</summary>
        public string Name { get; set; }

        /// <summary>A voice of the service's voice list, such as "US MALE 1". Required to create.</summary>
        public string VoiceType { get; set; }

        /// <summary>Who the character is, in prose. Required to create.</summary>
        public string Backstory { get; set; }

        /// <summary>What the character can do, separated by commas; "" takes its actions away. Optional.</summary>
        public string Actions { get; set; }

        /// <summary>The languages of the character, such as "en-US". For an update only.</summary>
        public string[] LanguageCodes { get; set; }
    }

    /// <summary>That the service did what was asked.</summary>
    public sealed class Acknowledgement
    {
        internal Acknowledgement(string rawJson)
        {
            RawJson = rawJson;
        }

        /// <summary>The reply as it came.</summary>
        public string RawJson { get; private set; }
    }
}
