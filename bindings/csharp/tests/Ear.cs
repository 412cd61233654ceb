using System;
using System.Collections.Generic;
using System.Threading;

namespace ConvaiNative.Tests
{
    /// <summary>The audio device of the tests. It reads a playback and keeps what is voice.</summary>
    internal sealed class Ear
    {
        /// <summary>The rate of the emulator's voice in these tests. At this rate a read returns the samples of a reply as they are.</summary>
        internal const int Rate = 8000;

        internal readonly List<short> Heard = new List<short>();
        private readonly Playback playback;
        private readonly short[] buffer;
        private int readsWithoutVoice;

        /// <param name="playback">The playback, for a device with one channel.</param>
        internal Ear(Playback playback)
        {
            this.playback = playback;
            buffer = new short[playback.SampleRate / 100];
        }

        /// <summary>Reads 10 milliseconds. Returns how many frames are voice.</summary>
        internal int Hear()
        {
            for (int index = 0; index < buffer.Length; index++) buffer[index] = 12345;
            int voice = playback.Read(buffer, 1);
            // A voice may begin or end within the buffer. Behind it, a ramp leads to silence.
            if (voice == buffer.Length) Heard.AddRange(buffer);
            else if (voice > 0) Heard.AddRange(Part(voice));
            readsWithoutVoice = voice > 0 ? 0 : readsWithoutVoice + 1;
            // A device takes its time. A voice that waits for the rest of it counts the time by what is read.
            if (voice == 0) Thread.Sleep(10);
            if (readsWithoutVoice > 2) foreach (short sample in buffer) Check.Same((short)0, sample, "a sample without voice");
            return voice;
        }

        /// <summary>Reads until this phase, slowly enough for the library to convert ahead.</summary>
        internal void HearUntil(PlaybackPhase phase)
        {
            Check.Until(delegate
            {
                if (playback.Poll().Phase == phase) return true;
                if (Hear() > 0 && Heard.Count % (playback.SampleRate / 2) < buffer.Length) Thread.Sleep(5);
                return false;
            }, "the phase " + phase + " does not come; it is " + playback.Poll().Phase);
        }

        /// <summary>Reads until this many frames of voice were heard.</summary>
        internal void HearFrames(int frames)
        {
            Check.Until(delegate
            {
                while (Heard.Count < frames && Hear() > 0) { }
                return Heard.Count >= frames;
            }, frames + " frames are not heard");
        }

        /// <summary>The largest step from one sample to the next. A click is a large one.</summary>
        internal int LargestStep()
        {
            int largest = 0;
            for (int index = 1; index < Heard.Count; index++) largest = Math.Max(largest, Math.Abs(Heard[index] - Heard[index - 1]));
            return largest;
        }

        /// <summary>Compares what was heard with the audio of replies. A gap has ramps, so its samples are compared only where there was none.</summary>
        internal void Equal(IList<short> wanted, string what)
        {
            Check.Same(wanted.Count, Heard.Count, what + ", frames");
            if (playback.Poll().Underruns > 0) return;
            for (int index = 0; index < wanted.Count; index++)
                if (wanted[index] != Heard[index]) throw new CheckFailed(what + ": sample " + index + " differs");
        }

        private IEnumerable<short> Part(int voice)
        {
            // Voice that begins within the buffer is at its end, and voice that ends within it is at its beginning.
            bool atTheEnd = Heard.Count == 0 && buffer[0] == 0;
            int first = atTheEnd ? buffer.Length - voice : 0;
            for (int index = 0; index < voice; index++) yield return buffer[first + index];
        }
    }
}
