/// @file
/// Part of convai.hpp: conversations, which keep the session and the order of turns.

#ifndef CONVAI_CPP_CONVERSATION_HPP
#define CONVAI_CPP_CONVERSATION_HPP

#include "client.hpp"
#include "utterance.hpp"

CONVAI_CPP_BEGIN

/// The id of a session, held by value: store it in a saved game. Copyable. Converts to a SessionId, to continue the session.
class SavedSession {
public:
    static constexpr std::size_t capacity = 256;  ///< The size of the buffer. The ids of the service have 32 bytes today.

    /// Returns the id. @return a NUL-terminated view that is valid as long as this object; empty where there is no session.
    [[nodiscard]] std::string_view view() const & noexcept CONVAI_CPP_LIFETIMEBOUND {
        return std::string_view(text_, length_);
    }
    void view() const && = delete;
    /// Views the id. @return an id that is valid as long as this object.
    [[nodiscard]] operator SessionId() const & noexcept CONVAI_CPP_LIFETIMEBOUND { return SessionId(view()); }
    operator SessionId() const && = delete;
    /// Tells whether there is no session. @return true where view() is empty.
    [[nodiscard]] bool empty() const noexcept { return length_ == 0; }

private:
    friend class Conversation;
    std::size_t length_ = 0;
    char text_[capacity] = {};
};

/// A conversation with a character. Move-only. Client::conversation creates it.
///
/// The turns of a conversation run one after another, in the order of the calls; different conversations run at the same
/// time. A failed turn keeps the session. Destroying a conversation cancels its unfinished turns; their Operations remain
/// valid. A conversation may outlive its client: its turns then fail with Code::closed.
///
/// Blocking calls return when the reply to their turn is complete, which includes the time of earlier turns, or when the
/// conversation is interrupted (Code::cancelled). Errors of a turn: bad_handle, closed, forked, queue_full, null_pointer,
/// invalid_utf8, invalid_argument, and those of the groups network, service, reply and library.
///
/// Threads: any, also at the same time.
class Conversation : public Owned<convai_conversation> {
public:
    using Owned<convai_conversation>::Owned;

    /// Sends text to the character.
    ///
    /// @param text     what the player says.
    /// @param flags    what to request: Flags::text, or Flags::voice for a voice as well.
    /// @param options  the settings of this call.
    /// @return the reply.
    [[nodiscard]] Result<Response> say(Text text, Flags flags = Flags::text,
                                       const CallOptions &options = {}) const noexcept {
        const detail::CString c_text("text", text);
        if (Error problem = detail::problem_of(c_text)) return problem;
        const detail::CTurn turn(options);
        if (Error problem = turn.problem()) return problem;
        return Response(convai_conversation_say(get(), c_text.get(), detail::bits(flags), turn.get()));
    }
    /// Starts say() and returns at once. Blocks: no.
    ///
    /// @param text     what the player says.
    /// @param flags    what to request: Flags::text, or Flags::voice for a voice as well.
    /// @param options  the settings of this call.
    /// @return the running operation.
    [[nodiscard]] Result<Operation<Response>> say_async(Text text, Flags flags = Flags::text,
                                                        const CallOptions &options = {}) const noexcept {
        const detail::CString c_text("text", text);
        if (Error problem = detail::problem_of(c_text)) return problem;
        const detail::CTurn turn(options);
        if (Error problem = turn.problem()) return problem;
        return detail::started<Response>(turn.get(), [&](auto *call, auto **error) {
            return convai_conversation_say_async(get(), c_text.get(), detail::bits(flags), call, error);
        });
    }

