/* A lookup of the host name that blocks in the operating system blocks no caller. Runs with hanging_resolver.c preloaded. */
#define _GNU_SOURCE
#include "operations.h"

/* The read and the write end of the pipe that lookups wait for. */
static int ends[2];
static int threads_before;

static void set_up(void) {
    char number[16];
    threads_before = thread_count_before();
    REQUIRE(pipe(ends) == 0);
    snprintf(number, sizeof number, "%d", ends[0]);
    setenv("HANGING_LOOKUP_FD", number, 1);
}

/* Lets every lookup fail, also later ones. */
static void release_lookups(void) {
    close(ends[1]);
    ends[1] = -1;
}

static void tear_down(void) {
    if (ends[1] >= 0)
        release_lookups();
    EVENTUALLY(thread_count() <= threads_before);
    close(ends[0]);
}

static void *cancel_later(void *operation) {
    sleep_ms(50);
    CHECK_STATUS(convai_operation_cancel(operation), CONVAI_OK);
    return NULL;
}

static convai_status get(convai_client *client, int32_t connect_timeout_ms) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_operation *operation;
    options.connect_timeout_ms = connect_timeout_ms;
    operation = convai_character_get_async(client, PUBLIC_CHARACTER, &options, NULL);
    REQUIRE(operation != NULL);
    CHECK_STATUS(convai_operation_wait(operation, PATIENT_MS), CONVAI_OK);
    return end_of(&operation);
}

static void a_hanging_lookup_can_be_cancelled_and_times_out(void) {
    convai_client *client = client_of("http://name.hang:9", NULL);
    convai_operation *operation = start_get(client, 0);
    pthread_t thread;
    double start;
    EVENTUALLY(thread_count() - threads_before >= 2);
    thread = run(cancel_later, operation);
    CHECK_STATUS(convai_operation_wait(operation, -1), CONVAI_OK);
    join(thread);
    CHECK_STATUS(end_of(&operation), CONVAI_ERROR_CANCELLED);

    operation = start_get(client, 0);
    EVENTUALLY(state_of(operation) == CONVAI_STATE_SENDING);
    start = now_ms();
    CHECK_STATUS(convai_operation_cancel(operation), CONVAI_OK);
    CHECK_STATUS(convai_operation_wait(operation, -1), CONVAI_OK);
    note("cancelled during the lookup: the wait returned after %.3f ms", now_ms() - start);
    CHECK_STATUS(end_of(&operation), CONVAI_ERROR_CANCELLED);
    /* The next request waits for the same lookup, and the connect timeout covers that wait. On a slow machine a second and
     * a third lookup have started meanwhile. */
    CHECK_STATUS(get(client, 100), CONVAI_ERROR_TIMEOUT);
    CHECK(thread_count() - threads_before <= 4);
    release_lookups();
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

/* Close reports that a thread still runs, and can be called again. Everything else has ended. */
static void close_times_out_while_a_lookup_hangs(void) {
    convai_client *client = client_of("http://name.hang:9", NULL);
    convai_operation *operation = start_get(client, 0);
    convai_character *character;
    double start;
    EVENTUALLY(thread_count() - threads_before >= 2);
    CHECK_STATUS(convai_client_close(client, 0), CONVAI_ERROR_TIMEOUT);
    CHECK_NUMBER(state_of(operation), CONVAI_STATE_DONE);
    CHECK_STATUS(end_of(&operation), CONVAI_ERROR_CANCELLED);
    start = now_ms();
    CHECK_STATUS(convai_client_close(client, 100), CONVAI_ERROR_TIMEOUT);
    CHECK(now_ms() - start >= 99);
    CHECK_STATUS(convai_shutdown(50), CONVAI_ERROR_TIMEOUT);
    character = convai_character_get(client, PUBLIC_CHARACTER, NULL);
    CHECK_FAILED(character, CONVAI_ERROR_CLOSED);
    convai_character_free(&character);
    /* The I/O thread has ended; up to three lookups hang. */
    EVENTUALLY(thread_count() - threads_before <= 3);
    CHECK(thread_count() - threads_before >= 1);
    release_lookups();
    CHECK_STATUS(convai_client_close(client, PATIENT_MS), CONVAI_OK);
    EVENTUALLY(thread_count() == threads_before);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

static void *release_later(void *argument) {
    sleep_ms(100);
    release_lookups();
    return argument;
}

static void close_without_limit_waits_for_a_lookup(void) {
    convai_client *client = client_of("http://name.hang:9", NULL);
    convai_operation *operation = start_get(client, 0);
    pthread_t thread;
    double start;
    EVENTUALLY(thread_count() - threads_before >= 2);
    start = now_ms();
    thread = run(release_later, NULL);
    CHECK_STATUS(convai_client_close(client, -1), CONVAI_OK);
    CHECK(now_ms() - start >= 99);
    join(thread);
    EVENTUALLY(thread_count() == threads_before);
    CHECK_STATUS(end_of(&operation), CONVAI_ERROR_CANCELLED);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

static void shutdown_without_limit_waits_for_a_lookup(void) {
    convai_client *client = client_of("http://name.hang:9", NULL);
    convai_operation *operation = start_get(client, 0);
    pthread_t thread;
    double start;
    EVENTUALLY(thread_count() - threads_before >= 2);
    start = now_ms();
    thread = run(release_later, NULL);
    CHECK_STATUS(convai_shutdown(-1), CONVAI_OK);
    CHECK(now_ms() - start >= 99);
    join(thread);
    EVENTUALLY(thread_count() == threads_before);
    CHECK_STATUS(end_of(&operation), CONVAI_ERROR_CANCELLED);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

static void a_lookup_that_fails_late_is_name_not_resolved(void) {
    convai_client *client = client_of("http://name.hang:9", NULL);
    release_lookups();
    CHECK_STATUS(get(client, 0), CONVAI_ERROR_NAME_NOT_RESOLVED);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

/* The thread of the lookup ends later. */
static void free_waits_two_seconds_for_a_hanging_lookup(void) {
    convai_client *client = client_of("http://other.hang:9", NULL);
    convai_operation *operation = start_get(client, 0);
    double start;
    EVENTUALLY(thread_count() - threads_before >= 2);
    start = now_ms();
    CHECK_STATUS(convai_client_free(&client), CONVAI_ERROR_TIMEOUT);
    CHECK(client == NULL);
    CHECK(now_ms() - start >= 1999);
    CHECK_STATUS(end_of(&operation), CONVAI_ERROR_CANCELLED);
    release_lookups();
    EVENTUALLY(thread_count() == threads_before);
}

TEST_CASES(set_up, tear_down,
           CASE(a_hanging_lookup_can_be_cancelled_and_times_out),
           CASE(close_times_out_while_a_lookup_hangs),
           CASE(close_without_limit_waits_for_a_lookup),
           CASE(shutdown_without_limit_waits_for_a_lookup),
           CASE(a_lookup_that_fails_late_is_name_not_resolved),
           CASE(free_waits_two_seconds_for_a_hanging_lookup))
