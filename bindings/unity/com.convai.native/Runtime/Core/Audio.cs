using System;
using System.Runtime.InteropServices;

namespace ConvaiNative
{
    /// <summary>How audio came.</summary>
    public enum AudioForm
    {
        /// <summary>As a WAV file, whose header says rate and channels.</summary>
        Wav = NativeMethods.CONVAI_AUDIO_WAV,

        /// <summary>As bare 16-bit samples; the WAV file was built around them.</summary>
        RawPcm = NativeMethods.CONVAI_AUDIO_RAW_PCM
    }

    /// <summary>
    /// A piece of audio: a character's voice, or a WAV file that was read. It lies in the library's memory; the
    /// properties copy it out when they are first asked for.
    /// </summary>
    /// <remarks>
    /// Any thread; nothing blocks. The memory is given back by <see cref="Dispose"/>, or else by the garbage collector,
    /// which does not know how large it is: dispose of voices that are played in large numbers.
    /// </remarks>
    public sealed unsafe class Audio : IDisposable
    {
        private readonly ResultHandle owner;
        private readonly byte* nativeWav;
        private readonly int wavLength;
        private readonly short* nativePcm;
        private byte[] wav;
        private short[] pcm;

        internal Audio(NativeResponse* response, ResultHandle owner)
        {
            this.owner = owner;
            nativeWav = response->Wav;
            wavLength = checked((int)response->WavLen.ToUInt64());
            nativePcm = response->Pcm;
            Frames = checked((int)response->Frames.ToUInt64());
            Channels = (int)response->Channels;
            SampleRate = (int)response->SampleRate;
            Form = (AudioForm)response->AudioForm;
        }

        private Audio(NativeAudio* audio, ResultHandle owner)
        {
            this.owner = owner;
            nativeWav = audio->Wav;
            wavLength = checked((int)audio->WavLen.ToUInt64());
            nativePcm = audio->Pcm;
            Frames = checked((int)audio->Frames.ToUInt64());
            Channels = (int)audio->Channels;
            SampleRate = (int)audio->SampleRate;
            Form = (AudioForm)audio->AudioForm;
        }

        /// <summary>Frames per second. Differs from voice to voice.</summary>
        public int SampleRate { get; private set; }

        /// <summary>How many channels are interleaved.</summary>
        public int Channels { get; private set; }

        /// <summary>How many frames: samples per channel. What Unity's AudioClip.Create calls the length.</summary>
        public int Frames { get; private set; }

        /// <summary>How the audio came.</summary>
        public AudioForm Form { get; private set; }

        /// <summary>How long it plays.</summary>
        public TimeSpan Duration
        {
            get { return TimeSpan.FromSeconds(SampleRate > 0 ? (double)Frames / SampleRate : 0); }
        }

        /// <summary>The audio as a complete WAV file. The same array each time.</summary>
        /// <exception cref="ObjectDisposedException">It was disposed of before it was asked for.</exception>
        public byte[] Wav
        {
            get
            {
                if (wav != null) return wav;
                byte[] copy = new byte[wavLength];
                owner.Use(delegate { Marshal.Copy((IntPtr)nativeWav, copy, 0, copy.Length); });
                return wav = copy;
            }
        }

        /// <summary>The audio as 16-bit samples, channels interleaved. The same array each time.</summary>
        /// <exception cref="ObjectDisposedException">It was disposed of before it was asked for.</exception>
        public short[] Pcm16
        {
            get
            {
                if (pcm != null) return pcm;
                short[] copy = new short[Frames * Channels];
                owner.Use(delegate { Marshal.Copy((IntPtr)nativePcm, copy, 0, copy.Length); });
                return pcm = copy;
            }
        }

        /// <summary>The audio as float samples from -1 to 1, channels interleaved, as engines play them. A new array.</summary>
        /// <exception cref="ObjectDisposedException">The audio was disposed of.</exception>
        public float[] ToFloat()
        {
            float[] samples = new float[Frames * Channels];
            CopyTo(0, samples, 0, Frames);
            return samples;
        }

