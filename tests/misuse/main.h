/* Makes the calls of the table, on one thread or on several at once. The generated file includes this at its end.
 *
 *     misuse [THREADS STEP]    each thread makes every STEPth combination of values, and starts with another function */
#ifndef MISUSE_MAIN_H
#define MISUSE_MAIN_H

enum { ALL = sizeof table / sizeof *table };

static convai_operation *finished(convai_operation *operation) {
    REQUIRE(operation != NULL);
    CHECK_STATUS(convai_operation_wait(operation, -1), CONVAI_OK);
    return operation;
}

static void new_character(char *id) {
    fixture unused;
    const convai_character_spec *spec;
    convai_character *made;
    spec_value(&unused, 0, &spec);
    made = convai_character_create(shared.alive[CLIENT], spec, NULL);
    CHECK_OK(made);
    snprintf(id, 64, "%s", made->id ? made->id : "");
    convai_character_free(&made);
}

static void new_token(char *token) {
    convai_token *made = convai_token_create(shared.alive[CLIENT], NULL);
    CHECK_OK(made);
    snprintf(token, sizeof shared.token, "%s", made->token ? made->token : "");
    convai_token_free(&made);
}

static void new_session(char *id) {
    convai_response *response =
        convai_get_response_text(shared.alive[CLIENT], shared.character, NULL, "Hi", CONVAI_TEXT, NULL);
    CHECK_OK(response);
    snprintf(id, 64, "%s", response->session_id ? response->session_id : "");
    convai_response_free(&response);
}

static void make_everything(void) {
    convai_client *freed_client = new_client();
    convai_operation *freed_operation;
    convai_conversation *freed_conversation;
    convai_utterance *freed_utterance;
    convai_queue *freed_queue;
    convai_playback *freed_playback;
    shared.alive[CLIENT] = logging_client();
    new_character(shared.character);
    new_character(shared.deletable_character);
    new_character(shared.deleted_character);
    new_token(shared.token);
    new_token(shared.revocable_token);
    new_session(shared.session);
    new_session(shared.deletable_session);
    shared.freed[CLIENT] = freed_client;
    shared.freed[OPERATION] = freed_operation = fresh_operation();
    shared.freed[CONVERSATION] = freed_conversation = fresh_conversation();
    shared.freed[UTTERANCE] = freed_utterance = fresh_utterance(CONVAI_TRIGGER_PUSH);
    shared.freed[QUEUE] = freed_queue = convai_queue_new(NULL);
    shared.freed[PLAYBACK] = freed_playback = fresh_playback();
    /* Created before the first handles are freed, so that they do not reuse their slots in the handle table. */
    shared.alive[OPERATION] = finished(
        convai_get_response_text_async(shared.alive[CLIENT], shared.character, NULL, "Hi", CONVAI_TEXT, NULL, NULL));
    shared.alive[CONVERSATION] = fresh_conversation();
    shared.alive[UTTERANCE] = fresh_utterance(CONVAI_TRIGGER_PUSH);
    shared.alive[QUEUE] = convai_queue_new(NULL);
    shared.alive[PLAYBACK] = fresh_playback();
    shared.with_character = finished(fresh_operation());
    shared.with_result = finished(convai_character_delete_async(shared.alive[CLIENT], shared.deleted_character, NULL, NULL));
    shared.with_characters = finished(convai_character_list_async(shared.alive[CLIENT], NULL, NULL));
    shared.with_voices = finished(convai_voice_list_async(shared.alive[CLIENT], NULL, NULL));
    shared.with_languages = finished(convai_language_list_async(shared.alive[CLIENT], NULL, NULL));
    shared.with_token = finished(convai_token_create_async(shared.alive[CLIENT], NULL, NULL));
    shared.with_chats = finished(convai_chat_list_async(shared.alive[CLIENT], shared.character, 0, NULL, NULL));
    shared.with_chat = finished(convai_chat_get_async(shared.alive[CLIENT], shared.character, shared.session, NULL, NULL));
    shared.with_usage = finished(convai_usage_get_async(shared.alive[CLIENT], NULL, NULL));
    shared.with_generated_text =
        finished(convai_generate_starters_async(shared.alive[CLIENT], shared.character, NULL, NULL, NULL));
    shared.with_audio = finished(convai_generate_speech_async(shared.alive[CLIENT], "Hi", "US MALE 1", NULL, NULL));
    shared.with_sections = finished(convai_section_list_async(shared.alive[CLIENT], shared.character, NULL, NULL));
    shared.with_triggers = finished(convai_trigger_list_async(shared.alive[CLIENT], shared.character, NULL, NULL));
    shared.listening = fresh_utterance(CONVAI_TRIGGER_SPEECH);
    shared.begun = fresh_utterance(CONVAI_TRIGGER_BEGIN);
    shared.audio = convai_audio_build_wav(NULL, 0);
    shared.response = convai_operation_take_response(NULL);
    shared.languages = convai_language_list(shared.alive[CLIENT], NULL);
    REQUIRE(CHECK_OK(shared.languages));
    REQUIRE(shared.listening && shared.begun);
    REQUIRE(shared.alive[CONVERSATION] && shared.alive[UTTERANCE] && shared.alive[QUEUE] && shared.alive[PLAYBACK]);
    convai_client_free(&freed_client);
    convai_operation_free(&freed_operation);
    convai_conversation_free(&freed_conversation);
    convai_utterance_free(&freed_utterance);
    convai_queue_free(&freed_queue);
    convai_playback_free(&freed_playback);
}

