using System;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;
using UnityEngine.Events;

namespace ConvaiNative.Components
{
    /// <summary>
    /// A character of the service and the player's session with it. Turns are answered in the order of the calls. A reply arrives as
    /// events and as the result of an operation, and its voice is played by an audio source.
    /// </summary>
    /// <remarks>
    /// Main thread only; no member blocks. Events are raised on the main thread, each once per turn. Methods that start a turn never
    /// throw: a failure, such as an empty text or a missing key, is the result of the operation.
    /// </remarks>
    [AddComponentMenu("Convai Native/Convai Native Character")]
    public sealed class ConvaiNativeCharacter : MonoBehaviour
    {
        [SerializeField, CharacterId]
        [Tooltip("The character's id. It is shown on the web pages of the service.")]
        private string characterId = "";

        [SerializeField]
        [Tooltip("Whether the character speaks its replies.")]
        private bool withVoice = true;

        [SerializeField]
        [Tooltip("The audio source that plays the voice. None: only the On Voice event.")]
        private AudioSource voice;

        [SerializeField]
        [Tooltip("The line that the character says when a turn fails, such as: Sorry, I can't talk right now. Empty: no line.")]
        private string fallback = "";

        [SerializeField, Min(0)]
        [Tooltip("The longest time of a turn in seconds, with the time behind earlier turns. Then the turn fails. 0: only the timeouts of the settings.")]
        private float deadlineSeconds;

        [SerializeField, Min(0)]
        [Tooltip("The parameter \"responseLevel\" of the service. The example in its documentation sends 5. 0 does not send it.")]
        private int responseLevel;

        [SerializeField]
        [Tooltip("Whether text is sent as multipart/form-data, for gateways that do not accept the default form encoding.")]
        private bool multipart;

        [SerializeField]
        [Tooltip("Whether a reply keeps the unparsed reply of the service, for fields that have no property. It is large for replies with voice.")]
        private bool keepRawReply;

        [SerializeField]
        [Tooltip("Whether failures are logged as warnings.")]
        private bool logFailures = true;

        [SerializeField]
        [Tooltip("Raised with true when the first of several turns starts, and with false when the last one has ended.")]
        private UnityEvent<bool> onThinking = new UnityEvent<bool>();

        [SerializeField]
        [Tooltip("Raised with the text of a reply.")]
        private UnityEvent<string> onReply = new UnityEvent<string>();

        [SerializeField]
        [Tooltip("Raised with the voice of a reply, after On Reply. Not raised for replies without voice.")]
        private UnityEvent<AudioClip> onVoice = new UnityEvent<AudioClip>();

        [SerializeField]
        [Tooltip("Raised with the reason when a turn fails. Not raised for cancelled turns.")]
        private UnityEvent<string> onFailure = new UnityEvent<string>();

        private ConvaiNativeClient client;
        private Conversation conversation;
        private string session;
        private AudioClip clip;
        private int thinking;

        /// <summary>The character's id. A new id ends the conversation, and the next turn starts a new session.</summary>
        public string CharacterId
        {
            get { return characterId; }
            set
            {
                if (characterId == value) return;
                characterId = value;
                Resume(null);
            }
        }

        /// <summary>Whether the character speaks its replies.</summary>
        public bool WithVoice
        {
            get { return withVoice; }
            set { withVoice = value; }
        }

        /// <summary>The audio source that plays the voice, or null.</summary>
        public AudioSource VoiceSource
        {
            get { return voice; }
            set { voice = value; }
        }

        /// <summary>The line that the character says when a turn fails. Null or empty for no line.</summary>
        public string Fallback
        {
            get { return fallback; }
            set
            {
                fallback = value;
                if (IsCurrent()) conversation.SetFallback(string.IsNullOrEmpty(fallback) ? null : fallback);
            }
        }

        /// <summary>The longest time of a turn in seconds, with the time behind earlier turns. 0 for none.</summary>
        public float DeadlineSeconds
        {
            get { return deadlineSeconds; }
            set { deadlineSeconds = Math.Max(0, value); }
        }

        /// <summary>The parameter "responseLevel" of the service. 0 does not send it.</summary>
        public int ResponseLevel
        {
            get { return responseLevel; }
            set { responseLevel = value; }
        }

        /// <summary>Whether text is sent as multipart/form-data.</summary>
        public bool Multipart
        {
            get { return multipart; }
            set { multipart = value; }
        }

        /// <summary>Whether <see cref="ConvaiNativeReply.RawJson"/> has the unparsed reply of the service.</summary>
        public bool KeepRawReply
        {
            get { return keepRawReply; }
            set { keepRawReply = value; }
        }

        /// <summary>Whether failures are logged as warnings.</summary>
        public bool LogFailures
        {
            get { return logFailures; }
            set { logFailures = value; }
        }

