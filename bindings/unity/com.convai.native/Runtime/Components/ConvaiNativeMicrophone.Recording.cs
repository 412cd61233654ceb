using System;
using System.Collections;
using UnityEngine;
#if UNITY_ANDROID && !UNITY_EDITOR
using UnityEngine.Android;
#endif

namespace ConvaiNative.Components
{
    public sealed partial class ConvaiNativeMicrophone
    {
        /// <summary>The length of the ring buffer that Unity records into. A game that stalls for longer loses sound.</summary>
        private const int RingSeconds = 10;

        private const int ChunksPerSecond = 50;

        private AudioClip ring;
        private RingReader reader;
        private Utterance utterance;
        private float[] chunk = new float[0];
        private float[] rest = new float[0];
        private float lastRead;
        private bool deviceStarted;
        private string preparedFor;
        private UtteranceTrigger trigger;
        private Playback gate;
        private bool keepsOpen;
        private bool isHeld;

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

        /// <summary>
        /// Asks the player for permission, if the platform requires it, and waits for the answer: <c>bool granted = await
        /// ConvaiNativeMicrophone.AskPermission();</c>. It is granted at once where no permission is required. A player who has denied it
        /// is not asked again by some systems: send the player to the settings of the system.
        /// </summary>
        /// <returns>The question. Never null.</returns>
        public static ConvaiNativePermission AskPermission()
        {
            return new ConvaiNativePermission();
        }

        /// <summary>
        /// Opens the microphone. Push to talk: a recording then contains the moments before the button was pressed. Hands-free: each
        /// recording that the player's voice begins is said to the listener. Does nothing if it is open. A failure raises
        /// <see cref="OnFailure"/>.
        /// </summary>
        public void StartListening()
        {
            if (IsListening) return;
            keepsOpen = OpenWith(mode == ConvaiNativeListening.HandsFree ? UtteranceTrigger.Speech : UtteranceTrigger.Begin);
        }

        /// <summary>Closes the microphone. Hands-free: a recording in progress is said to the listener.</summary>
        public void StopListening()
        {
            if (!IsListening) return;
            Drain(true);
            if (trigger == UtteranceTrigger.Speech) EndSpeech();
            End();
        }

        /// <summary>
        /// Push to talk: begins a recording, and opens the microphone if it does not listen. Does nothing during a recording. Hands-free:
        /// <see cref="StartListening"/>. A failure raises <see cref="OnFailure"/>.
        /// </summary>
        public void StartRecording()
        {
            if (IsRecording) return;
            if (mode == ConvaiNativeListening.HandsFree)
            {
                StartListening();
                return;
            }
            if (!IsListening && !OpenWith(UtteranceTrigger.Push)) return;
            if (trigger == UtteranceTrigger.Begin)
            {
                // What was heard before this frame is the pre-roll.
                Drain(true);
                utterance.Begin();
            }
            IsRecording = trigger != UtteranceTrigger.Speech;
            isHeld = false;
        }

        /// <summary>
        /// Push to talk: ends the recording. The microphone stays open if <see cref="StartListening"/> opened it. Hands-free:
        /// <see cref="StopListening"/>.
        /// </summary>
        /// <returns>The utterance with the recording. Null if there was no recording yet, and hands-free.</returns>
        public Utterance StopRecording()
        {
            if (trigger == UtteranceTrigger.Speech)
            {
                StopListening();
                return null;
            }
            if (!IsRecording) return utterance;
            Drain(true);
            IsRecording = false;
            // Further samples belong to the recording until it was said.
            isHeld = true;
            if (!keepsOpen) End();
            return utterance;
        }

        /// <summary>
        /// Push to talk: ends the recording and says it to the listener. Hands-free: closes the microphone, and what was recorded is said.
        /// </summary>
        /// <returns>The turn. Null if there is no listener, or if nothing was recorded.</returns>
        public ConvaiNativeOperation<ConvaiNativeReply> StopAndSay()
        {
            LastTurn = null;
            Utterance said = StopRecording();
            if (listener != null && said != null && said.Frames > 0) LastTurn = listener.Say(said);
            return LastTurn;
        }

        /// <summary>The same as <see cref="StopAndSay"/>. It returns nothing, so that buttons can call it.</summary>
        public void SayRecording()
        {
            StopAndSay();
        }

        /// <summary>The turn of the last recording that was said to the listener, also hands-free. Null before the first one.</summary>
        public ConvaiNativeOperation<ConvaiNativeReply> LastTurn { get; private set; }

        private IEnumerator Start()
        {
            if (!listenOnStart) yield break;
            ConvaiNativePermission asked = AskPermission();
            yield return asked;
            // Without permission it tells the listeners of the failure.
            StartListening();
        }

        private void Update()
        {
            if (!IsListening) return;
            if (trigger == UtteranceTrigger.Speech) ConnectGate();
            bool full = !Drain(false);
            if (trigger == UtteranceTrigger.Speech) Listen();
            Listeners.Raise(onLevel, Level.Peak);
            // A listener may have closed the microphone.
            if (!IsListening) return;
            if (full && IsRecording && trigger != UtteranceTrigger.Speech)
            {
                StopRecording();
                Listeners.Raise(onFailure, "The recording has reached its limit of " + longestSeconds + " seconds and was stopped. Raise Longest Seconds for longer recordings.");
                return;
            }
            if (DeviceRecords()) return;
            // The utterance keeps the recording, so that the game can still say it.
            StopRecording();
            StopListening();
            Listeners.Raise(onFailure, "The microphone stopped: it was disconnected, or another program uses it. Connect it and start again.");
        }

        private void OnDisable()
        {
            if (IsListening && trigger != UtteranceTrigger.Speech) StopRecording();
            if (IsListening) End();
        }

