/* Replies that a test makes up: the emulator sends them as they are, whatever the request. */
#ifndef MADE_UP_REPLIES_H
#define MADE_UP_REPLIES_H

#include "client_fixture.h"

/* Replaces the next reply by a JSON text. */
static inline void reply_json(int status, const char *json) {
    char fault[4096];
    snprintf(fault, sizeof fault, "{\"status\":%d,\"json\":%s}", status, json);
    emulator_fault(fault);
}

/* Replaces the next reply. `body` is the inside of a JSON string, in which a quotation mark is \". */
static inline void reply_text(int status, const char *content_type, const char *body) {
    char fault[4096];
    snprintf(fault, sizeof fault, "{\"status\":%d,\"content_type\":\"%s\",\"body\":\"%s\"}", status, content_type, body);
    emulator_fault(fault);
}

#endif
