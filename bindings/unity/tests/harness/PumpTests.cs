using System;
using System.Collections;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ConvaiNative.Components;
using UnityEngine;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>The completion of calls: budgets, order, exactly one end, and failures to start.</summary>
    internal static class PumpTests
    {
        internal static void List()
        {
            Program.Add("pump: 40 calls end once each, and a frame completes at most its budget of two", Budget);
            Program.Add("pump: slow listeners are spread over frames, at least one in each", TimeBudget);
            Program.Add("pump: a coroutine continues in the frame of the end, and await resumes on the main thread outside of the update", Resume);
            Program.Add("pump: a coroutine of a component waits for an operation", YieldInComponent);
            Program.Add("pump: 60 operations with random cancellations end once each", RandomCancels);
            Program.Add("pump: an exception of a listener is logged, and other operations end", ThrowingListener);
            Program.Add("pump: an unread failure is logged once, and a read one is not", Unobserved);
            Program.Add("pump: without a key a call fails, and the message says what to do", NoKey);
            Program.Add("pump: the key comes from the provider, else from the editor, and never from the settings", Keys);
            Program.Add("pump: a second component is destroyed, and the first one stays across scenes", Second);
            Program.Add("pump: a character that is destroyed before the next frame raises no event", DestroyedInBetween);
            Program.Add("pump: Configure cancels running calls and continues the session", Reconfigure);
        }

        private static IEnumerator Budget()
        {
            ConvaiNativeBehaviour behaviour = Game.Connect();
            behaviour.CallsPerFrame = 2;
            behaviour.MillisecondsPerFrame = 1000;
            int[] ends = new int[40];
            for (int index = 0; index < ends.Length; index++)
            {
                int mine = index;
                Game.Ask().Completed += delegate { ends[mine]++; };
            }
            Check.Until(delegate { return Program.Emulator.Received() >= ends.Length; }, "all are answered");
            Thread.Sleep(100);
            int before = 0;
            for (int frame = 0; before < ends.Length; frame++)
            {
                Check.That(frame < 10000, "they do not end");
                yield return null;
                int now = Sum(ends);
                Check.That(now - before <= 2, now - before + " ended in one frame");
                before = now;
            }
            yield return Game.Frames(5);
            foreach (int count in ends) Check.Same(1, count, "ends");
            Check.Same(0, behaviour.Pending, "pending");
        }

        private static IEnumerator TimeBudget()
        {
            ConvaiNativeBehaviour behaviour = Game.Connect();
            behaviour.MillisecondsPerFrame = 1;
            int ended = 0;
            for (int index = 0; index < 6; index++)
                Game.Ask().Completed += delegate
                {
                    ended++;
                    Thread.Sleep(3);
                };
            Check.Until(delegate { return Program.Emulator.Received() >= 6; }, "all are answered");
            Thread.Sleep(100);
            int frames = 0;
            while (ended < 6)
            {
                int before = ended;
                yield return null;
                Check.That(ended - before <= 1, "slow ones end one at a time, and " + (ended - before) + " did");
                Check.That(++frames < 10000, "they do not end");
            }
        }

        private static IEnumerator Resume()
        {
            Game.Connect();
            ConvaiNativeOperation<Character> asked = Game.Ask();
            int endedIn = 0;
            asked.Completed += delegate { endedIn = Time.frameCount; };
            Task<string> game = Await(asked, Thread.CurrentThread.ManagedThreadId);
            yield return Game.Until(delegate { return asked.IsDone; }, "the end");
            Check.Same(Time.frameCount, endedIn, "the frame of the end");
            yield return Game.Until(delegate { return game.IsCompleted; }, "the awaiting method");
            Check.Same("", game.GetAwaiter().GetResult(), "the place after await");
        }

        private static async Task<string> Await(ConvaiNativeOperation<Character> asked, int main)
        {
            await asked;
            if (Thread.CurrentThread.ManagedThreadId != main) return "on another thread";
            return Environment.StackTrace.Contains("ConvaiNativeBehaviour.Update") ? "inside the update" : "";
        }

        private sealed class Yielding : MonoBehaviour
        {
            internal readonly List<string> Steps = new List<string>();

            private IEnumerator Start()
            {
                ConvaiNativeOperation<Character> asked = Game.Ask();
                Steps.Add("asked");
                yield return asked;
                Steps.Add(asked.Result.Name);
                ConvaiNativeOperation<Character> vain = Game.AskWithoutReply();
                vain.Cancel();
                yield return vain;
                Steps.Add(vain.IsCancelled ? "cancelled" : "?");
            }
        }

        private static IEnumerator YieldInComponent()
        {
            Game.Connect();
            Yielding component = new GameObject("Yielding").AddComponent<Yielding>();
            yield return Game.Until(delegate { return component.Steps.Count == 3; }, "three steps");
            Check.Same("asked, Pell the Lamplighter, cancelled", string.Join(", ", component.Steps.ToArray()), "steps");
        }

        private static IEnumerator RandomCancels()
        {
            Game.Connect();
            System.Random random = new System.Random(7);
            int[] ends = new int[60];
            List<ConvaiNativeOperation<Character>> all = new List<ConvaiNativeOperation<Character>>();
            for (int index = 0; index < ends.Length; index++)
            {
                int mine = index;
                ConvaiNativeOperation<Character> asked = Game.Ask();
                asked.Completed += delegate { ends[mine]++; };
                all.Add(asked);
                if (random.Next(3) == 0) all[random.Next(all.Count)].Cancel();
                if (random.Next(4) == 0) yield return null;
            }
            yield return Game.Until(delegate { return Sum(ends) >= ends.Length; }, "all ends");
            yield return Game.Frames(5);
            int cancelled = 0;
            for (int index = 0; index < ends.Length; index++)
            {
                Check.Same(1, ends[index], "ends of one");
                Check.That(all[index].Succeeded != all[index].IsCancelled, "either answered or cancelled");
                cancelled += all[index].IsCancelled ? 1 : 0;
            }
            Check.That(cancelled > 0 && cancelled < ends.Length, cancelled + " were cancelled, so the test checks nothing");
        }

        private static IEnumerator ThrowingListener()
        {
            Game.Connect();
            ConvaiNativeOperation<Character> first = Game.Ask();
            first.Completed += delegate { throw new InvalidOperationException("a mistake in the game"); };
            ConvaiNativeOperation<Character> second = Game.Ask();
            yield return Game.Until(delegate { return first.IsDone && second.IsDone; }, "both calls end");
            Check.Same(1, Debug.Errors.Count, "errors in the console");
            Check.That(Debug.Errors[0].Contains("a mistake in the game"), Debug.Errors[0]);
            Debug.Errors.Clear();
        }

        private static IEnumerator Unobserved()
        {
            Game.Connect();
            Program.Emulator.Fault("{\"status\":500,\"count\":3}");
            ConvaiNativeOperation<Character> unread = Game.Ask();
            ConvaiNativeOperation<Character> read = Game.Ask();
            ConvaiNativeOperation<Character> awaited = Game.Ask();
            Task task = awaited.Task;
            // The faults must apply to these three requests and not to the next one.
            Check.Until(delegate { return Program.Emulator.Received() == 3; }, "the calls are running");
            ConvaiNativeOperation<Character> cancelled = Game.AskWithoutReply();
            cancelled.Cancel();
            yield return Game.Until(delegate { return unread.IsDone && read.IsDone && awaited.IsDone && cancelled.IsDone; }, "all end");
            Check.That(read.Error is ConvaiNativeException, "a failure");
            yield return Game.Frames(30);
            Check.Same(1, Debug.Warnings.Count, "warnings");
            Check.That(Debug.Warnings[0].Contains("did not read the error"), Debug.Warnings[0]);
            Check.That(task.IsFaulted, "the task failed as well");
        }

        private static IEnumerator NoKey()
        {
            ConvaiNativeOperation<Character> asked = Game.Ask();
            Check.That(!asked.IsDone, "it ends in the update, like every other");
            yield return asked;
            ConvaiNativeException why = asked.Error as ConvaiNativeException;
            Check.That(why != null && why.Code == ConvaiNativeErrorCode.ApiKey, "the reason is " + asked.Error);
            Check.That(why.Message.Contains("Project Settings > Convai Native") && why.Message.Contains("ConvaiNativeKey.Provider"), why.Message);
            ConvaiNativeKey.Provider = delegate { return "found-a-key"; };
            asked = Game.Ask();
            yield return Game.Until(delegate { return asked.IsDone; }, "the end");
            Check.That(asked.Succeeded, "with a key the call succeeds: " + asked.Error);
        }

        private static IEnumerator Keys()
        {
            ConvaiNativeSettings settings = ScriptableObject.CreateInstance<ConvaiNativeSettings>();
            settings.BaseUrl = Program.Emulator.Address;
            Check.Same(null, settings.ToOptions().ApiKey, "no key at all");
            Editor.EditorKey.Write(" from-the-editor ");
            Check.Same("from-the-editor", settings.ToOptions().ApiKey, "the editor's");
            ConvaiNativeKey.Provider = delegate { return ""; };
            Check.Same("from-the-editor", settings.ToOptions().ApiKey, "an empty text is ignored");
            ConvaiNativeKey.Provider = delegate { return "from-the-game"; };
            Check.Same("from-the-game", settings.ToOptions().ApiKey, "the provider's");
            Check.Same(16000, settings.ToOptions().UploadSampleRate, "upload rate");
            Check.That(!settings.ToOptions().ToString().Contains("from-the-game"), "the text has the key");
            yield return null;
        }

        private static IEnumerator Second()
        {
            ConvaiNativeBehaviour first = Game.Connect();
            GameObject scene = new GameObject("Scene two");
            scene.AddComponent<ConvaiNativeBehaviour>();
            yield return null;
            Check.That(scene.GetComponent<ConvaiNativeBehaviour>() == null, "the second component is destroyed");
            ConvaiNativeOperation<Character> asked = Game.Ask();
            StubEngine.UnloadScene();
            Check.That(ConvaiNativeBehaviour.Instance == first, "the first component stays");
            yield return Game.Until(delegate { return asked.IsDone; }, "the end after a scene change");
            Check.That(asked.Succeeded, "" + asked.Error);
        }

        private static IEnumerator Reconfigure()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            ConvaiNativeOperation<ConvaiNativeReply> first = pell.Say("My name is Ada.");
            yield return Game.Until(delegate { return first.IsDone; }, "an answer");
            ConvaiNativeOperation<Character> vain = Game.AskWithoutReply();
            yield return Game.Until(delegate { return Program.Emulator.Received("/character/get") >= 1; }, "the call is running");
            Game.Connect();
            Check.That(vain.IsDone && vain.IsCancelled, "the running call is cancelled");
            ConvaiNativeOperation<ConvaiNativeReply> second = pell.Say("What is my name?");
            yield return Game.Until(delegate { return second.IsDone; }, "an answer over the new connection");
            Check.That(second.Succeeded && second.Result.Text.Contains("Ada"), "the session went on: " + (second.Succeeded ? second.Result.Text : "" + second.Error));
        }

        private static IEnumerator DestroyedInBetween()
        {
            Game.Connect();
            ConvaiNativeOperation<ConvaiNativeReply> turn = null;
            // The test cannot observe when the library has the reply. On a slow machine it needs another attempt.
            for (int wait = 100; turn == null || turn.IsCancelled; wait *= 2)
            {
                Check.That(wait < Check.Patience, "the reply did not arrive in time");
                int events = 0;
                ConvaiNativeCharacter pell = Game.Character();
                pell.WithVoice = true;
                turn = pell.Say("Hello");
                pell.OnReply.AddListener(delegate { events++; });
                pell.OnSpeaking.AddListener(delegate { events++; });
                pell.OnThinking.AddListener(delegate { events++; });
                Thread.Sleep(wait);
                UnityEngine.Object.DestroyImmediate(pell.gameObject);
                yield return Game.Until(delegate { return turn.IsDone; }, "the end");
                Check.Same(0, events, "events");
            }
            Check.That(turn.Succeeded, "it was answered: " + turn.Error);
        }

        private static int Sum(int[] numbers)
        {
            int sum = 0;
            foreach (int number in numbers) sum += number;
            return sum;
        }
    }
}
