/* An operation can be cancelled in every phase: who waits is back at once, and the connection is closed. */
#define _GNU_SOURCE
#include "raw.h"

#define ROUNDS 7
#define UPLOAD_FRAMES 2500000

typedef struct waiter {
    convai_operation *operation;
    convai_status status;
    double back_at;
} waiter;

static void *wait_without_end(void *argument) {
    waiter *self = argument;
    self->status = convai_operation_wait(self->operation, -1);
    self->back_at = now_ms();
    return NULL;
}

/* Cancels while another thread waits; gives how long that thread took to be back. */
static double cancel_under_a_waiter(convai_operation *operation, double *cancelled_at) {
    waiter waiter = {operation, CONVAI_PENDING, 0};
    pthread_t thread = run(wait_without_end, &waiter);
    sleep_ms(10);
    *cancelled_at = now_ms();
    CHECK_STATUS(convai_operation_cancel(operation), CONVAI_OK);
    join(thread);
    CHECK_STATUS(waiter.status, CONVAI_OK);
    return waiter.back_at - *cancelled_at;
}

static void report(const char *phase, double *waits, double *closes, size_t rounds) {
    double wait = median(waits, rounds), close = median(closes, rounds);
    note("cancelled while %s: waiter back after %.2f ms (longest %.2f), connection closed after %.2f ms (longest %.2f)",
         phase, wait, waits[rounds - 1], close, closes[rounds - 1]);
    CHECK(waits[rounds - 1] < PATIENT_MS);
    CHECK(closes[rounds - 1] < PATIENT_MS);
}

static convai_operation *start_upload(convai_client *client) {
    convai_pcm pcm = CONVAI_PCM_INIT;
    convai_error *error = NULL;
    convai_operation *operation;
    int16_t *samples = calloc(UPLOAD_FRAMES, sizeof *samples);
    REQUIRE(samples != NULL);
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = samples;
    pcm.frames = UPLOAD_FRAMES;
    pcm.channels = 1;
    pcm.sample_rate = 48000;
    operation = convai_get_response_pcm_async(client, PUBLIC_CHARACTER, NULL, &pcm, CONVAI_TEXT, NULL, &error);
    free(samples);
    CHECK_ERROR(error, CONVAI_OK);
    convai_error_free(&error);
    REQUIRE(operation != NULL);
    return operation;
}

static void end_cancelled(convai_operation **operation, int32_t kind, int32_t sent) {
    const convai_error *error;
    convai_progress progress = CONVAI_PROGRESS_INIT;
    CHECK_STATUS(convai_operation_poll(*operation, &progress), CONVAI_OK);
    CHECK_NUMBER(progress.state, CONVAI_STATE_DONE);
    if (kind == CONVAI_KIND_RESPONSE) {
        convai_response *response = convai_operation_take_response(*operation);
        error = response->error;
        CHECK_ERROR(error, CONVAI_ERROR_CANCELLED);
        CHECK(error && error->request_sent == sent);
        convai_response_free(&response);
    } else {
        convai_character *character = convai_operation_take_character(*operation);
        error = character->error;
        CHECK_ERROR(error, CONVAI_ERROR_CANCELLED);
        CHECK(error && error->request_sent == sent);
        convai_character_free(&character);
    }
    CHECK_STATUS(convai_operation_free(operation), CONVAI_OK);
}

/* One phase, with a server whose manners keep the request in it. */
static void phase(const char *name, enum raw_manners manners, const char *scheme, int upload, int32_t state) {
    double waits[ROUNDS], closes[ROUNDS], cancelled_at;
    raw_server server;
    convai_client *client;
    int round;
    check_case = name;
    raw_start(&server, manners, scheme);
    client = lasting_client_of(server.url);
    for (round = 0; round < ROUNDS; round++) {
        convai_operation *operation;
        int sent = scheme[4] != 's', open;
        RAW_SET(&server, drain = 0);
        RAW_SET(&server, received = 0);
        operation = upload ? start_upload(client) : start_get(client, 0);
        EVENTUALLY(RAW_GET(&server, accepted) == round + 1);
        EVENTUALLY(state_of(operation) == state && (bytes_sent_of(operation) > 0) == sent);
        sleep_ms(20);
        CHECK_NUMBER(state_of(operation), state);
        open = entries("/proc/self/fd");
        waits[round] = cancel_under_a_waiter(operation, &cancelled_at);
        /* What lies in the buffers of both kernels comes before the end of the connection: it has to be read first, but
         * not before this side has closed, or it goes on sending. */
        if (manners == RAW_DEAF)
            EVENTUALLY(open < 0 || entries("/proc/self/fd") < open);
        RAW_SET(&server, drain = 1);
        EVENTUALLY(RAW_GET(&server, closed) == round + 1);
        closes[round] = server.closed_at - cancelled_at;
        if (upload)
            CHECK(RAW_GET(&server, received) < UPLOAD_FRAMES * 2);
        end_cancelled(&operation, upload ? CONVAI_KIND_RESPONSE : CONVAI_KIND_CHARACTER, sent);
    }
    CHECK_NUMBER(RAW_GET(&server, accepted), ROUNDS);
    report(name, waits, closes, ROUNDS);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    raw_stop(&server);
}

