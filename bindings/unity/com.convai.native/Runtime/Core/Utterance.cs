using System;

namespace ConvaiNative
{
    /// <summary>
    /// Collects samples while the player speaks. All its memory is taken when it is made: pushing takes none, so chunks
    /// can be pushed from an audio thread. Say it with <see cref="Conversation"/>, which empties it for the next one.
    /// </summary>
    /// <remarks>Any thread, several at once too; nothing blocks.</remarks>
    public sealed unsafe class Utterance : IDisposable
    {
        private readonly UtteranceHandle handle;

        /// <summary>Makes an utterance.</summary>
        /// <param name="format">What the chunks are made of.</param>
        /// <param name="sampleRate">Frames per second: 8,000 to 192,000.</param>
        /// <param name="channels">How many channels are interleaved: 1 to 32.</param>
        /// <param name="longest">The longest utterance. Null for 30 seconds; at most 10 minutes.</param>
        /// <exception cref="ConvaiNativeException">One of these is out of its range; the message names it.</exception>
        public Utterance(PcmFormat format, int sampleRate, int channels = 1, TimeSpan? longest = null)
        {
            ConvaiNativeLibrary.Ensure();
            NativeUtteranceOptions native = new NativeUtteranceOptions();
            native.StructSize = (uint)sizeof(NativeUtteranceOptions);
            native.Format = (int)format;
            native.Channels = Arguments.Count(channels, "channels");
            native.SampleRate = Arguments.Count(sampleRate, "sampleRate");
            native.MaxMs = Arguments.Milliseconds(longest, "longest");
            NativeError* error = null;
            IntPtr token = NativeMethods.convai_utterance_new(&native, &error);
            if (token == IntPtr.Zero) throw ConvaiNativeException.Take(error);
            handle = new UtteranceHandle(token);
            Format = format;
            SampleRate = sampleRate;
            Channels = channels;
        }

        /// <summary>What the chunks are made of.</summary>
        public PcmFormat Format { get; private set; }

        /// <summary>Frames per second.</summary>
        public int SampleRate { get; private set; }

        /// <summary>How many channels are interleaved.</summary>
        public int Channels { get; private set; }

        /// <summary>How many frames it holds.</summary>
        public long Frames
        {
            get
            {
                ulong frames;
                Check(NativeMethods.convai_utterance_length(handle.Token, &frames, null));
                return (long)frames;
            }
        }

        /// <summary>How long what it holds plays.</summary>
        public TimeSpan Duration
        {
            get { return TimeSpan.FromSeconds((double)Frames / SampleRate); }
        }

        /// <summary>How loud the last chunk was, for a level meter.</summary>
        public AudioLevel Level
        {
            get
            {
                float peak, rms;
                Check(NativeMethods.convai_utterance_level(handle.Token, &peak, &rms));
                return new AudioLevel(peak, rms);
            }
        }

        internal IntPtr Token
        {
            get { return handle.Token; }
        }

        /// <summary>Adds float samples. For an utterance of format F32.</summary>
        /// <param name="samples">Where they are.</param>
        /// <param name="offset">The index of the first sample.</param>
        /// <param name="frames">How many frames to add.</param>
        /// <returns>False where the utterance is full: what fitted was taken.</returns>
        public bool Push(float[] samples, int offset, int frames)
        {
            CheckChunk(samples, offset, frames, PcmFormat.F32, 1);
            fixed (float* start = samples) return Push(start + offset, frames);
        }

        /// <summary>Adds 16-bit samples. For an utterance of format S16.</summary>
        /// <param name="samples">Where they are.</param>
        /// <param name="offset">The index of the first sample.</param>
        /// <param name="frames">How many frames to add.</param>
        /// <returns>False where the utterance is full: what fitted was taken.</returns>
        public bool Push(short[] samples, int offset, int frames)
        {
            CheckChunk(samples, offset, frames, PcmFormat.S16, 1);
            fixed (short* start = samples) return Push(start + offset, frames);
        }

        /// <summary>Adds samples of the utterance's format as bytes, little-endian.</summary>
        /// <param name="samples">Where they are.</param>
        /// <param name="offset">The index of the first byte.</param>
        /// <param name="frames">How many frames to add.</param>
        /// <returns>False where the utterance is full: what fitted was taken.</returns>
        public bool Push(byte[] samples, int offset, int frames)
        {
            CheckChunk(samples, offset, frames, Format, PcmAudio.BytesPerSample(Format));
            fixed (byte* start = samples) return Push(start + offset, frames);
        }

        /// <summary>Throws away what it holds; its memory is kept for the next one.</summary>
        public void Clear()
        {
            Check(NativeMethods.convai_utterance_clear(handle.Token));
        }

        /// <summary>Gives its memory back. Stop pushing before. May be called again.</summary>
        public void Dispose()
        {
            handle.Dispose();
        }

        private bool Push(void* start, int frames)
        {
            // `fixed` gives NULL for an empty array, and no frames are no chunk.
            if (frames == 0) return true;
            int status = NativeMethods.convai_utterance_push(handle.Token, start, (UIntPtr)(uint)frames);
            if (status == (int)ConvaiNativeErrorCode.UtteranceFull) return false;
            Check(status);
            return true;
        }

        private void CheckChunk(Array samples, int offset, int frames, PcmFormat format, int unitsPerSample)
        {
            Arguments.Required(samples, "samples");
            if (format != Format) throw new ArgumentException("This utterance collects " + Format + " samples.", "samples");
            if (offset < 0 || offset > samples.Length) throw new ArgumentOutOfRangeException("offset");
            if (frames < 0 || frames > (samples.Length - offset) / (Channels * unitsPerSample)) throw new ArgumentOutOfRangeException("frames");
        }

        private void Check(int status)
        {
            if (handle.IsClosed) throw new ObjectDisposedException("Utterance");
            ConvaiNativeException.Check(status);
            GC.KeepAlive(this);
        }
    }
}
