using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative.Tests
{
    /// <summary>Every error code, except the listed ones that no test can cause.</summary>
    internal static unsafe class ErrorTests
    {
        private const string Path = "/character/getResponse";

        /// <summary>The codes that no test can cause with a working library on this system, with the reason.</summary>
        private static readonly Dictionary<ConvaiNativeErrorCode, string> OutOfReach = new Dictionary<ConvaiNativeErrorCode, string>
        {
            { ConvaiNativeErrorCode.Network, "network failures that have no other code" },
            { ConvaiNativeErrorCode.Forked, "a managed runtime cannot fork" },
            { ConvaiNativeErrorCode.Unsupported, "the wake handle on some systems" },
            { ConvaiNativeErrorCode.Busy, "two pushes in the same moment" },
            { ConvaiNativeErrorCode.Internal, "should not be possible" },
            { ConvaiNativeErrorCode.Panic, "should not be possible" },
            { ConvaiNativeErrorCode.Cancelled, "becomes an OperationCanceledException: see the cancel tests" }
        };

        private static readonly HashSet<ConvaiNativeErrorCode> Seen = new HashSet<ConvaiNativeErrorCode>();

        /// <summary>The codes and messages that calls of the public API gave.</summary>
        private static readonly HashSet<ConvaiNativeErrorCode> ByCallers = new HashSet<ConvaiNativeErrorCode>();
        private static readonly List<string> Messages = new List<string>();

        private static Emulator Emulator
        {
            get { return Program.Emulator; }
        }

        internal static void List()
        {
            Program.Add("errors: every refusal of the service has its code", Refusals);
            Program.Add("errors: an exception has all details of the reply", Details);
            Program.Add("errors: every unreadable reply has its code", Replies);
            Program.Add("errors: every network failure has its code", Network);
            Program.Add("errors: invalid arguments send nothing", Mistakes);
            Program.Add("errors: a full queue, a closed client and a full utterance have their codes", Limits);
            Program.Add("errors: misuse of the imports has its codes", Imports);
            Program.Add("errors: an exception names the argument at fault in C# spelling", Arguments);
            Program.Add("errors: no message has a name in C spelling", Spellings);
            Program.Add("errors: the tests cause every code that can be caused", AllMet);
            Program.Add("errors: the codes have the names of the library", Names);
        }

        private static ConvaiNativeException Fails(ConvaiNativeErrorCode code, Action action, string what)
        {
            ConvaiNativeException failure = Gives(code, action, what);
            ByCallers.Add(code);
            // The message of the service is not rendered.
            Messages.Add(failure.ServiceMessage == null ? failure.Message : failure.Message.Replace(failure.ServiceMessage, ""));
            return failure;
        }

        private static ConvaiNativeException Gives(ConvaiNativeErrorCode code, Action action, string what)
        {
            ConvaiNativeException failure = Check.Throws<ConvaiNativeException>(action, what);
            Check.Same(code, failure.Code, what + " (" + failure.Message + ")");
            Check.That(failure.Message.Length > 10, what + ": a message that says something");
            Seen.Add(code);
            return failure;
        }

        /// <summary>Causes a fault in both forms of a turn. Both must give the same error.</summary>
        private static ConvaiNativeException Turn(string fault, ConvaiNativeErrorCode code, int httpStatus, bool retryable, bool voice = false)
        {
            using (ConvaiNativeClient client = Emulator.Client())
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            {
                talk.Voice = voice;
                Emulator.Fault(fault);
                ConvaiNativeException failure = Fails(code, delegate { Check.End(talk.SayAsync("Hello")); }, fault);
                Check.Same(httpStatus, failure.HttpStatus, fault + ", HTTP status");
                Check.Same(retryable, failure.Retryable, fault + ", retryable");
                Emulator.Fault(fault);
                ConvaiNativeException again = Fails(code, delegate { talk.Say("Hello"); }, fault + ", blocking");
                Check.Same(failure.Message, again.Message, fault + ", message");
                return failure;
            }
        }

        private static void Refusals()
        {
            Turn("{\"status\":401}", ConvaiNativeErrorCode.Authentication, 401, false);
            Turn("{\"status\":403}", ConvaiNativeErrorCode.Authentication, 403, false);
            Turn("{\"status\":429}", ConvaiNativeErrorCode.RateLimited, 429, true);
            Turn("{\"status\":422}", ConvaiNativeErrorCode.BadRequest, 422, false);
            Turn("{\"status\":500}", ConvaiNativeErrorCode.Server, 500, true);
            Turn("{\"status\":503}", ConvaiNativeErrorCode.Server, 503, true);
            Turn("{\"html_502\":true}", ConvaiNativeErrorCode.Server, 502, true);
            Turn("{\"status\":409}", ConvaiNativeErrorCode.Refused, 409, false);
            Turn("{\"redirect\":\"http://127.0.0.1:9/\"}", ConvaiNativeErrorCode.Redirect, 302, false);
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                Action speak = delegate { client.StartConversation("nobody").Say("Hello"); };
                ConvaiNativeException failure = Fails(ConvaiNativeErrorCode.ProcessFailure, speak, "a turn with an unknown character");
                Check.Same(404, failure.HttpStatus, "HTTP status");
                Fails(ConvaiNativeErrorCode.NotFound, delegate { client.Characters.Get("nobody"); }, "a request for an unknown character");
            }
            ConvaiNativeClientOptions options = Emulator.Options(false);
            options.ApiKey = "bad-key";
            using (ConvaiNativeClient client = new ConvaiNativeClient(options))
            {
                ConvaiNativeException failure = Fails(ConvaiNativeErrorCode.Authentication, delegate { client.Characters.Create(EndpointTests.Innkeeper()); }, "a wrong key");
                Check.Same("Invalid API key provided.", failure.ServiceMessage, "the service's words");
                Check.That(!failure.ToString().Contains("bad-key"), "the key is in the exception");
            }
            using (ConvaiNativeClient client = Emulator.Client())
            {
                Emulator.Fault("{\"status\":401,\"json\":{\"API_ERROR\":\"no such key: " + Emulator.Key + "\"}}");
                ConvaiNativeException failure = Fails(ConvaiNativeErrorCode.Authentication, delegate { client.Characters.Get("any"); }, "a reply that repeats the key");
                Check.Same("no such key: ***", failure.ServiceMessage, "the service's words without the key");
                Check.That(!(failure + "" + client + failure.RawReply).Contains(Emulator.Key), "a text shows the key");
            }
        }

        private static void Details()
        {
            ConvaiNativeException limited = Turn("{\"status\":429,\"headers\":{\"retry-after\":\"7\"}}", ConvaiNativeErrorCode.RateLimited, 429, true);
            Check.Same(TimeSpan.FromSeconds(7), limited.RetryAfter, "RetryAfter");
            Check.That(limited.RequestSent, "RequestSent");
            ConvaiNativeException refused = Turn("{\"status\":400,\"error_shape\":\"ERROR_REFERENCE\",\"message\":\"not that one\"}", ConvaiNativeErrorCode.BadRequest, 400, false);
            Check.Same("not that one", refused.ServiceMessage, "ServiceMessage");
            Check.That(!string.IsNullOrEmpty(refused.Reference), "Reference");
            Check.That(refused.RawReply.Contains("not that one"), "RawReply");
            Check.Same(null, refused.RetryAfter, "RetryAfter if there is none");
            Check.Same(null, refused.PartialReply, "PartialReply if there is none");
        }

        private static void Replies()
        {
            Turn("{\"not_json\":true}", ConvaiNativeErrorCode.BadReply, 200, false);
            Turn("{\"text\":\"empty\"}", ConvaiNativeErrorCode.EmptyReply, 200, false);
            ConvaiNativeException failure = Turn("{\"audio\":\"broken_base64\"}", ConvaiNativeErrorCode.ReplyAudio, 200, false, true);
            Check.That(failure.PartialReply.Text.Length > 0 && failure.PartialReply.SessionId.Length > 0, "the text and the session are readable");
            ConvaiNativeClientOptions options = Emulator.Options(false);
            options.MaxResponseBytes = 4096;
            using (ConvaiNativeClient client = new ConvaiNativeClient(options))
            {
                Emulator.Fault("{\"huge\":100000}");
                Fails(ConvaiNativeErrorCode.ReplyTooLarge, delegate { client.Characters.Get(Emulator.PublicCharacter); }, "a reply that is too large");
            }
        }

        private static ConvaiNativeException Unreachable(ConvaiNativeErrorCode code, string url, string proxy)
        {
            ConvaiNativeClientOptions options = new ConvaiNativeClientOptions { ApiKey = Emulator.Key, BaseUrl = url, Proxy = proxy, ConnectTimeout = TimeSpan.FromSeconds(10) };
            using (ConvaiNativeClient client = new ConvaiNativeClient(options))
                return Fails(code, delegate { client.Characters.Get("x"); }, url + " by " + proxy);
        }

        private static void Network()
        {
            // A port that is bound but does not listen.
            using (Socket taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
            {
                taken.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
                ConvaiNativeException refused = Unreachable(ConvaiNativeErrorCode.Connect, "http://" + taken.LocalEndPoint, "direct");
                Check.That(!refused.RequestSent && refused.Retryable, "nothing was sent, so it can be tried again");
                Unreachable(ConvaiNativeErrorCode.Proxy, "http://example.invalid", "http://" + taken.LocalEndPoint);
            }
            // A label of 64 letters is invalid, so the resolver fails without a name server.
            Unreachable(ConvaiNativeErrorCode.NameNotResolved, "http://" + new string('a', 64) + ".invalid", "direct");
            Unreachable(ConvaiNativeErrorCode.Tls, Emulator.Address.Replace("http:", "https:"), "direct");
            Turn("{\"cut\":\"before_answer\",\"how\":\"rst\"}", ConvaiNativeErrorCode.ConnectionLost, 0, true);
            using (ConvaiNativeClient client = Emulator.Client())
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            {
                Emulator.Fault("{\"hang\":true}");
                TurnOptions brief = new TurnOptions { Timeout = TimeSpan.FromSeconds(1) };
                ConvaiNativeException late = Fails(ConvaiNativeErrorCode.Timeout, delegate { Check.End(talk.SayAsync("Hello", CancellationToken.None, brief)); }, "a hang");
                Check.That(late.RequestSent, "it was sent");
                // The second turn waits behind the first one, which hangs, and ends by its own deadline.
                Emulator.Fault("{\"hang\":true}");
                using (CancellationTokenSource stop = new CancellationTokenSource())
                {
                    System.Threading.Tasks.Task<Reply> hanging = talk.SayAsync("Hello", stop.Token);
                    TurnOptions waiting = new TurnOptions { Deadline = TimeSpan.FromMilliseconds(300) };
                    ConvaiNativeException queued = Fails(ConvaiNativeErrorCode.Timeout, delegate { Check.End(talk.SayAsync("And?", CancellationToken.None, waiting)); }, "a deadline");
                    Check.That(!queued.RequestSent, "it was not sent");
                    Check.That(!hanging.IsCompleted, "the turn in front runs on");
                    stop.Cancel();
                    Check.Throws<OperationCanceledException>(delegate { Check.End(hanging); }, "the turn in front");
                }
            }
        }

        private static void Opens(ConvaiNativeErrorCode code, Action<ConvaiNativeClientOptions> change, string what)
        {
            ConvaiNativeClientOptions options = Emulator.Options(false);
            change(options);
            Fails(code, delegate { new ConvaiNativeClient(options).Dispose(); }, what);
        }

        private static void Mistakes()
        {
            Opens(ConvaiNativeErrorCode.ApiKey, delegate (ConvaiNativeClientOptions o) { o.ApiKey = "a\nb"; }, "a key with a line break");
            Opens(ConvaiNativeErrorCode.Options, delegate (ConvaiNativeClientOptions o) { o.BaseUrl = "ftp://x"; }, "an invalid base URL");
            Opens(ConvaiNativeErrorCode.Options, delegate (ConvaiNativeClientOptions o) { o.CaPem = "nonsense"; }, "invalid certificates");
            ConvaiNativeClientOptions impatient = new ConvaiNativeClientOptions { ApiKey = Emulator.Key, Timeout = TimeSpan.FromMilliseconds(-1) };
            Check.Throws<ArgumentOutOfRangeException>(delegate { new ConvaiNativeClient(impatient); }, "a time below 0");
            Check.Throws<ArgumentNullException>(delegate { new ConvaiNativeClient(null); }, "no options");
            using (ConvaiNativeClient client = Emulator.Client())
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            {
                Fails(ConvaiNativeErrorCode.InvalidArgument, delegate { client.StartConversation(""); }, "no character");
                Fails(ConvaiNativeErrorCode.InvalidArgument, delegate { Check.End(talk.SayAsync("")); }, "an empty text");
                Fails(ConvaiNativeErrorCode.InvalidArgument, delegate { client.Characters.Create(new CharacterSpec { Name = "x" }); }, "no backstory");
                Fails(ConvaiNativeErrorCode.InvalidArgument, delegate { client.Characters.Update("x", new CharacterSpec()); }, "no change");
                Fails(ConvaiNativeErrorCode.AudioInput, delegate { Check.End(talk.SayAsync(new PcmAudio(new short[100], 100))); }, "an impossible rate");
                Fails(ConvaiNativeErrorCode.AudioInput, delegate { talk.SayWav(new byte[0]); }, "an empty file");
                Fails(ConvaiNativeErrorCode.AudioInput, delegate { Audio.FromWav(new byte[] { 1, 2, 3 }); }, "no WAV file");
                Check.Throws<ArgumentException>(delegate { talk.SayAsync("cut\0here"); }, "a NUL character");
                Check.Throws<ArgumentNullException>(delegate { talk.SayAsync((string)null); }, "null");
                Check.Throws<ArgumentNullException>(delegate { client.Characters.CreateAsync(null); }, "no spec");
                Check.Same(0, client.Pending, "calls that failed to start are not pending");
                Check.Same(0, Emulator.Received(Path), "nothing was sent");
            }
        }

        private static void Limits()
        {
            ConvaiNativeClientOptions options = Emulator.Options(false);
            options.MaxInFlight = 1;
            options.MaxQueued = 1;
            ConvaiNativeClient client = new ConvaiNativeClient(options);
            Emulator.Fault("{\"hang\":true,\"count\":0}");
            Task<Character> running = client.Characters.GetAsync("a");
            Check.Until(delegate { return Emulator.Received("/character/get") == 1; }, "the first request is running");
            Task<Character> waiting = client.Characters.GetAsync("b");
            Fails(ConvaiNativeErrorCode.QueueFull, delegate { Check.End(client.Characters.GetAsync("c")); }, "one too many");
            Check.That(ConvaiNativeLibrary.Shutdown(TimeSpan.FromMilliseconds(Check.Patience)), "Shutdown");
            Fails(ConvaiNativeErrorCode.Closed, delegate { Check.End(client.Characters.GetAsync("d")); }, "after Shutdown");
            client.Pump();
            Check.That(running.IsCanceled && waiting.IsCanceled, "Shutdown cancels running and waiting calls");
            client.Dispose();
            using (Utterance utterance = new Utterance(PcmFormat.S16, 8000, 1, TimeSpan.FromMilliseconds(100)))
            {
                Check.That(utterance.Push(new short[800], 0, 800), "what fits");
                Check.That(!utterance.Push(new short[10], 0, 10), "what does not");
                short extra = 0;
                Met(ConvaiNativeErrorCode.UtteranceFull, NativeMethods.convai_utterance_push(utterance.Token, &extra, (UIntPtr)1));
            }
        }

        private static void Imports()
        {
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                IntPtr operation;
                ConvaiNativeException failure;
                fixed (byte* id = Utf8.Terminated(Emulator.PublicCharacter, "id"))
                {
                    Emulator.Fault("{\"hang\":true,\"count\":0}");
                    operation = NativeMethods.convai_character_get_async(client.Calls.Client, id, null, null);
                    Outcome.OfCharacter(operation, out failure);
                    Met(ConvaiNativeErrorCode.NotReady, failure);
                    NativeMethods.convai_operation_free(&operation);
                    Emulator.Reset();
                    operation = NativeMethods.convai_character_get_async(client.Calls.Client, id, null, null);
                }
                while (NativeMethods.convai_operation_wait(operation, 1000) == NativeMethods.CONVAI_PENDING) { }
                Outcome.OfReply(operation, out failure);
                Met(ConvaiNativeErrorCode.WrongKind, failure);
                Check.Same(Emulator.PublicCharacter, Outcome.OfCharacter(operation, out failure).Id, "the result is still there");
                Outcome.OfCharacter(operation, out failure);
                Met(ConvaiNativeErrorCode.AlreadyTaken, failure);
                NativeMethods.convai_operation_free(&operation);
                Outcome.OfAcknowledgement((IntPtr)12345, out failure);
                Met(ConvaiNativeErrorCode.BadHandle, failure);
                NativeCallOptions options = new NativeCallOptions { StructSize = 3 };
                NativeError* error = null;
                fixed (byte* id = new byte[] { (byte)'x', 0xff, 0 })
                {
                    NativeMethods.convai_character_get_async(client.Calls.Client, id, null, &error);
                    Met(ConvaiNativeErrorCode.InvalidUtf8, ConvaiNativeException.Take(error));
                    NativeMethods.convai_character_get_async(client.Calls.Client, null, null, &error);
                    Met(ConvaiNativeErrorCode.NullPointer, ConvaiNativeException.Take(error));
                }
                fixed (byte* id = Utf8.Terminated("x", "id"))
                    NativeMethods.convai_character_get_async(client.Calls.Client, id, &options, &error);
                Met(ConvaiNativeErrorCode.StructSize, ConvaiNativeException.Take(error));
                IntPtr talk;
                byte small;
                fixed (byte* id = Utf8.Terminated("x", "id"))
                    talk = NativeMethods.convai_conversation_new(client.Calls.Client, id, id, null);
                Met(ConvaiNativeErrorCode.BufferTooSmall, NativeMethods.convai_conversation_session_id(talk, &small, (UIntPtr)1, null));
                NativeMethods.convai_conversation_free(&talk);
            }
        }

        private static void Met(ConvaiNativeErrorCode code, int status)
        {
            Gives(code, delegate { ConvaiNativeException.Check(status); }, code.ToString());
        }

        private static void Met(ConvaiNativeErrorCode code, ConvaiNativeException failure)
        {
            Gives(code, delegate { throw failure; }, code.ToString());
        }

        /// <summary>One call for each argument that the library checks.</summary>
        private static void Arguments()
        {
            foreach (KeyValuePair<string, Action<ConvaiNativeClientOptions>> option in new Dictionary<string, Action<ConvaiNativeClientOptions>>
            {
                { "ApiKey", delegate (ConvaiNativeClientOptions o) { o.ApiKey = "a\nb"; } },
                { "BaseUrl", delegate (ConvaiNativeClientOptions o) { o.BaseUrl = "ftp://x"; } },
                { "Proxy", delegate (ConvaiNativeClientOptions o) { o.Proxy = "no proxy at all"; } },
                { "CaPem", delegate (ConvaiNativeClientOptions o) { o.CaPem = "nonsense"; } },
                { "UserAgent", delegate (ConvaiNativeClientOptions o) { o.UserAgent = "a\nb"; } },
                { "UploadSampleRate", delegate (ConvaiNativeClientOptions o) { o.UploadSampleRate = 5; } }
            })
            {
                ConvaiNativeClientOptions options = Emulator.Options(false);
                option.Value(options);
                AtFault(option.Key, delegate { new ConvaiNativeClient(options).Dispose(); });
            }
            using (ConvaiNativeClient client = Emulator.Client())
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            {
                AtFault("Name", delegate { client.Characters.Create(new CharacterSpec()); });
                AtFault("VoiceType", delegate { client.Characters.Create(new CharacterSpec { Name = "x" }); });
                AtFault("Backstory", delegate { client.Characters.Create(new CharacterSpec { Name = "x", VoiceType = "MALE" }); });
                AtFault("Name", delegate { client.Characters.Update("x", new CharacterSpec { Name = " " }); });
                AtFault("VoiceType", delegate { client.Characters.Update("x", new CharacterSpec { VoiceType = "" }); });
                AtFault("Backstory", delegate { client.Characters.Update("x", new CharacterSpec { Backstory = "" }); });
                AtFault("LanguageCodes[1]", delegate { client.Characters.Update("x", new CharacterSpec { LanguageCodes = new[] { "en-US", "" } }); });
                AtFault("LanguageCodes", delegate { client.Characters.Create(new CharacterSpec { Name = "x", VoiceType = "MALE", Backstory = "y", LanguageCodes = new[] { "en-US" } }); });
                AtFault("changes", delegate { client.Characters.Update("x", new CharacterSpec()); });
                AtFault("characterId", delegate { client.Characters.Get(" "); });
                AtFault("characterId", delegate { client.Characters.Delete("a\u0001b"); });
                AtFault("name", delegate { client.Characters.Find(""); });
                AtFault("characterId", delegate { client.StartConversation(""); });
                AtFault("text", delegate { talk.Say(""); });
                AtFault("UploadSampleRate", delegate { talk.Say(new PcmAudio(new short[100], 16000), CancellationToken.None, new TurnOptions { UploadSampleRate = 5 }); });
                AtFault("wav", delegate { talk.SayWav(new byte[0]); });
                AtFault("audio", delegate { talk.Say(new PcmAudio(new short[100], 100)); });
                AtFault("audio", delegate { Audio.FromPcm(new PcmAudio(new short[0], 16000)); });
                AtFault("format", delegate { talk.Say(new PcmAudio(new byte[100], (PcmFormat)99, 16000)); });
            }
            AtFault("format", delegate { new Utterance((PcmFormat)99, 16000); });
            AtFault("longest", delegate { new Utterance(PcmFormat.S16, 16000, 1, TimeSpan.FromMinutes(11)); });
            AtFault("longest", delegate { new Utterance(PcmFormat.F32, 192000, 32, TimeSpan.FromMinutes(10)); });
            ConvaiNativeClientOptions unset = new ConvaiNativeClientOptions();
            AtFault("ApiKey", delegate { new ConvaiNativeClient(unset); });
            ConvaiNativeException refused = Turn("{\"status\":401}", ConvaiNativeErrorCode.Authentication, 401, false);
            Check.Same(null, refused.Argument, "a refusal of the service is not about an argument");
        }

        internal static void AtFault(string argument, Action mistake)
        {
            ConvaiNativeException failure = Check.Throws<ConvaiNativeException>(mistake, argument);
            Check.Same(argument, failure.Argument, "argument of: " + failure.Message);
            InCSharp(failure.Message);
        }

        /// <summary>Names of C functions, constants, macros, structs and fields. The two environment variables are not C names.</summary>
        private static readonly Regex CSpelling = new Regex(@"`|\bconvai_\w+|\bCONVAI_(?!API_KEY|BASE_URL)\w*|\b(options|spec|pcm)\.|\b[a-z]+(_[a-z]+)+\b|\bNULL\b|\bsizeof\b");

        internal static void InCSharp(string message)
        {
            Match found = CSpelling.Match(message);
            Check.That(!found.Success, "the C name `" + found.Value + "` is in: " + message);
        }

        private static void Spellings()
        {
            Check.Same("Timeout", Spelling.Argument("options.timeout_ms"), "an option");
            Check.Same("LanguageCodes[12]", Spelling.Argument("spec.language_codes[12]"), "an element");
            Check.Same("name", Spelling.Argument("name"), "a parameter");
            Check.Same("Name", Spelling.Argument("spec.name"), "a field with the name of a parameter");
            Check.Same("a_new_one", Spelling.Argument("a_new_one"), "a name that is not in the table");
            Check.Same(null, Spelling.Argument(null), "no argument");
            Check.Same("set ApiKey, or ApiKey", Spelling.Message("set `options.api_key`, or `api_key`"), "two names");
            Check.Same("Objects[2].Name", Spelling.Argument("scene.objects[2].name"), "a field of an element");
            Check.Same("Objects[2].a_new_one", Spelling.Argument("objects[2].a_new_one"), "a field that is not in the table");
            Check.Same("set ApiKey, or null", Spelling.Message("set `api_key`, or NULL"), "NULL");
            Check.Same("keep `this` and ` that", Spelling.Message("keep `this` and ` that"), "what is not in the table");
            Check.Same("CaPem", Spelling.Message("`ca_pem`"), "nothing but a name");
            Check.Same("", Spelling.Message(""), "an empty message");
            Check.Same(null, Spelling.Message(null), "no message");
            foreach (ConvaiNativeErrorCode code in ByCallers) InCSharp(Spelling.Message(Utf8.Read(NativeMethods.convai_status_text((int)code))));
            foreach (string message in Messages) InCSharp(message);
            Check.That(Messages.Count > 25, "messages: " + Messages.Count);
        }

        private static void AllMet()
        {
            foreach (ConvaiNativeErrorCode code in Enum.GetValues(typeof(ConvaiNativeErrorCode)))
            {
                string what = Seen.Contains(code) ? " was caused, so it does not belong to the list of exceptions" : " was caused by no test";
                Check.That(Seen.Contains(code) != OutOfReach.ContainsKey(code), code + what);
            }
        }

        private static void Names()
        {
            foreach (ConvaiNativeErrorCode code in Enum.GetValues(typeof(ConvaiNativeErrorCode)))
            {
                string name = Utf8.Read(NativeMethods.convai_status_name((int)code));
                Check.Same(name.Replace("_", "").ToUpperInvariant(), "CONVAIERROR" + code.ToString().ToUpperInvariant(), "name of " + (int)code);
                Check.That(Utf8.Read(NativeMethods.convai_status_text((int)code)).Length > 10, "a sentence for " + code);
            }
        }
    }
}
