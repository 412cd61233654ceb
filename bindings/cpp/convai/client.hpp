/// @file
/// Part of convai.hpp: the client, which makes all requests.

#ifndef CONVAI_CPP_CLIENT_HPP
#define CONVAI_CPP_CLIENT_HPP

#include "log.hpp"
#include "queue.hpp"
#include "story_calls.hpp"

CONVAI_CPP_BEGIN

class Conversation;

/// A client: an API key or a token, the address of the service, and the connections to it. Move-only.
///
/// Blocking calls return when the reply is complete, the timeout expires or the client is closed. Each has a non-blocking
/// form with the suffix `_async`, which returns an Operation. A game loop asks once per frame which ones have finished:
///
///     while (const convai::Event event = client.next()) {
///         if (event.kind() != convai::EventKind::done) continue;  // an event of a later version
///         Npc &npc = *event.pointer<Npc>();                       // CallOptions::user_data = convai::user_data(&npc)
///         auto reply = npc.turn.take();                           // npc.turn is the Operation
///         ...
///     }
///
/// The caller owns the Operation; next() only reports it. An Operation that was destroyed or whose result was taken is not
/// reported, so that the address of a destroyed Npc never comes back.
///
/// Errors of every call: bad_handle, closed, forked, queue_full, null_pointer (a string without data), invalid_utf8 and
/// invalid_argument. Errors of a request: also those of the groups network, service, reply and library. The library does not
/// repeat requests: a reply costs quota, and a second create or clone creates a second character.
///
/// Threads: any, also at the same time.
class Client : public StoryCalls {
public:
    using StoryCalls::StoryCalls;

    /// Creates a client. Nothing is sent and no thread is started before the first request. Blocks: no.
    ///
    /// @param options  the settings.
    /// @return the client. Errors: api_key, options, invalid_utf8, invalid_argument; unsupported where the library does not
    ///     fit the header.
    [[nodiscard]] static Result<Client> create(const ClientOptions &options) noexcept;

    /// Cancels all operations, closes the connections and joins the threads. After Code::ok no thread of this client runs.
    ///
    /// Results of finished operations can still be taken; new requests fail with Code::closed. The destructor does the same
    /// with a timeout of two seconds. Blocks: for `timeout` at most, normally less than a millisecond.
    ///
    /// @param timeout  how long to wait for the threads. Zero does not wait; convai::forever waits without limit.
    /// @return Code::ok, Code::timeout where a thread is still running, Code::bad_handle or Code::forked.
    Code close(milliseconds timeout) const noexcept {
        return detail::code(convai_client_close(get(), detail::c_wait(timeout)));
    }

    /// Closes the idle connections, so that the next request opens a new one: for a game that knows that the network of the
    /// machine changed. Requests in flight are not affected. Blocks: no.
    ///
    /// @return Code::ok, Code::bad_handle or Code::forked.
    Code reset_connections() const noexcept { return detail::code(convai_client_reset_connections(get())); }

    /// Replaces the API key or the token, for example a token that expires. A call keeps the credential with which it started,
    /// also while it is queued; nothing is cancelled, and the connections are kept. Blocks: no.
    ///
    /// @param credentials  an API key or a token, which is copied.
    /// @return success. Errors: api_key (both or none, or invalid characters; the client keeps its credential), invalid_utf8,
    ///     invalid_argument (a NUL character), bad_handle, forked.
    Result<void> set_credentials(const Credentials &credentials) const noexcept;

    /// Returns the next event. Operations finish in any order; the end of each is reported once, after all events of its
    /// pieces. Blocks: for `timeout` at most.
    ///
    /// @param timeout  the longest wait for an event. Zero does not wait; convai::forever waits without limit.
    /// @return the event, which is false if there is none: Event::code says why. Code::invalid_argument where the client
    ///     shares a Queue.
    [[nodiscard]] Event next(milliseconds timeout = milliseconds()) const noexcept {
        convai_event event = CONVAI_EVENT_INIT;
        const convai_status status = convai_client_next(get(), detail::c_wait(timeout), &event);
        return Event(detail::code(status), event);
    }

    /// Returns a file descriptor that is readable while there is an event: for poll, epoll or kqueue. Blocks: no.
    ///
    /// @return the descriptor. The client owns it: do not read from it and do not close it, but call next(). Errors:
    ///     unsupported (on Windows), bad_handle, forked, internal.
    [[nodiscard]] Result<std::intptr_t> wake_handle() const noexcept {
        std::intptr_t handle = -1;
        const convai_status status = convai_client_wake_handle(get(), &handle);
        return detail::written(status, handle);
    }

