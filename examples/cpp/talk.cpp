// A conversation in the terminal: type a line, and the character replies.
//
//     CONVAI_API_KEY=... talk CHARACTER_ID [--voice]
//
// With --voice the replies are also saved as reply-1.wav, reply-2.wav and so on. At the end the program prints the id of the
// session: set CONVAI_SESSION_ID to it to continue the session later. CONVAI_BASE_URL selects another service, such as the
// emulator.

#include <convai.hpp>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

namespace {

void print_error(const convai::ErrorView &error) {
    std::cerr << error.message() << '\n';
    if (!error.service_message().empty()) std::cerr << "Message of the service: " << error.service_message() << '\n';
    if (error.retryable()) std::cerr << "The same call may succeed later.\n";
}

void save_voice(const convai::Response &reply, int number) {
    if (reply.wav().empty()) return;
    const std::string name = "reply-" + std::to_string(number) + ".wav";
    if (std::FILE *file = std::fopen(name.c_str(), "wb")) {
        std::fwrite(reply.wav().data(), 1, reply.wav().size(), file);
        std::fclose(file);
        std::cout << "  (" << name << ", " << reply.sample_rate() << " Hz)\n";
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
    options.api_key = std::getenv("CONVAI_API_KEY");
    options.base_url = std::getenv("CONVAI_BASE_URL");
    const convai::Result<convai::Client> client = convai::Client::create(options);
    if (!client) return print_error(client.error()), 1;

    const auto conversation = client->conversation(convai::CharacterId(argument[1]),
                                                   convai::SessionId(std::getenv("CONVAI_SESSION_ID")));
    if (!conversation) return print_error(conversation.error()), 1;

    std::string line;
    for (int number = 1; std::cout << "> " << std::flush, std::getline(std::cin, line); ++number) {
        if (line.empty()) continue;
        const auto reply = conversation->say(line, voice ? convai::Flags::voice : convai::Flags::text);
        if (!reply) {
            print_error(reply.error());  // a failed turn keeps the session
            continue;
        }
        std::cout << reply->text() << '\n';
        save_voice(*reply, number);
    }
    const auto session = conversation->session_id();
    std::cout << "\nSession: " << session->view() << '\n';
    return 0;
}
