// Talks to the emulator's control routes, over a plain socket: the tests must not need the library to check the library.
#pragma once

#include <string>
#include <string_view>

namespace emulator {

/// The character that every emulator knows.
inline constexpr std::string_view pell = "0e8c5a3a-1d2f-11f0-9c3b-42010a7be001";

/// "http://127.0.0.1:PORT", from CONVAI_BASE_URL.
const std::string &url();

/// One request; gives the body of the answer. Ends the program where the emulator cannot be reached or refuses.
std::string send(std::string_view method, std::string_view path, std::string_view body = {});

inline void reset() { send("POST", "/_emulator/reset"); }
inline void fault(std::string_view json) { send("POST", "/_emulator/faults", json); }
inline void settings(std::string_view json) { send("POST", "/_emulator/settings", json); }
/// The newest request that arrived at a path, as JSON without spaces.
inline std::string last(std::string_view path) {
    return send("GET", std::string("/_emulator/journal/last?path=").append(path));
}
/// The key of every test: that of CONVAI_TEST_KEY, so that a search of all output can tell it.
std::string key();
/// How many requests arrived since the last reset.
long count();

/// A client for this emulator. `change` may be a lambda that changes the options.
template <typename Change>
auto client(Change change);

}  // namespace emulator

#include <convai.hpp>

namespace emulator {

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
