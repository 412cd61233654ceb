using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;

namespace ConvaiNative.Tests
{
    /// <summary>Samples in a playback, read as an audio device reads them.</summary>
    internal static class PlaybackTests
    {
        private const int Rate = 48000;
        private const int Length = Rate / 4;

        /// <summary>A step that is heard as a click. Those of a ramp and of the tone are much smaller.</summary>
        private const int Click = 1600;

        /// <summary>The voices of these tests are shorter: they begin when all of them was converted.</summary>
        private static readonly PlaybackOptions Whole = new PlaybackOptions { StartBuffer = TimeSpan.FromMilliseconds(500) };

        internal static void List()
        {
            Program.Add("playback: samples are heard as they are, after each other, and end with the last frame", Heard);
            Program.Add("playback: every form of Read and ReadAhead gives the same samples, to all channels", Forms);
            Program.Add("playback: the state tells what is heard, how far and how loud", States);
            Program.Add("playback: a stop fades out, and a voice that replaces another begins without a click", Stopped);
            Program.Add("playback: a pause keeps the voice, and the volume changes it", PausedAndVolume);
            Program.Add("playback: another device continues at its rate", Devices);
            Program.Add("playback: a program that pushes gets what its queue lacks, and no silence behind the voice", Pushing);
            Program.Add("playback: without a device time passes by the clock, and not during a pause", WithoutDevice);
            Program.Add("playback: no argument makes a read throw or write outside of its part", Arguments);
            Program.Add("playback: what the other methods refuse has its name in C#", Refused);
            Program.Add("playback: after Dispose a read gives silence, and the rest throws", Disposed);
            Program.Add("playback: Dispose while another thread reads", DisposedDuringRead);
            Program.Add("playback: one thread reads while others add, stop, pause and poll", AtOnce);
            Program.Add("playback: Read, ReadAhead and Poll allocate no memory", Garbage);
        }

        private static short[] Tone(int frames, double amplitude = 0.5)
        {
            short[] tone = new short[frames];
            for (int index = 0; index < frames; index++) tone[index] = (short)(Math.Sin(index * 2 * Math.PI * 200 / Rate) * amplitude * 32767);
            return tone;
        }

        /// <summary>A voice that does not begin or end in silence, so that a cut is a click.</summary>
        private static short[] Loud(int frames)
        {
            short[] loud = new short[frames];
            for (int index = 0; index < frames; index++) loud[index] = 26000;
            return loud;
        }

        private static PcmAudio Pcm(short[] samples, int rate = Rate)
        {
            return new PcmAudio(samples, rate);
        }

        private static void Heard()
        {
            using (Playback playback = new Playback(Rate, Whole))
            using (Audio file = Audio.FromPcm(Pcm(Tone(Length))))
            {
                Check.Same(PlaybackPhase.Empty, playback.Poll().Phase, "the first phase");
                Ear ear = new Ear(playback);
                playback.Add(Pcm(Tone(Length)));
                playback.Add(file, PlaybackMode.Queue, 2);
                while (ear.Heard.Count < 2 * Length)
                {
                    Check.That(playback.Poll().Phase == PlaybackPhase.Buffering || playback.Poll().Phase == PlaybackPhase.Speaking, "the voice has not ended");
                    ear.Hear();
                }
                PlaybackState state = playback.Poll();
                Check.Same(PlaybackPhase.Ended, state.Phase, "after the last frame");
                Check.Same(TimeSpan.FromSeconds(2.0 * Length / Rate), state.Played, "played");
                Check.Same(TimeSpan.Zero, state.Buffered, "buffered");
                Check.Same(0L, state.Underruns, "underruns");
                short[] both = new short[2 * Length];
                Tone(Length).CopyTo(both, 0);
                Tone(Length).CopyTo(both, Length);
                ear.Equal(both, "two voices");
                Check.Same(0, ear.Hear(), "voice after the end");
            }
        }

