/* Handles are freed and clients closed while other threads use them in calls: each call returns, with success or with one
 * of a few errors. The first argument is the number of rounds, 60 by default. */
#define _GNU_SOURCE
#include "conversations.h"
#include <sched.h>

#define CALLERS 8

/* Copies of the handles. The threads use them after they are freed, too. */
static convai_client *client;
static convai_conversation *conversation;
static convai_utterance *utterance;
static convai_operation *operation;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long succeeded, ended_by_close, refused;

/* Counts the end of a call, and returns whether the handle is still valid. Yields, so that the other threads run. */
static int is_valid(convai_status status) {
    check_report(status == CONVAI_OK || status == CONVAI_PENDING || status == CONVAI_ERROR_CANCELLED ||
                     status == CONVAI_ERROR_CLOSED || status == CONVAI_ERROR_BAD_HANDLE ||
                     status == CONVAI_ERROR_ALREADY_TAKEN || status == CONVAI_ERROR_NOT_READY ||
                     status == CONVAI_ERROR_UTTERANCE_FULL || status == CONVAI_ERROR_QUEUE_FULL ||
                     status == CONVAI_ERROR_BUSY,
                 __FILE__, __LINE__, "a call ended with %s", convai_status_name(status));
    pthread_mutex_lock(&lock);
    succeeded += status == CONVAI_OK;
    ended_by_close += status == CONVAI_ERROR_CANCELLED || status == CONVAI_ERROR_CLOSED;
    refused += status == CONVAI_ERROR_BAD_HANDLE;
    pthread_mutex_unlock(&lock);
    sched_yield();
    return status != CONVAI_ERROR_BAD_HANDLE;
}

static int is_valid_after(convai_response *response) {
    int good = is_valid(response->error ? response->error->status : CONVAI_OK);
    CHECK_STATUS(convai_response_free(&response), CONVAI_OK);
    return good;
}

