using System;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative
{
    /// <content>Turns without a conversation, for programs that keep the sessions themselves.</content>
    public sealed unsafe partial class ConvaiNativeClient
    {
        /// <summary>
        /// Says text to a character, without a <see cref="Conversation"/>: the caller passes the session, and turns of one session
        /// may overtake each other.
        /// </summary>
        /// <param name="characterId">The character's id.</param>
        /// <param name="sessionId">The <see cref="Reply.SessionId"/> of the last reply. Null or empty for a new session.</param>
        /// <param name="text">The player's words. Must not be empty.</param>
        /// <param name="cancellation">Cancels this turn.</param>
        /// <param name="options">The settings of this turn, or null.</param>
        /// <exception cref="ArgumentException">A required argument is null, or a text has a NUL character.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed of.</exception>
        /// <remarks>Fails like <see cref="Conversation.SayAsync(string, CancellationToken, TurnOptions)"/>. No turn is repeated automatically.</remarks>
        public Task<Reply> GetResponseAsync(string characterId, string sessionId, string text, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return StartTurn(CallText(characterId, sessionId, text, options), options, cancellation);
        }

        /// <summary>Says text to a character. Blocks. See <see cref="GetResponseAsync(string, string, string, CancellationToken, TurnOptions)"/>.</summary>
        public Reply GetResponse(string characterId, string sessionId, string text, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return RunTurn(CallText(characterId, sessionId, text, options), options, cancellation);
        }

        /// <summary>Says recorded samples to a character. See <see cref="GetResponseAsync(string, string, string, CancellationToken, TurnOptions)"/>.</summary>
        /// <param name="characterId">The character's id.</param>
        /// <param name="sessionId">The <see cref="Reply.SessionId"/> of the last reply. Null or empty for a new session.</param>
        /// <param name="audio">The samples. They are copied before the method returns.</param>
        /// <param name="cancellation">Cancels this turn.</param>
        /// <param name="options">The settings of this turn, or null.</param>
        public Task<Reply> GetResponseAsync(string characterId, string sessionId, PcmAudio audio, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return StartTurn(CallPcm(characterId, sessionId, audio, options), options, cancellation);
        }

        /// <summary>Says recorded samples to a character. Blocks. See <see cref="GetResponseAsync(string, string, PcmAudio, CancellationToken, TurnOptions)"/>.</summary>
        public Reply GetResponse(string characterId, string sessionId, PcmAudio audio, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return RunTurn(CallPcm(characterId, sessionId, audio, options), options, cancellation);
        }

        /// <summary>Uploads a WAV file. See <see cref="Conversation.SayWavAsync(byte[], CancellationToken, TurnOptions)"/> for the files that can be uploaded.</summary>
        /// <param name="characterId">The character's id.</param>
        /// <param name="sessionId">The <see cref="Reply.SessionId"/> of the last reply. Null or empty for a new session.</param>
        /// <param name="wav">The bytes of the file. They are copied before the method returns.</param>
        /// <param name="cancellation">Cancels this turn.</param>
        /// <param name="options">The settings of this turn, or null.</param>
        public Task<Reply> GetResponseWavAsync(string characterId, string sessionId, byte[] wav, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return StartTurn(CallWav(characterId, sessionId, wav, options), options, cancellation);
        }

        /// <summary>Uploads a WAV file. Blocks. See <see cref="GetResponseWavAsync(string, string, byte[], CancellationToken, TurnOptions)"/>.</summary>
        public Reply GetResponseWav(string characterId, string sessionId, byte[] wav, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return RunTurn(CallWav(characterId, sessionId, wav, options), options, cancellation);
        }

        private Task<Reply> StartTurn(StartCall call, TurnOptions options, CancellationToken cancellation)
        {
            return Start(call, Outcome.OfReply, options, cancellation);
        }

        private Reply RunTurn(StartCall call, TurnOptions options, CancellationToken cancellation)
        {
            return Run(call, Outcome.OfReply, options, cancellation);
        }

        private StartCall CallText(string characterId, string sessionId, string text, TurnOptions turn)
        {
            Arguments.Required(characterId, "characterId");
            Arguments.Required(text, "text");
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                fixed (byte* character = Utf8.Terminated(characterId, "characterId"))
                fixed (byte* session = Utf8.Terminated(sessionId, "sessionId"))
                fixed (byte* said = Utf8.Terminated(text, "text"))
                    return NativeMethods.convai_get_response_text_async(Calls.Client, character, session, said, TurnOptions.Flags(turn, false), options, error);
            };
        }

        private StartCall CallPcm(string characterId, string sessionId, PcmAudio audio, TurnOptions turn)
        {
            Arguments.Required(characterId, "characterId");
            Arguments.Required(audio, "audio");
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                fixed (byte* character = Utf8.Terminated(characterId, "characterId"))
                fixed (byte* session = Utf8.Terminated(sessionId, "sessionId"))
                using (PcmAudio.Pinned pinned = audio.Pin())
                {
                    NativePcm native = pinned.Native;
                    return NativeMethods.convai_get_response_pcm_async(Calls.Client, character, session, &native, TurnOptions.Flags(turn, false), options, error);
                }
            };
        }

        private StartCall CallWav(string characterId, string sessionId, byte[] wav, TurnOptions turn)
        {
            Arguments.Required(characterId, "characterId");
            Arguments.Required(wav, "wav");
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                fixed (byte* character = Utf8.Terminated(characterId, "characterId"))
                fixed (byte* session = Utf8.Terminated(sessionId, "sessionId"))
                // `fixed` gives NULL for an empty array. The library requires a pointer even if the length is 0.
                fixed (byte* file = wav.Length > 0 ? wav : new byte[1])
                    return NativeMethods.convai_get_response_wav_async(Calls.Client, character, session, file, (UIntPtr)(uint)wav.Length, TurnOptions.Flags(turn, false), options, error);
            };
        }
    }
}
