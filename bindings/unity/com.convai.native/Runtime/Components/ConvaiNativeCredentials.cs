using System;

namespace ConvaiNative.Components
{
    /// <summary>An API key or an auth token, as <see cref="ConvaiNativeKey.ProviderAsync"/> returns it. Immutable.</summary>
    public sealed class ConvaiNativeCredentials
    {
        private ConvaiNativeCredentials()
        {
        }

        /// <summary>An API key.</summary>
        /// <exception cref="ArgumentException">The key is null or empty.</exception>
        public static ConvaiNativeCredentials FromKey(string apiKey)
        {
            if (string.IsNullOrEmpty(apiKey)) throw new ArgumentException("The API key is empty.", "apiKey");
            return new ConvaiNativeCredentials { ApiKey = apiKey };
        }

        /// <summary>An auth token of your server.</summary>
        /// <param name="authToken">The token.</param>
        /// <param name="validFor">How long it is valid from now on. The provider is asked again before it expires. Null: it is not asked again.</param>
        /// <exception cref="ArgumentException">The token is null or empty.</exception>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="validFor"/> is not above zero.</exception>
        public static ConvaiNativeCredentials FromToken(string authToken, TimeSpan? validFor = null)
        {
            if (string.IsNullOrEmpty(authToken)) throw new ArgumentException("The token is empty.", "authToken");
            if (validFor <= TimeSpan.Zero) throw new ArgumentOutOfRangeException("validFor");
            return new ConvaiNativeCredentials { AuthToken = authToken, ValidFor = validFor };
        }

        internal string ApiKey { get; private set; }

        internal string AuthToken { get; private set; }

        internal TimeSpan? ValidFor { get; private set; }
    }
}
