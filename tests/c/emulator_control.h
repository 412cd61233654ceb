/* Controls the emulator through its own routes: faults, settings, and the journal of requests that it received. */
#ifndef EMULATOR_CONTROL_H
#define EMULATOR_CONTROL_H

#include "check.h"
#include "sockets.h"

/* The character that every emulator starts with: Pell the Lamplighter. */
#define PUBLIC_CHARACTER "0e8c5a3a-1d2f-11f0-9c3b-42010a7be001"

/* A valid description of a character. */
static inline convai_character_spec valid_spec(void) {
    convai_character_spec spec = CONVAI_CHARACTER_SPEC_INIT;
    spec.name = "Mara";
    spec.voice_type = "US FEMALE 2";
    spec.backstory = "Mara mends nets.";
    return spec;
}

static inline void emulator_fails(const char *what) {
    printf("the emulator: %s\n", what);
    exit(2);
}

static inline int emulator_connect(void) {
    struct sockaddr_in address;
    const char *port = strrchr(base_url(), ':');
    int peer;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)atoi(port ? port + 1 : ""));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    peer = (int)socket(AF_INET, SOCK_STREAM, 0);
    if (connect(peer, (struct sockaddr *)&address, sizeof address) != 0)
        emulator_fails("does not accept a connection");
    return peer;
}

static inline void emulator_send(int peer, const char *bytes, size_t length) {
    while (length > 0) {
        long sent = (long)send(peer, bytes, length, 0);
        if (sent <= 0)
            emulator_fails("cannot be written to");
        bytes += sent;
        length -= (size_t)sent;
    }
}

/* Sends one request and returns the body of the response, which the caller frees. Any status but 2xx and 404 ends the
 * program, because the request of the test is then wrong. */
static inline char *emulator_call(const char *method, const char *path, const char *body) {
    char head[512];
    size_t length = 0, capacity = 1 << 16;
    char *answer = malloc(capacity + 1), *start;
    int peer = emulator_connect();
    long got;
    int head_length = snprintf(head, sizeof head,
                               "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %lu\r\n\r\n",
                               method, path, (unsigned long)strlen(body));
    emulator_send(peer, head, (size_t)head_length);
    emulator_send(peer, body, strlen(body));
    while (answer && (got = (long)recv(peer, answer + length, capacity - length, 0)) > 0) {
        length += (size_t)got;
        if (length == capacity)
            answer = realloc(answer, (capacity *= 2) + 1);
    }
    close_socket(peer);
    if (!answer)
        emulator_fails("sent more than fits into memory");
    answer[length] = 0;
    start = strstr(answer, "\r\n\r\n");
    if (!start || (strncmp(answer + 9, "2", 1) != 0 && strncmp(answer + 9, "404", 3) != 0))
        emulator_fails(answer);
    memmove(answer, start + 4, strlen(start + 4) + 1);
    return answer;
}

static inline void emulator_do(const char *method, const char *path, const char *body) {
    free(emulator_call(method, path, body));
}

/* Restores the state after the start: characters, sessions, journal, faults, settings. */
static inline void emulator_reset(void) { emulator_do("POST", "/_emulator/reset", ""); }
static inline void emulator_fault(const char *json) { emulator_do("POST", "/_emulator/faults", json); }
static inline void emulator_settings(const char *json) { emulator_do("POST", "/_emulator/settings", json); }
static inline void emulator_forget(void) { emulator_do("DELETE", "/_emulator/journal", ""); }

/* The number of requests since the start, the last reset or emulator_forget. */
static inline long emulator_count(void) {
    char *counts = emulator_call("GET", "/_emulator/journal/count", "");
    const char *total = strstr(counts, "\"total\":");
    long count = total ? atol(total + strlen("\"total\":")) : -1;
    free(counts);
    return count;
}

/* The number of requests that met one of the faults. A request counts in emulator_count earlier, when it arrives. */
static inline long emulator_hits(void) {
    char *faults = emulator_call("GET", "/_emulator/faults", ""), *at = faults;
    long hits = 0;
    while ((at = strstr(at, "\"hits\":")) != NULL)
        hits += atol(at += strlen("\"hits\":"));
    free(faults);
    return hits;
}

/* The newest entry of the journal, which the caller frees. */
static inline char *emulator_last(void) { return emulator_call("GET", "/_emulator/journal/last", ""); }

/* Checks that the newest request went to `path` and that its entry in the journal contains `part`. The journal sorts names
 * alphabetically, so `"json":{...}` or `"values":{...}` describe everything that was sent. */
static inline void check_last(const char *path, const char *part, const char *file, int line) {
    char *last = emulator_last(), field[128];
    snprintf(field, sizeof field, "\"path\":\"%s\"", path);
    check_report(strstr(last, field) != NULL, file, line, "not %s but %s", field, last);
    check_report(strstr(last, part) != NULL, file, line, "the request does not contain %s: %s", part, last);
    free(last);
}
#define CHECK_LAST(path, part) check_last((path), (part), __FILE__, __LINE__)

#endif
