using System;
using System.Runtime.InteropServices;

namespace ConvaiNative
{
    /// <summary>What samples are made of. All are little-endian.</summary>
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

        /// <summary>32-bit float samples from -1 to 1. What lies outside is clipped, NaN becomes silence.</summary>
        F32 = NativeMethods.CONVAI_PCM_F32
    }

    /// <summary>How loud samples are: 0 is silence, 1 is full scale.</summary>
    public struct AudioLevel
    {
        internal AudioLevel(float peak, float rms) : this()
        {
            Peak = peak;
            Rms = rms;
        }

        /// <summary>The largest sample.</summary>
        public float Peak { get; private set; }

        /// <summary>The root of the mean square: close to how loud it sounds.</summary>
        public float Rms { get; private set; }
    }

    /// <summary>
    /// Samples to say, in an array of yours: channels interleaved, 8,000 to 192,000 frames per second, 1 to 32 channels.
    /// The array is not copied until it is said, and may be used again as soon as that method returns. What is sent is
    /// one channel of 16 bits: channels are averaged, samples are rounded and clipped.
    /// </summary>
    public sealed class PcmAudio
    {
        private readonly Array samples;
        private readonly int firstByte;
        private readonly int byteCount;

        /// <summary>16-bit samples, as microphones and WAV files give them.</summary>
        public PcmAudio(short[] samples, int sampleRate, int channels = 1) : this(samples, PcmFormat.S16, sampleRate, channels)
        {
        }

        /// <summary>Float samples from -1 to 1, as engines give them.</summary>
        public PcmAudio(float[] samples, int sampleRate, int channels = 1) : this(samples, PcmFormat.F32, sampleRate, channels)
        {
        }

        /// <summary>32-bit samples.</summary>
        public PcmAudio(int[] samples, int sampleRate, int channels = 1) : this(samples, PcmFormat.S32, sampleRate, channels)
        {
        }

        /// <summary>Samples of any format as bytes, little-endian.</summary>
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

        /// <summary>What the samples are made of.</summary>
        public PcmFormat Format { get; private set; }

        /// <summary>Frames per second.</summary>
        public int SampleRate { get; private set; }

        /// <summary>How many channels are interleaved.</summary>
        public int Channels { get; private set; }

        /// <summary>How many whole frames (samples per channel) there are.</summary>
        public int Frames
        {
            get { return Channels > 0 ? byteCount / (BytesPerSample(Format) * Channels) : 0; }
        }

        /// <summary>A part of the samples, without a copy: what a recording holds so far, for instance.</summary>
        /// <param name="firstFrame">Where it begins.</param>
        /// <param name="frames">How many frames it has.</param>
        public PcmAudio Slice(int firstFrame, int frames)
        {
            if (firstFrame < 0 || firstFrame > Frames) throw new ArgumentOutOfRangeException("firstFrame");
            if (frames < 0 || frames > Frames - firstFrame) throw new ArgumentOutOfRangeException("frames");
            int frameBytes = BytesPerSample(Format) * Channels;
            return new PcmAudio(samples, Format, SampleRate, Channels, firstByte + firstFrame * frameBytes, frames * frameBytes);
        }

        /// <summary>Measures how loud the samples are. Any thread; does not block.</summary>
        /// <exception cref="ConvaiNativeException">Rate, channels or length are impossible; the message says which.</exception>
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

        internal static int BytesPerSample(PcmFormat format)
        {
            switch (format)
            {
                case PcmFormat.U8: return 1;
                case PcmFormat.S16: return 2;
                case PcmFormat.S24: return 3;
                case PcmFormat.S32:
                case PcmFormat.F32: return 4;
                default: throw new ArgumentOutOfRangeException("format", "There is no such PcmFormat.");
            }
        }

        /// <summary>The samples, held in place for the time of one call: the library copies them.</summary>
        internal sealed unsafe class Pinned : IDisposable
        {
            internal NativePcm Native;
            private GCHandle pin;

            internal Pinned(PcmAudio audio)
            {
                Native.StructSize = (uint)sizeof(NativePcm);
                Native.Format = (int)audio.Format;
                Native.SamplesBytes = (UIntPtr)(uint)audio.byteCount;
                Native.Channels = Arguments.Count(audio.Channels, "Channels");
                Native.SampleRate = Arguments.Count(audio.SampleRate, "SampleRate");
                pin = GCHandle.Alloc(audio.samples, GCHandleType.Pinned);
                Native.Samples = (byte*)pin.AddrOfPinnedObject() + audio.firstByte;
            }

            public void Dispose()
            {
                if (pin.IsAllocated) pin.Free();
            }
        }
    }
}
