/* Every call that sends a request, blocking and non-blocking, as a table. POSIX. Define _GNU_SOURCE before the first
 * #include. */
#ifndef EVERY_CALL_H
#define EVERY_CALL_H

#include "operations.h"

/* What the player says. It must not appear in an error. */
#define SAID "a whisper that nobody else may hear"
/* How long the player speaks, at 16 kHz: usually, and at most. */
#define FRAMES 8000
#define MOST_FRAMES 400000

/* Creates the characters that the calls update and delete. */
static convai_client *creator;
/* The conversation of the calls that need one. The program creates and frees it. */
static convai_conversation *conversation;
static convai_utterance *utterance;
static convai_audio *recording;
static int16_t samples[MOST_FRAMES];
static size_t spoken_frames = FRAMES;
/* The id of the character that a call updates or deletes. */
static char own_character[128];
/* The token that a call extends or revokes. */
static char own_token[256];
/* A session of the public character: one to read, and one to delete. */
static char own_session[128], deletable_session[128];

static convai_character_spec changed_backstory(void) {
    convai_character_spec spec = CONVAI_CHARACTER_SPEC_INIT;
    spec.backstory = "Mara mended nets.";
    return spec;
}

static convai_pcm spoken_pcm(void) {
    convai_pcm pcm = CONVAI_PCM_INIT;
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = samples;
    pcm.frames = spoken_frames;
    pcm.channels = 1;
    pcm.sample_rate = 16000;
    return pcm;
}

static convai_request some_request(void) {
    convai_request request = CONVAI_REQUEST_INIT;
    request.path = "character/get";
    request.json = "{\"charID\":\"" PUBLIC_CHARACTER "\"}";
    return request;
}

/* Fills the utterance again: a turn leaves it empty. */
static void fill_utterance(void) {
    CHECK_STATUS(convai_utterance_clear(utterance), CONVAI_OK);
    CHECK_STATUS(convai_utterance_push(utterance, samples, spoken_frames), CONVAI_OK);
}

/* A call in both forms. `setup` runs before either; `c` is the client, `o` the call options of the non-blocking form. */
#define FORMS(name, setup, blocking, starting)                                                    \
    static void *name##_blocks(convai_client *c) {                                                \
        setup;                                                                                    \
        (void)c;                                                                                  \
        return blocking;                                                                          \
    }                                                                                             \
    static convai_operation *name##_starts(convai_client *c, const convai_call_options *o) {      \
        setup;                                                                                    \
        (void)c;                                                                                  \
        return starting;                                                                          \
    }
/* The character and the session of every turn. */
#define PELL PUBLIC_CHARACTER, NULL

FORMS(create, convai_character_spec spec = valid_spec(), convai_character_create(c, &spec, NULL),
      convai_character_create_async(c, &spec, o, NULL))
FORMS(update, convai_character_spec spec = changed_backstory(), convai_character_update(c, own_character, &spec, NULL),
      convai_character_update_async(c, own_character, &spec, o, NULL))
FORMS(get, , convai_character_get(c, PUBLIC_CHARACTER, NULL), convai_character_get_async(c, PUBLIC_CHARACTER, o, NULL))
FORMS(find, , convai_character_find(c, "Pell the Lamplighter", NULL),
      convai_character_find_async(c, "Pell the Lamplighter", o, NULL))
FORMS(clone, , convai_character_clone(c, PUBLIC_CHARACTER, 1, NULL),
      convai_character_clone_async(c, PUBLIC_CHARACTER, 1, o, NULL))