    /// Returns the next entry of the log of calls. ClientOptions::log_capacity turns the log on. Blocks: no.
    ///
    /// @return the entry, which is false if there is none: LogEntry::code says why.
    [[nodiscard]] LogEntry next_log() const noexcept {
        convai_log_entry *entry = nullptr;
        const convai_status status = convai_client_next_log(get(), &entry);
        return LogEntry(detail::code(status), entry);
    }

    /// Creates a conversation with a character, which keeps the session and the order of its turns. Nothing is sent. Blocks:
    /// no.
    ///
    /// @param character_id  the id of the character.
    /// @param session_id    a session to continue, for instance from a saved game; convai::new_session starts a session.
    /// @return the conversation. Errors: bad_handle, forked, null_pointer, invalid_utf8, invalid_argument.
    [[nodiscard]] Result<Conversation> conversation(CharacterId character_id,
                                                    SessionId session_id = new_session) const noexcept;

    /// @name Characters
    /// Calls that manage characters.
    /// @{

    /// Creates a character.
    ///
    /// @param spec     the fields; name, voice_type and backstory are required.
    /// @param options  the settings of this call.
    /// @return a character that contains the id only.
    [[nodiscard]] Result<Character> character_create(const CharacterSpec &spec,
                                                     const CallOptions &options = {}) const noexcept;
    /// Starts character_create() and returns at once. Blocks: no.
    ///
    /// @param spec     the fields; name, voice_type and backstory are required.
    /// @param options  the settings of this call.
    /// @return the running operation.
    [[nodiscard]] Result<Operation<Character>> character_create_async(const CharacterSpec &spec,
                                                                      const CallOptions &options = {}) const noexcept;

    /// Changes the fields of a character that are set in `spec`.
    ///
    /// @param character_id  the id of the character.
    /// @param spec          the fields to change, at least one.
    /// @param options       the settings of this call.
    /// @return the outcome.
    [[nodiscard]] Result<Outcome> character_update(CharacterId character_id, const CharacterSpec &spec,
                                                   const CallOptions &options = {}) const noexcept;
    /// Starts character_update() and returns at once. Blocks: no.
    ///
    /// @param character_id  the id of the character.
    /// @param spec          the fields to change, at least one.
    /// @param options       the settings of this call.
    /// @return the running operation.
    [[nodiscard]] Result<Operation<Outcome>> character_update_async(CharacterId character_id,
                                                                    const CharacterSpec &spec,
                                                                    const CallOptions &options = {}) const noexcept;

    /// Reads a character by its id: one of the account, or a public one.
    ///
    /// @param character_id  the id of the character.
    /// @param options       the settings of this call.
    /// @return the character.
    [[nodiscard]] Result<Character> character_get(CharacterId character_id,
                                                  const CallOptions &options = {}) const noexcept;
    /// Starts character_get() and returns at once. Blocks: no.
    ///
    /// @param character_id  the id of the character.
    /// @param options       the settings of this call.
    /// @return the running operation.
    [[nodiscard]] Result<Operation<Character>> character_get_async(CharacterId character_id,
                                                                   const CallOptions &options = {}) const noexcept;

    /// Reads a character by its name.
    ///
    /// @param name     the name.
    /// @param options  the settings of this call.
    /// @return the character.
    [[nodiscard]] Result<Character> character_find(Text name,
                                                   const CallOptions &options = {}) const noexcept;
    /// Starts character_find() and returns at once. Blocks: no.
    ///
    /// @param name     the name.
    /// @param options  the settings of this call.
    /// @return the running operation.
    [[nodiscard]] Result<Operation<Character>> character_find_async(Text name,
                                                                    const CallOptions &options = {}) const noexcept;

    /// Copies a character.
    ///
    /// @param character_id         the id of the character.
    /// @param with_knowledge_bank  whether to copy its knowledge bank as well.
    /// @param options              the settings of this call.
    /// @return a character that contains the id of the copy only.
    [[nodiscard]] Result<Character> character_clone(CharacterId character_id, bool with_knowledge_bank = false,
                                                    const CallOptions &options = {}) const noexcept;
    /// Starts character_clone() and returns at once. Blocks: no.
    ///
    /// @param character_id         the id of the character.
    /// @param with_knowledge_bank  whether to copy its knowledge bank as well.
    /// @param options              the settings of this call.
    /// @return the running operation.
    [[nodiscard]] Result<Operation<Character>> character_clone_async(CharacterId character_id,
                                                                     bool with_knowledge_bank = false,
                                                                     const CallOptions &options = {}) const noexcept;

