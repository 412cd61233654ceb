/* Every client in C: bench.c has main() and measures the client, which has the three functions below. */

#ifndef BENCH_H
#define BENCH_H

#include <stddef.h>
#include <stdint.h>

#define CHARACTER "0e8c5a3a-1d2f-11f0-9c3b-42010a7be001"
#define API_KEY "0123456789abcdef0123456789abcdef"
#define USER_TEXT "What is your name?"

enum workload {
    TEXT,     /* a text turn, URL-encoded, which is the default of the library */
    FORM,     /* the same as multipart, as in the documentation of the service */
    SPOKEN,   /* uploads 200 KiB of WAV */
    PCM,      /* uploads 10 s of 48 kHz stereo floats as a WAV file at 48 kHz */
    PCM16K,   /* the same as a WAV file at 16 kHz */
    AUDIO     /* a text turn whose reply has 1 MiB of audio */
};

struct input {
    enum workload workload;
    const char *base_url;
    uint8_t *wav;        /* a WAV file of 200 KiB, or the one that the samples become */
    size_t wav_len;
    float *samples;      /* 10 s of 48 kHz, two channels */
    size_t frames;
};

#define REPLY_WAV_BYTES (1u << 20)

/* The client. A call checks that the reply is complete: its text, and its samples if the workload has them. */
const char *client_open(const struct input *input);
int client_call(const struct input *input);
void client_close(void);

/* In common.c. */
void make_input(struct input *input, const char *workload, const char *base_url);
uint64_t now_ns(void);
uint64_t cpu_now_ns(void); /* processor time of this process: other processes do not count */
void sort_ns(uint64_t *times, size_t count);
void stop(const char *why) __attribute__((noreturn));

#endif
