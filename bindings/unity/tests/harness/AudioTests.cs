using System;
using System.Collections;
using System.Collections.Generic;
using ConvaiNative.Components;
using UnityEngine;

namespace ConvaiNative.Tests.Harness
{
    /// <summary>Conversions from replies to clips, and from clips to uploaded audio.</summary>
    internal static class AudioTests
    {
        internal static void List()
        {
            Program.Add("audio: a clip has the frames, channels, sample rate and samples of its audio", ClipIsTheAudio);
            Program.Add("audio: the clip of a stereo reply has half as many frames as samples", StereoReply);
            Program.Add("audio: a reply without samples has a text and no audio", EmptyReply);
            Program.Add("audio: a broken voice raises one failure and the text of the reply", BrokenVoice);
            Program.Add("audio: the native memory of a reply is freed when its turn ends", GivenBack);
            Program.Add("audio: a clip is uploaded unchanged", SaidClip);
            Program.Add("audio: a clip becomes a WAV file, 16-bit samples and a level, and a WAV file becomes a clip", Helpers);
            Program.Add("audio: the error for an unreadable clip names the setting to change", UnreadableClip);
        }

        private static IEnumerator ClipIsTheAudio()
        {
            foreach (int channels in new[] { 1, 2, 6 })
            {
                short[] samples = new short[channels * 100];
                for (int index = 0; index < samples.Length; index++) samples[index] = (short)(index * 50 - 15000);
                using (Audio audio = Audio.FromWav(Wave(samples, channels, 22050)))
                {
                    AudioClip clip = ConvaiNativeAudio.ToClip(audio);
                    Check.Same(100, clip.samples, "frames, " + channels + " channels");
                    Check.Same(channels, clip.channels, "channels");
                    Check.Same(22050, clip.frequency, "rate");
                    float[] got = new float[samples.Length];
                    clip.GetData(got, 0);
                    for (int index = 0; index < samples.Length; index++) Check.Same(samples[index] / 32768f, got[index], "sample " + index);
                }
            }
            yield return null;
        }

        /// <summary>A WAV file with 16-bit samples.</summary>
        private static byte[] Wave(short[] samples, int channels, int rate)
        {
            System.IO.MemoryStream file = new System.IO.MemoryStream();
            System.IO.BinaryWriter writer = new System.IO.BinaryWriter(file);
            writer.Write(new[] { 'R', 'I', 'F', 'F' });
            writer.Write(36 + samples.Length * 2);
            writer.Write(new[] { 'W', 'A', 'V', 'E', 'f', 'm', 't', ' ' });
            writer.Write(16);
            writer.Write((short)1);
            writer.Write((short)channels);
            writer.Write(rate);
            writer.Write(rate * channels * 2);
            writer.Write((short)(channels * 2));
            writer.Write((short)16);
            writer.Write(new[] { 'd', 'a', 't', 'a' });
            writer.Write(samples.Length * 2);
            foreach (short sample in samples) writer.Write(sample);
            return file.ToArray();
        }

        private static ConvaiNativeCharacter Speaker()
        {
            Game.Connect();
            ConvaiNativeCharacter pell = Game.Character();
            pell.WithVoice = pell.KeepAudio = true;
            return pell;
        }

        private static IEnumerator StereoReply()
        {
            ConvaiNativeCharacter pell = Speaker();
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("Hello");
            yield return Game.Until(delegate { return turn.IsDone; }, "an answer");
            int frames;
            using (Audio audio = turn.Result.Audio) frames = ConvaiNativeAudio.ToClip(audio).samples;
            Program.Emulator.Reset();
            Program.Emulator.Fault("{\"audio\":\"stereo\"}");
            turn = pell.Say("Hello");
            yield return Game.Until(delegate { return turn.IsDone; }, "an answer");
            using (Audio audio = turn.Result.Audio)
            {
                AudioClip clip = ConvaiNativeAudio.ToClip(audio);
                Check.Same(2, clip.channels, "channels");
                Check.Same(frames, clip.samples, "frames");
            }
        }

        private static IEnumerator EmptyReply()
        {
            ConvaiNativeCharacter pell = Speaker();
            Program.Emulator.Fault("{\"audio\":\"null\"}");
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("Hello");
            yield return Game.Until(delegate { return turn.IsDone; }, "an answer");
            Check.That(turn.Result.Audio == null && turn.Result.Text.Length > 0, "a text and no voice");
        }

