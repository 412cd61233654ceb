/* Measures the cheapest calls: `handles BASE_URL` prints the median of each in nanoseconds as JSON. */

#include "bench.h"

#include <convai.h>
#include <stdio.h>
#include <stdlib.h>

enum { CALLS = 100000, ROUNDS = 21 };

static convai_operation *done, *pending;
static convai_utterance *utterance;
static volatile int32_t sink;

static void version(void) { sink = (int32_t)convai_abi_version(); }
static void look_up(void) { sink = convai_utterance_length(utterance, NULL, NULL); }
static void bad_handle(void) { sink = convai_operation_poll((convai_operation *)(intptr_t)0x1234567, NULL); }
static void poll_done(void) { sink = convai_operation_poll(done, NULL); }
static void poll_pending(void) { sink = convai_operation_poll(pending, NULL); }

static void poll_progress(void) {
    convai_progress progress = CONVAI_PROGRESS_INIT;
    sink = convai_operation_poll(pending, &progress);
}

static void push(void) {
    static const int16_t chunk[160];
    sink = convai_utterance_push(utterance, chunk, 160);
    convai_utterance_clear(utterance);
}

static const struct { const char *name; void (*run)(void); } CASES[] = {
    {"a call that looks nothing up (version)", version},
    {"a handle looked up (length of an utterance)", look_up},
    {"a handle refused", bad_handle},
    {"poll of a finished operation", poll_done},
    {"poll of one in flight", poll_pending},
    {"poll with progress of one in flight", poll_progress},
    {"10 ms of 16 kHz pushed, and cleared", push},
};

static double median_of(void (*run)(void)) {
    uint64_t times[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t start = cpu_now_ns();
        for (int i = 0; i < CALLS; i++) run();
        times[round] = cpu_now_ns() - start;
    }
    sort_ns(times, ROUNDS);
    return (double)times[ROUNDS / 2] / CALLS;
}

int main(int argc, char **argv) {
    if (argc != 2) stop("usage: handles BASE_URL");
    char text[256], hold[256];
    snprintf(text, sizeof text, "%s/text", argv[1]);
    snprintf(hold, sizeof hold, "%s/hold", argv[1]);
    convai_client *clients[2];
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    options.api_key = API_KEY;
    options.base_url = text;
    clients[0] = convai_client_new(&options, NULL);
    options.base_url = hold;
    clients[1] = convai_client_new(&options, NULL);
    done = convai_get_response_text_async(clients[0], CHARACTER, NULL, USER_TEXT, CONVAI_TEXT, NULL, NULL);
    pending = convai_get_response_text_async(clients[1], CHARACTER, NULL, USER_TEXT, CONVAI_TEXT, NULL, NULL);
    if (convai_operation_wait(done, -1) || convai_operation_wait(pending, 200) != CONVAI_PENDING) stop("an operation is not in the expected state");
    convai_utterance_options recording = CONVAI_UTTERANCE_OPTIONS_INIT;
    recording.format = CONVAI_PCM_S16;
    recording.channels = 1;
    recording.sample_rate = 16000;
    recording.max_ms = 1000;
    utterance = convai_utterance_new(&recording, NULL);
    if (!utterance) stop("the utterance cannot be created");
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        printf("%s\"%s\": %.2f", i ? ", " : "{", CASES[i].name, median_of(CASES[i].run));
    puts("}");
    convai_shutdown(1000);
    return 0;
}
