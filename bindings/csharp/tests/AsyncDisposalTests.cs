#if NETSTANDARD2_1
using System;
using System.Threading.Tasks;

namespace ConvaiNative.Tests
{
    /// <summary>Disposing without blocking. <see cref="CloseTests"/> has the test with a thread of the library that hangs.</summary>
    internal static class AsyncDisposalTests
    {
        private static Emulator Emulator
        {
            get { return Program.Emulator; }
        }

        internal static void List()
        {
            Program.Add("DisposeAsync: every public class with Dispose has it", Complete);
            Program.Add("DisposeAsync: a client has completed its tasks when it returns, and is freed when it has completed", Client);
            Program.Add("DisposeAsync: with a background pump, which has ended when it has completed", WithBackgroundPump);
            Program.Add("DisposeAsync: a queue cancels the tasks of its clients", Queue);
            Program.Add("DisposeAsync: what does not block has completed when it returns", Others);
        }

        private static void Complete()
        {
            int found = 0;
            foreach (Type type in typeof(ConvaiNativeClient).Assembly.GetExportedTypes())
            {
                if (!typeof(IDisposable).IsAssignableFrom(type)) continue;
                found++;
                Check.That(typeof(IAsyncDisposable).IsAssignableFrom(type), type.Name + " is no IAsyncDisposable");
            }
            Check.Same(9, found, "classes with Dispose");
        }

        private static void Client()
        {
            Emulator.Fault("{\"hang\":true,\"count\":0}");
            ConvaiNativeClient client = Emulator.Client(false);
            Conversation talk = client.StartConversation(Emulator.PublicCharacter);
            Task<Reply> running = talk.SayAsync("Hello");
            Task<Reply> waiting = talk.SayAsync("and on");
            Check.Until(delegate { return Emulator.Received() == 1; }, "the request is running");
            Task disposing = client.DisposeAsync().AsTask();
            Check.That(running.IsCanceled && waiting.IsCanceled, "both tasks are cancelled when it returns: " + running.Status + ", " + waiting.Status);
            Check.Throws<ObjectDisposedException>(delegate { client.Characters.Get("x"); }, "a late call");
            Check.Ended(disposing);
            disposing.GetAwaiter().GetResult();
            talk.DisposeAsync().GetAwaiter().GetResult();
            Check.Same(0L, (long)ConvaiNativeLibrary.LiveObjects, "live objects");
            Check.That(client.DisposeAsync().IsCompleted, "again");
            client.Dispose();
        }

        private static void WithBackgroundPump()
        {
            for (int round = 0; round < 10; round++)
            {
                Emulator.Reset();
                Emulator.Fault("{\"hang\":true,\"count\":0}");
                ConvaiNativeClient client = Emulator.Client();
                Task<Character> task = client.Characters.GetAsync("x");
                Check.Until(delegate { return Emulator.Received() == 1; }, "the request is running");
                Check.Ended(client.DisposeAsync().AsTask());
                Check.That(task.IsCanceled, "the state of the task is " + task.Status);
                Check.Same(0L, (long)ConvaiNativeLibrary.LiveObjects, "live objects");
            }
        }

        private static void Queue()
        {
            foreach (bool pumped in new[] { false, true })
            {
                Emulator.Reset();
                Emulator.Fault("{\"hang\":true,\"count\":0}");
                ConvaiNativeQueue queue = new ConvaiNativeQueue(pumped);
                ConvaiNativeClientOptions options = Emulator.Options(false);
                options.Queue = queue;
                ConvaiNativeClient client = new ConvaiNativeClient(options);
                Task<Character> task = client.Characters.GetAsync("x");
                Check.Until(delegate { return Emulator.Received() == 1; }, "the request is running");
                Task disposing = queue.DisposeAsync().AsTask();
                Check.That(task.IsCanceled, "the state of the task is " + task.Status);
                Check.Throws<ObjectDisposedException>(delegate { client.Characters.GetAsync("x"); }, "a late call");
                Check.Ended(disposing);
                Check.That(queue.DisposeAsync().IsCompleted, "again");
                Check.Ended(client.DisposeAsync().AsTask());
                Check.Same(0L, (long)ConvaiNativeLibrary.LiveObjects, "live objects");
            }
        }

        private static void Others()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                Conversation talk = client.StartConversation(Emulator.PublicCharacter);
                Reply reply = talk.Say("Hello");
                IAsyncDisposable[] all =
                {
                    talk, reply, new Utterance(PcmFormat.S16, 16000), new Playback(48000), Audio.FromPcm(new PcmAudio(new short[160], 16000)),
                    client.ListVoices(), client.ListLanguages(), new Reply("Made by a test.")
                };
                foreach (IAsyncDisposable each in all)
                {
                    Check.That(each.DisposeAsync().IsCompleted, each.GetType().Name + " blocks");
                    Check.That(each.DisposeAsync().IsCompleted, each.GetType().Name + ", again");
                }
                Check.Throws<ObjectDisposedException>(delegate { talk.Say("Hello"); }, "a conversation");
                Check.Same("Made by a test.", ((Reply)all[7]).Text, "the text of a reply");
            }
            Check.Same(0L, (long)ConvaiNativeLibrary.LiveObjects, "live objects");
        }
    }
}
#endif
