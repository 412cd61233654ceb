// Several characters at once, in a game loop that never waits for the network.
//
//     CONVAI_API_KEY=... several CHARACTER_ID [CHARACTER_ID ...]
//
// Each character is asked three questions. The loop runs 60 frames a second meanwhile, and once a frame takes what has
// been answered. At the end it says how long the longest frame's share of that was.

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
    convai::Operation<convai::Response> turn;  // the one owner: destroying it cancels the request
    std::size_t asked = 0;

    /// Asks the next question. False where there is none, or it cannot be asked.
    bool ask() {
        if (asked == question_count) return false;
        convai::CallOptions options;
        options.user_data = convai::user_data(this);  // how the loop finds this Npc again
        auto started = conversation.say_async(questions[asked++], convai::Flags::text, options);
        if (!started) {
            std::cout << name << ": " << started.error().message() << '\n';
            return false;
        }
        turn = std::move(*started);
        return true;
    }

    void hear() {
        const auto answer = turn.take();
        // On failure the text is the fallback line: the player never sees an error.
        std::cout << name << ": " << answer->text() << '\n';
        if (!answer) std::cerr << "  (" << answer.error().message() << ")\n";
        turn = {};
    }
};

std::string_view environment(const char *name) {
    const char *value = std::getenv(name);
    return value ? std::string_view(value) : std::string_view();
}

}  // namespace

int main(int count, char **argument) {
    if (count < 2) {
        std::cerr << "usage: several CHARACTER_ID [CHARACTER_ID ...]\n";
        return 2;
    }
    convai::ClientOptions options;
    options.api_key = environment("CONVAI_API_KEY");
    options.base_url = environment("CONVAI_BASE_URL");
    const auto client = convai::Client::create(options);
    if (!client) return std::cerr << client.error().message() << '\n', 1;

    std::vector<Npc> npcs(static_cast<std::size_t>(count) - 1);  // never resized: the operations point at them
    std::size_t talking = 0;
    for (std::size_t index = 0; index < npcs.size(); ++index) {
        auto conversation = client->conversation(argument[index + 1]);
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
        while (const convai::Event finished = client->next()) {
            Npc &npc = *finished.pointer<Npc>();
            npc.hear();
            if (!npc.ask()) --talking;
        }
        longest = std::max(longest, Clock::now() - begin);
        std::this_thread::sleep_until(begin + std::chrono::microseconds(16667));  // the rest of the game
    }
    const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(longest).count();
    std::cout << frames << " frames; the longest spent " << microseconds << " us on all characters.\n";
    return 0;
}
