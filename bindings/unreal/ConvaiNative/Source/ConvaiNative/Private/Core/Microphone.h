// Records what the player says: while a button is held, from a moment before it, or whenever the player speaks.
#pragma once

#include "Failure.h"

#include <atomic>

namespace convai_native {

// 0 stands for the defaults of the library.
struct MicrophoneOptions {
    std::uint32_t channels = 1;
    std::uint32_t sample_rate = 0;
    std::int32_t max_ms = 0;  // the longest recording
    convai::Trigger trigger = convai::Trigger::push;
    std::int32_t pre_roll_ms = 0;    // how much of the time before its beginning a recording contains
    std::int32_t speech_ms = 0;      // how long speech is heard before it counts
    std::int32_t silence_ms = 0;     // how long silence is heard before it ends a recording
    float speech_threshold = 0;
    float silence_threshold = 0;
};

// push(), level(), length_ms() and clipped() may be called on any thread, one push at a time, also while another thread calls
// close(). All other functions belong to one thread.
class Microphone {
public:
    Microphone() = default;
    ~Microphone();
    Microphone(const Microphone &) = delete;
    Microphone &operator=(const Microphone &) = delete;

    // Starts to listen, and discards what was recorded before. Allocates the memory for the longest recording.
    Failure open(const MicrophoneOptions &options);
    // Discards what was recorded, and stops listening.
    void close() noexcept;
    bool is_open() const noexcept { return utterance_.load() != nullptr; }
    // True if the player's voice begins and ends the recordings.
    bool is_hands_free() const noexcept { return is_open() && options_.trigger == convai::Trigger::speech; }
    // NULL while it is closed.
    convai_utterance *recording() const noexcept { return utterance_.load(); }

    // Adds captured samples in the format of open(). For the audio thread: does not allocate, lock or wait. Returns
    // utterance_full if not all of them fit, bad_handle while it is closed, and invalid_argument if the number of samples is
    // not a multiple of the number of channels.
    convai::Code push(convai::Span<const float> samples) const noexcept;
    // The same for a microphone that may change. Returns audio_input if the format is not that of open(): next() then opens
    // it again for the new format.
    convai::Code push(convai::Span<const float> samples, std::uint32_t channels, std::uint32_t sample_rate) noexcept;
    // The level of the last chunk, from 0 to 1.
    convai::Level level() const noexcept;
    // The length of the recording. 0 between recordings.
    std::int32_t length_ms() const noexcept;
    // The number of clipped samples of the recording.
    std::uint64_t clipped() const noexcept;

    // Begins a recording, with its pre-roll: the button was pressed. For Trigger::begin.
    Failure begin();
    // Discards what was recorded, and goes on listening in the same memory.
    void clear() noexcept;
    // While it is closed, nothing is taken for speech. For Trigger::speech; else it has no effect.
    void set_gate(bool closed) noexcept;
    // Closes the gate while a playback is heard. NULL for none. For Trigger::speech; else it has no effect.
    void set_playback(convai_playback *playback) noexcept;
    // Returns the next event, Heard::nothing if there is none. Call it once per frame until there is none.
    convai::UtteranceEvent next() noexcept;

private:
    Failure create();
    void connect() noexcept;
    void follow_change() noexcept;

    MicrophoneOptions options_;
    convai_playback *playback_ = nullptr;
    bool gate_closed_ = false;
    // The handle is a token that the library looks up, not an address. The library refuses a freed handle, so the audio
    // thread needs no lock.
    std::atomic<convai_utterance *> utterance_{nullptr};
    std::atomic<std::uint32_t> channels_{0};
    // What the last push in another format had: the channels in the upper half, the sample rate in the lower. 0: none.
    std::atomic<std::uint64_t> changed_{0};
};

}  // namespace convai_native
