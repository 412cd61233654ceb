// Part of convai.hpp: the client, and every call to the service.

#ifndef CONVAI_CPP_CLIENT_HPP
#define CONVAI_CPP_CLIENT_HPP

#include "operation.hpp"

namespace convai {

class Conversation;

/// How a client is set up. Set `api_key`, and leave the rest for the defaults. All strings are copied by Client::create.
struct ClientOptions {
    std::string_view api_key;     ///< Required. White space at its ends is trimmed.
    std::string_view base_url;    ///< Not set: "https://api.convai.com".
    std::string_view proxy;       ///< Not set: the host's settings. "direct": none. Else "http://[user:password@]host:port".
    std::string_view ca_pem;      ///< Further certificate authorities to trust, as PEM. Verification cannot be turned off.
    std::string_view user_agent;  ///< What is sent as User-Agent.
    std::int32_t connect_timeout_ms = 0;  ///< For connecting, TLS included. 0 for 10,000.
    std::int32_t timeout_ms = 0;          ///< For a call without voice, from leaving the queue to the end. 0 for 30,000.
    std::int32_t voice_timeout_ms = 0;    ///< For one that asks for voice or sends audio. 0 for 60,000.
    std::uint32_t max_in_flight = 0;       ///< How many requests run at once. 0 for 64.
    std::uint32_t max_queued = 0;          ///< How many may wait. 0 for 1,024.
    std::uint32_t upload_sample_rate = 0;  ///< In Hz: what audio is resampled to before it is sent. 0 keeps the input's.
    std::uint64_t max_response_bytes = 0;  ///< The largest reply that is accepted. 0 for 64 MiB.
};

/// A client: an API key, a service address, and the connections to it. Move-only.
///
/// Blocking calls wait until the reply is there, the time is up, or the client is closed. The start_ form of each
/// returns at once with an Operation; a game loop drains the finished ones once a frame:
///
///     while (const convai::Event finished = client.next()) {
///         Npc &npc = *finished.pointer<Npc>();        // CallOptions::user_data = convai::user_data(&npc)
///         auto answer = npc.turn.take();              // npc.turn is the Operation that was started
///         ...
///     }
///
/// The Operation stays with whoever started it: next() only says which one has finished. One that was destroyed or whose
/// result was taken is not handed out any more, so that destroying an Npc leaves no trace.
///
/// Errors of every call: bad_handle, closed, forked, queue_full, null_pointer (a string_view without data), invalid_utf8,
/// invalid_argument; of what goes to the service also any of the groups network, service, reply and library. Nothing is
/// ever repeated for you: an answer costs quota, and a second create or clone makes a second character.
class Client : public detail::Owned<convai_client> {
public:
    using Owned::Owned;

    /// Makes a client. Sends nothing and starts no thread: that happens with the first request. Blocks: no.
    /// Errors: api_key, options, invalid_utf8, invalid_argument; unsupported where the library is another version's.
    [[nodiscard]] static Result<Client> create(const ClientOptions &options) noexcept;

    /// Ends every operation as cancelled, closes the connections and joins the threads: after Code::ok no thread of this
    /// client runs. What ended can still be drained and taken; new requests get Code::closed. Blocks for `timeout_ms` at
    /// the most, normally under a millisecond. Gives ok, timeout (a thread still ends), bad_handle or forked.
    ///
    /// The destructor does the same with two seconds.
    Code close(std::int32_t timeout_ms) const noexcept { return detail::code(convai_client_close(get(), timeout_ms)); }

    /// Hands out an operation that has finished, in the order in which they ended; each once. Waits `timeout_ms` for one
    /// (0: does not wait; convai::forever).
    [[nodiscard]] Event next(std::int32_t timeout_ms = 0) const noexcept {
        convai_event event = CONVAI_EVENT_INIT;
        const convai_status status = convai_client_next(get(), timeout_ms, &event);
        return Event(detail::code(status), event);
    }

