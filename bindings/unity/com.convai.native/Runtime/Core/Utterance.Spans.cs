// In Unity both API compatibility levels have what .NET Standard 2.1 has.
#if NETSTANDARD2_1 || NETSTANDARD2_1_OR_GREATER || NETCOREAPP3_0_OR_GREATER || UNITY_2021_2_OR_NEWER
using System;
using System.Runtime.InteropServices;

namespace ConvaiNative
{
    /// <content>Samples in any memory. Push allocates none.</content>
    public sealed unsafe partial class Utterance
    {
        /// <summary>Adds float samples to an utterance of format F32.</summary>
        /// <param name="samples">The samples: whole frames. They may be in any memory, such as that of an audio device or of the stack.</param>
        /// <returns>False if the utterance is full. The frames that fitted were added.</returns>
        /// <exception cref="ArgumentException">The utterance has another format, or the last frame is incomplete.</exception>
        public bool Push(ReadOnlySpan<float> samples)
        {
            int frames = WholeFrames(samples.Length, PcmFormat.F32, 1);
            fixed (float* start = &MemoryMarshal.GetReference(samples)) return Push(start, frames);
        }

        /// <summary>Adds 16-bit samples to an utterance of format S16.</summary>
        /// <param name="samples">The samples: whole frames. They may be in any memory, such as that of an audio device or of the stack.</param>
        /// <returns>False if the utterance is full. The frames that fitted were added.</returns>
        /// <exception cref="ArgumentException">The utterance has another format, or the last frame is incomplete.</exception>
        public bool Push(ReadOnlySpan<short> samples)
        {
            int frames = WholeFrames(samples.Length, PcmFormat.S16, 1);
            fixed (short* start = &MemoryMarshal.GetReference(samples)) return Push(start, frames);
        }

        /// <summary>Adds little-endian samples of the utterance's format as bytes.</summary>
        /// <param name="samples">The samples: whole frames. They may be in any memory, such as that of an audio device or of the stack.</param>
        /// <returns>False if the utterance is full. The frames that fitted were added.</returns>
        /// <exception cref="ArgumentException">The utterance has another format, or the last frame is incomplete.</exception>
        public bool Push(ReadOnlySpan<byte> samples)
        {
            int frames = WholeFrames(samples.Length, Format, PcmAudio.BytesPerSample(Format));
            fixed (byte* start = &MemoryMarshal.GetReference(samples)) return Push(start, frames);
        }

        private int WholeFrames(int units, PcmFormat format, int unitsPerSample)
        {
            CheckFormat(format);
            int frames = units / (Channels * unitsPerSample);
            if (frames * Channels * unitsPerSample != units)
                throw new ArgumentException("The last frame is incomplete. Push a sample of each of the " + Channels + " channels.", "samples");
            return frames;
        }
    }
}
#endif
