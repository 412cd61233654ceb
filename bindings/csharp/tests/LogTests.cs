using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative.Tests
{
    /// <summary>The event Logged: one entry for each call that has ended.</summary>
    internal static class LogTests
    {
        private const string Whisper = "a whisper that nobody else may hear";

        private static Emulator Emulator
        {
            get { return Program.Emulator; }
        }

        internal static void List()
        {
            Program.Add("log: off by default", OffByDefault);
            Program.Add("log: Pump raises an entry for each call, on its thread", Pumped);
            Program.Add("log: entries wait for a listener, and a full log counts what it drops", Waiting);
            Program.Add("log: the background pump and Dispose raise entries", Background);
            Program.Add("log: an exception of a listener leaves Pump and loses no other entry", Throwing);
            Program.Add("log: contains neither the key nor a text", Secrets);
        }

        private static ConvaiNativeClient Client(bool backgroundPump, int capacity = 100)
        {
            ConvaiNativeClientOptions options = Emulator.Options(backgroundPump);
            options.LogCapacity = capacity;
            return new ConvaiNativeClient(options);
        }

        private static string SentId()
        {
            return (string)Json.At(Emulator.Last("/character/get"), "headers", "x-request-id");
        }

        private static void OffByDefault()
        {
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                int raised = 0;
                client.Logged += delegate { raised++; };
                client.Characters.Get(Emulator.PublicCharacter);
                client.Pump();
                Check.Same(0, raised, "entries");
                Dictionary<string, object> headers = (Dictionary<string, object>)Json.At(Emulator.Last("/character/get"), "headers");
                Check.That(!headers.ContainsKey("x-request-id"), "no request id is sent");
            }
        }

        private static void Pumped()
        {
            List<ConvaiNativeLogEntry> entries = new List<ConvaiNativeLogEntry>();
            int thread = Thread.CurrentThread.ManagedThreadId;
            using (ConvaiNativeClient client = Client(false))
            {
                client.Logged += delegate (ConvaiNativeLogEntry entry)
                {
                    Check.Same(thread, Thread.CurrentThread.ManagedThreadId, "the thread");
                    entries.Add(entry);
                };
                DateTime before = DateTime.UtcNow.AddSeconds(-1);
                client.Characters.Get(Emulator.PublicCharacter);
                Check.Same(0, entries.Count, "entries before Pump");
                client.Pump();
                ConvaiNativeLogEntry first = entries[0];
                Check.Same(SentId(), first.RequestId, "the request id");
                Check.Same("POST /character/get", first.Method + " " + first.Path, "the request");
                Check.Same(null, first.Failure, "the failure");
                Check.Same(200, first.HttpStatus, "the HTTP status");
                Check.Same(ConnectionUse.New, first.Connection, "the first connection");
                Check.That(first.BytesSent > 0 && first.BytesReceived > 0, "bytes");
                Check.That(first.Started >= before && first.Started <= DateTime.UtcNow.AddSeconds(1), "the start");
                Check.That(first.Queued <= first.Connected && first.Connected <= first.Sent && first.Sent <= first.FirstByte
                    && first.FirstByte <= first.Total, "the times grow: " + first);
                Check.Same(null, first.Secured, "there is no TLS");
                Check.Pumped(client, client.Characters.GetAsync(Emulator.PublicCharacter));
                client.Pump();
                Check.Same(ConnectionUse.Reused, entries[1].Connection, "the second connection");
                Check.Same(null, entries[1].Connected, "the second connect");
                Check.Throws<ConvaiNativeException>(delegate { client.Characters.Get("nobody"); }, "an unknown character");
                client.Pump();
                Check.Same(3, entries.Count, "entries");
                Check.That(entries[2].Failure != null && entries[2].ToString().Contains(entries[2].Failure.ToString()), "the failure");
            }
        }

        private static void Waiting()
        {
            using (ConvaiNativeClient client = Client(false, 2))
            {
                for (int call = 0; call < 5; call++) client.Characters.Get(Emulator.PublicCharacter);
                client.Pump();
                List<long> dropped = new List<long>();
                client.Logged += delegate (ConvaiNativeLogEntry entry) { dropped.Add(entry.Dropped); };
                client.Pump();
                Check.Same("3 0", string.Join(" ", dropped), "dropped");
            }
        }

        private static void Background()
        {
            int raised = 0, cancelled = 0;
            using (ConvaiNativeClient client = Client(true))
            {
                client.Logged += delegate (ConvaiNativeLogEntry entry)
                {
                    Interlocked.Increment(ref raised);
                    if (entry.Failure == ConvaiNativeErrorCode.Cancelled) Interlocked.Increment(ref cancelled);
                };
                Check.End(client.Characters.GetAsync(Emulator.PublicCharacter));
                Check.Until(delegate { return Volatile.Read(ref raised) == 1; }, "the background pump raises no entry");
                Emulator.Fault("{\"delay_ms\": 60000}");
                Task<Character> running = client.Characters.GetAsync(Emulator.PublicCharacter);
                Check.Until(delegate { return Emulator.Received() == 2; }, "the call does not start");
                client.Dispose();
                Check.That(running.IsCanceled, "the call is cancelled");
            }
            Check.Same(2, raised, "entries");
            Check.Same(1, cancelled, "cancelled calls");
        }

        private static void Throwing()
        {
            using (ConvaiNativeClient client = Client(false))
            {
                for (int call = 0; call < 3; call++) client.Characters.Get(Emulator.PublicCharacter);
                int raised = 0;
                client.Logged += delegate
                {
                    raised++;
                    if (raised == 1) throw new InvalidOperationException("a listener");
                };
                Check.Throws<InvalidOperationException>(delegate { client.Pump(); }, "Pump");
                client.Pump();
                Check.Same(3, raised, "entries");
            }
        }

        private static void Secrets()
        {
            List<string> lines = new List<string>();
            using (ConvaiNativeClient client = Client(false))
            {
                client.Logged += delegate (ConvaiNativeLogEntry entry) { lines.Add(entry.ToString()); };
                using (Conversation conversation = client.StartConversation(Emulator.PublicCharacter))
                    conversation.Say(Whisper).Dispose();
            }
            Check.Same(1, lines.Count, "entries");
            Check.That(!lines[0].Contains(Emulator.Key) && !lines[0].Contains(Whisper), lines[0]);
            Console.WriteLine("     " + lines[0]);
        }
    }
}
