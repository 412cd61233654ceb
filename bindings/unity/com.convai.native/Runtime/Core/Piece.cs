using System;
using System.Collections.Generic;

namespace ConvaiNative
{
    /// <summary>
    /// A part of the reply to a turn with <see cref="TurnOptions.Stream"/>. Immutable; it owns no native memory. Joined in their
    /// order, the texts of the pieces are the text of the reply, and their samples are those of its audio.
    /// </summary>
    public sealed unsafe class Piece
    {
        private static readonly short[] NoSamples = new short[0];

        private Piece(NativePiece* piece, bool samples)
        {
            Text = Utf8.Read(piece->Text, piece->TextLen);
            SessionId = Utf8.Read(piece->SessionId, piece->SessionIdLen);
            ActionSequence = Utf8.Read(piece->ActionSequence, piece->ActionSequenceLen);
            Actions = Utf8.ReadAll(piece->Actions, piece->ActionCount);
            Tag = Utf8.Read(piece->Tag, piece->TagLen);
            FirstFrame = (long)piece->FirstFrame;
            Channels = (int)piece->Channels;
            SampleRate = (int)piece->SampleRate;
            Pcm16 = NoSamples;
            if (piece->Samples == null || !samples) return;
            Pcm16 = new short[checked((int)piece->Frames.ToUInt64() * Channels)];
            fixed (short* copy = Pcm16)
                Buffer.MemoryCopy(piece->Samples, copy, 2L * Pcm16.Length, 2L * Pcm16.Length);
        }

        /// <summary>A whole reply as one piece.</summary>
        internal Piece(Reply reply)
        {
            Text = reply.Text;
            SessionId = reply.SessionId;
            Actions = reply.Actions;
            ActionSequence = reply.ActionSequence;
            Tag = reply.Tag;
            Pcm16 = NoSamples;
            if (reply.Audio == null) return;
            Channels = reply.Audio.Channels;
            SampleRate = reply.Audio.SampleRate;
            Pcm16 = reply.Audio.Pcm16;
        }

        /// <summary>The text that follows that of the piece before, mostly with the space in between. Never null.</summary>
        public string Text { get; private set; }

        /// <summary>The session of the turn. Null until it is known. If the turn fails later, do not continue it.</summary>
        public string SessionId { get; private set; }

        /// <summary>
        /// The interleaved 16-bit samples that follow those of the piece before. Empty if the piece has no audio. The caller may keep
        /// the array.
        /// </summary>
        public short[] Pcm16 { get; private set; }

        /// <summary>
        /// Where <see cref="Pcm16"/> begin in the audio of the reply, in frames (samples per channel). Without samples: where the
        /// next ones will begin.
        /// </summary>
        public long FirstFrame { get; private set; }

        /// <summary>The number of channels, which is the same in all pieces. 0 until there was audio.</summary>
        public int Channels { get; private set; }

        /// <summary>The frames per second, which are the same in all pieces. 0 until there was audio.</summary>
        public int SampleRate { get; private set; }

        /// <summary>
        /// The actions of this piece, in their order: the lines of <see cref="ActionSequence"/> without empty ones, and without the white
        /// space around each. Never null.
        /// </summary>
        public IReadOnlyList<string> Actions { get; private set; }

        /// <summary>The actions as the service sent them, in lines. Null if the piece does not say.</summary>
        public string ActionSequence { get; private set; }

        /// <summary>The result of a classification. Null if the piece does not say.</summary>
        public string Tag { get; private set; }

        /// <summary>Takes the next piece of an operation. Returns null if there is none in that time.</summary>
        /// <param name="operation">The operation.</param>
        /// <param name="timeoutMs">How long to wait. 0 does not wait.</param>
        /// <param name="pending">Whether more pieces may come.</param>
        /// <param name="samples">Whether the piece gets its samples.</param>
        internal static Piece Next(IntPtr operation, int timeoutMs, out bool pending, bool samples = true)
        {
            NativePiece* piece = null;
            int status = NativeMethods.convai_operation_next_piece(operation, timeoutMs, &piece);
            pending = status == NativeMethods.CONVAI_PENDING;
            if (piece == null) return null;
            using (new ResultHandle(piece, ResultKind.Piece)) return new Piece(piece, samples);
        }

        /// <summary>Gives all pieces that are there to a receiver.</summary>
        internal static void Report(IntPtr operation, Action<Piece> receiver, bool samples)
        {
            bool pending;
            for (Piece piece = Next(operation, 0, out pending, samples); piece != null; piece = Next(operation, 0, out pending, samples)) receiver(piece);
        }
    }
}
