// A stub of UnityEngine for tests on Mono. Not Unity.
using System;
using System.Collections.Generic;

namespace UnityEngine
{
#if !UNITY_WEBGL
    /// <summary>Unity has no microphone on the web platform, and neither has the stub.</summary>
    public sealed class Microphone
    {
        public static string[] devices
        {
            get { return StubMicrophone.Devices.ToArray(); }
        }

        /// <summary>The recording begins some frames later. Until then the position is 0.</summary>
        public static AudioClip Start(string deviceName, bool loop, int lengthSec, int frequency)
        {
            if (!StubMicrophone.Knows(deviceName)) throw new ArgumentException("Couldn't acquire device ID for device name " + deviceName);
            if (lengthSec <= 0 || lengthSec > 3600) throw new ArgumentException("Length of recording: " + lengthSec);
            if (frequency <= 0) throw new ArgumentException("Frequency of recording: " + frequency);
            return StubMicrophone.Begin(lengthSec, frequency);
        }

        public static void End(string deviceName)
        {
            if (StubMicrophone.Knows(deviceName)) StubMicrophone.IsOn = false;
        }

        public static bool IsRecording(string deviceName)
        {
            return StubMicrophone.Knows(deviceName) && StubMicrophone.IsOn;
        }

        public static int GetPosition(string deviceName)
        {
            return IsRecording(deviceName) ? StubMicrophone.Position : 0;
        }

        /// <summary>An unknown device has the range 0 to 0, like a device that supports all rates.</summary>
        public static void GetDeviceCaps(string deviceName, out int minFreq, out int maxFreq)
        {
            minFreq = StubMicrophone.Knows(deviceName) ? StubMicrophone.LowestRate : 0;
            maxFreq = StubMicrophone.Knows(deviceName) ? StubMicrophone.HighestRate : 0;
        }
    }
#endif

    /// <summary>Controls the stub of the microphone.</summary>
    public static class StubMicrophone
    {
        public static readonly List<string> Devices = new List<string>();
        private static AudioClip ring;
        private static int recordsFrom;

        public static int LowestRate { get; set; }

        public static int HighestRate { get; set; }

        public static int Channels { get; set; }

        public static bool FailsToOpen { get; set; }

        /// <summary>The number of frames in the ring buffer. 0 for the requested length.</summary>
        public static int RingFrames { get; set; }

        public static bool IsOn { get; set; }

        /// <summary>The number of frames from the start until the device records. Its position is 0 until then.</summary>
        public static int FramesToStart { get; set; }

        public static int Position { get; private set; }

        public static AudioClip Ring
        {
            get { return ring; }
        }

        public static void Reset()
        {
            Devices.Clear();
            Devices.Add("Desk microphone");
            LowestRate = HighestRate = RingFrames = FramesToStart = 0;
            Channels = 1;
            FailsToOpen = IsOn = false;
        }

        /// <summary>Writes samples with interleaved channels to the ring buffer. A device that is closed or starts hears nothing.</summary>
        public static void Hear(float[] samples)
        {
            if (!IsOn || Time.Frame < recordsFrom) return;
            ring.Wrap(samples, Position);
            Position = (Position + samples.Length / ring.channels) % ring.samples;
        }

        /// <summary>Null and the empty name are the default device of the system, if there is one.</summary>
        internal static bool Knows(string device)
        {
            return string.IsNullOrEmpty(device) ? Devices.Count > 0 : Devices.Contains(device);
        }

        internal static AudioClip Begin(int seconds, int frequency)
        {
            if (FailsToOpen) return null;
            ring = AudioClip.Create("Microphone", RingFrames > 0 ? RingFrames : seconds * frequency, Channels, frequency, false);
            Position = 0;
            recordsFrom = Time.Frame + FramesToStart;
            IsOn = true;
            return ring;
        }
    }
}