FORMS(delete, , convai_character_delete(c, own_character, NULL), convai_character_delete_async(c, own_character, o, NULL))
FORMS(characters, , convai_character_list(c, NULL), convai_character_list_async(c, o, NULL))
FORMS(voices, , convai_voice_list(c, NULL), convai_voice_list_async(c, o, NULL))
FORMS(languages, , convai_language_list(c, NULL), convai_language_list_async(c, o, NULL))
FORMS(create_token, , convai_token_create(c, NULL), convai_token_create_async(c, o, NULL))
FORMS(extend_token, , convai_token_extend(c, own_token, NULL), convai_token_extend_async(c, own_token, o, NULL))
FORMS(revoke_token, , convai_token_revoke(c, own_token, NULL), convai_token_revoke_async(c, own_token, o, NULL))
FORMS(chats, , convai_chat_list(c, PUBLIC_CHARACTER, 0, NULL), convai_chat_list_async(c, PUBLIC_CHARACTER, 0, o, NULL))
FORMS(chat, , convai_chat_get(c, PUBLIC_CHARACTER, own_session, NULL),
      convai_chat_get_async(c, PUBLIC_CHARACTER, own_session, o, NULL))
FORMS(forget, const char *ids[1]; ids[0] = deletable_session, convai_chat_delete(c, PUBLIC_CHARACTER, ids, 1, NULL),
      convai_chat_delete_async(c, PUBLIC_CHARACTER, ids, 1, o, NULL))
FORMS(usage, , convai_usage_get(c, NULL), convai_usage_get_async(c, o, NULL))
FORMS(starters, , convai_generate_starters(c, PELL, NULL), convai_generate_starters_async(c, PELL, o, NULL))
FORMS(backstory, , convai_generate_backstory(c, "Mara", "mends nets", NULL),
      convai_generate_backstory_async(c, "Mara", "mends nets", o, NULL))
FORMS(speech, , convai_generate_speech(c, "Hi", "US MALE 1", NULL),
      convai_generate_speech_async(c, "Hi", "US MALE 1", o, NULL))
FORMS(sections, , convai_section_list(c, PUBLIC_CHARACTER, NULL), convai_section_list_async(c, PUBLIC_CHARACTER, o, NULL))
FORMS(section, , convai_section_current(c, PUBLIC_CHARACTER, own_session, NULL),
      convai_section_current_async(c, PUBLIC_CHARACTER, own_session, o, NULL))
FORMS(triggers, , convai_trigger_list(c, PUBLIC_CHARACTER, NULL), convai_trigger_list_async(c, PUBLIC_CHARACTER, o, NULL))
FORMS(any, convai_request request = some_request(), convai_call(c, &request, NULL),
      convai_call_async(c, &request, o, NULL))
FORMS(text, , convai_get_response_text(c, PELL, SAID, CONVAI_TEXT, NULL),
      convai_get_response_text_async(c, PELL, SAID, CONVAI_TEXT, o, NULL))
FORMS(multipart, , convai_get_response_text(c, PELL, SAID, CONVAI_MULTIPART, NULL),
      convai_get_response_text_async(c, PELL, SAID, CONVAI_MULTIPART, o, NULL))
FORMS(voice, , convai_get_response_text(c, PELL, "Hi", CONVAI_VOICE, NULL),
      convai_get_response_text_async(c, PELL, "Hi", CONVAI_VOICE, o, NULL))
FORMS(stream, , convai_get_response_text(c, PELL, "Hi", CONVAI_VOICE | CONVAI_STREAM, NULL),
      convai_get_response_text_async(c, PELL, "Hi", CONVAI_VOICE | CONVAI_STREAM, o, NULL))
FORMS(pcm, convai_pcm pcm = spoken_pcm(), convai_get_response_pcm(c, PELL, &pcm, CONVAI_TEXT, NULL),
      convai_get_response_pcm_async(c, PELL, &pcm, CONVAI_TEXT, o, NULL))
FORMS(wav, , convai_get_response_wav(c, PELL, recording->wav, recording->wav_len, CONVAI_TEXT, NULL),
      convai_get_response_wav_async(c, PELL, recording->wav, recording->wav_len, CONVAI_TEXT, o, NULL))
FORMS(say, , convai_conversation_say(conversation, SAID, CONVAI_TEXT, NULL),
      convai_conversation_say_async(conversation, SAID, CONVAI_TEXT, o, NULL))
FORMS(say_pcm, convai_pcm pcm = spoken_pcm(), convai_conversation_say_pcm(conversation, &pcm, CONVAI_TEXT, NULL),
      convai_conversation_say_pcm_async(conversation, &pcm, CONVAI_TEXT, o, NULL))
