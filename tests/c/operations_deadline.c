/* `deadline_ms`: the total deadline of a call, which includes the time before its request is sent. */
#define _GNU_SOURCE
#include "conversations.h"

/* The hanging requests hold their permits and their turns for as long as a case runs. */
#define HANG "{\"hang\":true}"

static convai_client *narrow_client(void) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    options.max_in_flight = 1;
    options.timeout_ms = options.voice_timeout_ms = 60 * PATIENT_MS;
    return client_of(base_url(), &options);
}

static convai_call_options with_deadline(int32_t deadline_ms) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    options.deadline_ms = deadline_ms;
    return options;
}

static void check_missed(const convai_error *error, const char *where, int sent) {
    if (!CHECK_ERROR(error, CONVAI_ERROR_TIMEOUT) || !error)
        return;
    CHECK_HAS(error->message, "deadline_ms");
    CHECK_HAS(error->message, where);
    CHECK_NUMBER(error->request_sent, sent);
    CHECK_NUMBER(error->retryable, 1);
}

static void the_time_in_the_queue_counts(void) {
    convai_client *client = narrow_client();
    convai_call_options options = with_deadline(100);
    convai_operation *running, *operation, *next;
    convai_character *character;
    emulator_fault(HANG);
    running = start_get(client, 0);
    EVENTUALLY(emulator_hits() == 1);
    operation = convai_character_get_async(client, PUBLIC_CHARACTER, &options, NULL);
    next = start_get(client, 0);
    REQUIRE(operation != NULL);
    CHECK_STATUS(convai_operation_wait(operation, PATIENT_MS), CONVAI_OK);
    character = convai_operation_take_character(operation);
    check_missed(character->error, "deadline of 100 ms expired while the call was in the client's queue", 0);
    convai_character_free(&character);
    convai_operation_free(&operation);
    /* A blocking call. */
    character = convai_character_get(client, PUBLIC_CHARACTER, &options);
    check_missed(character->error, "in the client's queue", 0);
    convai_character_free(&character);
    CHECK_NUMBER(emulator_count(), 1);
    /* Neither is sent later, and the queue moves on. */
    CHECK_NUMBER(state_of(next), CONVAI_STATE_QUEUED);
    CHECK_STATUS(convai_operation_cancel(running), CONVAI_OK);
    CHECK_STATUS(convai_operation_wait(next, PATIENT_MS), CONVAI_OK);
    CHECK_STATUS(end_of(&next), CONVAI_OK);
    CHECK_NUMBER(emulator_count(), 2);
    CHECK_STATUS(end_of(&running), CONVAI_ERROR_CANCELLED);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

/* A turn that misses its deadline while it waits is not sent, and leaves the order of the others as it is. */
static void the_time_behind_earlier_turns_counts(void) {
    convai_client *client = new_client();
    convai_conversation *conversation = new_conversation(client, NULL);
    convai_call_options options = with_deadline(100);
    convai_operation *running, *operation, *next;
    convai_response *response;
    CHECK_STATUS(convai_conversation_set_fallback(conversation, "Sorry?"), CONVAI_OK);
    emulator_fault(HANG);
    running = start_say(conversation, "first");
    EVENTUALLY(emulator_hits() == 1);
    operation = convai_conversation_say_async(conversation, "second", CONVAI_TEXT, &options, NULL);
    next = start_say(conversation, "third");
    REQUIRE(operation != NULL);
    CHECK_STATUS(convai_operation_wait(operation, PATIENT_MS), CONVAI_OK);
    response = convai_operation_take_response(operation);
    check_missed(response->error, "behind earlier turns", 0);
    CHECK_TEXT(response->text, "Sorry?");
    convai_response_free(&response);
    convai_operation_free(&operation);
    response = convai_conversation_say(conversation, "fourth", CONVAI_TEXT, &options);
    check_missed(response->error, "behind earlier turns", 0);
    convai_response_free(&response);
    CHECK_NUMBER(state_of(running), CONVAI_STATE_WAITING);
    CHECK_NUMBER(state_of(next), CONVAI_STATE_QUEUED);
    CHECK_STATUS(convai_operation_cancel(running), CONVAI_OK);
    CHECK_STATUS(end_of_turn(&running), CONVAI_ERROR_CANCELLED);
    CHECK_STATUS(end_of_turn(&next), CONVAI_OK);
    CHECK_TEXT(last_value("userText"), "third");
    CHECK_NUMBER(emulator_count(), 2);
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

/* The running turn misses its deadline: the next one is sent. */
static void a_turn_that_misses_its_deadline_lets_the_next_one_start(void) {
    convai_client *client = new_client();
    convai_conversation *conversation = new_conversation(client, NULL);
    convai_call_options options = with_deadline(200);
    convai_operation *running, *next;
    emulator_fault("{\"hang\":true,\"count\":0}");
    running = convai_conversation_say_async(conversation, "first", CONVAI_TEXT, &options, NULL);
    REQUIRE(running != NULL);
    next = start_say(conversation, "second");
    CHECK_STATUS(end_of_turn(&running), CONVAI_ERROR_TIMEOUT);
    EVENTUALLY(state_of(next) == CONVAI_STATE_WAITING);
    CHECK_STATUS(convai_operation_free(&next), CONVAI_OK);
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

static int missed_there(const convai_error *error, const char *where) {
    return error && strstr(error->message, where) != NULL;
}

/* Misses a deadline at a server that never gets further. On a busy machine a short deadline may expire before. */
static void miss(enum raw_behaviour behaviour, const char *scheme, const char *where, int sent) {
    convai_call_options options = with_deadline(100);
    convai_client *client;
    convai_response *response;
    raw_server server;
    int calls = 0;
    check_context = where;
    raw_start(&server, behaviour, scheme);
    client = patient_client_of(server.url);
    do {
        convai_response_free(calls++ ? &response : NULL);
        response = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Hi", CONVAI_TEXT, &options);
        options.deadline_ms *= 3;
    } while (!missed_there(response->error, where) && options.deadline_ms < PATIENT_MS);
    check_missed(response->error, where, sent);
    if (response->error) {
        CHECK_HAS(response->error->message, "it left the queue after ");
        CHECK_NUMBER(response->error->http_status, behaviour == RAW_DRIPS ? 200 : 0);
    }
    convai_response_free(&response);
    /* The connection is closed. */
    EVENTUALLY(RAW_GET(&server, closed) == RAW_GET(&server, accepted));
    /* The thread of the client may be reading certificates, which takes seconds under a sanitizer. */
    CHECK_STATUS(convai_client_close(client, PATIENT_MS), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    raw_stop(&server);
}

static void the_message_says_where_the_call_was(void) {
    miss(RAW_READS_ONLY, "https", "while the call was connecting", 0);
    miss(RAW_READS_ONLY, "http", "while the call was waiting for the reply", 1);
    miss(RAW_DRIPS, "http", "while the call was receiving the reply", 1);
}

static void timeout_and_deadline_both_hold(void) {
    convai_client *client = new_client();
    convai_call_options options = with_deadline(60 * PATIENT_MS);
    convai_character *character;
    emulator_fault("{\"hang\":true,\"count\":0}");
    options.timeout_ms = 100;
    character = convai_character_get(client, PUBLIC_CHARACTER, &options);
    CHECK_FAILED(character, CONVAI_ERROR_TIMEOUT);
    CHECK(character->error && !strstr(character->error->message, "deadline"));
    convai_character_free(&character);
    options.timeout_ms = 60 * PATIENT_MS;
    options.deadline_ms = 100;
    character = convai_character_get(client, PUBLIC_CHARACTER, &options);
    CHECK_FAILED(character, CONVAI_ERROR_TIMEOUT);
    CHECK(missed_there(character->error, "the deadline of 100 ms"));
    convai_character_free(&character);
    /* A deadline that is met changes nothing. */
    emulator_do("DELETE", "/_emulator/faults", "");
    options.deadline_ms = 60 * PATIENT_MS;
    character = convai_character_get(client, PUBLIC_CHARACTER, &options);
    CHECK_OK(character);
    convai_character_free(&character);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

TEST_CASES(emulator_reset, NULL,
           CASE(the_time_in_the_queue_counts),
           CASE(the_time_behind_earlier_turns_counts),
           CASE(a_turn_that_misses_its_deadline_lets_the_next_one_start),
           CASE(the_message_says_where_the_call_was),
           CASE(timeout_and_deadline_both_hold))
