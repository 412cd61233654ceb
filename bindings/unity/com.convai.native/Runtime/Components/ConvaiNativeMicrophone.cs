using System;
using UnityEngine;
using UnityEngine.Events;

namespace ConvaiNative.Components
{
    /// <summary>
    /// Records the player while a button is held, or whenever the player speaks, with the sample rate and the channels of the device.
    /// </summary>
    /// <remarks>
    /// Main thread only; no member blocks. On the web platform Unity has no microphone: recording fails with a message.
    /// </remarks>
    [AddComponentMenu("Convai Native/Convai Native Microphone")]
    [ConvaiNativeHelp("microphone")]
    public sealed partial class ConvaiNativeMicrophone : MonoBehaviour
    {
        [SerializeField]
        [Tooltip("The character to which Stop And Say says the recording.")]
        private ConvaiNativeCharacter listener;

        [SerializeField]
        [Tooltip("Push To Talk: a button starts and ends a recording. Hands Free: the player's voice does, while the microphone listens, and each recording is said to the character.")]
        private ConvaiNativeListening mode;

        [SerializeField]
        [Tooltip("What Hands Free does while the character speaks. Ignore: nothing is recorded, for loudspeakers. Interrupt: the player's voice interrupts the character, for headphones. Listen: records.")]
        private ConvaiNativeWhileSpeaking whileSpeaking;

        [SerializeField]
        [Tooltip("Whether the microphone asks for permission and opens when the game starts.")]
        private bool listenOnStart;

        [SerializeField, MicrophoneDevice]
        [Tooltip("The name of the device in Microphone.devices. Empty: the default device of the system.")]
        private string device = "";

        [SerializeField, Min(8000)]
        [Tooltip("The requested sample rate in Hz. The recording uses the nearest rate that the device supports.")]
        private int sampleRate = 16000;

        [SerializeField, Range(1, 600)]
        [Tooltip("The longest recording in seconds. A longer recording stops at this length.")]
        private int longestSeconds = 30;

        [SerializeField, Range(0, 10)]
        [Tooltip("How much of the time before its beginning a recording contains, in seconds, so that the first syllable is not lost. Only while the microphone listens.")]
        private float preRollSeconds = 0.3f;

        [SerializeField, Range(0.1f, 10)]
        [Tooltip("Hands Free: how long the player is silent before the recording ends, in seconds. Less answers faster and cuts off players who think while they speak.")]
        private float silenceSeconds = 0.6f;

        [SerializeField, Range(0.01f, 10)]
        [Tooltip("Hands Free: how long the player speaks before it counts, in seconds. The recording contains this time.")]
        private float speechSeconds = 0.1f;

        [SerializeField, Range(0.05f, 1)]
        [Tooltip("Hands Free: the score from which a sound counts as speech. A higher one ignores more noise and misses more quiet speech.")]
        private float speechThreshold = 0.7f;

        [SerializeField, Range(0.05f, 1)]
        [Tooltip("Hands Free: the score below which a sound counts as silence. Not above the other one.")]
        private float silenceThreshold = 0.4f;

        [SerializeField]
        [Tooltip("Raised in each frame while the microphone is open with the peak level, from 0 to 1.")]
        private UnityEvent<float> onLevel = new UnityEvent<float>();

        [SerializeField]
        [Tooltip("Hands Free: raised with true when the player begins to speak, and with false when the player has finished.")]
        private UnityEvent<bool> onSpeech = new UnityEvent<bool>();

        [SerializeField]
        [Tooltip("Raised with the reason when a recording does not start, or stops by itself.")]
        private UnityEvent<string> onFailure = new UnityEvent<string>();

        /// <summary>Raised with each recorded chunk, on the main thread. The component reuses the array of the chunk: copy samples to keep them.</summary>
        public event Action<PcmAudio> ChunkRecorded;

        /// <summary>
        /// Raised with each hands-free recording, on the main thread, before it is said to the listener. It is valid
        /// during the event. A game without a listener says it to the character that it chooses.
        /// </summary>
        public event Action<Utterance> Heard;

        /// <summary>The names of the microphones of the system, for <see cref="Device"/>. Empty on the web platform. Never null.</summary>
        public static string[] Devices
        {
            get
            {
#if UNITY_WEBGL && !UNITY_EDITOR
                return new string[0];
#else
                return Microphone.devices;
#endif
            }
        }

        /// <summary>Whether the microphone is open.</summary>
        public bool IsListening
        {
            get { return ring != null; }
        }

        /// <summary>Whether a recording has begun, by the button or by the player's voice, and has not ended.</summary>
        public bool IsRecording { get; private set; }

        /// <summary>
        /// Push to talk: the samples since <see cref="StartRecording"/>. Null before the first recording. This component owns the
        /// utterance, and the next recording empties it.
        /// </summary>
        public Utterance Utterance
        {
            get { return utterance; }
        }

        /// <summary>How loud the last chunk of the recording was. Silence before the first recording.</summary>
        public AudioLevel Level
        {
            get { return utterance == null ? default(AudioLevel) : utterance.Level; }
        }

