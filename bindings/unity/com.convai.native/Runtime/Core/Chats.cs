namespace ConvaiNative
{
    /// <summary>A session of the past. Immutable. A property is null if the service did not give its value.</summary>
    public sealed class ChatSummary
    {
        internal unsafe ChatSummary(NativeChatSummary* summary)
        {
            SessionId = Utf8.Read(summary->SessionId, summary->SessionIdLen);
            Date = Utf8.Read(summary->Date, summary->DateLen);
            Time = Utf8.Read(summary->Time, summary->TimeLen);
            IsInMemory = Arguments.Flag(summary->IsInMemory);
        }

        /// <summary>The session, for <see cref="ConvaiNativeClient.GetChatAsync"/> and <see cref="ConvaiNativeClient.StartConversation"/>.</summary>
        public string SessionId { get; private set; }

        /// <summary>The date, in the format of the service, such as "25-09-2024".</summary>
        public string Date { get; private set; }

        /// <summary>The time of day, in the format of the service, such as "20:52:57".</summary>
        public string Time { get; private set; }

        /// <summary>Whether the session is part of the character's memory.</summary>
        public bool? IsInMemory { get; private set; }
    }

    /// <summary>One sentence of a session. Immutable. A property is null if the service did not give its value.</summary>
    public sealed class ChatMessage
    {
        internal unsafe ChatMessage(NativeChatMessage* message)
        {
            Timestamp = Utf8.Read(message->Timestamp, message->TimestampLen);
            Speaker = Utf8.Read(message->Speaker, message->SpeakerLen);
            Text = Utf8.Read(message->Text, message->TextLen);
            IsTrigger = Arguments.Flag(message->IsTrigger);
        }

        /// <summary>When it was said, in the format of the service.</summary>
        public string Timestamp { get; private set; }

        /// <summary>Who said it, such as "User" or "Character".</summary>
        public string Speaker { get; private set; }

        /// <summary>What was said.</summary>
        public string Text { get; private set; }

        /// <summary>Whether a trigger of the narrative design began this exchange, and not the player.</summary>
        public bool? IsTrigger { get; private set; }
    }
}
