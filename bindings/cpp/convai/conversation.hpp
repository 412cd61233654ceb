// Part of convai.hpp: a character and a session, turn by turn.

#ifndef CONVAI_CPP_CONVERSATION_HPP
#define CONVAI_CPP_CONVERSATION_HPP

#include "client.hpp"

namespace convai {

/// A session's id, held by value: for a saved game. Copyable.
class SessionId {
public:
    static constexpr std::size_t capacity = 256;  ///< The service's ids have 32 bytes today.

    /// The id; empty where there is no session yet. Lives as long as this object; NUL-terminated.
    [[nodiscard]] std::string_view view() const noexcept { return std::string_view(text_, length_); }
    [[nodiscard]] operator std::string_view() const noexcept { return view(); }
    [[nodiscard]] bool empty() const noexcept { return length_ == 0; }

private:
    friend class Conversation;
    std::size_t length_ = 0;
    char text_[capacity] = {};
};

/// A character and a session. Move-only; made by Client::conversation. Its turns go out one after the other, in the order
/// in which they were said; different conversations run side by side. A failed turn keeps the session.
///
/// Destroying it cancels the turns that have not finished; their Operations stay with their owners. It may outlive the
/// client: its turns then end as closed.
///
/// Errors of a turn: bad_handle, closed, forked, queue_full, null_pointer, invalid_utf8, invalid_argument, audio_input
/// (of audio); any of the groups network, service, reply and library. Blocking turns wait for those before them too, and
/// end as cancelled where the conversation is interrupted.
class Conversation : public detail::Owned<convai_conversation> {
public:
    using Owned::Owned;

    /// Says text to the character.
    [[nodiscard]] Result<Response> say(std::string_view text, Flags flags = Flags::text, const CallOptions &options = {}) const noexcept {
        const detail::CString words(text);
        if (Error problem = detail::problem_of(words)) return problem;
        const convai_call_options call = detail::c_options(options);
        return Response(convai_conversation_say(get(), words.get(), detail::bits(flags), &call));
    }
    [[nodiscard]] Result<Operation<Response>> say_async(std::string_view text, Flags flags = Flags::text,
                                                        const CallOptions &options = {}) const noexcept {
        const detail::CString words(text);
        if (Error problem = detail::problem_of(words)) return problem;
        return detail::started<Response>(options, [&](auto *call, auto **error) {
            return convai_conversation_say_async(get(), words.get(), detail::bits(flags), call, error);
        });
    }

    /// Says recorded samples to the character. They are copied.
    [[nodiscard]] Result<Response> say_pcm(const Pcm &samples, Flags flags = Flags::text, const CallOptions &options = {}) const noexcept {
        const convai_pcm pcm = samples.c_pcm();
        const convai_call_options call = detail::c_options(options);
        return Response(convai_conversation_say_pcm(get(), &pcm, detail::bits(flags), &call));
    }
    [[nodiscard]] Result<Operation<Response>> say_pcm_async(const Pcm &samples, Flags flags = Flags::text,
                                                            const CallOptions &options = {}) const noexcept {
        const convai_pcm pcm = samples.c_pcm();
        return detail::started<Response>(options, [&](auto *call, auto **error) {
            return convai_conversation_say_pcm_async(get(), &pcm, detail::bits(flags), call, error);
        });
    }

    /// Says a ready WAV file to the character: one channel, integer samples of 16 bits or more. It is copied.
    [[nodiscard]] Result<Response> say_wav(Span<const std::uint8_t> wav, Flags flags = Flags::text, const CallOptions &options = {}) const noexcept {
        const convai_call_options call = detail::c_options(options);
        return Response(convai_conversation_say_wav(get(), wav.data(), wav.size(), detail::bits(flags), &call));
    }
    [[nodiscard]] Result<Operation<Response>> say_wav_async(Span<const std::uint8_t> wav, Flags flags = Flags::text,
                                                            const CallOptions &options = {}) const noexcept {
        return detail::started<Response>(options, [&](auto *call, auto **error) {
            return convai_conversation_say_wav_async(get(), wav.data(), wav.size(), detail::bits(flags), call, error);
        });
    }

    /// Says what an utterance has collected, and empties it for the next one. Where the turn cannot be started, the
    /// utterance keeps its audio.
    [[nodiscard]] Result<Response> say_utterance(const Utterance &utterance, Flags flags = Flags::text, const CallOptions &options = {}) const noexcept {
        const convai_call_options call = detail::c_options(options);
        return Response(convai_conversation_say_utterance(get(), utterance.get(), detail::bits(flags), &call));
    }
    [[nodiscard]] Result<Operation<Response>> say_utterance_async(const Utterance &utterance, Flags flags = Flags::text,
                                                                  const CallOptions &options = {}) const noexcept {
        return detail::started<Response>(options, [&](auto *call, auto **error) {
            return convai_conversation_say_utterance_async(get(), utterance.get(), detail::bits(flags), call, error);
        });
    }

    /// Cancels the turn that is under way and drops those that wait: the player interrupts, or walks away. The session is
    /// kept. Blocks: no. Gives ok, bad_handle or forked.
    Code interrupt() const noexcept { return detail::code(convai_conversation_interrupt(get())); }

    /// Forgets the session: the next turn starts a new one. A turn that is under way goes on, in the old one. Blocks: no.
    /// Gives ok, bad_handle or forked.
    Code reset() const noexcept { return detail::code(convai_conversation_reset(get())); }

    /// Gives a line that the character says where a turn fails: it becomes the text() of the failed Result's value. Not
    /// for cancelled turns, and not for the caller's mistakes. Empty takes it away. Blocks: no. Gives ok, invalid_utf8,
    /// invalid_argument (a NUL inside), bad_handle or forked.
    Code set_fallback(std::string_view line) const noexcept {
        const detail::CString words(detail::or_null(line));
        if (words.problem() != Code::ok) return words.problem();
        return detail::code(convai_conversation_set_fallback(get(), words.get()));
    }

    /// Gives the session's id, for a saved game: Client::conversation goes on with it. Empty before the first answer.
    /// Blocks: no. Errors: bad_handle, forked, buffer_too_small (none of today's ids).
    [[nodiscard]] Result<SessionId> session_id() const noexcept {
        SessionId id;
        const convai_status status = convai_conversation_session_id(get(), id.text_, SessionId::capacity, &id.length_);
        return detail::written(status, id);
    }
};

inline Result<Conversation> Client::conversation(std::string_view character_id,
                                                 std::string_view session_id) const noexcept {
    const detail::CString id(character_id), session(detail::or_null(session_id));
    if (Error problem = detail::problem_of(id, session)) return problem;
    convai_error *error = nullptr;
    convai_conversation *conversation = convai_conversation_new(get(), id.get(), session.get(), &error);
    return detail::made<Conversation>(conversation, error);
}

}  // namespace convai

#endif  // CONVAI_CPP_CONVERSATION_HPP
