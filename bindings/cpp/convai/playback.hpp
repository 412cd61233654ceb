/// @file
/// Part of convai.hpp: a playback, from which an audio callback reads the voices that the player hears.

#ifndef CONVAI_CPP_PLAYBACK_HPP
#define CONVAI_CPP_PLAYBACK_HPP

#include "operation.hpp"
#include "pcm.hpp"

CONVAI_CPP_BEGIN

/// The audio device that a playback is for. A time of zero is the default; negative times are refused.
struct PlaybackOptions {
    std::uint32_t sample_rate = 0;  ///< The sample rate of the device in Hz, 8,000 to 192,000. Required.
    milliseconds latency{};         ///< The time from a read until its samples are heard, at most 1 second. Zero for none.
                                    ///< What a PlaybackState tells of the voice follows later by it.
    milliseconds start_buffer{};    ///< How much of a voice must have arrived before it begins, at most 500 ms. A voice
                                    ///< that arrives more slowly begins 250 ms later than that after its first samples. A
                                    ///< longer buffer hides the gaps of a slow network. Zero begins with the first frame.
    milliseconds max_buffered{};    ///< How much audio the playback holds at most. The turns of a conversation are never
                                    ///< refused. Zero for 5 minutes; at most an hour.
    bool without_device = false;    ///< There is no audio device, as on a server: a voice plays by the clock and ends when
                                    ///< its time has passed, and reads return silence.
};

/// What happens to the voices in a playback when another one is added.
enum class PlaybackMode : std::int32_t {
    queue = CONVAI_PLAYBACK_QUEUE,      ///< They are heard first.
    replace = CONVAI_PLAYBACK_REPLACE,  ///< The one that is heard fades out in 10 ms, and the others are dropped.
};

/// Whether a playback is heard.
enum class PlaybackPhase : std::int32_t {
    empty = CONVAI_PLAYBACK_EMPTY,          ///< Nothing was added, or everything was stopped or interrupted.
    buffering = CONVAI_PLAYBACK_BUFFERING,  ///< There is a voice that does not sound: nothing of it has arrived, the rest has not
                                            ///< arrived (a gap, and no end), the audio callback has not read it yet, or the
                                            ///< playback is paused.
    speaking = CONVAI_PLAYBACK_SPEAKING,    ///< The last read returned voice; without a device, a voice plays.
    ended = CONVAI_PLAYBACK_ENDED,          ///< The last frame of the last voice was read. It sounds after the latency.
};

/// What is heard now: for animation, captions, and the logic of a game.
struct PlaybackState {
    PlaybackPhase phase = PlaybackPhase::empty;  ///< Whether a voice is heard.
    bool paused = false;                         ///< Whether the playback is paused.
    std::uint32_t underruns = 0;            ///< How often a voice had a gap, because its rest had not arrived. A gap is
                                            ///< counted when the voice continues.
    milliseconds played{};                  ///< The length of all voice that was read since the playback was created.
    milliseconds buffered{};                ///< The length of what has arrived and was not read.
    convai_operation *operation = nullptr;  ///< The handle of the operation whose reply is heard, not owned; nullptr for
                                            ///< samples. It stays after the end of the last voice. See is().
    std::uint64_t user_data = 0;            ///< CallOptions::user_data of that operation, or that of the samples.
    std::uint64_t frames = 0;               ///< How many frames of that voice were heard, at its own sample rate. Compare it
                                            ///< with Piece::first_frame to show captions in time.
    std::uint32_t sample_rate = 0;          ///< The sample rate of that voice in Hz; 0 if there is none.
    Level level{};                          ///< How loud it is: peak and root mean square over 20 ms.
    float mouth = 0;                        ///< How far a mouth is open, from 0 to 1: the smoothed amplitude of the voice,
                                            ///< relative to its loudest part. The volume does not change it.

    /// Tells whether the reply of an operation is heard, or was heard last.
    ///
    /// @param turn  the operation.
    /// @return true where it is the operation of this state. Handles are not reused.
    [[nodiscard]] bool is(const AnyOperation &turn) const noexcept { return operation != nullptr && operation == turn.get(); }
    /// Returns user_data as a pointer.
    ///
    /// @tparam Type  the type of the object whose address was passed to convai::user_data.
    /// @return the address.
    template <typename Type>
    [[nodiscard]] Type *pointer() const noexcept {
        return reinterpret_cast<Type *>(static_cast<std::uintptr_t>(user_data));
    }
};

