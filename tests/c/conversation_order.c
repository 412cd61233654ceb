/* The turns of one conversation are sent one after the other, in order. Different conversations run concurrently. */
#define _GNU_SOURCE
#include "client_fixture.h"
#include "conversations.h"

#define THREADS 4
#define TURNS 12

/* The position of a text in the journal, which has to contain it. */
static const char *place_of(const char *journal, const char *text) {
    char field[96];
    const char *place;
    snprintf(field, sizeof field, "\"userText\":\"%s\"", text);
    place = strstr(journal, field);
    check_report(place != NULL, __FILE__, __LINE__, "%s is not in the journal", text);
    return place;
}

typedef struct talker {
    convai_conversation *conversation;
    int number;
} talker;

static void *talks(void *argument) {
    talker *self = argument;
    convai_operation *turns[TURNS];
    char text[64];
    int i;
    for (i = 0; i < TURNS; i++) {
        snprintf(text, sizeof text, "thread %d turn %d", self->number, i);
        turns[i] = start_say(self->conversation, text);
    }
    for (i = 0; i < TURNS; i++)
        CHECK_STATUS(end_of_turn(&turns[i]), CONVAI_OK);
    return NULL;
}

static void turns_of_several_threads_are_sent_in_order(void) {
    convai_conversation *conversation = new_conversation(client, NULL);
    pthread_t threads[THREADS];
    talker talkers[THREADS];
    char *journal, text[64], session[160];
    const char *place;
    int i, turn;
    emulator_fault("{\"path\":\"/character/getResponse\",\"delay_ms\":5,\"count\":0}");
    for (i = 0; i < THREADS; i++) {
        talkers[i].conversation = conversation;
        talkers[i].number = i;
        threads[i] = run(talks, &talkers[i]);
    }
    for (i = 0; i < THREADS; i++)
        join(threads[i]);
    journal = emulator_call("GET", "/_emulator/journal", "");
    for (i = 0; i < THREADS; i++) {
        place = journal;
        for (turn = 0; turn < TURNS; turn++) {
            const char *next;
            snprintf(text, sizeof text, "thread %d turn %d", i, turn);
            next = place_of(journal, text);
            CHECK(next > place);
            place = next;
        }
    }
    snprintf(session, sizeof session, "\"sessionID\":\"%s\"", session_of(conversation));
    /* The first turn started the session. All others have its id, so none was sent before the first reply arrived. */
    CHECK_NUMBER(emulator_count(), THREADS * TURNS);
    place = strstr(journal, "\"values\":{");
    CHECK_HAS(place, "\"sessionID\":\"-1\"");
    for (i = 0; (place = strstr(place + 1, "\"values\":{")) != NULL; i++) {
        const char *id = strstr(place, "\"sessionID\":\"");
        CHECK(id && strncmp(id, session, strlen(session)) == 0);
    }
    CHECK_NUMBER(i, THREADS * TURNS - 1);
    free(journal);
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
}

/* Whether the previous turn succeeds or not. */
static void the_next_turn_waits_for_the_end_of_the_previous_one(void) {
    convai_conversation *conversation = new_conversation(client, NULL);
    convai_operation *first, *second, *third;
    emulator_fault("{\"hang\":true}");
    first = start_say(conversation, "first");
    second = start_say(conversation, "second");
    third = start_say(conversation, "third");
    EVENTUALLY(emulator_hits() == 1);
    sleep_ms(100);
    CHECK_NUMBER(emulator_count(), 1);
    CHECK_NUMBER(state_of(first), CONVAI_STATE_WAITING);
    CHECK_NUMBER(state_of(second), CONVAI_STATE_QUEUED);
    CHECK_NUMBER(state_of(third), CONVAI_STATE_QUEUED);
    /* A queued turn can be cancelled on its own. */
    CHECK_STATUS(convai_operation_cancel(second), CONVAI_OK);
    CHECK_STATUS(end_of_turn(&second), CONVAI_ERROR_CANCELLED);
    CHECK_NUMBER(emulator_count(), 1);
    CHECK_STATUS(convai_operation_cancel(first), CONVAI_OK);
    CHECK_STATUS(end_of_turn(&first), CONVAI_ERROR_CANCELLED);
    CHECK_STATUS(end_of_turn(&third), CONVAI_OK);
    CHECK_TEXT(last_value("userText"), "third");
    CHECK_NUMBER(emulator_count(), 2);
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
}

static void different_conversations_run_concurrently(void) {
    convai_conversation *conversations[10];
    convai_operation *turns[10];
    double start = now_ms();
    int i;
    emulator_fault("{\"hang\":true,\"count\":10}");
    for (i = 0; i < 10; i++) {
        conversations[i] = new_conversation(client, NULL);
        turns[i] = start_say(conversations[i], "all at once");
    }
    EVENTUALLY(emulator_hits() == 10);
    note("ten conversations run after %.1f ms", now_ms() - start);
    for (i = 0; i < 10; i++) {
        CHECK_NUMBER(state_of(turns[i]), CONVAI_STATE_WAITING);
        /* Freeing a conversation cancels its turn. */
        CHECK_STATUS(convai_conversation_free(&conversations[i]), CONVAI_OK);
        CHECK(conversations[i] == NULL);
        CHECK_STATUS(end_of_turn(&turns[i]), CONVAI_ERROR_CANCELLED);
    }
}

/* Freeing the client does so too, and the conversation may be freed afterwards. */
static void freeing_a_conversation_cancels_its_queued_turns(void) {
    convai_client *own = new_client();
    convai_conversation *conversation = new_conversation(own, NULL), *copy;
    convai_operation *turns[5];
    convai_response *response;
    int i;
    emulator_fault("{\"hang\":true,\"count\":0}");
    for (i = 0; i < 5; i++)
        turns[i] = start_say(conversation, "on and on");
    copy = conversation;
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
    for (i = 0; i < 5; i++)
        CHECK_STATUS(end_of_turn(&turns[i]), CONVAI_ERROR_CANCELLED);
    CHECK_STATUS(convai_conversation_interrupt(copy), CONVAI_ERROR_BAD_HANDLE);
    CHECK_STATUS(convai_conversation_free(&copy), CONVAI_ERROR_BAD_HANDLE);

    conversation = new_conversation(own, NULL);
    for (i = 0; i < 5; i++)
        turns[i] = start_say(conversation, "on and on");
    CHECK_STATUS(convai_client_free(&own), CONVAI_OK);
    for (i = 0; i < 5; i++)
        CHECK_STATUS(end_of_turn(&turns[i]), CONVAI_ERROR_CANCELLED);
    response = convai_conversation_say(conversation, "hello?", CONVAI_TEXT, NULL);
    CHECK_FAILED(response, CONVAI_ERROR_CLOSED);
    convai_response_free(&response);
    CHECK_STATUS(convai_conversation_interrupt(conversation), CONVAI_OK);
    CHECK_TEXT(session_of(conversation), "");
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
}

TEST_CASES(set_up, tear_down,
           CASE(turns_of_several_threads_are_sent_in_order),
           CASE(the_next_turn_waits_for_the_end_of_the_previous_one),
           CASE(different_conversations_run_concurrently),
           CASE(freeing_a_conversation_cancels_its_queued_turns))
