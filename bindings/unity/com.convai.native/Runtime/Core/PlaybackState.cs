using System;
using System.Threading.Tasks;

namespace ConvaiNative
{
    /// <summary>What a <see cref="Playback"/> is doing.</summary>
    public enum PlaybackPhase
    {
        /// <summary>Nothing was added, or everything was stopped or interrupted.</summary>
        Empty = NativeMethods.CONVAI_PLAYBACK_EMPTY,

        /// <summary>
        /// There is a voice that does not sound: nothing of it has arrived, the rest of it has not arrived (a gap, and no end), the audio
        /// thread has not read it yet, or the playback is paused.
        /// </summary>
        Buffering = NativeMethods.CONVAI_PLAYBACK_BUFFERING,

        /// <summary>The last read returned voice; without a device, a voice plays.</summary>
        Speaking = NativeMethods.CONVAI_PLAYBACK_SPEAKING,

        /// <summary>The last frame of the last voice was read. It sounds later by the latency of the device.</summary>
        Ended = NativeMethods.CONVAI_PLAYBACK_ENDED
    }

    /// <summary>What is heard now. Immutable. See <see cref="Playback.Poll"/>.</summary>
    public struct PlaybackState
    {
        /// <summary>
        /// Marks the number of the samples of a turn that had completed when it was added. The numbers of other samples have 32 bits.
        /// </summary>
        private const ulong CompletedTurn = 1UL << 63;

        private readonly ulong turn;

        internal PlaybackState(ref NativePlaybackState native) : this()
        {
            Phase = (PlaybackPhase)native.State;
            IsPaused = native.Paused != 0;
            Underruns = native.Underruns;
            Played = TimeSpan.FromMilliseconds(native.PlayedMs);
            Buffered = TimeSpan.FromMilliseconds(native.BufferedMs);
            if (native.Operation != IntPtr.Zero) turn = Number(native.Operation);
            else if ((native.UserData & CompletedTurn) != 0) turn = native.UserData;
            else SampleId = (int)native.UserData;
            Frames = (long)native.Frames;
            SampleRate = (int)native.SampleRate;
            Level = new AudioLevel(native.Peak, native.Rms);
            Mouth = native.Mouth;
        }

        /// <summary>Whether voice is heard, is awaited, or has ended.</summary>
        public PlaybackPhase Phase { get; private set; }

        /// <summary>Whether the playback is paused.</summary>
        public bool IsPaused { get; private set; }

        /// <summary>
        /// How often a voice had a gap, because the rest of it had not arrived. A gap is counted when the voice continues.
        /// </summary>
        public long Underruns { get; private set; }

        /// <summary>The playing time of all voice that was read since the playback was created.</summary>
        public TimeSpan Played { get; private set; }

        /// <summary>The playing time of what is in the queue and was not read, as far as it has arrived.</summary>
        public TimeSpan Buffered { get; private set; }

        /// <summary>
        /// How many frames of the voice were heard, at its own sample rate. For captions in time with the sound, show the text of a piece
        /// when this has reached its <see cref="Piece.FirstFrame"/>.
        /// </summary>
        public long Frames { get; private set; }

        /// <summary>The sample rate of the voice in Hz. 0 if there is none.</summary>
        public int SampleRate { get; private set; }

        /// <summary>The playing time of the voice that was heard: <see cref="Frames"/> as a time.</summary>
        public TimeSpan Position
        {
            get { return TimeSpan.FromSeconds(SampleRate > 0 ? (double)Frames / SampleRate : 0); }
        }

        /// <summary>The number that was passed with the samples that are heard. 0 for a turn.</summary>
        public int SampleId { get; private set; }

        /// <summary>The level of what is heard, over 20 milliseconds, volume and fades included.</summary>
        public AudioLevel Level { get; private set; }

        /// <summary>
        /// How far a mouth is open, from 0 to 1: the amplitude of the voice, smoothed, relative to its loudest part. The volume does
        /// not change it.
        /// </summary>
        public float Mouth { get; private set; }

        /// <summary>
        /// Whether the voice is that of a turn. It stays so after the end of the last voice, until another one is heard. Does not
        /// allocate.
        /// </summary>
        /// <param name="turn">The task that started the turn. Null gives false.</param>
        public bool IsOf(Task<Reply> turn)
        {
            PendingCall call = PendingCall.Of(turn);
            return call != null && this.turn != 0 && this.turn == Number(call.Operation);
        }

        /// <summary>The number of a turn, by which its samples are known, too.</summary>
        internal static ulong Number(IntPtr operation)
        {
            return (ulong)operation.ToInt64() | CompletedTurn;
        }
    }
}
