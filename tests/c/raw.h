/* Threads, clocks, and a server that is less polite than the emulator: what the tests of operations need. POSIX. Define
 * _GNU_SOURCE before anything is included. */
#ifndef RAW_H
#define RAW_H

#include "emulator.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <time.h>

static inline double now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static inline void sleep_ms(double ms) {
    struct timespec time;
    time.tv_sec = (time_t)(ms / 1e3);
    time.tv_nsec = (long)((ms - (double)time.tv_sec * 1e3) * 1e6);
    nanosleep(&time, NULL);
}

/* No test waits longer than that for what has to come: generous, because a test machine may be busy, or stand still for
 * some seconds. */
#define PATIENT_MS 60000

/* Waits until a condition holds. */
#define EVENTUALLY(condition)                                       \
    do {                                                            \
        double eventually_end = now_ms() + PATIENT_MS;              \
        while (!(condition) && now_ms() < eventually_end)           \
            sleep_ms(0.2);                                          \
        CHECK(condition);                                           \
    } while (0)

static inline pthread_t run(void *(*body)(void *), void *argument) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, body, argument) != 0) {
        printf("no thread\n");
        exit(2);
    }
    return thread;
}

static inline void join(pthread_t thread) { pthread_join(thread, NULL); }

static inline int compare_doubles(const void *one, const void *other) {
    double difference = *(const double *)one - *(const double *)other;
    return difference < 0 ? -1 : difference > 0;
}

/* Sorts the values; gives the one in the middle. */
static inline double median(double *values, size_t count) {
    qsort(values, count, sizeof *values, compare_doubles);
    return values[count / 2];
}

/* How many entries a folder of /proc has, or -1 where there is no such thing. */
static inline int entries(const char *folder) {
    DIR *directory = opendir(folder);
    struct dirent *entry;
    int count = 0;
    if (!directory)
        return -1;
    while ((entry = readdir(directory)))
        count += entry->d_name[0] != '.';
    closedir(directory);
    return count;
}

/* Threads of this process; -1 where the system does not say. */
static inline int thread_count(void) { return entries("/proc/self/task"); }

static inline void *do_nothing(void *argument) { return argument; }

/* The same where all that there were have been joined: the system shows one for a moment longer. */
static inline int settled_thread_count(void) {
    int least = thread_count(), look;
    for (look = 0; look < 10; look++) {
        int now;
        sleep_ms(1);
        now = thread_count();
        least = now < least ? now : least;
    }
    return least;
}

/* The same before the library has any; also where a sanitizer starts one of its own together with a program's first. */
static inline int thread_count_before(void) {
    join(run(do_nothing, NULL));
    return settled_thread_count();
}

/* Memory in use, in KiB; -1 where the system does not say. */
static inline long resident_kib(void) {
    FILE *file = fopen("/proc/self/status", "r");
    char line[256];
    long kib = -1;
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "VmRSS:", 6) == 0)
            kib = atol(line + 6);
    if (file)
        fclose(file);
    return kib;
}

/* How a raw server treats its one connection at a time. */
enum raw_manners {
    RAW_SILENT, /* reads all, answers nothing */
    RAW_DEAF,   /* does not read until it is told to */
    RAW_HASTY,  /* answers 413 to the first bytes, and does not read on until it is told to */
    RAW_DRIP,   /* answers with a body that never ends, a byte at a time */
    RAW_LED     /* reads when it is told to, and answers when and as far as it is told to */
};

/* How far a led server answers. */
enum raw_answer { RAW_NOTHING, RAW_HALF, RAW_ALL };

typedef struct raw_server {
    enum raw_manners manners;
    int listener, port;
    char url[64];
    pthread_t thread;
    pthread_mutex_t lock;
    /* All of these under the lock. */
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
        printf("no loopback port\n");
        exit(2);
    }
    getsockname(listener, (struct sockaddr *)&address, &length);
    *port = ntohs(address.sin_port);
    return listener;
}

static inline int readable(intptr_t fd, int timeout_ms) {
    struct pollfd wanted;
    wanted.fd = fd;
    wanted.events = POLLIN;
    wanted.revents = 0;
    return poll(&wanted, 1, timeout_ms) > 0;
}