        private void OnDestroy()
        {
            if (utterance != null) utterance.Dispose();
        }

        private bool OpenWith(UtteranceTrigger wanted)
        {
            trigger = wanted;
            string problem = Open();
            if (problem == null) return true;
            Debug.LogWarning("Convai Native: " + problem, this);
            Listeners.Raise(onFailure, problem);
            return false;
        }

        private void End()
        {
            bool spoke = trigger == UtteranceTrigger.Speech && IsRecording;
            IsRecording = keepsOpen = false;
            Close();
            if (spoke) Listeners.Raise(onSpeech, false);
        }

        /// <summary>Takes what the utterance has heard.</summary>
        private void Listen()
        {
            UtteranceEvent heard;
            Utterance ended;
            while (IsListening && utterance.Next(out heard, out ended))
                using (ended)
                {
                    if (heard == UtteranceEvent.SpeechStarted) BeginSpeech();
                    if (ended != null) Deliver(ended, heard == UtteranceEvent.SpeechEnded);
                }
        }

        private void BeginSpeech()
        {
            IsRecording = true;
            if (whileSpeaking == ConvaiNativeWhileSpeaking.Interrupt && listener != null && listener.IsSpeaking) listener.Interrupt();
            Listeners.Raise(onSpeech, true);
        }

        private void Deliver(Utterance said, bool isEnd)
        {
            if (isEnd)
            {
                IsRecording = false;
                Listeners.Raise(onSpeech, false);
            }
            Listeners.Raise(Heard, said);
            if (listener != null && said.Frames > 0) LastTurn = listener.Say(said);
        }

        /// <summary>Ends a hands-free recording in progress, and delivers it.</summary>
        private void EndSpeech()
        {
            utterance.SetGate(true);
            utterance.Push(Sized(ring.channels), 0, 1);
            Listen();
        }

        /// <summary>Closes the gate while the listener's voice is heard.</summary>
        private void ConnectGate()
        {
            Playback speaking = listener == null || whileSpeaking != ConvaiNativeWhileSpeaking.Ignore ? null : listener.OpenPlayback;
            if (speaking == gate) return;
            utterance.SetPlayback(speaking);
            gate = speaking;
        }

        private void Prepare()
        {
            int wanted = ring.frequency / ChunksPerSecond;
            if (chunk.Length != wanted * ring.channels) chunk = new float[wanted * ring.channels];
            reader = new RingReader(ring.samples, wanted);
            lastRead = Time.realtimeSinceStartup;
            isHeld = deviceStarted = false;
            string settings = string.Join(" ", ring.frequency, ring.channels, longestSeconds, trigger, preRollSeconds, silenceSeconds, speechSeconds, speechThreshold, silenceThreshold);
            if (utterance != null && settings == preparedFor)
            {
                utterance.Clear();
                if (trigger == UtteranceTrigger.Speech) utterance.SetGate(false);
                return;
            }
            if (utterance != null) utterance.Dispose();
            utterance = null;
            gate = null;
            utterance = new Utterance(PcmFormat.F32, ring.frequency, ring.channels, TimeSpan.FromSeconds(longestSeconds), Options());
            preparedFor = settings;
        }

        private UtteranceOptions Options()
        {
            UtteranceOptions options = new UtteranceOptions { Trigger = trigger };
            if (trigger == UtteranceTrigger.Push) return options;
            options.PreRoll = TimeSpan.FromSeconds(preRollSeconds);
            if (trigger == UtteranceTrigger.Begin) return options;
            options.SpeechTime = TimeSpan.FromSeconds(speechSeconds);
            options.SilenceTime = TimeSpan.FromSeconds(silenceSeconds);
            options.SpeechThreshold = speechThreshold;
            options.SilenceThreshold = Math.Min(silenceThreshold, speechThreshold);
            return options;
        }

        /// <summary>Moves new samples from the ring buffer to the utterance.</summary>
        /// <param name="flush">Whether to move an incomplete chunk, too.</param>
        /// <returns>False if the utterance is full.</returns>
        private bool Drain(bool flush)
        {
            float now = Time.realtimeSinceStartup;
            // A stopped device reports position 0. Reading up to it would add samples that were never recorded.
            if (DeviceRecords())
            {
                int position = Position();
                // The position is 0 until the device has started, which may take seconds.
                deviceStarted |= position != 0;
                if (deviceStarted) reader.WrittenTo(position, (long)((now - lastRead) * (double)ring.frequency));
            }
            lastRead = now;
            // The recording was said or cleared.
            if (isHeld && utterance.Frames == 0) isHeld = false;
            bool fits = true;
            int start, frames;
            while (reader.Next(flush, out start, out frames))
            {
                float[] samples = Sized(frames * ring.channels);
                ring.GetData(samples, start);
                if (ChunkRecorded != null) Listeners.Raise(ChunkRecorded, new PcmAudio(samples, ring.frequency, ring.channels));
                // A listener may have closed the microphone.
                if (!IsListening) return true;
                if (!isHeld) fits = utterance.Push(samples, 0, frames) && fits;
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
            string[] devices = Microphone.devices;
            if (devices.Length == 0) return "The system has no microphone. Connect one.";
            if (DeviceName() != null && Array.IndexOf(devices, device) < 0)
                return "There is no microphone \"" + device + "\". Connect it, or set Device to one of these or to nothing for the default: \"" + string.Join("\", \"", devices) + "\".";
            try
            {
                ring = Microphone.Start(DeviceName(), true, RingSeconds, Rate());
            }
            catch (ArgumentException refused)
            {
                // The device was disconnected in this moment, or its rates are invalid.
                return "The microphone \"" + device + "\" cannot be opened: " + refused.Message + ". Check that it is connected.";
            }
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
