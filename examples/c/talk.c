/* A conversation with a character: creates the character, sends a text turn and a spoken turn, continues the session, saves
 * the voice of each reply as a WAV file, clones the character, and deletes both.
 *
 *     talk RECORDING.wav [FOLDER]
 *
 * The WAV files of the replies are written to FOLDER. CONVAI_API_KEY is your API key. CONVAI_BASE_URL is the URL of the
 * service, if it is not the default. `make demo` runs this program. */
#include <convai.h>
#include <stdio.h>
#include <stdlib.h>

static const char *folder = ".";

static int failed(const char *what, const convai_error *error) {
    fprintf(stderr, "%s failed: %s [%s]\n", what, error->message, convai_status_name(error->status));
    return 1;
}

static int save_voice(const convai_response *answer, int turn) {
    char path[512];
    FILE *file;
    int done;
    snprintf(path, sizeof path, "%s/reply-%d.wav", folder, turn);
    file = fopen(path, "wb");
    done = file && fwrite(answer->wav, 1, answer->wav_len, file) == answer->wav_len;
    if (file && fclose(file) != 0) done = 0;
    if (!done) return fprintf(stderr, "%s cannot be written\n", path), 1;
    printf("           %s: %.1f s at %u Hz\n", path, (double)answer->frames / answer->sample_rate, answer->sample_rate);
    return 0;
}

static int show(const char *asked, int turn, convai_response *answer) {
    int result = 0;
    printf("\n  You:     %s\n", asked);
    if (answer->error) {
        result = failed("The turn", answer->error);
    } else {
        printf("  Raymond: %s\n", answer->text);
        if (answer->wav_len > 0) result = save_voice(answer, turn);
    }
    convai_response_free(&answer);
    return result;
}

/* Reads a file. The caller frees the result. */
static unsigned char *read_file(const char *path, size_t *length) {
    unsigned char *bytes = malloc(16u << 20);
    FILE *file = fopen(path, "rb");
    *length = bytes && file ? fread(bytes, 1, 16u << 20, file) : 0;
    if (file) fclose(file);
    return bytes;
}

static int converse(convai_client *client, const char *character_id, const char *recording) {
    size_t wav_len = 0;
    int result = 1;
    convai_error *error = NULL;
    unsigned char *wav = read_file(recording, &wav_len);
    convai_conversation *conversation = convai_conversation_new(client, character_id, CONVAI_NEW_SESSION, &error);
    if (!conversation) {
        result = failed("The conversation", error), convai_error_free(&error);
    } else if (wav_len == 0) {
        fprintf(stderr, "%s cannot be read\n", recording);
    } else {
        result = show("What is your name?", 1, convai_conversation_say(conversation, "What is your name?", CONVAI_VOICE, NULL));
        result |= show("(a recording)", 2, convai_conversation_say_wav(conversation, wav, wav_len, CONVAI_VOICE, NULL));
        result |= show("What did I ask before?", 3,
                       convai_conversation_say(conversation, "What did I ask before?", CONVAI_VOICE, NULL));
    }
    convai_conversation_free(&conversation);
    free(wav);
    return result;
}

/* Deletes a character at the service, and frees the result that describes it. */
static int remove_character(convai_client *client, convai_character *character, const char *what) {
    int result = 0;
    if (!character->error) {
        convai_result *deleted = convai_character_delete(client, character->id, NULL);
        if (deleted->error) result = failed("Deleting", deleted->error);
        else printf("Deleted %s.\n", what);
        convai_result_free(&deleted);
    }
    convai_character_free(&character);
    return result;
}

int main(int argc, char **argv) {
    int result = 1;
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    convai_character_spec spec = CONVAI_CHARACTER_SPEC_INIT;
    convai_character *raymond, *copy;
    convai_error *error = NULL;
    convai_client *client;
    if (argc < 2) return fprintf(stderr, "usage: %s RECORDING.wav [FOLDER]\n", argv[0]), 2;
    if (argc > 2) folder = argv[2];
    options.api_key = getenv("CONVAI_API_KEY");
    options.base_url = getenv("CONVAI_BASE_URL");
    client = convai_client_new(&options, &error);
    if (!client) return failed("The client", error), convai_error_free(&error), 1;
    spec.name = "Raymond";
    spec.voice_type = "US MALE 1";
    spec.backstory = "Raymond keeps the lighthouse of Port Ember. He was a sailor for thirty years, until a storm took his "
                     "ship. He loves strong coffee, and he knows every story of the harbour.";
    raymond = convai_character_create(client, &spec, NULL);
    if (raymond->error) {
        failed("Creating the character", raymond->error);
        convai_character_free(&raymond);
    } else {
        printf("Created Raymond (%s).\n", raymond->id);
        result = converse(client, raymond->id, argv[1]);
        copy = convai_character_clone(client, raymond->id, 0, NULL);
        if (copy->error) result = failed("Cloning", copy->error);
        else printf("\nCloned Raymond (%s).\n", copy->id);
        result |= remove_character(client, copy, "the clone");
        result |= remove_character(client, raymond, "Raymond");
    }
    convai_client_free(&client);
    return result;
}
