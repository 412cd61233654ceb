using UnityEngine;

namespace ConvaiNative.Components
{
    /// <summary>The reply of a character in managed memory. Immutable.</summary>
    public sealed class ConvaiNativeReply
    {
        internal ConvaiNativeReply(Reply reply, AudioClip voice)
        {
            RawJson = reply.RawJson;
            Text = reply.Text;
            Transcript = reply.UserQuery;
            SessionId = reply.SessionId;
            Voice = voice;
        }

        /// <summary>The text of the reply. Never null.</summary>
        public string Text { get; private set; }

        /// <summary>The player's words as the service understood them. May be null.</summary>
        public string Transcript { get; private set; }

        /// <summary>The session of the turn. Null if the service gave none.</summary>
        public string SessionId { get; private set; }

        /// <summary>
        /// The unparsed reply of the service, for fields that have no property here. Null unless
        /// <see cref="ConvaiNativeCharacter.KeepRawReply"/> is set.
        /// </summary>
        public string RawJson { get; private set; }

        /// <summary>
        /// The character's voice. Null if the reply has none. The <see cref="ConvaiNativeCharacter"/> owns the clip: it destroys the
        /// clip when it receives the next voice, or when it is destroyed.
        /// </summary>
        public AudioClip Voice { get; private set; }
    }
}