    /// A file descriptor that is readable while a finished operation waits: for epoll and the like. The client's own: do
    /// not read from it or close it, but drain with next(). Blocks: no. Errors: unsupported (on Windows), bad_handle.
    [[nodiscard]] Result<std::intptr_t> wake_handle() const noexcept {
        std::intptr_t handle = -1;
        const convai_status status = convai_client_wake_handle(get(), &handle);
        return detail::written(status, handle);
    }

    /// Makes a conversation with a character, which keeps the session and the order of its turns. `session_id` goes on
    /// from a saved game. Sends nothing. Blocks: no. Errors: bad_handle, forked, null_pointer, invalid_utf8,
    /// invalid_argument.
    [[nodiscard]] Result<Conversation> conversation(std::string_view character_id,
                                                    std::string_view session_id = new_session) const noexcept;

    // Characters.

    /// Makes a character. name, voice_type and backstory are required. Gives its id alone.
    [[nodiscard]] Result<Character> character_create(const CharacterSpec &spec, const CallOptions &options = {}) const noexcept {
        const detail::CSpec c_spec(spec);
        if (Error problem = c_spec.problem()) return problem;
        const convai_call_options call = detail::c_options(options);
        return Character(convai_character_create(get(), c_spec.get(), &call));
    }
    [[nodiscard]] Result<Operation<Character>> character_create_async(const CharacterSpec &spec,
                                                                      const CallOptions &options = {}) const noexcept {
        const detail::CSpec c_spec(spec);
        if (Error problem = c_spec.problem()) return problem;
        return detail::started<Character>(options, [&](auto *call, auto **error) {
            return convai_character_create_async(get(), c_spec.get(), call, error);
        });
    }

    /// Changes a character: the fields of `spec` that are set, at least one.
    [[nodiscard]] Result<Outcome> character_update(std::string_view character_id,
                                                   const CharacterSpec &spec, const CallOptions &options = {}) const noexcept {
        const detail::CString id(character_id);
        const detail::CSpec c_spec(spec);
        if (Error problem = detail::problem_of(id)) return problem;
        if (Error problem = c_spec.problem()) return problem;
        const convai_call_options call = detail::c_options(options);
        return Outcome(convai_character_update(get(), id.get(), c_spec.get(), &call));
    }
    [[nodiscard]] Result<Operation<Outcome>> character_update_async(std::string_view character_id,
                                                                    const CharacterSpec &spec,
                                                                    const CallOptions &options = {}) const noexcept {
        const detail::CString id(character_id);
        const detail::CSpec c_spec(spec);
        if (Error problem = detail::problem_of(id)) return problem;
        if (Error problem = c_spec.problem()) return problem;
        return detail::started<Outcome>(options, [&](auto *call, auto **error) {
            return convai_character_update_async(get(), id.get(), c_spec.get(), call, error);
        });
    }

    /// Reads a character by its id: one of your own, or a public one.
    [[nodiscard]] Result<Character> character_get(std::string_view character_id, const CallOptions &options = {}) const noexcept {
        const detail::CString id(character_id);
        if (Error problem = detail::problem_of(id)) return problem;
        const convai_call_options call = detail::c_options(options);
        return Character(convai_character_get(get(), id.get(), &call));
    }
    [[nodiscard]] Result<Operation<Character>> character_get_async(std::string_view character_id,
                                                                   const CallOptions &options = {}) const noexcept {
        const detail::CString id(character_id);
        if (Error problem = detail::problem_of(id)) return problem;
        return detail::started<Character>(options, [&](auto *call, auto **error) {
            return convai_character_get_async(get(), id.get(), call, error);
        });
    }

