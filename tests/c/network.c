/* Failures below HTTP. Each line of the input is a row with parts that are separated by bars: a name, the base URL, the
 * proxy, a file with certificates to trust (or nothing), the expected status, the HTTP status, whether the request was
 * sent (0, 1, or ? if that depends on timing), a part of the message, and the call: "get", or "voices" for one without a
 * body. */
#define _GNU_SOURCE
#include "emulator_control.h"
#include "fake_resolver.h"

#define PARTS 9

/* The status with this name. */
static convai_status code(const char *name) {
    convai_status status;
    for (status = 0; status < 600; status++)
        if (strcmp(convai_status_name(status), name) == 0)
            return status;
    emulator_fails(name);
    return -1;
}

static char *text_of(const char *path) {
    FILE *file = fopen(path, "rb");
    char *text = calloc(1, 1 << 16);
    REQUIRE(file && text);
    CHECK(fread(text, 1, (1 << 16) - 1, file) > 0);
    fclose(file);
    return text;
}

static void check_row(char *const part[PARTS]) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    convai_status expected = code(part[4]);
    convai_error *error = NULL;
    convai_client *client;
    const convai_error *failure;
    convai_character *character = NULL;
    convai_voices *voices = NULL;
    char *pem = *part[3] ? text_of(part[3]) : NULL;
    check_context = part[0];
    options.api_key = test_key();
    options.base_url = part[1];
    options.proxy = *part[2] ? part[2] : NULL;
    options.ca_pem = pem;
    client = convai_client_new(&options, &error);
    if (!CHECK_ERROR(error, CONVAI_OK)) {
        convai_error_free(&error);
        return;
    }
    if (strcmp(part[8], "voices") == 0)
        failure = (voices = convai_voice_list(client, NULL))->error;
    else
        failure = (character = convai_character_get(client, "some-id", NULL))->error;
    CHECK_ERROR(failure, expected);
    if (expected == CONVAI_OK && character)
        CHECK_TEXT(character->id, "i");
    if (expected == CONVAI_OK && voices)
        CHECK_NUMBER(voices->voice_count, 1);
    if (failure) {
        CHECK_HAS(failure->message, part[7]);
        CHECK_NUMBER(failure->http_status, atoi(part[5]));
        if (*part[6] != '?')
            CHECK_NUMBER(failure->request_sent, *part[6] - '0');
        /* The message shows neither the API key nor the password of a proxy. */
        CHECK(!strstr(failure->message, test_key()) && !strstr(failure->message, "sEcReT"));
        CHECK(!character || (!character->id && !character->name));
        CHECK(!voices || !voices->voices);
        note("%-32s | %-28s %3d | %s", part[0], convai_status_name(failure->status), (int)failure->http_status,
             failure->message);
    }
    convai_character_free(&character);
    convai_voices_free(&voices);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    free(pem);
}

int main(void) {
    static char line[4096];
    while (fgets(line, sizeof line, stdin)) {
        char *part[PARTS], *at = line;
        int i;
        line[strcspn(line, "\n")] = 0;
        for (i = 0; i < PARTS; i++) {
            char *bar = strchr(at, '|');
            part[i] = at;
            if (bar)
                *bar = 0;
            at = bar ? bar + 1 : at + strlen(at);
        }
        check_row(part);
    }
    return check_end();
}
