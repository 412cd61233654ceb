/// @file
/// Part of convai.hpp: an utterance that an audio thread records.

#ifndef CONVAI_CPP_UTTERANCE_HPP
#define CONVAI_CPP_UTTERANCE_HPP

#include "playback.hpp"

CONVAI_CPP_BEGIN

/// What begins a recording.
enum class Trigger : std::int32_t {
    push = CONVAI_TRIGGER_PUSH,      ///< The first chunk: push while the button of push to talk is held.
    begin = CONVAI_TRIGGER_BEGIN,    ///< Utterance::begin(): push all the time; the recording contains the time before.
    speech = CONVAI_TRIGGER_SPEECH,  ///< The player's voice, and silence ends it: push all the time, and call Utterance::next().
};

/// The format and the length of an utterance, and what begins it. A field that the trigger does not use must have its default.
struct UtteranceOptions {
    Format format = Format::s16;      ///< The format of the samples.
    std::uint32_t channels = 1;       ///< The number of interleaved channels, 1 to 32.
    std::uint32_t sample_rate = 0;    ///< Frames per second, 8,000 to 192,000. Required.
    milliseconds max_length{};        ///< The length limit. Zero for 30 seconds; at most ten minutes.
    Trigger trigger = Trigger::push;  ///< What begins a recording.
    milliseconds pre_roll{};          ///< How much of the time before it a recording contains. Zero for 300 ms.
    milliseconds speech_time{};       ///< Trigger::speech: how long speech is heard before it counts. Zero for 100 ms.
    milliseconds silence_time{};      ///< Trigger::speech: how long silence is heard before it ends. Zero for 600 ms.
    float speech_threshold = 0;       ///< Trigger::speech: the score from which a sound is speech, to 1. Zero for 0.7.
    float silence_threshold = 0;      ///< Trigger::speech: the score below which a sound is silence. Zero for 0.4.
};

/// What an utterance with Trigger::speech has heard.
enum class Heard : std::int32_t {
    nothing = 0,                                        ///< Nothing new.
    speech_started = CONVAI_UTTERANCE_SPEECH_STARTED,  ///< The player has begun to speak.
    speech_ended = CONVAI_UTTERANCE_SPEECH_ENDED,      ///< The player has finished, the gate was closed, or the microphone has changed.
    max_length = CONVAI_UTTERANCE_MAX_LENGTH,          ///< The recording has reached UtteranceOptions::max_length.
};

/// The length of an utterance.
struct Length {
    std::uint64_t frames = 0;       ///< The number of frames: samples per channel.
    milliseconds duration{};        ///< The same as a time.
};

struct UtteranceEvent;

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
        c_options.trigger = static_cast<std::int32_t>(options.trigger);
        c_options.pre_roll_ms = options.pre_roll.count();
        c_options.speech_ms = options.speech_time.count();
        c_options.silence_ms = options.silence_time.count();
        c_options.speech_threshold = options.speech_threshold;
        c_options.silence_threshold = options.silence_threshold;
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
    /// @return Code::ok; Code::utterance_full where only a part was added (with Trigger::speech: all three buffers hold
    ///     recordings that were not taken with next(), said or destroyed); Code::busy where another thread pushes at this
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
    /// Adds samples and checks that their format, channels and sample rate are those of the utterance. Use it where the
    /// microphone can change while it runs.
    ///
    /// @param pcm  the chunk.
    /// @return Code::audio_input where they differ: nothing was added and nothing is lost. Else as push_frames(), or
    ///     Code::struct_size.
    [[nodiscard]] Code push(const Pcm &pcm) const noexcept {
        const convai_pcm c_pcm = pcm.c_pcm();
        return detail::code(convai_utterance_push_pcm(get(), &c_pcm));
    }
    /// Begins a recording, with the pre-roll. It ends when the utterance is said or cleared.
    ///
    /// @return Code::ok, Code::wrong_kind without Trigger::begin, Code::bad_handle or Code::forked.
    Code begin() const noexcept { return detail::code(convai_utterance_begin(get())); }
    /// Returns the next event of an utterance with Trigger::speech. Call it in each frame until there is none.
    ///
    /// @return the event, Heard::nothing if there is none. Errors: wrong_kind, bad_handle, forked, internal.
    [[nodiscard]] Result<UtteranceEvent> next() const noexcept;
    /// Closes or opens the gate of an utterance with Trigger::speech. Close it while the character is heard through
    /// loudspeakers: nothing is taken for speech then, and a recording in progress ends.
    ///
    /// @param closed  whether the gate is closed.
    /// @return Code::ok, Code::wrong_kind, Code::bad_handle or Code::forked.
    Code set_gate(bool closed) const noexcept { return detail::code(convai_utterance_set_gate(get(), closed ? 1 : 0)); }
    /// Closes the gate of an utterance with Trigger::speech while a playback is heard, for its latency, and for 200 ms more,
    /// because a room answers later. For loudspeakers: a voice from headphones does not reach the microphone. set_gate() works
    /// beside it.
    ///
    /// @param playback  the playback, which may be destroyed before the utterance.
    /// @return Code::ok, Code::wrong_kind, Code::bad_handle (also where the playback is empty) or Code::forked.
    Code set_playback(const Playback &playback) const noexcept {
        if (!playback) return Code::bad_handle;
        return detail::code(convai_utterance_set_playback(get(), playback.get()));
    }
    /// Lets no playback close the gate any longer.
    ///
    /// @return Code::ok, Code::wrong_kind, Code::bad_handle or Code::forked.
    Code set_playback(std::nullptr_t) const noexcept {
        return detail::code(convai_utterance_set_playback(get(), nullptr));
    }
    /// Counts the clipped samples of the recording. If there are many, the gain of the microphone is too high.
    ///
    /// @return the number of samples. Errors: bad_handle, forked.
    [[nodiscard]] Result<std::uint64_t> clipped() const noexcept {
        std::uint64_t samples = 0;
        const convai_status status = convai_utterance_clipped(get(), &samples);
        return detail::written(status, samples);
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
    /// Discards the samples and keeps the memory. With Trigger::speech it also discards the events.
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

/// An event of an utterance with Trigger::speech.
struct UtteranceEvent {
    Heard heard = Heard::nothing;  ///< What happened.
    Utterance ended{};             ///< The recording to say, for Heard::speech_ended and Heard::max_length; else empty.
};

inline Result<UtteranceEvent> Utterance::next() const noexcept {
    std::int32_t event = 0;
    convai_utterance *ended = nullptr;
    const convai_status status = convai_utterance_next(get(), &event, &ended);
    UtteranceEvent next;
    next.heard = static_cast<Heard>(event);
    next.ended = Utterance(ended);
    return detail::written(status == CONVAI_PENDING ? CONVAI_OK : status, std::move(next));
}

CONVAI_CPP_END

#endif  // CONVAI_CPP_UTTERANCE_HPP
