/* Samples to a WAV, by a plain loop and by the libraries that a C programmer has. Every result is the caller's. */

#ifndef WAV_H
#define WAV_H

#include <stddef.h>
#include <stdint.h>

float *mixed(const float *stereo, size_t frames);
uint8_t *wav_by_loop(const float *mono, size_t frames, uint32_t rate);
uint8_t *wav_by_sndfile(const float *mono, size_t frames, uint32_t rate, size_t *len);

/* From 48 to 16 kHz, by soxr at its quality HQ: into 16 bits by itself, or into floats that the loop rounds. */
uint8_t *wav_by_soxr_s16(const float *mono, size_t frames, size_t *len);
uint8_t *wav_by_soxr_f32(const float *mono, size_t frames, size_t *len);
void soxr_to_floats(const float *mono, size_t frames, float *out);

#endif
