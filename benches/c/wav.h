/* Converts samples to a WAV file with a plain loop and with libraries for C. The caller owns every result. */

#ifndef WAV_H
#define WAV_H

#include <stddef.h>
#include <stdint.h>

float *mixed(const float *stereo, size_t frames);
uint8_t *wav_by_loop(const float *mono, size_t frames, uint32_t rate);
uint8_t *wav_by_sndfile(const float *mono, size_t frames, uint32_t rate, size_t *len);

/* Resamples from 48 to 16 kHz with soxr at quality HQ: soxr writes 16 bits itself, or floats that the loop rounds. */
uint8_t *wav_by_soxr_s16(const float *mono, size_t frames, size_t *len);
uint8_t *wav_by_soxr_f32(const float *mono, size_t frames, size_t *len);
void soxr_to_floats(const float *mono, size_t frames, float *out);

#endif
