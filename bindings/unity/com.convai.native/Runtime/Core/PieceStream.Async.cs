// In Unity both API compatibility levels have what .NET Standard 2.1 has.
#if NETSTANDARD2_1 || NETSTANDARD2_1_OR_GREATER || NETCOREAPP3_0_OR_GREATER || UNITY_2021_2_OR_NEWER
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ConvaiNative
{
    /// <content>The pieces as an asynchronous stream.</content>
    public sealed partial class PieceStream : IAsyncEnumerable<Piece>
    {
        /// <summary>
        /// Enumerates the pieces that were not given yet: <c>await foreach (Piece piece in turn.Pieces())</c>. It ends as
        /// <see cref="NextAsync"/> does.
        /// </summary>
        /// <param name="cancellation">Ends the enumeration, and not the turn.</param>
        public IAsyncEnumerator<Piece> GetAsyncEnumerator(CancellationToken cancellation = default(CancellationToken))
        {
            return new Enumerator(this, cancellation);
        }

        private sealed class Enumerator : IAsyncEnumerator<Piece>
        {
            private readonly PieceStream pieces;
            private readonly CancellationToken cancellation;

            internal Enumerator(PieceStream pieces, CancellationToken cancellation)
            {
                this.pieces = pieces;
                this.cancellation = cancellation;
            }

            public Piece Current { get; private set; }

            public async ValueTask<bool> MoveNextAsync()
            {
                Current = await pieces.NextAsync(cancellation).ConfigureAwait(false);
                return Current != null;
            }

            public ValueTask DisposeAsync()
            {
                return default(ValueTask);
            }
        }
    }
}
#endif
