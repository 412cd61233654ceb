using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative.Tests
{
    /// <summary>A synchronization context with one thread, like the loop of a game engine. It runs posted callbacks once per frame.</summary>
    internal sealed class PlayerLoop : SynchronizationContext
    {
        private readonly Queue<KeyValuePair<SendOrPostCallback, object>> posted = new Queue<KeyValuePair<SendOrPostCallback, object>>();

        public override void Post(SendOrPostCallback callback, object state)
        {
            lock (posted) posted.Enqueue(new KeyValuePair<SendOrPostCallback, object>(callback, state));
        }

        internal void Play(ConvaiNativeClient client, Task game)
        {
            Check.Until(delegate
            {
                client.Pump();
                RunPosted();
                return game.IsCompleted;
            }, "the game did not end");
            game.GetAwaiter().GetResult();
        }

        private void RunPosted()
        {
            while (true)
            {
                KeyValuePair<SendOrPostCallback, object> next;
                lock (posted)
                {
                    if (posted.Count == 0) return;
                    next = posted.Dequeue();
                }
                next.Key(next.Value);
            }
        }
    }

    internal static class ContextTests
    {
        private static Emulator Emulator
        {
            get { return Program.Emulator; }
        }

        internal static void List()
        {
            Program.Add("context: continuations resume on the thread of the loop, and not inside Pump", OnTheLoop);
            Program.Add("context: continuations resume on the thread of the loop with a background pump", WithBackgroundPump);
            Program.Add("context: a blocking call on the thread of the loop does not deadlock", BlockingOnTheLoop);
            Program.Add("context: a paused pump loses no task, and Pump respects its limit", Paused);
            Program.Add("context: without a context, continuations resume on the thread pool", WithoutContext);
        }

        private static void InLoop(bool backgroundPump, Func<ConvaiNativeClient, Task> game)
        {
            using (ConvaiNativeClient client = Emulator.Client(backgroundPump))
            {
                PlayerLoop loop = new PlayerLoop();
                SynchronizationContext.SetSynchronizationContext(loop);
                try { loop.Play(client, game(client)); }
                finally { SynchronizationContext.SetSynchronizationContext(null); }
            }
        }

        private static void OnTheLoop()
        {
            InLoop(false, Converse);
        }

        private static void WithBackgroundPump()
        {
            InLoop(true, Converse);
        }

        private static async Task Converse(ConvaiNativeClient client)
        {
            int loop = Thread.CurrentThread.ManagedThreadId;
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            {
                for (int turn = 0; turn < 3; turn++)
                {
                    (await talk.SayAsync("Hello")).Dispose();
                    OnThread(loop, "after a reply");
                }
                Emulator.Fault("{\"status\":500}");
                bool failed = false;
                try { await talk.SayAsync("Hello"); }
                catch (ConvaiNativeException) { failed = true; }
                Check.That(failed, "the failure came through await");
                OnThread(loop, "after a failure");
                using (CancellationTokenSource source = new CancellationTokenSource())
                {
                    Emulator.Fault("{\"hang\":true}");
                    source.CancelAfter(50);
                    bool cancelled = false;
                    try { await talk.SayAsync("Hello", source.Token); }
                    catch (OperationCanceledException) { cancelled = true; }
                    Check.That(cancelled, "the cancellation came through await");
                    OnThread(loop, "after a cancellation");
                }
            }
        }

        private static void OnThread(int loop, string when)
        {
            Check.Same(loop, Thread.CurrentThread.ManagedThreadId, "the thread " + when);
            Check.That(!Environment.StackTrace.Contains("ConvaiNativeClient.Pump"), "inside Pump " + when);
        }

        private static void BlockingOnTheLoop()
        {
            InLoop(false, async delegate (ConvaiNativeClient client)
            {
                using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
                {
                    Task<Reply> first = talk.SayAsync("I am a task");
                    talk.Say("and I block").Dispose();
                    Check.That(!first.IsCompleted, "the task waits for Pump");
                    (await first).Dispose();
                }
            });
        }

        private static void Paused()
        {
            Emulator.Settings("{\"echo\":true}");
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                Task<Reply>[] tasks = new Task<Reply>[10];
                List<Conversation> talks = new List<Conversation>();
                for (int index = 0; index < tasks.Length; index++)
                {
                    Conversation talk = client.StartConversation(Emulator.PublicCharacter);
                    talks.Add(talk);
                    tasks[index] = talk.SayAsync("number " + index);
                }
                Check.Until(delegate { return Emulator.Received("/character/getResponse") == tasks.Length; }, "all are answered");
                Thread.Sleep(200);
                foreach (Task<Reply> task in tasks) Check.That(!task.IsCompleted, "no task completes without Pump");
                int ended = client.Pump(3);
                Check.That(ended <= 3, "a budget of 3, and " + ended + " ended");
                Check.Same(tasks.Length - ended, client.Pending, "what is left");
                Check.Until(delegate
                {
                    int one = client.Pump(1);
                    Check.That(one <= 1, "a budget of 1, and " + one + " ended");
                    ended += one;
                    return client.Pending == 0;
                }, "the rest did not end");
                Check.Same(tasks.Length, ended, "each ended once");
                Check.Same(0, client.Pump(), "no further task");
                for (int index = 0; index < tasks.Length; index++)
                    using (Reply reply = tasks[index].Result) Check.Same("number " + index, reply.Text, "reply");
                foreach (Conversation talk in talks) talk.Dispose();
            }
        }

        private static void WithoutContext()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                Task<bool> program = OnPool(client);
                Check.That(Check.End(program), "resumed on the thread pool");
            }
        }

        private static async Task<bool> OnPool(ConvaiNativeClient client)
        {
            await client.Characters.GetAsync(Emulator.PublicCharacter);
            return Thread.CurrentThread.IsThreadPoolThread;
        }
    }
}
