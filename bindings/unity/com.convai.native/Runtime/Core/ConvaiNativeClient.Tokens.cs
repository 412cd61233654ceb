using System;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative
{
    public sealed unsafe partial class ConvaiNativeClient
    {
        /// <summary>
        /// Creates an auth token, which a client takes in place of the API key. A server of yours that has the key creates tokens,
        /// and gives each player one: the key is then not part of the game. A token that was created before remains valid.
        /// </summary>
        /// <param name="cancellation">Cancels the call.</param>
        /// <param name="options">The settings of this call, or null.</param>
        /// <returns>The token.</returns>
        /// <remarks>
        /// Documented: the call takes the API key, and a token is valid for an hour; an older page says 24 hours. The token is a UUID on
        /// one page and a JSON Web Token on another: take it as it is.
        /// </remarks>
        public Task<AuthToken> CreateTokenAsync(CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Start(CallCreateToken(), Outcome.OfToken, options, cancellation);
        }

        /// <summary>Creates an auth token, which a client takes in place of the API key. Blocks. See <see cref="CreateTokenAsync"/>.</summary>
        public AuthToken CreateToken(CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Run(CallCreateToken(), Outcome.OfToken, options, cancellation);
        }

        /// <summary>Moves the expiry of an auth token, usually to 24 hours from now. The token stays the same.</summary>
        /// <param name="token">The <see cref="AuthToken.Value"/>.</param>
        /// <param name="cancellation">Cancels the call.</param>
        /// <param name="options">The settings of this call, or null.</param>
        /// <returns>The token with its new expiry. A token that has expired or was revoked is the error Authentication.</returns>
        /// <remarks>
        /// Documented: one page asks for the API key, another sends no credential but the token. The library sends the credential of the
        /// client, so a client that was made with a token can extend it if the service allows that.
        /// </remarks>
        public Task<AuthToken> ExtendTokenAsync(string token, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Start(CallExtendToken(token), Outcome.OfToken, options, cancellation);
        }

        /// <summary>Moves the expiry of an auth token. Blocks. See <see cref="ExtendTokenAsync"/>.</summary>
        public AuthToken ExtendToken(string token, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Run(CallExtendToken(token), Outcome.OfToken, options, cancellation);
        }

        /// <summary>Revokes an auth token before it expires: calls that are sent with it fail from then on.</summary>
        /// <param name="token">The <see cref="AuthToken.Value"/>.</param>
        /// <param name="cancellation">Cancels the call.</param>
        /// <param name="options">The settings of this call, or null.</param>
        /// <returns>The confirmation of the service.</returns>
        public Task<Acknowledgement> RevokeTokenAsync(string token, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Start(CallRevokeToken(token), Outcome.OfAcknowledgement, options, cancellation);
        }

        /// <summary>Revokes an auth token before it expires. Blocks. See <see cref="RevokeTokenAsync"/>.</summary>
        public Acknowledgement RevokeToken(string token, CancellationToken cancellation = default(CancellationToken), CallOptions options = null)
        {
            return Run(CallRevokeToken(token), Outcome.OfAcknowledgement, options, cancellation);
        }

        /// <summary>
        /// Replaces the API key or the auth token of this client, for instance a token that expires by one that your server created in the
        /// meantime. Set exactly one of the two. Does not block.
        /// </summary>
        /// <param name="apiKey">The API key. Null or empty if there is a token.</param>
        /// <param name="authToken">The auth token. Null or empty if there is a key. See <see cref="ConvaiNativeClientOptions.AuthToken"/>.</param>
        /// <remarks>
        /// The new credential is for the calls that start from now on. A call keeps the credential with which it started, also while it is
        /// in the queue; so does a turn that waits in a conversation for the turns before it. Nothing is cancelled, and the connections are
        /// kept. A turn that fails with the error Authentication because its token expired while it waited can be said again.
        /// </remarks>
        /// <exception cref="ArgumentException">A text has a NUL character.</exception>
        /// <exception cref="ConvaiNativeException">Both or neither are set, or one has invalid characters. The client keeps its credential.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed of.</exception>
        public void SetCredentials(string apiKey = null, string authToken = null)
        {
            ThrowIfDisposed();
            fixed (byte* key = Utf8.Terminated(string.IsNullOrEmpty(apiKey) ? null : apiKey, "apiKey"))
            fixed (byte* token = Utf8.Terminated(string.IsNullOrEmpty(authToken) ? null : authToken, "authToken"))
            {
                NativeError* error = null;
                int status = NativeMethods.convai_client_set_credentials(Calls.Client, key, token, &error);
                GC.KeepAlive(this);
                if (status != NativeMethods.CONVAI_OK) throw ConvaiNativeException.Take(error);
            }
        }

        private StartCall CallCreateToken()
        {
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                return NativeMethods.convai_token_create_async(Calls.Client, options, error);
            };
        }

        private StartCall CallExtendToken(string token)
        {
            Arguments.Required(token, "token");
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                return NativeMethods.convai_token_extend_async(Calls.Client, pins.Text(token, "token"), options, error);
            };
        }

        private StartCall CallRevokeToken(string token)
        {
            Arguments.Required(token, "token");
            return delegate (NativeCallOptions* options, Pins pins, NativeError** error)
            {
                return NativeMethods.convai_token_revoke_async(Calls.Client, pins.Text(token, "token"), options, error);
            };
        }
    }
}
