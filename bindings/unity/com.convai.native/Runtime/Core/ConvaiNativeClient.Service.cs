using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative
{
    public sealed unsafe partial class ConvaiNativeClient
    {
        /// <summary>
        /// Reads the plan of the account and how much of it is used. It also tells whether the API key is valid. Undocumented: seen in the
        /// service's Unreal plugin.
        /// </summary>
        /// <param name="cancellation">Cancels the call.</param>
        /// <param name="options">The settings of this call, or null.</param>
        public Task<AccountUsage> GetUsageAsync(CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Start(CallGetUsage(), Outcome.OfUsage, options, cancellation);
        }

        /// <summary>Reads how much of its plan the account has used. Blocks. See <see cref="GetUsageAsync"/>.</summary>
        public AccountUsage GetUsage(CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Run(CallGetUsage(), Outcome.OfUsage, options, cancellation);
        }

        /// <summary>
        /// Sends a request to any path of the service, also to one that this library does not know. Connections, timeouts, cancellation,
        /// limits, errors and the log are those of every other call. The API key is sent in its header.
        /// </summary>
        /// <param name="request">The request. It is copied before the method returns.</param>
        /// <param name="cancellation">Cancels the call.</param>
        /// <param name="options">The settings of this call, or null.</param>
        /// <returns>The reply. One with an HTTP status that is no success, or JSON with an error field, is a failure.</returns>
        public Task<ServiceReply> CallAsync(ServiceRequest request, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Start(CallCall(request), Outcome.OfServiceReply, options, cancellation);
        }

        /// <summary>Sends a request to any path of the service. Blocks. See <see cref="CallAsync"/>.</summary>
        public ServiceReply Call(ServiceRequest request, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Run(CallCall(request), Outcome.OfServiceReply, options, cancellation);
        }

        private StartCall CallGetUsage()
        {
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                return NativeMethods.convai_usage_get_async(Calls.Client, options, error);
            };
        }

        private StartCall CallCall(ServiceRequest request)
        {
            Arguments.Required(request, "request");
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                return NativeMethods.convai_call_async(Calls.Client, request.Pin(pins), options, error);
            };
        }
    }
}
