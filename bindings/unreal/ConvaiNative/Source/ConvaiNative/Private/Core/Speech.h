// What the player hears of one character: a playback of the library, which the audio thread of the engine reads.
#pragma once

#include "Failure.h"

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

namespace convai_native {

// Reads the voice for one sound of the engine. The sound shares it, so that the audio thread touches no object of the game.
class SpeechReader {
public:
    // Fills all of `out` with the next frames, which have one channel. For the audio thread: does not lock, allocate or
    // wait. Silence after the sound was replaced or the speech was closed.
    void read(convai::Span<std::int16_t> out) noexcept;

private:
    friend class Speech;
    // A token that the library looks up, not an address: see Microphone.h.
    std::atomic<convai_playback *> playback_{nullptr};
    std::atomic<std::uint64_t> frames_{0};   // that were read
    std::atomic<std::uint64_t> voiced_{0};   // `frames_` after the last read that returned voice
    std::atomic<std::uint32_t> chunk_{0};    // the largest read, in frames
};

// Where a character is heard.
struct SpeechDevice {
    std::uint32_t sample_rate = 0;  // 0: there is no audio device
    std::int32_t start_buffer_ms = 0;  // how much of a streamed voice must have arrived before it begins
    std::int32_t max_buffered_ms = 0;  // how much voice may wait; 0: the default of the library
};

// What a call of Speech::update found.
struct SpeechFrame {
    bool started = false;   // the character has begun to speak since the last call
    bool finished = false;  // the last frame was heard, or the voice was stopped and has faded out
    bool speaking = false;
    bool wants_sound = false;  // a sound of the engine should play, because there is something to read
    bool retry = false;        // nothing has read for another second: play the sound again if the engine has stopped it
    convai_playback_state state = CONVAI_PLAYBACK_STATE_INIT;
};

// The engine does not read while a sound is virtualized, was stopped because too many sounds play, or was never started.
// Time then passes all the same: update() reads in place of the engine. A voice thus ends when it would have ended, and
// does not continue from the middle when the player comes back.
//
// Use it on one thread. SpeechReader::read is for the audio thread.
class Speech {
public:
    Speech() = default;
    ~Speech();
    Speech(const Speech &) = delete;
    Speech &operator=(const Speech &) = delete;

    // Creates the playback. Replaces the previous one.
    Failure open(const SpeechDevice &device);
    // Frees the playback, which falls silent at once.
    void close() noexcept;
    bool has_device() const noexcept { return device_.sample_rate != 0; }
    bool speaking() const noexcept { return speaking_; }
    // NULL if it is not open.
    convai_playback *playback() const noexcept { return playback_; }

    // Makes the reader of a new sound with this sample rate. The previous sound reads silence from now on.
    std::shared_ptr<SpeechReader> new_reader(std::uint32_t sample_rate);
    // The sound has ended: it reads silence from now on.
    void drop_reader() noexcept;

    // Adds samples. `replace` fades out what is heard, and empties the queue.
    Failure play(convai::Span<const std::int16_t> samples, std::uint32_t channels, std::uint32_t sample_rate, bool replace);
    Failure play(convai::Span<const float> samples, std::uint32_t channels, std::uint32_t sample_rate, bool replace);
    // Fades out what is heard, and empties the queue. 0 is a short fade without a click.
    Failure stop(std::int32_t fade_ms);
    // Pauses beside the pause of the game.
    void pause(bool paused) noexcept;
    // From 0 to 8. Stays when the playback is created again.
    Failure set_volume(float volume);

    // Call it once per frame. `now_us` is a monotonic clock. `game_paused`: the engine has paused its sounds. `is_pending`
    // tells whether the turn with this `user_data` is still to receive a part of its voice.
    SpeechFrame update(std::int64_t now_us, bool game_paused, const std::function<bool(std::uint64_t)> &is_pending);
    // Keeps update() from being idle until this turn has ended. For a turn that is played and belongs to no dialogue.
    void follow(std::uint64_t turn);
    // True if update() has nothing to do until something is added.
    bool idle() const noexcept { return idle_; }
    convai_playback_state state() const noexcept;

private:
    Failure play(const convai_pcm &pcm, bool replace);
    void apply_pause() noexcept;
    void set_latency() noexcept;
    void pass_time(std::int64_t elapsed_us, bool expects_reads, SpeechFrame &frame);
    void skip(std::int64_t elapsed_us);
    bool drained() const noexcept;

    convai_playback *playback_ = nullptr;
    SpeechDevice device_;
    std::shared_ptr<SpeechReader> reader_;
    std::vector<std::uint64_t> followed_;  // turns that have not ended
    std::vector<std::int16_t> skipped_;  // where update() reads to
    std::uint64_t frames_seen_ = 0;      // of the reader, in the last update
    std::uint32_t chunk_ = 0;            // for which the latency was set
    std::int64_t last_update_us_ = 0;    // 0: none
    std::int64_t unread_us_ = 0;         // for how long the engine has not read
    std::int64_t retry_us_ = 0;
    float volume_ = 1;
    bool speaking_ = false;
    bool paused_ = false;
    bool game_paused_ = false;
    bool paused_now_ = false;
    bool standing_in_ = false;  // update() reads in place of the engine
    bool idle_ = true;
};

}  // namespace convai_native
