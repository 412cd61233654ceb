using System;
using UnityEngine;
using UnityEngine.Events;
#if UNITY_ANDROID && !UNITY_EDITOR
using UnityEngine.Android;
#endif

namespace ConvaiNative.Components
{
    /// <summary>
    /// Records the player into an utterance while the player speaks, with the sample rate and the channels of the device.
    /// </summary>
    /// <remarks>
    /// Main thread only; no member blocks. On the web platform Unity has no microphone: recording fails with a message.
    /// </remarks>
    [AddComponentMenu("Convai Native/Convai Native Microphone")]
    public sealed class ConvaiNativeMicrophone : MonoBehaviour
    {
        /// <summary>The length of the ring buffer that Unity records into. A game that stalls for longer loses sound.</summary>
        private const int RingSeconds = 10;

        private const int ChunksPerSecond = 50;

        [SerializeField]
        [Tooltip("The character to which Stop And Say says the recording.")]
        private ConvaiNativeCharacter listener;

        [SerializeField]
        [Tooltip("The name of the device in Microphone.devices. Empty: the default device of the system.")]
        private string device = "";

        [SerializeField, Min(8000)]
        [Tooltip("The requested sample rate in Hz. The recording uses the nearest rate that the device supports.")]
        private int sampleRate = 16000;

        [SerializeField, Range(1, 600)]
        [Tooltip("The longest recording in seconds. A longer recording stops at this length.")]
        private int longestSeconds = 30;

        [SerializeField]
        [Tooltip("Raised in each frame of a recording with the peak level, from 0 to 1.")]
        private UnityEvent<float> onLevel = new UnityEvent<float>();

        [SerializeField]
        [Tooltip("Raised with the reason when a recording does not start, or stops by itself.")]
        private UnityEvent<string> onFailure = new UnityEvent<string>();

        private AudioClip ring;
        private RingReader reader;
        private Utterance utterance;
        private float[] chunk = new float[0];
        private float[] rest = new float[0];
        private float lastRead;
        private int utteranceSeconds;

        /// <summary>Raised with each recorded chunk, on the main thread. The component reuses the array of the chunk: copy samples to keep them.</summary>
        public event Action<PcmAudio> ChunkRecorded;

        /// <summary>Whether the microphone is recording.</summary>
        public bool IsRecording
        {
            get { return ring != null; }
        }

        /// <summary>
        /// The samples since <see cref="StartRecording"/>. Null before the first recording. This component owns the utterance, and the
        /// next recording empties it.
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

        /// <summary>The character to which <see cref="StopAndSay"/> says the recording. May be null.</summary>
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

        /// <summary>Raised in each frame of a recording with the peak level, from 0 to 1.</summary>
        public UnityEvent<float> OnLevel
        {
            get { return onLevel; }
        }

        /// <summary>Raised with the reason when a recording does not start, or stops by itself.</summary>
        public UnityEvent<string> OnFailure
        {
            get { return onFailure; }
        }

        /// <summary>Whether the player has permitted the use of the microphone. Always true on platforms that require no permission.</summary>
        public static bool HasPermission
        {
            get
            {
#if UNITY_ANDROID && !UNITY_EDITOR
                return Permission.HasUserAuthorizedPermission(Permission.Microphone);
#else
                return Application.HasUserAuthorization(UserAuthorization.Microphone);
#endif
            }
        }

        /// <summary>Asks the player for permission, if the platform requires it. <see cref="HasPermission"/> changes some frames later.</summary>
        public static void RequestPermission()
        {
            if (HasPermission) return;
#if UNITY_ANDROID && !UNITY_EDITOR
            Permission.RequestUserPermission(Permission.Microphone);
#else
            Application.RequestUserAuthorization(UserAuthorization.Microphone);
#endif
        }

        /// <summary>Starts a recording. Does nothing during a recording. A failure raises <see cref="OnFailure"/>.</summary>
        public void StartRecording()
        {
            if (IsRecording) return;
            string problem = Open();
            if (problem == null) return;
            Debug.LogWarning("Convai Native: " + problem, this);
            onFailure.Invoke(problem);
        }

        /// <summary>Ends the recording.</summary>
        /// <returns>The utterance with the recording. Null if there was no recording yet.</returns>
        public Utterance StopRecording()
        {
            if (!IsRecording) return utterance;
            Drain(true);
            Close();
            return utterance;
        }

        /// <summary>Ends the recording and says it to the listener, for a push-to-talk button. An empty recording is not said.</summary>
        public void StopAndSay()
        {
            Utterance said = StopRecording();
            if (listener != null && said != null && said.Frames > 0) listener.Say(said);
        }

