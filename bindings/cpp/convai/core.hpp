// Part of convai.hpp: codes, flags, spans of samples, and what every class here is built from.

#ifndef CONVAI_CPP_CORE_HPP
#define CONVAI_CPP_CORE_HPP

#include <convai.h>

#include <cstddef>
#include <cstdint>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>

#ifdef _MSVC_LANG
static_assert(_MSVC_LANG >= 201703L, "convai.hpp needs C++17: compile with /std:c++17 or later");
#else
static_assert(__cplusplus >= 201703L, "convai.hpp needs C++17: compile with -std=c++17 or later");
#endif

namespace convai {

/// How a call ended. New codes may be added to a group: treat one that you do not know like its group.
enum class Code : std::int32_t {
    ok = CONVAI_OK,            ///< Success.
    pending = CONVAI_PENDING,  ///< Not finished yet, or nothing there yet. Not an error.

    // 1xx: the caller's mistake. Nothing was sent.
    invalid_argument = CONVAI_ERROR_INVALID_ARGUMENT,  ///< Missing, empty or out of its range; the message names it.
    null_pointer = CONVAI_ERROR_NULL_POINTER,          ///< A string or span without data where it must have some.
    invalid_utf8 = CONVAI_ERROR_INVALID_UTF8,          ///< A string is not UTF-8; the message gives the byte offset.
    bad_handle = CONVAI_ERROR_BAD_HANDLE,              ///< The object is empty: moved from, or never made.
    struct_size = CONVAI_ERROR_STRUCT_SIZE,            ///< Header and library do not belong together.
    api_key = CONVAI_ERROR_API_KEY,                    ///< The API key is empty or holds characters that no key has.
    options = CONVAI_ERROR_OPTIONS,                    ///< Base URL, proxy, certificates or user agent are unusable.
    audio_input = CONVAI_ERROR_AUDIO_INPUT,            ///< The audio cannot be sent; the message says why.
    not_ready = CONVAI_ERROR_NOT_READY,                ///< The operation has not finished.
    already_taken = CONVAI_ERROR_ALREADY_TAKEN,        ///< The operation's result was taken before.
    wrong_kind = CONVAI_ERROR_WRONG_KIND,              ///< The operation holds another kind of result.
    queue_full = CONVAI_ERROR_QUEUE_FULL,              ///< Too many requests wait already (max_queued).
    closed = CONVAI_ERROR_CLOSED,                      ///< The client was closed.
    forked = CONVAI_ERROR_FORKED,                      ///< The object belongs to the parent process.
    utterance_full = CONVAI_ERROR_UTTERANCE_FULL,      ///< The utterance holds as much as it was made for.
    buffer_too_small = CONVAI_ERROR_BUFFER_TOO_SMALL,  ///< Nothing was written.
    unsupported = CONVAI_ERROR_UNSUPPORTED,            ///< Not on this operating system, or not by this library.

    // 2xx: no reply came.
    network = CONVAI_ERROR_NETWORK,                      ///< In another way than the codes below name.
    name_not_resolved = CONVAI_ERROR_NAME_NOT_RESOLVED,  ///< The host's name cannot be resolved.
    connect = CONVAI_ERROR_CONNECT,                      ///< Refused or unreachable.
    tls = CONVAI_ERROR_TLS,                              ///< The TLS handshake failed.
    proxy = CONVAI_ERROR_PROXY,                          ///< The proxy refused, or cannot be reached.
    timeout = CONVAI_ERROR_TIMEOUT,                      ///< The time that was given ran out.
    connection_lost = CONVAI_ERROR_CONNECTION_LOST,      ///< While the request was on its way or the reply came.
    cancelled = CONVAI_ERROR_CANCELLED,                  ///< By the caller, an interruption or closing the client.

