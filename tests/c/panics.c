/* A panic in a function, or in a thread of the library, is an error and does not end the program. Each function is called
 * with an injected panic, returns CONVAI_ERROR_PANIC, and works when it is called again. This needs a library that was
 * built with the feature "panic-injection", which exports convai_test_panic_in. */
#define _POSIX_C_SOURCE 200112L
#include "panics_on_threads.h"

static char id[64];

/* Functions that cannot return an error return a harmless value. */
static void about_the_library(void) {
    arm("convai_struct_size");
    CHECK_NUMBER(convai_struct_size("convai_pcm"), 0);
    disarm("convai_struct_size");
    CHECK_NUMBER(convai_struct_size("convai_pcm"), sizeof(convai_pcm));
    arm("convai_live_objects");
    CHECK(convai_live_objects() == UINT64_MAX);
    disarm("convai_live_objects");
    CHECK(convai_live_objects() > 0);
    arm("convai_status_name");
    CHECK_TEXT(convai_status_name(CONVAI_OK), "CONVAI_ERROR_UNKNOWN");
    disarm("convai_status_name");
    CHECK_TEXT(convai_status_name(CONVAI_OK), "CONVAI_OK");
    arm("convai_status_text");
    CHECK_HAS(convai_status_text(CONVAI_OK), "does not know");
    disarm("convai_status_text");
    CHECK_TEXT(convai_status_text(CONVAI_OK), "Success.");
    /* These return a constant. */
    CHECK_NUMBER(convai_abi_version(), 1);
    CHECK(convai_version() != NULL);
}

static void characters(void) {
    convai_character_spec spec = CONVAI_CHARACTER_SPEC_INIT;
    convai_character *made;
    spec.name = spec.voice_type = spec.backstory = "Mara mends nets.";
    made = convai_character_create(client, &spec, NULL);
    CHECK_OK(made);
    REQUIRE(made->id && made->id_len < sizeof id);
    strcpy(id, made->id);
    convai_character_free(&made);
    RESULT(character, convai_character_create, (client, &spec, NULL));
    RESULT(result, convai_character_update, (client, id, &spec, NULL));
    RESULT(character, convai_character_get, (client, id, NULL));
    RESULT(character, convai_character_find, (client, "Pell the Lamplighter", NULL));
    RESULT(character, convai_character_clone, (client, id, 0, NULL));
    HANDLE(operation, convai_character_create_async, client, &spec, NULL);
    HANDLE(operation, convai_character_update_async, client, id, &spec, NULL);
    HANDLE(operation, convai_character_get_async, client, id, NULL);
    HANDLE(operation, convai_character_find_async, client, "Pell the Lamplighter", NULL);
    HANDLE(operation, convai_character_clone_async, client, id, 0, NULL);
    HANDLE(operation, convai_character_delete_async, client, "some-id", NULL);
    RESULT(result, convai_character_delete, (client, id, NULL));
}

static void lists(void) {
    RESULT(characters, convai_character_list, (client, NULL));
    RESULT(voices, convai_voice_list, (client, NULL));
    RESULT(languages, convai_language_list, (client, NULL));
    HANDLE(operation, convai_character_list_async, client, NULL);
    HANDLE(operation, convai_voice_list_async, client, NULL);
    HANDLE(operation, convai_language_list_async, client, NULL);
}

static void tokens(void) {
    convai_token *made = convai_token_create(client, NULL);
    char token[256];
    CHECK_OK(made);
    REQUIRE(made->token && made->token_len < sizeof token);
    strcpy(token, made->token);
    FREE(token, made);
    RESULT(token, convai_token_create, (client, NULL));
    RESULT(token, convai_token_extend, (client, token, NULL));
    HANDLE(operation, convai_token_create_async, client, NULL);
    HANDLE(operation, convai_token_extend_async, client, token, NULL);
    HANDLE(operation, convai_token_revoke_async, client, "some-token", NULL);
    finish(convai_token_create_async(client, NULL, NULL));
    RESULT(token, convai_operation_take_token, (operation));
    RESULT(result, convai_token_revoke, (client, token, NULL));
    STATUS(convai_client_set_credentials, (client, test_key(), NULL, NULL), CONVAI_OK);
    arm("convai_client_set_credentials");
    CHECK_STATUS(convai_client_set_credentials(client, test_key(), NULL, &error), CONVAI_ERROR_PANIC);
    disarm("convai_client_set_credentials");
    check_panic(error);
    convai_error_free(&error);
}

