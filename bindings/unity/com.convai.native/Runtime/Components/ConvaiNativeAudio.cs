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

        /// <summary>Creates a clip from a WAV file with integer or float samples of 8 to 32 bits. The caller destroys the clip.</summary>
        /// <param name="wav">The bytes of the file.</param>
        /// <param name="name">The name of the clip, which the profiler shows.</param>
        /// <returns>The clip. Null if the file has no frames, because Unity has no empty clips.</returns>
        /// <exception cref="ArgumentNullException"><paramref name="wav"/> is null.</exception>
        /// <exception cref="ConvaiNativeException">The code is AudioInput: the bytes are not readable as audio.</exception>
        public static AudioClip FromWav(byte[] wav, string name = "Convai Native sound")
        {
            using (Audio audio = Audio.FromWav(wav)) return ToClip(audio, name);
        }

        /// <summary>Builds a 16-bit mono WAV file from a clip. A turn uploads the same file for this clip.</summary>
        /// <param name="clip">The clip. Its load type must be Decompress On Load.</param>
        /// <param name="sampleRate">The sample rate of the file in Hz. 0 keeps the rate of the clip.</param>
        /// <exception cref="ArgumentException">The clip is null, its samples cannot be read, or the rate is negative.</exception>
        /// <exception cref="ConvaiNativeException">The rate is out of its range.</exception>
        public static byte[] ToWav(AudioClip clip, int sampleRate = 0)
        {
            using (Audio audio = Audio.FromPcm(FromClip(clip), sampleRate)) return audio.Wav;
        }

        /// <summary>Copies the samples of a clip as 16-bit samples with interleaved channels.</summary>
        /// <exception cref="ArgumentException">The clip is null, or its samples cannot be read.</exception>
        public static short[] ToPcm16(AudioClip clip)
        {
            return Audio.ToPcm16(Samples(clip));
        }

        /// <summary>Measures how loud a clip is.</summary>
        /// <exception cref="ArgumentException">The clip is null, or its samples cannot be read.</exception>
        public static AudioLevel Level(AudioClip clip)
        {
            return FromClip(clip).Level();
        }

        /// <summary>Copies the samples of a clip. The load type of the clip must be Decompress On Load.</summary>
        /// <exception cref="ArgumentException">The clip is null, or its samples cannot be read.</exception>
        public static PcmAudio FromClip(AudioClip clip)
        {
            return new PcmAudio(Samples(clip), clip.frequency, clip.channels);
        }

        /// <summary>A copy in the form in which samples are uploaded. What cannot be copied is returned, and fails when it is said.</summary>
        internal static PcmAudio Copy(PcmAudio audio)
        {
            if (audio == null) return null;
            try
            {
                using (Audio copy = Audio.FromPcm(audio)) return new PcmAudio(copy.Pcm16, copy.SampleRate);
            }
            catch (ConvaiNativeException)
            {
                return audio;
            }
        }

        private static float[] Samples(AudioClip clip)
        {
            if (clip == null) throw new ArgumentNullException("clip");
            float[] samples = new float[clip.samples * clip.channels];
            if (samples.Length == 0 || !clip.GetData(samples, 0))
                throw new ArgumentException("The samples of the clip \"" + clip.name + "\" cannot be read. Set its load type to Decompress On Load, and load it before this call.", "clip");
            return samples;
        }
    }
}
