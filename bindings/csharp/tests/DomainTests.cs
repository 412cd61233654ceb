using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative.Tests
{
    /// <summary>
    /// Unloads application domains with running requests. Unity's editor does this whenever it reloads the code of a game.
    /// </summary>
    internal static class DomainTests
    {
        private const int Rounds = 20;

        /// <summary>The time limit in milliseconds, which only a hang reaches. The measured time is printed.</summary>
        private const int Longest = 60000;

        internal static void List()
        {
            if (!Program.OnMono)
            {
                Console.WriteLine("     not on CoreCLR: application domains that unload, which only Mono and the .NET Framework have");
                return;
            }
            Program.Add("domain: a domain with running requests unloads, " + Rounds + " times", Reloads);
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
                Check.Until(delegate { return Program.Emulator.Received() == 4; }, "the requests are running");
                Check.That(ConvaiNativeLibrary.LiveObjects > 0, "the game has native objects");
                Stopwatch watch = Stopwatch.StartNew();
                Unload(domain);
                total += watch.ElapsedMilliseconds;
                slowest = Math.Max(slowest, watch.ElapsedMilliseconds);
                Check.NothingLeft();
            }
            Console.WriteLine("     unload of a domain with running requests: mean " + total / Rounds + " ms, longest " + slowest + " ms, of " + Rounds);
        }

        private static void Unload(AppDomain domain)
        {
            Exception thrown = null;
            Thread thread = new Thread(delegate ()
            {
                try { AppDomain.Unload(domain); }
                catch (Exception failure) { thrown = failure; }
            });
            // A background thread, so that a hang fails the test and does not block the suite.
            thread.IsBackground = true;
            thread.Start();
            Check.That(thread.Join(Longest), "the unload hangs");
            Check.That(thrown == null, "the unload failed: " + thrown);
        }
    }

    /// <summary>A game in the other domain.</summary>
    public sealed class Game : MarshalByRefObject
    {
        private ConvaiNativeClient client;
        private Conversation talk;

        /// <summary>Makes a complete turn, with or without a background pump.</summary>
        public void Talk(string address, bool backgroundPump)
        {
            ConvaiNativeClientOptions options = new ConvaiNativeClientOptions { ApiKey = Emulator.Key, BaseUrl = address, Proxy = "direct", BackgroundPump = backgroundPump };
            client = new ConvaiNativeClient(options);
            talk = client.StartConversation(Emulator.PublicCharacter);
            Task<Reply> task = talk.SayAsync("Hello");
            Reply reply = backgroundPump ? Check.End(task) : Check.Pumped(client, task);
            Check.That(reply.Text.Length > 0, "an answer");
        }

        /// <summary>Starts two tasks and a blocking call that do not end.</summary>
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
