using System;
using System.Collections.Generic;

namespace ConvaiNative
{
    /// <summary>The reply of a character to a turn.</summary>
    /// <remarks>
    /// Thread-safe; no member blocks. The texts are managed memory and stay valid. The audio and the unparsed reply are native
    /// memory: call <see cref="Dispose"/> to free it. Otherwise the garbage collector frees it at some later time, because it does
    /// not know the size of native memory.
    /// </remarks>
    public sealed unsafe partial class Reply : IDisposable
    {
        private readonly ResultHandle owner;
        private readonly byte* nativeRaw;
        private readonly UIntPtr rawLength;
        private string raw;

        /// <summary>Makes a reply without the service, for the tests of a program. It has no audio.</summary>
        /// <param name="text">The text of the reply.</param>
        /// <param name="sessionId">The session, or null.</param>
        /// <param name="userQuery">The player's words as the service understood them, or null.</param>
        /// <param name="actions">The actions that the character takes, or null for none.</param>
        /// <param name="tag">The result of a classification, or null.</param>
        /// <param name="rawJson">The unparsed reply, or null.</param>
        /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
        public Reply(string text, string sessionId = null, string userQuery = null, IReadOnlyList<string> actions = null, string tag = null, string rawJson = null)
        {
            Arguments.Required(text, "text");
            Text = text;
            SessionId = sessionId;
            UserQuery = userQuery;
            Actions = actions ?? new string[0];
            ActionSequence = actions == null ? null : string.Join("\n", actions);
            Tag = tag;
            raw = rawJson;
        }

        /// <param name="response">The result of the library.</param>
        /// <param name="owner">Keeps the result alive. Null to copy only the texts.</param>
        internal Reply(NativeResponse* response, ResultHandle owner)
        {
            this.owner = owner;
            Text = Utf8.Read(response->Text, response->TextLen);
            SessionId = Utf8.Read(response->SessionId, response->SessionIdLen);
            CharacterId = Utf8.Read(response->CharacterId, response->CharacterIdLen);
            UserQuery = Utf8.Read(response->UserQuery, response->UserQueryLen);
            Actions = Utf8.ReadAll(response->Actions, response->ActionCount);
            ActionSequence = Utf8.Read(response->ActionSequence, response->ActionSequenceLen);
            Tag = Utf8.Read(response->Tag, response->TagLen);
            Interrupted = response->Interrupted != 0;
            if (owner == null) return;
            nativeRaw = response->RawJson;
            rawLength = response->RawJsonLen;
            if (response->Wav != null) Audio = new Audio(response, owner);
        }

        /// <summary>The text of the reply. Never null.</summary>
        public string Text { get; private set; }

        /// <summary>The session of the turn. Null if the service gave none.</summary>
        public string SessionId { get; private set; }

        /// <summary>The id of the character that replied. Null if the service gave none.</summary>
        public string CharacterId { get; private set; }

        /// <summary>The player's words as the service understood them; for audio, the transcript. Null if the service gave none.</summary>
        public string UserQuery { get; private set; }

        /// <summary>
        /// The actions that the character takes, in their order, such as "Jump" and "Wave": the lines of <see cref="ActionSequence"/>
        /// without empty ones, and without the white space around each. Never null.
        /// </summary>
        public IReadOnlyList<string> Actions { get; private set; }

        /// <summary>
        /// The actions as the service sent them, in lines. Null if the reply names none. Of a streamed reply: those of its pieces, one
        /// piece after the other.
        /// </summary>
        public string ActionSequence { get; private set; }

        /// <summary>
        /// The result of the classification that the scene of the turn asked for: see <see cref="SceneSpec.Classification"/>. Null if the
        /// reply has none.
        /// </summary>
        public string Tag { get; private set; }

        /// <summary>
        /// Whether <see cref="Conversation.Interrupt"/> was called after the turn was said and before its task completed, although the
        /// reply had arrived by then. The player does not want to hear it, and no <see cref="Playback"/> accepts it.
        /// </summary>
        public bool Interrupted { get; private set; }

        /// <summary>The character's voice. Null if the turn did not request voice, or if the service sent none.</summary>
        public Audio Audio { get; private set; }

        /// <summary>
        /// The unparsed reply of the service, for fields that have no property here. It includes the encoded audio, so it is large if
        /// the turn requested voice. Null in a <see cref="ConvaiNativeException.PartialReply"/>, and after
        /// <see cref="TurnOptions.OmitRawJson"/>.
        /// </summary>
        /// <exception cref="ObjectDisposedException">The reply was disposed of before the first use of this property.</exception>
        public string RawJson
        {
            get
            {
                if (raw != null || owner == null) return raw;
                owner.Use(delegate { raw = Utf8.Read(nativeRaw, rawLength); });
                return raw;
            }
        }

        /// <summary>Frees the native memory, also that of the audio. Values that were read before stay valid. May be called again.</summary>
        public void Dispose()
        {
            if (owner != null) owner.Dispose();
        }
    }
}
