/* convai_client_next and the wake descriptor: what has finished is handed out once, in the order in which it ended. */
#define _GNU_SOURCE
#include "raw.h"

#define MANY 200
#define DRAINERS 4

static convai_client *client;

/* Starts one that hangs, or one that is answered. The latter has ended when this returns. */
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

static void in_the_order_of_their_end(void) {
    static const uint64_t ends[5] = {1, 3, 2, 0, 4};
    convai_operation *operations[5], *handed;
    uint64_t user_data;
    int i;
    operations[0] = start_one(0, 1);
    CHECK_STATUS(next_operation(client, 0, &handed, &user_data), CONVAI_PENDING);
    CHECK_STATUS(next_operation(client, 20, &handed, NULL), CONVAI_PENDING);
    operations[1] = start_one(1, 0);
    operations[2] = start_one(2, 1);
    operations[3] = start_one(3, 0);
    CHECK_STATUS(convai_operation_cancel(operations[2]), CONVAI_OK);
    CHECK_STATUS(convai_operation_cancel(operations[0]), CONVAI_OK);
    operations[4] = start_one(4, 0);
    for (i = 0; i < 5; i++) {
        CHECK_STATUS(next_operation(client, -1, &handed, &user_data), CONVAI_OK);
        CHECK_NUMBER(user_data, ends[i]);
        CHECK(handed == operations[ends[i]]);
        CHECK_STATUS(end_of(&handed), ends[i] % 2 || ends[i] == 4 ? CONVAI_OK : CONVAI_ERROR_CANCELLED);
    }
    /* Cancelled ones too, in the order of the cancels. */
    emulator_fault("{\"hang\":true,\"count\":0}");
    for (i = 0; i < 5; i++)
        operations[i] = start_get(client, (uint64_t)i);
    for (i = 0; i < 5; i++)
        CHECK_STATUS(convai_operation_cancel(operations[(i * 2) % 5]), CONVAI_OK);
    for (i = 0; i < 5; i++) {
        CHECK_STATUS(next_operation(client, 0, &handed, &user_data), CONVAI_OK);
        CHECK_NUMBER(user_data, (i * 2) % 5);
        CHECK_STATUS(end_of(&handed), CONVAI_ERROR_CANCELLED);
    }
    emulator_reset();
}

/* What was taken or freed before is not handed out any more. */
static void taken_ones_are_not_handed_out(void) {
    convai_operation *taken = start_get(client, 1), *freed = start_get(client, 2), *left = start_get(client, 3), *handed;
    uint64_t user_data = 0;
    convai_character *character;
    CHECK_STATUS(convai_operation_wait(taken, -1), CONVAI_OK);
    CHECK_STATUS(convai_operation_wait(freed, -1), CONVAI_OK);
    CHECK_STATUS(convai_operation_wait(left, -1), CONVAI_OK);
    character = convai_operation_take_character(taken);
    CHECK_OK(character);
    convai_character_free(&character);
    CHECK_STATUS(convai_operation_free(&freed), CONVAI_OK);
    CHECK_STATUS(next_operation(client, 0, &handed, &user_data), CONVAI_OK);
    CHECK_NUMBER(user_data, 3);
    CHECK_STATUS(next_operation(client, 0, &handed, &user_data), CONVAI_PENDING);
    convai_operation_free(&taken);
    convai_operation_free(&left);
}

typedef struct drainer {
    convai_client *client;
    unsigned char *seen;
    pthread_mutex_t *lock;
    int count;
} drainer;

/* Until the client is closed and everything was handed out. */
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

static void several_drainers(void) {
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

/* Whoever starts while somebody closes either is refused or gets an operation that is handed out: none falls between. */
static void *starts_until_closed(void *argument) {
    drainer *self = argument;
    convai_operation *operation;
    convai_error *error = NULL;
    while ((operation = convai_character_get_async(self->client, PUBLIC_CHARACTER, NULL, &error)) != NULL ||
           (error && error->status == CONVAI_ERROR_QUEUE_FULL)) {
        self->count += operation != NULL;
        /* A full queue is not hammered: valgrind runs one thread at a time, and would run no other. */
        if (error)
            sleep_ms(0.2);
        convai_error_free(&error);
    }
    CHECK_ERROR(error, CONVAI_ERROR_CLOSED);
    convai_error_free(&error);
    return NULL;
}

static void started_while_it_is_closed(void) {
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
        /* Without waiting for the thread, and then with it. */
        CHECK(convai_client_close(own, 0) != CONVAI_ERROR_BAD_HANDLE);
        CHECK_STATUS(convai_client_close(own, PATIENT_MS), CONVAI_OK);
        for (i = 0; i < 6; i++) {
            join(threads[i]);
            *(i < 3 ? &started : &drained) += parts[i].count;
        }
        CHECK_NUMBER(drained, started);
        CHECK_STATUS(convai_client_free(&own), CONVAI_OK);
    }
    emulator_reset();
}

