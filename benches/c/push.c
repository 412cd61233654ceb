/* Measures an audio thread: `push SERVER_URL PUSHES` pushes chunks of 10 ms while four threads start and free operations. It
 * takes turns with the same work without the library, with a poll of an operation in flight, with a push to an utterance that
 * listens for speech, and with a read of 512 frames of a playback that a fifth thread feeds. Prints the longest and the median
 * time of each in nanoseconds, and whether the thread had a real-time priority, as JSON. */

#include "bench.h"

#include <convai.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WORKERS = 4, RATE = 48000, FRAMES = RATE / 100, SECONDS = 20, PAUSE_NS = 20000, PRIORITY = 50, READ_FRAMES = 512 };
/* What is measured, in the order in which it is printed. */
enum { PUSH, BY_HAND, POLL, LISTENING_PUSH, READ, SUBJECTS };

static convai_client *client, *held;
static convai_operation *in_flight;
static convai_utterance *utterance, *listening;
static convai_playback *playback;
static float chunk[FRAMES], recorded[RATE * SECONDS];
static size_t length;
static volatile float level;
static volatile int stopped;
static uint64_t *times[SUBJECTS];
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

/* Keeps the playback fed, and takes the recordings of the utterance that listens. */
static void *feeds_and_takes(void *argument) {
    static float voice[RATE];
    convai_pcm pcm = CONVAI_PCM_INIT;
    pcm.format = CONVAI_PCM_F32;
    pcm.samples = voice;
    pcm.frames = RATE;
    pcm.channels = 1;
    pcm.sample_rate = RATE;
    while (!stopped) {
        convai_playback_state state = CONVAI_PLAYBACK_STATE_INIT;
        struct timespec pause = {.tv_nsec = 200000};
        convai_utterance *ended;
        int32_t event;
        while (convai_utterance_next(listening, &event, &ended) == CONVAI_OK) convai_utterance_free(&ended);
        convai_playback_poll(playback, &state);
        if (state.buffered_ms < 3000) convai_playback_add_pcm(playback, &pcm, 0, CONVAI_PLAYBACK_QUEUE);
        else nanosleep(&pause, NULL);
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
        static float out[READ_FRAMES * 2];
        size_t voice;
        uint64_t at[SUBJECTS], read_begin, read_end;
        at[PUSH] = now_ns();
        int32_t status = convai_utterance_push(utterance, chunk, FRAMES);
        at[BY_HAND] = now_ns();
        by_hand();
        at[POLL] = now_ns();
        int32_t polled = convai_operation_poll(in_flight, NULL);
        at[LISTENING_PUSH] = now_ns();
        int32_t heard = convai_utterance_push(listening, chunk, FRAMES);
        at[READ] = now_ns();
        /* A read that finds silence does less: it is made again. */
        do {
            read_begin = now_ns();
            voice = convai_playback_read_f32(playback, out, READ_FRAMES, 2);
            read_end = now_ns();
            if (voice < READ_FRAMES) nanosleep(&pause, NULL);
        } while (voice < READ_FRAMES);
        for (int subject = 0; subject < READ; subject++) times[subject][i] = at[subject + 1] - at[subject];
        times[READ][i] = read_end - read_begin;
        if (status || polled != CONVAI_PENDING) stop("a push or a poll failed");
        if (heard && heard != CONVAI_ERROR_UTTERANCE_FULL) stop("a push that listens failed");
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
    for (int i = 0; i < SUBJECTS; i++) times[i] = calloc(pushes, sizeof **times);
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
    recording.trigger = CONVAI_TRIGGER_SPEECH;
    listening = convai_utterance_new(&recording, NULL);
    convai_playback_options device = CONVAI_PLAYBACK_OPTIONS_INIT;
    device.sample_rate = RATE;
    playback = convai_playback_new(&device, NULL);
    if (!pushes || !client || !in_flight || !utterance || !listening || !playback) stop("the benchmark cannot be set up");
    for (int i = 0; i < FRAMES; i++) chunk[i] = (float)sin(0.05 * i);
    /* The pages of both buffers are there before the first push. */
    memset(recorded, 1, sizeof recorded);
    for (int i = 0; i < SUBJECTS; i++) {
        if (!times[i]) stop("no memory");
        memset(times[i], 1, pushes * sizeof **times);
    }
    pthread_t workers[WORKERS], feeder, audio;
    for (int i = 0; i < WORKERS; i++) pthread_create(&workers[i], NULL, starts_and_frees, NULL);
    pthread_create(&feeder, NULL, feeds_and_takes, NULL);
    pthread_create(&audio, NULL, records, NULL);
    pthread_join(audio, NULL);
    stopped = 1;
    for (int i = 0; i < WORKERS; i++) pthread_join(workers[i], NULL);
    pthread_join(feeder, NULL);
    printf("{\"real_time\": %d", real_time);
    for (int i = 0; i < SUBJECTS; i++) sort_ns(times[i], pushes);
    for (int worst = 0; worst < 2; worst++) {
        printf(", \"%s\": [", worst ? "worst" : "median");
        for (int i = 0; i < SUBJECTS; i++)
            printf("%s%llu", i ? ", " : "", (unsigned long long)times[i][worst ? pushes - 1 : pushes / 2]);
        printf("]");
    }
    printf("}\n");
    convai_shutdown(2000);
    return 0;
}
