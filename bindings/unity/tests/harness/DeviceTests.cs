using System;
using System.Collections;
using ConvaiNative.Components;
using UnityEngine;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>Voices while the game pauses, the device changes, there is none, or the object goes.</summary>
    internal static class DeviceTests
    {
        /// <summary>Less than the second that the library converts ahead.</summary>
        private const int Frames = 40000;

        internal static void List()
        {
            Program.Add("device: a voice does not end while AudioListener.pause is set, and continues where it was", delegate { return Paused(delegate (bool paused) { AudioListener.pause = paused; }); });
            Program.Add("device: a voice does not end while the application is paused, and continues where it was", delegate { return Paused(StubEngine.PauseApplication); });
            Program.Add("device: the focus does not matter while Unity runs; without Run In Background the voice continues where it was", Focus);
            Program.Add("device: a source that ignores AudioListener.pause speaks on", IgnoresThePause);
            Program.Add("device: Time.timeScale does not matter", TimeScale);
            Program.Add("device: without a device a voice takes its time and ends", delegate { return ByTheClock(delegate (Ear ear) { StubAudio.HasDevice = false; }); });
            Program.Add("device: a voice that is too far away to be mixed takes its time and ends", delegate { return ByTheClock(delegate (Ear ear) { ear.Source.StubDistance = 0; }); });
            Program.Add("device: a voice whose source was disabled takes its time and ends", delegate { return ByTheClock(delegate (Ear ear) { ear.Source.enabled = false; }); });
            Program.Add("device: a source that the game stops speaks again, and the voice ends", delegate { return ByTheClock(delegate (Ear ear) { ear.Source.Stop(); }); });
            Program.Add("device: a changed device has its rate, buffers and channels, and the voice goes on", Changed);
            Program.Add("device: buffers of any size and channels of any number are filled", Buffers);
            Program.Add("device: a disabled voice ends at once, and the next answer is heard", Disabled);
            Program.Add("device: a destroyed character, a destroyed source and a scene change end a voice once", Destroyed);
            Program.Add("device: a shutdown in the middle of a voice ends it", Shutdown);
        }

        /// <summary>A character that is heard.</summary>
        private static IEnumerator Speaks(Ear ear, int frames = Frames)
        {
            Ear.Script("Hello", Ear.Steps(frames, 1000));
            ConvaiNativeOperation<ConvaiNativeReply> turn = ear.Pell.Say("Hello");
            Check.Until(delegate { StubEngine.Frame(0); return turn.IsDone; }, "an answer");
            yield return ear.Until(delegate { return ear.Pell.IsSpeaking && ear.Voice.State.Frames > 3000; }, "the voice");
        }

        /// <summary>Without Run In Background, Unity neither updates nor mixes while another program has the focus.</summary>
        private static IEnumerator Focus()
        {
            Ear ear = new Ear();
            yield return Speaks(ear);
            StubEngine.FocusApplication(false);
            double played = ear.Voice.State.Played.TotalMilliseconds;
            for (int frame = 0; frame < 5; frame++) ear.Frame();
            Check.That(ear.Voice.State.Played.TotalMilliseconds > played && !ear.Voice.IsPaused, "the voice goes on in the background");
            StubAudio.IsSuspended = true;
            played = ear.Voice.State.Played.TotalMilliseconds;
            // Nothing runs here. The first frame afterwards is long.
            StubAudio.IsSuspended = false;
            StubEngine.FocusApplication(true);
            StubEngine.Frame(60);
            Check.That(ear.Pell.IsSpeaking && ear.Speaking.Count == 1, "it has not ended");
            yield return ear.Silence();
            Check.Same((long)Frames, ear.Voice.State.Frames, "frames");
            Check.Same(2, ear.Speaking.Count, "events");
        }

        private static IEnumerator Paused(Action<bool> pause)
        {
            Ear ear = new Ear();
            yield return Speaks(ear);
            pause(true);
            for (int frame = 0; frame < 5; frame++) ear.Frame();
            ear.Left.Clear();
            double played = ear.Voice.State.Played.TotalMilliseconds;
            for (int frame = 0; frame < 200; frame++) ear.Frame();
            Check.That(ear.Voice.IsPaused && ear.Voice.State.IsPaused && ear.Pell.IsSpeaking && ear.Speaking.Count == 1, "it is paused and has not ended");
            Check.Same(0, Ear.Voiced(ear.Left).Length, "frames that were heard in the pause");
            Check.Same(played, ear.Voice.State.Played.TotalMilliseconds, "milliseconds that have passed");
            Check.Same(0f, ear.Pell.Mouth + ear.Pell.Level.Rms, "mouth and level");
            pause(false);
            yield return ear.Silence();
            Check.Same((long)Frames, ear.Voice.State.Frames, "frames");
            Check.Same(2, ear.Speaking.Count, "events");
            float last = ear.Left.FindLast(delegate (float each) { return each > 0.01f; });
            Check.That(Ear.Voiced(ear.Left).Length > Frames / 2 && last > 0, "the rest is heard");
        }

        private static IEnumerator IgnoresThePause()
        {
            Ear ear = new Ear();
            ear.Source.ignoreListenerPause = true;
            AudioListener.pause = true;
            yield return Speaks(ear);
            yield return ear.Silence();
            Check.That(!ear.Voice.IsPaused && Ear.Voiced(ear.Left).Length >= Frames, "frames that were heard");
        }

        private static IEnumerator TimeScale()
        {
            Ear ear = new Ear();
            Time.timeScale = 0;
            yield return Speaks(ear);
            yield return ear.Silence();
            Check.That(Ear.Voiced(ear.Left).Length >= Frames, "frames that were heard");
        }

        private static IEnumerator ByTheClock(Action<Ear> silence)
        {
            Ear ear = new Ear();
            Ear.Script("Hello", Ear.Steps(Frames, 1000));
            silence(ear);
            ConvaiNativeOperation<ConvaiNativeReply> turn = ear.Pell.Say("Hello");
            Check.Until(delegate { StubEngine.Frame(0); return turn.IsDone; }, "an answer");
            silence(ear);
            float begin = Time.realtimeSinceStartup;
            yield return Game.Until(delegate { return ear.Speaking.Count == 2; }, "the end");
            float took = Time.realtimeSinceStartup - begin, length = (float)Frames / Ear.Rate;
            Check.That(took >= length && took < length + 1.5f, "it took " + took + " seconds instead of " + length);
            Check.Same((long)Frames, ear.Voice.State.Frames, "frames");
            Check.Same(0, Debug.Warnings.Count, "warnings");
        }

        private static IEnumerator Changed()
        {
            Ear ear = new Ear();
            yield return Speaks(ear);
            Check.Same(4 * 1024f / 48000, ear.Voice.LatencySeconds, "latency");
            AudioClip ones = ear.Source.clip;
            int plays = ear.Source.Plays;
            StubAudio.ChangeDevice(16000, 512, 6);
            Check.Same(16000, ear.Voice.Playback.SampleRate, "the rate of the playback");
            Check.Same(4 * 512f / 16000, ear.Voice.LatencySeconds, "the new latency");
            ear.Left.Clear();
            yield return ear.Silence();
            Check.That(ones == null && ear.Source.Plays > plays, "the source plays a new clip");
            Check.Same((long)Frames, ear.Voice.State.Frames, "frames");
            Check.That(Ear.Voiced(ear.Left).Length > 16000 / 4, "the rest is heard: " + Ear.Voiced(ear.Left).Length);
            Check.Same(2, ear.Speaking.Count, "events");
            Check.Same(1, StubAudio.ConfigurationListeners, "listeners of the configuration");
            ear.Voice.enabled = false;
            Check.Same(0, StubAudio.ConfigurationListeners, "listeners of the configuration after it was disabled");
        }

        private static IEnumerator Buffers()
        {
            Ear ear = new Ear();
            yield return Speaks(ear);
            foreach (int channels in new[] { 1, 2, 6, 8 })
                foreach (int frames in new[] { 1, 64, 1024, 5000 })
                {
                    StubAudio.Channels = channels;
                    float[] data = new float[frames * channels];
                    for (int index = 0; index < data.Length; index++) data[index] = 1 + index % channels;
                    StubAudio.Filter(ear.Voice, data);
                    for (int index = 0; index < data.Length; index++)
                        if (Math.Abs(data[index] - data[index / channels * channels] * (1 + index % channels)) > 1e-5f)
                            throw new CheckFailed("sample " + index + " of " + frames + " frames, " + channels + " channels");
                }
            StubAudio.Channels = 2;
        }

        private static IEnumerator Disabled()
        {
            Ear ear = new Ear();
            yield return Speaks(ear);
            ear.Pell.gameObject.SetActive(false);
            Check.Same(2, ear.Speaking.Count, "events");
            Check.That(!ear.Speaking[1] && !ear.Pell.IsSpeaking && !ear.Source.isPlaying && ear.Source.clip == null, "it is silent");
            for (int frame = 0; frame < 5; frame++) ear.Frame();
            ear.Pell.gameObject.SetActive(true);
            ear.Left.Clear();
            for (int frame = 0; frame < 30; frame++) ear.Frame();
            Check.Same(0, Ear.Voiced(ear.Left).Length, "frames after it was enabled again");
            yield return Speaks(ear);
            yield return ear.Silence();
            Check.Same(4, ear.Speaking.Count, "events after the next answer");
            // Only the voice is disabled, and the character goes on.
            yield return Speaks(ear);
            ear.Voice.enabled = false;
            ear.Frame();
            Check.That(ear.Speaking.Count == 6 && !ear.Pell.IsSpeaking, "events after the voice was disabled");
            ConvaiNativeOperation<ConvaiNativeReply> turn = ear.Pell.Say("Hello");
            yield return Game.Until(delegate { return turn.IsDone; }, "an answer");
            Check.That(turn.Succeeded, "a turn without a voice: " + turn.Error);
        }

        private static IEnumerator Destroyed()
        {
            Ear ear = new Ear();
            yield return Speaks(ear);
            UnityEngine.Object.DestroyImmediate(ear.Pell.gameObject);
            ear.Frame();
            Check.Same(2, ear.Speaking.Count, "events of a destroyed character");
            ear = new Ear();
            ear.Pell.VoiceSource = new GameObject("Mouth").AddComponent<AudioSource>();
            ear.Pell.Say("Hello");
            yield return Game.Until(delegate { return ear.Pell.IsSpeaking; }, "the voice");
            UnityEngine.Object.DestroyImmediate(ear.Pell.VoiceSource.gameObject);
            ear.Frame();
            Check.That(ear.Speaking.Count == 2 && !ear.Pell.IsSpeaking, "events of a destroyed source");
            yield return Speaks(ear);
            StubEngine.UnloadScene();
            for (int frame = 0; frame < 5; frame++) StubEngine.Frame();
            Check.Same(4, ear.Speaking.Count, "events of a scene change");
            Check.Same(0, StubAudio.ConfigurationListeners, "listeners of the configuration");
        }

        private static IEnumerator Shutdown()
        {
            Ear ear = new Ear();
            yield return Speaks(ear);
            ConvaiNativeLifecycle.Shutdown();
            for (int frame = 0; frame < 60; frame++)
            {
                StubAudio.Step();
                StubEngine.Frame();
            }
            Check.That(!ear.Pell.IsSpeaking && ear.Speaking.Count == 2, "events");
        }
    }
}
