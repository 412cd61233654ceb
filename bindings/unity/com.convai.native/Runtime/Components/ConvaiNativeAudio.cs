using System;
using UnityEngine;

namespace ConvaiNative.Components
{
    /// <summary>Between the core's audio and Unity's clips. Main thread only.</summary>
    public static class ConvaiNativeAudio
    {
        /// <summary>Makes a clip of a piece of audio, with its own rate and channels. Destroy it when it is not needed any more.</summary>
        /// <param name="audio">The audio. Copied: it may be disposed of afterwards.</param>
        /// <param name="name">The clip's name in the profiler.</param>
        /// <returns>The clip; null where the audio has no frames, as Unity has no empty clips.</returns>
        public static AudioClip ToClip(Audio audio, string name = "Convai Native voice")
        {
            if (audio == null) throw new ArgumentNullException("audio");
            if (audio.Frames == 0) return null;
            // Unity calls this length "samples"; it means frames, that is samples per channel.
            AudioClip clip = AudioClip.Create(name, audio.Frames, audio.Channels, audio.SampleRate, false);
            clip.SetData(audio.ToFloat(), 0);
            return clip;
        }

        /// <summary>Copies a clip's samples, to say them. The clip has to be of load type "Decompress On Load".</summary>
        /// <exception cref="ArgumentException">Its samples cannot be read.</exception>
        public static PcmAudio FromClip(AudioClip clip)
        {
            if (clip == null) throw new ArgumentNullException("clip");
            float[] samples = new float[clip.samples * clip.channels];
            if (samples.Length == 0 || !clip.GetData(samples, 0))
                throw new ArgumentException("The samples of \"" + clip.name + "\" cannot be read. Set its load type to Decompress On Load, and load it first.", "clip");
            return new PcmAudio(samples, clip.frequency, clip.channels);
        }
    }
}