        private void Update()
        {
            if (!IsRecording) return;
            bool full = !Drain(false);
            onLevel.Invoke(Level.Peak);
            if (full)
            {
                StopWith("The recording has reached its limit of " + longestSeconds + " seconds and was stopped. Raise Longest Seconds for longer recordings.");
                return;
            }
            if (!DeviceRecords()) StopWith("The microphone stopped: it was disconnected, or another program uses it. Connect it and start the recording again.");
        }

        private void OnDisable()
        {
            StopRecording();
        }

        private void OnDestroy()
        {
            if (utterance != null) utterance.Dispose();
        }

        private void StopWith(string why)
        {
            // The utterance keeps the recording, so that the game can still say it.
            StopRecording();
            onFailure.Invoke(why);
        }

        private void Prepare()
        {
            int wanted = ring.frequency / ChunksPerSecond;
            if (chunk.Length != wanted * ring.channels) chunk = new float[wanted * ring.channels];
            reader = new RingReader(ring.samples, wanted);
            lastRead = Time.realtimeSinceStartup;
            bool fits = utterance != null && utterance.SampleRate == ring.frequency && utterance.Channels == ring.channels && utteranceSeconds == longestSeconds;
            if (fits)
            {
                utterance.Clear();
                return;
            }
            if (utterance != null) utterance.Dispose();
            utterance = null;
            utterance = new Utterance(PcmFormat.F32, ring.frequency, ring.channels, TimeSpan.FromSeconds(longestSeconds));
            utteranceSeconds = longestSeconds;
        }

        /// <summary>Moves new samples from the ring buffer to the utterance.</summary>
        /// <returns>False if the utterance is full.</returns>
        private bool Drain(bool flush)
        {
            float now = Time.realtimeSinceStartup;
            // A stopped device reports position 0. Reading up to it would add samples that were never recorded.
            if (DeviceRecords()) reader.WrittenTo(Position(), (long)((now - lastRead) * (double)ring.frequency));
            lastRead = now;
            bool fits = true;
            int start, frames;
            while (reader.Next(flush, out start, out frames))
            {
                float[] samples = Sized(frames * ring.channels);
                ring.GetData(samples, start);
                if (ChunkRecorded != null) ChunkRecorded(new PcmAudio(samples, ring.frequency, ring.channels));
                fits = utterance.Push(samples, 0, frames) && fits;
            }
            return fits;
        }

        /// <summary>An array of exactly this size, because Unity fills the whole array. Most chunks have the same size.</summary>
        private float[] Sized(int samples)
        {
            if (samples == chunk.Length) return chunk;
            if (samples != rest.Length) rest = new float[samples];
            return rest;
        }

#if UNITY_WEBGL && !UNITY_EDITOR
        private string Open()
        {
            return "Unity has no microphone on the web platform. Use text instead.";
        }

        private int Position()
        {
            return 0;
        }

        private bool DeviceRecords()
        {
            return false;
        }

        private void Close()
        {
            ring = null;
        }
#else
        /// <summary>Starts the device. Returns the reason if that fails, otherwise null.</summary>
        private string Open()
        {
            if (!HasPermission) return "The player has not permitted the use of the microphone. Call ConvaiNativeMicrophone.RequestPermission first.";
            if (Microphone.devices.Length == 0) return "The system has no microphone. Connect one.";
            ring = Microphone.Start(DeviceName(), true, RingSeconds, Rate());
            if (ring == null) return "The microphone \"" + device + "\" cannot be opened. Check that it is connected and that no other program uses it.";
            try
            {
                Prepare();
                return null;
            }
            catch (Exception failure)
            {
                Close();
                return failure.Message;
            }
        }

        private int Position()
        {
            return Microphone.GetPosition(DeviceName());
        }

        private bool DeviceRecords()
        {
            return Microphone.IsRecording(DeviceName());
        }

        private void Close()
        {
            Microphone.End(DeviceName());
            Destroy(ring);
            ring = null;
        }

        private string DeviceName()
        {
            return string.IsNullOrEmpty(device) ? null : device;
        }

        /// <summary>The supported rate that is nearest to the requested one. A device that supports all rates reports the range 0 to 0.</summary>
        private int Rate()
        {
            int lowest, highest;
            Microphone.GetDeviceCaps(DeviceName(), out lowest, out highest);
            return highest == 0 ? sampleRate : Mathf.Clamp(sampleRate, lowest, highest);
        }
#endif
    }
}
