// Samples, WAV files, levels and utterances: what needs no service.
#include "emulator.hpp"
#include "harness.hpp"
#include "tone.hpp"

#include <array>
#include <limits>

using convai::Audio;
using convai::Code;
using convai::Pcm;
using convai::Utterance;

TEST(a_wav_is_built_from_every_format) {
    for (const tone::Sample &sample : tone::every_format()) {
        const Audio audio = UNWRAP(Audio::build_wav(sample.pcm()));
        EXPECT_SAME(audio.frames(), 1600u);
        EXPECT_SAME(audio.channels(), 1u);
        EXPECT_SAME(audio.sample_rate(), 16000u);
        EXPECT_SAME(audio.wav().size(), 44u + 3200u);
        EXPECT_SAME(audio.pcm()[1], 16384);
        EXPECT_SAME(audio.pcm()[3], -16384);
        EXPECT_SAME(audio.audio_form(), convai::AudioForm::wav);
        const convai::Level loudness = UNWRAP(convai::level(sample.pcm()));
        EXPECT(loudness.peak > 0.499f && loudness.peak < 0.501f);
        EXPECT(loudness.rms > 0.353f && loudness.rms < 0.354f);
    }
}

TEST(the_named_makers_of_pcm_say_the_format) {
    EXPECT_SAME(UNWRAP(Audio::build_wav(Pcm::u8(tone::u8(800), 1, 8000))).frames(), 800u);
    EXPECT_SAME(UNWRAP(Audio::build_wav(Pcm::s16(tone::s16(800), 1, 8000))).frames(), 800u);
    EXPECT_SAME(UNWRAP(Audio::build_wav(Pcm::s24(tone::s24(800), 1, 8000))).frames(), 800u);
    EXPECT_SAME(UNWRAP(Audio::build_wav(Pcm::s32(tone::s32(800), 1, 8000))).frames(), 800u);
    EXPECT_SAME(UNWRAP(Audio::build_wav(Pcm::f32(tone::f32(800), 1, 8000))).frames(), 800u);
}

TEST(channels_are_averaged_and_rates_changed) {
    const float left_and_right[] = {0.5f, -0.5f, 0.5f, 0.0f};
    const Audio mono = UNWRAP(Audio::build_wav(Pcm::f32(left_and_right, 2, 48000)));
    EXPECT_SAME(mono.frames(), 2u);
    EXPECT_SAME(mono.pcm()[0], 0);
    EXPECT_SAME(mono.pcm()[1], 8192);
    const Audio slower = UNWRAP(Audio::build_wav(Pcm::f32(tone::f32(4800), 1, 48000), 16000));
    EXPECT_SAME(slower.sample_rate(), 16000u);
    EXPECT(slower.frames() >= 1590 && slower.frames() <= 1610);
}

TEST(a_wav_is_read_back) {
    const std::vector<std::int16_t> samples = tone::s16(500);
    const Audio built = UNWRAP(Audio::build_wav(Pcm::s16(samples, 1, 22050)));
    const Audio read = UNWRAP(Audio::read_wav(built.wav()));
    EXPECT_SAME(read.sample_rate(), 22050u);
    EXPECT(std::vector<std::int16_t>(read.pcm().begin(), read.pcm().end()) == samples);

    const std::vector<std::uint8_t> bare = tone::bytes_of(samples);
    EXPECT_SAME(Audio::read_wav(bare).error().code(), Code::audio_input);
    const Audio raw = UNWRAP(Audio::read_wav(bare, 8000));
    EXPECT_SAME(raw.sample_rate(), 8000u);
    EXPECT_SAME(raw.frames(), 500u);
    EXPECT_SAME(raw.audio_form(), convai::AudioForm::raw_pcm);
}

TEST(audio_that_cannot_be_sent_is_refused) {
    const float odd[] = {0.f, 0.f, 0.f};
    EXPECT_SAME(Audio::build_wav(Pcm::f32(odd, 2, 48000)).error().code(), Code::audio_input);
    EXPECT(!Audio::build_wav(Pcm::f32(odd, 0, 48000)));
    EXPECT(!Audio::build_wav(Pcm::f32(odd, 33, 48000)));
    EXPECT(!Audio::build_wav(Pcm::f32(odd, 1, 7999)));
    EXPECT(!Audio::build_wav(Pcm::f32(odd, 1, 48000), 192001));
    EXPECT(!Audio::build_wav(Pcm{static_cast<convai::Format>(9), odd, sizeof odd, 1, 48000}));
    EXPECT_SAME(Audio::build_wav(Pcm::f32({}, 1, 48000)).error().code(), Code::audio_input);
    EXPECT_SAME(convai::level(Pcm::f32(odd, 2, 48000)).error().code(), Code::audio_input);
    const convai::Client client = UNWRAP(emulator::client());
    auto turn = client.get_response_pcm(emulator::pell, "", Pcm::f32(odd, 2, 48000));
    EXPECT_SAME(turn.error().code(), Code::audio_input);
    EXPECT_SAME(turn.error().group(), convai::Group::caller);
    EXPECT(!turn.error().request_sent());
    const std::uint8_t nonsense[] = {1, 2, 3, 4};
    EXPECT_SAME(client.get_response_wav(emulator::pell, "", nonsense).error().code(), Code::audio_input);
    EXPECT_SAME(client.get_response_wav_async(emulator::pell, "", nonsense).error().code(), Code::audio_input);
    EXPECT_SAME(emulator::count(), 0);
}

