using System;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;
using UnityEngine.Events;

namespace ConvaiNative.Components
{
    /// <summary>
    /// Somebody to talk to: a character of the service and the session with it. Turns are answered in the order in which
    /// they were said. What it answers comes as events, as an operation, and from its audio source.
    /// </summary>
    /// <remarks>Main thread only; nothing blocks. Events are raised on the main thread, each once for a turn.</remarks>
    [AddComponentMenu("Convai Native/Convai Native Character")]
    public sealed class ConvaiNativeCharacter : MonoBehaviour
    {
        [SerializeField, CharacterId]
        [Tooltip("The character's id, from Convai's pages, or from ConvaiNativeClient.Characters.")]
        private string characterId = "";

        [SerializeField]
        [Tooltip("Whether the character speaks its answers too.")]
        private bool withVoice = true;

        [SerializeField]
        [Tooltip("What plays its voice. None: the event alone.")]
        private AudioSource voice;

        [SerializeField]
        [Tooltip("What it says where a turn fails, such as: Sorry, I can't talk right now. Empty: nothing.")]
        private string fallback = "";

        [SerializeField]
        [Tooltip("Whether failures are logged as warnings.")]
        private bool logFailures = true;

        [SerializeField]
        [Tooltip("A turn was said, and the character thinks: true. The last one was answered: false.")]
        private UnityEvent<bool> onThinking = new UnityEvent<bool>();

        [SerializeField]
        [Tooltip("The character answers: what it says.")]
        private UnityEvent<string> onReply = new UnityEvent<string>();

        [SerializeField]
        [Tooltip("The character answers: its voice. After On Reply, and only where there is a voice.")]
        private UnityEvent<AudioClip> onVoice = new UnityEvent<AudioClip>();

        [SerializeField]
        [Tooltip("A turn failed: why. Not raised for turns that were cancelled.")]
        private UnityEvent<string> onFailure = new UnityEvent<string>();

        private ConvaiNativeClient client;
        private Conversation conversation;
        private string session;
        private AudioClip clip;
        private int thinking;

        /// <summary>The character's id. A change ends the conversation, and the next turn starts a new session.</summary>
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

        /// <summary>Whether the character speaks its answers too.</summary>
        public bool WithVoice
        {
            get { return withVoice; }
            set { withVoice = value; }
        }

        /// <summary>What plays its voice, or null.</summary>
        public AudioSource VoiceSource
        {
            get { return voice; }
            set { voice = value; }
        }

        /// <summary>What it says where a turn fails. Empty or null: nothing.</summary>
        public string Fallback
        {
            get { return fallback; }
            set
            {
                fallback = value;
                if (IsCurrent()) conversation.SetFallback(string.IsNullOrEmpty(fallback) ? null : fallback);
            }
        }

        /// <summary>Whether failures are logged as warnings.</summary>
        public bool LogFailures
        {
            get { return logFailures; }
            set { logFailures = value; }
        }

        /// <summary>The session, for a saved game: give it to <see cref="Resume"/> when the game is loaded. Null before the first answer.</summary>
        public string SessionId
        {
            get { return session; }
        }

        /// <summary>Whether a turn is under way.</summary>
        public bool IsThinking
        {
            get { return thinking > 0; }
        }

        /// <summary>Raised with true when the character begins to think, with false when its last turn has ended.</summary>
        public UnityEvent<bool> OnThinking
        {
            get { return onThinking; }
        }

        /// <summary>Raised with what the character says. After a failure, with the fallback line.</summary>
        public UnityEvent<string> OnReply
        {
            get { return onReply; }
        }

        /// <summary>Raised with the character's voice, after <see cref="OnReply"/>.</summary>
        public UnityEvent<AudioClip> OnVoice
        {
            get { return onVoice; }
        }

        /// <summary>Raised with the reason where a turn fails. Not for turns that were cancelled.</summary>
        public UnityEvent<string> OnFailure
        {
            get { return onFailure; }
        }

        /// <summary>Says text to the character: for buttons and input fields.</summary>
        public void SayText(string text)
        {
            Say(text);
        }

        /// <summary>Says text to the character.</summary>
        /// <returns>An operation, always; where the turn cannot be started, it fails in the next update.</returns>
        public ConvaiNativeOperation<ConvaiNativeReply> Say(string text)
        {
            return Begin(delegate (Conversation talk, CancellationToken token) { return talk.SayAsync(text, token); });
        }

