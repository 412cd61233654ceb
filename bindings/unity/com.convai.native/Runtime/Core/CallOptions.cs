using System;

namespace ConvaiNative
{
    /// <summary>The settings of one call. Null selects the setting of the client. Not thread-safe.</summary>
    public class CallOptions
    {
        /// <summary>The timeout for the call, from leaving the queue to the end of the reply.</summary>
        public TimeSpan? Timeout { get; set; }

        /// <summary>
        /// The longest time from the call to its end. It includes the time in the queue and, for a turn, the time behind earlier turns
        /// of the conversation. The call then ends with the error Timeout. Null for none.
        /// </summary>
        public TimeSpan? Deadline { get; set; }

        /// <summary>The timeout for connecting.</summary>
        public TimeSpan? ConnectTimeout { get; set; }

        /// <summary>
        /// Receives the progress of the call when it has changed, and once more when the call has ended, before its task completes. Null
        /// for no reports.
        /// </summary>
        /// <remarks>
        /// It is called inside <see cref="ConvaiNativeClient.Pump"/>, on the thread of the background pump, or on the thread of a
        /// blocking call: never on a thread of the library. A blocking call and the background pump report about 50 times a second. An
        /// exception leaves Pump or the blocking call.
        /// </remarks>
        public IProgress<CallProgress> Progress { get; set; }

        /// <summary>Receives the pieces of the reply. Null for calls that are no turns.</summary>
        internal virtual Action<Piece> PieceReceiver
        {
            get { return null; }
        }

        /// <summary>Whether the pieces hold their samples.</summary>
        internal virtual bool PieceSamples
        {
            get { return true; }
        }

        /// <summary>The settings as the library takes them.</summary>
        /// <param name="pins">Keeps what they point to until the call has started.</param>
        internal virtual NativeCallOptions Native(Pins pins)
        {
            NativeCallOptions native = new NativeCallOptions();
            native.DeadlineMs = Arguments.Milliseconds(Deadline, "Deadline");
            native.TimeoutMs = Arguments.Milliseconds(Timeout, "Timeout");
            native.ConnectTimeoutMs = Arguments.Milliseconds(ConnectTimeout, "ConnectTimeout");
            return native;
        }
    }

    /// <summary>
    /// The settings of one turn. Null or 0 selects the setting of the conversation or the client. Not thread-safe.
    /// </summary>
    public sealed unsafe class TurnOptions : CallOptions
    {
        /// <summary>
        /// Whether to request the character's voice. Null selects <see cref="Conversation.Voice"/>, or no voice in a turn without a
        /// conversation.
        /// </summary>
        public bool? Voice { get; set; }

        /// <summary>Whether to send text as multipart/form-data, for gateways that do not accept the default form encoding.</summary>
        public bool Multipart { get; set; }

        /// <summary>The sample rate in Hz of the uploaded audio, from 8,000 to 192,000.</summary>
        public int UploadSampleRate { get; set; }

        /// <summary>The parameter "responseLevel" of the service. The example in its documentation sends 5. 0 does not send it.</summary>
        public int ResponseLevel { get; set; }

        /// <summary>
        /// Whether to leave out <see cref="Reply.RawJson"/>, which holds the voice a second time, to save memory. The reply of a failed
        /// turn is kept.
        /// </summary>
        public bool OmitRawJson { get; set; }

        /// <summary>
        /// Whether to ask the service for the reply in pieces, as it is made. The reply is the same as without; <see cref="PieceReceived"/>
        /// receives the pieces. The service hardly documents its streams, so this is built from weak evidence.
        /// </summary>
        public bool Stream { get; set; }

        /// <summary>
        /// Receives the pieces of the reply in their order, all of them before the task completes. Without <see cref="Stream"/> there is
        /// one piece, when the turn ends. Null for none.
        /// </summary>
        /// <remarks>
        /// It is called inside <see cref="ConvaiNativeClient.Pump"/>, on the thread of the background pump, or on the thread of a
        /// blocking call: never on a thread of the library. An exception leaves Pump or the blocking call, and the pieces that follow
        /// are reported with the next event.
        /// </remarks>
        public Action<Piece> PieceReceived { get; set; }

        /// <summary>
        /// How long a streamed reply may pause. <see cref="CallOptions.Timeout"/> then ends with its first byte. Null selects the
        /// setting of the client.
        /// </summary>
        public TimeSpan? IdleTimeout { get; set; }

        /// <summary>
        /// What the character can do in this turn, and what and who is there, in place of the whole scene of the conversation. Null
        /// selects that scene, if there is one. See <see cref="Conversation.SetScene"/>.
        /// </summary>
        public SceneSpec Scene { get; set; }

        internal override Action<Piece> PieceReceiver
        {
            get { return PieceReceived; }
        }

        /// <summary>
        /// Whether to leave <see cref="Piece.Pcm16"/> out of the pieces that <see cref="PieceReceived"/> receives, to save memory where
        /// only their texts are needed, for instance because a <see cref="Playback"/> has the voice.
        /// </summary>
        public bool OmitPieceSamples { get; set; }

        internal override bool PieceSamples
        {
            get { return !OmitPieceSamples; }
        }

        internal override NativeCallOptions Native(Pins pins)
        {
            NativeCallOptions native = base.Native(pins);
            native.IdleTimeoutMs = Arguments.Milliseconds(IdleTimeout, "IdleTimeout");
            native.UploadSampleRate = Arguments.Count(UploadSampleRate, "UploadSampleRate");
            native.ResponseLevel = ResponseLevel;
            if (Scene != null) native.Scene = Scene.Pin(pins);
            return native;
        }

        /// <summary>The flags of a turn.</summary>
        /// <param name="turn">The settings of the turn, or null.</param>
        /// <param name="otherwise">Whether to request the voice if the settings do not say.</param>
        internal static uint Flags(TurnOptions turn, bool otherwise)
        {
            bool voice = turn != null && turn.Voice.HasValue ? turn.Voice.Value : otherwise;
            uint flags = voice ? NativeMethods.CONVAI_VOICE : NativeMethods.CONVAI_TEXT;
            if (turn == null) return flags;
            if (turn.Multipart) flags |= NativeMethods.CONVAI_MULTIPART;
            if (turn.OmitRawJson) flags |= NativeMethods.CONVAI_OMIT_RAW_JSON;
            if (turn.Stream) flags |= NativeMethods.CONVAI_STREAM;
            return flags;
        }
    }
}
