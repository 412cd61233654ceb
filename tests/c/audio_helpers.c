/* The convai_audio_* functions, which need neither a client nor a network. */
#include "check.h"
#include <math.h>

static void every_16_bit_sample_survives_conversion_to_float_and_back(void) {
    static int16_t all[65536], back[65536];
    static float floats[65536];
    long wrong = 0;
    int i;
    for (i = 0; i < 65536; i++)
        all[i] = (int16_t)(i - 32768);
    CHECK_STATUS(convai_audio_s16_to_f32(all, floats, 65536), CONVAI_OK);
    CHECK_STATUS(convai_audio_f32_to_s16(floats, back, 65536), CONVAI_OK);
    for (i = 0; i < 65536; i++)
        wrong += floats[i] != (float)(i - 32768) / 32768.0f || back[i] != all[i];
    CHECK_NUMBER(wrong, 0);
    CHECK_STATUS(convai_audio_s16_to_f32(NULL, NULL, 0), CONVAI_OK);
    CHECK_STATUS(convai_audio_f32_to_s16(NULL, NULL, 0), CONVAI_OK);
}

/* Ties round to even, NaN becomes silence, and nothing is written past the end. */
static void floats_round_to_the_nearest_sample_and_saturate(void) {
    static const struct {
        float in;
        int16_t out;
    } cases[] = {
        {0.0f, 0},           {-0.0f, 0},           {1.0f, 32767},      {-1.0f, -32768},   {0.5f, 16384},
        {2.0f, 32767},       {-2.0f, -32768},      {1e30f, 32767},     {-1e30f, -32768},  {1e-30f, 0},
        {0.4f / 32768, 0},   {0.5f / 32768, 0},    {0.6f / 32768, 1},  {1.5f / 32768, 2}, {2.5f / 32768, 2},
        {-0.5f / 32768, 0},  {-1.5f / 32768, -2},  {-0.6f / 32768, -1}, {32766.5f / 32768, 32766},
        {32767.4f / 32768, 32767}, {32767.9f / 32768, 32767}, {-32767.5f / 32768, -32768},
    };
    float special[3];
    int16_t out[5] = {7, 7, 7, 7, 7};
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        int16_t one = 7;
        CHECK_STATUS(convai_audio_f32_to_s16(&cases[i].in, &one, 1), CONVAI_OK);
        check_report(one == cases[i].out, __FILE__, __LINE__, "%g becomes %d, not %d", cases[i].in, one, cases[i].out);
    }
    special[0] = (float)NAN;
    special[1] = (float)INFINITY;
    special[2] = (float)-INFINITY;
    CHECK_STATUS(convai_audio_f32_to_s16(special, out + 1, 3), CONVAI_OK);
    CHECK(out[0] == 7 && out[1] == 0 && out[2] == 32767 && out[3] == -32768 && out[4] == 7);
}

static void level_of(int32_t format, const void *samples, size_t frames, uint32_t channels, double peak, double rms) {
    convai_pcm pcm = CONVAI_PCM_INIT;
    float got_peak = -1, got_rms = -1;
    pcm.format = format;
    pcm.samples = samples;
    pcm.frames = frames;
    pcm.channels = channels;
    pcm.sample_rate = 16000;
    CHECK_STATUS(convai_audio_level(&pcm, &got_peak, &got_rms), CONVAI_OK);
    check_report(fabs(got_peak - peak) < 1e-5 && fabs(got_rms - rms) < 1e-5, __FILE__, __LINE__,
                 "format %d: peak %g, rms %g, not %g and %g", (int)format, got_peak, got_rms, peak, rms);
    CHECK_STATUS(convai_audio_level(&pcm, NULL, &got_rms), CONVAI_OK);
    CHECK_STATUS(convai_audio_level(&pcm, &got_peak, NULL), CONVAI_OK);
}

