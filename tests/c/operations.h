/* Short forms of the calls that tests of operations make. POSIX. Define _GNU_SOURCE before the first #include. */
#ifndef OPERATIONS_H
#define OPERATIONS_H

#include "raw_server.h"

/* A client of any server. `wanted` may be NULL. */
static inline convai_client *client_of(const char *url, const convai_client_options *wanted) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    convai_error *error = NULL;
    convai_client *client;
    if (wanted)
        options = *wanted;
    options.api_key = test_key();
    options.base_url = url;
    options.proxy = "direct";
    client = convai_client_new(&options, &error);
    CHECK_ERROR(error, CONVAI_OK);
    convai_error_free(&error);
    REQUIRE(client != NULL);
    return client;
}

/* A client whose requests do not time out during a test. */
static inline convai_client *patient_client_of(const char *url) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    options.timeout_ms = options.voice_timeout_ms = options.connect_timeout_ms = 60 * PATIENT_MS;
    return client_of(url, &options);
}

/* Starts the cheapest request. The program ends if it does not start. */
static inline convai_operation *start_get(convai_client *client, uint64_t user_data) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_error *error = NULL;
    convai_operation *operation;
    options.user_data = user_data;
    operation = convai_character_get_async(client, PUBLIC_CHARACTER, &options, &error);
    CHECK_ERROR(error, CONVAI_OK);
    convai_error_free(&error);
    REQUIRE(operation != NULL);
    return operation;
}

static inline int32_t state_of(convai_operation *operation) {
    convai_progress progress = CONVAI_PROGRESS_INIT;
    convai_status status = convai_operation_poll(operation, &progress);
    return status == CONVAI_OK || status == CONVAI_PENDING ? progress.state : -1;
}

/* How many bytes of the request body were passed to the connection. */
static inline uint64_t bytes_sent_of(convai_operation *operation) {
    convai_progress progress = CONVAI_PROGRESS_INIT;
    convai_operation_poll(operation, &progress);
    return progress.bytes_sent;
}

static inline uint64_t bytes_received_of(convai_operation *operation) {
    convai_progress progress = CONVAI_PROGRESS_INIT;
    convai_operation_poll(operation, &progress);
    return progress.bytes_received;
}

/* Takes the result of an operation that returns a character, frees both, and returns the final status. */
static inline convai_status end_of(convai_operation **operation) {
    convai_character *character = convai_operation_take_character(*operation);
    convai_status status = character->error ? character->error->status : CONVAI_OK;
    convai_character_free(&character);
    CHECK_STATUS(convai_operation_free(operation), CONVAI_OK);
    return status;
}

#endif