        /// <summary>Says samples to the character. They are copied before this returns.</summary>
        public ConvaiNativeOperation<ConvaiNativeReply> Say(PcmAudio audio)
        {
            return Begin(delegate (Conversation talk, CancellationToken token) { return talk.SayAsync(audio, token); });
        }

        /// <summary>Says what an utterance has collected, and empties it.</summary>
        public ConvaiNativeOperation<ConvaiNativeReply> Say(Utterance utterance)
        {
            return Begin(delegate (Conversation talk, CancellationToken token) { return talk.SayAsync(utterance, token); });
        }

        /// <summary>Says a clip to the character. Its load type has to be Decompress On Load.</summary>
        public ConvaiNativeOperation<ConvaiNativeReply> Say(AudioClip recording)
        {
            return Begin(delegate (Conversation talk, CancellationToken token) { return talk.SayAsync(ConvaiNativeAudio.FromClip(recording), token); });
        }

        /// <summary>The player interrupts, or walks away: the voice stops, turns end as cancelled. The session is kept.</summary>
        public void Interrupt()
        {
            if (voice != null) voice.Stop();
            if (IsCurrent()) conversation.Interrupt();
        }

        /// <summary>Goes on with the session of a saved game; null starts a new one. Turns that are under way are cancelled.</summary>
        public void Resume(string savedSession)
        {
            EndConversation();
            session = savedSession;
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

        /// <summary>The conversation, begun again with its session where the connection was set up anew.</summary>
        private Conversation Talk(ConvaiNativeClient current)
        {
            if (conversation != null && client == current) return conversation;
            EndConversation();
            conversation = current.StartConversation(characterId.Trim(), session);
            client = current;
            if (!string.IsNullOrEmpty(fallback)) conversation.SetFallback(fallback);
            return conversation;
        }

        private ConvaiNativeOperation<ConvaiNativeReply> Begin(Func<Conversation, CancellationToken, Task<Reply>> say)
        {
            ConvaiNativeOperation<ConvaiNativeReply> turn = ConvaiNativeBehaviour.Run(
                delegate (ConvaiNativeClient current, CancellationToken token)
                {
                    Conversation talk = Talk(current);
                    talk.Voice = withVoice;
                    return say(talk, token);
                },
                Receive);
            if (thinking++ == 0) onThinking.Invoke(true);
            bool observed = turn.Observed;
            turn.Completed += Tell;
            // Our own look at a failure does not count where we say nothing about it.
            turn.Observed = observed || logFailures;
            return turn;
        }

        private ConvaiNativeReply Receive(Reply reply)
        {
            using (reply)
            {
                if (this == null) return new ConvaiNativeReply(reply, null);
                session = reply.SessionId ?? session;
                AudioClip spoken = reply.Audio == null ? null : ConvaiNativeAudio.ToClip(reply.Audio, name + "'s voice");
                if (spoken != null) Replace(spoken);
                return new ConvaiNativeReply(reply, spoken);
            }
        }

        private void Replace(AudioClip spoken)
        {
            if (voice != null) voice.Stop();
            if (clip != null) Destroy(clip);
            clip = spoken;
        }

        private void Tell(ConvaiNativeOperation<ConvaiNativeReply> turn)
        {
            bool observed = turn.Observed;
            thinking--;
            // Destroyed in the meantime: there is nobody left to talk.
            if (this == null) return;
            if (turn.Succeeded) TellReply(turn.Result);
            else if (!turn.IsCancelled) TellFailure(turn.Error);
            turn.Observed = observed;
            if (this != null && thinking == 0) onThinking.Invoke(false);
        }

        private void TellReply(ConvaiNativeReply reply)
        {
            onReply.Invoke(reply.Text);
            // A listener may have destroyed us, and the clip with us.
            if (this == null || reply.Voice == null) return;
            if (voice != null)
            {
                voice.clip = reply.Voice;
                voice.Play();
            }
            onVoice.Invoke(reply.Voice);
        }

        private void TellFailure(Exception why)
        {
            if (logFailures) Debug.LogWarning("Convai Native: " + name + " cannot answer: " + why.Message, this);
            onFailure.Invoke(why.Message);
            // A listener may have destroyed us.
            if (this == null) return;
            ConvaiNativeException failure = why as ConvaiNativeException;
            if (failure == null || failure.PartialReply == null) return;
            session = failure.PartialReply.SessionId ?? session;
            onReply.Invoke(failure.PartialReply.Text);
        }
    }
}
