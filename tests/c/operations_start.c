/* The non-blocking calls: how an operation is started, polled, waited for, taken and freed. */
#define _GNU_SOURCE
#include "client_fixture.h"
#include "operations.h"

/* The id of the character that the first call creates. */
static char created[64];

typedef struct started {
    const char *name;
    int32_t kind;
    convai_operation *operation;
} started;

static convai_character_spec spec(void) {
    convai_character_spec spec = CONVAI_CHARACTER_SPEC_INIT;
    spec.name = "Twin";
    spec.voice_type = "US MALE 1";
    spec.backstory = "Twin was created by a non-blocking call.";
    return spec;
}

static convai_pcm tone(const int16_t *samples, size_t frames) {
    convai_pcm pcm = CONVAI_PCM_INIT;
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = samples;
    pcm.frames = frames;
    pcm.channels = 1;
    pcm.sample_rate = 16000;
    return pcm;
}

static started start(int which, const convai_call_options *options, convai_error **error) {
    static int16_t samples[1600];
    convai_character_spec wanted = spec();
    convai_pcm pcm = tone(samples, 1600);
    convai_audio *wav = convai_audio_build_wav(&pcm, 0);
    started none = {NULL, 0, NULL}, all[9];
    int i;
    for (i = 0; i < 9; i++)
        all[i] = none;
#define CALL(at, kind_of, function, ...)              \
    if (which == (at)) {                              \
        all[at].name = #function;                     \
        all[at].kind = (kind_of);                     \
        all[at].operation = function(__VA_ARGS__, options, error); \
    }
    CALL(0, CONVAI_KIND_CHARACTER, convai_character_create_async, client, &wanted)
    CALL(1, CONVAI_KIND_CHARACTER, convai_character_get_async, client, created)
    CALL(2, CONVAI_KIND_CHARACTER, convai_character_find_async, client, "Twin")
    CALL(3, CONVAI_KIND_RESULT, convai_character_update_async, client, created, &wanted)
    CALL(4, CONVAI_KIND_RESPONSE, convai_get_response_text_async, client, created, NULL, "Hello", CONVAI_TEXT)
    CALL(5, CONVAI_KIND_RESPONSE, convai_get_response_pcm_async, client, created, NULL, &pcm, CONVAI_TEXT)
    CALL(6, CONVAI_KIND_RESPONSE, convai_get_response_wav_async, client, created, NULL, wav->wav, wav->wav_len, CONVAI_TEXT)
    CALL(7, CONVAI_KIND_CHARACTER, convai_character_clone_async, client, created, 0)
    CALL(8, CONVAI_KIND_RESULT, convai_character_delete_async, client, created)
#undef CALL
    convai_audio_free(&wav);
    return all[which];
}

/* Takes the result with all three functions. `expected` is the status of the one for this kind, `others` that of the other
 * two. */
static void take_all(convai_operation *operation, int32_t kind, convai_status expected, convai_status others) {
    convai_result *result;
    convai_character *character;
    convai_response *response;
    int right;
    /* The wrong kinds come first: they must not take the result. */
    for (right = 0; right <= 1; right++) {
        if ((kind == CONVAI_KIND_RESULT) == right) {
            result = convai_operation_take_result(operation);
            CHECK_FAILED(result, right ? expected : others);
            convai_result_free(&result);
        }
        if ((kind == CONVAI_KIND_CHARACTER) == right) {
            character = convai_operation_take_character(operation);
            CHECK_FAILED(character, right ? expected : others);
            if (expected == CONVAI_OK && right && character->id && !created[0])
                snprintf(created, sizeof created, "%s", character->id);
            convai_character_free(&character);
        }
        if ((kind == CONVAI_KIND_RESPONSE) == right) {
            response = convai_operation_take_response(operation);
            CHECK_FAILED(response, right ? expected : others);
            CHECK(expected != CONVAI_OK || !right || response->text_len > 0);
            convai_response_free(&response);
        }
    }
}

