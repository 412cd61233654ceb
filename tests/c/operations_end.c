/* However an operation is ended, it ends once: cancelled early, late, twice, by another thread, by a free, by close. */
#define _GNU_SOURCE
#include "raw.h"

static convai_client *client;

static void *cancel(void *operation) {
    CHECK_STATUS(convai_operation_cancel(operation), CONVAI_OK);
    return NULL;
}

static void early_late_and_twice(void) {
    convai_client_options options = client_options();
    convai_client *narrow;
    convai_operation *operation, *waits;
    pthread_t threads[4];
    long before;
    int i;
    /* Before it could start: nothing is sent. */
    options.max_in_flight = 1;
    narrow = client_of(base_url(), &options);
    emulator_fault("{\"hang\":true,\"count\":0}");
    before = emulator_count();
    operation = start_get(narrow, 0);
    waits = start_get(narrow, 0);
    EVENTUALLY(emulator_count() == before + 1);
    CHECK_NUMBER(state_of(waits), CONVAI_STATE_QUEUED);
    CHECK_STATUS(convai_operation_cancel(waits), CONVAI_OK);
    CHECK_STATUS(convai_operation_wait(waits, 0), CONVAI_OK);
    CHECK_STATUS(end_of(&waits), CONVAI_ERROR_CANCELLED);
    /* Twice, and from several threads at once. */
    for (i = 0; i < 4; i++)
        threads[i] = run(cancel, operation);
    for (i = 0; i < 4; i++)
        join(threads[i]);
    CHECK_STATUS(convai_operation_cancel(operation), CONVAI_OK);
    CHECK_STATUS(end_of(&operation), CONVAI_ERROR_CANCELLED);
    CHECK_NUMBER(emulator_count(), before + 1);
    convai_client_free(&narrow);
    emulator_reset();
    /* Afterwards: the answer stays. */
    operation = start_get(client, 0);
    CHECK_STATUS(convai_operation_wait(operation, -1), CONVAI_OK);
    CHECK_STATUS(convai_operation_cancel(operation), CONVAI_OK);
    CHECK_STATUS(end_of(&operation), CONVAI_OK);
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

/* The thread that waits is released, whether it was inside already or comes too late. */
static void freed_under_a_waiter(void) {
    int i;
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
    emulator_reset();
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

/* A hundred in flight, a thread in a blocking call, a thread that cancels; eight that close and shut down at once. */
static void close_with_a_hundred_in_flight(void) {
    convai_operation *operations[100], *handed;
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
    CHECK(longest < 25e3); /* by themselves the requests end after 30 seconds */
    EVENTUALLY(thread_count() <= threads_before);
    for (i = 0; i < 100; i++) {
        CHECK_NUMBER(state_of(operations[i]), CONVAI_STATE_DONE);
        CHECK_STATUS(next_operation(client, 0, &handed, NULL), CONVAI_OK);
    }
    CHECK_STATUS(next_operation(client, 0, &handed, NULL), CONVAI_ERROR_CLOSED);
    for (i = 0; i < 100; i++)
        CHECK_STATUS(end_of(&operations[i]), CONVAI_ERROR_CANCELLED);
    /* Again, and in any way. */
    CHECK_STATUS(convai_client_close(client, 0), CONVAI_OK);
    CHECK_STATUS(convai_client_close(client, PATIENT_MS), CONVAI_OK);
    CHECK_STATUS(convai_shutdown(0), CONVAI_OK);
    talk(&talked);
    CHECK_STATUS(talked, CONVAI_ERROR_CLOSED);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    CHECK_STATUS(convai_shutdown(1000), CONVAI_OK);
    emulator_reset();
}

/* Operations outlive their client, and what they hold can still be taken. */
static void operations_outlive_the_client(void) {
    convai_operation *done, *ended;
    client = new_client();
    done = start_get(client, 0);
    CHECK_STATUS(convai_operation_wait(done, -1), CONVAI_OK);
    emulator_fault("{\"hang\":true,\"count\":0}");
    ended = start_get(client, 0);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    CHECK_STATUS(end_of(&done), CONVAI_OK);
    CHECK_STATUS(end_of(&ended), CONVAI_ERROR_CANCELLED);
    emulator_reset();
}

static void shutdown_is_for_all(void) {
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

int main(void) {
    client = new_client();
    early_late_and_twice();
    freed_under_a_waiter();
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    close_with_a_hundred_in_flight();
    operations_outlive_the_client();
    shutdown_is_for_all();
    return check_end();
}