        /// <summary>The number of frames of this recording that were lost, because the game stalled for longer than the ring buffer.</summary>
        public long LostFrames
        {
            get { return reader == null ? 0 : reader.Lost; }
        }

        /// <summary>
        /// The number of samples of this recording with the largest value that there is. If there are many, the microphone is too loud,
        /// and the player is hard to understand.
        /// </summary>
        public long ClippedSamples
        {
            get { return utterance == null ? 0 : utterance.Clipped; }
        }

        /// <summary>Whether a button or the player's voice begins and ends recordings. A change affects the next StartListening or StartRecording.</summary>
        public ConvaiNativeListening Mode
        {
            get { return mode; }
            set { mode = value; }
        }

        /// <summary>Whether <see cref="StartListening"/> is called when the component starts, after the player has given permission.</summary>
        public bool ListenOnStart
        {
            get { return listenOnStart; }
            set { listenOnStart = value; }
        }

        /// <summary>What hands-free listening does while the listener speaks.</summary>
        public ConvaiNativeWhileSpeaking WhileSpeaking
        {
            get { return whileSpeaking; }
            set { whileSpeaking = value; }
        }

        /// <summary>How much of the time before its beginning a recording contains, in seconds. A change affects the next <see cref="StartListening"/>.</summary>
        public float PreRollSeconds
        {
            get { return preRollSeconds; }
            set { preRollSeconds = Math.Max(0, Math.Min(value, 10)); }
        }

        /// <summary>Hands-free: how long the player is silent before the recording ends, in seconds. A change affects the next <see cref="StartListening"/>.</summary>
        public float SilenceSeconds
        {
            get { return silenceSeconds; }
            set { silenceSeconds = Math.Max(0.1f, Math.Min(value, 10)); }
        }

        /// <summary>Hands-free: how long the player speaks before it counts, in seconds. A change affects the next <see cref="StartListening"/>.</summary>
        public float SpeechSeconds
        {
            get { return speechSeconds; }
            set { speechSeconds = Math.Max(0.01f, Math.Min(value, 10)); }
        }

        /// <summary>Hands-free: the score from which a sound counts as speech, at most 1. A change affects the next <see cref="StartListening"/>.</summary>
        public float SpeechThreshold
        {
            get { return speechThreshold; }
            set { speechThreshold = Math.Max(0.05f, Math.Min(value, 1)); }
        }

        /// <summary>Hands-free: the score below which a sound counts as silence. A change affects the next <see cref="StartListening"/>.</summary>
        public float SilenceThreshold
        {
            get { return silenceThreshold; }
            set { silenceThreshold = Math.Max(0.05f, Math.Min(value, 1)); }
        }

        /// <summary>The character to which recordings are said. May be null.</summary>
        public ConvaiNativeCharacter Listener
        {
            get { return listener; }
            set { listener = value; }
        }

        /// <summary>The name of the device in Microphone.devices. Null or empty for the default device of the system.</summary>
        public string Device
        {
            get { return device; }
            set { device = value; }
        }

        /// <summary>The requested sample rate in Hz. A change affects the next recording.</summary>
        public int SampleRate
        {
            get { return sampleRate; }
            set { sampleRate = value; }
        }

        /// <summary>The longest recording in seconds. A change affects the next recording.</summary>
        public int LongestSeconds
        {
            get { return longestSeconds; }
            set { longestSeconds = value; }
        }

        /// <summary>Hands-free: raised with true when the player begins to speak, and with false when the player has finished.</summary>
        public UnityEvent<bool> OnSpeech
        {
            get { return onSpeech; }
        }

        /// <summary>Raised in each frame while the microphone is open with the peak level, from 0 to 1.</summary>
        public UnityEvent<float> OnLevel
        {
            get { return onLevel; }
        }

        /// <summary>Raised with the reason when a recording does not start, or stops by itself.</summary>
        public UnityEvent<string> OnFailure
        {
            get { return onFailure; }
        }
    }

    /// <summary>What begins and ends a recording.</summary>
    public enum ConvaiNativeListening
    {
        /// <summary>A button: <see cref="ConvaiNativeMicrophone.StartRecording"/> and <see cref="ConvaiNativeMicrophone.StopAndSay"/>.</summary>
        PushToTalk,

        /// <summary>The player's voice, while the microphone listens. Music and other people's voices deceive every detector.</summary>
        HandsFree
    }

    /// <summary>What hands-free listening does while the listener speaks. There is no echo cancellation.</summary>
    public enum ConvaiNativeWhileSpeaking
    {
        /// <summary>It records nothing: the microphone hears the character through the loudspeakers.</summary>
        Ignore,

        /// <summary>The player's voice interrupts the character. Only with headphones, or where the platform cancels the echo.</summary>
        Interrupt,

        /// <summary>It records, and the character speaks on. Only with headphones, or where the platform cancels the echo.</summary>
        Listen
    }
}
