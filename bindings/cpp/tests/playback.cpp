// A playback of samples: what is read, what is heard now, and how it stops.
#include "ear.hpp"
#include "tone.hpp"

#include <atomic>

using convai::Code;
using convai::milliseconds;
using convai::Pcm;
using convai::Playback;
using convai::PlaybackMode;
using convai::PlaybackPhase;

static constexpr std::uint32_t rate = 48000;
static constexpr std::size_t quarter_second = rate / 4;
// A step that is heard as a click is much larger than one of a ramp.
static constexpr double click = 0.05;

static_assert(noexcept(std::declval<const Playback &>().read(convai::Span<float>(), 2u)));
static_assert(noexcept(std::declval<const Playback &>().read(convai::Span<std::int16_t>(), 2u)));
static_assert(noexcept(std::declval<const Playback &>().read_ahead(convai::Span<float>(), 2u, 0u, milliseconds())));
static_assert(!std::is_copy_constructible_v<Playback> && !std::is_copy_assignable_v<Playback>);
static_assert(std::is_nothrow_move_constructible_v<Playback> && std::is_nothrow_move_assignable_v<Playback>);

template <typename Change>
static Playback playback_with(Change change) {
    convai::PlaybackOptions options;
    options.sample_rate = rate;
    options.start_buffer = milliseconds(500);  // the voices are shorter: they begin when all of them has arrived
    change(options);
    return UNWRAP(Playback::create(options));
}
static Playback playback() {
    return playback_with([](convai::PlaybackOptions &) {});
}

static const std::vector<float> &level_voice() {
    static const std::vector<float> samples(quarter_second, 0.8f);
    return samples;
}

// A tone of a quarter of a second at 48 kHz, and of half a second at 24 kHz: 75 periods, so that it ends as it begins.
static const std::vector<float> &sine_voice() {
    static const std::vector<float> samples = [] {
        std::vector<float> wave(quarter_second);
        for (std::size_t index = 0; index < wave.size(); ++index) wave[index] = 0.8f * std::sin(static_cast<float>(index) * 0.03926991f);
        return wave;
    }();
    return samples;
}

static Pcm pcm(const std::vector<float> &samples, std::uint32_t of_rate = rate) { return Pcm::f32(samples, 1, of_rate); }

TEST_CASE_FIXTURE(Emulated, "a playback fills the whole buffer, in every channel") {
    const Playback speaker = playback();
    CHECK_EQ(speaker.add(pcm(level_voice())), Code::ok);
    std::size_t voice = 0, sounding = 0;
    while (voice < quarter_second) {
        std::vector<std::int16_t> stereo(2 * 480, 0x7777);
        voice += speaker.read(stereo, 2);
        for (std::size_t frame = 0; frame < 480; ++frame) {
            CHECK_EQ(stereo[2 * frame], stereo[2 * frame + 1]);
            sounding += stereo[2 * frame] == 26214 ? 1u : 0u;  // 0.8 of full scale
        }
    }
    CHECK_EQ(voice, quarter_second);
    CHECK_EQ(sounding, quarter_second);
}

TEST_CASE_FIXTURE(Emulated, "samples that are no whole frame are silent, and so is every sample without channels") {
    const Playback speaker = playback();
    float odd[5] = {1, 1, 1, 1, 1};
    CHECK_EQ(speaker.read(odd, 2), 0u);
    for (const float sample : odd) CHECK_EQ(sample, 0.0f);
    std::int16_t whole[3] = {1, 1, 1};
    CHECK_EQ(speaker.read(whole, 0), 0u);
    for (const std::int16_t sample : whole) CHECK_EQ(sample, 0);
    CHECK_EQ(speaker.read(convai::Span<float>(), 2), 0u);
    CHECK_EQ(speaker.read_ahead(odd, 0, 0, milliseconds(100)), 0u);
    CHECK_EQ(speaker.read_ahead(whole, 0, 0, milliseconds(100)), 0u);
}

TEST_CASE_FIXTURE(Emulated, "an empty playback is silent") {
    Playback first = playback();
    const Playback second = std::move(first);
    CHECK_EQ(second.add(pcm(level_voice())), Code::ok);
    float out[4] = {1, 1, 1, 1};
    CHECK_EQ(first.read(out, 2), 0u);
    for (const float sample : out) CHECK_EQ(sample, 0.0f);
    std::int16_t whole[2] = {1, 1};
    CHECK_EQ(Playback().read(whole, 1), 0u);
    CHECK_EQ(whole[1], 0);
    CHECK_EQ(first.read_ahead(out, 1, 0, milliseconds(100)), 0u);
    CHECK_EQ(first.add(pcm(level_voice())), Code::bad_handle);
    CHECK_EQ(first.add(convai::AnyOperation()), Code::bad_handle);
    CHECK_EQ(first.stop(), Code::bad_handle);
    CHECK_EQ(first.pause(), Code::bad_handle);
    CHECK_EQ(first.resume(), Code::bad_handle);
    CHECK_EQ(first.set_volume(1), Code::bad_handle);
    CHECK_EQ(first.set_device(rate), Code::bad_handle);
    CHECK_EQ(first.state().error().code(), Code::bad_handle);
}

