using System;
using System.Collections;
using System.Collections.Generic;
using ConvaiNative.Components;
using UnityEngine;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>What the audio source plays of the replies of characters.</summary>
    internal static class VoiceTests
    {
        internal static void List()
        {
            Program.Add("voice: volume, panning and distance apply to the samples of the reply, wherever Unity applies them", Placed);
            Program.Add("voice: two answers are heard one after the other, complete, and the first one is not destroyed", Queued);
            Program.Add("voice: Replace fades out the answer before, and the new one is heard complete", Replaced);
            Program.Add("voice: an interruption fades out without a click, and nothing follows", Interrupted);
            Program.Add("voice: an answer that had arrived is interrupted, keeps its text, and is neither told nor heard", InterruptedInBetween);
            Program.Add("voice: mouth and level follow what is heard, and are 0 in silence", MouthAndLevel);
            Program.Add("voice: samples of the game are heard, with the gain", Speak);
            Program.Add("voice: two characters with one audio source speak in turn, and each raises its own events", Shared);
            Program.Add("voice: the ones of the source are never heard", NoOnes);
            Program.Add("voice: an exception of a listener is logged, and the other events are raised", ThrowingListeners);
        }

        private static IEnumerator Placed()
        {
            short[] samples = Ear.Steps(20000, 1000);
            foreach (bool after in new[] { false, true })
            {
                // A thread of the library converts the samples. On a busy machine the mixer may overtake it, which leaves a gap with ramps.
                for (int attempt = 0; ; attempt++)
                {
                    StubAudio.Reset();
                    StubAudio.PansAfterFilters = after;
                    Ear ear = new Ear();
                    Ear.Script("Hello", samples);
                    ear.Source.volume = 0.5f;
                    ear.Source.StubDistance = 0.5f;
                    ear.Source.panStereo = 0.75f;
                    ear.Pell.Say("Hello");
                    yield return ear.Silence();
                    if (ear.Voice.State.Underruns > 0 && attempt < 10) continue;
                    Same(samples, 0.25f * 0.25f, Ear.Voiced(ear.Left), "left");
                    Same(samples, 0.25f, Ear.Voiced(ear.Right), "right");
                    UnityEngine.Object.DestroyImmediate(ear.Pell.gameObject);
                    break;
                }
            }
        }

        private static void Same(short[] wanted, float gain, float[] got, string what)
        {
            // Behind the voice, a ramp of a few milliseconds leads to silence.
            Check.That(got.Length >= wanted.Length && got.Length < wanted.Length + Ear.Rate / 50, got.Length + " frames instead of " + wanted.Length + ", " + what);
            for (int frame = 0; frame < wanted.Length; frame++)
                if (Math.Abs(wanted[frame] / 32768f * gain - got[frame]) > 1e-6f)
                    throw new CheckFailed(what + ", frame " + frame + " is " + got[frame] + ", wanted " + wanted[frame] / 32768f * gain);
        }

        private static IEnumerator Queued()
        {
            // Together less than the second that the library converts ahead.
            short[] first = Ear.Steps(25000, 1000), second = Ear.Steps(20000, 11000);
            for (int attempt = 0; ; attempt++)
            {
                Ear ear = new Ear();
                Ear.Script("One", first);
                Ear.Script("Two", second);
                ConvaiNativeOperation<ConvaiNativeReply> one = ear.Pell.Say("One"), two = ear.Pell.Say("Two");
                // The second answer arrives before the first one is heard.
                Check.Until(delegate { StubEngine.Frame(0); return one.IsDone && two.IsDone; }, "two answers");
                yield return ear.Silence();
                if (ear.Voice.State.Underruns > 0 && attempt < 10) continue;
                List<short> both = new List<short>(first);
                both.AddRange(second);
                Same(both.ToArray(), 1, Ear.Voiced(ear.Left), "both");
                Check.Same("True, False", string.Join(", ", ear.Speaking.ConvertAll(delegate (bool each) { return each.ToString(); }).ToArray()), "events");
                int begin = ear.Left.FindIndex(delegate (float each) { return each != 0; });
                for (int frame = begin; frame < begin + both.Count; frame++)
                    if (ear.Left[frame] == 0) throw new CheckFailed("a gap at frame " + (frame - begin));
                yield break;
            }
        }

        private static IEnumerator Replaced()
        {
            Ear ear = new Ear();
            Ear.Script("One", Ear.Wave(480000));
            Ear.Script("Two", Ear.Wave(9000));
            ear.Pell.Speech = ConvaiNativeSpeech.Replace;
            ear.Pell.Say("One");
            yield return ear.Until(delegate { return ear.Left.FindAll(delegate (float each) { return each != 0; }).Count > 5000; }, "the first answer");
            ear.Pell.Say("Two");
            yield return ear.Until(delegate { return ear.Speaking.Count == 4; }, "the second answer");
            Check.Same(9000L, ear.Voice.State.Frames, "frames of the second answer");
            Check.That(ear.Left.Count < 400000, "the first answer was heard to its end");
        }

        private static IEnumerator Interrupted()
        {
            Ear ear = new Ear();
            Ear.Script("One", Ear.Wave(480000));
            Ear.Script("Two", Ear.Wave(48000));
            ConvaiNativeOperation<ConvaiNativeReply> one = ear.Pell.Say("One"), two = ear.Pell.Say("Two");
            yield return ear.Until(delegate { return one.IsDone && two.IsDone; }, "two answers");
            yield return ear.Until(delegate { return ear.Pell.IsSpeaking && Ear.Voiced(ear.Left).Length > 5000; }, "the voice");
            int begin = ear.Left.FindIndex(delegate (float each) { return each != 0; }) + 1;
            ear.Left.RemoveRange(0, begin);
            int before = ear.Left.Count;
            ear.Pell.Interrupt();
            yield return ear.Silence();
            for (int frame = 0; frame < 40; frame++) ear.Frame();
            // The wave itself has steps of 0.005.
            Check.That(ear.LargestStep() < 0.02f, "a click of " + ear.LargestStep());
            int last = ear.Left.FindLastIndex(delegate (float each) { return each != 0; });
            Check.That(last >= before && last < before + Ear.Rate / 10, "the fade ends after " + (last - before) + " frames");
            Check.That(!ear.Source.isPlaying, "the source is stopped");
            ConvaiNativeOperation<ConvaiNativeReply> again = ear.Pell.Say("Two");
            ear.Left.Clear();
            yield return ear.Until(delegate { return ear.Pell.IsSpeaking; }, "the next answer is heard");
            yield return ear.Silence();
            Check.Same(48000L, ear.Voice.State.Frames, "frames of the next answer: " + again.Error);
        }

        private static IEnumerator InterruptedInBetween()
        {
            Ear ear = new Ear();
            int told = 0;
            ear.Pell.OnReply.AddListener(delegate { told++; });
            ConvaiNativeOperation<ConvaiNativeReply> turn = ear.Pell.Say("Hello");
            Check.That(WakeHandle.IsReadable(ConvaiNativeBehaviour.Instance.Client.WakeHandle, Check.Patience), "no reply");
            ear.Pell.Interrupt();
            yield return ear.Until(delegate { return turn.IsDone; }, "the turn");
            Check.That(turn.Succeeded && turn.Result.Interrupted && turn.Result.Text.Length > 0, "the turn: " + turn.Error);
            for (int frame = 0; frame < 30; frame++) ear.Frame();
            Check.Same(0, told, "replies that were told");
            Check.Same(0, Ear.Voiced(ear.Left).Length, "frames that were heard");
            Check.That(!ear.Pell.IsThinking && ear.Speaking.Count == 0, "events");
        }

        private static IEnumerator MouthAndLevel()
        {
            Ear ear = new Ear();
            Ear.Script("One", Ear.Wave(96000));
            Check.Same(0f, ear.Pell.Mouth + ear.Pell.Level.Peak, "before the first turn");
            ear.Pell.Say("One");
            float mouth = 0, peak = 0, rms = 0;
            yield return ear.Until(delegate
            {
                mouth = Math.Max(mouth, ear.Pell.Mouth);
                peak = Math.Max(peak, ear.Pell.Level.Peak);
                rms = Math.Max(rms, ear.Pell.Level.Rms);
                return ear.Speaking.Count == 2;
            }, "the end");
            Check.That(mouth > 0.5f && mouth <= 1, "mouth " + mouth);
            Check.That(Math.Abs(peak - 16000 / 32768f) < 0.02f && Math.Abs(rms - peak / Math.Sqrt(2)) < 0.05f, "peak " + peak + ", rms " + rms);
            Check.Same(0f, ear.Pell.Mouth + ear.Pell.Level.Peak, "after the last one");
        }

        private static IEnumerator Speak()
        {
            AudioSource source = new GameObject("Radio").AddComponent<AudioSource>();
            ConvaiNativeVoice voice = source.gameObject.AddComponent<ConvaiNativeVoice>();
            voice.Gain = 0.5f;
            voice.StartBufferSeconds = 0.1f;
            voice.Speak(new PcmAudio(Ear.Wave(9000), Ear.Rate));
            float largest = 0;
            bool spoke = false;
            yield return Game.Until(delegate
            {
                float[] step = StubAudio.Step();
                // The gain changes in the first milliseconds.
                if (voice.IsSpeaking)
                    foreach (float sample in step) largest = Math.Max(largest, sample);
                spoke |= voice.IsSpeaking;
                return spoke && !voice.IsSpeaking;
            }, "the end");
            Check.That(largest > 0.2f && largest <= 0.25f, "the largest sample is " + largest);
            voice.Speak(new PcmAudio(Ear.Wave(480000), Ear.Rate));
            voice.Speak(new PcmAudio(Ear.Wave(9000), Ear.Rate), PlaybackMode.Replace);
            yield return Game.Until(delegate { StubAudio.Step(); return voice.State.Phase == PlaybackPhase.Ended && voice.State.Frames == 9000; }, "the end of the second");
            voice.Speak(new PcmAudio(Ear.Wave(480000), Ear.Rate));
            voice.StopSpeaking(0.01f);
            yield return null;
            Check.Same(PlaybackPhase.Empty, voice.State.Phase, "phase");
            voice.enabled = false;
            voice.Speak(new PcmAudio(Ear.Wave(9000), Ear.Rate));
            Check.That(voice.Playback == null, "a disabled voice has no playback");
            Check.Throws<ArgumentNullException>(delegate { voice.Speak(null); }, "null");
        }

        private static IEnumerator Shared()
        {
            Ear ear = new Ear();
            Ear.Script("One", Ear.Wave(40000));
            ConvaiNativeCharacter other = Game.Character();
            other.WithVoice = true;
            other.VoiceSource = ear.Source;
            List<string> events = new List<string>();
            ear.Pell.OnSpeaking.AddListener(delegate (bool speaks) { events.Add("first " + speaks); });
            other.OnSpeaking.AddListener(delegate (bool speaks) { events.Add("second " + speaks); });
            ConvaiNativeOperation<ConvaiNativeReply> one = ear.Pell.Say("One");
            ConvaiNativeOperation<ConvaiNativeReply> two = other.Say("One");
            yield return ear.Until(delegate { return one.IsDone && two.IsDone; }, "two answers");
            yield return ear.Until(delegate { return events.Count >= 4; }, "both are heard");
            Check.Same("first True, first False, second True, second False", string.Join(", ", events.ToArray()), "events");
            Check.Same(1, ear.Source.gameObject.GetComponent<ConvaiNativeVoice>() == null ? 0 : 1, "voices");
        }

        private static IEnumerator NoOnes()
        {
            Ear ear = new Ear();
            Ear.Script("One", Ear.Wave(96000));
            ear.Pell.Say("One");
            yield return ear.Until(delegate { return ear.Pell.IsSpeaking; }, "the voice");
            ConvaiNativeVoice voice = ear.Voice;
            // A voice that has not spoken has no playback.
            float[] data = { 1, 1, 1, 1 };
            StubAudio.Filter(new GameObject("Mute").AddComponent<ConvaiNativeVoice>(), data);
            Check.Same(0f, data[0] + data[1] + data[2] + data[3], "samples before the first voice");
            // The filter runs once more after the playback is gone.
            for (int index = 0; index < data.Length; index++) data[index] = 1;
            voice.Playback.Dispose();
            StubAudio.Filter(voice, data);
            Check.Same(0f, data[0] + data[1] + data[2] + data[3], "samples without a voice");
            ear.Left.Clear();
            voice.enabled = false;
            for (int frame = 0; frame < 5; frame++) ear.Frame();
            Check.Same(0, Ear.Voiced(ear.Left).Length, "frames of a disabled voice");
        }

        private static IEnumerator ThrowingListeners()
        {
            Ear ear = new Ear();
            Ear.Script("One", Ear.Wave(20000));
            List<bool> thinking = new List<bool>();
            ear.Pell.OnThinking.AddListener(delegate (bool thinks) { thinking.Add(thinks); throw new InvalidOperationException("thinking"); });
            ear.Pell.OnReply.AddListener(delegate { throw new InvalidOperationException("reply"); });
            ear.Pell.OnSpeaking.AddListener(delegate { throw new InvalidOperationException("speaking"); });
            int completed = 0;
            ConvaiNativeOperation<ConvaiNativeReply> turn = ear.Pell.Say("One");
            turn.Completed += delegate { completed++; };
            yield return ear.Silence();
            Check.That(turn.Succeeded && completed == 1, "the turn: " + turn.Error);
            Check.Same(2, thinking.Count, "events of thinking");
            Check.Same(2, ear.Speaking.Count, "events of speaking");
            Check.Same(5, Debug.Errors.Count, "errors in the console");
            Debug.Errors.Clear();
        }
    }
}
