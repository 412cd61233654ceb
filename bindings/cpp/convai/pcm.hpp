/// @file
/// Part of convai.hpp: samples of the program, and functions that convert and measure them.

#ifndef CONVAI_CPP_PCM_HPP
#define CONVAI_CPP_PCM_HPP

#include "result.hpp"

CONVAI_CPP_BEGIN

/// The format of a sample.
enum class Format : std::int32_t {
    u8 = CONVAI_PCM_U8,    ///< Unsigned 8-bit; 128 is silence.
    s16 = CONVAI_PCM_S16,  ///< Signed 16-bit.
    s24 = CONVAI_PCM_S24,  ///< Signed 24-bit, packed into 3 bytes, little-endian.
    s32 = CONVAI_PCM_S32,  ///< Signed 32-bit.
    f32 = CONVAI_PCM_F32,  ///< 32-bit float, from -1 to 1. Values outside are clipped; NaN becomes silence.
};

/// A view of interleaved samples that the program owns. The function that receives it copies the samples.
///
/// The number of samples must be a multiple of the number of channels; otherwise the function fails with
/// Code::audio_input.
struct Pcm {
    Format format = Format::s16;    ///< The format of the samples.
    const void *samples = nullptr;  ///< The samples, at any alignment.
    std::size_t bytes = 0;          ///< The size of the samples in bytes.
    std::uint32_t channels = 1;     ///< The number of channels, 1 to 32. They are averaged where one is needed.
    std::uint32_t sample_rate = 0;  ///< Frames per second, 8,000 to 192,000.

    /// Views unsigned 8-bit samples.
    ///
    /// @param samples   the interleaved samples, which must outlive the view.
    /// @param channels  the number of channels, 1 to 32.
    /// @param rate      frames per second, 8,000 to 192,000.
    /// @return the view.
    [[nodiscard]] static Pcm u8(Span<const std::uint8_t> samples, std::uint32_t channels, std::uint32_t rate) noexcept {
        return {Format::u8, samples.data(), samples.size_bytes(), channels, rate};
    }
    /// Views signed 16-bit samples.
    ///
    /// @param samples   the interleaved samples, which must outlive the view.
    /// @param channels  the number of channels, 1 to 32.
    /// @param rate      frames per second, 8,000 to 192,000.
    /// @return the view.
    [[nodiscard]] static Pcm s16(Span<const std::int16_t> samples, std::uint32_t channels, std::uint32_t rate) noexcept {
        return {Format::s16, samples.data(), samples.size_bytes(), channels, rate};
    }
    /// Views signed 24-bit samples.
    ///
    /// @param bytes     the interleaved samples, three bytes each, which must outlive the view.
    /// @param channels  the number of channels, 1 to 32.
    /// @param rate      frames per second, 8,000 to 192,000.
    /// @return the view.
    [[nodiscard]] static Pcm s24(Span<const std::uint8_t> bytes, std::uint32_t channels, std::uint32_t rate) noexcept {
        return {Format::s24, bytes.data(), bytes.size_bytes(), channels, rate};
    }
    /// Views signed 32-bit samples.
    ///
    /// @param samples   the interleaved samples, which must outlive the view.
    /// @param channels  the number of channels, 1 to 32.
    /// @param rate      frames per second, 8,000 to 192,000.
    /// @return the view.
    [[nodiscard]] static Pcm s32(Span<const std::int32_t> samples, std::uint32_t channels, std::uint32_t rate) noexcept {
        return {Format::s32, samples.data(), samples.size_bytes(), channels, rate};
    }
    /// Views float samples.
    ///
    /// @param samples   the interleaved samples, which must outlive the view.
    /// @param channels  the number of channels, 1 to 32.
    /// @param rate      frames per second, 8,000 to 192,000.
    /// @return the view.
    [[nodiscard]] static Pcm f32(Span<const float> samples, std::uint32_t channels, std::uint32_t rate) noexcept {
        return {Format::f32, samples.data(), samples.size_bytes(), channels, rate};
    }

    /// Converts to the struct of the C interface. @return a view of the same samples.
    [[nodiscard]] convai_pcm c_pcm() const noexcept {
        convai_pcm pcm = CONVAI_PCM_INIT;
        pcm.format = static_cast<std::int32_t>(format);
        pcm.samples = samples;
        pcm.samples_bytes = bytes;
        pcm.channels = channels;
        pcm.sample_rate = sample_rate;
        return pcm;
    }
};

/// How loud samples are, from 0 (silence) to 1 (full scale).
struct Level {
    float peak = 0;  ///< The largest absolute value of a sample.
    float rms = 0;   ///< The root mean square of the samples.
};

/// Measures how loud samples are. Threads: any. Blocks: no.
///
/// @param pcm  the samples.
/// @return the level. Errors: null_pointer, audio_input, invalid_argument.
[[nodiscard]] inline Result<Level> level(const Pcm &pcm) noexcept {
    const convai_pcm c_pcm = pcm.c_pcm();
    Level measured;
    const convai_status status = convai_audio_level(&c_pcm, &measured.peak, &measured.rms);
    return detail::written(status, measured);
}

/// Converts 16-bit samples to float samples from -1 to 1. to_s16() restores exactly the same samples. Threads: any.
/// Blocks: no.
///
/// @param input   the samples.
/// @param output  receives as many samples. Must not overlap the input.
/// @return Code::ok, Code::buffer_too_small (nothing was written), or Code::null_pointer.
[[nodiscard]] inline Code to_f32(Span<const std::int16_t> input, Span<float> output) noexcept {
    if (output.size() < input.size()) return Code::buffer_too_small;
    return detail::code(convai_audio_s16_to_f32(input.data(), output.data(), input.size()));
}

/// Converts float samples to 16-bit samples: rounds, clips to full scale, and turns NaN into silence. Threads: any.
/// Blocks: no.
///
/// @param input   the samples.
/// @param output  receives as many samples. Must not overlap the input.
/// @return Code::ok, Code::buffer_too_small (nothing was written), or Code::null_pointer.
[[nodiscard]] inline Code to_s16(Span<const float> input, Span<std::int16_t> output) noexcept {
    if (output.size() < input.size()) return Code::buffer_too_small;
    return detail::code(convai_audio_f32_to_s16(input.data(), output.data(), input.size()));
}

CONVAI_CPP_END

#endif  // CONVAI_CPP_PCM_HPP
