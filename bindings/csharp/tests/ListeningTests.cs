using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;

namespace ConvaiNative.Tests
{
    /// <summary>Recordings that a button or the player's voice begins.</summary>
    internal static class ListeningTests
    {
        private const int Rate = 16000;

        /// <summary>Two and a half seconds of speech.</summary>
        private static readonly short[] Question = Read();

        private static readonly short[] Silence = new short[Rate];

        private static Emulator Emulator
        {
            get { return Program.Emulator; }
        }

        internal static void List()
        {
            Program.Add("listening: a recording that a button begins contains the time before", Begun);
            Program.Add("listening: the voice begins a recording, and silence ends it", Heard);
            Program.Add("listening: a long speech is cut at the longest recording", Cut);
            Program.Add("listening: a program that asks late finds the first recordings, and further ones after that", Late);
            Program.Add("listening: behind a closed gate nothing is heard, and a recording ends", Gate);
            Program.Add("listening: what a playback says is not heard", Playing);
            Program.Add("listening: a changed microphone is refused, and nothing is lost", Changed);
            Program.Add("listening: clipped samples are counted", Clipped);
            Program.Add("listening: what the trigger does not use is refused with its name in C#", Refused);
            Program.Add("listening: after Dispose every member throws, and a recording lives on", Disposed);
            Program.Add("listening: Push and Next allocate no memory", Garbage);
            Program.Add("listening: finalizers free utterances and their recordings in any order", Unreferenced);
        }

        private static short[] Read()
        {
            string path = Environment.GetEnvironmentVariable("CONVAI_QUESTION");
            if (string.IsNullOrEmpty(path)) throw new InvalidOperationException("Set CONVAI_QUESTION to the path of examples/audio/question.wav.");
            using (Audio audio = Audio.FromWav(File.ReadAllBytes(path))) return audio.Pcm16;
        }

        private static Utterance Microphone(UtteranceTrigger trigger = UtteranceTrigger.Speech, TimeSpan? longest = null)
        {
            return new Utterance(PcmFormat.S16, Rate, 1, longest, new UtteranceOptions { Trigger = trigger });
        }

        /// <summary>Pushes samples as a device does. Returns false if some did not fit.</summary>
        private static bool Push(Utterance microphone, short[] samples, int count)
        {
            bool fits = true;
            for (int at = 0; at < count; at += 160) fits &= microphone.Push(samples, at, Math.Min(160, count - at));
            return fits;
        }

        private static void Ask(Utterance microphone)
        {
            Check.That(Push(microphone, Question, Question.Length), "the question fits");
            Check.That(Push(microphone, Silence, Silence.Length), "the silence fits");
        }

        private static Utterance Next(Utterance microphone, UtteranceEvent wanted)
        {
            UtteranceEvent heard;
            Utterance ended;
            Check.Same(wanted != UtteranceEvent.None, microphone.Next(out heard, out ended), "an event");
            Check.Same(wanted, heard, "the event");
            Check.Same(wanted > UtteranceEvent.SpeechStarted, ended != null, "a recording");
            return ended;
        }

        private static Utterance NextRecording(Utterance microphone)
        {
            Next(microphone, UtteranceEvent.SpeechStarted);
            return Next(microphone, UtteranceEvent.SpeechEnded);
        }

        /// <summary>The recording that the service received last.</summary>
        private static Audio Sent()
        {
            return Audio.FromWav(Convert.FromBase64String((string)Json.At(Emulator.Last("/character/getResponse"), "files", 0, "base64")));
        }

