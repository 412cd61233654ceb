#include "AudioTools.h"

#include "LateBinding.h"

namespace convai_native {
namespace {

constexpr std::uint32_t any_rate = 48000;  // a level does not depend on the sample rate

Failure library_problem() {
    if (library_bound()) return Failure();
    return Failure::make(convai::Code::unsupported, "The Convai library is not loaded: look for LogConvaiNative in the output log.");
}

Failure failure_of(convai::Code code) {
    return code == convai::Code::ok ? Failure() : Failure::make(code, std::string(convai::describe(code)));
}

AudioResult result_of(convai::Result<convai::Audio> &&made) {
    AudioResult result;
    result.failure = Failure::from(made.error());
    if (made) result.audio = *std::move(made);
    return result;
}

}  // namespace

AudioResult build_wav(convai::Span<const float> samples, std::uint32_t channels, std::uint32_t sample_rate, std::uint32_t wav_rate) {
    if (Failure problem = library_problem()) return {std::move(problem), {}};
    return result_of(convai::Audio::build_wav(convai::Pcm::f32(samples, channels, sample_rate), wav_rate));
}

AudioResult read_wav(convai::Span<const std::uint8_t> wav, std::uint32_t raw_rate) {
    if (Failure problem = library_problem()) return {std::move(problem), {}};
    return result_of(convai::Audio::read_wav(wav, raw_rate));
}

Failure to_floats(convai::Span<const std::int16_t> input, convai::Span<float> output) {
    if (Failure problem = library_problem()) return problem;
    return failure_of(convai::to_f32(input, output));
}

Failure to_pcm16(convai::Span<const float> input, convai::Span<std::int16_t> output) {
    if (Failure problem = library_problem()) return problem;
    return failure_of(convai::to_s16(input, output));
}

Failure measure(convai::Span<const float> samples, convai::Level &level) {
    level = convai::Level();
    if (Failure problem = library_problem()) return problem;
    if (samples.empty()) return Failure();
    auto measured = convai::level(convai::Pcm::f32(samples, 1, any_rate));
    if (measured) level = *measured;
    return Failure::from(measured.error());
}

}  // namespace convai_native
