// Queues the voices of responses and cuts them into slices for a sound that is filled while it plays.
#pragma once

#include "Api.h"

#include <deque>
#include <memory>

namespace convai_native {

// A response with a voice. It is shared, so that its samples are not copied before they reach the sound.
using Voice = std::shared_ptr<const convai::Response>;

class SpeechQueue {
public:
    struct Slice {
        convai::Span<const std::int16_t> samples;  // interleaved; valid until the next call on the queue
        std::uint32_t channels = 0;
        std::uint32_t sample_rate = 0;
        bool new_sound = false;  // true if the format differs from that of the previous slice: create a new sound

        explicit operator bool() const noexcept { return !samples.empty(); }
    };

    // `lead_ms` is how much audio the sound buffers. After an interruption, this much is still heard unless the sound is
    // reset too. A frame that takes longer than this causes a gap.
    explicit SpeechQueue(std::uint32_t lead_ms = 250) noexcept : lead_ms_(lead_ms) {}

    // Appends a response. A response without audio is ignored.
    void push(Voice voice);
    // Returns the samples to add now to a sound that still buffers `buffered` bytes of 16-bit samples: enough to reach the
    // lead, or none. A slice never crosses the end of a response. A response in another format waits until the sound has
    // played everything.
    Slice next(std::size_t buffered);
    // Removes everything.
    void clear() noexcept;

    // True after next() has returned all samples. The sound may still be playing.
    bool empty() const noexcept { return waiting_.empty(); }
    // The duration of the samples that next() has not returned yet.
    double seconds() const noexcept;

private:
    std::uint32_t lead_ms_;
    std::deque<Voice> waiting_;
    Voice current_;  // keeps the samples of the last slice alive
    std::size_t offset_ = 0;  // in frames, in the first waiting response
    std::uint32_t channels_ = 0;
    std::uint32_t sample_rate_ = 0;
};

}  // namespace convai_native
