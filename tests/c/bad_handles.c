/* Invalid handles and results: NULL, stale, freed twice, of another kind, and forged. */
#include "bad_input.h"

/* Passes an invalid handle to every function that takes one; `why` is a part of the message. */
static void bad_handle(void *bad, const char *why) {
    const convai_status status = CONVAI_ERROR_BAD_HANDLE;
    convai_client *c = bad;
    convai_conversation *t = bad;
    convai_operation *o = bad, *out = NULL;
    convai_utterance *u = bad;
    convai_queue *q = bad;
    convai_playback *p = bad;
    convai_playback_state state = CONVAI_PLAYBACK_STATE_INIT;
    float floats[4] = {1, 1, 1, 1};
    int16_t shorts[4] = {1, 1, 1, 1};
    convai_client_options with_queue = client_options();
    convai_event event = CONVAI_EVENT_INIT;
    convai_utterance *ended;
    int32_t heard;
    convai_character_spec spec = valid_spec();
    convai_pcm pcm = some_pcm();
    convai_progress progress = CONVAI_PROGRESS_INIT;
    const uint8_t *wav = (const uint8_t *)"RIFF";
    char id[64];
    intptr_t fd;
    convai_log_entry *entry = bad;
    convai_request request = CONVAI_REQUEST_INIT;
    const char *session = "s";
    request.path = "path";

    RETURNS(convai_client_set_credentials(c, "a-key", NULL, NULL), status);
    RETURNS(convai_client_reset_connections(c), status);
    RETURNS(convai_client_close(c, 0), status);
    RETURNS(next_operation(c, 0, &out, NULL), status);
    RETURNS(convai_client_wake_handle(c, &fd), status);
    RETURNS(convai_client_next_log(c, &entry), status);
    CHECK(entry == NULL);
    RETURNS(convai_queue_next(q, 0, &event), status);
    RETURNS(convai_queue_wake_handle(q, &fd), status);
    with_queue.queue = q;
    if (q)
        NOT_CREATED(convai_client_new(&with_queue, &error), status, why);
    REFUSED(character, convai_character_create(c, &spec, NULL), status, why);
    REFUSED(result, convai_character_update(c, "id", &spec, NULL), status, why);
    REFUSED(character, convai_character_get(c, "id", NULL), status, why);
    REFUSED(character, convai_character_find(c, "name", NULL), status, why);
    REFUSED(character, convai_character_clone(c, "id", 0, NULL), status, why);
    REFUSED(result, convai_character_delete(c, "id", NULL), status, why);
    REFUSED(characters, convai_character_list(c, NULL), status, why);
    REFUSED(voices, convai_voice_list(c, NULL), status, why);
    REFUSED(languages, convai_language_list(c, NULL), status, why);
    REFUSED(token, convai_token_create(c, NULL), status, why);
    REFUSED(token, convai_token_extend(c, "token", NULL), status, why);
    REFUSED(result, convai_token_revoke(c, "token", NULL), status, why);
    REFUSED(chats, convai_chat_list(c, "id", 0, NULL), status, why);
    REFUSED(chat, convai_chat_get(c, "id", "s", NULL), status, why);
    REFUSED(result, convai_chat_delete(c, "id", &session, 1, NULL), status, why);
    REFUSED(usage, convai_usage_get(c, NULL), status, why);
    REFUSED(generated_text, convai_generate_starters(c, "id", NULL, NULL), status, why);
    REFUSED(generated_text, convai_generate_backstory(c, "n", "t", NULL), status, why);
    REFUSED(audio, convai_generate_speech(c, "t", "v", NULL), status, why);
    REFUSED(sections, convai_section_list(c, "id", NULL), status, why);
    REFUSED(sections, convai_section_current(c, "id", "s", NULL), status, why);
    REFUSED(triggers, convai_trigger_list(c, "id", NULL), status, why);
    REFUSED(result, convai_call(c, &request, NULL), status, why);
    REFUSED(response, convai_get_response_text(c, "id", NULL, "Hi", 0, NULL), status, why);
    REFUSED(response, convai_get_response_pcm(c, "id", NULL, &pcm, 0, NULL), status, why);
    REFUSED(response, convai_get_response_wav(c, "id", NULL, wav, 4, 0, NULL), status, why);
    NOT_CREATED(convai_character_create_async(c, &spec, NULL, &error), status, why);
    NOT_CREATED(convai_character_update_async(c, "id", &spec, NULL, &error), status, why);
    NOT_CREATED(convai_character_get_async(c, "id", NULL, &error), status, why);
    NOT_CREATED(convai_character_find_async(c, "name", NULL, &error), status, why);
    NOT_CREATED(convai_character_clone_async(c, "id", 0, NULL, &error), status, why);
    NOT_CREATED(convai_character_delete_async(c, "id", NULL, &error), status, why);
    NOT_CREATED(convai_character_list_async(c, NULL, &error), status, why);
    NOT_CREATED(convai_voice_list_async(c, NULL, &error), status, why);
    NOT_CREATED(convai_language_list_async(c, NULL, &error), status, why);
    NOT_CREATED(convai_token_create_async(c, NULL, &error), status, why);
    NOT_CREATED(convai_token_extend_async(c, "token", NULL, &error), status, why);
    NOT_CREATED(convai_token_revoke_async(c, "token", NULL, &error), status, why);
    NOT_CREATED(convai_chat_list_async(c, "id", 0, NULL, &error), status, why);
    NOT_CREATED(convai_chat_get_async(c, "id", "s", NULL, &error), status, why);
    NOT_CREATED(convai_chat_delete_async(c, "id", &session, 1, NULL, &error), status, why);
    NOT_CREATED(convai_usage_get_async(c, NULL, &error), status, why);
    NOT_CREATED(convai_generate_starters_async(c, "id", NULL, NULL, &error), status, why);
    NOT_CREATED(convai_generate_backstory_async(c, "n", "t", NULL, &error), status, why);
    NOT_CREATED(convai_generate_speech_async(c, "t", "v", NULL, &error), status, why);
    NOT_CREATED(convai_section_list_async(c, "id", NULL, &error), status, why);
    NOT_CREATED(convai_section_current_async(c, "id", "s", NULL, &error), status, why);
    NOT_CREATED(convai_trigger_list_async(c, "id", NULL, &error), status, why);
    NOT_CREATED(convai_call_async(c, &request, NULL, &error), status, why);
    NOT_CREATED(convai_get_response_text_async(c, "id", NULL, "Hi", 0, NULL, &error), status, why);
    NOT_CREATED(convai_get_response_pcm_async(c, "id", NULL, &pcm, 0, NULL, &error), status, why);
    NOT_CREATED(convai_get_response_wav_async(c, "id", NULL, wav, 4, 0, NULL, &error), status, why);

    RETURNS(convai_operation_poll(o, &progress), status);
    RETURNS(convai_operation_wait(o, 0), status);
    RETURNS(convai_operation_cancel(o), status);
    REFUSED(response, convai_operation_take_response(o), status, why);
    REFUSED(character, convai_operation_take_character(o), status, why);
    REFUSED(result, convai_operation_take_result(o), status, why);
    REFUSED(chats, convai_operation_take_chats(o), status, why);
    REFUSED(chat, convai_operation_take_chat(o), status, why);
    REFUSED(usage, convai_operation_take_usage(o), status, why);
    REFUSED(generated_text, convai_operation_take_generated_text(o), status, why);
    REFUSED(audio, convai_operation_take_audio(o), status, why);
    REFUSED(sections, convai_operation_take_sections(o), status, why);
    REFUSED(triggers, convai_operation_take_triggers(o), status, why);
    REFUSED(characters, convai_operation_take_characters(o), status, why);
    REFUSED(voices, convai_operation_take_voices(o), status, why);
    REFUSED(languages, convai_operation_take_languages(o), status, why);
    REFUSED(token, convai_operation_take_token(o), status, why);

    NOT_CREATED(convai_conversation_new(c, "id", NULL, &error), status, why);
    RETURNS(convai_playback_add_pcm(p, &pcm, 0, CONVAI_PLAYBACK_QUEUE), status);
    RETURNS(convai_playback_add_operation(p, o, CONVAI_PLAYBACK_QUEUE), status);
    RETURNS(convai_conversation_set_playback(t, NULL), status);
    if (p)
        RETURNS(convai_conversation_set_playback(conversation, p), status);
    RETURNS(convai_playback_stop(p, 0), status);
    RETURNS(convai_playback_pause(p, 1), status);
    RETURNS(convai_playback_set_volume(p, 1), status);
    RETURNS(convai_playback_set_device(p, 48000, 0), status);
    RETURNS(convai_playback_poll(p, &state), status);
    /* An audio callback gets silence, whatever it passes. */
    CHECK(convai_playback_read_f32(p, floats, 2, 2) == 0 && !floats[0] && !floats[3]);
    CHECK(convai_playback_read_s16(p, shorts, 4, 1) == 0 && !shorts[0] && !shorts[3]);
    CHECK(convai_playback_read_ahead_f32(p, floats, 2, 2, 0, 100) == 0);
    CHECK(convai_playback_read_ahead_s16(p, shorts, 4, 1, 0, 100) == 0);
    RETURNS(convai_conversation_interrupt(t), status);
    RETURNS(convai_conversation_reset(t), status);
    RETURNS(convai_conversation_set_fallback(t, "line"), status);
    RETURNS(convai_conversation_set_scene(t, NULL, NULL), status);
    RETURNS(convai_conversation_set_scene(t, NULL, &error), status);
    check_refusal(error, status, why);
    CHECK_STATUS(convai_error_free(&error), CONVAI_OK);
    RETURNS(convai_conversation_session_id(t, id, sizeof id, NULL), status);
    REFUSED(response, convai_conversation_say(t, "Hi", 0, NULL), status, why);
    REFUSED(response, convai_conversation_say_pcm(t, &pcm, 0, NULL), status, why);
    REFUSED(response, convai_conversation_say_wav(t, wav, 4, 0, NULL), status, why);
    REFUSED(response, convai_conversation_say_utterance(t, utterance, 0, NULL), status, why);
    REFUSED(response, convai_conversation_say_utterance(conversation, u, 0, NULL), status, why);
    NOT_CREATED(convai_conversation_say_async(t, "Hi", 0, NULL, &error), status, why);
    NOT_CREATED(convai_conversation_say_pcm_async(t, &pcm, 0, NULL, &error), status, why);
    NOT_CREATED(convai_conversation_say_wav_async(t, wav, 4, 0, NULL, &error), status, why);
    NOT_CREATED(convai_conversation_say_utterance_async(t, utterance, 0, NULL, &error), status, why);
    NOT_CREATED(convai_conversation_say_utterance_async(conversation, u, 0, NULL, &error), status, why);

    RETURNS(convai_utterance_push(u, silence, 4), status);
    RETURNS(convai_utterance_push_pcm(u, &pcm), status);
    RETURNS(convai_utterance_begin(u), status);
    RETURNS(convai_utterance_next(u, &heard, &ended), status);
    RETURNS(convai_utterance_set_gate(u, 1), status);
    RETURNS(convai_utterance_set_playback(u, NULL), status);
    RETURNS(convai_utterance_clipped(u, NULL), status);
    RETURNS(convai_utterance_level(u, NULL, NULL), status);
    RETURNS(convai_utterance_length(u, NULL, NULL), status);
    RETURNS(convai_utterance_clear(u), status);
}

