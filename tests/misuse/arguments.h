/* Values of strings, numbers, buffers and output parameters. */
#ifndef MISUSE_ARGUMENTS_H
#define MISUSE_ARGUMENTS_H

#include "handles.h"
#include <math.h>

enum {
    struct_name_VALUES = 4,
    id_VALUES = 5,
    deletable_id_VALUES = 5,
    name_VALUES = 4,
    token_VALUES = 5,
    revocable_token_VALUES = 5,
    credentials_VALUES = 7,
    text_VALUES = 4,
    session_VALUES = 3,
    past_session_VALUES = 5,
    past_sessions_VALUES = 6,
    voice_VALUES = 4,
    limit_VALUES = 4,
    line_VALUES = 4,
    number_VALUES = 4,
    status_VALUES = 4,
    flags_VALUES = 3,
    timeout_VALUES = 3,
    close_timeout_VALUES = 4,
    gate_VALUES = 4,
    sample_rate_VALUES = 4,
    raw_sample_rate_VALUES = 4
};

/* A valid string at an odd address, or an invalid one: NULL, empty, not UTF-8. */
static const char *required(fixture *w, const char *good, int i) {
    switch (i) {
    case 0:
        snprintf((char *)w->text + 1, sizeof w->text - 1, "%s", good);
        return (const char *)w->text + 1;
    case 1: expect(w, CONVAI_ERROR_NULL_POINTER); return NULL;
    case 2: expect(w, CONVAI_ERROR_INVALID_ARGUMENT); return "";
    default: expect(w, CONVAI_ERROR_INVALID_UTF8); return not_utf8;
    }
}

static void id_value(fixture *w, int i, const char **id) {
    if (i == 4) {
        expect(w, CONVAI_ERROR_INVALID_ARGUMENT);
        *id = "line\nbreak";
    } else {
        *id = i == 0 ? shared.character : required(w, "", i);
    }
}

static void deletable_id_value(fixture *w, int i, const char **id) {
    id_value(w, i, id);
    if (i == 0)
        *id = shared.deletable_character;
}

static void token_value(fixture *w, int i, const char **token) {
    id_value(w, i, token);
    if (i == 0)
        *token = shared.token;
}

static void revocable_token_value(fixture *w, int i, const char **token) {
    token_value(w, i, token);
    if (i == 0)
        *token = shared.revocable_token;
}

/* The last valid value is the key, with which the other functions are called. */
static void credentials_value(fixture *w, int i, const char **api_key, const char **auth_token) {
    *api_key = i == 0 ? NULL : test_key();
    *auth_token = i == 0 ? shared.token : NULL;
    switch (i) {
    case 0: case 1: break;
    case 2: *auth_token = ""; break;
    case 3: *auth_token = shared.token; expect(w, CONVAI_ERROR_API_KEY); break;
    case 4: *api_key = NULL; expect(w, CONVAI_ERROR_API_KEY); break;
    case 5: *api_key = "a\nb"; expect(w, CONVAI_ERROR_API_KEY); break;
    default: *api_key = not_utf8; expect(w, CONVAI_ERROR_INVALID_UTF8); break;
    }
}

static void name_value(fixture *w, int i, const char **name) { *name = required(w, "Mara", i); }

static void text_value(fixture *w, int i, const char **text) { *text = required(w, "What is a net made of?", i); }

static void session_value(fixture *w, int i, const char **session) {
    *session = i == 0 ? CONVAI_NEW_SESSION : i == 1 ? NULL : required(w, "", 3);
}

static void past_session_value(fixture *w, int i, const char **session) {
    if (i == 4)
        expect(w, CONVAI_ERROR_INVALID_ARGUMENT);
    *session = i == 0 ? shared.session : i == 4 ? CONVAI_NEW_SESSION : required(w, "", i);
}

static void past_sessions_value(fixture *w, int i, const char *const **sessions, uint32_t *count) {
    static const char *const good[] = {shared.deletable_session}, *const bad[] = {"s", NULL}, *const foreign[] = {"s", not_utf8},
        *const blank[] = {"s", ""};
    const char *const *const lists[] = {good, NULL, good, bad, foreign, blank};
    static const uint32_t counts[] = {1, UINT32_MAX, 0, 2, 2, 2};
    static const convai_status statuses[] = {CONVAI_OK,
                                             CONVAI_ERROR_NULL_POINTER,
                                             CONVAI_ERROR_INVALID_ARGUMENT,
                                             CONVAI_ERROR_NULL_POINTER,
                                             CONVAI_ERROR_INVALID_UTF8,
                                             CONVAI_ERROR_INVALID_ARGUMENT};
    *sessions = lists[i];
    *count = counts[i];
    if (i)
        expect(w, statuses[i]);
}

