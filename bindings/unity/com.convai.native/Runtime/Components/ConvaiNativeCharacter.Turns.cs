using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;

namespace ConvaiNative.Components
{
    public sealed partial class ConvaiNativeCharacter
    {
        /// <summary>The turns whose voice may still be heard.</summary>
        private readonly List<Task<Reply>> spoken = new List<Task<Reply>>();

        private ConvaiNativeClient client;
        private Conversation conversation;
        private string session;
        private int thinking;

        /// <summary>Interrupt raises it. What arrives of a turn of an earlier generation is not told.</summary>
        private int generation;

        private ConvaiNativeVoice speaker;

        /// <summary>Says text to the character. It returns nothing, so that buttons and input fields can call it.</summary>
        public void SayText(string text)
        {
            Say(text);
        }

        /// <summary>Says text to the character.</summary>
        /// <param name="text">The player's words.</param>
        /// <param name="options">The settings of this turn. What they leave open, this component sets. May be null.</param>
        /// <param name="cancellation">Cancels the turn, from any thread, like the Cancel method of the operation.</param>
        /// <returns>The operation. Never null.</returns>
        public ConvaiNativeOperation<ConvaiNativeReply> Say(string text, TurnOptions options = null, CancellationToken cancellation = default(CancellationToken))
        {
            return Begin(options, text ?? "", cancellation, delegate (Conversation talk, CancellationToken token, TurnOptions turn) { return talk.SayAsync(text, token, turn); });
        }

        /// <summary>Says samples to the character.</summary>
        /// <param name="audio">The samples. They are copied before the method returns.</param>
        /// <param name="options">The settings of this turn. What they leave open, this component sets. May be null.</param>
        /// <param name="cancellation">Cancels the turn, from any thread, like the Cancel method of the operation.</param>
        /// <returns>The operation. Never null.</returns>
        public ConvaiNativeOperation<ConvaiNativeReply> Say(PcmAudio audio, TurnOptions options = null, CancellationToken cancellation = default(CancellationToken))
        {
            if (ConvaiNativeBehaviour.WaitsForCredentials()) audio = ConvaiNativeAudio.Copy(audio);
            return Begin(options, null, cancellation, delegate (Conversation talk, CancellationToken token, TurnOptions turn) { return talk.SayAsync(audio, token, turn); });
        }

        /// <summary>Says the collected samples of an utterance, and empties the utterance.</summary>
        /// <param name="utterance">The utterance.</param>
        /// <param name="options">The settings of this turn. What they leave open, this component sets. May be null.</param>
        /// <param name="cancellation">Cancels the turn, from any thread, like the Cancel method of the operation.</param>
        /// <returns>The operation. Never null.</returns>
        public ConvaiNativeOperation<ConvaiNativeReply> Say(Utterance utterance, TurnOptions options = null, CancellationToken cancellation = default(CancellationToken))
        {
            Exception refused = ConvaiNativeBehaviour.WaitsForCredentials()
                ? new InvalidOperationException("The answer of ConvaiNativeKey.ProviderAsync is not there yet. Say the utterance again.") : null;
            return Begin(options, null, cancellation, delegate (Conversation talk, CancellationToken token, TurnOptions turn) { return talk.SayAsync(utterance, token, turn); }, refused);
        }

        /// <summary>Says the samples of a clip to the character.</summary>
        /// <param name="recording">The clip. Its load type must be Decompress On Load.</param>
        /// <param name="options">The settings of this turn. What they leave open, this component sets. May be null.</param>
        /// <param name="cancellation">Cancels the turn, from any thread, like the Cancel method of the operation.</param>
        /// <returns>The operation. Never null.</returns>
        public ConvaiNativeOperation<ConvaiNativeReply> Say(AudioClip recording, TurnOptions options = null, CancellationToken cancellation = default(CancellationToken))
        {
            return Begin(options, null, cancellation, delegate (Conversation talk, CancellationToken token, TurnOptions turn) { return talk.SayAsync(ConvaiNativeAudio.FromClip(recording), token, turn); });
        }

