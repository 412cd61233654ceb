/* A session is begun once, and kept whatever goes wrong; saved and gone on with; reset; interrupted. */
#define _GNU_SOURCE
#include "talk.h"

static convai_client *client;

static void begun_once_and_saved(void) {
    convai_conversation *conversation = new_conversation(client, NULL), *loaded;
    char saved[128], small[4];
    size_t length = 0;
    emulator_reset();
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
    /* The game is loaded. */
    loaded = new_conversation(client, saved);
    CHECK_TEXT(session_of(loaded), saved);
    CHECK_STATUS(say(loaded, "three"), CONVAI_OK);
    CHECK_TEXT(last_value("sessionID"), saved);
    convai_conversation_free(&loaded);
    loaded = new_conversation(client, CONVAI_NEW_SESSION);
    CHECK_TEXT(session_of(loaded), "");
    convai_conversation_free(&loaded);
}

/* Fails a turn in one way; the next one goes on in the session. */
static void kept_after(const char *fault, convai_status expected) {
    convai_conversation *conversation = new_conversation(client, NULL);
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_operation *operation;
    char session[128];
    check_case = fault;
    emulator_reset();
    CHECK_STATUS(say(conversation, "before"), CONVAI_OK);
    snprintf(session, sizeof session, "%s", session_of(conversation));
    emulator_fault(fault);
    options.timeout_ms = expected == CONVAI_ERROR_TIMEOUT ? 150 : 0;
    operation = convai_conversation_say_async(conversation, "lost", CONVAI_TEXT, &options, NULL);
    REQUIRE(operation != NULL);
    if (expected == CONVAI_ERROR_CANCELLED) {
        EVENTUALLY(emulator_count() == 2); /* or it might arrive behind the next turn */
        CHECK_NUMBER(state_of(operation), CONVAI_STATE_WAITING);
        CHECK_STATUS(convai_operation_cancel(operation), CONVAI_OK);
    }
    CHECK_STATUS(turn_ends(&operation), expected);
    CHECK_TEXT(session_of(conversation), session);
    emulator_do("DELETE", "/_emulator/faults", "");
    CHECK_STATUS(say(conversation, "after"), CONVAI_OK);
    CHECK_TEXT(last_value("userText"), "after");
    CHECK_TEXT(last_value("sessionID"), session);
    CHECK_TEXT(session_of(conversation), session);
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
    check_case = "";
}

/* A failed first turn begins nothing. */
static void fails_before_there_is_one(void) {
    convai_conversation *conversation = new_conversation(client, NULL);
    emulator_reset();
    emulator_fault("{\"status\":500}");
    CHECK_STATUS(say(conversation, "lost"), CONVAI_ERROR_SERVER);
    CHECK_TEXT(session_of(conversation), "");
    CHECK_STATUS(say(conversation, "again"), CONVAI_OK);
    CHECK_TEXT(last_value("sessionID"), "-1");
    /* A good reply without a session leaves the one that is there. */
    emulator_fault("{\"session\":\"absent\"}");
    CHECK_STATUS(say(conversation, "no session in the reply"), CONVAI_OK);
    CHECK(strlen(session_of(conversation)) > 0);
    convai_conversation_free(&conversation);
}

static void the_service_may_change_it(void) {
    convai_conversation *conversation = new_conversation(client, "an-old-session");
    char given[128];
    emulator_reset();
    emulator_settings("{\"unknown_session\":\"new\"}");
    CHECK_STATUS(say(conversation, "remember me?"), CONVAI_OK);
    CHECK_TEXT(last_value("sessionID"), "an-old-session");
    snprintf(given, sizeof given, "%s", session_of(conversation));
    CHECK(strcmp(given, "an-old-session") != 0 && given[0]);
    CHECK_STATUS(say(conversation, "and now?"), CONVAI_OK);
    CHECK_TEXT(last_value("sessionID"), given);
    convai_conversation_free(&conversation);
    emulator_reset();
}

