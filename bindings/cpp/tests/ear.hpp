// Reads a playback as an audio device does, and keeps what it hears.
#pragma once

#include "support.hpp"

#include <chrono>
#include <cmath>
#include <thread>

/// A device with one channel, at the pace of the test: it reads the next samples when the test asks for them.
///
/// @tparam Sample  the type of its samples.
template <typename Sample>
class Ear {
public:
    explicit Ear(const convai::Playback &playback) : playback_(&playback) {}

    /// Reads frames as an audio callback does. Returns the frames with voice.
    std::size_t take(std::size_t frames) {
        std::vector<Sample> chunk(frames, Sample{1});
        const std::size_t voice = playback_->read(chunk, 1);
        voice_ += voice;
        if (voice_ > 0) samples_.insert(samples_.end(), chunk.begin(), chunk.end());
        return voice;
    }
    /// Reads frames at the pace of the library. A playback waits by counting frames, so this asks for one frame at a time
    /// while a voice waits: the voice begins when enough of it is there, and with a read. Returns the frames with voice.
    std::size_t hear(std::size_t frames) {
        std::size_t first = 0;
        until([&] {
            const convai::PlaybackState state = now();
            if (state.phase != convai::PlaybackPhase::buffering || state.paused) return true;
            first = take(1);
            return first > 0;
        });
        return first + take(frames - first);
    }
    /// Reads until so many frames with voice were heard.
    void hear_voice(std::size_t frames) {
        until([&] { return voice_ >= frames || (hear(a_read), false); });
    }
    /// Reads until the playback is in this phase.
    void hear_until(convai::PlaybackPhase phase) {
        until([&] { return now().phase == phase || (hear(a_read), false); });
    }
    /// Reads until nothing sounds any more.
    void hear_out() {
        while (take(a_read) > 0) {
        }
    }
    void forget() {
        samples_.clear();
        voice_ = 0;
    }

    /// What is heard now.
    [[nodiscard]] convai::PlaybackState now() const { return UNWRAP(playback_->state()); }
    /// What was read since the first frame with voice.
    [[nodiscard]] const std::vector<Sample> &samples() const { return samples_; }
    /// The number of frames with voice.
    [[nodiscard]] std::size_t voice() const { return voice_; }
    /// The largest difference between two samples that follow each other. A click is a large one.
    [[nodiscard]] double largest_step() const {
        double largest = 0;
        for (std::size_t index = 1; index < samples_.size(); ++index) {
            largest = std::fmax(largest, std::fabs(static_cast<double>(samples_[index]) - static_cast<double>(samples_[index - 1])));
        }
        return largest;
    }

private:
    static constexpr std::size_t a_read = 240;

    // The limit is much longer than any wait on a slow machine: a test that reaches it would wait for ever.
    template <typename Condition>
    static void until(Condition condition) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(120);
        bool met = condition();
        while (!met && std::chrono::steady_clock::now() < end) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
            met = condition();
        }
        CHECK(met);
    }

    const convai::Playback *playback_;
    std::vector<Sample> samples_{};
    std::size_t voice_ = 0;
};
