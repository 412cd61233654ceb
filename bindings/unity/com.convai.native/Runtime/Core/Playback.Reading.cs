using System;

namespace ConvaiNative
{
    /// <content>What the audio thread calls.</content>
    public sealed unsafe partial class Playback
    {
        /// <summary>
        /// Fills an array with the next samples, from -1 to 1: with silence where there is no voice, after <see cref="Dispose"/>, and
        /// while another thread reads.
        /// </summary>
        /// <param name="samples">Receives the samples. It is filled completely. Null receives nothing.</param>
        /// <param name="channels">The number of channels of the device. A number below 1 fills the array with silence.</param>
        /// <returns>
        /// How many of the frames are voice, fades included. They can be anywhere in the array. Fewer than fit, or 0, are no end:
        /// <see cref="PlaybackState.Phase"/> tells.
        /// </returns>
        /// <remarks>For an audio thread, such as Unity's OnAudioFilterRead. Allocates nothing, never throws and never blocks.</remarks>
        public int Read(float[] samples, int channels)
        {
            if (samples == null) return 0;
            int frames = channels > 0 ? samples.Length / channels : 0;
            for (int index = frames * channels; index < samples.Length; index++) samples[index] = 0;
            return Read(samples, 0, frames, channels);
        }

        /// <summary>Fills a part of an array with the next samples, as <see cref="Read(float[], int)"/> does.</summary>
        /// <param name="samples">Receives the samples.</param>
        /// <param name="offset">The index of the first sample to write. Outside of the array nothing is read.</param>
        /// <param name="frames">The number of frames to write, <paramref name="channels"/> samples each. If fewer fit, fewer are read.</param>
        /// <param name="channels">The number of channels of the device. Below 1 nothing is read.</param>
        /// <returns>How many frames are voice.</returns>
        /// <remarks>For an audio thread. Allocates nothing, never throws and never blocks.</remarks>
        public int Read(float[] samples, int offset, int frames, int channels)
        {
            frames = Fitting(samples, offset, frames, channels);
            if (frames == 0) return 0;
            fixed (float* start = samples) return Read(start + offset, frames, channels);
        }

        /// <summary>Fills an array with the next samples in 16 bits, as <see cref="Read(float[], int)"/> does.</summary>
        /// <param name="samples">Receives the samples. It is filled completely. Null receives nothing.</param>
        /// <param name="channels">The number of channels of the device. A number below 1 fills the array with silence.</param>
        /// <returns>How many frames are voice.</returns>
        /// <remarks>For an audio thread. Allocates nothing, never throws and never blocks.</remarks>
        public int Read(short[] samples, int channels)
        {
            if (samples == null) return 0;
            int frames = channels > 0 ? samples.Length / channels : 0;
            for (int index = frames * channels; index < samples.Length; index++) samples[index] = 0;
            return Read(samples, 0, frames, channels);
        }

        /// <summary>Fills a part of an array with the next samples in 16 bits, as <see cref="Read(float[], int, int, int)"/> does.</summary>
        /// <param name="samples">Receives the samples.</param>
        /// <param name="offset">The index of the first sample to write. Outside of the array nothing is read.</param>
        /// <param name="frames">The number of frames to write, <paramref name="channels"/> samples each. If fewer fit, fewer are read.</param>
        /// <param name="channels">The number of channels of the device. Below 1 nothing is read.</param>
        /// <returns>How many frames are voice.</returns>
        /// <remarks>For an audio thread. Allocates nothing, never throws and never blocks.</remarks>
        public int Read(short[] samples, int offset, int frames, int channels)
        {
            frames = Fitting(samples, offset, frames, channels);
            if (frames == 0) return 0;
            fixed (short* start = samples) return Read(start + offset, frames, channels);
        }

        /// <summary>Fills the memory of an audio device with the next samples, as <see cref="Read(float[], int)"/> does.</summary>
        /// <param name="samples">Receives <paramref name="frames"/> * <paramref name="channels"/> samples. Null receives nothing.</param>
        /// <param name="frames">The number of frames. Below 1 nothing is read.</param>
        /// <param name="channels">The number of channels. Below 1 nothing is read.</param>
        /// <returns>How many frames are voice.</returns>
        /// <remarks>For an audio thread. Allocates nothing, never throws and never blocks.</remarks>
        public int Read(float* samples, int frames, int channels)
        {
            if (frames < 1 || channels < 1) return 0;
            int voice = (int)NativeMethods.convai_playback_read_f32(handle.Token, samples, (UIntPtr)(uint)frames, (uint)channels);
            GC.KeepAlive(this);
            return voice;
        }

