using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative.Tests
{
    /// <summary>Several clients whose tasks one queue completes.</summary>
    internal static class QueueTests
    {
        private static Emulator Emulator
        {
            get { return Program.Emulator; }
        }

        internal static void List()
        {
            Program.Add("queue: one Pump completes the tasks of all its clients, and its wake handle tells when", OnePump);
            Program.Add("queue: one background pump serves several clients", OneThread);
            Program.Add("queue: disposing of one client cancels its own tasks", OneClientLess);
            Program.Add("queue: disposing of the queue cancels the tasks, and refuses further calls", Disposed);
            Program.Add("queue: it raises the logs of its clients", Logs);
            Program.Add("queue: finalizers free unreferenced queues and end their threads", Unreferenced);
            Program.Add("queue: a client with a queue has no background pump of its own", TwoPumps);
        }

        private static ConvaiNativeClient Client(ConvaiNativeQueue queue)
        {
            ConvaiNativeClientOptions options = Emulator.Options(false);
            options.Queue = queue;
            return new ConvaiNativeClient(options);
        }

        private static void OnePump()
        {
            Emulator.Settings("{\"echo\":true}");
            using (ConvaiNativeQueue queue = new ConvaiNativeQueue())
            using (ConvaiNativeClient one = Client(queue))
            using (ConvaiNativeClient other = Client(queue))
            {
                Check.Same(queue.WakeHandle, one.WakeHandle, "the handle of a client");
                Check.That(!WakeHandle.IsReadable(queue.WakeHandle, 0), "readable without a call");
                List<Task<Reply>> tasks = new List<Task<Reply>>();
                for (int index = 0; index < 10; index++)
                    tasks.Add((index % 2 == 0 ? one : other).GetResponseAsync(Emulator.PublicCharacter, null, "number " + index));
                Check.Same(10, queue.Pending, "pending in the queue");
                Check.Same(5, one.Pending, "pending in one client");
                int completed = 0;
                while (completed < tasks.Count)
                {
                    Check.That(WakeHandle.IsReadable(queue.WakeHandle, Check.Patience), "not readable before the last end");
                    int now = queue.Pump(3);
                    Check.That(now >= 1 && now <= 3, "completed at a time: " + now);
                    completed += now;
                }
                Check.That(!WakeHandle.IsReadable(queue.WakeHandle, 0), "readable after the last end");
                for (int index = 0; index < tasks.Count; index++)
                    using (Reply reply = tasks[index].Result) Check.Same("number " + index, reply.Text, "reply");
                // The pump of a client with a queue is the pump of the queue.
                Task<Character> asked = one.Characters.GetAsync(Emulator.PublicCharacter);
                Check.Same("Pell the Lamplighter", Check.Pumped(other, asked).Name, "name");
                Check.Same(0, queue.Pending, "pending");
            }
        }

        private static void OneThread()
        {
            using (ConvaiNativeQueue queue = new ConvaiNativeQueue(true))
            {
                List<ConvaiNativeClient> clients = new List<ConvaiNativeClient>();
                List<Task<Character>> tasks = new List<Task<Character>>();
                for (int index = 0; index < 8; index++) clients.Add(Client(queue));
                foreach (ConvaiNativeClient client in clients) tasks.Add(client.Characters.GetAsync(Emulator.PublicCharacter));
                foreach (Task<Character> task in tasks) Check.Same("Pell the Lamplighter", Check.End(task).Name, "name");
                Check.Same("Pell the Lamplighter", clients[0].Characters.Get(Emulator.PublicCharacter).Name, "a blocking call");
                foreach (ConvaiNativeClient client in clients) client.Dispose();
            }
        }

        private static void OneClientLess()
        {
            using (ConvaiNativeQueue queue = new ConvaiNativeQueue())
            using (ConvaiNativeClient stays = Client(queue))
            {
                ConvaiNativeClient leaves = Client(queue);
                Emulator.Fault("{\"hang\":true,\"count\":0}");
                Task<Character> cancelled = leaves.Characters.GetAsync("x");
                Task<Character> running = stays.Characters.GetAsync("x");
                Check.Until(delegate { return Emulator.Received() == 2; }, "the requests are running");
                leaves.Dispose();
                Check.That(cancelled.IsCanceled, "cancelled when Dispose returns");
                Check.That(!running.IsCompleted, "the other client's call runs on");
                Check.Same(1, queue.Pending, "pending");
                Check.That(stays.Close(TimeSpan.FromMilliseconds(Check.Patience)), "Close");
                Check.That(running.IsCanceled, "cancelled when Close returns");
            }
        }

        private static void Disposed()
        {
            ConvaiNativeQueue queue = new ConvaiNativeQueue();
            using (ConvaiNativeClient client = Client(queue))
            {
                Emulator.Fault("{\"hang\":true}");
                Task<Character> running = client.Characters.GetAsync("x");
                Check.Until(delegate { return Emulator.Received() == 1; }, "the request is running");
                queue.Dispose();
                queue.Dispose();
                Check.That(running.IsCanceled, "cancelled when Dispose returns");
                Check.Same(0, queue.Pump() + client.Pump(), "Pump");
                Check.Throws<ObjectDisposedException>(delegate { client.Characters.GetAsync("x"); }, "a late call");
                Check.Throws<ObjectDisposedException>(delegate { queue.WakeHandle.ToString(); }, "the wake handle");
                Check.Same("Pell the Lamplighter", client.Characters.Get(Emulator.PublicCharacter).Name, "a blocking call");
            }
            ConvaiNativeClientOptions options = Emulator.Options(false);
            options.Queue = queue;
            ConvaiNativeException failure = Check.Throws<ConvaiNativeException>(delegate { new ConvaiNativeClient(options).Dispose(); }, "a client with this queue");
            Check.Same(ConvaiNativeErrorCode.BadHandle, failure.Code, "code of: " + failure.Message);
        }

        private static void Logs()
        {
            using (ConvaiNativeQueue queue = new ConvaiNativeQueue())
            {
                ConvaiNativeClientOptions options = Emulator.Options(false);
                options.Queue = queue;
                options.LogCapacity = 10;
                using (ConvaiNativeClient one = new ConvaiNativeClient(options))
                using (ConvaiNativeClient other = new ConvaiNativeClient(options))
                {
                    int ones = 0;
                    int others = 0;
                    one.Logged += delegate { ones++; };
                    other.Logged += delegate { others++; };
                    one.Characters.Get(Emulator.PublicCharacter);
                    other.Characters.Get(Emulator.PublicCharacter);
                    other.Characters.Get(Emulator.PublicCharacter);
                    queue.Pump();
                    Check.Same(1, ones, "entries of one client");
                    Check.Same(2, others, "entries of the other");
                }
            }
        }

        private static void Unreferenced()
        {
            Exception thrown = Check.OnItsOwnThread(delegate
            {
                for (int index = 0; index < 10; index++)
                    Check.End(Client(new ConvaiNativeQueue(true)).Characters.GetAsync(Emulator.PublicCharacter));
            });
            if (thrown != null) throw thrown;
            Check.That(ConvaiNativeLibrary.LiveObjects > 0, "there are objects to free");
            Check.NothingLeft();
        }

        private static void TwoPumps()
        {
            using (ConvaiNativeQueue queue = new ConvaiNativeQueue())
            {
                ConvaiNativeClientOptions options = Emulator.Options(true);
                options.Queue = queue;
                ArgumentException failure = Check.Throws<ArgumentException>(delegate { new ConvaiNativeClient(options).Dispose(); }, "two pumps");
                Check.Same("BackgroundPump", failure.ParamName, "parameter");
            }
        }
    }
}
