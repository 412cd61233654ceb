using System;
using UnityEngine;
using UnityEngine.Events;
#if UNITY_ANDROID && !UNITY_EDITOR
using UnityEngine.Android;
#endif

namespace ConvaiNative.Components
{
    /// <summary>
    /// Records what the player says into an utterance, chunk by chunk while it is spoken, at the rate and with the
    /// channels that the device really has.
    /// </summary>
    /// <remarks>
    /// Main thread only; nothing blocks. Web players have no microphone here: recording does not start, and says so.
    /// </remarks>
    [AddComponentMenu("Convai Native/Convai Native Microphone")]
    public sealed class ConvaiNativeMicrophone : MonoBehaviour
    {
        /// <summary>The ring that Unity records into: as long as a game may stand still before sound is lost.</summary>
        private const int RingSeconds = 10;

        private const int ChunksPerSecond = 50;

        [SerializeField]
        [Tooltip("Who is spoken to by Stop And Say.")]
        private ConvaiNativeCharacter listener;

        [SerializeField]
        [Tooltip("The device, as Microphone.devices names it. Empty: the system's default.")]
        private string device = "";

        [SerializeField, Min(8000)]
        [Tooltip("The rate in Hz to ask for. The device's nearest is taken.")]
        private int sampleRate = 16000;

        [SerializeField, Range(1, 600)]
        [Tooltip("The longest utterance, in seconds. What comes later is not recorded.")]
        private int longestSeconds = 30;

        [SerializeField]
        [Tooltip("Raised with the loudest sample of each frame, from 0 to 1, while it records.")]
        private UnityEvent<float> onLevel = new UnityEvent<float>();

        [SerializeField]
        [Tooltip("Recording did not start, or was cut off: why.")]
        private UnityEvent<string> onFailure = new UnityEvent<string>();

        private AudioClip ring;
        private RingReader reader;
        private Utterance utterance;
        private float[] chunk = new float[0];
        private float[] rest = new float[0];
        private float lastLook;
        private int utteranceSeconds;

        /// <summary>Raised with each chunk as it is recorded. Its array is used again: copy what you keep.</summary>
        public event Action<PcmAudio> ChunkRecorded;

        /// <summary>Whether it records.</summary>
        public bool IsRecording
        {
            get { return ring != null; }
        }

        /// <summary>
        /// What was recorded since <see cref="StartRecording"/>. Null before the first recording. It belongs to this
        /// component, and the next recording empties it.
        /// </summary>
        public Utterance Utterance
        {
            get { return utterance; }
        }

        /// <summary>How many frames were lost since recording began, because the game stood still for longer than the ring is.</summary>
        public long LostFrames
        {
            get { return reader == null ? 0 : reader.Lost; }
        }

        /// <summary>Who is spoken to by <see cref="StopAndSay"/>.</summary>
        public ConvaiNativeCharacter Listener
        {
            get { return listener; }
            set { listener = value; }
        }

        /// <summary>The device, as Microphone.devices names it. Null or empty: the system's default.</summary>
        public string Device
        {
            get { return device; }
            set { device = value; }
        }

        /// <summary>The rate in Hz to ask for. Holds from the next recording on.</summary>
        public int SampleRate
        {
            get { return sampleRate; }
            set { sampleRate = value; }
        }

        /// <summary>The longest utterance, in seconds. Holds from the next recording on.</summary>
        public int LongestSeconds
        {
            get { return longestSeconds; }
            set { longestSeconds = value; }
        }

        /// <summary>Raised with the loudest sample of each frame while it records.</summary>
        public UnityEvent<float> OnLevel
        {
            get { return onLevel; }
        }

        /// <summary>Raised with the reason where recording does not start, or is cut off.</summary>
        public UnityEvent<string> OnFailure
        {
            get { return onFailure; }
        }

        /// <summary>Whether the player allowed the use of the microphone. On desks nobody has to be asked.</summary>
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

