/// @file
/// Part of convai.hpp: the calls of Client about what characters said, say and tell.

#ifndef CONVAI_CPP_STORY_CALLS_HPP
#define CONVAI_CPP_STORY_CALLS_HPP

#include "account_calls.hpp"
#include "chat.hpp"
#include "narrative.hpp"

CONVAI_CPP_BEGIN

/// The calls of Client about what characters said, say and tell: a class of their own, so that they have a header of their own.
/// Programs use Client.
class StoryCalls : public AccountCalls {
public:
    using AccountCalls::AccountCalls;

    /// @name Chat history
    /// Sessions of a character, and what was said in them.
    /// @{

    /// Lists the sessions of a character (POST /character/chatHistory/list).
    ///
    /// @param character_id  the id of the character.
    /// @param limit         the largest number of sessions. 0 for all.
    /// @param options       the settings of this call.
    /// @return the sessions.
    [[nodiscard]] Result<Chats> chat_list(CharacterId character_id, std::int32_t limit = 0,
                                          const CallOptions &options = {}) const noexcept {
        const detail::CString id("character_id", character_id);
        if (Error problem = detail::problem_of(id)) return problem;
        const convai_call_options call = detail::c_options(options);
        return Chats(convai_chat_list(get(), id.get(), limit, &call));
    }
    /// Starts chat_list() and returns at once. Blocks: no.
    ///
    /// @param character_id  the id of the character.
    /// @param limit         the largest number of sessions. 0 for all.
    /// @param options       the settings of this call.
    /// @return the running operation.
    [[nodiscard]] Result<Operation<Chats>> chat_list_async(CharacterId character_id, std::int32_t limit = 0,
                                                           const CallOptions &options = {}) const noexcept {
        const detail::CString id("character_id", character_id);
        if (Error problem = detail::problem_of(id)) return problem;
        return detail::started<Chats>(options, [&](auto *call, auto **error) {
            return convai_chat_list_async(get(), id.get(), limit, call, error);
        });
    }

    /// Reads what was said in a session (POST /character/chatHistory/details).
    ///
    /// @param character_id  the id of the character.
    /// @param session_id    the id of the session.
    /// @param options       the settings of this call.
    /// @return the messages.
    [[nodiscard]] Result<Chat> chat_get(CharacterId character_id, SessionId session_id,
                                        const CallOptions &options = {}) const noexcept {
        const detail::CString id("character_id", character_id);
        const detail::CString session("session_id", session_id);
        if (Error problem = detail::problem_of(id, session)) return problem;
        const convai_call_options call = detail::c_options(options);
        return Chat(convai_chat_get(get(), id.get(), session.get(), &call));
    }
    /// Starts chat_get() and returns at once. Blocks: no.
    ///
    /// @param character_id  the id of the character.
    /// @param session_id    the id of the session.
    /// @param options       the settings of this call.
    /// @return the running operation.
    [[nodiscard]] Result<Operation<Chat>> chat_get_async(CharacterId character_id, SessionId session_id,
                                                         const CallOptions &options = {}) const noexcept {
        const detail::CString id("character_id", character_id);
        const detail::CString session("session_id", session_id);
        if (Error problem = detail::problem_of(id, session)) return problem;
        return detail::started<Chat>(options, [&](auto *call, auto **error) {
            return convai_chat_get_async(get(), id.get(), session.get(), call, error);
        });
    }

    /// Deletes sessions of a character (POST /character/chatHistory/delete). This cannot be undone.
    ///
    /// @param character_id  the id of the character.
    /// @param session_ids   the ids of the sessions, at least one.
    /// @param options       the settings of this call.
    /// @return the outcome.
    [[nodiscard]] Result<Outcome> chat_delete(CharacterId character_id, Span<const SessionId> session_ids,
                                              const CallOptions &options = {}) const noexcept {
        const detail::CString id("character_id", character_id);
        const detail::CSessions sessions(session_ids);
        if (Error problem = detail::problem_of(id)) return problem;
        if (Error problem = sessions.problem()) return problem;
        const convai_call_options call = detail::c_options(options);
        return Outcome(convai_chat_delete(get(), id.get(), sessions.get(), sessions.count(), &call));
    }
    /// Starts chat_delete() and returns at once. Blocks: no.
    ///
    /// @param character_id  the id of the character.
    /// @param session_ids   the ids of the sessions, at least one.
    /// @param options       the settings of this call.
    /// @return the running operation.
    [[nodiscard]] Result<Operation<Outcome>> chat_delete_async(CharacterId character_id,
                                                               Span<const SessionId> session_ids,
                                                               const CallOptions &options = {}) const noexcept {
        const detail::CString id("character_id", character_id);
        const detail::CSessions sessions(session_ids);
        if (Error problem = detail::problem_of(id)) return problem;
        if (Error problem = sessions.problem()) return problem;
        return detail::started<Outcome>(options, [&](auto *call, auto **error) {
            return convai_chat_delete_async(get(), id.get(), sessions.get(), sessions.count(), call, error);
        });
    }

