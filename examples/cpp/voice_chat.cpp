// A hands-free voice chat: the character listens, and its reply is heard while the rest of it is on its way.
//
//     CONVAI_API_KEY=... voice_chat CHARACTER_ID question.wav heard.wav
//
// A thread takes the place of the audio device, so that the program runs anywhere: its microphone is question.wav, followed by
// silence, and its loudspeaker is heard.wav. In a game, `callback` is that of the audio interface.

#include <convai.hpp>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr auto spoken = convai::Flags::voice | convai::Flags::stream;

int fail(const convai::ErrorView &error) {
    std::cerr << error.message() << '\n';
    return 1;
}

std::vector<std::uint8_t> read_file(const char *name) {
    std::ifstream file(name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// The callback of the audio device: microphone in, loudspeaker out. Neither call takes a lock or allocates.
void callback(const convai::Utterance &microphone, const convai::Playback &loudspeaker, convai::Span<const std::int16_t> input,
              convai::Span<std::int16_t> output) {
    (void)microphone.push(input);  // utterance_full: the game loop does not call next()
    loudspeaker.read(output, 1);
}

/// A piece of the reply as a caption: it is shown when the voice has reached it.
struct Caption {
    std::string text;
    std::uint64_t first_frame;
};

/// The turn that the player waits for or hears.
struct Turn {
    convai::Operation<convai::Response> operation;
    std::vector<Caption> captions;
    std::size_t shown = 0;

    void collect() {
        while (const convai::Piece piece = operation.next_piece()) {
            if (!piece.text().empty()) captions.push_back({std::string(piece.text()), piece.first_frame()});
        }
    }
    void show(const convai::PlaybackState &heard) {
        if (!heard.is(operation)) return;
        for (; shown < captions.size() && captions[shown].first_frame <= heard.frames; ++shown) {
            std::cout << captions[shown].text << std::flush;
        }
    }
};

}  // namespace

int main(int count, char **argument) {
    if (count != 4) {
        std::cerr << "usage: voice_chat CHARACTER_ID question.wav heard.wav\n";
        return 2;
    }
    convai::ClientOptions options;
    options.api_key = std::getenv("CONVAI_API_KEY");
    options.base_url = std::getenv("CONVAI_BASE_URL");
    const auto client = convai::Client::create(options);
    if (!client) return fail(client.error());
    const auto conversation = client->conversation(convai::CharacterId(argument[1]));
    if (!conversation) return fail(conversation.error());
    const auto question = convai::Audio::read_wav(read_file(argument[2]));
    if (!question) return fail(question.error());

    convai::UtteranceOptions recording;
    recording.sample_rate = question->sample_rate();
    recording.trigger = convai::Trigger::speech;  // the player's voice begins a recording, and silence ends it
    const auto microphone = convai::Utterance::create(recording);
    if (!microphone) return fail(microphone.error());
    convai::PlaybackOptions device;
    device.sample_rate = question->sample_rate();
    const auto loudspeaker = convai::Playback::create(device);
    if (!loudspeaker) return fail(loudspeaker.error());
    if (conversation->set_playback(*loudspeaker) != convai::Code::ok) return 1;
    if (microphone->set_playback(*loudspeaker) != convai::Code::ok) return 1;  // the character must not hear itself

    std::vector<std::int16_t> heard;
    std::atomic<bool> open{true};
    std::thread audio_device([&] {
        const std::size_t ten_ms = device.sample_rate / 100;
        std::vector<std::int16_t> input(ten_ms), output(ten_ms);
        for (std::size_t at = 0; open; at += ten_ms) {
            const convai::Span<const std::int16_t> chunk = question->pcm().part(at, ten_ms);
            input.assign(chunk.begin(), chunk.end());
            input.resize(ten_ms);  // silence behind the question
            callback(*microphone, *loudspeaker, input, output);
            heard.insert(heard.end(), output.begin(), output.end());
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
    });

    Turn turn;
    convai::Code ended = convai::Code::pending;  // of the turn; the program ends when its reply was heard
    float widest = 0;
    while (ended == convai::Code::pending || (ended == convai::Code::ok && loudspeaker->state()->phase != convai::PlaybackPhase::ended)) {
        const auto event = microphone->next();
        if (event && event->heard == convai::Heard::speech_started) std::cout << "The character listens.\n";
        if (event && event->ended) {
            auto started = conversation->say_utterance_async(event->ended, spoken);
            if (started) turn.operation = std::move(*started);
            else ended = started.error().code();
        }
        turn.collect();
        const auto now = loudspeaker->state();
        turn.show(*now);
        widest = now->mouth > widest ? now->mouth : widest;  // a game moves the mouth of the character
        while (const convai::Event finished = client->next()) {
            if (finished.kind() != convai::EventKind::done) continue;
            const auto reply = turn.operation.take();
            ended = reply.error().code();
            if (!reply) std::cerr << reply.error().message() << '\n';
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(16));  // the rest of the frame
    }
    turn.show(*loudspeaker->state());
    open = false;
    audio_device.join();
    if (ended != convai::Code::ok) return 1;

    std::cout << "\nThe mouth opened by up to " << static_cast<int>(widest * 100) << " %.\n";
    const auto wav = convai::Audio::build_wav(convai::Pcm::s16(heard, 1, device.sample_rate));
    if (!wav) return fail(wav.error());
    std::ofstream file(argument[3], std::ios::binary);
    file.write(reinterpret_cast<const char *>(wav->wav().data()), static_cast<std::streamsize>(wav->wav().size()));
    return file ? 0 : 1;
}
