/* convai_queue: a completion queue that several clients share. */
#define _GNU_SOURCE
#include "operations.h"

#define CLIENTS 3
#define DRAINERS 3
#define EACH 60

static convai_queue *queue;
static convai_client *clients[CLIENTS];

static convai_client *client_with_queue(void) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    options.queue = queue;
    return client_of(base_url(), &options);
}

static void set_up(void) {
    convai_error *error = NULL;
    int i;
    emulator_reset();
    queue = convai_queue_new(&error);
    CHECK_ERROR(error, CONVAI_OK);
    REQUIRE(queue != NULL);
    for (i = 0; i < CLIENTS; i++)
        clients[i] = client_with_queue();
}

static void tear_down(void) {
    int i;
    for (i = 0; i < CLIENTS; i++)
        CHECK_STATUS(convai_client_free(&clients[i]), CONVAI_OK);
    CHECK_STATUS(convai_queue_free(&queue), CONVAI_OK);
}

static convai_status next_of_queue(int32_t timeout_ms, convai_operation **operation, uint64_t *user_data) {
    convai_event event = CONVAI_EVENT_INIT;
    convai_status status = convai_queue_next(queue, timeout_ms, &event);
    CHECK_NUMBER(event.kind, status == CONVAI_OK ? CONVAI_EVENT_DONE : 0);
    *operation = event.operation;
    if (user_data)
        *user_data = event.user_data;
    return status;
}

static void the_operations_of_several_clients_arrive_in_the_order_of_their_ends(void) {
    convai_operation *operations[CLIENTS], *ended;
    uint64_t user_data;
    int i;
    CHECK_STATUS(next_of_queue(0, &ended, NULL), CONVAI_PENDING);
    CHECK_STATUS(next_of_queue(20, &ended, NULL), CONVAI_PENDING);
    for (i = CLIENTS; i-- > 0;) {
        operations[i] = start_get(clients[i], (uint64_t)i);
        CHECK_STATUS(convai_operation_wait(operations[i], -1), CONVAI_OK);
    }
    for (i = CLIENTS; i-- > 0;) {
        CHECK_STATUS(next_of_queue(-1, &ended, &user_data), CONVAI_OK);
        CHECK(ended == operations[i]);
        CHECK_NUMBER(user_data, i);
        CHECK_STATUS(end_of(&ended), CONVAI_OK);
    }
    CHECK_STATUS(next_of_queue(0, &ended, NULL), CONVAI_PENDING);
    /* A taken and a freed operation are not delivered. */
    operations[0] = start_get(clients[0], 0);
    operations[1] = start_get(clients[1], 1);
    for (i = 0; i < 2; i++)
        CHECK_STATUS(convai_operation_wait(operations[i], -1), CONVAI_OK);
    CHECK_STATUS(end_of(&operations[0]), CONVAI_OK);
    CHECK_STATUS(convai_operation_free(&operations[1]), CONVAI_OK);
    CHECK_STATUS(next_of_queue(0, &ended, NULL), CONVAI_PENDING);
}

/* The queue belongs to several clients, so none of them reads it. */
static void a_client_with_a_shared_queue_has_none_of_its_own(void) {
    convai_event event = CONVAI_EVENT_INIT;
    convai_operation *ended;
    intptr_t handle = -7;
    event.kind = 99;
    CHECK_STATUS(convai_client_next(clients[0], -1, &event), CONVAI_ERROR_INVALID_ARGUMENT);
    CHECK(event.kind == 0 && event.operation == NULL);
    CHECK_STATUS(convai_client_wake_handle(clients[0], &handle), CONVAI_ERROR_INVALID_ARGUMENT);
    CHECK_NUMBER(handle, -7);
    start_get(clients[0], 5);
    CHECK_STATUS(convai_client_next(clients[0], -1, &event), CONVAI_ERROR_INVALID_ARGUMENT);
    CHECK_STATUS(next_of_queue(-1, &ended, NULL), CONVAI_OK);
    CHECK_STATUS(end_of(&ended), CONVAI_OK);
}