/// What the player hears: a queue of voices that an audio callback reads at the sample rate of the device. Move-only.
///
///     const auto playback = convai::Playback::create(options);    // when the audio device is opened
///     conversation.set_playback(*playback);                       // hear every turn with Flags::voice
///     playback->read({output, frames * channels}, channels);      // in the audio callback
///     const auto heard = playback->state();                       // in each frame of the game
///
/// read() and read_ahead() are for one audio thread at a time: they take no lock, allocate nothing, free nothing and throw
/// nothing. Other threads may call every other function meanwhile. Stop the audio thread before the Playback is destroyed,
/// moved or assigned to. What it plays then falls silent at once: call stop() before for a fade. Nothing here blocks.
class Playback : public Owned<convai_playback> {
public:
    using Owned<convai_playback>::Owned;

    /// Creates a playback and allocates all memory that its audio thread will need, about 200 KB.
    ///
    /// @param options  the audio device.
    /// @return the playback. Errors: invalid_argument; unsupported as for Client::create.
    [[nodiscard]] static Result<Playback> create(const PlaybackOptions &options) noexcept {
        if (!compatible()) return detail::unfit_library();
        convai_playback_options c_options = CONVAI_PLAYBACK_OPTIONS_INIT;
        c_options.sample_rate = options.sample_rate;
        c_options.latency_ms = options.latency.count();
        c_options.start_buffer_ms = options.start_buffer.count();
        c_options.max_buffered_ms = options.max_buffered.count();
        c_options.without_device = options.without_device ? 1 : 0;
        convai_error *error = nullptr;
        convai_playback *playback = convai_playback_new(&c_options, &error);
        return detail::created<Playback>(playback, error);
    }

    /// Reads the next float samples, in an audio callback. Overwrites all of `samples`: with silence where there is no voice,
    /// and if the playback is empty or another thread reads from it at this moment.
    ///
    /// @param samples   receives interleaved samples from -1 to 1. All channels of a frame get the same one: a voice is mono,
    ///     and the engine places it in its world.
    /// @param channels  the number of channels of the device.
    /// @return the number of frames that are voice, fades included. Fewer than all, or 0, are no end: see state().
    std::size_t read(Span<float> samples, std::uint32_t channels) const noexcept {
        return convai_playback_read_f32(get(), samples.data(), whole_frames(samples, channels), channels);
    }
    /// Reads the next 16-bit samples, in an audio callback.
    ///
    /// @param samples   receives interleaved samples. Filled as for float samples.
    /// @param channels  the number of channels of the device.
    /// @return the number of frames that are voice.
    std::size_t read(Span<std::int16_t> samples, std::uint32_t channels) const noexcept {
        return convai_playback_read_s16(get(), samples.data(), whole_frames(samples, channels), channels);
    }
    /// Reads for a program without an audio callback, which pushes samples into a queue of the audio interface, as with SDL:
    /// what that queue lacks to hold `ahead`. Call it in each frame of the game. It ends with the voice, so that the next
    /// voice does not wait behind silence. PlaybackState takes the queue for latency, up to 1 second.
    ///
    /// @param samples   receives interleaved samples from -1 to 1; it should hold `ahead`. What follows the returned frames
    ///     has no meaning.
    /// @param channels  the number of channels.
    /// @param queued    the number of frames that the audio queue holds now, at the sample rate of the device.
    /// @param ahead     the length that the audio queue is to have. It must outlast the longest frame of the game; 100 ms is
    ///     usual.
    /// @return the number of frames to push.
    [[nodiscard]] std::size_t read_ahead(Span<float> samples, std::uint32_t channels, std::size_t queued,
                                         milliseconds ahead) const noexcept {
        const std::size_t capacity = channels == 0 ? 0 : samples.size() / channels;
        return convai_playback_read_ahead_f32(get(), samples.data(), capacity, channels, queued, ahead.count());
    }
    /// Reads for a program without an audio callback, as 16-bit samples.
    ///
    /// @param samples   receives interleaved samples. What follows the returned frames has no meaning.
    /// @param channels  the number of channels.
    /// @param queued    the number of frames that the audio queue holds now.
    /// @param ahead     the length that the audio queue is to have, as for float samples.
    /// @return the number of frames to push.
    [[nodiscard]] std::size_t read_ahead(Span<std::int16_t> samples, std::uint32_t channels, std::size_t queued,
                                         milliseconds ahead) const noexcept {
        const std::size_t capacity = channels == 0 ? 0 : samples.size() / channels;
        return convai_playback_read_ahead_s16(get(), samples.data(), capacity, channels, queued, ahead.count());
    }

