using System;
using System.Collections;
using System.Diagnostics;
using System.Threading;
using UnityEngine;
using ConvaiNative.Components;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>What the editor does when code is recompiled: the game's domain is unloaded while it talks, and made anew.</summary>
    internal static class DomainTests
    {
        private const int Rounds = 8;

        /// <summary>A guard against a hang, not a measurement: that is printed.</summary>
        private const int Longest = 60000;

        internal static void List()
        {
            Program.Add("domain: a playing game is unloaded with requests in flight, " + Rounds + " times", Reloads);
        }

        private static IEnumerator Reloads()
        {
            long slowest = 0;
            for (int round = 0; round < Rounds; round++)
            {
                Program.Emulator.Reset();
                AppDomain domain = AppDomain.CreateDomain("game " + round);
                Player player = (Player)domain.CreateInstanceAndUnwrap(typeof(Player).Assembly.FullName, typeof(Player).FullName);
                player.Play(Program.Emulator.Address);
                Program.Emulator.Fault("{\"hang\":true,\"count\":0}");
                player.Ask();
                Check.Until(delegate { return Program.Emulator.Received() >= 2; }, "the request is under way");
                Stopwatch watch = Stopwatch.StartNew();
                // Every other time the hook is left out: the core has one of its own.
                if (round % 2 == 0) player.BeforeReload();
                Unload(domain);
                slowest = Math.Max(slowest, watch.ElapsedMilliseconds);
            }
            Console.WriteLine("     hook and unload with a request in flight: longest " + slowest + " ms, of " + Rounds);
            yield return null;
        }

        private static void Unload(AppDomain domain)
        {
            Exception trouble = null;
            Thread thread = new Thread(delegate ()
            {
                try { AppDomain.Unload(domain); }
                catch (Exception failure) { trouble = failure; }
            });
            thread.IsBackground = true;
            thread.Start();
            Check.That(thread.Join(Longest), "the unload hangs");
            Check.That(trouble == null, "the unload failed: " + trouble);
        }
    }

    /// <summary>A game in a domain of its own.</summary>
    public sealed class Player : MarshalByRefObject
    {
        private ConvaiNativeCharacter pell;

        /// <summary>Has one turn, in voice.</summary>
        public void Play(string address)
        {
            foreach (System.Reflection.Assembly assembly in Program.Package) UnityEditor.StubEditor.Load(assembly);
            StubEngine.EnterPlayMode(Program.Package);
            ConvaiNativeBehaviour.Instance.Configure(new ConvaiNativeClientOptions { ApiKey = Emulator.Key, BaseUrl = address, Proxy = "direct" });
            pell = new GameObject("Pell").AddComponent<ConvaiNativeCharacter>();
            pell.CharacterId = Game.Pell;
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("Hello");
            Check.Until(delegate { StubEngine.Frame(); return turn.IsDone; }, "an answer");
            Check.That(turn.Succeeded && turn.Result.Voice != null, "" + turn.Error);
            SynchronizationContext.SetSynchronizationContext(null);
        }

        /// <summary>Leaves a turn under way.</summary>
        public void Ask()
        {
            pell.Say("And now?");
        }

        /// <summary>What the editor raises first.</summary>
        public void BeforeReload()
        {
            UnityEditor.StubEditor.BeforeReload();
        }
    }
}
