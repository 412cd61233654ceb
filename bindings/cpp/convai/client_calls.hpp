/// @file
/// Part of convai.hpp: the implementation of the calls of Client. Included by client.hpp.

#ifndef CONVAI_CPP_CLIENT_CALLS_HPP
#define CONVAI_CPP_CLIENT_CALLS_HPP

#include "client.hpp"

CONVAI_CPP_BEGIN

inline Result<Client> Client::create(const ClientOptions &options) noexcept {
    if (!compatible()) return detail::unfit_library();
    const detail::CString api_key("ClientOptions::api_key", options.api_key);
    const detail::CString base_url("ClientOptions::base_url", detail::or_null(options.base_url));
    const detail::CString proxy("ClientOptions::proxy", detail::or_null(options.proxy));
    const detail::CString ca_pem("ClientOptions::ca_pem", detail::or_null(options.ca_pem));
    const detail::CString user_agent("ClientOptions::user_agent", detail::or_null(options.user_agent));
    const detail::CString auth_token("ClientOptions::auth_token", options.auth_token);
    if (Error problem = detail::problem_of(api_key, auth_token, base_url, proxy, ca_pem, user_agent)) return problem;
    convai_client_options c_options = CONVAI_CLIENT_OPTIONS_INIT;
    c_options.api_key = api_key.get();
    c_options.auth_token = auth_token.get();
    c_options.base_url = base_url.get();
    c_options.proxy = proxy.get();
    c_options.ca_pem = ca_pem.get();
    c_options.user_agent = user_agent.get();
    c_options.connect_timeout_ms = options.connect_timeout.count();
    c_options.timeout_ms = options.timeout.count();
    c_options.voice_timeout_ms = options.voice_timeout.count();
    c_options.idle_timeout_ms = options.idle_timeout.count();
    c_options.max_in_flight = options.max_in_flight;
    c_options.max_queued = options.max_queued;
    c_options.max_queued_bytes = options.max_queued_bytes;
    c_options.upload_sample_rate = options.upload_sample_rate;
    if (options.queue) {
        if (!*options.queue) return Error(Code::bad_handle, "The queue is empty (moved from, released or never created).",
                                          "ClientOptions::queue");
        c_options.queue = options.queue->get();
    }
    c_options.log_capacity = options.log_capacity;
    c_options.max_response_bytes = options.max_response_bytes;
    convai_error *error = nullptr;
    convai_client *client = convai_client_new(&c_options, &error);
    return detail::created<Client>(client, error);
}

inline Result<void> Client::set_credentials(const Credentials &credentials) const noexcept {
    const detail::CString api_key("Credentials::api_key", credentials.api_key);
    const detail::CString auth_token("Credentials::auth_token", credentials.auth_token);
    if (Error problem = detail::problem_of(api_key, auth_token)) return problem;
    convai_error *error = nullptr;
    const convai_status status = convai_client_set_credentials(get(), api_key.get(), auth_token.get(), &error);
    return detail::finished(status, error);
}

inline Result<Character> Client::character_create(const CharacterSpec &spec, const CallOptions &options) const noexcept {
    const detail::CSpec c_spec(spec);
    if (Error problem = c_spec.problem()) return problem;
    const convai_call_options call = detail::c_options(options);
    return Character(convai_character_create(get(), c_spec.get(), &call));
}

inline Result<Operation<Character>> Client::character_create_async(const CharacterSpec &spec,
                                                                   const CallOptions &options) const noexcept {
    const detail::CSpec c_spec(spec);
    if (Error problem = c_spec.problem()) return problem;
    return detail::started<Character>(options, [&](auto *call, auto **error) {
        return convai_character_create_async(get(), c_spec.get(), call, error);
    });
}

inline Result<Outcome> Client::character_update(CharacterId character_id, const CharacterSpec &spec,
                                                const CallOptions &options) const noexcept {
    const detail::CString id("character_id", character_id);
    const detail::CSpec c_spec(spec);
    if (Error problem = detail::problem_of(id)) return problem;
    if (Error problem = c_spec.problem()) return problem;
    const convai_call_options call = detail::c_options(options);
    return Outcome(convai_character_update(get(), id.get(), c_spec.get(), &call));
}

