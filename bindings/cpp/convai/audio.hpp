/// @file
/// Part of convai.hpp: audio that the library owns.

#ifndef CONVAI_CPP_AUDIO_HPP
#define CONVAI_CPP_AUDIO_HPP

#include "pcm.hpp"

CONVAI_CPP_BEGIN

/// The form in which the audio of a reply or a file arrived.
enum class AudioForm : std::int32_t {
    none = CONVAI_AUDIO_NONE,        ///< There is no audio.
    wav = CONVAI_AUDIO_WAV,          ///< A WAV file. Its header states sample rate and channels.
    raw_pcm = CONVAI_AUDIO_RAW_PCM,  ///< Raw 16-bit samples. The library added the WAV header.
};

/// The audio of a Response or of an Audio object. Views are valid until that object is destroyed or assigned to.
///
/// @tparam Object  the struct of the C interface.
template <typename Object>
class AudioData : public Owned<Object> {
public:
    using Owned<Object>::Owned;

    /// Returns the audio as a complete WAV file. @return the bytes of the file; empty without audio.
    [[nodiscard]] Span<const std::uint8_t> wav() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        if (const Object *data = this->get()) return {data->wav, data->wav_len};
        return {};
    }
    void wav() const && = delete;
    /// Returns the audio as interleaved 16-bit samples. @return frames() * channels() samples; empty without audio.
    [[nodiscard]] Span<const std::int16_t> pcm() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        const Object *data = this->get();
        if (!data || !data->pcm) return {};
        return {data->pcm, data->frames * data->channels};
    }
    void pcm() const && = delete;
    /// Returns the number of frames: samples per channel. @return 0 without audio.
    [[nodiscard]] std::size_t frames() const noexcept { return this->get() ? this->get()->frames : 0; }
    /// Returns the number of channels. @return 0 without audio.
    [[nodiscard]] std::uint32_t channels() const noexcept { return this->get() ? this->get()->channels : 0; }
    /// Returns the number of frames per second, which differs from voice to voice. @return 0 without audio.
    [[nodiscard]] std::uint32_t sample_rate() const noexcept { return this->get() ? this->get()->sample_rate : 0; }
    /// Returns the form in which the audio arrived. @return AudioForm::none without audio.
    [[nodiscard]] AudioForm audio_form() const noexcept {
        return this->get() ? static_cast<AudioForm>(this->get()->audio_form) : AudioForm::none;
    }
};

/// A recording as a WAV file and as samples. Move-only.
class Audio : public AudioData<convai_audio> {
public:
    using AudioData::AudioData;

    /// Builds a 16-bit mono WAV file, exactly as a turn would send it: channels are averaged, samples are rounded, clipped
    /// and resampled. Threads: any. Blocks: no.
    ///
    /// @param pcm          the samples.
    /// @param sample_rate  the sample rate of the file, 8,000 to 192,000 Hz. 0 keeps that of the samples.
    /// @return the audio. Errors: null_pointer, audio_input, invalid_argument; unsupported as for Client::create.
    [[nodiscard]] static Result<Audio> build_wav(const Pcm &pcm, std::uint32_t sample_rate = 0) noexcept {
        if (!compatible()) return detail::unfit_library();
        const convai_pcm c_pcm = pcm.c_pcm();
        return Audio(convai_audio_build_wav(&c_pcm, sample_rate));
    }
    /// Reads a WAV file with integer or float samples and any number of channels. Threads: any. Blocks: no.
    ///
    /// @param wav              the bytes of the file. They are copied.
    /// @param raw_sample_rate  where not 0, raw 16-bit mono samples of this rate are accepted as well.
    /// @return the audio. Errors: null_pointer, invalid_argument, audio_input; unsupported as for Client::create.
    [[nodiscard]] static Result<Audio> read_wav(Span<const std::uint8_t> wav, std::uint32_t raw_sample_rate = 0) noexcept {
        if (!compatible()) return detail::unfit_library();
        return Audio(convai_audio_read_wav(wav.data(), wav.size(), raw_sample_rate));
    }
};

CONVAI_CPP_END

#endif  // CONVAI_CPP_AUDIO_HPP