        private static unsafe void Forms()
        {
            short[] tone = Tone(480);
            const int Stereo = 2;
            for (int form = 0; form < 8; form++)
                using (Playback playback = new Playback(Rate, Whole))
                {
                    float[] floats = new float[480 * Stereo + 1];
                    short[] shorts = new short[480 * Stereo + 1];
                    Action clear = delegate
                    {
                        for (int index = 0; index < floats.Length; index++) floats[index] = shorts[index] = 9;
                    };
                    int voice = 0;
                    playback.Add(Pcm(tone));
                    Check.Until(delegate
                    {
                        clear();
                        fixed (float* f = floats)
                        fixed (short* s = shorts)
                            switch (form)
                            {
                                case 0: voice = playback.Read(floats, Stereo); break;
                                case 1: voice = playback.Read(floats, 0, 480, Stereo); break;
                                case 2: voice = playback.Read(f, 480, Stereo); break;
                                case 3: voice = playback.ReadAhead(floats, Stereo, 0, TimeSpan.FromMilliseconds(10)); break;
                                case 4: voice = playback.Read(shorts, Stereo); break;
                                case 5: voice = playback.Read(shorts, 0, 480, Stereo); break;
                                case 6: voice = playback.Read(s, 480, Stereo); break;
                                default: voice = playback.ReadAhead(shorts, Stereo, 0, TimeSpan.FromMilliseconds(10)); break;
                            }
                        if (voice == 0) Thread.Sleep(10);
                        return voice > 0;
                    }, "form " + form + " gives no voice");
                    // The voice may have begun within the array.
                    for (int index = 0; index < 480 * Stereo; index++)
                    {
                        double got = form < 4 ? floats[index] * 32768 : shorts[index];
                        int frame = index / Stereo - (480 - voice);
                        Check.That(Math.Abs((frame < 0 ? 0 : tone[frame]) - got) < 0.01, "form " + form + ", sample " + index + ": " + got);
                    }
                    // The forms without a length fill the whole array.
                    double last = form < 4 ? floats[480 * Stereo] : shorts[480 * Stereo];
                    Check.Same(form % 4 == 0 ? 0.0 : 9.0, last, "form " + form + ", the sample behind the frames");
                }
        }

        private static void States()
        {
            using (Playback playback = new Playback(Rate, Whole))
            {
                Ear ear = new Ear(playback);
                playback.Add(Pcm(Tone(Length / 2), Rate / 2), PlaybackMode.Queue, -7);
                ear.HearFrames(Length / 2);
                PlaybackState state = playback.Poll();
                Check.Same(PlaybackPhase.Speaking, state.Phase, "the phase");
                Check.Same(-7, state.SampleId, "the number of the samples");
                Check.Same(Rate / 2, state.SampleRate, "the rate of the voice");
                Check.Same((long)ear.Heard.Count / 2, state.Frames, "its frames");
                Check.Same(TimeSpan.FromSeconds((double)ear.Heard.Count / Rate), state.Position, "its position");
                Check.Same(TimeSpan.FromSeconds((double)(Length - ear.Heard.Count) / Rate), state.Buffered, "what is left");
                Check.That(Math.Abs(state.Level.Peak - 0.5) < 0.02 && Math.Abs(state.Level.Rms - 0.354) < 0.02, "the level is " + state.Level.Peak + " and " + state.Level.Rms);
                Check.That(state.Mouth > 0.9f && state.Mouth <= 1, "the mouth is " + state.Mouth);
                Check.That(!state.IsOf(null), "no turn");
                ear.HearUntil(PlaybackPhase.Ended);
                Check.Same((long)Length / 2, playback.Poll().Frames, "all frames");
            }
        }

        private static void Stopped()
        {
            using (Playback playback = new Playback(Rate, Whole))
                foreach (int fade in new[] { 0, 20, 40 })
                {
                    Ear ear = new Ear(playback);
                    playback.Add(Pcm(Loud(Length)));
                    ear.HearFrames(4800);
                    int before = ear.Heard.Count;
                    playback.Stop(TimeSpan.FromMilliseconds(fade));
                    Check.Same(PlaybackPhase.Empty, playback.Poll().Phase, "at once");
                    while (ear.Hear() > 0) { }
                    Check.Same(before + (fade == 0 ? 10 : fade) * Rate / 1000, ear.Heard.Count, "frames with a fade of " + fade + " ms");
                    playback.Add(Pcm(Loud(Length)), PlaybackMode.Queue, 1);
                    ear.HearFrames(ear.Heard.Count + 4800);
                    playback.Add(Pcm(Tone(Length)), PlaybackMode.Replace, 2);
                    ear.HearUntil(PlaybackPhase.Ended);
                    Check.Same(2, playback.Poll().SampleId, "the voice that replaced the other");
                    ear.Heard.RemoveRange(0, ear.Heard.Count - Length);
                    Check.That(ear.LargestStep() < Click, "a step of " + ear.LargestStep());
                    playback.Stop();
                }
        }

