/* Every endpoint has a start twin: what it carries along, how it is looked at, waited for, taken and freed. */
#define _GNU_SOURCE
#include "raw.h"

static convai_client *client;
static char made[64];

/* What the start functions of this file have in common. */
typedef struct started {
    const char *name;
    int32_t kind;
    convai_operation *operation;
} started;

static convai_character_spec spec(void) {
    convai_character_spec spec = CONVAI_CHARACTER_SPEC_INIT;
    spec.name = "Twin";
    spec.voice_type = "US MALE 1";
    spec.backstory = "Twin was started and not waited for.";
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
#define CASE(at, kind_of, function, ...)              \
    if (which == (at)) {                              \
        all[at].name = #function;                     \
        all[at].kind = (kind_of);                     \
        all[at].operation = function(__VA_ARGS__, options, error); \
    }
    CASE(0, CONVAI_KIND_CHARACTER, convai_character_create_async, client, &wanted)
    CASE(1, CONVAI_KIND_CHARACTER, convai_character_get_async, client, made)
    CASE(2, CONVAI_KIND_CHARACTER, convai_character_find_async, client, "Twin")
    CASE(3, CONVAI_KIND_RESULT, convai_character_update_async, client, made, &wanted)
    CASE(4, CONVAI_KIND_RESPONSE, convai_get_response_text_async, client, made, NULL, "Hello", CONVAI_TEXT)
    CASE(5, CONVAI_KIND_RESPONSE, convai_get_response_pcm_async, client, made, NULL, &pcm, CONVAI_TEXT)
    CASE(6, CONVAI_KIND_RESPONSE, convai_get_response_wav_async, client, made, NULL, wav->wav, wav->wav_len, CONVAI_TEXT)
    CASE(7, CONVAI_KIND_CHARACTER, convai_character_clone_async, client, made, 0)
    CASE(8, CONVAI_KIND_RESULT, convai_character_delete_async, client, made)
#undef CASE
    convai_audio_free(&wav);
    return all[which];
}

/* Takes with all three functions and gives the statuses: that of the fitting one comes first. */
static void take_all(convai_operation *operation, int32_t kind, convai_status expected, convai_status others) {
    convai_result *result;
    convai_character *character;
    convai_response *response;
    int fitting;
    /* The wrong kinds come first: they must take nothing. */
    for (fitting = 0; fitting <= 1; fitting++) {
        if ((kind == CONVAI_KIND_RESULT) == fitting) {
            result = convai_operation_take_result(operation);
            CHECK_FAILED(result, fitting ? expected : others);
            convai_result_free(&result);
        }
        if ((kind == CONVAI_KIND_CHARACTER) == fitting) {
            character = convai_operation_take_character(operation);
            CHECK_FAILED(character, fitting ? expected : others);
            if (expected == CONVAI_OK && fitting && character->id && !made[0])
                snprintf(made, sizeof made, "%s", character->id);
            convai_character_free(&character);
        }
        if ((kind == CONVAI_KIND_RESPONSE) == fitting) {
            response = convai_operation_take_response(operation);
            CHECK_FAILED(response, fitting ? expected : others);
            CHECK(expected != CONVAI_OK || !fitting || response->text_len > 0);
            convai_response_free(&response);
        }
    }
}

static void every_twin(void) {
    int which;
    for (which = 0; which < 9; which++) {
        convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
        convai_progress progress = CONVAI_PROGRESS_INIT;
        convai_error *error = NULL;
        convai_operation *handed = NULL;
        uint64_t user_data = 0;
        started twin;
        options.user_data = UINT64_C(0xfedcba9876543210) + (uint64_t)which;
        twin = start(which, &options, &error);
        check_case = twin.name;
        CHECK_ERROR(error, CONVAI_OK);
        REQUIRE(twin.operation != NULL);
        CHECK_STATUS(convai_operation_wait(twin.operation, -1), CONVAI_OK);
        /* Seen as finished, it is there to be handed out: no moment lies between. */
        CHECK_STATUS(next_operation(client, 0, &handed, &user_data), CONVAI_OK);
        CHECK(handed == twin.operation);
        CHECK(user_data == options.user_data);
        CHECK_STATUS(next_operation(client, 0, &handed, &user_data), CONVAI_PENDING);
        CHECK(handed == NULL);
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
        handed = twin.operation;
        CHECK_STATUS(convai_operation_free(&twin.operation), CONVAI_OK);
        CHECK(twin.operation == NULL);
        CHECK_STATUS(convai_operation_free(&twin.operation), CONVAI_OK);
        CHECK_STATUS(convai_operation_poll(handed, NULL), CONVAI_ERROR_BAD_HANDLE);
        CHECK_STATUS(convai_operation_wait(handed, -1), CONVAI_ERROR_BAD_HANDLE);
        CHECK_STATUS(convai_operation_cancel(handed), CONVAI_ERROR_BAD_HANDLE);
        take_all(handed, twin.kind, CONVAI_ERROR_BAD_HANDLE, CONVAI_ERROR_BAD_HANDLE);
        CHECK_STATUS(convai_operation_free(&handed), CONVAI_ERROR_BAD_HANDLE);
    }
    check_case = "";
    CHECK_NUMBER(emulator_count(), 9);
}

