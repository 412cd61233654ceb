/* convai_client_next and the wake handle: each finished operation is returned once, in the order of their ends. */
#define _GNU_SOURCE
#include "client_fixture.h"
#include "operations.h"

#define MANY 200
#define DRAINERS 4

/* Starts an operation that hangs, or one that has ended when this returns. */
static convai_operation *start_one(uint64_t user_data, int hangs) {
    convai_operation *operation;
    long before;
    if (hangs)
        emulator_fault("{\"hang\":true}");
    before = emulator_hits();
    operation = start_get(client, user_data);
    if (hangs)
        EVENTUALLY(emulator_hits() == before + 1);
    else
        CHECK_STATUS(convai_operation_wait(operation, -1), CONVAI_OK);
    return operation;
}

static void operations_are_returned_in_the_order_of_their_ends(void) {
    static const uint64_t ends[5] = {1, 3, 2, 0, 4};
    convai_operation *operations[5], *ended;
    uint64_t user_data;
    int i;
    operations[0] = start_one(0, 1);
    CHECK_STATUS(next_operation(client, 0, &ended, &user_data), CONVAI_PENDING);
    CHECK_STATUS(next_operation(client, 20, &ended, NULL), CONVAI_PENDING);
    operations[1] = start_one(1, 0);
    operations[2] = start_one(2, 1);
    operations[3] = start_one(3, 0);
    CHECK_STATUS(convai_operation_cancel(operations[2]), CONVAI_OK);
    CHECK_STATUS(convai_operation_cancel(operations[0]), CONVAI_OK);
    operations[4] = start_one(4, 0);
    for (i = 0; i < 5; i++) {
        CHECK_STATUS(next_operation(client, -1, &ended, &user_data), CONVAI_OK);
        CHECK_NUMBER(user_data, ends[i]);
        CHECK(ended == operations[ends[i]]);
        CHECK_STATUS(end_of(&ended), ends[i] % 2 || ends[i] == 4 ? CONVAI_OK : CONVAI_ERROR_CANCELLED);
    }
    /* Cancelled operations are returned in the order of the cancels. */
    emulator_fault("{\"hang\":true,\"count\":0}");
    for (i = 0; i < 5; i++)
        operations[i] = start_get(client, (uint64_t)i);
    for (i = 0; i < 5; i++)
        CHECK_STATUS(convai_operation_cancel(operations[(i * 2) % 5]), CONVAI_OK);
    for (i = 0; i < 5; i++) {
        CHECK_STATUS(next_operation(client, 0, &ended, &user_data), CONVAI_OK);
        CHECK_NUMBER(user_data, (i * 2) % 5);
        CHECK_STATUS(end_of(&ended), CONVAI_ERROR_CANCELLED);
    }
}

/* On CONVAI_PENDING and on every error the function clears the event. */
static void an_event_is_empty_while_no_operation_has_ended(void) {
    convai_event event = CONVAI_EVENT_INIT;
    convai_operation *operation = start_one(7, 1);
    int32_t timeouts[2] = {0, 20};
    int i;
    for (i = 0; i < 2; i++) {
        event.kind = 99;
        event.operation = operation;
        event.user_data = 5;
        CHECK_STATUS(convai_client_next(client, timeouts[i], &event), CONVAI_PENDING);
        CHECK_NUMBER(event.kind, 0);
        CHECK(event.operation == NULL);
        CHECK_NUMBER(event.user_data, 0);
        CHECK_NUMBER(event.struct_size, sizeof event);
    }
    event.kind = 99;
    event.operation = operation;
    CHECK_STATUS(convai_client_next(NULL, 0, &event), CONVAI_ERROR_BAD_HANDLE);
    CHECK(event.kind == 0 && event.operation == NULL);
    CHECK_STATUS(convai_operation_cancel(operation), CONVAI_OK);
    CHECK_STATUS(convai_client_next(client, 0, &event), CONVAI_OK);
    CHECK_NUMBER(event.kind, CONVAI_EVENT_DONE);
    CHECK(event.operation == operation);
    CHECK_NUMBER(event.user_data, 7);
    CHECK_STATUS(end_of(&operation), CONVAI_ERROR_CANCELLED);
}

static void taken_and_freed_operations_are_not_returned(void) {
    convai_operation *taken = start_get(client, 1), *freed = start_get(client, 2), *left = start_get(client, 3), *ended;
    uint64_t user_data = 0;
    convai_character *character;
    CHECK_STATUS(convai_operation_wait(taken, -1), CONVAI_OK);
    CHECK_STATUS(convai_operation_wait(freed, -1), CONVAI_OK);
    CHECK_STATUS(convai_operation_wait(left, -1), CONVAI_OK);
    character = convai_operation_take_character(taken);
    CHECK_OK(character);
    convai_character_free(&character);
    CHECK_STATUS(convai_operation_free(&freed), CONVAI_OK);
    CHECK_STATUS(next_operation(client, 0, &ended, &user_data), CONVAI_OK);
    CHECK_NUMBER(user_data, 3);
    CHECK_STATUS(next_operation(client, 0, &ended, &user_data), CONVAI_PENDING);
    convai_operation_free(&taken);
    convai_operation_free(&left);
}