static void free_everything(void) {
    convai_client *client = shared.alive[CLIENT];
    convai_operation *operation = shared.alive[OPERATION];
    convai_conversation *conversation = shared.alive[CONVERSATION];
    convai_utterance *utterance = shared.alive[UTTERANCE];
    convai_queue *queue = shared.alive[QUEUE];
    convai_playback *playback = shared.alive[PLAYBACK];
    CHECK_STATUS(convai_utterance_free(&utterance), CONVAI_OK);
    CHECK_STATUS(convai_utterance_free(&shared.listening), CONVAI_OK);
    CHECK_STATUS(convai_utterance_free(&shared.begun), CONVAI_OK);
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
    CHECK_STATUS(convai_operation_free(&operation), CONVAI_OK);
    CHECK_STATUS(convai_operation_free(&shared.with_character), CONVAI_OK);
    CHECK_STATUS(convai_operation_free(&shared.with_result), CONVAI_OK);
    CHECK_STATUS(convai_operation_free(&shared.with_characters), CONVAI_OK);
    CHECK_STATUS(convai_operation_free(&shared.with_voices), CONVAI_OK);
    CHECK_STATUS(convai_operation_free(&shared.with_languages), CONVAI_OK);
    CHECK_STATUS(convai_operation_free(&shared.with_token), CONVAI_OK);
    CHECK_STATUS(convai_operation_free(&shared.with_chats), CONVAI_OK);
    CHECK_STATUS(convai_operation_free(&shared.with_chat), CONVAI_OK);
    CHECK_STATUS(convai_operation_free(&shared.with_usage), CONVAI_OK);
    CHECK_STATUS(convai_operation_free(&shared.with_generated_text), CONVAI_OK);
    CHECK_STATUS(convai_operation_free(&shared.with_audio), CONVAI_OK);
    CHECK_STATUS(convai_operation_free(&shared.with_sections), CONVAI_OK);
    CHECK_STATUS(convai_operation_free(&shared.with_triggers), CONVAI_OK);
    CHECK_STATUS(convai_audio_free(&shared.audio), CONVAI_OK);
    CHECK_STATUS(convai_response_free(&shared.response), CONVAI_OK);
    CHECK_STATUS(convai_languages_free(&shared.languages), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    CHECK_STATUS(convai_queue_free(&queue), CONVAI_OK);
    CHECK_STATUS(convai_playback_free(&playback), CONVAI_OK);
}

/* The calls with invalid values prove nothing unless one with valid values succeeds. */
static void call(fixture *w, size_t function) {
    w->successes = 0;
    w->combinations = 0;
    table[function].calls(w);
    if (w->alone)
        check_report(w->successes > 0, __FILE__, __LINE__, "%s succeeds with no combination of values", table[function].name);
}

static void *call_all(void *argument) {
    fixture *w = argument;
    size_t i;
    /* The last function, convai_shutdown, closes all clients. */
    for (i = 0; i < ALL - 1; i++)
        call(w, (i + w->first_function) % (ALL - 1));
    return NULL;
}

static void *call_last(void *argument) {
    call(argument, ALL - 1);
    return NULL;
}

static void on_all(fixture *fixtures, size_t threads, void *(*body)(void *)) {
    pthread_t running[64];
    size_t i;
    for (i = 0; i < threads; i++)
        running[i] = run(body, &fixtures[i]);
    for (i = 0; i < threads; i++)
        join(running[i]);
}

int main(int count, char **arguments) {
    static fixture fixtures[64];
    size_t threads = count > 1 ? (size_t)atoi(arguments[1]) : 1, step = count > 2 ? (size_t)atoi(arguments[2]) : 1, i;
    unsigned long calls = 0;
    REQUIRE(threads >= 1 && threads <= 64 && step >= 1);
    make_everything();
    for (i = 0; i < threads; i++) {
        fixtures[i].first = (unsigned long)(i % step);
        fixtures[i].step = (unsigned long)step;
        fixtures[i].first_function = i * ALL / threads;
        fixtures[i].alone = threads == 1;
    }
    on_all(fixtures, threads, call_all);
    on_all(fixtures, threads, call_last);
    for (i = 0; i < threads; i++)
        calls += fixtures[i].calls;
    free_everything();
    note("figure: misuse.functions = %d", (int)ALL);
    note("figure: misuse.calls-on-%s = %lu", threads == 1 ? "one-thread" : "eight-threads", calls);
    return check_end();
}

#endif
