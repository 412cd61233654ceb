/* Audio threads use an utterance while other threads say, clear and free it, and reuse its slot in the table of handles:
 * every call returns one of a few statuses, and what was freed is gone in the end. The first argument is the number of
 * utterances. */
#define _GNU_SOURCE
#include "check.h"
#include "platform.h"

static convai_client *client;
static convai_conversation *conversation;
/* The handle that all threads use. It is replaced again and again, and stale for a while. */
static convai_utterance *current;
static int stop;
static unsigned long pushed, busy, stale;

static convai_utterance *handle(void) { return __atomic_load_n(&current, __ATOMIC_ACQUIRE); }
static int goes_on(void) { return !__atomic_load_n(&stop, __ATOMIC_RELAXED); }

static convai_utterance *new_utterance(void) {
    convai_utterance_options options = CONVAI_UTTERANCE_OPTIONS_INIT;
    convai_utterance *made;
    options.format = CONVAI_PCM_S16;
    options.channels = 1;
    options.sample_rate = 16000;
    options.max_ms = 200;
    made = convai_utterance_new(&options, NULL);
    REQUIRE(made != NULL);
    return made;
}

/* One of two threads that push: at most one of them at a time gets in. */
static void *pushes(void *argument) {
    static const int16_t samples[160];
    while (goes_on()) {
        convai_status status = convai_utterance_push(handle(), samples, 160);
        check_report(status == CONVAI_OK || status == CONVAI_ERROR_UTTERANCE_FULL || status == CONVAI_ERROR_BUSY ||
                         status == CONVAI_ERROR_BAD_HANDLE,
                     __FILE__, __LINE__, "a push ended with %s", convai_status_name(status));
        __atomic_add_fetch(status == CONVAI_ERROR_BUSY         ? &busy
                           : status == CONVAI_ERROR_BAD_HANDLE ? &stale
                                                               : &pushed,
                           1, __ATOMIC_RELAXED);
    }
    return argument;
}

static void *looks(void *argument) {
    while (goes_on()) {
        float peak = 0, rms = 0;
        uint64_t frames = 0;
        convai_status level = convai_utterance_level(handle(), &peak, &rms);
        convai_status length = convai_utterance_length(handle(), &frames, NULL);
        CHECK(level == CONVAI_OK || level == CONVAI_ERROR_BAD_HANDLE);
        CHECK(length == CONVAI_OK || length == CONVAI_ERROR_BAD_HANDLE);
        CHECK(peak == 0 && rms == 0 && frames <= 3200);
    }
    return argument;
}

static void *says(void *argument) {
    while (goes_on()) {
        convai_error *error = NULL;
        convai_operation *one =
            convai_conversation_say_utterance_async(conversation, handle(), CONVAI_TEXT, NULL, &error);
        convai_status status = error ? error->status : CONVAI_OK;
        check_report(status == CONVAI_OK || status == CONVAI_ERROR_BAD_HANDLE || status == CONVAI_ERROR_AUDIO_INPUT ||
                         status == CONVAI_ERROR_BUSY || status == CONVAI_ERROR_QUEUE_FULL,
                     __FILE__, __LINE__, "a turn was refused with %s", convai_status_name(status));
        convai_error_free(&error);
        convai_operation_free(&one);
        convai_utterance_clear(handle());
    }
    return argument;
}

int main(int argc, char **argv) {
    static void *(*const bodies[])(void *) = {pushes, pushes, looks, says};
    enum { THREADS = sizeof bodies / sizeof *bodies };
    int utterances = argc > 1 ? atoi(argv[1]) : 2000, i;
    pthread_t threads[THREADS];
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    options.api_key = test_key();
    options.base_url = "http://127.0.0.1:1"; /* refuses every connection */
    options.proxy = "direct";
    client = convai_client_new(&options, NULL);
    conversation = convai_conversation_new(client, "character", NULL, NULL);
    REQUIRE(conversation != NULL);
    current = new_utterance();
    for (i = 0; i < THREADS; i++)
        threads[i] = run(bodies[i], NULL);
    for (i = 0; i < utterances; i++) {
        convai_utterance *old = handle();
        /* The others use it for a while after it is freed. Its slot is then used for the next one, or for an operation. */
        CHECK_STATUS(convai_utterance_free(&old), CONVAI_OK);
        if (i % 4 == 0)
            sched_yield();
        __atomic_store_n(&current, new_utterance(), __ATOMIC_RELEASE);
        if (i % 2 == 0)
            sleep_ms(0.1);
    }
    __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
    for (i = 0; i < THREADS; i++)
        join(threads[i]);
    CHECK_STATUS(convai_utterance_free(&current), CONVAI_OK);
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    CHECK(pushed > 0 && stale > 0);
    note("%lu pushes, %lu beside another one, %lu with a stale handle", pushed, busy, stale);
    return check_end();
}