inline Result<Operation<Outcome>> Client::character_update_async(CharacterId character_id, const CharacterSpec &spec,
                                                                 const CallOptions &options) const noexcept {
    const detail::CString id("character_id", character_id);
    const detail::CSpec c_spec(spec);
    if (Error problem = detail::problem_of(id)) return problem;
    if (Error problem = c_spec.problem()) return problem;
    return detail::started<Outcome>(options, [&](auto *call, auto **error) {
        return convai_character_update_async(get(), id.get(), c_spec.get(), call, error);
    });
}

inline Result<Character> Client::character_get(CharacterId character_id, const CallOptions &options) const noexcept {
    const detail::CString id("character_id", character_id);
    if (Error problem = detail::problem_of(id)) return problem;
    const convai_call_options call = detail::c_options(options);
    return Character(convai_character_get(get(), id.get(), &call));
}

inline Result<Operation<Character>> Client::character_get_async(CharacterId character_id,
                                                                const CallOptions &options) const noexcept {
    const detail::CString id("character_id", character_id);
    if (Error problem = detail::problem_of(id)) return problem;
    return detail::started<Character>(options, [&](auto *call, auto **error) {
        return convai_character_get_async(get(), id.get(), call, error);
    });
}

inline Result<Character> Client::character_find(Text name, const CallOptions &options) const noexcept {
    const detail::CString c_name("name", name);
    if (Error problem = detail::problem_of(c_name)) return problem;
    const convai_call_options call = detail::c_options(options);
    return Character(convai_character_find(get(), c_name.get(), &call));
}

inline Result<Operation<Character>> Client::character_find_async(Text name,
                                                                 const CallOptions &options) const noexcept {
    const detail::CString c_name("name", name);
    if (Error problem = detail::problem_of(c_name)) return problem;
    return detail::started<Character>(options, [&](auto *call, auto **error) {
        return convai_character_find_async(get(), c_name.get(), call, error);
    });
}

inline Result<Character> Client::character_clone(CharacterId character_id, bool with_knowledge_bank,
                                                 const CallOptions &options) const noexcept {
    const detail::CString id("character_id", character_id);
    if (Error problem = detail::problem_of(id)) return problem;
    const convai_call_options call = detail::c_options(options);
    return Character(convai_character_clone(get(), id.get(), with_knowledge_bank ? 1 : 0, &call));
}

inline Result<Operation<Character>> Client::character_clone_async(CharacterId character_id, bool with_knowledge_bank,
                                                                  const CallOptions &options) const noexcept {
    const detail::CString id("character_id", character_id);
    if (Error problem = detail::problem_of(id)) return problem;
    return detail::started<Character>(options, [&](auto *call, auto **error) {
        return convai_character_clone_async(get(), id.get(), with_knowledge_bank ? 1 : 0, call, error);
    });
}

inline Result<Outcome> Client::character_delete(CharacterId character_id, const CallOptions &options) const noexcept {
    const detail::CString id("character_id", character_id);
    if (Error problem = detail::problem_of(id)) return problem;
    const convai_call_options call = detail::c_options(options);
    return Outcome(convai_character_delete(get(), id.get(), &call));
}

inline Result<Operation<Outcome>> Client::character_delete_async(CharacterId character_id,
                                                                 const CallOptions &options) const noexcept {
    const detail::CString id("character_id", character_id);
    if (Error problem = detail::problem_of(id)) return problem;
    return detail::started<Outcome>(options, [&](auto *call, auto **error) {
        return convai_character_delete_async(get(), id.get(), call, error);
    });
}