    /// Sends recorded samples to the character, converted to a 16-bit mono WAV file.
    ///
    /// @param pcm      the samples. They are copied.
    /// @param flags    what to request: Flags::text, or Flags::voice for a voice as well.
    /// @param options  the settings of this call.
    /// @return the reply. Errors: audio_input as well.
    [[nodiscard]] Result<Response> say_pcm(const Pcm &pcm, Flags flags = Flags::text,
                                           const CallOptions &options = {}) const noexcept {
        const convai_pcm c_pcm = pcm.c_pcm();
        const detail::CTurn turn(options);
        if (Error problem = turn.problem()) return problem;
        return Response(convai_conversation_say_pcm(get(), &c_pcm, detail::bits(flags), turn.get()));
    }
    /// Starts say_pcm() and returns at once. Blocks: no.
    ///
    /// @param pcm      the samples. They are copied.
    /// @param flags    what to request: Flags::text, or Flags::voice for a voice as well.
    /// @param options  the settings of this call.
    /// @return the running operation. Errors: audio_input as well.
    [[nodiscard]] Result<Operation<Response>> say_pcm_async(const Pcm &pcm, Flags flags = Flags::text,
                                                            const CallOptions &options = {}) const noexcept {
        const convai_pcm c_pcm = pcm.c_pcm();
        const detail::CTurn turn(options);
        if (Error problem = turn.problem()) return problem;
        return detail::started<Response>(turn.get(), [&](auto *call, auto **error) {
            return convai_conversation_say_pcm_async(get(), &c_pcm, detail::bits(flags), call, error);
        });
    }

    /// Sends a complete WAV file to the character.
    ///
    /// @param wav      the bytes of the file: one channel, integer samples of at least 16 bits. They are copied.
    /// @param flags    what to request: Flags::text, or Flags::voice for a voice as well.
    /// @param options  the settings of this call.
    /// @return the reply. Errors: audio_input as well.
    [[nodiscard]] Result<Response> say_wav(Span<const std::uint8_t> wav, Flags flags = Flags::text,
                                           const CallOptions &options = {}) const noexcept {
        const detail::CTurn turn(options);
        if (Error problem = turn.problem()) return problem;
        return Response(convai_conversation_say_wav(get(), wav.data(), wav.size(), detail::bits(flags), turn.get()));
    }
    /// Starts say_wav() and returns at once. Blocks: no.
    ///
    /// @param wav      the bytes of the file: one channel, integer samples of at least 16 bits. They are copied.
    /// @param flags    what to request: Flags::text, or Flags::voice for a voice as well.
    /// @param options  the settings of this call.
    /// @return the running operation. Errors: audio_input as well.
    [[nodiscard]] Result<Operation<Response>> say_wav_async(Span<const std::uint8_t> wav, Flags flags = Flags::text,
                                                            const CallOptions &options = {}) const noexcept {
        const detail::CTurn turn(options);
        if (Error problem = turn.problem()) return problem;
        return detail::started<Response>(turn.get(), [&](auto *call, auto **error) {
            return convai_conversation_say_wav_async(get(), wav.data(), wav.size(), detail::bits(flags), call, error);
        });
    }

    /// Sends the samples of an utterance to the character and empties the utterance. Where the turn cannot be started, the
    /// utterance keeps its samples.
    ///
    /// @param utterance  the utterance.
    /// @param flags      what to request: Flags::text, or Flags::voice for a voice as well.
    /// @param options    the settings of this call.
    /// @return the reply. Errors: audio_input as well, for instance where the utterance is empty; busy while the samples
    ///     that it sent before are converted.
    [[nodiscard]] Result<Response> say_utterance(const Utterance &utterance, Flags flags = Flags::text,
                                                 const CallOptions &options = {}) const noexcept {
        const detail::CTurn turn(options);
        if (Error problem = turn.problem()) return problem;
        return Response(convai_conversation_say_utterance(get(), utterance.get(), detail::bits(flags), turn.get()));
    }
    /// Starts say_utterance() and returns at once. Blocks: no.
    ///
    /// @param utterance  the utterance.
    /// @param flags      what to request: Flags::text, or Flags::voice for a voice as well.
    /// @param options    the settings of this call.
    /// @return the running operation. Errors: audio_input as well.
    [[nodiscard]] Result<Operation<Response>> say_utterance_async(const Utterance &utterance, Flags flags = Flags::text,
                                                                  const CallOptions &options = {}) const noexcept {
        const detail::CTurn turn(options);
        if (Error problem = turn.problem()) return problem;
        return detail::started<Response>(turn.get(), [&](auto *call, auto **error) {
            return convai_conversation_say_utterance_async(get(), utterance.get(), detail::bits(flags), call, error);
        });
    }

