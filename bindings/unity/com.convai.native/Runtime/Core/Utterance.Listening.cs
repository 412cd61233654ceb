using System;

namespace ConvaiNative
{
    /// <content>Recordings that a button or the player's voice begins.</content>
    public sealed unsafe partial class Utterance
    {
        private Utterance(IntPtr token, PcmFormat format, int sampleRate, int channels)
        {
            handle = new UtteranceHandle(token);
            Format = format;
            SampleRate = sampleRate;
            Channels = channels;
        }

        /// <summary>
        /// Begins a recording: the player has pressed the button of push to talk. The recording contains the
        /// <see cref="UtteranceOptions.PreRoll"/> before the next chunk. If a recording was begun already, it is discarded, and the new
        /// one has no pre-roll. It ends when the utterance is said or cleared.
        /// </summary>
        /// <exception cref="ConvaiNativeException">
        /// The code is WrongKind: the trigger is not <see cref="UtteranceTrigger.Begin"/>.
        /// </exception>
        public void Begin()
        {
            Check(NativeMethods.convai_utterance_begin(handle.Token));
        }

        /// <summary>
        /// Gives the next event of an utterance that listens. Call it in each frame of the game until it returns false. Allocates memory
        /// only for a recording that has ended.
        /// </summary>
        /// <param name="heard">Receives the event, or None.</param>
        /// <param name="ended">
        /// Receives the recording for SpeechEnded and MaxLength, otherwise null. Say it, in any order and to any character, and dispose of
        /// it: its buffer is needed for further recordings. It outlives this utterance.
        /// </param>
        /// <returns>Whether there is an event. Each event is given to one caller.</returns>
        /// <exception cref="ConvaiNativeException">
        /// The code is WrongKind: the trigger is not <see cref="UtteranceTrigger.Speech"/>.
        /// </exception>
        /// <remarks>
        /// The utterance has three buffers: one records, and two hold recordings that wait here or were taken and neither said nor disposed
        /// of. While all three are in use, what the player says is not recorded, and <see cref="Push(float[], int, int)"/> returns false. A
        /// recording begins as soon as a buffer is free, and lacks what is older than its pre-roll.
        /// </remarks>
        public bool Next(out UtteranceEvent heard, out Utterance ended)
        {
            ended = null;
            int kind = 0, status;
            IntPtr token = IntPtr.Zero;
            OpenClients.EnterCall();
            try
            {
                status = NativeMethods.convai_utterance_next(handle.Token, &kind, &token);
                if (token != IntPtr.Zero) ended = new Utterance(token, Format, SampleRate, Channels);
            }
            finally
            {
                OpenClients.LeaveCall();
            }
            heard = (UtteranceEvent)kind;
            if (status == NativeMethods.CONVAI_PENDING && !handle.IsClosed) return false;
            Check(status);
            return true;
        }

        /// <summary>
        /// Closes or opens the gate of an utterance that listens. While it is closed, nothing is taken for speech. A recording in progress
        /// ends, and <see cref="Next"/> gives it. Close the gate while the character's voice is heard through loudspeakers: there is no
        /// echo cancellation, so the microphone would take the character for the player. With headphones leave it open, so that the
        /// player can interrupt the character. It takes effect with the next chunk.
        /// </summary>
        /// <param name="closed">Whether to close the gate.</param>
        /// <exception cref="ConvaiNativeException">
        /// The code is WrongKind: the trigger is not <see cref="UtteranceTrigger.Speech"/>.
        /// </exception>
        public void SetGate(bool closed)
        {
            Check(NativeMethods.convai_utterance_set_gate(handle.Token, closed ? 1 : 0));
        }

        /// <summary>
        /// Closes the gate of an utterance that listens while a playback is heard, so that the microphone does not take the character for
        /// the player. The gate closes with the first read that gives voice, and opens when the playback's latency and another 200
        /// milliseconds, in which the room answers, have passed after the last one. <see cref="SetGate"/> works beside it: the gate is
        /// open where neither closes it. For loudspeakers; with headphones do not call this, so that the player can interrupt.
        /// </summary>
        /// <param name="playback">
        /// The playback, which may be disposed of before the utterance and then closes no gate. Null connects none.
        /// </param>
        /// <exception cref="ConvaiNativeException">
        /// The code is WrongKind: the trigger is not <see cref="UtteranceTrigger.Speech"/>.
        /// </exception>
        /// <exception cref="ObjectDisposedException">The utterance or the playback was disposed of.</exception>
        public void SetPlayback(Playback playback)
        {
            int status = NativeMethods.convai_utterance_set_playback(handle.Token, playback == null ? IntPtr.Zero : playback.Token);
            if (playback != null && playback.IsDisposed) throw new ObjectDisposedException("Playback");
            Check(status);
            GC.KeepAlive(playback);
        }
    }
}