// A handle that the C interface freed: the object is not empty, but stale.
TEST_CASE_FIXTURE(Emulated, "a stale playback is silent") {
    Playback speaker = playback();
    CHECK_EQ(speaker.add(pcm(level_voice())), Code::ok);
    convai_playback *handle = speaker.get();
    CHECK_EQ(convai_playback_free(&handle), CONVAI_OK);
    float out[3] = {1, 1, 1};
    CHECK_EQ(speaker.read(out, 1), 0u);
    for (const float sample : out) CHECK_EQ(sample, 0.0f);
    CHECK_EQ(speaker.stop(), Code::bad_handle);
    CHECK_EQ(speaker.state().error().code(), Code::bad_handle);
    CHECK(speaker.release() != nullptr);
}

TEST_CASE_FIXTURE(Emulated, "a playback tells what is heard now") {
    const Playback speaker = playback();
    Ear<float> ear(speaker);
    CHECK_EQ(ear.now().phase, PlaybackPhase::empty);
    CHECK_EQ(ear.now().sample_rate, 0u);
    const int npc = 0;
    CHECK_EQ(speaker.add(pcm(sine_voice(), 24000), PlaybackMode::queue, convai::user_data(&npc)), Code::ok);
    CHECK_EQ(ear.now().phase, PlaybackPhase::buffering);
    CHECK_EQ(ear.now().buffered, milliseconds(500));
    ear.hear_voice(quarter_second);
    const convai::PlaybackState heard = ear.now();
    CHECK_EQ(heard.phase, PlaybackPhase::speaking);
    CHECK(heard.pointer<const int>() == &npc);
    CHECK(heard.operation == nullptr);
    CHECK(!heard.is(convai::AnyOperation()));
    CHECK_EQ(heard.sample_rate, 24000u);
    CHECK_EQ(heard.frames, ear.voice() / 2);  // at the sample rate of the voice
    CHECK_EQ(heard.played.count(), static_cast<std::int32_t>(ear.voice() * 1000 / rate));
    CHECK((heard.level.peak > 0.79f && heard.level.peak < 0.81f));
    CHECK((heard.level.rms > 0.55f && heard.level.rms < 0.58f));
    CHECK((heard.mouth > 0.9f && heard.mouth <= 1.0f));
    ear.hear_until(PlaybackPhase::ended);
    CHECK_EQ(ear.voice(), 2 * quarter_second);
    CHECK_EQ(ear.now().played, milliseconds(500));
    CHECK_EQ(ear.now().buffered, milliseconds());
    CHECK_EQ(ear.now().underruns, 0u);
}

TEST_CASE_FIXTURE(Emulated, "a playback stops with a fade and without a click") {
    for (const int fade : {0, 20, 40}) {
        CAPTURE(fade);
        const Playback speaker = playback();
        Ear<float> ear(speaker);
        CHECK_EQ(speaker.add(pcm(level_voice())), Code::ok);
        ear.hear_voice(4800);
        CHECK_EQ(speaker.stop(milliseconds(fade)), Code::ok);
        CHECK_EQ(ear.now().phase, PlaybackPhase::empty);
        CHECK_EQ(ear.now().buffered, milliseconds());
        ear.hear_out();
        CHECK(ear.largest_step() < click);
        CHECK_EQ(ear.voice(), 4800u + static_cast<std::size_t>(fade > 0 ? fade : 10) * rate / 1000);
        CHECK_EQ(ear.samples().back(), 0.0f);
        // A voice after it has nothing of the first.
        ear.forget();
        const std::vector<float> wave = tone::f32(quarter_second);
        CHECK_EQ(speaker.add(pcm(wave)), Code::ok);
        ear.hear_until(PlaybackPhase::ended);
        CHECK_EQ(ear.voice(), wave.size());
        CHECK(std::equal(wave.begin(), wave.end(), ear.samples().begin()));
    }
    CHECK_EQ(playback().stop(milliseconds(10001)), Code::invalid_argument);
    CHECK_EQ(playback().stop(milliseconds(-1)), Code::invalid_argument);
}

