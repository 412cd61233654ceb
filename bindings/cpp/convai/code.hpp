/// @file
/// Part of convai.hpp: the codes that say how a call ended.

#ifndef CONVAI_CPP_CODE_HPP
#define CONVAI_CPP_CODE_HPP

#include <convai.h>

#include <cstdint>
#include <string_view>

#include "config.hpp"

/// The C++ interface of the Convai character API.
namespace convai {}

CONVAI_CPP_BEGIN

/// How a call ended. New codes may be added to a group: treat an unknown code like its group.
enum class Code : std::int32_t {
    ok = CONVAI_OK,            ///< Success.
    pending = CONVAI_PENDING,  ///< Not finished yet, or nothing there yet. Not an error.

    // 1xx: a mistake of the program. Nothing was sent.
    invalid_argument = CONVAI_ERROR_INVALID_ARGUMENT,  ///< An argument is missing, empty or out of range.
    null_pointer = CONVAI_ERROR_NULL_POINTER,          ///< A required string or span has no data.
    invalid_utf8 = CONVAI_ERROR_INVALID_UTF8,          ///< A string is not valid UTF-8.
    bad_handle = CONVAI_ERROR_BAD_HANDLE,              ///< The object is empty: moved from, released or never created.
    struct_size = CONVAI_ERROR_STRUCT_SIZE,            ///< The library does not fit the header.
    api_key = CONVAI_ERROR_API_KEY,                    ///< The API key is empty or contains invalid characters.
    options = CONVAI_ERROR_OPTIONS,                    ///< Base URL, proxy, certificates or user agent are invalid.
    audio_input = CONVAI_ERROR_AUDIO_INPUT,            ///< The audio is invalid and cannot be sent.
    not_ready = CONVAI_ERROR_NOT_READY,                ///< The operation has not finished.
    already_taken = CONVAI_ERROR_ALREADY_TAKEN,        ///< The result of the operation was taken before.
    wrong_kind = CONVAI_ERROR_WRONG_KIND,              ///< The operation has a result of another kind, or the
                                                       ///< utterance has another trigger.
    queue_full = CONVAI_ERROR_QUEUE_FULL,              ///< Too many requests are queued, or a playback is full:
                                                       ///< see ClientOptions::max_queued, PlaybackOptions::max_buffered.
    closed = CONVAI_ERROR_CLOSED,                      ///< The client was closed.
    forked = CONVAI_ERROR_FORKED,                      ///< The object belongs to the parent process.
    utterance_full = CONVAI_ERROR_UTTERANCE_FULL,      ///< The utterance has reached UtteranceOptions::max_length.
    buffer_too_small = CONVAI_ERROR_BUFFER_TOO_SMALL,  ///< The output buffer is too small. Nothing was written.
    unsupported = CONVAI_ERROR_UNSUPPORTED,            ///< Not available on this system or in this library.
    busy = CONVAI_ERROR_BUSY,                          ///< The utterance is in use for a moment. Nothing was lost.

    // 2xx: no reply arrived.
    network = CONVAI_ERROR_NETWORK,                      ///< A network error that no other code names.
    name_not_resolved = CONVAI_ERROR_NAME_NOT_RESOLVED,  ///< The host name cannot be resolved.
    connect = CONVAI_ERROR_CONNECT,                      ///< The connection was refused, or the host is unreachable.
    tls = CONVAI_ERROR_TLS,                              ///< The TLS handshake failed.
    proxy = CONVAI_ERROR_PROXY,                          ///< The proxy refused the request or is unreachable.
    timeout = CONVAI_ERROR_TIMEOUT,                      ///< The timeout expired.
    connection_lost = CONVAI_ERROR_CONNECTION_LOST,      ///< The connection was lost during the request or the reply.
    cancelled = CONVAI_ERROR_CANCELLED,                  ///< Cancelled, interrupted, or ended by closing the client.

    // 3xx: the service refused the request.
    refused = CONVAI_ERROR_REFUSED,                  ///< Refused with an HTTP status that has no code of its own.
    authentication = CONVAI_ERROR_AUTHENTICATION,    ///< The API key is not accepted, or the plan excludes the call.
    not_found = CONVAI_ERROR_NOT_FOUND,              ///< The character does not exist.
    rate_limited = CONVAI_ERROR_RATE_LIMITED,        ///< Too many requests, or the quota is used up.
    process_failure = CONVAI_ERROR_PROCESS_FAILURE,  ///< The service could not generate a reply.
    server = CONVAI_ERROR_SERVER,                    ///< The service failed (5xx).
    bad_request = CONVAI_ERROR_BAD_REQUEST,          ///< The service rejects the request as invalid (400 or 422).
    redirect = CONVAI_ERROR_REDIRECT,                ///< The service redirects. Redirects are not followed.

    // 4xx: the reply is invalid.
    bad_reply = CONVAI_ERROR_BAD_REPLY,              ///< The reply is HTML, invalid JSON, or lacks a field.
    empty_reply = CONVAI_ERROR_EMPTY_REPLY,          ///< The reply contains neither text nor audio.
    reply_audio = CONVAI_ERROR_REPLY_AUDIO,          ///< The audio is invalid. Text and session are available.
    reply_too_large = CONVAI_ERROR_REPLY_TOO_LARGE,  ///< Larger than ClientOptions::max_response_bytes.

    // 5xx: an error in the library.
    internal = CONVAI_ERROR_INTERNAL,  ///< The library failed unexpectedly. Please report it.
    panic = CONVAI_ERROR_PANIC,        ///< The library panicked and recovered. Please report it.
};

/// Where an error comes from. Programs should branch on the group first.
enum class Group : std::int32_t {
    none = 0,     ///< Success, or still pending.
    caller = 1,   ///< A mistake of the program: the same call will fail again.
    network = 2,  ///< No reply arrived: see ErrorView::retryable and ErrorView::request_sent.
    service = 3,  ///< The service refused: see ErrorView::http_status and ErrorView::service_message.
    reply = 4,    ///< The reply is invalid.
    library = 5,  ///< The library failed, or ran out of memory, threads, descriptors or handles.
};

/// Returns the group of a code, including codes that this header does not know. Blocks: no.
///
/// @param code  any code.
/// @return its group.
[[nodiscard]] constexpr Group group(Code code) noexcept {
    return static_cast<Group>(static_cast<std::int32_t>(code) / 100);
}

/// Returns the C name of a code, such as "CONVAI_ERROR_TIMEOUT". Blocks: no.
///
/// @param code  any code.
/// @return a NUL-terminated view that is valid as long as the library is loaded.
[[nodiscard]] inline std::string_view name(Code code) noexcept {
    return convai_status_name(static_cast<convai_status>(code));
}

/// Returns a sentence that says what a code means and what to do. Blocks: no.
///
/// @param code  any code.
/// @return a NUL-terminated view that is valid as long as the library is loaded.
[[nodiscard]] inline std::string_view describe(Code code) noexcept {
    // The sentences of the library for these codes name concepts of C.
    switch (code) {
        case Code::bad_handle:
            return "The object is empty: it was moved from, released, or never created. Create a new one.";
        case Code::null_pointer:
            return "A required string or span has no data: pass one whose data() is not null.";
        case Code::struct_size:
            return "The convai library does not fit the header: use the library that belongs to the header.";
        default: return convai_status_text(static_cast<convai_status>(code));
    }
}

CONVAI_CPP_END

#endif  // CONVAI_CPP_CODE_HPP
