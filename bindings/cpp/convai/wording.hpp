/// @file
/// Part of convai.hpp: messages of the library in the words of this header.

#ifndef CONVAI_CPP_WORDING_HPP
#define CONVAI_CPP_WORDING_HPP

#include "owned.hpp"

CONVAI_CPP_BEGIN
namespace detail {

/// Returns a view of text that the library owns; never without data.
[[nodiscard]] inline std::string_view view(const char *text, std::size_t length) noexcept {
    return text ? std::string_view(text, length) : std::string_view("", 0);
}

/// A name of convai.h and its counterpart here.
struct Word {
    std::string_view c;
    std::string_view cpp;
};

/// The names that differ. Messages contain them in backticks. An entry that begins with a space is a phrase: it is
/// replaced in messages about mistakes of the program only, which never quote the service.
inline constexpr Word words[] = {
    {"options.api_key", "ClientOptions::api_key"},
    {"options.auth_token", "ClientOptions::auth_token"},
    {"api_key", "Credentials::api_key"},
    {"auth_token", "Credentials::auth_token"},
    {"options.base_url", "ClientOptions::base_url"},
    {"options.proxy", "ClientOptions::proxy"},
    {"options.ca_pem", "ClientOptions::ca_pem"},
    {"options.user_agent", "ClientOptions::user_agent"},
    {"options.timeout_ms", "options.timeout"},
    {"options.deadline_ms", "CallOptions::deadline"},
    {"deadline_ms", "CallOptions::deadline"},
    {"options.queue", "ClientOptions::queue"},
    {"options.connect_timeout_ms", "options.connect_timeout"},
    {"options.voice_timeout_ms", "ClientOptions::voice_timeout"},
    {"ca_pem", "ClientOptions::ca_pem"},
    {"max_in_flight", "ClientOptions::max_in_flight"},
    {"max_queued", "ClientOptions::max_queued"},
    {"max_queued_bytes", "ClientOptions::max_queued_bytes"},
    {"max_response_bytes", "ClientOptions::max_response_bytes"},
    {"options.max_ms", "UtteranceOptions::max_length"},
    {"max_ms", "UtteranceOptions::max_length"},
    {"options.trigger", "UtteranceOptions::trigger"},
    {"options.pre_roll_ms", "UtteranceOptions::pre_roll"},
    {"options.speech_ms", "UtteranceOptions::speech_time"},
    {"options.silence_ms", "UtteranceOptions::silence_time"},
    {"options.speech_threshold", "UtteranceOptions::speech_threshold"},
    {"options.silence_threshold", "UtteranceOptions::silence_threshold"},
    {"options.latency_ms", "PlaybackOptions::latency"},
    {"options.start_buffer_ms", "PlaybackOptions::start_buffer"},
    {"options.max_buffered_ms", "PlaybackOptions::max_buffered"},
    {"max_buffered_ms", "PlaybackOptions::max_buffered"},
    {"options.without_device", "PlaybackOptions::without_device"},
    {"CONVAI_PLAYBACK_QUEUE", "PlaybackMode::queue"},
    {"CONVAI_PLAYBACK_REPLACE", "PlaybackMode::replace"},
    {"CONVAI_TRIGGER_PUSH", "Trigger::push"},
    {"CONVAI_TRIGGER_BEGIN", "Trigger::begin"},
    {"CONVAI_TRIGGER_SPEECH", "Trigger::speech"},
    {"_BEGIN", "Trigger::begin"},
    {"_SPEECH", "Trigger::speech"},
    {"convai_utterance_begin", "Utterance::begin"},
    {"convai_utterance_next", "Utterance::next"},
    {"pcm.samples_bytes", "pcm.bytes"},
    {"raw_json", "raw_json()"},
    {"CONVAI_OK", "Code::ok"},
    {"CONVAI_TEXT", "Flags::text"},
    {"CONVAI_VOICE", "Flags::voice"},
    {"CONVAI_MULTIPART", "Flags::multipart"},
    {"CONVAI_OMIT_RAW_JSON", "Flags::omit_raw_json"},
    {"CONVAI_STREAM", "Flags::stream"},
    {"CONVAI_PCM_U8", "Format::u8"},
    {"CONVAI_PCM_S16", "Format::s16"},
    {"CONVAI_PCM_S24", "Format::s24"},
    {"CONVAI_PCM_S32", "Format::s32"},
    {"CONVAI_PCM_F32", "Format::f32"},
    {"_S16", "Format::s16"},
    {"_S24", "Format::s24"},
    {"_S32", "Format::s32"},
    {"_F32", "Format::f32"},
    {"convai_call", "Client::call"},
    {"convai_client_next", "Client::next"},
    {"convai_queue_next", "Queue::next"},
    {"convai_queue_wake_handle", "Queue::wake_handle"},
    {"convai_operation_poll", "AnyOperation::poll"},
    {"convai_audio_read_wav", "Audio::read_wav"},
    {" is NULL", " is empty (moved from, released or never created)"},
    {" must not be NULL", " has no data: pass a string or span whose data() is not null"},
};

[[nodiscard]] inline bool starts_with(std::string_view text, std::string_view start) noexcept {
    if (text.size() < start.size()) return false;
    for (std::size_t index = 0; index < start.size(); ++index) {
        if (text[index] != start[index]) return false;
    }
    return true;
}

/// Returns the spelling of an argument here.
[[nodiscard]] inline std::string_view argument_in_cpp(std::string_view argument) noexcept {
    for (const Word &word : words) {
        if (word.c.size() == argument.size() && starts_with(argument, word.c)) return word.cpp;
    }
    return argument;
}

/// The message of an error in the words of this header. Takes memory only where a word of the message differs.
class Wording {
public:
    constexpr Wording() noexcept = default;
    explicit Wording(const convai_error *error) noexcept {
        if (!error) return;
        const std::string_view message = detail::view(error->message, error->message_len);
        const bool phrases = group(static_cast<Code>(error->status)) == Group::caller;
        bool changed = false;
        const std::size_t length = rewrite(message, phrases, nullptr, changed);
        if (!changed) return;
        text_ = new (std::nothrow) char[length + 1];
        if (!text_) return;  // the message of the library remains
        length_ = rewrite(message, phrases, text_, changed);
        text_[length_] = '\0';
        of_ = error;
    }
    Wording(Wording &&other) noexcept
        : of_(std::exchange(other.of_, nullptr)),
          text_(std::exchange(other.text_, nullptr)),
          length_(std::exchange(other.length_, 0u)) {}
    Wording &operator=(Wording &&other) noexcept {
        Wording taken(std::move(other));
        std::swap(of_, taken.of_);
        std::swap(text_, taken.text_);
        std::swap(length_, taken.length_);
        return *this;
    }
    Wording(const Wording &) = delete;
    Wording &operator=(const Wording &) = delete;
    ~Wording() { delete[] text_; }

