/// @file
/// Part of convai.hpp: an utterance that an audio thread records.

#ifndef CONVAI_CPP_UTTERANCE_HPP
#define CONVAI_CPP_UTTERANCE_HPP

#include "pcm.hpp"

CONVAI_CPP_BEGIN

/// The format and the length of an utterance.
struct UtteranceOptions {
    Format format = Format::s16;    ///< The format of the samples.
    std::uint32_t channels = 1;     ///< The number of interleaved channels, 1 to 32.
    std::uint32_t sample_rate = 0;  ///< Frames per second, 8,000 to 192,000. Required.
    milliseconds max_length{};      ///< The length limit. Zero for 30 seconds; at most ten minutes.
};

/// The length of an utterance.
struct Length {
    std::uint64_t frames = 0;       ///< The number of frames: samples per channel.
    milliseconds duration{};        ///< The same as a time.
};

/// Samples that are collected until the player stops speaking; then pass it to Conversation::say_utterance. Move-only.
///
/// Made for an audio thread: push(), level() and length() take no lock, allocate nothing and free nothing. One thread pushes
/// at a time. Stop the audio thread before the Utterance is destroyed, moved or assigned to. Threads: any. Nothing here blocks.
class Utterance : public Owned<convai_utterance> {
public:
    using Owned<convai_utterance>::Owned;

    /// Creates an utterance and allocates all memory that it will need.
    ///
    /// @param options  the format and the length.
    /// @return the utterance. Errors: invalid_argument, audio_input; unsupported as for Client::create.
    [[nodiscard]] static Result<Utterance> create(const UtteranceOptions &options) noexcept {
        if (!compatible()) return detail::unfit_library();
        convai_utterance_options c_options = CONVAI_UTTERANCE_OPTIONS_INIT;
        c_options.format = static_cast<std::int32_t>(options.format);
        c_options.channels = options.channels;
        c_options.sample_rate = options.sample_rate;
        c_options.max_ms = options.max_length.count();
        convai_error *error = nullptr;
        convai_utterance *utterance = convai_utterance_new(&c_options, &error);
        Result<Utterance> result = detail::created<Utterance>(utterance, error);
        result->format_ = options.format;
        result->channels_ = options.channels;
        return result;
    }

    /// Adds 16-bit samples.
    ///
    /// @param samples  the interleaved samples of whole frames.
    /// @return Code::ok; Code::utterance_full where only a part was added; Code::busy where another thread pushes at this
    ///     moment (nothing was added); Code::invalid_argument where the samples have another format or are not whole frames
    ///     (nothing was added); or Code::bad_handle.
    [[nodiscard]] Code push(Span<const std::int16_t> samples) const noexcept { return add(Format::s16, samples, 1); }
    /// Adds 32-bit samples.
    ///
    /// @param samples  the interleaved samples of whole frames.
    /// @return as for 16-bit samples.
    [[nodiscard]] Code push(Span<const std::int32_t> samples) const noexcept { return add(Format::s32, samples, 1); }
    /// Adds float samples.
    ///
    /// @param samples  the interleaved samples of whole frames.
    /// @return as for 16-bit samples.
    [[nodiscard]] Code push(Span<const float> samples) const noexcept { return add(Format::f32, samples, 1); }
    /// Adds 8-bit samples, or 24-bit samples of three bytes each.
    ///
    /// @param bytes  the interleaved samples of whole frames.
    /// @return as for 16-bit samples.
    [[nodiscard]] Code push(Span<const std::uint8_t> bytes) const noexcept {
        return format_ == Format::s24 ? add(Format::s24, bytes, 3) : add(Format::u8, bytes, 1);
    }
    /// Adds frames in the format of the utterance, whatever it is. The utterance reads `frames` times the size of a frame.
    /// push() with a span cannot read too much; use it where the type of the samples is known.
    ///
    /// @param samples  the interleaved samples, at any alignment.
    /// @param frames   the number of frames, not of samples: one frame has a sample of each channel.
    /// @return Code::ok, Code::utterance_full where only a part was added, Code::busy, Code::null_pointer,
    ///     Code::invalid_argument, Code::bad_handle or Code::forked.
    [[nodiscard]] Code push_frames(const void *samples, std::size_t frames) const noexcept {
        return detail::code(convai_utterance_push(get(), samples, frames));
    }
    /// Returns how loud the last chunk was, for a level meter. Other threads may push at the same time.
    ///
    /// @return the level. Errors: bad_handle, forked.
    [[nodiscard]] Result<Level> level() const noexcept {
        Level measured;
        const convai_status status = convai_utterance_level(get(), &measured.peak, &measured.rms);
        return detail::written(status, measured);
    }
    /// Returns how much was collected. Other threads may push at the same time.
    ///
    /// @return the length. Errors: bad_handle, forked.
    [[nodiscard]] Result<Length> length() const noexcept {
        Length collected;
        std::int32_t duration = 0;
        const convai_status status = convai_utterance_length(get(), &collected.frames, &duration);
        collected.duration = milliseconds(duration);
        return detail::written(status, collected);
    }
    /// Discards the samples and keeps the memory.
    ///
    /// @return Code::ok, Code::bad_handle or Code::forked.
    Code clear() const noexcept { return detail::code(convai_utterance_clear(get())); }

private:
    template <typename Element>
    [[nodiscard]] Code add(Format format, Span<Element> chunk, std::size_t elements_per_sample) const noexcept {
        if (!get()) return Code::bad_handle;
        const std::size_t elements_per_frame = elements_per_sample * channels_;
        if (format != format_ || elements_per_frame == 0 || chunk.size() % elements_per_frame != 0) {
            return Code::invalid_argument;
        }
        return chunk.empty() ? Code::ok : push_frames(chunk.data(), chunk.size() / elements_per_frame);
    }

    // Known where create() made the object. An object of the C interface has 0 channels here, and accepts only
    // push_frames().
    Format format_ = Format::s16;
    std::uint32_t channels_ = 0;
};

CONVAI_CPP_END

#endif  // CONVAI_CPP_UTTERANCE_HPP