        private static void Begun()
        {
            UtteranceOptions options = new UtteranceOptions { Trigger = UtteranceTrigger.Begin, PreRoll = TimeSpan.FromMilliseconds(250) };
            using (ConvaiNativeClient client = Emulator.Client(false))
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            using (Utterance microphone = new Utterance(PcmFormat.S16, Rate, options: options))
                for (int round = 0; round < 2; round++)
                {
                    Push(microphone, Question, Rate);
                    Check.Same(0L, microphone.Frames, "frames before the button is pressed");
                    microphone.Begin();
                    microphone.Push(Question, Rate, 1600);
                    Check.Same(4000L + 1600, microphone.Frames, "frames with the time before");
                    talk.Say(microphone).Dispose();
                    using (Audio sent = Sent())
                        for (int index = 0; index < sent.Frames; index++)
                            Check.Same(Question[Rate - 4000 + index], sent.Pcm16[index], "sample " + index);
                    Check.Same(0L, microphone.Frames, "frames after it was said");
                }
            options.PreRoll = TimeSpan.Zero;
            using (Utterance microphone = new Utterance(PcmFormat.S16, Rate, options: options))
            {
                Push(microphone, Question, Rate);
                microphone.Begin();
                microphone.Push(Question, 0, 160);
                Check.Same(16L + 160, microphone.Frames, "frames with next to nothing before");
            }
        }

        private static void Heard()
        {
            UtteranceOptions options = new UtteranceOptions {
                Trigger = UtteranceTrigger.Speech, PreRoll = TimeSpan.FromMilliseconds(300), SpeechTime = TimeSpan.FromMilliseconds(100),
                SilenceTime = TimeSpan.FromMilliseconds(500), SpeechThreshold = 0.7f, SilenceThreshold = 0.4f };
            using (ConvaiNativeClient client = Emulator.Client(false))
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            using (Utterance microphone = new Utterance(PcmFormat.S16, Rate, 1, null, options))
            {
                Push(microphone, Silence, Silence.Length);
                Next(microphone, UtteranceEvent.None);
                for (int round = 0; round < 5; round++)
                {
                    Ask(microphone);
                    using (Utterance ended = NextRecording(microphone))
                    {
                        Check.That(ended.Frames > Question.Length && ended.Frames < Question.Length + Rate, ended.Frames + " frames");
                        Check.That(ended.Format == PcmFormat.S16 && ended.SampleRate == Rate && ended.Channels == 1, "the format of the recording");
                        Check.Same(0L, microphone.Frames, "frames between recordings");
                        long frames = ended.Frames;
                        Check.That(!ended.Push(Question, 0, 160), "a recording takes no samples");
                        talk.Say(ended).Dispose();
                        using (Audio sent = Sent()) Check.Same(frames, (long)sent.Frames, "frames that were sent");
                        Check.Same(0L, ended.Frames, "frames after it was said");
                    }
                    Next(microphone, UtteranceEvent.None);
                }
                Push(microphone, Question, Rate);
                microphone.Clear();
                Next(microphone, UtteranceEvent.None);
                ConvaiNativeException failure = Check.Throws<ConvaiNativeException>(delegate { talk.Say(microphone); }, "an utterance that listens");
                Check.Same(ConvaiNativeErrorCode.AudioInput, failure.Code, failure.Message);
                ErrorTests.InCSharp(failure.Message);
            }
        }

        private static void Cut()
        {
            using (Utterance microphone = Microphone(UtteranceTrigger.Speech, TimeSpan.FromSeconds(1)))
            {
                Ask(microphone);
                UtteranceEvent heard;
                Utterance ended;
                int cut = 0;
                long frames = 0;
                while (microphone.Next(out heard, out ended))
                {
                    if (heard == UtteranceEvent.MaxLength) cut++;
                    if (heard == UtteranceEvent.MaxLength) Check.Same((long)Rate, ended.Frames, "a recording that was cut");
                    if (ended == null) continue;
                    frames += ended.Frames;
                    ended.Dispose();
                }
                Check.That(cut >= 2 && frames > Question.Length && frames < Question.Length + Rate, cut + " were cut, " + frames + " frames");
            }
        }

        private static void Late()
        {
            using (Utterance microphone = Microphone(UtteranceTrigger.Speech, TimeSpan.FromSeconds(5)))
            {
                for (int round = 0; round < 3; round++) Ask(microphone);
                Check.That(!Push(microphone, Question, Question.Length), "there is no buffer");
                Push(microphone, Silence, Silence.Length);
                List<Utterance> recordings = new List<Utterance>();
                for (int round = 0; round < 3; round++) recordings.Add(NextRecording(microphone));
                Next(microphone, UtteranceEvent.None);
                foreach (Utterance recording in recordings)
                {
                    Check.That(recording.Frames > Question.Length, "the question");
                    recording.Dispose();
                }
                Ask(microphone);
                NextRecording(microphone).Dispose();
            }
        }