TEST_CASE_FIXTURE(Emulated, "a voice replaces another one without a click") {
    const Playback speaker = playback();
    Ear<float> ear(speaker);
    std::vector<float> other(4800);
    for (std::size_t index = 0; index < other.size(); ++index) {
        other[index] = -0.8f * std::fmin(1.0f, static_cast<float>(index) / 480);  // a voice has a beginning of its own
    }
    CHECK_EQ(speaker.add(pcm(level_voice())), Code::ok);
    ear.hear_voice(4800);
    CHECK_EQ(speaker.add(pcm(other), PlaybackMode::replace, 2), Code::ok);
    ear.hear_until(PlaybackPhase::ended);
    CHECK(ear.largest_step() < click);
    CHECK_EQ(ear.now().user_data, 2u);
    CHECK_EQ(ear.now().frames, other.size());
}

TEST_CASE_FIXTURE(Emulated, "a pause stops time and not the voice") {
    const Playback speaker = playback();
    Ear<float> ear(speaker);
    CHECK_EQ(speaker.add(pcm(level_voice())), Code::ok);
    ear.hear_voice(4800);
    CHECK_EQ(speaker.pause(), Code::ok);
    ear.hear_out();
    const milliseconds played = ear.now().played;
    CHECK_EQ(ear.hear(960), 0u);
    CHECK((ear.now().paused && ear.now().phase == PlaybackPhase::buffering));
    CHECK_EQ(ear.now().played, played);
    CHECK_EQ(speaker.resume(), Code::ok);
    CHECK(!ear.now().paused);
    ear.hear_until(PlaybackPhase::ended);
    CHECK(ear.largest_step() < click);
    CHECK_EQ(ear.voice(), quarter_second);
}

TEST_CASE_FIXTURE(Emulated, "the volume and the device change without a click") {
    const Playback speaker = playback();
    Ear<float> ear(speaker);
    CHECK_EQ(speaker.add(pcm(sine_voice(), 24000)), Code::ok);
    ear.hear_voice(4800);
    CHECK(UNWRAP(speaker.state()).level.peak > 0.75f);
    CHECK_EQ(speaker.set_volume(0.5f), Code::ok);
    ear.hear_voice(9600);
    CHECK(UNWRAP(speaker.state()).level.peak < 0.41f);
    while (std::fabs(ear.samples().back()) < 0.39f) ear.hear(1);  // where it is loudest
    CHECK_EQ(speaker.set_device(44100, milliseconds(20)), Code::ok);
    ear.hear_until(PlaybackPhase::ended);
    CHECK(ear.largest_step() < click);
    CHECK_EQ(speaker.set_volume(9), Code::invalid_argument);
    CHECK_EQ(speaker.set_volume(-1), Code::invalid_argument);
    CHECK_EQ(speaker.set_device(1), Code::invalid_argument);
    CHECK_EQ(speaker.set_device(rate, milliseconds(1001)), Code::invalid_argument);
}

TEST_CASE_FIXTURE(Emulated, "a voice that is read too fast has gaps and one end") {
    const Playback speaker = playback();
    Ear<float> ear(speaker);
    const std::vector<float> three_seconds(3 * rate, 0.5f);  // more than is converted ahead
    CHECK_EQ(speaker.add(pcm(three_seconds)), Code::ok);
    while (ear.voice() < three_seconds.size()) {
        CHECK(ear.now().phase != PlaybackPhase::ended);
        ear.take(1024);
    }
    CHECK_EQ(ear.voice(), three_seconds.size());
    CHECK_EQ(ear.now().phase, PlaybackPhase::ended);
    CHECK_EQ(ear.now().played, milliseconds(3000));
}

TEST_CASE_FIXTURE(Emulated, "time passes without a device, and not in a pause") {
    const Playback server = playback_with([](convai::PlaybackOptions &options) { options.without_device = true; });
    const Ear<float> ear(server);
    CHECK_EQ(server.pause(), Code::ok);
    const auto begin = std::chrono::steady_clock::now();
    CHECK_EQ(server.add(pcm(level_voice())), Code::ok);
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    CHECK_EQ(ear.now().played, milliseconds());
    CHECK_EQ(server.resume(), Code::ok);
    float out[2] = {1, 1};
    CHECK_EQ(server.read(out, 1), 0u);
    CHECK_EQ(out[1], 0.0f);
    while (ear.now().phase != PlaybackPhase::ended) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds(300 + 249));
    CHECK_EQ(ear.now().played, milliseconds(250));
}

