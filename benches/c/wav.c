/* See wav.h. */

#include "wav.h"

#include "bench.h"

#include <math.h>
#include <sndfile.h>
#include <soxr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

float *mixed(const float *stereo, size_t frames) {
    float *mono = malloc(frames * sizeof *mono);
    for (size_t i = 0; i < frames; i++) mono[i] = 0.5f * (stereo[2 * i] + stereo[2 * i + 1]);
    return mono;
}

/* ---- a loop and a hand-written header ---- */

static uint8_t *wav_of(size_t frames, uint32_t rate) {
    uint32_t data = (uint32_t)(2 * frames), riff = data + 36, bytes_per_second = 2 * rate;
    uint8_t *wav = malloc(44 + data);
    memcpy(wav, "RIFF....WAVEfmt \x10\0\0\0\x01\0\x01\0........\x02\0\x10\0data....", 44);
    memcpy(wav + 4, &riff, 4);
    memcpy(wav + 24, &rate, 4);
    memcpy(wav + 28, &bytes_per_second, 4);
    memcpy(wav + 40, &data, 4);
    return wav;
}

uint8_t *wav_by_loop(const float *mono, size_t frames, uint32_t rate) {
    uint8_t *wav = wav_of(frames, rate);
    int16_t *out = (int16_t *)(wav + 44);
    for (size_t i = 0; i < frames; i++) {
        float value = mono[i] * 32768.0f;
        out[i] = (int16_t)lrintf(value > 32767.0f ? 32767.0f : value < -32768.0f ? -32768.0f : value);
    }
    return wav;
}

/* ---- libsndfile, into memory ---- */

struct file {
    uint8_t *bytes;
    sf_count_t len, capacity, at;
};

static sf_count_t file_len(void *context) { return ((struct file *)context)->len; }
static sf_count_t file_tell(void *context) { return ((struct file *)context)->at; }
static sf_count_t file_read(void *to, sf_count_t count, void *context) { return (void)to, (void)count, (void)context, 0; }

static sf_count_t file_seek(sf_count_t offset, int whence, void *context) {
    struct file *file = context;
    return file->at = offset + (whence == SEEK_CUR ? file->at : whence == SEEK_END ? file->len : 0);
}

static sf_count_t file_write(const void *from, sf_count_t count, void *context) {
    struct file *file = context;
    if (file->at + count > file->capacity) {
        file->capacity = 2 * (file->at + count);
        file->bytes = realloc(file->bytes, (size_t)file->capacity);
    }
    memcpy(file->bytes + file->at, from, (size_t)count);
    file->at += count;
    if (file->at > file->len) file->len = file->at;
    return count;
}

uint8_t *wav_by_sndfile(const float *mono, size_t frames, uint32_t rate, size_t *len) {
    struct file file = {0};
    SF_VIRTUAL_IO io = {file_len, file_seek, file_read, file_write, file_tell};
    SF_INFO info = {.samplerate = (int)rate, .channels = 1, .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16};
    SNDFILE *sound = sf_open_virtual(&io, SFM_WRITE, &info, &file);
    if (!sound) stop("libsndfile cannot open the file");
    sf_command(sound, SFC_SET_CLIPPING, NULL, SF_TRUE);
    if (sf_writef_float(sound, mono, (sf_count_t)frames) != (sf_count_t)frames) stop("libsndfile cannot write the samples");
    sf_close(sound);
    *len = (size_t)file.len;
    return file.bytes;
}

/* ---- soxr ---- */

static void resample(const float *mono, size_t frames, void *out, soxr_datatype_t type) {
    soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, type);
    soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
    size_t done;
    if (soxr_oneshot(48000, 16000, 1, mono, frames, NULL, out, frames / 3, &done, &io, &quality, NULL)) stop("soxr cannot resample");
}

void soxr_to_floats(const float *mono, size_t frames, float *out) { resample(mono, frames, out, SOXR_FLOAT32_I); }

uint8_t *wav_by_soxr_s16(const float *mono, size_t frames, size_t *len) {
    uint8_t *wav = wav_of(frames / 3, 16000);
    resample(mono, frames, wav + 44, SOXR_INT16_I);
    *len = 44 + 2 * (frames / 3);
    return wav;
}

uint8_t *wav_by_soxr_f32(const float *mono, size_t frames, size_t *len) {
    float *out = malloc(frames / 3 * sizeof *out);
    soxr_to_floats(mono, frames, out);
    uint8_t *wav = wav_by_loop(out, frames / 3, 16000);
    free(out);
    *len = 44 + 2 * (frames / 3);
    return wav;
}
