// Samples, WAV files, levels and utterances, without the service.
#include "support.hpp"
#include "tone.hpp"

#include <array>
#include <atomic>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <thread>

using convai::Audio;
using convai::Code;
using convai::Pcm;
using convai::Utterance;

TEST_CASE_FIXTURE(Emulated, "a WAV file is built from every sample format") {
    for (const tone::Sample &sample : tone::every_format()) {
        const Audio audio = UNWRAP(Audio::build_wav(sample.pcm()));
        CHECK_EQ(audio.frames(), 1600u);
        CHECK_EQ(audio.channels(), 1u);
        CHECK_EQ(audio.sample_rate(), 16000u);
        CHECK_EQ(audio.wav().size(), 44u + 3200u);
        CHECK_EQ(audio.pcm()[1], 16384);
        CHECK_EQ(audio.pcm()[3], -16384);
        CHECK_EQ(audio.audio_form(), convai::AudioForm::wav);
        const convai::Level loudness = UNWRAP(convai::level(sample.pcm()));
        CHECK((loudness.peak > 0.499f && loudness.peak < 0.501f));
        CHECK((loudness.rms > 0.353f && loudness.rms < 0.354f));
    }
}

TEST_CASE_FIXTURE(Emulated, "the named constructors of Pcm set the format") {
    CHECK_EQ(UNWRAP(Audio::build_wav(Pcm::u8(tone::u8(800), 1, 8000))).frames(), 800u);
    CHECK_EQ(UNWRAP(Audio::build_wav(Pcm::s16(tone::s16(800), 1, 8000))).frames(), 800u);
    CHECK_EQ(UNWRAP(Audio::build_wav(Pcm::s24(tone::s24(800), 1, 8000))).frames(), 800u);
    CHECK_EQ(UNWRAP(Audio::build_wav(Pcm::s32(tone::s32(800), 1, 8000))).frames(), 800u);
    CHECK_EQ(UNWRAP(Audio::build_wav(Pcm::f32(tone::f32(800), 1, 8000))).frames(), 800u);
}

TEST_CASE_FIXTURE(Emulated, "channels are averaged and the sample rate is converted") {
    const float left_and_right[] = {0.5f, -0.5f, 0.5f, 0.0f};
    const Audio mono = UNWRAP(Audio::build_wav(Pcm::f32(left_and_right, 2, 48000)));
    CHECK_EQ(mono.frames(), 2u);
    CHECK_EQ(mono.pcm()[0], 0);
    CHECK_EQ(mono.pcm()[1], 8192);
    const Audio slower = UNWRAP(Audio::build_wav(Pcm::f32(tone::f32(4800), 1, 48000), 16000));
    CHECK_EQ(slower.sample_rate(), 16000u);
    CHECK((slower.frames() >= 1590 && slower.frames() <= 1610));
}

TEST_CASE_FIXTURE(Emulated, "a WAV file is read back") {
    const std::vector<std::int16_t> samples = tone::s16(500);
    const Audio built = UNWRAP(Audio::build_wav(Pcm::s16(samples, 1, 22050)));
    const Audio read = UNWRAP(Audio::read_wav(built.wav()));
    CHECK_EQ(read.sample_rate(), 22050u);
    CHECK(std::vector<std::int16_t>(read.pcm().begin(), read.pcm().end()) == samples);

    const std::vector<std::uint8_t> raw_bytes = tone::bytes_of(samples);
    CHECK_EQ(Audio::read_wav(raw_bytes).error().code(), Code::audio_input);
    const Audio raw = UNWRAP(Audio::read_wav(raw_bytes, 8000));
    CHECK_EQ(raw.sample_rate(), 8000u);
    CHECK_EQ(raw.frames(), 500u);
    CHECK_EQ(raw.audio_form(), convai::AudioForm::raw_pcm);
}

