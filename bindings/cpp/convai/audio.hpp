// Part of convai.hpp: samples that go in, audio that comes out, and the utterance that collects a microphone's.

#ifndef CONVAI_CPP_AUDIO_HPP
#define CONVAI_CPP_AUDIO_HPP

#include "result.hpp"

namespace convai {

/// What samples are made of.
enum class Format : std::int32_t {
    u8 = CONVAI_PCM_U8,    ///< Unsigned 8-bit; 128 is silence.
    s16 = CONVAI_PCM_S16,  ///< Signed 16-bit.
    s24 = CONVAI_PCM_S24,  ///< Signed 24-bit, packed into 3 bytes, little-endian.
    s32 = CONVAI_PCM_S32,  ///< Signed 32-bit.
    f32 = CONVAI_PCM_F32,  ///< 32-bit float, -1 to 1. What lies outside is clipped, NaN becomes silence.
};

/// Samples that the caller holds, channels interleaved: a view, copied by the function that it is passed to.
///
/// Channels: 1 to 32, averaged where one is needed. Sample rate: frames per second, 8,000 to 192,000. A number of
/// samples that is not a multiple of the channels gives Code::audio_input.
struct Pcm {
    Format format = Format::s16;
    const void *samples = nullptr;
    std::size_t bytes = 0;  ///< The samples' size in bytes.
    std::uint32_t channels = 1;
    std::uint32_t sample_rate = 0;

    [[nodiscard]] static Pcm u8(Span<const std::uint8_t> samples, std::uint32_t channels, std::uint32_t rate) noexcept {
        return {Format::u8, samples.data(), samples.size_bytes(), channels, rate};
    }
    [[nodiscard]] static Pcm s16(Span<const std::int16_t> samples, std::uint32_t channels, std::uint32_t rate) noexcept {
        return {Format::s16, samples.data(), samples.size_bytes(), channels, rate};
    }
    /// `samples` are bytes here: three for each sample.
    [[nodiscard]] static Pcm s24(Span<const std::uint8_t> samples, std::uint32_t channels, std::uint32_t rate) noexcept {
        return {Format::s24, samples.data(), samples.size_bytes(), channels, rate};
    }
    [[nodiscard]] static Pcm s32(Span<const std::int32_t> samples, std::uint32_t channels, std::uint32_t rate) noexcept {
        return {Format::s32, samples.data(), samples.size_bytes(), channels, rate};
    }
    [[nodiscard]] static Pcm f32(Span<const float> samples, std::uint32_t channels, std::uint32_t rate) noexcept {
        return {Format::f32, samples.data(), samples.size_bytes(), channels, rate};
    }

    /// The same for the C interface.
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
    float peak = 0;  ///< The largest sample.
    float rms = 0;   ///< The root of the mean square.
};

/// In which form a reply's or a file's audio came.
enum class AudioForm : std::int32_t {
    none = CONVAI_AUDIO_NONE,        ///< There is no audio.
    wav = CONVAI_AUDIO_WAV,          ///< A WAV file; its header says rate and channels.
    raw_pcm = CONVAI_AUDIO_RAW_PCM,  ///< Bare 16-bit samples; the WAV was built around them.
};

namespace detail {

/// What Response and Audio have in common. The views live until the object is destroyed or assigned to.
template <typename Object>
class Sound : public Owned<Object> {
public:
    using Owned<Object>::Owned;

    /// A complete WAV file; empty where there is none.
    [[nodiscard]] Span<const std::uint8_t> wav() const noexcept {
        if (const Object *data = this->get()) return {data->wav, data->wav_len};
        return {};
    }
    /// The same as 16-bit samples, channels interleaved: frames() * channels() of them; empty where there are none.
    [[nodiscard]] Span<const std::int16_t> pcm() const noexcept {
        const Object *data = this->get();
        if (!data || !data->pcm) return {};
        return {data->pcm, data->frames * data->channels};
    }
    /// Samples per channel.
    [[nodiscard]] std::size_t frames() const noexcept { return this->get() ? this->get()->frames : 0; }
    /// 0 without audio.
    [[nodiscard]] std::uint32_t channels() const noexcept { return this->get() ? this->get()->channels : 0; }
    /// Frames per second. Differs from voice to voice: never assume one. 0 without audio.
    [[nodiscard]] std::uint32_t sample_rate() const noexcept { return this->get() ? this->get()->sample_rate : 0; }
    /// In which form the audio came.
    [[nodiscard]] AudioForm audio_form() const noexcept {
        return this->get() ? static_cast<AudioForm>(this->get()->audio_form) : AudioForm::none;
    }
};

}  // namespace detail

/// A piece of audio as WAV file and as samples.
class Audio : public detail::Sound<convai_audio> {
public:
    using Sound::Sound;

