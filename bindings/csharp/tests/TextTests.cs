using System.Text;

namespace ConvaiNative.Tests
{
    /// <summary>Texts are sent and received without a change of any byte.</summary>
    internal static class TextTests
    {
        private static readonly string[] Texts =
        {
            "你好，世界。日本語のテキスト、한국어 문장",
            "𠮷野家 and 𝄞: beyond the first plane",
            "👩‍👩‍👧‍👦 👍🏽 🇺🇳 ❤️",
            "مرحبا بالعالم، كيف حالك؟",
            "שלום עולם \u200f(ימין לשמאל)\u200e",
            "e\u0301 and é, Zalgo z\u0337\u0322\u0341",
            "a&b=c+d%20e%zz?f#g;h",
            "line one\nline two\r\ntab\there \"quoted\" \\back\\",
            "--boundary\r\nContent-Disposition: form-data; name=\"charID\"\r\n\r\nother",
            "  spaces at both ends  ",
            "\ufeffafter a byte order mark",
            "\u0001 control \u007f and \uffff at the end"
        };

        private static Emulator Emulator
        {
            get { return Program.Emulator; }
        }

        internal static void List()
        {
            Program.Add("text: every script and control character is sent as a form", delegate { RoundTrip(false); });
            Program.Add("text: every script and control character is sent as multipart", delegate { RoundTrip(true); });
            Program.Add("text: every script and control character is sent in JSON", InJson);
            Program.Add("text: a backstory of a million characters is sent", Long);
            Program.Add("text: half a surrogate pair becomes the replacement character", LoneSurrogate);
        }

        private static void RoundTrip(bool multipart)
        {
            Emulator.Settings("{\"echo\":true}");
            using (ConvaiNativeClient client = Emulator.Client(false))
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
                foreach (string text in Texts)
                    using (Reply reply = talk.Say(text, default(System.Threading.CancellationToken), new TurnOptions { Multipart = multipart }))
                    {
                        Check.Bytes(Encoding.UTF8.GetBytes(text), Emulator.Field("/character/getResponse", "userText"), "sent: " + text);
                        Check.Bytes(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(reply.Text), "answered: " + text);
                    }
        }

        private static void InJson()
        {
            using (ConvaiNativeClient client = Emulator.Client(false))
                foreach (string text in Texts)
                {
                    string id = client.Characters.Create(new CharacterSpec { Name = text, VoiceType = "MALE", Backstory = text }).Id;
                    Check.Bytes(Encoding.UTF8.GetBytes(text), Emulator.Field("/character/create", "backstory"), "sent: " + text);
                    Character character = client.Characters.Get(id);
                    Check.Same(text, character.Name, "name");
                    Check.Same(text, character.Backstory, "backstory");
                    Check.Same(text, client.Characters.Find(text).Name, "found by its name");
                }
        }

        private static void Long()
        {
            StringBuilder story = new StringBuilder();
            while (story.Length < 1000000) story.Append("すべての灯 ");
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                string id = client.Characters.Create(new CharacterSpec { Name = "Long", VoiceType = "MALE", Backstory = story.ToString() }).Id;
                Check.That(client.Characters.Get(id).Backstory == story.ToString(), "a long backstory came back changed");
            }
        }

        private static void LoneSurrogate()
        {
            Emulator.Settings("{\"echo\":true}");
            using (ConvaiNativeClient client = Emulator.Client(false))
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            using (Reply reply = talk.Say("half \ud83d pair"))
                Check.Same("half \ufffd pair", reply.Text, "reply");
        }
    }
}
