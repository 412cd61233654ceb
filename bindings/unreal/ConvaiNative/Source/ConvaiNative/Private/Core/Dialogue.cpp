#include "Dialogue.h"

#include "LateBinding.h"

namespace convai_native {
namespace {

Failure apply(const Scene &scene, const convai::Conversation &conversation) {
    const CScene c_scene(scene);
    convai_error *error = nullptr;
    (void)convai_conversation_set_scene(conversation.get(), scene.empty() ? nullptr : c_scene.get(), &error);
    return Failure::from(convai::Error(error));
}

// Forgets the turns that have ended, and returns how far the oldest of the others is.
std::optional<convai::Progress> oldest(const Dispatcher &dispatcher, std::deque<RequestId> &turns) {
    for (; !turns.empty(); turns.pop_front()) {
        if (const auto found = dispatcher.progress(turns.front())) return found;
    }
    return std::nullopt;
}

}  // namespace

// A conversation that says nothing checks the scene.
Failure check_scene(const Dispatcher &dispatcher, const Scene &scene) {
    if (dispatcher.problem()) return Failure();
    const auto conversation = dispatcher.client().conversation(convai::CharacterId("any"));
    return conversation ? apply(scene, *conversation) : Failure::from(conversation.error());
}

void Dialogue::set_character(const std::string &character_id, const std::string &session_id) {
    const bool same_session = session_id == given_session_id_ || session_id == this->session_id();
    if (character_id == character_id_ && same_session) {
        given_session_id_ = session_id;
        return;
    }
    if (conversation_ && !turns_.empty()) earlier_.push_back({std::move(conversation_), std::move(turns_)});
    conversation_ = convai::Conversation();
    turns_.clear();
    character_id_ = character_id;
    given_session_id_ = session_id_ = session_id;
}

void Dialogue::set_playback(convai_playback *playback) noexcept {
    playback_ = playback;
    for (const Earlier &each : earlier_) (void)convai_conversation_set_playback(each.conversation.get(), playback_);
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
        Failure failure = create_conversation(dispatcher);
        if (!failure) failure = apply(scene_, conversation_);
        if (failure) return dispatcher.fail(std::move(call), std::move(failure));
    }
    const RequestId id = dispatcher.begin_call<convai_response>(std::move(call), [&](auto *, auto *options, auto **error) {
        return start(conversation_.get(), options, error);
    });
    if (id != 0) turns_.push_back(id);
    return id;
}

std::optional<convai::Progress> Dialogue::progress(const Dispatcher &dispatcher) {
    for (; !earlier_.empty(); earlier_.pop_front()) {
        if (const auto found = oldest(dispatcher, earlier_.front().turns)) return found;
    }
    return oldest(dispatcher, turns_);
}

RequestId Dialogue::say(Dispatcher &dispatcher, const std::string &text, convai::Flags flags, Call &&call) {
    return turn(dispatcher, std::move(call), [&](auto *said_in, auto *options, auto **error) {
        return convai_conversation_say_async(said_in, text.c_str(), convai::detail::bits(flags), options, error);
    });
}

RequestId Dialogue::say_samples(Dispatcher &dispatcher, convai::Span<const float> samples, std::uint32_t channels,
                                std::uint32_t sample_rate, convai::Flags flags, Call &&call) {
    const convai_pcm pcm = convai::Pcm::f32(samples, channels, sample_rate).c_pcm();
    return turn(dispatcher, std::move(call), [&](auto *said_in, auto *options, auto **error) {
        return convai_conversation_say_pcm_async(said_in, &pcm, convai::detail::bits(flags), options, error);
    });
}

RequestId Dialogue::say_wav(Dispatcher &dispatcher, convai::Span<const std::uint8_t> wav, convai::Flags flags, Call &&call) {
    return turn(dispatcher, std::move(call), [&](auto *said_in, auto *options, auto **error) {
        return convai_conversation_say_wav_async(said_in, wav.data(), wav.size(), convai::detail::bits(flags), options, error);
    });
}

RequestId Dialogue::say_utterance(Dispatcher &dispatcher, convai_utterance *recording, convai::Flags flags, Call &&call) {
    return turn(dispatcher, std::move(call), [&](auto *said_in, auto *options, auto **error) {
        return convai_conversation_say_utterance_async(said_in, recording, convai::detail::bits(flags), options, error);
    });
}

void Dialogue::end() noexcept {
    session_id_ = session_id();
    conversation_ = convai::Conversation();
    earlier_.clear();
}

// An empty wrapper object would still call the library, which may not be loaded. Hence the checks below.

void Dialogue::interrupt() noexcept {
    for (const Earlier &each : earlier_) (void)each.conversation.interrupt();
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
