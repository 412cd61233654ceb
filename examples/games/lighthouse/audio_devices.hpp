#pragma once

// The audio devices: raylib's for the loudspeaker, and the miniaudio inside raylib for the microphone. Their callbacks are the
// only code of the game that runs on other threads.

#include "keeper.hpp"

#include <cstdint>
#include <vector>

struct ma_device;

class AudioDevices {
public:
    static constexpr std::uint32_t sample_rate = 48000;  ///< raylib and miniaudio convert to that of the devices.
    static constexpr int latency_ms = 40;                ///< What raylib buffers, about.

    AudioDevices();
    ~AudioDevices();
    AudioDevices(const AudioDevices &) = delete;
    AudioDevices &operator=(const AudioDevices &) = delete;

    bool has_loudspeaker() const { return has_loudspeaker_; }
    bool has_microphone() const { return microphone_ != nullptr; }

    /// Begins to call the keeper's playback and utterance, which must outlive stop().
    void start(const Keeper &keeper);
    /// No callback runs afterwards.
    void stop();

    /// How loud the sea is, from 0 to 1.
    void set_sea(float volume);

private:
    bool has_loudspeaker_ = false;
    ma_device *microphone_ = nullptr;
};
