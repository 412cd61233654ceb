using System;

namespace ConvaiNative
{
    /// <summary>The settings of a client. Null or 0 selects the default. Not thread-safe.</summary>
    public sealed class ConvaiNativeClientOptions
    {
#if UNITY_2021_3_OR_NEWER
        private const string NoKey = "There is no API key. In the editor, enter one under Project Settings > Convai Native. In a game, "
            + "set ConvaiNativeKey.Provider or call ConvaiNativeBehaviour.SetCredentials, or set the environment variable CONVAI_API_KEY.";
#else
        private const string NoKey = "There is no API key. Set ConvaiNativeClientOptions.ApiKey or AuthToken, or the environment variable CONVAI_API_KEY.";
#endif

        /// <summary>
        /// The API key. Null or empty selects the environment variable CONVAI_API_KEY. The client sends the key in one request
        /// header and shows it nowhere else. Anybody can extract a key from a published game.
        /// </summary>
        public string ApiKey { get; set; }

        /// <summary>
        /// An auth token in place of the API key, for a limited time: the <see cref="ConvaiNative.AuthToken.Value"/> of
        /// <see cref="ConvaiNativeClient.CreateTokenAsync"/>, from a server of yours. Then ApiKey must be null or empty, and CONVAI_API_KEY
        /// is not read. The client sends it in the header API-AUTH-TOKEN and shows it nowhere else. The page of the service about Unity
        /// says that its SDK sends the token in the header of the key: a server that wants that takes the token as ApiKey.
        /// </summary>
        public string AuthToken { get; set; }

        /// <summary>
        /// The address of the service. Null or empty selects the environment variable CONVAI_BASE_URL, else the real service. The
        /// address of an emulator is for instance "http://127.0.0.1:8080".
        /// </summary>
        public string BaseUrl { get; set; }

        /// <summary>
        /// The proxy. Null selects the proxy settings of the system, "direct" no proxy. Otherwise
        /// "http://[user:password@]host:port".
        /// </summary>
        public string Proxy { get; set; }

        /// <summary>Additional trusted certificate authorities as PEM text, or null.</summary>
        public string CaPem { get; set; }

        /// <summary>The User-Agent header, or null for the header of the library.</summary>
        public string UserAgent { get; set; }

        /// <summary>The timeout for connecting. Null for 10 seconds.</summary>
        public TimeSpan? ConnectTimeout { get; set; }

        /// <summary>The timeout for a call without voice, from leaving the queue to the end of the reply. Null for 30 seconds.</summary>
        public TimeSpan? Timeout { get; set; }

        /// <summary>The timeout for a call that asks for voice or sends audio, measured like Timeout. Null for 60 seconds.</summary>
        public TimeSpan? VoiceTimeout { get; set; }

        /// <summary>How long a streamed reply may pause. Null for 30 seconds.</summary>
        public TimeSpan? IdleTimeout { get; set; }

        /// <summary>The number of requests that run at the same time. Further requests wait in a queue. 0 for 64.</summary>
        public int MaxInFlight { get; set; }

        /// <summary>The length of the queue. A request that finds the queue full fails with QueueFull. 0 for 1,024.</summary>
        public int MaxQueued { get; set; }

        /// <summary>The bytes of text and audio that all unfinished requests may hold together. One more fails with QueueFull. 0 for 256 MiB.</summary>
        public long MaxQueuedBytes { get; set; }

        /// <summary>The sample rate in Hz of uploaded audio, from 8,000 to 192,000. 0 uploads audio at its own rate.</summary>
        public int UploadSampleRate { get; set; }

        /// <summary>The largest accepted reply in bytes. 0 for 64 MiB.</summary>
        public long MaxResponseBytes { get; set; }

        /// <summary>
        /// How many entries the log holds between two calls of <see cref="ConvaiNativeClient.Pump"/>. 0 turns the log off. With a
        /// log, <see cref="ConvaiNativeClient.Logged"/> is raised for each call, and each request has a header X-Request-ID.
        /// </summary>
        public int LogCapacity { get; set; }