typedef struct drainer {
    convai_client *client;
    unsigned char *seen;
    pthread_mutex_t *lock;
    int count;
} drainer;

/* Takes operations until the client is closed and its queue is empty. */
static void *drain(void *argument) {
    drainer *self = argument;
    convai_operation *operation;
    convai_status status;
    uint64_t user_data;
    while ((status = next_operation(self->client, -1, &operation, &user_data)) == CONVAI_OK) {
        pthread_mutex_lock(self->lock);
        self->seen[user_data]++;
        pthread_mutex_unlock(self->lock);
        self->count++;
        CHECK_STATUS(convai_operation_free(&operation), CONVAI_OK);
    }
    CHECK_STATUS(status, CONVAI_ERROR_CLOSED);
    return NULL;
}

static void several_threads_receive_each_operation_once(void) {
    static unsigned char seen[MANY];
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    convai_client *own = new_client();
    drainer drainers[DRAINERS];
    pthread_t threads[DRAINERS];
    int i, total = 0;
    for (i = 0; i < DRAINERS; i++) {
        drainer one = {own, seen, &lock, 0};
        drainers[i] = one;
        threads[i] = run(drain, &drainers[i]);
    }
    for (i = 0; i < MANY; i++)
        start_get(own, (uint64_t)i);
    sleep_ms(50);
    CHECK_STATUS(convai_client_close(own, PATIENT_MS), CONVAI_OK);
    for (i = 0; i < DRAINERS; i++) {
        join(threads[i]);
        total += drainers[i].count;
    }
    CHECK_NUMBER(total, MANY);
    for (i = 0; i < MANY; i++)
        CHECK_NUMBER(seen[i], 1);
    CHECK_STATUS(convai_client_free(&own), CONVAI_OK);
}


static void *starts_until_closed(void *argument) {
    drainer *self = argument;
    convai_operation *operation;
    convai_error *error = NULL;
    while ((operation = convai_character_get_async(self->client, PUBLIC_CHARACTER, NULL, &error)) != NULL ||
           (error && error->status == CONVAI_ERROR_QUEUE_FULL)) {
        self->count += operation != NULL;
        /* Valgrind runs one thread at a time: without a pause no other thread would run. */
        if (error)
            sleep_ms(0.2);
        convai_error_free(&error);
    }
    CHECK_ERROR(error, CONVAI_ERROR_CLOSED);
    convai_error_free(&error);
    return NULL;
}

/* A start during a close is refused, or its operation is returned. */
static void no_operation_that_starts_during_a_close_is_lost(void) {
    static unsigned char seen[1];
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    int round, i;
    emulator_fault("{\"hang\":true,\"count\":0}");
    for (round = 0; round < 30; round++) {
        convai_client *own = new_client();
        drainer parts[6];
        pthread_t threads[6];
        int started = 0, drained = 0;
        for (i = 0; i < 6; i++) {
            drainer one = {own, seen, &lock, 0};
            parts[i] = one;
            threads[i] = run(i < 3 ? starts_until_closed : drain, &parts[i]);
        }
        sleep_ms(round % 5);
        /* First without waiting for the thread, then with waiting. */
        CHECK(convai_client_close(own, 0) != CONVAI_ERROR_BAD_HANDLE);
        CHECK_STATUS(convai_client_close(own, PATIENT_MS), CONVAI_OK);
        for (i = 0; i < 6; i++) {
            join(threads[i]);
            *(i < 3 ? &started : &drained) += parts[i].count;
        }
        CHECK_NUMBER(drained, started);
        CHECK_STATUS(convai_client_free(&own), CONVAI_OK);
    }
}