TEST(samples_are_converted_both_ways) {
    std::vector<std::int16_t> whole;
    for (int value = -32768; value <= 32767; ++value) whole.push_back(static_cast<std::int16_t>(value));
    std::vector<float> floats(whole.size());
    std::vector<std::int16_t> back(whole.size());
    EXPECT_SAME(convai::to_f32(whole, floats), Code::ok);
    EXPECT_SAME(convai::to_s16(floats, back), Code::ok);
    EXPECT(whole == back);

    const float wild[] = {2.0f, -2.0f, std::numeric_limits<float>::quiet_NaN()};
    std::array<std::int16_t, 3> tamed{};
    EXPECT_SAME(convai::to_s16(wild, tamed), Code::ok);
    EXPECT_SAME(tamed[0], 32767);
    EXPECT_SAME(tamed[1], -32768);
    EXPECT_SAME(tamed[2], 0);
    EXPECT_SAME(convai::to_s16(wild, convai::Span<std::int16_t>(tamed).part(0, 2)), Code::buffer_too_small);
    EXPECT_SAME(convai::to_f32(tamed, {}), Code::buffer_too_small);
    EXPECT_SAME(convai::to_f32({}, {}), Code::ok);
}

static Utterance utterance(convai::Format format, std::uint32_t channels, std::int32_t max_ms = 0) {
    convai::UtteranceOptions options;
    options.format = format;
    options.channels = channels;
    options.sample_rate = 16000;
    options.max_ms = max_ms;
    return UNWRAP(Utterance::create(options));
}

TEST(an_utterance_collects_chunks) {
    const Utterance collected = utterance(convai::Format::f32, 2);
    const std::vector<float> chunk = tone::f32(160, 2);
    EXPECT_SAME(collected.push(chunk), Code::ok);
    EXPECT_SAME(collected.push(chunk.data(), 160), Code::ok);
    EXPECT_SAME(collected.push(convai::Span<const float>()), Code::ok);
    EXPECT_SAME(UNWRAP(collected.length()).frames, 320u);
    EXPECT_SAME(UNWRAP(collected.length()).milliseconds, 20);
    EXPECT(UNWRAP(collected.level()).peak > 0.499f);
    EXPECT_SAME(collected.clear(), Code::ok);
    EXPECT_SAME(UNWRAP(collected.length()).frames, 0u);
}

TEST(an_utterance_takes_every_format_and_no_other_than_its_own) {
    EXPECT_SAME(utterance(convai::Format::u8, 1).push(tone::u8(160)), Code::ok);
    EXPECT_SAME(utterance(convai::Format::s16, 1).push(tone::s16(160)), Code::ok);
    EXPECT_SAME(utterance(convai::Format::s32, 1).push(tone::s32(160)), Code::ok);
    EXPECT_SAME(utterance(convai::Format::f32, 1).push(tone::f32(160)), Code::ok);
    const Utterance packed = utterance(convai::Format::s24, 1);
    EXPECT_SAME(packed.push(tone::s24(160)), Code::ok);
    EXPECT_SAME(UNWRAP(packed.length()).frames, 160u);
    EXPECT_SAME(packed.push(tone::u8(160)), Code::invalid_argument);
    EXPECT_SAME(utterance(convai::Format::s16, 1).push(tone::f32(160)), Code::invalid_argument);
    EXPECT_SAME(utterance(convai::Format::s16, 2).push(tone::s16(161)), Code::invalid_argument);
}

TEST(a_full_utterance_says_so) {
    const Utterance brief = utterance(convai::Format::s16, 1, 10);
    EXPECT_SAME(brief.push(tone::s16(200)), Code::utterance_full);
    EXPECT_SAME(UNWRAP(brief.length()).frames, 160u);
}

TEST(an_utterance_that_cannot_be_made_or_said_says_why) {
    EXPECT(!Utterance::create({}));
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Conversation talk = UNWRAP(client.conversation(emulator::pell));
    const Utterance empty = utterance(convai::Format::s16, 1);
    EXPECT_SAME(talk.say_utterance(empty).error().code(), Code::audio_input);
    EXPECT_SAME(talk.say_utterance_async(empty).error().code(), Code::audio_input);
    EXPECT_SAME(emulator::count(), 0);
}

TEST(spans_are_made_from_what_holds_samples) {
    std::vector<std::int16_t> many{1, 2, 3};
    const std::array<std::int16_t, 2> fixed{4, 5};
    convai::Span<std::int16_t> writable = many;
    writable[0] = 7;
    const convai::Span<const std::int16_t> readable = writable;
    EXPECT_SAME(readable[0], 7);
    EXPECT_SAME(convai::Span<const std::int16_t>(fixed).size(), 2u);
    EXPECT_SAME(readable.part(1, 9).size(), 2u);
    EXPECT_SAME(readable.part(3, 1).size(), 0u);
    EXPECT_SAME(readable.part(9, 1).size(), 0u);
    EXPECT_SAME(readable.size_bytes(), 6u);
    EXPECT((!std::is_constructible_v<convai::Span<const float>, std::vector<std::int16_t> &>));
    EXPECT((!std::is_constructible_v<convai::Span<float>, const std::vector<float> &>));
}
