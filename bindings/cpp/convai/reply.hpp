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

/// The outcome of a call without a result of its own, or the reply to a Request. Move-only. All views are valid until the
/// Outcome is destroyed or assigned to.
class Outcome : public Owned<convai_result> {
public:
    using Owned<convai_result>::Owned;

    /// Returns the unparsed reply. @return mostly JSON; the reply to a Request may be any text.
    [[nodiscard]] std::string_view raw_json() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return get() ? detail::view(get()->raw_json, get()->raw_json_len) : detail::view(nullptr, 0);
    }
    void raw_json() const && = delete;
    /// Returns the unparsed reply as bytes, for a Request whose reply is not text. @return the bytes of raw_json().
    [[nodiscard]] Span<const std::uint8_t> body() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        if (!get()) return {};
        return {reinterpret_cast<const std::uint8_t *>(get()->raw_json), get()->raw_json_len};
    }
    void body() const && = delete;
    /// Returns the HTTP status of the reply. @return a status such as 200.
    [[nodiscard]] std::int32_t http_status() const noexcept { return get() ? get()->http_status : 0; }
    /// Returns the Content-Type of the reply. @return the type; empty where the service did not send it.
    [[nodiscard]] std::string_view content_type() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return detail::text_of(get(), &convai_result::content_type, &convai_result::content_type_len);
    }
    void content_type() const && = delete;
};

/// Text that the service generated. Move-only. All views are valid until the GeneratedText is destroyed or assigned to.
class GeneratedText : public Owned<convai_generated_text> {
public:
    using Owned<convai_generated_text>::Owned;

    /// Returns the whole text. @return the text; after an error what came before it.
    [[nodiscard]] std::string_view text() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return detail::text_of(get(), &convai_generated_text::text, &convai_generated_text::text_len);
    }
    void text() const && = delete;
    /// Returns the lines of the text: one for each suggestion of Client::generate_starters. @return the lines.
    [[nodiscard]] Strings lines() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return get() ? Strings(get()->lines, get()->line_count) : Strings();
    }
    void lines() const && = delete;
    /// Returns the unparsed reply. @return events of the service.
    [[nodiscard]] std::string_view raw_json() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return detail::text_of(get(), &convai_generated_text::raw_json, &convai_generated_text::raw_json_len);
    }
    void raw_json() const && = delete;
};

CONVAI_CPP_END

#endif  // CONVAI_CPP_REPLY_HPP
