using System;

namespace ConvaiNative.Tests
{
    /// <summary>The audio of replies, and the conversions between sample formats.</summary>
    internal static class AudioTests
    {
        private static Emulator Emulator
        {
            get { return Program.Emulator; }
        }

        internal static void List()
        {
            Program.Add("audio: the WAV file, the 16-bit samples and the float samples of a voice are equal", Agree);
            Program.Add("audio: every form in which the service may encode a voice is read", Forms);
            Program.Add("audio: a conversion from 16 bits to float and back is exact for every value", Exact);
            Program.Add("audio: a conversion from float to 16 bits rounds, clips, and replaces NaN by silence", Clips);
            Program.Add("audio: after Dispose, copied arrays stay valid and other reads throw", AfterDispose);
        }

        private static Reply Spoken(ConvaiNativeClient client)
        {
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            {
                talk.Voice = true;
                return talk.Say("Good evening. What is your name?");
            }
        }

        private static void Agree()
        {
            using (ConvaiNativeClient client = Emulator.Client(false))
            using (Reply reply = Spoken(client))
            {
                Audio audio = reply.Audio;
                Check.Same(AudioForm.Wav, audio.Form, "form");
                Check.Same(1, audio.Channels, "channels");
                Check.That(audio.SampleRate >= 8000 && audio.Frames > audio.SampleRate / 4, "a rate and a length");
                Check.That(Math.Abs(audio.Duration.TotalSeconds - (double)audio.Frames / audio.SampleRate) < 0.001, "duration");
                Check.Same(audio.Frames, audio.Pcm16.Length, "samples");
                Check.Same("RIFF", System.Text.Encoding.ASCII.GetString(audio.Wav, 0, 4), "a WAV file");
                using (Audio read = Audio.FromWav(audio.Wav))
                    for (int index = 0; index < audio.Frames; index++)
                        Check.That(read.Pcm16[index] == audio.Pcm16[index], "the file holds the same samples");
                float[] floats = audio.ToFloat();
                for (int index = 0; index < audio.Frames; index++)
                    Check.That(floats[index] == audio.Pcm16[index] / 32768f, "float sample " + index);
                float[] part = new float[12];
                audio.CopyTo(100, part, 2, 10);
                Check.That(part[1] == 0 && part[2] == floats[100] && part[11] == floats[109], "a part");
                Check.Throws<ArgumentOutOfRangeException>(delegate { audio.CopyTo(0, part, 3, 10); }, "beyond the target");
                Check.Throws<ArgumentOutOfRangeException>(delegate { audio.CopyTo(audio.Frames - 1, part, 0, 2); }, "beyond the audio");
                Check.That(ReferenceEquals(audio.Wav, audio.Wav) && ReferenceEquals(audio.Pcm16, audio.Pcm16), "the same array each time");
            }
        }

        private static void Forms()
        {
            short[] plain;
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                using (Reply reply = Spoken(client)) plain = reply.Audio.Pcm16;
                foreach (string form in "raw_pcm list_chunk odd_chunk extensible unknown_sizes bits_24 bits_32 float base64_unpadded base64_line_breaks data_url".Split(' '))
                {
                    Emulator.Reset();
                    Emulator.Fault("{\"audio\":\"" + form + "\"}");
                    using (Reply reply = Spoken(client))
                    {
                        Check.Same(form == "raw_pcm" ? AudioForm.RawPcm : AudioForm.Wav, reply.Audio.Form, form + ", form");
                        Check.Same(plain.Length, reply.Audio.Frames, form + ", frames");
                        for (int index = 0; index < plain.Length; index++)
                            Check.That(Math.Abs(plain[index] - reply.Audio.Pcm16[index]) <= 1, form + ", sample " + index);
                    }
                }
                foreach (string form in "empty_string null absent".Split(' '))
                {
                    Emulator.Fault("{\"audio\":\"" + form + "\"}");
                    using (Reply reply = Spoken(client)) Check.Same(null, reply.Audio, form);
                }
                Emulator.Fault("{\"audio\":\"stereo\"}");
                using (Reply reply = Spoken(client))
                {
                    Check.Same(2, reply.Audio.Channels, "stereo, channels");
                    Check.Same(reply.Audio.Frames * 2, reply.Audio.ToFloat().Length, "stereo, samples");
                }
            }
        }

        private static void Exact()
        {
            short[] all = new short[65536];
            for (int index = 0; index < all.Length; index++) all[index] = (short)(index - 32768);
            short[] back = Audio.ToPcm16(Audio.ToFloat(all));
            for (int index = 0; index < all.Length; index++) Check.Same(all[index], back[index], "value");
            Check.Same(0, Audio.ToFloat(new short[0]).Length, "nothing");
        }

        private static void Clips()
        {
            short[] samples = Audio.ToPcm16(new[] { 2f, -2f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0.5f, 1.4f / 32768, 1.6f / 32768 });
            Check.Same("32767 -32768 0 32767 -32768 16384 1 2", string.Join(" ", Array.ConvertAll(samples, delegate (short s) { return s.ToString(); })), "samples");
        }

        private static void AfterDispose()
        {
            using (ConvaiNativeClient client = Emulator.Client(false))
            {
                Reply reply = Spoken(client);
                byte[] wav = reply.Audio.Wav;
                reply.Dispose();
                reply.Dispose();
                Check.That(ReferenceEquals(wav, reply.Audio.Wav) && reply.Text.Length > 0, "what was read before");
                Check.Throws<ObjectDisposedException>(delegate { reply.Audio.ToFloat(); }, "ToFloat");
                Check.Throws<ObjectDisposedException>(delegate { reply.Audio.Pcm16.ToString(); }, "Pcm16");
                Check.Throws<ObjectDisposedException>(delegate { reply.RawJson.ToString(); }, "RawJson");
            }
        }
    }
}