    /// Builds a 16-bit mono WAV file, exactly as a turn would send it: channels averaged, rounded, clipped, and
    /// resampled to `sample_rate` (8,000 to 192,000; 0 keeps the samples'). Blocks: no.
    /// Errors: null_pointer, audio_input, invalid_argument.
    [[nodiscard]] static Result<Audio> build_wav(const Pcm &samples, std::uint32_t sample_rate = 0) noexcept {
        const convai_pcm pcm = samples.c_pcm();
        return Audio(convai_audio_build_wav(&pcm, sample_rate));
    }
    /// Reads a WAV file of any usual kind. With `raw_sample_rate` bare 16-bit mono samples are accepted as well.
    /// Blocks: no. Errors: null_pointer, invalid_argument, audio_input.
    [[nodiscard]] static Result<Audio> read_wav(Span<const std::uint8_t> file, std::uint32_t raw_sample_rate = 0) noexcept {
        return Audio(convai_audio_read_wav(file.data(), file.size(), raw_sample_rate));
    }
};

/// Measures how loud samples are. Blocks: no. Errors: null_pointer, audio_input, invalid_argument.
[[nodiscard]] inline Result<Level> level(const Pcm &samples) noexcept {
    const convai_pcm pcm = samples.c_pcm();
    Level measured;
    const convai_status status = convai_audio_level(&pcm, &measured.peak, &measured.rms);
    return detail::written(status, measured);
}

/// Converts 16-bit samples to float samples from -1 to 1. Converting back gives the very same. The spans must not
/// overlap. Blocks: no. Gives ok, buffer_too_small (nothing was written), or null_pointer.
[[nodiscard]] inline Code to_f32(Span<const std::int16_t> input, Span<float> output) noexcept {
    if (output.size() < input.size()) return Code::buffer_too_small;
    return detail::code(convai_audio_s16_to_f32(input.data(), output.data(), input.size()));
}

/// Converts float samples to 16-bit samples: rounded, clipped, NaN to silence. The rest is as for to_f32.
[[nodiscard]] inline Code to_s16(Span<const float> input, Span<std::int16_t> output) noexcept {
    if (output.size() < input.size()) return Code::buffer_too_small;
    return detail::code(convai_audio_f32_to_s16(input.data(), output.data(), input.size()));
}

/// What an utterance collects.
struct UtteranceOptions {
    Format format = Format::s16;
    std::uint32_t channels = 1;     ///< 1 to 32, interleaved.
    std::uint32_t sample_rate = 0;  ///< Frames per second, 8,000 to 192,000. Required.
    std::int32_t max_ms = 0;       ///< The longest utterance. 0 for 30,000; at most 600,000.
};

/// How much an utterance holds.
struct Length {
    std::uint64_t frames = 0;
    std::int32_t milliseconds = 0;
};

/// Samples that are collected until the player stops; then Conversation::say_utterance. Move-only.
///
/// Made for an audio thread: push() takes no memory, and no lock that is ever held for longer than another chunk's copy.
/// End the audio thread's pushing before the Utterance is destroyed, moved or assigned to.
class Utterance : public detail::Owned<convai_utterance> {
public:
    using Owned::Owned;

    /// Makes an utterance and takes all the memory that it will need. Blocks: no.
    /// Errors: invalid_argument, audio_input.
    [[nodiscard]] static Result<Utterance> create(const UtteranceOptions &options) noexcept {
        convai_utterance_options wanted = CONVAI_UTTERANCE_OPTIONS_INIT;
        wanted.format = static_cast<std::int32_t>(options.format);
        wanted.channels = options.channels;
        wanted.sample_rate = options.sample_rate;
        wanted.max_ms = options.max_ms;
        convai_error *error = nullptr;
        convai_utterance *made = convai_utterance_new(&wanted, &error);
        Result<Utterance> result = detail::made<Utterance>(made, error);
        result->format_ = options.format;
        result->channels_ = options.channels;
        return result;
    }

    /// Adds samples, channels interleaved. Blocks: no. Gives ok; utterance_full (what fitted was taken, the rest was not:
    /// say it, or clear it); bad_handle; or invalid_argument where the samples are of another format than the utterance's
    /// or not a multiple of its channels (nothing was taken).
    [[nodiscard]] Code push(Span<const std::int16_t> samples) const noexcept { return push(Format::s16, samples, 1); }
    [[nodiscard]] Code push(Span<const std::int32_t> samples) const noexcept { return push(Format::s32, samples, 1); }
    [[nodiscard]] Code push(Span<const float> samples) const noexcept { return push(Format::f32, samples, 1); }
    /// For u8, and for s24 with three bytes a sample.
    [[nodiscard]] Code push(Span<const std::uint8_t> bytes) const noexcept {
        return format_ == Format::s24 ? push(Format::s24, bytes, 3) : push(Format::u8, bytes, 1);
    }
    /// Adds `frames` frames that are in the utterance's format, whatever that is.
    [[nodiscard]] Code push(const void *samples, std::size_t frames) const noexcept {
        return detail::code(convai_utterance_push(get(), samples, frames));
    }
    /// How loud the last chunk was, for a level meter; also while another thread pushes. Blocks: no.
    [[nodiscard]] Result<Level> level() const noexcept {
        Level measured;
        const convai_status status = convai_utterance_level(get(), &measured.peak, &measured.rms);
        return detail::written(status, measured);
    }
    /// How much it holds; also while another thread pushes. Blocks: no.
    [[nodiscard]] Result<Length> length() const noexcept {
        Length held;
        const convai_status status = convai_utterance_length(get(), &held.frames, &held.milliseconds);
        return detail::written(status, held);
    }
    /// Throws away what it holds; the memory is kept. Blocks: no. Gives ok or bad_handle.
    Code clear() const noexcept { return detail::code(convai_utterance_clear(get())); }

private:
    template <typename Element>
    [[nodiscard]] Code push(Format format, Span<Element> chunk, std::size_t elements_per_sample) const noexcept {
        if (!get()) return Code::bad_handle;
        const std::size_t elements_per_frame = elements_per_sample * channels_;
        if (format != format_ || elements_per_frame == 0 || chunk.size() % elements_per_frame != 0) {
            return Code::invalid_argument;
        }
        return chunk.empty() ? Code::ok : push(chunk.data(), chunk.size() / elements_per_frame);
    }

    // So that a chunk of another kind is refused instead of read as what it is not. 0 where the object was taken over
    // from the C interface: then only the last push() fits.
    Format format_ = Format::s16;
    std::uint32_t channels_ = 0;
};

}  // namespace convai

#endif  // CONVAI_CPP_AUDIO_HPP
