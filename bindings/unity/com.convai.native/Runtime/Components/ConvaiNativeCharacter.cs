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
        /// <returns>The operation. Never null.</returns>
        public ConvaiNativeOperation<ConvaiNativeReply> Say(string text)
        {
            return Begin(delegate (Conversation talk, CancellationToken token) { return talk.SayAsync(text, token); });
        }

        /// <summary>Says samples to the character. They are copied before the method returns.</summary>
        /// <returns>The operation. Never null.</returns>
        public ConvaiNativeOperation<ConvaiNativeReply> Say(PcmAudio audio)
        {
            return Begin(delegate (Conversation talk, CancellationToken token) { return talk.SayAsync(audio, token); });
        }

        /// <summary>Says the collected samples of an utterance, and empties the utterance.</summary>
        /// <returns>The operation. Never null.</returns>
        public ConvaiNativeOperation<ConvaiNativeReply> Say(Utterance utterance)
        {
            return Begin(delegate (Conversation talk, CancellationToken token) { return talk.SayAsync(utterance, token); });
        }

        /// <summary>Says the samples of a clip to the character. The load type of the clip must be Decompress On Load.</summary>
        /// <returns>The operation. Never null.</returns>
        public ConvaiNativeOperation<ConvaiNativeReply> Say(AudioClip recording)
        {
            return Begin(delegate (Conversation talk, CancellationToken token) { return talk.SayAsync(ConvaiNativeAudio.FromClip(recording), token); });
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

        private ConvaiNativeOperation<ConvaiNativeReply> Begin(Func<Conversation, CancellationToken, Task<Reply>> say)
        {
            ConvaiNativeOperation<ConvaiNativeReply> turn = ConvaiNativeBehaviour.Run(
                delegate (ConvaiNativeClient current, CancellationToken token)
                {
                    Conversation talk = Current(current);
                    talk.Voice = withVoice;
                    return say(talk, token);
                },
                Receive);
            if (thinking++ == 0) onThinking.Invoke(true);
            bool observed = turn.Observed;
            turn.Completed += RaiseEvents;
            // Adding our listener marks the operation as observed. That is right only if this component logs its failure.
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
            session = failure.PartialReply.SessionId ?? session;
            onReply.Invoke(failure.PartialReply.Text);
        }
    }
}