/* A session of the public character. */
static const char *new_session(void) {
    static char session[128];
    convai_response *answer = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Hi", 0, NULL);
    snprintf(session, sizeof session, "%s", CHECK_OK(answer) ? answer->session_id : "");
    convai_response_free(&answer);
    return session;
}

static void other_calls(void) {
    const char *session = new_session();
    convai_request request = CONVAI_REQUEST_INIT;
    request.path = "character/get";
    request.json = "{\"charID\":\"" PUBLIC_CHARACTER "\"}";
    RESULT(result, convai_call, (client, &request, NULL));
    HANDLE(operation, convai_call_async, client, &request, NULL);
    RESULT(chats, convai_chat_list, (client, PUBLIC_CHARACTER, 0, NULL));
    RESULT(chat, convai_chat_get, (client, PUBLIC_CHARACTER, session, NULL));
    HANDLE(operation, convai_chat_list_async, client, PUBLIC_CHARACTER, 0, NULL);
    HANDLE(operation, convai_chat_get_async, client, PUBLIC_CHARACTER, session, NULL);
    RESULT(usage, convai_usage_get, (client, NULL));
    HANDLE(operation, convai_usage_get_async, client, NULL);
    RESULT(generated_text, convai_generate_starters, (client, PUBLIC_CHARACTER, NULL, NULL));
    RESULT(generated_text, convai_generate_backstory, (client, "Mara", "mends nets", NULL));
    RESULT(audio, convai_generate_speech, (client, "Hi", "US MALE 1", NULL));
    HANDLE(operation, convai_generate_starters_async, client, PUBLIC_CHARACTER, NULL, NULL);
    HANDLE(operation, convai_generate_backstory_async, client, "Mara", "mends nets", NULL);
    HANDLE(operation, convai_generate_speech_async, client, "Hi", "US MALE 1", NULL);
    RESULT(sections, convai_section_list, (client, PUBLIC_CHARACTER, NULL));
    RESULT(sections, convai_section_current, (client, PUBLIC_CHARACTER, session, NULL));
    RESULT(triggers, convai_trigger_list, (client, PUBLIC_CHARACTER, NULL));
    HANDLE(operation, convai_section_list_async, client, PUBLIC_CHARACTER, NULL);
    HANDLE(operation, convai_section_current_async, client, PUBLIC_CHARACTER, session, NULL);
    HANDLE(operation, convai_trigger_list_async, client, PUBLIC_CHARACTER, NULL);
    RESULT(result, convai_chat_delete, (client, PUBLIC_CHARACTER, &session, 1, NULL));
    session = new_session();
    HANDLE(operation, convai_chat_delete_async, client, PUBLIC_CHARACTER, &session, 1, NULL);
}