static void *asks(void *argument) {
    while (is_valid_after(convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Hi", CONVAI_TEXT, NULL)))
        ;
    return argument;
}

static void *converses(void *argument) {
    while (is_valid_after(convai_conversation_say(conversation, "Hi", CONVAI_TEXT, NULL)))
        is_valid(convai_conversation_interrupt(conversation));
    return argument;
}

static void *records(void *argument) {
    int16_t samples[80] = {0};
    while (is_valid(convai_utterance_push(utterance, samples, 80))) {
        is_valid(convai_utterance_level(utterance, NULL, NULL));
        is_valid(convai_utterance_clear(utterance));
    }
    return argument;
}

/* Uses two handles, either of which may be freed first. */
static void *says_what_is_recorded(void *argument) {
    uint64_t frames;
    while (is_valid(convai_utterance_length(utterance, &frames, NULL))) {
        convai_response *response = convai_conversation_say_utterance(conversation, utterance, CONVAI_TEXT, NULL);
        /* The utterance may be empty. */
        if (response->error && response->error->status == CONVAI_ERROR_AUDIO_INPUT)
            convai_response_free(&response);
        else if (!is_valid_after(response))
            break;
    }
    return argument;
}

static void *waits(void *argument) {
    while (is_valid(convai_operation_wait(operation, 1)))
        is_valid(convai_operation_poll(operation, NULL));
    return argument;
}

static void *takes(void *argument) {
    while (is_valid_after(convai_operation_take_response(operation)))
        is_valid(convai_operation_cancel(operation));
    return argument;
}

/* Frees every operation that it receives: the client may stay open. */
static void *drains(void *argument) {
    convai_operation *ended;
    convai_status status;
    while ((status = next_operation(client, 1, &ended, NULL)) == CONVAI_OK || status == CONVAI_PENDING)
        if (status == CONVAI_OK && ended != operation)
            is_valid(convai_operation_free(&ended));
    is_valid(status);
    return argument;
}

static void *starts(void *argument) {
    for (;;) {
        convai_error *error = NULL;
        convai_operation *one = convai_character_get_async(client, PUBLIC_CHARACTER, NULL, &error);
        int good = one ? is_valid(convai_operation_cancel(one)) : is_valid(error->status);
        convai_error_free(&error);
        is_valid(convai_operation_free(&one));
        if (!good && !one)
            return argument;
    }
}

/* How long `convai_client_free` waits for the client's threads. */
#define CLIENT_FREE_MS 2000

/* A client that is freed gives TIMEOUT if its threads get no processor in that time: the machine is overloaded, or the
 * process was stopped. It is freed all the same. */
static int is_freed(convai_status status, double took_ms) {
    return status == CONVAI_OK || (status == CONVAI_ERROR_TIMEOUT && took_ms >= CLIENT_FREE_MS);
}

/* Two threads free the same handle: exactly one succeeds. */
#define FREES(kind)                                           \
    static void *frees_##kind(void *argument) {               \
        convai_##kind *copy = kind;                           \
        *(convai_status *)argument = convai_##kind##_free(&copy); \
        return NULL;                                          \
    }                                                         \
    static void free_##kind(void) {                           \
        convai_status one, other;                             \
        double start = now_ms(), took;                        \
        pthread_t thread = run(frees_##kind, &one);           \
        frees_##kind(&other);                                 \
        join(thread);                                         \
        took = now_ms() - start;                              \
        check_report((is_freed(one, took) && other == CONVAI_ERROR_BAD_HANDLE) ||              \
                         (one == CONVAI_ERROR_BAD_HANDLE && is_freed(other, took)),            \
                     __FILE__, __LINE__, "two frees of a " #kind " ended with %s and %s after %.0f ms", \
                     convai_status_name(one), convai_status_name(other), took);                \
    }
FREES(client)
FREES(conversation)
FREES(utterance)
FREES(operation)

static void (*const frees[])(void) = {free_client, free_conversation, free_utterance, free_operation};

static void make_everything(void) {
    convai_utterance_options options = CONVAI_UTTERANCE_OPTIONS_INIT;
    options.format = CONVAI_PCM_S16;
    options.channels = 1;
    options.sample_rate = 8000;
    options.max_ms = 1000;
    client = new_client();
    conversation = new_conversation(client, NULL);
    utterance = convai_utterance_new(&options, NULL);
    operation = convai_get_response_text_async(client, PUBLIC_CHARACTER, NULL, "Hi", CONVAI_TEXT, NULL, NULL);
    REQUIRE(utterance && operation);
}

/* The order and the moment of the frees differ between rounds. In some rounds the client is closed first. */
static void one_round(int round) {
    static void *(*const bodies[CALLERS])(void *) = {asks,  converses, records, says_what_is_recorded,
                                                     waits, takes,     drains,  starts};
    pthread_t threads[CALLERS];
    int i;
    make_everything();
    for (i = 0; i < CALLERS; i++)
        threads[i] = run(bodies[i], NULL);
    sleep_ms(round % 5);
    if (round % 3 == 0)
        CHECK_STATUS(convai_client_close(client, PATIENT_MS), CONVAI_OK);
    if (round % 6 == 1)
        CHECK_STATUS(convai_shutdown(PATIENT_MS), CONVAI_OK);
    for (i = 0; i < 4; i++) {
        frees[(i + round) % 4]();
        sleep_ms(round % 2);
    }
    for (i = 0; i < CALLERS; i++)
        join(threads[i]);
    CHECK_NUMBER(convai_live_objects(), 0);
}

int main(int argc, char **argv) {
    int rounds = argc > 1 ? atoi(argv[1]) : 60, threads_before = thread_count_before(), round;
    for (round = 0; round < rounds; round++)
        one_round(round);
    EVENTUALLY(thread_count() <= threads_before);
    CHECK(succeeded > 0 && ended_by_close > 0 && refused >= rounds * (CALLERS - 1));
    note("%d rounds: %ld calls succeeded, %ld ended by a close, %ld refused", rounds, succeeded, ended_by_close, refused);
    return check_end();
}
