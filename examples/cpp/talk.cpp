// Talks with a character in the terminal: a line that you type, a line that it says.
//
//     CONVAI_API_KEY=... talk CHARACTER_ID [--voice]
//
// CONVAI_BASE_URL goes to another service, such as the emulator. With --voice the answers are also saved as answer-1.wav,
// answer-2.wav and so on. The session's id is shown at the end: give it as CONVAI_SESSION_ID to go on another day.

#include <convai.hpp>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

namespace {

std::string_view environment(const char *name) {
    const char *value = std::getenv(name);
    return value ? std::string_view(value) : std::string_view();
}

void complain(const convai::ErrorView &error) {
    std::cerr << error.message() << '\n';
    if (!error.service_message().empty()) std::cerr << "The service says: " << error.service_message() << '\n';
    if (error.retryable()) std::cerr << "The same may work later.\n";
}

void save(const convai::Response &answer, int number) {
    if (answer.wav().empty()) return;
    const std::string name = "answer-" + std::to_string(number) + ".wav";
    if (std::FILE *file = std::fopen(name.c_str(), "wb")) {
        std::fwrite(answer.wav().data(), 1, answer.wav().size(), file);
        std::fclose(file);
        std::cout << "  (" << name << ", " << answer.sample_rate() << " Hz)\n";
    }
}

}  // namespace

int main(int count, char **argument) {
    if (count < 2) {
        std::cerr << "usage: talk CHARACTER_ID [--voice]\n";
        return 2;
    }
    const bool voice = count > 2 && std::string_view(argument[2]) == "--voice";

    convai::ClientOptions options;
    options.api_key = environment("CONVAI_API_KEY");
    options.base_url = environment("CONVAI_BASE_URL");
    const convai::Result<convai::Client> client = convai::Client::create(options);
    if (!client) return complain(client.error()), 1;

    const auto conversation = client->conversation(argument[1], environment("CONVAI_SESSION_ID"));
    if (!conversation) return complain(conversation.error()), 1;

    std::string line;
    for (int number = 1; std::cout << "> " << std::flush, std::getline(std::cin, line); ++number) {
        if (line.empty()) continue;
        const auto answer = conversation->say(line, voice ? convai::Flags::voice : convai::Flags::text);
        if (!answer) {
            complain(answer.error());  // the session is kept: just say it again
            continue;
        }
        std::cout << answer->text() << '\n';
        save(*answer, number);
    }
    std::cout << "\nSession: " << conversation->session_id()->view() << '\n';
    return 0;
}
