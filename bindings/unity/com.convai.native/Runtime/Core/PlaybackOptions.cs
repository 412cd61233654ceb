using System;

namespace ConvaiNative
{
    /// <summary>How a <see cref="Playback"/> is made. Null selects the default. Not thread-safe.</summary>
    public sealed class PlaybackOptions
    {
        /// <summary>
        /// The time from a read until its samples are heard: at most one second. <see cref="PlaybackState"/> tells what is heard and not
        /// what was read, so its turn, frames, level and mouth follow later by this time. The default is none.
        /// </summary>
        public TimeSpan? Latency { get; set; }

        /// <summary>
        /// A voice begins when so much of it has arrived, or all of it: at most half a second. A voice that arrives more slowly begins a
        /// quarter of a second later than that after its first samples. A longer buffer hides the gaps of a slow network. The default is
        /// none: a voice begins with its first frame.
        /// </summary>
        public TimeSpan? StartBuffer { get; set; }

        /// <summary>
        /// How much audio the playback holds at most: at most one hour. The turns of a conversation are never refused. The default is five
        /// minutes.
        /// </summary>
        public TimeSpan? MaxBuffered { get; set; }

        /// <summary>
        /// Whether there is no audio device, as on a server. A voice then plays by the clock, except during a pause, and reads give
        /// silence.
        /// </summary>
        public bool WithoutDevice { get; set; }
    }

    /// <summary>What happens to the voices in a <see cref="Playback"/> when another one is added.</summary>
    public enum PlaybackMode
    {
        /// <summary>The voice is heard after those that are in the queue.</summary>
        Queue = NativeMethods.CONVAI_PLAYBACK_QUEUE,

        /// <summary>What is heard fades out in 10 milliseconds, the queue is emptied, and then the voice is heard.</summary>
        Replace = NativeMethods.CONVAI_PLAYBACK_REPLACE
    }
}
