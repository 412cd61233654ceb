using System;

namespace ConvaiNative
{
    /// <summary>What a character answered.</summary>
    /// <remarks>
    /// Any thread; nothing blocks. The texts are there for ever; audio and raw reply lie in the library's memory until
    /// <see cref="Dispose"/>, or until the garbage collector finds the reply, which does not know how large it is.
    /// </remarks>
    public sealed unsafe class Reply : IDisposable
    {
        private readonly ResultHandle owner;
        private readonly byte* nativeRaw;
        private readonly UIntPtr rawLength;
        private string raw;

        /// <param name="response">What the library took apart.</param>
        /// <param name="owner">Keeps it alive; null where only the texts are wanted, and it goes at once.</param>
        internal Reply(NativeResponse* response, ResultHandle owner)
        {
            this.owner = owner;
            Text = Utf8.Read(response->Text, response->TextLen);
            SessionId = Utf8.Read(response->SessionId, response->SessionIdLen);
            CharacterId = Utf8.Read(response->CharacterId, response->CharacterIdLen);
            UserQuery = Utf8.Read(response->UserQuery, response->UserQueryLen);
            if (owner == null) return;
            nativeRaw = response->RawJson;
            rawLength = response->RawJsonLen;
            if (response->Wav != null) Audio = new Audio(response, owner);
        }

        /// <summary>What the character says. Never null.</summary>
        public string Text { get; private set; }

        /// <summary>The session that the turn belongs to, or null where the service gave none.</summary>
        public string SessionId { get; private set; }

        /// <summary>The character that answered, or null where the service does not say.</summary>
        public string CharacterId { get; private set; }

        /// <summary>What the service understood: of audio, its transcript. Null where it does not say.</summary>
        public string UserQuery { get; private set; }

        /// <summary>The character's voice, or null where none was asked for, or none came.</summary>
        public Audio Audio { get; private set; }

        /// <summary>
        /// The reply as it came, for fields of the service that have no place here. With a voice it is large: it holds the
        /// audio once more. Null where it is not known.
        /// </summary>
        /// <exception cref="ObjectDisposedException">The reply was disposed of before this was asked for.</exception>
        public string RawJson
        {
            get
            {
                if (raw != null || owner == null) return raw;
                owner.Use(delegate { raw = Utf8.Read(nativeRaw, rawLength); });
                return raw;
            }
        }

        /// <summary>Gives the library's memory back at once, that of the audio too. What was read before stays.</summary>
        public void Dispose()
        {
            if (owner != null) owner.Dispose();
        }
    }
}
