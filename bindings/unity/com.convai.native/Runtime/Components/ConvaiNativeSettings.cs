using System;
using UnityEngine;

namespace ConvaiNative.Components
{
    /// <summary>
    /// How a game reaches the service. An asset that a <see cref="ConvaiNativeBehaviour"/> refers to. It has no place for the
    /// API key, as everything in an asset is in the game that players get: see <see cref="ConvaiNativeKey"/>.
    /// </summary>
    [CreateAssetMenu(menuName = "Convai Native/Settings", fileName = "Convai Native Settings")]
    public sealed class ConvaiNativeSettings : ScriptableObject
    {
        [SerializeField]
        [Tooltip("Where the service is: your own server that adds the key, or an emulator. Empty for Convai itself.")]
        private string baseUrl = "";

        [SerializeField]
        [Tooltip("Empty: the system's proxy settings. \"direct\": no proxy. Else http://host:port.")]
        private string proxy = "";

        [SerializeField, Min(0)]
        [Tooltip("Longest time for connecting, in seconds. 0 for 10.")]
        private float connectSeconds;

        [SerializeField, Min(0)]
        [Tooltip("Longest time for a call without voice, in seconds. 0 for 30.")]
        private float textSeconds;

        [SerializeField, Min(0)]
        [Tooltip("Longest time for a call with voice, in seconds. 0 for 60.")]
        private float voiceSeconds;

        [SerializeField, Min(0)]
        [Tooltip("The rate in Hz to which the microphone is resampled before it is sent. 16000 is plenty for speech. 0 keeps its own.")]
        private int uploadSampleRate = 16000;

        /// <summary>Where the service is. Empty for Convai itself.</summary>
        public string BaseUrl
        {
            get { return baseUrl; }
            set { baseUrl = value; }
        }

        /// <summary>The settings as the core takes them, with the key that <see cref="ConvaiNativeKey"/> finds.</summary>
        public ConvaiNativeClientOptions ToOptions()
        {
            return new ConvaiNativeClientOptions
            {
                ApiKey = ConvaiNativeKey.Find(),
                BaseUrl = Given(baseUrl),
                Proxy = Given(proxy),
                ConnectTimeout = Seconds(connectSeconds),
                Timeout = Seconds(textSeconds),
                VoiceTimeout = Seconds(voiceSeconds),
                UploadSampleRate = uploadSampleRate
            };
        }

        private static string Given(string text)
        {
            return string.IsNullOrEmpty(text) ? null : text.Trim();
        }

        private static TimeSpan? Seconds(float seconds)
        {
            return seconds > 0 ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        }
    }
}
