/* What has to happen at once: a wait for a cancelled operation ends, and the connection of the operation closes. "At once"
 * is not a time here, because a time depends on the machine: the clock of the library stands still, so no timer helps; the
 * server never answers; and the I/O thread is held, or does what it has to do before it is idle for the first time. Linux.
 * `make bench BENCH=cancel` prints times. */
#define _GNU_SOURCE
#include "manual_clock.h"

#include "black_hole.h"
#include "operations.h"

#if defined(__linux__)
#define UPLOAD_FRAMES 2500000
#define MANY 100

static raw_server server;
static convai_client *client;
/* How many files the library has closed, and how often the I/O thread had been idle when it closed the first one. */
static int closes;
static long idle_before_the_close;

/* Replaces the function by which the library closes a connection. */
int close(int fd) {
    long idle = CLOCK_GET(io_idle_looks);
    int result = (int)syscall(SYS_close, fd);
    if (is_io_thread) {
        /* Before the count: the test reads it as soon as there is one. */
        if (CLOCK_GET(closes) == 0)
            CLOCK_SET(idle_before_the_close, idle);
        __atomic_add_fetch(&closes, 1, __ATOMIC_SEQ_CST);
    }
    return result;
}

static void begin(enum raw_behaviour behaviour, const char *scheme) {
    raw_start(&server, behaviour, scheme);
    client = patient_client_of(server.url);
}

static void end(void) {
    clock_run();
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    raw_stop(&server);
}

/* A call on a thread of its own. */
typedef struct blocked_call {
    convai_operation *operation;
    convai_status status;
    int has_returned;
} blocked_call;

static void *waits(void *argument) {
    blocked_call *self = argument;
    self->status = convai_operation_wait(self->operation, -1);
    CLOCK_SET(self->has_returned, 1);
    return NULL;
}

static void *receives(void *argument) {
    blocked_call *self = argument;
    self->status = next_operation(client, -1, &self->operation, NULL);
    CLOCK_SET(self->has_returned, 1);
    return NULL;
}

/* Neither the I/O thread nor the server takes part in the end of an operation that is cancelled. */
static void waits_end_while_the_io_thread_stands(void) {
    convai_operation *operation;
    blocked_call waiter = {NULL, CONVAI_PENDING, 0}, receiver = {NULL, CONVAI_PENDING, 0};
    pthread_t threads[2];
    begin(RAW_READS_ONLY, "http");
    operation = waiter.operation = start_get(client, 0);
    EVENTUALLY(state_of(operation) == CONVAI_STATE_WAITING);
    threads[0] = run(waits, &waiter);
    threads[1] = run(receives, &receiver);
    sleep_ms(10);
    clock_stop();
    io_hold();
    CHECK_STATUS(convai_operation_cancel(operation), CONVAI_OK);
    EVENTUALLY(CLOCK_GET(waiter.has_returned) && CLOCK_GET(receiver.has_returned));
    CHECK_NUMBER(state_of(operation), CONVAI_STATE_DONE);
    CHECK_NUMBER(RAW_GET(&server, closed), 0);
    io_continue();
    join(threads[0]);
    join(threads[1]);
    CHECK_STATUS(waiter.status, CONVAI_OK);
    CHECK_STATUS(receiver.status, CONVAI_OK);
    CHECK(receiver.operation == operation);
    EVENTUALLY(RAW_GET(&server, closed) == 1);
    CHECK_STATUS(end_of(&operation), CONVAI_ERROR_CANCELLED);
    end();
}

static convai_operation *start_upload(void) {
    convai_pcm pcm = CONVAI_PCM_INIT;
    convai_operation *operation;
    int16_t *samples = calloc(UPLOAD_FRAMES, sizeof *samples);
    REQUIRE(samples != NULL);
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = samples;
    pcm.frames = UPLOAD_FRAMES;
    pcm.channels = 1;
    pcm.sample_rate = 48000;
    operation = convai_get_response_pcm_async(client, PUBLIC_CHARACTER, NULL, &pcm, CONVAI_TEXT, NULL, NULL);
    free(samples);
    REQUIRE(operation != NULL);
    return operation;
}