        /// <summary>Writes a part of the audio as float samples into an array of yours: for players that ask for more and more.</summary>
        /// <param name="firstFrame">The first frame to write.</param>
        /// <param name="target">Where to.</param>
        /// <param name="offset">The index of the first sample to write in the target.</param>
        /// <param name="frames">How many frames to write.</param>
        /// <exception cref="ObjectDisposedException">The audio was disposed of.</exception>
        public void CopyTo(int firstFrame, float[] target, int offset, int frames)
        {
            Arguments.Required(target, "target");
            if (firstFrame < 0 || firstFrame > Frames) throw new ArgumentOutOfRangeException("firstFrame");
            if (frames < 0 || frames > Frames - firstFrame) throw new ArgumentOutOfRangeException("frames");
            int samples = frames * Channels;
            if (offset < 0 || samples > target.Length - offset) throw new ArgumentOutOfRangeException("offset", "The samples do not fit behind it.");
            owner.Use(delegate
            {
                fixed (float* start = target)
                    ConvaiNativeException.Check(NativeMethods.convai_audio_s16_to_f32(nativePcm + firstFrame * Channels, start + offset, (UIntPtr)(uint)samples));
            });
        }

        /// <summary>
        /// Gives the library's memory back at once. What was copied out before stays. The audio of a reply shares the
        /// reply's memory.
        /// </summary>
        public void Dispose()
        {
            owner.Dispose();
        }

        /// <summary>
        /// Reads a WAV file of any usual kind: 8 to 32-bit integers or floats, any channels, further chunks. The samples
        /// come out as 16 bits.
        /// </summary>
        /// <param name="wav">The file. Copied.</param>
        /// <param name="rawSampleRate">The rate in Hz where these may be bare 16-bit mono samples; 0 accepts only WAV files.</param>
        /// <exception cref="ConvaiNativeException">AudioInput: it is no such file; the message says why.</exception>
        public static Audio FromWav(byte[] wav, int rawSampleRate = 0)
        {
            Arguments.Required(wav, "wav");
            uint rate = Arguments.Count(rawSampleRate, "rawSampleRate");
            ConvaiNativeLibrary.Ensure();
            // `fixed` gives NULL for an empty array; a length of 0 says the same of an array with room for one.
            fixed (byte* bytes = wav.Length > 0 ? wav : new byte[1])
                return Own(NativeMethods.convai_audio_read_wav(bytes, (UIntPtr)(uint)wav.Length, rate));
        }

        /// <summary>Builds a 16-bit mono WAV file from samples, exactly as a turn would send them.</summary>
        /// <param name="audio">The samples.</param>
        /// <param name="sampleRate">The rate in Hz that the file shall have, or 0 to keep the samples'.</param>
        /// <exception cref="ConvaiNativeException">AudioInput: rate, channels or length are impossible; the message says which.</exception>
        public static Audio FromPcm(PcmAudio audio, int sampleRate = 0)
        {
            Arguments.Required(audio, "audio");
            uint rate = Arguments.Count(sampleRate, "sampleRate");
            ConvaiNativeLibrary.Ensure();
            using (PcmAudio.Pinned pinned = audio.Pin())
            {
                NativePcm native = pinned.Native;
                return Own(NativeMethods.convai_audio_build_wav(&native, rate));
            }
        }

        /// <summary>Converts 16-bit samples to float samples from -1 to 1. Converting back gives the very same samples.</summary>
        public static float[] ToFloat(short[] samples)
        {
            Arguments.Required(samples, "samples");
            ConvaiNativeLibrary.Ensure();
            float[] converted = new float[samples.Length];
            fixed (short* input = samples)
            fixed (float* output = converted)
                ConvaiNativeException.Check(NativeMethods.convai_audio_s16_to_f32(input, output, (UIntPtr)(uint)samples.Length));
            return converted;
        }

        /// <summary>Converts float samples to 16-bit samples: rounded, clipped to full scale, NaN to silence.</summary>
        public static short[] ToPcm16(float[] samples)
        {
            Arguments.Required(samples, "samples");
            ConvaiNativeLibrary.Ensure();
            short[] converted = new short[samples.Length];
            fixed (float* input = samples)
            fixed (short* output = converted)
                ConvaiNativeException.Check(NativeMethods.convai_audio_f32_to_s16(input, output, (UIntPtr)(uint)samples.Length));
            return converted;
        }

        private static Audio Own(NativeAudio* audio)
        {
            ResultHandle owner = new ResultHandle(audio, ResultKind.Audio);
            if (audio->Error == null) return new Audio(audio, owner);
            ConvaiNativeException failure = ConvaiNativeException.From(audio->Error, null, UIntPtr.Zero);
            owner.Dispose();
            throw failure;
        }
    }
}
