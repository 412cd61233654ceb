using System;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative
{
    /// <summary>Settings of one turn. What is left null or 0 takes the conversation's or the client's.</summary>
    public sealed class TurnOptions
    {
        /// <summary>Whether to ask for the answer in the character's voice too. Null: as <see cref="Conversation.Voice"/> says.</summary>
        public bool? Voice { get; set; }

        /// <summary>Send text as multipart/form-data, for gateways that do not pass on the usual form.</summary>
        public bool Multipart { get; set; }

        /// <summary>Longest time for the turn, from leaving the queue to the end of the reply.</summary>
        public TimeSpan? Timeout { get; set; }

        /// <summary>Longest time for connecting.</summary>
        public TimeSpan? ConnectTimeout { get; set; }

        /// <summary>The rate in Hz to which audio is resampled before it is sent.</summary>
        public int UploadSampleRate { get; set; }

        /// <summary>The service's "responseLevel"; its documents' sample sends 5. 0 sends none.</summary>
        public int ResponseLevel { get; set; }

        internal NativeCallOptions Native()
        {
            NativeCallOptions native = new NativeCallOptions();
            native.TimeoutMs = Arguments.Milliseconds(Timeout, "Timeout");
            native.ConnectTimeoutMs = Arguments.Milliseconds(ConnectTimeout, "ConnectTimeout");
            native.UploadSampleRate = Arguments.Count(UploadSampleRate, "UploadSampleRate");
            native.ResponseLevel = ResponseLevel;
            return native;
        }
    }

    /// <summary>
    /// A character and a session. The first turn starts the session, the others go on in it; a failed turn keeps it.
    /// Turns go out one after the other in the order in which they were said; different conversations run side by side.
    /// </summary>
    /// <remarks>
    /// Any thread. Turns are there as tasks, which end in <see cref="ConvaiNativeClient.Pump"/> and never block, and without
    /// Async as calls that block until the answer is there and need no pump. A turn that fails throws, or ends its task
    /// with, a <see cref="ConvaiNativeException"/>; one that is cancelled, by its token, by <see cref="Interrupt"/> or by
    /// disposing, ends with <see cref="OperationCanceledException"/>. A token cancels only its own turn.
    /// </remarks>
    public sealed unsafe class Conversation : IDisposable
    {
        private const int UsualIdBytes = 64;

        private readonly ConvaiNativeClient client;
        private readonly ConversationHandle handle;

        internal Conversation(ConvaiNativeClient client, string characterId, string savedSession)
        {
            this.client = client;
            CharacterId = characterId;
            fixed (byte* character = Utf8.Terminated(characterId, "characterId"))
            fixed (byte* session = Utf8.Terminated(string.IsNullOrEmpty(savedSession) ? null : savedSession, "savedSession"))
            {
                NativeError* error = null;
                IntPtr token = NativeMethods.convai_conversation_new(client.Calls.Client, character, session, &error);
                if (token == IntPtr.Zero) throw ConvaiNativeException.Take(error);
                handle = new ConversationHandle(token);
            }
        }

        /// <summary>Who is spoken to.</summary>
        public string CharacterId { get; private set; }

        /// <summary>Whether turns ask for the answer in the character's voice too. False at first.</summary>
        public bool Voice { get; set; }

        /// <summary>
        /// The session, for a saved game: give it to <see cref="ConvaiNativeClient.StartConversation"/> when the game is
        /// loaded. Null before the first answer.
        /// </summary>
        public string SessionId
        {
            get
            {
                byte[] buffer = new byte[UsualIdBytes];
                while (true)
                {
                    UIntPtr length;
                    int status;
                    fixed (byte* start = buffer)
                        status = NativeMethods.convai_conversation_session_id(handle.Token, start, (UIntPtr)(uint)buffer.Length, &length);
                    if (status == (int)ConvaiNativeErrorCode.BufferTooSmall)
                    {
                        buffer = new byte[checked((int)length.ToUInt64()) + 1];
                        continue;
                    }
                    Check(status);
                    fixed (byte* start = buffer)
                        return length == UIntPtr.Zero ? null : Utf8.Read(start, length);
                }
            }
        }

        /// <summary>Says text to the character.</summary>
        /// <param name="text">What the player says.</param>
        /// <param name="cancellation">Cancels this turn.</param>
        /// <param name="options">Settings of this turn, or null.</param>
        public Task<Reply> SayAsync(string text, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return Start(CallSay(text, options), options, cancellation);
        }

        /// <summary>Says text to the character. Blocks; see <see cref="SayAsync(string, CancellationToken, TurnOptions)"/>.</summary>
        public Reply Say(string text, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return Run(CallSay(text, options), options, cancellation);
        }

        /// <summary>Says recorded samples to the character.</summary>
        /// <param name="audio">The samples. They are copied before this returns.</param>
        /// <param name="cancellation">Cancels this turn.</param>
        /// <param name="options">Settings of this turn, or null.</param>
        public Task<Reply> SayAsync(PcmAudio audio, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return Start(CallSay(audio, options), options, cancellation);
        }

        /// <summary>Says recorded samples to the character. Blocks; see <see cref="SayAsync(PcmAudio, CancellationToken, TurnOptions)"/>.</summary>
        public Reply Say(PcmAudio audio, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return Run(CallSay(audio, options), options, cancellation);
        }

        /// <summary>Says what an utterance has collected to the character, and empties it for the next one.</summary>
        /// <param name="utterance">The utterance. Where the turn cannot be started, it keeps its audio.</param>
        /// <param name="cancellation">Cancels this turn.</param>
        /// <param name="options">Settings of this turn, or null.</param>
        public Task<Reply> SayAsync(Utterance utterance, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return Start(CallSay(utterance, options), options, cancellation);
        }

        /// <summary>Says what an utterance has collected. Blocks; see <see cref="SayAsync(Utterance, CancellationToken, TurnOptions)"/>.</summary>
        public Reply Say(Utterance utterance, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return Run(CallSay(utterance, options), options, cancellation);
        }

        /// <summary>
        /// Says a ready WAV file to the character: one channel, integer samples of 16 bits or more. It is checked and sent
        /// as it is. Read any other file with <see cref="Audio.FromWav"/> and say its samples.
        /// </summary>
        /// <param name="wav">The file's bytes. They are copied before this returns.</param>
        /// <param name="cancellation">Cancels this turn.</param>
        /// <param name="options">Settings of this turn, or null.</param>
        public Task<Reply> SayWavAsync(byte[] wav, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return Start(CallSayWav(wav, options), options, cancellation);
        }

        /// <summary>Says a ready WAV file to the character. Blocks; see <see cref="SayWavAsync"/>.</summary>
        public Reply SayWav(byte[] wav, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return Run(CallSayWav(wav, options), options, cancellation);
        }

        /// <summary>
        /// Cancels the turn that is under way and drops those that wait: the player interrupts, or walks away. Each ends
        /// as cancelled; the session is kept. Does not block.
        /// </summary>
        public void Interrupt()
        {
            Check(NativeMethods.convai_conversation_interrupt(handle.Token));
        }

        /// <summary>Forgets the session: the next turn starts a new one. Does not block.</summary>
        public void Reset()
        {
            Check(NativeMethods.convai_conversation_reset(handle.Token));
        }

        /// <summary>
        /// Sets a line for turns that fail, such as "Sorry, I can't chat right now.": it is the text of
        /// <see cref="ConvaiNativeException.PartialReply"/>. Not for cancelled turns, and not for mistakes of the caller.
        /// </summary>
        /// <param name="text">The line. Null takes it away.</param>
        public void SetFallback(string text)
        {
            fixed (byte* line = Utf8.Terminated(text, "text"))
                Check(NativeMethods.convai_conversation_set_fallback(handle.Token, line));
        }

        /// <summary>Ends the conversation; turns that have not ended are cancelled. May be called again. Does not block.</summary>
        public void Dispose()
        {
            handle.Dispose();
        }

        private Task<Reply> Start(StartCall call, TurnOptions options, CancellationToken cancellation)
        {
            ThrowIfDisposed();
            return client.Calls.Start(call, Outcome.OfReply, options, this, cancellation);
        }

        private Reply Run(StartCall call, TurnOptions options, CancellationToken cancellation)
        {
            ThrowIfDisposed();
            return client.Calls.Run(call, Outcome.OfReply, options, this, cancellation);
        }

        private StartCall CallSay(string text, TurnOptions turn)
        {
            Arguments.Required(text, "text");
            return delegate (NativeCallOptions* options, NativeError** error)
            {
                fixed (byte* said = Utf8.Terminated(text, "text"))
                    return NativeMethods.convai_conversation_say_async(handle.Token, said, Flags(turn), options, error);
            };
        }

        private StartCall CallSay(PcmAudio audio, TurnOptions turn)
        {
            Arguments.Required(audio, "audio");
            return delegate (NativeCallOptions* options, NativeError** error)
            {
                using (PcmAudio.Pinned pinned = audio.Pin())
                {
                    NativePcm native = pinned.Native;
                    return NativeMethods.convai_conversation_say_pcm_async(handle.Token, &native, Flags(turn), options, error);
                }
            };
        }

        private StartCall CallSay(Utterance utterance, TurnOptions turn)
        {
            Arguments.Required(utterance, "utterance");
            return delegate (NativeCallOptions* options, NativeError** error)
            {
                IntPtr operation = NativeMethods.convai_conversation_say_utterance_async(handle.Token, utterance.Token, Flags(turn), options, error);
                GC.KeepAlive(utterance);
                return operation;
            };
        }

        private StartCall CallSayWav(byte[] wav, TurnOptions turn)
        {
            Arguments.Required(wav, "wav");
            return delegate (NativeCallOptions* options, NativeError** error)
            {
                // `fixed` gives NULL for an empty array; a length of 0 says the same of an array with room for one.
                fixed (byte* file = wav.Length > 0 ? wav : new byte[1])
                    return NativeMethods.convai_conversation_say_wav_async(handle.Token, file, (UIntPtr)(uint)wav.Length, Flags(turn), options, error);
            };
        }

        private uint Flags(TurnOptions turn)
        {
            bool voice = turn != null && turn.Voice.HasValue ? turn.Voice.Value : Voice;
            uint flags = voice ? NativeMethods.CONVAI_VOICE : NativeMethods.CONVAI_TEXT;
            return turn != null && turn.Multipart ? flags | NativeMethods.CONVAI_MULTIPART : flags;
        }

        private void Check(int status)
        {
            ThrowIfDisposed();
            ConvaiNativeException.Check(status);
            GC.KeepAlive(this);
        }

        private void ThrowIfDisposed()
        {
            if (handle.IsClosed) throw new ObjectDisposedException("Conversation", "This Conversation was disposed of. Start a new one with its SessionId.");
            client.ThrowIfDisposed();
        }
    }
}
