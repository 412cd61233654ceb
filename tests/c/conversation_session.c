/* The session of a conversation: it survives failures, can be saved and loaded, reset and interrupted. */
#define _GNU_SOURCE
#include "client_fixture.h"
#include "conversations.h"

static void a_session_starts_once_and_can_be_saved_and_loaded(void) {
    convai_conversation *conversation = new_conversation(client, NULL), *loaded;
    char saved[128], small[4];
    size_t length = 0;
    CHECK_TEXT(session_of(conversation), "");
    CHECK_STATUS(say(conversation, "one"), CONVAI_OK);
    CHECK_TEXT(last_value("sessionID"), "-1");
    snprintf(saved, sizeof saved, "%s", session_of(conversation));
    CHECK(strlen(saved) > 0);
    CHECK_STATUS(say(conversation, "two"), CONVAI_OK);
    CHECK_TEXT(last_value("sessionID"), saved);
    CHECK_TEXT(session_of(conversation), saved);
    memset(small, 'x', sizeof small);
    CHECK_STATUS(convai_conversation_session_id(conversation, small, sizeof small, &length),
                 CONVAI_ERROR_BUFFER_TOO_SMALL);
    CHECK_NUMBER(length, strlen(saved));
    CHECK(small[0] == 'x');
    CHECK_STATUS(convai_conversation_session_id(conversation, NULL, 0, &length), CONVAI_ERROR_BUFFER_TOO_SMALL);
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
    /* A game loads the saved id. */
    loaded = new_conversation(client, saved);
    CHECK_TEXT(session_of(loaded), saved);
    CHECK_STATUS(say(loaded, "three"), CONVAI_OK);
    CHECK_TEXT(last_value("sessionID"), saved);
    convai_conversation_free(&loaded);
    loaded = new_conversation(client, CONVAI_NEW_SESSION);
    CHECK_TEXT(session_of(loaded), "");
    convai_conversation_free(&loaded);
}

/* Fails a turn in one way. The next turn continues the session. */
static void fail_a_turn(const char *fault, convai_status expected) {
    convai_conversation *conversation = new_conversation(client, NULL);
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_operation *operation;
    char session[128];
    check_context = fault;
    emulator_reset();
    CHECK_STATUS(say(conversation, "before"), CONVAI_OK);
    snprintf(session, sizeof session, "%s", session_of(conversation));
    emulator_fault(fault);
    options.timeout_ms = expected == CONVAI_ERROR_TIMEOUT ? 150 : 0;
    operation = convai_conversation_say_async(conversation, "lost", CONVAI_TEXT, &options, NULL);
    REQUIRE(operation != NULL);
    if (expected == CONVAI_ERROR_CANCELLED) {
        EVENTUALLY(emulator_count() == 2); /* otherwise it could arrive after the next turn */
        CHECK_NUMBER(state_of(operation), CONVAI_STATE_WAITING);
        CHECK_STATUS(convai_operation_cancel(operation), CONVAI_OK);
    }
    CHECK_STATUS(end_of_turn(&operation), expected);
    CHECK_TEXT(session_of(conversation), session);
    emulator_do("DELETE", "/_emulator/faults", "");
    CHECK_STATUS(say(conversation, "after"), CONVAI_OK);
    CHECK_TEXT(last_value("userText"), "after");
    CHECK_TEXT(last_value("sessionID"), session);
    CHECK_TEXT(session_of(conversation), session);
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
    check_context = "";
}

static void the_session_survives_every_kind_of_failure(void) {
    fail_a_turn("{\"status\":500}", CONVAI_ERROR_SERVER);
    fail_a_turn("{\"status\":429}", CONVAI_ERROR_RATE_LIMITED);
    fail_a_turn("{\"error_shape\":\"process_failure\",\"status\":404}", CONVAI_ERROR_PROCESS_FAILURE);
    fail_a_turn("{\"hang\":true}", CONVAI_ERROR_TIMEOUT);
    fail_a_turn("{\"hang\":true,\"count\":0}", CONVAI_ERROR_CANCELLED);
    fail_a_turn("{\"cut\":\"before_answer\",\"how\":\"rst\",\"count\":0}", CONVAI_ERROR_CONNECTION_LOST);
    fail_a_turn("{\"cut\":\"mid_body\",\"how\":\"fin\"}", CONVAI_ERROR_CONNECTION_LOST);
    fail_a_turn("{\"not_json\":true}", CONVAI_ERROR_BAD_REPLY);
    fail_a_turn("{\"html_502\":true}", CONVAI_ERROR_SERVER);
    fail_a_turn("{\"text\":\"absent\"}", CONVAI_ERROR_EMPTY_REPLY);
    /* Replies that name another session. */
    fail_a_turn("{\"status\":200,\"json\":{\"sessionID\":\"another\"}}", CONVAI_ERROR_EMPTY_REPLY);
    fail_a_turn("{\"status\":200,\"json\":{\"sessionID\":\"another\",\"text\":\"t\",\"audio\":\"*\"}}",
                CONVAI_ERROR_REPLY_AUDIO);
}

