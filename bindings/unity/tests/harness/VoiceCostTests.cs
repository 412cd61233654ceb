using System;
using System.Collections;
using System.Reflection;
using System.Runtime.InteropServices;
using ConvaiNative.Components;
using UnityEngine;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>The garbage and the processor time of voices, on the main thread and on the audio thread.</summary>
    internal static class VoiceCostTests
    {
        private const int ThreadTime = 3;

        /// <summary>The garbage of one turn in bytes, however long its voice is.</summary>
        private const long MostPerTurn = 16384;

        [StructLayout(LayoutKind.Sequential)]
        private struct TimeSpec
        {
            internal IntPtr Seconds;
            internal IntPtr Nanoseconds;
        }

        [DllImport("libc", EntryPoint = "clock_gettime")]
        private static extern int GetTime(int clock, out TimeSpec time);

        internal static void List()
        {
            Program.Add("cost: a voice makes no garbage, in no frame and in no buffer of the audio thread", Frames);
            Program.Add("cost: the pieces of a streamed voice are not copied", Stream);
            Program.Add("cost: a frame without an event makes no garbage", Idle);
            Program.Add("cost: a whole turn with 20 seconds of voice takes the main thread at most 0.2 ms and 16 KB", WholeTurn);
            Program.Add("cost: a turn with 20 seconds of voice costs the main thread what a short one costs", Turn);
        }

        private static double Microseconds()
        {
            TimeSpec time;
            GetTime(ThreadTime, out time);
            return time.Seconds.ToInt64() * 1e6 + time.Nanoseconds.ToInt64() / 1e3;
        }

        private static Action Update(MonoBehaviour component)
        {
            return (Action)Delegate.CreateDelegate(typeof(Action), component, component.GetType().GetMethod("Update", BindingFlags.Instance | BindingFlags.NonPublic));
        }

        private static IEnumerator Frames()
        {
            Ear ear = new Ear();
            Ear.Script("Hello", Ear.Wave(Ear.Rate * 20));
            ConvaiNativeOperation<ConvaiNativeReply> turn = ear.Pell.Say("Hello");
            Check.Until(delegate { StubEngine.Frame(0); return turn.IsDone; }, "an answer");
            yield return ear.Until(delegate { return ear.Pell.IsSpeaking; }, "the voice");
            ConvaiNativeVoice voice = ear.Voice;
            Action<float[], int> filter = (Action<float[], int>)Delegate.CreateDelegate(typeof(Action<float[], int>), voice, typeof(ConvaiNativeVoice).GetMethod("OnAudioFilterRead", BindingFlags.Instance | BindingFlags.NonPublic));
            Action behaviour = Update(ConvaiNativeBehaviour.Instance), speak = Update(voice), listen = Update(ear.Pell);
            float[] data = new float[2048];
            long audio = 0, main = 0;
            double time = 0;
            int frames = 0;
            for (int frame = 0; frame < 600; frame++)
            {
                int events = ear.Speaking.Count;
                float[] ones = data;
                for (int index = 0; index < ones.Length; index++) ones[index] = 1;
                long before = GC.GetAllocatedBytesForCurrentThread();
                filter(data, 2);
                long between = GC.GetAllocatedBytesForCurrentThread();
                double began = Microseconds();
                behaviour();
                speak();
                listen();
                double took = Microseconds() - began;
                long after = GC.GetAllocatedBytesForCurrentThread();
                // The first frames include the compilation by the runtime.
                if (frame < 20 || ear.Speaking.Count != events) continue;
                audio += between - before;
                main += after - between;
                time += took;
                frames++;
            }
            Check.That(frames > 500, frames + " frames were measured");
            Check.Same(0L, audio, "bytes on the audio thread");
            Check.Same(0L, main, "bytes on the main thread");
            Console.WriteLine("     a frame while a character speaks: " + (time / frames).ToString("0.0") + " us of processor time, 0 bytes, " + frames + " frames");
        }

        private static IEnumerator Turn()
        {
            Ear ear = new Ear();
            ear.Pell.KeepRawReply = false;
            Ear.Script("Long", Ear.Wave(Ear.Rate * 20));
            Ear.Script("Short", Ear.Wave(Ear.Rate / 10));
            double longTime = double.MaxValue, shortTime = double.MaxValue;
            long longBytes = 0, shortBytes = 0;
            for (int round = 0; round < 8; round++)
            {
                double time;
                long bytes;
                Complete(ear, "Short", out time, out bytes);
                // The first round includes the compilation by the runtime.
                if (round > 0) shortTime = Math.Min(shortTime, time);
                if (round > 0) shortBytes = Math.Max(shortBytes, bytes);
                Complete(ear, "Long", out time, out bytes);
                if (round > 0) longTime = Math.Min(longTime, time);
                if (round > 0) longBytes = Math.Max(longBytes, bytes);
            }
            Console.WriteLine("     the update that ends a turn, as processor time of the main thread: " + longTime.ToString("0") + " us and " + longBytes + " bytes with 20 s of voice, "
                + shortTime.ToString("0") + " us and " + shortBytes + " bytes with 0.1 s");
            Check.That(longBytes <= MostPerTurn && longBytes <= shortBytes + 4096, longBytes + " bytes with 20 s of voice, " + shortBytes + " with 0.1 s");
            Check.That(longTime <= Math.Max(200, 5 * shortTime), longTime + " us with 20 s of voice, " + shortTime + " with 0.1 s");
            yield return null;
        }

        /// <summary>How much slower this machine is than one that adds 20 million numbers in 40 ms. At least 1.</summary>
        private static double Slowness()
        {
            double best = double.MaxValue;
            for (int round = 0; round < 5; round++)
            {
                double began = Microseconds();
                int sum = 0;
                for (int number = 0; number < 20000000; number++) sum += number ^ sum;
                best = Math.Min(best, Microseconds() - began + (sum == 1 ? 1 : 0));
            }
            return Math.Max(1, best / 40000);
        }

        private static IEnumerator Idle()
        {
            Ear ear = new Ear();
            Ear.Script("Hello", Ear.Wave(Ear.Rate / 10));
            ConvaiNativeMicrophone microphone = new GameObject("Microphone").AddComponent<ConvaiNativeMicrophone>();
            ConvaiNativeOperation<ConvaiNativeReply> turn = ear.Pell.Say("Hello");
            yield return ear.Until(delegate { return turn.IsDone; }, "an answer");
            yield return ear.Silence();
            Action[] updates = { Update(ConvaiNativeBehaviour.Instance), Update(ear.Voice), Update(ear.Pell), Update(microphone) };
            long bytes = 0;
            for (int frame = 0; frame < 600; frame++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                foreach (Action update in updates) update();
                // The first frames include the compilation by the runtime.
                if (frame >= 20) bytes += GC.GetAllocatedBytesForCurrentThread() - before;
            }
            Check.Same(0L, bytes, "bytes in 580 frames");
        }

        /// <summary>From the call of Say to the end of the turn: the call, and every update with or without an event.</summary>
        private static IEnumerator WholeTurn()
        {
            Ear ear = new Ear();
            Ear.Script("Long", Ear.Wave(Ear.Rate * 20));
            double best = double.MaxValue;
            long most = 0;
            for (int round = 0; round < 40; round++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                double began = Microseconds();
                ConvaiNativeOperation<ConvaiNativeReply> turn = ear.Pell.Say("Long");
                double time = Microseconds() - began;
                long bytes = GC.GetAllocatedBytesForCurrentThread() - before, updateBytes;
                Check.That(WakeHandle.IsReadable(ConvaiNativeBehaviour.Instance.Client.WakeHandle, Check.Patience), "no reply");
                double updateTime;
                Complete(ear, turn, out updateTime, out updateBytes);
                // The first rounds include the compilation by the runtime.
                if (round < 3) continue;
                best = Math.Min(best, time + updateTime);
                most = Math.Max(most, bytes + updateBytes);
            }
            double slowness = Slowness();
            Console.WriteLine("     a whole turn with 20 s of voice on the main thread: " + best.ToString("0") + " us, " + (best / 166.67).ToString("0.00") + " % of a frame at 60 Hz, and " + most
                + " bytes; this machine counts as " + slowness.ToString("0.0") + " times slower");
            Check.That(best <= 200 * slowness, best + " us, and at most 200 on a machine that is " + slowness + " times faster");
            Check.That(most <= MostPerTurn, most + " bytes");
            yield return null;
        }

        private static IEnumerator Stream()
        {
            Ear ear = new Ear();
            ear.Pell.Stream = true;
            Ear.Script("Long", Ear.Wave(Ear.Rate * 20));
            int told = 0;
            ear.Pell.OnPiece.AddListener(delegate { told++; });
            Action behaviour = Update(ConvaiNativeBehaviour.Instance);
            for (int round = 0; round < 2; round++)
            {
                ConvaiNativeOperation<ConvaiNativeReply> turn = ear.Pell.Say("Long");
                long bytes = 0;
                Check.Until(delegate
                {
                    long before = GC.GetAllocatedBytesForCurrentThread();
                    behaviour();
                    bytes += GC.GetAllocatedBytesForCurrentThread() - before;
                    return turn.IsDone;
                }, "the reply");
                Check.That(turn.Succeeded && told == round + 1, told + " pieces: " + turn.Error);
                // The samples are 1,920,000 bytes. The first round includes the compilation by the runtime.
                if (round > 0) Check.That(bytes <= MostPerTurn, bytes + " bytes for a streamed voice of 20 s");
            }
            yield return null;
        }

        /// <summary>Makes a turn, and measures the updates that end it.</summary>
        private static void Complete(Ear ear, string text, out double time, out long bytes)
        {
            ConvaiNativeOperation<ConvaiNativeReply> turn = ear.Pell.Say(text);
            Check.That(WakeHandle.IsReadable(ConvaiNativeBehaviour.Instance.Client.WakeHandle, Check.Patience), "no reply");
            Complete(ear, turn, out time, out bytes);
        }

        private static void Complete(Ear ear, ConvaiNativeOperation<ConvaiNativeReply> turn, out double time, out long bytes)
        {
            Action behaviour = Update(ConvaiNativeBehaviour.Instance), listen = Update(ear.Pell), speak = Update(ear.Voice);
            long before = GC.GetAllocatedBytesForCurrentThread();
            double began = Microseconds();
            behaviour();
            speak();
            listen();
            time = Microseconds() - began;
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            Check.That(turn.IsDone && turn.Succeeded, "the turn has not ended: " + turn.Error);
            ear.Pell.Interrupt();
            ear.Voice.StopSpeaking();
        }
    }
}
