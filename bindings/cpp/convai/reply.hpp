/// @file
/// Part of convai.hpp: what the service returns.

#ifndef CONVAI_CPP_REPLY_HPP
#define CONVAI_CPP_REPLY_HPP

#include "audio.hpp"
#include "range.hpp"

CONVAI_CPP_BEGIN

/// The reply of a character, with its voice where Flags::voice was set. Move-only.
///
/// Nothing is copied: all views are valid until the Response is destroyed or assigned to. Views of text are NUL-terminated,
/// and empty where the reply does not contain the field.
class Response : public AudioData<convai_response> {
public:
    using AudioData::AudioData;

    /// Returns what the character says.
    /// @return the text; after a failed turn the fallback line, or the text that did arrive.
    [[nodiscard]] std::string_view text() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return get() ? detail::view(get()->text, get()->text_len) : detail::view(nullptr, 0);
    }
    void text() const && = delete;
    /// Returns the session id. Pass it with the next turn; a Conversation does that itself. @return the id.
    [[nodiscard]] SessionId session_id() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return SessionId(get() ? detail::view(get()->session_id, get()->session_id_len) : detail::view(nullptr, 0));
    }
    void session_id() const && = delete;
    /// Returns the id of the character that replied. @return the id.
    [[nodiscard]] CharacterId character_id() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return CharacterId(get() ? detail::view(get()->character_id, get()->character_id_len) : detail::view(nullptr, 0));
    }
    void character_id() const && = delete;
    /// Returns what the service understood: the transcript, where audio was sent. @return the text.
    [[nodiscard]] std::string_view user_query() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return get() ? detail::view(get()->user_query, get()->user_query_len) : detail::view(nullptr, 0);
    }
    void user_query() const && = delete;
    /// Returns what the character does, where the turn had a Scene: its actions in their order. @return the actions, without the
    /// white space around them.
    [[nodiscard]] Strings actions() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return get() ? Strings(get()->actions, get()->action_count) : Strings();
    }
    void actions() const && = delete;
    /// Returns what the character does, as the service sends it. @return one action in each line.
    [[nodiscard]] std::string_view action_sequence() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return detail::text_of(get(), &convai_response::action_sequence, &convai_response::action_sequence_len);
    }
    void action_sequence() const && = delete;
    /// Returns the result of a classification: see Scene::classification. @return the tag.
    [[nodiscard]] std::string_view tag() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return detail::text_of(get(), &convai_response::tag, &convai_response::tag_len);
    }
    void tag() const && = delete;
    /// Tells whether the player interrupted the turn with Conversation::interrupt, also after the reply had arrived: it is
    /// not to be shown, and a Playback does not play it. @return true where the turn was interrupted.
    [[nodiscard]] bool interrupted() const noexcept { return get() && get()->interrupted != 0; }
    /// Returns the unparsed reply. @return JSON; after a failed turn at most 64 KiB of any content, UTF-8 or not.
    [[nodiscard]] std::string_view raw_json() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return get() ? detail::view(get()->raw_json, get()->raw_json_len) : detail::view(nullptr, 0);
    }
    void raw_json() const && = delete;
};

/// The outcome of an update or a deletion. Move-only.
class Outcome : public Owned<convai_result> {
public:
    using Owned<convai_result>::Owned;

    /// Returns the unparsed reply. @return a view that is valid until the Outcome is destroyed or assigned to.
    [[nodiscard]] std::string_view raw_json() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return get() ? detail::view(get()->raw_json, get()->raw_json_len) : detail::view(nullptr, 0);
    }
    void raw_json() const && = delete;
};

CONVAI_CPP_END

#endif  // CONVAI_CPP_REPLY_HPP
