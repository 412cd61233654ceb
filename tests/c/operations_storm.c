/* Thousands of operations from eight threads, with random cancels: each ends exactly once, and nothing leaks. The first
 * argument is the number of operations, 10,000 by default. */
#define _GNU_SOURCE
#include "operations.h"

#define THREADS 8
#define WINDOW 32

/* The threads that start operations of the first client take them. Other threads drain the second client. */
static convai_client *taken, *drained;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned char *times_returned;
static long succeeded, cancelled, returned;

static uint32_t next_random(uint32_t *state) {
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static void count(convai_status status) {
    CHECK(status == CONVAI_OK || status == CONVAI_ERROR_CANCELLED);
    pthread_mutex_lock(&lock);
    if (status == CONVAI_OK)
        succeeded++;
    else
        cancelled++;
    pthread_mutex_unlock(&lock);
}

/* Takes the result. A second take fails. */
static void take_once(convai_operation **operation) {
    convai_character *first, *second;
    CHECK_STATUS(convai_operation_wait(*operation, -1), CONVAI_OK);
    first = convai_operation_take_character(*operation);
    second = convai_operation_take_character(*operation);
    CHECK_FAILED(second, CONVAI_ERROR_ALREADY_TAKEN);
    count(first->error ? first->error->status : CONVAI_OK);
    convai_character_free(&first);
    convai_character_free(&second);
    CHECK_STATUS(convai_operation_free(operation), CONVAI_OK);
}

typedef struct part {
    uint64_t first, last;
    uint32_t random;
} part;

static void *starts_and_takes(void *argument) {
    part *self = argument;
    convai_operation *window[WINDOW];
    uint64_t number;
    int used = 0, i;
    for (number = self->first; number < self->last; number++) {
        convai_operation *operation = start_get(taken, number);
        switch (next_random(&self->random) % 4) {
        case 0:
            CHECK_STATUS(convai_operation_cancel(operation), CONVAI_OK);
            break;
        case 1:
            if (used > 0)
                CHECK_STATUS(convai_operation_cancel(window[next_random(&self->random) % (uint32_t)used]), CONVAI_OK);
            break;
        }
        window[used++] = operation;
        if (used == WINDOW || number + 1 == self->last) {
            for (i = 0; i < used; i++)
                take_once(&window[i]);
            used = 0;
        }
    }
    return NULL;
}

static void *starts_for_the_drainers(void *argument) {
    part *self = argument;
    uint64_t number;
    for (number = self->first; number < self->last; number++) {
        convai_operation *operation = start_get(drained, number);
        /* A draining thread may have freed it by now. */
        if (next_random(&self->random) % 2) {
            convai_status status = convai_operation_cancel(operation);
            CHECK(status == CONVAI_OK || status == CONVAI_ERROR_BAD_HANDLE);
        }
        if (number % WINDOW == 0)
            sleep_ms(1);
    }
    return NULL;
}

static void *drains(void *argument) {
    convai_operation *operation;
    convai_status status;
    uint64_t number;
    (void)argument;
    while ((status = next_operation(drained, -1, &operation, &number)) == CONVAI_OK) {
        pthread_mutex_lock(&lock);
        times_returned[number]++;
        returned++;
        pthread_mutex_unlock(&lock);
        take_once(&operation);
    }
    CHECK_STATUS(status, CONVAI_ERROR_CLOSED);
    return NULL;
}

int main(int argc, char **argv) {
    uint64_t many = argc > 1 ? (uint64_t)atol(argv[1]) : 10000, each = many / THREADS, number;
    convai_client_options options = client_options();
    pthread_t threads[THREADS], drainers[3];
    part parts[THREADS];
    int before = thread_count_before(), i;
    double start = now_ms();
    times_returned = calloc(many, 1);
    REQUIRE(times_returned != NULL);
    options.max_queued = 1000000;
    /* On a slow machine, too, no operation times out. */
    options.timeout_ms = options.connect_timeout_ms = 60 * PATIENT_MS;
    taken = client_of(base_url(), &options);
    drained = client_of(base_url(), &options);
    for (i = 0; i < 3; i++)
        drainers[i] = run(drains, NULL);
    for (i = 0; i < THREADS; i++) {
        parts[i].first = each * (uint64_t)i;
        parts[i].last = each * (uint64_t)(i + 1);
        parts[i].random = (uint32_t)i * 977 + 5;
        threads[i] = run(i % 2 ? starts_and_takes : starts_for_the_drainers, &parts[i]);
    }
    for (i = 0; i < THREADS; i++)
        join(threads[i]);
    EVENTUALLY((pthread_mutex_lock(&lock), number = (uint64_t)returned, pthread_mutex_unlock(&lock), number == each * 4));
    CHECK_STATUS(convai_client_close(drained, PATIENT_MS), CONVAI_OK);
    CHECK_STATUS(convai_client_close(taken, PATIENT_MS), CONVAI_OK);
    for (i = 0; i < 3; i++)
        join(drainers[i]);
    CHECK_NUMBER(returned, each * 4);
    CHECK_NUMBER(succeeded + cancelled, each * THREADS);
    CHECK(cancelled > 0 && succeeded > 0);
    for (number = 0; number < each * THREADS; number++)
        if (times_returned[number] != ((number / each) % 2 ? 0 : 1))
            CHECK_NUMBER(times_returned[number], (number / each) % 2 ? 0 : 1);
    EVENTUALLY(thread_count() <= before);
    note("%ld operations from 8 threads in %.1f s: %ld succeeded, %ld cancelled", succeeded + cancelled,
         (now_ms() - start) / 1e3, succeeded, cancelled);
    CHECK_NUMBER(convai_live_objects(), 2);
    CHECK_STATUS(convai_client_free(&taken), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&drained), CONVAI_OK);
    free(times_returned);
    return check_end();
}