static void turns(void) {
    convai_pcm pcm = some_pcm();
    convai_audio *file = convai_audio_build_wav(&pcm, 0);
    convai_utterance_options recording = CONVAI_UTTERANCE_OPTIONS_INIT;
    convai_utterance *ended;
    int32_t event;
    RESULT(response, convai_get_response_text, (client, PUBLIC_CHARACTER, NULL, "Hi", 0, NULL));
    RESULT(response, convai_get_response_pcm, (client, PUBLIC_CHARACTER, NULL, &pcm, 0, NULL));
    RESULT(response, convai_get_response_wav, (client, PUBLIC_CHARACTER, NULL, file->wav, file->wav_len, 0, NULL));
    HANDLE(operation, convai_get_response_text_async, client, PUBLIC_CHARACTER, NULL, "Hi", 0, NULL);
    HANDLE(operation, convai_get_response_pcm_async, client, PUBLIC_CHARACTER, NULL, &pcm, 0, NULL);
    HANDLE(operation, convai_get_response_wav_async, client, PUBLIC_CHARACTER, NULL, file->wav, file->wav_len, 0, NULL);

    HANDLE(conversation, convai_conversation_new, client, PUBLIC_CHARACTER, NULL);
    RESULT(response, convai_conversation_say, (conversation, "Hi", 0, NULL));
    RESULT(response, convai_conversation_say_pcm, (conversation, &pcm, 0, NULL));
    RESULT(response, convai_conversation_say_wav, (conversation, file->wav, file->wav_len, 0, NULL));
    HANDLE(operation, convai_conversation_say_async, conversation, "Hi", 0, NULL);
    HANDLE(operation, convai_conversation_say_pcm_async, conversation, &pcm, 0, NULL);
    HANDLE(operation, convai_conversation_say_wav_async, conversation, file->wav, file->wav_len, 0, NULL);
    STATUS(convai_conversation_session_id, (conversation, id, sizeof id, NULL), CONVAI_OK);
    STATUS(convai_conversation_set_fallback, (conversation, "Sorry."), CONVAI_OK);
    STATUS(convai_conversation_set_scene, (conversation, NULL, NULL), CONVAI_OK);
    arm("convai_conversation_set_scene");
    CHECK_STATUS(convai_conversation_set_scene(conversation, NULL, &error), CONVAI_ERROR_PANIC);
    disarm("convai_conversation_set_scene");
    check_panic(error);
    convai_error_free(&error);
    STATUS(convai_conversation_interrupt, (conversation), CONVAI_OK);

    recording.format = CONVAI_PCM_S16;
    recording.channels = 1;
    recording.sample_rate = 16000;
    HANDLE(utterance, convai_utterance_new, &recording);
    STATUS(convai_utterance_push, (utterance, silence, 160), CONVAI_OK);
    STATUS(convai_utterance_push_pcm, (utterance, &pcm), CONVAI_OK);
    STATUS(convai_utterance_level, (utterance, NULL, NULL), CONVAI_OK);
    STATUS(convai_utterance_clipped, (utterance, NULL), CONVAI_OK);
    STATUS(convai_utterance_length, (utterance, NULL, NULL), CONVAI_OK);
    RESULT(response, convai_conversation_say_utterance, (conversation, utterance, 0, NULL));
    CHECK_STATUS(convai_utterance_push(utterance, silence, 160), CONVAI_OK);
    HANDLE(operation, convai_conversation_say_utterance_async, conversation, utterance, 0, NULL);
    STATUS(convai_utterance_clear, (utterance), CONVAI_OK);
    FREE(utterance, utterance);
    recording.trigger = CONVAI_TRIGGER_BEGIN;
    utterance = convai_utterance_new(&recording, NULL);
    STATUS(convai_utterance_begin, (utterance), CONVAI_OK);
    convai_utterance_free(&utterance);
    recording.trigger = CONVAI_TRIGGER_SPEECH;
    utterance = convai_utterance_new(&recording, NULL);
    STATUS(convai_utterance_set_gate, (utterance, 1), CONVAI_OK);
    STATUS(convai_utterance_set_playback, (utterance, NULL), CONVAI_OK);
    STATUS(convai_utterance_next, (utterance, &event, &ended), CONVAI_PENDING);
    STATUS(convai_conversation_reset, (conversation), CONVAI_OK);
    convai_audio_free(&file);
}