    // 3xx: the service refused.
    refused = CONVAI_ERROR_REFUSED,                  ///< With a status that no other code stands for.
    authentication = CONVAI_ERROR_AUTHENTICATION,    ///< The API key, or the plan does not cover the call.
    not_found = CONVAI_ERROR_NOT_FOUND,              ///< No such character.
    rate_limited = CONVAI_ERROR_RATE_LIMITED,        ///< Too many requests, or the quota is used up.
    process_failure = CONVAI_ERROR_PROCESS_FAILURE,  ///< The service could not make an answer.
    server = CONVAI_ERROR_SERVER,                    ///< The service failed (5xx).
    bad_request = CONVAI_ERROR_BAD_REQUEST,          ///< The service calls the request wrong (400 or 422).
    redirect = CONVAI_ERROR_REDIRECT,                ///< Never followed: correct the base URL.

    // 4xx: the reply cannot be read.
    bad_reply = CONVAI_ERROR_BAD_REPLY,              ///< HTML, broken JSON, or a field is missing.
    empty_reply = CONVAI_ERROR_EMPTY_REPLY,          ///< Neither text nor audio.
    reply_audio = CONVAI_ERROR_REPLY_AUDIO,          ///< Its audio cannot be read; text and session are there.
    reply_too_large = CONVAI_ERROR_REPLY_TOO_LARGE,  ///< Larger than max_response_bytes.

    // 5xx: the library itself.
    internal = CONVAI_ERROR_INTERNAL,  ///< It failed in a way that should not be possible.
    panic = CONVAI_ERROR_PANIC,        ///< It panicked and contained it. Please report it.
};

/// Whose fault an error is. What a program should branch on first.
enum class Group : std::int32_t {
    none = 0,     ///< Success, or still pending.
    caller = 1,   ///< Correct the program: the same call fails again.
    network = 2,  ///< No reply came: see retryable() and request_sent().
    service = 3,  ///< The service refused: see http_status() and service_message().
    reply = 4,    ///< A reply came that cannot be read.
    library = 5,  ///< A fault of the library: report it.
};

/// Gives the group of a code, also of one that this header does not know yet.
[[nodiscard]] constexpr Group group(Code code) noexcept {
    return static_cast<Group>(static_cast<std::int32_t>(code) / 100);
}

/// Gives a code's name in C, such as "CONVAI_ERROR_TIMEOUT". It lives as long as the library.
[[nodiscard]] inline std::string_view name(Code code) noexcept {
    return convai_status_name(static_cast<convai_status>(code));
}

/// Gives a sentence that says what a code means and what to do. It lives as long as the library.
[[nodiscard]] inline std::string_view describe(Code code) noexcept {
    return convai_status_text(static_cast<convai_status>(code));
}

/// What a turn asks for. Combine with `|`.
enum class Flags : std::uint32_t {
    text = CONVAI_TEXT,            ///< The answer as text alone.
    voice = CONVAI_VOICE,          ///< The answer in the character's voice too.
    multipart = CONVAI_MULTIPART,  ///< Send text as multipart/form-data, for gateways that want it.
};

[[nodiscard]] constexpr Flags operator|(Flags left, Flags right) noexcept {
    return static_cast<Flags>(static_cast<std::uint32_t>(left) | static_cast<std::uint32_t>(right));
}

/// Starts a session, where a session id is asked for. An empty string does the same.
inline constexpr std::string_view new_session{};

/// For timeouts: waits without end. Every operation ends: its own timeout sees to that.
inline constexpr std::int32_t forever = -1;

/// Elements that somebody else owns: a pointer and a count. Made from arrays, std::vector, std::array, std::span and
/// whatever else has data() and size(). Does not keep them alive.
template <typename Element>
class Span {
    template <typename Container>
    using DataOf = std::remove_pointer_t<decltype(std::declval<Container &>().data())>;
    // As for std::span: only const may be added on the way, never another element type.
    template <typename Container>
    using IfFits = std::enable_if_t<!std::is_same_v<std::decay_t<Container>, Span> &&
                                    std::is_convertible_v<DataOf<Container> (*)[], Element (*)[]> &&
                                    std::is_convertible_v<decltype(std::declval<Container &>().size()), std::size_t>>;

public:
    constexpr Span() noexcept = default;
    constexpr Span(Element *data, std::size_t size) noexcept : data_(data), size_(size) {}
    template <std::size_t Size>
    constexpr Span(Element (&array)[Size]) noexcept : data_(array), size_(Size) {}
    template <typename Container, typename = IfFits<Container>>
    constexpr Span(Container &&container) noexcept : data_(container.data()), size_(container.size()) {}

