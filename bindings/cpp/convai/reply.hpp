// Part of convai.hpp: what comes back. Everything here is a view into one owned reply; nothing is copied.

#ifndef CONVAI_CPP_REPLY_HPP
#define CONVAI_CPP_REPLY_HPP

#include "audio.hpp"

namespace convai {

/// What a character answered. Move-only. All views live until the Response is destroyed or assigned to; they are empty
/// where the reply does not have them. For wav(), pcm(), frames(), channels() and sample_rate() see detail::Sound: the
/// voice, where it was asked for.
class Response : public detail::Sound<convai_response> {
public:
    using Sound::Sound;

    /// What the character says. On failure: the conversation's fallback line, or what arrived.
    [[nodiscard]] std::string_view text() const noexcept {
        return get() ? detail::view(get()->text, get()->text_len) : detail::view(nullptr, 0);
    }
    /// The session, to be passed with the next turn. A Conversation does that itself.
    [[nodiscard]] std::string_view session_id() const noexcept {
        return get() ? detail::view(get()->session_id, get()->session_id_len) : detail::view(nullptr, 0);
    }
    /// The character that answered.
    [[nodiscard]] std::string_view character_id() const noexcept {
        return get() ? detail::view(get()->character_id, get()->character_id_len) : detail::view(nullptr, 0);
    }
    /// What the service understood: of audio, its transcript.
    [[nodiscard]] std::string_view user_query() const noexcept {
        return get() ? detail::view(get()->user_query, get()->user_query_len) : detail::view(nullptr, 0);
    }
    /// The reply as it came. Where the turn failed it may be anything, UTF-8 or not, and is cut after 64 KiB.
    [[nodiscard]] std::string_view raw_json() const noexcept {
        return get() ? detail::view(get()->raw_json, get()->raw_json_len) : detail::view(nullptr, 0);
    }
};

/// The NUL-terminated strings of a reply.
class Strings {
public:
    class Iterator {
    public:
        explicit Iterator(const char *const *at) noexcept : at_(at) {}
        [[nodiscard]] std::string_view operator*() const noexcept { return *at_; }
        Iterator &operator++() noexcept {
            ++at_;
            return *this;
        }
        [[nodiscard]] bool operator!=(const Iterator &other) const noexcept { return at_ != other.at_; }

    private:
        const char *const *at_;
    };

    Strings(const char *const *strings, std::size_t count) noexcept : strings_(strings), count_(strings ? count : 0) {}
    [[nodiscard]] std::size_t size() const noexcept { return count_; }
    [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
    [[nodiscard]] std::string_view operator[](std::size_t index) const noexcept { return strings_[index]; }
    [[nodiscard]] Iterator begin() const noexcept { return Iterator(strings_); }
    [[nodiscard]] Iterator end() const noexcept { return Iterator(strings_ + count_); }

private:
    const char *const *strings_;
    std::size_t count_;
};

/// A character. Move-only. Create and clone give the id alone. All views live until the Character is destroyed or
/// assigned to; they are empty where the service did not give them.
class Character : public detail::Owned<convai_character> {
public:
    using Owned::Owned;

    /// What every other call asks for.
    [[nodiscard]] std::string_view id() const noexcept {
        return get() ? detail::view(get()->id, get()->id_len) : detail::view(nullptr, 0);
    }
    [[nodiscard]] std::string_view name() const noexcept {
        return get() ? detail::view(get()->name, get()->name_len) : detail::view(nullptr, 0);
    }
    /// The id of the user who made it.
    [[nodiscard]] std::string_view user_id() const noexcept {
        return get() ? detail::view(get()->user_id, get()->user_id_len) : detail::view(nullptr, 0);
    }
    [[nodiscard]] std::string_view voice_type() const noexcept {
        return get() ? detail::view(get()->voice_type, get()->voice_type_len) : detail::view(nullptr, 0);
    }
    /// When it was made, in the service's own form.
    [[nodiscard]] std::string_view timestamp() const noexcept {
        return get() ? detail::view(get()->timestamp, get()->timestamp_len) : detail::view(nullptr, 0);
    }
    /// Who the character is, in prose.
    [[nodiscard]] std::string_view backstory() const noexcept {
        return get() ? detail::view(get()->backstory, get()->backstory_len) : detail::view(nullptr, 0);
    }
    /// The languages that it speaks.
    [[nodiscard]] Strings language_codes() const noexcept {
        return get() ? Strings(get()->language_codes, get()->language_code_count) : Strings(nullptr, 0);
    }
    /// The reply as it came: fields of the service that have no place here can be read from it.
    [[nodiscard]] std::string_view raw_json() const noexcept {
        return get() ? detail::view(get()->raw_json, get()->raw_json_len) : detail::view(nullptr, 0);
    }
};

/// The outcome of an update or a delete. Move-only.
class Outcome : public detail::Owned<convai_result> {
public:
    using Owned::Owned;

