#include "Talk.h"

#include "LateBinding.h"

namespace convai_core {

Talk::~Talk() { end_utterance(); }

void Talk::with(const std::string &character_id, const std::string &session_id) {
    if (character_id == character_id_ && session_id == given_session_id_) return;
    conversation_ = convai::Conversation();
    character_id_ = character_id;
    given_session_id_ = session_id_ = session_id;
}

void Talk::set_fallback(const std::string &line) {
    fallback_ = line;
    if (conversation_) (void)conversation_.set_fallback(fallback_);
}

Failure Talk::ready(Hub &hub) {
    if (conversation_ && generation_ == hub.generation()) return Failure();
    session_id_ = session_id();  // of the conversation with the client before this one
    auto made = hub.client().conversation(character_id_, session_id_);
    if (!made) return Failure::from(made.error());
    conversation_ = *std::move(made);
    generation_ = hub.generation();
    (void)conversation_.set_fallback(fallback_);
    return Failure();
}

template <typename Start>
Ticket Talk::turn(Hub &hub, Call &&call, const Start &start) {
    if (!hub.problem()) {
        if (Failure failure = ready(hub)) return hub.refuse(std::move(call), std::move(failure));
    }
    return hub.begin(std::move(call), [&](const convai::Client &, const convai::CallOptions &options) { return start(options); });
}

Ticket Talk::say(Hub &hub, std::string_view text, convai::Flags flags, Call &&call) {
    return turn(hub, std::move(call), [&](const convai::CallOptions &options) {
        return conversation_.start_say(text, flags, options);
    });
}

Ticket Talk::say_samples(Hub &hub, convai::Span<const float> samples, std::uint32_t channels, std::uint32_t sample_rate,
                         convai::Flags flags, Call &&call) {
    return turn(hub, std::move(call), [&](const convai::CallOptions &options) {
        return conversation_.start_say_pcm(convai::Pcm::f32(samples, channels, sample_rate), flags, options);
    });
}

Ticket Talk::say_wav(Hub &hub, convai::Span<const std::uint8_t> wav, convai::Flags flags, Call &&call) {
    return turn(hub, std::move(call), [&](const convai::CallOptions &options) {
        return conversation_.start_say_wav(wav, flags, options);
    });
}

Failure Talk::begin_utterance(std::uint32_t channels, std::uint32_t sample_rate, std::uint32_t max_ms) {
    end_utterance();
    if (!library_bound()) return Failure::make(convai::Code::unsupported, "The Convai library is not loaded.");
    convai::UtteranceOptions options;
    options.format = convai::Format::f32;
    options.channels = channels;
    options.sample_rate = sample_rate;
    options.max_ms = max_ms;
    auto made = convai::Utterance::create(options);
    if (!made) return Failure::from(made.error());
    channels_ = channels;
    utterance_ = made->release();
    return Failure();
}

convai::Code Talk::push(convai::Span<const float> samples) const noexcept {
    convai_utterance *utterance = utterance_.load();
    const std::uint32_t channels = channels_.load();
    if (!utterance || channels == 0) return convai::Code::bad_handle;
    if (samples.size() % channels != 0) return convai::Code::invalid_argument;
    if (samples.empty()) return convai::Code::ok;
    return static_cast<convai::Code>(convai_utterance_push(utterance, samples.data(), samples.size() / channels));
}

convai::Level Talk::level() const noexcept {
    convai::Level level;
    if (convai_utterance *utterance = utterance_.load()) (void)convai_utterance_level(utterance, &level.peak, &level.rms);
    return level;
}

Ticket Talk::say_utterance(Hub &hub, convai::Flags flags, Call &&call) {
    convai::Utterance utterance(utterance_.load());  // lent to the wrapper for this call
    const Ticket ticket = turn(hub, std::move(call), [&](const convai::CallOptions &options) {
        return conversation_.start_say_utterance(utterance, flags, options);
    });
    (void)utterance.release();
    return ticket;
}

void Talk::end_utterance() noexcept {
    convai_utterance *utterance = utterance_.exchange(nullptr);
    if (utterance) (void)convai_utterance_free(&utterance);
}

void Talk::end() noexcept {
    session_id_ = session_id();
    conversation_ = convai::Conversation();
    end_utterance();
}

// The empty wrapper objects would ask the library too, which need not be there.
void Talk::interrupt() noexcept {
    if (conversation_) (void)conversation_.interrupt();
}

void Talk::reset() noexcept {
    if (conversation_) (void)conversation_.reset();
    session_id_.clear();
}

std::string Talk::session_id() const {
    if (conversation_) {
        if (const auto id = conversation_.session_id()) return std::string(id->view());
    }
    return session_id_;
}

}  // namespace convai_core
