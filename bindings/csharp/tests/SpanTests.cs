#if NETSTANDARD2_1
using System;
using System.Linq;
using System.Reflection;

namespace ConvaiNative.Tests
{
    /// <summary>The methods that take samples and files in any memory. The targets of these tests have spans.</summary>
    internal static class SpanTests
    {
        private const string Path = "/character/getResponse";
        private const int Rate = 16000;
        private static readonly float[] Floats = { 0.5f, -0.5f, 0.25f, -0.25f, 1, -1 };
        private static readonly short[] Shorts = { 16384, -16384, 8192, -8192, 32767, -32768 };

        private static Emulator Emulator
        {
            get { return Program.Emulator; }
        }

        internal static void List()
        {
            Program.Add("spans: every public method that takes an array of samples or bytes has a form for other memory", Complete);
            Program.Add("spans: an utterance takes samples from the stack, and refuses an incomplete frame", Pushed);
            Program.Add("spans: a playback fills every form of memory with the same samples", Read);
            Program.Add("spans: samples are copied, converted and read in any memory", Converted);
            Program.Add("spans: a WAV file in a part of an array is uploaded unchanged", Uploaded);
            Program.Add("spans: Push, Read, ReadAhead and the conversions allocate no memory", Garbage);
        }

        private static void Complete()
        {
            int found = 0;
            foreach (Type type in typeof(Utterance).Assembly.GetExportedTypes())
            {
                // A form field keeps its array.
                if (type == typeof(FormField)) continue;
                const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
                foreach (MethodBase method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors()))
                {
                    Type array = method.GetParameters().Select(each => each.ParameterType).FirstOrDefault(IsSamples);
                    if (array == null) continue;
                    found++;
                    // The constructors of PcmAudio wrap arrays, and Copy copies other memory.
                    string name = method.IsConstructor ? "Copy" : method.Name;
                    Check.That(type.GetMethods(Declared).Any(each => each.Name == name && each.GetParameters().Any(p => IsMemoryOf(array.GetElementType(), p.ParameterType))),
                        type.Name + "." + name + " takes " + array.Name + " and no span");
                }
            }
            Check.That(found >= 20, found + " methods with arrays");
        }

        private static bool IsSamples(Type type)
        {
            return type == typeof(float[]) || type == typeof(short[]) || type == typeof(int[]) || type == typeof(byte[]);
        }

        private static bool IsMemoryOf(Type element, Type type)
        {
            Type[] kinds = { typeof(Span<>), typeof(ReadOnlySpan<>), typeof(ReadOnlyMemory<>) };
            return type.IsGenericType && kinds.Contains(type.GetGenericTypeDefinition()) && type.GetGenericArguments()[0] == element;
        }

        private static void Pushed()
        {
            using (Utterance utterance = new Utterance(PcmFormat.F32, Rate, 2, TimeSpan.FromSeconds(1)))
            {
                Span<float> stack = stackalloc float[4];
                stack.Fill(0.5f);
                Check.That(utterance.Push(stack.Slice(0, 2)), "a frame fits");
                Check.Same(1L, utterance.Frames, "frames");
                Check.That(Math.Abs(utterance.Level.Peak - 0.5f) < 0.001f, "the level is " + utterance.Level.Peak);
                Check.That(utterance.Push(ReadOnlySpan<float>.Empty), "nothing fits");
                Check.That(utterance.Push(new byte[16].AsSpan(0, 8)), "a frame of bytes fits");
                Check.Same(2L, utterance.Frames, "frames with bytes");
                Check.Same("samples", Check.Throws<ArgumentException>(delegate { utterance.Push(Floats.AsSpan(0, 3)); }, "an incomplete frame").ParamName, "argument");
                Check.Throws<ArgumentException>(delegate { utterance.Push(new byte[9].AsSpan()); }, "an incomplete frame of bytes");
                Check.Throws<ArgumentException>(delegate { utterance.Push(Shorts.AsSpan()); }, "samples of another format");
                Check.Same(2L, utterance.Frames, "what was refused adds nothing");
                Check.That(!utterance.Push(new float[Rate * 4].AsSpan()), "two seconds do not fit");
                utterance.Dispose();
                Check.Throws<ObjectDisposedException>(delegate { utterance.Push(Floats.AsSpan()); }, "after Dispose");
            }
            using (Utterance utterance = new Utterance(PcmFormat.S16, Rate))
            {
                Check.That(utterance.Push(Shorts.AsSpan(4, 2)), "16-bit samples fit");
                Check.Same(2L, utterance.Frames, "16-bit frames");
                Check.Same(2L, utterance.Clipped, "the largest values, which are at the end of the array");
            }
        }

