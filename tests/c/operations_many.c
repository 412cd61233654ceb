/* Many operations of one client, and its limits. */
#define _GNU_SOURCE
#include "footprint.h"

#define MANY 256

/* How many responses of the emulator wait for its clock. */
static long emulator_waiting(void) {
    char *clock = emulator_call("GET", "/_emulator/clock", "");
    const char *waiting = strstr(clock, "\"waiting\":");
    long count = waiting ? atol(waiting + strlen("\"waiting\":")) : -1;
    free(clock);
    return count;
}

/* The server answers after a second of its own clock, which stands still. All requests arrive before the first answer, and a
 * single second is then enough for all of them. */
static void one_thread_carries_256_requests(void) {
    convai_client_options options = client_options();
    convai_operation *ended;
    convai_client *client;
    long resident = resident_kib(), most_resident = 0;
    int threads = thread_count_before(), most_threads = 0, i;
    double start;
    options.max_in_flight = MANY;
    options.timeout_ms = 60 * PATIENT_MS;
    client = client_of(base_url(), &options);
    ended = start_get(client, 0); /* starts the I/O thread */
    CHECK_STATUS(next_operation(client, -1, &ended, NULL), CONVAI_OK);
    CHECK_STATUS(end_of(&ended), CONVAI_OK);
    emulator_do("POST", "/_emulator/clock", "{\"freeze\":true}");
    emulator_settings("{\"latency_ms\":1000}");
    start = now_ms();
    for (i = 0; i < MANY; i++)
        start_get(client, (uint64_t)i);
    EVENTUALLY(emulator_waiting() == MANY);
    note("%d requests are in flight after %.0f ms", MANY, now_ms() - start);
    CHECK_STATUS(next_operation(client, 0, &ended, NULL), CONVAI_PENDING);
    emulator_do("POST", "/_emulator/clock", "{\"advance_ms\":1000}");
    for (i = 0; i < MANY; i++) {
        int now = thread_count();
        long memory = resident_kib();
        CHECK_STATUS(next_operation(client, PATIENT_MS, &ended, NULL), CONVAI_OK);
        CHECK_STATUS(end_of(&ended), CONVAI_OK);
        most_threads = now > most_threads ? now : most_threads;
        most_resident = memory > most_resident ? memory : most_resident;
    }
    note("%d requests take one second of the server's clock, %d library thread(s), %ld KiB more than before the client", MANY,
         most_threads - threads, most_resident - resident);
    CHECK(threads < 0 || most_threads - threads <= 2);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

/* With `limit` as `max_in_flight`, `expected` requests run at once. The others run in the order of their start. */
static void check_limit(uint32_t limit, int expected) {
    convai_client_options options = client_options();
    convai_client *client;
    convai_operation *operations[200];
    int i, total = expected + 10;
    options.max_in_flight = limit;
    client = client_of(base_url(), &options);
    emulator_fault("{\"hang\":true,\"count\":0}");
    for (i = 0; i < total; i++)
        operations[i] = start_get(client, (uint64_t)i);
    EVENTUALLY(emulator_count() == expected);
    sleep_ms(100);
    CHECK_NUMBER(emulator_count(), expected);
    for (i = 0; i < total; i++)
        CHECK_NUMBER(state_of(operations[i]), i < expected ? CONVAI_STATE_WAITING : CONVAI_STATE_QUEUED);
    /* When one ends, the first in the queue starts. */
    CHECK_STATUS(convai_operation_cancel(operations[0]), CONVAI_OK);
    EVENTUALLY(state_of(operations[expected]) == CONVAI_STATE_WAITING);
    CHECK_NUMBER(state_of(operations[expected + 1]), CONVAI_STATE_QUEUED);
    /* A request that arrives after the reset of the emulator would count in the next case. */
    EVENTUALLY(emulator_count() == expected + 1);
    for (i = total; i-- > 0;)
        CHECK_STATUS(convai_operation_free(&operations[i]), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

static void sixty_four_requests_run_at_once_by_default(void) { check_limit(0, 64); }

static void max_in_flight_limits_the_running_requests(void) { check_limit(3, 3); }

static void a_full_queue_refuses_a_request(void) {
    convai_client_options options = client_options();
    convai_client *client;
    convai_operation *operations[5];
    convai_character *character;
    convai_error *error = NULL;
    int i;
    options.max_in_flight = 2;
    options.max_queued = 3;
    client = client_of(base_url(), &options);
    emulator_fault("{\"hang\":true,\"count\":2}");
    for (i = 0; i < 5; i++)
        operations[i] = start_get(client, (uint64_t)i);
    CHECK(convai_character_get_async(client, PUBLIC_CHARACTER, NULL, &error) == NULL);
    CHECK_ERROR(error, CONVAI_ERROR_QUEUE_FULL);
    CHECK(error && error->retryable && !error->request_sent);
    CHECK_HAS(error ? error->message : "", "max_queued");
    convai_error_free(&error);
    character = convai_character_get(client, PUBLIC_CHARACTER, NULL);
    CHECK_FAILED(character, CONVAI_ERROR_QUEUE_FULL);
    convai_character_free(&character);
    EVENTUALLY(emulator_hits() == 2);
    CHECK_STATUS(convai_operation_cancel(operations[0]), CONVAI_OK);
    for (i = 2; i < 5; i++)
        CHECK_STATUS(convai_operation_wait(operations[i], PATIENT_MS), CONVAI_OK);
    /* The queue is no longer full. */
    character = convai_character_get(client, PUBLIC_CHARACTER, NULL);
    CHECK_OK(character);
    convai_character_free(&character);
    for (i = 0; i < 5; i++)
        CHECK_STATUS(convai_operation_free(&operations[i]), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

static const int16_t samples[16000];

/* Starts a turn that holds 32 KB and a few bytes. */
static convai_operation *start_voice(convai_client *client, convai_error **error) {
    convai_pcm pcm = CONVAI_PCM_INIT;
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = samples;
    pcm.frames = 16000;
    pcm.channels = 1;
    pcm.sample_rate = 16000;
    return convai_get_response_pcm_async(client, PUBLIC_CHARACTER, NULL, &pcm, CONVAI_TEXT, NULL, error);
}

static void check_too_many_bytes(convai_error **error, int retryable) {
    if (CHECK_ERROR(*error, CONVAI_ERROR_QUEUE_FULL) && *error) {
        CHECK_HAS((*error)->message, "max_queued_bytes");
        CHECK_NUMBER((*error)->retryable, retryable);
        CHECK_NUMBER((*error)->request_sent, 0);
    }
    convai_error_free(error);
}

/* An utterance whose samples do not fit keeps them. */
static void refused_utterance(convai_client *client) {
    convai_conversation *conversation = convai_conversation_new(client, PUBLIC_CHARACTER, NULL, NULL);
    convai_utterance_options options = CONVAI_UTTERANCE_OPTIONS_INIT;
    convai_utterance *utterance;
    convai_error *error = NULL;
    uint64_t frames;
    options.format = CONVAI_PCM_S16;
    options.channels = 1;
    options.sample_rate = 16000;
    utterance = convai_utterance_new(&options, NULL);
    REQUIRE(conversation && utterance);
    CHECK_STATUS(convai_utterance_push(utterance, samples, 16000), CONVAI_OK);
    CHECK(convai_conversation_say_utterance_async(conversation, utterance, CONVAI_TEXT, NULL, &error) == NULL);
    check_too_many_bytes(&error, 1);
    CHECK_STATUS(convai_utterance_length(utterance, &frames, NULL), CONVAI_OK);
    CHECK_NUMBER(frames, 16000);
    CHECK_STATUS(convai_utterance_free(&utterance), CONVAI_OK);
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
}

static void the_bytes_of_all_unfinished_calls_are_limited(void) {
    convai_client_options options = client_options();
    convai_client *client;
    convai_operation *operations[3], *text;
    convai_response *response;
    convai_error *error = NULL;
    char *long_text = malloc(100001);
    int i;
    REQUIRE(long_text != NULL);
    memset(long_text, 'x', 100000);
    long_text[100000] = 0;
    options.max_queued_bytes = 100000;
    client = client_of(base_url(), &options);
    emulator_fault("{\"hang\":true,\"count\":4}");
    for (i = 0; i < 3; i++) {
        operations[i] = start_voice(client, &error);
        CHECK_ERROR(error, CONVAI_OK);
        REQUIRE(operations[i] != NULL);
    }
    CHECK(start_voice(client, &error) == NULL);
    check_too_many_bytes(&error, 1);
    refused_utterance(client);
    /* A call that holds little still fits. */
    text = start_get(client, 0);
    EVENTUALLY(emulator_hits() == 4);
    /* A call that can never fit is not to be repeated. */
    long_text[99999] = 0;
    response = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, long_text, CONVAI_TEXT, NULL);
    CHECK_FAILED(response, CONVAI_ERROR_QUEUE_FULL);
    CHECK(response->error && response->error->retryable);
    convai_response_free(&response);
    long_text[99999] = 'x';
    options.max_queued_bytes = 99999;
    {
        convai_client *small = client_of(base_url(), &options);
        CHECK(convai_get_response_text_async(small, PUBLIC_CHARACTER, NULL, long_text, CONVAI_TEXT, NULL, &error) == NULL);
        check_too_many_bytes(&error, 0);
        CHECK_STATUS(convai_client_free(&small), CONVAI_OK);
    }
    /* The bytes of a call that has ended are free again. */
    CHECK_STATUS(convai_operation_cancel(operations[0]), CONVAI_OK);
    CHECK_STATUS(convai_operation_free(&operations[0]), CONVAI_OK);
    while (!operations[0] && (operations[0] = start_voice(client, &error)) == NULL) {
        check_too_many_bytes(&error, 1);
        sleep_ms(1);
    }
    CHECK_STATUS(convai_operation_wait(operations[0], PATIENT_MS), CONVAI_OK);
    for (i = 0; i < 3; i++)
        CHECK_STATUS(convai_operation_free(&operations[i]), CONVAI_OK);
    CHECK_STATUS(convai_operation_free(&text), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    free(long_text);
}

/* The heap once it does not change any more: the I/O thread frees the body of a reply after the call has returned. */
static long heap_at_rest(void) {
    long now = heap_kib(), earlier;
    do {
        earlier = now;
        sleep_ms(20);
        now = heap_kib();
    } while (now != earlier);
    return now;
}

/* The heap that eight replies of two million bytes take, in KiB. The text takes half of that. */
static long heap_of_replies(convai_client *client, uint32_t flags) {
    convai_response *replies[8];
    long before = heap_at_rest(), taken;
    int i;
    for (i = 0; i < 8; i++) {
        emulator_fault("{\"huge\":2000000}");
        replies[i] = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Hi", flags, NULL);
        CHECK_OK(replies[i]);
    }
    taken = heap_at_rest() - before;
    for (i = 0; i < 8; i++)
        convai_response_free(&replies[i]);
    return taken;
}

static void an_omitted_raw_reply_takes_no_memory(void) {
    convai_client *client = new_client();
    long whole, omitted;
    heap_of_replies(client, CONVAI_TEXT);
    whole = heap_of_replies(client, CONVAI_TEXT);
    omitted = heap_of_replies(client, CONVAI_OMIT_RAW_JSON);
    note("eight replies of 2 MB take %ld KiB, and %ld KiB without the raw reply", whole, omitted);
    CHECK(!memory_counts() || whole <= 0 || omitted * 10 <= whole * 6);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

TEST_CASES(emulator_reset, NULL,
           CASE(one_thread_carries_256_requests),
           CASE(sixty_four_requests_run_at_once_by_default),
           CASE(max_in_flight_limits_the_running_requests),
           CASE(a_full_queue_refuses_a_request),
           CASE(the_bytes_of_all_unfinished_calls_are_limited),
           CASE(an_omitted_raw_reply_takes_no_memory))