        private static void PausedAndVolume()
        {
            using (Playback playback = new Playback(Rate, Whole))
            {
                Ear ear = new Ear(playback);
                playback.Add(Pcm(Loud(Length)));
                ear.HearFrames(4800);
                playback.Pause();
                while (ear.Hear() > 0) { }
                TimeSpan played = playback.Poll().Played;
                Check.Same(0, ear.Hear(), "voice during a pause");
                Check.That(playback.Poll().IsPaused && playback.Poll().Phase == PlaybackPhase.Buffering, "it is paused");
                Check.Same(played, playback.Poll().Played, "played");
                playback.Resume();
                ear.HearUntil(PlaybackPhase.Ended);
                Check.Same(Length, ear.Heard.Count, "frames");
                Check.Same(0L, playback.Poll().Underruns, "underruns");
                Check.Same(1f, playback.Volume, "the volume at first");
                playback.Volume = 0.5f;
                Check.Same(0.5f, playback.Volume, "the volume");
                ear = new Ear(playback);
                playback.Add(Pcm(Loud(Length)));
                ear.HearUntil(PlaybackPhase.Ended);
                Check.That(Math.Abs(ear.Heard[Length / 2] - 13000) <= 1, "half of the volume: " + ear.Heard[Length / 2]);
            }
        }

        private static void Devices()
        {
            using (Playback playback = new Playback(Rate, Whole))
            {
                Ear ear = new Ear(playback);
                playback.Add(Pcm(Tone(Length)));
                ear.HearFrames(Length / 2);
                int before = ear.Heard.Count;
                playback.SetDevice(Rate / 2, TimeSpan.FromMilliseconds(20));
                Check.Same(Rate / 2, playback.SampleRate, "the rate");
                ear.HearUntil(PlaybackPhase.Ended);
                // What is left has half the samples; the fade of 10 milliseconds repeats a part.
                int wanted = before + (Length - before) / 2;
                Check.That(Math.Abs(ear.Heard.Count - wanted) <= Rate / 50, ear.Heard.Count + " frames, wanted about " + wanted);
            }
        }

        private static void Pushing()
        {
            using (Playback playback = new Playback(Rate, Whole))
            {
                short[] tone = Tone(4800), pushed = new short[Rate];
                playback.Add(Pcm(tone));
                Check.Same(0, playback.ReadAhead(pushed, 1, Rate, TimeSpan.FromMilliseconds(100)), "the queue is full");
                int frames = 0;
                Check.Until(delegate { return (frames = playback.ReadAhead(pushed, 1, 0, TimeSpan.FromMilliseconds(50))) > 0; }, "nothing to push");
                Check.Same(2400, frames, "50 milliseconds");
                Check.Same(480, playback.ReadAhead(pushed, 1, 2400 - 480, TimeSpan.FromMilliseconds(50)), "what the queue lacks");
                // The voice ends in a ramp of a few milliseconds.
                frames = playback.ReadAhead(pushed, 1, -1, TimeSpan.FromDays(1));
                Check.That(frames >= 4800 - 2880 && frames < 4800 - 2880 + 1024, "the rest of the voice, and no silence behind it: " + frames);
                Check.Same(0, playback.ReadAhead(pushed, 1, 0, TimeSpan.FromMilliseconds(-50)), "a negative time");
                Check.Same(0, playback.ReadAhead((float[])null, 1, 0, TimeSpan.FromMilliseconds(50)), "null");
                Check.Same(0, playback.ReadAhead(pushed, 0, 0, TimeSpan.FromMilliseconds(50)), "no channels");
            }
        }

        private static void WithoutDevice()
        {
            using (Playback playback = new Playback(Rate, new PlaybackOptions { WithoutDevice = true }))
            {
                playback.Pause();
                playback.Add(Pcm(Tone(4800)));
                Thread.Sleep(200);
                Check.Same(TimeSpan.Zero, playback.Poll().Played, "time during a pause");
                playback.Resume();
                Check.Until(delegate
                {
                    Check.Same(0, new Ear(playback).Hear(), "a read");
                    return playback.Poll().Phase == PlaybackPhase.Ended;
                }, "the voice does not end");
                Check.Same(TimeSpan.FromMilliseconds(100), playback.Poll().Played, "played");
            }
        }

