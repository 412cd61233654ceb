using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative.Tests
{
    /// <summary>
    /// An application domain that is made, talks and is unloaded with requests in flight: what Unity's editor does with
    /// a game's code each time that it reloads.
    /// </summary>
    internal static class DomainTests
    {
        private const int Rounds = 20;

        /// <summary>A guard against a hang, not a measurement: that is printed.</summary>
        private const int Longest = 60000;

        internal static void List()
        {
            Program.Add("domain: made, talking, unloaded with requests in flight, " + Rounds + " times", Reloads);
        }

        private static void Reloads()
        {
            long slowest = 0;
            long total = 0;
            for (int round = 0; round < Rounds; round++)
            {
                AppDomain domain = AppDomain.CreateDomain("game " + round);
                Game game = (Game)domain.CreateInstanceAndUnwrap(typeof(Game).Assembly.FullName, typeof(Game).FullName);
                Program.Emulator.Reset();
                game.Talk(Program.Emulator.Address, round % 2 == 0);
                Program.Emulator.Fault("{\"hang\":true,\"count\":0}");
                game.StartEverything();
                Check.Until(delegate { return Program.Emulator.Received() == 4; }, "the requests are under way");
                Check.That(ConvaiNativeLibrary.LiveObjects > 0, "the game left something behind");
                Stopwatch watch = Stopwatch.StartNew();
                Unload(domain);
                total += watch.ElapsedMilliseconds;
                slowest = Math.Max(slowest, watch.ElapsedMilliseconds);
                Check.NothingLeft();
            }
            Console.WriteLine("     unload of a domain with requests in flight: mean " + total / Rounds + " ms, longest " + slowest + " ms, of " + Rounds);
        }

        private static void Unload(AppDomain domain)
        {
            Exception trouble = null;
            Thread thread = new Thread(delegate ()
            {
                try { AppDomain.Unload(domain); }
                catch (Exception failure) { trouble = failure; }
            });
            // In the background, so that a hang is a failed test and not a suite that never ends.
            thread.IsBackground = true;
            thread.Start();
            Check.That(thread.Join(Longest), "the unload hangs");
            Check.That(trouble == null, "the unload failed: " + trouble);
        }
    }

    /// <summary>A game that is interrupted in the middle of everything. Lives in the other domain.</summary>
    public sealed class Game : MarshalByRefObject
    {
        private ConvaiNativeClient client;
        private Conversation talk;

        /// <summary>Has a conversation to the end, with the pump that a program of its kind has.</summary>
        public void Talk(string address, bool backgroundPump)
        {
            ConvaiNativeClientOptions options = new ConvaiNativeClientOptions { ApiKey = Emulator.Key, BaseUrl = address, Proxy = "direct", BackgroundPump = backgroundPump };
            client = new ConvaiNativeClient(options);
            talk = client.StartConversation(Emulator.PublicCharacter);
            Task<Reply> task = talk.SayAsync("Hello");
            Reply reply = backgroundPump ? Check.End(task) : Check.Pumped(client, task);
            Check.That(reply.Text.Length > 0, "an answer");
        }

        /// <summary>Leaves a request of each kind under way: two tasks, and a thread that waits inside the library.</summary>
        public void StartEverything()
        {
            talk.SayAsync("and on");
            client.Characters.GetAsync("x");
            Thread blocking = new Thread(delegate ()
            {
                try { client.Characters.Get("y"); }
                catch (OperationCanceledException) { }
                catch (ConvaiNativeException) { }
            });
            blocking.IsBackground = true;
            blocking.Start();
        }
    }
}
