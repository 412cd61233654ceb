// A stub of UnityEngine for tests on Mono. Not Unity.
using System;
using System.Collections.Generic;

namespace UnityEngine
{
    public sealed class AudioClip : Object
    {
        private float[] data;

        internal AudioClip()
        {
        }

        /// <summary>The number of frames, which Unity calls samples.</summary>
        public int samples { get; private set; }

        public int channels { get; private set; }

        public int frequency { get; private set; }

        public float length
        {
            get { return (float)samples / frequency; }
        }

        public static AudioClip Create(string name, int lengthSamples, int channels, int frequency, bool stream)
        {
            if (lengthSamples <= 0) throw new ArgumentException("Length of created clip must be larger than 0");
            if (channels <= 0) throw new ArgumentException("Number of channels in created clip must be greater than 0");
            if (frequency <= 0) throw new ArgumentException("Frequency in created clip must be greater than 0");
            return new AudioClip { name = name, samples = lengthSamples, channels = channels, frequency = frequency, data = new float[lengthSamples * channels] };
        }

        public bool SetData(float[] values, int offsetSamples)
        {
            Copy(values, offsetSamples, true);
            return true;
        }

        public bool GetData(float[] values, int offsetSamples)
        {
            if (IsUnreadable) return false;
            Copy(values, offsetSamples, false);
            return true;
        }

        /// <summary>Whether reading fails, as for a clip that is compressed in memory.</summary>
        public bool IsUnreadable { get; set; }

        private void Copy(float[] values, int offset, bool into)
        {
            if (IsDestroyed) throw new InvalidOperationException("The clip was destroyed.");
            for (int index = 0; index < values.Length; index++)
            {
                int at = (offset * channels + index) % data.Length;
                if (into) data[at] = values[index];
                else values[index] = data[at];
            }
        }
    }

    public sealed class AudioSource : Behaviour
    {
        public AudioClip clip { get; set; }

        public bool isPlaying { get; private set; }

        public int Plays { get; private set; }

        public void Play()
        {
            isPlaying = true;
            Plays++;
        }

        public void Stop()
        {
            isPlaying = false;
        }
    }

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

        /// <summary>Writes samples with interleaved channels to the ring buffer.</summary>
        public static void Hear(float[] samples)
        {
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
