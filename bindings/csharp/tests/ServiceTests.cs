using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative.Tests
{
    /// <summary>History, usage, generated texts, speech, narrative design, and requests to any path.</summary>
    internal static class ServiceTests
    {
        private const string Sections = "{\"status\":200,\"json\":[{\"section_id\":\"s1\",\"section_name\":\"Intro\",\"objective\":\"Greet.\","
            + "\"decisions\":[{\"criteria\":\"asks\",\"next_section_id\":\"s2\"}]},{\"section_id\":\"s2\",\"section_name\":\"Out\",\"decisions\":null}]}";

        private static Emulator Emulator
        {
            get { return Program.Emulator; }
        }

        internal static void List()
        {
            Program.Add("service: the history has what was said, until it is deleted", History);
            Program.Add("service: the list of sessions has a limit, and what the service does not say is null", Sessions);
            Program.Add("service: usage of the account", Usage);
            Program.Add("service: starter lines and a backstory are generated", Generated);
            Program.Add("service: speech without a character", Speech);
            Program.Add("service: sections, the current one, and triggers of a narrative design", Narrative);
            Program.Add("service: a request to any path, with JSON, a form, a file, a query or nothing", AnyPath);
            Program.Add("service: the bytes of any reply, and the failures of any call", AnyReply);
            Program.Add("service: what is invalid is named in C#, and nothing is sent", Invalid);
            Program.Add("service: every call can be cancelled, and has a deadline", Ends);
        }

        private static void History()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            {
                talk.Say("My name is Zoë.").Dispose();
                string answer;
                using (Reply reply = talk.Say("What is my name?")) answer = reply.Text;
                string session = talk.SessionId;
                ServiceList<ChatSummary> chats = Check.End(client.ListChatsAsync(Emulator.PublicCharacter));
                Check.Same(1, chats.Count, "sessions");
                Check.Same(session, chats[0].SessionId, "session");
                Check.That(chats[0].Date != null && chats[0].Time != null && chats.RawJson.Contains(session), "date and time");
                ServiceList<ChatMessage> said = Check.End(client.GetChatAsync(Emulator.PublicCharacter, session));
                Check.Same(4, said.Count, "sentences");
                Check.Same("My name is Zoë.", said[0].Text, "the first one");
                Check.Same("User", said[0].Speaker, "speaker");
                Check.Same(answer, said[3].Text, "the last one");
                Check.That(said[0].Timestamp != null && said[0].IsTrigger == false, "timestamp, and no trigger");
                Check.Same(4, client.GetChat(Emulator.PublicCharacter, session).Count, "blocking");
                Check.That(client.DeleteChats(Emulator.PublicCharacter, new[] { session }).RawJson.Length > 0, "the confirmation");
                Check.Same(0, client.ListChats(Emulator.PublicCharacter).Count, "after the deletion");
                Check.Same(session, Json.At(Emulator.Last("/character/chatHistory/delete"), "json", "sessionIDs", 0), "the session in the request");
                talk.Reset();
                talk.Say("Hello.").Dispose();
                Check.End(client.DeleteChatsAsync(Emulator.PublicCharacter, new List<string> { talk.SessionId }));
                Check.Same(0, client.ListChats(Emulator.PublicCharacter).Count, "after the second deletion");
            }
        }

        private static void Sessions()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                Emulator.Fault("{\"count\":2,\"status\":200,\"json\":[{\"sessionID\":\"s1\",\"date\":\"25-09-2024\",\"time\":\"20:52:57\",\"is_added_to_memory\":true},{\"sessionID\":\"s2\"}]}");
                ServiceList<ChatSummary> chats = client.ListChats("x", 2);
                Check.Same("2", Json.At(Emulator.Last("/character/chatHistory/list"), "json", "limit"), "limit");
                Check.That(chats[0].IsInMemory == true && chats[0].Date == "25-09-2024" && chats[0].Time == "20:52:57", "all fields");
                Check.That(chats[1].IsInMemory == null && chats[1].Date == null && chats[1].Time == null, "one field");
                client.ListChats("x");
                Check.Same("-1", Json.At(Emulator.Last("/character/chatHistory/list"), "json", "limit"), "no limit");
            }
        }

        private static void Usage()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                Check.That(Check.End(client.GetUsageAsync()).Metrics.Count > 0, "metrics of the emulator");
                Emulator.Fault("{\"status\":200,\"json\":{\"usage\":{\"user_name\":\"ada\",\"email\":\"ada@example.org\"},\"usage_v2\":{\"plan_name\":\"Indie\",\"expiry_ts\":\"2030-01-01\","
                    + "\"metrics\":[{\"id\":\"interactions\",\"usage_details\":[{\"limit\":3000,\"usage\":12.5}]},{\"id\":\"core-api\",\"usage_details\":[{}]}]}}}");
                AccountUsage usage = client.GetUsage();
                Check.Same("ada, ada@example.org, Indie, 2030-01-01", string.Join(", ", usage.UserName, usage.Email, usage.PlanName, usage.Expires), "account");
                Check.Same(2, usage.Metrics.Count, "metrics");
                Check.That(usage.Metrics[0].Id == "interactions" && usage.Metrics[0].Limit == 3000.0 && usage.Metrics[0].Used == 12.5, "the first metric");
                Check.That(usage.Metrics[1].Limit == null && usage.Metrics[1].Used == null, "unknown numbers");
                Check.That(usage.RawJson.Contains("usage_v2"), "the raw reply");
            }
        }

        private static void Generated()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                GeneratedText starters = Check.End(client.GenerateStartersAsync(Emulator.PublicCharacter));
                Check.That(starters.Lines.Count > 0 && starters.Lines[0].Length > 0 && starters.Text.Contains(starters.Lines[0]), "lines: " + starters.Text);
                Check.That(starters.RawJson.Contains("data:"), "the raw reply");
                Check.That(client.GenerateStarters(Emulator.PublicCharacter, "").Lines.Count > 0, "blocking, with an empty session");
                GeneratedText backstory = client.GenerateBackstory("Oss", "keeps an inn by the harbour");
                Check.That(backstory.Text.Length > 20, "backstory: " + backstory.Text);
                Check.That(Check.End(client.GenerateBackstoryAsync("Oss", "keeps an inn")).Text.Length > 0, "as a task");
                Check.Same("keeps an inn", Emulator.Text("/character/generate-backstory", "inputText"), "inputText");
            }
        }

        private static void Speech()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                using (Audio audio = Check.End(client.GenerateSpeechAsync("The boat leaves at noon.", "US FEMALE 1")))
                {
                    Check.That(audio.Frames > audio.SampleRate / 4, "seconds: " + audio.Duration);
                    Check.Same((byte)'R', audio.Wav[0], "a WAV file");
                }
                client.GenerateSpeech("The boat leaves at noon.", "US FEMALE 1").Dispose();
                Check.Same("The boat leaves at noon.", Json.At(Emulator.Last("/tts"), "json", "transcript"), "transcript");
                Emulator.Fault("{\"status\":403}");
                Check.Throws<ConvaiNativeException>(delegate { client.GenerateSpeech("x", "y"); }, "a refusal");
            }
        }

        private static void Narrative()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                Emulator.Fault(Sections);
                ServiceList<NarrativeSection> sections = client.ListSections("x");
                Check.Same(2, sections.Count, "sections");
                Check.That(sections[0].Id == "s1" && sections[0].Name == "Intro" && sections[0].Objective == "Greet.", "the first section");
                Check.That(sections[0].Decisions.Count == 1 && sections[0].Decisions[0].Criteria == "asks" && sections[0].Decisions[0].NextSectionId == "s2", "its decision");
                Check.That(sections[1].Decisions.Count == 0 && sections[1].Objective == null, "the second section");
                Check.That(Check.End(client.ListSectionsAsync(Emulator.PublicCharacter)).RawJson.Length > 0, "as a task");
                Emulator.Fault("{\"status\":200,\"json\":{\"section_id\":\"s2\",\"section_name\":\"Out\"}}");
                Check.Same("Out", client.GetCurrentSection("x", "s").Name, "the current section");
                Emulator.Fault("{\"status\":200,\"json\":[]}");
                Check.Same(null, Check.End(client.GetCurrentSectionAsync("x", "s")), "no current section");
                Emulator.Fault("{\"status\":200,\"json\":[{\"trigger_id\":\"t1\",\"trigger_name\":\"Door\",\"trigger_message\":\"It opens.\",\"destination_section\":\"s2\"},{\"trigger_id\":\"t2\",\"destination_section\":null}]}");
                ServiceList<NarrativeTrigger> triggers = client.ListTriggers("x");
                Check.Same("t1, Door, It opens., s2", string.Join(", ", triggers[0].Id, triggers[0].Name, triggers[0].Message, triggers[0].DestinationSectionId), "the first trigger");
                Check.Same(null, triggers[1].DestinationSectionId, "no destination");
                Check.That(Check.End(client.ListTriggersAsync(Emulator.PublicCharacter)).RawJson.Length > 0, "as a task");
            }
        }

        private static void AnyPath()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                ServiceReply reply = Check.End(client.CallAsync(new ServiceRequest("character/get", "{\"charID\":\"" + Emulator.PublicCharacter + "\"}")));
                Check.Same(200, reply.HttpStatus, "status");
                Check.That(reply.ContentType.StartsWith("application/json", StringComparison.Ordinal), reply.ContentType);
                Check.That(reply.Text.Contains(Emulator.PublicCharacter) && reply.Body.Length == Encoding.UTF8.GetByteCount(reply.Text), reply.Text);
                Check.Same(200, client.Call(new ServiceRequest { Method = "GET", Path = "/tts/get_available_languages?page=1" }).HttpStatus, "a list");
                Check.Same("GET", Json.At(Emulator.Last("/tts/get_available_languages"), "method"), "method");
                ServiceRequest form = new ServiceRequest("character/getResponse") { Fields = { new FormField("charID", Emulator.PublicCharacter), new FormField("sessionID", "-1"), new FormField("voiceResponse", "False"), new FormField("userText", "Grüße & mehr") } };
                Check.That(client.Call(form).Text.Contains("sessionID"), "a form");
                Check.Same("application/x-www-form-urlencoded", Json.At(Emulator.Last("/character/getResponse"), "content_type"), "its encoding");
                Check.Same("Grüße & mehr", Emulator.Text("/character/getResponse", "userText"), "its text");
                form.Multipart = true;
                client.Call(form);
                Check.That(((string)Json.At(Emulator.Last("/character/getResponse"), "content_type")).StartsWith("multipart/", StringComparison.Ordinal), "multipart");
                byte[] wav;
                using (Audio audio = Audio.FromPcm(new PcmAudio(new short[1600], 16000))) wav = audio.Wav;
                form.Multipart = false;
                form.Fields[3] = new FormField("file", wav, "audio.wav", "audio/wav");
                client.Call(form);
                Check.Bytes(wav, Convert.FromBase64String((string)Json.At(Emulator.Last("/character/getResponse"), "files", 0, "base64")), "the file");
            }
        }

        private static void AnyReply()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                Emulator.Fault("{\"invalid_utf8\":true}");
                ServiceReply reply = client.Call(new ServiceRequest("character/get", "{}"));
                Check.That(reply.Body.Length > 0 && Encoding.UTF8.GetByteCount(reply.Text) != reply.Body.Length, "bytes that are not UTF-8");
                Emulator.Fault("{\"empty_body\":true}");
                reply = client.Call(new ServiceRequest("character/get", "{}"));
                Check.That(reply.Body.Length == 0 && reply.Text == "", "an empty reply");
                Emulator.Fault("{\"status\":429,\"headers\":{\"Retry-After\":\"3\"},\"body\":\"slow down\"}");
                ConvaiNativeException refused = Check.Throws<ConvaiNativeException>(delegate { client.Call(new ServiceRequest("character/get", "{}")); }, "429");
                Check.That(refused.Code == ConvaiNativeErrorCode.RateLimited && refused.RetryAfter == TimeSpan.FromSeconds(3) && refused.RawReply == "slow down", "a refusal: " + refused);
            }
        }

        private static void Invalid()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                foreach (KeyValuePair<string, ServiceRequest> wrong in new Dictionary<string, ServiceRequest>
                {
                    { "Path", new ServiceRequest("https://example.org/x") },
                    { "Method", new ServiceRequest("x") { Method = "FETCH" } },
                    { "Json", new ServiceRequest("x", "{") },
                    { "Fields[0].Name", new ServiceRequest("x") { Fields = { new FormField("", "x") } } },
                    { "Fields[0].ContentType", new ServiceRequest("x") { Fields = { new FormField("a", new byte[0], "b.txt", "text") } } }
                })
                    ErrorTests.AtFault(wrong.Key, delegate { client.Call(wrong.Value); });
                Check.Throws<ConvaiNativeException>(delegate { client.Call(new ServiceRequest()); }, "no path");
                ErrorTests.AtFault("limit", delegate { client.ListChats("x", -1); });
                ErrorTests.AtFault("sessionIds", delegate { client.DeleteChats("x", new string[0]); });
                ErrorTests.AtFault("sessionIds[1]", delegate { client.DeleteChats("x", new[] { "s", " " }); });
                ErrorTests.AtFault("characterId", delegate { client.ListSections(""); });
                ErrorTests.AtFault("sessionId", delegate { client.GetCurrentSection("x", ""); });
                ErrorTests.AtFault("transcript", delegate { client.GenerateSpeech("", "y"); });
                ErrorTests.AtFault("voice", delegate { client.GenerateSpeech("x", ""); });
                ErrorTests.AtFault("inputText", delegate { client.GenerateBackstory("x", ""); });
                foreach (Action mistake in new Action[]
                {
                    delegate { client.ListChatsAsync(null); },
                    delegate { client.GetChatAsync("x", null); },
                    delegate { client.DeleteChatsAsync("x", null); },
                    delegate { client.DeleteChatsAsync("x", new string[] { null }); },
                    delegate { client.GenerateStartersAsync(null); },
                    delegate { client.GenerateBackstoryAsync(null, "x"); },
                    delegate { client.GenerateSpeechAsync("x", null); },
                    delegate { client.ListSectionsAsync(null); },
                    delegate { client.GetCurrentSectionAsync("x", null); },
                    delegate { client.ListTriggersAsync(null); },
                    delegate { client.CallAsync(null); },
                    delegate { client.CallAsync(new ServiceRequest("x") { Fields = { null } }); }
                })
                    Check.Throws<ArgumentNullException>(mistake, "null");
                Check.Same(0, Emulator.Received(), "requests");
                Check.Same(0, client.Pending, "pending");
            }
        }

        private static List<Task> All(ConvaiNativeClient client, CancellationToken stop, CallOptions options)
        {
            return new List<Task>
            {
                client.CreateTokenAsync(stop, options),
                client.ExtendTokenAsync("a-token", stop, options),
                client.RevokeTokenAsync("a-token", stop, options),
                client.ListChatsAsync("x", 0, stop, options),
                client.GetChatAsync("x", "s", stop, options),
                client.DeleteChatsAsync("x", new[] { "s" }, stop, options),
                client.GetUsageAsync(stop, options),
                client.GenerateStartersAsync("x", null, stop, options),
                client.GenerateBackstoryAsync("x", "y", stop, options),
                client.GenerateSpeechAsync("x", "y", stop, options),
                client.ListSectionsAsync("x", stop, options),
                client.GetCurrentSectionAsync("x", "s", stop, options),
                client.ListTriggersAsync("x", stop, options),
                client.CallAsync(new ServiceRequest("character/get", "{}"), stop, options)
            };
        }

        private static void Ends()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            using (CancellationTokenSource stop = new CancellationTokenSource())
            {
                Emulator.Fault("{\"hang\":true,\"count\":0}");
                List<Task> cancelled = All(client, stop.Token, null);
                Check.Until(delegate { return Emulator.Received() == cancelled.Count; }, "the requests are running");
                stop.Cancel();
                foreach (Task call in cancelled)
                {
                    Check.Ended(call);
                    Check.That(call.IsCanceled, "status: " + call.Status);
                }
                foreach (Task call in All(client, CancellationToken.None, new CallOptions { Deadline = TimeSpan.FromMilliseconds(100) }))
                {
                    ConvaiNativeException late = Check.Throws<ConvaiNativeException>(delegate { Check.Ended(call); call.GetAwaiter().GetResult(); }, "a hang");
                    Check.Same(ConvaiNativeErrorCode.Timeout, late.Code, "code of: " + late.Message);
                }
                Check.Same(0, client.Pending, "pending");
            }
        }
    }
}