    [[nodiscard]] constexpr Element *data() const noexcept { return data_; }
    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
    [[nodiscard]] constexpr std::size_t size_bytes() const noexcept { return size_ * sizeof(Element); }
    [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] constexpr Element &operator[](std::size_t index) const noexcept { return data_[index]; }
    [[nodiscard]] constexpr Element *begin() const noexcept { return data_; }
    [[nodiscard]] constexpr Element *end() const noexcept { return data_ + size_; }

    /// The elements from `first` on, `count` at the most. Never reaches over the end.
    [[nodiscard]] constexpr Span part(std::size_t first, std::size_t count) const noexcept {
        if (first >= size_) return {};
        const std::size_t rest = size_ - first;
        return Span(data_ + first, count < rest ? count : rest);
    }

private:
    Element *data_ = nullptr;
    std::size_t size_ = 0;
};

/// Gives the library's version, such as "0.1.0".
[[nodiscard]] inline std::string_view version() noexcept { return convai_version(); }

/// Tells whether the library that was loaded is one for this header. Client::create looks at it too.
[[nodiscard]] inline bool compatible() noexcept { return convai_abi_version() == CONVAI_ABI_VERSION; }

/// Counts what the library has handed out and not got back. 0 at the end of a program that has no leak.
[[nodiscard]] inline std::uint64_t live_objects() noexcept { return convai_live_objects(); }

/// Closes every client of the process: for an editor's reload hook, or the end of play mode. The Client objects stay,
/// closed; new ones can be made. Blocks for `timeout_ms` at the most. Gives ok, or timeout where a thread still ends.
inline Code shutdown(std::int32_t timeout_ms) noexcept { return static_cast<Code>(convai_shutdown(timeout_ms)); }

namespace detail {

inline void free_object(convai_client *object) noexcept { (void)convai_client_free(&object); }
inline void free_object(convai_conversation *object) noexcept { (void)convai_conversation_free(&object); }
inline void free_object(convai_operation *object) noexcept { (void)convai_operation_free(&object); }
inline void free_object(convai_utterance *object) noexcept { (void)convai_utterance_free(&object); }
inline void free_object(convai_response *object) noexcept { (void)convai_response_free(&object); }
inline void free_object(convai_character *object) noexcept { (void)convai_character_free(&object); }
inline void free_object(convai_result *object) noexcept { (void)convai_result_free(&object); }
inline void free_object(convai_audio *object) noexcept { (void)convai_audio_free(&object); }
inline void free_object(convai_error *object) noexcept { (void)convai_error_free(&object); }

/// Owns one object of the C interface. The base of every move-only class here.
template <typename Type>
class Owned {
public:
    using Object = Type;

    /// Empty: every call answers Code::bad_handle.
    constexpr Owned() noexcept = default;
    /// Takes over an object of the C interface.
    explicit Owned(Object *object) noexcept : object_(object) {}
    Owned(Owned &&other) noexcept : object_(other.release()) {}
    Owned &operator=(Owned &&other) noexcept {
        const Owned old(std::exchange(object_, other.release()));  // frees what was held; to itself changes nothing
        return *this;
    }
    Owned(const Owned &) = delete;
    Owned &operator=(const Owned &) = delete;
    ~Owned() {
        if (object_) free_object(object_);
    }

    /// False where the object is empty: moved from, released, or never made.
    [[nodiscard]] explicit operator bool() const noexcept { return object_ != nullptr; }
    /// The object for calls of the C interface. Still owned here: do not free it.
    [[nodiscard]] Object *get() const noexcept { return object_; }
    /// Gives the object up: the caller frees it with the function of the C interface. Leaves this empty.
    [[nodiscard]] Object *release() noexcept { return std::exchange(object_, nullptr); }

private:
    Object *object_ = nullptr;
};

/// A view of text that the library holds.
[[nodiscard]] inline std::string_view view(const char *text, std::size_t length) noexcept {
    return text ? std::string_view(text, length) : std::string_view("", 0);
}

}  // namespace detail
}  // namespace convai

#endif  // CONVAI_CPP_CORE_HPP