    /// Sets what the character can do, and what and who is there: for all turns that are said from now on. Blocks: no.
    ///
    /// @param scene  the scene, which is copied.
    /// @return success. Errors: invalid_argument, null_pointer, invalid_utf8, bad_handle, forked; the conversation keeps the
    ///     scene that it had before.
    Result<void> set_scene(const Scene &scene) const noexcept {
        const detail::CScene c_scene("scene", &scene);
        if (Error problem = c_scene.problem()) return problem;
        convai_error *error = nullptr;
        const convai_status status = convai_conversation_set_scene(get(), c_scene.get(), &error);
        return detail::finished(status, error);
    }
    /// Sends no scene with further turns. Blocks: no.
    ///
    /// @return success. Errors: bad_handle, forked.
    Result<void> set_scene(std::nullptr_t) const noexcept {
        convai_error *error = nullptr;
        const convai_status status = convai_conversation_set_scene(get(), nullptr, &error);
        return detail::finished(status, error);
    }

    /// Sets where the voices of this conversation are heard: the reply of each turn with Flags::voice that is said from now
    /// on, blocking or not, in the order of the turns; with Flags::stream while it arrives. PlaybackOptions::max_buffered
    /// does not limit them. Blocks: no.
    ///
    /// @param playback  the playback. It may be destroyed before the conversation, whose voices are not heard then.
    /// @return Code::ok, Code::bad_handle (also where the playback is empty) or Code::forked.
    Code set_playback(const Playback &playback) const noexcept {
        if (!playback) return Code::bad_handle;
        return detail::code(convai_conversation_set_playback(get(), playback.get()));
    }
    /// Adds the voices of further turns to no playback. Blocks: no.
    ///
    /// @return Code::ok, Code::bad_handle or Code::forked.
    Code set_playback(std::nullptr_t) const noexcept {
        return detail::code(convai_conversation_set_playback(get(), nullptr));
    }

    /// Cancels the running turn and all queued ones: the player interrupts, or walks away. The session is kept. The playback
    /// of the conversation fades out what is heard of it, and drops the rest. A turn that had finished and whose result was
    /// not taken keeps its reply, with Response::interrupted; its voice is not heard. Blocks: no.
    ///
    /// @return Code::ok, Code::bad_handle or Code::forked.
    Code interrupt() const noexcept { return detail::code(convai_conversation_interrupt(get())); }

    /// Forgets the session: the next turn starts a new one. A running turn continues in the old one. Blocks: no.
    ///
    /// @return Code::ok, Code::bad_handle or Code::forked.
    Code reset() const noexcept { return detail::code(convai_conversation_reset(get())); }

    /// Sets a line that the character says where a turn fails: Response::text of the failed Result returns it. Cancelled
    /// turns and mistakes of the program do not use it. Blocks: no.
    ///
    /// @param line  the line. An empty line removes it.
    /// @return Code::ok, Code::invalid_utf8, Code::invalid_argument (the line contains a NUL character), Code::bad_handle or
    ///     Code::forked.
    Code set_fallback(Text line) const noexcept {
        const detail::CString c_line("line", detail::or_null(line));
        if (c_line.code() != Code::ok) return c_line.code();
        return detail::code(convai_conversation_set_fallback(get(), c_line.get()));
    }

    /// Returns the id of the session. Store it in a saved game; Client::conversation continues it. Blocks: no.
    ///
    /// @return the id; empty before the first reply. Errors: bad_handle, forked, buffer_too_small (longer than
    ///     SavedSession::capacity).
    [[nodiscard]] Result<SavedSession> session_id() const noexcept {
        SavedSession id;
        const convai_status status = convai_conversation_session_id(get(), id.text_, SavedSession::capacity, &id.length_);
        return detail::written(status, id);
    }
};

inline Result<Conversation> Client::conversation(CharacterId character_id,
                                                 SessionId session_id) const noexcept {
    const detail::CString id("character_id", character_id);
    const detail::CString session("session_id", detail::or_null(session_id));
    if (Error problem = detail::problem_of(id, session)) return problem;
    convai_error *error = nullptr;
    convai_conversation *conversation = convai_conversation_new(get(), id.get(), session.get(), &error);
    return detail::created<Conversation>(conversation, error);
}

CONVAI_CPP_END

#endif  // CONVAI_CPP_CONVERSATION_HPP