    /// Reads a character by its name.
    [[nodiscard]] Result<Character> character_find(std::string_view character_name, const CallOptions &options = {}) const noexcept {
        const detail::CString name(character_name);
        if (Error problem = detail::problem_of(name)) return problem;
        const convai_call_options call = detail::c_options(options);
        return Character(convai_character_find(get(), name.get(), &call));
    }
    [[nodiscard]] Result<Operation<Character>> character_find_async(std::string_view character_name,
                                                                    const CallOptions &options = {}) const noexcept {
        const detail::CString name(character_name);
        if (Error problem = detail::problem_of(name)) return problem;
        return detail::started<Character>(options, [&](auto *call, auto **error) {
            return convai_character_find_async(get(), name.get(), call, error);
        });
    }

    /// Copies a character, with its knowledge bank where asked for. Gives the copy's id alone.
    [[nodiscard]] Result<Character> character_clone(std::string_view character_id,
                                                    bool with_knowledge_bank = false, const CallOptions &options = {}) const noexcept {
        const detail::CString id(character_id);
        if (Error problem = detail::problem_of(id)) return problem;
        const convai_call_options call = detail::c_options(options);
        return Character(convai_character_clone(get(), id.get(), with_knowledge_bank ? 1 : 0, &call));
    }
    [[nodiscard]] Result<Operation<Character>> character_clone_async(std::string_view character_id,
                                                                     bool with_knowledge_bank = false,
                                                                     const CallOptions &options = {}) const noexcept {
        const detail::CString id(character_id);
        if (Error problem = detail::problem_of(id)) return problem;
        return detail::started<Character>(options, [&](auto *call, auto **error) {
            return convai_character_clone_async(get(), id.get(), with_knowledge_bank ? 1 : 0, call, error);
        });
    }

    /// Deletes a character. This cannot be undone.
    [[nodiscard]] Result<Outcome> character_delete(std::string_view character_id, const CallOptions &options = {}) const noexcept {
        const detail::CString id(character_id);
        if (Error problem = detail::problem_of(id)) return problem;
        const convai_call_options call = detail::c_options(options);
        return Outcome(convai_character_delete(get(), id.get(), &call));
    }
    [[nodiscard]] Result<Operation<Outcome>> character_delete_async(std::string_view character_id,
                                                                    const CallOptions &options = {}) const noexcept {
        const detail::CString id(character_id);
        if (Error problem = detail::problem_of(id)) return problem;
        return detail::started<Outcome>(options, [&](auto *call, auto **error) {
            return convai_character_delete_async(get(), id.get(), call, error);
        });
    }

    // Single turns. A Conversation is easier: it keeps the session and the order. On failure keep the session id that
    // you have.

    /// Says text to a character. `session_id` is that of the last response, or convai::new_session.
    [[nodiscard]] Result<Response> get_response_text(std::string_view character_id, std::string_view session_id,
                                                     std::string_view text, Flags flags = Flags::text, const CallOptions &options = {}) const noexcept {
        const detail::CString id(character_id), session(detail::or_null(session_id)), words(text);
        if (Error problem = detail::problem_of(id, session, words)) return problem;
        const convai_call_options call = detail::c_options(options);
        return Response(convai_get_response_text(get(), id.get(), session.get(), words.get(), detail::bits(flags), &call));
    }
    [[nodiscard]] Result<Operation<Response>> get_response_text_async(std::string_view character_id,
                                                                      std::string_view session_id,
                                                                      std::string_view text, Flags flags = Flags::text,
                                                                      const CallOptions &options = {}) const noexcept {
        const detail::CString id(character_id), session(detail::or_null(session_id)), words(text);
        if (Error problem = detail::problem_of(id, session, words)) return problem;
        return detail::started<Response>(options, [&](auto *call, auto **error) {
            return convai_get_response_text_async(get(), id.get(), session.get(), words.get(), detail::bits(flags), call,
                                                  error);
        });
    }

