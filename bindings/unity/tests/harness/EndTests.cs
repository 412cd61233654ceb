using System;
using System.Collections;
using System.Collections.Generic;
using UnityEngine;
using UnityEditor;
using ConvaiNative.Components;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>All the ways to an end: quitting, leaving play mode, a reload of code, with and without a domain reload.</summary>
    internal static class EndTests
    {
        internal static void List()
        {
            Program.Add("end: quitting with requests in flight ends each once, and makes nothing new", Quitting);
            Program.Add("end: the reload hook, twice, then leaving play mode, then quitting the editor", Hooks);
            Program.Add("end: play mode ten times without a domain reload leaves no statics behind", WithoutDomainReload);
            Program.Add("end: destroying the component ends what is under way; the next call makes a new one", Destroyed);
            Program.Add("end: clients that a game made by itself are closed as well", OwnClients);
            Program.Add("end: a shutdown from inside an event", FromInside);
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
            Check.Until(delegate { return Program.Emulator.Received() >= count; }, "they are under way");
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
                ConvaiNativeBehaviour home = Game.Connect();
                Check.Same(0, home.Pending, "pending");
                ConvaiNativeOperation<Character> asked = Game.Ask();
                yield return Game.Until(delegate { return asked.IsDone; }, "an answer in round " + round);
                Check.That(asked.Succeeded, "round " + round + ": " + asked.Error);
                ConvaiNativeKey.Provider = delegate { return "a key of round " + round; };
                Game.Ask();
                Check.Until(delegate { return Program.Emulator.Received() == 2 * (round + 1); }, "the next is under way");
                // Every other time play mode is left without any hook, as after a crash of the editor's scripts.
                if (round % 2 == 0) StubEditor.PlayMode(PlayModeStateChange.ExitingPlayMode);
                StubEngine.DestroyAll();
                StubEngine.EnterPlayMode(Program.Package);
                Check.Same(1, StubEngine.QuittingListeners, "listeners of Application.quitting");
            }
        }

        private static IEnumerator Destroyed()
        {
            ConvaiNativeBehaviour home = Game.Connect();
            ConvaiNativeOperation<Character> asked = Game.AskInVain();
            yield return Game.Until(delegate { return Program.Emulator.Received() >= 1; }, "it is under way");
            UnityEngine.Object.DestroyImmediate(home.gameObject);
            Check.That(asked.IsCancelled, "cancelled");
            ConvaiNativeBehaviour next = Game.Connect();
            Check.That(next != null && next != home, "a new one");
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
                Check.Until(delegate { return Program.Emulator.Received() >= 1; }, "it is under way");
                ConvaiNativeLifecycle.Shutdown();
                own.Pump();
                Check.That(asked.IsCanceled, "cancelled, and the state is " + asked.Status);
            }
            yield return null;
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
            yield return Game.Until(delegate { return ends == 2; }, "both end");
            yield return Game.Frames(3);
            Check.Same(2, ends, "ends");
        }
    }
}
