/* Lists the voices of a language, for the voice_type of a character.
 *
 *     cc examples/c/voices.c -Iinclude -Ltarget/library -lconvai -Wl,-rpath,"$PWD/target/library" -o voices
 *     ./voices en FEMALE
 *
 * CONVAI_API_KEY is your API key. CONVAI_BASE_URL is the URL of the service, if it is not the default. */
#include <convai.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "en" is the language of "en" and of "en-US". */
static int speaks(const convai_voice *voice, const char *language) {
    size_t length = strlen(language), i;
    for (i = 0; i < voice->language_code_count; i++) {
        const char *code = voice->language_codes[i];
        if (strncmp(code, language, length) == 0 && (code[length] == 0 || code[length] == '-')) return 1;
    }
    return 0;
}

int main(int argc, char **argv) {
    const char *language = argc > 1 ? argv[1] : "en", *gender = argc > 2 ? argv[2] : NULL;
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    convai_error *error = NULL;
    convai_client *client;
    convai_voices *list;
    size_t i, found = 0;
    int failed;
    options.api_key = getenv("CONVAI_API_KEY");
    options.base_url = getenv("CONVAI_BASE_URL");
    client = convai_client_new(&options, &error);
    if (!client) {
        fprintf(stderr, "%s\n", error->message);
        convai_error_free(&error);
        return 1;
    }
    list = convai_voice_list(client, NULL);
    failed = list->error != NULL;
    if (failed) fprintf(stderr, "%s [%s]\n", list->error->message, convai_status_name(list->error->status));
    for (i = 0; i < list->voice_count; i++) {
        const convai_voice *voice = list->voices[i];
        /* A field that the service did not send is NULL. */
        if (!voice->value || !speaks(voice, language)) continue;
        if (gender && (!voice->gender || strcmp(voice->gender, gender) != 0)) continue;
        printf("%-24s %-8s %s\n", voice->value, voice->gender ? voice->gender : "", voice->name ? voice->name : "");
        found++;
    }
    if (!failed) printf("%lu of %lu voices\n", (unsigned long)found, (unsigned long)list->voice_count);
    convai_voices_free(&list);
    convai_client_free(&client);
    return failed;
}