    /// Says recorded samples to a character. They are copied. Errors: audio_input too.
    [[nodiscard]] Result<Response> get_response_pcm(std::string_view character_id, std::string_view session_id,
                                                    const Pcm &samples, Flags flags = Flags::text, const CallOptions &options = {}) const noexcept {
        const detail::CString id(character_id), session(detail::or_null(session_id));
        if (Error problem = detail::problem_of(id, session)) return problem;
        const convai_pcm pcm = samples.c_pcm();
        const convai_call_options call = detail::c_options(options);
        return Response(convai_get_response_pcm(get(), id.get(), session.get(), &pcm, detail::bits(flags), &call));
    }
    [[nodiscard]] Result<Operation<Response>> get_response_pcm_async(std::string_view character_id,
                                                                     std::string_view session_id, const Pcm &samples,
                                                                     Flags flags = Flags::text,
                                                                     const CallOptions &options = {}) const noexcept {
        const detail::CString id(character_id), session(detail::or_null(session_id));
        if (Error problem = detail::problem_of(id, session)) return problem;
        const convai_pcm pcm = samples.c_pcm();
        return detail::started<Response>(options, [&](auto *call, auto **error) {
            return convai_get_response_pcm_async(get(), id.get(), session.get(), &pcm, detail::bits(flags), call, error);
        });
    }

    /// Says a ready WAV file to a character: one channel, integer samples of 16 bits or more. Errors: audio_input too.
    [[nodiscard]] Result<Response> get_response_wav(std::string_view character_id, std::string_view session_id,
                                                    Span<const std::uint8_t> wav,
                                                    Flags flags = Flags::text, const CallOptions &options = {}) const noexcept {
        const detail::CString id(character_id), session(detail::or_null(session_id));
        if (Error problem = detail::problem_of(id, session)) return problem;
        const convai_call_options call = detail::c_options(options);
        return Response(
            convai_get_response_wav(get(), id.get(), session.get(), wav.data(), wav.size(), detail::bits(flags), &call));
    }
    [[nodiscard]] Result<Operation<Response>> get_response_wav_async(std::string_view character_id,
                                                                     std::string_view session_id,
                                                                     Span<const std::uint8_t> wav,
                                                                     Flags flags = Flags::text,
                                                                     const CallOptions &options = {}) const noexcept {
        const detail::CString id(character_id), session(detail::or_null(session_id));
        if (Error problem = detail::problem_of(id, session)) return problem;
        return detail::started<Response>(options, [&](auto *call, auto **error) {
            return convai_get_response_wav_async(get(), id.get(), session.get(), wav.data(), wav.size(),
                                                 detail::bits(flags), call, error);
        });
    }
};

inline Result<Client> Client::create(const ClientOptions &options) noexcept {
    if (!compatible()) {
        return Error(Code::unsupported, "The convai library that was loaded is not one for this header: put the library "
                                        "next to the program that came with the header, or build again.");
    }
    const detail::CString key(options.api_key), url(detail::or_null(options.base_url)), proxy(detail::or_null(options.proxy)),
        pem(detail::or_null(options.ca_pem)), agent(detail::or_null(options.user_agent));
    if (Error problem = detail::problem_of(key, url, proxy, pem, agent)) return problem;
    convai_client_options wanted = CONVAI_CLIENT_OPTIONS_INIT;
    wanted.api_key = key.get() ? key.get() : "";
    wanted.base_url = url.get();
    wanted.proxy = proxy.get();
    wanted.ca_pem = pem.get();
    wanted.user_agent = agent.get();
    wanted.connect_timeout_ms = options.connect_timeout_ms;
    wanted.timeout_ms = options.timeout_ms;
    wanted.voice_timeout_ms = options.voice_timeout_ms;
    wanted.max_in_flight = options.max_in_flight;
    wanted.max_queued = options.max_queued;
    wanted.upload_sample_rate = options.upload_sample_rate;
    wanted.max_response_bytes = options.max_response_bytes;
    convai_error *error = nullptr;
    convai_client *client = convai_client_new(&wanted, &error);
    return detail::made<Client>(client, error);
}

}  // namespace convai

#endif  // CONVAI_CPP_CLIENT_HPP
