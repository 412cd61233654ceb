// A stub of UnityEngine for tests on Mono. Not Unity.
using System.Collections.Generic;

namespace UnityEngine
{
#if !UNITY_WEBGL
    /// <summary>Unity has no microphone on the web platform, and neither has the stub.</summary>
    public static class Microphone
    {
        public static string[] devices
        {
            get { return StubMicrophone.Devices.ToArray(); }
        }

        public static AudioClip Start(string deviceName, bool loop, int lengthSec, int frequency)
        {
            return StubMicrophone.Begin(lengthSec, frequency);
        }

        public static void End(string deviceName)
        {
            StubMicrophone.IsOn = false;
        }

        public static bool IsRecording(string deviceName)
        {
            return StubMicrophone.IsOn;
        }

        public static int GetPosition(string deviceName)
        {
            return StubMicrophone.IsOn ? StubMicrophone.Position : 0;
        }

        public static void GetDeviceCaps(string deviceName, out int minFreq, out int maxFreq)
        {
            minFreq = StubMicrophone.LowestRate;
            maxFreq = StubMicrophone.HighestRate;
        }
    }
#endif

    /// <summary>Controls the stub of the microphone.</summary>
    public static class StubMicrophone
    {
        public static readonly List<string> Devices = new List<string>();
        private static AudioClip ring;

        public static int LowestRate { get; set; }

        public static int HighestRate { get; set; }

        public static int Channels { get; set; }

        public static bool FailsToOpen { get; set; }

        /// <summary>The number of frames in the ring buffer. 0 for the requested length.</summary>
        public static int RingFrames { get; set; }

        public static bool IsOn { get; set; }

        public static int Position { get; private set; }

        public static AudioClip Ring
        {
            get { return ring; }
        }

        public static void Reset()
        {
            Devices.Clear();
            Devices.Add("Desk microphone");
            LowestRate = HighestRate = RingFrames = 0;
            Channels = 1;
            FailsToOpen = IsOn = false;
        }

        /// <summary>Writes samples with interleaved channels to the ring buffer. A closed device hears nothing.</summary>
        public static void Hear(float[] samples)
        {
            if (!IsOn) return;
            ring.SetData(samples, Position);
            Position = (Position + samples.Length / ring.channels) % ring.samples;
        }

        internal static AudioClip Begin(int seconds, int frequency)
        {
            if (FailsToOpen) return null;
            ring = AudioClip.Create("Microphone", RingFrames > 0 ? RingFrames : seconds * frequency, Channels, frequency, false);
            Position = 0;
            IsOn = true;
            return ring;
        }
    }
}