static void closing_a_client_cancels_its_operations_and_leaves_the_queue_open(void) {
    convai_operation *ended;
    uint64_t user_data;
    int i;
    emulator_fault("{\"hang\":true,\"count\":0}");
    for (i = 0; i < 5; i++)
        start_get(clients[0], (uint64_t)i);
    CHECK_STATUS(convai_client_close(clients[0], PATIENT_MS), CONVAI_OK);
    for (i = 0; i < 3; i++) {
        CHECK_STATUS(next_of_queue(0, &ended, &user_data), CONVAI_OK);
        CHECK_STATUS(end_of(&ended), CONVAI_ERROR_CANCELLED);
    }
    /* The rest is delivered also after the client was freed. */
    CHECK_STATUS(convai_client_free(&clients[0]), CONVAI_OK);
    for (i = 0; i < 2; i++) {
        CHECK_STATUS(next_of_queue(0, &ended, &user_data), CONVAI_OK);
        CHECK_STATUS(end_of(&ended), CONVAI_ERROR_CANCELLED);
    }
    CHECK_STATUS(next_of_queue(0, &ended, NULL), CONVAI_PENDING);
    CHECK_STATUS(next_of_queue(20, &ended, NULL), CONVAI_PENDING);
    emulator_do("DELETE", "/_emulator/faults", "");
    start_get(clients[1], 9);
    CHECK_STATUS(next_of_queue(-1, &ended, &user_data), CONVAI_OK);
    CHECK_NUMBER(user_data, 9);
    CHECK_STATUS(end_of(&ended), CONVAI_OK);
    CHECK_STATUS(convai_shutdown(PATIENT_MS), CONVAI_OK);
    CHECK_STATUS(next_of_queue(0, &ended, NULL), CONVAI_PENDING);
}

typedef struct drainer {
    int count, freed_under_it;
} drainer;

/* Takes operations until the queue is freed. */
static void *drain(void *argument) {
    drainer *self = argument;
    convai_event event = CONVAI_EVENT_INIT;
    convai_status status;
    while ((status = convai_queue_next(queue, -1, &event)) == CONVAI_OK) {
        self->count++;
        CHECK_STATUS(convai_operation_free(&event.operation), CONVAI_OK);
    }
    /* CLOSED during the wait. A thread that was not waiting at that moment finds no queue. */
    CHECK(status == CONVAI_ERROR_CLOSED || status == CONVAI_ERROR_BAD_HANDLE);
    self->freed_under_it = status == CONVAI_ERROR_CLOSED;
    CHECK(event.kind == 0 && event.operation == NULL);
    return NULL;
}

static void freeing_the_queue_ends_the_waits_and_the_clients_work_on(void) {
    drainer drainers[DRAINERS];
    pthread_t threads[DRAINERS];
    convai_queue *copy = queue;
    convai_event event = CONVAI_EVENT_INIT;
    convai_operation *running, *later;
    int i;
    emulator_fault("{\"hang\":true}");
    running = start_get(clients[0], 1);
    EVENTUALLY(emulator_hits() == 1);
    for (i = 0; i < DRAINERS; i++) {
        drainers[i].count = drainers[i].freed_under_it = 0;
        threads[i] = run(drain, &drainers[i]);
    }
    sleep_ms(50);
    {
        /* The threads still read the variable `queue`. */
        convai_queue *freed = queue;
        CHECK_STATUS(convai_queue_free(&freed), CONVAI_OK);
        CHECK(freed == NULL);
    }
    for (i = 0; i < DRAINERS; i++) {
        join(threads[i]);
        CHECK_NUMBER(drainers[i].count, 0);
    }
    CHECK_STATUS(convai_queue_next(copy, -1, &event), CONVAI_ERROR_BAD_HANDLE);
    queue = NULL;
    /* Nobody receives the operations any more. They can be polled, waited for, and taken. */
    CHECK_STATUS(convai_operation_cancel(running), CONVAI_OK);
    CHECK_STATUS(end_of(&running), CONVAI_ERROR_CANCELLED);
    later = start_get(clients[1], 2);
    CHECK_STATUS(convai_operation_wait(later, -1), CONVAI_OK);
    CHECK_STATUS(end_of(&later), CONVAI_OK);
    later = start_get(clients[2], 3);
    CHECK_STATUS(convai_client_close(clients[2], PATIENT_MS), CONVAI_OK);
    CHECK_STATUS(convai_operation_poll(later, NULL), CONVAI_OK);
    CHECK_STATUS(convai_operation_free(&later), CONVAI_OK);
}

