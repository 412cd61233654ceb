/* Measures an audio thread: `push SERVER_URL PUSHES` pushes chunks of 10 ms while four threads start and free operations. It
 * takes turns with the same work without the library, and with a poll of an operation in flight. Prints the longest and the
 * median time of the three in nanoseconds, and whether the thread had a real-time priority, as JSON. */

#include "bench.h"

#include <convai.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WORKERS = 4, RATE = 48000, FRAMES = RATE / 100, SECONDS = 20, PAUSE_NS = 20000, PRIORITY = 50 };

static convai_client *client, *held;
static convai_operation *in_flight;
static convai_utterance *utterance;
static float chunk[FRAMES], recorded[RATE * SECONDS];
static size_t length;
static volatile float level;
static volatile int stopped;
static uint64_t *with, *without, *polls;
static size_t pushes;
static int real_time;

static void *starts_and_frees(void *argument) {
    while (!stopped) {
        convai_operation *one =
            convai_get_response_text_async(client, CHARACTER, NULL, USER_TEXT, CONVAI_TEXT, NULL, NULL);
        convai_operation_free(&one);
    }
    return argument;
}

/* What a push does: copies the chunk, and measures its peak and its RMS. */
static void by_hand(void) {
    float peak = 0, squares = 0;
    if (length + FRAMES > sizeof recorded / sizeof *recorded) length = 0;
    memcpy(recorded + length, chunk, sizeof chunk);
    length += FRAMES;
    for (int i = 0; i < FRAMES; i++) {
        float magnitude = fabsf(chunk[i]);
        peak = magnitude > peak ? magnitude : peak;
        squares += magnitude * magnitude;
    }
    level = peak + sqrtf(squares / FRAMES);
}

static void *records(void *argument) {
    struct sched_param priority = {.sched_priority = PRIORITY};
    struct timespec pause = {.tv_nsec = PAUSE_NS};
    real_time = pthread_setschedparam(pthread_self(), SCHED_FIFO, &priority) == 0;
    for (size_t i = 0; i < pushes; i++) {
        uint64_t start = now_ns();
        int32_t status = convai_utterance_push(utterance, chunk, FRAMES);
        uint64_t middle = now_ns();
        by_hand();
        uint64_t end = now_ns();
        int32_t polled = convai_operation_poll(in_flight, NULL);
        polls[i] = now_ns() - end;
        without[i] = end - middle;
        with[i] = middle - start;
        if (status || polled != CONVAI_PENDING) stop("a push or a poll failed");
        if (i % (100 * SECONDS - 1) == 0) convai_utterance_clear(utterance);
        nanosleep(&pause, NULL);
    }
    return argument;
}

int main(int argc, char **argv) {
    if (argc != 3) stop("usage: push SERVER_URL PUSHES");
    char text[256], hold[256];
    snprintf(text, sizeof text, "%s/text", argv[1]);
    snprintf(hold, sizeof hold, "%s/hold", argv[1]);
    pushes = strtoul(argv[2], NULL, 10);
    with = calloc(pushes, sizeof *with);
    without = calloc(pushes, sizeof *without);
    polls = calloc(pushes, sizeof *polls);
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    options.api_key = API_KEY;
    options.base_url = text;
    client = convai_client_new(&options, NULL);
    options.base_url = hold;
    options.timeout_ms = 600000;
    held = convai_client_new(&options, NULL);
    in_flight = convai_get_response_text_async(held, CHARACTER, NULL, USER_TEXT, CONVAI_TEXT, NULL, NULL);
    convai_utterance_options recording = CONVAI_UTTERANCE_OPTIONS_INIT;
    recording.format = CONVAI_PCM_F32;
    recording.channels = 1;
    recording.sample_rate = RATE;
    recording.max_ms = 1000 * SECONDS;
    utterance = convai_utterance_new(&recording, NULL);
    if (!pushes || !with || !without || !polls || !client || !in_flight || !utterance) stop("the benchmark cannot be set up");
    for (int i = 0; i < FRAMES; i++) chunk[i] = (float)sin(0.05 * i);
    /* The pages of both buffers are there before the first push. */
    memset(recorded, 1, sizeof recorded);
    memset(with, 1, pushes * sizeof *with);
    memset(without, 1, pushes * sizeof *without);
    memset(polls, 1, pushes * sizeof *polls);
    pthread_t workers[WORKERS], audio;
    for (int i = 0; i < WORKERS; i++) pthread_create(&workers[i], NULL, starts_and_frees, NULL);
    pthread_create(&audio, NULL, records, NULL);
    pthread_join(audio, NULL);
    stopped = 1;
    for (int i = 0; i < WORKERS; i++) pthread_join(workers[i], NULL);
    sort_ns(with, pushes);
    sort_ns(without, pushes);
    sort_ns(polls, pushes);
    printf("{\"real_time\": %d, \"worst\": [%llu, %llu, %llu], \"median\": [%llu, %llu, %llu]}\n", real_time,
           (unsigned long long)with[pushes - 1], (unsigned long long)without[pushes - 1],
           (unsigned long long)polls[pushes - 1], (unsigned long long)with[pushes / 2],
           (unsigned long long)without[pushes / 2], (unsigned long long)polls[pushes / 2]);
    convai_shutdown(2000);
    return 0;
}
