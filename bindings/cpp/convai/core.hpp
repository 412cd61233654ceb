/// @file
/// Part of convai.hpp: the standard headers, constants, and functions about the library as a whole.

#ifndef CONVAI_CPP_CORE_HPP
#define CONVAI_CPP_CORE_HPP

#include <convai.h>

#include <cstddef>
#include <cstdint>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>

#include "code.hpp"
#include "text.hpp"
#include "time.hpp"

CONVAI_CPP_BEGIN

/// What a turn asks for. Combine with `|`.
enum class Flags : std::uint32_t {
    text = CONVAI_TEXT,            ///< The reply as text alone.
    voice = CONVAI_VOICE,          ///< The reply in the character's voice as well.
    omit_raw_json = CONVAI_OMIT_RAW_JSON,  ///< No Response::raw_json where the turn succeeds, which saves memory.
    multipart = CONVAI_MULTIPART,  ///< Send text as multipart/form-data, for gateways that require it.
    stream = CONVAI_STREAM,        ///< The reply in pieces, as it is made: see AnyOperation::pieces. Hardly documented by the
                                   ///< service: see CONVAI_STREAM in convai.h.
};

/// Combines flags.
///
/// @param left   the first flags.
/// @param right  the flags to add.
/// @return all flags of both.
[[nodiscard]] constexpr Flags operator|(Flags left, Flags right) noexcept {
    return static_cast<Flags>(static_cast<std::uint32_t>(left) | static_cast<std::uint32_t>(right));
}

/// Returns the version of the loaded library, such as "0.1.0". Blocks: no.
///
/// @return a NUL-terminated view that is valid as long as the library is loaded.
[[nodiscard]] inline std::string_view version() noexcept { return convai_version(); }

namespace detail {

/// The structs that this header reads, and that the loaded library must fill completely.
struct ReadStruct {
    const char *name;
    std::size_t size;
};

inline constexpr ReadStruct read_structs[] = {
    {"convai_error", sizeof(convai_error)},       {"convai_result", sizeof(convai_result)},
    {"convai_character", sizeof(convai_character)}, {"convai_response", sizeof(convai_response)},
    {"convai_audio", sizeof(convai_audio)},       {"convai_log_entry", sizeof(convai_log_entry)},
    {"convai_piece", sizeof(convai_piece)},
    {"convai_characters", sizeof(convai_characters)},
    {"convai_voices", sizeof(convai_voices)},
    {"convai_voice", sizeof(convai_voice)},
    {"convai_languages", sizeof(convai_languages)},
    {"convai_language", sizeof(convai_language)},
    {"convai_token", sizeof(convai_token)},
    {"convai_chats", sizeof(convai_chats)},
    {"convai_chat", sizeof(convai_chat)},
    {"convai_chat_summary", sizeof(convai_chat_summary)},
    {"convai_chat_message", sizeof(convai_chat_message)},
    {"convai_usage", sizeof(convai_usage)},
    {"convai_usage_metric", sizeof(convai_usage_metric)},
    {"convai_generated_text", sizeof(convai_generated_text)},
    {"convai_sections", sizeof(convai_sections)},
    {"convai_section", sizeof(convai_section)},
    {"convai_decision", sizeof(convai_decision)},
    {"convai_triggers", sizeof(convai_triggers)},
    {"convai_trigger", sizeof(convai_trigger)},
};

}  // namespace detail

/// Tells whether the loaded library fits this header. Client::create, Queue::create, Utterance::create,
/// Playback::create, Audio::build_wav and Audio::read_wav check this too. Blocks: no.
///
/// @return false where the library has another version of the binary interface, or is older than this header and has smaller
///     structs: do not use it.
[[nodiscard]] inline bool compatible() noexcept {
    if (convai_abi_version() != CONVAI_ABI_VERSION) return false;
    for (const detail::ReadStruct &one : detail::read_structs) {
        if (convai_struct_size(one.name) < one.size) return false;
    }
    return true;
}

/// Counts the objects of the library that the program still owns. Blocks: no.
///
/// @return 0 at the end of a program that leaks nothing: assert it in tests, since leak checkers do not see these objects.
[[nodiscard]] inline std::uint64_t live_objects() noexcept { return convai_live_objects(); }

/// Closes every client of the process: for the reload hook of an editor, or for leaving play mode.
///
/// The Client objects stay valid but closed. New clients can be created afterwards. Blocks: for `timeout` at most.
///
/// @param timeout  how long to wait for all clients together. Zero does not wait; convai::forever waits without limit.
/// @return Code::ok, or Code::timeout where a thread is still running.
inline Code shutdown(milliseconds timeout) noexcept {
    return static_cast<Code>(convai_shutdown(detail::c_wait(timeout)));
}

CONVAI_CPP_END

#endif  // CONVAI_CPP_CORE_HPP
