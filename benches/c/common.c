/* What all programs share: the input of the workloads, clocks, and the exit on an error. */

#include "bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *const NAMES[] = {"text", "form", "spoken", "pcm", "pcm16k", "audio"};

void stop(const char *why) {
    fprintf(stderr, "%s\n", why);
    exit(1);
}

uint64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t cpu_now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static int by_size(const void *a, const void *b) {
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

void sort_ns(uint64_t *times, size_t count) { qsort(times, count, sizeof *times, by_size); }

static void put(uint8_t *at, uint32_t value, int bytes) {
    for (int i = 0; i < bytes; i++) at[i] = (uint8_t)(value >> (8 * i));
}

static void make_wav(struct input *input, size_t data, uint32_t rate) {
    input->wav_len = 44 + data;
    input->wav = malloc(input->wav_len);
    memcpy(input->wav, "RIFF....WAVEfmt \x10\0\0\0\x01\0\x01\0........\x02\0\x10\0data....", 44);
    put(input->wav + 4, (uint32_t)data + 36, 4);
    put(input->wav + 24, rate, 4);
    put(input->wav + 28, 2 * rate, 4);
    put(input->wav + 40, (uint32_t)data, 4);
    for (size_t i = 44; i < input->wav_len; i++) input->wav[i] = (uint8_t)(i * 7);
}

static void make_samples(struct input *input) {
    input->frames = 480000;
    input->samples = malloc(2 * input->frames * sizeof(float));
    for (size_t i = 0; i < input->frames; i++) {
        double second = (double)i / 48000;
        input->samples[2 * i] = (float)(0.5 * sin(2765.0 * second) + 0.2 * sin(17341.0 * second));
        input->samples[2 * i + 1] = (float)(0.6 * sin(1311.0 * second));
    }
}

void make_input(struct input *input, const char *workload, const char *base_url) {
    memset(input, 0, sizeof *input);
    input->base_url = base_url;
    size_t at = 0;
    while (at < sizeof NAMES / sizeof *NAMES && strcmp(NAMES[at], workload)) at++;
    if (at == sizeof NAMES / sizeof *NAMES) stop("there is no such workload");
    input->workload = (enum workload)at;
    if (input->workload == SPOKEN) make_wav(input, 204800 - 44, 16000);
    if (input->workload == PCM) make_wav(input, 960000, 48000);
    if (input->workload == PCM16K) make_wav(input, 320000, 16000);
    if (input->workload == PCM || input->workload == PCM16K) make_samples(input);
}
