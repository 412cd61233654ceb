using System;

namespace ConvaiNative
{
    /// <summary>A language that the service offers. Immutable. A property is null if the service did not give its value.</summary>
    public sealed class LanguageInfo
    {
        internal unsafe LanguageInfo(NativeLanguage* language)
        {
            Code = Utf8.Read(language->Code, language->CodeLen);
            Name = Utf8.Read(language->Name, language->NameLen);
        }

        /// <summary>The code, such as "en-US", as <see cref="CharacterSpec.LanguageCodes"/> takes it.</summary>
        public string Code { get; private set; }

        /// <summary>The name to show to a person.</summary>
        public string Name { get; private set; }
    }

    /// <summary>
    /// The languages of the service, in its order. For <see cref="CharacterSpec.KnownLanguages"/> it owns the list in the native library's
    /// memory as well: call <see cref="Dispose"/> to free that, or the garbage collector does it at some later time.
    /// </summary>
    /// <remarks>Thread-safe; no member blocks.</remarks>
    public sealed unsafe partial class LanguageList : ServiceList<LanguageInfo>, IDisposable
    {
        internal LanguageList(NativeLanguages* list, ResultHandle owner) : base(Read(list), Utf8.Read(list->RawJson, list->RawJsonLen))
        {
            Owner = owner;
        }

        internal ResultHandle Owner { get; private set; }

        /// <summary>Frees the native memory. The entries stay valid, but <see cref="CharacterSpec.KnownLanguages"/> refuses the list. May be called again.</summary>
        public void Dispose()
        {
            Owner.Dispose();
        }

        private static LanguageInfo[] Read(NativeLanguages* list)
        {
            LanguageInfo[] languages = new LanguageInfo[checked((int)list->LanguageCount.ToUInt64())];
            for (int index = 0; index < languages.Length; index++) languages[index] = new LanguageInfo(list->Languages[index]);
            return languages;
        }
    }
}