    /// The message of `error`; empty where that of the library needs no other words.
    [[nodiscard]] std::string_view message_of(const convai_error *error) const noexcept {
        return error && error == of_ ? std::string_view(text_, length_) : std::string_view();
    }

private:
    [[nodiscard]] static const Word *find(std::string_view text, bool phrases) noexcept {
        for (const Word &word : words) {
            if (word.c.front() == ' ') {
                if (phrases && starts_with(text, word.c)) return &word;
            } else if (text.front() == '`' && text.size() >= word.c.size() + 2 && text[word.c.size() + 1] == '`' &&
                       starts_with({text.data() + 1, text.size() - 1}, word.c)) {
                return &word;
            }
        }
        return nullptr;
    }

    /// Writes the new text to `target`, unless that is nullptr, and returns its length.
    static std::size_t rewrite(std::string_view text, bool phrases, char *target, bool &changed) noexcept {
        std::size_t length = 0;
        const auto append = [&](std::string_view part) {
            for (const char character : part) {
                if (target) target[length] = character;
                ++length;
            }
        };
        while (!text.empty()) {
            const bool candidate = text.front() == '`' || text.front() == ' ';
            const Word *word = candidate ? find(text, phrases) : nullptr;
            if (!word) {
                append({text.data(), 1});
                text.remove_prefix(1);
                continue;
            }
            changed = true;
            const bool quoted = text.front() == '`';
            if (quoted) append("`");
            append(word->cpp);
            if (quoted) append("`");
            text.remove_prefix(word->c.size() + (quoted ? 2 : 0));
        }
        return length;
    }

    const convai_error *of_ = nullptr;  // compared, never dereferenced
    char *text_ = nullptr;
    std::size_t length_ = 0;
};

}  // namespace detail

CONVAI_CPP_END

#endif  // CONVAI_CPP_WORDING_HPP
