using System;

namespace ConvaiNative
{
    /// <summary>How a client is set up. What is left null or 0 takes its default.</summary>
    public sealed class ConvaiNativeClientOptions
    {
        /// <summary>
        /// The API key. Null takes the environment variable CONVAI_API_KEY. It is sent in one request header and shows
        /// nowhere else. A key inside a game that is given to players can be read out of it by anybody.
        /// </summary>
        public string ApiKey { get; set; }

        /// <summary>
        /// Where the service is. Null takes the environment variable CONVAI_BASE_URL, and the real service where there is
        /// none. An emulator's address, for instance "http://127.0.0.1:8080".
        /// </summary>
        public string BaseUrl { get; set; }

        /// <summary>Null: the system's proxy settings. "direct": no proxy. Else "http://[user:password@]host:port".</summary>
        public string Proxy { get; set; }

        /// <summary>Further certificate authorities to trust, as PEM text, or null.</summary>
        public string CaPem { get; set; }

        /// <summary>What is sent as User-Agent, or null for the library's own.</summary>
        public string UserAgent { get; set; }

        /// <summary>Longest time for connecting. Null for 10 seconds.</summary>
        public TimeSpan? ConnectTimeout { get; set; }

        /// <summary>Longest time for a call without voice, from leaving the queue to the end of the reply. Null for 30 seconds.</summary>
        public TimeSpan? Timeout { get; set; }

        /// <summary>The same for a call that asks for voice or sends audio. Null for 60 seconds.</summary>
        public TimeSpan? VoiceTimeout { get; set; }

        /// <summary>How many requests run at once; more wait in a queue. 0 for 64.</summary>
        public int MaxInFlight { get; set; }

        /// <summary>How many requests may wait in the queue; one more fails with QueueFull. 0 for 1,024.</summary>
        public int MaxQueued { get; set; }

        /// <summary>The rate in Hz to which audio is resampled before it is sent, 8,000 to 192,000. 0 keeps its own.</summary>
        public int UploadSampleRate { get; set; }

        /// <summary>The largest reply that is accepted, in bytes. 0 for 64 MiB.</summary>
        public long MaxResponseBytes { get; set; }

        /// <summary>
        /// True runs a thread that ends the tasks of this client: for console programs and servers. False leaves that to
        /// your own loop, which must call <see cref="ConvaiNativeClient.Pump"/> once a frame: without either no task ever ends.
        /// </summary>
        public bool BackgroundPump { get; set; }

        /// <summary>The settings for a log. Never holds the key, nor the proxy, which may have a password in it.</summary>
        public override string ToString()
        {
            return "ConvaiNativeClientOptions { ApiKey = " + (Key() == null ? "none" : "set")
                + ", BaseUrl = " + (Address() ?? "default")
                + ", BackgroundPump = " + BackgroundPump + " }";
        }

        internal string Key()
        {
            return Given(ApiKey) ?? Given(Environment.GetEnvironmentVariable("CONVAI_API_KEY"));
        }

        internal string Address()
        {
            return Given(BaseUrl) ?? Given(Environment.GetEnvironmentVariable("CONVAI_BASE_URL"));
        }

        internal unsafe ClientHandle Open()
        {
            string key = Key();
            if (key == null)
                throw new ConvaiNativeException(ConvaiNativeErrorCode.ApiKey,
                    "There is no API key. Set ConvaiNativeClientOptions.ApiKey, or the environment variable CONVAI_API_KEY.", "ApiKey");
            NativeClientOptions native = Numbers();
            fixed (byte* apiKey = Utf8.Terminated(key, "ApiKey"))
            fixed (byte* baseUrl = Utf8.Terminated(Address(), "BaseUrl"))
            fixed (byte* proxy = Utf8.Terminated(Proxy, "Proxy"))
            fixed (byte* caPem = Utf8.Terminated(CaPem, "CaPem"))
            fixed (byte* userAgent = Utf8.Terminated(UserAgent, "UserAgent"))
            {
                native.ApiKey = apiKey;
                native.BaseUrl = baseUrl;
                native.Proxy = proxy;
                native.CaPem = caPem;
                native.UserAgent = userAgent;
                NativeError* error = null;
                IntPtr client = NativeMethods.convai_client_new(&native, &error);
                if (client == IntPtr.Zero) throw ConvaiNativeException.Take(error);
                return new ClientHandle(client);
            }
        }

        private unsafe NativeClientOptions Numbers()
        {
            NativeClientOptions native = new NativeClientOptions();
            native.StructSize = (uint)sizeof(NativeClientOptions);
            native.ConnectTimeoutMs = Arguments.Milliseconds(ConnectTimeout, "ConnectTimeout");
            native.TimeoutMs = Arguments.Milliseconds(Timeout, "Timeout");
            native.VoiceTimeoutMs = Arguments.Milliseconds(VoiceTimeout, "VoiceTimeout");
            native.MaxInFlight = Arguments.Count(MaxInFlight, "MaxInFlight");
            native.MaxQueued = Arguments.Count(MaxQueued, "MaxQueued");
            native.UploadSampleRate = Arguments.Count(UploadSampleRate, "UploadSampleRate");
            if (MaxResponseBytes < 0) throw new ArgumentOutOfRangeException("MaxResponseBytes", "A number of bytes from 0 on is needed.");
            native.MaxResponseBytes = (ulong)MaxResponseBytes;
            return native;
        }

        private static string Given(string text)
        {
            return string.IsNullOrEmpty(text) ? null : text;
        }
    }
}
