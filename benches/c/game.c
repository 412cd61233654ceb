/*
 * What a game pays on its own thread for text turns that run in the background:
 *
 *     game turns BASE_URL COUNT    a turn after the other: processor time per turn, of all threads and of the host's
 *     game frames BASE_URL COUNT   a loop of COUNT frames with a turn in flight: processor time of each library call
 *
 * With -DLIBCURL, a thread of the host runs libcurl's easy interface and hands each reply over through a queue.
 */

#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The loop runs faster than a game's, so that many frames are measured in a minute. */
#define FRAME_NS 500000
#define FRAME_OF_60_HZ_NS 16666667.0

static uint64_t thread_cpu_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* The processor time of every measured call. */
static uint64_t *times;
static size_t measured;
static int measuring;

static void measure(uint64_t start) {
    if (measuring) times[measured++] = thread_cpu_ns() - start;
}

#ifdef LIBCURL
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static enum { IDLE, WANTED, FINISHED, CLOSED } state;
static pthread_t thread;

static void *work(void *input) {
    pthread_mutex_lock(&lock);
    for (;;) {
        while (state != WANTED && state != CLOSED) pthread_cond_wait(&changed, &lock);
        if (state == CLOSED) break;
        pthread_mutex_unlock(&lock);
        if (client_call(input)) stop("a call failed");
        pthread_mutex_lock(&lock);
        state = FINISHED;
        pthread_cond_broadcast(&changed);
    }
    pthread_mutex_unlock(&lock);
    return NULL;
}

static void set_up(struct input *input) {
    const char *problem = client_open(input);
    if (problem) stop(problem);
    if (pthread_create(&thread, NULL, work, input)) stop("a thread cannot be started");
}

static void start_turn(void) {
    uint64_t start = thread_cpu_ns();
    pthread_mutex_lock(&lock);
    state = WANTED;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    measure(start);
}

/* Whether the turn has ended; its reply was checked on the other thread. */
static int end_turn(int wait) {
    uint64_t start = thread_cpu_ns();
    pthread_mutex_lock(&lock);
    while (wait && state != FINISHED) pthread_cond_wait(&changed, &lock);
    int finished = state == FINISHED;
    if (finished) state = IDLE;
    pthread_mutex_unlock(&lock);
    measure(start);
    return finished;
}

static void tear_down(void) {
    pthread_mutex_lock(&lock);
    state = CLOSED;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    pthread_join(thread, NULL);
    client_close();
}
#else
#include <convai.h>

static convai_client *client;
static convai_operation *operation;

static void set_up(struct input *input) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    options.api_key = API_KEY;
    options.base_url = input->base_url;
    client = convai_client_new(&options, NULL);
    if (!client) stop("the client cannot be created");
}

static void start_turn(void) {
    uint64_t start = thread_cpu_ns();
    operation = convai_get_response_text_async(client, CHARACTER, CONVAI_NEW_SESSION, USER_TEXT, CONVAI_TEXT, NULL, NULL);
    measure(start);
    if (!operation) stop("a turn does not start");
}

/* Looks at the queue and at the progress, as a game with a "thinking" display does. */
static int end_turn(int wait) {
    convai_event event = CONVAI_EVENT_INIT;
    convai_progress progress = CONVAI_PROGRESS_INIT;
    uint64_t start = thread_cpu_ns();
    convai_status status = convai_client_next(client, wait ? -1 : 0, &event);
    measure(start);
    if (status == CONVAI_PENDING) {
        start = thread_cpu_ns();
        convai_operation_poll(operation, &progress);
        measure(start);
        return 0;
    }
    start = thread_cpu_ns();
    convai_response *answer = convai_operation_take_response(event.operation);
    measure(start);
    if (!answer || answer->error || !answer->text_len) stop("a call failed");
    start = thread_cpu_ns();
    convai_response_free(&answer);
    measure(start);
    start = thread_cpu_ns();
    convai_operation_free(&operation);
    measure(start);
    return 1;
}

static void tear_down(void) { convai_client_free(&client); }
#endif

static void turn(void) {
    start_turn();
    end_turn(1);
}

static void turns(size_t count) {
    for (size_t i = 0; i < 200; i++) turn();
    uint64_t all = cpu_now_ns(), host = thread_cpu_ns();
    for (size_t i = 0; i < count; i++) turn();
    host = thread_cpu_ns() - host;
    all = cpu_now_ns() - all;
    printf("{\"all_ns\": %.0f, \"host_ns\": %.0f}\n", (double)all / (double)count, (double)host / (double)count);
}

static void sleep_until(uint64_t when) {
    struct timespec at = {(time_t)(when / 1000000000u), (long)(when % 1000000000u)};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL)) {}
}

static void frames(size_t count) {
    times = calloc(6 * count + 6, sizeof *times);
    memset(times, 1, (6 * count + 6) * sizeof *times); /* no page fault is measured */
    for (size_t i = 0; i < 50; i++) turn();
    measuring = 1;
    size_t ended = 0;
    start_turn();
    uint64_t next = now_ns();
    for (size_t i = 0; i < count; i++) {
        sleep_until(next += FRAME_NS);
        if (end_turn(0)) {
            ended++;
            start_turn();
        }
    }
    measuring = 0;
    while (!end_turn(1)) {}
    double sum = 0;
    for (size_t i = 0; i < measured; i++) sum += (double)times[i];
    sort_ns(times, measured);
    printf("{\"turns\": %zu, \"calls\": %zu, \"longest_ns\": %llu, \"p999_ns\": %llu, \"median_ns\": %llu, "
           "\"shortest_ns\": %llu, \"share_of_60_hz\": %.8f}\n",
           ended, measured, (unsigned long long)times[measured - 1], (unsigned long long)times[measured / 1000 * 999],
           (unsigned long long)times[measured / 2], (unsigned long long)times[0], sum / (double)count / FRAME_OF_60_HZ_NS);
}

int main(int argc, char **argv) {
    if (argc != 4) stop("usage: game turns|frames BASE_URL COUNT");
    struct input input;
    make_input(&input, "text", argv[2]);
    set_up(&input);
    (strcmp(argv[1], "turns") ? frames : turns)(strtoul(argv[3], NULL, 10));
    tear_down();
    return 0;
}
