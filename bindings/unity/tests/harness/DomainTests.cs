using System;
using System.Collections;
using System.Diagnostics;
using System.Threading;
using ConvaiNative.Components;
using UnityEngine;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>Unloads the domain of a game with running requests. The editor does this whenever it recompiles code.</summary>
    internal static class DomainTests
    {
        private const int Rounds = 8;

        /// <summary>The time limit in milliseconds, which only a hang reaches. The measured time is printed.</summary>
        private const int Longest = 60000;

        internal static void List()
        {
            Program.Add("domain: a game with running requests unloads, " + Rounds + " times", Reloads);
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
                Check.Until(delegate { return Program.Emulator.Received() >= 2; }, "the request is running");
                Stopwatch watch = Stopwatch.StartNew();
                // Every other round omits the hook of the editor, because the core has its own.
                if (round % 2 == 0) player.BeforeReload();
                Unload(domain);
                slowest = Math.Max(slowest, watch.ElapsedMilliseconds);
            }
            Console.WriteLine("     hook and unload with a running request: longest " + slowest + " ms, of " + Rounds);
            yield return null;
        }

        private static void Unload(AppDomain domain)
        {
            Exception thrown = null;
            Thread thread = new Thread(delegate ()
            {
                try { AppDomain.Unload(domain); }
                catch (Exception failure) { thrown = failure; }
            });
            thread.IsBackground = true;
            thread.Start();
            Check.That(thread.Join(Longest), "the unload hangs");
            Check.That(thrown == null, "the unload failed: " + thrown);
        }
    }

    /// <summary>A game in the other domain.</summary>
    public sealed class Player : MarshalByRefObject
    {
        private ConvaiNativeCharacter pell;

        /// <summary>Makes one turn with voice.</summary>
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

        /// <summary>Starts a turn that does not end.</summary>
        public void Ask()
        {
            pell.Say("And now?");
        }

        /// <summary>Raises the event that the editor raises before a reload.</summary>
        public void BeforeReload()
        {
            UnityEditor.StubEditor.BeforeReload();
        }
    }
}
