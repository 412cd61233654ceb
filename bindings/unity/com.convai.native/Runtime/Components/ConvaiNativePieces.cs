using System.Collections.Generic;
using UnityEngine;

namespace ConvaiNative.Components
{
    /// <summary>
    /// The pieces of a streamed reply, for a coroutine: yield this object until there is a piece or the turn has ended, then take the
    /// pieces. See <see cref="ConvaiNativeCharacter.SayInPieces(string, TurnOptions)"/>.
    /// </summary>
    /// <remarks>Main thread only; no member blocks.</remarks>
    public sealed class ConvaiNativePieces : CustomYieldInstruction
    {
        private readonly Queue<Piece> waiting = new Queue<Piece>();

        internal ConvaiNativePieces()
        {
        }

        /// <summary>The turn. It ends after its last piece has arrived, and its result is the whole reply.</summary>
        public ConvaiNativeOperation<ConvaiNativeReply> Turn { get; internal set; }

        /// <summary>Whether the turn has ended and all pieces were taken. A turn that failed midway keeps its pieces.</summary>
        public bool IsDone
        {
            get { return waiting.Count == 0 && Turn.IsDone; }
        }

        /// <summary>True until there is a piece or the turn has ended. Coroutines read it.</summary>
        public override bool keepWaiting
        {
            get { return waiting.Count == 0 && !Turn.IsDone; }
        }

        /// <summary>Takes the next piece.</summary>
        /// <param name="piece">The piece, or null if there is none at the moment.</param>
        /// <returns>Whether there was one.</returns>
        public bool TryTake(out Piece piece)
        {
            piece = waiting.Count > 0 ? waiting.Dequeue() : null;
            return piece != null;
        }

        internal void Add(Piece piece)
        {
            waiting.Enqueue(piece);
        }
    }
}