    /// Adds the reply of a turn: what has arrived is heard, and the rest while it arrives. A reply without audio ends as soon
    /// as it is its turn. The operation may be destroyed before the reply is heard; destroying one that has not finished
    /// cancels the turn, and what had arrived is heard. Conversation::set_playback adds turns by itself: add no such turn,
    /// or it is heard twice.
    ///
    /// @param turn  the turn, running or finished, its result taken or not.
    /// @param mode  what happens to the voices in the playback.
    /// @return Code::ok; Code::wrong_kind where the operation is no turn; Code::cancelled where Conversation::interrupt()
    ///     was called since; Code::queue_full where the playback holds PlaybackOptions::max_buffered (nothing was added);
    ///     Code::invalid_argument, Code::bad_handle or Code::forked.
    [[nodiscard]] Code add(const AnyOperation &turn, PlaybackMode mode = PlaybackMode::queue) const noexcept {
        return detail::code(convai_playback_add_operation(get(), turn.get(), static_cast<std::int32_t>(mode)));
    }
    /// Adds samples. They are copied, and converted to the sample rate of the device on a thread of the library. Several
    /// channels are averaged.
    ///
    /// @param pcm        the samples.
    /// @param mode       what happens to the voices in the playback.
    /// @param user_data  a value that PlaybackState returns while the samples are heard.
    /// @return Code::ok; Code::queue_full where the playback would hold more than PlaybackOptions::max_buffered (nothing was
    ///     added); Code::audio_input, Code::null_pointer, Code::invalid_argument, Code::bad_handle or Code::forked.
    [[nodiscard]] Code add(const Pcm &pcm, PlaybackMode mode = PlaybackMode::queue, std::uint64_t user_data = 0) const noexcept {
        const convai_pcm c_pcm = pcm.c_pcm();
        return detail::code(convai_playback_add_pcm(get(), &c_pcm, user_data, static_cast<std::int32_t>(mode)));
    }

    /// Fades out what is heard and drops all voices, with what of them has not arrived yet. The phase is
    /// PlaybackPhase::empty at once, while the next reads return the fade. It cancels no turn, and voices that are added later
    /// are heard.
    ///
    /// @param fade  the length of the fade, at most 10 seconds. Zero for one of 10 ms.
    /// @return Code::ok, Code::invalid_argument, Code::bad_handle or Code::forked.
    Code stop(milliseconds fade = milliseconds()) const noexcept {
        return detail::code(convai_playback_stop(get(), fade.count()));
    }
    /// Pauses: what is heard fades out in 5 ms. The phase is PlaybackPhase::buffering. Time does not pass, also without a
    /// device.
    ///
    /// @return Code::ok, Code::bad_handle or Code::forked.
    Code pause() const noexcept { return detail::code(convai_playback_pause(get(), 1)); }
    /// Continues where pause() stopped.
    ///
    /// @return Code::ok, Code::bad_handle or Code::forked.
    Code resume() const noexcept { return detail::code(convai_playback_pause(get(), 0)); }
    /// Sets the volume. It changes within 10 ms, without a click.
    ///
    /// @param gain  the factor for each sample, from 0 (silence) to 8. It is 1 at first. The result is limited to full scale.
    /// @return Code::ok, Code::invalid_argument, Code::bad_handle or Code::forked.
    Code set_volume(float gain) const noexcept { return detail::code(convai_playback_set_volume(get(), gain)); }
    /// Tells that the audio device has changed: another sample rate, another latency, or both. At another rate the voice fades
    /// out in 10 ms and continues from there; reads that follow are at the new rate.
    ///
    /// @param sample_rate  the sample rate of the device in Hz, 8,000 to 192,000.
    /// @param latency      the time from a read until its samples are heard, at most 1 second.
    /// @return Code::ok, Code::invalid_argument, Code::bad_handle or Code::forked.
    Code set_device(std::uint32_t sample_rate, milliseconds latency = milliseconds()) const noexcept {
        return detail::code(convai_playback_set_device(get(), sample_rate, latency.count()));
    }

    /// Returns what is heard now. Call it in each frame of the game, but not on the audio thread, because it takes a lock.
    ///
    /// @return the state. Errors: bad_handle, forked.
    [[nodiscard]] Result<PlaybackState> state() const noexcept {
        convai_playback_state raw = CONVAI_PLAYBACK_STATE_INIT;
        const convai_status status = convai_playback_poll(get(), &raw);
        PlaybackState now;
        now.phase = static_cast<PlaybackPhase>(raw.state);
        now.paused = raw.paused != 0;
        now.underruns = raw.underruns;
        now.played = milliseconds(raw.played_ms);
        now.buffered = milliseconds(raw.buffered_ms);
        now.operation = raw.operation;
        now.user_data = raw.user_data;
        now.frames = raw.frames;
        now.sample_rate = raw.sample_rate;
        now.level = {raw.peak, raw.rms};
        now.mouth = raw.mouth;
        return detail::written(status, now);
    }

private:
    // Samples behind the last whole frame become silent here.
    template <typename Sample>
    [[nodiscard]] static std::size_t whole_frames(Span<Sample> samples, std::uint32_t channels) noexcept {
        const std::size_t frames = channels == 0 ? 0 : samples.size() / channels;
        for (std::size_t index = frames * channels; index < samples.size(); ++index) samples[index] = Sample{};
        return frames;
    }
};

CONVAI_CPP_END

#endif  // CONVAI_CPP_PLAYBACK_HPP
