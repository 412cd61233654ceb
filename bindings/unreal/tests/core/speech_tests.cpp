// Tests of speech: what is heard through a device that reads ahead, stops reading or does not exist.
#include "support.h"

#include "Dialogue.h"
#include "Speech.h"

#include <atomic>
#include <cmath>
#include <thread>

using convai_native::Speech;
using convai_native::SpeechDevice;
using convai_native::SpeechFrame;
using convai_native::SpeechReader;
using support::Inbox;
using support::OpenDispatcher;

namespace {

constexpr std::uint32_t rate = 48000;
constexpr std::size_t chunk = 1024;  // frames that the engine reads at once
constexpr std::int64_t chunk_us = chunk * 1'000'000 / rate;

std::vector<float> tone(std::size_t milliseconds) {
    std::vector<float> samples(rate / 1000 * milliseconds);
    for (std::size_t index = 0; index < samples.size(); ++index) samples[index] = 0.5F * std::sin(static_cast<float>(index) * 0.0576F);
    return samples;
}

// A game with one character: a clock, frames as long as a chunk, and an engine that reads where the test says so.
struct Game {
    Speech speech;
    std::shared_ptr<SpeechReader> reader;
    std::vector<std::int16_t> heard;  // all that the engine has read
    std::int64_t now_us = 1'000'000;
    int started = 0, finished = 0;
    bool paused = false;
    bool pending = false;  // whether the turn that is heard is still to receive a part of its voice

    explicit Game(std::uint32_t device_rate = rate) {
        SpeechDevice device;
        device.sample_rate = device_rate;
        CHECK(!speech.open(device));
        frame();  // a game runs before anybody speaks
    }
    SpeechFrame frame(std::int64_t elapsed_us = chunk_us) {
        now_us += elapsed_us;
        const SpeechFrame found = speech.update(now_us, paused, [this](std::uint64_t) { return pending; });
        started += found.started ? 1 : 0;
        finished += found.finished ? 1 : 0;
        if (found.wants_sound && !reader) reader = speech.new_reader(rate);
        if (!found.wants_sound && reader) {
            speech.drop_reader();
            reader.reset();
        }
        return found;
    }
    // The engine reads a chunk.
    void read() {
        std::vector<std::int16_t> out(chunk, 7);
        reader->read(out);
        heard.insert(heard.end(), out.begin(), out.end());
    }
    void say(std::size_t milliseconds) {
        CHECK(!speech.play(tone(milliseconds), 1, rate, false));
        frame();
        CHECK(reader != nullptr);
    }
    // Runs the game no faster than a clock, because the library converts at that pace.
    bool run(const std::function<bool()> &until, bool reads) {
        for (int frames = 0; frames < 10'000; ++frames) {
            if (until()) return true;
            std::this_thread::sleep_for(std::chrono::microseconds(chunk_us));
            if (reads && reader) read();
            frame();
        }
        return false;
    }
};

std::size_t voiced(const std::vector<std::int16_t> &samples) {
    std::size_t count = 0;
    for (const std::int16_t sample : samples) count += sample != 0 ? 1 : 0;
    return count;
}

// Starts a turn that streams, and stalls after its second piece.
convai_native::RequestId stall(OpenDispatcher &dispatcher, convai_native::Dialogue &dialogue, Inbox &inbox) {
    support::settings(R"({"stream_pace":0})");
    support::fault(R"({"stream":"stall","pieces":40})");
    return dialogue.say(dispatcher, "Who are you?", convai::Flags::voice | convai::Flags::stream, inbox.call());
}

}  // namespace

TEST_CASE_FIXTURE(Test, "speech ends when its last frame was heard, not when it was fetched") {
    Game game;
    game.say(500);
    CHECK(game.started == 0);
    CHECK(game.run([&] { return game.speech.state().state == CONVAI_PLAYBACK_ENDED; }, true));
    CHECK(game.started == 1);
    CHECK(game.speech.state().played_ms == 500U);
    // The engine still has what it fetched: the sound must go on for the chunks that it holds.
    const std::size_t at_the_end = game.heard.size();
    CHECK(game.finished == 0);
    CHECK(game.run([&] { return game.finished != 0; }, true));
    CHECK(game.heard.size() - at_the_end >= 2 * chunk);
    CHECK(game.heard.size() - at_the_end <= 4 * chunk);
    CHECK(voiced(game.heard) > 23000);
    CHECK(game.reader == nullptr);
    CHECK(game.speech.idle());
    CHECK(game.started == 1);
}

