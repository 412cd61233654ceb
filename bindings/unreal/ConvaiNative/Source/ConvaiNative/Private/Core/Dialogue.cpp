#include "Dialogue.h"

#include "LateBinding.h"

namespace convai_native {

void Dialogue::set_character(const std::string &character_id, const std::string &session_id) {
    if (character_id == character_id_ && session_id == given_session_id_) return;
    conversation_ = convai::Conversation();
    character_id_ = character_id;
    given_session_id_ = session_id_ = session_id;
}

void Dialogue::set_playback(convai_playback *playback) noexcept {
    playback_ = playback;
    if (conversation_) (void)convai_conversation_set_playback(conversation_.get(), playback_);
}

void Dialogue::set_fallback(const std::string &line) {
    fallback_ = line;
    if (conversation_) (void)conversation_.set_fallback(fallback_);
}

Failure Dialogue::create_conversation(Dispatcher &dispatcher) {
    if (conversation_ && generation_ == dispatcher.generation()) return Failure();
    session_id_ = session_id();  // from the conversation of the previous client
    auto created = dispatcher.client().conversation(convai::CharacterId(character_id_), convai::SessionId(session_id_));
    if (!created) return Failure::from(created.error());
    conversation_ = *std::move(created);
    generation_ = dispatcher.generation();
    (void)conversation_.set_fallback(fallback_);
    (void)convai_conversation_set_playback(conversation_.get(), playback_);
    return Failure();
}

template <typename Start>
RequestId Dialogue::turn(Dispatcher &dispatcher, Call &&call, const Start &start) {
    (void)progress(dispatcher);  // forgets the turns that have ended
    if (!dispatcher.problem()) {
        if (Failure failure = create_conversation(dispatcher)) return dispatcher.fail(std::move(call), std::move(failure));
    }
    const RequestId id = dispatcher.begin(std::move(call), [&](const convai::Client &, const convai::CallOptions &options) {
        return start(options);
    });
    if (id != 0) turns_.push_back(id);
    return id;
}

std::optional<convai::Progress> Dialogue::progress(const Dispatcher &dispatcher) {
    while (!turns_.empty()) {
        if (const auto found = dispatcher.progress(turns_.front())) return found;
        turns_.pop_front();
    }
    return std::nullopt;
}

RequestId Dialogue::say(Dispatcher &dispatcher, std::string_view text, convai::Flags flags, Call &&call) {
    return turn(dispatcher, std::move(call), [&](const convai::CallOptions &options) {
        return conversation_.say_async(text, flags, options);
    });
}

RequestId Dialogue::say_samples(Dispatcher &dispatcher, convai::Span<const float> samples, std::uint32_t channels,
                                std::uint32_t sample_rate, convai::Flags flags, Call &&call) {
    return turn(dispatcher, std::move(call), [&](const convai::CallOptions &options) {
        return conversation_.say_pcm_async(convai::Pcm::f32(samples, channels, sample_rate), flags, options);
    });
}

RequestId Dialogue::say_wav(Dispatcher &dispatcher, convai::Span<const std::uint8_t> wav, convai::Flags flags, Call &&call) {
    return turn(dispatcher, std::move(call), [&](const convai::CallOptions &options) {
        return conversation_.say_wav_async(wav, flags, options);
    });
}

RequestId Dialogue::say_utterance(Dispatcher &dispatcher, convai_utterance *recording, convai::Flags flags, Call &&call) {
    convai::Utterance utterance(recording);  // released below: this object owns the handle only for the call
    const RequestId id = turn(dispatcher, std::move(call), [&](const convai::CallOptions &options) {
        return conversation_.say_utterance_async(utterance, flags, options);
    });
    (void)utterance.release();
    return id;
}

void Dialogue::end() noexcept {
    session_id_ = session_id();
    conversation_ = convai::Conversation();
}

// An empty wrapper object would still call the library, which may not be loaded. Hence the checks below.

void Dialogue::interrupt() noexcept {
    if (conversation_) (void)conversation_.interrupt();
}

void Dialogue::reset() noexcept {
    if (conversation_) (void)conversation_.reset();
    session_id_.clear();
}

std::string Dialogue::session_id() const {
    if (conversation_) {
        if (const auto id = conversation_.session_id()) return std::string(id->view());
    }
    return session_id_;
}

}  // namespace convai_native