        private static IEnumerator BrokenVoice()
        {
            ConvaiNativeCharacter pell = Speaker();
            List<string> said = new List<string>();
            List<string> why = new List<string>();
            pell.OnReply.AddListener(delegate (string text) { said.Add(text); });
            pell.OnFailure.AddListener(delegate (string text) { why.Add(text); });
            Program.Emulator.Fault("{\"audio\":\"broken_base64\"}");
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("Hello");
            yield return Game.Until(delegate { return turn.IsDone; }, "an answer");
            Check.Same(1, said.Count, "replies");
            Check.Same(1, why.Count, "failures");
            Check.Same(1, Debug.Warnings.Count, "warnings");
            yield return Game.Frames(30);
            Check.Same(1, Debug.Warnings.Count, "warnings, some frames later");
        }

        private static IEnumerator GivenBack()
        {
            ConvaiNativeCharacter pell = Speaker();
            pell.KeepAudio = false;
            long before = 0;
            for (int round = 0; round < 6; round++)
            {
                ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say("Hello");
                yield return Game.Until(delegate { return turn.IsDone; }, "an answer");
                if (round == 0) before = ConvaiNativeLibrary.LiveObjects;
            }
            Check.Same(before, ConvaiNativeLibrary.LiveObjects, "native objects");
        }

        private static IEnumerator SaidClip()
        {
            Game.Connect();
            AudioClip clip = AudioClip.Create("Question", 4410, 1, 44100, false);
            float[] samples = new float[4410];
            for (int index = 0; index < samples.Length; index++) samples[index] = (float)Math.Sin(index * 0.05) * 0.5f;
            clip.SetData(samples, 0);
            ConvaiNativeOperation<ConvaiNativeReply> turn = Game.Character().Say(clip);
            yield return Game.Until(delegate { return turn.IsDone; }, "an answer");
            Check.That(turn.Succeeded, "" + turn.Error);
            object wave = Json.At(Program.Emulator.Last("/character/getResponse"), "files", 0, "wav");
            Check.Same(4410.0, Json.At(wave, "frames"), "frames");
            Check.Same(44100.0, Json.At(wave, "sample_rate"), "rate");
        }

        private static IEnumerator Helpers()
        {
            AudioClip clip = AudioClip.Create("Steps", 400, 2, 16000, false);
            float[] samples = new float[800];
            for (int index = 0; index < samples.Length; index++) samples[index] = (index / 2 % 2 == 0 ? 16384 : -16384) / 32768f;
            clip.SetData(samples, 0);
            short[] pcm = ConvaiNativeAudio.ToPcm16(clip);
            Check.Same(800, pcm.Length, "samples of two channels");
            for (int index = 0; index < pcm.Length; index++) Check.Same((short)(samples[index] * 32768), pcm[index], "sample " + index);
            AudioLevel level = ConvaiNativeAudio.Level(clip);
            Check.That(Math.Abs(level.Peak - 0.5) < 0.001 && Math.Abs(level.Rms - 0.5) < 0.001, "the level of a square wave: " + level.Peak + ", " + level.Rms);
            byte[] wav = ConvaiNativeAudio.ToWav(clip);
            AudioClip again = ConvaiNativeAudio.FromWav(wav, "Again");
            Check.Same("Again", again.name, "name");
            Check.Same("1 channel, 400 frames, 16000 Hz", again.channels + " channel, " + again.samples + " frames, " + again.frequency + " Hz", "the clip of the file");
            float[] mono = new float[400];
            again.GetData(mono, 0);
            for (int index = 0; index < mono.Length; index++) Check.Same(samples[index * 2], mono[index], "mono sample " + index);
            Check.Same(8000, ConvaiNativeAudio.FromWav(ConvaiNativeAudio.ToWav(clip, 8000)).frequency, "another rate");
            PcmAudio copied = ConvaiNativeAudio.FromClip(clip);
            Check.Same("F32, 400 frames, 2 channels, 16000 Hz", copied.Format + ", " + copied.Frames + " frames, " + copied.Channels + " channels, " + copied.SampleRate + " Hz", "the samples");
            Check.Throws<ConvaiNativeException>(delegate { ConvaiNativeAudio.FromWav(new byte[10]); }, "no WAV file");
            Check.Throws<ArgumentNullException>(delegate { ConvaiNativeAudio.FromWav(null); }, "null");
            Check.Throws<ArgumentNullException>(delegate { ConvaiNativeAudio.ToWav(null); }, "no clip");
            yield return null;
        }

        private static IEnumerator UnreadableClip()
        {
            Game.Connect();
            AudioClip clip = AudioClip.Create("Compressed", 100, 1, 44100, false);
            clip.IsUnreadable = true;
            ConvaiNativeCharacter pell = Game.Character();
            pell.LogFailures = false;
            ConvaiNativeOperation<ConvaiNativeReply> turn = pell.Say(clip);
            yield return Game.Until(delegate { return turn.IsDone; }, "the end");
            Check.That(turn.Error is ArgumentException && turn.Error.Message.Contains("Decompress On Load"), "" + turn.Error);
        }
    }
}