        /// <summary>
        /// True starts a thread that completes the tasks of this client: for console programs and servers. False requires a loop
        /// that calls <see cref="ConvaiNativeClient.Pump"/> once per frame. With neither, no task ever completes.
        /// </summary>
        public bool BackgroundPump { get; set; }

        /// <summary>
        /// A queue that completes the tasks of several clients together. Null if the client completes its own tasks. With a queue,
        /// BackgroundPump must be false: it is a parameter of the queue.
        /// </summary>
        public ConvaiNativeQueue Queue { get; set; }

        /// <summary>The settings as text for a log. It contains neither the key, the token nor the proxy, which may have a password.</summary>
        public override string ToString()
        {
            return "ConvaiNativeClientOptions { ApiKey = " + (Key() == null ? "none" : "set")
                + ", AuthToken = " + (NotEmpty(AuthToken) == null ? "none" : "set")
                + ", BaseUrl = " + (Address() ?? "default")
                + ", BackgroundPump = " + BackgroundPump + " }";
        }

        internal string Key()
        {
            // With a token the environment is not read. The library refuses a key and a token together.
            return NotEmpty(ApiKey) ?? (NotEmpty(AuthToken) == null ? NotEmpty(Environment.GetEnvironmentVariable("CONVAI_API_KEY")) : null);
        }

        internal string Address()
        {
            return NotEmpty(BaseUrl) ?? NotEmpty(Environment.GetEnvironmentVariable("CONVAI_BASE_URL"));
        }

        internal unsafe ClientHandle Open()
        {
            string key = Key();
            if (key == null && NotEmpty(AuthToken) == null) throw new ConvaiNativeException(ConvaiNativeErrorCode.ApiKey, NoKey, "ApiKey");
            if (Queue != null && BackgroundPump)
                throw new ArgumentException("A client with a Queue has no background pump of its own. Create the queue with backgroundPump: true.", "BackgroundPump");
            NativeClientOptions native = Numbers();
            fixed (byte* apiKey = Utf8.Terminated(key, "ApiKey"))
            fixed (byte* authToken = Utf8.Terminated(NotEmpty(AuthToken), "AuthToken"))
            fixed (byte* baseUrl = Utf8.Terminated(Address(), "BaseUrl"))
            fixed (byte* proxy = Utf8.Terminated(Proxy, "Proxy"))
            fixed (byte* caPem = Utf8.Terminated(CaPem, "CaPem"))
            fixed (byte* userAgent = Utf8.Terminated(UserAgent, "UserAgent"))
            {
                native.ApiKey = apiKey;
                native.AuthToken = authToken;
                native.BaseUrl = baseUrl;
                native.Proxy = proxy;
                native.CaPem = caPem;
                native.UserAgent = userAgent;
                if (Queue != null) native.Queue = Queue.Token;
                NativeError* error = null;
                IntPtr client = NativeMethods.convai_client_new(&native, &error);
                GC.KeepAlive(Queue);
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
            native.IdleTimeoutMs = Arguments.Milliseconds(IdleTimeout, "IdleTimeout");
            native.MaxInFlight = Arguments.Count(MaxInFlight, "MaxInFlight");
            native.MaxQueued = Arguments.Count(MaxQueued, "MaxQueued");
            if (MaxQueuedBytes < 0) throw new ArgumentOutOfRangeException("MaxQueuedBytes", "Set 0 or a positive number of bytes.");
            native.MaxQueuedBytes = (ulong)MaxQueuedBytes;
            native.LogCapacity = Arguments.Count(LogCapacity, "LogCapacity");
            native.UploadSampleRate = Arguments.Count(UploadSampleRate, "UploadSampleRate");
            if (MaxResponseBytes < 0) throw new ArgumentOutOfRangeException("MaxResponseBytes", "Set 0 or a positive number of bytes.");
            native.MaxResponseBytes = (ulong)MaxResponseBytes;
            return native;
        }

        private static string NotEmpty(string text)
        {
            return string.IsNullOrEmpty(text) ? null : text;
        }
    }
}