inline Result<Response> Client::get_response_text(CharacterId character_id, SessionId session_id,
                                                  Text text, Flags flags,
                                                  const CallOptions &options) const noexcept {
    const detail::CString id("character_id", character_id);
    const detail::CString session("session_id", detail::or_null(session_id));
    const detail::CString c_text("text", text);
    if (Error problem = detail::problem_of(id, session, c_text)) return problem;
    const detail::CTurn turn(options);
    if (Error problem = turn.problem()) return problem;
    return Response(
        convai_get_response_text(get(), id.get(), session.get(), c_text.get(), detail::bits(flags), turn.get()));
}

inline Result<Operation<Response>> Client::get_response_text_async(CharacterId character_id,
                                                                   SessionId session_id, Text text,
                                                                   Flags flags, const CallOptions &options) const noexcept {
    const detail::CString id("character_id", character_id);
    const detail::CString session("session_id", detail::or_null(session_id));
    const detail::CString c_text("text", text);
    if (Error problem = detail::problem_of(id, session, c_text)) return problem;
    const detail::CTurn turn(options);
    if (Error problem = turn.problem()) return problem;
    return detail::started<Response>(turn.get(), [&](auto *call, auto **error) {
        return convai_get_response_text_async(get(), id.get(), session.get(), c_text.get(), detail::bits(flags), call,
                                              error);
    });
}

inline Result<Response> Client::get_response_pcm(CharacterId character_id, SessionId session_id, const Pcm &pcm,
                                                 Flags flags, const CallOptions &options) const noexcept {
    const detail::CString id("character_id", character_id);
    const detail::CString session("session_id", detail::or_null(session_id));
    if (Error problem = detail::problem_of(id, session)) return problem;
    const convai_pcm c_pcm = pcm.c_pcm();
    const detail::CTurn turn(options);
    if (Error problem = turn.problem()) return problem;
    return Response(convai_get_response_pcm(get(), id.get(), session.get(), &c_pcm, detail::bits(flags), turn.get()));
}

inline Result<Operation<Response>> Client::get_response_pcm_async(CharacterId character_id,
                                                                  SessionId session_id, const Pcm &pcm, Flags flags,
                                                                  const CallOptions &options) const noexcept {
    const detail::CString id("character_id", character_id);
    const detail::CString session("session_id", detail::or_null(session_id));
    if (Error problem = detail::problem_of(id, session)) return problem;
    const convai_pcm c_pcm = pcm.c_pcm();
    const detail::CTurn turn(options);
    if (Error problem = turn.problem()) return problem;
    return detail::started<Response>(turn.get(), [&](auto *call, auto **error) {
        return convai_get_response_pcm_async(get(), id.get(), session.get(), &c_pcm, detail::bits(flags), call, error);
    });
}

inline Result<Response> Client::get_response_wav(CharacterId character_id, SessionId session_id,
                                                 Span<const std::uint8_t> wav, Flags flags,
                                                 const CallOptions &options) const noexcept {
    const detail::CString id("character_id", character_id);
    const detail::CString session("session_id", detail::or_null(session_id));
    if (Error problem = detail::problem_of(id, session)) return problem;
    const detail::CTurn turn(options);
    if (Error problem = turn.problem()) return problem;
    return Response(
        convai_get_response_wav(get(), id.get(), session.get(), wav.data(), wav.size(), detail::bits(flags), turn.get()));
}

inline Result<Operation<Response>> Client::get_response_wav_async(CharacterId character_id,
                                                                  SessionId session_id,
                                                                  Span<const std::uint8_t> wav, Flags flags,
                                                                  const CallOptions &options) const noexcept {
    const detail::CString id("character_id", character_id);
    const detail::CString session("session_id", detail::or_null(session_id));
    if (Error problem = detail::problem_of(id, session)) return problem;
    const detail::CTurn turn(options);
    if (Error problem = turn.problem()) return problem;
    return detail::started<Response>(turn.get(), [&](auto *call, auto **error) {
        return convai_get_response_wav_async(get(), id.get(), session.get(), wav.data(), wav.size(), detail::bits(flags),
                                             call, error);
    });
}

CONVAI_CPP_END

#endif  // CONVAI_CPP_CLIENT_CALLS_HPP