        /// <summary>The session. Save it with the game, and pass it to <see cref="Resume"/> when the game is loaded. Null before the first reply.</summary>
        public string SessionId
        {
            get { return session; }
        }

        /// <summary>Whether a turn is running or waiting.</summary>
        public bool IsThinking
        {
            get { return thinking > 0; }
        }

        /// <summary>Raised with true when <see cref="IsThinking"/> becomes true, and with false when it becomes false.</summary>
        public UnityEvent<bool> OnThinking
        {
            get { return onThinking; }
        }

        /// <summary>Raised with the text of a reply, or with the fallback line of a failed turn.</summary>
        public UnityEvent<string> OnReply
        {
            get { return onReply; }
        }

        /// <summary>Raised with the voice of a reply, after <see cref="OnReply"/>.</summary>
        public UnityEvent<AudioClip> OnVoice
        {
            get { return onVoice; }
        }

        /// <summary>Raised with the reason when a turn fails. Not raised for cancelled turns.</summary>
        public UnityEvent<string> OnFailure
        {
            get { return onFailure; }
        }

        /// <summary>Says text to the character. It returns nothing, so that buttons and input fields can call it.</summary>
        public void SayText(string text)
        {
            Say(text);
        }

        /// <summary>Says text to the character.</summary>
        /// <param name="text">The player's words.</param>
        /// <param name="options">The settings of this turn. What they leave open, this component sets. May be null.</param>
        /// <returns>The operation. Never null.</returns>
        public ConvaiNativeOperation<ConvaiNativeReply> Say(string text, TurnOptions options = null)
        {
            return Begin(options, delegate (Conversation talk, CancellationToken token, TurnOptions turn) { return talk.SayAsync(text, token, turn); });
        }

        /// <summary>Says samples to the character.</summary>
        /// <param name="audio">The samples. They are copied before the method returns.</param>
        /// <param name="options">The settings of this turn. What they leave open, this component sets. May be null.</param>
        /// <returns>The operation. Never null.</returns>
        public ConvaiNativeOperation<ConvaiNativeReply> Say(PcmAudio audio, TurnOptions options = null)
        {
            return Begin(options, delegate (Conversation talk, CancellationToken token, TurnOptions turn) { return talk.SayAsync(audio, token, turn); });
        }

        /// <summary>Says the collected samples of an utterance, and empties the utterance.</summary>
        /// <param name="utterance">The utterance.</param>
        /// <param name="options">The settings of this turn. What they leave open, this component sets. May be null.</param>
        /// <returns>The operation. Never null.</returns>
        public ConvaiNativeOperation<ConvaiNativeReply> Say(Utterance utterance, TurnOptions options = null)
        {
            return Begin(options, delegate (Conversation talk, CancellationToken token, TurnOptions turn) { return talk.SayAsync(utterance, token, turn); });
        }

        /// <summary>Says the samples of a clip to the character.</summary>
        /// <param name="recording">The clip. Its load type must be Decompress On Load.</param>
        /// <param name="options">The settings of this turn. What they leave open, this component sets. May be null.</param>
        /// <returns>The operation. Never null.</returns>
        public ConvaiNativeOperation<ConvaiNativeReply> Say(AudioClip recording, TurnOptions options = null)
        {
            return Begin(options, delegate (Conversation talk, CancellationToken token, TurnOptions turn) { return talk.SayAsync(ConvaiNativeAudio.FromClip(recording), token, turn); });
        }

        /// <summary>
        /// Uploads a WAV file with one channel and integer samples of 16 bits or more. Say other files with
        /// <see cref="ConvaiNativeAudio.FromWav"/>.
        /// </summary>
        /// <param name="wav">The bytes of the file. They are copied before the method returns.</param>
        /// <param name="options">The settings of this turn. What they leave open, this component sets. May be null.</param>
        /// <returns>The operation. Never null.</returns>
        public ConvaiNativeOperation<ConvaiNativeReply> SayWav(byte[] wav, TurnOptions options = null)
        {
            return Begin(options, delegate (Conversation talk, CancellationToken token, TurnOptions turn) { return talk.SayWavAsync(wav, token, turn); });
        }

        /// <summary>Stops the voice and cancels all turns, for instance when the player interrupts. Does not change the session.</summary>
        public void Interrupt()
        {
            if (voice != null) voice.Stop();
            if (IsCurrent()) conversation.Interrupt();
        }

        /// <summary>Continues the session of a saved game. Null starts a new session. Cancels all turns.</summary>
        public void Resume(string savedSession)
        {
            EndConversation();
            session = savedSession;
        }

        /// <summary>Ends the session. The next turn starts a new one. Running turns continue.</summary>
        public void ResetSession()
        {
            session = null;
            if (IsCurrent()) conversation.Reset();
        }

