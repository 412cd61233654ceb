/* An operation ends exactly once, whether it is cancelled, freed, or its client is closed. */
#define _GNU_SOURCE
#include "operations.h"

static convai_client *client;

static void *cancel(void *operation) {
    CHECK_STATUS(convai_operation_cancel(operation), CONVAI_OK);
    return NULL;
}

static void an_operation_can_be_cancelled_early_late_and_twice(void) {
    convai_client_options options = client_options();
    convai_client *limited;
    convai_operation *operation, *queued;
    pthread_t threads[4];
    long before;
    int i;
    /* Before it starts: nothing is sent. */
    options.max_in_flight = 1;
    limited = client_of(base_url(), &options);
    emulator_fault("{\"hang\":true,\"count\":0}");
    before = emulator_count();
    operation = start_get(limited, 0);
    queued = start_get(limited, 0);
    EVENTUALLY(emulator_count() == before + 1);
    CHECK_NUMBER(state_of(queued), CONVAI_STATE_QUEUED);
    CHECK_STATUS(convai_operation_cancel(queued), CONVAI_OK);
    CHECK_STATUS(convai_operation_wait(queued, 0), CONVAI_OK);
    CHECK_STATUS(end_of(&queued), CONVAI_ERROR_CANCELLED);
    /* Twice, and from several threads at once. */
    for (i = 0; i < 4; i++)
        threads[i] = run(cancel, operation);
    for (i = 0; i < 4; i++)
        join(threads[i]);
    CHECK_STATUS(convai_operation_cancel(operation), CONVAI_OK);
    CHECK_STATUS(end_of(&operation), CONVAI_ERROR_CANCELLED);
    CHECK_NUMBER(emulator_count(), before + 1);
    convai_client_free(&limited);
    emulator_reset();
    /* After the end: the result stays. */
    client = new_client();
    operation = start_get(client, 0);
    CHECK_STATUS(convai_operation_wait(operation, -1), CONVAI_OK);
    CHECK_STATUS(convai_operation_cancel(operation), CONVAI_OK);
    CHECK_STATUS(end_of(&operation), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

typedef struct waiter {
    convai_operation *operation;
    convai_status status;
} waiter;

static void *wait_without_end(void *argument) {
    waiter *self = argument;
    self->status = convai_operation_wait(self->operation, -1);
    return NULL;
}

/* Whether the thread waits already or calls too late. */
static void freeing_an_operation_releases_a_waiting_thread(void) {
    int i;
    client = new_client();
    emulator_fault("{\"hang\":true,\"count\":0}");
    for (i = 0; i < 20; i++) {
        convai_operation *operation = start_get(client, 0);
        waiter waiter = {operation, CONVAI_PENDING};
        pthread_t thread = run(wait_without_end, &waiter);
        if (i % 2)
            sleep_ms(2);
        CHECK_STATUS(convai_operation_free(&operation), CONVAI_OK);
        join(thread);
        CHECK(waiter.status == CONVAI_OK || waiter.status == CONVAI_ERROR_BAD_HANDLE);
    }
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

typedef struct closer {
    convai_client *client;
    convai_status status;
    double took;
} closer;

static void *close_it(void *argument) {
    closer *self = argument;
    double start = now_ms();
    self->status = convai_client_close(self->client, PATIENT_MS);
    self->took = now_ms() - start;
    return NULL;
}

static void *shut_down(void *argument) {
    closer *self = argument;
    self->status = convai_shutdown(PATIENT_MS);
    return NULL;
}

static void *talk(void *argument) {
    convai_status *status = argument;
    convai_response *response = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Hello", CONVAI_TEXT, NULL);
    *status = response->error ? response->error->status : CONVAI_OK;
    convai_response_free(&response);
    return NULL;
}

static int has_turn(void) {
    char *last = emulator_call("GET", "/_emulator/journal/last?path=/character/getResponse", "");
    int found = strstr(last, "\"seq\":") != NULL;
    free(last);
    return found;
}

/* One thread is in a blocking call, another cancels, and eight close and shut down at once. */
static void close_cancels_a_hundred_requests_in_flight(void) {
    convai_operation *operations[100], *ended;
    closer closers[8];
    pthread_t threads[8], talker, canceller;
    convai_status talked = CONVAI_PENDING;
    double longest = 0;
    int threads_before = thread_count_before(), i;
    closer one = {NULL, CONVAI_PENDING, 0};
    client = new_client();
    one.client = client;
    emulator_fault("{\"hang\":true,\"count\":0}");
    talker = run(talk, &talked);
    EVENTUALLY(has_turn());
    for (i = 0; i < 100; i++)
        operations[i] = start_get(client, (uint64_t)i);
    for (i = 0; i < 63; i++)
        EVENTUALLY(state_of(operations[i]) == CONVAI_STATE_WAITING);
    canceller = run(cancel, operations[7]);
    for (i = 0; i < 8; i++) {
        closers[i] = one;
        threads[i] = run(i % 3 == 2 ? shut_down : close_it, &closers[i]);
    }
    for (i = 0; i < 8; i++) {
        join(threads[i]);
        CHECK_STATUS(closers[i].status, CONVAI_OK);
        longest = closers[i].took > longest ? closers[i].took : longest;
    }
    join(canceller);
    join(talker);
    CHECK_STATUS(talked, CONVAI_ERROR_CANCELLED);
    note("a client with 100 requests in flight is closed within %.2f ms", longest);
    EVENTUALLY(thread_count() <= threads_before);
    for (i = 0; i < 100; i++) {
        CHECK_NUMBER(state_of(operations[i]), CONVAI_STATE_DONE);
        CHECK_STATUS(next_operation(client, 0, &ended, NULL), CONVAI_OK);
    }
    CHECK_STATUS(next_operation(client, 0, &ended, NULL), CONVAI_ERROR_CLOSED);
    for (i = 0; i < 100; i++)
        CHECK_STATUS(end_of(&operations[i]), CONVAI_ERROR_CANCELLED);
    /* Closing again succeeds. */
    CHECK_STATUS(convai_client_close(client, 0), CONVAI_OK);
    CHECK_STATUS(convai_client_close(client, PATIENT_MS), CONVAI_OK);
    CHECK_STATUS(convai_shutdown(0), CONVAI_OK);
    talk(&talked);
    CHECK_STATUS(talked, CONVAI_ERROR_CLOSED);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    CHECK_STATUS(convai_shutdown(1000), CONVAI_OK);
}

static void results_can_be_taken_after_the_client_is_freed(void) {
    convai_operation *done, *ended;
    client = new_client();
    done = start_get(client, 0);
    CHECK_STATUS(convai_operation_wait(done, -1), CONVAI_OK);
    emulator_fault("{\"hang\":true,\"count\":0}");
    ended = start_get(client, 0);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    CHECK_STATUS(end_of(&done), CONVAI_OK);
    CHECK_STATUS(end_of(&ended), CONVAI_ERROR_CANCELLED);
}

static void shutdown_closes_every_client(void) {
    convai_client *clients[5], *after;
    convai_operation *operations[5];
    int i;
    CHECK_STATUS(convai_shutdown(1000), CONVAI_OK);
    emulator_fault("{\"hang\":true,\"count\":0}");
    for (i = 0; i < 5; i++) {
        clients[i] = new_client();
        operations[i] = start_get(clients[i], 0);
    }
    for (i = 0; i < 5; i++)
        EVENTUALLY(state_of(operations[i]) == CONVAI_STATE_WAITING);
    CHECK_STATUS(convai_shutdown(PATIENT_MS), CONVAI_OK);
    for (i = 0; i < 5; i++) {
        CHECK_STATUS(end_of(&operations[i]), CONVAI_ERROR_CANCELLED);
        CHECK_STATUS(convai_client_free(&clients[i]), CONVAI_OK);
    }
    emulator_reset();
    after = new_client();
    operations[0] = start_get(after, 0);
    CHECK_STATUS(convai_operation_wait(operations[0], -1), CONVAI_OK);
    CHECK_STATUS(end_of(&operations[0]), CONVAI_OK);
    convai_client_free(&after);
}

/* All threads of the library have ended when either returns. */
static void close_and_shutdown_wait_without_limit_for_a_negative_timeout(void) {
    int threads_before = thread_count_before(), round;
    for (round = 0; round < 2; round++) {
        convai_operation *operation;
        check_context = round ? "shutdown" : "close";
        client = new_client();
        emulator_fault("{\"hang\":true,\"count\":0}");
        operation = start_get(client, 0);
        EVENTUALLY(state_of(operation) == CONVAI_STATE_WAITING);
        CHECK_STATUS(round ? convai_shutdown(-1) : convai_client_close(client, -1), CONVAI_OK);
        CHECK(settled_thread_count() <= threads_before);
        CHECK_NUMBER(state_of(operation), CONVAI_STATE_DONE);
        CHECK_STATUS(end_of(&operation), CONVAI_ERROR_CANCELLED);
        /* There is nothing left to wait for. */
        CHECK_STATUS(convai_client_close(client, INT32_MIN), CONVAI_OK);
        CHECK_STATUS(convai_shutdown(INT32_MIN), CONVAI_OK);
        CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
        emulator_reset();
    }
}

TEST_CASES(emulator_reset, NULL,
           CASE(an_operation_can_be_cancelled_early_late_and_twice),
           CASE(freeing_an_operation_releases_a_waiting_thread),
           CASE(close_cancels_a_hundred_requests_in_flight),
           CASE(results_can_be_taken_after_the_client_is_freed),
           CASE(shutdown_closes_every_client),
           CASE(close_and_shutdown_wait_without_limit_for_a_negative_timeout))
