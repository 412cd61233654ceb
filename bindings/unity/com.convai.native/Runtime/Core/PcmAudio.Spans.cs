// In Unity both API compatibility levels have what .NET Standard 2.1 has.
#if NETSTANDARD2_1 || NETSTANDARD2_1_OR_GREATER || NETCOREAPP3_0_OR_GREATER || UNITY_2021_2_OR_NEWER
using System;

namespace ConvaiNative
{
    /// <content>Copies of samples in any memory. The constructors wrap arrays without a copy.</content>
    public sealed partial class PcmAudio
    {
        /// <summary>Copies 16-bit samples.</summary>
        /// <param name="samples">The samples with interleaved channels. They may change after the call.</param>
        /// <param name="sampleRate">The sample rate in Hz.</param>
        /// <param name="channels">The number of channels.</param>
        public static PcmAudio Copy(ReadOnlySpan<short> samples, int sampleRate, int channels = 1)
        {
            return new PcmAudio(samples.ToArray(), sampleRate, channels);
        }

        /// <summary>Copies float samples from -1 to 1.</summary>
        /// <param name="samples">The samples with interleaved channels. They may change after the call.</param>
        /// <param name="sampleRate">The sample rate in Hz.</param>
        /// <param name="channels">The number of channels.</param>
        public static PcmAudio Copy(ReadOnlySpan<float> samples, int sampleRate, int channels = 1)
        {
            return new PcmAudio(samples.ToArray(), sampleRate, channels);
        }

        /// <summary>Copies 32-bit integer samples.</summary>
        /// <param name="samples">The samples with interleaved channels. They may change after the call.</param>
        /// <param name="sampleRate">The sample rate in Hz.</param>
        /// <param name="channels">The number of channels.</param>
        public static PcmAudio Copy(ReadOnlySpan<int> samples, int sampleRate, int channels = 1)
        {
            return new PcmAudio(samples.ToArray(), sampleRate, channels);
        }

        /// <summary>Copies little-endian samples of any format.</summary>
        /// <param name="samples">The samples as bytes, with interleaved channels. They may change after the call.</param>
        /// <param name="format">The format of the samples.</param>
        /// <param name="sampleRate">The sample rate in Hz.</param>
        /// <param name="channels">The number of channels.</param>
        public static PcmAudio Copy(ReadOnlySpan<byte> samples, PcmFormat format, int sampleRate, int channels = 1)
        {
            return new PcmAudio(samples.ToArray(), format, sampleRate, channels);
        }
    }
}
#endif
