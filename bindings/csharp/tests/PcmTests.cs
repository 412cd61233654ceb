using System;

namespace ConvaiNative.Tests
{
    /// <summary>Uploaded audio. The tests compare every sample that the service receives.</summary>
    internal static class PcmTests
    {
        private const string Path = "/character/getResponse";
        private const int Rate = 16000;
        private const int Count = 4000;

        private static Emulator Emulator
        {
            get { return Program.Emulator; }
        }

        internal static void List()
        {
            foreach (PcmFormat format in Enum.GetValues(typeof(PcmFormat)))
            {
                PcmFormat tested = format;
                Program.Add("pcm: " + tested + " samples with one and two channels are uploaded", delegate { AsBytes(tested); });
            }
            Program.Add("pcm: short[], int[] and float[] arrays and slices are uploaded", Arrays);
            Program.Add("pcm: the options of the client and of a turn set the upload rate", Resampled);
            Program.Add("pcm: a WAV file is uploaded unchanged", WavAsItIs);
            Program.Add("pcm: an utterance of chunks is uploaded twice", Chunks);
            Program.Add("pcm: levels of a square wave and of silence are exact", Levels);
        }

        /// <summary>A tone with an overtone. Its peak is at most 0.8 of full scale.</summary>
        private static double Tone(int index)
        {
            return 0.6 * Math.Sin(index * 0.05) + 0.2 * Math.Sin(index * 0.31);
        }

        private static byte[] Encode(double sample, PcmFormat format)
        {
            switch (format)
            {
                case PcmFormat.U8: return new[] { (byte)(128 + (int)Math.Round(sample * 127)) };
                case PcmFormat.S16: return BitConverter.GetBytes((short)(sample * 32767));
                case PcmFormat.S24:
                    byte[] wide = BitConverter.GetBytes((int)(sample * 8388607));
                    return new[] { wide[0], wide[1], wide[2] };
                case PcmFormat.S32: return BitConverter.GetBytes((int)(sample * int.MaxValue));
                default: return BitConverter.GetBytes((float)sample);
            }
        }

        private static byte[] Tones(PcmFormat format, int channels)
        {
            System.IO.MemoryStream stream = new System.IO.MemoryStream();
            for (int index = 0; index < Count; index++)
                for (int channel = 0; channel < channels; channel++)
                {
                    // Two channels whose average is the tone.
                    double part = channels == 1 ? Tone(index) : Tone(index) + (channel == 0 ? 0.1 : -0.1);
                    byte[] sample = Encode(part, format);
                    stream.Write(sample, 0, sample.Length);
                }
            return stream.ToArray();
        }

        private static void AsBytes(PcmFormat format)
        {
            using (ConvaiNativeClient client = Emulator.Client())
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
                for (int channels = 1; channels <= 2; channels++)
                {
                    Check.End(talk.SayAsync(new PcmAudio(Tones(format, channels), format, Rate, channels))).Dispose();
                    int tolerance = format == PcmFormat.U8 ? 400 : 2;
                    Arrived(Rate, Count, tolerance, format + " with " + channels + " channels");
                }
        }

        private static short[] Arrived(int rate, int frames, int tolerance, string what)
        {
            object entry = Emulator.Last(Path);
            Check.Same((double)rate, Json.At(entry, "files", 0, "wav", "sample_rate"), what + ", rate");
            Check.Same(1.0, Json.At(entry, "files", 0, "wav", "channels"), what + ", channels");
            Check.Same(16.0, Json.At(entry, "files", 0, "wav", "bits"), what + ", bits");
            using (Audio audio = Audio.FromWav(Convert.FromBase64String((string)Json.At(entry, "files", 0, "base64"))))
            {
                short[] samples = audio.Pcm16;
                Check.Same(frames, samples.Length, what + ", frames");
                for (int index = 0; tolerance >= 0 && index < frames; index++)
                {
                    double wanted = Tone(index) * 32767;
                    if (Math.Abs(samples[index] - wanted) > tolerance)
                        throw new CheckFailed(what + ": sample " + index + " is " + samples[index] + ", wanted " + wanted);
                }
                return samples;
            }
        }