FORMS(say_wav, , convai_conversation_say_wav(conversation, recording->wav, recording->wav_len, CONVAI_TEXT, NULL),
      convai_conversation_say_wav_async(conversation, recording->wav, recording->wav_len, CONVAI_TEXT, o, NULL))
FORMS(say_utterance, fill_utterance(), convai_conversation_say_utterance(conversation, utterance, CONVAI_TEXT, NULL),
      convai_conversation_say_utterance_async(conversation, utterance, CONVAI_TEXT, o, NULL))

/* Options with a scene. */
static convai_call_options acting(const convai_call_options *options) {
    static const char *const actions[] = {"Jump", "Wave"};
    static const convai_scene scene = {sizeof(convai_scene), 2, actions, NULL, NULL, 0, 0, NULL, NULL, 0, 0, NULL};
    convai_call_options all = CONVAI_CALL_OPTIONS_INIT;
    if (options)
        all = *options;
    all.scene = &scene;
    return all;
}
#define ACTING(options) ((convai_call_options[]){acting(options)})
FORMS(scene, , convai_get_response_text(c, PELL, SAID, CONVAI_TEXT, ACTING(NULL)),
      convai_get_response_text_async(c, PELL, SAID, CONVAI_TEXT, ACTING(o), NULL))

typedef struct endpoint {
    const char *name;
    int32_t kind;
    void *(*blocks)(convai_client *);
    convai_operation *(*starts)(convai_client *, const convai_call_options *);
} endpoint;

#define ENDPOINT(name, kind) {#name, CONVAI_KIND_##kind, name##_blocks, name##_starts}
static const endpoint endpoints[] = {
    ENDPOINT(create, CHARACTER), ENDPOINT(update, RESULT),    ENDPOINT(get, CHARACTER),
    ENDPOINT(find, CHARACTER),   ENDPOINT(clone, CHARACTER),  ENDPOINT(delete, RESULT),
    ENDPOINT(characters, CHARACTERS), ENDPOINT(voices, VOICES), ENDPOINT(languages, LANGUAGES),
    ENDPOINT(create_token, TOKEN), ENDPOINT(extend_token, TOKEN), ENDPOINT(revoke_token, RESULT),
    ENDPOINT(chats, CHATS),      ENDPOINT(chat, CHAT),        ENDPOINT(forget, RESULT),
    ENDPOINT(usage, USAGE),      ENDPOINT(starters, GENERATED_TEXT), ENDPOINT(backstory, GENERATED_TEXT),
    ENDPOINT(speech, AUDIO),     ENDPOINT(sections, SECTIONS), ENDPOINT(section, SECTIONS),
    ENDPOINT(triggers, TRIGGERS), ENDPOINT(any, RESULT),
    ENDPOINT(text, RESPONSE),    ENDPOINT(multipart, RESPONSE), ENDPOINT(voice, RESPONSE),
    ENDPOINT(stream, RESPONSE),  ENDPOINT(pcm, RESPONSE),     ENDPOINT(wav, RESPONSE),
    ENDPOINT(say, RESPONSE),     ENDPOINT(say_pcm, RESPONSE), ENDPOINT(say_wav, RESPONSE),
    ENDPOINT(say_utterance, RESPONSE), ENDPOINT(scene, RESPONSE),
};

static inline const endpoint *endpoint_of(const char *name) {
    size_t i;
    for (i = 0; i < sizeof endpoints / sizeof *endpoints; i++)
        if (strcmp(endpoints[i].name, name) == 0)
            return &endpoints[i];
    emulator_fails(name);
    return NULL;
}

/* Starts a session of the public character. */
static void start_session(char session[128]) {
    convai_response *response = convai_get_response_text(creator, PELL, "Hi", CONVAI_TEXT, NULL);
    REQUIRE(CHECK_OK(response) && response->session_id);
    snprintf(session, 128, "%s", response->session_id);
    convai_response_free(&response);
}

static int is_of_token(const endpoint *call) { return strstr(call->name, "_token") != NULL; }

