using System;
using UnityEngine;

namespace ConvaiNative.Components
{
    /// <summary>
    /// The connection settings of a game: an asset that a <see cref="ConvaiNativeBehaviour"/> references. It has no field for the API
    /// key, because assets are part of the published game: see <see cref="ConvaiNativeKey"/>. Main thread only.
    /// </summary>
    [CreateAssetMenu(menuName = "Convai Native/Settings", fileName = "Convai Native Settings")]
    public sealed class ConvaiNativeSettings : ScriptableObject
    {
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
        [Tooltip("The sample rate in Hz of uploaded audio. 16000 is sufficient for speech. 0 uploads audio at its own rate.")]
        private int uploadSampleRate = 16000;

        /// <summary>The address of the service. Null or empty for the real service.</summary>
        public string BaseUrl
        {
            get { return baseUrl; }
            set { baseUrl = value; }
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
                UploadSampleRate = uploadSampleRate
            };
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
