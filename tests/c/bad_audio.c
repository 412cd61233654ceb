/* Invalid audio. */
#include "bad_input.h"

/* Passes PCM to every function that takes it. */
static void refuse_pcm(const convai_pcm *pcm, convai_status status, const char *advice) {
    float level;
    REFUSED(response, convai_get_response_pcm(client, "id", NULL, pcm, 0, NULL), status, advice);
    REFUSED(response, convai_conversation_say_pcm(conversation, pcm, 0, NULL), status, advice);
    REFUSED(audio, convai_audio_build_wav(pcm, 0), status, advice);
    NOT_CREATED(convai_get_response_pcm_async(client, "id", NULL, pcm, 0, NULL, &error), status, advice);
    NOT_CREATED(convai_conversation_say_pcm_async(conversation, pcm, 0, NULL, &error), status, advice);
    RETURNS(convai_audio_level(pcm, &level, NULL), status);
}

/* No frames, no channels, a length that is no whole number of frames, an unknown format, a sample rate out of range. */
static void invalid_pcm_is_refused(void) {
    static const struct {
        int32_t format;
        size_t samples_bytes, frames;
        uint32_t channels, sample_rate;
        convai_status status;
        const char *advice;
    } bad[] = {
        {CONVAI_PCM_S16, 0, 0, 1, 16000, CONVAI_ERROR_AUDIO_INPUT, "no frames"},
        {CONVAI_PCM_S16, 0, 32, 0, 16000, CONVAI_ERROR_AUDIO_INPUT, "0 channels"},
        {CONVAI_PCM_S16, 64, 0, 0, 16000, CONVAI_ERROR_AUDIO_INPUT, "0 channels"},
        {CONVAI_PCM_S16, 66, 0, 33, 16000, CONVAI_ERROR_AUDIO_INPUT, "1 to 32"},
        {CONVAI_PCM_S16, 64, 0, 0xffffffffu, 16000, CONVAI_ERROR_AUDIO_INPUT, "1 to 32"},
        {CONVAI_PCM_S16, 63, 0, 1, 16000, CONVAI_ERROR_AUDIO_INPUT, "do not divide into frames of 2 bytes"},
        {CONVAI_PCM_S16, 62, 0, 2, 16000, CONVAI_ERROR_AUDIO_INPUT, "do not divide into frames of 4 bytes"},
        {CONVAI_PCM_S24, 64, 0, 1, 16000, CONVAI_ERROR_AUDIO_INPUT, "do not divide into frames of 3 bytes"},
        {CONVAI_PCM_F32, 30, 0, 1, 16000, CONVAI_ERROR_AUDIO_INPUT, "do not divide into frames of 4 bytes"},
        {CONVAI_PCM_S16, 60, 32, 1, 16000, CONVAI_ERROR_AUDIO_INPUT, "correct one"},
        {0, 64, 0, 1, 16000, CONVAI_ERROR_AUDIO_INPUT, "set one of `CONVAI_PCM_U8`"},
        {6, 64, 0, 1, 16000, CONVAI_ERROR_AUDIO_INPUT, "`pcm.format` is 6"},
        {-1, 64, 0, 1, 16000, CONVAI_ERROR_AUDIO_INPUT, "`pcm.format` is -1"},
        {CONVAI_PCM_S16, 64, 0, 1, 0, CONVAI_ERROR_AUDIO_INPUT, "8000 to 192000 Hz"},
        {CONVAI_PCM_S16, 64, 0, 1, 7999, CONVAI_ERROR_AUDIO_INPUT, "8000 to 192000 Hz"},
        {CONVAI_PCM_S16, 64, 0, 1, 192001, CONVAI_ERROR_AUDIO_INPUT, "8000 to 192000 Hz"},
        {CONVAI_PCM_S16, 64, 0, 1, 0xffffffffu, CONVAI_ERROR_AUDIO_INPUT, "8000 to 192000 Hz"},
        /* Impossible lengths are refused before a sample is read. */
        {CONVAI_PCM_S16, 0, SIZE_MAX / 2 + 2, 2, 16000, CONVAI_ERROR_INVALID_ARGUMENT, "check the number"},
        {CONVAI_PCM_F32, 0, SIZE_MAX, 32, 16000, CONVAI_ERROR_INVALID_ARGUMENT, "check the number"},
        {CONVAI_PCM_S16, SIZE_MAX - 1, 0, 1, 16000, CONVAI_ERROR_INVALID_ARGUMENT, "check the length"},
    };
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_utterance_options recording = CONVAI_UTTERANCE_OPTIONS_INIT;
    convai_pcm samples;
    size_t i;
    for (i = 0; i < LENGTH(bad); i++) {
        samples = some_pcm();
        samples.format = bad[i].format;
        samples.samples_bytes = bad[i].samples_bytes;
        samples.frames = bad[i].frames;
        samples.channels = bad[i].channels;
        samples.sample_rate = bad[i].sample_rate;
        refuse_pcm(&samples, bad[i].status, bad[i].advice);
    }
    samples = some_pcm();
    options.upload_sample_rate = 7999;
    NOT_CREATED(convai_get_response_pcm_async(client, "id", NULL, &samples, 0, &options, &error),
             CONVAI_ERROR_INVALID_ARGUMENT, "8000 to 192000");
    REFUSED(audio, convai_audio_build_wav(&samples, 192001), CONVAI_ERROR_AUDIO_INPUT, "8000 to 192000");

    NOT_CREATED(convai_utterance_new(&recording, &error), CONVAI_ERROR_AUDIO_INPUT, "set one of `CONVAI_PCM_U8`");
    recording.format = CONVAI_PCM_S16;
    NOT_CREATED(convai_utterance_new(&recording, &error), CONVAI_ERROR_AUDIO_INPUT, "1 to 32");
    recording.channels = 1;
    NOT_CREATED(convai_utterance_new(&recording, &error), CONVAI_ERROR_AUDIO_INPUT, "8000 to 192000");
    recording.sample_rate = 16000;
    recording.max_ms = 600001;
    NOT_CREATED(convai_utterance_new(&recording, &error), CONVAI_ERROR_INVALID_ARGUMENT, "600000");
}