static void every_call_of_a_client_has_a_non_blocking_form(void) {
    int which;
    created[0] = 0;
    for (which = 0; which < 9; which++) {
        convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
        convai_progress progress = CONVAI_PROGRESS_INIT;
        convai_error *error = NULL;
        convai_operation *ended = NULL;
        uint64_t user_data = 0;
        started twin;
        options.user_data = UINT64_C(0xfedcba9876543210) + (uint64_t)which;
        twin = start(which, &options, &error);
        check_context = twin.name;
        CHECK_ERROR(error, CONVAI_OK);
        REQUIRE(twin.operation != NULL);
        CHECK_STATUS(convai_operation_wait(twin.operation, -1), CONVAI_OK);
        /* As soon as a wait returns, the operation is in the completion queue. */
        CHECK_STATUS(next_operation(client, 0, &ended, &user_data), CONVAI_OK);
        CHECK(ended == twin.operation);
        CHECK(user_data == options.user_data);
        CHECK_STATUS(next_operation(client, 0, &ended, &user_data), CONVAI_PENDING);
        CHECK(ended == NULL);
        CHECK_STATUS(convai_operation_poll(twin.operation, &progress), CONVAI_OK);
        CHECK_NUMBER(progress.state, CONVAI_STATE_DONE);
        CHECK_NUMBER(progress.kind, twin.kind);
        CHECK(progress.user_data == options.user_data);
        CHECK(progress.bytes_to_send > 0 && progress.bytes_sent == progress.bytes_to_send);
        CHECK(progress.bytes_to_receive > 0 && progress.bytes_received == progress.bytes_to_receive);
        take_all(twin.operation, twin.kind, CONVAI_OK, CONVAI_ERROR_WRONG_KIND);
        take_all(twin.operation, twin.kind, CONVAI_ERROR_ALREADY_TAKEN, CONVAI_ERROR_WRONG_KIND);
        CHECK_STATUS(convai_operation_cancel(twin.operation), CONVAI_OK);
        CHECK_STATUS(convai_operation_wait(twin.operation, 0), CONVAI_OK);
        ended = twin.operation;
        CHECK_STATUS(convai_operation_free(&twin.operation), CONVAI_OK);
        CHECK(twin.operation == NULL);
        CHECK_STATUS(convai_operation_free(&twin.operation), CONVAI_OK);
        CHECK_STATUS(convai_operation_poll(ended, NULL), CONVAI_ERROR_BAD_HANDLE);
        CHECK_STATUS(convai_operation_wait(ended, -1), CONVAI_ERROR_BAD_HANDLE);
        CHECK_STATUS(convai_operation_cancel(ended), CONVAI_ERROR_BAD_HANDLE);
        take_all(ended, twin.kind, CONVAI_ERROR_BAD_HANDLE, CONVAI_ERROR_BAD_HANDLE);
        CHECK_STATUS(convai_operation_free(&ended), CONVAI_ERROR_BAD_HANDLE);
    }
    check_context = "";
    CHECK_NUMBER(emulator_count(), 9);
}

/* Polls until an operation is in a state. On the way its states are in order, and its counters never decrease. */
static convai_progress reach(convai_operation *operation, int32_t state) {
    convai_progress now = CONVAI_PROGRESS_INIT, before = CONVAI_PROGRESS_INIT;
    double end = now_ms() + PATIENT_MS;
    do {
        convai_operation_poll(operation, &now);
        CHECK(now.state >= before.state && now.bytes_sent >= before.bytes_sent &&
              now.bytes_received >= before.bytes_received && now.bytes_sent <= now.bytes_to_send);
        CHECK(now.state != CONVAI_STATE_QUEUED || (now.bytes_sent == 0 && now.bytes_received == 0));
        CHECK(now.state != CONVAI_STATE_WAITING || now.bytes_sent == now.bytes_to_send);
        before = now;
        sleep_ms(0.05);
    } while (now.state < state && now_ms() < end);
    CHECK_NUMBER(now.state, state);
    return now;
}

