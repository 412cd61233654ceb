using System;
using System.Threading;
using UnityEngine;

namespace ConvaiNative.Components
{
    /// <summary>
    /// Speaks through the audio source of its object: the replies of characters in their order, and sounds of the game. A
    /// <see cref="ConvaiNativeCharacter"/> adds this component to its audio source if it is missing.
    /// </summary>
    /// <remarks>
    /// The source plays a loop of ones, and this component multiplies it by the voice as an audio filter, so that volume, panning and
    /// distance of the source apply to the voice. The component owns the clip of the source: play other sounds with another source.
    /// Audio effects of the object apply to the voice if they stand below this component. Main thread only; no member blocks.
    /// </remarks>
    [AddComponentMenu("Convai Native/Convai Native Voice")]
    [ConvaiNativeHelp("speech")]
    [RequireComponent(typeof(AudioSource))]
    [DisallowMultipleComponent]
    [DefaultExecutionOrder(-900)]
    public sealed class ConvaiNativeVoice : MonoBehaviour
    {
        /// <summary>A gap in a voice counts as speech for this time in seconds.</summary>
        private const float LongestGap = 0.3f;

        /// <summary>If the audio thread has not read for this time in seconds, the voice passes by the clock.</summary>
        private const float LongestWithoutRead = 0.3f;

        /// <summary>The longest time in seconds that one frame counts for. A frame may be longer while the game loads or is halted.</summary>
        private const float LongestFrame = 0.1f;

        /// <summary>How exact the state is in seconds.</summary>
        private const float StateStep = 0.02f;

        /// <summary>The source plays on for this time in seconds after the voice, and is started at most once in this time.</summary>
        private const float SourceSeconds = 0.5f;

        /// <summary>The sample rate in Hz if Unity has no audio.</summary>
        private const int RateWithoutDevice = 48000;

        [SerializeField, Range(0, 8)]
        [Tooltip("The factor for the samples of the voice. Use it for voices that are too quiet. The volume of the audio source applies as well.")]
        private float gain = 1;

        [SerializeField, Range(0, 0.5f)]
        [Tooltip("A voice begins when this much of it has arrived, in seconds. More of it hides the gaps of a slow network. 0: it begins with the first sample.")]
        private float startBufferSeconds;

        private AudioSource source;
        private AudioClip ones;
        private Playback playback;
        private PlaybackState voiceState;
        private TimeSpan lastPlayed;
        private float[] samples;
        private float[] silent;
        private int reads;
        private int lastReads;
        private float sinceRead;
        private float sinceHeard;
        private float sincePlay;
        private float mixerLatency;
        private double owedFrames;
        private bool voicePaused;
        private bool applicationPaused;

        /// <summary>
        /// Whether a voice is heard. A gap of up to 0.3 seconds, in which the network is too slow, counts as speech, and so does a
        /// pause. It becomes false when the last sample was heard, also if there is no audio device.
        /// </summary>
        public bool IsSpeaking { get; private set; }

        /// <summary>
        /// Whether the voice is paused: by AudioListener.pause, unless the audio source ignores it, or because the application is
        /// paused. The voice continues where it was. Time.timeScale does not matter.
        /// </summary>
        public bool IsPaused
        {
            get { return voicePaused; }
        }

        /// <summary>
        /// The time in seconds from the mixing of a sample until it is heard, as far as Unity knows it. Bluetooth adds more. The state,
        /// the level and the mouth are late by it, so that they fit what is heard.
        /// </summary>
        public float LatencySeconds
        {
            get { return mixerLatency; }
        }

        /// <summary>What is heard now, as of this frame.</summary>
        public PlaybackState State
        {
            get { return voiceState; }
        }

        /// <summary>The level of what is heard. Silence while nothing is heard.</summary>
        public AudioLevel Level
        {
            get { return IsSpeaking && !IsPaused ? State.Level : default(AudioLevel); }
        }

        /// <summary>How far the mouth is open, from 0 to 1, for blend shapes. 0 while nothing is heard.</summary>
        public float Mouth
        {
            get { return IsSpeaking && !IsPaused ? State.Mouth : 0; }
        }

        /// <summary>The factor for the samples of the voice, from 0 to 8.</summary>
        public float Gain
        {
            get { return gain; }
            set
            {
                gain = Math.Max(0, Math.Min(value, 8));
                if (playback != null) playback.Volume = gain;
            }
        }

