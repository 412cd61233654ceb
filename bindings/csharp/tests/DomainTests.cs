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

        /// <summary>The time in milliseconds after which an unload counts as hanging.</summary>
        private const int Longest = 60000;

        /// <summary>
        /// How much longer the unload of a domain with running requests may take than that of a domain with waiting threads.
        /// </summary>
        private const double MostTimesLonger = 5;

        internal static void List()
        {
            if (!Program.OnMono)
            {
                Console.WriteLine("     not on CoreCLR: application domains that unload, which only Mono and the .NET Framework have");
                return;
            }
            Program.Add("domain: a domain with running requests unloads as soon as one without the library, " + Rounds + " times", Reloads);
        }

        private static void Reloads()
        {
            // Other load on the machine can only raise the figure.
            double times = Measure();
            if (times > MostTimesLonger) times = Math.Min(times, Measure());
            Check.That(times <= MostTimesLonger, "the unload takes " + times.ToString("0.0") + " times as long as without the library");
        }

        /// <summary>Measures both kinds of unload in turn, and returns how many times longer the one with requests takes.</summary>
        private static double Measure()
        {
            double[] with = new double[Rounds];
            double[] without = new double[Rounds];
            for (int round = 0; round < Rounds; round++)
            {
                AppDomain waiting = AppDomain.CreateDomain("waiting " + round);
                Create<Waiting>(waiting).Start();
                without[round] = Unload(waiting);
                AppDomain domain = AppDomain.CreateDomain("game " + round);
                Game game = Create<Game>(domain);
                Program.Emulator.Reset();
                game.Talk(Program.Emulator.Address, round % 2 == 0);
                Program.Emulator.Fault("{\"hang\":true,\"count\":0}");
                game.StartEverything();
                Check.Until(delegate { return Program.Emulator.Received() == 4; }, "the requests are running");
                Check.That(ConvaiNativeLibrary.LiveObjects > 0, "the game has native objects");
                with[round] = Unload(domain);
                // The unload ended the requests, because the server never answers.
                Check.Until(delegate { return Program.Emulator.Aborted() == 3; }, "three requests were aborted");
                Check.NothingLeft();
            }
            Array.Sort(with);
            Array.Sort(without);
            Console.WriteLine("     unload of a domain with running requests: median " + with[Rounds / 2].ToString("0") + " ms, longest " + with[Rounds - 1].ToString("0")
                + " ms; without the library " + without[Rounds / 2].ToString("0") + " and " + without[Rounds - 1].ToString("0") + " ms; " + Rounds + " rounds");
            return with[Rounds / 2] / without[Rounds / 2];
        }

        private static T Create<T>(AppDomain domain)
        {
            return (T)domain.CreateInstanceAndUnwrap(typeof(T).Assembly.FullName, typeof(T).FullName);
        }

        /// <summary>Returns the time that it takes in milliseconds.</summary>
        private static double Unload(AppDomain domain)
        {
            Stopwatch watch = Stopwatch.StartNew();
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
            return watch.Elapsed.TotalMilliseconds;
        }
    }

    /// <summary>A program without the library: as many of its threads wait as of the game's.</summary>
    public sealed class Waiting : MarshalByRefObject
    {
        public void Start()
        {
            for (int number = 0; number < 2; number++)
            {
                ManualResetEvent running = new ManualResetEvent(false);
                Thread thread = new Thread(delegate ()
                {
                    running.Set();
                    Thread.Sleep(Timeout.Infinite);
                });
                thread.IsBackground = true;
                thread.Start();
                running.WaitOne();
            }
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
