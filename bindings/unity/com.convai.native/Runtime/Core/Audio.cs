using System;
using System.Runtime.InteropServices;

namespace ConvaiNative
{
    /// <summary>The form in which the service sent audio.</summary>
    public enum AudioForm
    {
        /// <summary>A WAV file. Its header states the sample rate and the number of channels.</summary>
        Wav = NativeMethods.CONVAI_AUDIO_WAV,

        /// <summary>Raw 16-bit samples without a header. The library built the WAV file.</summary>
        RawPcm = NativeMethods.CONVAI_AUDIO_RAW_PCM
    }

    /// <summary>
    /// Audio in the native library's memory: the voice of a reply, or a WAV file that was read. <see cref="Wav"/> and
    /// <see cref="Pcm16"/> copy it into managed memory on first use.
    /// </summary>
    /// <remarks>
    /// Thread-safe; no member blocks. Call <see cref="Dispose"/> to free the native memory. Otherwise the garbage collector
    /// frees it at some later time, because it does not know the size of native memory.
    /// </remarks>
    public sealed unsafe partial class Audio : IDisposable
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

        /// <summary>The sample rate in Hz. It differs between voices.</summary>
        public int SampleRate { get; private set; }

        /// <summary>The number of interleaved channels.</summary>
        public int Channels { get; private set; }

        /// <summary>The number of frames: samples per channel. Unity's AudioClip.Create calls it the length in samples.</summary>
        public int Frames { get; private set; }

        /// <summary>The form in which the service sent the audio.</summary>
        public AudioForm Form { get; private set; }

        /// <summary>The playing time.</summary>
        public TimeSpan Duration
        {
            get { return TimeSpan.FromSeconds(SampleRate > 0 ? (double)Frames / SampleRate : 0); }
        }

        /// <summary>The audio as a complete WAV file. Never null. Every call returns the same array.</summary>
        /// <exception cref="ObjectDisposedException">The audio was disposed of before the first use of this property.</exception>
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

        /// <summary>The audio as 16-bit samples with interleaved channels. Never null. Every call returns the same array.</summary>
        /// <exception cref="ObjectDisposedException">The audio was disposed of before the first use of this property.</exception>
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

        /// <summary>Converts the audio to float samples from -1 to 1 with interleaved channels. Returns a new array.</summary>
        /// <exception cref="ObjectDisposedException">The audio was disposed of.</exception>
        public float[] ToFloat()
        {
            float[] samples = new float[Frames * Channels];
            CopyTo(0, samples, 0, Frames);
            return samples;
        }

        /// <summary>Writes a part of the audio to an array as float samples from -1 to 1. Allocates no array.</summary>
        /// <param name="firstFrame">The first frame to write.</param>
        /// <param name="target">The array to write to.</param>
        /// <param name="offset">The index in <paramref name="target"/> of the first sample to write.</param>
        /// <param name="frames">The number of frames to write.</param>
        /// <exception cref="ArgumentOutOfRangeException">The frames are not in the audio, or do not fit into the array.</exception>
        /// <exception cref="ObjectDisposedException">The audio was disposed of.</exception>
        public void CopyTo(int firstFrame, float[] target, int offset, int frames)
        {
            Arguments.Required(target, "target");
            if (firstFrame < 0 || firstFrame > Frames) throw new ArgumentOutOfRangeException("firstFrame");
            if (frames < 0 || frames > Frames - firstFrame) throw new ArgumentOutOfRangeException("frames");
            int samples = frames * Channels;
            if (offset < 0 || samples > target.Length - offset) throw new ArgumentOutOfRangeException("offset", "The samples do not fit into the array.");
            owner.Use(delegate
            {
                fixed (float* start = target)
                    ConvaiNativeException.Check(NativeMethods.convai_audio_s16_to_f32(nativePcm + firstFrame * Channels, start + offset, (UIntPtr)(uint)samples));
            });
        }

        /// <summary>
        /// Frees the native memory. Arrays that were copied before stay valid. The audio of a reply and the reply share their
        /// memory: disposing of one disposes of both.
        /// </summary>
        public void Dispose()
        {
            owner.Dispose();
        }

        /// <summary>
        /// Reads a WAV file with 8 to 32-bit integer or float samples, any number of channels and any extra chunks. Converts the
        /// samples to 16 bits.
        /// </summary>
        /// <param name="wav">The bytes of the file. They are copied.</param>
        /// <param name="rawSampleRate">
        /// If this is not 0, bytes without a WAV header are read as 16-bit mono samples of this rate in Hz.
        /// </param>
        /// <exception cref="ArgumentException">An argument is null or negative.</exception>
        /// <exception cref="ConvaiNativeException">The code is AudioInput: the bytes are not readable as audio. The message
        /// gives the reason.</exception>
        public static Audio FromWav(byte[] wav, int rawSampleRate = 0)
        {
            Arguments.Required(wav, "wav");
            uint rate = Arguments.Count(rawSampleRate, "rawSampleRate");
            ConvaiNativeLibrary.Ensure();
            // `fixed` gives NULL for an empty array. The library requires a pointer even if the length is 0.
            fixed (byte* bytes = wav.Length > 0 ? wav : new byte[1])
                return Own(NativeMethods.convai_audio_read_wav(bytes, (UIntPtr)(uint)wav.Length, rate));
        }

        /// <summary>Builds a 16-bit mono WAV file from samples. A turn uploads the same file for these samples.</summary>
        /// <param name="audio">The samples.</param>
        /// <param name="sampleRate">The sample rate of the file in Hz. 0 keeps the rate of the samples.</param>
        /// <exception cref="ArgumentException">An argument is null or negative.</exception>
        /// <exception cref="ConvaiNativeException">The code is AudioInput: the format, the rate, the channels or the length is
        /// invalid. The message gives the reason.</exception>
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

        /// <summary>Converts 16-bit samples to float samples from -1 to 1. <see cref="ToPcm16(float[])"/> restores the exact samples.</summary>
        /// <exception cref="ArgumentNullException"><paramref name="samples"/> is null.</exception>
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

        /// <summary>Converts float samples to 16-bit samples. Rounds, clips to full scale, and replaces NaN by silence.</summary>
        /// <exception cref="ArgumentNullException"><paramref name="samples"/> is null.</exception>
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

        /// <summary>Runs code that reads the 16-bit samples.</summary>
        /// <exception cref="ObjectDisposedException">The audio was disposed of.</exception>
        internal void Use(Action<NativePcm> read)
        {
            NativePcm native = new NativePcm();
            native.StructSize = (uint)sizeof(NativePcm);
            native.Format = NativeMethods.CONVAI_PCM_S16;
            native.Samples = nativePcm;
            native.Frames = (UIntPtr)(uint)Frames;
            native.Channels = (uint)Channels;
            native.SampleRate = (uint)SampleRate;
            owner.Use(delegate { read(native); });
        }

        private static Audio Own(NativeAudio* audio)
        {
            ConvaiNativeException failure;
            Audio owned = Own(audio, out failure);
            if (failure != null) throw failure;
            return owned;
        }

        /// <summary>Takes ownership of a result. Returns null and the failure if it has an error.</summary>
        internal static Audio Own(NativeAudio* audio, out ConvaiNativeException failure)
        {
            ResultHandle owner = new ResultHandle(audio, ResultKind.Audio);
            failure = null;
            if (audio->Error == null) return new Audio(audio, owner);
            failure = ConvaiNativeException.From(audio->Error, null, UIntPtr.Zero);
            owner.Dispose();
            return null;
        }
    }
}
