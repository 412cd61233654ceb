// In Unity both API compatibility levels have what .NET Standard 2.1 has.
#if NETSTANDARD2_1 || NETSTANDARD2_1_OR_GREATER || NETCOREAPP3_0_OR_GREATER || UNITY_2021_2_OR_NEWER
using System;
using System.Buffers;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative
{
    /// <content>WAV files in any memory.</content>
    public sealed unsafe partial class Conversation
    {
        /// <summary>Uploads a WAV file. See <see cref="SayWavAsync(byte[], CancellationToken, TurnOptions)"/>.</summary>
        /// <param name="wav">The bytes of the file. They are copied before the method returns.</param>
        /// <param name="cancellation">Cancels this turn.</param>
        /// <param name="options">The settings of this turn, or null.</param>
        public Task<Reply> SayWavAsync(ReadOnlyMemory<byte> wav, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return Start(CallSayWav(wav, options), options, cancellation);
        }

        /// <summary>Uploads a WAV file. Blocks. See <see cref="SayWavAsync(byte[], CancellationToken, TurnOptions)"/>.</summary>
        public Reply SayWav(ReadOnlyMemory<byte> wav, CancellationToken cancellation = default(CancellationToken), TurnOptions options = null)
        {
            return Run(CallSayWav(wav, options), options, cancellation);
        }

        private StartCall CallSayWav(ReadOnlyMemory<byte> wav, TurnOptions turn)
        {
            // Empty memory may have no address. The library requires one.
            if (wav.IsEmpty) return CallSayWav(new byte[0], turn);
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                using (MemoryHandle file = wav.Pin())
                    return NativeMethods.convai_conversation_say_wav_async(handle.Token, (byte*)file.Pointer, (UIntPtr)(uint)wav.Length, TurnOptions.Flags(turn, Voice), options, error);
            };
        }
    }
}
#endif
