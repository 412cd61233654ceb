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
        private const int RoundsWithQueue = 6;
        private const int RoundsWithPlayback = 10;

        /// <summary>The time in milliseconds after which an unload counts as hanging.</summary>
        private const int Longest = 60000;

        /// <summary>
        /// How much longer the unload of a domain with running requests may take than that of a domain with waiting threads.
        /// </summary>
        private const double MostTimesLonger = 5;

        internal static void List()
        {
            string reloads = "domain: a domain with running requests unloads as soon as one without the library, " + Rounds + " times";
            string queues = "domain: so does a domain whose client has a queue with a background pump";
            string listens = "domain: a domain whose audio thread reads a playback unloads, " + RoundsWithPlayback + " times";
            if (!Program.OnMono)
            {
                const string Reason = "CoreCLR has one application domain, which does not unload";
                Program.NotApplicable(reloads, Reason);
                Program.NotApplicable(queues, Reason);
                Program.NotApplicable(listens, Reason);
                return;
            }
            Program.Add(reloads, delegate { Reloads(Rounds, false); });
            Program.Add(queues, delegate { Reloads(RoundsWithQueue, true); });
            Program.Add(listens, Listens);
        }

        private static void Reloads(int rounds, bool queue)
        {
            // Other load on the machine can only raise the figure.
            double times = Measure(rounds, queue);
            if (times > MostTimesLonger) times = Math.Min(times, Measure(rounds, queue));
            Check.That(times <= MostTimesLonger, "the unload takes " + times.ToString("0.0") + " times as long as without the library");
        }

        /// <summary>Measures both kinds of unload in turn, and returns how many times longer the one with requests takes.</summary>
        private static double Measure(int rounds, bool queue)
        {
            double[] with = new double[rounds];
            double[] without = new double[rounds];
            for (int round = 0; round < rounds; round++)
            {
                AppDomain waiting = AppDomain.CreateDomain("waiting " + round);
                Create<Waiting>(waiting).Start();
                without[round] = Unload(waiting);
                AppDomain domain = AppDomain.CreateDomain("game " + round);
                Game game = Create<Game>(domain);
                Program.Emulator.Reset();
                game.Talk(Program.Emulator.Address, queue || round % 2 == 0, queue);
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
            Console.WriteLine("     unload of a domain with running requests: median " + with[rounds / 2].ToString("0") + " ms, longest " + with[rounds - 1].ToString("0")
                + " ms; without the library " + without[rounds / 2].ToString("0") + " and " + without[rounds - 1].ToString("0") + " ms; " + rounds + " rounds");
            return with[rounds / 2] / without[rounds / 2];
        }

        private static void Listens()
        {
            Program.Emulator.Settings("{\"echo\":true,\"voice_rate\":8000,\"stream_pace\":60}");
            for (int round = 0; round < RoundsWithPlayback; round++)
            {
                AppDomain domain = AppDomain.CreateDomain("listener " + round);
                Listener listener = Create<Listener>(domain);
                // Every second domain is unloaded while a turn is streamed into its playback.
                listener.Start(round % 2 == 0 ? Program.Emulator.Address : null);
                Check.That(ConvaiNativeLibrary.LiveObjects > 0, "the domain has native objects");
                Unload(domain);
                Check.NothingLeft();
            }
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

        /// <summary>Makes a complete turn, with or without a background pump, which may be that of a queue.</summary>
        public void Talk(string address, bool backgroundPump, bool queue)
        {
            ConvaiNativeClientOptions options = new ConvaiNativeClientOptions { ApiKey = Emulator.Key, BaseUrl = address, Proxy = "direct", BackgroundPump = backgroundPump && !queue };
            if (queue) options.Queue = new ConvaiNativeQueue(backgroundPump);
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

    /// <summary>A game in the other domain, with a thread that reads its playback all the time, as the audio thread of an engine does.</summary>
    /// <remarks>
    /// The thread is of this domain. When Mono 6.8 unloads a domain that a thread from outside is in, it crashes in half of the runs, also
    /// without the library.
    /// </remarks>
    public sealed class Listener : MarshalByRefObject
    {
        private Playback playback;
        private ConvaiNativeClient client;
        private long voice;

        /// <summary>Returns when voice is heard.</summary>
        public void Start(string address)
        {
            playback = new Playback(48000);
            playback.Add(new PcmAudio(new short[480000], 48000));
            if (address != null)
            {
                client = new ConvaiNativeClient(new ConvaiNativeClientOptions { ApiKey = Emulator.Key, BaseUrl = address, Proxy = "direct", BackgroundPump = true });
                Conversation talk = client.StartConversation(Emulator.PublicCharacter);
                talk.SetPlayback(playback);
                talk.SayAsync("Hello. Who is there?", CancellationToken.None, new TurnOptions { Stream = true, Voice = true });
            }
            Thread audio = new Thread(delegate ()
            {
                float[] buffer = new float[1024];
                while (true) Interlocked.Add(ref voice, playback.Read(buffer, 2));
            });
            audio.IsBackground = true;
            audio.Start();
            Check.Until(delegate { return Interlocked.Read(ref voice) > 0; }, "no voice is heard");
        }
    }
}
