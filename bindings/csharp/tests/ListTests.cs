using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative.Tests
{
    /// <summary>The lists of voices, languages and characters, and the check of a character against them.</summary>
    internal static class ListTests
    {
        private const string Voices = "{\"path\":\"/tts/get_available_voices\",\"status\":200,\"json\":{\"Azure Voices\":["
            + "{\"Ana\":{\"voice_value\":\"a-1\",\"lang_codes\":[\"en-US\",\"es-ES\"],\"gender\":\"FEMALE\",\"sample_link\":\"https://x/a.mp3\",\"deployment_env\":[\"PRODUCTION\"]}},"
            + "{\"Ben\":{\"voice_value\":\"b-1\",\"lang_codes\":[\"en-GB\"],\"gender\":\"MALE\",\"deployment_env\":[]}}],"
            + "\"GCP Voices (New)\":[{\"Chloë\":{\"voice_value\":\"c-1\",\"lang_codes\":[\"enm\"],\"gender\":\"female\"}}]}}";

        private static Emulator Emulator
        {
            get { return Program.Emulator; }
        }

        internal static void List()
        {
            Program.Add("lists: voices, with their sections and all their fields", OfVoices);
            Program.Add("lists: voices are searched by language and gender, ignoring case", Search);
            Program.Add("lists: the emulator's voices and languages, as tasks and blocking", OfTheService);
            Program.Add("lists: characters of the account", OfCharacters);
            Program.Add("lists: an unknown voice or language is refused before anything is sent", Known);
            Program.Add("lists: known voices that were disposed of are an ObjectDisposedException", KnownAndGone);
            Program.Add("lists: a refusal and a reply that is no list are failures", Failures);
            Program.Add("lists: a cancelled list ends as cancelled", Cancelled);
        }

        private static void OfVoices()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                Emulator.Fault(Voices);
                VoiceList voices = client.ListVoices();
                Check.Same(3, voices.Count, "voices");
                Check.Same("Ana, Ben, Chloë", Names(voices), "names, in the order of the service");
                VoiceInfo ana = voices[0];
                Check.Same("a-1", ana.Value, "value");
                Check.Same("Azure Voices", ana.Section, "section");
                Check.Same("FEMALE", ana.Gender, "gender");
                Check.Same("https://x/a.mp3", ana.SampleUrl, "sample");
                Check.Same("en-US es-ES", string.Join(" ", ana.LanguageCodes), "languages");
                Check.Same("PRODUCTION", string.Join(" ", ana.Environments), "environments");
                Check.Same("GCP Voices (New)", voices[2].Section, "the second section");
                Check.That(voices[2].SampleUrl == null && voices[2].Environments.Count == 0, "what the service did not send");
                Check.That(voices.RawJson.Contains("\"Azure Voices\""), "the raw reply");
                voices.Dispose();
                voices.Dispose();
                Check.Same("Ana", voices[0].Name, "the entries stay valid");
                Check.Throws<IndexOutOfRangeException>(delegate { GC.KeepAlive(voices[3]); }, "an index");
            }
        }

        private static string Names(IEnumerable<VoiceInfo> voices)
        {
            List<string> names = new List<string>();
            foreach (VoiceInfo voice in voices) names.Add(voice.Name);
            return string.Join(", ", names);
        }

        private static void Search()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                Emulator.Fault(Voices);
                using (VoiceList voices = client.ListVoices())
                {
                    Check.Same("Ana, Ben", Names(voices.Search("en")), "a language finds its codes, and not those that begin alike");
                    Check.Same("Ana, Ben", Names(voices.Search("EN")), "without case");
                    Check.Same("Ben", Names(voices.Search("en-gb")), "a code");
                    Check.Same("Ana", Names(voices.Search("es", "Female")), "both");
                    Check.Same("Ana, Chloë", Names(voices.Search(gender: "FEMALE")), "a gender");
                    Check.Same("Ana, Ben, Chloë", Names(voices.Search()), "nothing");
                    Check.Same("", Names(voices.Search("en", "OTHER")), "none");
                    Check.That(voices[0].Speaks("es-ES") && !voices[1].Speaks("es"), "Speaks");
                    Check.Throws<ArgumentNullException>(delegate { voices[0].Speaks(null); }, "null");
                }
            }
        }

        private static void OfTheService()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                Emulator.Settings("{\"voice_count\":600}");
                using (VoiceList voices = Check.End(client.ListVoicesAsync()))
                {
                    Check.That(voices.Count >= 600, "voices: " + voices.Count);
                    Check.That(voices.RawJson.Length > 100000, "as long as the documented list: " + voices.RawJson.Length);
                    Check.That(voices.Search("de", "female").Count > 0, "German voices");
                }
                using (LanguageList languages = Check.End(client.ListLanguagesAsync())) HasEnglish(languages);
                using (LanguageList languages = client.ListLanguages()) HasEnglish(languages);
                Check.Same("GET", Json.At(Emulator.Last("/tts/get_available_languages"), "method"), "method");
            }
        }

        private static void HasEnglish(LanguageList languages)
        {
            Check.That(languages.Count > 10 && languages.RawJson.Contains("\"en-US\""), "languages: " + languages.Count);
            Check.Same("en-US", languages[0].Code, "code");
            Check.Same("English", languages[0].Name, "name");
            int count = 0;
            foreach (LanguageInfo language in languages) count += language.Code.Length > 0 ? 1 : 0;
            Check.Same(languages.Count, count, "languages of the loop");
            languages.Dispose();
            Check.Same("en-US", languages[0].Code, "the entries stay valid");
        }

        private static void OfCharacters()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                Check.Same(0, client.Characters.List().Count, "characters of a new account");
                string id = client.Characters.Create(EndpointTests.Innkeeper()).Id;
                ServiceList<Character> characters = Check.End(client.Characters.ListAsync());
                Check.Same(1, characters.Count, "characters");
                foreach (Character character in characters)
                {
                    Check.Same(id, character.Id, "id");
                    Check.Same("Oss", character.Name, "name");
                    Check.Same("US FEMALE 1", character.VoiceType, "voice");
                    Check.Same(null, character.RawJson, "the raw reply of an entry");
                }
                Check.That(characters.RawJson.Contains(id), "the raw reply");
                client.Characters.Delete(characters[0].Id);
                Check.Same(0, client.Characters.List().Count, "after the deletion");
            }
        }

        private static void Known()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            using (VoiceList voices = client.ListVoices())
            using (LanguageList languages = client.ListLanguages())
            {
                Emulator.Reset();
                CharacterSpec spec = EndpointTests.Innkeeper();
                spec.KnownVoices = voices;
                spec.KnownLanguages = languages;
                spec.VoiceType = "US FEMALE 11";
                ConvaiNativeException refused = Check.Throws<ConvaiNativeException>(delegate { client.Characters.Create(spec); }, "an unknown voice");
                Check.Same("VoiceType", refused.Argument, "argument");
                Check.That(refused.Message.Contains("US FEMALE 1"), "the nearest voice: " + refused.Message);
                ErrorTests.InCSharp(refused.Message);
                CharacterSpec changes = new CharacterSpec { LanguageCodes = new[] { "en-US", "de-DD" }, KnownLanguages = languages };
                ErrorTests.AtFault("LanguageCodes[1]", delegate { client.Characters.Update("x", changes); });
                ErrorTests.AtFault("VoiceType", delegate { client.Characters.Update("x", new CharacterSpec { VoiceType = "nobody at all", KnownVoices = voices }); });
                Check.Same(0, Emulator.Received(), "requests");
                spec.VoiceType = voices.Search("en", "female")[0].Value;
                string id = Check.End(client.Characters.CreateAsync(spec)).Id;
                client.Characters.Update(id, new CharacterSpec { LanguageCodes = new[] { "de-DE" }, KnownLanguages = languages, KnownVoices = voices });
            }
        }

        private static void KnownAndGone()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                VoiceList voices = client.ListVoices();
                voices.Dispose();
                CharacterSpec spec = EndpointTests.Innkeeper();
                spec.KnownVoices = voices;
                Check.Throws<ObjectDisposedException>(delegate { client.Characters.CreateAsync(spec); }, "voices that were disposed of");
                Check.Same(0, client.Pending, "pending");
                spec.KnownVoices = client.ListVoices();
                spec.KnownLanguages = client.ListLanguages();
                spec.KnownLanguages.Dispose();
                Check.Throws<ObjectDisposedException>(delegate { client.Characters.Create(spec); }, "languages that were disposed of");
                spec.KnownVoices.Dispose();
            }
        }

        private static void Failures()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                Action[] calls =
                {
                    delegate { client.ListVoices().Dispose(); },
                    delegate { client.ListLanguages().Dispose(); },
                    delegate { client.Characters.List(); }
                };
                foreach (Action call in calls)
                {
                    Emulator.Fault("{\"status\":401}");
                    Check.Same(ConvaiNativeErrorCode.Authentication, Check.Throws<ConvaiNativeException>(call, "401").Code, "code");
                    Emulator.Fault("{\"status\":200,\"json\":\"a text\"}");
                    ConvaiNativeException unreadable = Check.Throws<ConvaiNativeException>(call, "no list");
                    Check.That((int)unreadable.Code / 100 == 4, "code: " + unreadable.Code);
                    Check.Same("\"a text\"", unreadable.RawReply, "the raw reply");
                }
            }
        }

        private static void Cancelled()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            using (CancellationTokenSource stop = new CancellationTokenSource())
            {
                Emulator.Fault("{\"hang\":true,\"count\":0}");
                Task[] calls = { client.ListVoicesAsync(stop.Token), client.ListLanguagesAsync(stop.Token), client.Characters.ListAsync(stop.Token) };
                Check.Until(delegate { return Emulator.Received() == 3; }, "the requests are running");
                stop.Cancel();
                foreach (Task call in calls)
                {
                    Check.Ended(call);
                    Check.That(call.IsCanceled, "status: " + call.Status);
                }
            }
        }
    }
}
