// Bugs for the sanitizers to find, which shows that they are active and see the memory of the library. run.sh expects a
// report for each.
#include "emulator.hpp"

#include <climits>
#include <cstdio>
#include <cstring>

int main(int count, char **argument) {
    const std::string_view bug = count > 1 ? argument[1] : "";
    if (bug == "dangling") {
        const auto client = emulator::client();
        std::string_view text;
        {
            const auto reply = client->get_response_text(emulator::pell, convai::new_session, "Hello");
            text = reply->text();
        }
        std::printf("%zu\n", std::strlen(text.data()));  // the response was freed
    } else if (bug == "leak") {
        char *volatile forgotten = new char[100];  // as the wrapper allocates copies of strings
        forgotten = nullptr;
        (void)forgotten;
    } else if (bug == "overflow") {
        volatile int most = INT_MAX;
        most = most + count;
        std::printf("%d\n", most);
    }
    return 0;
}