/* Readable exactly while something is finished and was not handed out, taken or freed. */
static void wake_descriptor(void) {
    convai_operation *first, *second, *handed;
    convai_client *led;
    raw_server server;
    intptr_t fd = -1, again = -2;
    char byte;
    CHECK_STATUS(convai_client_wake_handle(client, NULL), CONVAI_ERROR_NULL_POINTER);
    first = start_get(client, 1);
    CHECK_STATUS(convai_operation_wait(first, -1), CONVAI_OK);
    /* Asked for after something finished, it is readable at once. */
    CHECK_STATUS(convai_client_wake_handle(client, &fd), CONVAI_OK);
    CHECK_STATUS(convai_client_wake_handle(client, &again), CONVAI_OK);
    CHECK_NUMBER(fd, again);
    CHECK(fcntl((int)fd, F_GETFD) & FD_CLOEXEC);
    CHECK(readable(fd, 0));
    CHECK(readable(fd, 0));
    CHECK_STATUS(next_operation(client, 0, &handed, NULL), CONVAI_OK);
    CHECK(!readable(fd, 0));
    convai_operation_free(&handed);

    raw_start(&server, RAW_LED, "http");
    led = lasting_client_of(server.url);
    CHECK_STATUS(convai_client_wake_handle(led, &again), CONVAI_OK);
    CHECK(again != fd);
    fd = again;
    first = start_get(led, 1);
    second = start_get(led, 2);
    CHECK(!readable(fd, 0));
    RAW_SET(&server, drain = 1);
    RAW_SET(&server, answer = RAW_ALL);
    CHECK(readable(fd, PATIENT_MS));
    CHECK_STATUS(convai_operation_wait(first, -1), CONVAI_OK);
    CHECK_STATUS(convai_operation_wait(second, -1), CONVAI_OK);
    CHECK_STATUS(end_of(&first), CONVAI_OK); /* taken: one is left */
    CHECK(readable(fd, 0));
    CHECK_STATUS(convai_operation_free(&second), CONVAI_OK); /* freed: none is left */
    CHECK(!readable(fd, 0));
    CHECK_STATUS(convai_client_free(&led), CONVAI_OK);
    raw_stop(&server);

    /* A host that reads the descriptor although it must not hangs nothing. */
    CHECK_STATUS(convai_client_wake_handle(client, &fd), CONVAI_OK);
    first = start_get(client, 1);
    CHECK(readable(fd, PATIENT_MS));
    CHECK(read((int)fd, &byte, 1) == 1);
    CHECK(read((int)fd, &byte, 1) == -1);
    CHECK_STATUS(next_operation(client, 0, &handed, NULL), CONVAI_OK);
    CHECK(handed == first);
    convai_operation_free(&handed);
    first = start_get(client, 1);
    CHECK(readable(fd, PATIENT_MS));
    CHECK_STATUS(end_of(&first), CONVAI_OK);
    CHECK(!readable(fd, 0));
}

/* After close the rest is handed out, then CLOSED, for ever. */
static void after_close(void) {
    convai_client *own = new_client();
    convai_operation *handed;
    convai_error *error = NULL;
    intptr_t fd;
    int i;
    emulator_fault("{\"hang\":true,\"count\":0}");
    for (i = 0; i < 10; i++)
        start_get(own, (uint64_t)i);
    CHECK_STATUS(convai_client_wake_handle(own, &fd), CONVAI_OK);
    CHECK(!readable(fd, 0));
    CHECK_STATUS(convai_client_close(own, PATIENT_MS), CONVAI_OK);
    CHECK(convai_character_get_async(own, PUBLIC_CHARACTER, NULL, &error) == NULL);
    CHECK_ERROR(error, CONVAI_ERROR_CLOSED);
    convai_error_free(&error);
    for (i = 0; i < 10; i++) {
        CHECK(readable(fd, 0));
        CHECK_STATUS(next_operation(own, -1, &handed, NULL), CONVAI_OK);
        CHECK_STATUS(end_of(&handed), CONVAI_ERROR_CANCELLED);
    }
    CHECK(!readable(fd, 0));
    CHECK_STATUS(next_operation(own, -1, &handed, NULL), CONVAI_ERROR_CLOSED);
    CHECK(handed == NULL);
    CHECK_STATUS(next_operation(own, 0, &handed, NULL), CONVAI_ERROR_CLOSED);
    CHECK_STATUS(convai_client_next(own, 0, NULL), CONVAI_ERROR_NULL_POINTER);
    CHECK_STATUS(convai_client_free(&own), CONVAI_OK);
    emulator_reset();
}

int main(void) {
    client = new_client();
    in_the_order_of_their_end();
    taken_ones_are_not_handed_out();
    several_drainers();
    started_while_it_is_closed();
    wake_descriptor();
    after_close();
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    return check_end();
}
