// In Unity both API compatibility levels have what .NET Standard 2.1 has.
#if NETSTANDARD2_1 || NETSTANDARD2_1_OR_GREATER || NETCOREAPP3_0_OR_GREATER || UNITY_2021_2_OR_NEWER
using System;
using System.Buffers;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative
{
    /// <content>WAV files in any memory.</content>
    public sealed unsafe partial class ConvaiNativeClient
    {
        /// <summary>Uploads a WAV file. See <see cref="Conversation.SayWavAsync(byte[], CancellationToken, TurnOptions)"/> for the files that can be uploaded.</summary>
        /// <param name="characterId">The character's id.</param>
        /// <param name="sessionId">The <see cref="Reply.SessionId"/> of the last reply. Null or empty for a new session.</param>
        /// <param name="wav">The bytes of the file. They are copied before the method returns.</param>
        /// <param name="cancellation">Cancels this turn.</param>
        /// <param name="options">The settings of this turn, or null.</param>
        public Task<Reply> GetResponseWavAsync(string characterId, string sessionId, ReadOnlyMemory<byte> wav, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return StartTurn(CallWav(characterId, sessionId, wav, options), options, cancellation);
        }

        /// <summary>Uploads a WAV file. Blocks. See <see cref="GetResponseWavAsync(string, string, byte[], CancellationToken, TurnOptions)"/>.</summary>
        public Reply GetResponseWav(string characterId, string sessionId, ReadOnlyMemory<byte> wav, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return RunTurn(CallWav(characterId, sessionId, wav, options), options, cancellation);
        }

        private StartCall CallWav(string characterId, string sessionId, ReadOnlyMemory<byte> wav, TurnOptions turn)
        {
            // Empty memory may have no address. The library requires one.
            if (wav.IsEmpty) return CallWav(characterId, sessionId, new byte[0], turn);
            Arguments.Required(characterId, "characterId");
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                fixed (byte* character = Utf8.Terminated(characterId, "characterId"))
                fixed (byte* session = Utf8.Terminated(sessionId, "sessionId"))
                using (MemoryHandle file = wav.Pin())
                    return NativeMethods.convai_get_response_wav_async(Calls.Client, character, session, (byte*)file.Pointer, (UIntPtr)(uint)wav.Length, TurnOptions.Flags(turn, false), options, error);
            };
        }
    }
}
#endif