/* Sends as much of an answer that suits every request as may be sent, and gives how far that is. */
static inline int raw_answer(int peer, int done, int wanted) {
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Length: 41\r\nConnection: close\r\n\r\n{\"charID\":\"c\",";
    static const char rest[] = "\"text\":\"t\",\"sessionID\":\"s\"}";
    if (done < RAW_HALF && wanted >= RAW_HALF && send(peer, head, sizeof head - 1, MSG_NOSIGNAL) < 0)
        return -1;
    if (done < RAW_ALL && wanted >= RAW_ALL && send(peer, rest, sizeof rest - 1, MSG_NOSIGNAL) < 0)
        return -1;
    return done > wanted ? done : wanted;
}

/* Until the other side closes. */
static inline void raw_serve_one(raw_server *server, int peer) {
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{";
    static const char refusal[] = "HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\n\r\n";
    char bytes[65536];
    int answered = 0, heard = 0;
    long got = 1;
    while (got > 0 && !RAW_GET(server, stop)) {
        int deaf = server->manners == RAW_DEAF || server->manners == RAW_LED;
        int hears = server->manners == RAW_HASTY ? !answered : !deaf;
        if (!hears && !RAW_GET(server, drain)) {
            sleep_ms(0.2);
            continue;
        }
        if (server->manners == RAW_HASTY && !answered && RAW_GET(server, received) > 0) {
            answered = 1;
            if (send(peer, refusal, sizeof refusal - 1, MSG_NOSIGNAL) < 0)
                break;
            continue;
        }
        if (server->manners == RAW_DRIP && RAW_GET(server, received) > 0) {
            if (send(peer, answered ? " " : head, answered ? 1 : sizeof head - 1, MSG_NOSIGNAL) < 0)
                break;
            answered = 1;
        }
        if (server->manners == RAW_LED && heard && (answered = raw_answer(peer, answered, (int)RAW_GET(server, answer))) < 0)
            break;
        if (!readable(peer, 1))
            continue;
        got = (long)recv(peer, bytes, sizeof bytes, 0);
        heard |= got > 0;
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
        close(peer);
    }
    return NULL;
}

static inline void raw_start(raw_server *server, enum raw_manners manners, const char *scheme) {
    memset(server, 0, sizeof *server);
    server->manners = manners;
    pthread_mutex_init(&server->lock, NULL);
    server->listener = raw_listen(64, &server->port);
    snprintf(server->url, sizeof server->url, "%s://127.0.0.1:%d", scheme, server->port);
    server->thread = run(raw_body, server);
}

static inline void raw_stop(raw_server *server) {
    RAW_SET(server, stop = 1);
    join(server->thread);
    close(server->listener);
    pthread_mutex_destroy(&server->lock);
}

/* A client of another address than the emulator's; the options may be NULL. */
static inline convai_client *client_of(const char *url, const convai_client_options *wanted) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    convai_error *error = NULL;
    convai_client *client;
    if (wanted)
        options = *wanted;
    options.api_key = test_key();
    options.base_url = url;
    options.proxy = "direct";
    client = convai_client_new(&options, &error);
    CHECK_ERROR(error, CONVAI_OK);
    convai_error_free(&error);
    REQUIRE(client != NULL);
    return client;
}

/* One whose requests outlast every test: what of it ends was ended. */
static inline convai_client *lasting_client_of(const char *url) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    options.timeout_ms = options.voice_timeout_ms = options.connect_timeout_ms = 60 * PATIENT_MS;
    return client_of(url, &options);
}

/* Starts the cheapest request; the program ends where it does not start. */
static inline convai_operation *start_get(convai_client *client, uint64_t user_data) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_error *error = NULL;
    convai_operation *operation;
    options.user_data = user_data;
    operation = convai_character_get_async(client, PUBLIC_CHARACTER, &options, &error);
    CHECK_ERROR(error, CONVAI_OK);
    convai_error_free(&error);
    REQUIRE(operation != NULL);
    return operation;
}

static inline int32_t state_of(convai_operation *operation) {
    convai_progress progress = CONVAI_PROGRESS_INIT;
    convai_status status = convai_operation_poll(operation, &progress);
    return status == CONVAI_OK || status == CONVAI_PENDING ? progress.state : -1;
}

/* How much of its body was handed to the connection. */
static inline uint64_t bytes_sent_of(convai_operation *operation) {
    convai_progress progress = CONVAI_PROGRESS_INIT;
    convai_operation_poll(operation, &progress);
    return progress.bytes_sent;
}

/* The status that the operation of a character ended with; takes and frees it. */
static inline convai_status end_of(convai_operation **operation) {
    convai_character *character = convai_operation_take_character(*operation);
    convai_status status = character->error ? character->error->status : CONVAI_OK;
    convai_character_free(&character);
    CHECK_STATUS(convai_operation_free(operation), CONVAI_OK);
    return status;
}

#endif
