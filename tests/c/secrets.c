/* Prints every text that the library gives for what goes wrong, for the test to search. Each line of the input is a case:
 * a name, a bar, and an address where every call fails. After an empty line come bad options: a name, a bar, the field, a
 * bar, and its value. `%KEY%` stands for the key. */
#define _GNU_SOURCE
#include "emulator.h"
#include "names.h"

static void say(const char *what, const char *text) {
    if (text)
        note("%s | %s | %s", check_case, what, text);
}

static void say_error(const convai_error *error) {
    if (!CHECK(error != NULL))
        return;
    say("status", convai_status_name(error->status));
    say("message", error->message);
    say("service_message", error->service_message);
    say("reference", error->reference);
}

static void say_character(convai_character *character) {
    say_error(character->error);
    say("raw_json", character->raw_json);
    convai_character_free(&character);
}

static void say_result(convai_result *result) {
    say_error(result->error);
    say("raw_json", result->raw_json);
    convai_result_free(&result);
}

static void say_response(convai_response *response) {
    say_error(response->error);
    say("raw_json", response->raw_json);
    convai_response_free(&response);
}

static void characters(convai_client *client) {
    convai_character_spec spec = CONVAI_CHARACTER_SPEC_INIT;
    spec.name = "Ada";
    spec.voice_type = "FEMALE";
    spec.backstory = "A counter of things.";
    say_character(convai_character_create(client, &spec, NULL));
    say_result(convai_character_update(client, PUBLIC_CHARACTER, &spec, NULL));
    say_character(convai_character_get(client, PUBLIC_CHARACTER, NULL));
    say_character(convai_character_find(client, "Ada", NULL));
    say_character(convai_character_clone(client, PUBLIC_CHARACTER, 0, NULL));
    say_result(convai_character_delete(client, PUBLIC_CHARACTER, NULL));
}

static void turns(convai_client *client) {
    static const int16_t silence[1600];
    convai_pcm pcm = CONVAI_PCM_INIT;
    convai_error *error = NULL;
    convai_conversation *conversation;
    convai_operation *operation;
    pcm.samples = silence;
    pcm.samples_bytes = sizeof silence;
    pcm.frames = 1600;
    pcm.channels = 1;
    pcm.sample_rate = 16000;
    pcm.format = CONVAI_PCM_S16;
    say_response(convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Hello", CONVAI_TEXT, NULL));
    say_response(convai_get_response_pcm(client, PUBLIC_CHARACTER, NULL, &pcm, CONVAI_VOICE, NULL));
    operation = convai_get_response_text_async(client, PUBLIC_CHARACTER, NULL, "Hello", CONVAI_VOICE, NULL, &error);
    REQUIRE(operation != NULL);
    convai_operation_wait(operation, 60000);
    say_response(convai_operation_take_response(operation));
    convai_operation_free(&operation);
    conversation = convai_conversation_new(client, PUBLIC_CHARACTER, NULL, &error);
    REQUIRE(conversation != NULL);
    say_response(convai_conversation_say(conversation, "Hello", CONVAI_TEXT, NULL));
    convai_conversation_free(&conversation);
}

static void failing(const char *url) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    convai_error *error = NULL;
    convai_client *client;
    options.api_key = test_key();
    options.base_url = url;
    options.proxy = "direct";
    client = convai_client_new(&options, &error);
    if (!CHECK_ERROR(error, CONVAI_OK)) {
        convai_error_free(&error);
        return;
    }
    characters(client);
    turns(client);
    convai_client_free(&client);
}

/* Fails when the client is made, or, where only the network can tell, with the first call. */
static void unusable(const char *field, const char *value) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    convai_error *error = NULL;
    convai_client *client;
    options.api_key = strcmp(field, "api_key") == 0 ? value : test_key();
    options.base_url = strcmp(field, "base_url") == 0 ? value : "http://service.invalid";
    options.proxy = strcmp(field, "proxy") == 0 ? value : "direct";
    options.ca_pem = strcmp(field, "ca_pem") == 0 ? value : NULL;
    options.user_agent = strcmp(field, "user_agent") == 0 ? value : NULL;
    client = convai_client_new(&options, &error);
    if (client)
        say_character(convai_character_get(client, PUBLIC_CHARACTER, NULL));
    else
        say_error(error);
    convai_error_free(&error);
    convai_client_free(&client);
}

/* The value with the key in the place of each %KEY%, and a line break in that of each %LF%. */
static void filled(char *to, size_t room, const char *from) {
    size_t length = 0;
    while (*from && length + 1 < room) {
        const char *put = NULL;
        if (strncmp(from, "%KEY%", 5) == 0) {
            put = test_key();
            from += 5;
        } else if (strncmp(from, "%LF%", 4) == 0) {
            put = "\n";
            from += 4;
        }
        if (put)
            length += (size_t)snprintf(to + length, room - length, "%s", put);
        else
            to[length++] = *from++;
    }
    to[length] = 0;
}

int main(void) {
    static char line[4096], value[8192];
    convai_status status;
    int options = 0;
    while (fgets(line, sizeof line, stdin)) {
        char *first, *second;
        line[strcspn(line, "\n")] = 0;
        if (!*line) {
            options = 1;
            continue;
        }
        first = strchr(line, '|');
        REQUIRE(first != NULL);
        *first++ = 0;
        check_case = line;
        if (!options) {
            failing(first);
            continue;
        }
        second = strchr(first, '|');
        REQUIRE(second != NULL);
        *second++ = 0;
        filled(value, sizeof value, second);
        unusable(first, value);
    }
    check_case = "constants";
    for (status = 0; status < 600; status++) {
        if (strcmp(convai_status_name(status), "CONVAI_ERROR_UNKNOWN") == 0)
            continue;
        say("name", convai_status_name(status));
        say("text", convai_status_text(status));
    }
    say("version", convai_version());
    return check_end();
}