static void peak_and_rms_are_measured_in_every_format(void) {
    const uint8_t u8[] = {128, 64, 192, 128};
    const int16_t s16[] = {0, 16384, -16384, 0}, full[] = {-32768, -32768};
    const uint8_t s24[] = {0, 0, 0, 0, 0, 0x40, 0, 0, 0xc0, 0, 0, 0};
    const int32_t s32[] = {0, 1 << 30, -(1 << 30), 0};
    float f32[] = {0, 0.5f, -0.5f, 0}, loud[] = {3.0f, (float)NAN};
    const double rms = sqrt(0.125);
    level_of(CONVAI_PCM_U8, u8, 4, 1, 0.5, rms);
    level_of(CONVAI_PCM_S16, s16, 4, 1, 0.5, rms);
    level_of(CONVAI_PCM_S16, s16, 2, 2, 0.5, rms);
    level_of(CONVAI_PCM_S24, s24, 4, 1, 0.5, rms);
    level_of(CONVAI_PCM_S32, s32, 4, 1, 0.5, rms);
    level_of(CONVAI_PCM_F32, f32, 4, 1, 0.5, rms);
    level_of(CONVAI_PCM_S16, full, 2, 1, 1.0, 1.0);
    level_of(CONVAI_PCM_S16, s16, 1, 1, 0.0, 0.0);
    /* Values beyond full scale saturate, NaN is silence. */
    level_of(CONVAI_PCM_F32, loud, 2, 1, 1.0, sqrt(0.5));
}

/* Raw PCM is read with the sample rate that the caller gives. */
static void a_built_wav_reads_back_as_its_samples(void) {
    static const int16_t samples[] = {1, -2, 300, -32768, 32767, 0, 5};
    convai_pcm pcm = CONVAI_PCM_INIT;
    convai_audio *built, *read;
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = samples;
    pcm.samples_bytes = sizeof samples;
    pcm.channels = 1;
    pcm.sample_rate = 22050;
    built = convai_audio_build_wav(&pcm, 0);
    CHECK_OK(built);
    CHECK_NUMBER(built->frames, 7);
    CHECK_NUMBER(built->wav_len, 58);
    CHECK(memcmp(built->pcm, samples, sizeof samples) == 0);
    read = convai_audio_read_wav(built->wav, built->wav_len, 0);
    CHECK_OK(read);
    CHECK(read->wav != built->wav && read->wav_len == built->wav_len && memcmp(read->wav, built->wav, read->wav_len) == 0);
    CHECK(read->frames == 7 && read->channels == 1 && read->sample_rate == 22050 && read->audio_form == CONVAI_AUDIO_WAV);
    CHECK(memcmp(read->pcm, samples, sizeof samples) == 0);
    convai_audio_free(&read);
    /* A WAV file is read as one even if a rate for raw PCM is given. */
    read = convai_audio_read_wav(built->wav, built->wav_len, 8000);
    CHECK_OK(read);
    CHECK(read->frames == 7 && read->sample_rate == 22050);
    convai_audio_free(&read);
    convai_audio_free(&built);

    read = convai_audio_read_wav((const uint8_t *)samples, sizeof samples, 8000);
    CHECK_OK(read);
    CHECK(read->frames == 7 && read->channels == 1 && read->sample_rate == 8000);
    CHECK_NUMBER(read->audio_form, CONVAI_AUDIO_RAW_PCM);
    CHECK_NUMBER(read->wav_len, 58);
    CHECK(memcmp(read->pcm, samples, sizeof samples) == 0);
    convai_audio_free(&read);
    /* Half a sample at the end is dropped. Raw PCM without a sample rate is refused. */
    read = convai_audio_read_wav((const uint8_t *)samples, 5, 8000);
    CHECK_OK(read);
    CHECK_NUMBER(read->frames, 2);
    convai_audio_free(&read);
    read = convai_audio_read_wav((const uint8_t *)samples, sizeof samples, 0);
    CHECK_FAILED(read, CONVAI_ERROR_AUDIO_INPUT);
    CHECK(!read->wav && !read->pcm && read->frames == 0 && read->audio_form == CONVAI_AUDIO_NONE);
    convai_audio_free(&read);
}

