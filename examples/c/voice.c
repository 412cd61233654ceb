/* Sends a recording to a character and saves the voice of the reply.
 *
 *     cc examples/c/voice.c -Iinclude -Ltarget/library -lconvai -Wl,-rpath,"$PWD/target/library" -o voice
 *     voice CHARACTER_ID IN OUT.wav [RATE CHANNELS]
 *
 * IN is a WAV file. With RATE (in Hz) and CHANNELS it contains raw 16-bit samples instead, as from a microphone.
 * CONVAI_API_KEY is your API key. CONVAI_BASE_URL is the URL of the service, if it is not the default. */
#include <convai.h>
#include <stdio.h>
#include <stdlib.h>

static int failed(const char *what, const convai_error *error) {
    fprintf(stderr, "%s failed: %s [%s]\n", what, error->message, convai_status_name(error->status));
    return 1;
}

/* Reads a file. The caller frees the result. */
static unsigned char *read_file(const char *path, size_t *length) {
    const size_t capacity = 64u << 20;
    unsigned char *bytes = malloc(capacity);
    FILE *file = fopen(path, "rb");
    *length = bytes && file ? fread(bytes, 1, capacity, file) : 0;
    if (file) fclose(file);
    return bytes;
}

static int write_file(const char *path, const void *bytes, size_t length) {
    FILE *file = fopen(path, "wb");
    int done = file && fwrite(bytes, 1, length, file) == length;
    if (file && fclose(file) != 0) done = 0;
    if (!done) fprintf(stderr, "%s cannot be written\n", path);
    return done ? 0 : 1;
}

/* Sends the samples, prints the text of the reply, and saves its voice. */
static int say(convai_client *client, const char *character_id, const convai_pcm *pcm, const char *out) {
    int result = 0;
    float peak = 0, rms = 0;
    convai_response *answer;
    if (convai_audio_level(pcm, &peak, &rms) == CONVAI_OK && peak < 0.01f)
        fprintf(stderr, "The recording is nearly silent: is the microphone on?\n");
    answer = convai_get_response_pcm(client, character_id, CONVAI_NEW_SESSION, pcm, CONVAI_VOICE, NULL);
    if (answer->error) {
        result = failed("The turn", answer->error);
    } else {
        printf("%s\n", answer->text);
        if (answer->wav_len == 0) fprintf(stderr, "The reply has no voice.\n");
        else result = write_file(out, answer->wav, answer->wav_len);
    }
    convai_response_free(&answer);
    return result;
}

int main(int argc, char **argv) {
    int result = 1;
    size_t length = 0;
    unsigned char *bytes;
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    convai_pcm pcm = CONVAI_PCM_INIT;
    convai_audio *file = NULL;
    convai_error *error = NULL;
    convai_client *client;
    if (argc != 4 && argc != 6) return fprintf(stderr, "usage: %s CHARACTER_ID IN OUT.wav [RATE CHANNELS]\n", argv[0]), 2;
    bytes = read_file(argv[2], &length);
    if (length == 0) return fprintf(stderr, "%s cannot be read\n", argv[2]), free(bytes), 1;

    options.api_key = getenv("CONVAI_API_KEY");
    options.base_url = getenv("CONVAI_BASE_URL");
    options.upload_sample_rate = 16000; /* enough for speech, and a shorter upload */
    client = convai_client_new(&options, &error);
    if (!client) {
        failed("The client", error);
        convai_error_free(&error);
        free(bytes);
        return 1;
    }
    pcm.format = CONVAI_PCM_S16;
    if (argc == 6) {
        pcm.samples = bytes;
        pcm.samples_bytes = length;
        pcm.sample_rate = (uint32_t)strtoul(argv[4], NULL, 10);
        pcm.channels = (uint32_t)strtoul(argv[5], NULL, 10);
        result = say(client, argv[1], &pcm, argv[3]);
    } else {
        file = convai_audio_read_wav(bytes, length, 0);
        if (file->error) {
            failed(argv[2], file->error);
        } else {
            pcm.samples = file->pcm;
            pcm.frames = file->frames;
            pcm.sample_rate = file->sample_rate;
            pcm.channels = file->channels;
            result = say(client, argv[1], &pcm, argv[3]);
        }
        convai_audio_free(&file);
    }
    convai_client_free(&client);
    free(bytes);
    return result;
}
