// In Unity both API compatibility levels have what .NET Standard 2.1 has.
#if NETSTANDARD2_1 || NETSTANDARD2_1_OR_GREATER || NETCOREAPP3_0_OR_GREATER || UNITY_2021_2_OR_NEWER
using System;
using System.Runtime.InteropServices;

namespace ConvaiNative
{
    /// <content>Samples and files in any memory.</content>
    public sealed unsafe partial class Audio
    {
        /// <summary>Writes a part of the audio to memory as float samples from -1 to 1. Allocates no array.</summary>
        /// <param name="firstFrame">The first frame to write.</param>
        /// <param name="target">Receives the samples of as many frames as fit and remain.</param>
        /// <returns>The number of frames that were written.</returns>
        /// <exception cref="ArgumentOutOfRangeException">The first frame is not in the audio.</exception>
        /// <exception cref="ObjectDisposedException">The audio was disposed of.</exception>
        public int CopyTo(int firstFrame, Span<float> target)
        {
            if (firstFrame < 0 || firstFrame > Frames) throw new ArgumentOutOfRangeException("firstFrame");
            int frames = Channels > 0 ? Math.Min(Frames - firstFrame, target.Length / Channels) : 0;
            fixed (float* start = &MemoryMarshal.GetReference(target))
            {
                float* output = start;
                owner.Use(delegate
                {
                    ConvaiNativeException.Check(NativeMethods.convai_audio_s16_to_f32(nativePcm + firstFrame * Channels, output, (UIntPtr)(uint)(frames * Channels)));
                });
            }
            return frames;
        }

        /// <summary>Reads a WAV file in any memory. See <see cref="FromWav(byte[], int)"/>.</summary>
        /// <param name="wav">The bytes of the file. They are copied.</param>
        /// <param name="rawSampleRate">
        /// If this is not 0, bytes without a WAV header are read as 16-bit mono samples of this rate in Hz.
        /// </param>
        /// <exception cref="ArgumentException">The rate is negative.</exception>
        /// <exception cref="ConvaiNativeException">The code is AudioInput: the bytes are not readable as audio. The message
        /// gives the reason.</exception>
        public static Audio FromWav(ReadOnlySpan<byte> wav, int rawSampleRate = 0)
        {
            // An empty span may have no address. The library requires one.
            if (wav.IsEmpty) return FromWav(new byte[0], rawSampleRate);
            uint rate = Arguments.Count(rawSampleRate, "rawSampleRate");
            ConvaiNativeLibrary.Ensure();
            fixed (byte* bytes = &MemoryMarshal.GetReference(wav))
                return Own(NativeMethods.convai_audio_read_wav(bytes, (UIntPtr)(uint)wav.Length, rate));
        }

        /// <summary>Converts 16-bit samples to float samples from -1 to 1. Allocates no memory.</summary>
        /// <param name="samples">The samples to convert.</param>
        /// <param name="target">Receives the converted samples.</param>
        /// <exception cref="ArgumentException"><paramref name="target"/> is shorter than <paramref name="samples"/>.</exception>
        public static void ToFloat(ReadOnlySpan<short> samples, Span<float> target)
        {
            if (target.Length < samples.Length) throw new ArgumentException("The samples do not fit into the target.", "target");
            ConvaiNativeLibrary.Ensure();
            fixed (short* input = &MemoryMarshal.GetReference(samples))
            fixed (float* output = &MemoryMarshal.GetReference(target))
                ConvaiNativeException.Check(NativeMethods.convai_audio_s16_to_f32(input, output, (UIntPtr)(uint)samples.Length));
        }

        /// <summary>Converts float samples to 16-bit samples. Rounds, clips to full scale, and replaces NaN by silence. Allocates no memory.</summary>
        /// <param name="samples">The samples to convert.</param>
        /// <param name="target">Receives the converted samples.</param>
        /// <exception cref="ArgumentException"><paramref name="target"/> is shorter than <paramref name="samples"/>.</exception>
        public static void ToPcm16(ReadOnlySpan<float> samples, Span<short> target)
        {
            if (target.Length < samples.Length) throw new ArgumentException("The samples do not fit into the target.", "target");
            ConvaiNativeLibrary.Ensure();
            fixed (float* input = &MemoryMarshal.GetReference(samples))
            fixed (short* output = &MemoryMarshal.GetReference(target))
                ConvaiNativeException.Check(NativeMethods.convai_audio_f32_to_s16(input, output, (UIntPtr)(uint)samples.Length));
        }
    }
}
#endif
