#include "harness.hpp"

#include "emulator.hpp"

#include <atomic>
#include <cstring>

static std::atomic<bool> failed{false};

namespace harness {

std::vector<Test> &tests() {
    static std::vector<Test> all;
    return all;
}

void expect(bool holds, const char *what, const char *file, int line, const std::string &seen) {
    if (holds) return;
    failed = true;
    const char *slash = std::strrchr(file, '/');
    std::printf("    %s:%d: not so: %s%s%s\n", slash ? slash + 1 : file, line, what, seen.empty() ? "" : ": ", seen.c_str());
}

}  // namespace harness

/// Runs all tests, or those whose name holds the first argument.
int main(int arguments, char **argument) {
    int passed = 0, lost = 0;
    for (const harness::Test &test : harness::tests()) {
        if (arguments > 1 && !std::strstr(test.name, argument[1])) continue;
        emulator::reset();
        failed = false;
        std::printf("  %s\n", test.name);
        std::fflush(stdout);
        test.run();
        EXPECT_SAME(convai::live_objects(), 0u);
        ++(failed ? lost : passed);
        if (failed) std::printf("  FAILED: %s\n", test.name);
        std::fflush(stdout);
    }
    std::printf("%d passed, %d failed\n", passed, lost);
    return lost == 0 && passed > 0 ? 0 : 1;
}
