using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics;
using System.Reflection;
using System.Threading;
using ConvaiNative.Components;
using UnityEngine;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>Measures the cost of updates. The figures are only printed, because they depend on the machine and are not those of Unity.</summary>
    internal static class CostTests
    {
        internal static void List()
        {
            Program.Add("cost: updates complete calls and turns with voices", Costs);
        }

        private static IEnumerator Costs()
        {
            ConvaiNativeBehaviour behaviour = Game.Connect();
            behaviour.CallsPerFrame = 1000;
            behaviour.MillisecondsPerFrame = 10000;
            Action update = (Action)Delegate.CreateDelegate(typeof(Action), behaviour, typeof(ConvaiNativeBehaviour).GetMethod("Update", BindingFlags.Instance | BindingFlags.NonPublic));
            // The first round includes the compilation by the runtime and does not count.
            for (int round = 0; round < 2; round++)
            {
                double idle = Timed(20000, delegate { for (int time = 0; time < 20000; time++) update(); });
                double call = Finish(update, 50, delegate { return Game.Ask(); });
                double turn = Finish(update, 20, delegate { return Speaker().Say("Tell me what you are afraid of."); });
                if (round == 0) continue;
                Console.WriteLine("     an idle update of ConvaiNativeBehaviour: " + idle.ToString("0.00") + " us");
                Console.WriteLine("     a finished call, with its operation: " + call.ToString("0") + " us");
                Console.WriteLine("     a finished turn, with its events and its voice: " + turn.ToString("0") + " us");
            }
            yield return null;
        }

        private static ConvaiNativeCharacter Speaker()
        {
            ConvaiNativeCharacter pell = Game.Character();
            pell.WithVoice = true;
            pell.gameObject.AddComponent<AudioSource>();
            return pell;
        }

        /// <summary>Starts calls, waits until the library has all replies, and measures the update that completes them.</summary>
        private static double Finish(Action update, int count, Func<ConvaiNativeOperation> start)
        {
            Program.Emulator.Reset();
            List<ConvaiNativeOperation> started = new List<ConvaiNativeOperation>();
            for (int index = 0; index < count; index++) started.Add(start());
            Check.Until(delegate { return Program.Emulator.Received() >= count; }, "all are answered");
            Thread.Sleep(500);
            double each = Timed(count, update);
            Check.Until(delegate { update(); return started.TrueForAll(delegate (ConvaiNativeOperation one) { return one.IsDone; }); }, "all end");
            foreach (ConvaiNativeOperation one in started) Check.That(one.Succeeded, "" + one.Error);
            return each;
        }

        /// <summary>The time per call in microseconds.</summary>
        private static double Timed(int count, Action what)
        {
            Stopwatch watch = Stopwatch.StartNew();
            what();
            return watch.Elapsed.TotalMilliseconds * 1000 / count;
        }
    }
}