static void put(uint8_t *at, uint32_t value, int bytes) {
    while (bytes-- > 0) {
        *at++ = (uint8_t)value;
        value >>= 8;
    }
}

/* WAV files that the emulator does not send: different channels, bytes before the "data" chunk, 64-bit floats, lengths
 * that were never filled in. A file that is truncated or changed at any byte causes at most an error. */
static void every_wav_format_is_read_and_damage_causes_at_most_an_error(void) {
    static const struct {
        int tag, channels, bits;
        uint8_t data[24];
        size_t data_len, frames;
        int16_t first, second;
    } cases[] = {
        {1, 2, 16, {1, 0, 2, 0, 3, 0, 4, 0}, 8, 2, 1, 2},
        {1, 3, 8, {0, 128, 255, 128, 128, 128}, 6, 2, -32768, 0},
        {1, 1, 24, {0, 0, 0x40, 0, 0, 0x80}, 6, 2, 16384, -32768},
        {1, 2, 32, {0, 0, 0, 0x40, 0, 0, 0, 0xc0}, 8, 1, 16384, -16384},
        {3, 1, 32, {0, 0, 0, 0x3f, 0, 0, 0x80, 0xbf}, 8, 2, 16384, -32768},
        {3, 1, 64, {0, 0, 0, 0, 0, 0, 0xe0, 0x3f, 0, 0, 0, 0, 0, 0, 0xf0, 0xbf}, 16, 2, 16384, -32768},
    };
    size_t i, k;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint8_t file[96], name[8];
        size_t frame_bytes = (size_t)(cases[i].channels * cases[i].bits / 8), length;
        convai_audio *audio;
        snprintf((char *)name, sizeof name, "%u", (unsigned)i);
        check_context = (const char *)name;
        memcpy(file, "RIFF\xff\xff\xff\xffWAVEJUNK\3\0\0\0abc\0fmt ", 24 + 4);
        put(file + 28, 16, 4);
        put(file + 32, (uint32_t)cases[i].tag, 2);
        put(file + 34, (uint32_t)cases[i].channels, 2);
        put(file + 36, 44100, 4);
        put(file + 40, (uint32_t)(44100 * frame_bytes), 4);
        put(file + 44, (uint32_t)frame_bytes, 2);
        put(file + 46, (uint32_t)cases[i].bits, 2);
        memcpy(file + 48, "data\xff\xff\xff\xff", 8);
        memcpy(file + 56, cases[i].data, cases[i].data_len);
        length = 56 + cases[i].data_len;
        audio = convai_audio_read_wav(file, length, 0);
        CHECK_OK(audio);
        CHECK_NUMBER(audio->channels, cases[i].channels);
        CHECK_NUMBER(audio->frames, cases[i].frames);
        CHECK_NUMBER(audio->sample_rate, 44100);
        CHECK(audio->pcm && audio->pcm[0] == cases[i].first && audio->pcm[1] == cases[i].second);
        convai_audio_free(&audio);
        for (k = 0; k < length * 16; k++) {
            uint8_t *damaged = malloc(length - (k & 7));
            memcpy(damaged, file, length - (k & 7));
            if (k / 16 < length - (k & 7))
                damaged[k / 16] ^= (uint8_t)(k & 8 ? 0xff : 1);
            audio = convai_audio_read_wav(damaged, length - (k & 7), k & 1 ? 16000 : 0);
            CHECK(audio && (audio->error || (audio->wav && audio->channels > 0)));
            convai_audio_free(&audio);
            free(damaged);
        }
    }
}

TEST_CASES(NULL, NULL,
           CASE(every_16_bit_sample_survives_conversion_to_float_and_back),
           CASE(floats_round_to_the_nearest_sample_and_saturate),
           CASE(peak_and_rms_are_measured_in_every_format),
           CASE(a_built_wav_reads_back_as_its_samples),
           CASE(every_wav_format_is_read_and_damage_causes_at_most_an_error))