        private static void Read()
        {
            const int Stereo = 2, Frames = 480;
            TimeSpan ahead = TimeSpan.FromMilliseconds(10);
            short[] tone = new short[Frames];
            for (int index = 0; index < Frames; index++) tone[index] = (short)(Math.Sin(index * 0.026) * 16000);
            for (int form = 0; form < 4; form++)
                using (Playback playback = new Playback(48000, new PlaybackOptions { StartBuffer = TimeSpan.FromMilliseconds(500) }))
                {
                    // One sample before the memory, and one behind its last frame.
                    float[] floats = new float[Frames * Stereo + 2];
                    short[] shorts = new short[Frames * Stereo + 2];
                    int voice = 0;
                    playback.Add(new PcmAudio(tone, 48000));
                    Check.Until(delegate
                    {
                        for (int index = 0; index < floats.Length; index++) floats[index] = shorts[index] = 9;
                        switch (form)
                        {
                            case 0: voice = playback.Read(floats.AsSpan(1), Stereo); break;
                            case 1: voice = playback.Read(shorts.AsSpan(1), Stereo); break;
                            case 2: voice = playback.ReadAhead(floats.AsSpan(1), Stereo, 0, ahead); break;
                            default: voice = playback.ReadAhead(shorts.AsSpan(1), Stereo, 0, ahead); break;
                        }
                        if (voice == 0) System.Threading.Thread.Sleep(10);
                        return voice > 0;
                    }, "form " + form + " gives no voice");
                    Func<int, double> got = index => form % 2 == 0 ? floats[index] * 32768.0 : shorts[index];
                    double untouched = form % 2 == 0 ? 9 * 32768.0 : 9;
                    Check.Same(untouched, got(0), "form " + form + ", the sample before the memory");
                    for (int index = 0; index < Frames * Stereo; index++)
                    {
                        int frame = index / Stereo - (Frames - voice);
                        Check.That(Math.Abs((frame < 0 ? 0 : tone[frame]) - got(index + 1)) < 0.01, "form " + form + ", sample " + index + ": " + got(index + 1));
                    }
                    // Read fills the memory, and ReadAhead leaves what it does not need.
                    Check.Same(form < 2 ? 0.0 : untouched, got(Frames * Stereo + 1), "form " + form + ", the incomplete frame");
                    Check.Same(0, playback.Read(floats.AsSpan(), 0), "no channels");
                    Check.That(floats.All(sample => sample == 0), "without channels the memory is silent");
                    Check.Same(0, playback.Read(Span<short>.Empty, 2) + playback.Read(Span<float>.Empty, -1) + playback.ReadAhead(Span<float>.Empty, 2, 0, ahead)
                        + playback.ReadAhead(shorts.AsSpan(), 0, 0, ahead), "empty memory and no channels");
                }
        }

