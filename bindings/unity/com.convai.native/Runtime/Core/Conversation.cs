using System;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative
{
    /// <summary>The settings of one turn. Null or 0 selects the setting of the conversation or the client. Not thread-safe.</summary>
    public sealed class TurnOptions
    {
        /// <summary>Whether to request the character's voice. Null selects <see cref="Conversation.Voice"/>.</summary>
        public bool? Voice { get; set; }

        /// <summary>Whether to send text as multipart/form-data, for gateways that do not accept the default form encoding.</summary>
        public bool Multipart { get; set; }

        /// <summary>The timeout for the turn, from leaving the queue to the end of the reply.</summary>
        public TimeSpan? Timeout { get; set; }

        /// <summary>
        /// The longest time from the call to the end of the turn. It includes the time in the queue and the time behind earlier turns
        /// of the conversation. The turn then ends with the error Timeout. Null for none.
        /// </summary>
        public TimeSpan? Deadline { get; set; }

        /// <summary>The timeout for connecting.</summary>
        public TimeSpan? ConnectTimeout { get; set; }

        /// <summary>The sample rate in Hz of the uploaded audio, from 8,000 to 192,000.</summary>
        public int UploadSampleRate { get; set; }

        /// <summary>The parameter "responseLevel" of the service. The example in its documentation sends 5. 0 does not send it.</summary>
        public int ResponseLevel { get; set; }

        /// <summary>
        /// Whether to leave out <see cref="Reply.RawJson"/>, which holds the voice a second time, to save memory. The reply of a failed
        /// turn is kept.
        /// </summary>
        public bool OmitRawJson { get; set; }

        internal NativeCallOptions Native()
        {
            NativeCallOptions native = new NativeCallOptions();
            native.DeadlineMs = Arguments.Milliseconds(Deadline, "Deadline");
            native.TimeoutMs = Arguments.Milliseconds(Timeout, "Timeout");
            native.ConnectTimeoutMs = Arguments.Milliseconds(ConnectTimeout, "ConnectTimeout");
            native.UploadSampleRate = Arguments.Count(UploadSampleRate, "UploadSampleRate");
            native.ResponseLevel = ResponseLevel;
            return native;
        }
    }

    /// <summary>
    /// A conversation with a character. The first turn starts a session, and the following turns continue it. A failed turn does not
    /// change the session. The turns of a conversation are sent one after the other, in the order of the calls. Different
    /// conversations run at the same time.
    /// </summary>
    /// <remarks>
    /// Thread-safe. Every turn has two forms. The Async form does not block; its task completes in
    /// <see cref="ConvaiNativeClient.Pump"/> or on the background pump. The other form blocks until the reply arrives and needs no
    /// pump. Invalid arguments (null, or a text with a NUL character) throw an <see cref="ArgumentException"/>, and a disposed
    /// conversation or client throws an <see cref="ObjectDisposedException"/>. Every other failure is a
    /// <see cref="ConvaiNativeException"/>: the blocking form throws it, and the task of the Async form ends with it. A turn that is
    /// cancelled by its token, by <see cref="Interrupt"/> or by <see cref="Dispose"/> ends with an
    /// <see cref="OperationCanceledException"/>. A token cancels only its own turn.
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

        /// <summary>The character's id. Never null.</summary>
        public string CharacterId { get; private set; }

        /// <summary>Whether turns request the character's voice. Initially false.</summary>
        public bool Voice { get; set; }

        /// <summary>
        /// The session. Save it with the game, and pass it to <see cref="ConvaiNativeClient.StartConversation"/> when the game is
        /// loaded. Null before the first reply. Does not block.
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
        /// <param name="text">The player's words. Must not be empty.</param>
        /// <param name="cancellation">Cancels this turn.</param>
        /// <param name="options">The settings of this turn, or null.</param>
        public Task<Reply> SayAsync(string text, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return Start(CallSay(text, options), options, cancellation);
        }

        /// <summary>Says text to the character. Blocks. See <see cref="SayAsync(string, CancellationToken, TurnOptions)"/>.</summary>
        public Reply Say(string text, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return Run(CallSay(text, options), options, cancellation);
        }

        /// <summary>Says recorded samples to the character.</summary>
        /// <param name="audio">The samples. They are copied before the method returns.</param>
        /// <param name="cancellation">Cancels this turn.</param>
        /// <param name="options">The settings of this turn, or null.</param>
        public Task<Reply> SayAsync(PcmAudio audio, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return Start(CallSay(audio, options), options, cancellation);
        }

        /// <summary>Says recorded samples to the character. Blocks. See <see cref="SayAsync(PcmAudio, CancellationToken, TurnOptions)"/>.</summary>
        public Reply Say(PcmAudio audio, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return Run(CallSay(audio, options), options, cancellation);
        }

        /// <summary>Says the collected samples of an utterance to the character, and empties the utterance.</summary>
        /// <param name="utterance">The utterance. It keeps its samples if the turn cannot be started.</param>
        /// <param name="cancellation">Cancels this turn.</param>
        /// <param name="options">The settings of this turn, or null.</param>
        public Task<Reply> SayAsync(Utterance utterance, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return Start(CallSay(utterance, options), options, cancellation);
        }

        /// <summary>Says the collected samples of an utterance. Blocks. See <see cref="SayAsync(Utterance, CancellationToken, TurnOptions)"/>.</summary>
        public Reply Say(Utterance utterance, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return Run(CallSay(utterance, options), options, cancellation);
        }

        /// <summary>
        /// Uploads a WAV file with one channel and integer samples of 16 bits or more. The file is checked and uploaded unchanged.
        /// Read other files with <see cref="Audio.FromWav"/> and say their samples.
        /// </summary>
        /// <param name="wav">The bytes of the file. They are copied before the method returns.</param>
        /// <param name="cancellation">Cancels this turn.</param>
        /// <param name="options">The settings of this turn, or null.</param>
        public Task<Reply> SayWavAsync(byte[] wav, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return Start(CallSayWav(wav, options), options, cancellation);
        }

        /// <summary>Uploads a WAV file. Blocks. See <see cref="SayWavAsync"/>.</summary>
        public Reply SayWav(byte[] wav, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return Run(CallSayWav(wav, options), options, cancellation);
        }

        /// <summary>
        /// Cancels the running turn and all waiting turns, for instance when the player interrupts or walks away. Does not change
        /// the session. Does not block.
        /// </summary>
        public void Interrupt()
        {
            Check(NativeMethods.convai_conversation_interrupt(handle.Token));
        }

        /// <summary>Ends the session. The next turn starts a new one. Does not block.</summary>
        public void Reset()
        {
            Check(NativeMethods.convai_conversation_reset(handle.Token));
        }

        /// <summary>
        /// Sets a line for failed turns, such as "Sorry, I can't chat right now.". It becomes the text of
        /// <see cref="ConvaiNativeException.PartialReply"/>. Cancelled turns and turns with invalid arguments do not use it. Does not
        /// block.
        /// </summary>
        /// <param name="text">The line. Null removes it.</param>
        public void SetFallback(string text)
        {
            fixed (byte* line = Utf8.Terminated(text, "text"))
                Check(NativeMethods.convai_conversation_set_fallback(handle.Token, line));
        }

        /// <summary>Ends the conversation and cancels its turns. May be called again. Does not block.</summary>
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
                // `fixed` gives NULL for an empty array. The library requires a pointer even if the length is 0.
                fixed (byte* file = wav.Length > 0 ? wav : new byte[1])
                    return NativeMethods.convai_conversation_say_wav_async(handle.Token, file, (UIntPtr)(uint)wav.Length, Flags(turn), options, error);
            };
        }

        private uint Flags(TurnOptions turn)
        {
            bool voice = turn != null && turn.Voice.HasValue ? turn.Voice.Value : Voice;
            uint flags = voice ? NativeMethods.CONVAI_VOICE : NativeMethods.CONVAI_TEXT;
            if (turn == null) return flags;
            if (turn.Multipart) flags |= NativeMethods.CONVAI_MULTIPART;
            if (turn.OmitRawJson) flags |= NativeMethods.CONVAI_OMIT_RAW_JSON;
            return flags;
        }

        private void Check(int status)
        {
            ThrowIfDisposed();
            ConvaiNativeException.Check(status);
            GC.KeepAlive(this);
        }

        private void ThrowIfDisposed()
        {
            if (handle.IsClosed) throw new ObjectDisposedException("Conversation", "The Conversation was disposed of. Start a new one with its SessionId.");
            client.ThrowIfDisposed();
        }
    }
}