static void a_failed_first_turn_starts_no_session(void) {
    convai_conversation *conversation = new_conversation(client, NULL);
    emulator_fault("{\"status\":500}");
    CHECK_STATUS(say(conversation, "lost"), CONVAI_ERROR_SERVER);
    CHECK_TEXT(session_of(conversation), "");
    CHECK_STATUS(say(conversation, "again"), CONVAI_OK);
    CHECK_TEXT(last_value("sessionID"), "-1");
    /* A reply without a session id leaves the current one. */
    emulator_fault("{\"session\":\"absent\"}");
    CHECK_STATUS(say(conversation, "no session in the reply"), CONVAI_OK);
    CHECK(strlen(session_of(conversation)) > 0);
    convai_conversation_free(&conversation);
}

static void a_new_session_id_from_the_service_is_used_from_then_on(void) {
    convai_conversation *conversation = new_conversation(client, "an-old-session");
    char given[128];
    emulator_settings("{\"unknown_session\":\"new\"}");
    CHECK_STATUS(say(conversation, "remember me?"), CONVAI_OK);
    CHECK_TEXT(last_value("sessionID"), "an-old-session");
    snprintf(given, sizeof given, "%s", session_of(conversation));
    CHECK(strcmp(given, "an-old-session") != 0 && given[0]);
    CHECK_STATUS(say(conversation, "and now?"), CONVAI_OK);
    CHECK_TEXT(last_value("sessionID"), given);
    convai_conversation_free(&conversation);
}

static void reset_starts_a_new_session(void) {
    convai_conversation *conversation = new_conversation(client, NULL);
    convai_operation *running, *queued, *next;
    char first[128], *journal;
    const char *place;
    CHECK_STATUS(say(conversation, "one"), CONVAI_OK);
    snprintf(first, sizeof first, "%s", session_of(conversation));
    CHECK_STATUS(convai_conversation_reset(conversation), CONVAI_OK);
    CHECK_TEXT(session_of(conversation), "");
    CHECK_STATUS(say(conversation, "two"), CONVAI_OK);
    CHECK_TEXT(last_value("sessionID"), "-1");
    CHECK(strcmp(session_of(conversation), first) != 0);
    snprintf(first, sizeof first, "%s", session_of(conversation));
    /* One turn runs and another is queued: both belong to the old session, and do not restore it. */
    emulator_reset();
    emulator_fault("{\"delay_ms\":200}");
    running = start_say(conversation, "running");
    queued = start_say(conversation, "queued");
    EVENTUALLY(emulator_count() >= 1);
    CHECK_STATUS(convai_conversation_reset(conversation), CONVAI_OK);
    CHECK_TEXT(session_of(conversation), "");
    next = start_say(conversation, "the next");
    CHECK_STATUS(end_of_turn(&running), CONVAI_OK);
    CHECK_STATUS(end_of_turn(&queued), CONVAI_OK);
    CHECK_STATUS(end_of_turn(&next), CONVAI_OK);
    CHECK_TEXT(last_value("userText"), "the next");
    CHECK_TEXT(last_value("sessionID"), "-1");
    CHECK(session_of(conversation)[0] && strcmp(session_of(conversation), first) != 0);
    journal = emulator_call("GET", "/_emulator/journal?last=2", "");
    place = strstr(journal, "\"values\":{");
    CHECK_HAS(place, "\"userText\":\"queued\"");
    CHECK_HAS(place, first);
    free(journal);
    convai_conversation_free(&conversation);
}

