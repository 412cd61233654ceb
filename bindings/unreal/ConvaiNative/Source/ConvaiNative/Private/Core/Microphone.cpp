#include "Microphone.h"

#include "LateBinding.h"

namespace convai_native {

Microphone::~Microphone() { close(); }

Failure Microphone::open(const MicrophoneOptions &options) {
    close();
    if (!library_bound()) return Failure::make(convai::Code::unsupported, "The Convai library is not loaded.");
    options_ = options;
    return create();
}

Failure Microphone::create() {
    convai::UtteranceOptions options;
    options.format = convai::Format::f32;
    options.channels = options_.channels;
    options.sample_rate = options_.sample_rate;
    options.max_length = convai::milliseconds(options_.max_ms);
    options.trigger = options_.trigger;
    options.pre_roll = convai::milliseconds(options_.pre_roll_ms);
    options.speech_time = convai::milliseconds(options_.speech_ms);
    options.silence_time = convai::milliseconds(options_.silence_ms);
    options.speech_threshold = options_.speech_threshold;
    options.silence_threshold = options_.silence_threshold;
    auto created = convai::Utterance::create(options);
    if (!created) return Failure::from(created.error());
    channels_ = options_.channels;
    changed_ = 0;
    utterance_ = created->release();
    connect();
    return Failure();
}

void Microphone::close() noexcept {
    convai_utterance *utterance = utterance_.exchange(nullptr);
    if (utterance) (void)convai_utterance_free(&utterance);
}

convai::Code Microphone::push(convai::Span<const float> samples) const noexcept {
    convai_utterance *utterance = utterance_.load();
    const std::uint32_t channels = channels_.load();
    if (!utterance || channels == 0) return convai::Code::bad_handle;
    if (samples.size() % channels != 0) return convai::Code::invalid_argument;
    if (samples.empty()) return convai::Code::ok;
    return static_cast<convai::Code>(convai_utterance_push(utterance, samples.data(), samples.size() / channels));
}

convai::Code Microphone::push(convai::Span<const float> samples, std::uint32_t channels, std::uint32_t sample_rate) noexcept {
    convai_utterance *utterance = utterance_.load();
    if (!utterance) return convai::Code::bad_handle;
    if (channels == 0 || samples.size() % channels != 0) return convai::Code::invalid_argument;
    const convai_pcm pcm = convai::Pcm::f32(samples, channels, sample_rate).c_pcm();
    const auto code = static_cast<convai::Code>(convai_utterance_push_pcm(utterance, &pcm));
    if (code == convai::Code::audio_input) changed_ = std::uint64_t{channels} << 32 | sample_rate;
    return code;
}

convai::Level Microphone::level() const noexcept {
    convai::Level level;
    if (convai_utterance *utterance = utterance_.load()) (void)convai_utterance_level(utterance, &level.peak, &level.rms);
    return level;
}

std::int32_t Microphone::length_ms() const noexcept {
    std::int32_t milliseconds = 0;
    if (convai_utterance *utterance = utterance_.load()) (void)convai_utterance_length(utterance, nullptr, &milliseconds);
    return milliseconds;
}

std::uint64_t Microphone::clipped() const noexcept {
    std::uint64_t samples = 0;
    if (convai_utterance *utterance = utterance_.load()) (void)convai_utterance_clipped(utterance, &samples);
    return samples;
}

Failure Microphone::begin() {
    convai_utterance *utterance = utterance_.load();
    if (!utterance) return Failure::make(convai::Code::bad_handle, "The microphone is closed: call Start Listening first.");
    const auto code = static_cast<convai::Code>(convai_utterance_begin(utterance));
    if (code == convai::Code::ok) return Failure();
    return Failure::make(code, "Only a microphone that listens for the button begins a recording: call Start Listening with \"Button\".");
}

void Microphone::clear() noexcept {
    if (convai_utterance *utterance = utterance_.load()) (void)convai_utterance_clear(utterance);
}

void Microphone::set_gate(bool closed) noexcept {
    gate_closed_ = closed;
    connect();
}

void Microphone::set_playback(convai_playback *playback) noexcept {
    playback_ = playback;
    connect();
}

// The gate belongs to the recordings that the voice begins.
void Microphone::connect() noexcept {
    if (!is_hands_free()) return;
    (void)convai_utterance_set_gate(utterance_.load(), gate_closed_ ? 1 : 0);
    (void)convai_utterance_set_playback(utterance_.load(), playback_);
}

convai::UtteranceEvent Microphone::next() noexcept {
    convai::UtteranceEvent event;
    if (is_hands_free()) {
        std::int32_t heard = 0;
        convai_utterance *ended = nullptr;
        (void)convai_utterance_next(utterance_.load(), &heard, &ended);
        event.heard = static_cast<convai::Heard>(heard);
        event.ended = convai::Utterance(ended);
    }
    if (event.heard == convai::Heard::nothing) follow_change();
    return event;
}

// Opens the microphone for its new format, when everything in the old one was taken.
void Microphone::follow_change() noexcept {
    const std::uint64_t changed = changed_.load();
    if (changed == 0 || !is_open() || length_ms() > 0) return;
    close();
    options_.channels = static_cast<std::uint32_t>(changed >> 32);
    options_.sample_rate = static_cast<std::uint32_t>(changed);
    (void)create();
}

}  // namespace convai_native
