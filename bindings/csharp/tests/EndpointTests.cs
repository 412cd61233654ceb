using System;
using System.Text;

namespace ConvaiNative.Tests
{
    /// <summary>Every call of Characters in both forms, and the requests that the service receives.</summary>
    internal static class EndpointTests
    {
        private static Emulator Emulator
        {
            get { return Program.Emulator; }
        }

        internal static void List()
        {
            Program.Add("characters: all calls work as tasks", AsTasks);
            Program.Add("characters: all calls work blocking and without a pump", Blocking);
            Program.Add("characters: an update does not send null properties", PartialUpdate);
            Program.Add("characters: a clone copies the knowledge bank only on request", KnowledgeBank);
            Program.Add("characters: the API key is only in its header", KeyInHeaderAlone);
            Program.Add("connections: a reset makes the next call use a new one", Reset);
        }

        internal static CharacterSpec Innkeeper()
        {
            return new CharacterSpec { Name = "Oss", VoiceType = "US FEMALE 1", Backstory = "Oss keeps the Inn of the Three Herons.", Actions = "Pour tea, Wave" };
        }

        private static void AsTasks()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                string id = Check.End(client.Characters.CreateAsync(Innkeeper())).Id;
                Created(id);
                Matches(Check.End(client.Characters.GetAsync(id)), id, "Oss");
                Matches(Check.End(client.Characters.FindAsync("Oss")), id, "Oss");
                CharacterSpec changes = new CharacterSpec { Name = "Mother Oss", LanguageCodes = new[] { "en-US", "de-DE" } };
                Check.That(Check.End(client.Characters.UpdateAsync(id, changes)).RawJson.Contains("SUCCESS"), "the raw acknowledgement");
                Character changed = Check.End(client.Characters.GetAsync(id));
                Matches(changed, id, "Mother Oss");
                Check.Same("en-US de-DE", string.Join(" ", changed.LanguageCodes), "languages");
                string copy = Check.End(client.Characters.CloneAsync(id)).Id;
                Check.That(copy != id && copy.Length > 0, "the copy has another id");
                Check.End(client.Characters.DeleteAsync(copy));
                Gone(client, copy);
            }
        }

        private static void Reset()
        {
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                object first = ConnectionOfACall(client);
                Check.Same(first, ConnectionOfACall(client), "the connection is kept");
                client.ResetConnections();
                Check.That(!first.Equals(ConnectionOfACall(client)), "another connection");
                client.Dispose();
                Check.Throws<ObjectDisposedException>(delegate { client.ResetConnections(); }, "after Dispose");
            }
        }

        private static object ConnectionOfACall(ConvaiNativeClient client)
        {
            client.Characters.Get(Emulator.PublicCharacter);
            return Json.At(Emulator.Last("/character/get"), "connection");
        }

        private static void Blocking()
        {
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                string id = client.Characters.Create(Innkeeper()).Id;
                Created(id);
                Matches(client.Characters.Get(id), id, "Oss");
                Matches(client.Characters.Find("Oss"), id, "Oss");
                client.Characters.Update(id, new CharacterSpec { Name = "Mother Oss" });
                Matches(client.Characters.Get(id), id, "Mother Oss");
                string copy = client.Characters.Clone(id).Id;
                client.Characters.Delete(copy);
                Gone(client, copy);
                Check.Same(0, client.Pump(), "blocking calls leave nothing to pump");
            }
        }

        private static void Created(string id)
        {
            object entry = Emulator.Last("/character/create");
            Check.Same("Oss", Json.At(entry, "json", "charName"), "charName");
            Check.Same("US FEMALE 1", Json.At(entry, "json", "voiceType"), "voiceType");
            Check.Same("Oss keeps the Inn of the Three Herons.", Json.At(entry, "json", "backstory"), "backstory");
            Check.Same("Pour tea, Wave", Json.At(entry, "json", "actions"), "actions");
            Check.That(!string.IsNullOrEmpty(id), "the new character has an id");
        }

        private static void Matches(Character character, string id, string name)
        {
            Check.Same(id, character.Id, "id");
            Check.Same(name, character.Name, "name");
            Check.Same("US FEMALE 1", character.VoiceType, "voice");
            Check.Same("Oss keeps the Inn of the Three Herons.", character.Backstory, "backstory");
            Check.That(!string.IsNullOrEmpty(character.UserId) && !string.IsNullOrEmpty(character.Timestamp), "user and time");
            Check.That(character.RawJson.Contains("\"character_id\""), "the raw reply");
        }

        private static void Gone(ConvaiNativeClient client, string id)
        {
            ConvaiNativeException failure = Check.Throws<ConvaiNativeException>(delegate { client.Characters.Get(id); }, "a deleted character");
            Check.Same(ConvaiNativeErrorCode.NotFound, failure.Code, "code of a deleted character");
        }

        private static void PartialUpdate()
        {
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                string id = client.Characters.Create(Innkeeper()).Id;
                client.Characters.Update(id, new CharacterSpec { Backstory = "Oss sails." });
                string[] names = Names(Emulator.Last("/character/update"));
                Check.Same("backstory charID", string.Join(" ", names), "fields of the update");
                Check.Same("Oss", client.Characters.Get(id).Name, "the name stays");
            }
        }

        private static string[] Names(object entry)
        {
            System.Collections.Generic.List<string> names = new System.Collections.Generic.List<string>();
            foreach (string name in ((System.Collections.Generic.Dictionary<string, object>)Json.At(entry, "json")).Keys) names.Add(name);
            names.Sort(System.StringComparer.Ordinal);
            return names.ToArray();
        }

        private static void KnowledgeBank()
        {
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                client.Characters.Clone(Emulator.PublicCharacter, true);
                Check.Same(true, Json.At(Emulator.Last("/user/clone_character"), "json", "KB"), "KB");
                client.Characters.Clone(Emulator.PublicCharacter);
                object body = Json.At(Emulator.Last("/user/clone_character"), "json");
                object sent;
                bool named = ((System.Collections.Generic.Dictionary<string, object>)body).TryGetValue("KB", out sent);
                Check.That(!named || false.Equals(sent), "no KB");
            }
        }

        private static void KeyInHeaderAlone()
        {
            ConvaiNativeClientOptions options = Emulator.Options(false);
            options.ApiKey = "  " + Emulator.Key + "  ";
            using (ConvaiNativeClient client = new ConvaiNativeClient(options))
                client.Characters.Get(Emulator.PublicCharacter);
            object entry = Emulator.Last("/character/get");
            Check.That(((string)Json.At(entry, "headers", "convai-api-key")).Contains("(" + Emulator.Key.Length + " bytes)"), "the key, trimmed, in its header");
            Check.Same(false, Json.At(entry, "key_leaked"), "the key elsewhere in the request");
            Check.That(!options.ToString().Contains(Emulator.Key), "ToString contains the key");
            Check.That(options.ToString().Contains("set") && Encoding.UTF8.GetByteCount(options.ToString()) > 20, "ToString shows that a key is set");
        }
    }
}
