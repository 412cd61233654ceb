// A tone of half full scale in every sample format.
#pragma once

#include <convai.hpp>

#include <cmath>
#include <cstring>
#include <vector>

namespace tone {

/// From -0.5 to 0.5, with four samples per period, so that the peak is exact at every sample rate.
inline double at(std::size_t frame) {
    constexpr double period[] = {0.0, 0.5, 0.0, -0.5};
    return period[frame % 4];
}

inline std::vector<float> f32(std::size_t frames, std::size_t channels = 1) {
    std::vector<float> samples;
    for (std::size_t index = 0; index < frames * channels; ++index) {
        samples.push_back(static_cast<float>(at(index / channels)));
    }
    return samples;
}

inline std::vector<std::int16_t> s16(std::size_t frames) {
    std::vector<std::int16_t> samples;
    for (std::size_t frame = 0; frame < frames; ++frame) {
        samples.push_back(static_cast<std::int16_t>(at(frame) * 32768.0));
    }
    return samples;
}

inline std::vector<std::int32_t> s32(std::size_t frames) {
    std::vector<std::int32_t> samples;
    for (std::size_t frame = 0; frame < frames; ++frame) {
        samples.push_back(static_cast<std::int32_t>(at(frame) * 2147483648.0));
    }
    return samples;
}

inline std::vector<std::uint8_t> s24(std::size_t frames) {
    std::vector<std::uint8_t> bytes;
    for (std::size_t frame = 0; frame < frames; ++frame) {
        const auto sample = static_cast<std::uint32_t>(static_cast<std::int32_t>(at(frame) * 8388608.0));
        for (const unsigned shift : {0u, 8u, 16u}) bytes.push_back(static_cast<std::uint8_t>(sample >> shift));
    }
    return bytes;
}

inline std::vector<std::uint8_t> u8(std::size_t frames) {
    std::vector<std::uint8_t> samples;
    for (std::size_t frame = 0; frame < frames; ++frame) {
        samples.push_back(static_cast<std::uint8_t>(128.0 + at(frame) * 128.0));
    }
    return samples;
}

/// Owns samples: 1,600 frames at 16 kHz, one channel.
struct Sample {
    convai::Format format;
    std::vector<std::uint8_t> bytes;

    [[nodiscard]] convai::Pcm pcm() const { return {format, bytes.data(), bytes.size(), 1, 16000}; }
};

template <typename Element>
std::vector<std::uint8_t> bytes_of(const std::vector<Element> &samples) {
    std::vector<std::uint8_t> bytes(samples.size() * sizeof(Element));
    std::memcpy(bytes.data(), samples.data(), bytes.size());
    return bytes;
}

inline std::vector<Sample> every_format() {
    return {
        {convai::Format::u8, u8(1600)},
        {convai::Format::s16, bytes_of(s16(1600))},
        {convai::Format::s24, s24(1600)},
        {convai::Format::s32, bytes_of(s32(1600))},
        {convai::Format::f32, bytes_of(f32(1600))},
    };
}

}  // namespace tone