        private static unsafe void Arguments()
        {
            using (Playback playback = new Playback(Rate))
            {
                float[] samples = { 9, 9, 9, 9, 9 };
                playback.Add(Pcm(Loud(Length)));
                Check.Same(0, playback.Read((float[])null, 2) + playback.Read((short[])null, 0, 1, 1) + playback.Read((float*)null, 5, 1), "null");
                Check.Same(0, playback.Read(samples, -1, 1, 1) + playback.Read(samples, 6, 1, 1) + playback.Read(samples, 5, 1, 1)
                    + playback.Read(samples, 0, -1, 1) + playback.Read(samples, 0, 1, 0) + playback.Read(samples, 0, 1, -2) + playback.Read(new float[0], 1), "outside");
                foreach (float sample in samples) Check.Same(9f, sample, "a sample that was not asked for");
            }
            using (Playback playback = new Playback(Rate))
            {
                float[] samples = { 9, 9, 9, 9, 9 };
                playback.Read(samples, 1, int.MaxValue, 3);
                Check.That(samples[0] == 9 && samples[3] == 0 && samples[4] == 9, "a part that ends with the last whole frame");
                playback.Read(samples, -3);
                Check.That(samples[0] == 0 && samples[4] == 0, "an array for no channels is silent");
            }
        }

        private static void Refused()
        {
            TimeSpan tooLong = TimeSpan.FromHours(2);
            ErrorTests.AtFault("sampleRate", delegate { new Playback(1000); });
            ErrorTests.AtFault("Latency", delegate { new Playback(Rate, new PlaybackOptions { Latency = tooLong }); });
            ErrorTests.AtFault("StartBuffer", delegate { new Playback(Rate, new PlaybackOptions { StartBuffer = tooLong }); });
            ErrorTests.AtFault("MaxBuffered", delegate { new Playback(Rate, new PlaybackOptions { MaxBuffered = tooLong }); });
            Check.Throws<ArgumentOutOfRangeException>(delegate { new Playback(-1); }, "a negative rate");
            using (Playback playback = new Playback(Rate, new PlaybackOptions { MaxBuffered = TimeSpan.FromMilliseconds(200) }))
            {
                foreach (float volume in new[] { -0.1f, 8.1f, float.NaN })
                    Check.Same("value", Check.Throws<ArgumentOutOfRangeException>(delegate { playback.Volume = volume; }, "a volume").ParamName, "a volume");
                Check.Same(1f, playback.Volume, "the volume");
                Check.Same("fade", Check.Throws<ArgumentOutOfRangeException>(delegate { playback.Stop(TimeSpan.FromMinutes(1)); }, "a fade").ParamName, "a fade");
                Check.Throws<ArgumentOutOfRangeException>(delegate { playback.Stop(TimeSpan.FromSeconds(-1)); }, "a negative fade");
                Check.Throws<ArgumentOutOfRangeException>(delegate { playback.SetDevice(1000); }, "a rate");
                Check.Same(Rate, playback.SampleRate, "the rate");
                Check.Same("mode", Check.Throws<ArgumentOutOfRangeException>(delegate { playback.Add(Pcm(Tone(10)), (PlaybackMode)2); }, "a mode").ParamName, "a mode");
                Check.Throws<ArgumentNullException>(delegate { playback.Add((PcmAudio)null); }, "no samples");
                Check.Throws<ArgumentNullException>(delegate { playback.Add((Audio)null); }, "no audio");
                Check.Same(ConvaiNativeErrorCode.AudioInput, Check.Throws<ConvaiNativeException>(delegate { playback.Add(Pcm(Tone(10), 1)); }, "a rate").Code, "a rate");
                ConvaiNativeException full = Check.Throws<ConvaiNativeException>(delegate { playback.Add(Pcm(Tone(Length))); }, "too much");
                Check.Same(ConvaiNativeErrorCode.QueueFull, full.Code, "too much");
                ErrorTests.InCSharp(full.Message);
                Check.Same(PlaybackPhase.Empty, playback.Poll().Phase, "nothing was added");
            }
        }

        private static void Disposed()
        {
            Playback playback = new Playback(Rate);
            playback.Add(Pcm(Loud(Length)));
            Ear ear = new Ear(playback);
            ear.HearFrames(480);
            playback.Dispose();
            playback.Dispose();
            float[] floats = { 9, 9, 9 };
            Check.Same(0, ear.Hear() + playback.Read(floats, 1), "voice");
            foreach (float sample in floats) Check.Same(0f, sample, "a sample");
            Check.Same(0, playback.ReadAhead(floats, 1, 0, TimeSpan.FromSeconds(1)) + playback.ReadAhead(new short[10], 1, 0, TimeSpan.FromSeconds(1)), "voice to push");
            foreach (Action action in new Action[] {
                delegate { playback.Poll(); }, delegate { playback.Stop(); }, delegate { playback.Pause(); }, delegate { playback.Resume(); },
                delegate { playback.Volume = 1; }, delegate { playback.SetDevice(Rate); }, delegate { playback.Add(Pcm(Tone(10))); } })
                Check.Throws<ObjectDisposedException>(action, "a disposed playback");
            Check.Same(0L, ConvaiNativeLibrary.LiveObjects, "live objects");
        }

