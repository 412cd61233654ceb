using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using ConvaiNative.Components;
using UnityEngine;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>A microphone that stays open: the moments before the button, and recordings that the player's voice begins.</summary>
    internal static class ListeningTests
    {
        private const string Path = "/character/getResponse";
        private const int Rate = 16000;

        internal static void List()
        {
            Program.Add("listening: a recording contains the moments before the button, also the next one", PreRoll);
            Program.Add("listening: a recording that is not said ends at the button", NotSaid);
            Program.Add("listening: hands-free, each question of the player is said once, with its first syllable", HandsFree);
            Program.Add("listening: hands-free, LastTurn is the turn of the last question, which can be awaited, also when it fails", LastTurn);
            Program.Add("listening: hands-free, recordings are heard by the game, which says them to whom it likes", Heard);
            Program.Add("listening: hands-free, nothing is recorded while the character speaks, and the player is heard afterwards", Gate);
            Program.Add("listening: hands-free with headphones, the player's voice interrupts the character", Interrupts);
            Program.Add("listening: hands-free with headphones, the player is recorded while the character speaks", Listens);
            Program.Add("listening: closing the microphone says what the player has said so far", Closed);
            Program.Add("listening: a disabled component closes the microphone and ends the speech of the player", Disabled);
            Program.Add("listening: a microphone that is open makes no garbage", NoGarbage);
            Program.Add("listening: loud samples are counted, and a limit ends a recording but not the microphone", Limits);
        }

        internal static float[] Question()
        {
            string file = System.IO.Path.Combine(Environment.GetEnvironmentVariable("CONVAI_UNITY_PACKAGE"), "../../../examples/audio/question.wav");
            using (Audio audio = Audio.FromWav(File.ReadAllBytes(file)))
            using (Audio resampled = Audio.FromPcm(new PcmAudio(audio.Pcm16, audio.SampleRate), Rate)) return resampled.ToFloat();
        }

        private static ConvaiNativeMicrophone Microphone(ConvaiNativeCharacter listener)
        {
            ConvaiNativeMicrophone microphone = new GameObject("Microphone").AddComponent<ConvaiNativeMicrophone>();
            microphone.Listener = listener;
            return microphone;
        }

        /// <summary>Lets the microphone hear samples, in frames of 50 milliseconds.</summary>
        internal static void Hear(float[] samples, Action each = null)
        {
            for (int first = 0; first < samples.Length; first += Rate / 20)
            {
                float[] part = new float[Math.Min(Rate / 20, samples.Length - first)];
                Array.Copy(samples, first, part, 0, part.Length);
                StubMicrophone.Hear(part);
                if (each != null) each();
                else StubEngine.Frame(0.05f);
            }
        }

        internal static void Silence(float seconds, Action each = null)
        {
            Hear(new float[(int)(seconds * Rate)], each);
        }

        /// <summary>Samples that have exact 16-bit values.</summary>
        private static float[] Steps(int frames, int first)
        {
            float[] samples = new float[frames];
            for (int index = 0; index < frames; index++) samples[index] = (first + index) / 32768f;
            return samples;
        }

        private static short[] Uploaded()
        {
            using (Audio audio = Audio.FromWav(Convert.FromBase64String((string)Json.At(Program.Emulator.Last(Path), "files", 0, "base64")))) return audio.Pcm16;
        }

        private static void Same(int first, int frames, string what)
        {
            short[] got = Uploaded();
            Check.Same(frames, got.Length, what + ", frames");
            for (int index = 0; index < frames; index++) Check.Same((short)(first + index), got[index], what + ", sample " + index);
        }

        private static IEnumerator PreRoll()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            ConvaiNativeMicrophone microphone = Microphone(pell);
            microphone.PreRollSeconds = 0.25f;
            microphone.StartListening();
            Check.That(microphone.IsListening && !microphone.IsRecording, "it listens");
            Hear(Steps(9000, 0));
            microphone.StartRecording();
            Hear(Steps(3007, 9000));
            microphone.StopAndSay();
            yield return Game.Until(delegate { return !pell.IsThinking; }, "an answer");
            Same(9000 - 4000, 3007 + 4000, "the first recording");
            Check.That(microphone.IsListening && !microphone.IsRecording && StubMicrophone.IsOn, "it still listens");
            Hear(Steps(5000, 14000));
            microphone.StartRecording();
            Hear(Steps(800, 19000));
            microphone.StopAndSay();
            yield return Game.Until(delegate { return !pell.IsThinking; }, "an answer");
            Same(19000 - 4000, 800 + 4000, "the second recording");
            microphone.StopListening();
            Check.That(!StubMicrophone.IsOn && !microphone.IsListening, "it is closed");
            microphone.StartRecording();
            Hear(Steps(700, 5));
            microphone.StopAndSay();
            yield return Game.Until(delegate { return !pell.IsThinking; }, "an answer");
            Same(5, 700, "a recording without listening");
        }

        private static IEnumerator NotSaid()
        {
            Game.Connect();
            ConvaiNativeMicrophone microphone = Microphone(null);
            microphone.StartListening();
            microphone.StartRecording();
            Hear(Steps(1000, 0));
            Utterance first = microphone.StopRecording();
            Hear(Steps(9000, 1000));
            Check.Same(1000L, first.Frames, "frames some time after the button");
            microphone.StartRecording();
            Hear(Steps(500, 0));
            Check.Same(500L, microphone.StopRecording().Frames, "frames of the next recording");
            microphone.Utterance.Clear();
            Hear(Steps(9000, 0));
            microphone.StartRecording();
            Hear(Steps(500, 9000));
            Check.Same(500L + 4800, microphone.StopRecording().Frames, "frames of a recording after a cleared one");
            yield return null;
        }

        private static ConvaiNativeMicrophone HandsFree(ConvaiNativeCharacter pell, List<bool> speech)
        {
            ConvaiNativeMicrophone microphone = Microphone(pell);
            microphone.Mode = ConvaiNativeListening.HandsFree;
            microphone.OnSpeech.AddListener(delegate (bool speaks) { speech.Add(speaks); });
            microphone.StartListening();
            Check.That(microphone.IsListening, "it listens");
            return microphone;
        }

        private static IEnumerator HandsFree()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            List<bool> speech = new List<bool>();
            ConvaiNativeMicrophone microphone = HandsFree(pell, speech);
            float[] question = Question();
            for (int round = 1; round <= 3; round++)
            {
                Silence(1);
                Check.That(!microphone.IsRecording && microphone.Level.Peak == 0, "silence");
                Hear(question);
                Silence(1.5f);
                Check.Same(2 * round, speech.Count, "events of speech");
                Check.That(speech[2 * round - 2] && !speech[2 * round - 1] && !microphone.IsRecording, "it begins and ends");
                yield return Game.Until(delegate { return !pell.IsThinking; }, "an answer");
                Check.Same(round, Program.Emulator.Received(Path), "turns");
                short[] got = Uploaded();
                Check.That(got.Length > question.Length / 2 && got.Length < question.Length + 2 * Rate, got.Length + " frames of " + question.Length);
            }
            microphone.StartRecording();
            Check.That(microphone.StopRecording() == null && !microphone.IsListening, "the button closes the microphone");
        }

        private static IEnumerator LastTurn()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            List<string> replies = new List<string>();
            pell.OnReply.AddListener(delegate (string text) { replies.Add(text); });
            ConvaiNativeMicrophone microphone = HandsFree(pell, new List<bool>());
            ConvaiNativeOperation<ConvaiNativeReply> last = null;
            for (int round = 1; round <= 3; round++)
            {
                bool fails = round == 3;
                if (fails) pell.FakeReply = delegate { throw new ConvaiNativeException(ConvaiNativeErrorCode.Server, "broken"); };
                Silence(1);
                Hear(Question());
                Check.Same(last, microphone.LastTurn, "the last turn while the player speaks");
                Silence(1.5f);
                ConvaiNativeOperation<ConvaiNativeReply> turn = microphone.LastTurn;
                Check.That(turn != null && turn != last, "round " + round + " has a turn of its own");
                yield return turn;
                Check.Same(!fails, turn.Succeeded, "round " + round + ": " + turn.Error);
                if (fails) Check.Same(ConvaiNativeErrorCode.Server, ((ConvaiNativeException)turn.Error).Code, "the failure");
                else Check.Same(replies[round - 1], turn.Result.Text, "the reply of round " + round);
                last = turn;
            }
            Check.Same(2, replies.Count, "replies");
            microphone.StartRecording();
            microphone.StopListening();
            Debug.Warnings.Clear();
        }

        private static IEnumerator Heard()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            List<bool> speech = new List<bool>();
            ConvaiNativeMicrophone microphone = HandsFree(null, speech);
            microphone.Heard += delegate { throw new InvalidOperationException("a mistake in the game"); };
            microphone.StopListening();
            microphone.SilenceSeconds = 0.3f;
            microphone.SpeechSeconds = 0.05f;
            microphone.SpeechThreshold = 0.6f;
            microphone.SilenceThreshold = 0.5f;
            microphone.StartListening();
            Hear(Question());
            Silence(1);
            Check.That(Debug.Errors.Count > 0 && Debug.Errors.TrueForAll(delegate (string line) { return line.Contains("a mistake in the game"); }), "the console");
            Debug.Errors.Clear();
            ConvaiNativeMicrophone other = HandsFree(null, speech);
            long frames = 0;
            other.Heard += delegate (Utterance said)
            {
                frames += said.Frames;
                pell.Say(said);
            };
            microphone.StopListening();
            other.StopListening();
            other.StartListening();
            Hear(Question());
            Silence(1.5f);
            yield return Game.Until(delegate { return !pell.IsThinking; }, "an answer");
            Check.That(Program.Emulator.Received(Path) > 0 && frames > Rate, frames + " frames");
        }

        /// <summary>A character that speaks for ten seconds.</summary>
        private static Ear Speaking()
        {
            Ear ear = new Ear();
            Ear.Script("Hello", Ear.Wave(Ear.Rate * 10));
            ConvaiNativeOperation<ConvaiNativeReply> turn = ear.Pell.Say("Hello");
            Check.Until(delegate { StubEngine.Frame(0); return turn.IsDone; }, "an answer");
            Check.Until(delegate { ear.Frame(); return ear.Pell.IsSpeaking; }, "the voice");
            return ear;
        }

        private static IEnumerator Gate()
        {
            Ear ear = Speaking();
            List<bool> speech = new List<bool>();
            ConvaiNativeMicrophone microphone = HandsFree(ear.Pell, speech);
            float[] question = Question();
            Hear(question, ear.Frame);
            Check.That(ear.Pell.IsSpeaking, "the character still speaks");
            Check.Same(0, speech.Count, "events while the character speaks");
            ear.Pell.Interrupt();
            yield return ear.Until(delegate { return !ear.Pell.IsSpeaking; }, "the character is silent");
            Silence(1);
            Hear(question);
            Silence(1.5f);
            Check.Same(2, speech.Count, "events afterwards");
            yield return Game.Until(delegate { return !ear.Pell.IsThinking; }, "an answer");
            Check.Same(2, Program.Emulator.Received(Path), "turns");
            microphone.StopListening();
        }

        private static IEnumerator Interrupts()
        {
            Ear ear = Speaking();
            List<bool> speech = new List<bool>();
            ConvaiNativeMicrophone microphone = Microphone(ear.Pell);
            microphone.WhileSpeaking = ConvaiNativeWhileSpeaking.Interrupt;
            microphone.Mode = ConvaiNativeListening.HandsFree;
            microphone.OnSpeech.AddListener(delegate (bool speaks) { speech.Add(speaks); });
            microphone.StartListening();
            Hear(Question(), ear.Frame);
            Silence(1.5f, ear.Frame);
            Check.Same(2, speech.Count, "events");
            Check.That(!ear.Speaking[1], "the character was interrupted");
            yield return ear.Until(delegate { return !ear.Pell.IsThinking; }, "an answer");
            Check.Same(2, Program.Emulator.Received(Path), "turns");
        }

        private static IEnumerator Listens()
        {
            Ear ear = Speaking();
            List<bool> speech = new List<bool>();
            ConvaiNativeMicrophone microphone = HandsFree(ear.Pell, speech);
            microphone.WhileSpeaking = ConvaiNativeWhileSpeaking.Listen;
            Hear(Question(), ear.Frame);
            Silence(1.5f, ear.Frame);
            Check.Same(2, speech.Count, "events");
            Check.Same(1, ear.Speaking.Count, "the character speaks on");
            yield return ear.Until(delegate { return !ear.Pell.IsThinking; }, "an answer");
        }

        private static IEnumerator Closed()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            List<bool> speech = new List<bool>();
            ConvaiNativeMicrophone microphone = HandsFree(pell, speech);
            Hear(Question(), delegate
            {
                StubEngine.Frame(0.05f);
                if (microphone.IsRecording && pell.IsThinking == false && Time.frameCount % 10 == 0) microphone.StopListening();
            });
            Check.Same(2, speech.Count, "events");
            Check.That(!microphone.IsListening && !microphone.IsRecording, "it is closed");
            yield return Game.Until(delegate { return !pell.IsThinking; }, "an answer");
            Check.Same(1, Program.Emulator.Received(Path), "turns");
            // The microphone that opens again hears the player again.
            microphone.StartListening();
            Hear(Question());
            Silence(1.5f);
            Check.Same(4, speech.Count, "events of the next question");
            yield return Game.Until(delegate { return !pell.IsThinking; }, "an answer");
        }

        private static IEnumerator Disabled()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            List<bool> speech = new List<bool>();
            ConvaiNativeMicrophone microphone = HandsFree(pell, speech);
            Hear(Question(), delegate
            {
                StubEngine.Frame(0.05f);
                if (microphone.IsRecording) microphone.enabled = false;
            });
            Check.Same(2, speech.Count, "events");
            Check.That(!StubMicrophone.IsOn && !microphone.IsListening && !pell.IsThinking, "it is closed, and nothing is said");
            yield return null;
        }

        private static IEnumerator NoGarbage()
        {
            Game.Connect();
            ConvaiNativeMicrophone microphone = HandsFree(null, new List<bool>());
            Action update = (Action)Delegate.CreateDelegate(typeof(Action), microphone, typeof(ConvaiNativeMicrophone).GetMethod("Update", BindingFlags.Instance | BindingFlags.NonPublic));
            float[] chunk = new float[Rate / 50];
            long bytes = 0;
            for (int frame = 0; frame < 500; frame++)
            {
                StubMicrophone.Hear(chunk);
                long before = GC.GetAllocatedBytesForCurrentThread();
                update();
                if (frame >= 20) bytes += GC.GetAllocatedBytesForCurrentThread() - before;
            }
            Check.Same(0L, bytes, "bytes");
            yield return null;
        }

        private static IEnumerator Limits()
        {
            Game.Connect();
            ConvaiNativeMicrophone microphone = Microphone(null);
            List<string> why = new List<string>();
            microphone.OnFailure.AddListener(delegate (string text) { why.Add(text); });
            microphone.LongestSeconds = 1;
            microphone.StartListening();
            Check.Same(0L, microphone.ClippedSamples, "before the recording");
            microphone.StartRecording();
            float[] loud = new float[Rate / 2];
            for (int index = 0; index < 100; index++) loud[index * 7] = 1;
            Hear(loud);
            Check.Same(100L, microphone.ClippedSamples, "loud samples");
            Hear(new float[Rate]);
            Check.Same(1, why.Count, "failures");
            Check.That(microphone.IsListening && !microphone.IsRecording && microphone.Utterance.Frames == Rate, "the recording has ended");
            yield return null;
        }
    }
}