        /// <summary>
        /// Uploads a WAV file with one channel and integer samples of 16 bits or more. Say other files with
        /// <see cref="ConvaiNativeAudio.FromWav"/>.
        /// </summary>
        /// <param name="wav">The bytes of the file. They are copied before the method returns.</param>
        /// <param name="options">The settings of this turn. What they leave open, this component sets. May be null.</param>
        /// <param name="cancellation">Cancels the turn, from any thread, like the Cancel method of the operation.</param>
        /// <returns>The operation. Never null.</returns>
        public ConvaiNativeOperation<ConvaiNativeReply> SayWav(byte[] wav, TurnOptions options = null, CancellationToken cancellation = default(CancellationToken))
        {
            if (wav != null && ConvaiNativeBehaviour.WaitsForCredentials()) wav = (byte[])wav.Clone();
            return Begin(options, null, cancellation, delegate (Conversation talk, CancellationToken token, TurnOptions turn) { return talk.SayWavAsync(wav, token, turn); });
        }

        /// <summary>Says text to the character, and streams the reply to a coroutine.</summary>
        /// <param name="text">The player's words.</param>
        /// <param name="options">The settings of this turn. What they leave open, this component sets. May be null.</param>
        /// <returns>The pieces. Never null.</returns>
        public ConvaiNativePieces SayInPieces(string text, TurnOptions options = null)
        {
            return InPieces(options, delegate (TurnOptions turn) { return Say(text, turn); });
        }

        /// <summary>Says samples to the character, and streams the reply to a coroutine.</summary>
        /// <param name="audio">The samples. They are copied before the method returns.</param>
        /// <param name="options">The settings of this turn. What they leave open, this component sets. May be null.</param>
        /// <returns>The pieces. Never null.</returns>
        public ConvaiNativePieces SayInPieces(PcmAudio audio, TurnOptions options = null)
        {
            return InPieces(options, delegate (TurnOptions turn) { return Say(audio, turn); });
        }

        /// <summary>Says the collected samples of an utterance, empties the utterance, and streams the reply to a coroutine.</summary>
        /// <param name="utterance">The utterance.</param>
        /// <param name="options">The settings of this turn. What they leave open, this component sets. May be null.</param>
        /// <returns>The pieces. Never null.</returns>
        public ConvaiNativePieces SayInPieces(Utterance utterance, TurnOptions options = null)
        {
            return InPieces(options, delegate (TurnOptions turn) { return Say(utterance, turn); });
        }

        /// <summary>
        /// Fades out what is heard of the character, drops its replies that wait to be heard, and cancels all turns, for instance when
        /// the player interrupts. A turn whose reply had arrived already succeeds with <see cref="ConvaiNativeReply.Interrupted"/>. What
        /// had arrived of a turn, its failure included, raises no events of this component but <see cref="OnThinking"/>. Does not change
        /// the session.
        /// </summary>
        public void Interrupt()
        {
            generation++;
            if (IsCurrent()) conversation.Interrupt();
            // Of a conversation that has ended.
            else if (IsSpeaking && speaker != null) speaker.StopSpeaking();
        }

        /// <summary>Continues the session of a saved game. Null starts a new session. Interrupts the character first.</summary>
        public void Resume(string savedSession)
        {
            Interrupt();
            EndConversation();
            session = savedSession;
        }

        /// <summary>Ends the session. The next turn starts a new one. Running turns continue.</summary>
        public void ResetSession()
        {
            session = null;
            if (IsCurrent()) conversation.Reset();
        }

        private void Start()
        {
            if (!string.IsNullOrEmpty(firstLine)) Say(firstLine);
        }

        private void Update()
        {
            if (speaker == null)
            {
                spoken.Clear();
                SetSpeaking(false);
                return;
            }
            SetSpeaking(speaker.IsSpeaking && IsHeard());
            if (!speaker.IsSpeaking && thinking == 0 && speaker.State.Phase != PlaybackPhase.Buffering) spoken.Clear();
        }

        private void OnDisable()
        {
            SetSpeaking(false);
        }

        private void OnDestroy()
        {
            EndConversation();
        }

        /// <summary>Whether what the voice says is of this character.</summary>
        private bool IsHeard()
        {
            PlaybackState state = speaker.State;
            foreach (Task<Reply> turn in spoken)
                if (state.IsOf(turn)) return true;
            return false;
        }

        private void SetSpeaking(bool speaking)
        {
            if (IsSpeaking == speaking) return;
            IsSpeaking = speaking;
            Listeners.Raise(onSpeaking, speaking);
        }

        /// <summary>The playback that speaks for this character. Null before its first turn with a voice, and while the voice is disabled.</summary>
        internal Playback OpenPlayback
        {
            get { return speaker == null ? null : speaker.OpenPlayback; }
        }

