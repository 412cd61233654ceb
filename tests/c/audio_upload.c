/* Uploads recordings. Each line of the input is one: format, channels, sample rate, rate to resample to (0: none), file
 * with raw samples. The test compares the WAV files that arrive. The program writes what convai_audio_build_wav makes of
 * the same samples to FILE.wav. */
#include "emulator_control.h"

/* The samples of the file at an odd address. The block ends with the last sample, so that memory checkers find a read past
 * the end. */
static uint8_t *unaligned(const char *path, size_t *length, uint8_t **block) {
    FILE *file = fopen(path, "rb");
    REQUIRE(file);
    fseek(file, 0, SEEK_END);
    *length = (size_t)ftell(file);
    rewind(file);
    *block = malloc(*length + 1);
    REQUIRE(*block);
    CHECK(fread(*block + 1, 1, *length, file) == *length);
    fclose(file);
    return *block + 1;
}

static void send_it(convai_client *client, const convai_pcm *pcm, uint32_t upload_rate) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_error *error = NULL;
    convai_operation *operation;
    convai_response *answer;
    options.upload_sample_rate = upload_rate;
    operation = convai_get_response_pcm_async(client, PUBLIC_CHARACTER, NULL, pcm, CONVAI_TEXT, &options, &error);
    if (!CHECK_ERROR(error, CONVAI_OK))
        convai_error_free(&error);
    CHECK_STATUS(convai_operation_wait(operation, -1), CONVAI_OK);
    answer = convai_operation_take_response(operation);
    CHECK_OK(answer);
    CHECK_HAS(answer->text, "I heard");
    convai_response_free(&answer);
    convai_operation_free(&operation);
}

static void build_it(const convai_pcm *pcm, uint32_t rate, const char *path) {
    convai_audio *audio = convai_audio_build_wav(pcm, rate);
    char name[1024];
    FILE *file;
    CHECK_OK(audio);
    CHECK_NUMBER(audio->channels, 1);
    CHECK_NUMBER(audio->sample_rate, rate ? rate : pcm->sample_rate);
    CHECK_NUMBER(audio->wav_len, 44 + 2 * audio->frames);
    CHECK_NUMBER(audio->audio_form, CONVAI_AUDIO_WAV);
    snprintf(name, sizeof name, "%s.wav", path);
    file = fopen(name, "wb");
    REQUIRE(file);
    CHECK(fwrite(audio->wav, 1, audio->wav_len, file) == audio->wav_len);
    fclose(file);
    convai_audio_free(&audio);
}

int main(void) {
    convai_client *client = new_client();
    char line[1024], path[900];
    unsigned rate, upload_rate, channels;
    int format, by_bytes = 0;
    while (fgets(line, sizeof line, stdin)) {
        convai_pcm pcm = CONVAI_PCM_INIT;
        uint8_t *block;
        size_t length, sample_bytes;
        REQUIRE(sscanf(line, "%d %u %u %u %899[^\n]", &format, &channels, &rate, &upload_rate, path) == 5);
        check_context = line;
        pcm.samples = unaligned(path, &length, &block);
        pcm.format = format;
        pcm.channels = channels;
        pcm.sample_rate = rate;
        sample_bytes = format == CONVAI_PCM_U8 ? 1 : format == CONVAI_PCM_S16 ? 2 : format == CONVAI_PCM_S24 ? 3 : 4;
            /* The length is given in bytes, in frames, or in both, in turn. */
        if (by_bytes != 1)
            pcm.frames = length / (sample_bytes * channels);
        if (by_bytes != 0)
            pcm.samples_bytes = length;
        by_bytes = (by_bytes + 1) % 3;
        send_it(client, &pcm, upload_rate);
        build_it(&pcm, upload_rate, path);
        free(block);
    }
    convai_client_free(&client);
    return check_end();
}
