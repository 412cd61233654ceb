using System;
using System.Collections;
using System.Collections.Generic;
using ConvaiNative.Components;
using UnityEngine;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>Recordings, from the ring buffer of Unity to the samples that the service receives.</summary>
    internal static class MicrophoneTests
    {
        internal static void List()
        {
            Program.Add("microphone: a recording that is longer than the ring buffer is uploaded without loss", delegate { return Uploaded(16000, 1, 16000, 0); });
            Program.Add("microphone: a ring buffer that is not a multiple of the chunk loses nothing", delegate { return Uploaded(16000, 1, 7919, 0); });
            Program.Add("microphone: two channels at 48 kHz are uploaded as their mean", delegate { return Uploaded(48000, 2, 48000 + 13, 48000); });
            Program.Add("microphone: chunks are complete and in order", Chunks);
            Program.Add("microphone: stopping keeps the last samples, and the next recording starts empty", Tail);
            Program.Add("microphone: a disconnected device ends the recording and keeps its samples", Disconnected);
            Program.Add("microphone: a recording stops at its limit and can be said", TooLong);
            Program.Add("microphone: a stalled game reports the lost frames", Stalled);
            Program.Add("microphone: a missing permission, a missing device and a busy device have their messages", Refused);
            Program.Add("microphone: a disabled or destroyed component closes the device", ClosesTheDevice);
        }

        private static ConvaiNativeMicrophone Microphone()
        {
            return new GameObject("Microphone").AddComponent<ConvaiNativeMicrophone>();
        }

        /// <summary>Samples that have exact 16-bit values, so that the test can compare them.</summary>
        private static float[] Sound(int frames, int channels, int seed)
        {
            System.Random random = new System.Random(seed);
            float[] samples = new float[frames * channels];
            for (int frame = 0; frame < frames; frame++)
            {
                float value = random.Next(-16000, 16000) / 32768f;
                // The channels differ, so that neither of them equals the mean.
                for (int channel = 0; channel < channels; channel++)
                    samples[frame * channels + channel] = channels == 1 ? value : value + (channel % 2 == 0 ? 512 : -512) / 32768f;
            }
            return samples;
        }

        private static IEnumerator Uploaded(int rate, int channels, int ring, int deviceRate)
        {
            Game.Connect();
            StubMicrophone.Channels = channels;
            StubMicrophone.RingFrames = ring;
            StubMicrophone.LowestRate = StubMicrophone.HighestRate = deviceRate;
            ConvaiNativeMicrophone microphone = Microphone();
            ConvaiNativeCharacter pell = Game.Character();
            microphone.StartRecording();
            Check.That(microphone.IsRecording, "the recording has started");
            System.Random random = new System.Random(3);
            List<float> heard = new List<float>();
            while (heard.Count / channels < ring * 3 + 77)
            {
                float[] more = Sound(random.Next(1, rate / 20), channels, heard.Count);
                StubMicrophone.Hear(more);
                heard.AddRange(more);
                StubEngine.Frame();
            }
            Check.Same(0L, microphone.LostFrames, "lost frames");
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say(microphone.StopRecording());
            yield return Game.Until(delegate { return turn.IsDone; }, "an answer");
            Check.That(turn.Succeeded, "" + turn.Error);
            object file = Json.At(Program.Emulator.Last("/character/getResponse"), "files", 0);
            Check.Same((double)rate, Json.At(file, "wav", "sample_rate"), "rate");
            Check.Same(1.0, Json.At(file, "wav", "channels"), "channels");
            short[] wanted = new short[heard.Count / channels];
            for (int frame = 0; frame < wanted.Length; frame++)
            {
                float sum = 0;
                for (int channel = 0; channel < channels; channel++) sum += heard[frame * channels + channel];
                wanted[frame] = (short)Math.Round(sum / channels * 32768);
            }
            Same(wanted, Audio.FromWav(Convert.FromBase64String((string)Json.At(file, "base64"))));
        }

        private static void Same(short[] wanted, Audio arrived)
        {
            using (arrived)
            {
                Check.Same(wanted.Length, arrived.Frames, "frames");
                short[] got = arrived.Pcm16;
                for (int frame = 0; frame < wanted.Length; frame++)
                    if (wanted[frame] != got[frame]) throw new CheckFailed("frame " + frame + " is " + got[frame] + ", wanted " + wanted[frame]);
            }
        }

        private static IEnumerator Chunks()
        {
            StubMicrophone.RingFrames = 1000;
            ConvaiNativeMicrophone microphone = Microphone();
            List<int> sizes = new List<int>();
            microphone.ChunkRecorded += delegate (PcmAudio chunk) { sizes.Add(chunk.Frames); };
            List<float> levels = new List<float>();
            microphone.OnLevel.AddListener(delegate (float peak) { levels.Add(peak); });
            Check.Same(0f, microphone.Level.Peak, "the level before the first recording");
            microphone.StartRecording();
            for (int turn = 0; turn < 5; turn++)
            {
                StubMicrophone.Hear(Sound(450, 1, turn));
                yield return null;
                Check.That(microphone.Level.Peak == levels[turn] && microphone.Level.Rms > 0, "the level of this frame");
            }
            microphone.StopRecording();
            Check.Same("320,320,320,40,320,320,320,40,250", string.Join(",", sizes.ConvertAll(delegate (int size) { return size.ToString(); }).ToArray()), "chunks");
            Check.Same(5, levels.Count, "levels");
            foreach (float level in levels) Check.That(level > 0 && level <= 0.5f, "a level of " + level);
        }

        private static IEnumerator Tail()
        {
            ConvaiNativeMicrophone microphone = Microphone();
            microphone.StartRecording();
            microphone.StartRecording();
            StubMicrophone.Hear(Sound(1000, 1, 1));
            yield return null;
            StubMicrophone.Hear(Sound(7, 1, 2));
            AudioClip ring = StubMicrophone.Ring;
            Utterance first = microphone.StopRecording();
            Check.Same(1007L, first.Frames, "frames");
            Check.That(!StubMicrophone.IsOn, "the device is off");
            yield return null;
            Check.That(ring == null, "the ring is destroyed");
            microphone.StartRecording();
            StubMicrophone.Hear(Sound(5, 1, 3));
            Utterance second = microphone.StopRecording();
            Check.That(ReferenceEquals(first, second), "the memory is used again");
            Check.Same(5L, second.Frames, "frames of the next");
        }

        private static IEnumerator Disconnected()
        {
            ConvaiNativeMicrophone microphone = Microphone();
            List<string> why = new List<string>();
            microphone.OnFailure.AddListener(delegate (string text) { why.Add(text); });
            microphone.StartRecording();
            StubMicrophone.Hear(Sound(1000, 1, 1));
            yield return null;
            StubMicrophone.IsOn = false;
            yield return null;
            yield return null;
            Check.Same(1, why.Count, "failures");
            Check.That(why[0].Contains("disconnected"), why[0]);
            Check.That(!microphone.IsRecording, "the recording has ended");
            Check.Same(1000L, microphone.Utterance.Frames, "frames");
        }

        private static IEnumerator TooLong()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            ConvaiNativeMicrophone microphone = Microphone();
            microphone.Listener = pell;
            microphone.LongestSeconds = 1;
            List<string> why = new List<string>();
            microphone.OnFailure.AddListener(delegate (string text) { why.Add(text); });
            microphone.StartRecording();
            for (int half = 0; half < 3; half++)
            {
                StubMicrophone.Hear(Sound(8000, 1, half));
                yield return null;
            }
            Check.Same(1, why.Count, "failures");
            Check.Same(16000L, microphone.Utterance.Frames, "frames");
            microphone.StopAndSay();
            Check.That(pell.IsThinking, "the recording is said");
            Check.Same(0L, microphone.Utterance.Frames, "frames after it was said");
            microphone.StopAndSay();
            yield return Game.Until(delegate { return !pell.IsThinking; }, "the answer");
            Check.Same(1, Program.Emulator.Received("/character/getResponse"), "turns");
        }

        private static IEnumerator Stalled()
        {
            ConvaiNativeMicrophone microphone = Microphone();
            microphone.StartRecording();
            StubEngine.Frame();
            for (int second = 0; second < 12; second++) StubMicrophone.Hear(Sound(16000, 1, second));
            StubEngine.Frame(12);
            Check.That(Math.Abs(microphone.LostFrames - 2 * 16000) < 16, microphone.LostFrames + " frames were lost instead of two seconds");
            Check.Same(10L * 16000, microphone.StopRecording().Frames, "frames that are left");
            yield return null;
        }

        private static IEnumerator Refused()
        {
            ConvaiNativeMicrophone microphone = Microphone();
            List<string> why = new List<string>();
            microphone.OnFailure.AddListener(delegate (string text) { why.Add(text); });
            Application.MicrophoneAllowed = false;
            microphone.StartRecording();
            ConvaiNativeMicrophone.RequestPermission();
            yield return Game.Until(delegate { return ConvaiNativeMicrophone.HasPermission; }, "the permission");
            StubMicrophone.Devices.Clear();
            microphone.StartRecording();
            StubMicrophone.Reset();
            StubMicrophone.FailsToOpen = true;
            microphone.StartRecording();
            StubMicrophone.Reset();
            StubMicrophone.Channels = 40;
            microphone.StartRecording();
            Check.Same(4, why.Count, "failures: " + string.Join("; ", why.ToArray()));
            Check.That(why[0].Contains("RequestPermission"), why[0]);
            Check.That(why[1].Contains("no microphone"), why[1]);
            Check.That(why[2].Contains("cannot be opened"), why[2]);
            Check.That(!microphone.IsRecording && !StubMicrophone.IsOn, "nothing records");
            Check.That(microphone.StopRecording() == null, "there is no utterance");
            microphone.StopAndSay();
            yield return null;
        }

        private static IEnumerator ClosesTheDevice()
        {
            ConvaiNativeMicrophone microphone = Microphone();
            microphone.StartRecording();
            microphone.enabled = false;
            Check.That(!StubMicrophone.IsOn, "disabled");
            microphone.enabled = true;
            microphone.StartRecording();
            UnityEngine.Object.DestroyImmediate(microphone.gameObject);
            Check.That(!StubMicrophone.IsOn, "destroyed");
            yield return null;
        }
    }
}