/* Cancels an operation that stays in its phase, while the I/O thread is held. Its connection is closed before the I/O thread
 * is idle again. */
static void closes_at_once(convai_operation *operation, const char *phase) {
    long idle;
    int open;
    check_context = phase;
    clock_stop();
    io_hold();
    open = descriptor_count();
    CHECK_STATUS(convai_operation_cancel(operation), CONVAI_OK);
    CHECK_NUMBER(descriptor_count(), open);
    idle = CLOCK_GET(io_idle_looks);
    CLOCK_SET(closes, 0);
    io_continue();
    EVENTUALLY(CLOCK_GET(closes) > 0 && descriptor_count() < open);
    CHECK_NUMBER(CLOCK_GET(idle_before_the_close) - idle, 0);
    clock_run();
    CHECK_STATUS(convai_operation_free(&operation), CONVAI_OK);
}

static void a_cancel_while_connecting_closes_the_connection(void) {
    black_hole hole;
    char url[64];
    int idle;
    convai_operation *operation;
    dig(&hole, "127.0.0.1", 0);
    snprintf(url, sizeof url, "http://127.0.0.1:%d", hole.port);
    client = patient_client_of(url);
    /* The first request starts the I/O thread, which opens files of its own. */
    operation = start_get(client, 0);
    EVENTUALLY(state_of(operation) == CONVAI_STATE_SENDING);
    io_settles();
    idle = descriptor_count() - 1;
    closes_at_once(operation, "while connecting");
    CHECK_NUMBER(descriptor_count(), idle);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    fill_in(&hole);
}

static void a_cancel_in_the_tls_handshake_closes_the_connection(void) {
    convai_operation *operation;
    begin(RAW_READS_ONLY, "https");
    operation = start_get(client, 0);
    EVENTUALLY(RAW_GET(&server, received) > 0);
    closes_at_once(operation, "in the TLS handshake");
    EVENTUALLY(RAW_GET(&server, closed) == 1);
    end();
}

static void a_cancel_while_uploading_closes_the_connection(void) {
    convai_operation *operation;
    uint64_t sent, before;
    begin(RAW_READS_LATER, "http");
    operation = start_upload();
    EVENTUALLY((sent = bytes_sent_of(operation)) > 0);
    /* Until the buffers of the system are full. */
    do {
        before = sent;
        sleep_ms(50);
        sent = bytes_sent_of(operation);
    } while (sent != before);
    closes_at_once(operation, "while uploading");
    RAW_SET(&server, drain = 1);
    EVENTUALLY(RAW_GET(&server, closed) == 1);
    CHECK(RAW_GET(&server, received) < UPLOAD_FRAMES * 2);
    end();
}

static void a_cancel_while_waiting_closes_the_connection(void) {
    convai_operation *operation;
    begin(RAW_READS_ONLY, "http");
    operation = start_get(client, 0);
    EVENTUALLY(state_of(operation) == CONVAI_STATE_WAITING);
    closes_at_once(operation, "while waiting for the reply");
    EVENTUALLY(RAW_GET(&server, closed) == 1);
    end();
}

/* The rest of the reply never arrives. */
static void a_cancel_while_receiving_closes_the_connection(void) {
    convai_operation *operation;
    begin(RAW_COMMANDED, "http");
    operation = start_get(client, 0);
    RAW_SET(&server, drain = 1);
    RAW_SET(&server, answer = RAW_HALF);
    EVENTUALLY(state_of(operation) == CONVAI_STATE_RECEIVING);
    closes_at_once(operation, "while receiving");
    EVENTUALLY(RAW_GET(&server, closed) == 1);
    end();
}

/* The server accepts a connection after the one before it has ended, so the second request arrives only because the first
 * connection was closed. */
