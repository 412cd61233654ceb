/* Short forms of the calls that tests of conversations make, and what the emulator's journal says about them. */
#ifndef CONVERSATIONS_H
#define CONVERSATIONS_H

#include "operations.h"

static inline convai_conversation *new_conversation(convai_client *client, const char *session) {
    convai_error *error = NULL;
    convai_conversation *conversation = convai_conversation_new(client, PUBLIC_CHARACTER, session, &error);
    CHECK_ERROR(error, CONVAI_OK);
    convai_error_free(&error);
    REQUIRE(conversation != NULL);
    return conversation;
}

static inline convai_operation *start_say(convai_conversation *conversation, const char *text) {
    convai_error *error = NULL;
    convai_operation *operation = convai_conversation_say_async(conversation, text, CONVAI_TEXT, NULL, &error);
    CHECK_ERROR(error, CONVAI_OK);
    convai_error_free(&error);
    REQUIRE(operation != NULL);
    return operation;
}

/* Waits for a turn, frees it, and returns its final status. */
static inline convai_status end_of_turn(convai_operation **operation) {
    convai_response *response;
    convai_status status;
    CHECK_STATUS(convai_operation_wait(*operation, 60000), CONVAI_OK);
    response = convai_operation_take_response(*operation);
    status = response->error ? response->error->status : CONVAI_OK;
    convai_response_free(&response);
    CHECK_STATUS(convai_operation_free(operation), CONVAI_OK);
    return status;
}

static inline convai_status say(convai_conversation *conversation, const char *text) {
    convai_response *response = convai_conversation_say(conversation, text, CONVAI_TEXT, NULL);
    convai_status status = response->error ? response->error->status : CONVAI_OK;
    convai_response_free(&response);
    return status;
}

/* The session id that a game would save, or "" before the first turn. */
static inline const char *session_of(convai_conversation *conversation) {
    static char session[128];
    size_t length = 99;
    CHECK_STATUS(convai_conversation_session_id(conversation, session, sizeof session, &length), CONVAI_OK);
    CHECK_NUMBER(length, strlen(session));
    return session;
}

/* The value of a form field of the newest request, such as "sessionID". */
static inline const char *last_value(const char *name) {
    static char value[512];
    char field[64], *last = emulator_last(), *start, *end;
    snprintf(field, sizeof field, "\"%s\":\"", name);
    start = strstr(last, "\"values\":{");
    start = start ? strstr(start, field) : NULL;
    value[0] = 0;
    if (start) {
        start += strlen(field);
        end = strchr(start, '"');
        if (end && (size_t)(end - start) < sizeof value) {
            memcpy(value, start, (size_t)(end - start));
            value[end - start] = 0;
        }
    }
    free(last);
    return value;
}

#endif
