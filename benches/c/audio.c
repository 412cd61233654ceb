/*
 * Converts 10 s of 48 kHz stereo floats to a 16-bit mono WAV file in memory, at the same rate and at 16 kHz, and reads such
 * a file.
 *
 *     audio ROUNDS
 *
 * Runs each implementation once per round. Prints the median processor time of each in nanoseconds as a line of JSON.
 */

#include "bench.h"
#include "wav.h"

#include <convai.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 480000, FRAMES_16K = 160000, FRAMES_16K_ODD = 174150 };

static struct input input;
static float *copy;

static void keep(const void *memory) { __asm__ volatile("" : : "r"(memory) : "memory"); }

static void copied(void) {
    memcpy(copy, input.samples, 2 * FRAMES * sizeof(float));
    keep(copy);
}

/* ---- this library ---- */

static void built_from(uint32_t from, uint32_t rate, size_t frames) {
    convai_pcm pcm = CONVAI_PCM_INIT;
    pcm.format = CONVAI_PCM_F32;
    pcm.samples = input.samples;
    pcm.samples_bytes = 2 * FRAMES * sizeof(float);
    pcm.frames = FRAMES;
    pcm.channels = 2;
    pcm.sample_rate = from;
    convai_audio *audio = convai_audio_build_wav(&pcm, rate);
    if (audio->error || audio->frames != frames) stop("the WAV file is wrong");
    keep(audio->wav);
    convai_audio_free(&audio);
}

static void built(uint32_t rate, size_t frames) { built_from(48000, rate, frames); }

static void convai_48k(void) { built(0, FRAMES); }
static void convai_16k(void) { built(16000, FRAMES_16K); }
static void convai_odd(void) { built_from(44100, 16000, FRAMES_16K_ODD); }

static void convai_reads(void) {
    static uint8_t *wav;
    if (!wav) wav = wav_by_loop(mixed(input.samples, FRAMES), FRAMES, 48000);
    convai_audio *audio = convai_audio_read_wav(wav, 44 + 2 * FRAMES, 0);
    if (audio->error || audio->frames != FRAMES) stop("the samples are wrong");
    keep(audio->pcm);
    convai_audio_free(&audio);
}

/* ---- the alternatives ---- */

static void finished(uint8_t *wav, float *mono) {
    keep(wav);
    free(wav);
    free(mono);
}

static void loop_48k(void) {
    float *mono = mixed(input.samples, FRAMES);
    finished(wav_by_loop(mono, FRAMES, 48000), mono);
}

static void sndfile_48k(void) {
    size_t len;
    float *mono = mixed(input.samples, FRAMES);
    finished(wav_by_sndfile(mono, FRAMES, 48000, &len), mono);
}

static void soxr_s16_16k(void) {
    size_t len;
    float *mono = mixed(input.samples, FRAMES);
    finished(wav_by_soxr_s16(mono, FRAMES, &len), mono);
}

static void soxr_f32_16k(void) {
    size_t len;
    float *mono = mixed(input.samples, FRAMES);
    finished(wav_by_soxr_f32(mono, FRAMES, &len), mono);
}

/* The resampler alone, without mixing and without a WAV file. */
static void soxr_alone(void) {
    static float *out;
    if (!out) out = malloc(FRAMES_16K * sizeof *out);
    soxr_to_floats(input.samples, FRAMES, out);
    keep(out);
}

static const struct { const char *name; void (*run)(void); } CASES[] = {
    {"memcpy of the input", copied},
    {"convai", convai_48k},
    {"C loop, header by hand", loop_48k},
    {"libsndfile", sndfile_48k},
    {"convai 16k", convai_16k},
    {"convai 44.1k", convai_odd},
    {"convai reads", convai_reads},
    {"soxr HQ, 16-bit out", soxr_s16_16k},
    {"soxr HQ, float out", soxr_f32_16k},
    {"soxr HQ alone, mono floats", soxr_alone},
};
enum { COUNT = sizeof CASES / sizeof *CASES };

int main(int argc, char **argv) {
    size_t rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 21;
    make_input(&input, "pcm", "");
    copy = malloc(2 * FRAMES * sizeof *copy);
    memset(copy, 1, 2 * FRAMES * sizeof *copy);
    uint64_t *times = calloc(COUNT * rounds, sizeof *times);
    for (size_t round = 0; round < rounds; round++)
        for (size_t i = 0; i < COUNT; i++) {
            CASES[i].run(); /* once to warm the caches */
            uint64_t start = cpu_now_ns();
            CASES[i].run();
            times[i * rounds + round] = cpu_now_ns() - start;
        }
    for (size_t i = 0; i < COUNT; i++) {
        sort_ns(times + i * rounds, rounds);
        printf("%s\"%s\": %llu", i ? ", " : "{", CASES[i].name, (unsigned long long)times[i * rounds + rounds / 2]);
    }
    puts("}");
    return 0;
}