/* The server stops the request in every state. */
static void states_advance_in_order(void) {
    convai_client_options one_at_a_time = CONVAI_CLIENT_OPTIONS_INIT;
    convai_progress now;
    raw_server server;
    convai_pcm pcm;
    convai_operation *first, *second;
    convai_client *limited;
    int16_t *samples = calloc(8000000, sizeof *samples);
    REQUIRE(samples != NULL);
    pcm = tone(samples, 8000000);
    one_at_a_time.max_in_flight = 1;
    one_at_a_time.timeout_ms = 2 * PATIENT_MS;
    raw_start(&server, RAW_COMMANDED, "http");
    limited = client_of(server.url, &one_at_a_time);
    first = start_get(limited, 1);
    second = convai_get_response_pcm_async(limited, PUBLIC_CHARACTER, NULL, &pcm, CONVAI_TEXT, NULL, NULL);
    free(samples);
    REQUIRE(second != NULL);
    reach(second, CONVAI_STATE_QUEUED);
    CHECK_STATUS(convai_operation_cancel(first), CONVAI_OK);
    reach(second, CONVAI_STATE_SENDING);
    RAW_SET(&server, drain = 1);
    reach(second, CONVAI_STATE_WAITING);
    RAW_SET(&server, answer = RAW_HALF);
    reach(second, CONVAI_STATE_RECEIVING);
    RAW_SET(&server, answer = RAW_ALL);
    now = reach(second, CONVAI_STATE_DONE);
    CHECK(now.bytes_to_send > 16000000);
    CHECK(now.bytes_received > 0 && now.bytes_received == now.bytes_to_receive);
    CHECK_STATUS(end_of(&first), CONVAI_ERROR_CANCELLED);
    take_all(second, CONVAI_KIND_RESPONSE, CONVAI_OK, CONVAI_ERROR_WRONG_KIND);
    convai_operation_free(&second);
    convai_client_free(&limited);
    raw_stop(&server);
}

static void wait_returns_pending_until_the_operation_ends(void) {
    convai_operation *operation;
    raw_server server;
    convai_client *controlled;
    double start;
    raw_start(&server, RAW_COMMANDED, "http");
    controlled = patient_client_of(server.url);
    operation = start_get(controlled, 0);
    take_all(operation, CONVAI_KIND_CHARACTER, CONVAI_ERROR_NOT_READY, CONVAI_ERROR_WRONG_KIND);
    CHECK_STATUS(convai_operation_wait(operation, 0), CONVAI_PENDING);
    start = now_ms();
    CHECK_STATUS(convai_operation_wait(operation, 30), CONVAI_PENDING);
    CHECK(now_ms() - start >= 29);
    RAW_SET(&server, drain = 1);
    RAW_SET(&server, answer = RAW_ALL);
    CHECK_STATUS(convai_operation_wait(operation, -1), CONVAI_OK);
    CHECK_STATUS(end_of(&operation), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&controlled), CONVAI_OK);
    raw_stop(&server);
}

/* The service sees the end of the connection, and the completion queue stays empty. */
static void freeing_an_unfinished_operation_cancels_it(void) {
    convai_operation *operation, *ended;
    char *last;
    int aborted = 0;
    long before = emulator_count();
    emulator_fault("{\"path\":\"/character/get\",\"hang\":true}");
    operation = start_get(client, 0);
    EVENTUALLY(emulator_count() == before + 1);
    CHECK_NUMBER(state_of(operation), CONVAI_STATE_WAITING);
    CHECK_STATUS(convai_operation_free(&operation), CONVAI_OK);
    CHECK_STATUS(next_operation(client, 0, &ended, NULL), CONVAI_PENDING);
    EVENTUALLY((last = emulator_last(), aborted = strstr(last, "\"outcome\":\"aborted\"") != NULL, free(last), aborted));
}