        /// <summary>Asks the player, where the platform wants that. The answer shows in <see cref="HasPermission"/>, some frames later.</summary>
        public static void RequestPermission()
        {
            if (HasPermission) return;
#if UNITY_ANDROID && !UNITY_EDITOR
            Permission.RequestUserPermission(Permission.Microphone);
#else
            Application.RequestUserAuthorization(UserAuthorization.Microphone);
#endif
        }

        /// <summary>Begins to record. While it records already, nothing changes.</summary>
        public void StartRecording()
        {
            if (IsRecording) return;
            string trouble = Open();
            if (trouble == null) return;
            Debug.LogWarning("Convai Native: " + trouble, this);
            onFailure.Invoke(trouble);
        }

        /// <summary>Ends the recording; what was spoken up to now is in the utterance.</summary>
        /// <returns>The utterance, or null where nothing was ever recorded.</returns>
        public Utterance StopRecording()
        {
            if (!IsRecording) return utterance;
            Drain(true);
            Close();
            return utterance;
        }

        /// <summary>Ends the recording and says it to the listener: for a push-to-talk button. Says nothing where nothing was recorded.</summary>
        public void StopAndSay()
        {
            Utterance said = StopRecording();
            if (listener != null && said != null && said.Frames > 0) listener.Say(said);
        }

        private void Update()
        {
            if (!IsRecording) return;
            bool full = !Drain(false);
            onLevel.Invoke(utterance.Level.Peak);
            if (full)
            {
                StopWith("The recording is " + longestSeconds + " seconds long, and ends here.");
                return;
            }
            if (!DeviceRecords()) StopWith("The microphone is gone: it was unplugged, or another program took it.");
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
            // What was recorded so far stays: a player who speaks for too long is still answered.
            StopRecording();
            onFailure.Invoke(why);
        }

        private void Listen()
        {
            int wanted = ring.frequency / ChunksPerSecond;
            if (chunk.Length != wanted * ring.channels) chunk = new float[wanted * ring.channels];
            reader = new RingReader(ring.samples, wanted);
            lastLook = Time.realtimeSinceStartup;
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

        /// <summary>Moves what was recorded since the last time into the utterance.</summary>
        /// <returns>False where the utterance is full.</returns>
        private bool Drain(bool flush)
        {
            float now = Time.realtimeSinceStartup;
            // A device that has stopped says position 0, which looks like sound that was never there.
            if (DeviceRecords()) reader.WrittenTo(Position(), (long)((now - lastLook) * (double)ring.frequency));
            lastLook = now;
            bool room = true;
            int start, frames;
            while (reader.Next(flush, out start, out frames))
            {
                float[] samples = Sized(frames * ring.channels);
                ring.GetData(samples, start);
                if (ChunkRecorded != null) ChunkRecorded(new PcmAudio(samples, ring.frequency, ring.channels));
                room = utterance.Push(samples, 0, frames) && room;
            }
            return room;
        }

        /// <summary>Unity fills the whole array, so it has to have the right size; there are two sizes and a last one.</summary>
        private float[] Sized(int samples)
        {
            if (samples == chunk.Length) return chunk;
            if (samples != rest.Length) rest = new float[samples];
            return rest;
        }

#if UNITY_WEBGL && !UNITY_EDITOR
        private string Open()
        {
            return "Unity has no microphone inside a web page.";
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
        /// <summary>Starts the device. Returns what is wrong, or null.</summary>
        private string Open()
        {
            if (!HasPermission) return "The player has not allowed the use of the microphone: call ConvaiNativeMicrophone.RequestPermission first.";
            if (Microphone.devices.Length == 0) return "There is no microphone.";
            ring = Microphone.Start(DeviceName(), true, RingSeconds, Rate());
            if (ring == null) return "The microphone \"" + device + "\" cannot be opened.";
            try
            {
                Listen();
                return null;
            }
            catch (Exception trouble)
            {
                Close();
                return trouble.Message;
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

        /// <summary>The wanted rate, as far as the device can do it. A device that can do any says 0 and 0.</summary>
        private int Rate()
        {
            int lowest, highest;
            Microphone.GetDeviceCaps(DeviceName(), out lowest, out highest);
            return highest == 0 ? sampleRate : Mathf.Clamp(sampleRate, lowest, highest);
        }
#endif
    }
}
