using System;
using UnityEngine;

namespace ConvaiNative.Components
{
    /// <summary>
    /// The connection settings of a game: an asset that a <see cref="ConvaiNativeBehaviour"/> references. It has no field for the API
    /// key, because assets are part of the published game: see <see cref="ConvaiNativeKey"/>. Main thread only.
    /// </summary>
    [ConvaiNativeHelp("classes")]
    [CreateAssetMenu(menuName = "Convai Native/Settings", fileName = "Convai Native Settings")]
    public sealed class ConvaiNativeSettings : ScriptableObject
    {
        /// <summary>The number of calls that the log holds between two frames.</summary>
        private const int LogEntries = 1000;

        /// <summary>The sample rate in Hz of uploaded audio. More does not help to understand speech.</summary>
        private const int SpeechRate = 16000;

        [SerializeField]
        [Tooltip("The address of the service: your own server that adds the API key, or an emulator. Empty: the real service.")]
        private string baseUrl = "";

        [SerializeField]
        [Tooltip("Empty: the proxy settings of the system. \"direct\": no proxy. Otherwise http://host:port.")]
        private string proxy = "";

        [SerializeField, Min(0)]
        [Tooltip("The timeout for connecting, in seconds. 0 for 10 seconds.")]
        private float connectSeconds;

        [SerializeField, Min(0)]
        [Tooltip("The timeout for a call without voice, in seconds. 0 for 30 seconds.")]
        private float textSeconds;

        [SerializeField, Min(0)]
        [Tooltip("The timeout for a call with voice, in seconds. 0 for 60 seconds.")]
        private float voiceSeconds;

        [SerializeField, Min(0)]
        [Tooltip("The longest pause of a streamed reply, in seconds. 0 for 30 seconds.")]
        private float idleSeconds;

        [SerializeField, Min(0)]
        [Tooltip("The sample rate in Hz of uploaded audio. 16000 is sufficient for speech. 0 uploads audio at its own rate.")]
        private int uploadSampleRate = SpeechRate;

        [SerializeField, Min(0)]
        [Tooltip("The number of requests that run at the same time. 0 for 64.")]
        private int maxInFlight;

        [SerializeField, Min(0)]
        [Tooltip("The number of requests that may wait. One more fails. 0 for 1024.")]
        private int maxQueued;

        [SerializeField, Min(0)]
        [Tooltip("The megabytes of text and audio that all unfinished requests may hold together. One more request fails. 0 for 256.")]
        private float maxQueuedMegabytes;

        [SerializeField, Min(0)]
        [Tooltip("The largest accepted reply in megabytes. 0 for 64.")]
        private float maxResponseMegabytes;

        [SerializeField, TextArea(2, 8)]
        [Tooltip("Additional trusted certificate authorities as PEM text, for instance of your own server. Empty: none.")]
        private string caPem = "";

        [SerializeField]
        [Tooltip("The User-Agent header. Empty: the header of the library.")]
        private string userAgent = "";

        [SerializeField]
        [Tooltip("Whether each call is written to the console when it has ended: its path, result, bytes and times. For diagnosis.")]
        private bool logCalls;

        /// <summary>The address of the service. Null or empty for the real service.</summary>
        public string BaseUrl
        {
            get { return baseUrl; }
            set { baseUrl = value; }
        }

        /// <summary>Additional trusted certificate authorities as PEM text. Null or empty for none.</summary>
        public string CaPem
        {
            get { return caPem; }
            set { caPem = value; }
        }

        /// <summary>The longest pause of a streamed reply, in seconds. 0 for 30 seconds.</summary>
        public float IdleSeconds
        {
            get { return idleSeconds; }
            set { idleSeconds = Math.Max(0, value); }
        }

        /// <summary>The megabytes that all unfinished requests may hold together. 0 for 256.</summary>
        public float MaxQueuedMegabytes
        {
            get { return maxQueuedMegabytes; }
            set { maxQueuedMegabytes = Math.Max(0, value); }
        }

        /// <summary>Whether each call is written to the console when it has ended.</summary>
        public bool LogCalls
        {
            get { return logCalls; }
            set { logCalls = value; }
        }

        /// <summary>The settings as client options of the core, with the key of <see cref="ConvaiNativeKey"/>. Returns a new object.</summary>
        public ConvaiNativeClientOptions ToOptions()
        {
            return new ConvaiNativeClientOptions
            {
                ApiKey = ConvaiNativeKey.Find(),
                BaseUrl = NotEmpty(baseUrl),
                Proxy = NotEmpty(proxy),
                ConnectTimeout = Seconds(connectSeconds),
                Timeout = Seconds(textSeconds),
                VoiceTimeout = Seconds(voiceSeconds),
                IdleTimeout = Seconds(IdleSeconds),
                UploadSampleRate = uploadSampleRate,
                MaxInFlight = maxInFlight,
                MaxQueued = maxQueued,
                MaxQueuedBytes = Bytes(MaxQueuedMegabytes),
                MaxResponseBytes = Bytes(maxResponseMegabytes),
                CaPem = NotEmpty(CaPem),
                UserAgent = NotEmpty(userAgent),
                LogCapacity = LogCalls ? LogEntries : 0
            };
        }

        /// <summary>The options of a game without a settings asset.</summary>
        internal static ConvaiNativeClientOptions DefaultOptions()
        {
            return new ConvaiNativeClientOptions { UploadSampleRate = SpeechRate };
        }

        private static long Bytes(float megabytes)
        {
            return megabytes > 0 ? (long)Math.Ceiling(megabytes * 1024.0 * 1024.0) : 0;
        }

        private static string NotEmpty(string text)
        {
            return string.IsNullOrEmpty(text) ? null : text.Trim();
        }

        private static TimeSpan? Seconds(float seconds)
        {
            return seconds > 0 ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        }
    }
}
