/* An operation can be cancelled in every phase: a waiting thread returns although the server never answers, and the server sees
 * the end of the connection. The times are printed as notes; that they are short is tested in operations_at_once.c. */
#define _GNU_SOURCE
#include "operations.h"

#define ROUNDS 7
#define UPLOAD_FRAMES 2500000

typedef struct waiter {
    convai_operation *operation;
    convai_status status;
    double returned_at;
} waiter;

static void *wait_without_end(void *argument) {
    waiter *self = argument;
    self->status = convai_operation_wait(self->operation, -1);
    self->returned_at = now_ms();
    return NULL;
}

/* Cancels while another thread waits, and returns how long it takes that thread to return. */
static double cancel_during_a_wait(convai_operation *operation, double *cancelled_at) {
    waiter waiter = {operation, CONVAI_PENDING, 0};
    pthread_t thread = run(wait_without_end, &waiter);
    sleep_ms(10);
    *cancelled_at = now_ms();
    CHECK_STATUS(convai_operation_cancel(operation), CONVAI_OK);
    join(thread);
    CHECK_STATUS(waiter.status, CONVAI_OK);
    return waiter.returned_at - *cancelled_at;
}

static void report(const char *phase, double *waits, double *closes, size_t rounds) {
    double wait = median(waits, rounds), close = median(closes, rounds);
    note("cancelled %s: the wait returned after %.2f ms (longest %.2f), the connection closed after %.2f ms (longest %.2f)",
         phase, wait, waits[rounds - 1], close, closes[rounds - 1]);
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

/* Cancels in one phase. The behaviour of the server keeps the request in it. */
static void cancel_in(const char *phase, enum raw_behaviour behaviour, const char *scheme, int upload, int32_t state) {
    double waits[ROUNDS], closes[ROUNDS], cancelled_at;
    raw_server server;
    convai_client *client;
    int round;
    raw_start(&server, behaviour, scheme);
    client = patient_client_of(server.url);
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
        open = descriptor_count();
        waits[round] = cancel_during_a_wait(operation, &cancelled_at);
        /* The server sees the end of the connection only after it has read what the kernels have buffered. It must not
         * read earlier than the client closes, because then the client could send more. */
        if (behaviour == RAW_READS_LATER)
            EVENTUALLY(open < 0 || descriptor_count() < open);
        RAW_SET(&server, drain = 1);
        EVENTUALLY(RAW_GET(&server, closed) == round + 1);
        closes[round] = server.closed_at - cancelled_at;
        if (upload)
            CHECK(RAW_GET(&server, received) < UPLOAD_FRAMES * 2);
        end_cancelled(&operation, upload ? CONVAI_KIND_RESPONSE : CONVAI_KIND_CHARACTER, sent);
    }
    CHECK_NUMBER(RAW_GET(&server, accepted), ROUNDS);
    report(phase, waits, closes, ROUNDS);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    raw_stop(&server);
}

static void cancel_in_the_tls_handshake(void) {
    cancel_in("in the TLS handshake", RAW_READS_ONLY, "https", 0, CONVAI_STATE_SENDING);
}

static void cancel_while_uploading(void) {
    cancel_in("while uploading", RAW_READS_LATER, "http", 1, CONVAI_STATE_SENDING);
}

static void cancel_while_waiting_for_the_reply(void) {
    cancel_in("while waiting for the reply", RAW_READS_ONLY, "http", 0, CONVAI_STATE_WAITING);
}

static void cancel_while_receiving(void) {
    cancel_in("while receiving", RAW_DRIPS, "http", 0, CONVAI_STATE_RECEIVING);
}

/* The server does not read. */
static void close_does_not_wait_for_an_upload(void) {
    raw_server server;
    convai_client *client;
    convai_operation *operation;
    double start;

    raw_start(&server, RAW_READS_LATER, "http");
    client = patient_client_of(server.url);
    operation = start_upload(client);
    EVENTUALLY(bytes_sent_of(operation) > 0);
    sleep_ms(20);
    start = now_ms();
    CHECK_STATUS(convai_client_close(client, PATIENT_MS), CONVAI_OK);
    note("a client with a blocked upload is closed within %.2f ms", now_ms() - start);
    RAW_SET(&server, drain = 1);
    EVENTUALLY(RAW_GET(&server, closed) == 1);
    CHECK(RAW_GET(&server, received) < UPLOAD_FRAMES * 2);
    end_cancelled(&operation, CONVAI_KIND_RESPONSE, 1);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    raw_stop(&server);
}

/* The server responds before it has read everything, and then stops reading. The connection is not reused. */
static void an_early_reply_ends_the_upload(void) {
    raw_server server;
    convai_client *client;
    convai_operation *operation;
    convai_response *response;

    raw_start(&server, RAW_REFUSES_EARLY, "http");
    client = patient_client_of(server.url);
    operation = start_upload(client);
    CHECK_STATUS(convai_operation_wait(operation, PATIENT_MS), CONVAI_OK);
    response = convai_operation_take_response(operation);
    CHECK_NUMBER(response->error ? response->error->http_status : 0, 413);
    convai_response_free(&response);
    convai_operation_free(&operation);
    sleep_ms(200); /* the client must not continue the upload when the server reads again */
    RAW_SET(&server, drain = 1);
    EVENTUALLY(RAW_GET(&server, closed) == 1);
    CHECK(RAW_GET(&server, received) < UPLOAD_FRAMES * 2);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    raw_stop(&server);
}

#if defined(__linux__)
/* The first request starts the I/O thread and sets up TLS. This one fails soon. */
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
        idle = descriptor_count();
        sleep_ms(20);
    } while (descriptor_count() != idle);
}

/* A listener with a full backlog neither accepts nor refuses a connection. */
static void cancel_while_connecting(void) {
    double waits[ROUNDS], closes[ROUNDS], cancelled_at;
    int port, listener = raw_listen(0, &port), fillers[8], filler, round;
    struct sockaddr_in address;
    char url[64];
    convai_client *client;

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
    client = patient_client_of(url);
    set_up(client);
    for (round = 0; round < ROUNDS; round++) {
        int idle = descriptor_count();
        convai_operation *operation = start_get(client, 0);
        EVENTUALLY(descriptor_count() == idle + 1);
        CHECK_NUMBER(state_of(operation), CONVAI_STATE_SENDING);
        waits[round] = cancel_during_a_wait(operation, &cancelled_at);
        EVENTUALLY(descriptor_count() == idle);
        closes[round] = now_ms() - cancelled_at;
        end_cancelled(&operation, CONVAI_KIND_CHARACTER, 0);
    }
    report("while connecting", waits, closes, ROUNDS);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    for (filler = 0; filler < 8; filler++)
        close_socket(fillers[filler]);
    close_socket(listener);
}
#else
static void cancel_while_connecting(void) { note("a backlog can be filled on Linux only"); }
#endif

TEST_CASES(NULL, NULL,
           CASE(cancel_while_connecting),
           CASE(cancel_in_the_tls_handshake),
           CASE(cancel_while_uploading),
           CASE(cancel_while_waiting_for_the_reply),
           CASE(cancel_while_receiving),
           CASE(close_does_not_wait_for_an_upload),
           CASE(an_early_reply_ends_the_upload))
