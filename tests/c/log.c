/* The log of a client as a queue: which calls have an entry, in which order, how many. POSIX. */
#define _GNU_SOURCE
#include "log.h"

static convai_client *client;

static void set_up(void) {
    emulator_reset();
    client = logging_client_of(base_url(), 64);
}

static void tear_down(void) { CHECK_STATUS(convai_client_free(&client), CONVAI_OK); }

static void get(const char *character_id) {
    convai_character *character = convai_character_get(client, character_id, NULL);
    CHECK_OK(character);
    convai_character_free(&character);
}

static void a_client_has_no_log_by_default(void) {
    convai_client *plain = new_client();
    convai_log_entry *entry = (convai_log_entry *)(void *)plain;
    convai_character *character = convai_character_get(plain, PUBLIC_CHARACTER, NULL);
    char *last = emulator_last();
    CHECK_OK(character);
    CHECK_STATUS(convai_client_next_log(plain, &entry), CONVAI_ERROR_INVALID_ARGUMENT);
    CHECK(entry == NULL);
    CHECK(strstr(last, "x-request-id") == NULL);
    free(last);
    convai_character_free(&character);
    CHECK_STATUS(convai_client_free(&plain), CONVAI_OK);
}

/* Checks an entry of a call that the emulator has answered. */
static void check_entry(const convai_log_entry *entry, const char *path, convai_status status, int32_t http_status) {
    CHECK_TEXT(entry->method, "POST");
    CHECK_NUMBER(entry->method_len, 4);
    CHECK_TEXT(entry->path, path);
    CHECK_NUMBER(entry->path_len, strlen(path));
    CHECK_NUMBER(entry->request_id_len, 36);
    CHECK_NUMBER(strlen(entry->request_id), 36);
    CHECK_STATUS(entry->status, status);
    CHECK_NUMBER(entry->http_status, http_status);
    CHECK(entry->bytes_sent > 0 && entry->bytes_received > 0);
    CHECK(entry->queued_us >= 0 && entry->sent_us >= entry->queued_us);
    CHECK(entry->first_byte_us >= entry->sent_us && entry->total_us >= entry->first_byte_us);
    CHECK_NUMBER(entry->dropped, 0);
    CHECK_NUMBER(entry->reserved, 0);
}

/* Blocking or not, answered or refused. */
static void every_call_has_an_entry_when_it_has_ended(void) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_operation *operation;
    convai_character *character;
    convai_response *response;
    convai_log_entry *entry;
    int64_t now = (int64_t)time(NULL) * 1000;
    check_is_empty(client);

    options.user_data = 7;
    response = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Hi", CONVAI_TEXT, &options);
    CHECK_OK(response);
    entry = next_entry(client);
    check_entry(entry, "/character/getResponse", CONVAI_OK, 200);
    CHECK_NUMBER(entry->user_data, 7);
    CHECK_NUMBER(entry->bytes_received, response->raw_json_len);
    CHECK(entry->started_unix_ms >= now && entry->started_unix_ms < now + 600 * 1000);
    convai_response_free(&response);
    CHECK_STATUS(convai_log_entry_free(&entry), CONVAI_OK);
    CHECK(entry == NULL);

    operation = start_get(client, 8);
    CHECK_STATUS(convai_operation_wait(operation, -1), CONVAI_OK);
    entry = next_entry(client);
    check_entry(entry, "/character/get", CONVAI_OK, 200);
    CHECK_NUMBER(entry->user_data, 8);
    CHECK_STATUS(convai_log_entry_free(&entry), CONVAI_OK);
    CHECK_STATUS(end_of(&operation), CONVAI_OK);

    character = convai_character_get(client, "00000000-0000-0000-0000-000000000000", NULL);
    entry = next_entry(client);
    CHECK(character->error != NULL);
    if (character->error)
        check_entry(entry, "/character/get", character->error->status, character->error->http_status);
    convai_character_free(&character);
    CHECK_STATUS(convai_log_entry_free(&entry), CONVAI_OK);
    check_is_empty(client);
}

static void the_request_id_is_the_one_that_the_service_received(void) {
    char previous[64] = "", field[64];
    int i;
    for (i = 0; i < 3; i++) {
        convai_log_entry *entry;
        get(PUBLIC_CHARACTER);
        entry = next_entry(client);
        snprintf(field, sizeof field, "\"x-request-id\":\"%s\"", entry->request_id);
        CHECK_LAST("/character/get", field);
        CHECK(strcmp(entry->request_id, previous) != 0);
        snprintf(previous, sizeof previous, "%s", entry->request_id);
        convai_log_entry_free(&entry);
    }
}

/* The first call to start is the last one to end. */
static void entries_come_in_the_order_of_the_ends(void) {
    convai_operation *slow, *quick;
    convai_log_entry *entry;
    int i;
    emulator_fault("{\"delay_ms\": 60000}");
    slow = start_get(client, 1);
    EVENTUALLY(emulator_hits() == 1);
    for (i = 2; i < 5; i++) {
        quick = start_get(client, (uint64_t)i);
        CHECK_STATUS(convai_operation_wait(quick, -1), CONVAI_OK);
        CHECK_STATUS(end_of(&quick), CONVAI_OK);
    }
    CHECK_STATUS(convai_operation_cancel(slow), CONVAI_OK);
    CHECK_STATUS(end_of(&slow), CONVAI_ERROR_CANCELLED);
    for (i = 2; i < 6; i++) {
        entry = next_entry(client);
        CHECK_NUMBER(entry->user_data, i == 5 ? 1 : i);
        CHECK_STATUS(entry->status, i == 5 ? CONVAI_ERROR_CANCELLED : CONVAI_OK);
        convai_log_entry_free(&entry);
    }
    check_is_empty(client);
}

