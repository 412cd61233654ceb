using System;

namespace ConvaiNative.Components
{
    public sealed partial class ConvaiNativeCharacter
    {
        /// <summary>
        /// For the tests of a game: makes the replies in place of the service. It gets the player's text, or null for a turn by voice,
        /// and returns a <see cref="Reply"/> of its public constructor, or throws what the turn shall fail with. The events and the
        /// operation are as with the service, in the next update. Needs neither a network nor the native library; nothing is spoken and
        /// no pieces are raised. Null, as at the beginning, for the service.
        /// </summary>
        public Func<string, Reply> FakeReply { get; set; }

        /// <summary>Raised with each failure of a turn, like <see cref="OnFailure"/> and after it, for listeners in code.</summary>
        public event Action<ConvaiNativeFailure> TurnFailed;
    }
}
