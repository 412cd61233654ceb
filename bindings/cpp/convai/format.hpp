/// @file
/// Output with `<<` and std::format. Not part of convai.hpp.
///
///     std::cout << reply.error().code() << ": " << reply.error() << '\n';
///     std::format("{:>30} after {}", convai::Code::timeout, options.timeout);
///
/// Codes are shown by their name, errors by their message, ids by their text, times as "500 ms", and other enumerators by their
/// name here. std::format accepts the format of a string. It is available where the standard library has it.

#ifndef CONVAI_CPP_FORMAT_HPP
#define CONVAI_CPP_FORMAT_HPP

#include <ostream>

#ifdef __has_include
#if __has_include(<format>) && __cplusplus >= 202002L
#include <format>
#endif
#endif

#include "conversation.hpp"

CONVAI_CPP_BEGIN

namespace detail {

/// A short text, or a name and a number.
class Shown {
public:
    Shown(std::string_view text) noexcept : text_(text) {}
    Shown(std::string_view before, std::int32_t number, std::string_view after) noexcept {
        append(before);
        if (number < 0) append("-");
        char digits[12];
        std::size_t count = 0;
        const std::int64_t wide = number;
        for (std::int64_t rest = wide < 0 ? -wide : wide; rest > 0 || count == 0; rest /= 10) {
            digits[count++] = static_cast<char>('0' + rest % 10);
        }
        while (count > 0) append({&digits[--count], 1});
        append(after);
    }
    Shown(const Shown &) = delete;
    Shown &operator=(const Shown &) = delete;
    [[nodiscard]] std::string_view view() const noexcept { return size_ > 0 ? std::string_view(own_, size_) : text_; }

private:
    void append(std::string_view part) noexcept {
        for (const char character : part) {
            if (size_ < sizeof own_) own_[size_++] = character;
        }
    }
    std::string_view text_{};
    std::size_t size_ = 0;
    char own_[40] = {};
};

[[nodiscard]] inline Shown shown(Code code) noexcept { return name(code); }
[[nodiscard]] inline Shown shown(const ErrorView &error) noexcept { return error.message(); }
[[nodiscard]] inline Shown shown(CharacterId id) noexcept { return id.view(); }
[[nodiscard]] inline Shown shown(SessionId id) noexcept { return id.view(); }
[[nodiscard]] inline Shown shown(const SavedSession &id) noexcept { return id.view(); }
[[nodiscard]] inline Shown shown(milliseconds time) noexcept {
    if (time == forever) return std::string_view("forever");
    return Shown("", time.count(), " ms");
}
[[nodiscard]] inline Shown shown(Group group) noexcept {
    switch (group) {
        case Group::none: return std::string_view("none");
        case Group::caller: return std::string_view("caller");
        case Group::network: return std::string_view("network");
        case Group::service: return std::string_view("service");
        case Group::reply: return std::string_view("reply");
        case Group::library: return std::string_view("library");
    }
    return Shown("Group ", static_cast<std::int32_t>(group), "");
}
[[nodiscard]] inline Shown shown(State state) noexcept {
    switch (state) {
        case State::queued: return std::string_view("queued");
        case State::sending: return std::string_view("sending");
        case State::waiting: return std::string_view("waiting");
        case State::receiving: return std::string_view("receiving");
        case State::done: return std::string_view("done");
    }
    return Shown("State ", static_cast<std::int32_t>(state), "");
}
[[nodiscard]] inline Shown shown(Kind kind) noexcept {
    switch (kind) {
        case Kind::none: return std::string_view("none");
        case Kind::outcome: return std::string_view("outcome");
        case Kind::character: return std::string_view("character");
        case Kind::response: return std::string_view("response");
        case Kind::characters: return std::string_view("characters");
        case Kind::voices: return std::string_view("voices");
        case Kind::languages: return std::string_view("languages");
        case Kind::token: return std::string_view("token");
        case Kind::chats: return std::string_view("chats");
        case Kind::chat: return std::string_view("chat");
        case Kind::usage: return std::string_view("usage");
        case Kind::generated_text: return std::string_view("generated_text");
        case Kind::audio: return std::string_view("audio");
        case Kind::sections: return std::string_view("sections");
        case Kind::triggers: return std::string_view("triggers");
    }
    return Shown("Kind ", static_cast<std::int32_t>(kind), "");
}
[[nodiscard]] inline Shown shown(EventKind kind) noexcept {
    switch (kind) {
        case EventKind::none: return std::string_view("none");
        case EventKind::done: return std::string_view("done");
        case EventKind::pieces: return std::string_view("pieces");
    }
    return Shown("EventKind ", static_cast<std::int32_t>(kind), "");
}
[[nodiscard]] inline Shown shown(AudioForm form) noexcept {
    switch (form) {
        case AudioForm::none: return std::string_view("none");
        case AudioForm::wav: return std::string_view("wav");
        case AudioForm::raw_pcm: return std::string_view("raw_pcm");
    }
    return Shown("AudioForm ", static_cast<std::int32_t>(form), "");
}
[[nodiscard]] inline Shown shown(Format format) noexcept {
    switch (format) {
        case Format::u8: return std::string_view("u8");
        case Format::s16: return std::string_view("s16");
        case Format::s24: return std::string_view("s24");
        case Format::s32: return std::string_view("s32");
        case Format::f32: return std::string_view("f32");
    }
    return Shown("Format ", static_cast<std::int32_t>(format), "");
}
[[nodiscard]] inline Shown shown(Connection connection) noexcept {
    switch (connection) {
        case Connection::unknown: return std::string_view("unknown");
        case Connection::fresh: return std::string_view("fresh");
        case Connection::reused: return std::string_view("reused");
    }
    return Shown("Connection ", static_cast<std::int32_t>(connection), "");
}

// The types that have output here. Arguments that only convert to one of them have not.
template <typename Type>
inline constexpr bool has_output =
    std::is_same_v<Type, Code> || std::is_same_v<Type, ErrorView> || std::is_same_v<Type, Error> ||
    std::is_same_v<Type, CharacterId> || std::is_same_v<Type, SessionId> || std::is_same_v<Type, SavedSession> ||
    std::is_same_v<Type, milliseconds> || std::is_same_v<Type, Group> || std::is_same_v<Type, State> ||
    std::is_same_v<Type, Kind> || std::is_same_v<Type, EventKind> || std::is_same_v<Type, AudioForm> ||
    std::is_same_v<Type, Format> || std::is_same_v<Type, Connection>;

}  // namespace detail

/// Writes a value to a stream: a code, a group, an error, an id, a time, or another enumerator.
///
/// @param stream  the stream.
/// @param value   the value.
/// @return the stream.
template <typename Traits, typename Type, std::enable_if_t<detail::has_output<Type>, int> = 0>
std::basic_ostream<char, Traits> &operator<<(std::basic_ostream<char, Traits> &stream, const Type &value) {
    return stream << detail::shown(value).view();
}

CONVAI_CPP_END

// libc++ has std::format before it says so.
#if defined(__cpp_lib_format) || \
    (defined(_LIBCPP_FORMAT) && !defined(_LIBCPP_HAS_NO_INCOMPLETE_FORMAT) && _LIBCPP_STD_VER >= 20)
/// Formats a value like a string.
template <typename Type>
    requires convai::detail::has_output<Type>
struct std::formatter<Type, char> : std::formatter<std::string_view, char> {
    /// Formats a value. @param value  the value. @param context  where to write. @return the end of the output.
    template <typename Context>
    auto format(const Type &value, Context &context) const {
        return std::formatter<std::string_view, char>::format(convai::detail::shown(value).view(), context);
    }
};
#endif

#endif  // CONVAI_CPP_FORMAT_HPP
