/* A look-up of the host's name that hangs in the operating system: nobody has to wait for it. */
#define _GNU_SOURCE
#include "raw.h"

static void *cancel_later(void *operation) {
    sleep_ms(50);
    CHECK_STATUS(convai_operation_cancel(operation), CONVAI_OK);
    return NULL;
}

static convai_status get(convai_client *client, uint32_t connect_timeout_ms) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_operation *operation;
    options.connect_timeout_ms = connect_timeout_ms;
    operation = convai_character_get_async(client, PUBLIC_CHARACTER, &options, NULL);
    REQUIRE(operation != NULL);
    CHECK_STATUS(convai_operation_wait(operation, PATIENT_MS), CONVAI_OK);
    return end_of(&operation);
}

int main(void) {
    int ends[2], before = thread_count_before();
    char number[16];
    convai_client *client;
    convai_operation *operation;
    convai_character *character;
    pthread_t thread;
    double start;
    REQUIRE(pipe(ends) == 0);
    snprintf(number, sizeof number, "%d", ends[0]);
    setenv("STUCK_FD", number, 1);
    client = client_of("http://name.stuck:9", NULL);
    operation = start_get(client, 0);
    EVENTUALLY(thread_count() - before == 2);
    thread = run(cancel_later, operation);
    CHECK_STATUS(convai_operation_wait(operation, -1), CONVAI_OK);
    join(thread);
    CHECK_STATUS(end_of(&operation), CONVAI_ERROR_CANCELLED);

    operation = start_get(client, 0);
    EVENTUALLY(state_of(operation) == CONVAI_STATE_SENDING);
    start = now_ms();
    CHECK_STATUS(convai_operation_cancel(operation), CONVAI_OK);
    CHECK_STATUS(convai_operation_wait(operation, -1), CONVAI_OK);
    note("cancelled while the name is looked up: waiter back after %.3f ms", now_ms() - start);
    CHECK_STATUS(end_of(&operation), CONVAI_ERROR_CANCELLED);
    /* The second request waits for the same look-up, and its time for connecting counts. */
    CHECK_STATUS(get(client, 100), CONVAI_ERROR_TIMEOUT);
    EVENTUALLY(thread_count() - before == 2);

    /* Closing cannot end it, says so, and can be tried again. Nothing else waits for it. */
    operation = start_get(client, 0);
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
    EVENTUALLY(thread_count() - before == 1);
    close(ends[1]);
    CHECK_STATUS(convai_client_close(client, PATIENT_MS), CONVAI_OK);
    EVENTUALLY(thread_count() == before);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);

    /* Unstuck, the name simply is not there. */
    client = client_of("http://name.stuck:9", NULL);
    CHECK_STATUS(get(client, 0), CONVAI_ERROR_NAME_NOT_RESOLVED);
    /* One that ends by itself, after its client was freed. */
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    REQUIRE(pipe(ends) == 0);
    snprintf(number, sizeof number, "%d", ends[0]);
    setenv("STUCK_FD", number, 1);
    client = client_of("http://other.stuck:9", NULL);
    operation = start_get(client, 0);
    EVENTUALLY(thread_count() - before == 2);
    start = now_ms();
    CHECK_STATUS(convai_client_free(&client), CONVAI_ERROR_TIMEOUT);
    CHECK(client == NULL);
    CHECK(now_ms() - start >= 1999);
    CHECK_STATUS(end_of(&operation), CONVAI_ERROR_CANCELLED);
    close(ends[1]);
    EVENTUALLY(thread_count() == before);
    return check_end();
}