    /// @}

    /// @name Generated texts and speech
    /// Texts and speech that are no turn of a conversation.
    /// @{

    /// Asks for lines that the player could say next (POST /character/generate-starter-conversation).
    /// ClientOptions::voice_timeout applies.
    ///
    /// @param character_id  the id of the character.
    /// @param session_id    the session to continue; convai::new_session asks for opening lines.
    /// @param options       the settings of this call.
    /// @return the text, with a line for each suggestion. Errors: empty_reply for a reply without text.
    [[nodiscard]] Result<GeneratedText> generate_starters(CharacterId character_id, SessionId session_id = new_session,
                                                          const CallOptions &options = {}) const noexcept {
        const detail::CString id("character_id", character_id);
        const detail::CString session("session_id", detail::or_null(session_id));
        if (Error problem = detail::problem_of(id, session)) return problem;
        const convai_call_options call = detail::c_options(options);
        return GeneratedText(convai_generate_starters(get(), id.get(), session.get(), &call));
    }
    /// Starts generate_starters() and returns at once. Blocks: no.
    ///
    /// @param character_id  the id of the character.
    /// @param session_id    the session to continue; convai::new_session asks for opening lines.
    /// @param options       the settings of this call.
    /// @return the running operation.
    [[nodiscard]] Result<Operation<GeneratedText>> generate_starters_async(CharacterId character_id,
        SessionId session_id = new_session, const CallOptions &options = {}) const noexcept {
        const detail::CString id("character_id", character_id);
        const detail::CString session("session_id", detail::or_null(session_id));
        if (Error problem = detail::problem_of(id, session)) return problem;
        return detail::started<GeneratedText>(options, [&](auto *call, auto **error) {
            return convai_generate_starters_async(get(), id.get(), session.get(), call, error);
        });
    }

    /// Writes a backstory from a few words about a character (POST /character/generate-backstory). It changes no
    /// character: see CharacterSpec::backstory. ClientOptions::voice_timeout applies.
    ///
    /// @param name        the name of the character.
    /// @param input_text  what the backstory is to be about.
    /// @param options     the settings of this call.
    /// @return the text.
    [[nodiscard]] Result<GeneratedText> generate_backstory(Text name, Text input_text,
                                                           const CallOptions &options = {}) const noexcept {
        const detail::CString c_name("name", name);
        const detail::CString c_input("input_text", input_text);
        if (Error problem = detail::problem_of(c_name, c_input)) return problem;
        const convai_call_options call = detail::c_options(options);
        return GeneratedText(convai_generate_backstory(get(), c_name.get(), c_input.get(), &call));
    }
    /// Starts generate_backstory() and returns at once. Blocks: no.
    ///
    /// @param name        the name of the character.
    /// @param input_text  what the backstory is to be about.
    /// @param options     the settings of this call.
    /// @return the running operation.
    [[nodiscard]] Result<Operation<GeneratedText>> generate_backstory_async(Text name, Text input_text,
        const CallOptions &options = {}) const noexcept {
        const detail::CString c_name("name", name);
        const detail::CString c_input("input_text", input_text);
        if (Error problem = detail::problem_of(c_name, c_input)) return problem;
        return detail::started<GeneratedText>(options, [&](auto *call, auto **error) {
            return convai_generate_backstory_async(get(), c_name.get(), c_input.get(), call, error);
        });
    }

    /// Speaks a text (POST /tts/). The reply is a WAV file; call() gives other formats as they are. The service documents
    /// that the voices of its realtime products are not supported. ClientOptions::voice_timeout applies.
    ///
    /// @param transcript  the text.
    /// @param voice       Voice::value of a voice.
    /// @param options     the settings of this call.
    /// @return the audio. Errors: reply_audio for a reply that is no WAV file; refused for a message in its place.
    [[nodiscard]] Result<Audio> generate_speech(Text transcript, Text voice, const CallOptions &options = {}) const noexcept {
        const detail::CString c_transcript("transcript", transcript);
        const detail::CString c_voice("voice", voice);
        if (Error problem = detail::problem_of(c_transcript, c_voice)) return problem;
        const convai_call_options call = detail::c_options(options);
        return Audio(convai_generate_speech(get(), c_transcript.get(), c_voice.get(), &call));
    }
    /// Starts generate_speech() and returns at once. Blocks: no.
    ///
    /// @param transcript  the text.
    /// @param voice       Voice::value of a voice.
    /// @param options     the settings of this call.
    /// @return the running operation.
    [[nodiscard]] Result<Operation<Audio>> generate_speech_async(Text transcript, Text voice,
                                                                 const CallOptions &options = {}) const noexcept {
        const detail::CString c_transcript("transcript", transcript);
        const detail::CString c_voice("voice", voice);
        if (Error problem = detail::problem_of(c_transcript, c_voice)) return problem;
        return detail::started<Audio>(options, [&](auto *call, auto **error) {
            return convai_generate_speech_async(get(), c_transcript.get(), c_voice.get(), call, error);
        });
    }

