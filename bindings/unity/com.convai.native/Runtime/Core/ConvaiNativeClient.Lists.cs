using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative
{
    public sealed unsafe partial class ConvaiNativeClient
    {
        /// <summary>Lists the voices that a character can have.</summary>
        /// <param name="cancellation">Cancels the call.</param>
        /// <param name="options">The settings of this call, or null.</param>
        /// <returns>The voices. <see cref="VoiceList.Search"/> finds those of a language and a gender.</returns>
        public Task<VoiceList> ListVoicesAsync(CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Start(CallListVoices(), Outcome.OfVoices, options, cancellation);
        }

        /// <summary>Lists the voices that a character can have. Blocks. See <see cref="ListVoicesAsync"/>.</summary>
        public VoiceList ListVoices(CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Run(CallListVoices(), Outcome.OfVoices, options, cancellation);
        }

        /// <summary>Lists the languages that the service offers.</summary>
        /// <param name="cancellation">Cancels the call.</param>
        /// <param name="options">The settings of this call, or null.</param>
        public Task<LanguageList> ListLanguagesAsync(CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Start(CallListLanguages(), Outcome.OfLanguages, options, cancellation);
        }

        /// <summary>Lists the languages that the service offers. Blocks. See <see cref="ListLanguagesAsync"/>.</summary>
        public LanguageList ListLanguages(CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Run(CallListLanguages(), Outcome.OfLanguages, options, cancellation);
        }

        private StartCall CallListVoices()
        {
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                return NativeMethods.convai_voice_list_async(Calls.Client, options, error);
            };
        }

        private StartCall CallListLanguages()
        {
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                return NativeMethods.convai_language_list_async(Calls.Client, options, error);
            };
        }
    }
}