        /// <summary>Fills the memory of an audio device with the next samples in 16 bits, as <see cref="Read(float[], int)"/> does.</summary>
        /// <param name="samples">Receives <paramref name="frames"/> * <paramref name="channels"/> samples. Null receives nothing.</param>
        /// <param name="frames">The number of frames. Below 1 nothing is read.</param>
        /// <param name="channels">The number of channels. Below 1 nothing is read.</param>
        /// <returns>How many frames are voice.</returns>
        /// <remarks>For an audio thread. Allocates nothing, never throws and never blocks.</remarks>
        public int Read(short* samples, int frames, int channels)
        {
            if (frames < 1 || channels < 1) return 0;
            int voice = (int)NativeMethods.convai_playback_read_s16(handle.Token, samples, (UIntPtr)(uint)frames, (uint)channels);
            GC.KeepAlive(this);
            return voice;
        }

        /// <summary>
        /// Reads for a program without an audio callback, which pushes samples into a queue of the audio interface: it reads what that
        /// queue lacks to hold a given time. It ends with the voice, so that the next voice does not wait behind silence. The state
        /// takes the queue for latency, up to one second.
        /// </summary>
        /// <param name="samples">Receives the samples, from -1 to 1. It should hold <paramref name="ahead"/>. Null receives nothing.</param>
        /// <param name="channels">The number of channels. Below 1 nothing is read.</param>
        /// <param name="queued">The frames that the queue holds now, at the sample rate of the device.</param>
        /// <param name="ahead">
        /// The time that the queue is to hold. It has to outlast the longest frame of the game; 100 milliseconds are usual.
        /// </param>
        /// <returns>How many frames to push, from the beginning of the array. What follows them has no meaning.</returns>
        /// <remarks>Call it in each frame of the game. Allocates nothing, never throws and never blocks.</remarks>
        public int ReadAhead(float[] samples, int channels, int queued, TimeSpan ahead)
        {
            int capacity = Fitting(samples, 0, int.MaxValue, channels);
            if (capacity == 0) return 0;
            fixed (float* start = samples) return ReadAhead(start, capacity, channels, queued, ahead);
        }

        /// <summary>Reads for a program without an audio callback, in 16 bits. See <see cref="ReadAhead(float[], int, int, TimeSpan)"/>.</summary>
        /// <param name="samples">Receives the samples from its beginning on. Null receives nothing.</param>
        /// <param name="channels">The number of channels. Below 1 nothing is read.</param>
        /// <param name="queued">The frames that the queue holds now, at the sample rate of the device.</param>
        /// <param name="ahead">The time that the queue is to hold.</param>
        /// <returns>How many frames to push, from the beginning of the array. What follows them has no meaning.</returns>
        /// <remarks>Call it in each frame of the game. Allocates nothing, never throws and never blocks.</remarks>
        public int ReadAhead(short[] samples, int channels, int queued, TimeSpan ahead)
        {
            int capacity = Fitting(samples, 0, int.MaxValue, channels);
            if (capacity == 0) return 0;
            fixed (short* start = samples) return ReadAhead(start, capacity, channels, queued, ahead);
        }

        private int ReadAhead(float* samples, int capacity, int channels, int queued, TimeSpan ahead)
        {
            int frames = (int)NativeMethods.convai_playback_read_ahead_f32(handle.Token, samples, (UIntPtr)(uint)capacity, (uint)channels, Queued(queued), Ahead(ahead));
            GC.KeepAlive(this);
            return frames;
        }

        private int ReadAhead(short* samples, int capacity, int channels, int queued, TimeSpan ahead)
        {
            int frames = (int)NativeMethods.convai_playback_read_ahead_s16(handle.Token, samples, (UIntPtr)(uint)capacity, (uint)channels, Queued(queued), Ahead(ahead));
            GC.KeepAlive(this);
            return frames;
        }

        /// <summary>How many frames fit into the array from this index on, and are wanted. 0 for arguments that make no sense.</summary>
        private static int Fitting(Array samples, int offset, int frames, int channels)
        {
            if (samples == null || offset < 0 || offset > samples.Length || channels < 1) return 0;
            return Math.Max(0, Math.Min(frames, (samples.Length - offset) / channels));
        }

        private static UIntPtr Queued(int queued)
        {
            return (UIntPtr)(uint)Math.Max(0, queued);
        }

        private static int Ahead(TimeSpan ahead)
        {
            return (int)Math.Max(0, Math.Min(ahead.TotalMilliseconds, int.MaxValue));
        }
    }
}
