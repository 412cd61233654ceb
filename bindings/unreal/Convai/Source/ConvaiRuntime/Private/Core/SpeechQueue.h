// What a character still has to say, cut into slices for a sound that is fed while it plays.
#pragma once

#include "Api.h"

#include <deque>
#include <memory>

namespace convai_core {

// A reply with a voice. Shared, so that nothing of its samples is ever copied on the way to the sound.
using Voice = std::shared_ptr<const convai::Response>;

class SpeechQueue {
public:
    struct Slice {
        convai::Span<const std::int16_t> samples;  // interleaved; lives until the queue is used again
        std::uint32_t channels = 0;
        std::uint32_t sample_rate = 0;
        bool new_sound = false;  // another format than the last slice's, or the first: make a sound for it

        explicit operator bool() const noexcept { return !samples.empty(); }
    };

    // How far ahead of the ear the sound is filled. So much is still heard after an interruption, unless the sound is
    // emptied too; a frame that takes longer makes a gap.
    explicit SpeechQueue(std::uint32_t lead_ms = 250) noexcept : lead_ms_(lead_ms) {}

    // Adds a reply behind the others. One without audio changes nothing.
    void push(Voice voice);
    // Gives what to feed now, where the sound still holds `buffered` bytes of 16-bit samples: as much as is missing to the
    // lead, or nothing. Slices end where a reply ends. A reply in another format waits until the sound is empty.
    Slice next(std::size_t buffered);
    // Forgets everything: the player interrupted.
    void clear() noexcept;

    // Whether everything was handed out. The sound may still play what it holds.
    bool empty() const noexcept { return waiting_.empty(); }
    // How long what was not handed out yet takes to say.
    double seconds() const noexcept;

private:
    std::uint32_t lead_ms_;
    std::deque<Voice> waiting_;
    Voice feeding_;  // keeps the last slice alive
    std::size_t offset_ = 0;  // in frames, within the first that waits
    std::uint32_t channels_ = 0;
    std::uint32_t sample_rate_ = 0;
};

}  // namespace convai_core