        private static void DisposedDuringRead()
        {
            for (int round = 0; round < 100; round++)
            {
                Playback playback = new Playback(Rate);
                playback.Add(Pcm(Loud(Length)));
                bool stop = false;
                int reads = 0;
                Exception thrown = null;
                Thread reader = new Thread(delegate ()
                {
                    float[] buffer = new float[512];
                    try
                    {
                        while (!Volatile.Read(ref stop))
                        {
                            playback.Read(buffer, 2);
                            Interlocked.Increment(ref reads);
                        }
                    }
                    catch (Exception failure) { thrown = failure; }
                });
                reader.Start();
                Check.Until(delegate { return Volatile.Read(ref reads) > round % 3; }, "the reads");
                playback.Dispose();
                int before = Volatile.Read(ref reads);
                Check.Until(delegate { return Volatile.Read(ref reads) > before + 1; }, "the reads go on");
                Volatile.Write(ref stop, true);
                reader.Join();
                Check.That(thrown == null, "a read threw " + thrown);
            }
        }

        private static void AtOnce()
        {
            using (Playback playback = new Playback(Rate))
            {
                PcmAudio voice = Pcm(Loud(Length)), brief = Pcm(Tone(480), Rate / 2);
                float[] buffer = new float[960];
                long heard = 0;
                int left = 3;
                List<Exception> thrown = new List<Exception>();
                Action<int> change = delegate (int step)
                {
                    playback.Add(step % 3 == 0 ? voice : brief, step % 7 == 0 ? PlaybackMode.Replace : PlaybackMode.Queue, step);
                    if (step % 5 == 0) playback.Stop(TimeSpan.FromMilliseconds(step % 2 * 20));
                    if (step % 11 == 0) playback.SetDevice(step % 2 == 0 ? Rate : Rate / 2);
                };
                Action<int> pause = delegate (int step)
                {
                    playback.Pause();
                    playback.Volume = step % 9;
                    playback.Resume();
                };
                Action<int> poll = delegate { Check.That(playback.Poll().Level.Peak <= 1, "the level"); };
                foreach (Action<int> work in new[] { change, pause, poll })
                {
                    Action<int> step = work;
                    new Thread(delegate ()
                    {
                        try { for (int index = 0; index < 20000; index++) step(index); }
                        catch (Exception failure) { lock (thrown) thrown.Add(failure); }
                        Interlocked.Decrement(ref left);
                    }).Start();
                }
                while (Volatile.Read(ref left) > 0)
                {
                    heard += playback.Read(buffer, 2);
                    foreach (float sample in buffer) if (!(Math.Abs(sample) <= 1)) throw new CheckFailed("a sample of " + sample);
                }
                Check.That(thrown.Count == 0, thrown.Count == 0 ? "" : thrown[0].ToString());
                // On a busy machine the threads may end before a voice was prepared. The last steps added one.
                Check.Until(delegate { return (heard += playback.Read(buffer, 2)) > 0; }, "nothing was heard");
            }
        }

        private static void Garbage()
        {
            using (Playback playback = new Playback(Rate))
            {
                playback.Add(Pcm(Loud(Rate * 10)));
                float[] buffer = new float[1024];
                float mouth = 0;
                Check.AllocatesNothing(delegate { playback.Read(buffer, 2); }, "Read");
                Check.AllocatesNothing(delegate { playback.ReadAhead(buffer, 2, 0, TimeSpan.FromMilliseconds(10)); }, "ReadAhead");
                Check.AllocatesNothing(delegate { mouth += playback.Poll().Mouth; }, "Poll");
                const int Times = 20000;
                Stopwatch reading = Stopwatch.StartNew();
                for (int time = 0; time < Times; time++) playback.Read(buffer, 2);
                reading.Stop();
                Stopwatch polling = Stopwatch.StartNew();
                for (int time = 0; time < Times; time++) mouth += playback.Poll().Mouth;
                polling.Stop();
                Console.WriteLine("     a Read of 512 frames: " + (reading.Elapsed.TotalMilliseconds * 1000 / Times).ToString("0.0") + " us, a Poll: "
                    + (polling.Elapsed.TotalMilliseconds * 1000 / Times).ToString("0.0") + " us");
                playback.Dispose();
                Check.AllocatesNothing(delegate { playback.Read(buffer, 2); }, "Read of a disposed playback");
                Check.Throws<CheckFailed>(delegate { Check.AllocatesNothing(delegate { buffer = new float[1]; }, "an array"); }, "the measurement");
            }
        }
    }
}
