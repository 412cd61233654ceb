// A stub of UnityEngine for tests on Mono. Not Unity.
using System;
using System.Collections.Generic;

namespace UnityEngine
{
    public sealed class AudioClip : Object
    {
        private float[] data;

        internal AudioClip()
        {
        }

        /// <summary>The number of frames, which Unity calls samples.</summary>
        public int samples { get; private set; }

        public int channels { get; private set; }

        public int frequency { get; private set; }

        public float length
        {
            get { return (float)samples / frequency; }
        }

        public static AudioClip Create(string name, int lengthSamples, int channels, int frequency, bool stream)
        {
            if (lengthSamples <= 0) throw new ArgumentException("Length of created clip must be larger than 0");
            if (channels <= 0) throw new ArgumentException("Number of channels in created clip must be greater than 0");
            if (frequency <= 0) throw new ArgumentException("Frequency in created clip must be greater than 0");
            return new AudioClip { name = name, samples = lengthSamples, channels = channels, frequency = frequency, data = new float[lengthSamples * channels] };
        }

        /// <summary>Samples behind the end of the clip are discarded with a warning.</summary>
        public bool SetData(float[] data, int offsetSamples)
        {
            if (offsetSamples < 0 || offsetSamples >= samples) throw new ArgumentException("AudioClip.SetData failed; invalid offsetSamples");
            if (data == null || data.Length == 0) throw new ArgumentException("AudioClip.SetData failed; invalid data");
            int fits = Math.Min(data.Length, (samples - offsetSamples) * channels);
            if (fits < data.Length) Debug.LogWarning("Data too long to fit the audioclip: " + name + ". " + (data.Length - fits) + " sample(s) discarded");
            Array.Resize(ref data, fits);
            Copy(data, offsetSamples, true);
            return true;
        }

        /// <summary>Behind the end of the clip it reads on from the beginning.</summary>
        public bool GetData(float[] data, int offsetSamples)
        {
            if (IsUnreadable) return false;
            Copy(data, offsetSamples, false);
            return true;
        }

        /// <summary>Writes like a recording device, which goes on at the beginning.</summary>
        internal void Wrap(float[] values, int offset)
        {
            Copy(values, offset, true);
        }

        /// <summary>Loses the samples.</summary>
        internal void Empty()
        {
            Array.Clear(data, 0, data.Length);
        }

        /// <summary>Whether reading fails, as for a clip that is compressed in memory.</summary>
        [StubControl]
        public bool IsUnreadable { get; set; }

        private void Copy(float[] values, int offset, bool into)
        {
            if (IsDestroyed) throw new InvalidOperationException("The clip was destroyed.");
            for (int index = 0; index < values.Length; index++)
            {
                int at = (offset * channels + index) % data.Length;
                if (into) data[at] = values[index];
                else values[index] = data[at];
            }
        }
    }

    public class AudioBehaviour : Behaviour
    {
    }

    public sealed class AudioListener : AudioBehaviour
    {
        public static bool pause { get; set; }
    }

    /// <summary>Members throw on the audio thread, where Unity does not allow them.</summary>
    public sealed class AudioSource : AudioBehaviour
    {
        private AudioClip sound;
        private bool playing;
        private bool held;
        private bool active;

        public AudioClip clip
        {
            get
            {
                StubAudio.RequireMainThread();
                return sound;
            }
            set
            {
                StubAudio.RequireMainThread();
                if (sound == value) return;
                sound = value;
                Stop();
            }
        }

        public bool isPlaying
        {
            get
            {
                StubAudio.RequireMainThread();
                return playing && !held;
            }
        }

        public bool loop { get; set; }

        public float spatialBlend { get; set; }

        public bool mute { get; set; }

        public bool playOnAwake { get; set; } = true;

        public bool ignoreListenerPause { get; set; }

        public bool spatializePostEffects { get; set; }

        public float volume { get; set; } = 1;

        /// <summary>From -1 (left) to 1 (right). It stands for all that moves the sound between the channels.</summary>
        public float panStereo { get; set; }

        /// <summary>The factor of the distance, which Unity computes from the curve of the source.</summary>
        public float StubDistance { get; set; } = 1;

        /// <summary>How often Play has started the source.</summary>
        [StubControl]
        public int Plays { get; private set; }

        /// <summary>The frame of the clip that the mixer reads next.</summary>
        internal int Position;

        public void Play()
        {
            StubAudio.RequireMainThread();
            if (!isActiveAndEnabled)
            {
                Debug.LogWarning("Can not play a disabled audio source");
                return;
            }
            if (!StubAudio.HasDevice) return;
            Position = 0;
            held = false;
            playing = true;
            Plays++;
        }

        public void Stop()
        {
            StubAudio.RequireMainThread();
            playing = held = false;
            Position = 0;
        }

        public void Pause()
        {
            held = playing;
        }

        public void UnPause()
        {
            held = false;
        }

        internal override void ActiveChanged()
        {
            if (active == isActiveAndEnabled) return;
            active = isActiveAndEnabled;
            if (!active) playing = held = false;
            else if (playOnAwake && sound != null && Application.isPlaying) Play();
        }

        internal override void OnDestroying()
        {
            playing = held = false;
            base.OnDestroying();
        }
    }

    public enum AudioSpeakerMode
    {
        Mono = 1,
        Stereo = 2
    }

    public static class AudioSettings
    {
        public delegate void AudioConfigurationChangeHandler(bool deviceWasChanged);

        public static event AudioConfigurationChangeHandler OnAudioConfigurationChanged;

        public static int outputSampleRate
        {
            get
            {
                StubAudio.RequireMainThread();
                return StubAudio.Rate;
            }
        }

        public static void GetDSPBufferSize(out int bufferLength, out int numBuffers)
        {
            StubAudio.RequireMainThread();
            bufferLength = StubAudio.BufferFrames;
            numBuffers = StubAudio.Buffers;
        }

        internal static int Listeners
        {
            get { return OnAudioConfigurationChanged == null ? 0 : OnAudioConfigurationChanged.GetInvocationList().Length; }
        }

        internal static void Change(bool device)
        {
            if (OnAudioConfigurationChanged != null) OnAudioConfigurationChanged(device);
        }
    }
}