/* A finished operation that was neither returned, nor taken, nor freed is queued. */
static void the_wake_handle_is_readable_while_operations_are_queued(void) {
    convai_operation *first, *second, *ended;
    convai_client *controlled;
    raw_server server;
    intptr_t fd = -1, again = -2;
    CHECK_STATUS(convai_client_wake_handle(client, NULL), CONVAI_ERROR_NULL_POINTER);
    first = start_get(client, 1);
    CHECK_STATUS(convai_operation_wait(first, -1), CONVAI_OK);
    /* If an operation has ended before, the handle is readable at once. */
    CHECK_STATUS(convai_client_wake_handle(client, &fd), CONVAI_OK);
    CHECK_STATUS(convai_client_wake_handle(client, &again), CONVAI_OK);
    CHECK_NUMBER(fd, again);
    CHECK(!is_inherited(fd));
    CHECK(is_awake(fd, 0));
    CHECK(is_awake(fd, 0));
    CHECK_STATUS(next_operation(client, 0, &ended, NULL), CONVAI_OK);
    CHECK(!is_awake(fd, 0));
    convai_operation_free(&ended);

    raw_start(&server, RAW_COMMANDED, "http");
    controlled = patient_client_of(server.url);
    CHECK_STATUS(convai_client_wake_handle(controlled, &again), CONVAI_OK);
    CHECK(again != fd);
    fd = again;
    first = start_get(controlled, 1);
    second = start_get(controlled, 2);
    CHECK(!is_awake(fd, 0));
    RAW_SET(&server, drain = 1);
    RAW_SET(&server, answer = RAW_ALL);
    CHECK(is_awake(fd, PATIENT_MS));
    CHECK_STATUS(convai_operation_wait(first, -1), CONVAI_OK);
    CHECK_STATUS(convai_operation_wait(second, -1), CONVAI_OK);
    CHECK_STATUS(end_of(&first), CONVAI_OK); /* taken: one remains */
    CHECK(is_awake(fd, 0));
    CHECK_STATUS(convai_operation_free(&second), CONVAI_OK); /* freed: none remains */
    CHECK(!is_awake(fd, 0));
    CHECK_STATUS(convai_client_free(&controlled), CONVAI_OK);
    raw_stop(&server);

    /* A host program must not change the handle. If it does, nothing blocks. */
    CHECK_STATUS(convai_client_wake_handle(client, &fd), CONVAI_OK);
    first = start_get(client, 1);
    CHECK(is_awake(fd, PATIENT_MS));
    CHECK(disturb_wake_handle(fd));
    CHECK_STATUS(next_operation(client, 0, &ended, NULL), CONVAI_OK);
    CHECK(ended == first);
    convai_operation_free(&ended);
    first = start_get(client, 1);
    CHECK(is_awake(fd, PATIENT_MS));
    CHECK_STATUS(end_of(&first), CONVAI_OK);
    CHECK(!is_awake(fd, 0));
}

static void a_closed_client_returns_the_queued_operations_and_then_closed(void) {
    convai_client *own = new_client();
    convai_operation *ended;
    convai_error *error = NULL;
    intptr_t fd;
    int i;
    emulator_fault("{\"hang\":true,\"count\":0}");
    for (i = 0; i < 10; i++)
        start_get(own, (uint64_t)i);
    CHECK_STATUS(convai_client_wake_handle(own, &fd), CONVAI_OK);
    CHECK(!is_awake(fd, 0));
    CHECK_STATUS(convai_client_close(own, PATIENT_MS), CONVAI_OK);
    CHECK(convai_character_get_async(own, PUBLIC_CHARACTER, NULL, &error) == NULL);
    CHECK_ERROR(error, CONVAI_ERROR_CLOSED);
    convai_error_free(&error);
    for (i = 0; i < 10; i++) {
        CHECK(is_awake(fd, 0));
        CHECK_STATUS(next_operation(own, -1, &ended, NULL), CONVAI_OK);
        CHECK_STATUS(end_of(&ended), CONVAI_ERROR_CANCELLED);
    }
    /* Readable, so that an event loop learns of CLOSED. */
    CHECK(is_awake(fd, 0));
    CHECK_STATUS(next_operation(own, -1, &ended, NULL), CONVAI_ERROR_CLOSED);
    CHECK(ended == NULL);
    CHECK_STATUS(next_operation(own, 0, &ended, NULL), CONVAI_ERROR_CLOSED);
    CHECK(is_awake(fd, 0));
    CHECK_STATUS(convai_client_next(own, 0, NULL), CONVAI_ERROR_NULL_POINTER);
    CHECK_STATUS(convai_client_free(&own), CONVAI_OK);
}

static void *waits_for_closed(void *argument) {
    convai_client *own = argument;
    convai_operation *ended;
    intptr_t fd;
    CHECK_STATUS(convai_client_wake_handle(own, &fd), CONVAI_OK);
    while (is_awake(fd, PATIENT_MS)) {
        convai_status status = next_operation(own, 0, &ended, NULL);
        if (status == CONVAI_ERROR_CLOSED)
            return own;
        CHECK(status == CONVAI_OK || status == CONVAI_PENDING);
        if (status == CONVAI_OK)
            convai_operation_free(&ended);
    }
    return NULL;
}

/* Also if the client has no operation, or if it is closed before the wake handle is asked for. */
static void an_event_loop_learns_of_a_close(void) {
    convai_client *own = new_client();
    pthread_t loop = run(waits_for_closed, own);
    void *learned = NULL;
    sleep_ms(20);
    CHECK_STATUS(convai_client_close(own, PATIENT_MS), CONVAI_OK);
    pthread_join(loop, &learned);
    CHECK(learned == own);
    CHECK_STATUS(convai_client_free(&own), CONVAI_OK);
    own = new_client();
    CHECK_STATUS(convai_client_close(own, PATIENT_MS), CONVAI_OK);
    CHECK(waits_for_closed(own) == own);
    CHECK_STATUS(convai_client_free(&own), CONVAI_OK);
}

TEST_CASES(set_up, tear_down,
           CASE(operations_are_returned_in_the_order_of_their_ends),
           CASE(an_event_is_empty_while_no_operation_has_ended),
           CASE(taken_and_freed_operations_are_not_returned),
           CASE(several_threads_receive_each_operation_once),
           CASE(no_operation_that_starts_during_a_close_is_lost),
           CASE(the_wake_handle_is_readable_while_operations_are_queued),
           CASE(a_closed_client_returns_the_queued_operations_and_then_closed),
           CASE(an_event_loop_learns_of_a_close))
