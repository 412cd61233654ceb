// Converts and measures audio. Needs no client. May be called on any thread.
#pragma once

#include "Failure.h"

namespace convai_native {

struct AudioResult {
    Failure failure;      // empty if the call succeeded
    convai::Audio audio;  // empty if `failure` is set
};

// Builds a 16-bit mono WAV file from interleaved samples. A `wav_rate` of 0 keeps the sample rate.
AudioResult build_wav(convai::Span<const float> samples, std::uint32_t channels, std::uint32_t sample_rate, std::uint32_t wav_rate);
// Reads a WAV file, or raw 16-bit mono samples if `raw_rate` is not 0.
AudioResult read_wav(convai::Span<const std::uint8_t> wav, std::uint32_t raw_rate);
// Convert samples. `output` has the size of `input`.
Failure to_floats(convai::Span<const std::int16_t> input, convai::Span<float> output);
Failure to_pcm16(convai::Span<const float> input, convai::Span<std::int16_t> output);
// Measures how loud samples are. No samples are silent.
Failure measure(convai::Span<const float> samples, convai::Level &level);

}  // namespace convai_native
