// A stub of UnityEngine for tests on Mono. Not Unity.
using System;
using System.Collections.Generic;
using System.Reflection;

namespace UnityEngine
{
    /// <summary>
    /// Controls the stub of the mixer. For each source that plays, one step reads its clip, moves it between the channels, passes it
    /// through the OnAudioFilterRead of the components on its object in their order, and applies volume and distance.
    /// </summary>
    public static class StubAudio
    {
        private static readonly Type[] FilterParameters = { typeof(float[]), typeof(int) };

        [ThreadStatic]
        private static bool inFilter;

        /// <summary>The sample rate of the device in Hz.</summary>
        public static int Rate { get; set; }

        /// <summary>The frames of one step.</summary>
        public static int BufferFrames { get; set; }

        /// <summary>The steps that are mixed ahead.</summary>
        public static int Buffers { get; set; }

        public static int Channels { get; set; }

        /// <summary>Whether there is a device. Without one nothing plays and no filter is called.</summary>
        public static bool HasDevice { get; set; }

        /// <summary>Whether the mixer is stopped, as while the application is paused.</summary>
        public static bool IsSuspended { get; set; }

        /// <summary>Whether the sound is moved between the channels after the filters. Unity does so before.</summary>
        public static bool PansAfterFilters { get; set; }

        public static int ConfigurationListeners
        {
            get { return AudioSettings.Listeners; }
        }

        public static void Reset()
        {
            Rate = 48000;
            BufferFrames = 1024;
            Buffers = 4;
            Channels = 2;
            HasDevice = true;
            IsSuspended = PansAfterFilters = false;
            AudioListener.pause = false;
        }

        /// <summary>Changes the device: every source stops, clips made by scripts lose their samples, and the event is raised.</summary>
        public static void ChangeDevice(int rate, int bufferFrames, int channels)
        {
            Rate = rate;
            BufferFrames = bufferFrames;
            Channels = channels;
            foreach (AudioSource source in Sources())
            {
                source.Stop();
                if (source.clip != null) source.clip.Empty();
            }
            AudioSettings.Change(true);
        }

        /// <summary>One step of the mixer: what the device plays, with interleaved channels.</summary>
        public static float[] Step()
        {
            float[] heard = new float[BufferFrames * Channels];
            if (!HasDevice || IsSuspended) return heard;
            foreach (AudioSource source in Sources())
            {
                // Unity stops mixing a source that cannot be heard.
                float gain = source.mute ? 0 : source.volume * source.StubDistance;
                if (!source.isPlaying || gain == 0 || AudioListener.pause && !source.ignoreListenerPause) continue;
                float[] data = Read(source);
                if (!PansAfterFilters) Pan(data, source.panStereo);
                foreach (Component each in source.gameObject.Components.ToArray()) Filter(each as MonoBehaviour, data);
                if (PansAfterFilters) Pan(data, source.panStereo);
                for (int index = 0; index < data.Length; index++) heard[index] += data[index] * gain;
            }
            return heard;
        }

        /// <summary>Calls the filter of a component as the audio thread does. A disabled component has none.</summary>
        public static void Filter(MonoBehaviour component, float[] data)
        {
            if (component == null || !component.isActiveAndEnabled) return;
            MethodInfo filter = component.GetType().GetMethod("OnAudioFilterRead", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, null, FilterParameters, null);
            if (filter == null) return;
            inFilter = true;
            try
            {
                filter.Invoke(component, new object[] { data, Channels });
            }
            finally
            {
                inFilter = false;
            }
        }

        internal static void RequireMainThread()
        {
            if (inFilter) throw new InvalidOperationException("This member can only be called from the main thread.");
        }

        private static List<AudioSource> Sources()
        {
            List<AudioSource> found = new List<AudioSource>();
            foreach (GameObject each in StubEngine.Scene)
                foreach (Component component in each.Components)
                    if (component is AudioSource) found.Add((AudioSource)component);
            return found;
        }

        private static float[] Read(AudioSource source)
        {
            float[] data = new float[BufferFrames * Channels];
            AudioClip clip = source.clip;
            if (clip == null) return data;
            float[] frame = new float[clip.channels];
            for (int index = 0; index < BufferFrames; index++)
            {
                if (source.Position >= clip.samples)
                {
                    if (!source.loop)
                    {
                        source.Stop();
                        return data;
                    }
                    source.Position = 0;
                }
                clip.GetData(frame, source.Position++);
                for (int channel = 0; channel < Channels; channel++) data[index * Channels + channel] = frame[channel % clip.channels];
            }
            return data;
        }

        private static void Pan(float[] data, float pan)
        {
            if (Channels != 2) return;
            for (int index = 0; index < data.Length; index += 2)
            {
                data[index] *= Math.Min(1, 1 - pan);
                data[index + 1] *= Math.Min(1, 1 + pan);
            }
        }
    }
}