static void operations(void) {
    convai_event event = CONVAI_EVENT_INIT;
    convai_progress progress = CONVAI_PROGRESS_INIT;
    intptr_t fd;
    convai_log_entry *entry;
    STATUS(convai_client_next_log, (client, &entry), CONVAI_OK);
    FREE(log_entry, entry);
    finish(convai_get_response_text_async(client, PUBLIC_CHARACTER, NULL, "Hi", 0, NULL, NULL));
    STATUS(convai_operation_poll, (operation, &progress), CONVAI_OK);
    STATUS(convai_operation_wait, (operation, -1), CONVAI_OK);
    STATUS(convai_operation_cancel, (operation), CONVAI_OK);
    /* The panic loses nothing: the next call returns the operation, and its result can be taken. */
    STATUS(convai_client_next, (client, 0, &event), CONVAI_OK);
    CHECK(event.operation == operation);
    {
        convai_piece *piece;
        STATUS(convai_operation_next_piece, (operation, 0, &piece), CONVAI_OK);
        FREE(piece, piece);
    }
    RESULT(response, convai_operation_take_response, (operation));
    finish(convai_character_get_async(client, PUBLIC_CHARACTER, NULL, NULL));
    RESULT(character, convai_operation_take_character, (operation));
    finish(convai_character_list_async(client, NULL, NULL));
    RESULT(characters, convai_operation_take_characters, (operation));
    finish(convai_voice_list_async(client, NULL, NULL));
    RESULT(voices, convai_operation_take_voices, (operation));
    finish(convai_language_list_async(client, NULL, NULL));
    RESULT(languages, convai_operation_take_languages, (operation));
    finish(convai_chat_list_async(client, PUBLIC_CHARACTER, 0, NULL, NULL));
    RESULT(chats, convai_operation_take_chats, (operation));
    finish(convai_chat_get_async(client, PUBLIC_CHARACTER, new_session(), NULL, NULL));
    RESULT(chat, convai_operation_take_chat, (operation));
    finish(convai_usage_get_async(client, NULL, NULL));
    RESULT(usage, convai_operation_take_usage, (operation));
    finish(convai_generate_starters_async(client, PUBLIC_CHARACTER, NULL, NULL, NULL));
    RESULT(generated_text, convai_operation_take_generated_text, (operation));
    finish(convai_generate_speech_async(client, "Hi", "US MALE 1", NULL, NULL));
    RESULT(audio, convai_operation_take_audio, (operation));
    finish(convai_section_list_async(client, PUBLIC_CHARACTER, NULL, NULL));
    RESULT(sections, convai_operation_take_sections, (operation));
    finish(convai_trigger_list_async(client, PUBLIC_CHARACTER, NULL, NULL));
    RESULT(triggers, convai_operation_take_triggers, (operation));
    {
        convai_character_spec spec = CONVAI_CHARACTER_SPEC_INIT;
        convai_character *copy = convai_character_clone(client, PUBLIC_CHARACTER, 0, NULL);
        spec.name = "Copy";
        finish(convai_character_update_async(client, copy->id, &spec, NULL, NULL));
        RESULT(result, convai_operation_take_result, (operation));
        convai_character_free(&copy);
    }
    STATUS(convai_client_wake_handle, (client, &fd), CONVAI_OK);
}

static void queues(void) {
    convai_event event = CONVAI_EVENT_INIT;
    convai_queue *queue;
    intptr_t fd;
    arm("convai_queue_new");
    CHECK(convai_queue_new(&error) == NULL);
    CHECK(convai_queue_new(NULL) == NULL);
    disarm("convai_queue_new");
    check_panic(error);
    convai_error_free(&error);
    queue = convai_queue_new(&error);
    REQUIRE(queue && !error);
    STATUS(convai_queue_next, (queue, 0, &event), CONVAI_PENDING);
    STATUS(convai_queue_wake_handle, (queue, &fd), CONVAI_OK);
    FREE(queue, queue);
}

static void audio(void) {
    convai_pcm pcm = some_pcm();
    float floats[4] = {0};
    int16_t samples[4] = {0};
    RESULT(audio, convai_audio_build_wav, (&pcm, 0));
    RESULT(audio, convai_audio_read_wav, ((const uint8_t *)silence, sizeof silence, 16000));
    STATUS(convai_audio_s16_to_f32, (samples, floats, 4), CONVAI_OK);
    STATUS(convai_audio_f32_to_s16, (floats, samples, 4), CONVAI_OK);
    STATUS(convai_audio_level, (&pcm, NULL, NULL), CONVAI_OK);
}