TEST_CASE_FIXTURE(Emulated, "invalid audio is refused and nothing is sent") {
    const float odd[] = {0.f, 0.f, 0.f};
    CHECK_EQ(Audio::build_wav(Pcm::f32(odd, 2, 48000)).error().code(), Code::audio_input);
    CHECK(!Audio::build_wav(Pcm::f32(odd, 0, 48000)));
    CHECK(!Audio::build_wav(Pcm::f32(odd, 33, 48000)));
    CHECK(!Audio::build_wav(Pcm::f32(odd, 1, 7999)));
    CHECK(!Audio::build_wav(Pcm::f32(odd, 1, 48000), 192001));
    CHECK(!Audio::build_wav(Pcm{static_cast<convai::Format>(9), odd, sizeof odd, 1, 48000}));
    CHECK_EQ(Audio::build_wav(Pcm::f32({}, 1, 48000)).error().code(), Code::audio_input);
    CHECK_EQ(convai::level(Pcm::f32(odd, 2, 48000)).error().code(), Code::audio_input);
    const convai::Client client = UNWRAP(emulator::client());
    auto turn = client.get_response_pcm(emulator::pell, convai::new_session, Pcm::f32(odd, 2, 48000));
    CHECK_EQ(turn.error().code(), Code::audio_input);
    CHECK_EQ(turn.error().group(), convai::Group::caller);
    CHECK(!turn.error().request_sent());
    const std::uint8_t no_wav[] = {1, 2, 3, 4};
    CHECK_EQ(client.get_response_wav(emulator::pell, convai::new_session, no_wav).error().code(), Code::audio_input);
    CHECK_EQ(client.get_response_wav_async(emulator::pell, convai::new_session, no_wav).error().code(), Code::audio_input);
    CHECK_EQ(emulator::count(), 0);
}

TEST_CASE_FIXTURE(Emulated, "samples are converted in both directions") {
    std::vector<std::int16_t> integers;
    for (int value = -32768; value <= 32767; ++value) integers.push_back(static_cast<std::int16_t>(value));
    std::vector<float> floats(integers.size());
    std::vector<std::int16_t> back(integers.size());
    CHECK_EQ(convai::to_f32(integers, floats), Code::ok);
    CHECK_EQ(convai::to_s16(floats, back), Code::ok);
    CHECK(integers == back);

    const float out_of_range[] = {2.0f, -2.0f, std::numeric_limits<float>::quiet_NaN()};
    std::array<std::int16_t, 3> clipped{};
    CHECK_EQ(convai::to_s16(out_of_range, clipped), Code::ok);
    CHECK_EQ(clipped[0], 32767);
    CHECK_EQ(clipped[1], -32768);
    CHECK_EQ(clipped[2], 0);
    CHECK_EQ(convai::to_s16(out_of_range, convai::Span<std::int16_t>(clipped).part(0, 2)), Code::buffer_too_small);
    CHECK_EQ(convai::to_f32(clipped, {}), Code::buffer_too_small);
    CHECK_EQ(convai::to_f32({}, {}), Code::ok);
}

static Utterance utterance(convai::Format format, std::uint32_t channels, convai::milliseconds max_length = {}) {
    convai::UtteranceOptions options;
    options.format = format;
    options.channels = channels;
    options.sample_rate = 16000;
    options.max_length = max_length;
    return UNWRAP(Utterance::create(options));
}

TEST_CASE_FIXTURE(Emulated, "an utterance collects chunks") {
    const Utterance collected = utterance(convai::Format::f32, 2);
    const std::vector<float> chunk = tone::f32(160, 2);
    CHECK_EQ(collected.push(chunk), Code::ok);
    CHECK_EQ(collected.push_frames(chunk.data(), 160), Code::ok);
    CHECK_EQ(collected.push(convai::Span<const float>()), Code::ok);
    CHECK_EQ(UNWRAP(collected.length()).frames, 320u);
    CHECK_EQ(UNWRAP(collected.length()).duration.count(), 20);
    CHECK(UNWRAP(collected.level()).peak > 0.499f);
    CHECK_EQ(collected.clear(), Code::ok);
    CHECK_EQ(UNWRAP(collected.length()).frames, 0u);
}

// The sanitizers find a chunk that is read past its end.
TEST_CASE_FIXTURE(Emulated, "a pointer and a number of samples are pushed as a span") {
    const Utterance collected = utterance(convai::Format::f32, 2);
    const std::vector<float> stereo = tone::f32(160, 2);
    CHECK_EQ(collected.push({stereo.data(), stereo.size()}), Code::ok);
    CHECK_EQ(UNWRAP(collected.length()).frames, 160u);
    CHECK_EQ(collected.push_frames(stereo.data(), stereo.size() / 2), Code::ok);
    CHECK_EQ(UNWRAP(collected.length()).frames, 320u);
}

