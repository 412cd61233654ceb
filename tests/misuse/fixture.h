/* What the calls of the generated program share, and how it checks their results.
 *
 * A call has one value for each parameter. An invalid value announces with `expect` the statuses that it may cause: the call
 * has to fail with one of them, with a message, and must not leak. A call of valid values only may end with any status
 * that the header documents. */
#ifndef MISUSE_FIXTURE_H
#define MISUSE_FIXTURE_H

#include "operations.h"

enum { CLIENT, OPERATION, CONVERSATION, UTTERANCE, QUEUE, PLAYBACK, HANDLES };

/* A client with a log. */
static convai_client *logging_client(void) {
    convai_client_options options = client_options();
    convai_client *client;
    options.log_capacity = 256;
    client = convai_client_new(&options, NULL);
    REQUIRE(client != NULL);
    return client;
}

/* What all calls and all threads share. */
static struct {
    /* A valid handle of each kind, and a freed one. */
    void *alive[HANDLES], *freed[HANDLES];
    /* Finished operations with a result of each kind. */
    convai_operation *with_character, *with_result, *with_characters, *with_voices, *with_languages,
        *with_token;
    convai_operation *with_chats, *with_chat, *with_usage, *with_generated_text, *with_audio, *with_sections, *with_triggers;
    /* Utterances with other triggers. */
    convai_utterance *listening, *begun;
    /* Results to pass to the free functions of other kinds. */
    convai_audio *audio;
    convai_response *response;
    /* A list to check specs with. */
    convai_languages *languages;
    /* Ids of characters. The calls delete the second one; the third one is deleted before. */
    char character[64], deletable_character[64], deleted_character[64];
    /* Auth tokens. The calls revoke the second one. */
    char token[256], revocable_token[256];
    /* Ids of sessions of the first character. The calls delete the second one. */
    char session[64], deletable_session[64];
} shared;

/* The calls of one thread. */
typedef struct fixture {
    /* The thread makes every `step`th combination of values, starting with `first`. */
    unsigned long first, step, combinations, calls;
    /* The function that it starts with. */
    size_t first_function;
    /* Whether it is the only thread. */
    int alone;

    /* The current call. */
    const char *function;
    const convai_status *documented;
    int index[8], parameters;
    convai_status expected[32];
    int mistakes, successes;
    /* Another status that the call may have because of the calls of other threads, or CONVAI_OK. */
    convai_status also_allowed;
    uint64_t live_before;

    /* Memory for the arguments. Structs and variables are at odd addresses in it. */
    unsigned char request[64], options[128], call_options[128], spec[128], pcm[128], progress[128], event[128];
    unsigned char scene[128], scene_item[64], scene_field[128], scene_lists[6][32];
    unsigned char text[64], wav[256], chunk[256], buffer[64], error_bytes[32], out[4][32];
    int16_t s16[16];
    float f32[16];
    /* The variable whose address a free function gets, and its value before the call. */
    unsigned char variable_bytes[32], *variable;
    void *held;
    /* Where the call writes its error, or NULL. */
    unsigned char *error;
    /* Where the call writes an entry of the log, or NULL. */
    unsigned char *log_entry;
    /* Where the call writes a piece, or NULL. */
    unsigned char *piece;
    /* A client that this call may close. */
    convai_client *own_client;
} fixture;

static void expect(fixture *w, convai_status status) { w->expected[w->mistakes++] = status; }

static void check_call(fixture *w, int good, const char *what, convai_status status) {
    char values[64] = "";
    int i;
    for (i = 0; !good && i < w->parameters; i++)
        snprintf(values + strlen(values), sizeof values - strlen(values), "%s%d", i ? ", " : "", w->index[i]);
    check_report(good, __FILE__, __LINE__, "%s with the values (%s): %s (%s)", w->function, values, what,
                 convai_status_name(status));
}

static int is_documented(const fixture *w, convai_status status) {
    const convai_status *each;
    for (each = w->documented; *each; each++)
        if (*each == status || *each == -(status / 100))
            return 1;
    return 0;
}

static void check_call_status(fixture *w, convai_status status) {
    int i, found = w->also_allowed && w->also_allowed == status;
    for (i = 0; i < w->mistakes; i++)
        found |= w->expected[i] == status;
    check_call(w, !w->mistakes || found, "an invalid value caused another status than expected", status);
    if (status == CONVAI_OK || status == CONVAI_PENDING)
        w->successes++;
    else
        check_call(w, is_documented(w, status), "the header does not list the status", status);
}

