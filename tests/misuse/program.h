/* Runs the table of calls: once by itself, or on many threads at once. The generated file includes this at its end.
 *
 *     misuse [THREADS STEP]    each thread makes every STEPth combination of values, and begins with another function */
#ifndef MISUSE_PROGRAM_H
#define MISUSE_PROGRAM_H

enum { ALL = sizeof table / sizeof *table };

static convai_operation *finished(convai_operation *operation) {
    REQUIRE(operation != NULL);
    CHECK_STATUS(convai_operation_wait(operation, -1), CONVAI_OK);
    return operation;
}

static void new_character(char *id) {
    world nobody;
    const convai_character_spec *spec;
    convai_character *made;
    spec_value(&nobody, 0, &spec);
    made = convai_character_create(there.alive[CLIENT], spec, NULL);
    CHECK_OK(made);
    snprintf(id, 64, "%s", made->id ? made->id : "");
    convai_character_free(&made);
}

static void make_everything(void) {
    convai_client *freed_client = new_client();
    convai_operation *freed_operation;
    convai_conversation *freed_conversation;
    convai_utterance *freed_utterance;
    there.alive[CLIENT] = new_client();
    new_character(there.character);
    new_character(there.doomed);
    new_character(there.unloved);
    there.freed[CLIENT] = freed_client;
    there.freed[OPERATION] = freed_operation = fresh_operation();
    there.freed[CONVERSATION] = freed_conversation = fresh_conversation();
    there.freed[UTTERANCE] = freed_utterance = fresh_utterance();
    /* Before the first is freed, so that they do not get its place in the table. */
    there.alive[OPERATION] = finished(
        convai_get_response_text_async(there.alive[CLIENT], there.character, NULL, "Hi", CONVAI_TEXT, NULL, NULL));
    there.alive[CONVERSATION] = fresh_conversation();
    there.alive[UTTERANCE] = fresh_utterance();
    there.with_character = finished(fresh_operation());
    there.with_result = finished(convai_character_delete_async(there.alive[CLIENT], there.unloved, NULL, NULL));
    there.audio = convai_audio_build_wav(NULL, 0);
    there.response = convai_operation_take_response(NULL);
    REQUIRE(there.alive[CONVERSATION] && there.alive[UTTERANCE]);
    convai_client_free(&freed_client);
    convai_operation_free(&freed_operation);
    convai_conversation_free(&freed_conversation);
    convai_utterance_free(&freed_utterance);
}

static void free_everything(void) {
    convai_client *client = there.alive[CLIENT];
    convai_operation *operation = there.alive[OPERATION];
    convai_conversation *conversation = there.alive[CONVERSATION];
    convai_utterance *utterance = there.alive[UTTERANCE];
    CHECK_STATUS(convai_utterance_free(&utterance), CONVAI_OK);
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
    CHECK_STATUS(convai_operation_free(&operation), CONVAI_OK);
    CHECK_STATUS(convai_operation_free(&there.with_character), CONVAI_OK);
    CHECK_STATUS(convai_operation_free(&there.with_result), CONVAI_OK);
    CHECK_STATUS(convai_audio_free(&there.audio), CONVAI_OK);
    CHECK_STATUS(convai_response_free(&there.response), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

/* Values that are mistakes prove nothing where the good ones are not good. */
static void call(world *w, size_t function) {
    w->successes = 0;
    w->combinations = 0;
    table[function].calls(w);
    if (w->alone)
        check_report(w->successes > 0, __FILE__, __LINE__, "%s succeeds with none of its values", table[function].name);
}

static void *call_all(void *argument) {
    world *w = argument;
    size_t i;
    /* The last one ends all clients. */
    for (i = 0; i < ALL - 1; i++)
        call(w, (i + w->beginning) % (ALL - 1));
    return NULL;
}

static void *call_last(void *argument) {
    call(argument, ALL - 1);
    return NULL;
}

static void on_all(world *worlds, size_t threads, void *(*body)(void *)) {
    pthread_t running[64];
    size_t i;
    for (i = 0; i < threads; i++)
        running[i] = run(body, &worlds[i]);
    for (i = 0; i < threads; i++)
        join(running[i]);
}

int main(int count, char **arguments) {
    static world worlds[64];
    size_t threads = count > 1 ? (size_t)atoi(arguments[1]) : 1, step = count > 2 ? (size_t)atoi(arguments[2]) : 1, i;
    unsigned long calls = 0;
    REQUIRE(threads >= 1 && threads <= 64 && step >= 1);
    make_everything();
    for (i = 0; i < threads; i++) {
        worlds[i].first = (unsigned long)(i % step);
        worlds[i].step = (unsigned long)step;
        worlds[i].beginning = i * ALL / threads;
        worlds[i].alone = threads == 1;
    }
    on_all(worlds, threads, call_all);
    on_all(worlds, threads, call_last);
    for (i = 0; i < threads; i++)
        calls += worlds[i].calls;
    free_everything();
    note("%d functions, %lu calls", (int)ALL, calls);
    return check_end();
}

#endif
