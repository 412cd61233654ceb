using System;
using UnityEngine;

namespace ConvaiNative.Components
{
    /// <summary>Converts between the audio types of the core and audio clips. Main thread only. No member blocks.</summary>
    public static class ConvaiNativeAudio
    {
        /// <summary>Creates a clip with the sample rate and the channels of the audio. The caller destroys the clip.</summary>
        /// <param name="audio">The audio. It is copied, and may be disposed of afterwards.</param>
        /// <param name="name">The name of the clip, which the profiler shows.</param>
        /// <returns>The clip. Null if the audio has no frames, because Unity has no empty clips.</returns>
        /// <exception cref="ArgumentNullException"><paramref name="audio"/> is null.</exception>
        public static AudioClip ToClip(Audio audio, string name = "Convai Native voice")
        {
            if (audio == null) throw new ArgumentNullException("audio");
            if (audio.Frames == 0) return null;
            // The parameter lengthSamples of Unity is the number of frames: samples per channel.
            AudioClip clip = AudioClip.Create(name, audio.Frames, audio.Channels, audio.SampleRate, false);
            clip.SetData(audio.ToFloat(), 0);
            return clip;
        }

        /// <summary>Copies the samples of a clip. The load type of the clip must be Decompress On Load.</summary>
        /// <exception cref="ArgumentException">The clip is null, or its samples cannot be read.</exception>
        public static PcmAudio FromClip(AudioClip clip)
        {
            if (clip == null) throw new ArgumentNullException("clip");
            float[] samples = new float[clip.samples * clip.channels];
            if (samples.Length == 0 || !clip.GetData(samples, 0))
                throw new ArgumentException("The samples of the clip \"" + clip.name + "\" cannot be read. Set its load type to Decompress On Load, and load it before this call.", "clip");
            return new PcmAudio(samples, clip.frequency, clip.channels);
        }
    }
}