static void check_call_error(fixture *w, const convai_error *error) {
    check_call_status(w, error ? error->status : CONVAI_OK);
    if (error)
        check_call(w, error->message && *error->message && error->message_len == strlen(error->message),
                 "the error has no message", error->status);
}

/* Starts a call. Returns whether this thread makes it. */
static int begin(fixture *w, const char *function, const convai_status *documented, int parameters, const int *index) {
    int i;
    if (w->combinations++ % w->step != w->first)
        return 0;
    w->function = function;
    w->documented = documented;
    w->parameters = parameters;
    for (i = 0; i < parameters; i++)
        w->index[i] = index[i];
    w->mistakes = 0;
    w->also_allowed = CONVAI_OK;
    w->error = w->variable = w->log_entry = w->piece = NULL;
    w->calls++;
    w->live_before = convai_live_objects();
    return 1;
}

/* A free function sets the variable to NULL, or leaves it unchanged if it fails. */
static void check_variable(fixture *w) {
    void *now;
    if (!w->variable)
        return;
    memcpy(&now, w->variable, sizeof now);
    check_call(w, now == (w->mistakes ? w->held : NULL), "the variable has another value than expected", CONVAI_OK);
}

/* Ends a call: everything that it created has to be freed. */
static void finish(fixture *w) {
    check_variable(w);
    if (w->log_entry)
        convai_log_entry_free((convai_log_entry **)(void *)w->log_entry);
    if (w->piece)
        convai_piece_free((convai_piece **)(void *)w->piece);
    if (w->own_client)
        convai_client_free(&w->own_client);
    if (w->alone)
        check_call(w, convai_live_objects() == w->live_before, "the number of live objects changed", CONVAI_OK);
}

/* Some functions that return a status describe it with an error, too. */
static void ended_status(fixture *w, convai_status status) {
    check_call_status(w, status);
    if (w->error) {
        convai_error *error;
        memcpy(&error, w->error, sizeof error);
        check_call(w, (error ? error->status : CONVAI_OK) == status, "the error has another status", status);
        check_call(w, !error || (error->message && *error->message), "the error has no message", status);
        convai_error_free(&error);
    }
}
static void ended_text(fixture *w, const char *text) { check_call(w, text && *text, "no text", CONVAI_OK); w->successes++; }
static void ended_number(fixture *w, uint64_t number) { (void)number; w->successes++; }

/* A function that creates a handle. */
static void ended_handle(fixture *w, int made) {
    convai_error *error = NULL;
    if (w->error)
        memcpy(&error, w->error, sizeof error);
    check_call(w, !(made && w->mistakes), "a handle was created from an invalid value", CONVAI_OK);
    if (made || w->error)
        check_call_error(w, error);
    check_call(w, !made || !error, "both a handle and an error were created", CONVAI_OK);
    check_call(w, made || error || !w->error, "neither a handle nor an error was created", CONVAI_OK);
    convai_error_free(&error);
}

/* Checks what a function returned and frees it: ended_client, ended_response and so on. */
#define ENDED_WITH_HANDLE(kind)                                  \
    static void ended_##kind(fixture *w, convai_##kind *made) {    \
        ended_handle(w, made != NULL);                           \
        convai_##kind##_free(&made);                             \
    }
#define ENDED_WITH_RESULT(kind)                                          \
    static void ended_##kind(fixture *w, convai_##kind *result) {          \
        check_call(w, result != NULL, "it returned NULL", CONVAI_OK);      \
        if (result)                                                      \
            check_call_error(w, result->error);                          \
        convai_##kind##_free(&result);                                   \
    }
ENDED_WITH_HANDLE(client)
ENDED_WITH_HANDLE(operation)
ENDED_WITH_HANDLE(conversation)
ENDED_WITH_HANDLE(utterance)
ENDED_WITH_HANDLE(queue)
ENDED_WITH_HANDLE(playback)
ENDED_WITH_RESULT(result)
ENDED_WITH_RESULT(character)
ENDED_WITH_RESULT(characters)
ENDED_WITH_RESULT(voices)
ENDED_WITH_RESULT(languages)
ENDED_WITH_RESULT(chats)
ENDED_WITH_RESULT(chat)
ENDED_WITH_RESULT(usage)
ENDED_WITH_RESULT(generated_text)
ENDED_WITH_RESULT(sections)
ENDED_WITH_RESULT(triggers)
ENDED_WITH_RESULT(response)
ENDED_WITH_RESULT(token)
ENDED_WITH_RESULT(audio)

#endif
