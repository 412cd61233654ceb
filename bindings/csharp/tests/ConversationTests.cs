using System;
using System.Threading.Tasks;

namespace ConvaiNative.Tests
{
    internal static class ConversationTests
    {
        private const string Path = "/character/getResponse";

        private static Emulator Emulator
        {
            get { return Program.Emulator; }
        }

        internal static void List()
        {
            Program.Add("conversation: text turns of both forms continue one session", Sessions);
            Program.Add("conversation: a saved session continues, and Reset starts a new one", SavedSession);
            Program.Add("conversation: turns are sent in the order of the calls", Order);
            Program.Add("conversation: Interrupt cancels the turns and does not change the session", Interrupt);
            Program.Add("conversation: a failed turn has the fallback line", Fallback);
            Program.Add("conversation: voice, multipart and response level are sent as set", Options);
            Program.Add("conversation: an unreferenced conversation completes its turn", Unreferenced);
            Program.Add("conversation: every member throws after Dispose", Disposed);
        }

        private static void Sessions()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            {
                Check.Same(null, talk.SessionId, "no session yet");
                Reply first = Check.End(talk.SayAsync("My name is Ada."));
                Check.Same("-1", Emulator.Text(Path, "sessionID"), "the first turn asks for a session");
                Check.That(first.Text.Length > 0 && first.Audio == null, "an answer, without a voice");
                Check.Same(first.SessionId, talk.SessionId, "the session");
                Check.Same(Emulator.PublicCharacter, first.CharacterId, "character id");
                Check.Same("My name is Ada.", first.UserQuery, "user query");
                Check.That(first.RawJson.Contains("\"sessionID\""), "the raw reply");
                Reply second = talk.Say("What is my name?");
                Check.Same(first.SessionId, second.SessionId, "the same session");
                Check.That(second.Text.Contains("Ada"), "the character remembers: " + second.Text);
                first.Dispose();
                second.Dispose();
            }
        }

