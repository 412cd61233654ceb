// Tests of the audio helpers: files, samples and levels without a client.
#include "support.h"

#include "AudioTools.h"

#include <cmath>

namespace {

std::vector<float> sine(std::size_t frames, std::size_t channels) {
    std::vector<float> samples(frames * channels);
    for (std::size_t index = 0; index < samples.size(); ++index) samples[index] = 0.5F * std::sin(static_cast<float>(index / channels) * 0.0627F);
    return samples;
}

}  // namespace

TEST_CASE_FIXTURE(Test, "a WAV file that was built from samples is read back") {
    const std::vector<float> stereo = sine(4800, 2);
    const convai_native::AudioResult built = convai_native::build_wav(stereo, 2, 48000, 0);
    CHECK_MESSAGE(!built.failure, built.failure.message);
    CHECK(built.audio.wav().size() == std::size_t{44 + 2 * 4800});
    const convai_native::AudioResult read = convai_native::read_wav(built.audio.wav(), 0);
    CHECK(!read.failure);
    CHECK(read.audio.channels() == 1U);
    CHECK(read.audio.sample_rate() == 48000U);
    std::vector<float> floats(read.audio.pcm().size());
    CHECK(!convai_native::to_floats(read.audio.pcm(), floats));
    for (std::size_t frame = 0; frame < floats.size(); ++frame) CHECK(std::fabs(floats[frame] - stereo[2 * frame]) < 0.0001F);
}

TEST_CASE_FIXTURE(Test, "a WAV file can have another sample rate than its samples") {
    const convai_native::AudioResult built = convai_native::build_wav(sine(4800, 1), 1, 48000, 16000);
    CHECK(built.audio.sample_rate() == 16000U);
    CHECK(built.audio.frames() == std::size_t{1600});
}

TEST_CASE_FIXTURE(Test, "invalid audio is refused with the reason") {
    CHECK_CONTAINS(convai_native::build_wav(sine(480, 1), 1, 1, 0).failure.message, "sample rate of 1 Hz");
    CHECK(convai_native::build_wav({}, 1, 48000, 0).failure.code == convai::Code::audio_input);
    const std::vector<std::uint8_t> text(100, 'x');
    const convai_native::AudioResult read = convai_native::read_wav(text, 0);
    CHECK(read.failure.code == convai::Code::audio_input);
    CHECK(read.audio.pcm().empty());
    const convai_native::AudioResult raw = convai_native::read_wav(std::vector<std::uint8_t>(100, 0), 16000);
    CHECK(raw.audio.frames() == std::size_t{50});
}

TEST_CASE_FIXTURE(Test, "samples keep their value from 16 bits to floats and back") {
    const std::vector<std::int16_t> samples = {-32768, -1, 0, 1, 32767};
    std::vector<float> floats(samples.size());
    CHECK(!convai_native::to_floats(samples, floats));
    CHECK(floats.front() == -1.0F);
    std::vector<std::int16_t> again(samples.size());
    CHECK(!convai_native::to_pcm16(floats, again));
    CHECK(again == samples);
    const std::vector<float> loud = {2.0F, -2.0F};
    std::vector<std::int16_t> clipped(loud.size());
    CHECK(!convai_native::to_pcm16(loud, clipped));
    CHECK(clipped == std::vector<std::int16_t>{32767, -32768});
    CHECK(convai_native::to_floats(samples, convai::Span<float>(floats.data(), 1)).code == convai::Code::buffer_too_small);
}

TEST_CASE_FIXTURE(Test, "the level of samples is measured") {
    convai::Level level;
    CHECK(!convai_native::measure(sine(48000, 1), level));
    CHECK(std::fabs(level.peak - 0.5F) < 0.001F);
    CHECK(std::fabs(level.rms - 0.3535F) < 0.001F);
    CHECK(!convai_native::measure({}, level));
    CHECK(level.peak == 0.0F);
}

TEST_CASE_FIXTURE(Test, "the audio helpers fail without the library") {
    convai_native::unbind_library();
    convai::Level level;
    std::vector<float> floats(1);
    std::vector<std::int16_t> samples(1);
    CHECK(convai_native::build_wav(floats, 1, 48000, 0).failure.code == convai::Code::unsupported);
    CHECK(convai_native::read_wav({}, 0).failure.code == convai::Code::unsupported);
    CHECK(convai_native::to_floats(samples, floats).code == convai::Code::unsupported);
    CHECK(convai_native::to_pcm16(floats, samples).code == convai::Code::unsupported);
    CHECK_CONTAINS(convai_native::measure(floats, level).message, "is not loaded");
}
