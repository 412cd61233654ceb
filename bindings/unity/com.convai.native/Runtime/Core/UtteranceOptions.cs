using System;

namespace ConvaiNative
{
    /// <summary>What begins and ends a recording of an <see cref="Utterance"/>.</summary>
    public enum UtteranceTrigger
    {
        /// <summary>
        /// The first chunk begins it. Push while the button of push to talk is held, then say the utterance.
        /// </summary>
        Push = NativeMethods.CONVAI_TRIGGER_PUSH,

        /// <summary>
        /// <see cref="Utterance.Begin"/> begins it, and it contains the <see cref="UtteranceOptions.PreRoll"/>. Push all the time; say
        /// the utterance when the button is released.
        /// </summary>
        Begin = NativeMethods.CONVAI_TRIGGER_BEGIN,

        /// <summary>
        /// The player's voice begins it, and silence ends it. It contains the <see cref="UtteranceOptions.PreRoll"/>. Push all the time,
        /// and call <see cref="Utterance.Next"/> in each frame of the game.
        /// </summary>
        Speech = NativeMethods.CONVAI_TRIGGER_SPEECH
    }

    /// <summary>What an <see cref="Utterance"/> that listens has heard.</summary>
    public enum UtteranceEvent
    {
        /// <summary>Nothing new.</summary>
        None = 0,

        /// <summary>The player has begun to speak.</summary>
        SpeechStarted = NativeMethods.CONVAI_UTTERANCE_SPEECH_STARTED,

        /// <summary>The player has finished, or the gate was closed, or the microphone has changed.</summary>
        SpeechEnded = NativeMethods.CONVAI_UTTERANCE_SPEECH_ENDED,

        /// <summary>The recording has reached its longest time. If the player speaks on, the next one continues without a gap.</summary>
        MaxLength = NativeMethods.CONVAI_UTTERANCE_MAX_LENGTH
    }

    /// <summary>
    /// How an <see cref="Utterance"/> begins and ends recordings. Null or 0 selects the default, and so has to be what the trigger does
    /// not use. Not thread-safe.
    /// </summary>
    public sealed class UtteranceOptions
    {
        /// <summary>What begins a recording. The default is the first chunk.</summary>
        public UtteranceTrigger Trigger { get; set; }

        /// <summary>
        /// How much of the time before its beginning a recording contains, so that the first syllable is not lost: at most 10 seconds.
        /// The default is 300 milliseconds. Not for <see cref="UtteranceTrigger.Push"/>.
        /// </summary>
        public TimeSpan? PreRoll { get; set; }

        /// <summary>
        /// How long speech is heard before it counts: at most 10 seconds. The recording contains this time, too. The default is 100
        /// milliseconds. Only for <see cref="UtteranceTrigger.Speech"/>, as all properties below.
        /// </summary>
        public TimeSpan? SpeechTime { get; set; }

        /// <summary>
        /// How long silence is heard before it ends a recording: at most 10 seconds. The default is 600 milliseconds. Less answers faster
        /// and cuts off players who think while they speak.
        /// </summary>
        public TimeSpan? SilenceTime { get; set; }

        /// <summary>
        /// The score from which a sound counts as speech, above 0 and at most 1. The default is 0.7. A higher one ignores more noise and
        /// misses more quiet speech.
        /// </summary>
        public float SpeechThreshold { get; set; }

        /// <summary>
        /// The score below which a sound counts as silence, above 0 and at most <see cref="SpeechThreshold"/>. The default is 0.4.
        /// </summary>
        public float SilenceThreshold { get; set; }

        internal void CopyTo(ref NativeUtteranceOptions native)
        {
            native.Trigger = (int)Trigger;
            native.PreRollMs = Milliseconds(PreRoll, "PreRoll");
            native.SpeechMs = Milliseconds(SpeechTime, "SpeechTime");
            native.SilenceMs = Milliseconds(SilenceTime, "SilenceTime");
            native.SpeechThreshold = SpeechThreshold;
            native.SilenceThreshold = SilenceThreshold;
        }

        /// <summary>No time is the shortest one, because 0 is the library's default.</summary>
        private int Milliseconds(TimeSpan? time, string name)
        {
            bool isUsed = Trigger == UtteranceTrigger.Speech || Trigger == UtteranceTrigger.Begin && name == "PreRoll";
            return isUsed && time == TimeSpan.Zero ? 1 : Arguments.Milliseconds(time, name);
        }
    }
}