TEST_CASE_FIXTURE(Emulated, "an utterance accepts samples of its own format only") {
    CHECK_EQ(utterance(convai::Format::u8, 1).push(tone::u8(160)), Code::ok);
    CHECK_EQ(utterance(convai::Format::s16, 1).push(tone::s16(160)), Code::ok);
    CHECK_EQ(utterance(convai::Format::s32, 1).push(tone::s32(160)), Code::ok);
    CHECK_EQ(utterance(convai::Format::f32, 1).push(tone::f32(160)), Code::ok);
    const Utterance packed = utterance(convai::Format::s24, 1);
    CHECK_EQ(packed.push(tone::s24(160)), Code::ok);
    CHECK_EQ(UNWRAP(packed.length()).frames, 160u);
    CHECK_EQ(packed.push(tone::u8(160)), Code::invalid_argument);
    CHECK_EQ(utterance(convai::Format::s16, 1).push(tone::f32(160)), Code::invalid_argument);
    CHECK_EQ(utterance(convai::Format::s16, 2).push(tone::s16(161)), Code::invalid_argument);
}

TEST_CASE_FIXTURE(Emulated, "a full utterance returns utterance_full") {
    const Utterance utterance_of_10_ms = utterance(convai::Format::s16, 1, convai::milliseconds(10));
    CHECK_EQ(utterance_of_10_ms.push(tone::s16(200)), Code::utterance_full);
    CHECK_EQ(UNWRAP(utterance_of_10_ms.length()).frames, 160u);
}

TEST_CASE_FIXTURE(Emulated, "a recording that is begun contains the time before") {
    convai::UtteranceOptions options;
    options.sample_rate = 16000;
    options.trigger = convai::Trigger::begin;
    options.pre_roll = convai::milliseconds(50);
    const Utterance collected = UNWRAP(Utterance::create(options));
    CHECK_EQ(collected.push(tone::s16(8000)), Code::ok);
    CHECK_EQ(UNWRAP(collected.length()).frames, 0u);
    CHECK_EQ(collected.begin(), Code::ok);
    CHECK_EQ(collected.push(tone::s16(160)), Code::ok);
    CHECK_EQ(UNWRAP(collected.length()).frames, 960u);
    CHECK_EQ(collected.next().error().code(), Code::wrong_kind);
    CHECK_EQ(utterance(convai::Format::s16, 1).begin(), Code::wrong_kind);
    CHECK_EQ(collected.set_gate(true), Code::wrong_kind);
}

