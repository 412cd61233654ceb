using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative.Tests
{
    /// <summary>Characters that act: the scene of a turn and of a conversation, and the actions of a reply.</summary>
    internal static class SceneTests
    {
        private const string Path = "/character/getResponse";

        /// <summary>The same reply for each sentence, in the form of the documents: an empty first line and stray spaces.</summary>
        private const string Serving = "{\"path\":\"/character/getResponse\",\"count\":0,\"status\":200,\"json\":{\"charID\":\"x\",\"text\":\"Sure.\",\"sessionID\":\"s1\","
            + "\"actionSequence\":\"\\n Serve Mojito\\n  Move To Table#1 \\n\\n Serve Mojito\",\"tag\":\"order\"}}";

        private static Emulator Emulator
        {
            get { return Program.Emulator; }
        }

        internal static void List()
        {
            Program.Add("scene: actions, objects and characters of a turn arrive as documented", OfATurn);
            Program.Add("scene: a conversation sends its scene until it is changed, and a turn can replace it", OfAConversation);
            Program.Add("scene: every kind of turn has one, with and without a conversation", EveryTurn);
            Program.Add("scene: a reply has its actions in order, the raw sequence and the tag", Reply);
            Program.Add("scene: the pieces of a streamed reply have the actions too", Pieces);
            Program.Add("scene: classification, labels and further fields are sent as they are", Fields);
            Program.Add("scene: what is invalid is named in C#, and nothing is sent", Invalid);
            Program.Add("scene: null elements and texts with NUL throw at once", Mistakes);
        }

        internal static SceneSpec Bar()
        {
            return new SceneSpec
            {
                Actions = { "Serve Mojito", "Move To", "Wave" },
                Objects = { new SceneItem("Table#1", "A round table by the window."), new SceneItem("Table#2") },
                Characters = { new SceneItem("Zoë", "She is thirsty, & says \"so\".") }
            };
        }

        private static void IsSent(bool bar, string what)
        {
            object entry = Emulator.Last(Path);
            Dictionary<string, string> fields = new Dictionary<string, string>();
            foreach (object field in (List<object>)Json.At(entry, "fields"))
                fields[(string)Json.At(field, "name")] = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String((string)Json.At(field, "base64")));
            foreach (string name in new[] { "actions", "objects", "characters" }) Check.Same(bar, fields.ContainsKey(name), what + ", " + name);
            if (!bar) return;
            Check.Same("Serve Mojito,Move To,Wave", fields["actions"].Replace(", ", ","), what + ", actions");
            object objects = Json.Parse(fields["objects"]), characters = Json.Parse(fields["characters"]);
            Check.Same(2, ((List<object>)objects).Count, what + ", objects");
            Check.Same("Table#1", Json.At(objects, 0, "name"), what + ", name");
            Check.Same("A round table by the window.", Json.At(objects, 0, "description"), what + ", description");
            Check.Same("", Json.At(objects, 1, "description"), what + ", no description");
            Check.Same("Zoë", Json.At(characters, 0, "name"), what + ", character");
            Check.Same("She is thirsty, & says \"so\".", Json.At(characters, 0, "bio"), what + ", bio");
        }

        private static void OfATurn()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                TurnOptions options = new TurnOptions { Scene = Bar() };
                using (Reply reply = client.GetResponse(Emulator.PublicCharacter, null, "A mojito, please.", CancellationToken.None, options)) IsSent(true, "blocking");
                Check.End(client.GetResponseAsync(Emulator.PublicCharacter, null, "A mojito, please.", CancellationToken.None, options)).Dispose();
                IsSent(true, "as a task");
                client.GetResponse(Emulator.PublicCharacter, null, "Hello.").Dispose();
                IsSent(false, "without a scene");
                client.GetResponse(Emulator.PublicCharacter, null, "Hello.", CancellationToken.None, new TurnOptions { Scene = new SceneSpec() }).Dispose();
                IsSent(false, "an empty scene");
            }
        }

        private static void OfAConversation()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            {
                Check.Same(null, talk.Scene, "the scene at first");
                talk.Say("Hello.").Dispose();
                IsSent(false, "before");
                SceneSpec bar = Bar();
                talk.SetScene(bar);
                Check.Same(bar, talk.Scene, "the scene");
                bar.Actions.Add("not sent: the scene was copied");
                talk.Say("Hello.").Dispose();
                IsSent(true, "first");
                SceneSpec other = new SceneSpec { Actions = { "Sleep" } };
                talk.Say("Hello.", CancellationToken.None, new TurnOptions { Scene = other }).Dispose();
                Check.Same("Sleep", Emulator.Text(Path, "actions"), "the actions of the turn");
                Check.Throws<CheckFailed>(delegate { Emulator.Field(Path, "objects"); }, "the whole scene is replaced");
                Check.End(talk.SayAsync("Hello.")).Dispose();
                IsSent(true, "after the turn with its own scene");
                SceneTests.Refused("Actions[0]", delegate { talk.SetScene(new SceneSpec { Actions = { "" } }); });
                Check.Same(bar, talk.Scene, "a refused scene changes nothing");
                talk.Say("Hello.").Dispose();
                IsSent(true, "after a refused scene");
                talk.SetScene(null);
                talk.Say("Hello.").Dispose();
                IsSent(false, "after null");
                talk.Dispose();
                Check.Throws<ObjectDisposedException>(delegate { talk.SetScene(Bar()); }, "after Dispose");
            }
        }

        private static void EveryTurn()
        {
            PcmAudio samples = new PcmAudio(new short[1600], 16000);
            byte[] wav;
            using (Audio audio = Audio.FromPcm(samples)) wav = audio.Wav;
            TurnOptions options = new TurnOptions { Scene = Bar(), Multipart = true };
            CancellationToken none = CancellationToken.None;
            using (ConvaiNativeClient client = Emulator.Client())
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            using (Utterance utterance = new Utterance(PcmFormat.S16, 16000))
            {
                foreach (Func<Reply> turn in new Func<Reply>[]
                {
                    delegate { return client.GetResponse(Emulator.PublicCharacter, null, "Hello.", none, options); },
                    delegate { return client.GetResponse(Emulator.PublicCharacter, null, samples, none, options); },
                    delegate { return client.GetResponseWav(Emulator.PublicCharacter, null, wav, none, options); },
                    delegate { return talk.Say("Hello.", none, options); },
                    delegate { return talk.Say(samples, none, options); },
                    delegate { return talk.SayWav(wav, none, options); },
                    delegate { utterance.Push(new short[1600], 0, 1600); return talk.Say(utterance, none, options); }
                })
                {
                    turn().Dispose();
                    IsSent(true, "a turn");
                }
            }
        }

        private static void Reply()
        {
            Emulator.Fault(Serving);
            using (ConvaiNativeClient client = Emulator.Client())
            {
                using (Reply reply = client.GetResponse("x", null, "A mojito, please."))
                {
                    Check.Same("Serve Mojito|Move To Table#1|Serve Mojito", string.Join("|", reply.Actions), "actions");
                    Check.Same("\n Serve Mojito\n  Move To Table#1 \n\n Serve Mojito", reply.ActionSequence, "the raw sequence");
                    Check.Same("order", reply.Tag, "tag");
                }
                Emulator.Reset();
                using (Reply reply = client.GetResponse(Emulator.PublicCharacter, null, "Hello."))
                {
                    Check.Same(0, reply.Actions.Count, "actions of a reply without");
                    Check.That(reply.ActionSequence == null && reply.Tag == null, "no sequence and no tag");
                }
            }
        }

        private static void Pieces()
        {
            Emulator.Script("{\"text\":\"A mojito, please.\",\"reply\":\"Sure. Here it is.\",\"actions\":[\"Serve Mojito\",\"Wave\"]}");
            using (ConvaiNativeClient client = Emulator.Client())
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            {
                talk.SetScene(Bar());
                List<string> actions = new List<string>();
                TurnOptions options = new TurnOptions { Stream = true, PieceReceived = delegate (Piece piece) { actions.AddRange(piece.Actions); } };
                using (Reply reply = Check.End(talk.SayAsync("A mojito, please.", CancellationToken.None, options)))
                    Check.Same("Serve Mojito|Wave", string.Join("|", reply.Actions), "actions of the reply");
                Check.Same("Serve Mojito|Wave", string.Join("|", actions), "actions of the pieces");
                Task<Reply> whole = talk.SayAsync("A mojito, please.");
                Check.Ended(whole);
                Piece only = Check.End(whole.Pieces().NextAsync());
                Check.Same("Serve Mojito|Wave", string.Join("|", only.Actions), "actions of a whole reply as one piece");
                whole.Result.Dispose();
            }
        }

        private static void Fields()
        {
            SceneSpec scene = new SceneSpec
            {
                Classification = "True",
                ClassLabels = { "order", "greeting" },
                Fields = { new FormField("speaker", "Zoë & co"), new FormField("empty", "") }
            };
            using (ConvaiNativeClient client = Emulator.Client())
            using (Reply reply = client.GetResponse(Emulator.PublicCharacter, null, "This is an order.", CancellationToken.None, new TurnOptions { Scene = scene }))
            {
                Check.Same("True", Emulator.Text(Path, "classification"), "classification");
                Check.Same("order,greeting", Emulator.Text(Path, "classLabels").Replace(", ", ","), "labels");
                Check.Same("Zoë & co", Emulator.Text(Path, "speaker"), "a further field");
                Check.Same("", Emulator.Text(Path, "empty"), "an empty field");
                Check.Same("order", reply.Tag, "tag");
            }
        }

        private static void Refused(string argument, Action mistake)
        {
            ErrorTests.AtFault(argument, mistake);
        }

        private static void Invalid()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            {
                SceneItem good = new SceneItem("Table");
                foreach (KeyValuePair<string, SceneSpec> wrong in new Dictionary<string, SceneSpec>
                {
                    { "Actions[1]", new SceneSpec { Actions = { "Jump", "Jump;Wave" } } },
                    { "Actions[2]", new SceneSpec { Actions = { "Jump", "Wave", "Jump" } } },
                    { "Objects[2].Name", new SceneSpec { Objects = { good, new SceneItem("Chair"), new SceneItem("") } } },
                    { "Objects[1].Name", new SceneSpec { Objects = { good, good } } },
                    { "Objects[0].Description", new SceneSpec { Objects = { new SceneItem("Table", "Round; by the window.") } } },
                    { "Characters[0].Name", new SceneSpec { Characters = { new SceneItem("Zoë\nand Ada") } } },
                    { "ClassLabels[1]", new SceneSpec { ClassLabels = { "a", " " } } },
                    { "Fields[0].Name", new SceneSpec { Fields = { new FormField("userText", "x") } } },
                    { "Fields[1].File", new SceneSpec { Fields = { new FormField("a", "x"), new FormField("b", new byte[1], "b.txt", "text/plain") } } }
                })
                {
                    Refused(wrong.Key, delegate { talk.SetScene(wrong.Value); });
                    Refused(wrong.Key, delegate { talk.Say("Hello.", CancellationToken.None, new TurnOptions { Scene = wrong.Value }); });
                }
                Check.Same(0, Emulator.Received(), "requests");
            }
        }

        private static void Mistakes()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            {
                foreach (KeyValuePair<string, SceneSpec> wrong in new Dictionary<string, SceneSpec>
                {
                    { "Actions", new SceneSpec { Actions = { null } } },
                    { "Objects", new SceneSpec { Objects = { null } } },
                    { "Characters", new SceneSpec { Characters = { new SceneItem("a\0b") } } },
                    { "Fields", new SceneSpec { Fields = { null } } },
                    { "Value", new SceneSpec { Fields = { new FormField("a", "b\0") } } },
                    { "Classification", new SceneSpec { Classification = "\0" } }
                })
                {
                    Check.Same(wrong.Key, Check.Throws<ArgumentException>(delegate { talk.SetScene(wrong.Value); }, wrong.Key).ParamName, "parameter");
                    Check.Throws<ArgumentException>(delegate { talk.SayAsync("Hello.", CancellationToken.None, new TurnOptions { Scene = wrong.Value }); }, wrong.Key);
                }
                talk.SetScene(new SceneSpec { Actions = null, Objects = null, Characters = null, ClassLabels = null, Fields = null });
                talk.Say("Hello.").Dispose();
                IsSent(false, "lists that are null");
                Check.Same(0, client.Pending, "pending");
            }
        }
    }
}
