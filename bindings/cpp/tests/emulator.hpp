// Controls the emulator over a plain socket, so that the tests do not depend on the library under test.
#pragma once

#include <convai.hpp>

#include <string>
#include <string_view>

namespace emulator {

/// The built-in character of the emulator.
inline constexpr convai::CharacterId pell("0e8c5a3a-1d2f-11f0-9c3b-42010a7be001");

/// "http://127.0.0.1:PORT", from CONVAI_BASE_URL.
const std::string &url();

/// Sends one request and returns the body of the reply. Ends the program where the request fails.
std::string send(std::string_view method, std::string_view path, std::string_view body = {});

inline void reset() { send("POST", "/_emulator/reset"); }
inline void fault(std::string_view json) { send("POST", "/_emulator/faults", json); }
inline void settings(std::string_view json) { send("POST", "/_emulator/settings", json); }
/// Returns the last request to a path, as JSON without spaces.
inline std::string last(std::string_view path) {
    return send("GET", std::string("/_emulator/journal/last?path=").append(path));
}
/// Returns the API key of every test: CONVAI_TEST_KEY, if set, so that a search of all output for it finds a leak.
std::string key();
/// Returns how many requests arrived since the last reset.
long count();

/// Creates a client for this emulator. `change` may change its options.
template <typename Change>
auto client(Change change);

template <typename Change>
auto client(Change change) {
    convai::ClientOptions options;
    const std::string key = emulator::key();
    options.api_key = key;
    options.base_url = url();
    options.proxy = "direct";
    change(options);
    return convai::Client::create(options);
}
inline auto client() {
    return client([](convai::ClientOptions &) {});
}

}  // namespace emulator