        private static void Converted()
        {
            float[] floats = new float[8];
            Audio.ToFloat(Shorts.AsSpan(0, 4), floats.AsSpan(2));
            Check.That(floats.SequenceEqual(new[] { 0, 0, 0.5f, -0.5f, 0.25f, -0.25f, 0, 0 }), "floats: " + string.Join(" ", floats));
            short[] shorts = new short[6];
            Audio.ToPcm16(Floats.AsSpan(), shorts.AsSpan());
            Check.That(shorts.SequenceEqual(Audio.ToPcm16(Floats)), "16 bits");
            Check.Same("target", Check.Throws<ArgumentException>(delegate { Audio.ToPcm16(Floats.AsSpan(), shorts.AsSpan(1)); }, "a short target").ParamName, "argument");
            Check.Throws<ArgumentException>(delegate { Audio.ToFloat(Shorts.AsSpan(), floats.AsSpan(3)); }, "a short target of floats");
            Audio.ToFloat(ReadOnlySpan<short>.Empty, Span<float>.Empty);

            // A copy does not change with the memory.
            short[] changing = (short[])Shorts.Clone();
            PcmAudio copy = PcmAudio.Copy(changing.AsSpan(), Rate, 2);
            Array.Clear(changing, 0, changing.Length);
            Check.That(copy.Frames == 3 && copy.Channels == 2 && copy.Level().Peak > 0.99f, "a copy of 16-bit samples");
            Check.Same(PcmFormat.F32, PcmAudio.Copy(Floats.AsSpan(), Rate).Format, "floats");
            Check.Same(PcmFormat.S32, PcmAudio.Copy(new int[2].AsSpan(), Rate).Format, "integers");
            Check.Same(2, PcmAudio.Copy(new byte[6].AsSpan(), PcmFormat.S24, Rate).Frames, "bytes");

            using (Audio built = Audio.FromPcm(new PcmAudio(Shorts, Rate)))
            using (Audio read = Audio.FromWav(Shifted(built.Wav).Span))
            {
                Check.That(read.Pcm16.SequenceEqual(Shorts) && read.SampleRate == Rate, "a file in a part of an array");
                Span<float> part = stackalloc float[3];
                Check.Same(3, read.CopyTo(2, part), "as many as fit");
                Check.That(part[0] == 0.25f && part[1] == -0.25f && part[2] > 0.99f, "the part");
                Check.Same(1, read.CopyTo(5, part), "as many as remain");
                Check.Same(0, read.CopyTo(6, part) + read.CopyTo(0, Span<float>.Empty), "none");
                Check.Throws<ArgumentOutOfRangeException>(delegate { read.CopyTo(7, floats.AsSpan()); }, "beyond the end");
                read.Dispose();
                Check.Throws<ObjectDisposedException>(delegate { read.CopyTo(0, floats.AsSpan()); }, "after Dispose");
            }
            Check.Same(ConvaiNativeErrorCode.AudioInput, Check.Throws<ConvaiNativeException>(delegate { Audio.FromWav(ReadOnlySpan<byte>.Empty); }, "no file").Code, "code");
        }

        private static void Uploaded()
        {
            byte[] file;
            using (Audio built = Audio.FromPcm(new PcmAudio(new short[Rate / 4], Rate))) file = built.Wav;
            using (ConvaiNativeClient client = Emulator.Client())
            using (Conversation talk = client.StartConversation(Emulator.PublicCharacter))
            {
                Action<string> arrived = delegate (string what)
                {
                    Check.Bytes(file, Convert.FromBase64String((string)Json.At(Emulator.Last(Path), "files", 0, "base64")), what);
                };
                talk.SayWav(Shifted(file)).Dispose();
                arrived("SayWav");
                Check.End(talk.SayWavAsync(Shifted(file))).Dispose();
                arrived("SayWavAsync");
                client.GetResponseWav(Emulator.PublicCharacter, null, Shifted(file)).Dispose();
                arrived("GetResponseWav");
                Check.End(client.GetResponseWavAsync(Emulator.PublicCharacter, null, Shifted(file))).Dispose();
                arrived("GetResponseWavAsync");
                Check.Same(ConvaiNativeErrorCode.AudioInput, Check.Throws<ConvaiNativeException>(delegate { talk.SayWav(ReadOnlyMemory<byte>.Empty); }, "no file").Code, "code");
                Check.Throws<ConvaiNativeException>(delegate { client.GetResponseWav(Emulator.PublicCharacter, null, ReadOnlyMemory<byte>.Empty); }, "no file to a client");
            }
        }

        /// <summary>The bytes in the middle of a larger array.</summary>
        private static ReadOnlyMemory<byte> Shifted(byte[] bytes)
        {
            byte[] larger = new byte[bytes.Length + 7];
            bytes.CopyTo(larger, 3);
            return larger.AsMemory(3, bytes.Length);
        }

        private static void Garbage()
        {
            using (Utterance utterance = new Utterance(PcmFormat.F32, Rate))
            using (Playback playback = new Playback(Rate))
            {
                float[] floats = new float[320];
                short[] shorts = new short[320];
                Check.AllocatesNothing(delegate { utterance.Push(floats.AsSpan(0, 16)); utterance.Clear(); }, "Push");
                Check.AllocatesNothing(delegate { playback.Read(floats.AsSpan(), 2); }, "Read");
                Check.AllocatesNothing(delegate { playback.ReadAhead(shorts.AsSpan(), 2, 0, TimeSpan.FromMilliseconds(10)); }, "ReadAhead");
                Check.AllocatesNothing(delegate { Audio.ToFloat(shorts.AsSpan(), floats.AsSpan()); Audio.ToPcm16(floats.AsSpan(), shorts.AsSpan()); }, "the conversions");
            }
        }
    }
}
#endif
