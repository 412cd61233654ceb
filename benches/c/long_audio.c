/* Long recordings: long_audio START|BESIDE SECONDS BASE_URL
 *
 * START prints, for each sample format, the processor time in milliseconds that starting a turn costs the calling thread:
 * the memcpy of the samples into memory that is used already and into memory that is allocated for it, the turn with
 * samples that the caller keeps, and with an utterance.
 *
 * BESIDE prints the milliseconds that a text turn and the end of a client take alone, and while recordings are
 * resampled. Each figure is a list with the value of each round. */

#include "bench.h"

#include <convai.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RATE = 48000, ROUNDS = 5, TURNS = 16 };

static const struct { const char *name; int32_t format; uint32_t channels, frame_bytes; } FORMATS[] = {
    {"16-bit, mono", CONVAI_PCM_S16, 1, 2},    {"16-bit, stereo", CONVAI_PCM_S16, 2, 4},
    {"24-bit, stereo", CONVAI_PCM_S24, 2, 6},  {"float, mono", CONVAI_PCM_F32, 1, 4},
    {"float, stereo", CONVAI_PCM_F32, 2, 8},   {"16-bit, 6 channels", CONVAI_PCM_S16, 6, 12},
    {"24-bit, 6 channels", CONVAI_PCM_S24, 6, 18}, {"float, 6 channels", CONVAI_PCM_F32, 6, 24},
};

static convai_client *client;

static convai_client *open_client(const char *url) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    options.api_key = API_KEY;
    options.base_url = url;
    options.max_queued_bytes = (uint64_t)4 << 30;
    convai_client *made = convai_client_new(&options, NULL);
    if (!made) stop("the client cannot be created");
    return made;
}

static double thread_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* A list of JSON, and what follows it. */
static void print_rounds(const double *values, const char *after) {
    for (int round = 0; round < ROUNDS; round++) printf("%s%.4f", round ? ", " : "[", values[round]);
    printf("]%s", after);
}

static void abandon(convai_operation *operation) {
    if (!operation) stop("a turn does not start");
    convai_operation_cancel(operation);
    convai_operation_free(&operation);
}

static convai_call_options resampled(void) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    options.upload_sample_rate = 16000;
    return options;
}

static double start_pcm(const convai_pcm *pcm) {
    convai_call_options options = resampled();
    double start = thread_ms();
    convai_operation *operation =
        convai_get_response_pcm_async(client, CHARACTER, NULL, pcm, CONVAI_TEXT, &options, NULL);
    double took = thread_ms() - start;
    abandon(operation);
    return took;
}

/* Fills an utterance and says it. The buffer comes back when the turn has been abandoned. */
static double start_utterance(convai_utterance *utterance, convai_conversation *conversation, const convai_pcm *pcm) {
    convai_call_options options = resampled();
    convai_operation *operation = NULL;
    double took = 0;
    if (convai_utterance_push(utterance, pcm->samples, pcm->frames) != CONVAI_OK) stop("the utterance is too short");
    while (!operation) {
        double start = thread_ms();
        operation =
            convai_conversation_say_utterance_async(conversation, utterance, CONVAI_TEXT, &options, NULL);
        took = thread_ms() - start;
    }
    abandon(operation);
    return took;
}

static double copy(void *to, const convai_pcm *pcm, size_t bytes) {
    double start = thread_ms();
    void *target = to ? to : malloc(bytes);
    memcpy(target, pcm->samples, bytes);
    __asm__ volatile("" : : "r"(target) : "memory");
    double took = thread_ms() - start;
    if (!to) free(target);
    return took;
}

/* Values that are not subnormal in any format. */
static void *make_samples(int32_t format, size_t bytes) {
    void *samples = malloc(bytes);
    if (!samples) stop("there is not enough memory");
    if (format == CONVAI_PCM_F32) {
        float *floats = samples;
        for (size_t i = 0; i < bytes / 4; i++) floats[i] = (float)((int)(i * 7919 % 2001) - 1000) / 2000.0f;
    } else {
        for (size_t i = 0; i < bytes; i++) ((uint8_t *)samples)[i] = (uint8_t)(i * 7);
    }
    return samples;
}

