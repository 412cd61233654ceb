using System;

namespace ConvaiNative
{
    /// <summary>
    /// A token that a client takes in place of the API key, for a limited time. A server of yours has the key and creates tokens, and the
    /// game gets only a token. Immutable. A property is null if the service did not give its value.
    /// </summary>
    public sealed class AuthToken
    {
        private static readonly DateTimeOffset Epoch = new DateTimeOffset(1970, 1, 1, 0, 0, 0, TimeSpan.Zero);

        internal unsafe AuthToken(NativeToken* token)
        {
            Value = Utf8.Read(token->Token, token->TokenLen);
            Expires = Utf8.Read(token->Expires, token->ExpiresLen);
            if (token->ExpiresAtMs >= 0) ExpiresAt = Time(token->ExpiresAtMs);
            RawJson = Utf8.Read(token->RawJson, token->RawJsonLen);
        }

        /// <summary>
        /// The token, for <see cref="ConvaiNativeClientOptions.AuthToken"/> and <see cref="ConvaiNativeClient.SetCredentials"/>. It is a
        /// secret until it expires.
        /// </summary>
        public string Value { get; private set; }

        /// <summary>When the token expires, as the service wrote it: a date, or a number of seconds from now.</summary>
        public string Expires { get; private set; }

        /// <summary>
        /// When the token expires. Null if the service did not say it, or not in a form that the library reads: ISO 8601 with or without a
        /// fraction and a zone, dates as in HTTP, and seconds or milliseconds since 1970, also as text. A small number counts in seconds
        /// from now, by the clock of this machine.
        /// </summary>
        public DateTimeOffset? ExpiresAt { get; private set; }

        /// <summary>The unparsed reply of the service. It contains the token.</summary>
        public string RawJson { get; private set; }

        /// <summary>The token as text for a log. It does not contain the token itself.</summary>
        public override string ToString()
        {
            return "AuthToken { Value = " + (Value == null ? "none" : "set") + ", Expires = " + (Expires ?? "unknown") + " }";
        }

        private static DateTimeOffset Time(long milliseconds)
        {
            long most = (DateTimeOffset.MaxValue - Epoch).Ticks / TimeSpan.TicksPerMillisecond;
            return Epoch.AddTicks(Math.Min(milliseconds, most) * TimeSpan.TicksPerMillisecond);
        }
    }
}
