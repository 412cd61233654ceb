using System;
using System.Collections;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;
using ConvaiNative.Components;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>The pump: budget, order, exactly one end, and what happens where it cannot start.</summary>
    internal static class PumpTests
    {
        internal static void List()
        {
            Program.Add("pump: 40 calls end once each, at most two per frame where the budget says two", Budget);
            Program.Add("pump: slow events are spread over frames, one at least in each", TimeBudget);
            Program.Add("pump: a coroutine goes on in the frame of the end, await on the main thread outside of the update", Resume);
            Program.Add("pump: a coroutine of a component yields an operation", YieldInComponent);
            Program.Add("pump: 60 operations with random cancels end once each", RandomCancels);
            Program.Add("pump: a listener that throws is logged, and the others end", ThrowingListener);
            Program.Add("pump: a failure that nobody looks at is logged once, a seen one is not", Unobserved);
            Program.Add("pump: without a key the call fails, and says what to do", NoKey);
            Program.Add("pump: the key is the provider's, then the editor's; settings carry none", Keys);
            Program.Add("pump: a second component gives way, the first is kept across scenes", Second);
            Program.Add("pump: a character that is destroyed between its answer and the next frame says nothing", DestroyedInBetween);
            Program.Add("pump: set up anew while calls are under way", Reconfigure);
        }

        private static IEnumerator Budget()
        {
            ConvaiNativeBehaviour home = Game.Connect();
            home.CallsPerFrame = 2;
            home.MillisecondsPerFrame = 1000;
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
            Check.Same(0, home.Pending, "pending");
        }

        private static IEnumerator TimeBudget()
        {
            ConvaiNativeBehaviour home = Game.Connect();
            home.MillisecondsPerFrame = 1;
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
            yield return Game.Until(delegate { return game.IsCompleted; }, "what awaits");
            Check.Same("", game.GetAwaiter().GetResult(), "where it went on");
        }

        private static async Task<string> Await(ConvaiNativeOperation<Character> asked, int home)
        {
            await asked;
            if (Thread.CurrentThread.ManagedThreadId != home) return "on another thread";
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
                ConvaiNativeOperation<Character> vain = Game.AskInVain();
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
            Check.That(cancelled > 0 && cancelled < ends.Length, cancelled + " were cancelled: the test tests nothing");
        }

        private static IEnumerator ThrowingListener()
        {
            Game.Connect();
            ConvaiNativeOperation<Character> first = Game.Ask();
            first.Completed += delegate { throw new InvalidOperationException("a mistake in the game"); };
            ConvaiNativeOperation<Character> second = Game.Ask();
            yield return Game.Until(delegate { return first.IsDone && second.IsDone; }, "both end");
            Check.Same(1, Debug.Errors.Count, "errors in the console");
            Check.That(Debug.Errors[0].Contains("a mistake in the game"), Debug.Errors[0]);
            Debug.Errors.Clear();
        }

        private static IEnumerator Unobserved()
        {
            Game.Connect();
            Program.Emulator.Fault("{\"status\":500,\"count\":3}");
            ConvaiNativeOperation<Character> forgotten = Game.Ask();
            ConvaiNativeOperation<Character> seen = Game.Ask();
            ConvaiNativeOperation<Character> awaited = Game.Ask();
            Task task = awaited.Task;
            // Each failure has met its own before another request comes.
            Check.Until(delegate { return Program.Emulator.Received() == 3; }, "they are under way");
            ConvaiNativeOperation<Character> cancelled = Game.AskInVain();
            cancelled.Cancel();
            yield return Game.Until(delegate { return forgotten.IsDone && seen.IsDone && awaited.IsDone && cancelled.IsDone; }, "all end");
            Check.That(seen.Error is ConvaiNativeException, "a failure");
            yield return Game.Frames(30);
            Check.Same(1, Debug.Warnings.Count, "warnings");
            Check.That(Debug.Warnings[0].Contains("nobody looked"), Debug.Warnings[0]);
            Check.That(task.IsFaulted, "the task failed as well");
        }

        private static IEnumerator NoKey()
        {
            ConvaiNativeOperation<Character> asked = Game.Ask();
            Check.That(!asked.IsDone, "it ends in the update, like every other");
            yield return asked;
            ConvaiNativeException why = asked.Error as ConvaiNativeException;
            Check.That(why != null && why.Code == ConvaiNativeErrorCode.ApiKey, "the reason is " + asked.Error);
            ConvaiNativeKey.Provider = delegate { return "found-a-key"; };
            asked = Game.Ask();
            yield return Game.Until(delegate { return asked.IsDone; }, "the end");
            Check.That(asked.Succeeded, "with a key it goes on: " + asked.Error);
        }

        private static IEnumerator Keys()
        {
            ConvaiNativeSettings settings = ScriptableObject.CreateInstance<ConvaiNativeSettings>();
            settings.BaseUrl = Program.Emulator.Address;
            Check.Same(null, settings.ToOptions().ApiKey, "no key at all");
            Editor.EditorKey.Write(" from-the-editor ");
            Check.Same("from-the-editor", settings.ToOptions().ApiKey, "the editor's");
            ConvaiNativeKey.Provider = delegate { return ""; };
            Check.Same("from-the-editor", settings.ToOptions().ApiKey, "an empty answer is none");
            ConvaiNativeKey.Provider = delegate { return "from-the-game"; };
            Check.Same("from-the-game", settings.ToOptions().ApiKey, "the provider's");
            Check.Same(16000, settings.ToOptions().UploadSampleRate, "upload rate");
            Check.That(!settings.ToOptions().ToString().Contains("from-the-game"), "the key shows");
            yield return null;
        }

        private static IEnumerator Second()
        {
            ConvaiNativeBehaviour first = Game.Connect();
            GameObject scene = new GameObject("Scene two");
            scene.AddComponent<ConvaiNativeBehaviour>();
            yield return null;
            Check.That(scene.GetComponent<ConvaiNativeBehaviour>() == null, "the second is gone");
            ConvaiNativeOperation<Character> asked = Game.Ask();
            StubEngine.UnloadScene();
            Check.That(ConvaiNativeBehaviour.Instance == first, "the first is kept");
            yield return Game.Until(delegate { return asked.IsDone; }, "the end, across scenes");
            Check.That(asked.Succeeded, "" + asked.Error);
        }

        private static IEnumerator Reconfigure()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            ConvaiNativeOperation<ConvaiNativeReply> first = pell.Say("My name is Ada.");
            yield return Game.Until(delegate { return first.IsDone; }, "an answer");
            ConvaiNativeOperation<Character> vain = Game.AskInVain();
            yield return Game.Until(delegate { return Program.Emulator.Received("/character/get") >= 1; }, "it is under way");
            Game.Connect();
            Check.That(vain.IsDone && vain.IsCancelled, "what was under way is cancelled");
            ConvaiNativeOperation<ConvaiNativeReply> second = pell.Say("What is my name?");
            yield return Game.Until(delegate { return second.IsDone; }, "an answer over the new connection");
            Check.That(second.Succeeded && second.Result.Text.Contains("Ada"), "the session went on: " + (second.Succeeded ? second.Result.Text : "" + second.Error));
        }

        private static IEnumerator DestroyedInBetween()
        {
            Game.Connect();
            ConvaiNativeOperation<ConvaiNativeReply> turn = null;
            // Nothing tells from outside when the library has the answer: on a slow machine it takes another try.
            for (int wait = 100; turn == null || turn.IsCancelled; wait *= 2)
            {
                Check.That(wait < Check.Patience, "the answer never came before the end");
                int told = 0;
                ConvaiNativeCharacter pell = Game.Character();
                pell.WithVoice = true;
                turn = pell.Say("Hello");
                pell.OnReply.AddListener(delegate { told++; });
                pell.OnVoice.AddListener(delegate { told++; });
                pell.OnThinking.AddListener(delegate { told++; });
                Thread.Sleep(wait);
                UnityEngine.Object.DestroyImmediate(pell.gameObject);
                yield return Game.Until(delegate { return turn.IsDone; }, "the end");
                Check.Same(0, told, "events");
            }
            Check.That(turn.Succeeded, "it was answered: " + turn.Error);
            Check.That(turn.Result.Voice == null, "there is nobody who would destroy a clip");
        }

        private static int Sum(int[] numbers)
        {
            int sum = 0;
            foreach (int number in numbers) sum += number;
            return sum;
        }
    }
}