TEST_CASE_FIXTURE(Emulated, "a program that pushes keeps its audio queue at a length") {
    const Playback speaker = playback();
    std::vector<float> out(9600);
    CHECK_EQ(speaker.read_ahead(out, 1, 0, milliseconds(100)), 0u);
    CHECK_EQ(speaker.add(pcm(level_voice())), Code::ok);
    // It begins when all of it is there: see Ear::hear.
    while (speaker.read_ahead(convai::Span<float>(out).part(0, 1), 1, 0, milliseconds(100)) == 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    std::size_t queued = 1, pushed = 1;
    while (pushed < quarter_second / 2) {
        const std::size_t frames = speaker.read_ahead(out, 1, queued, milliseconds(100));
        queued += frames;
        pushed += frames;
        CHECK(queued <= 4800);
        queued -= queued < 800 ? queued : 800;  // a frame of the game
    }
    std::vector<std::int16_t> whole(2 * 9600);
    while (pushed < quarter_second) pushed += speaker.read_ahead(whole, 2, 0, milliseconds(50));
    CHECK_EQ(UNWRAP(speaker.state()).played, milliseconds(250));
    CHECK_EQ(UNWRAP(speaker.state()).phase, PlaybackPhase::ended);
    CHECK_EQ(speaker.read_ahead(out, 1, 0, milliseconds(-1)), 0u);
}

TEST_CASE_FIXTURE(Emulated, "a full playback refuses samples, and invalid ones") {
    const Playback small = playback_with([](convai::PlaybackOptions &options) { options.max_buffered = milliseconds(400); });
    CHECK_EQ(small.add(pcm(level_voice())), Code::ok);
    CHECK_EQ(small.add(pcm(level_voice())), Code::queue_full);
    CHECK_EQ(small.add(pcm(level_voice()), PlaybackMode::replace), Code::ok);
    CHECK_EQ(small.add(pcm(level_voice(), 1)), Code::audio_input);
    CHECK_EQ(small.add(pcm(level_voice()), static_cast<PlaybackMode>(9)), Code::invalid_argument);
    CHECK_EQ(small.add(convai::AnyOperation()), Code::bad_handle);
}

TEST_CASE_FIXTURE(Emulated, "the options of a playback are checked, in the words of the wrapper") {
    const convai::Error missing = Playback::create({}).error();
    CHECK_EQ(missing.argument(), "options.sample_rate");
    const auto refused = [](auto change) {
        convai::PlaybackOptions options;
        options.sample_rate = rate;
        change(options);
        convai::Error error = Playback::create(options).error();
        CHECK_EQ(error.code(), Code::invalid_argument);
        CHECK(support::contains(error.message(), error.argument()));
        CHECK(!support::contains(error.message(), "_ms"));
        return std::string(error.argument());
    };
    CHECK_EQ(refused([](auto &options) { options.latency = milliseconds(1001); }), "PlaybackOptions::latency");
    CHECK_EQ(refused([](auto &options) { options.latency = milliseconds(-1); }), "PlaybackOptions::latency");
    CHECK_EQ(refused([](auto &options) { options.start_buffer = milliseconds(501); }), "PlaybackOptions::start_buffer");
    CHECK_EQ(refused([](auto &options) { options.max_buffered = milliseconds(3600001); }), "PlaybackOptions::max_buffered");
}

// The sanitizers see what the threads do. Whether a read meets another call is up to the scheduler.
TEST_CASE_FIXTURE(Emulated, "an audio thread reads while other threads do everything else") {
    const Playback speaker = playback_with([](convai::PlaybackOptions &options) { options.start_buffer = {}; });
    std::atomic<bool> playing{true};
    std::atomic<std::size_t> voice{0}, wrong{0};
    std::thread audio_thread([&] {
        float out[2 * 480];
        while (playing) {
            voice += speaker.read(out, 2);
            for (const float sample : out) wrong += sample >= -1 && sample <= 1 ? 0u : 1u;
        }
    });
    for (int round = 0; round < 40; ++round) {
        const std::uint32_t of_rate = round % 2 == 0 ? 24000 : rate;
        const std::size_t before = voice;
        CHECK_EQ(speaker.add(pcm(level_voice(), of_rate), round % 3 == 0 ? PlaybackMode::replace : PlaybackMode::queue), Code::ok);
        while (voice == before) CHECK(speaker.state());
        CHECK_EQ(speaker.set_volume(round % 5 == 0 ? 0.5f : 1.0f), Code::ok);
        if (round % 4 == 0) {
            CHECK_EQ(speaker.pause(), Code::ok);
            CHECK_EQ(speaker.resume(), Code::ok);
        }
        if (round % 7 == 0) CHECK_EQ(speaker.set_device(round % 14 == 0 ? 44100 : rate), Code::ok);
        if (round % 10 == 9) CHECK_EQ(speaker.stop(), Code::ok);
    }
    playing = false;
    audio_thread.join();
    CHECK_EQ(wrong.load(), 0u);
}