/* Closing does not wait for a server that does not read. */
static void closed_while_uploading(void) {
    raw_server server;
    convai_client *client;
    convai_operation *operation;
    double start;
    check_case = "closed while uploading";
    raw_start(&server, RAW_DEAF, "http");
    client = lasting_client_of(server.url);
    operation = start_upload(client);
    EVENTUALLY(bytes_sent_of(operation) > 0);
    sleep_ms(20);
    start = now_ms();
    CHECK_STATUS(convai_client_close(client, PATIENT_MS), CONVAI_OK);
    note("a client with an upload that is stuck is closed within %.2f ms", now_ms() - start);
    RAW_SET(&server, drain = 1);
    EVENTUALLY(RAW_GET(&server, closed) == 1);
    CHECK(RAW_GET(&server, received) < UPLOAD_FRAMES * 2);
    end_cancelled(&operation, CONVAI_KIND_RESPONSE, 1);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    raw_stop(&server);
}

/* A server that refuses before it has read everything, and reads no more: its connection is not kept. */
static void answered_before_it_is_sent(void) {
    raw_server server;
    convai_client *client;
    convai_operation *operation;
    convai_response *response;
    check_case = "answered early";
    raw_start(&server, RAW_HASTY, "http");
    client = lasting_client_of(server.url);
    operation = start_upload(client);
    CHECK_STATUS(convai_operation_wait(operation, PATIENT_MS), CONVAI_OK);
    response = convai_operation_take_response(operation);
    CHECK_NUMBER(response->error ? response->error->http_status : 0, 413);
    convai_response_free(&response);
    convai_operation_free(&operation);
    sleep_ms(200); /* it must not go on sending when the server reads again */
    RAW_SET(&server, drain = 1);
    EVENTUALLY(RAW_GET(&server, closed) == 1);
    CHECK(RAW_GET(&server, received) < UPLOAD_FRAMES * 2);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    raw_stop(&server);
}

#if defined(__linux__)
/* The first request also starts the thread and sets TLS up: one that fails soon. */
static void set_up(convai_client *client) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_operation *operation;
    int idle;
    options.connect_timeout_ms = 20;
    operation = convai_character_get_async(client, PUBLIC_CHARACTER, &options, NULL);
    REQUIRE(operation != NULL);
    CHECK_STATUS(convai_operation_wait(operation, PATIENT_MS), CONVAI_OK);
    CHECK_STATUS(end_of(&operation), CONVAI_ERROR_TIMEOUT);
    do {
        idle = entries("/proc/self/fd");
        sleep_ms(20);
    } while (entries("/proc/self/fd") != idle);
}

/* A listener whose backlog is full lets nobody in and refuses nobody: connecting goes on and on. */
static void connecting(void) {
    double waits[ROUNDS], closes[ROUNDS], cancelled_at;
    int port, listener = raw_listen(0, &port), fillers[8], filler, round;
    struct sockaddr_in address;
    char url[64];
    convai_client *client;
    check_case = "connecting";
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (filler = 0; filler < 8; filler++) {
        fillers[filler] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        if (connect(fillers[filler], (struct sockaddr *)&address, sizeof address) != 0)
            CHECK_NUMBER(errno, EINPROGRESS);
    }
    snprintf(url, sizeof url, "http://127.0.0.1:%d", port);
    client = lasting_client_of(url);
    set_up(client);
    for (round = 0; round < ROUNDS; round++) {
        int idle = entries("/proc/self/fd");
        convai_operation *operation = start_get(client, 0);
        EVENTUALLY(entries("/proc/self/fd") == idle + 1);
        CHECK_NUMBER(state_of(operation), CONVAI_STATE_SENDING);
        waits[round] = cancel_under_a_waiter(operation, &cancelled_at);
        EVENTUALLY(entries("/proc/self/fd") == idle);
        closes[round] = now_ms() - cancelled_at;
        end_cancelled(&operation, CONVAI_KIND_CHARACTER, 0);
    }
    report("connecting", waits, closes, ROUNDS);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    for (filler = 0; filler < 8; filler++)
        close(fillers[filler]);
    close(listener);
}
#else
static void connecting(void) { note("connecting: only on Linux can a backlog be filled up"); }
#endif

int main(void) {
    connecting();
    phase("in the TLS handshake", RAW_SILENT, "https", 0, CONVAI_STATE_SENDING);
    phase("uploading", RAW_DEAF, "http", 1, CONVAI_STATE_SENDING);
    phase("waiting for headers", RAW_SILENT, "http", 0, CONVAI_STATE_WAITING);
    phase("receiving", RAW_DRIP, "http", 0, CONVAI_STATE_RECEIVING);
    closed_while_uploading();
    answered_before_it_is_sent();
    return check_end();
}