TEST_CASE_FIXTURE(Emulated, "a voice begins a recording and silence ends it") {
    const std::string here = __FILE__;
    std::ifstream file(here.substr(0, here.rfind("bindings")) + "examples/audio/question.wav", std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    const convai::Audio question =
        UNWRAP(convai::Audio::read_wav({reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size()}));
    convai::UtteranceOptions options;
    options.sample_rate = 16000;
    options.trigger = convai::Trigger::speech;
    options.speech_time = convai::milliseconds(100);
    options.silence_time = convai::milliseconds(500);
    options.speech_threshold = 0.7f;
    options.silence_threshold = 0.4f;
    const Utterance microphone = UNWRAP(Utterance::create(options));
    const std::vector<std::int16_t> silence(16000);
    CHECK_EQ(microphone.push(question.pcm()), Code::ok);
    CHECK_EQ(microphone.push(silence), Code::ok);
    CHECK(UNWRAP(microphone.next()).heard == convai::Heard::speech_started);
    const convai::UtteranceEvent ended = UNWRAP(microphone.next());
    CHECK(ended.heard == convai::Heard::speech_ended);
    CHECK(UNWRAP(ended.ended.length()).frames > question.frames());
    CHECK(UNWRAP(microphone.next()).heard == convai::Heard::nothing);

    CHECK_EQ(microphone.set_gate(true), Code::ok);
    CHECK_EQ(microphone.push(question.pcm()), Code::ok);
    CHECK(UNWRAP(microphone.next()).heard == convai::Heard::nothing);
    options.max_length = convai::milliseconds(100);
    CHECK_EQ(Utterance::create(options).error().code(), Code::invalid_argument);
}

TEST_CASE_FIXTURE(Emulated, "a changed microphone is refused, and clipped samples are counted") {
    const Utterance collected = utterance(convai::Format::s16, 1);
    const std::vector<std::int16_t> loud(160, 32767);
    CHECK_EQ(collected.push(convai::Pcm::s16(loud, 1, 16000)), Code::ok);
    CHECK_EQ(collected.push(convai::Pcm::s16(loud, 1, 48000)), Code::audio_input);
    CHECK_EQ(UNWRAP(collected.length()).frames, 160u);
    CHECK_EQ(UNWRAP(collected.clipped()), 160u);
}

// How often push() returned each code.
struct Pushes {
    std::uint64_t ok = 0, busy = 0, other = 0;
    void push(const Utterance &into, const std::vector<std::int16_t> &chunk, int times) {
        for (int count = 0; count < times; ++count) {
            const Code code = into.push(chunk);
            ++(code == Code::ok ? ok : code == Code::busy ? busy : other);
        }
    }
};

// Whether two pushes meet is up to the scheduler, so the threads push until it has happened. On a machine with other work it
// interrupts one of them in the middle of a push, which takes most of their time.
TEST_CASE_FIXTURE(Emulated, "of two pushes at the same time one is busy, and the length has the frames of the other") {
    const Utterance shared = utterance(convai::Format::s16, 1, convai::milliseconds(600000));
    const std::vector<std::int16_t> chunk = tone::s16(160000);
    std::uint64_t refused = 0;
    for (int round = 0; round < 1000 && refused == 0; ++round) {
        Pushes here, there;
        std::atomic<int> ready{0};
        const auto push_together = [&](Pushes &own) {
            ++ready;
            while (ready < 2) std::this_thread::yield();
            own.push(shared, chunk, 29);
        };
        std::thread second([&] { push_together(there); });
        push_together(here);
        second.join();
        CHECK_EQ(here.other + there.other, 0u);
        CHECK_EQ(UNWRAP(shared.length()).frames, (here.ok + there.ok) * 160000);
        refused = here.busy + there.busy;
        CHECK_EQ(shared.push(chunk), Code::ok);
        CHECK_EQ(shared.clear(), Code::ok);
    }
    CHECK(refused > 0);
}

// The first recording is long, so that its conversion takes longer than a push.
TEST_CASE_FIXTURE(Emulated, "an utterance is busy while its last recording is converted, and keeps the next one") {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Conversation conversation = UNWRAP(client.conversation(emulator::pell));
    convai::UtteranceOptions options;
    options.format = convai::Format::f32;
    options.channels = 2;
    options.sample_rate = 48000;
    options.max_length = convai::milliseconds(60000);
    const Utterance spoken = UNWRAP(Utterance::create(options));
    const std::vector<float> minute = tone::f32(60 * 48000, 2), half_second = tone::f32(24000, 2);
    bool busy = false;
    for (int attempt = 0; attempt < 20 && !busy; ++attempt) {
        CHECK_EQ(spoken.clear(), Code::ok);
        CHECK_EQ(spoken.push(minute), Code::ok);
        const auto first = UNWRAP(conversation.say_utterance_async(spoken));
        CHECK_EQ(spoken.push(half_second), Code::ok);
        const auto second = conversation.say_utterance_async(spoken);
        if (!second) {
            CHECK_EQ(second.error().code(), Code::busy);
            CHECK(second.error().retryable());
            CHECK_EQ(UNWRAP(spoken.length()).frames, 24000u);
            busy = true;
        }
        CHECK_EQ(first.wait(convai::forever), Code::ok);
    }
    CHECK(busy);
    const std::string reply = text_of(UNWRAP(conversation.say_utterance(spoken)));
    CHECK_MESSAGE(support::contains(reply, "I heard 0.50 seconds"), reply);
}

TEST_CASE_FIXTURE(Emulated, "an invalid or empty utterance is refused") {
    CHECK(!Utterance::create({}));
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Conversation conversation = UNWRAP(client.conversation(emulator::pell));
    const Utterance empty = utterance(convai::Format::s16, 1);
    CHECK_EQ(conversation.say_utterance(empty).error().code(), Code::audio_input);
    CHECK_EQ(conversation.say_utterance_async(empty).error().code(), Code::audio_input);
    CHECK_EQ(emulator::count(), 0);
}

TEST_CASE_FIXTURE(Emulated, "spans convert from arrays and containers") {
    std::vector<std::int16_t> many{1, 2, 3};
    const std::array<std::int16_t, 2> fixed{4, 5};
    convai::Span<std::int16_t> writable = many;
    writable[0] = 7;
    const convai::Span<const std::int16_t> readable = writable;
    CHECK_EQ(readable[0], 7);
    CHECK_EQ(convai::Span<const std::int16_t>(fixed).size(), 2u);
    CHECK_EQ(readable.part(1, 9).size(), 2u);
    CHECK_EQ(readable.part(3, 1).size(), 0u);
    CHECK_EQ(readable.part(9, 1).size(), 0u);
    CHECK_EQ(readable.size_bytes(), 6u);
    CHECK((!std::is_constructible_v<convai::Span<const float>, std::vector<std::int16_t> &>));
    CHECK((!std::is_constructible_v<convai::Span<float>, const std::vector<float> &>));
}
