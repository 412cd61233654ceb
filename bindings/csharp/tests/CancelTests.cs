using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative.Tests
{
    internal static class CancelTests
    {
        private const string Path = "/character/getResponse";

        private static Emulator Emulator
        {
            get { return Program.Emulator; }
        }

        internal static void List()
        {
            Program.Add("cancel: a call with a cancelled token sends nothing", Before);
            Program.Add("cancel: a cancelled turn closes its connection", InFlight);
            Program.Add("cancel: another thread can cancel a blocking call", Blocking);
            Program.Add("cancel: a cancellation after the end has no effect", After);
            Program.Add("cancel: Dispose on any thread ends all calls", ByDispose);
            Program.Add("cancel: with 100 conversations and random cancellations, every task completes once", Hundred);
        }

        private static void Before()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            using (CancellationTokenSource source = new CancellationTokenSource())
            {
                source.Cancel();
                Task<Character> task = client.Characters.GetAsync("x", source.Token);
                Check.That(task.IsCanceled, "cancelled at once");
                Check.Throws<OperationCanceledException>(delegate { client.Characters.Get("x", source.Token); }, "blocking");
                Check.Same(0, Emulator.Received("/character/get"), "nothing was sent");
            }
        }

        private static void InFlight()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            using (CancellationTokenSource source = new CancellationTokenSource())
            {
                Emulator.Fault("{\"hang\":true}");
                Task<Reply> task = talk.SayAsync("Hello", source.Token);
                Check.Until(delegate { return Emulator.Received(Path) == 1; }, "the request is running");
                source.Cancel();
                OperationCanceledException end = Check.Throws<OperationCanceledException>(delegate { Check.End(task); }, "cancelled");
                Check.Same(source.Token, end.CancellationToken, "the token that did it");
                Check.That(task.IsCanceled, "cancelled and not faulted");
                Check.Until(delegate { return true.Equals(Json.At(Emulator.Last(Path), "aborted")); }, "the service sees the connection closed");
                Check.End(talk.SayAsync("and on")).Dispose();
            }
        }

        private static void Blocking()
        {
            using (ConvaiNativeClient client = Emulator.Client(false))
            using (CancellationTokenSource source = new CancellationTokenSource())
            {
                Emulator.Fault("{\"hang\":true}");
                ThreadPool.QueueUserWorkItem(delegate
                {
                    Check.Until(delegate { return Emulator.Received("/character/get") == 1; }, "the request is running");
                    source.Cancel();
                });
                OperationCanceledException end = Check.Throws<OperationCanceledException>(delegate { client.Characters.Get("x", source.Token); }, "cancelled");
                Check.Same(source.Token, end.CancellationToken, "the token that did it");
            }
        }

        private static void After()
        {
            using (ConvaiNativeClient client = Emulator.Client(false))
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            using (CancellationTokenSource source = new CancellationTokenSource())
            {
                Task<Reply> task = talk.SayAsync("Hello", source.Token);
                Check.Pumped(client, task).Dispose();
                source.Cancel();
                source.Cancel();
                Check.Same(0, client.Pump(), "nothing more ends");
                Check.Same(TaskStatus.RanToCompletion, task.Status, "status");
            }
        }

        private static void ByDispose()
        {
            for (int round = 0; round < 10; round++)
            {
                ConvaiNativeClient client = Emulator.Client(round % 2 == 0);
                Conversation talk = client.StartConversation(Emulator.PublicCharacter);
                Emulator.Fault("{\"hang\":true}");
                Task<Reply> running = talk.SayAsync("Hello");
                Task<Reply> waiting = talk.SayAsync("and on");
                Exception blocked = null;
                Thread other = new Thread(delegate ()
                {
                    try { talk.Say("blocking"); }
                    catch (Exception end) { blocked = end; }
                });
                other.Start();
                Check.Until(delegate { return Emulator.Received(Path) == round + 1; }, "the request is running");
                Exception thrown = Check.OnItsOwnThread(client.Dispose);
                Check.That(thrown == null, "Dispose throws nothing: " + thrown);
                Check.That(other.Join(Check.Patience), "the blocking call returned");
                Check.That(running.IsCanceled && waiting.IsCanceled, "both have ended when Dispose returns");
                ConvaiNativeException late = blocked as ConvaiNativeException;
                Check.That(blocked is OperationCanceledException || blocked is ObjectDisposedException
                    || late != null && late.Code == ConvaiNativeErrorCode.Closed, "the blocking call says why: " + blocked);
                talk.Dispose();
            }
        }

        private static void Hundred()
        {
            Emulator.Settings("{\"echo\":true,\"latency_ms\":30}");
            Random random = new Random(20240601);
            List<Task<Reply>> tasks = new List<Task<Reply>>();
            List<string> said = new List<string>();
            List<CancellationTokenSource> sources = new List<CancellationTokenSource>();
            int ends = 0;
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                List<Conversation> talks = new List<Conversation>();
                for (int number = 0; number < 100; number++)
                {
                    Conversation talk = client.StartConversation(Emulator.PublicCharacter);
                    talks.Add(talk);
                    for (int turn = 0; turn < 3; turn++)
                    {
                        CancellationTokenSource source = new CancellationTokenSource();
                        if (random.Next(3) == 0) source.CancelAfter(random.Next(1, 150));
                        string text = "conversation " + number + ", turn " + turn;
                        Task<Reply> task = talk.SayAsync(text, source.Token);
                        task.ContinueWith(delegate { Interlocked.Increment(ref ends); }, TaskContinuationOptions.ExecuteSynchronously);
                        tasks.Add(task);
                        said.Add(text);
                        sources.Add(source);
                    }
                    if (number % 10 == 9) talk.Interrupt();
                }
                int pumped = 0;
                Check.Until(delegate { pumped += client.Pump(); return client.Pending == 0; }, "not all tasks ended");
                for (int idle = 0; idle < 20; idle++) { Thread.Sleep(5); pumped += client.Pump(); }
                Check.Until(delegate { return Volatile.Read(ref ends) == tasks.Count; }, "not all continuations ran");
                // A call whose token was cancelled before the start is never queued.
                int entered = Answers(tasks, said, sources);
                Check.That(pumped <= tasks.Count && pumped >= entered, pumped + " ends for " + tasks.Count + " tasks");
                foreach (Conversation talk in talks) talk.Dispose();
            }
            Check.Same(tasks.Count, ends, "each task ended once");
            foreach (CancellationTokenSource source in sources) source.Dispose();
        }

        /// <summary>Checks the end of every task. Returns the number of replies.</summary>
        private static int Answers(List<Task<Reply>> tasks, List<string> said, List<CancellationTokenSource> sources)
        {
            int answered = 0;
            int cancelled = 0;
            for (int index = 0; index < tasks.Count; index++)
            {
                Check.That(tasks[index].IsCompleted && !tasks[index].IsFaulted, "turn " + index + " ended: " + tasks[index].Exception);
                if (tasks[index].IsCanceled)
                {
                    bool interrupted = index / 3 % 10 == 9;
                    Check.That(interrupted || sources[index].IsCancellationRequested, "turn " + index + " is cancelled without a cancellation");
                    cancelled++;
                    continue;
                }
                Check.Same(said[index], tasks[index].Result.Text, "the reply belongs to its turn");
                tasks[index].Result.Dispose();
                answered++;
            }
            Check.That(answered > 50 && cancelled > 20, "a mix: " + answered + " answered, " + cancelled + " cancelled");
            return answered;
        }
    }
}