        private static void Gate()
        {
            using (Utterance microphone = Microphone())
            {
                microphone.SetGate(true);
                Ask(microphone);
                Next(microphone, UtteranceEvent.None);
                microphone.SetGate(false);
                Push(microphone, Question, Question.Length / 2);
                Next(microphone, UtteranceEvent.SpeechStarted);
                microphone.SetGate(true);
                microphone.Push(Question, Question.Length / 2, 160);
                Check.That(microphone.Level.Peak > 0, "the level behind a closed gate");
                using (Utterance ended = Next(microphone, UtteranceEvent.SpeechEnded))
                    Check.That(ended.Frames > 0 && ended.Frames <= Question.Length / 2 + 160, ended.Frames + " frames");
            }
        }

        private static void Playing()
        {
            using (Utterance microphone = Microphone())
            {
                Playback playback = new Playback(Rate);
                microphone.SetPlayback(playback);
                playback.Add(new PcmAudio(Question, Rate));
                short[] heard = new short[160];
                for (int frames = 0; frames < Question.Length;)
                {
                    // The loudspeaker and the microphone belong to one audio callback here.
                    int voice = playback.Read(heard, 1);
                    frames += voice;
                    if (voice > 0) microphone.Push(heard, 0, 160);
                    else Thread.Sleep(1);
                }
                Push(microphone, Silence, Silence.Length);
                Next(microphone, UtteranceEvent.None);
                playback.Dispose();
                Ask(microphone);
                NextRecording(microphone).Dispose();
                Check.Throws<ObjectDisposedException>(delegate { microphone.SetPlayback(playback); }, "a disposed playback");
                microphone.SetPlayback(null);
            }
        }

        private static void Changed()
        {
            PcmAudio chunk = new PcmAudio(Question, Rate).Slice(0, 1600);
            using (Utterance pushed = new Utterance(PcmFormat.S16, Rate))
            using (Utterance microphone = Microphone())
            {
                Check.That(pushed.Push(chunk), "a chunk");
                foreach (PcmAudio other in new[] { new PcmAudio(Question, 48000), new PcmAudio(Question, Rate, 2), new PcmAudio(new float[1600], Rate) })
                    Check.Same(ConvaiNativeErrorCode.AudioInput, Check.Throws<ConvaiNativeException>(delegate { pushed.Push(other); }, "another microphone").Code, "the code");
                Check.That(pushed.Push(new PcmAudio(new short[0], Rate)), "an empty chunk");
                Check.Same(1600L, pushed.Frames, "nothing is lost");
                Check.Throws<ArgumentNullException>(delegate { pushed.Push((PcmAudio)null); }, "null");
                Push(microphone, Question, Question.Length / 2);
                Next(microphone, UtteranceEvent.SpeechStarted);
                Check.Throws<ConvaiNativeException>(delegate { microphone.Push(new PcmAudio(Question, 48000)); }, "another microphone");
                using (Utterance ended = Next(microphone, UtteranceEvent.SpeechEnded)) Check.That(ended.Frames > 0, "the recording until then");
            }
        }

        private static void Clipped()
        {
            using (Utterance utterance = new Utterance(PcmFormat.S16, Rate))
            {
                Check.Same(0L, utterance.Clipped, "at first");
                utterance.Push(new short[] { 32767, -32768, 32766, 0, 32767 }, 0, 5);
                Check.Same(3L, utterance.Clipped, "clipped samples");
                utterance.Clear();
                Check.Same(0L, utterance.Clipped, "of the next recording");
            }
        }

