using System;

namespace ConvaiNative
{
    /// <summary>How a <see cref="Playback"/> is made. Null selects the default. Not thread-safe.</summary>
    public sealed class PlaybackOptions
    {
        /// <summary>
        /// The time from a read until its samples are heard: at most one second. The level, the mouth and the frames of
        /// <see cref="PlaybackState"/> are late by it. The default is none.
        /// </summary>
        public TimeSpan? Latency { get; set; }

        /// <summary>
        /// A voice begins when so much of it has arrived, or all of it: at most half a second. More of it hides the gaps of a slow
        /// network. The default is none: a voice begins with its first frame.
        /// </summary>
        public TimeSpan? StartBuffer { get; set; }

        /// <summary>How much audio the playback holds at most: at most one hour. The default is five minutes.</summary>
        public TimeSpan? MaxBuffered { get; set; }

        /// <summary>
        /// Whether there is no audio device, as on a server. Time then passes by the clock, except during a pause, and reads return
        /// silence.
        /// </summary>
        public bool WithoutDevice { get; set; }
    }

    /// <summary>What happens to the voices in a <see cref="Playback"/> when another one is added.</summary>
    public enum PlaybackMode
    {
        /// <summary>The voice is heard after those that are in the queue.</summary>
        Queue = NativeMethods.CONVAI_PLAYBACK_QUEUE,

        /// <summary>What is heard fades out, the queue is emptied, and the voice is heard at once.</summary>
        Replace = NativeMethods.CONVAI_PLAYBACK_REPLACE
    }
}
