using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative.Tests
{
    internal static class LifetimeTests
    {
        private static Emulator Emulator
        {
            get { return Program.Emulator; }
        }

        internal static void List()
        {
            Program.Add("lifetime: requests survive constant garbage collections", UnderCollection);
            Program.Add("lifetime: finalizers free 100 unreferenced clients and replies", Unreferenced);
            Program.Add("lifetime: finalizers free clients with a background pump and end their threads", UnreferencedPumps);
            Program.Add("lifetime: finalizers free utterances and audio", UnreferencedAudio);
            Program.Add("lifetime: Dispose frees native objects immediately", Disposed);
            Program.Add("lifetime: one thread can dispose of audio while another reads it", ReadAndDisposed);
            Program.Add("lifetime: a program with running requests exits normally", LeavesInTheMiddle);
        }

        private static void UnderCollection()
        {
            Emulator.Settings("{\"echo\":true,\"latency_ms\":10}");
            int collections = 0;
            bool stop = false;
            Thread collector = new Thread(delegate ()
            {
                while (!Volatile.Read(ref stop))
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                    collections++;
                }
            });
            collector.Start();
            try
            {
                using (ConvaiNativeClient client = Emulator.Client())
                {
                    Task<Reply>[] tasks = new Task<Reply>[50];
                    for (int index = 0; index < tasks.Length; index++)
                        tasks[index] = client.StartConversation(Emulator.PublicCharacter).SayAsync("number " + index);
                    for (int index = 0; index < tasks.Length; index++)
                        using (Reply reply = Check.End(tasks[index])) Check.Same("number " + index, reply.Text, "reply");
                    int blocking = 0;
                    // Runs until the collector has run at least 11 times. The time limit of the suite ends a hang.
                    for (; blocking < 10 || Volatile.Read(ref collections) <= 10; blocking++)
                        using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
                        using (Reply reply = talk.Say("blocking " + blocking)) Check.Same("blocking " + blocking, reply.Text, "reply");
                    Check.Same(50 + blocking, Emulator.Received("/character/getResponse"), "each was sent once");
                    Check.Same(0, client.Pending, "pending");
                }
            }
            finally
            {
                Volatile.Write(ref stop, true);
                collector.Join();
            }
        }

        private static void Unreferenced()
        {
            Exception thrown = Check.OnItsOwnThread(delegate
            {
                for (int index = 0; index < 100; index++)
                {
                    ConvaiNativeClient client = Emulator.Client(false);
                    Conversation talk = client.StartConversation(Emulator.PublicCharacter);
                    talk.Voice = index % 10 == 0;
                    Reply reply = Check.Pumped(client, talk.SayAsync("Hello"));
                    Check.That(reply.Text.Length > 0, "a reply");
                }
            });
            if (thrown != null) throw thrown;
            Check.That(ConvaiNativeLibrary.LiveObjects > 0, "there are objects to free");
            Check.NothingLeft();
        }

        private static void UnreferencedPumps()
        {
            Exception thrown = Check.OnItsOwnThread(delegate
            {
                for (int index = 0; index < 10; index++) Check.End(Emulator.Client().Characters.GetAsync(Emulator.PublicCharacter));
            });
            if (thrown != null) throw thrown;
            Check.That(ConvaiNativeLibrary.LiveObjects > 0, "there are objects to free");
            Check.NothingLeft();
        }

        private static void UnreferencedAudio()
        {
            Exception thrown = Check.OnItsOwnThread(delegate
            {
                for (int index = 0; index < 20; index++)
                {
                    new Utterance(PcmFormat.S16, 16000, 1, TimeSpan.FromSeconds(1)).Push(new short[10], 0, 10);
                    Audio.FromPcm(new PcmAudio(new short[100], 16000));
                }
            });
            if (thrown != null) throw thrown;
            Check.NothingLeft();
        }

        private static void Disposed()
        {
            ConvaiNativeClient client = Emulator.Client();
            Conversation talk = client.StartConversation(Emulator.PublicCharacter);
            Reply reply = Check.End(talk.SayAsync("Hello"));
            Utterance utterance = new Utterance(PcmFormat.F32, 16000);
            Emulator.Fault("{\"status\":500}");
            Check.Throws<ConvaiNativeException>(delegate { talk.Say("Hello"); }, "500");
            foreach (IDisposable one in new List<IDisposable> { reply, utterance, talk, client }) one.Dispose();
            Check.Same(0L, ConvaiNativeLibrary.LiveObjects, "live objects without any collection");
        }

        private static void ReadAndDisposed()
        {
            byte[] wav;
            using (Audio built = Audio.FromPcm(new PcmAudio(new short[48000], 48000))) wav = built.Wav;
            int refused = 0;
            const int Rounds = 100;
            for (int round = 0; round < Rounds; round++)
            {
                Audio audio = Audio.FromWav(wav);
                Thread reader = new Thread(delegate ()
                {
                    Stopwatch reading = Stopwatch.StartNew();
                    try { while (reading.ElapsedMilliseconds < Check.Patience) audio.ToFloat(); }
                    catch (ObjectDisposedException) { Interlocked.Increment(ref refused); }
                });
                reader.Start();
                Thread.Sleep(round % 3);
                audio.Dispose();
                reader.Join();
            }
            Check.Same(Rounds, refused, "readers that were refused");
        }

        private static void LeavesInTheMiddle()
        {
            Emulator.Fault("{\"hang\":true,\"count\":0}");
            ProcessStartInfo start = Program.Again("--leave " + Emulator.Address);
            start.RedirectStandardInput = true;
            start.RedirectStandardOutput = true;
            using (Process process = Process.Start(start))
            {
                Check.Until(delegate { return Emulator.Received() == 3; }, "its requests are running");
                process.StandardInput.WriteLine();
                Check.Same("leaving", process.StandardOutput.ReadLine(), "its output");
                Stopwatch watch = Stopwatch.StartNew();
                Check.That(process.WaitForExit(Check.Patience), "it does not end");
                Console.WriteLine("     exit with running requests: " + watch.ElapsedMilliseconds + " ms");
                Check.Same(0, process.ExitCode, "exit code");
            }
        }

        /// <summary>The program of the last test. It does not dispose of anything.</summary>
        internal static int Leave(string address)
        {
            ConvaiNativeClientOptions options = new ConvaiNativeClientOptions { ApiKey = Emulator.Key, BaseUrl = address, Proxy = "direct", BackgroundPump = true };
            ConvaiNativeClient pumped = new ConvaiNativeClient(options);
            pumped.StartConversation("x").SayAsync("Hello");
            options.BackgroundPump = false;
            ConvaiNativeClient idle = new ConvaiNativeClient(options);
            idle.Characters.GetAsync("x");
            Thread blocking = new Thread(delegate () { idle.Characters.Get("y"); });
            blocking.IsBackground = true;
            blocking.Start();
            Check.Until(delegate { return pumped.Pending == 1 && idle.Pending == 1; }, "calls pending");
            // The test sends a line when the requests are running.
            Console.ReadLine();
            Console.WriteLine("leaving");
            return 0;
        }
    }
}
