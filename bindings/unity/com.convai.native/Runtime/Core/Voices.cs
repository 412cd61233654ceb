using System;
using System.Collections.Generic;

namespace ConvaiNative
{
    /// <summary>A voice that a character can have. Immutable. A property is null if the service did not give its value.</summary>
    public sealed class VoiceInfo
    {
        internal unsafe VoiceInfo(NativeVoice* voice)
        {
            Name = Utf8.Read(voice->Name, voice->NameLen);
            Value = Utf8.Read(voice->Value, voice->ValueLen);
            Section = Utf8.Read(voice->Section, voice->SectionLen);
            Gender = Utf8.Read(voice->Gender, voice->GenderLen);
            SampleUrl = Utf8.Read(voice->SampleUrl, voice->SampleUrlLen);
            LanguageCodes = Utf8.ReadAll(voice->LanguageCodes, voice->LanguageCodeCount);
            Environments = Utf8.ReadAll(voice->Environments, voice->EnvironmentCount);
        }

        /// <summary>The name to show to a person.</summary>
        public string Name { get; private set; }

        /// <summary>The service's name of the voice, as <see cref="CharacterSpec.VoiceType"/> takes it.</summary>
        public string Value { get; private set; }

        /// <summary>The section of the service's list, such as "Azure Voices". The service spells some sections in several ways.</summary>
        public string Section { get; private set; }

        /// <summary>"MALE" or "FEMALE", as the service sends it.</summary>
        public string Gender { get; private set; }

        /// <summary>The address of a sample to listen to.</summary>
        public string SampleUrl { get; private set; }

        /// <summary>The languages that it speaks, such as "en-US". Never null.</summary>
        public IReadOnlyList<string> LanguageCodes { get; private set; }

        /// <summary>Where the service offers it, such as "PRODUCTION". Never null.</summary>
        public IReadOnlyList<string> Environments { get; private set; }

        /// <summary>Whether the voice speaks a language.</summary>
        /// <param name="language">A code such as "en-US", or a language such as "en" for each of its codes. Case is ignored.</param>
        /// <exception cref="ArgumentNullException"><paramref name="language"/> is null.</exception>
        public bool Speaks(string language)
        {
            Arguments.Required(language, "language");
            foreach (string code in LanguageCodes)
                if (IsOf(code, language)) return true;
            return false;
        }

        private static bool IsOf(string code, string language)
        {
            if (!code.StartsWith(language, StringComparison.OrdinalIgnoreCase)) return false;
            return code.Length == language.Length || code[language.Length] == '-';
        }
    }

    /// <summary>
    /// The voices of the service, in its order. For <see cref="CharacterSpec.KnownVoices"/> it owns the list in the native library's memory
    /// as well: call <see cref="Dispose"/> to free that, or the garbage collector does it at some later time.
    /// </summary>
    /// <remarks>Thread-safe; no member blocks.</remarks>
    public sealed unsafe partial class VoiceList : ServiceList<VoiceInfo>, IDisposable
    {
        internal VoiceList(NativeVoices* list, ResultHandle owner) : base(Read(list), Utf8.Read(list->RawJson, list->RawJsonLen))
        {
            Owner = owner;
        }

        internal ResultHandle Owner { get; private set; }

        /// <summary>Searches the voices by language and gender.</summary>
        /// <param name="language">A code such as "en-US", or a language such as "en" for each of its codes. Null for any. Case is ignored.</param>
        /// <param name="gender">Such as "FEMALE". Null for any. Case is ignored.</param>
        /// <returns>The voices that have both, in their order. Never null.</returns>
        public IReadOnlyList<VoiceInfo> Search(string language = null, string gender = null)
        {
            return FindAll(delegate (VoiceInfo voice)
            {
                if (language != null && !voice.Speaks(language)) return false;
                return gender == null || string.Equals(voice.Gender, gender, StringComparison.OrdinalIgnoreCase);
            });
        }

        /// <summary>Frees the native memory. The entries stay valid, but <see cref="CharacterSpec.KnownVoices"/> refuses the list. May be called again.</summary>
        public void Dispose()
        {
            Owner.Dispose();
        }

        private static VoiceInfo[] Read(NativeVoices* list)
        {
            VoiceInfo[] voices = new VoiceInfo[checked((int)list->VoiceCount.ToUInt64())];
            for (int index = 0; index < voices.Length; index++) voices[index] = new VoiceInfo(list->Voices[index]);
            return voices;
        }
    }
}