    /// The reply as it came. Lives until the Outcome is destroyed or assigned to.
    [[nodiscard]] std::string_view raw_json() const noexcept {
        return get() ? detail::view(get()->raw_json, get()->raw_json_len) : detail::view(nullptr, 0);
    }
};

/// What a character is made of, to create or to update it. A string that is left alone is not sent: an update leaves
/// that field as it is. A string that is set to "" is sent. Everything is copied by the call.
struct CharacterSpec {
    std::string_view name;        ///< Required to create; never empty.
    std::string_view voice_type;  ///< A voice of the service's list, such as "US MALE 1". Required to create.
    std::string_view backstory;   ///< Who the character is, in prose. Required to create.
    std::string_view actions;     ///< What it can do, separated by commas. "" takes them away.
    Span<const std::string_view> language_codes;  ///< Such as "en-US". For an update only; empty leaves them.
};

namespace detail {

/// A CharacterSpec in the form of the C interface, for the length of one call.
class CSpec {
public:
    explicit CSpec(const CharacterSpec &spec) noexcept
        : name_(spec.name), voice_type_(spec.voice_type), backstory_(spec.backstory), actions_(spec.actions) {
        c_spec_.name = name_.get();
        c_spec_.voice_type = voice_type_.get();
        c_spec_.backstory = backstory_.get();
        c_spec_.actions = actions_.get();
        copy(spec.language_codes);
    }

    [[nodiscard]] const convai_character_spec *get() const noexcept { return &c_spec_; }
    [[nodiscard]] Error problem() const noexcept {
        if (languages_problem_ != Code::ok) {
            return Error(languages_problem_, "`language_codes` holds a code that is longer than 35 bytes or has a NUL, or more than 64.");
        }
        return problem_of(name_, voice_type_, backstory_, actions_);
    }

private:
    static constexpr std::size_t most_languages = 64;
    static constexpr std::size_t longest_language = 36;  // what BCP 47 asks a fixed buffer to hold, and the NUL

    void copy(Span<const std::string_view> languages) noexcept {
        if (languages.size() > most_languages) languages_problem_ = Code::invalid_argument;
        if (languages.empty() || languages_problem_ != Code::ok) return;
        for (const std::string_view language : languages) {
            char *target = language_texts_[c_spec_.language_code_count];
            if (language.size() >= longest_language) languages_problem_ = Code::invalid_argument;
            const std::size_t length = language.size() < longest_language ? language.size() : longest_language - 1;
            for (std::size_t index = 0; index < length; ++index) {
                if (language[index] == '\0') languages_problem_ = Code::invalid_argument;
                target[index] = language[index];
            }
            target[length] = '\0';
            languages_[c_spec_.language_code_count++] = target;
        }
        c_spec_.language_codes = languages_;
    }

    CString name_, voice_type_, backstory_, actions_;
    Code languages_problem_ = Code::ok;
    convai_character_spec c_spec_ = CONVAI_CHARACTER_SPEC_INIT;
    const char *languages_[most_languages];
    char language_texts_[most_languages][longest_language];
};

}  // namespace detail
}  // namespace convai

#endif  // CONVAI_CPP_REPLY_HPP