static void the_wake_handle_is_readable_while_operations_are_queued(void) {
    convai_operation *ended;
    intptr_t fd = -1, again = -2;
    CHECK_STATUS(convai_queue_wake_handle(queue, NULL), CONVAI_ERROR_NULL_POINTER);
    CHECK_STATUS(convai_queue_wake_handle(queue, &fd), CONVAI_OK);
    CHECK_STATUS(convai_queue_wake_handle(queue, &again), CONVAI_OK);
    CHECK_NUMBER(fd, again);
    CHECK(!is_inherited(fd));
    CHECK(!is_awake(fd, 0));
    start_get(clients[0], 1);
    CHECK(is_awake(fd, PATIENT_MS));
    start_get(clients[1], 2);
    CHECK_STATUS(next_of_queue(-1, &ended, NULL), CONVAI_OK);
    CHECK_STATUS(end_of(&ended), CONVAI_OK);
    CHECK(is_awake(fd, PATIENT_MS));
    CHECK_STATUS(next_of_queue(-1, &ended, NULL), CONVAI_OK);
    CHECK_STATUS(end_of(&ended), CONVAI_OK);
    CHECK(!is_awake(fd, 0));
    /* A client that closes or is freed does not change it. */
    CHECK_STATUS(convai_client_free(&clients[0]), CONVAI_OK);
    CHECK(!is_awake(fd, 0));
    CHECK(is_open_handle(fd));
    CHECK_STATUS(convai_queue_free(&queue), CONVAI_OK);
    CHECK(!is_open_handle(fd));
}

/* Starts operations that hang and others, and closes its client. */
static void *starts_and_closes(void *argument) {
    uintptr_t index = (uintptr_t)argument;
    int i;
    for (i = 0; i < EACH; i++)
        start_get(clients[index], index * EACH + (uintptr_t)i);
    CHECK_STATUS(convai_client_close(clients[index], PATIENT_MS), CONVAI_OK);
    return NULL;
}

/* Each operation arrives once, whether it finishes or its client is closed. */
static void each_operation_of_several_threads_and_clients_arrives_once(void) {
    unsigned char seen[CLIENTS * EACH] = {0};
    pthread_t threads[CLIENTS];
    convai_operation *ended;
    uint64_t user_data;
    uintptr_t index;
    int i;
    emulator_fault("{\"hang\":true,\"count\":20}");
    for (index = 0; index < CLIENTS; index++)
        threads[index] = run(starts_and_closes, (void *)index);
    for (i = 0; i < CLIENTS * EACH; i++) {
        CHECK_STATUS(next_of_queue(-1, &ended, &user_data), CONVAI_OK);
        REQUIRE(user_data < sizeof seen);
        seen[user_data]++;
        CHECK_STATUS(convai_operation_free(&ended), CONVAI_OK);
    }
    for (index = 0; index < CLIENTS; index++)
        join(threads[index]);
    for (i = 0; i < CLIENTS * EACH; i++)
        CHECK_NUMBER(seen[i], 1);
    CHECK_STATUS(next_of_queue(0, &ended, NULL), CONVAI_PENDING);
}

TEST_CASES(set_up, tear_down,
           CASE(the_operations_of_several_clients_arrive_in_the_order_of_their_ends),
           CASE(a_client_with_a_shared_queue_has_none_of_its_own),
           CASE(closing_a_client_cancels_its_operations_and_leaves_the_queue_open),
           CASE(freeing_the_queue_ends_the_waits_and_the_clients_work_on),
           CASE(the_wake_handle_is_readable_while_operations_are_queued),
           CASE(each_operation_of_several_threads_and_clients_arrives_once))