        /// <summary>How much of a voice has to arrive before it begins, in seconds, at most 0.5. A change applies after the component was disabled.</summary>
        public float StartBufferSeconds
        {
            get { return startBufferSeconds; }
            set { startBufferSeconds = Math.Max(0, Math.Min(value, 0.5f)); }
        }

        /// <summary>
        /// The playback of the core, for instance for <see cref="Conversation.SetPlayback"/>. Null while the component is disabled, and
        /// after <see cref="ConvaiNativeLifecycle.Shutdown()"/>. Disabling the component frees it.
        /// </summary>
        /// <exception cref="ConvaiNativeLibraryException">The native library is missing or has another version.</exception>
        public Playback Playback
        {
            get
            {
                if (playback != null || !isActiveAndEnabled || ConvaiNativeLifecycle.Stopped) return playback;
                Playback made = new Playback(Rate(), new PlaybackOptions { Latency = TimeSpan.FromSeconds(LatencySeconds), StartBuffer = TimeSpan.FromSeconds(startBufferSeconds) });
                made.Volume = gain;
                return playback = made;
            }
        }

        /// <summary>The playback, if there is one.</summary>
        internal Playback OpenPlayback
        {
            get { return playback; }
        }

        /// <summary>Plays samples, for instance a recorded line. Does nothing while the component is disabled.</summary>
        /// <param name="audio">The samples. They are copied before the method returns.</param>
        /// <param name="mode">Whether they are heard after what is in the queue, or in its place.</param>
        /// <exception cref="ArgumentNullException"><paramref name="audio"/> is null.</exception>
        /// <exception cref="ConvaiNativeException">The samples are invalid, or the queue holds five minutes already.</exception>
        public void Speak(PcmAudio audio, PlaybackMode mode = PlaybackMode.Queue)
        {
            if (audio == null) throw new ArgumentNullException("audio");
            Playback target = Playback;
            if (target != null) target.Add(audio, mode);
        }

        /// <summary>Fades out what is heard, and empties the queue.</summary>
        /// <param name="fadeSeconds">The length of the fade, at most 10. 0 is a short fade without a click.</param>
        public void StopSpeaking(float fadeSeconds = 0)
        {
            if (playback != null) playback.Stop(TimeSpan.FromSeconds(Math.Max(0, Math.Min(fadeSeconds, 10))));
        }

        private void OnEnable()
        {
            // Not in Awake, which Unity does not call again when it reloads code in play mode.
            source = GetComponent<AudioSource>();
            AudioSettings.OnAudioConfigurationChanged += ConfigurationChanged;
            MeasureDevice();
        }

        private void OnDisable()
        {
            AudioSettings.OnAudioConfigurationChanged -= ConfigurationChanged;
            StopSource();
            Playback ended = playback;
            playback = null;
            if (ended != null) ended.Dispose();
            voiceState = default(PlaybackState);
            lastPlayed = TimeSpan.Zero;
            IsSpeaking = voicePaused = false;
        }

        private void OnDestroy()
        {
            if (ones != null) Destroy(ones);
        }

        private void OnApplicationPause(bool pauses)
        {
            applicationPaused = pauses;
            // There is no update until the application continues.
            if (playback != null) UpdatePause();
        }

        private void Update()
        {
            if (playback == null) return;
            float elapsed = Mathf.Min(Time.unscaledDeltaTime, LongestFrame);
            UpdatePause();
            if (!IsPaused) ReadByTheClock(elapsed);
            voiceState = playback.Poll();
            UpdateSpeaking(elapsed);
            if (!IsPaused) UpdateSource(elapsed);
        }

        /// <summary>Unity calls it on the audio thread.</summary>
        private void OnAudioFilterRead(float[] data, int channels)
        {
            Volatile.Write(ref reads, reads + 1);
            Playback heard = Volatile.Read(ref playback);
            float[] voice = Volatile.Read(ref samples);
            if (heard == null || voice == null)
            {
                Array.Clear(data, 0, data.Length);
                return;
            }
            int frames = data.Length / channels;
            for (int first = 0; first < frames; first += voice.Length)
            {
                int count = Math.Min(voice.Length, frames - first);
                heard.Read(voice, 0, count, 1);
                int at = first * channels;
                for (int frame = 0; frame < count; frame++)
                    for (int channel = 0; channel < channels; channel++) data[at++] *= voice[frame];
            }
        }

