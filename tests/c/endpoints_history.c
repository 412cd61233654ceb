/* The history of a character, and the usage of the account. */
#include "made_up_replies.h"

#define LIST "/character/chatHistory/list"
#define DETAILS "/character/chatHistory/details"
#define DELETE "/character/chatHistory/delete"
#define USAGE "/user/user-api-usage"

static void sessions_are_listed_with_a_limit(void) {
    convai_chats *chats;
    reply_json(200, "[{\"sessionID\":\"s1\",\"date\":\"25-09-2024\",\"time\":\"20:52:57\",\"is_added_to_memory\":true},"
                    "{\"sessionID\":\"s2\",\"date\":null,\"time\":\"NULL\",\"is_added_to_memory\":\"False\"},{\"session_id\":3}]");
    chats = convai_chat_list(client, PUBLIC_CHARACTER, 0, NULL);
    CHECK_LAST(LIST, "\"json\":{\"charID\":\"" PUBLIC_CHARACTER "\",\"limit\":\"-1\"}");
    REQUIRE(CHECK_OK(chats) && CHECK_NUMBER(chats->chat_count, 3));
    CHECK_TEXT(chats->chats[0]->session_id, "s1");
    CHECK_NUMBER(chats->chats[0]->session_id_len, 2);
    CHECK_TEXT(chats->chats[0]->date, "25-09-2024");
    CHECK_TEXT(chats->chats[0]->time, "20:52:57");
    CHECK_NUMBER(chats->chats[0]->is_in_memory, 1);
    CHECK(!chats->chats[1]->date && chats->chats[1]->date_len == 0 && !chats->chats[1]->time);
    CHECK_NUMBER(chats->chats[1]->is_in_memory, 0);
    CHECK_TEXT(chats->chats[2]->session_id, "3");
    CHECK_NUMBER(chats->chats[2]->is_in_memory, -1);
    CHECK_HAS(chats->raw_json, "20:52:57");
    CHECK_STATUS(convai_chats_free(&chats), CONVAI_OK);
    CHECK(!chats);

    reply_json(200, "[]");
    chats = convai_chat_list(client, " id\n", 7, NULL);
    CHECK_OK(chats);
    CHECK(!chats->chats && chats->chat_count == 0);
    CHECK_LAST(LIST, "\"json\":{\"charID\":\"id\",\"limit\":\"7\"}");
    convai_chats_free(&chats);

    chats = convai_chat_list(client, "id", -1, NULL);
    CHECK_FAILED(chats, CONVAI_ERROR_INVALID_ARGUMENT);
    CHECK_TEXT(chats->error ? chats->error->argument : NULL, "limit");
    convai_chats_free(&chats);
}

static void messages_of_a_session_are_in_their_order(void) {
    static const char *const expected[][3] = {
        {"2024-09-25 20:52:57.1", "User", "Who are you?"}, {"2024-09-25 20:52:57.1", "Character", "Pell; \xC3\xA9."},
        {"2024-09-25 20:53:01.0", "User", ""},             {"own", "Character", "So."},
        {NULL, "Character", NULL},
    };
    static const int32_t triggers[] = {0, 0, 1, 1, -1};
    convai_chat *chat;
    size_t i;
    reply_json(200, "[{\"timestamp\":\"2024-09-25 20:52:57.1\",\"is_trigger_input\":false,\"interaction\":["
                    "{\"speaker\":\"User\",\"message\":\"Who are you?\"},"
                    "{\"speaker\":\"Character\",\"message\":\"Pell; \xC3\xA9.\"}]},"
                    "{\"timestamp\":\"2024-09-25 20:53:01.0\",\"is_trigger_input\":\"true\",\"interaction\":["
                    "{\"speaker\":\"User\",\"message\":\"\"},{\"timestamp\":\"own\",\"speaker\":\"Character\",\"text\":\"So.\"}]},"
                    "{\"speaker\":\"Character\",\"message\":null},{\"interaction\":[]},7]");
    chat = convai_chat_get(client, PUBLIC_CHARACTER, " s1\n", NULL);
    CHECK_LAST(DETAILS, "\"json\":{\"charID\":\"" PUBLIC_CHARACTER "\",\"sessionID\":\"s1\"}");
    REQUIRE(CHECK_OK(chat) && CHECK_NUMBER(chat->message_count, 5));
    for (i = 0; i < 5; i++) {
        CHECK_TEXT(chat->messages[i]->timestamp, expected[i][0]);
        CHECK_TEXT(chat->messages[i]->speaker, expected[i][1]);
        CHECK_TEXT(chat->messages[i]->text, expected[i][2]);
        CHECK_NUMBER(chat->messages[i]->text_len, expected[i][2] ? strlen(expected[i][2]) : 0);
        CHECK_NUMBER(chat->messages[i]->is_trigger, triggers[i]);
    }
    CHECK_STATUS(convai_chat_free(&chat), CONVAI_OK);
    CHECK(!chat);
}

/* A list is never shorter than what the service sent. */
static void a_reply_that_is_no_list_is_an_error(void) {
    static const char *const replies[] = {"{}", "null", "\"none\"", "[1,2]", "{\"a\":{\"b\":1}}", "[[]]"};
    size_t i;
    for (i = 0; i < sizeof replies / sizeof *replies; i++) {
        convai_chats *chats;
        convai_chat *chat;
        check_context = replies[i];
        reply_json(200, replies[i]);
        chats = convai_chat_list(client, "id", 0, NULL);
        CHECK_FAILED(chats, CONVAI_ERROR_BAD_REPLY);
        CHECK(!chats->chats && chats->raw_json);
        convai_chats_free(&chats);
        reply_json(200, replies[i]);
        chat = convai_chat_get(client, "id", "s", NULL);
        CHECK_FAILED(chat, CONVAI_ERROR_BAD_REPLY);
        convai_chat_free(&chat);
    }
}

