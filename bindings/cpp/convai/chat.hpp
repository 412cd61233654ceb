/// @file
/// Part of convai.hpp: the chat history of a character.

#ifndef CONVAI_CPP_CHAT_HPP
#define CONVAI_CPP_CHAT_HPP

#include "range.hpp"

CONVAI_CPP_BEGIN

/// A session of a character, without what was said: an element of Chats.
class ChatSummary : public ListEntry<convai_chat_summary> {
public:
    using ListEntry<convai_chat_summary>::ListEntry;

    /// Returns the id of the session, for Client::chat_get and Client::conversation. @return the id.
    [[nodiscard]] SessionId session_id() const noexcept { return SessionId(read(&Raw::session_id, &Raw::session_id_len)); }
    /// Returns the date of the session. @return the date in the format of the service, such as "25-09-2024".
    [[nodiscard]] std::string_view date() const noexcept { return read(&Raw::date, &Raw::date_len); }
    /// Returns the time of the session. @return the time in the format of the service, such as "20:52:57".
    [[nodiscard]] std::string_view time() const noexcept { return read(&Raw::time, &Raw::time_len); }
    /// Tells whether the session is part of the memory of the character.
    ///
    /// @param otherwise  what to return where the service does not say.
    /// @return true where it is.
    [[nodiscard]] bool is_in_memory(bool otherwise = false) const noexcept {
        return get() && get()->is_in_memory >= 0 ? get()->is_in_memory != 0 : otherwise;
    }
};

/// The sessions of a character, in the order of the service: a range of ChatSummary. Move-only.
class Chats : public List<convai_chats, ChatSummary, &convai_chats::chats, &convai_chats::chat_count> {
public:
    using List<convai_chats, ChatSummary, &convai_chats::chats, &convai_chats::chat_count>::List;
};

/// What one side said: an element of Chat.
class ChatMessage : public ListEntry<convai_chat_message> {
public:
    using ListEntry<convai_chat_message>::ListEntry;

    /// Returns when it was said. @return the time in the format of the service.
    [[nodiscard]] std::string_view timestamp() const noexcept { return read(&Raw::timestamp, &Raw::timestamp_len); }
    /// Returns who said it. @return "User" or "Character", as the service sends it.
    [[nodiscard]] std::string_view speaker() const noexcept { return read(&Raw::speaker, &Raw::speaker_len); }
    /// Returns what was said. @return the text.
    [[nodiscard]] std::string_view text() const noexcept { return read(&Raw::text, &Raw::text_len); }
    /// Tells whether a trigger of the narrative design began this exchange.
    ///
    /// @param otherwise  what to return where the service does not say.
    /// @return true where it was a trigger.
    [[nodiscard]] bool is_trigger(bool otherwise = false) const noexcept {
        return get() && get()->is_trigger >= 0 ? get()->is_trigger != 0 : otherwise;
    }
};

/// What was said in a session, in the order of time: a range of ChatMessage. Move-only.
class Chat : public List<convai_chat, ChatMessage, &convai_chat::messages, &convai_chat::message_count> {
public:
    using List<convai_chat, ChatMessage, &convai_chat::messages, &convai_chat::message_count>::List;
};

CONVAI_CPP_END

#endif  // CONVAI_CPP_CHAT_HPP