        private static void SavedSession()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter, "saved-42"))
            {
                Check.Same("saved-42", talk.SessionId, "known before the first turn");
                talk.Say("Hello").Dispose();
                Check.Same("saved-42", Emulator.Text(Path, "sessionID"), "sent");
                talk.Reset();
                Check.Same(null, talk.SessionId, "no session after Reset");
                talk.Say("Hello").Dispose();
                Check.Same("-1", Emulator.Text(Path, "sessionID"), "a new one");
                string long200 = new string('s', 200);
                using (Conversation other = client.StartConversation(Emulator.PublicCharacter, long200))
                    Check.Same(long200, other.SessionId, "a session id that is longer than usual");
            }
        }

        private static void Order()
        {
            Emulator.Settings("{\"echo\":true,\"latency_ms\":5}");
            using (ConvaiNativeClient client = Emulator.Client())
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            {
                Task<Reply>[] turns = new Task<Reply>[8];
                for (int turn = 0; turn < turns.Length; turn++) turns[turn] = talk.SayAsync("turn " + turn);
                for (int turn = 0; turn < turns.Length; turn++) Check.Same("turn " + turn, Check.End(turns[turn]).Text, "reply");
                Check.Same("turn 7", Emulator.Text(Path, "userText"), "the last that was sent");
            }
        }

        private static void Interrupt()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            {
                Check.End(talk.SayAsync("Hello")).Dispose();
                string session = talk.SessionId;
                Emulator.Fault("{\"hang\":true}");
                Task<Reply> running = talk.SayAsync("a");
                Task<Reply> waiting = talk.SayAsync("b");
                Check.Until(delegate { return Emulator.Received(Path) == 2; }, "the turn is running");
                talk.Interrupt();
                Check.Throws<OperationCanceledException>(delegate { Check.End(running); }, "the running turn");
                Check.Throws<OperationCanceledException>(delegate { Check.End(waiting); }, "the waiting turn");
                Check.That(running.IsCanceled && waiting.IsCanceled, "cancelled and not faulted");
                Check.Same(session, talk.SessionId, "the session does not change");
                Check.Same(session, Check.End(talk.SayAsync("Hello again")).SessionId, "the session continues");
            }
        }

        private static void Fallback()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            {
                talk.SetFallback("Sorry, I can't chat right now. 🙇");
                Emulator.Fault("{\"status\":503,\"body\":\"busy\"}");
                ConvaiNativeException failure = Check.Throws<ConvaiNativeException>(delegate { Check.End(talk.SayAsync("Hello")); }, "503");
                Check.Same("Sorry, I can't chat right now. 🙇", failure.PartialReply.Text, "the line");
                Check.Same("busy", failure.RawReply, "raw reply");
                talk.SetFallback(null);
                Emulator.Fault("{\"status\":503,\"body\":\"busy\"}");
                failure = Check.Throws<ConvaiNativeException>(delegate { talk.Say("Hello"); }, "503 again");
                Check.Same(null, failure.PartialReply, "no line any more");
            }
        }

        private static void Options()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            {
                talk.Voice = true;
                using (Reply spoken = talk.Say("Hello", default(System.Threading.CancellationToken), new TurnOptions { Multipart = true, ResponseLevel = 5 }))
                    Check.That(spoken.Audio != null && spoken.Audio.Frames > 0, "a voice");
                object entry = Emulator.Last(Path);
                Check.That(((string)Json.At(entry, "content_type")).StartsWith("multipart/form-data", StringComparison.Ordinal), "multipart");
                Check.Same("5", Emulator.Text(Path, "responseLevel"), "response level");
                Check.Same("true", Emulator.Text(Path, "voiceResponse").ToLowerInvariant(), "voice asked for");
                using (Reply silent = talk.Say("Hello", default(System.Threading.CancellationToken), new TurnOptions { Voice = false }))
                {
                    Check.Same(null, silent.Audio, "no voice where the turn says so");
                    Check.That(silent.RawJson.Contains("sessionID"), "the raw reply");
                }
                using (Reply lean = talk.Say("Hello", default(System.Threading.CancellationToken), new TurnOptions { Voice = false, OmitRawJson = true }))
                    Check.Same(null, lean.RawJson, "no raw reply where the turn says so");
                Check.Same("application/x-www-form-urlencoded", Json.At(Emulator.Last(Path), "content_type"), "the default encoding");
                Check.Same("false", Emulator.Text(Path, "voiceResponse").ToLowerInvariant(), "voice not asked for");
            }
        }

        private static void Unreferenced()
        {
            Emulator.Settings("{\"echo\":true,\"latency_ms\":100}");
            Task<Reply> task = null;
            Check.OnItsOwnThread(delegate { task = Emulator.Client().StartConversation(Emulator.PublicCharacter).SayAsync("still here"); });
            for (int round = 0; round < 5; round++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
            // Only the task references the client and the conversation.
            Check.Same("still here", Check.End(task).Text, "reply");
        }

        private static void Disposed()
        {
            ConvaiNativeClient client = Emulator.Client();
            Conversation talk = client.StartConversation(Emulator.PublicCharacter);
            talk.Dispose();
            talk.Dispose();
            Check.Throws<ObjectDisposedException>(delegate { talk.SayAsync("Hello"); }, "SayAsync");
            Check.Throws<ObjectDisposedException>(delegate { talk.Say("Hello"); }, "Say");
            Check.Throws<ObjectDisposedException>(talk.Interrupt, "Interrupt");
            Check.Throws<ObjectDisposedException>(delegate { talk.SessionId.ToString(); }, "SessionId");
            client.Dispose();
            client.Dispose();
            Check.Throws<ObjectDisposedException>(delegate { client.StartConversation("x"); }, "StartConversation");
            Check.Throws<ObjectDisposedException>(delegate { client.Characters.GetAsync("x"); }, "GetAsync");
            Check.Same(0, client.Pump(), "Pump");
        }
    }
}