/* A free function refuses a pointer that is not its own, and leaves the variable unchanged. */
#define NOT_FREED(type, bad)                                                          \
    do {                                                                              \
        convai_##type *variable_ = (void *)(bad);                                     \
        check_context = "convai_" #type "_free(" #bad ")";                                \
        CHECK_STATUS(convai_##type##_free(&variable_), CONVAI_ERROR_BAD_HANDLE);      \
        CHECK((void *)variable_ == (void *)(bad));                                    \
    } while (0)
#define NOT_FREED_AS_HANDLE(bad)      \
    do {                              \
        NOT_FREED(client, bad);       \
        NOT_FREED(operation, bad);    \
        NOT_FREED(conversation, bad); \
        NOT_FREED(utterance, bad);    \
        NOT_FREED(queue, bad);        \
        NOT_FREED(playback, bad);     \
    } while (0)
#define NOT_FREED_AS_RESULT(bad)   \
    do {                           \
        NOT_FREED(error, bad);     \
        NOT_FREED(result, bad);    \
        NOT_FREED(character, bad); \
        NOT_FREED(characters, bad); \
        NOT_FREED(voices, bad); \
        NOT_FREED(languages, bad); \
        NOT_FREED(chats, bad); \
        NOT_FREED(chat, bad); \
        NOT_FREED(usage, bad); \
        NOT_FREED(generated_text, bad); \
        NOT_FREED(sections, bad); \
        NOT_FREED(triggers, bad); \
        NOT_FREED(response, bad);  \
        NOT_FREED(token, bad);     \
        NOT_FREED(audio, bad);     \
        NOT_FREED(log_entry, bad); \
    } while (0)
/* NULL, and the address of a variable that holds NULL, are allowed. */
#define NOTHING_TO_FREE(type)                                  \
    do {                                                       \
        convai_##type *nothing_ = NULL;                        \
        check_context = "convai_" #type "_free of nothing";       \
        CHECK_STATUS(convai_##type##_free(NULL), CONVAI_OK);   \
        CHECK_STATUS(convai_##type##_free(&nothing_), CONVAI_OK); \
    } while (0)

static void an_invalid_handle_is_refused_by_every_function(void) {
    int local[4] = {0};
    convai_utterance_options options = CONVAI_UTTERANCE_OPTIONS_INIT;
    convai_client *freed_client = new_client(), *client_copy = freed_client;
    convai_conversation *freed_talk = convai_conversation_new(client, "id", NULL, NULL), *talk_copy = freed_talk;
    convai_utterance *freed_utterance, *utterance_copy;
    convai_queue *freed_queue = convai_queue_new(NULL), *queue_copy = freed_queue;
    convai_playback_options device = CONVAI_PLAYBACK_OPTIONS_INIT;
    convai_playback *freed_playback, *playback_copy;
    convai_progress progress = CONVAI_PROGRESS_INIT;
    options.format = CONVAI_PCM_S16;
    options.channels = 1;
    options.sample_rate = 16000;
    freed_utterance = utterance_copy = convai_utterance_new(&options, NULL);
    device.sample_rate = 48000;
    freed_playback = playback_copy = convai_playback_new(&device, NULL);
    REQUIRE(freed_talk && freed_utterance && freed_queue && freed_playback);
    CHECK_STATUS(convai_client_free(&freed_client), CONVAI_OK);
    CHECK_STATUS(convai_conversation_free(&freed_talk), CONVAI_OK);
    CHECK_STATUS(convai_utterance_free(&freed_utterance), CONVAI_OK);
    CHECK_STATUS(convai_queue_free(&freed_queue), CONVAI_OK);
    CHECK_STATUS(convai_playback_free(&freed_playback), CONVAI_OK);
    CHECK(!freed_client && !freed_talk && !freed_utterance && !freed_queue);

    bad_handle(NULL, "is NULL");
    /* Forged: an address, a small number, all bits set. */
    bad_handle(local, "");
    bad_handle((void *)(uintptr_t)1, "");
    bad_handle((void *)(uintptr_t)4096, "");
    bad_handle((void *)UINTPTR_MAX, "");
    /* Freed before, and for most functions also of another kind. */
    bad_handle(client_copy, "");
    bad_handle(talk_copy, "");
    bad_handle(utterance_copy, "");
    bad_handle(queue_copy, "");
    bad_handle(playback_copy, "");
    REFUSED(character, convai_character_get(client_copy, "id", NULL), CONVAI_ERROR_BAD_HANDLE, "the client was freed already");
    REFUSED(response, convai_conversation_say(talk_copy, "Hi", 0, NULL), CONVAI_ERROR_BAD_HANDLE,
            "the conversation was freed already");
    /* Alive, and of another kind. */
    REFUSED(character, convai_character_get((convai_client *)(void *)conversation, "id", NULL), CONVAI_ERROR_BAD_HANDLE,
            "a conversation was passed where a client is expected");
    REFUSED(response, convai_conversation_say((convai_conversation *)(void *)client, "Hi", 0, NULL), CONVAI_ERROR_BAD_HANDLE,
            "a client was passed where a conversation is expected");
    REFUSED(response, convai_operation_take_response((convai_operation *)(void *)utterance), CONVAI_ERROR_BAD_HANDLE,
            "an utterance was passed where an operation is expected");
    RETURNS(convai_operation_poll((convai_operation *)(void *)client, &progress), CONVAI_ERROR_BAD_HANDLE);
    RETURNS(convai_utterance_clear((convai_utterance *)(void *)conversation), CONVAI_ERROR_BAD_HANDLE);

    /* Freed twice through a copy, of another kind, forged. */
    NOT_FREED_AS_HANDLE(client_copy);
    NOT_FREED_AS_HANDLE(talk_copy);
    NOT_FREED_AS_HANDLE(utterance_copy);
    NOT_FREED_AS_HANDLE(queue_copy);
    NOT_FREED_AS_HANDLE(playback_copy);
    NOT_FREED_AS_HANDLE(local);
    NOT_FREED_AS_HANDLE((uintptr_t)1);
    NOT_FREED_AS_HANDLE(UINTPTR_MAX);
    NOT_FREED(client, conversation);
    NOT_FREED(conversation, client);
    NOT_FREED(utterance, client);
    NOT_FREED(operation, utterance);
    NOT_FREED(queue, client);
    NOT_FREED(playback, client);
    NOTHING_TO_FREE(client);
    NOTHING_TO_FREE(operation);
    NOTHING_TO_FREE(conversation);
    NOTHING_TO_FREE(utterance);
    NOTHING_TO_FREE(queue);
    NOTHING_TO_FREE(playback);
}

static void an_invalid_result_is_not_freed(void) {
    int local[4] = {0};
    convai_character *character = convai_character_get(client, NULL, NULL);
    convai_response *response = convai_get_response_text(client, NULL, NULL, NULL, 0, NULL), *copy = response;
    NOT_FREED_AS_RESULT(local);
    NOT_FREED_AS_RESULT((uintptr_t)1);
    NOT_FREED_AS_RESULT(client);
    /* Of another kind. */
    NOT_FREED(response, character);
    NOT_FREED(character, response);
    NOT_FREED(audio, response);
    /* The error inside a result is freed with the result only. */
    NOT_FREED(error, response->error);
    CHECK_STATUS(convai_character_free(&character), CONVAI_OK);
    CHECK_STATUS(convai_response_free(&response), CONVAI_OK);
    NOT_FREED_AS_RESULT(copy);
    NOTHING_TO_FREE(error);
    NOTHING_TO_FREE(result);
    NOTHING_TO_FREE(character);
    NOTHING_TO_FREE(characters);
    NOTHING_TO_FREE(voices);
    NOTHING_TO_FREE(languages);
    NOTHING_TO_FREE(chats);
    NOTHING_TO_FREE(chat);
    NOTHING_TO_FREE(usage);
    NOTHING_TO_FREE(generated_text);
    NOTHING_TO_FREE(sections);
    NOTHING_TO_FREE(triggers);
    NOTHING_TO_FREE(response);
    NOTHING_TO_FREE(token);
    NOTHING_TO_FREE(audio);
    NOTHING_TO_FREE(log_entry);
}

TEST_CASES(set_up, tear_down, CASE(an_invalid_handle_is_refused_by_every_function), CASE(an_invalid_result_is_not_freed))