        private static void Arrays()
        {
            short[] shorts = new short[Count];
            int[] ints = new int[Count];
            float[] floats = new float[Count];
            for (int index = 0; index < Count; index++)
            {
                shorts[index] = (short)(Tone(index) * 32767);
                ints[index] = (int)(Tone(index) * int.MaxValue);
                floats[index] = (float)Tone(index);
            }
            using (ConvaiNativeClient client = Emulator.Client(false))
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            {
                talk.Say(new PcmAudio(shorts, Rate)).Dispose();
                short[] arrived = Arrived(Rate, Count, 2, "short[]");
                for (int index = 0; index < Count; index++) Check.Same(shorts[index], arrived[index], "16 bits, mono: sample " + index);
                Check.Same(PcmFormat.S32, new PcmAudio(ints, Rate).Format, "format of int[]");
                talk.Say(new PcmAudio(ints, Rate)).Dispose();
                Arrived(Rate, Count, 2, "int[]");
                talk.Say(new PcmAudio(floats, Rate)).Dispose();
                Arrived(Rate, Count, 2, "float[]");
                talk.Say(new PcmAudio(floats, Rate).Slice(0, Count).Slice(1000, 2000)).Dispose();
                arrived = Arrived(Rate, 2000, -1, "a slice");
                Check.That(Math.Abs(arrived[0] - Tone(1000) * 32767) <= 2, "a slice begins where it should");
                Check.Throws<ArgumentOutOfRangeException>(delegate { new PcmAudio(floats, Rate).Slice(3999, 2); }, "beyond the end");
                talk.SayWav(Audio.FromPcm(new PcmAudio(floats, Rate)).Wav).Dispose();
                Arrived(Rate, Count, 2, "Audio.FromPcm");
            }
        }

        private static void Resampled()
        {
            ConvaiNativeClientOptions options = Emulator.Options(false);
            options.UploadSampleRate = 8000;
            using (ConvaiNativeClient client = new ConvaiNativeClient(options))
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            {
                PcmAudio audio = new PcmAudio(Tones(PcmFormat.F32, 2), PcmFormat.F32, 48000, 2);
                talk.Say(audio).Dispose();
                Check.Same(8000.0, Json.At(Emulator.Last(Path), "files", 0, "wav", "sample_rate"), "the client's rate");
                talk.Say(audio, default(System.Threading.CancellationToken), new TurnOptions { UploadSampleRate = 24000 }).Dispose();
                Check.Same(24000.0, Json.At(Emulator.Last(Path), "files", 0, "wav", "sample_rate"), "the turn's rate");
                using (Audio built = Audio.FromPcm(audio, 16000)) Check.Same(16000, built.SampleRate, "a WAV file's rate");
            }
        }

        private static void WavAsItIs()
        {
            using (ConvaiNativeClient client = Emulator.Client())
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            using (Audio built = Audio.FromPcm(new PcmAudio(Tones(PcmFormat.S16, 1), PcmFormat.S16, 44100)))
            {
                Check.End(talk.SayWavAsync(built.Wav)).Dispose();
                Check.Bytes(built.Wav, Convert.FromBase64String((string)Json.At(Emulator.Last(Path), "files", 0, "base64")), "the file");
            }
        }

        private static void Chunks()
        {
            float[] floats = new float[Count];
            for (int index = 0; index < Count; index++) floats[index] = (float)Tone(index);
            using (ConvaiNativeClient client = Emulator.Client())
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            using (Utterance utterance = new Utterance(PcmFormat.F32, Rate))
            {
                Check.Same(PcmFormat.F32, utterance.Format, "format");
                for (int turn = 0; turn < 2; turn++)
                {
                    for (int start = 0; start < Count; start += 160) Check.That(utterance.Push(floats, start, 160), "the chunk fits");
                    Check.Same((long)Count, utterance.Frames, "frames");
                    Check.Same(250.0, utterance.Duration.TotalMilliseconds, "duration");
                    Check.That(utterance.Level.Peak > 0.1 && utterance.Level.Peak >= utterance.Level.Rms, "level");
                    Check.End(talk.SayAsync(utterance)).Dispose();
                    Arrived(Rate, Count, 2, "an utterance");
                    Check.Same(0L, utterance.Frames, "empty after it was said");
                }
                utterance.Push(floats, 0, 10);
                utterance.Clear();
                Check.Same(0L, utterance.Frames, "cleared");
                Check.Throws<ArgumentException>(delegate { utterance.Push(new short[1], 0, 1); }, "samples of another format");
                Check.Throws<ArgumentOutOfRangeException>(delegate { utterance.Push(floats, 1, Count); }, "beyond the end");
            }
        }

        private static void Levels()
        {
            AudioLevel level = new PcmAudio(new short[] { 16384, -16384, 16384, -16384 }, Rate).Level();
            Check.That(Math.Abs(level.Peak - 0.5) < 0.001 && Math.Abs(level.Rms - 0.5) < 0.001, "a square wave at half scale: " + level.Peak + ", " + level.Rms);
            level = new PcmAudio(new byte[] { 128, 128 }, PcmFormat.U8, Rate).Level();
            Check.That(level.Peak == 0 && level.Rms == 0, "silence");
        }
    }
}