static void an_impossible_trigger_is_refused(void) {
#define SPEECH .trigger = CONVAI_TRIGGER_SPEECH
    static const struct {
        convai_utterance_options options;
        const char *advice;
    } bad[] = {
        {{.trigger = 3}, "`options.trigger` is 3: set one of `CONVAI_TRIGGER_PUSH`"},
        {{.trigger = -1}, "`options.trigger` is -1"},
        {{.pre_roll_ms = 300}, "`options.pre_roll_ms` needs `CONVAI_TRIGGER_BEGIN` or `CONVAI_TRIGGER_SPEECH`"},
        {{.speech_ms = 1}, "`options.speech_ms` needs `CONVAI_TRIGGER_SPEECH`"},
        {{.trigger = CONVAI_TRIGGER_BEGIN, .silence_ms = 1}, "`options.silence_ms` needs `CONVAI_TRIGGER_SPEECH`"},
        {{.speech_threshold = 0.5f}, "`options.speech_threshold` needs `CONVAI_TRIGGER_SPEECH`"},
        {{.silence_threshold = 0.5f}, "`options.silence_threshold` needs `CONVAI_TRIGGER_SPEECH`"},
        {{SPEECH, .pre_roll_ms = 10001}, "`options.pre_roll_ms` is 10001: set at most 10000, or 0 for 300"},
        {{SPEECH, .speech_ms = 10001}, "`options.speech_ms` is 10001: set at most 10000, or 0 for 100"},
        {{SPEECH, .silence_ms = 10001}, "`options.silence_ms` is 10001: set at most 10000, or 0 for 600"},
        {{SPEECH, .silence_ms = -1}, "`options.silence_ms` is -1"},
        {{SPEECH, .speech_threshold = 1.5f}, "`options.speech_threshold` is 1.5: set a number from 0 to 1"},
        {{SPEECH, .silence_threshold = -0.5f}, "`options.silence_threshold` is -0.5"},
        {{SPEECH, .silence_threshold = 0.8f}, "`options.silence_threshold` is 0.8 and `options.speech_threshold` is 0.7"},
        {{SPEECH, .max_ms = 799}, "`options.max_ms` is too small: set at least 800"},
        {{.trigger = CONVAI_TRIGGER_BEGIN, .max_ms = 599}, "`options.max_ms` is too small: set at least 600"},
    };
    size_t i;
    for (i = 0; i < LENGTH(bad); i++) {
        convai_utterance_options options = bad[i].options;
        options.struct_size = sizeof options;
        options.format = CONVAI_PCM_S16;
        options.channels = 1;
        options.sample_rate = 16000;
        NOT_CREATED(convai_utterance_new(&options, &error), CONVAI_ERROR_INVALID_ARGUMENT, bad[i].advice);
    }
}

static void put(uint8_t *at, uint32_t value, int bytes) {
    while (bytes-- > 0) {
        *at++ = (uint8_t)value;
        value >>= 8;
    }
}