        private static void Refused()
        {
            TimeSpan second = TimeSpan.FromSeconds(1), minute = TimeSpan.FromMinutes(1);
            Make("Trigger", new UtteranceOptions { Trigger = (UtteranceTrigger)9 });
            Make("PreRoll", new UtteranceOptions { PreRoll = second });
            Make("PreRoll", new UtteranceOptions { Trigger = UtteranceTrigger.Begin, PreRoll = minute });
            Make("SpeechTime", new UtteranceOptions { Trigger = UtteranceTrigger.Begin, SpeechTime = second });
            Make("SilenceTime", new UtteranceOptions { SilenceTime = second });
            Make("SpeechThreshold", new UtteranceOptions { Trigger = UtteranceTrigger.Speech, SpeechThreshold = 1.5f });
            Make("SilenceThreshold", new UtteranceOptions { Trigger = UtteranceTrigger.Speech, SilenceThreshold = 0.8f });
            ErrorTests.AtFault("longest", delegate { new Utterance(PcmFormat.S16, Rate, 1, TimeSpan.FromMilliseconds(100), new UtteranceOptions { Trigger = UtteranceTrigger.Speech }); });
            Check.Throws<ArgumentOutOfRangeException>(delegate { new Utterance(PcmFormat.S16, Rate, options: new UtteranceOptions { PreRoll = -second }); }, "a negative time");
            foreach (UtteranceTrigger trigger in Enum.GetValues(typeof(UtteranceTrigger)))
                using (Utterance utterance = Microphone(trigger))
                {
                    UtteranceEvent heard;
                    Utterance ended;
                    OnlyFor(trigger == UtteranceTrigger.Begin, utterance.Begin);
                    OnlyFor(trigger == UtteranceTrigger.Speech, delegate { utterance.SetGate(true); });
                    OnlyFor(trigger == UtteranceTrigger.Speech, delegate { utterance.SetPlayback(null); });
                    OnlyFor(trigger == UtteranceTrigger.Speech, delegate { utterance.Next(out heard, out ended); });
                }
        }

        private static void Make(string argument, UtteranceOptions options)
        {
            ErrorTests.AtFault(argument, delegate { new Utterance(PcmFormat.S16, Rate, 1, null, options); });
        }

        private static void OnlyFor(bool allowed, Action call)
        {
            if (allowed) call();
            else Check.Same(ConvaiNativeErrorCode.WrongKind, Check.Throws<ConvaiNativeException>(call, "another trigger").Code, "another trigger");
        }

        private static void Disposed()
        {
            Utterance microphone = Microphone();
            Ask(microphone);
            Utterance recording = NextRecording(microphone);
            microphone.Dispose();
            UtteranceEvent heard;
            Utterance ended;
            foreach (Action use in new Action[] {
                microphone.Begin, delegate { microphone.Next(out heard, out ended); }, delegate { microphone.SetGate(true); }, delegate { microphone.SetPlayback(null); },
                delegate { microphone.Push(new PcmAudio(Question, Rate)); }, delegate { microphone.Push(Question, 0, 10); }, delegate { Check.That(microphone.Clipped < 0, "clipped"); } })
                Check.Throws<ObjectDisposedException>(use, "a disposed utterance");
            Check.That(recording.Frames > Question.Length, "the recording");
            recording.Dispose();
            Check.Same(0L, ConvaiNativeLibrary.LiveObjects, "live objects");
        }

        private static void Garbage()
        {
            using (Utterance microphone = Microphone())
            {
                PcmAudio chunk = new PcmAudio(Question, Rate).Slice(0, 160);
                UtteranceEvent heard;
                Utterance ended;
                Check.AllocatesNothing(delegate { microphone.Push(Silence, 0, 160); }, "Push");
                Check.AllocatesNothing(delegate { microphone.Push(chunk); }, "Push of a chunk that is checked");
                microphone.Clear();
                Check.AllocatesNothing(delegate { microphone.Next(out heard, out ended); }, "Next without an event");
            }
        }

        private static void Unreferenced()
        {
            Exception thrown = Check.OnItsOwnThread(delegate
            {
                for (int index = 0; index < 10; index++)
                {
                    Utterance microphone = Microphone(UtteranceTrigger.Speech, TimeSpan.FromSeconds(5));
                    microphone.SetPlayback(new Playback(Rate));
                    Ask(microphone);
                    NextRecording(microphone);
                    Push(microphone, Question, Question.Length);
                }
            });
            if (thrown != null) throw thrown;
            Check.That(ConvaiNativeLibrary.LiveObjects > 0, "there are objects to free");
            Check.NothingLeft();
        }
    }
}
