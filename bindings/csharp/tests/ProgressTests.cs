using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative.Tests
{
    /// <summary>The progress of calls.</summary>
    internal static class ProgressTests
    {
        private static Emulator Emulator
        {
            get { return Program.Emulator; }
        }

        internal static void List()
        {
            Program.Add("progress: Pump reports each state and the bytes of a turn, and Done before the task completes", Pumped);
            Program.Add("progress: the background pump and a blocking call report, too", OtherThreads);
            Program.Add("progress: a failed and a cancelled call report Done", Ends);
            Program.Add("progress: an exception of a report leaves Pump, and the task completes", Throwing);
        }

        /// <summary>Records the reports and the threads on which they came.</summary>
        internal sealed class Recorder : IProgress<CallProgress>
        {
            internal readonly List<CallProgress> Reports = new List<CallProgress>();
            internal readonly HashSet<int> Threads = new HashSet<int>();
            internal Func<bool> Completed = delegate { return false; };
            internal int Late;

            public void Report(CallProgress progress)
            {
                lock (Reports)
                {
                    Reports.Add(progress);
                    Threads.Add(Thread.CurrentThread.ManagedThreadId);
                    if (Completed()) Late++;
                }
            }

            internal bool Has(CallState state)
            {
                lock (Reports) return Reports.Exists(delegate (CallProgress one) { return one.State == state; });
            }

            internal CallProgress Last
            {
                get { lock (Reports) return Reports[Reports.Count - 1]; }
            }
        }

        /// <summary>Starts a turn whose reply waits until the test moves the clock of the emulator.</summary>
        private static Task<Reply> Held(ConvaiNativeClient client, Recorder recorder)
        {
            Emulator.Clock("{\"freeze\":true}");
            Emulator.Fault("{\"delay_ms\":600000}");
            Task<Reply> task = client.GetResponseAsync(Emulator.PublicCharacter, null, "Hello", CancellationToken.None, new TurnOptions { Progress = recorder });
            recorder.Completed = delegate { return task.IsCompleted; };
            return task;
        }

        private static void Release()
        {
            Emulator.Clock("{\"advance_ms\":600000,\"freeze\":false}");
        }

        private static void Pumped()
        {
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                Recorder recorder = new Recorder();
                Task<Reply> task = Held(client, recorder);
                Check.Until(delegate { client.Pump(); return recorder.Has(CallState.Waiting); }, "the request was sent");
                int reports = recorder.Reports.Count;
                for (int idle = 0; idle < 10; idle++) client.Pump();
                Check.Same(reports, recorder.Reports.Count, "nothing has changed, so nothing is reported");
                Release();
                using (Reply reply = Check.Pumped(client, task))
                {
                    CallProgress last = recorder.Last;
                    Check.Same(CallState.Done, last.State, "the last state");
                    Check.That(last.BytesSent > 0 && last.BytesSent == last.BytesToSend, "sent: " + last);
                    Check.Same((long)System.Text.Encoding.UTF8.GetByteCount(reply.RawJson), last.BytesReceived, "received");
                    Check.Same(last.BytesReceived, last.BytesToReceive, "the size of the reply");
                }
                Check.Same(0, recorder.Late, "reports after the task has completed");
                Check.Same(1, recorder.Threads.Count, "threads");
                Check.That(recorder.Threads.Contains(Thread.CurrentThread.ManagedThreadId), "the thread of Pump");
                for (int index = 1; index < recorder.Reports.Count; index++)
                {
                    CallProgress before = recorder.Reports[index - 1];
                    CallProgress now = recorder.Reports[index];
                    Check.That(now.State >= before.State && now.BytesSent >= before.BytesSent && now.BytesReceived >= before.BytesReceived, before + " is followed by " + now);
                    Check.That(!now.Equals(before), "a report without a change: " + now);
                }
            }
        }

        private static void OtherThreads()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            {
                Recorder recorder = new Recorder();
                Task<Reply> task = Held(client, recorder);
                Check.Until(delegate { return recorder.Has(CallState.Waiting); }, "the background pump reports");
                Release();
                Check.End(task).Dispose();
                Check.Same(CallState.Done, recorder.Last.State, "the last state");
                Check.That(!recorder.Threads.Contains(Thread.CurrentThread.ManagedThreadId), "the thread of the background pump");

                Recorder blocking = new Recorder();
                Emulator.Clock("{\"freeze\":true}");
                Emulator.Fault("{\"delay_ms\":600000}");
                Thread other = new Thread(delegate ()
                {
                    Check.Until(delegate { return blocking.Reports.Count > 0 && blocking.Has(CallState.Waiting); }, "the blocking call reports");
                    Release();
                });
                other.Start();
                client.Characters.Get(Emulator.PublicCharacter, CancellationToken.None, new CallOptions { Progress = blocking });
                Check.Same(CallState.Done, blocking.Last.State, "the last state of the blocking call");
                Check.Same(1, blocking.Threads.Count, "threads");
                Check.That(blocking.Threads.Contains(Thread.CurrentThread.ManagedThreadId), "the thread of the blocking call");
                other.Join();
            }
        }

        private static void Ends()
        {
            using (ConvaiNativeClient client = Emulator.Client(false))
            using (CancellationTokenSource stop = new CancellationTokenSource())
            {
                Recorder failed = new Recorder();
                Emulator.Fault("{\"status\":500}");
                Task<Character> task = client.Characters.GetAsync("x", CancellationToken.None, new CallOptions { Progress = failed });
                Check.Throws<ConvaiNativeException>(delegate { Check.Pumped(client, task); }, "500");
                Check.Same(CallState.Done, failed.Last.State, "the last state of the failed call");
                Recorder cancelled = new Recorder();
                Emulator.Fault("{\"hang\":true}");
                task = client.Characters.GetAsync("x", stop.Token, new CallOptions { Progress = cancelled });
                Check.Until(delegate { client.Pump(); return cancelled.Reports.Count > 0 && cancelled.Has(CallState.Waiting); }, "the request was sent");
                stop.Cancel();
                Check.Throws<OperationCanceledException>(delegate { Check.Pumped(client, task); }, "cancelled");
                Check.Same(CallState.Done, cancelled.Last.State, "the last state of the cancelled call");
            }
        }

        private sealed class Thrower : IProgress<CallProgress>
        {
            public void Report(CallProgress progress)
            {
                throw new InvalidOperationException("a mistake in the program");
            }
        }

        private static void Throwing()
        {
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                Task<Character> task = client.Characters.GetAsync(Emulator.PublicCharacter, CancellationToken.None, new CallOptions { Progress = new Thrower() });
                int thrown = 0;
                Check.Until(delegate
                {
                    try { client.Pump(); }
                    catch (InvalidOperationException) { thrown++; }
                    return task.IsCompleted;
                }, "the task did not complete");
                Check.That(thrown > 0, "no exception left Pump");
                Check.Same("Pell the Lamplighter", task.Result.Name, "the result");
                Check.Throws<InvalidOperationException>(delegate { client.Characters.Get(Emulator.PublicCharacter, CancellationToken.None, new CallOptions { Progress = new Thrower() }); }, "blocking");
            }
        }
    }
}