TEST_CASE_FIXTURE(Test, "speech that nobody reads ends as well, and does not come back") {
    Game game;
    game.say(700);
    const std::int64_t begin = game.now_us;
    const std::shared_ptr<SpeechReader> virtualized = game.reader;
    CHECK(game.run([&] { return game.finished != 0; }, false));
    CHECK(game.started == 1);
    CHECK(game.now_us - begin > 650'000);
    std::vector<std::int16_t> later(chunk, 7);
    virtualized->read(later);
    CHECK(voiced(later) == std::size_t{0});
}

TEST_CASE_FIXTURE(Test, "speech that is not read for a while continues where it would be") {
    Game game;
    game.say(2000);
    const auto read_ms = [&] { return game.speech.state().played_ms; };
    CHECK(game.run([&] { return read_ms() >= 200; }, true));
    const std::uint64_t before = read_ms();
    const std::int64_t left = game.now_us;
    CHECK(game.run([&] { return game.now_us - left >= 900'000; }, false));
    const std::uint64_t away = read_ms() - before;
    CHECK(away > 800);
    CHECK(away < 1000);
    // The engine reads again: update() does not read beside it.
    const std::uint64_t back = read_ms();
    const std::size_t heard = game.heard.size();
    CHECK(game.run([&] { return game.heard.size() - heard >= 20 * chunk; }, true));
    CHECK(read_ms() - back <= 20 * chunk * 1000 / rate + 22);
    CHECK(game.run([&] { return game.finished != 0; }, true));
    CHECK(game.started == 1);
}

TEST_CASE_FIXTURE(Test, "a sound that the engine has stopped is tried again once a second") {
    Game game;
    game.say(4000);
    int retries = 0;
    for (const std::int64_t begin = game.now_us; game.now_us - begin < 3'600'000;) retries += game.frame().retry ? 1 : 0;
    CHECK(retries == 3);
}

TEST_CASE_FIXTURE(Test, "speech without an audio device ends by the clock") {
    Game game(0);
    CHECK(!game.speech.play(tone(200), 1, rate, false));
    const auto begin = std::chrono::steady_clock::now();
    while (game.finished == 0 && std::chrono::steady_clock::now() - begin < std::chrono::seconds(60)) {
        CHECK(!game.frame().wants_sound);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    CHECK(game.started == 1);
    CHECK(game.finished == 1);
    CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds(200));
    CHECK(game.reader == nullptr);
}

TEST_CASE_FIXTURE(Test, "no time passes while the game or the voice is paused") {
    Game game;
    game.say(1000);
    CHECK(game.run([&] { return game.started != 0; }, true));
    for (const bool by_the_game : {true, false}) {
        (by_the_game ? game.paused : game.pending) = true;
        game.speech.pause(!by_the_game);
        game.frame();
        const std::uint64_t played = game.speech.state().played_ms;
        CHECK(game.speech.state().paused == 1);
        for (int frames = 0; frames < 100; ++frames) game.frame();
        CHECK(game.speech.state().played_ms == played);
        CHECK(game.finished == 0);
        CHECK(game.speech.speaking());
        game.paused = game.pending = false;
        game.speech.pause(false);
    }
    CHECK(game.run([&] { return game.finished != 0; }, true));
    CHECK(game.speech.state().played_ms == 1000U);
}

TEST_CASE_FIXTURE(Test, "an app that was suspended continues where it was") {
    Game game;
    game.say(700);
    CHECK(game.run([&] { return game.started != 0; }, true));
    const std::uint64_t played = game.speech.state().played_ms;
    game.frame(600'000'000);
    game.frame();
    CHECK(game.speech.state().played_ms == played);
    CHECK(game.run([&] { return game.finished != 0; }, true));
    CHECK(game.speech.state().played_ms == 700U);
}

TEST_CASE_FIXTURE(Test, "a stop fades out before it ends, without a click") {
    Game game;
    game.say(2000);
    CHECK(game.run([&] { return game.heard.size() > 10 * chunk; }, true));
    const std::size_t begin = game.heard.size() - 1;
    CHECK(!game.speech.stop(50));
    CHECK(game.speech.speaking());
    CHECK(game.run([&] { return game.finished != 0; }, true));
    int largest = 0, largest_of_the_tone = 0;
    for (std::size_t index = 1; index < game.heard.size(); ++index) {
        int &most = index < begin ? largest_of_the_tone : largest;
        most = std::max(most, std::abs(game.heard[index] - game.heard[index - 1]));
    }
    CHECK(largest <= largest_of_the_tone + 1);
    const std::vector<std::int16_t> faded(game.heard.begin() + static_cast<std::ptrdiff_t>(begin), game.heard.end());
    CHECK(voiced(faded) > 1500);
    CHECK(voiced(faded) < 4000);
    CHECK(game.speech.stop(-1).argument.empty());
    CHECK(game.speech.stop(20'000).code == convai::Code::invalid_argument);
}

TEST_CASE_FIXTURE(Test, "replaced samples fade, and queued samples wait") {
    Game game;
    game.say(1000);
    CHECK(game.run([&] { return game.started != 0; }, true));
    CHECK(!game.speech.play(tone(300), 1, rate, false));
    CHECK(game.speech.state().buffered_ms > 1000U);
    CHECK(!game.speech.play(convai::Span<const std::int16_t>(std::vector<std::int16_t>(rate, 5000)), 1, rate, true));
    CHECK(game.speech.state().buffered_ms == 1000U);
    CHECK(game.run([&] { return game.finished != 0; }, true));
    CHECK(game.started == 1);
    CHECK(game.speech.play(tone(10), 40, rate, false).code == convai::Code::audio_input);
}

TEST_CASE_FIXTURE(Test, "the level and the mouth follow what is heard") {
    Game game;
    CHECK(!game.speech.set_volume(0.5F));
    CHECK(game.speech.set_volume(9).code == convai::Code::invalid_argument);
    game.say(1000);
    CHECK(game.run([&] { return game.heard.size() >= 20 * chunk; }, true));
    const convai_playback_state state = game.speech.state();
    CHECK(std::fabs(state.peak - 0.25F) < 0.02F);
    CHECK(std::fabs(state.rms - 0.177F) < 0.02F);
    CHECK(state.mouth > 0.5F);
    // The reads are ahead of the ear by the two chunks that the engine queues.
    CHECK(state.frames > 0U);
    CHECK(state.frames <= state.played_ms * rate / 1000 - chunk);
}

TEST_CASE_FIXTURE(Test, "a device with another rate is heard at the right speed") {
    Game game;
    game.say(300);
    CHECK(game.run([&] { return game.started != 0; }, true));
    game.reader = game.speech.new_reader(24000);
    CHECK(game.speech.state().state != CONVAI_PLAYBACK_ENDED);
    CHECK(game.run([&] { return game.finished != 0; }, true));
    CHECK(game.speech.state().played_ms >= 299U);
}

TEST_CASE_FIXTURE(Test, "a sound that was replaced or outlives its speech reads silence") {
    auto game = std::make_unique<Game>();
    game->say(1000);
    const std::shared_ptr<SpeechReader> old = game->reader;
    const std::shared_ptr<SpeechReader> current = game->speech.new_reader(rate);
    std::vector<std::int16_t> out(chunk, 7);
    old->read(out);
    CHECK(voiced(out) == std::size_t{0});
    game.reset();
    out.assign(chunk, 7);
    current->read(out);
    CHECK(voiced(out) == std::size_t{0});
}

TEST_CASE_FIXTURE(Test, "an audio thread may read while the game changes everything") {
    std::atomic<SpeechReader *> current{nullptr};
    std::vector<std::shared_ptr<SpeechReader>> readers;
    std::atomic<bool> stop{false};
    std::thread audio([&] {
        std::vector<std::int16_t> out(256);
        while (!stop) {
            if (SpeechReader *reader = current.load()) reader->read(out);
            std::this_thread::yield();
        }
    });
    for (int round = 0; round < 50; ++round) {
        Game game;
        CHECK(!game.speech.play(tone(50), 1, rate, false));
        readers.push_back(game.speech.new_reader(rate));
        current = readers.back().get();
        for (int frames = 0; frames < 5; ++frames) game.frame();
        CHECK(!game.speech.stop(0));
        game.frame();
    }
    stop = true;
    audio.join();
}

TEST_CASE_FIXTURE(Test, "the turns of a dialogue are heard while they arrive, each with its number") {
    OpenDispatcher dispatcher;
    convai_native::Dialogue dialogue;
    dialogue.set_character(support::pell, "");
    Game game;
    dialogue.set_playback(game.speech.playback());
    Inbox inbox;
    const convai_native::RequestId id = stall(dispatcher, dialogue, inbox);
    game.pending = true;
    CHECK(support::drain_until(dispatcher, [&] { game.frame(); return game.reader != nullptr; }));
    CHECK(game.run([&] { return game.speech.state().user_data == id && game.speech.state().frames > 0; }, true));
    CHECK(inbox.results.empty());
    CHECK(game.started == 1);
    // A gap in the middle of a turn is no end.
    CHECK(game.run([&] { return game.speech.state().state == CONVAI_PLAYBACK_BUFFERING; }, true));
    for (int frames = 0; frames < 20; ++frames) {
        game.read();
        game.frame();
    }
    CHECK(game.finished == 0);
    // When the turn has ended without more, the gap was the end.
    game.pending = false;
    CHECK(dispatcher.cancel(id));
    CHECK(game.run([&] { return game.finished != 0; }, true));
}

TEST_CASE_FIXTURE(Test, "a turn of no dialogue is played, also if it has ended, and keeps the speech from being idle") {
    OpenDispatcher dispatcher;
    Game game;
    Inbox inbox;
    const convai_native::RequestId id = dispatcher.begin(inbox.call(), [](const convai::Client &client, const convai::CallOptions &options) {
        return client.get_response_text_async(convai::CharacterId(support::pell), convai::new_session, "Hello", convai::Flags::voice, options);
    });
    CHECK(!dispatcher.play(id, game.speech.playback(), false));
    CHECK(dispatcher.play(id, nullptr, false).code == convai::Code::bad_handle);
    game.speech.follow(id);
    game.pending = true;
    game.frame();
    CHECK(!game.speech.idle());
    CHECK(support::drain_all(dispatcher));
    CHECK(!inbox.only().failure);
    game.pending = false;
    game.frame();
    CHECK(game.speech.state().buffered_ms > 0U);
    CHECK(!dispatcher.play(id, game.speech.playback(), false));
    CHECK(!game.speech.stop(0));
}

TEST_CASE_FIXTURE(Test, "an interruption silences what is heard, what waits, and what was not delivered") {
    OpenDispatcher dispatcher;
    convai_native::Dialogue dialogue;
    dialogue.set_character(support::pell, "");
    Game game;
    dialogue.set_playback(game.speech.playback());
    Inbox ended, waiting;
    dialogue.say(dispatcher, "Who are you?", convai::Flags::voice, ended.call());
    // The answer has arrived, and the game has not drained it.
    while (game.speech.state().buffered_ms == 0) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    while (dispatcher.progress(1) && dispatcher.progress(1)->state != convai::State::done) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    game.frame();
    support::fault(R"({"hang":true})");
    dialogue.say(dispatcher, "And then?", convai::Flags::voice, waiting.call());
    CHECK(!game.speech.stop(0));
    dialogue.interrupt();
    CHECK(support::drain_all(dispatcher));
    CHECK(!ended.only().failure);
    CHECK(ended.only().response.get()->interrupted == 1);
    CHECK(waiting.only().failure.code == convai::Code::cancelled);
    CHECK(game.speech.state().buffered_ms == 0U);
    CHECK(game.run([&] { return game.speech.idle(); }, true));
    CHECK(game.started == 0);
}

TEST_CASE_FIXTURE(Test, "a dialogue is heard again with a new client, and not after its speech was closed") {
    OpenDispatcher dispatcher;
    convai_native::Dialogue dialogue;
    dialogue.set_character(support::pell, "");
    Game game;
    dialogue.set_playback(game.speech.playback());
    Inbox before, after, silent;
    CHECK(!dispatcher.open(support::client_settings()));
    dialogue.say(dispatcher, "Hello", convai::Flags::voice, before.call());
    CHECK(support::drain_all(dispatcher));
    CHECK(game.speech.state().buffered_ms > 0U);
    CHECK(!dispatcher.open(support::client_settings()));
    CHECK(!game.speech.stop(0));
    dialogue.say(dispatcher, "Hello", convai::Flags::voice, after.call());
    CHECK(support::drain_all(dispatcher));
    CHECK(game.speech.state().buffered_ms > 0U);
    game.speech.close();
    CHECK(game.speech.state().state == CONVAI_PLAYBACK_EMPTY);
    dialogue.say(dispatcher, "Hello", convai::Flags::voice, silent.call());
    CHECK(support::drain_all(dispatcher));
    CHECK(!silent.only().failure);
}

TEST_CASE_FIXTURE(Test, "speech fails without the library, and its sounds are silent") {
    Game game;
    game.say(1000);
    const std::shared_ptr<SpeechReader> reader = game.reader;
    game.speech.close();
    convai_native::unbind_library();
    std::vector<std::int16_t> out(chunk, 7);
    reader->read(out);
    CHECK(voiced(out) == std::size_t{0});
    CHECK(game.speech.open(SpeechDevice()).code == convai::Code::unsupported);
    CHECK(game.speech.play(tone(10), 1, rate, false).code == convai::Code::closed);
    CHECK(!game.speech.stop(0));
    CHECK(!game.frame().speaking);
}