static void create_own_token(void) {
    convai_token *token = convai_token_create(creator, NULL);
    REQUIRE(CHECK_OK(token) && token->token);
    snprintf(own_token, sizeof own_token, "%s", token->token);
    convai_token_free(&token);
}

/* Creates the character that the call updates or deletes, the token that it extends or revokes, or the session that it deletes. */
static void create_own(const endpoint *call) {
    convai_character_spec spec = valid_spec();
    convai_character *character;
    if (is_of_token(call))
        create_own_token();
    if (strcmp(call->name, "forget") == 0)
        start_session(deletable_session);
    if (strcmp(call->name, "update") != 0 && strcmp(call->name, "delete") != 0)
        return;
    character = convai_character_create(creator, &spec, NULL);
    REQUIRE(CHECK_OK(character) && character->id);
    snprintf(own_character, sizeof own_character, "%s", character->id);
    convai_character_free(&character);
}

/* Every kind of result begins with its error. */
static const convai_error *error_of(const void *result) { return *(const convai_error *const *)result; }

/* The kinds of results, and the nouns of their functions. */
#define EACH_RESULT(DO)           \
    DO(RESPONSE, response)        \
    DO(CHARACTER, character)      \
    DO(RESULT, result)            \
    DO(CHARACTERS, characters)    \
    DO(VOICES, voices)            \
    DO(LANGUAGES, languages)      \
    DO(TOKEN, token)             \
    DO(CHATS, chats)              \
    DO(CHAT, chat)                \
    DO(USAGE, usage)              \
    DO(GENERATED_TEXT, generated_text) \
    DO(AUDIO, audio)              \
    DO(SECTIONS, sections)        \
    DO(TRIGGERS, triggers)

#define FREE(kind_of, noun)                                                          \
    case CONVAI_KIND_##kind_of:                                                      \
        CHECK_STATUS(convai_##noun##_free((convai_##noun **)&result), CONVAI_OK);    \
        return;
static void free_result(const endpoint *call, void *result) {
    switch (call->kind) {
        EACH_RESULT(FREE)
    }
    emulator_fails(call->name);
}
#undef FREE

#define TAKE(kind_of, noun) \
    case CONVAI_KIND_##kind_of: return convai_operation_take_##noun(operation);
static void *take_result(const endpoint *call, convai_operation *operation) {
    switch (call->kind) {
        EACH_RESULT(TAKE)
    }
    emulator_fails(call->name);
    return NULL;
}
#undef TAKE

/* Makes a non-blocking call, waits for its end, and takes its result. A `timeout_ms` of 0 is the client's timeout. */
static void *start_and_take(const endpoint *call, convai_client *client, uint32_t timeout_ms) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_operation *operation;
    void *result;
    options.timeout_ms = timeout_ms;
    operation = call->starts(client, &options);
    REQUIRE(operation != NULL);
    CHECK_STATUS(convai_operation_wait(operation, -1), CONVAI_OK);
    result = take_result(call, operation);
    CHECK_STATUS(convai_operation_free(&operation), CONVAI_OK);
    return result;
}

/* Changes how long the player speaks. */
static void speak(size_t frames) {
    convai_pcm pcm;
    spoken_frames = frames;
    pcm = spoken_pcm();
    CHECK_STATUS(convai_audio_free(&recording), CONVAI_OK);
    recording = convai_audio_build_wav(&pcm, 0);
    REQUIRE(CHECK_OK(recording));
}

static void begin_calls(void) {
    convai_utterance_options options = CONVAI_UTTERANCE_OPTIONS_INIT;
    options.format = CONVAI_PCM_S16;
    options.channels = 1;
    options.sample_rate = 16000;
    creator = new_client();
    /* All pieces of a stream at once: otherwise it lasts as long as its voice. */
    emulator_settings("{\"stream_pace\":0}");
    start_session(own_session);
    utterance = convai_utterance_new(&options, NULL);
    REQUIRE(utterance != NULL);
    speak(FRAMES);
}

static void end_calls(void) {
    CHECK_STATUS(convai_utterance_free(&utterance), CONVAI_OK);
    CHECK_STATUS(convai_audio_free(&recording), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&creator), CONVAI_OK);
}

#endif
