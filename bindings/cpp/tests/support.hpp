// What every test uses: doctest, a fixture that resets the emulator, and UNWRAP.
#pragma once

#include "emulator.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Resets the emulator before a test case. Fails the case where it leaks an object of the library.
struct Emulated {
    Emulated() { emulator::reset(); }
    ~Emulated() { CHECK_EQ(convai::live_objects(), 0u); }
    Emulated(const Emulated &) = delete;
    Emulated &operator=(const Emulated &) = delete;
};

namespace support {

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// Returns the value of a Result. A failed Result fails the test case, and its value is an empty object.
template <typename Value>
Value unwrap(convai::Result<Value> result, const char *expression, int line) {
    CHECK_MESSAGE(static_cast<bool>(result), "line ", line, ": ", expression, ": ", std::string(result.error().message()));
    return std::move(result).value();
}

/// Whether the wake handle of a client or a queue is set, or is within this time.
bool is_awake(std::intptr_t handle, int timeout_ms);

/// An event of an operation, of a kind of one's choice.
inline convai::Event event_of(convai_operation *operation, std::int32_t kind) {
    convai_event event = CONVAI_EVENT_INIT;
    event.kind = kind;
    event.operation = operation;
    return convai::Event(convai::Code::ok, event);
}

// Copies of the texts of a temporary reply.
inline std::string text_of(const convai::Response &reply) { return std::string(reply.text()); }
inline std::string session_of(const convai::Response &reply) { return std::string(reply.session_id().view()); }
inline std::string name_of(const convai::Character &character) { return std::string(character.name()); }

}  // namespace support

using support::event_of;
using support::name_of;
using support::session_of;
using support::text_of;

#define UNWRAP(result) support::unwrap(result, #result, __LINE__)

// How a failed check shows its operands.
namespace doctest {

template <>
struct StringMaker<std::string_view> {
    static String convert(std::string_view text) { return String(text.data(), static_cast<unsigned>(text.size())); }
};
template <>
struct StringMaker<std::string> {
    static String convert(const std::string &text) { return String(text.data(), static_cast<unsigned>(text.size())); }
};
template <>
struct StringMaker<convai::CharacterId> {
    static String convert(convai::CharacterId id) { return StringMaker<std::string_view>::convert(id.view()); }
};
template <>
struct StringMaker<convai::SessionId> {
    static String convert(convai::SessionId id) { return StringMaker<std::string_view>::convert(id.view()); }
};
template <>
struct StringMaker<convai::milliseconds> {
    static String convert(convai::milliseconds time) { return toString(time.count()) + " ms"; }
};
template <>
struct StringMaker<convai::Code> {
    static String convert(convai::Code code) { return String(convai::name(code).data()); }
};

}  // namespace doctest