        private void ConfigurationChanged(bool deviceWasChanged)
        {
            MeasureDevice();
            // Unity has stopped the source, and a clip that a script has made is empty now.
            StopSource();
            if (ones != null) Destroy(ones);
            ones = null;
            if (playback != null) playback.SetDevice(Rate(), TimeSpan.FromSeconds(mixerLatency));
        }

        private void MeasureDevice()
        {
            int frames, buffers;
            AudioSettings.GetDSPBufferSize(out frames, out buffers);
            // The audio thread may use the old array until it has returned.
            Volatile.Write(ref samples, new float[Math.Max(256, frames)]);
            mixerLatency = Math.Max(0, Math.Min((float)frames * buffers / Rate(), 1));
        }

        private static int Rate()
        {
            int rate = AudioSettings.outputSampleRate;
            return rate > 0 ? rate : RateWithoutDevice;
        }

        private void UpdatePause()
        {
            bool now = applicationPaused || AudioListener.pause && !source.ignoreListenerPause;
            if (voicePaused == now) return;
            voicePaused = now;
            sinceRead = 0;
            if (voicePaused) playback.Pause();
            else playback.Resume();
        }

        /// <summary>
        /// Lets the voice pass while nobody reads it: there is no audio device, the source is disabled, or it cannot be heard and
        /// Unity does not mix it.
        /// </summary>
        private void ReadByTheClock(float elapsed)
        {
            int now = Volatile.Read(ref reads);
            sinceRead = now == lastReads ? sinceRead + elapsed : 0;
            lastReads = now;
            if (sinceRead < LongestWithoutRead)
            {
                owedFrames = 0;
                return;
            }
            if (silent == null) silent = new float[1024];
            for (owedFrames += elapsed * (double)playback.SampleRate; owedFrames >= 1; owedFrames -= silent.Length)
                playback.Read(silent, 0, (int)Math.Min(owedFrames, silent.Length), 1);
            owedFrames = Math.Max(0, owedFrames);
        }

        private void UpdateSpeaking(float elapsed)
        {
            // A voice that is shorter than a frame was never seen in the phase Speaking.
            bool heard = State.Phase == PlaybackPhase.Speaking || State.Played > lastPlayed;
            lastPlayed = State.Played;
            if (heard)
            {
                sinceHeard = 0;
                IsSpeaking = true;
            }
            if (!IsSpeaking || heard || IsPaused) return;
            sinceHeard += elapsed;
            // The last sample was read, but not heard yet.
            IsSpeaking = sinceHeard < (State.Phase == PlaybackPhase.Buffering ? LongestGap : LatencySeconds + StateStep);
        }

        private void UpdateSource(float elapsed)
        {
            sincePlay += elapsed;
            bool wanted = State.Phase == PlaybackPhase.Buffering || State.Phase == PlaybackPhase.Speaking;
            if (wanted && !(source.isPlaying && source.clip == ones))
            {
                if (sincePlay >= SourceSeconds || ones == null) PlaySource();
            }
            else if (wanted || IsSpeaking) sincePlay = 0;
            else if (sincePlay >= SourceSeconds && source.isPlaying) StopSource();
        }

        private void PlaySource()
        {
            sincePlay = 0;
            if (!source.isActiveAndEnabled) return;
            if (ones == null) ones = Ones();
            source.clip = ones;
            source.loop = true;
            source.playOnAwake = false;
            // A spatializer must get the voice and not the ones.
            source.spatializePostEffects = true;
            source.Play();
        }

        private void StopSource()
        {
            if (source == null || ones == null || source.clip != ones) return;
            source.Stop();
            source.clip = null;
            sincePlay = SourceSeconds;
        }

        private static AudioClip Ones()
        {
            int rate = Rate();
            float[] values = new float[rate / 10];
            for (int index = 0; index < values.Length; index++) values[index] = 1;
            AudioClip clip = AudioClip.Create("Convai Native voice", values.Length, 1, rate, false);
            clip.SetData(values, 0);
            return clip;
        }
    }
}