static void measure_format(size_t index, size_t seconds) {
    size_t frames = seconds * RATE, bytes = frames * FORMATS[index].frame_bytes;
    void *samples = make_samples(FORMATS[index].format, bytes), *used = malloc(bytes);
    double pcms[ROUNDS], utterances[ROUNDS] = {0}, warm[ROUNDS], fresh[ROUNDS];
    convai_pcm pcm = CONVAI_PCM_INIT;
    convai_utterance_options recording = CONVAI_UTTERANCE_OPTIONS_INIT;
    convai_conversation *conversation = convai_conversation_new(client, CHARACTER, NULL, NULL);
    pcm.format = recording.format = FORMATS[index].format;
    pcm.channels = recording.channels = FORMATS[index].channels;
    pcm.sample_rate = recording.sample_rate = RATE;
    pcm.samples = samples;
    pcm.frames = frames;
    recording.max_ms = (int32_t)seconds * 1000;
    memset(used, 1, bytes);
    /* NULL if the recording is larger than an utterance can be. */
    convai_utterance *utterance = convai_utterance_new(&recording, NULL);
    for (int round = 0; round < ROUNDS; round++) {
        warm[round] = copy(used, &pcm, bytes);
        fresh[round] = copy(NULL, &pcm, bytes);
        pcms[round] = start_pcm(&pcm);
        if (utterance) utterances[round] = start_utterance(utterance, conversation, &pcm);
    }
    printf("%s[\"%s\", %zu, ", index ? ", " : "", FORMATS[index].name, bytes);
    print_rounds(warm, ", ");
    print_rounds(fresh, ", ");
    print_rounds(pcms, ", ");
    if (utterance) print_rounds(utterances, "]");
    else printf("null]");
    convai_utterance_free(&utterance);
    convai_conversation_free(&conversation);
    free(samples);
    free(used);
}

static void start(size_t seconds) {
    printf("[");
    for (size_t i = 0; i < sizeof FORMATS / sizeof *FORMATS; i++) measure_format(i, seconds);
    puts("]");
}

static double text_turn(void) {
    uint64_t begin = now_ns();
    convai_response *answer = convai_get_response_text(client, CHARACTER, NULL, USER_TEXT, CONVAI_TEXT, NULL);
    double took = (double)(now_ns() - begin) / 1e6;
    if (answer->error) stop(answer->error->message);
    convai_response_free(&answer);
    return took;
}

static double close_client(void) {
    uint64_t begin = now_ns();
    if (convai_client_close(client, -1) != CONVAI_OK) stop("the client does not close");
    double took = (double)(now_ns() - begin) / 1e6;
    convai_client_free(&client);
    return took;
}

/* One text turn and the close of the client, while `turns` recordings are resampled. */
static void beside(const char *name, const char *url, int turns, size_t seconds, const char *separator) {
    double texts[ROUNDS], closes[ROUNDS];
    convai_call_options options = resampled();
    convai_operation *operations[TURNS];
    convai_pcm pcm = CONVAI_PCM_INIT;
    pcm.format = CONVAI_PCM_S16;
    pcm.channels = 1;
    pcm.sample_rate = RATE;
    pcm.frames = seconds * RATE;
    pcm.samples = make_samples(pcm.format, 2 * pcm.frames + 1);
    options.upload_sample_rate = 44100; /* takes longer than 16,000 */
    for (int round = 0; round < ROUNDS; round++) {
        client = open_client(url);
        text_turn();
        for (int i = 0; i < turns; i++)
            operations[i] = convai_get_response_pcm_async(client, CHARACTER, NULL, &pcm, CONVAI_TEXT, &options, NULL);
        texts[round] = text_turn();
        closes[round] = close_client();
        for (int i = 0; i < turns; i++) abandon(operations[i]);
    }
    free((void *)pcm.samples);
    printf("[\"%s\", ", name);
    print_rounds(texts, ", ");
    print_rounds(closes, "]");
    printf("%s", separator);
}

int main(int argc, char **argv) {
    if (argc != 4) stop("usage: long_audio START|BESIDE SECONDS BASE_URL");
    char url[256];
    snprintf(url, sizeof url, "%s/text", argv[3]);
    size_t seconds = strtoul(argv[2], NULL, 10);
    if (!strcmp(argv[1], "START")) {
        client = open_client(url);
        start(seconds);
        convai_client_free(&client);
    } else {
        printf("[");
        beside("alone", url, 0, 1, ", ");
        beside("one recording of ten minutes", url, 1, 10 * seconds, ", ");
        beside("sixteen recordings of one minute", url, TURNS, seconds, "]\n");
    }
    return 0;
}