        /// <summary>The voice of the audio source. Null without a source.</summary>
        private ConvaiNativeVoice Speaker()
        {
            AudioSource source = voice != null ? voice : GetComponent<AudioSource>();
            if (source == null) return null;
            if (speaker != null && speaker.gameObject == source.gameObject) return speaker;
            speaker = source.GetComponent<ConvaiNativeVoice>();
            if (speaker == null) speaker = source.gameObject.AddComponent<ConvaiNativeVoice>();
            return speaker;
        }

        /// <summary>Lets the voice speak the next turn of a conversation.</summary>
        /// <returns>Whether it will.</returns>
        private bool Connect(Conversation talk)
        {
            ConvaiNativeVoice mouth = Speaker();
            Playback playback = mouth == null ? null : mouth.Playback;
            if (talk.Playback != playback) talk.SetPlayback(playback);
            if (playback == null) return false;
            if (speech == ConvaiNativeSpeech.Replace) mouth.StopSpeaking();
            return true;
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
            if (string.IsNullOrWhiteSpace(characterId))
                throw new InvalidOperationException("The character \"" + name + "\" has no id. Set its Character Id in the inspector. Window > Convai Native > Characters lists the ids of your account.");
            conversation = current.StartConversation(characterId.Trim(), session);
            client = current;
            if (!string.IsNullOrEmpty(fallback)) conversation.SetFallback(fallback);
            return conversation;
        }

        /// <param name="options">The settings of this turn. May be null.</param>
        /// <param name="text">The player's text. Null for a turn by voice.</param>
        /// <param name="cancellation">Cancels the turn.</param>
        /// <param name="say">Starts the turn.</param>
        /// <param name="refused">Why the turn is not started. Null to start it.</param>
        private ConvaiNativeOperation<ConvaiNativeReply> Begin(TurnOptions options, string text, CancellationToken cancellation, Func<Conversation, CancellationToken, TurnOptions, Task<Reply>> say, Exception refused = null)
        {
            Conversation talk = null;
            int mine = generation;
            Func<string, Reply> fake = FakeReply;
            ConvaiNativeOperation<ConvaiNativeReply> turn = fake != null || refused != null
                ? ConvaiNativeBehaviour.RunWithoutClient(delegate { return fake != null ? Task.FromResult(fake(text)) : Task.FromException<Reply>(refused); }, delegate (Reply reply) { return Receive(talk, reply); })
                : ConvaiNativeBehaviour.Run(
                delegate (ConvaiNativeClient current, ConvaiNativeOperation operation)
                {
                    // Such a turn is not sent.
                    cancellation.ThrowIfCancellationRequested();
                    talk = Current(current);
                    TurnOptions merged = Merged(options ?? new TurnOptions(), operation, mine);
                    Place(talk, merged);
                    bool heard = merged.Voice == true && Connect(talk);
                    Task<Reply> started = say(talk, operation.Token, merged);
                    if (heard) spoken.Add(started);
                    return started;
                },
                delegate (Reply reply) { return Receive(talk, reply); });
            if (thinking++ == 0) Listeners.Raise(onThinking, true);
            bool observed = turn.Observed;
            CancellationTokenRegistration linked = cancellation.Register(turn.Cancel);
            turn.Completed += delegate (ConvaiNativeOperation<ConvaiNativeReply> ended)
            {
                linked.Dispose();
                RaiseEvents(ended, talk, mine, text == null);
            };
            // Adding our listener marks the operation as observed. That is right only if this component logs its failure.
            turn.Observed = observed || logFailures;
            return turn;
        }

        /// <summary>The settings of a turn, with those of this component where they are open.</summary>
        private TurnOptions Merged(TurnOptions options, ConvaiNativeOperation operation, int mine)
        {
            TurnOptions turn = Copy(options);
            turn.Voice = options.Voice ?? WithVoice;
            turn.Stream |= Stream;
            turn.PieceReceived = turn.Stream || options.PieceReceived != null ? PieceReceiver(options.PieceReceived, mine) : null;
            // The playback has the samples, and the event only needs the text.
            turn.OmitPieceSamples = options.PieceReceived == null;
            turn.Multipart |= Multipart;
            turn.Deadline = options.Deadline ?? (DeadlineSeconds > 0 ? TimeSpan.FromSeconds(DeadlineSeconds) : (TimeSpan?)null);
            turn.ResponseLevel = options.ResponseLevel != 0 ? options.ResponseLevel : ResponseLevel;
            turn.OmitRawJson |= !KeepRawReply;
            turn.Progress = operation.Reporter(options.Progress);
            return turn;
        }

