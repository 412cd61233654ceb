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
        private const int Rounds = 10;

        /// <summary>The time in milliseconds after which an unload counts as hanging.</summary>
        private const int Longest = 60000;

        /// <summary>
        /// How much longer the end of a game with a running request may take than that of a game that has never used the library.
        /// </summary>
        private const double MostTimesLonger = 5;

        internal static void List()
        {
            Program.Add("domain: a game with running requests unloads as soon as one that never used the library, " + Rounds + " times", Reloads);
            Program.Add("domain: a game unloads in the middle of a voice, while the audio thread reads it, " + Rounds + " times", ReloadsInAVoice);
        }

        private static IEnumerator ReloadsInAVoice()
        {
            for (int round = 0; round < Rounds; round++)
            {
                Program.Emulator.Reset();
                Ear.Script("Hello", Ear.Wave(480000));
                AppDomain domain = AppDomain.CreateDomain("voice " + round);
                Player player = Create(domain);
                player.Load();
                player.Speak(Program.Emulator.Address);
                End(domain, player, round % 2 == 0);
            }
            yield return null;
        }

        private static IEnumerator Reloads()
        {
            // Other load on the machine can only raise the figure.
            double times = Measure();
            if (times > MostTimesLonger) times = Math.Min(times, Measure());
            Check.That(times <= MostTimesLonger, "the unload takes " + times.ToString("0.0") + " times as long as without requests");
            yield return null;
        }

        /// <summary>Measures both kinds of unload in turn, and returns how many times longer the one with a request takes.</summary>
        private static double Measure()
        {
            double[] with = new double[Rounds];
            double[] without = new double[Rounds];
            for (int round = 0; round < Rounds; round++)
            {
                // Every other round omits the hook of the editor, because the core has its own.
                bool hook = round % 2 == 0;
                Program.Emulator.Reset();
                AppDomain waiting = AppDomain.CreateDomain("waiting " + round);
                Player idle = Create(waiting);
                idle.Load();
                without[round] = End(waiting, idle, hook);
                AppDomain domain = AppDomain.CreateDomain("game " + round);
                Player player = Create(domain);
                player.Load();
                player.Play(Program.Emulator.Address);
                Program.Emulator.Fault("{\"hang\":true,\"count\":0}");
                player.Ask();
                Check.Until(delegate { return Program.Emulator.Received() >= 2; }, "the request is running");
                with[round] = End(domain, player, hook);
            }
            Array.Sort(with);
            Array.Sort(without);
            Console.WriteLine("     hook and unload with a running request: median " + with[Rounds / 2].ToString("0") + " ms, longest " + with[Rounds - 1].ToString("0")
                + " ms; without the library " + without[Rounds / 2].ToString("0") + " and " + without[Rounds - 1].ToString("0") + " ms; " + Rounds + " rounds");
            return with[Rounds / 2] / without[Rounds / 2];
        }

        private static Player Create(AppDomain domain)
        {
            return (Player)domain.CreateInstanceAndUnwrap(typeof(Player).Assembly.FullName, typeof(Player).FullName);
        }

        /// <summary>Ends a game. Returns the time that it takes in milliseconds.</summary>
        private static double End(AppDomain domain, Player player, bool hook)
        {
            Stopwatch watch = Stopwatch.StartNew();
            if (hook) player.BeforeReload();
            Unload(domain);
            return watch.Elapsed.TotalMilliseconds;
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

        /// <summary>Loads the code of the game, as the editor does.</summary>
        public void Load()
        {
            foreach (System.Reflection.Assembly assembly in Program.Package) UnityEditor.StubEditor.Load(assembly);
        }

        /// <summary>Makes one turn with voice.</summary>
        public void Play(string address)
        {
            StubEngine.EnterPlayMode(Program.Package);
            ConvaiNativeBehaviour.Instance.Configure(new ConvaiNativeClientOptions { ApiKey = Emulator.Key, BaseUrl = address, Proxy = "direct" });
            pell = new GameObject("Pell").AddComponent<ConvaiNativeCharacter>();
            pell.CharacterId = Game.Pell;
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("Hello");
            Check.Until(delegate { StubEngine.Frame(); return turn.IsDone; }, "an answer");
            Check.That(turn.Succeeded, "" + turn.Error);
            SynchronizationContext.SetSynchronizationContext(null);
        }

        /// <summary>Makes one turn whose voice an audio thread reads until the game ends.</summary>
        public void Speak(string address)
        {
            Play(address);
            pell.gameObject.AddComponent<AudioSource>();
            SynchronizationContext.SetSynchronizationContext(null);
            pell.Say("Hello");
            ConvaiNativeVoice voice = pell.GetComponent<ConvaiNativeVoice>();
            StubAudio.Reset();
            Thread audio = new Thread(delegate ()
            {
                for (float[] data = new float[2048]; ; ) StubAudio.Filter(voice, data);
            });
            audio.IsBackground = true;
            audio.Start();
            Check.Until(delegate { StubEngine.Frame(0.001f); return pell.IsSpeaking; }, "the voice");
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
