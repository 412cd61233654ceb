// The few lines that a C++ test needs. Each test begins with a fresh emulator, and fails where it leaves an object of the
// library behind.
#pragma once

#include <convai.hpp>

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace harness {

struct Test {
    const char *name;
    void (*run)();
};

std::vector<Test> &tests();
void expect(bool holds, const char *what, const char *file, int line, const std::string &seen = {});

struct Register {
    Register(const char *name, void (*run)()) { tests().push_back({name, run}); }
};

template <typename Value>
std::string shown(const Value &value) {
    if constexpr (std::is_convertible_v<const Value &, std::string_view>) return std::string(std::string_view(value));
    else if constexpr (std::is_same_v<Value, convai::Code>) return std::string(convai::name(value));
    else if constexpr (std::is_enum_v<Value>) return std::to_string(static_cast<long>(value));
    else return std::to_string(value);
}

template <typename Left, typename Right>
void expect_same(const Left &left, const Right &right, const char *what, const char *file, int line) {
    expect(left == right, what, file, line, shown(left) + " and " + shown(right));
}

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// Unwraps a Result; a failure fails the test and gives what an empty object gives.
template <typename Value>
Value unwrap(convai::Result<Value> result, const char *file, int line) {
    expect(static_cast<bool>(result), "the call succeeds", file, line, std::string(result.error().message()));
    return std::move(result).value();
}

}  // namespace harness

#define TEST(name)                                                     \
    static void name();                                                \
    static const harness::Register name##_registered(#name, name);     \
    static void name()
#define EXPECT(condition) harness::expect(static_cast<bool>(condition), #condition, __FILE__, __LINE__)
#define EXPECT_SAME(left, right) harness::expect_same(left, right, #left " is " #right, __FILE__, __LINE__)
#define UNWRAP(result) harness::unwrap(result, __FILE__, __LINE__)
