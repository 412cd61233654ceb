using System;
using System.Runtime.InteropServices;

namespace ConvaiNative
{
    /// <summary>
    /// Collects samples while the player speaks. The constructor allocates all memory, and Push allocates none, so an audio thread
    /// may call Push. A <see cref="Conversation"/> says the utterance, which also empties it. With <see cref="UtteranceOptions"/> a
    /// button or the player's voice begins a recording, which then contains the moments before.
    /// </summary>
    /// <remarks>
    /// Thread-safe; no member blocks. One thread at a time pushes: a second one gets the error Busy, and nothing is added. After
    /// <see cref="Dispose"/> every member throws an <see cref="ObjectDisposedException"/>. What <see cref="Next"/> has given takes no
    /// samples: Push returns false.
    /// </remarks>
    public sealed unsafe partial class Utterance : IDisposable
    {
        private readonly UtteranceHandle handle;

        /// <summary>Creates an empty utterance.</summary>
        /// <param name="format">The format of the samples.</param>
        /// <param name="sampleRate">The sample rate in Hz, from 8,000 to 192,000.</param>
        /// <param name="channels">The number of interleaved channels, from 1 to 32.</param>
        /// <param name="longest">The longest recording, with its pre-roll. Null for 30 seconds; at most 10 minutes.</param>
        /// <param name="options">What begins and ends a recording, or null: the first chunk begins it.</param>
        /// <exception cref="ArgumentOutOfRangeException">A number or a time is negative.</exception>
        /// <exception cref="ConvaiNativeException">An argument is out of its range. The message names it.</exception>
        /// <exception cref="ConvaiNativeLibraryException">The native library is missing or has another version.</exception>
        /// <remarks>
        /// It allocates the memory of two of the longest recordings, or of three for <see cref="UtteranceTrigger.Speech"/>. That takes
        /// milliseconds for a long one: create it when a scene loads.
        /// </remarks>
        public Utterance(PcmFormat format, int sampleRate, int channels = 1, TimeSpan? longest = null, UtteranceOptions options = null)
        {
            ConvaiNativeLibrary.Ensure();
            NativeUtteranceOptions native = new NativeUtteranceOptions();
            native.StructSize = (uint)sizeof(NativeUtteranceOptions);
            native.Format = (int)format;
            native.Channels = Arguments.Count(channels, "channels");
            native.SampleRate = Arguments.Count(sampleRate, "sampleRate");
            native.MaxMs = Arguments.Milliseconds(longest, "longest");
            if (options != null) options.CopyTo(ref native);
            NativeError* error = null;
            IntPtr token = NativeMethods.convai_utterance_new(&native, &error);
            if (token == IntPtr.Zero) throw ConvaiNativeException.Take(error);
            handle = new UtteranceHandle(token);
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

        /// <summary>
        /// The number of frames of the recording. 0 after it was said or cleared, and between the recordings of an utterance that listens.
        /// </summary>
        public long Frames
        {
            get
            {
                ulong frames;
                Check(NativeMethods.convai_utterance_length(handle.Token, &frames, null));
                return (long)frames;
            }
        }

        /// <summary>The playing time of the recording.</summary>
        public TimeSpan Duration
        {
            get { return TimeSpan.FromSeconds((double)Frames / SampleRate); }
        }

        /// <summary>The level of the last chunk, for a level meter, also between recordings and behind a closed gate.</summary>
        public AudioLevel Level
        {
            get
            {
                float peak, rms;
                Check(NativeMethods.convai_utterance_level(handle.Token, &peak, &rms));
                return new AudioLevel(peak, rms);
            }
        }

        /// <summary>
        /// The number of clipped samples of the recording: those with the largest value that their format has. If there are many, ask the
        /// player to turn the microphone down. The pre-roll is not counted.
        /// </summary>
        public long Clipped
        {
            get
            {
                ulong samples;
                Check(NativeMethods.convai_utterance_clipped(handle.Token, &samples));
                return (long)samples;
            }
        }

        internal IntPtr Token
        {
            get { return handle.Token; }
        }

        /// <summary>Adds float samples to an utterance of format F32.</summary>
        /// <param name="samples">The array with the samples.</param>
        /// <param name="offset">The index of the first sample.</param>
        /// <param name="frames">The number of frames to add.</param>
        /// <returns>False if the utterance is full. The frames that fitted were added.</returns>
        /// <exception cref="ArgumentException">The array is null or has another format, or the frames are not inside it.</exception>
        public bool Push(float[] samples, int offset, int frames)
        {
            CheckChunk(samples, offset, frames, PcmFormat.F32, 1);
            fixed (float* start = samples) return Push(start + offset, frames);
        }

        /// <summary>Adds 16-bit samples to an utterance of format S16.</summary>
        /// <param name="samples">The array with the samples.</param>
        /// <param name="offset">The index of the first sample.</param>
        /// <param name="frames">The number of frames to add.</param>
        /// <returns>False if the utterance is full. The frames that fitted were added.</returns>
        /// <exception cref="ArgumentException">The array is null or has another format, or the frames are not inside it.</exception>
        public bool Push(short[] samples, int offset, int frames)
        {
            CheckChunk(samples, offset, frames, PcmFormat.S16, 1);
            fixed (short* start = samples) return Push(start + offset, frames);
        }

        /// <summary>Adds little-endian samples of the utterance's format as bytes.</summary>
        /// <param name="samples">The array with the samples.</param>
        /// <param name="offset">The index of the first byte.</param>
        /// <param name="frames">The number of frames to add.</param>
        /// <returns>False if the utterance is full. The frames that fitted were added.</returns>
        /// <exception cref="ArgumentException">The array is null or has another format, or the frames are not inside it.</exception>
        public bool Push(byte[] samples, int offset, int frames)
        {
            CheckChunk(samples, offset, frames, Format, PcmAudio.BytesPerSample(Format));
            fixed (byte* start = samples) return Push(start + offset, frames);
        }

        /// <summary>
        /// Adds a chunk whose format, channels and sample rate are checked. Use it where the microphone can change while it runs: a
        /// headset that is plugged in often has another sample rate. If one PcmAudio wraps the buffer of the device, it allocates no
        /// memory.
        /// </summary>
        /// <param name="chunk">The samples.</param>
        /// <returns>False if the utterance is full. The frames that fitted were added.</returns>
        /// <exception cref="ArgumentNullException"><paramref name="chunk"/> is null.</exception>
        /// <exception cref="ConvaiNativeException">
        /// The code is AudioInput: the chunk has another format, rate or number of channels. Nothing was added, and nothing is lost: the
        /// recording can still be said, and <see cref="Next"/> gives that of an utterance that listens. Create another utterance for the
        /// changed microphone.
        /// </exception>
        public bool Push(PcmAudio chunk)
        {
            Arguments.Required(chunk, "chunk");
            NativePcm native = new NativePcm();
            GCHandle pin = chunk.Pin(ref native);
            int status = NativeMethods.convai_utterance_push_pcm(handle.Token, &native);
            pin.Free();
            return Added(status);
        }

        /// <summary>
        /// Discards the recording. Keeps the memory for the next one. An utterance that listens also discards the events that
        /// <see cref="Next"/> has not given: a player who speaks is noticed anew.
        /// </summary>
        public void Clear()
        {
            Check(NativeMethods.convai_utterance_clear(handle.Token));
        }

        /// <summary>Frees the memory. May be called again.</summary>
        public void Dispose()
        {
            handle.Dispose();
        }

        private bool Push(void* start, int frames)
        {
            // `fixed` gives NULL for an empty array, which the library refuses.
            if (frames == 0) return true;
            return Added(NativeMethods.convai_utterance_push(handle.Token, start, (UIntPtr)(uint)frames));
        }

        private bool Added(int status)
        {
            if (status == (int)ConvaiNativeErrorCode.UtteranceFull) return false;
            Check(status);
            return true;
        }

        private void CheckChunk(Array samples, int offset, int frames, PcmFormat format, int unitsPerSample)
        {
            Arguments.Required(samples, "samples");
            CheckFormat(format);
            if (offset < 0 || offset > samples.Length) throw new ArgumentOutOfRangeException("offset");
            if (frames < 0 || frames > (samples.Length - offset) / (Channels * unitsPerSample)) throw new ArgumentOutOfRangeException("frames");
        }

        private void CheckFormat(PcmFormat format)
        {
            if (format != Format) throw new ArgumentException("This utterance has the format " + Format + ". Push samples of this format.", "samples");
        }

        private void Check(int status)
        {
            if (handle.IsClosed) throw new ObjectDisposedException("Utterance");
            ConvaiNativeException.Check(status);
            GC.KeepAlive(this);
        }
    }
}
