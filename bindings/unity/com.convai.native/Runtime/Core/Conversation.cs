using System;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative
{
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
    public sealed unsafe partial class Conversation : IDisposable
    {
        private const int UsualIdBytes = 64;

        private readonly ConvaiNativeClient client;
        private readonly ConversationHandle handle;

        internal Conversation(ConvaiNativeClient client, string characterId, string sessionId)
        {
            this.client = client;
            CharacterId = characterId;
            fixed (byte* character = Utf8.Terminated(characterId, "characterId"))
            fixed (byte* session = Utf8.Terminated(string.IsNullOrEmpty(sessionId) ? null : sessionId, "sessionId"))
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

        /// <summary>Where the voices of the conversation are heard. Null for nowhere. <see cref="SetPlayback"/> sets it.</summary>
        public Playback Playback { get; private set; }

        /// <summary>The scene of the conversation. Null for none. <see cref="SetScene"/> sets it, and copies it.</summary>
        public SceneSpec Scene { get; private set; }

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
        /// Read other files with <see cref="Audio.FromWav(byte[], int)"/> and say their samples.
        /// </summary>
        /// <param name="wav">The bytes of the file. They are copied before the method returns.</param>
        /// <param name="cancellation">Cancels this turn.</param>
        /// <param name="options">The settings of this turn, or null.</param>
        public Task<Reply> SayWavAsync(byte[] wav, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return Start(CallSayWav(wav, options), options, cancellation);
        }

        /// <summary>Uploads a WAV file. Blocks. See <see cref="SayWavAsync(byte[], CancellationToken, TurnOptions)"/>.</summary>
        public Reply SayWav(byte[] wav, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return Run(CallSayWav(wav, options), options, cancellation);
        }

        /// <summary>
        /// Cancels the running turn and all waiting turns, for instance when the player interrupts or walks away. Does not change
        /// the session. Does not block.
        /// </summary>
        /// <remarks>
        /// The playback of the conversation, if it has one, fades out what is heard of its turns in 10 milliseconds, and drops their other
        /// voices. A turn that has ended already, and whose task has not completed, keeps its reply, with
        /// <see cref="Reply.Interrupted"/> set. Another playback, to which a turn was added, plays it to its end: stop it.
        /// </remarks>
        public void Interrupt()
        {
            Check(NativeMethods.convai_conversation_interrupt(handle.Token));
        }

        /// <summary>
        /// Sets where the voices of the conversation are heard. The reply of each turn with <see cref="Voice"/> that is said from now on
        /// is added to the playback, in the order of the turns: with <see cref="TurnOptions.Stream"/> it is heard while it arrives. It is
        /// never refused for want of room. Several conversations may have the same playback, which plays their voices one after the
        /// other. Does not block.
        /// </summary>
        /// <param name="playback">
        /// The playback. Null adds further turns to none. If it is disposed of before the conversation, the turns are not heard and
        /// succeed all the same.
        /// </param>
        /// <exception cref="ObjectDisposedException">The conversation, its client or the playback was disposed of.</exception>
        public void SetPlayback(Playback playback)
        {
            if (playback != null && playback.IsDisposed) throw new ObjectDisposedException("Playback");
            Check(NativeMethods.convai_conversation_set_playback(handle.Token, playback == null ? IntPtr.Zero : playback.Token));
            Playback = playback;
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

        /// <summary>
        /// Sets what the character can do, and what and who is there. It is sent with each turn that is said from now on, until it is set
        /// again. Turns that were said before keep the scene that they were said in, also while they wait. Does not block.
        /// </summary>
        /// <param name="scene">
        /// The scene, which is copied: set it again after a change. Null removes it. <see cref="TurnOptions.Scene"/> takes its place in one
        /// turn.
        /// </param>
        /// <exception cref="ConvaiNativeException">The scene is invalid. <see cref="ConvaiNativeException.Argument"/> names what is. The
        /// conversation keeps the scene that it had.</exception>
        /// <exception cref="ArgumentException">An element is null, or a text has a NUL character.</exception>
        public void SetScene(SceneSpec scene)
        {
            ThrowIfDisposed();
            using (Pins pins = new Pins())
            {
                NativeError* error = null;
                int status = NativeMethods.convai_conversation_set_scene(handle.Token, scene == null ? null : scene.Pin(pins), &error);
                GC.KeepAlive(this);
                if (status != NativeMethods.CONVAI_OK) throw ConvaiNativeException.Take(error);
            }
            Scene = scene;
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
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                fixed (byte* said = Utf8.Terminated(text, "text"))
                    return NativeMethods.convai_conversation_say_async(handle.Token, said, TurnOptions.Flags(turn, Voice), options, error);
            };
        }

        private StartCall CallSay(PcmAudio audio, TurnOptions turn)
        {
            Arguments.Required(audio, "audio");
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                using (PcmAudio.Pinned pinned = audio.Pin())
                {
                    NativePcm native = pinned.Native;
                    return NativeMethods.convai_conversation_say_pcm_async(handle.Token, &native, TurnOptions.Flags(turn, Voice), options, error);
                }
            };
        }

        private StartCall CallSay(Utterance utterance, TurnOptions turn)
        {
            Arguments.Required(utterance, "utterance");
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                IntPtr operation = NativeMethods.convai_conversation_say_utterance_async(handle.Token, utterance.Token, TurnOptions.Flags(turn, Voice), options, error);
                GC.KeepAlive(utterance);
                return operation;
            };
        }

        private StartCall CallSayWav(byte[] wav, TurnOptions turn)
        {
            Arguments.Required(wav, "wav");
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                // `fixed` gives NULL for an empty array. The library requires a pointer even if the length is 0.
                fixed (byte* file = wav.Length > 0 ? wav : new byte[1])
                    return NativeMethods.convai_conversation_say_wav_async(handle.Token, file, (UIntPtr)(uint)wav.Length, TurnOptions.Flags(turn, Voice), options, error);
            };
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