    /// Deletes a character at the service. This cannot be undone.
    ///
    /// @param character_id  the id of the character.
    /// @param options       the settings of this call.
    /// @return the outcome.
    [[nodiscard]] Result<Outcome> character_delete(CharacterId character_id,
                                                   const CallOptions &options = {}) const noexcept;
    /// Starts character_delete() and returns at once. Blocks: no.
    ///
    /// @param character_id  the id of the character.
    /// @param options       the settings of this call.
    /// @return the running operation.
    [[nodiscard]] Result<Operation<Outcome>> character_delete_async(CharacterId character_id,
                                                                    const CallOptions &options = {}) const noexcept;

    /// @}

    /// @name Single turns
    /// Turns without a Conversation: pass the session id of each response with the next turn. After a failed turn keep the
    /// session id of the turn before.
    /// @{

    /// Sends text to a character.
    ///
    /// @param character_id  the id of the character.
    /// @param session_id    the session id of the last response; convai::new_session starts a session.
    /// @param text          what the player says.
    /// @param flags         what to request: Flags::text, or Flags::voice for a voice as well.
    /// @param options       the settings of this call.
    /// @return the reply.
    [[nodiscard]] Result<Response> get_response_text(CharacterId character_id, SessionId session_id,
                                                     Text text, Flags flags = Flags::text,
                                                     const CallOptions &options = {}) const noexcept;
    /// Starts get_response_text() and returns at once. Blocks: no.
    ///
    /// @param character_id  the id of the character.
    /// @param session_id    the session id of the last response; convai::new_session starts a session.
    /// @param text          what the player says.
    /// @param flags         what to request: Flags::text, or Flags::voice for a voice as well.
    /// @param options       the settings of this call.
    /// @return the running operation.
    [[nodiscard]] Result<Operation<Response>> get_response_text_async(CharacterId character_id,
                                                                      SessionId session_id,
                                                                      Text text, Flags flags = Flags::text,
                                                                      const CallOptions &options = {}) const noexcept;

    /// Sends recorded samples to a character, converted to a 16-bit mono WAV file.
    ///
    /// @param character_id  the id of the character.
    /// @param session_id    the session id of the last response; convai::new_session starts a session.
    /// @param pcm           the samples. They are copied.
    /// @param flags         what to request: Flags::text, or Flags::voice for a voice as well.
    /// @param options       the settings of this call.
    /// @return the reply. Errors: audio_input as well.
    [[nodiscard]] Result<Response> get_response_pcm(CharacterId character_id, SessionId session_id,
                                                    const Pcm &pcm, Flags flags = Flags::text,
                                                    const CallOptions &options = {}) const noexcept;
    /// Starts get_response_pcm() and returns at once. Blocks: no.
    ///
    /// @param character_id  the id of the character.
    /// @param session_id    the session id of the last response; convai::new_session starts a session.
    /// @param pcm           the samples. They are copied.
    /// @param flags         what to request: Flags::text, or Flags::voice for a voice as well.
    /// @param options       the settings of this call.
    /// @return the running operation. Errors: audio_input as well.
    [[nodiscard]] Result<Operation<Response>> get_response_pcm_async(CharacterId character_id,
                                                                     SessionId session_id, const Pcm &pcm,
                                                                     Flags flags = Flags::text,
                                                                     const CallOptions &options = {}) const noexcept;

    /// Sends a complete WAV file to a character.
    ///
    /// @param character_id  the id of the character.
    /// @param session_id    the session id of the last response; convai::new_session starts a session.
    /// @param wav           the bytes of the file: one channel, integer samples of at least 16 bits. They are copied.
    /// @param flags         what to request: Flags::text, or Flags::voice for a voice as well.
    /// @param options       the settings of this call.
    /// @return the reply. Errors: audio_input as well.
    [[nodiscard]] Result<Response> get_response_wav(CharacterId character_id, SessionId session_id,
                                                    Span<const std::uint8_t> wav, Flags flags = Flags::text,
                                                    const CallOptions &options = {}) const noexcept;
    /// Starts get_response_wav() and returns at once. Blocks: no.
    ///
    /// @param character_id  the id of the character.
    /// @param session_id    the session id of the last response; convai::new_session starts a session.
    /// @param wav           the bytes of the file: one channel, integer samples of at least 16 bits. They are copied.
    /// @param flags         what to request: Flags::text, or Flags::voice for a voice as well.
    /// @param options       the settings of this call.
    /// @return the running operation. Errors: audio_input as well.
    [[nodiscard]] Result<Operation<Response>> get_response_wav_async(CharacterId character_id,
                                                                     SessionId session_id,
                                                                     Span<const std::uint8_t> wav,
                                                                     Flags flags = Flags::text,
                                                                     const CallOptions &options = {}) const noexcept;

    /// @}
};

CONVAI_CPP_END

#include "client_calls.hpp"

#endif  // CONVAI_CPP_CLIENT_HPP