/* Writes a WAV file with 64 bytes of samples and returns its length. */
static size_t make_wav(uint8_t file[108], int tag, int channels, int bits, uint32_t rate) {
    memset(file, 0, 108);
    memcpy(file, "RIFF", 4);
    put(file + 4, 100, 4);
    memcpy(file + 8, "WAVEfmt ", 8);
    put(file + 16, 16, 4);
    put(file + 20, (uint32_t)tag, 2);
    put(file + 22, (uint32_t)channels, 2);
    put(file + 24, rate, 4);
    put(file + 28, rate * (uint32_t)(channels * bits / 8), 4);
    put(file + 32, (uint32_t)(channels * bits / 8), 2);
    put(file + 34, (uint32_t)bits, 2);
    memcpy(file + 36, "data", 4);
    put(file + 40, 64, 4);
    return 108;
}

/* Passes a file to every function that takes one. */
static void refuse_wav(const uint8_t *file, size_t length, const char *advice) {
    const convai_status status = CONVAI_ERROR_AUDIO_INPUT;
    REFUSED(response, convai_get_response_wav(client, "id", NULL, file, length, 0, NULL), status, advice);
    REFUSED(response, convai_conversation_say_wav(conversation, file, length, 0, NULL), status, advice);
    NOT_CREATED(convai_get_response_wav_async(client, "id", NULL, file, length, 0, NULL, &error), status, advice);
    NOT_CREATED(convai_conversation_say_wav_async(conversation, file, length, 0, NULL, &error), status, advice);
}

/* Stereo, other than 16 bits, truncated, or not a WAV file. */
static void an_unsupported_wav_file_is_refused(void) {
    const char *const convert = "send its samples as PCM";
    uint8_t file[108];
    size_t length = make_wav(file, 1, 2, 16, 16000);
    refuse_wav(file, length, convert);
    refuse_wav(file, make_wav(file, 1, 1, 8, 16000), convert);
    refuse_wav(file, make_wav(file, 3, 1, 32, 16000), convert);
    refuse_wav(file, make_wav(file, 1, 6, 16, 16000), convert);
    refuse_wav(file, make_wav(file, 1, 1, 16, 7999), "8000 to 192000");
    refuse_wav(file, make_wav(file, 1, 1, 16, 192001), "8000 to 192000");
    refuse_wav(file, make_wav(file, 1, 0, 16, 16000), "0 channels");
    refuse_wav(file, make_wav(file, 1, 1, 12, 16000), "");
    refuse_wav(file, make_wav(file, 85, 1, 16, 16000), ""); /* MP3 inside a WAV */
    /* Truncated to every length. */
    for (length = 0; length < 108; length++) {
        uint8_t *exact = malloc(length ? length : 1); /* so that memory checkers find a read past the end */
        make_wav(file, 1, 1, 16, 16000);
        memcpy(exact, file, length);
        refuse_wav(exact, length, "");
        free(exact);
    }
    make_wav(file, 1, 1, 16, 16000);
    refuse_wav(file, 106, "read the whole file");
    refuse_wav(file, 20, "");
    refuse_wav(NULL, 0, "pass a complete WAV file");
    /* A header without samples. */
    put(file + 4, 36, 4);
    put(file + 40, 0, 4);
    refuse_wav(file, 44, "record something");
    /* Not a WAV file. */
    refuse_wav((const uint8_t *)"Hello, this is text.", 20, "pass a complete WAV file");
    refuse_wav((const uint8_t *)"ID3\4\0\0\0\0\0\0 an MP3", 18, "pass a complete WAV file");
    refuse_wav((const uint8_t *)"RIFF\x20\0\0\0AVI LIST0123456789012345", 32, "pass a complete WAV file");
    refuse_wav((const uint8_t *)"RIFX\x20\0\0\0WAVEfmt 0123456789012345", 32, "save it as an ordinary WAV");
    refuse_wav((const uint8_t *)"RF64\xff\xff\xff\xffWAVEds64", 16, "save it as an ordinary WAV");
    REFUSED(audio, convai_audio_read_wav((const uint8_t *)"Hello, this is text.", 20, 0), CONVAI_ERROR_AUDIO_INPUT, "");
    REFUSED(audio, convai_audio_read_wav((const uint8_t *)"Hello, this is text.", 20, 16000), CONVAI_ERROR_AUDIO_INPUT,
            "text, not a WAV");
    REFUSED(audio, convai_audio_read_wav(NULL, 0, 16000), CONVAI_ERROR_AUDIO_INPUT, "");
}

TEST_CASES(set_up, tear_down, CASE(invalid_pcm_is_refused), CASE(an_impossible_trigger_is_refused), CASE(an_unsupported_wav_file_is_refused))
