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

#ifdef _MSVC_LANG
static_assert(_MSVC_LANG >= 201703L, "convai.hpp needs C++17: compile with /std:c++17 or later");
#else
static_assert(__cplusplus >= 201703L, "convai.hpp needs C++17: compile with -std=c++17 or later");
#endif

namespace convai {

/// What a turn asks for. Combine with `|`.
enum class Flags : std::uint32_t {
    text = CONVAI_TEXT,            ///< The reply as text alone.
    voice = CONVAI_VOICE,          ///< The reply in the character's voice as well.
    multipart = CONVAI_MULTIPART,  ///< Send text as multipart/form-data, for gateways that require it.
};

/// Combines flags.
///
/// @param left   the first flags.
/// @param right  the flags to add.
/// @return all flags of both.
[[nodiscard]] constexpr Flags operator|(Flags left, Flags right) noexcept {
    return static_cast<Flags>(static_cast<std::uint32_t>(left) | static_cast<std::uint32_t>(right));
}

/// The session id that starts a new session. An empty string has the same meaning.
inline constexpr std::string_view new_session{};

/// The timeout that waits without limit. Use it in waits only: options refuse negative times.
inline constexpr std::int32_t forever = -1;

/// Returns the version of the loaded library, such as "0.1.0". Blocks: no.
///
/// @return a NUL-terminated view that is valid as long as the library is loaded.
[[nodiscard]] inline std::string_view version() noexcept { return convai_version(); }

/// Tells whether the loaded library fits this header. Client::create checks this too. Blocks: no.
///
/// @return false where the library has another version of the binary interface: do not use it.
[[nodiscard]] inline bool compatible() noexcept { return convai_abi_version() == CONVAI_ABI_VERSION; }

/// Counts the objects of the library that the program still owns. Blocks: no.
///
/// @return 0 at the end of a program that leaks nothing: assert it in tests, since leak checkers do not see these objects.
[[nodiscard]] inline std::uint64_t live_objects() noexcept { return convai_live_objects(); }

/// Closes every client of the process: for the reload hook of an editor, or for leaving play mode.
///
/// The Client objects stay valid but closed. New clients can be created afterwards. Blocks: for `timeout_ms` at most.
///
/// @param timeout_ms  how long to wait for all clients together, in milliseconds. 0 does not wait; convai::forever waits
///     without limit.
/// @return Code::ok, or Code::timeout where a thread is still running.
inline Code shutdown(std::int32_t timeout_ms) noexcept { return static_cast<Code>(convai_shutdown(timeout_ms)); }

}  // namespace convai

#endif  // CONVAI_CPP_CORE_HPP