/* The audio thread gets silence. */
#define READ(function, ...)                                     \
    do {                                                        \
        out[0] = 1;                                             \
        arm(#function);                                         \
        CHECK_NUMBER(function(playback, out, 4, __VA_ARGS__), 0); \
        disarm(#function);                                      \
        CHECK(out[0] == 0);                                     \
    } while (0)

static void playback_in_f32(convai_playback *playback) {
    float out[8];
    READ(convai_playback_read_f32, 2);
    READ(convai_playback_read_ahead_f32, 2, 0, 100);
}

static void playback_in_s16(convai_playback *playback) {
    int16_t out[8];
    READ(convai_playback_read_s16, 2);
    READ(convai_playback_read_ahead_s16, 2, 0, 100);
}

static void playback(void) {
    convai_playback_options options = CONVAI_PLAYBACK_OPTIONS_INIT;
    convai_playback_state state = CONVAI_PLAYBACK_STATE_INIT;
    convai_pcm pcm = some_pcm();
    convai_playback *one;
    options.sample_rate = 48000;
    HANDLE(playback, convai_playback_new, &options);
    one = convai_playback_new(&options, NULL);
    REQUIRE(one != NULL);
    playback_in_f32(one);
    playback_in_s16(one);
    STATUS(convai_playback_add_pcm, (one, &pcm, 1, CONVAI_PLAYBACK_QUEUE), CONVAI_OK);
    finish(convai_get_response_text_async(client, PUBLIC_CHARACTER, NULL, "Hi", 0, NULL, NULL));
    STATUS(convai_playback_add_operation, (one, operation, CONVAI_PLAYBACK_QUEUE), CONVAI_OK);
    STATUS(convai_conversation_set_playback, (conversation, one), CONVAI_OK);
    STATUS(convai_playback_pause, (one, 0), CONVAI_OK);
    STATUS(convai_playback_set_volume, (one, 0.5f), CONVAI_OK);
    STATUS(convai_playback_set_device, (one, 44100, 0), CONVAI_OK);
    STATUS(convai_playback_poll, (one, &state), CONVAI_OK);
    STATUS(convai_playback_stop, (one, 0), CONVAI_OK);
    FREE(playback, one);
}

int main(void) {
    convai_client_options options = client_options();
    convai_utterance_options recording = CONVAI_UTTERANCE_OPTIONS_INIT;
    HANDLE(client, convai_client_new, &options);
    options.log_capacity = 16;
    client = convai_client_new(&options, NULL);
    REQUIRE(client != NULL);
    conversation = convai_conversation_new(client, PUBLIC_CHARACTER, NULL, NULL);
    recording.format = CONVAI_PCM_S16;
    recording.channels = 1;
    recording.sample_rate = 16000;
    utterance = convai_utterance_new(&recording, NULL);
    about_the_library();
    characters();
    lists();
    tokens();
    other_calls();
    turns();
    operations();
    queues();
    audio();
    playback();
    on_threads_of_the_library();
    STATUS(convai_client_reset_connections, (client), CONVAI_OK);
    STATUS(convai_client_close, (client, 2000), CONVAI_OK);
    STATUS(convai_shutdown, (2000), CONVAI_OK);
    {
        convai_pcm nothing = CONVAI_PCM_INIT;
        convai_client_new(NULL, &error);
        FREE(error, error);
        error = NULL;
        FREE(result, convai_character_delete(client, NULL, NULL));
        FREE(character, convai_character_get(client, NULL, NULL));
        FREE(characters, convai_character_list(NULL, NULL));
        FREE(voices, convai_voice_list(NULL, NULL));
        FREE(languages, convai_language_list(NULL, NULL));
        FREE(response, convai_get_response_text(client, NULL, NULL, NULL, 0, NULL));
        FREE(chats, convai_chat_list(client, NULL, 0, NULL));
        FREE(chat, convai_chat_get(client, NULL, NULL, NULL));
        FREE(usage, convai_usage_get(NULL, NULL));
        FREE(generated_text, convai_generate_starters(client, NULL, NULL, NULL));
        FREE(sections, convai_section_list(client, NULL, NULL));
        FREE(triggers, convai_trigger_list(client, NULL, NULL));
        FREE(audio, convai_audio_build_wav(&nothing, 0));
    }
    FREE(operation, operation);
    FREE(conversation, conversation);
    FREE(utterance, utterance);
    FREE(client, client);
    return check_end();
}
