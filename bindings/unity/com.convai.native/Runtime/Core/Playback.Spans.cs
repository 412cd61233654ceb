// In Unity both API compatibility levels have what .NET Standard 2.1 has.
#if NETSTANDARD2_1 || NETSTANDARD2_1_OR_GREATER || NETCOREAPP3_0_OR_GREATER || UNITY_2021_2_OR_NEWER
using System;
using System.Runtime.InteropServices;

namespace ConvaiNative
{
    /// <content>Samples for any memory.</content>
    public sealed unsafe partial class Playback
    {
        /// <summary>Fills memory with the next samples, as <see cref="Read(float[], int)"/> does.</summary>
        /// <param name="samples">Receives the samples. It is filled completely.</param>
        /// <param name="channels">The number of channels of the device. A number below 1 fills the memory with silence.</param>
        /// <returns>How many frames are voice.</returns>
        /// <remarks>For an audio thread. Allocates nothing, never throws and never blocks.</remarks>
        public int Read(Span<float> samples, int channels)
        {
            int frames = channels > 0 ? samples.Length / channels : 0;
            samples.Slice(frames * Math.Max(channels, 0)).Clear();
            fixed (float* start = &MemoryMarshal.GetReference(samples)) return Read(start, frames, channels);
        }

        /// <summary>Fills memory with the next samples in 16 bits, as <see cref="Read(float[], int)"/> does.</summary>
        /// <param name="samples">Receives the samples. It is filled completely.</param>
        /// <param name="channels">The number of channels of the device. A number below 1 fills the memory with silence.</param>
        /// <returns>How many frames are voice.</returns>
        /// <remarks>For an audio thread. Allocates nothing, never throws and never blocks.</remarks>
        public int Read(Span<short> samples, int channels)
        {
            int frames = channels > 0 ? samples.Length / channels : 0;
            samples.Slice(frames * Math.Max(channels, 0)).Clear();
            fixed (short* start = &MemoryMarshal.GetReference(samples)) return Read(start, frames, channels);
        }

        /// <summary>Reads for a program without an audio callback. See <see cref="ReadAhead(float[], int, int, TimeSpan)"/>.</summary>
        /// <param name="samples">Receives the samples from its beginning on. It should hold <paramref name="ahead"/>.</param>
        /// <param name="channels">The number of channels. Below 1 nothing is read.</param>
        /// <param name="queued">The frames that the queue holds now, at the sample rate of the device.</param>
        /// <param name="ahead">The time that the queue is to hold.</param>
        /// <returns>How many frames to push, from the beginning of the memory. What follows them has no meaning.</returns>
        /// <remarks>Call it in each frame of the game. Allocates nothing, never throws and never blocks.</remarks>
        public int ReadAhead(Span<float> samples, int channels, int queued, TimeSpan ahead)
        {
            int capacity = channels > 0 ? samples.Length / channels : 0;
            if (capacity == 0) return 0;
            fixed (float* start = &MemoryMarshal.GetReference(samples)) return ReadAhead(start, capacity, channels, queued, ahead);
        }

        /// <summary>Reads for a program without an audio callback, in 16 bits. See <see cref="ReadAhead(float[], int, int, TimeSpan)"/>.</summary>
        /// <param name="samples">Receives the samples from its beginning on. It should hold <paramref name="ahead"/>.</param>
        /// <param name="channels">The number of channels. Below 1 nothing is read.</param>
        /// <param name="queued">The frames that the queue holds now, at the sample rate of the device.</param>
        /// <param name="ahead">The time that the queue is to hold.</param>
        /// <returns>How many frames to push, from the beginning of the memory. What follows them has no meaning.</returns>
        /// <remarks>Call it in each frame of the game. Allocates nothing, never throws and never blocks.</remarks>
        public int ReadAhead(Span<short> samples, int channels, int queued, TimeSpan ahead)
        {
            int capacity = channels > 0 ? samples.Length / channels : 0;
            if (capacity == 0) return 0;
            fixed (short* start = &MemoryMarshal.GetReference(samples)) return ReadAhead(start, capacity, channels, queued, ahead);
        }
    }
}
#endif