static void a_full_log_drops_its_oldest_entries(void) {
    convai_client *small = logging_client_of(base_url(), 3);
    int i;
    for (i = 1; i <= 8; i++) {
        convai_operation *operation = start_get(small, (uint64_t)i);
        CHECK_STATUS(convai_operation_wait(operation, -1), CONVAI_OK);
        CHECK_STATUS(end_of(&operation), CONVAI_OK);
    }
    for (i = 6; i <= 8; i++) {
        convai_log_entry *entry = next_entry(small);
        CHECK_NUMBER(entry->user_data, i);
        CHECK_NUMBER(entry->dropped, i == 6 ? 5 : 0);
        convai_log_entry_free(&entry);
    }
    check_is_empty(small);
    CHECK_STATUS(convai_client_free(&small), CONVAI_OK);
}

/* An entry outlives its client, too. */
static void a_closed_client_keeps_its_log(void) {
    convai_client *closed = logging_client_of(base_url(), 64), *freed;
    convai_log_entry *answered, *cancelled, *none = NULL;
    convai_operation *operation;
    emulator_fault("{\"delay_ms\": 60000, \"skip\": 1}");
    operation = start_get(closed, 1);
    CHECK_STATUS(convai_operation_wait(operation, -1), CONVAI_OK);
    CHECK_STATUS(end_of(&operation), CONVAI_OK);
    operation = start_get(closed, 2);
    CHECK_STATUS(convai_client_close(closed, -1), CONVAI_OK);
    answered = next_entry(closed);
    cancelled = next_entry(closed);
    check_is_empty(closed);
    freed = closed;
    CHECK_STATUS(convai_client_free(&closed), CONVAI_OK);
    CHECK_STATUS(convai_client_next_log(freed, &none), CONVAI_ERROR_BAD_HANDLE);
    CHECK_NUMBER(answered->user_data, 1);
    CHECK_STATUS(answered->status, CONVAI_OK);
    CHECK_NUMBER(cancelled->user_data, 2);
    CHECK_STATUS(cancelled->status, CONVAI_ERROR_CANCELLED);
    CHECK_STATUS(end_of(&operation), CONVAI_ERROR_CANCELLED);
    convai_log_entry_free(&answered);
    convai_log_entry_free(&cancelled);
}

static void a_refused_start_has_no_entry(void) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    convai_client *small;
    convai_operation *running;
    convai_character *character = convai_character_get(client, "", NULL);
    CHECK_FAILED(character, CONVAI_ERROR_INVALID_ARGUMENT);
    convai_character_free(&character);
    check_is_empty(client);

    options.log_capacity = 8;
    options.max_in_flight = options.max_queued = 1;
    small = client_of(base_url(), &options);
    emulator_fault("{\"delay_ms\": 60000}");
    running = start_get(small, 1);
    {
        convai_operation *queued = start_get(small, 2);
        convai_log_entry *entry;
        character = convai_character_get(small, PUBLIC_CHARACTER, NULL);
        CHECK_FAILED(character, CONVAI_ERROR_QUEUE_FULL);
        check_is_empty(small);
        CHECK_STATUS(convai_operation_cancel(queued), CONVAI_OK);
        CHECK_STATUS(end_of(&queued), CONVAI_ERROR_CANCELLED);
        entry = next_entry(small);
        CHECK_NUMBER(entry->user_data, 2);
        /* It never left the queue. */
        CHECK_NUMBER(entry->queued_us, -1);
        CHECK(entry->sent_us == -1 && entry->first_byte_us == -1 && entry->total_us >= 0);
        CHECK_NUMBER(entry->bytes_sent, 0);
        convai_log_entry_free(&entry);
    }
    convai_character_free(&character);
    CHECK_STATUS(convai_client_close(small, -1), CONVAI_OK);
    CHECK_STATUS(end_of(&running), CONVAI_ERROR_CANCELLED);
    character = convai_character_get(small, PUBLIC_CHARACTER, NULL);
    CHECK_FAILED(character, CONVAI_ERROR_CLOSED);
    convai_character_free(&character);
    {
        convai_log_entry *entry = next_entry(small);
        CHECK_NUMBER(entry->user_data, 1);
        convai_log_entry_free(&entry);
    }
    check_is_empty(small);
    CHECK_STATUS(convai_client_free(&small), CONVAI_OK);
}

TEST_CASES(set_up, tear_down,
           CASE(a_client_has_no_log_by_default),
           CASE(every_call_has_an_entry_when_it_has_ended),
           CASE(the_request_id_is_the_one_that_the_service_received),
           CASE(entries_come_in_the_order_of_the_ends),
           CASE(a_full_log_drops_its_oldest_entries),
           CASE(a_closed_client_keeps_its_log),
           CASE(a_refused_start_has_no_entry))
