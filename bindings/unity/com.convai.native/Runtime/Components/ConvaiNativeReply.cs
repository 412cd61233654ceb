using UnityEngine;

namespace ConvaiNative.Components
{
    /// <summary>What a character answered, all of it copied: there is nothing to dispose of.</summary>
    public sealed class ConvaiNativeReply
    {
        internal ConvaiNativeReply(Reply reply, AudioClip voice)
        {
            Text = reply.Text;
            Transcript = reply.UserQuery;
            SessionId = reply.SessionId;
            Voice = voice;
        }

        /// <summary>What the character says. Never null.</summary>
        public string Text { get; private set; }

        /// <summary>What the service understood of what the player said, or null.</summary>
        public string Transcript { get; private set; }

        /// <summary>The session, for a saved game. Null where the service gave none.</summary>
        public string SessionId { get; private set; }

        /// <summary>
        /// The character's voice, or null where there is none. It belongs to the <see cref="ConvaiNativeCharacter"/>, which
        /// destroys it when its next voice comes, or when it is destroyed itself.
        /// </summary>
        public AudioClip Voice { get; private set; }
    }
}