        private void OnDestroy()
        {
            EndConversation();
            if (clip != null) Destroy(clip);
        }

        private bool IsCurrent()
        {
            return conversation != null && ConvaiNativeBehaviour.IsCurrent(client);
        }

        private void EndConversation()
        {
            if (conversation != null) conversation.Dispose();
            conversation = null;
            client = null;
        }

        /// <summary>The conversation. After a change of the connection it starts again with the same session.</summary>
        private Conversation Current(ConvaiNativeClient current)
        {
            if (conversation != null && client == current) return conversation;
            EndConversation();
            conversation = current.StartConversation(characterId.Trim(), session);
            client = current;
            if (!string.IsNullOrEmpty(fallback)) conversation.SetFallback(fallback);
            return conversation;
        }

        private ConvaiNativeOperation<ConvaiNativeReply> Begin(TurnOptions options, Func<Conversation, CancellationToken, TurnOptions, Task<Reply>> say)
        {
            Conversation talk = null;
            ConvaiNativeOperation<ConvaiNativeReply> turn = ConvaiNativeBehaviour.Run(
                delegate (ConvaiNativeClient current, ConvaiNativeOperation operation)
                {
                    talk = Current(current);
                    return say(talk, operation.Token, Merged(options ?? new TurnOptions(), operation));
                },
                delegate (Reply reply) { return Receive(talk, reply); });
            if (thinking++ == 0) onThinking.Invoke(true);
            bool observed = turn.Observed;
            turn.Completed += RaiseEvents;
            // Adding our listener marks the operation as observed. That is right only if this component logs its failure.
            turn.Observed = observed || logFailures;
            return turn;
        }

        /// <summary>The settings of a turn, with those of this component where they are open.</summary>
        private TurnOptions Merged(TurnOptions options, ConvaiNativeOperation operation)
        {
            return new TurnOptions
            {
                Voice = options.Voice ?? WithVoice,
                Multipart = options.Multipart || Multipart,
                Timeout = options.Timeout,
                Deadline = options.Deadline ?? (DeadlineSeconds > 0 ? TimeSpan.FromSeconds(DeadlineSeconds) : (TimeSpan?)null),
                ConnectTimeout = options.ConnectTimeout,
                UploadSampleRate = options.UploadSampleRate,
                ResponseLevel = options.ResponseLevel != 0 ? options.ResponseLevel : ResponseLevel,
                OmitRawJson = options.OmitRawJson || !KeepRawReply,
                Progress = operation.Reporter(options.Progress)
            };
        }

        private ConvaiNativeReply Receive(Conversation talk, Reply reply)
        {
            using (reply)
            {
                if (this == null) return new ConvaiNativeReply(reply, null);
                Continue(talk, reply);
                AudioClip spoken = reply.Audio == null ? null : ConvaiNativeAudio.ToClip(reply.Audio, name + "'s voice");
                if (spoken != null) Replace(spoken);
                return new ConvaiNativeReply(reply, spoken);
            }
        }

        /// <summary>Records the session of a turn, unless the character has another conversation by now.</summary>
        private void Continue(Conversation talk, Reply reply)
        {
            if (talk != conversation) return;
            // The conversation knows whether the session was reset during the turn.
            session = IsCurrent() ? conversation.SessionId : reply.SessionId ?? session;
        }

        private void Replace(AudioClip spoken)
        {
            if (voice != null) voice.Stop();
            if (clip != null) Destroy(clip);
            clip = spoken;
        }

        private void RaiseEvents(ConvaiNativeOperation<ConvaiNativeReply> turn)
        {
            bool observed = turn.Observed;
            thinking--;
            // The component was destroyed.
            if (this == null) return;
            if (turn.Succeeded) RaiseReply(turn.Result);
            else if (!turn.IsCancelled) RaiseFailure(turn.Error);
            turn.Observed = observed;
            if (this != null && thinking == 0) onThinking.Invoke(false);
        }

        private void RaiseReply(ConvaiNativeReply reply)
        {
            onReply.Invoke(reply.Text);
            // A listener may have destroyed this component and its clip.
            if (this == null || reply.Voice == null) return;
            if (voice != null)
            {
                voice.clip = reply.Voice;
                voice.Play();
            }
            onVoice.Invoke(reply.Voice);
        }

        private void RaiseFailure(Exception failed)
        {
            if (logFailures) Debug.LogWarning("Convai Native: " + name + " cannot answer: " + failed.Message, this);
            onFailure.Invoke(failed.Message);
            // A listener may have destroyed this component.
            if (this == null) return;
            ConvaiNativeException failure = failed as ConvaiNativeException;
            if (failure == null || failure.PartialReply == null) return;
            Continue(conversation, failure.PartialReply);
            onReply.Invoke(failure.PartialReply.Text);
        }
    }
}
