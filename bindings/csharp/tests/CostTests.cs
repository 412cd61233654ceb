using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative.Tests
{
    /// <summary>The cost of Pump. The tests print the figures and fail only for unreasonable ones.</summary>
    internal static class CostTests
    {
        private static Emulator Emulator
        {
            get { return Program.Emulator; }
        }

        internal static void List()
        {
            Program.Add("cost: an idle Pump allocates no memory", Idle);
            Program.Add("cost: Pump completes replies with and without voice", Replies);
        }

        private static void Idle()
        {
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                // A call is running. Nobody asks for its progress.
                Emulator.Fault("{\"hang\":true}");
                client.Characters.GetAsync("x");
                for (int warm = 0; warm < 1000; warm++) client.Pump();
                const int Frames = 200000;
                // After a collection, the few allocations of other threads do not cause another one.
                GC.Collect();
                int collections = GC.CollectionCount(0);
                double best = double.MaxValue;
                for (int round = 0; round < 5; round++)
                {
                    Stopwatch watch = Stopwatch.StartNew();
                    for (int frame = 0; frame < Frames; frame++) client.Pump();
                    best = Math.Min(best, watch.Elapsed.TotalMilliseconds * 1e6 / Frames);
                }
                Console.WriteLine("     an idle Pump: " + Show(best) + " ns");
                Check.Same(collections, GC.CollectionCount(0), "collections in " + Frames * 5 + " idle frames");
                Check.That(best < 100000, "an idle Pump takes " + Show(best) + " ns");
            }
        }

        private static void Replies()
        {
            double text = PerReply(200, false);
            double voice = PerReply(50, true);
            Console.WriteLine("     Pump per finished reply: " + Show(text) + " us for text, " + Show(voice) + " us with a voice");
            Check.That(text < 20000 && voice < 20000, "Pump takes " + Show(text) + " and " + Show(voice) + " us per reply");
        }

        private static double PerReply(int count, bool voice)
        {
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                double best = double.MaxValue;
                for (int round = 0; round < 3; round++)
                {
                    List<Task<Reply>> tasks = new List<Task<Reply>>();
                    for (int index = 0; index < count; index++)
                    {
                        Conversation talk = client.StartConversation(Emulator.PublicCharacter);
                        talk.Voice = voice;
                        tasks.Add(talk.SayAsync("What is your name?"));
                    }
                    Check.Until(delegate { return Emulator.Received() >= count; }, "all are sent");
                    Thread.Sleep(300);
                    // Most replies have arrived. On a slow machine the rest arrives during the measurement.
                    Stopwatch inPump = new Stopwatch();
                    Check.Until(delegate
                    {
                        inPump.Start();
                        client.Pump();
                        inPump.Stop();
                        return client.Pending == 0;
                    }, "not all tasks ended");
                    best = Math.Min(best, inPump.Elapsed.TotalMilliseconds * 1000 / count);
                    foreach (Task<Reply> task in tasks) Check.End(task).Dispose();
                    Emulator.Reset();
                }
                return best;
            }
        }

        private static string Show(double value)
        {
            return value.ToString(value < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);
        }
    }
}
