// Shared by the tests of the engine-free layer.
#pragma once

#include "Dispatcher.h"
#include "LateBinding.h"

#include <ostream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

// Checks that `text` contains `part`, and shows the text if it does not.
#define CHECK_CONTAINS(text, part)                                            \
    do {                                                                      \
        const std::string checked_text = (text);                              \
        CHECK_MESSAGE(support::contains(checked_text, part), checked_text);   \
    } while (false)

namespace support {

inline bool contains(const std::string &text, const std::string &part) { return text.find(part) != std::string::npos; }

// The path of the library: CONVAI_LIBRARY.
std::string library_path();
// A file in the folder of the test program, CONVAI_TEST_FOLDER.
std::string test_file(const std::string &name);
// Loads a file as the module does, and binds it.
convai_native::Failure bind(const std::string &path);
// Prints a measurement for the report.
void figure(const char *what, double value, const char *unit);

// The URL of the emulator: CONVAI_BASE_URL, "http://127.0.0.1:PORT".
const std::string &emulator();
// The URL of an emulator with TLS, "https://127.0.0.1:PORT", and the certificate of its authority.
std::string emulator_with_tls();
std::string authority();
// A recorded question: mono, 16,000 Hz.
std::vector<float> spoken();
// Sends a request to a control route of the emulator and returns the body of the response.
std::string send(const char *method, const std::string &path, const std::string &body = {});
inline void fault(const std::string &json) { send("POST", "/_emulator/faults", json); }
inline void settings(const std::string &json) { send("POST", "/_emulator/settings", json); }
inline std::string last_turn() { return send("GET", "/_emulator/journal/last?path=/character/getResponse"); }

// A character that every emulator has.
inline const std::string pell = "0e8c5a3a-1d2f-11f0-9c3b-42010a7be001";

convai_native::ClientSettings client_settings();
// A dispatcher whose client is connected to the emulator.
struct OpenDispatcher : convai_native::Dispatcher {
    OpenDispatcher();
};

// Records what one listener receives.
struct Inbox {
    std::vector<convai_native::CallResult> results;
    int abandoned = 0;

    convai_native::Call call(convai_native::Scope scope = 0);
    const convai_native::CallResult &only() const;
};

// Drains like a game loop until the condition holds. Returns false if it does not hold within 30 seconds.
bool drain_until(convai_native::Dispatcher &dispatcher, const std::function<bool()> &holds);
// Drains until every request has ended.
bool drain_all(convai_native::Dispatcher &dispatcher);

// Starts a text turn with Pell.
convai_native::RequestId ask(convai_native::Dispatcher &dispatcher, const std::string &text, convai_native::Call &&call);

// The fixture of every test. A test starts with the library bound and the emulator reset. It fails if an object of the
// library is still alive at its end.
struct Test {
    Test();
    ~Test();
    Test(const Test &) = delete;
    Test &operator=(const Test &) = delete;
};

}  // namespace support

using support::Test;