/* Returns whether the request was sent before the timeout. */
static int times_out(convai_client *of, uint32_t total, uint32_t connect, const char *message) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_operation *operation;
    convai_character *character;
    double start = now_ms();
    int sent;
    options.timeout_ms = total;
    options.connect_timeout_ms = connect;
    operation = convai_character_get_async(of, PUBLIC_CHARACTER, &options, NULL);
    REQUIRE(operation != NULL);
    CHECK_STATUS(convai_operation_wait(operation, 2 * PATIENT_MS), CONVAI_OK);
    CHECK(now_ms() - start >= 100);
    character = convai_operation_take_character(operation);
    CHECK_FAILED(character, CONVAI_ERROR_TIMEOUT);
    CHECK(character->error && character->error->retryable);
    sent = character->error && character->error->request_sent;
    if (sent || connect || !total)
        CHECK_HAS(character->error ? character->error->message : "", message);
    convai_character_free(&character);
    convai_operation_free(&operation);
    return sent;
}

/* A timeout ends a reply that arrives byte by byte. If a busy machine does not send the request in time, the timeout is
 * doubled. */
static void a_timeout_ends_a_slow_reply(void) {
    raw_server server;
    convai_client *own;
    uint32_t total = 1500; /* includes the setup of TLS */
    char message[64];
    raw_start(&server, RAW_DRIPS, "http");
    own = client_of(server.url, NULL);
    do {
        snprintf(message, sizeof message, "no complete reply within %u ms", (unsigned)total);
    } while (!times_out(own, total, 0, message) && (total *= 2) <= PATIENT_MS);
    CHECK(total <= PATIENT_MS);
    convai_client_free(&own);
    raw_stop(&server);
}

static void timeouts_of_calls_and_of_clients_apply(void) {
    convai_client_options options = client_options();
    convai_client *own;
    raw_server server;
    check_context = "timeout of a call";
    emulator_fault("{\"hang\":true,\"count\":0}");
    times_out(client, 120, 0, "120 ms");
    check_context = "timeout of a client";
    options.timeout_ms = 130;
    own = client_of(base_url(), &options);
    times_out(own, 0, 0, "130 ms");
    convai_client_free(&own);

    check_context = "connect timeout of a call";
    raw_start(&server, RAW_READS_ONLY, "https");
    own = client_of(server.url, NULL);
    times_out(own, 0, 150, "no connection within 150 ms");
    convai_client_free(&own);
    check_context = "connect timeout of a client";
    options.timeout_ms = 0;
    options.connect_timeout_ms = 160;
    own = client_of(server.url, &options);
    times_out(own, 0, 0, "no connection within 160 ms");
    convai_client_free(&own);
    raw_stop(&server);
}

/* It returns no operation but an error. */
static void a_refused_start_sends_nothing(void) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_error *error = NULL;
    options.struct_size = 3;
    emulator_forget();
    CHECK(convai_character_get_async(client, PUBLIC_CHARACTER, &options, &error) == NULL);
    CHECK_ERROR(error, CONVAI_ERROR_STRUCT_SIZE);
    convai_error_free(&error);
    CHECK(convai_character_get_async(client, "", NULL, &error) == NULL);
    CHECK_ERROR(error, CONVAI_ERROR_INVALID_ARGUMENT);
    convai_error_free(&error);
    CHECK(convai_character_get_async(NULL, PUBLIC_CHARACTER, NULL, &error) == NULL);
    CHECK_ERROR(error, CONVAI_ERROR_BAD_HANDLE);
    convai_error_free(&error);
    CHECK_NUMBER(emulator_count(), 0);
    CHECK_STATUS(convai_operation_wait(NULL, -1), CONVAI_ERROR_BAD_HANDLE);
    CHECK_STATUS(convai_operation_wait((convai_operation *)client, -1), CONVAI_ERROR_BAD_HANDLE);
}

TEST_CASES(set_up, tear_down,
           CASE(every_call_of_a_client_has_a_non_blocking_form),
           CASE(states_advance_in_order),
           CASE(wait_returns_pending_until_the_operation_ends),
           CASE(freeing_an_unfinished_operation_cancels_it),
           CASE(timeouts_of_calls_and_of_clients_apply),
           CASE(a_timeout_ends_a_slow_reply),
           CASE(a_refused_start_sends_nothing))
