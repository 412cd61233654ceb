// Broken on purpose: proves that the sanitizers are on, and that they see the memory of the library too. Each of the three
// ways has to be reported; run.sh looks for the report.
#include "emulator.hpp"

#include <climits>
#include <cstdio>
#include <cstring>

int main(int count, char **argument) {
    const std::string_view way = count > 1 ? argument[1] : "";
    if (way == "dangling") {
        const auto client = emulator::client();
        std::string_view text;
        {
            const auto answer = client->get_response_text(emulator::pell, "", "Hello");
            text = answer->text();
        }
        std::printf("%zu\n", std::strlen(text.data()));  // the response that it points into is gone
    } else if (way == "leak") {
        char *volatile forgotten = new char[100];  // what the wrapper itself takes; replies are counted by live_objects()
        forgotten = nullptr;
        (void)forgotten;
    } else if (way == "overflow") {
        volatile int most = INT_MAX;
        most = most + count;
        std::printf("%d\n", most);
    }
    return 0;
}