static void voice_value(fixture *w, int i, const char **voice) { *voice = i == 0 ? "US MALE 1" : required(w, "", i); }

static void limit_value(fixture *w, int i, int32_t *limit) {
    static const int32_t limits[] = {0, INT32_MAX, -1, INT32_MIN};
    *limit = limits[i];
    if (i >= 2)
        expect(w, CONVAI_ERROR_INVALID_ARGUMENT);
}

static void line_value(fixture *w, int i, const char **line) {
    *line = i == 0 ? "Sorry?" : i == 1 ? NULL : i == 2 ? "" : required(w, "", 3);
}

static void struct_name_value(fixture *w, int i, const char **name) {
    const char *const names[] = {"convai_pcm", NULL, "", not_utf8};
    (void)w;
    *name = names[i];
}

static void number_value(fixture *w, int i, int32_t *number) {
    static const int32_t numbers[] = {0, 1, INT32_MIN, INT32_MAX};
    (void)w;
    *number = numbers[i];
}

static void status_value(fixture *w, int i, convai_status *status) { number_value(w, i, status); }

static void flags_value(fixture *w, int i, uint32_t *flags) {
    static const uint32_t values[] = {CONVAI_OMIT_RAW_JSON, 16, UINT32_MAX};
    *flags = values[i];
    if (i)
        expect(w, CONVAI_ERROR_INVALID_ARGUMENT);
}

/* A wait without limit, but only together with an invalid value: then the call must return at once. */
static void timeout_value(fixture *w, int i, int32_t *timeout_ms) {
    static const int32_t values[] = {0, 1, INT32_MIN};
    *timeout_ms = values[i] < 0 && !w->mistakes ? 0 : values[i];
}

static void close_timeout_value(fixture *w, int i, int32_t *timeout_ms) {
    static const int32_t values[] = {1000, 0, INT32_MAX, -1};
    (void)w;
    *timeout_ms = values[i];
}

static void gate_value(fixture *w, int i, int32_t *closed) {
    static const int32_t values[] = {0, 1, 2, -1};
    *closed = values[i];
    if (i >= 2)
        expect(w, CONVAI_ERROR_INVALID_ARGUMENT);
}

static void sample_rate_value(fixture *w, int i, uint32_t *rate) {
    static const uint32_t values[] = {0, 48000, 1, UINT32_MAX};
    *rate = values[i];
    if (i >= 2) {
        expect(w, CONVAI_ERROR_INVALID_ARGUMENT);
        expect(w, CONVAI_ERROR_AUDIO_INPUT);
    }
}

/* With a sample rate any bytes are raw PCM, so an invalid file would be valid. */
static void raw_sample_rate_value(fixture *w, int i, uint32_t *rate) {
    static const uint32_t values[] = {0, 48000, 1, UINT32_MAX};
    *rate = w->mistakes ? 0 : values[i];
}

/* ---- playback ---- */

enum {
    user_data_VALUES = 2,
    mode_VALUES = 4,
    fade_VALUES = 4,
    paused_VALUES = 4,
    gain_VALUES = 6,
    device_rate_VALUES = 4,
    latency_VALUES = 4,
    ahead_VALUES = 5,
    f32_out_VALUES = 7,
    s16_out_VALUES = 7
};

static void user_data_value(fixture *w, int i, uint64_t *user_data) {
    (void)w;
    *user_data = i ? UINT64_MAX : 0;
}

/* One of several numbers, of which the first `good` are valid. */
static int32_t one_of(fixture *w, int i, int good, const int32_t *numbers) {
    if (i >= good)
        expect(w, CONVAI_ERROR_INVALID_ARGUMENT);
    return numbers[i];
}

static void mode_value(fixture *w, int i, int32_t *mode) {
    static const int32_t modes[] = {CONVAI_PLAYBACK_QUEUE, CONVAI_PLAYBACK_REPLACE, 2, INT32_MIN};
    *mode = one_of(w, i, 2, modes);
}