/* Looks on until a request is in a state; on the way its states come in order, and its counts only grow. */
static convai_progress reaches(convai_operation *operation, int32_t state) {
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

/* A request whose server holds it up in every state. */
static void states_in_order(void) {
    convai_client_options one_at_a_time = CONVAI_CLIENT_OPTIONS_INIT;
    convai_progress now;
    raw_server server;
    convai_pcm pcm;
    convai_operation *first, *second;
    convai_client *narrow;
    int16_t *samples = calloc(8000000, sizeof *samples);
    REQUIRE(samples != NULL);
    pcm = tone(samples, 8000000);
    one_at_a_time.max_in_flight = 1;
    one_at_a_time.timeout_ms = 2 * PATIENT_MS;
    raw_start(&server, RAW_LED, "http");
    narrow = client_of(server.url, &one_at_a_time);
    first = start_get(narrow, 1);
    second = convai_get_response_pcm_async(narrow, PUBLIC_CHARACTER, NULL, &pcm, CONVAI_TEXT, NULL, NULL);
    free(samples);
    REQUIRE(second != NULL);
    reaches(second, CONVAI_STATE_QUEUED);
    CHECK_STATUS(convai_operation_cancel(first), CONVAI_OK);
    reaches(second, CONVAI_STATE_SENDING);
    RAW_SET(&server, drain = 1);
    reaches(second, CONVAI_STATE_WAITING);
    RAW_SET(&server, answer = RAW_HALF);
    reaches(second, CONVAI_STATE_RECEIVING);
    RAW_SET(&server, answer = RAW_ALL);
    now = reaches(second, CONVAI_STATE_DONE);
    CHECK(now.bytes_to_send > 16000000);
    CHECK(now.bytes_received > 0 && now.bytes_received == now.bytes_to_receive);
    CHECK_STATUS(end_of(&first), CONVAI_ERROR_CANCELLED);
    take_all(second, CONVAI_KIND_RESPONSE, CONVAI_OK, CONVAI_ERROR_WRONG_KIND);
    convai_operation_free(&second);
    convai_client_free(&narrow);
    raw_stop(&server);
}

static void waiting(void) {
    convai_operation *operation;
    raw_server server;
    convai_client *led;
    double start;
    raw_start(&server, RAW_LED, "http");
    led = lasting_client_of(server.url);
    operation = start_get(led, 0);
    take_all(operation, CONVAI_KIND_CHARACTER, CONVAI_ERROR_NOT_READY, CONVAI_ERROR_WRONG_KIND);
    CHECK_STATUS(convai_operation_wait(operation, 0), CONVAI_PENDING);
    start = now_ms();
    CHECK_STATUS(convai_operation_wait(operation, 30), CONVAI_PENDING);
    CHECK(now_ms() - start >= 29);
    RAW_SET(&server, drain = 1);
    RAW_SET(&server, answer = RAW_ALL);
    CHECK_STATUS(convai_operation_wait(operation, -1), CONVAI_OK);
    CHECK_STATUS(end_of(&operation), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&led), CONVAI_OK);
    raw_stop(&server);
}

/* One that is freed unfinished is cancelled: the service sees its connection end, and nobody is handed anything. */
static void freed_unfinished(void) {
    convai_operation *operation, *handed;
    char *last;
    int ended = 0;
    long before = emulator_count();
    emulator_fault("{\"path\":\"/character/get\",\"hang\":true}");
    operation = start_get(client, 0);
    EVENTUALLY(emulator_count() == before + 1);
    CHECK_NUMBER(state_of(operation), CONVAI_STATE_WAITING);
    CHECK_STATUS(convai_operation_free(&operation), CONVAI_OK);
    CHECK_STATUS(next_operation(client, 0, &handed, NULL), CONVAI_PENDING);
    EVENTUALLY((last = emulator_last(), ended = strstr(last, "\"outcome\":\"aborted\"") != NULL, free(last), ended));
}

/* Whether the request was sent in that time. */
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

/* The reply drips on beyond the timeout. A machine that is too busy to send anything in that time gets more. */
static void drips_on(void) {
    raw_server server;
    convai_client *hasty;
    uint32_t total = 1500; /* TLS is set up in that time too */
    char message[64];
    raw_start(&server, RAW_DRIP, "http");
    hasty = client_of(server.url, NULL);
    do {
        snprintf(message, sizeof message, "no complete reply within %u ms", (unsigned)total);
    } while (!times_out(hasty, total, 0, message) && (total *= 2) <= PATIENT_MS);
    CHECK(total <= PATIENT_MS);
    convai_client_free(&hasty);
    raw_stop(&server);
}

static void timeouts(void) {
    convai_client_options options = client_options();
    convai_client *hasty;
    raw_server server;
    check_case = "timeout of a call";
    emulator_fault("{\"hang\":true,\"count\":0}");
    times_out(client, 120, 0, "120 ms");
    check_case = "timeout of a client";
    options.timeout_ms = 130;
    hasty = client_of(base_url(), &options);
    times_out(hasty, 0, 0, "130 ms");
    convai_client_free(&hasty);
    check_case = "the reply drips beyond the timeout";
    drips_on();
    check_case = "connect timeout of a call";
    raw_start(&server, RAW_SILENT, "https");
    hasty = client_of(server.url, NULL);
    times_out(hasty, 0, 150, "no connection within 150 ms");
    convai_client_free(&hasty);
    check_case = "connect timeout of a client";
    options.timeout_ms = 0;
    options.connect_timeout_ms = 160;
    hasty = client_of(server.url, &options);
    times_out(hasty, 0, 0, "no connection within 160 ms");
    convai_client_free(&hasty);
    raw_stop(&server);
    check_case = "";
    emulator_reset();
}

/* A start that cannot be: no operation, an error, and nothing is sent. */
static void refused(void) {
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

int main(void) {
    client = new_client();
    every_twin();
    emulator_reset();
    states_in_order();
    waiting();
    freed_unfinished();
    timeouts();
    refused();
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    return check_end();
}
