/* A client with this library, through the C API. */

#include "bench.h"

#include <convai.h>
#include <stdlib.h>

static convai_client *client;

const char *client_open(const struct input *input) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    options.api_key = API_KEY;
    options.base_url = input->base_url;
    options.upload_sample_rate = input->workload == PCM16K ? 16000 : 0;
    client = convai_client_new(&options, NULL);
    return client ? NULL : "the client cannot be created";
}

static convai_response *turn(const struct input *input) {
    if (input->workload == SPOKEN)
        return convai_get_response_wav(client, CHARACTER, CONVAI_NEW_SESSION, input->wav, input->wav_len, CONVAI_TEXT, NULL);
    if (input->samples) {
        convai_pcm pcm = CONVAI_PCM_INIT;
        pcm.format = CONVAI_PCM_F32;
        pcm.samples = input->samples;
        pcm.samples_bytes = 2 * input->frames * sizeof(float);
        pcm.frames = input->frames;
        pcm.channels = 2;
        pcm.sample_rate = 48000;
        return convai_get_response_pcm(client, CHARACTER, CONVAI_NEW_SESSION, &pcm, CONVAI_TEXT, NULL);
    }
    uint32_t flags = input->workload == AUDIO ? CONVAI_VOICE : input->workload == FORM ? CONVAI_MULTIPART : CONVAI_TEXT;
    return convai_get_response_text(client, CHARACTER, CONVAI_NEW_SESSION, USER_TEXT, flags, NULL);
}

int client_call(const struct input *input) {
    convai_response *answer = turn(input);
    int bad = answer->error != NULL || answer->text_len == 0;
    if (input->workload == AUDIO) bad |= answer->frames != (REPLY_WAV_BYTES - 44) / 2 || answer->pcm == NULL;
    convai_response_free(&answer);
    return bad;
}

void client_close(void) { convai_client_free(&client); }