static void fade_value(fixture *w, int i, int32_t *fade_ms) {
    static const int32_t fades[] = {0, 10000, -1, INT32_MAX};
    *fade_ms = one_of(w, i, 2, fades);
}

static void paused_value(fixture *w, int i, int32_t *paused) {
    static const int32_t switches[] = {1, 0, 2, -1};
    *paused = one_of(w, i, 2, switches);
}

static void gain_value(fixture *w, int i, float *gain) {
    const float gains[] = {0.5f, 0, -1, 1e30f, HUGE_VALF, NAN};
    *gain = gains[i];
    if (i >= 2)
        expect(w, CONVAI_ERROR_INVALID_ARGUMENT);
}

static void device_rate_value(fixture *w, int i, uint32_t *rate) {
    static const int32_t rates[] = {48000, 8000, 0, -1};
    *rate = (uint32_t)one_of(w, i, 2, rates);
}

static void latency_value(fixture *w, int i, int32_t *latency_ms) {
    static const int32_t times[] = {0, 1000, 1001, -1};
    *latency_ms = one_of(w, i, 2, times);
}

static void ahead_value(fixture *w, int i, size_t *queued, int32_t *ahead_ms) {
    static const size_t queues[] = {0, 0, SIZE_MAX, 7, 0};
    static const int32_t times[] = {100, INT32_MAX, 100, INT32_MIN, 0};
    (void)w;
    *queued = queues[i];
    *ahead_ms = times[i];
}

/* Nothing but the memory of the first value may be written to. */
static void f32_out_value(fixture *w, int i, float **out, size_t *frames, uint32_t *channels) {
    static const size_t counts[] = {8, 8, 8, 0, 8, SIZE_MAX, SIZE_MAX / 4 + 2};
    *out = i == 1 ? NULL : i == 2 ? (void *)((unsigned char *)w->f32 + 1) : w->f32;
    *frames = counts[i];
    *channels = i == 4 ? 0 : i == 5 ? UINT32_MAX : i == 6 ? 1 : 2;
}

static void s16_out_value(fixture *w, int i, int16_t **out, size_t *frames, uint32_t *channels) {
    float *floats;
    f32_out_value(w, i, &floats, frames, channels);
    *out = i == 1 ? NULL : i == 2 ? (void *)((unsigned char *)w->s16 + 1) : w->s16;
}

/* ---- buffers: a pointer and a length ---- */

enum { wav_VALUES = 10, chunk_VALUES = 5, buffer_VALUES = 6, s16_to_f32_VALUES = 9, f32_to_s16_VALUES = 9 };

static void wav_value(fixture *w, int i, const uint8_t **wav, size_t *length) {
    static const uint8_t head[44] = "RIFF\x84\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x80\x3e\0\0\0\x7d\0\0\2\0\x10\0data\x60";
    static const size_t lengths[] = {140, 140, 0, 0, 3, 30, SIZE_MAX, SIZE_MAX / 2, ((size_t)1 << 30) + 1, 140};
    memset(w->wav, 0, sizeof w->wav);
    memcpy(w->wav + 1, head, sizeof head);
    if (i == 9)
        memset(w->wav, 'x', sizeof w->wav);
    *wav = i == 1 || i == 2 ? NULL : w->wav + 1;
    *length = lengths[i];
    if (i == 1 || i == 2)
        expect(w, CONVAI_ERROR_NULL_POINTER);
    if (i >= 2) {
        expect(w, CONVAI_ERROR_AUDIO_INPUT);
        expect(w, CONVAI_ERROR_INVALID_ARGUMENT);
    }
}

static void chunk_value(fixture *w, int i, const void **samples, size_t *frames) {
    static const size_t counts[] = {100, 0, 100, SIZE_MAX, SIZE_MAX / 2 + 2};
    *samples = i == 1 || i == 2 ? NULL : w->chunk + 1;
    *frames = counts[i];
    if (i == 2)
        expect(w, CONVAI_ERROR_NULL_POINTER);
    if (i > 2)
        expect(w, CONVAI_ERROR_INVALID_ARGUMENT);
}

static void buffer_value(fixture *w, int i, char **buffer, size_t *capacity) {
    static const size_t capacities[] = {64, SIZE_MAX, 0, 0, 64, SIZE_MAX};
    *buffer = i >= 3 ? NULL : (char *)w->buffer;
    *capacity = capacities[i];
    if (i == 2 || i == 3)
        expect(w, CONVAI_ERROR_BUFFER_TOO_SMALL);
    if (i > 3)
        expect(w, CONVAI_ERROR_NULL_POINTER);
}