static void reset(void) {
    convai_conversation *conversation = new_conversation(client, NULL);
    convai_operation *under_way, *waits, *next;
    char first[128], *journal;
    const char *place;
    emulator_reset();
    CHECK_STATUS(say(conversation, "one"), CONVAI_OK);
    snprintf(first, sizeof first, "%s", session_of(conversation));
    CHECK_STATUS(convai_conversation_reset(conversation), CONVAI_OK);
    CHECK_TEXT(session_of(conversation), "");
    CHECK_STATUS(say(conversation, "two"), CONVAI_OK);
    CHECK_TEXT(last_value("sessionID"), "-1");
    CHECK(strcmp(session_of(conversation), first) != 0);
    snprintf(first, sizeof first, "%s", session_of(conversation));
    /* While a turn is under way and another waits: both belong to the old session, and do not bring it back. */
    emulator_reset();
    emulator_fault("{\"delay_ms\":200}");
    under_way = start_say(conversation, "under way");
    waits = start_say(conversation, "waits");
    EVENTUALLY(emulator_count() >= 1);
    CHECK_STATUS(convai_conversation_reset(conversation), CONVAI_OK);
    CHECK_TEXT(session_of(conversation), "");
    next = start_say(conversation, "the next");
    CHECK_STATUS(turn_ends(&under_way), CONVAI_OK);
    CHECK_STATUS(turn_ends(&waits), CONVAI_OK);
    CHECK_STATUS(turn_ends(&next), CONVAI_OK);
    CHECK_TEXT(last_value("userText"), "the next");
    CHECK_TEXT(last_value("sessionID"), "-1");
    CHECK(session_of(conversation)[0] && strcmp(session_of(conversation), first) != 0);
    journal = emulator_call("GET", "/_emulator/journal?last=2", "");
    place = strstr(journal, "\"values\":{");
    CHECK_HAS(place, "\"userText\":\"waits\"");
    CHECK_HAS(place, first);
    free(journal);
    convai_conversation_free(&conversation);
}

/* Barge-in: what is under way and what waits ends at once, the session stays, and the next turn does not wait. */
static void interrupt(void) {
    convai_conversation *conversation = new_conversation(client, NULL);
    convai_operation *turns[4];
    char session[128];
    double start;
    int i;
    emulator_reset();
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
        CHECK_STATUS(turn_ends(&turns[i]), CONVAI_ERROR_CANCELLED);
    }
    CHECK_STATUS(say(conversation, "listen to me"), CONVAI_OK);
    note("interrupted, and the next answer there after %.1f ms", now_ms() - start);
    CHECK_TEXT(last_value("userText"), "listen to me");
    CHECK_TEXT(last_value("sessionID"), session);
    CHECK_NUMBER(emulator_count(), 2);
    convai_conversation_free(&conversation);
}

static void fallback(void) {
    static const char line[] = "Sorry, I can't chat right now.";
    convai_conversation *conversation = new_conversation(client, NULL);
    convai_response *response;
    convai_operation *operation;
    emulator_reset();
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
    /* Neither for a good answer, nor for one that was not wanted any more, nor for the caller's mistake. */
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
    emulator_reset();
}

int main(void) {
    client = new_client();
    begun_once_and_saved();
    kept_after("{\"status\":500}", CONVAI_ERROR_SERVER);
    kept_after("{\"status\":429}", CONVAI_ERROR_RATE_LIMITED);
    kept_after("{\"error_shape\":\"process_failure\",\"status\":404}", CONVAI_ERROR_PROCESS_FAILURE);
    kept_after("{\"hang\":true}", CONVAI_ERROR_TIMEOUT);
    kept_after("{\"hang\":true,\"count\":0}", CONVAI_ERROR_CANCELLED);
    kept_after("{\"cut\":\"before_answer\",\"how\":\"rst\",\"count\":0}", CONVAI_ERROR_CONNECTION_LOST);
    kept_after("{\"cut\":\"mid_body\",\"how\":\"fin\"}", CONVAI_ERROR_CONNECTION_LOST);
    kept_after("{\"not_json\":true}", CONVAI_ERROR_BAD_REPLY);
    kept_after("{\"html_502\":true}", CONVAI_ERROR_SERVER);
    kept_after("{\"text\":\"absent\"}", CONVAI_ERROR_EMPTY_REPLY);
    fails_before_there_is_one();
    the_service_may_change_it();
    reset();
    interrupt();
    fallback();
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    return check_end();
}
