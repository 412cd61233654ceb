/* A server that keeps its connections open, and can go silent on those that exist. Its reply is valid for every call. Each
 * connection has a thread. POSIX. */
#ifndef KEEP_ALIVE_SERVER_H
#define KEEP_ALIVE_SERVER_H

#include "raw_server.h"

#define KEEP_ALIVE_CONNECTIONS 256
/* What the server does with the requests that arrive from now on. */
enum keep_alive_end {
    KEEP_ANSWERS,
    KEEP_RESETS,  /* reads one byte and resets the connection */
    KEEP_SWALLOWS /* reads the whole request and closes the connection */
};

/* The longest request. */
#define KEEP_ALIVE_BYTES (1 << 20)

typedef struct keep_alive_server {
    int listener, port;
    char url[64];
    pthread_t acceptor, threads[KEEP_ALIVE_CONNECTIONS];
    pthread_mutex_t lock;
    /* `lock` protects all of these. Requests are answered while `held` is 0, except on connections that are older than
     * `silent_before`, or as old as `silent_from` or younger. While `deaf` is set, nothing is read. Connections that are
     * older than `closed_before` are closed, with a reset if `by_reset` is set. `end` is one of `keep_alive_end`. */
    int stop, held, deaf, silent_before, silent_from, closed_before, by_reset, end, accepted, closed, requests;
} keep_alive_server;

typedef struct keep_alive_connection {
    keep_alive_server *server;
    int peer, number;
} keep_alive_connection;

#define KEEP_SET(server, statement) RAW_SET(server, statement)

static inline int keep_get(keep_alive_server *server, const int *field) {
    int value;
    pthread_mutex_lock(&server->lock);
    value = *field;
    pthread_mutex_unlock(&server->lock);
    return value;
}
#define KEEP_GET(server, field) keep_get((server), &(server)->field)

/* Whether a request has arrived completely. Its end is that of the data. A GET has no body. */
static inline int ends_a_request(const char *text, size_t length) {
    const char *body = NULL, *declared = NULL;
    size_t at;
    for (at = 0; at + 4 <= length && !body; at++) {
        if (strncasecmp(text + at, "content-length:", 15) == 0)
            declared = text + at + 15;
        if (memcmp(text + at, "\r\n\r\n", 4) == 0)
            body = text + at + 4;
    }
    if (strncmp(text, "GET ", 4) == 0)
        return body != NULL;
    return body && declared && length - (size_t)(body - text) >= (size_t)atol(declared);
}

/* The next close of this socket resets the connection. */
static inline void keep_alive_reset(int peer) {
    struct linger at_once;
    at_once.l_onoff = 1;
    at_once.l_linger = 0;
    setsockopt(peer, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

static inline void *keep_alive_serve(void *argument) {
    static const char reply[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 317\r\n\r\n"
                                "{\"charID\":\"i\",\"character_id\":\"i\",\"text\":\"t\","
                                "\"sessionID\":\"s\",\"apiAuthToken\":\"t\",\"STATUS\":\"SUCCESS\",\"section_id\":\"s\",\"usage\":{\"email\":\"e\"},"
                                "\"audio\":\"UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQIAAAABAA==\","
                                "\"list\":[{\"character_id\":\"i\",\"name\":\"n\",\"sessionID\":\"s\","
                                "\"message\":\"m\",\"section_id\":\"s\",\"trigger_id\":\"t\"}]}";
    keep_alive_connection *self = argument;
    keep_alive_server *server = self->server;
    char *bytes = malloc(KEEP_ALIVE_BYTES);
    size_t length = 0;
    int asked = 0;
    REQUIRE(bytes != NULL);
    while (!KEEP_GET(server, stop)) {
        int silent = self->number < KEEP_GET(server, silent_before) || self->number >= KEEP_GET(server, silent_from);
        if (self->number < KEEP_GET(server, closed_before)) {
            if (KEEP_GET(server, by_reset))
                keep_alive_reset(self->peer);
            break;
        }
        if (asked && !silent && !KEEP_GET(server, held)) {
            asked = 0;
            if (send(self->peer, reply, sizeof reply - 1, MSG_NOSIGNAL) < 0)
                break;
        }
        if (KEEP_GET(server, deaf)) {
            sleep_ms(1);
        } else if (readable(self->peer, 1)) {
            int end = KEEP_GET(server, end);
            size_t room = end == KEEP_RESETS ? 1 : KEEP_ALIVE_BYTES - 1 - length;
            long got = (long)recv(self->peer, bytes + length, room, 0);
            if (got <= 0)
                break;
            if (end == KEEP_RESETS) {
                keep_alive_reset(self->peer);
                break;
            }
            length += (size_t)got;
            bytes[length] = 0;
            if (ends_a_request(bytes, length)) {
                asked = 1;
                length = 0;
                KEEP_SET(server, requests++);
                if (end == KEEP_SWALLOWS)
                    break;
            }
        }
    }
    close_socket(self->peer);
    KEEP_SET(server, closed++);
    free(bytes);
    free(self);
    return NULL;
}

static inline void *keep_alive_accept(void *argument) {
    keep_alive_server *server = argument;
    while (!KEEP_GET(server, stop)) {
        keep_alive_connection *connection;
        int peer;
        if (!readable(server->listener, 5) || (peer = accept(server->listener, NULL, NULL)) < 0)
            continue;
        connection = malloc(sizeof *connection);
        REQUIRE(connection && server->accepted < KEEP_ALIVE_CONNECTIONS);
        connection->server = server;
        connection->peer = peer;
        /* Counted before the thread can answer, so that a client with a reply finds its connection counted. */
        connection->number = server->accepted;
        KEEP_SET(server, accepted++);
        server->threads[connection->number] = run(keep_alive_serve, connection);
    }
    return NULL;
}

static inline void keep_alive_start(keep_alive_server *server) {
    memset(server, 0, sizeof *server);
    server->silent_from = KEEP_ALIVE_CONNECTIONS;
    pthread_mutex_init(&server->lock, NULL);
    server->listener = raw_listen(64, &server->port);
    snprintf(server->url, sizeof server->url, "http://127.0.0.1:%d", server->port);
    server->acceptor = run(keep_alive_accept, server);
}

static inline void keep_alive_stop(keep_alive_server *server) {
    int number;
    KEEP_SET(server, stop = 1);
    join(server->acceptor);
    for (number = 0; number < server->accepted; number++)
        join(server->threads[number]);
    close_socket(server->listener);
    pthread_mutex_destroy(&server->lock);
}

#endif