/* The two buffers of a conversion. Returns the number of samples. */
static size_t conversion(fixture *w, int i, void **input, void **output) {
    static const size_t counts[] = {8, 0, 8, 8, 8, 8, 8, SIZE_MAX, SIZE_MAX / 4 + 2};
    if (i == 1)
        *input = *output = NULL;
    if (i == 2)
        *input = NULL;
    if (i == 3)
        *output = NULL;
    if (i == 4)
        *input = (unsigned char *)*input + 1;
    if (i == 5)
        *output = (unsigned char *)*output + 1;
    if (i == 6)
        *input = *output;
    if (i == 2 || i == 3)
        expect(w, CONVAI_ERROR_NULL_POINTER);
    if (i > 3)
        expect(w, CONVAI_ERROR_INVALID_ARGUMENT);
    return counts[i];
}

static void s16_to_f32_value(fixture *w, int i, const int16_t **input, float **output, size_t *samples) {
    void *from = w->s16, *to = w->f32;
    *samples = conversion(w, i, &from, &to);
    *input = from;
    *output = to;
}

static void f32_to_s16_value(fixture *w, int i, const float **input, int16_t **output, size_t *samples) {
    void *from = w->f32, *to = i == 6 ? (void *)w->f32 : (void *)w->s16;
    *samples = conversion(w, i, &from, &to);
    *input = from;
    *output = to;
}

/* ---- output parameters: a variable, NULL, and a variable at an odd address ---- */

enum {
    error_VALUES = 3,
    out_handle_VALUES = 3,
    out_log_entry_VALUES = 3,
    out_piece_VALUES = 3,
    out_length_VALUES = 3,
    out_frames_VALUES = 3,
    out_milliseconds_VALUES = 3,
    out_samples_VALUES = 3,
    required_event_VALUES = 3,
    required_ended_VALUES = 3,
    out_peak_VALUES = 3,
    out_rms_VALUES = 3
};

static void *output(unsigned char *bytes, int i) { return i == 1 ? NULL : bytes + i / 2; }

static void error_value(fixture *w, int i, convai_error ***error) {
    void *garbage = w;
    w->error = output(w->error_bytes, i);
    *error = (void *)w->error;
    if (w->error)
        memcpy(w->error, &garbage, sizeof garbage);
}

static void out_handle_value(fixture *w, int i, intptr_t **handle) {
    *handle = output(w->out[0], i);
    if (i == 1)
        expect(w, CONVAI_ERROR_NULL_POINTER);
}

static void out_log_entry_value(fixture *w, int i, convai_log_entry ***entry) {
    w->log_entry = output(w->out[0], i);
    *entry = (void *)w->log_entry;
    if (i == 1)
        expect(w, CONVAI_ERROR_NULL_POINTER);
    else
        memset(w->log_entry, 0, sizeof *entry);
}

static void required_event_value(fixture *w, int i, int32_t **event) {
    *event = output(w->out[0], i);
    if (i == 1)
        expect(w, CONVAI_ERROR_NULL_POINTER);
}

static void required_ended_value(fixture *w, int i, convai_utterance ***ended) {
    *ended = output(w->out[1], i);
    if (i == 1)
        expect(w, CONVAI_ERROR_NULL_POINTER);
}

static void out_samples_value(fixture *w, int i, uint64_t **samples) { *samples = output(w->out[0], i); }

static void out_piece_value(fixture *w, int i, convai_piece ***piece) {
    w->piece = output(w->out[0], i);
    *piece = (void *)w->piece;
    if (i == 1)
        expect(w, CONVAI_ERROR_NULL_POINTER);
    else
        memset(w->piece, 0, sizeof *piece);
}

static void out_length_value(fixture *w, int i, size_t **length) { *length = output(w->out[0], i); }
static void out_frames_value(fixture *w, int i, uint64_t **frames) { *frames = output(w->out[0], i); }
static void out_milliseconds_value(fixture *w, int i, int32_t **milliseconds) { *milliseconds = output(w->out[1], i); }
static void out_peak_value(fixture *w, int i, float **peak) { *peak = output(w->out[0], i); }
static void out_rms_value(fixture *w, int i, float **rms) { *rms = output(w->out[1], i); }

#endif