/* The session continues, and the next turn is sent at once. */
static void interrupt_cancels_running_and_queued_turns(void) {
    convai_conversation *conversation = new_conversation(client, NULL);
    convai_operation *turns[4];
    char session[128];
    double start;
    int i;
    CHECK_STATUS(convai_conversation_interrupt(conversation), CONVAI_OK); /* nothing to interrupt */
    CHECK_STATUS(say(conversation, "before"), CONVAI_OK);
    snprintf(session, sizeof session, "%s", session_of(conversation));
    emulator_reset();
    emulator_fault("{\"drip\":1,\"every_ms\":100}");
    for (i = 0; i < 4; i++)
        turns[i] = start_say(conversation, "blah");
    EVENTUALLY(state_of(turns[0]) == CONVAI_STATE_RECEIVING);
    CHECK_NUMBER(state_of(turns[1]), CONVAI_STATE_QUEUED);
    start = now_ms();
    CHECK_STATUS(convai_conversation_interrupt(conversation), CONVAI_OK);
    for (i = 0; i < 4; i++) {
        CHECK_STATUS(convai_operation_wait(turns[i], 0), CONVAI_OK);
        CHECK_STATUS(end_of_turn(&turns[i]), CONVAI_ERROR_CANCELLED);
    }
    CHECK_STATUS(say(conversation, "listen to me"), CONVAI_OK);
    note("interrupted, and the next reply received after %.1f ms", now_ms() - start);
    CHECK_TEXT(last_value("userText"), "listen to me");
    CHECK_TEXT(last_value("sessionID"), session);
    CHECK_NUMBER(emulator_count(), 2);
    convai_conversation_free(&conversation);
}

static void a_fallback_line_replaces_the_text_of_a_failed_turn(void) {
    static const char line[] = "Sorry, I can't chat right now.";
    convai_conversation *conversation = new_conversation(client, NULL);
    convai_response *response;
    convai_operation *operation;
    emulator_fault("{\"status\":503,\"count\":3}");
    response = convai_conversation_say(conversation, "hello", CONVAI_TEXT, NULL);
    CHECK_FAILED(response, CONVAI_ERROR_SERVER);
    CHECK_TEXT(response->text, "");
    convai_response_free(&response);
    CHECK_STATUS(convai_conversation_set_fallback(conversation, "\xff"), CONVAI_ERROR_INVALID_UTF8);
    CHECK_STATUS(convai_conversation_set_fallback(conversation, line), CONVAI_OK);
    response = convai_conversation_say(conversation, "hello", CONVAI_TEXT, NULL);
    CHECK_FAILED(response, CONVAI_ERROR_SERVER);
    CHECK_TEXT(response->text, line);
    CHECK_NUMBER(response->text_len, strlen(line));
    convai_response_free(&response);
    CHECK_STATUS(convai_conversation_set_fallback(conversation, NULL), CONVAI_OK);
    response = convai_conversation_say(conversation, "hello", CONVAI_TEXT, NULL);
    CHECK_FAILED(response, CONVAI_ERROR_SERVER);
    CHECK_TEXT(response->text, "");
    convai_response_free(&response);
    CHECK_STATUS(convai_conversation_set_fallback(conversation, line), CONVAI_OK);
    /* It does not replace a reply, and is not used for a cancelled turn or an invalid argument. */
    response = convai_conversation_say(conversation, "hello", CONVAI_TEXT, NULL);
    CHECK_OK(response);
    CHECK(strcmp(response->text, line) != 0);
    convai_response_free(&response);
    emulator_fault("{\"hang\":true}");
    operation = start_say(conversation, "hello");
    CHECK_STATUS(convai_operation_cancel(operation), CONVAI_OK);
    response = convai_operation_take_response(operation);
    CHECK_FAILED(response, CONVAI_ERROR_CANCELLED);
    CHECK_TEXT(response->text, "");
    convai_response_free(&response);
    convai_operation_free(&operation);
    response = convai_conversation_say(conversation, "", CONVAI_TEXT, NULL);
    CHECK_FAILED(response, CONVAI_ERROR_INVALID_ARGUMENT);
    CHECK_TEXT(response->text, "");
    convai_response_free(&response);
    convai_conversation_free(&conversation);
}

TEST_CASES(set_up, tear_down,
           CASE(a_session_starts_once_and_can_be_saved_and_loaded),
           CASE(the_session_survives_every_kind_of_failure),
           CASE(a_failed_first_turn_starts_no_session),
           CASE(a_new_session_id_from_the_service_is_used_from_then_on),
           CASE(reset_starts_a_new_session),
           CASE(interrupt_cancels_running_and_queued_turns),
           CASE(a_fallback_line_replaces_the_text_of_a_failed_turn))
