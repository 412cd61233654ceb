// What the tests of the engine-free layer share. Each test begins with the library bound and a fresh emulator, and fails
// where it leaves an object of the library behind.
#pragma once

#include "Hub.h"
#include "LateBinding.h"

#include <cstdio>
#include <string>
#include <vector>

namespace harness {

struct Test {
    const char *name;
    void (*run)();
};

std::vector<Test> &tests();
void expect(bool holds, const char *what, const char *file, int line, const std::string &seen);

struct Register {
    Register(const char *name, void (*run)()) { tests().push_back({name, run}); }
};

inline std::string shown(const std::string &value) { return value; }
inline std::string shown(const char *value) { return value; }
inline std::string shown(std::string_view value) { return std::string(value); }
inline std::string shown(convai::Code value) { return std::to_string(static_cast<int>(value)); }
template <typename Number>
std::string shown(Number value) { return std::to_string(value); }

inline bool contains(const std::string &text, const std::string &part) { return text.find(part) != std::string::npos; }

// The library's file: CONVAI_LIBRARY.
std::string library_path();
// A file beside the test program.
std::string beside(const std::string &name);
// Loads a file as the engine's side does, and binds it.
convai_core::Failure bind(const std::string &path);
// A figure for the report.
void figure(const char *what, double value, const char *unit);

// "http://127.0.0.1:PORT"
const std::string &emulator();
// One request to the emulator's control routes; gives the answer's body.
std::string send(const char *method, const std::string &path, const std::string &body = {});
inline void fault(const std::string &json) { send("POST", "/_emulator/faults", json); }
inline void settings(const std::string &json) { send("POST", "/_emulator/settings", json); }
inline std::string last_turn() { return send("GET", "/_emulator/journal/last?path=/character/getResponse"); }

// The character that every emulator knows.
inline const std::string pell = "0e8c5a3a-1d2f-11f0-9c3b-42010a7be001";

convai_core::ClientSettings client_settings();
// A hub whose client talks to the emulator.
struct OpenHub : convai_core::Hub {
    OpenHub();
};

// What came to one listener.
struct Inbox {
    std::vector<convai_core::Reply> replies;
    int abandoned = 0;

    convai_core::Call call(convai_core::Scope scope = 0);
    const convai_core::Reply &only() const;
};

// Drains as a game does, until the condition holds; at most half a minute. False where it never did.
bool drain_until(convai_core::Hub &hub, const std::function<bool()> &holds);
// Until every request has ended.
bool drain_all(convai_core::Hub &hub);

// Begins a turn of text with Pell.
convai_core::Ticket ask(convai_core::Hub &hub, const std::string &text, convai_core::Call &&call);

}  // namespace harness

#define TEST(name)                                                 \
    static void name();                                            \
    static const harness::Register name##_registered(#name, name); \
    static void name()
#define EXPECT(condition) harness::expect(static_cast<bool>(condition), #condition, __FILE__, __LINE__, {})
#define EXPECT_SAME(left, right)                                                           \
    do {                                                                                   \
        const auto &left_value = (left);                                                   \
        const auto &right_value = (right);                                                 \
        harness::expect(left_value == right_value, #left " is " #right, __FILE__, __LINE__, \
                        harness::shown(left_value) + " and " + harness::shown(right_value)); \
    } while (false)
#define EXPECT_IN(part, text)                                                     \
    do {                                                                          \
        const std::string seen_text = (text); \
        harness::expect(harness::contains(seen_text, part), #part " in " #text, __FILE__, __LINE__, seen_text); \
    } while (false)
