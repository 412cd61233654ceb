/* What the generated program calls the functions with and on, and how it judges what they return.
 *
 * A call is made of one value for each parameter. The values that are mistakes say with `expect` which statuses they may
 * get: a call with a mistake in it has to fail with one of those, with a message, and to leave nothing behind. A call
 * without one may end in any way that the header documents. */
#ifndef WORLD_H
#define WORLD_H

#include "raw.h"

enum { CLIENT, OPERATION, CONVERSATION, UTTERANCE, HANDLES };

/* What is there for all calls and all threads. */
static struct {
    /* A handle of each kind that is alive, and one that was freed. */
    void *alive[HANDLES], *freed[HANDLES];
    /* Operations that have finished, with a result of each kind. */
    convai_operation *with_character, *with_result;
    /* Results that are not an error, a character or the like, whatever they are passed as. */
    convai_audio *audio;
    convai_response *response;
    /* Characters: the second one is deleted by the calls, the third one before them. */
    char character[64], doomed[64], unloved[64];
} there;

/* One thread's calls. */
typedef struct world {
    /* Which of the combinations it makes: every `step`th from `first` on. And whether it is the only thread. */
    unsigned long first, step, combinations, calls;
    /* The function that it begins with. */
    size_t beginning;
    int alone;

    /* The call that is being made. */
    const char *function;
    const convai_status *documented;
    int index[8], parameters;
    convai_status expected[32];
    int mistakes, successes;
    /* What another thread's calls may make of this one, although nothing is wrong with its values; or CONVAI_OK. */
    convai_status disturbed;
    uint64_t live_before;

    /* Room for what is passed; structs and variables are placed at odd addresses in it. */
    unsigned char options[128], call_options[128], spec[128], pcm[128], progress[128], event[128];
    unsigned char text[64], wav[256], chunk[256], buffer[64], error_room[32], out[4][32];
    int16_t s16[16];
    float f32[16];
    /* The variable that a free function gets the address of, and what it held. */
    unsigned char variable_room[32], *variable;
    void *held;
    /* Where the call puts its error, or NULL. */
    unsigned char *error;
    /* A client that this call may close. */
    convai_client *own_client;
} world;

static void expect(world *w, convai_status status) { w->expected[w->mistakes++] = status; }

static void complain(world *w, int good, const char *what, convai_status status) {
    char values[64] = "";
    int i;
    for (i = 0; !good && i < w->parameters; i++)
        snprintf(values + strlen(values), sizeof values - strlen(values), "%s%d", i ? ", " : "", w->index[i]);
    check_report(good, __FILE__, __LINE__, "%s with the values (%s): %s (%s)", w->function, values, what,
                 convai_status_name(status));
}

static int is_documented(const world *w, convai_status status) {
    const convai_status *each;
    for (each = w->documented; *each; each++)
        if (*each == status || *each == -(status / 100))
            return 1;
    return 0;
}

static void judge(world *w, convai_status status) {
    int i, found = w->disturbed && w->disturbed == status;
    for (i = 0; i < w->mistakes; i++)
        found |= w->expected[i] == status;
    complain(w, !w->mistakes || found, "a mistake got another status than it should", status);
    if (status == CONVAI_OK || status == CONVAI_PENDING)
        w->successes++;
    else
        complain(w, is_documented(w, status), "the header does not list the status", status);
}

static void judge_error(world *w, const convai_error *error) {
    judge(w, error ? error->status : CONVAI_OK);
    if (error)
        complain(w, error->message && *error->message && error->message_len == strlen(error->message),
                 "the error has no message", error->status);
}

/* Whether this call is to be made. */
static int begin(world *w, const char *function, const convai_status *documented, int parameters, const int *index) {
    int i;
    if (w->combinations++ % w->step != w->first)
        return 0;
    w->function = function;
    w->documented = documented;
    w->parameters = parameters;
    for (i = 0; i < parameters; i++)
        w->index[i] = index[i];
    w->mistakes = 0;
    w->disturbed = CONVAI_OK;
    w->error = w->variable = NULL;
    w->calls++;
    w->live_before = convai_live_objects();
    return 1;
}

/* A free function empties the variable, or leaves it as it was where it refuses. */
static void judge_variable(world *w) {
    void *now;
    if (!w->variable)
        return;
    memcpy(&now, w->variable, sizeof now);
    complain(w, now == (w->mistakes ? w->held : NULL), "the variable is not what it should be", CONVAI_OK);
}

/* After each call: all that it made is freed again. */
static void finish(world *w) {
    judge_variable(w);
    if (w->own_client)
        convai_client_free(&w->own_client);
    if (w->alone)
        complain(w, convai_live_objects() == w->live_before, "an object was not freed, or one too many was", CONVAI_OK);
}

static void ended_status(world *w, convai_status status) { judge(w, status); }
static void ended_text(world *w, const char *text) { complain(w, text && *text, "no text", CONVAI_OK); w->successes++; }
static void ended_number(world *w, uint64_t number) { (void)number; w->successes++; }

/* A function that makes a handle. */
static void ended_handle(world *w, int made) {
    convai_error *error = NULL;
    if (w->error)
        memcpy(&error, w->error, sizeof error);
    complain(w, !(made && w->mistakes), "it was made in spite of a mistake", CONVAI_OK);
    if (made || w->error)
        judge_error(w, error);
    complain(w, !made || !error, "it was made, and an error as well", CONVAI_OK);
    complain(w, made || error || !w->error, "it was not made, and there is no error", CONVAI_OK);
    convai_error_free(&error);
}

/* Frees what a function returned after judging it: ended_client, ended_response and so on. */
#define ENDED_WITH_HANDLE(kind)                                  \
    static void ended_##kind(world *w, convai_##kind *made) {    \
        ended_handle(w, made != NULL);                           \
        convai_##kind##_free(&made);                             \
    }
#define ENDED_WITH_RESULT(kind)                                          \
    static void ended_##kind(world *w, convai_##kind *result) {          \
        complain(w, result != NULL, "it returned NULL", CONVAI_OK);      \
        if (result)                                                      \
            judge_error(w, result->error);                               \
        convai_##kind##_free(&result);                                   \
    }
ENDED_WITH_HANDLE(client)
ENDED_WITH_HANDLE(operation)
ENDED_WITH_HANDLE(conversation)
ENDED_WITH_HANDLE(utterance)
ENDED_WITH_RESULT(result)
ENDED_WITH_RESULT(character)
ENDED_WITH_RESULT(response)
ENDED_WITH_RESULT(audio)

#endif
