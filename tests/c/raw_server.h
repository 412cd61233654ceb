/* A server on a thread of this program that misbehaves on command: it stops reading, answers in parts, or never answers.
 * POSIX. Define _GNU_SOURCE before the first #include. */
#ifndef RAW_SERVER_H
#define RAW_SERVER_H

#include "platform.h"

/* What a raw server does with its connections, which it serves one after the other. */
enum raw_behaviour {
    RAW_READS_ONLY,    /* reads everything and never responds */
    RAW_READS_LATER,   /* reads only after `drain` is set */
    RAW_REFUSES_EARLY, /* responds with 413 to the first bytes, and reads on only after `drain` is set */
    RAW_DRIPS,         /* responds with a body that never ends, one byte at a time */
    RAW_COMMANDED      /* reads after `drain` is set, and sends as much of a response as `answer` says */
};

/* How much of its response a commanded server sends. */
enum raw_answer { RAW_NOTHING, RAW_HALF, RAW_ALL };

typedef struct raw_server {
    enum raw_behaviour behaviour;
    int listener, port;
    char url[64];
    pthread_t thread;
    pthread_mutex_t lock;
    /* `lock` protects all of these. */
    int stop, drain, answer, accepted, closed;
    size_t received;
    double closed_at;
} raw_server;

#define RAW_SET(server, statement)                  \
    do {                                            \
        pthread_mutex_lock(&(server)->lock);        \
        (server)->statement;                        \
        pthread_mutex_unlock(&(server)->lock);      \
    } while (0)

static inline long long raw_get(raw_server *server, const void *field) {
    long long value;
    pthread_mutex_lock(&server->lock);
    value = field == &server->received ? (long long)server->received : *(const int *)field;
    pthread_mutex_unlock(&server->lock);
    return value;
}
#define RAW_GET(server, field) raw_get((server), &(server)->field)

static inline int raw_listen(int backlog, int *port) {
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0), small = 16 * 1024;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, backlog) != 0) {
        printf("there is no free loopback port\n");
        exit(2);
    }
    getsockname(listener, (struct sockaddr *)&address, &length);
    *port = ntohs(address.sin_port);
    return listener;
}

static inline int readable(int socket, int timeout_ms) {
    struct pollfd wanted;
    wanted.fd = socket;
    wanted.events = POLLIN;
    wanted.revents = 0;
    return poll(&wanted, 1, timeout_ms) > 0;
}

/* Sends the part of the response between `done` and `wanted`, and returns how much has been sent now. The response is
 * valid for every request. */
static inline int raw_answer(int peer, int done, int wanted) {
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Length: 41\r\nConnection: close\r\n\r\n{\"charID\":\"c\",";
    static const char rest[] = "\"text\":\"t\",\"sessionID\":\"s\"}";
    if (done < RAW_HALF && wanted >= RAW_HALF && send(peer, head, sizeof head - 1, MSG_NOSIGNAL) < 0)
        return -1;
    if (done < RAW_ALL && wanted >= RAW_ALL && send(peer, rest, sizeof rest - 1, MSG_NOSIGNAL) < 0)
        return -1;
    return done > wanted ? done : wanted;
}

/* Serves a connection until the client closes it. */
static inline void raw_serve_one(raw_server *server, int peer) {
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{";
    static const char refusal[] = "HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\n\r\n";
    char bytes[65536];
    int answered = 0, has_read = 0;
    long got = 1;
    while (got > 0 && !RAW_GET(server, stop)) {
        int waits_for_drain = server->behaviour == RAW_READS_LATER || server->behaviour == RAW_COMMANDED ||
                              (server->behaviour == RAW_REFUSES_EARLY && answered);
        if (waits_for_drain && !RAW_GET(server, drain)) {
            sleep_ms(0.2);
            continue;
        }
        if (server->behaviour == RAW_REFUSES_EARLY && !answered && has_read) {
            answered = 1;
            if (send(peer, refusal, sizeof refusal - 1, MSG_NOSIGNAL) < 0)
                break;
            continue;
        }
        if (server->behaviour == RAW_DRIPS && has_read) {
            if (send(peer, answered ? " " : head, answered ? 1 : sizeof head - 1, MSG_NOSIGNAL) < 0)
                break;
            answered = 1;
        }
        if (server->behaviour == RAW_COMMANDED && has_read &&
            (answered = raw_answer(peer, answered, (int)RAW_GET(server, answer))) < 0)
            break;
        if (!readable(peer, 1))
            continue;
        got = (long)recv(peer, bytes, sizeof bytes, 0);
        has_read |= got > 0;
        if (got > 0)
            RAW_SET(server, received += (size_t)got);
    }
    pthread_mutex_lock(&server->lock);
    server->closed_at = now_ms();
    server->closed++;
    pthread_mutex_unlock(&server->lock);
}

static inline void *raw_body(void *argument) {
    raw_server *server = argument;
    while (!RAW_GET(server, stop)) {
        int peer;
        if (!readable(server->listener, 5) || (peer = accept(server->listener, NULL, NULL)) < 0)
            continue;
        RAW_SET(server, accepted++);
        raw_serve_one(server, peer);
        close_socket(peer);
    }
    return NULL;
}

static inline void raw_start(raw_server *server, enum raw_behaviour behaviour, const char *scheme) {
    memset(server, 0, sizeof *server);
    server->behaviour = behaviour;
    pthread_mutex_init(&server->lock, NULL);
    server->listener = raw_listen(64, &server->port);
    snprintf(server->url, sizeof server->url, "%s://127.0.0.1:%d", scheme, server->port);
    server->thread = run(raw_body, server);
}

static inline void raw_stop(raw_server *server) {
    RAW_SET(server, stop = 1);
    join(server->thread);
    close_socket(server->listener);
    pthread_mutex_destroy(&server->lock);
}

#endif
