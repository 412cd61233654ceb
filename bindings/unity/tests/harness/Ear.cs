using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using ConvaiNative.Components;
using UnityEngine;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>A character with an audio source, and what the stub of the mixer plays of it.</summary>
    internal sealed class Ear
    {
        internal const int Rate = 48000;

        internal readonly ConvaiNativeCharacter Pell;
        internal readonly AudioSource Source;
        internal readonly List<float> Left = new List<float>();
        internal readonly List<float> Right = new List<float>();
        internal readonly List<bool> Speaking = new List<bool>();

        internal Ear()
        {
            Game.Connect();
            Pell = Game.Character();
            Pell.WithVoice = true;
            Source = Pell.gameObject.AddComponent<AudioSource>();
            Pell.OnSpeaking.AddListener(delegate (bool speaks) { Speaking.Add(speaks); });
        }

        internal ConvaiNativeVoice Voice
        {
            get { return Source.GetComponent<ConvaiNativeVoice>(); }
        }

        /// <summary>Runs the mixer for one step, and the game for one frame of the same length.</summary>
        internal void Frame()
        {
            WaitForTheLibrary();
            Hear(StubAudio.Step());
            StubEngine.Frame((float)StubAudio.BufferFrames / StubAudio.Rate);
            System.Threading.Thread.Sleep(1);
        }

        internal IEnumerator Until(Func<bool> reached, string what)
        {
            System.Diagnostics.Stopwatch waited = System.Diagnostics.Stopwatch.StartNew();
            while (!reached())
            {
                if (waited.ElapsedMilliseconds > Check.Patience) throw new CheckFailed("the time limit was reached: " + what);
                Frame();
            }
            yield break;
        }

        internal IEnumerator Silence()
        {
            return Until(delegate { return Speaking.Count > 0 && !Pell.IsSpeaking && !Pell.IsThinking; }, "the end of the voice");
        }

        /// <summary>The samples of one channel that are not silent. Behind a voice, a ramp leads to silence.</summary>
        internal static float[] Voiced(List<float> channel)
        {
            return channel.FindAll(delegate (float sample) { return sample != 0; }).ToArray();
        }

        internal float LargestStep()
        {
            float largest = 0;
            for (int index = 1; index < Left.Count; index++) largest = Math.Max(largest, Math.Abs(Left[index] - Left[index - 1]));
            return largest;
        }

        /// <summary>Lets the character answer a text with these samples.</summary>
        internal static void Script(string text, short[] samples)
        {
            string file = Path.Combine(AppDomain.CurrentDomain.BaseDirectory, "voice-" + samples.Length + "-" + samples[0] + ".wav");
            using (Audio audio = Audio.FromPcm(new PcmAudio(samples, Rate))) File.WriteAllBytes(file, audio.Wav);
            Program.Emulator.Script("{\"text\":\"" + text + "\",\"reply\":\"Yes.\",\"reply_audio\":\"" + file + "\"}");
        }

        /// <summary>Samples without silence, which tell where they are.</summary>
        internal static short[] Steps(int frames, int first)
        {
            short[] samples = new short[frames];
            for (int index = 0; index < frames; index++) samples[index] = (short)(first + index % 9000);
            return samples;
        }

        /// <summary>A slow wave, in which a click is far larger than any step.</summary>
        internal static short[] Wave(int frames)
        {
            short[] samples = new short[frames];
            for (int index = 0; index < frames; index++) samples[index] = (short)(16000 * Math.Cos(index * 0.01));
            return samples;
        }

        /// <summary>
        /// A thread of the library converts the samples, and a voice waits for it by counting what is read. So the mixer asks for
        /// single frames until the voice goes on, however slow the machine is.
        /// </summary>
        private void WaitForTheLibrary()
        {
            if (Voice == null || !Source.isPlaying || AudioListener.pause || StubAudio.IsSuspended) return;
            Playback playback = Voice.Playback;
            int frames = StubAudio.BufferFrames;
            System.Diagnostics.Stopwatch waited = System.Diagnostics.Stopwatch.StartNew();
            for (PlaybackState state = playback.Poll(); state.Phase == PlaybackPhase.Buffering && !state.IsPaused && state.Buffered > TimeSpan.Zero; state = playback.Poll())
            {
                StubAudio.BufferFrames = 1;
                Hear(StubAudio.Step());
                StubAudio.BufferFrames = frames;
                if (waited.ElapsedMilliseconds > Check.Patience) throw new CheckFailed("the voice does not go on");
                System.Threading.Thread.Sleep(1);
            }
        }

        private void Hear(float[] step)
        {
            for (int index = 0; index < step.Length; index += StubAudio.Channels)
            {
                Left.Add(step[index]);
                Right.Add(step[index + StubAudio.Channels - 1]);
            }
        }
    }
}