static void sessions_are_deleted_together(void) {
    static const char *const ids[] = {"s1", " s2 "};
    static const char *const bad[] = {"s1", CONVAI_NEW_SESSION};
    convai_result *done;
    long before;
    reply_json(200, "{\"status\":\"SUCCESSFULLY DELETED\"}");
    done = convai_chat_delete(client, PUBLIC_CHARACTER, ids, 2, NULL);
    CHECK_OK(done);
    CHECK_NUMBER(done->http_status, 200);
    CHECK_HAS(done->raw_json, "SUCCESSFULLY DELETED");
    CHECK_LAST(DELETE, "\"json\":{\"charID\":\"" PUBLIC_CHARACTER "\",\"sessionIDs\":[\"s1\",\"s2\"]}");
    convai_result_free(&done);
    before = emulator_count();
    done = convai_chat_delete(client, PUBLIC_CHARACTER, bad, 2, NULL);
    CHECK_FAILED(done, CONVAI_ERROR_INVALID_ARGUMENT);
    CHECK_TEXT(done->error ? done->error->argument : NULL, "session_ids[1]");
    convai_result_free(&done);
    done = convai_chat_delete(client, PUBLIC_CHARACTER, NULL, 0, NULL);
    CHECK_FAILED(done, CONVAI_ERROR_INVALID_ARGUMENT);
    CHECK_TEXT(done->error ? done->error->argument : NULL, "session_ids");
    convai_result_free(&done);
    CHECK_NUMBER(emulator_count(), before);
}

/* The id that starts a new session names no session of the past. */
static void a_new_session_has_no_history(void) {
    convai_chat *chat = convai_chat_get(client, "id", " -1 ", NULL);
    CHECK_FAILED(chat, CONVAI_ERROR_INVALID_ARGUMENT);
    CHECK_TEXT(chat->error ? chat->error->argument : NULL, "session_id");
    CHECK(!chat->messages && !chat->raw_json);
    convai_chat_free(&chat);
}

static void the_usage_has_the_account_the_plan_and_metrics(void) {
    convai_usage *usage;
    reply_json(200, "{\"usage\":{\"user_name\":\"Ada\",\"email\":\"ada@example.org\"},"
                    "\"usage_v2\":{\"plan_name\":\"Professional\",\"expiry_ts\":\"2026-01-02\",\"metrics\":["
                    "{\"id\":\"interactions\",\"usage_details\":[{\"limit\":3000,\"usage\":12.5},{\"limit\":null,\"usage\":\"7\"}]},"
                    "{\"id\":\"core-api\",\"usage_details\":[]},{\"limit\":\"many\"}]}}");
    usage = convai_usage_get(client, NULL);
    CHECK_LAST(USAGE, "\"json\":{}");
    REQUIRE(CHECK_OK(usage) && CHECK_NUMBER(usage->metric_count, 4));
    CHECK_TEXT(usage->user_name, "Ada");
    CHECK_NUMBER(usage->user_name_len, 3);
    CHECK_TEXT(usage->email, "ada@example.org");
    CHECK_TEXT(usage->plan_name, "Professional");
    CHECK_TEXT(usage->expires, "2026-01-02");
    CHECK_TEXT(usage->metrics[0]->id, "interactions");
    CHECK(usage->metrics[0]->limit == 3000 && usage->metrics[0]->used == 12.5);
    CHECK_TEXT(usage->metrics[1]->id, "interactions");
    CHECK(usage->metrics[1]->limit == -1 && usage->metrics[1]->used == 7);
    CHECK_TEXT(usage->metrics[2]->id, "core-api");
    CHECK(usage->metrics[2]->limit == -1 && usage->metrics[2]->used == -1);
    CHECK(!usage->metrics[3]->id && usage->metrics[3]->limit == -1);
    CHECK_STATUS(convai_usage_free(&usage), CONVAI_OK);

    check_context = "without a plan";
    reply_json(200, "{\"usage\":{\"user_name\":\"Ada\",\"email\":\"NULL\"}}");
    usage = convai_usage_get(client, NULL);
    CHECK_OK(usage);
    CHECK_TEXT(usage->user_name, "Ada");
    CHECK(!usage->email && !usage->plan_name && !usage->expires && !usage->metrics && usage->metric_count == 0);
    convai_usage_free(&usage);

    check_context = "something else";
    reply_json(200, "{\"STATUS\":\"SUCCESS\"}");
    usage = convai_usage_get(client, NULL);
    CHECK_FAILED(usage, CONVAI_ERROR_BAD_REPLY);
    CHECK_HAS(usage->raw_json, "SUCCESS");
    convai_usage_free(&usage);

    check_context = "a bad key";
    reply_json(401, "{\"ERROR\":\"Invalid API key provided.\"}");
    usage = convai_usage_get(client, NULL);
    CHECK_FAILED(usage, CONVAI_ERROR_AUTHENTICATION);
    convai_usage_free(&usage);
}

TEST_CASES(set_up, tear_down,
           CASE(sessions_are_listed_with_a_limit),
           CASE(messages_of_a_session_are_in_their_order),
           CASE(a_reply_that_is_no_list_is_an_error),
           CASE(sessions_are_deleted_together),
           CASE(a_new_session_has_no_history),
           CASE(the_usage_has_the_account_the_plan_and_metrics))
