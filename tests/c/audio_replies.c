/* The audio of a reply in every form that the service may send: all kinds of WAV files, and raw PCM. The built-in voice of
 * the emulator always produces the same samples, so each form is compared with a plain WAV file, sample by sample. */
#include "client_fixture.h"

static convai_response *talk(void) {
    return convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "What is your name?", CONVAI_VOICE, NULL);
}

/* The chunk with this name in a WAV file, or NULL. The header of a WAV file does not always have 44 bytes. */
static const uint8_t *chunk(const uint8_t *wav, size_t length, const char *name, uint32_t *size) {
    size_t at = 12;
    while (at + 8 <= length) {
        *size = (uint32_t)wav[at + 4] | (uint32_t)wav[at + 5] << 8 | (uint32_t)wav[at + 6] << 16 | (uint32_t)wav[at + 7] << 24;
        if (memcmp(wav + at, name, 4) == 0)
            return wav + at + 8;
        at += 8 + (size_t)*size + (*size & 1);
    }
    return NULL;
}

/* A complete WAV file whose header has the right lengths. */
static void check_file(const uint8_t *wav, size_t length, size_t frame_bytes, size_t frames) {
    uint32_t size = 0, riff;
    const uint8_t *data;
    if (!CHECK(wav && length >= 44 && memcmp(wav, "RIFF", 4) == 0 && memcmp(wav + 8, "WAVE", 4) == 0))
        return;
    riff = (uint32_t)wav[4] | (uint32_t)wav[5] << 8 | (uint32_t)wav[6] << 16 | (uint32_t)wav[7] << 24;
    CHECK_NUMBER(riff, length - 8);
    data = chunk(wav, length, "data", &size);
    CHECK(data != NULL);
    CHECK_NUMBER(size, frames * frame_bytes);
    CHECK(data && data + size <= wav + length);
}

static void every_form_of_reply_audio_is_read(void) {
    static const struct {
        const char *fault;
        int form;
        uint32_t channels, sample_rate;
        size_t frame_bytes;
        /* The largest difference of a sample from the plain file, and 2 if only half of the samples arrive, else 1. */
        int tolerance;
        size_t parts;
    } cases[] = {
        {"{\"audio\":\"raw_pcm\"}", CONVAI_AUDIO_RAW_PCM, 1, 24000, 2, 0, 1},
        {"{\"audio\":\"raw_pcm\",\"sample_rate\":\"string\"}", CONVAI_AUDIO_RAW_PCM, 1, 24000, 2, 0, 1},
        {"{\"audio\":\"raw_pcm\",\"sample_rate\":16000}", CONVAI_AUDIO_RAW_PCM, 1, 16000, 2, 0, 1},
        {"{\"audio\":\"list_chunk\"}", CONVAI_AUDIO_WAV, 1, 24000, 2, 0, 1},
        {"{\"audio\":\"odd_chunk\"}", CONVAI_AUDIO_WAV, 1, 24000, 2, 0, 1},
        {"{\"audio\":\"extensible\"}", CONVAI_AUDIO_WAV, 1, 24000, 2, 0, 1},
        {"{\"audio\":\"unknown_sizes\"}", CONVAI_AUDIO_WAV, 1, 24000, 2, 0, 1},
        {"{\"audio\":\"wrong_sizes\"}", CONVAI_AUDIO_WAV, 1, 24000, 2, 0, 1},
        {"{\"audio\":\"truncated\"}", CONVAI_AUDIO_WAV, 1, 24000, 2, 0, 2},
        {"{\"audio\":\"bits_8\"}", CONVAI_AUDIO_WAV, 1, 24000, 1, 255, 1},
        {"{\"audio\":\"bits_24\"}", CONVAI_AUDIO_WAV, 1, 24000, 3, 0, 1},
        {"{\"audio\":\"bits_32\"}", CONVAI_AUDIO_WAV, 1, 24000, 4, 0, 1},
        {"{\"audio\":\"float\"}", CONVAI_AUDIO_WAV, 1, 24000, 4, 0, 1},
        {"{\"audio\":\"stereo\"}", CONVAI_AUDIO_WAV, 2, 24000, 4, 0, 1},
        {"{\"audio\":\"base64_unpadded\"}", CONVAI_AUDIO_WAV, 1, 24000, 2, 0, 1},
        {"{\"audio\":\"base64_url_safe\"}", CONVAI_AUDIO_WAV, 1, 24000, 2, 0, 1},
        {"{\"audio\":\"base64_line_breaks\"}", CONVAI_AUDIO_WAV, 1, 24000, 2, 0, 1},
        {"{\"audio\":\"data_url\"}", CONVAI_AUDIO_WAV, 1, 24000, 2, 0, 1},
        /* The header is right and the field beside it is wrong: the library uses the header. */
        {"{\"sample_rate\":8000}", CONVAI_AUDIO_WAV, 1, 24000, 2, 0, 1},
        {"{\"sample_rate\":\"wrong\"}", CONVAI_AUDIO_WAV, 1, 24000, 2, 0, 1},
        {"{\"sample_rate\":\"null\"}", CONVAI_AUDIO_WAV, 1, 24000, 2, 0, 1},
        {"{\"sample_rate\":\"absent\"}", CONVAI_AUDIO_WAV, 1, 24000, 2, 0, 1},
        {"{\"sample_rate\":\"string\"}", CONVAI_AUDIO_WAV, 1, 24000, 2, 0, 1},
        /* A reply with audio and without text is valid. */
        {"{\"text\":\"empty\"}", CONVAI_AUDIO_WAV, 1, 24000, 2, 0, 1},
        {"{\"text\":\"absent\"}", CONVAI_AUDIO_WAV, 1, 24000, 2, 0, 1},
    };
    convai_response *plain = talk();
    size_t i, k;
    CHECK_OK(plain);
    REQUIRE(plain->frames > 1000);
    check_file(plain->wav, plain->wav_len, 2, plain->frames);
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        convai_response *answer;
        long wrong = 0;
        check_context = cases[i].fault;
        emulator_fault(cases[i].fault);
        answer = talk();
        CHECK_OK(answer);
        CHECK_NUMBER(answer->audio_form, cases[i].form);
        CHECK_NUMBER(answer->channels, cases[i].channels);
        CHECK_NUMBER(answer->sample_rate, cases[i].sample_rate);
        if (cases[i].parts == 1)
            CHECK_NUMBER(answer->frames, plain->frames);
        else
            CHECK(answer->frames > plain->frames / 2 - 30 && answer->frames < plain->frames / 2 + 30);
        check_file(answer->wav, answer->wav_len, cases[i].frame_bytes, answer->frames);
        CHECK(answer->pcm && ((uintptr_t)answer->pcm & 1) == 0);
        for (k = 0; answer->pcm && k < answer->frames * answer->channels && k / answer->channels < plain->frames; k++)
            wrong += abs(answer->pcm[k] - plain->pcm[k / answer->channels]) > cases[i].tolerance;
        CHECK_NUMBER(wrong, 0);
        convai_response_free(&answer);
    }
    convai_response_free(&plain);
}

