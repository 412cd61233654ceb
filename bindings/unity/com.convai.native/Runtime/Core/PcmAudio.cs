using System;
using System.Runtime.InteropServices;

namespace ConvaiNative
{
    /// <summary>The format of samples. All formats are little-endian.</summary>
    public enum PcmFormat
    {
        /// <summary>Unsigned 8-bit samples; 128 is silence.</summary>
        U8 = NativeMethods.CONVAI_PCM_U8,

        /// <summary>Signed 16-bit samples.</summary>
        S16 = NativeMethods.CONVAI_PCM_S16,

        /// <summary>Signed 24-bit samples, packed into 3 bytes.</summary>
        S24 = NativeMethods.CONVAI_PCM_S24,

        /// <summary>Signed 32-bit samples.</summary>
        S32 = NativeMethods.CONVAI_PCM_S32,

        /// <summary>32-bit float samples from -1 to 1. Values outside of this range are clipped, and NaN becomes silence.</summary>
        F32 = NativeMethods.CONVAI_PCM_F32
    }

    /// <summary>The level of samples, from 0 (silence) to 1 (full scale).</summary>
    public struct AudioLevel
    {
        internal AudioLevel(float peak, float rms) : this()
        {
            Peak = peak;
            Rms = rms;
        }

        /// <summary>The largest absolute value of a sample.</summary>
        public float Peak { get; private set; }

        /// <summary>The root of the mean square (RMS), which is close to the perceived loudness.</summary>
        public float Rms { get; private set; }
    }

    /// <summary>
    /// Samples in an array of the caller, with interleaved channels. Creating a PcmAudio does not copy the array. A method that
    /// uploads it copies it before it returns. The uploaded audio has one channel of 16 bits: channels are averaged, and samples
    /// are rounded and clipped.
    /// </summary>
    /// <remarks>
    /// The sample rate may be 8,000 to 192,000 Hz, and the number of channels 1 to 32. The methods that use the samples check the
    /// format: they fail with <see cref="ConvaiNativeErrorCode.AudioInput"/>. Thread-safe as long as no thread changes the array.
    /// </remarks>
    public sealed partial class PcmAudio
    {
        private readonly Array samples;
        private readonly int firstByte;
        private readonly int byteCount;

        /// <summary>Wraps 16-bit samples, the usual format of WAV files.</summary>
        /// <exception cref="ArgumentNullException"><paramref name="samples"/> is null.</exception>
        public PcmAudio(short[] samples, int sampleRate, int channels = 1) : this(samples, PcmFormat.S16, sampleRate, channels)
        {
        }

        /// <summary>Wraps float samples from -1 to 1, the usual format of game engines.</summary>
        /// <exception cref="ArgumentNullException"><paramref name="samples"/> is null.</exception>
        public PcmAudio(float[] samples, int sampleRate, int channels = 1) : this(samples, PcmFormat.F32, sampleRate, channels)
        {
        }

        /// <summary>Wraps 32-bit integer samples.</summary>
        /// <exception cref="ArgumentNullException"><paramref name="samples"/> is null.</exception>
        public PcmAudio(int[] samples, int sampleRate, int channels = 1) : this(samples, PcmFormat.S32, sampleRate, channels)
        {
        }

        /// <summary>Wraps little-endian samples of any format as bytes.</summary>
        /// <exception cref="ArgumentNullException"><paramref name="samples"/> is null.</exception>
        public PcmAudio(byte[] samples, PcmFormat format, int sampleRate, int channels = 1) : this((Array)samples, format, sampleRate, channels)
        {
        }

        private PcmAudio(Array samples, PcmFormat format, int sampleRate, int channels)
            : this(samples, format, sampleRate, channels, 0, samples == null ? 0 : Buffer.ByteLength(samples))
        {
        }

        private PcmAudio(Array samples, PcmFormat format, int sampleRate, int channels, int firstByte, int byteCount)
        {
            Arguments.Required(samples, "samples");
            this.samples = samples;
            this.firstByte = firstByte;
            this.byteCount = byteCount;
            Format = format;
            SampleRate = sampleRate;
            Channels = channels;
        }

        /// <summary>The format of the samples.</summary>
        public PcmFormat Format { get; private set; }

        /// <summary>The sample rate in Hz: frames per second.</summary>
        public int SampleRate { get; private set; }

        /// <summary>The number of interleaved channels.</summary>
        public int Channels { get; private set; }

        /// <summary>The number of complete frames: samples per channel.</summary>
        public int Frames
        {
            get { return Channels > 0 ? byteCount / (BytesPerSample(Format) * Channels) : 0; }
        }

        /// <summary>A part of the samples, without a copy of the array.</summary>
        /// <param name="firstFrame">The first frame of the part.</param>
        /// <param name="frames">The number of frames of the part.</param>
        /// <exception cref="ArgumentOutOfRangeException">The part is not inside the samples.</exception>
        public PcmAudio Slice(int firstFrame, int frames)
        {
            if (firstFrame < 0 || firstFrame > Frames) throw new ArgumentOutOfRangeException("firstFrame");
            if (frames < 0 || frames > Frames - firstFrame) throw new ArgumentOutOfRangeException("frames");
            int frameBytes = BytesPerSample(Format) * Channels;
            return new PcmAudio(samples, Format, SampleRate, Channels, firstByte + firstFrame * frameBytes, frames * frameBytes);
        }

        /// <summary>Measures the level of the samples. Does not block.</summary>
        /// <exception cref="ConvaiNativeException">The code is AudioInput: the format, the rate, the channels or the length is
        /// invalid.</exception>
        public unsafe AudioLevel Level()
        {
            ConvaiNativeLibrary.Ensure();
            using (Pinned pinned = Pin())
            {
                NativePcm native = pinned.Native;
                float peak, rms;
                ConvaiNativeException.Check(NativeMethods.convai_audio_level(&native, &peak, &rms));
                return new AudioLevel(peak, rms);
            }
        }

        internal Pinned Pin()
        {
            return new Pinned(this);
        }

        /// <summary>Describes the samples for one call. The caller frees the pin.</summary>
        internal unsafe GCHandle Pin(ref NativePcm native)
        {
            native.StructSize = (uint)sizeof(NativePcm);
            native.Format = (int)Format;
            native.SamplesBytes = (UIntPtr)(uint)byteCount;
            native.Channels = Arguments.Count(Channels, "Channels");
            native.SampleRate = Arguments.Count(SampleRate, "SampleRate");
            GCHandle pin = GCHandle.Alloc(samples, GCHandleType.Pinned);
            native.Samples = (byte*)pin.AddrOfPinnedObject() + firstByte;
            return pin;
        }

        internal static int BytesPerSample(PcmFormat format)
        {
            switch (format)
            {
                case PcmFormat.U8: return 1;
                case PcmFormat.S16: return 2;
                case PcmFormat.S24: return 3;
                case PcmFormat.S32:
                case PcmFormat.F32: return 4;
                default: throw new ArgumentOutOfRangeException("format", "The value is not a PcmFormat. Use one of the listed formats.");
            }
        }

        /// <summary>The samples, pinned for one call. The library copies them during the call.</summary>
        internal sealed unsafe class Pinned : IDisposable
        {
            internal NativePcm Native;
            private GCHandle pin;

            internal Pinned(PcmAudio audio)
            {
                pin = audio.Pin(ref Native);
            }

            public void Dispose()
            {
                if (pin.IsAllocated) pin.Free();
            }
        }
    }
}
