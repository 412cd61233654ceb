using System;
using System.Collections.Generic;
using UnityEngine;
using UnityEngine.Events;

namespace ConvaiNative.Components
{
    /// <summary>
    /// A character of the service and the player's session with it. Turns are answered in the order of the calls. A reply arrives as
    /// events and as the result of an operation, and an audio source speaks it.
    /// </summary>
    /// <remarks>
    /// Main thread only; no member blocks. Events are raised on the main thread, each once per turn. Methods that start a turn never
    /// throw: a failure, such as an empty text or a missing key, is the result of the operation.
    /// </remarks>
    [AddComponentMenu("Convai Native/Convai Native Character")]
    [ConvaiNativeHelp("conversations")]
    public sealed partial class ConvaiNativeCharacter : MonoBehaviour
    {
        [SerializeField, CharacterId]
        [Tooltip("The character's id. It is shown on the web pages of the service.")]
        private string characterId = "";

        [SerializeField]
        [Tooltip("What the player says to the character when the game starts, such as a greeting. Empty: nothing.")]
        private string firstLine = "";

        [SerializeField]
        [Tooltip("Whether the character speaks its replies.")]
        private bool withVoice = true;

        [SerializeField]
        [Tooltip("The audio source that speaks. None: the audio source of this object, if it has one. Convai Native owns its clip.")]
        private AudioSource voice;

        [SerializeField]
        [Tooltip("Queue: a reply is heard after those before it. Replace: when a turn starts, the replies before it fade out.")]
        private ConvaiNativeSpeech speech;

        [SerializeField]
        [Tooltip("Whether a reply is requested in pieces, so that the character speaks and On Piece is raised before the reply is complete. The service hardly documents this.")]
        private bool stream;

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
        [Tooltip("Whether a reply keeps its audio, for games that save it or make a clip of it. The game then disposes of the audio.")]
        private bool keepAudio;

        [SerializeField]
        [Tooltip("What the character can do, such as Jump and Wave. Without commas and semicolons. The reply names the actions that it takes.")]
        private List<string> actions = new List<string>();

        [SerializeField]
        [Tooltip("The objects that the character knows of.")]
        private List<ConvaiNativeSceneItem> objects = new List<ConvaiNativeSceneItem>();

        [SerializeField]
        [Tooltip("The characters that this one knows of, the player included if it has a name.")]
        private List<ConvaiNativeSceneItem> characters = new List<ConvaiNativeSceneItem>();

        [SerializeField]
        [Tooltip("Whether failures are logged as warnings.")]
        private bool logFailures = true;

        [SerializeField]
        [Tooltip("Raised with true when the first of several turns starts, and with false when the last one has ended.")]
        private UnityEvent<bool> onThinking = new UnityEvent<bool>();

        [SerializeField]
        [Tooltip("Raised with the player's words as the service understood them, for turns by voice, before On Reply.")]
        private UnityEvent<string> onTranscript = new UnityEvent<string>();

        [SerializeField]
        [Tooltip("Raised with the text of a reply.")]
        private UnityEvent<string> onReply = new UnityEvent<string>();

        [SerializeField]
        [Tooltip("Raised with each action that the character takes, in their order, after On Reply.")]
        private UnityEvent<string> onAction = new UnityEvent<string>();

        [SerializeField]
        [Tooltip("Raised with each part of the text of a streamed reply, before On Reply.")]
        private UnityEvent<string> onPiece = new UnityEvent<string>();

        [SerializeField]
        [Tooltip("Raised with true when the character begins to be heard, and with false when the last sample was heard.")]
        private UnityEvent<bool> onSpeaking = new UnityEvent<bool>();

        [SerializeField]
        [Tooltip("Raised with the reason when a turn fails. Not raised for cancelled turns.")]
        private UnityEvent<string> onFailure = new UnityEvent<string>();

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

        /// <summary>What is said to the character when the component starts. Null or empty for nothing.</summary>
        public string FirstLine
        {
            get { return firstLine; }
            set { firstLine = value; }
        }

        /// <summary>Whether the character speaks its replies.</summary>
        public bool WithVoice
        {
            get { return withVoice; }
            set { withVoice = value; }
        }

        /// <summary>
        /// The audio source that speaks. Null selects the audio source of this object. A change affects the next turn. The character
        /// adds a <see cref="ConvaiNativeVoice"/> to it, which owns its clip.
        /// </summary>
        public AudioSource VoiceSource
        {
            get { return voice; }
            set { voice = value; }
        }

        /// <summary>Whether replies are heard one after the other, or a turn silences the replies before it.</summary>
        public ConvaiNativeSpeech Speech
        {
            get { return speech; }
            set { speech = value; }
        }

        /// <summary>
        /// Whether a reply is requested in pieces: the character speaks, and <see cref="OnPiece"/> is raised, before the reply is complete.
        /// The service hardly documents its streams, so this is built from weak evidence.
        /// </summary>
        public bool Stream
        {
            get { return stream; }
            set { stream = value; }
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

        /// <summary>Whether <see cref="ConvaiNativeReply.Audio"/> has the voice. The game then disposes of it.</summary>
        public bool KeepAudio
        {
            get { return keepAudio; }
            set { keepAudio = value; }
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

        /// <summary>
        /// Whether the character is heard. It becomes false when the last sample was heard: see
        /// <see cref="ConvaiNativeVoice.IsSpeaking"/>.
        /// </summary>
        public bool IsSpeaking { get; private set; }

        /// <summary>How far the mouth is open, from 0 to 1, for blend shapes. 0 while the character is not heard.</summary>
        public float Mouth
        {
            get { return IsSpeaking && speaker != null ? speaker.Mouth : 0; }
        }

        /// <summary>The level of the character's voice. Silence while the character is not heard.</summary>
        public AudioLevel Level
        {
            get { return IsSpeaking && speaker != null ? speaker.Level : default(AudioLevel); }
        }

        /// <summary>Raised with true when <see cref="IsThinking"/> becomes true, and with false when it becomes false.</summary>
        public UnityEvent<bool> OnThinking
        {
            get { return onThinking; }
        }

        /// <summary>
        /// Raised with the player's words as the service understood them, before <see cref="OnReply"/>. Only for turns by voice.
        /// </summary>
        public UnityEvent<string> OnTranscript
        {
            get { return onTranscript; }
        }

        /// <summary>Raised with the text of a reply, or with the fallback line of a failed turn.</summary>
        public UnityEvent<string> OnReply
        {
            get { return onReply; }
        }

        /// <summary>
        /// Raised with each part of the text of a streamed reply, before <see cref="OnReply"/>. Joined, the parts are the text of the
        /// reply.
        /// </summary>
        public UnityEvent<string> OnPiece
        {
            get { return onPiece; }
        }

        /// <summary>
        /// Raised with true when <see cref="IsSpeaking"/> becomes true, and with false when it becomes false, also if the component is
        /// disabled meanwhile. Replies that follow each other without a gap raise it once.
        /// </summary>
        public UnityEvent<bool> OnSpeaking
        {
            get { return onSpeaking; }
        }

        /// <summary>Raised with the reason when a turn fails. Not raised for cancelled turns.</summary>
        public UnityEvent<string> OnFailure
        {
            get { return onFailure; }
        }
    }

    /// <summary>What happens to the replies that are heard when a turn starts.</summary>
    public enum ConvaiNativeSpeech
    {
        /// <summary>They are heard to their end, and the reply of the turn after them.</summary>
        Queue,

        /// <summary>They fade out.</summary>
        Replace
    }
}
