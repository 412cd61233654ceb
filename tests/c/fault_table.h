/* The table of faults. Each line of the input is one, with parts that are separated by bars: see `struct fault`. Define
 * _GNU_SOURCE before the first #include. */
#ifndef FAULT_TABLE_H
#define FAULT_TABLE_H

#include "every_call.h"

#define PARTS 16

typedef struct fault {
    const char *name;
    /* The server, or nothing for the emulator. */
    const char *url;
    /* The name of a `bad_network`, or nothing. */
    const char *network;
    /* The fault of the emulator, or nothing. */
    const char *json;
    /* The timeout of the call, or 0 for that of the client. */
    uint32_t timeout_ms;
    /* `max_response_bytes`, or 0 for the default. */
    uint64_t limit;
    /* What the fault itself takes, besides the timeout: the time, and memory in KiB. */
    double needs_ms, needs_kib;
    /* The memory that the library keeps after it, in KiB. */
    long keeps_kib;
    /* The fault of the emulator that makes a good reply of the same size, or nothing if any reply is like that. */
    const char *like;
    /* The expected status: one, or one each for a response, for data and for a result without data, separated by commas. */
    const char *status;
    int http_status;
    /* `request_sent` and `retryable`: '0', '1', or '?' if that depends on timing. `sent` is '?' too for a call that
     * succeeds over a connection that the server closes soon. */
    char sent, retryable;
    /* A part of the message, and all of `service_message`, if there is one. */
    const char *words, *service;
} fault;

static fault faults[256];
static size_t fault_count;

static void read_faults(void) {
    static char lines[sizeof faults / sizeof *faults][1024];
    char *line = lines[0];
    while (fgets(line, sizeof *lines, stdin)) {
        fault *what = &faults[fault_count];
        char *part[PARTS], *at = line, *bar;
        int i;
        REQUIRE(strchr(line, '\n'));
        line[strcspn(line, "\n")] = 0;
        for (i = 0; i < PARTS; i++) {
            part[i] = at;
            bar = strchr(at, '|');
            REQUIRE((bar != NULL) == (i < PARTS - 1));
            if (bar) {
                *bar = 0;
                at = bar + 1;
            }
        }
        what->name = part[0];
        what->url = part[1];
        what->network = part[2];
        what->json = part[3];
        what->timeout_ms = (uint32_t)atol(part[4]);
        what->limit = (uint64_t)atoll(part[5]);
        what->needs_ms = atof(part[6]);
        what->needs_kib = atof(part[7]);
        what->keeps_kib = atol(part[8]);
        what->like = part[9];
        what->status = part[10];
        what->http_status = atoi(part[11]);
        what->sent = *part[12];
        what->retryable = *part[13];
        what->words = part[14];
        what->service = part[15];
        REQUIRE(++fault_count < sizeof faults / sizeof *faults);
        line = lines[fault_count];
    }
}

/* The name of the expected status of a call. Any object extends a token, as it succeeds as a result. */
static void expected_status(const fault *what, const endpoint *call, char *name, size_t capacity) {
    int any_reply = call->kind == CONVAI_KIND_RESULT || strcmp(call->name, "extend_token") == 0;
    int may_be_empty = call->kind == CONVAI_KIND_RESPONSE || call->kind == CONVAI_KIND_GENERATED_TEXT;
    int skip = may_be_empty ? 0 : any_reply ? 2 : 1;
    const char *at = what->status;
    while (skip-- > 0 && strchr(at, ','))
        at = strchr(at, ',') + 1;
    snprintf(name, capacity, "%.*s", (int)strcspn(at, ","), at);
}

/* Whether the call returns a reply as it is, whatever it is. Nobody can read a compressed one. */
static int takes_any_reply(const endpoint *call, const fault *what) {
    return strcmp(call->name, "any") == 0 && !strstr(what->words, "compressed");
}

/* Whether the fault is one of the emulator, which counts the requests. */
static int is_of_emulator(const fault *what) { return !*what->url && !*what->network; }

#endif
