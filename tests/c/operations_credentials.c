/* Credentials that are replaced while calls run: each call keeps the one with which it started. */
#define _GNU_SOURCE
#include "conversations.h"
#include "log.h"

/* The first request holds its permit, or its turn, until it is cancelled. */
#define HANG "{\"hang\":true}"
#define OTHER_KEY "Another-key-0123456789"

/* The first two letters of the key of each request, in the order of the requests: the journal shows no more. */
static const char *sent_keys(void) {
    static char keys[64];
    char *journal = emulator_call("GET", "/_emulator/journal", ""), *at = journal;
    size_t length = 0;
    while ((at = strstr(at, "\"convai-api-key\":\"")) && length + 2 < sizeof keys) {
        at += strlen("\"convai-api-key\":\"");
        memcpy(keys + length, at, 2);
        length += 2;
    }
    keys[length] = 0;
    free(journal);
    return keys;
}

static void check_sent_keys(const char *a, const char *b, const char *c) {
    char expected[16];
    snprintf(expected, sizeof expected, "%.2s%.2s%.2s", a, b, c);
    CHECK_TEXT(sent_keys(), expected);
}

static convai_client *narrow_client(void) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    options.max_in_flight = 1;
    options.log_capacity = 8;
    options.timeout_ms = options.voice_timeout_ms = 60 * PATIENT_MS;
    return client_of(base_url(), &options);
}

static void a_call_in_flight_and_a_queued_one_keep_their_credential(void) {
    convai_client *client = narrow_client();
    convai_operation *running, *queued, *later;
    convai_log_entry *entry;
    emulator_fault(HANG);
    running = start_get(client, 0);
    EVENTUALLY(emulator_hits() == 1);
    queued = start_get(client, 0);
    CHECK_STATUS(convai_client_set_credentials(client, OTHER_KEY, NULL, NULL), CONVAI_OK);
    later = start_get(client, 0);
    /* Nothing was cancelled. */
    CHECK_NUMBER(state_of(running), CONVAI_STATE_WAITING);
    CHECK_NUMBER(state_of(queued), CONVAI_STATE_QUEUED);
    CHECK_STATUS(convai_operation_cancel(running), CONVAI_OK);
    CHECK_STATUS(convai_operation_wait(queued, -1), CONVAI_OK);
    CHECK_STATUS(end_of(&queued), CONVAI_OK);
    CHECK_STATUS(convai_operation_wait(later, -1), CONVAI_OK);
    CHECK_STATUS(end_of(&later), CONVAI_OK);
    CHECK_STATUS(end_of(&running), CONVAI_ERROR_CANCELLED);
    check_sent_keys(test_key(), test_key(), OTHER_KEY);
    /* The connection of the second call serves the third. */
    entry = next_entry(client);
    convai_log_entry_free(&entry);
    entry = next_entry(client);
    convai_log_entry_free(&entry);
    entry = next_entry(client);
    CHECK_NUMBER(entry->connection, CONVAI_CONNECTION_REUSED);
    convai_log_entry_free(&entry);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

static void a_turn_that_waits_for_the_one_before_keeps_its_credential(void) {
    convai_client *client = new_client();
    convai_conversation *conversation = new_conversation(client, NULL);
    convai_operation *running, *waiting, *later;
    emulator_fault(HANG);
    running = start_say(conversation, "first");
    EVENTUALLY(emulator_hits() == 1);
    waiting = start_say(conversation, "second");
    CHECK_STATUS(convai_client_set_credentials(client, OTHER_KEY, NULL, NULL), CONVAI_OK);
    later = start_say(conversation, "third");
    CHECK_STATUS(convai_operation_cancel(running), CONVAI_OK);
    CHECK_STATUS(end_of_turn(&waiting), CONVAI_OK);
    CHECK_STATUS(end_of_turn(&later), CONVAI_OK);
    CHECK_STATUS(end_of_turn(&running), CONVAI_ERROR_CANCELLED);
    check_sent_keys(test_key(), test_key(), OTHER_KEY);
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

/* The session belongs to the account, so a conversation goes on with a token of it. */
static void a_conversation_goes_on_with_a_token_in_place_of_the_key(void) {
    convai_client *client = new_client();
    convai_conversation *conversation = new_conversation(client, NULL);
    convai_token *token = convai_token_create(client, NULL);
    char session[128], *last;
    REQUIRE(CHECK_OK(token) && token->token);
    CHECK_STATUS(say(conversation, "My name is Ada."), CONVAI_OK);
    snprintf(session, sizeof session, "%s", session_of(conversation));
    CHECK_STATUS(convai_client_set_credentials(client, "", token->token, NULL), CONVAI_OK);
    CHECK_STATUS(say(conversation, "What is my name?"), CONVAI_OK);
    CHECK_TEXT(session_of(conversation), session);
    last = emulator_last();
    CHECK(strstr(last, "\"api-auth-token\":") && !strstr(last, "\"convai-api-key\":"));
    CHECK(!strstr(last, token->token));
    free(last);
    CHECK_STATUS(convai_token_free(&token), CONVAI_OK);
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

/* Several threads replace the credential and make calls: no call is lost, and each is sent with one of the two. */
static convai_client *shared_client;

static void *replace_and_call(void *unused) {
    int i;
    for (i = 0; i < 20; i++) {
        convai_character *character;
        CHECK_STATUS(convai_client_set_credentials(shared_client, i % 2 ? OTHER_KEY : test_key(), NULL, NULL), CONVAI_OK);
        character = convai_character_get(shared_client, PUBLIC_CHARACTER, NULL);
        CHECK_OK(character);
        convai_character_free(&character);
    }
    return unused;
}

static void several_threads_replace_the_credential(void) {
    pthread_t threads[4];
    size_t i;
    shared_client = new_client();
    for (i = 0; i < 4; i++)
        threads[i] = run(replace_and_call, NULL);
    for (i = 0; i < 4; i++)
        join(threads[i]);
    CHECK_NUMBER(emulator_count(), 80);
    CHECK_STATUS(convai_client_free(&shared_client), CONVAI_OK);
}

TEST_CASES(emulator_reset, NULL,
           CASE(a_call_in_flight_and_a_queued_one_keep_their_credential),
           CASE(a_turn_that_waits_for_the_one_before_keeps_its_credential),
           CASE(a_conversation_goes_on_with_a_token_in_place_of_the_key),
           CASE(several_threads_replace_the_credential))
