// Several characters at the same time, in a game loop that never waits for the network.
//
//     CONVAI_API_KEY=... several CHARACTER_ID [CHARACTER_ID ...]
//
// The program asks each character three questions. The loop runs at 60 frames per second and handles the events of the
// client once per frame. At the end the program prints the longest time that this took in a frame.

#include <convai.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

constexpr const char *questions[] = {"Good evening! Who are you?", "What is your work?", "What did I ask you first?"};
constexpr std::size_t question_count = sizeof questions / sizeof *questions;

struct Npc {
    std::string name;
    convai::Conversation conversation;
    convai::Operation<convai::Response> turn;  // destroying it cancels the request
    std::size_t asked = 0;

    /// Asks the next question. Returns false where no question is left or the turn cannot be started.
    bool ask() {
        if (asked == question_count) return false;
        convai::CallOptions options;
        options.user_data = convai::user_data(this);  // the event returns it
        auto started = conversation.say_async(questions[asked++], convai::Flags::text, options);
        if (!started) {
            std::cout << name << ": " << started.error().message() << '\n';
            return false;
        }
        turn = std::move(*started);
        return true;
    }

    void print_reply() {
        const auto reply = turn.take();
        // The text of a failed turn is the fallback line, so that the player does not see an error.
        std::cout << name << ": " << reply->text() << '\n';
        if (!reply) std::cerr << "  (" << reply.error().message() << ")\n";
        turn = {};
    }
};

}  // namespace

int main(int count, char **argument) {
    if (count < 2) {
        std::cerr << "usage: several CHARACTER_ID [CHARACTER_ID ...]\n";
        return 2;
    }
    convai::ClientOptions options;
    options.api_key = std::getenv("CONVAI_API_KEY");
    options.base_url = std::getenv("CONVAI_BASE_URL");
    const auto client = convai::Client::create(options);
    if (!client) return std::cerr << client.error().message() << '\n', 1;

    std::vector<Npc> npcs(static_cast<std::size_t>(count) - 1);  // never resized: events point to its elements
    std::size_t talking = 0;
    for (std::size_t index = 0; index < npcs.size(); ++index) {
        auto conversation = client->conversation(convai::CharacterId(argument[index + 1]));
        if (!conversation) return std::cerr << conversation.error().message() << '\n', 1;
        npcs[index].name = "Npc " + std::to_string(index + 1);
        npcs[index].conversation = std::move(*conversation);
        npcs[index].conversation.set_fallback("Sorry, I can't chat right now.");
        if (npcs[index].ask()) ++talking;
    }

    int frames = 0;
    Clock::duration longest{};
    for (; talking > 0; ++frames) {
        const Clock::time_point begin = Clock::now();
        while (const convai::Event event = client->next()) {
            if (event.kind() != convai::EventKind::done) continue;
            Npc &npc = *event.pointer<Npc>();
            npc.print_reply();
            if (!npc.ask()) --talking;
        }
        longest = std::max(longest, Clock::now() - begin);
        std::this_thread::sleep_until(begin + std::chrono::microseconds(16667));  // the rest of the game
    }
    const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(longest).count();
    std::cout << frames << " frames; the longest spent " << microseconds << " us on all characters.\n";
    return 0;
}