static void the_connection_of_a_cancelled_request_ends_before_the_next_request_is_served(void) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    convai_operation *first, *second;
    raw_start(&server, RAW_READS_ONLY, "http");
    options.timeout_ms = 60 * PATIENT_MS;
    options.max_in_flight = 1;
    client = client_of(server.url, &options);
    first = start_get(client, 0);
    second = start_get(client, 0);
    EVENTUALLY(state_of(first) == CONVAI_STATE_WAITING);
    io_settles();
    CHECK_NUMBER(state_of(second), CONVAI_STATE_QUEUED);
    clock_stop();
    RAW_SET(&server, received = 0);
    CHECK_STATUS(convai_operation_cancel(first), CONVAI_OK);
    EVENTUALLY(RAW_GET(&server, received) > 0);
    CHECK_NUMBER(RAW_GET(&server, closed), 1);
    CHECK_NUMBER(RAW_GET(&server, accepted), 2);
    CHECK_STATUS(end_of(&first), CONVAI_ERROR_CANCELLED);
    CHECK_STATUS(convai_operation_free(&second), CONVAI_OK);
    end();
}

static void *closes_the_client(void *argument) {
    blocked_call *self = argument;
    self->status = convai_client_close(client, PATIENT_MS);
    return NULL;
}

/* Closes the client while the clock stands. Its I/O thread is never idle again. */
static void close_at_once(convai_operation *last) {
    blocked_call closer = {NULL, CONVAI_PENDING, 0};
    pthread_t thread;
    long idle;
    clock_stop();
    io_hold();
    thread = run(closes_the_client, &closer);
    EVENTUALLY(state_of(last) == CONVAI_STATE_DONE);
    idle = CLOCK_GET(io_idle_looks);
    io_continue();
    join(thread);
    CHECK_STATUS(closer.status, CONVAI_OK);
    CHECK_NUMBER(CLOCK_GET(io_idle_looks) - idle, 0);
}

static void close_waits_for_no_reply(void) {
    convai_operation *operations[MANY];
    int i;
    begin(RAW_READS_ONLY, "http");
    for (i = 0; i < MANY; i++)
        operations[i] = start_get(client, (uint64_t)i);
    EVENTUALLY(state_of(operations[0]) == CONVAI_STATE_WAITING);
    /* The calls are cancelled from the newest to the oldest. */
    close_at_once(operations[0]);
    EVENTUALLY(RAW_GET(&server, closed) == RAW_GET(&server, accepted));
    for (i = 0; i < MANY; i++)
        CHECK_STATUS(end_of(&operations[i]), CONVAI_ERROR_CANCELLED);
    end();
}

static void close_waits_for_no_upload(void) {
    convai_operation *operation;
    begin(RAW_READS_LATER, "http");
    operation = start_upload();
    EVENTUALLY(bytes_sent_of(operation) > 0);
    close_at_once(operation);
    RAW_SET(&server, drain = 1);
    EVENTUALLY(RAW_GET(&server, closed) == 1);
    CHECK(RAW_GET(&server, received) < UPLOAD_FRAMES * 2);
    CHECK_STATUS(convai_operation_free(&operation), CONVAI_OK);
    end();
}
#else
static void waits_end_while_the_io_thread_stands(void) { note("needs Linux"); }
static void a_cancel_while_connecting_closes_the_connection(void) { note("needs Linux"); }
static void a_cancel_in_the_tls_handshake_closes_the_connection(void) { note("needs Linux"); }
static void a_cancel_while_uploading_closes_the_connection(void) { note("needs Linux"); }
static void a_cancel_while_waiting_closes_the_connection(void) { note("needs Linux"); }
static void a_cancel_while_receiving_closes_the_connection(void) { note("needs Linux"); }
static void the_connection_of_a_cancelled_request_ends_before_the_next_request_is_served(void) { note("needs Linux"); }
static void close_waits_for_no_reply(void) { note("needs Linux"); }
static void close_waits_for_no_upload(void) { note("needs Linux"); }
#endif

TEST_CASES(NULL, NULL,
           CASE(waits_end_while_the_io_thread_stands),
           CASE(a_cancel_while_connecting_closes_the_connection),
           CASE(a_cancel_in_the_tls_handshake_closes_the_connection),
           CASE(a_cancel_while_uploading_closes_the_connection),
           CASE(a_cancel_while_waiting_closes_the_connection),
           CASE(a_cancel_while_receiving_closes_the_connection),
           CASE(the_connection_of_a_cancelled_request_ends_before_the_next_request_is_served),
           CASE(close_waits_for_no_reply),
           CASE(close_waits_for_no_upload))
