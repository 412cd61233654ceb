using System.Collections.Generic;

namespace ConvaiNative.Components
{
    /// <summary>The reply of a character. Immutable. Except for its audio it is in managed memory.</summary>
    public sealed class ConvaiNativeReply
    {
        internal ConvaiNativeReply(Reply reply, Audio audio)
        {
            RawJson = reply.RawJson;
            Text = reply.Text;
            Transcript = reply.UserQuery;
            SessionId = reply.SessionId;
            Actions = reply.Actions;
            Tag = reply.Tag;
            Interrupted = reply.Interrupted;
            Audio = audio;
        }

        /// <summary>The text of the reply. Never null.</summary>
        public string Text { get; private set; }

        /// <summary>The player's words as the service understood them. May be null.</summary>
        public string Transcript { get; private set; }

        /// <summary>The session of the turn. Null if the service gave none.</summary>
        public string SessionId { get; private set; }

        /// <summary>The actions that the character takes, in their order, such as "Jump" and "Wave". Never null.</summary>
        public IReadOnlyList<string> Actions { get; private set; }

        /// <summary>The result of the classification that <see cref="TurnOptions.Scene"/> asked for. Null if there is none.</summary>
        public string Tag { get; private set; }

        /// <summary>
        /// The unparsed reply of the service, for fields that have no property here. Null unless
        /// <see cref="ConvaiNativeCharacter.KeepRawReply"/> is set.
        /// </summary>
        public string RawJson { get; private set; }

        /// <summary>
        /// Whether the character was interrupted after the reply had arrived and before this turn ended. The voice is not heard.
        /// </summary>
        public bool Interrupted { get; private set; }

        /// <summary>
        /// The character's voice, for instance for <see cref="ConvaiNativeAudio.ToClip"/>. Null if the reply has none, or unless
        /// <see cref="ConvaiNativeCharacter.KeepAudio"/> is set. Dispose of it to free its memory.
        /// </summary>
        public Audio Audio { get; private set; }
    }
}