static void a_reply_without_audio_is_a_success(void) {
    static const char *const faults[] = {
        "{\"audio\":\"null\"}", "{\"audio\":\"absent\"}", "{\"audio\":\"empty_string\"}",
        "{\"audio\":\"null\",\"sample_rate\":\"absent\"}",
    };
    convai_response *answer;
    size_t i;
    for (i = 0; i < sizeof faults / sizeof *faults; i++) {
        check_context = faults[i];
        emulator_fault(faults[i]);
        answer = talk();
        CHECK_OK(answer);
        CHECK(answer->text_len > 0);
        CHECK(!answer->wav && answer->wav_len == 0 && !answer->pcm && answer->frames == 0);
        CHECK(answer->channels == 0 && answer->sample_rate == 0 && answer->audio_form == CONVAI_AUDIO_NONE);
        convai_response_free(&answer);
    }
    check_context = "a file without samples";
    emulator_fault("{\"audio\":\"zero_samples\"}");
    answer = talk();
    CHECK_OK(answer);
    CHECK_NUMBER(answer->audio_form, CONVAI_AUDIO_WAV);
    CHECK(answer->frames == 0 && answer->wav != NULL && answer->channels == 1);
    convai_response_free(&answer);
}

static void the_sample_rate_is_that_of_the_reply(void) {
    static const int rates[] = {8000, 16000, 22050, 44100, 48000};
    size_t i;
    for (i = 0; i < sizeof rates / sizeof *rates; i++) {
        convai_response *answer;
        char setting[64];
        snprintf(setting, sizeof setting, "{\"voice_rate\":%d}", rates[i]);
        check_context = setting;
        emulator_settings(setting);
        answer = talk();
        CHECK_OK(answer);
        CHECK_NUMBER(answer->sample_rate, rates[i]);
        CHECK(answer->frames > 0);
        convai_response_free(&answer);
    }
    emulator_settings("{\"voice_rate\":0}");
}

static void reply_audio_can_be_uploaded_again(void) {
    convai_response *first = talk(), *again;
    convai_pcm pcm = CONVAI_PCM_INIT;

    CHECK_OK(first);
    again = convai_get_response_wav(client, PUBLIC_CHARACTER, first->session_id, first->wav, first->wav_len, CONVAI_TEXT, NULL);
    CHECK_OK(again);
    CHECK_HAS(again->text, "24000 Hz, 1 channel, 16 bits");
    convai_response_free(&again);
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = first->pcm;
    pcm.frames = first->frames;
    pcm.channels = first->channels;
    pcm.sample_rate = first->sample_rate;
    again = convai_get_response_pcm(client, PUBLIC_CHARACTER, first->session_id, &pcm, CONVAI_TEXT, NULL);
    CHECK_OK(again);
    CHECK_HAS(again->text, "24000 Hz, 1 channel, 16 bits");
    convai_response_free(&again);
    convai_response_free(&first);
}

TEST_CASES(set_up, tear_down,
           CASE(every_form_of_reply_audio_is_read),
           CASE(a_reply_without_audio_is_a_success),
           CASE(the_sample_rate_is_that_of_the_reply),
           CASE(reply_audio_can_be_uploaded_again))
