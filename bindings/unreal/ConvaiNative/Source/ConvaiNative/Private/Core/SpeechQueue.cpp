#include "SpeechQueue.h"

namespace convai_native {

void SpeechQueue::push(Voice voice) {
    if (voice && !voice->pcm().empty() && voice->sample_rate() > 0) waiting_.push_back(std::move(voice));
}

SpeechQueue::Slice SpeechQueue::next(std::size_t buffered) {
    Slice slice;
    if (waiting_.empty()) return slice;
    const convai::Response &voice = *waiting_.front();
    slice.new_sound = voice.channels() != channels_ || voice.sample_rate() != sample_rate_;
    if (slice.new_sound && buffered > 0) return Slice();
    channels_ = slice.channels = voice.channels();
    sample_rate_ = slice.sample_rate = voice.sample_rate();

    const std::size_t lead = static_cast<std::size_t>(std::uint64_t{sample_rate_} * lead_ms_ / 1000);
    const std::size_t buffered_frames = buffered / (sizeof(std::int16_t) * channels_);
    if (buffered_frames >= lead) return Slice();
    const std::size_t remaining = voice.frames() - offset_;
    const std::size_t frames = remaining < lead - buffered_frames ? remaining : lead - buffered_frames;
    slice.samples = voice.pcm().part(offset_ * channels_, frames * channels_);
    offset_ += frames;
    current_ = waiting_.front();
    if (offset_ == voice.frames()) {
        waiting_.pop_front();
        offset_ = 0;
    }
    return slice;
}

void SpeechQueue::clear() noexcept {
    waiting_.clear();
    current_.reset();
    offset_ = 0;
    channels_ = sample_rate_ = 0;
}

double SpeechQueue::seconds() const noexcept {
    double total = 0;
    std::size_t skipped = offset_;
    for (const Voice &voice : waiting_) {
        total += static_cast<double>(voice->frames() - skipped) / voice->sample_rate();
        skipped = 0;
    }
    return total;
}

}  // namespace convai_native
