using System;
using System.Collections;
using System.Collections.Generic;
using ConvaiNative.Components;
using UnityEditor;
using UnityEngine;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>Shutdown when the game quits, when play mode ends and when code is reloaded, with and without a domain reload.</summary>
    internal static class EndTests
    {
        internal static void List()
        {
            Program.Add("end: quitting ends every running request once and starts nothing", Quitting);
            Program.Add("end: all shutdown events together end every request once", Hooks);
            Program.Add("end: play mode without a domain reload resets static fields, ten times", WithoutDomainReload);
            Program.Add("end: destroying the component cancels calls, and the next call creates a new one", Destroyed);
            Program.Add("end: Shutdown also closes clients that the game created", OwnClients);
            Program.Add("end: a listener can call Shutdown", FromInside);
            Program.Add("end: Shutdown within a given time ends every call, and a negative time ends none", WithinATime);
        }

        private static List<ConvaiNativeOperation<Character>> InFlight(int count, int[] ends)
        {
            Program.Emulator.Fault("{\"hang\":true,\"count\":0}");
            List<ConvaiNativeOperation<Character>> asked = new List<ConvaiNativeOperation<Character>>();
            for (int index = 0; index < count; index++)
            {
                int mine = index;
                asked.Add(Game.Ask());
                asked[index].Completed += delegate { ends[mine]++; };
            }
            Check.Until(delegate { return Program.Emulator.Received() >= count; }, "the requests are running");
            return asked;
        }

        private static void EachEndedOnce(List<ConvaiNativeOperation<Character>> asked, int[] ends)
        {
            foreach (ConvaiNativeOperation<Character> one in asked) Check.That(one.IsCancelled, "cancelled");
            foreach (int count in ends) Check.Same(1, count, "ends");
        }

        private static IEnumerator Quitting()
        {
            Game.Connect();
            int[] ends = new int[10];
            ConvaiNativeCharacter pell = Game.Character();
            List<ConvaiNativeOperation<Character>> asked = InFlight(ends.Length, ends);
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("Are you still there?");
            yield return null;
            Check.Same(1, StubEngine.QuittingListeners, "listeners of Application.quitting");
            StubEngine.Quit();
            EachEndedOnce(asked, ends);
            Check.That(turn.IsCancelled, "the turn is cancelled");
            Check.Same(0, StubEngine.Objects, "objects in the scene");
            Check.That(ConvaiNativeBehaviour.Instance == null, "no new component while the game quits");
            ConvaiNativeOperation<Character> late = Game.Ask();
            Check.That(late.IsDone && late.IsCancelled, "a late call ends at once");
            Check.Same(0, StubEngine.Objects, "objects in the scene after a late call");
        }

        private static IEnumerator Hooks()
        {
            Game.Connect();
            int[] ends = new int[5];
            List<ConvaiNativeOperation<Character>> asked = InFlight(ends.Length, ends);
            yield return null;
            StubEditor.BeforeReload();
            EachEndedOnce(asked, ends);
            StubEditor.BeforeReload();
            StubEditor.PlayMode(PlayModeStateChange.ExitingPlayMode);
            StubEditor.PlayMode(PlayModeStateChange.EnteredEditMode);
            StubEditor.Quit();
            ConvaiNativeLifecycle.Shutdown();
            EachEndedOnce(asked, ends);
            yield return Game.Frames(3);
            Check.Same(0, Debug.Warnings.Count, "warnings");
        }

        private static IEnumerator WithoutDomainReload()
        {
            for (int round = 0; round < 10; round++)
            {
                Check.Same(null, ConvaiNativeKey.Provider, "the last game's key provider");
                ConvaiNativeBehaviour behaviour = Game.Connect();
                Check.Same(0, behaviour.Pending, "pending");
                ConvaiNativeOperation<Character> asked = Game.Ask();
                yield return Game.Until(delegate { return asked.IsDone; }, "an answer in round " + round);
                Check.That(asked.Succeeded, "round " + round + ": " + asked.Error);
                ConvaiNativeKey.Provider = delegate { return "a key of round " + round; };
                Game.Ask();
                Check.Until(delegate { return Program.Emulator.Received() == 2 * (round + 1); }, "the next request is running");
                // Every other round omits the hook, as after a crash of an editor script.
                if (round % 2 == 0) StubEditor.PlayMode(PlayModeStateChange.ExitingPlayMode);
                StubEngine.DestroyAll();
                StubEngine.EnterPlayMode(Program.Package);
                Check.Same(1, StubEngine.QuittingListeners, "listeners of Application.quitting");
            }
        }

        private static IEnumerator Destroyed()
        {
            ConvaiNativeBehaviour behaviour = Game.Connect();
            ConvaiNativeOperation<Character> asked = Game.AskWithoutReply();
            yield return Game.Until(delegate { return Program.Emulator.Received() >= 1; }, "the request is running");
            UnityEngine.Object.DestroyImmediate(behaviour.gameObject);
            Check.That(asked.IsCancelled, "cancelled");
            ConvaiNativeBehaviour next = Game.Connect();
            Check.That(next != null && next != behaviour, "a new one");
            asked = Game.Ask();
            yield return Game.Until(delegate { return asked.IsDone; }, "an answer");
            Check.That(asked.Succeeded, "" + asked.Error);
        }

        private static IEnumerator OwnClients()
        {
            using (ConvaiNativeClient own = Program.Emulator.Client(false))
            {
                Program.Emulator.Fault("{\"hang\":true}");
                System.Threading.Tasks.Task<Character> asked = own.Characters.GetAsync(Game.Pell);
                Check.Until(delegate { return Program.Emulator.Received() >= 1; }, "the request is running");
                ConvaiNativeLifecycle.Shutdown();
                own.Pump();
                Check.That(asked.IsCanceled, "cancelled, and the state is " + asked.Status);
            }
            yield return null;
        }

        private static IEnumerator WithinATime()
        {
            Game.Connect();
            int[] ends = new int[3];
            List<ConvaiNativeOperation<Character>> asked = InFlight(ends.Length, ends);
            Check.Throws<ArgumentOutOfRangeException>(delegate { ConvaiNativeLifecycle.Shutdown(TimeSpan.FromSeconds(-1)); }, "a time below 0");
            yield return null;
            foreach (int count in ends) Check.Same(0, count, "ends after a wrong time");
            Check.That(ConvaiNativeLifecycle.Shutdown(TimeSpan.FromMilliseconds(Check.Patience)), "the threads have ended");
            EachEndedOnce(asked, ends);
            Check.That(ConvaiNativeLifecycle.Shutdown(TimeSpan.Zero), "again");
        }

        private static IEnumerator FromInside()
        {
            Game.Connect();
            int ends = 0;
            ConvaiNativeOperation<Character> asked = Game.Ask();
            asked.Completed += delegate
            {
                ends++;
                ConvaiNativeLifecycle.Shutdown();
            };
            ConvaiNativeOperation<Character> other = Game.Ask();
            other.Completed += delegate { ends++; };
            yield return Game.Until(delegate { return ends == 2; }, "both calls end");
            yield return Game.Frames(3);
            Check.Same(2, ends, "ends");
        }
    }
}
