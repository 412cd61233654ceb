/* A program with the ABI of MSVC and without its run-time library, which is not to be had on Linux: it calls the DLL through
 * convai.dll.lib. Exits with 0 if every check holds, else with the number of the check. */
#include <convai.h>

__declspec(dllimport) __declspec(noreturn) void __stdcall ExitProcess(unsigned code);

/* The compiler calls these. */
void *memset(void *memory, int byte, size_t count) {
    char *at = memory;
    while (count-- > 0)
        *at++ = (char)byte;
    return memory;
}

void *memcpy(void *to, const void *from, size_t count) {
    char *at = to;
    const char *next = from;
    while (count-- > 0)
        *at++ = *next++;
    return to;
}

static int is_same(const char *one, const char *other) {
    while (*one && *one == *other)
        one++, other++;
    return *one == *other;
}

static unsigned first_failure(void) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    convai_error *error = NULL;
    convai_client *client;
    int16_t samples[4] = {0, 1, -1, 32767};
    convai_pcm pcm = CONVAI_PCM_INIT;
    convai_audio *audio;
    if (convai_abi_version() != CONVAI_ABI_VERSION)
        return 1;
    if (convai_struct_size("convai_client_options") != sizeof options)
        return 2;
    if (convai_client_new(&options, &error) || !error || !error->status)
        return 3;
    if (convai_error_free(&error) || error)
        return 4;
    options.api_key = "an-api-key";
    options.base_url = "http://127.0.0.1:9";
    client = convai_client_new(&options, &error);
    if (!client || error || convai_client_close(client, 1000) || convai_client_free(&client) || client)
        return 5;
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = samples;
    pcm.frames = 4;
    pcm.channels = 1;
    pcm.sample_rate = 16000;
    audio = convai_audio_build_wav(&pcm, 0);
    if (!audio || audio->error || audio->wav_len != 44 + sizeof samples || convai_audio_free(&audio))
        return 6;
    if (!is_same(convai_status_name(CONVAI_OK), "CONVAI_OK") || convai_live_objects() != 0)
        return 7;
    return 0;
}

void start(void) { ExitProcess(first_failure()); }