    /// @}

    /// @name Narrative design
    /// Sections and triggers of the narrative of a character.
    /// @{

    /// Lists the sections of the story of a character (POST /character/narrative/list-sections).
    ///
    /// @param character_id  the id of the character.
    /// @param options       the settings of this call.
    /// @return the sections.
    [[nodiscard]] Result<NarrativeSections> section_list(CharacterId character_id,
                                                         const CallOptions &options = {}) const noexcept {
        const detail::CString id("character_id", character_id);
        if (Error problem = detail::problem_of(id)) return problem;
        const convai_call_options call = detail::c_options(options);
        return NarrativeSections(convai_section_list(get(), id.get(), &call));
    }
    /// Starts section_list() and returns at once. Blocks: no.
    ///
    /// @param character_id  the id of the character.
    /// @param options       the settings of this call.
    /// @return the running operation.
    [[nodiscard]] Result<Operation<NarrativeSections>> section_list_async(CharacterId character_id,
        const CallOptions &options = {}) const noexcept {
        const detail::CString id("character_id", character_id);
        if (Error problem = detail::problem_of(id)) return problem;
        return detail::started<NarrativeSections>(options, [&](auto *call, auto **error) {
            return convai_section_list_async(get(), id.get(), call, error);
        });
    }

    /// Reads which section of the story a session is in (POST /character/narrative/get-current-section). Undocumented:
    /// seen in the Unity package of the service.
    ///
    /// @param character_id  the id of the character.
    /// @param session_id    the id of the session.
    /// @param options       the settings of this call.
    /// @return a list of one section, or of none.
    [[nodiscard]] Result<NarrativeSections> section_current(CharacterId character_id, SessionId session_id,
                                                            const CallOptions &options = {}) const noexcept {
        const detail::CString id("character_id", character_id);
        const detail::CString session("session_id", session_id);
        if (Error problem = detail::problem_of(id, session)) return problem;
        const convai_call_options call = detail::c_options(options);
        return NarrativeSections(convai_section_current(get(), id.get(), session.get(), &call));
    }
    /// Starts section_current() and returns at once. Blocks: no.
    ///
    /// @param character_id  the id of the character.
    /// @param session_id    the id of the session.
    /// @param options       the settings of this call.
    /// @return the running operation.
    [[nodiscard]] Result<Operation<NarrativeSections>> section_current_async(CharacterId character_id, SessionId session_id,
        const CallOptions &options = {}) const noexcept {
        const detail::CString id("character_id", character_id);
        const detail::CString session("session_id", session_id);
        if (Error problem = detail::problem_of(id, session)) return problem;
        return detail::started<NarrativeSections>(options, [&](auto *call, auto **error) {
            return convai_section_current_async(get(), id.get(), session.get(), call, error);
        });
    }

    /// Lists the triggers of the story of a character (POST /character/narrative/list-triggers).
    ///
    /// @param character_id  the id of the character.
    /// @param options       the settings of this call.
    /// @return the triggers.
    [[nodiscard]] Result<NarrativeTriggers> trigger_list(CharacterId character_id,
                                                         const CallOptions &options = {}) const noexcept {
        const detail::CString id("character_id", character_id);
        if (Error problem = detail::problem_of(id)) return problem;
        const convai_call_options call = detail::c_options(options);
        return NarrativeTriggers(convai_trigger_list(get(), id.get(), &call));
    }
    /// Starts trigger_list() and returns at once. Blocks: no.
    ///
    /// @param character_id  the id of the character.
    /// @param options       the settings of this call.
    /// @return the running operation.
    [[nodiscard]] Result<Operation<NarrativeTriggers>> trigger_list_async(CharacterId character_id,
        const CallOptions &options = {}) const noexcept {
        const detail::CString id("character_id", character_id);
        if (Error problem = detail::problem_of(id)) return problem;
        return detail::started<NarrativeTriggers>(options, [&](auto *call, auto **error) {
            return convai_trigger_list_async(get(), id.get(), call, error);
        });
    }

    /// @}
};

CONVAI_CPP_END

#endif  // CONVAI_CPP_STORY_CALLS_HPP