        private static ConvaiNativePieces InPieces(TurnOptions options, Func<TurnOptions, ConvaiNativeOperation<ConvaiNativeReply>> say)
        {
            TurnOptions turn = options ?? new TurnOptions();
            Action<Piece> also = turn.PieceReceived;
            ConvaiNativePieces pieces = new ConvaiNativePieces();
            TurnOptions copy = Copy(turn);
            copy.Stream = true;
            copy.PieceReceived = delegate (Piece piece)
            {
                pieces.Add(piece);
                Listeners.Raise(also, piece);
            };
            pieces.Turn = say(copy);
            return pieces;
        }

        private static TurnOptions Copy(TurnOptions options)
        {
            return new TurnOptions
            {
                Voice = options.Voice,
                Stream = options.Stream,
                PieceReceived = options.PieceReceived,
                IdleTimeout = options.IdleTimeout,
                Multipart = options.Multipart,
                Timeout = options.Timeout,
                Deadline = options.Deadline,
                ConnectTimeout = options.ConnectTimeout,
                UploadSampleRate = options.UploadSampleRate,
                ResponseLevel = options.ResponseLevel,
                Scene = options.Scene,
                OmitRawJson = options.OmitRawJson,
                Progress = options.Progress
            };
        }

        private Action<Piece> PieceReceiver(Action<Piece> also, int mine)
        {
            return delegate (Piece piece)
            {
                if (mine != generation) return;
                if (this != null && piece.Text.Length > 0) Listeners.Raise(onPiece, piece.Text);
                Listeners.Raise(also, piece);
            };
        }

        private ConvaiNativeReply Receive(Conversation talk, Reply reply)
        {
            if (this != null) Continue(talk, reply);
            if (this != null && keepAudio && reply.Audio != null) return new ConvaiNativeReply(reply, reply.Audio);
            using (reply) return new ConvaiNativeReply(reply, null);
        }

        /// <summary>Records the session of a turn, unless the character has another conversation by now.</summary>
        private void Continue(Conversation talk, Reply reply)
        {
            if (talk != conversation) return;
            // The conversation knows whether the session was reset during the turn.
            session = IsCurrent() ? conversation.SessionId : reply.SessionId ?? session;
        }

        private void RaiseEvents(ConvaiNativeOperation<ConvaiNativeReply> turn, Conversation talk, int mine, bool byVoice)
        {
            bool observed = turn.Observed;
            thinking--;
            // The component was destroyed.
            if (this == null) return;
            if (mine == generation && turn.Succeeded) RaiseReply(turn.Result, mine, byVoice);
            else if (mine == generation && !turn.IsCancelled) RaiseFailure(turn.Error, talk, mine);
            turn.Observed = observed;
            if (this != null && thinking == 0) Listeners.Raise(onThinking, false);
        }

        private void RaiseReply(ConvaiNativeReply reply, int mine, bool byVoice)
        {
            if (reply.Interrupted) return;
            if (byVoice && !string.IsNullOrEmpty(reply.Transcript)) Listeners.Raise(onTranscript, reply.Transcript);
            // A listener may have destroyed or interrupted this component.
            if (this == null || mine != generation) return;
            Listeners.Raise(onReply, reply.Text);
            RaiseActions(reply.Actions);
        }

        private void RaiseFailure(Exception failed, Conversation talk, int mine)
        {
            if (logFailures) Debug.LogWarning("Convai Native: " + name + " cannot answer: " + failed.Message, this);
            Listeners.Raise(onFailure, failed.Message);
            if (this == null || mine != generation) return;
            if (TurnFailed != null) Listeners.Raise(TurnFailed, new ConvaiNativeFailure(failed));
            // A listener may have destroyed or interrupted this component.
            if (this == null || mine != generation) return;
            ConvaiNativeException failure = failed as ConvaiNativeException;
            if (failure == null || failure.PartialReply == null) return;
            Continue(talk, failure.PartialReply);
            Listeners.Raise(onReply, failure.PartialReply.Text);
            RaiseActions(failure.PartialReply.Actions);
        }
    }
}
