/* Prints every text that the library returns for failures, so that the test can search it for the key. Each line of the
 * input is a row: a name, a bar, and the URL of a server where every call fails, with the key and with a token. After an empty
 * line the rows are invalid options: a name, a bar, the field, a bar, and its value. `%KEY%` stands for the key. */
#define _GNU_SOURCE
#include "emulator_control.h"
#include "fake_resolver.h"

static void print(const char *what, const char *text) {
    if (text)
        note("%s | %s | %s", check_context, what, text);
}

static void print_error(const convai_error *error) {
    if (!CHECK(error != NULL))
        return;
    print("status", convai_status_name(error->status));
    print("message", error->message);
    print("service_message", error->service_message);
    print("reference", error->reference);
    print("argument", error->argument);
}

/* Prints what the log says of the calls. */
static void print_log(convai_client *client) {
    convai_log_entry *entry = NULL;
    while (convai_client_next_log(client, &entry) == CONVAI_OK) {
        print("log: request_id", entry->request_id);
        print("log: method", entry->method);
        print("log: path", entry->path);
        convai_log_entry_free(&entry);
    }
}

static void print_character(convai_character *character) {
    print_error(character->error);
    print("raw_json", character->raw_json);
    convai_character_free(&character);
}

static void print_result(convai_result *result) {
    print_error(result->error);
    print("raw_json", result->raw_json);
    convai_result_free(&result);
}

static void print_response(convai_response *response) {
    print_error(response->error);
    print("raw_json", response->raw_json);
    convai_response_free(&response);
}

static void characters(convai_client *client) {
    convai_character_spec spec = CONVAI_CHARACTER_SPEC_INIT;
    spec.name = "Ada";
    spec.voice_type = "FEMALE";
    spec.backstory = "A counter of things.";
    print_character(convai_character_create(client, &spec, NULL));
    print_result(convai_character_update(client, PUBLIC_CHARACTER, &spec, NULL));
    print_character(convai_character_get(client, PUBLIC_CHARACTER, NULL));
    print_character(convai_character_find(client, "Ada", NULL));
    print_character(convai_character_clone(client, PUBLIC_CHARACTER, 0, NULL));
    print_result(convai_character_delete(client, PUBLIC_CHARACTER, NULL));
}

static void print_token(convai_token *token) {
    print_error(token->error);
    print("token", token->token);
    print("expires", token->expires);
    print("raw_json", token->raw_json);
    convai_token_free(&token);
}

static void tokens(convai_client *client) {
    print_token(convai_token_create(client, NULL));
    print_token(convai_token_extend(client, test_token(), NULL));
    print_result(convai_token_revoke(client, test_token(), NULL));
}

#define PRINT_LIST(noun, call)               \
    do {                                     \
        convai_##noun *list_ = call;         \
        print_error(list_->error);           \
        print("raw_json", list_->raw_json);  \
        convai_##noun##_free(&list_);        \
    } while (0)

static void lists(convai_client *client) {
    PRINT_LIST(characters, convai_character_list(client, NULL));
    PRINT_LIST(voices, convai_voice_list(client, NULL));
    PRINT_LIST(languages, convai_language_list(client, NULL));
}

static void other_calls(convai_client *client) {
    convai_request request = CONVAI_REQUEST_INIT;
    convai_usage *usage = convai_usage_get(client, NULL);
    convai_generated_text *backstory = convai_generate_backstory(client, "Ada", "a counter of things", NULL);
    convai_audio *speech = convai_generate_speech(client, "Hello", "FEMALE", NULL);
    convai_result *any;
    print_error(usage->error);
    print("raw_json", usage->raw_json);
    convai_usage_free(&usage);
    print_error(backstory->error);
    print("raw_json", backstory->raw_json);
    convai_generated_text_free(&backstory);
    print_error(speech->error);
    print("raw_json", speech->raw_json);
    convai_audio_free(&speech);
    request.path = "any/path";
    any = convai_call(client, &request, NULL);
    print("content_type", any->content_type);
    if (any->error)
        print_result(any);
    else {
        /* A reply that it accepts is the caller's. */
        print("message", "accepted");
        convai_result_free(&any);
    }
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
    print_response(convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Hello", CONVAI_TEXT, NULL));
    print_response(convai_get_response_pcm(client, PUBLIC_CHARACTER, NULL, &pcm, CONVAI_VOICE, NULL));
    operation = convai_get_response_text_async(client, PUBLIC_CHARACTER, NULL, "Hello", CONVAI_VOICE, NULL, &error);
    REQUIRE(operation != NULL);
    convai_operation_wait(operation, 60000);
    print_response(convai_operation_take_response(operation));
    convai_operation_free(&operation);
    conversation = convai_conversation_new(client, PUBLIC_CHARACTER, NULL, &error);
    REQUIRE(conversation != NULL);
    print_response(convai_conversation_say(conversation, "Hello", CONVAI_TEXT, NULL));
    convai_conversation_free(&conversation);
}

static convai_client *client_with(const char *api_key, const char *auth_token, const char *url) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    convai_error *error = NULL;
    convai_client *client;
    options.api_key = api_key;
    options.auth_token = auth_token;
    options.base_url = url;
    options.proxy = "direct";
    options.log_capacity = 100;
    client = convai_client_new(&options, &error);
    CHECK_ERROR(error, CONVAI_OK);
    convai_error_free(&error);
    REQUIRE(client != NULL);
    return client;
}

static void make_failing_calls(const char *url) {
    convai_client *client = client_with(test_key(), NULL, url);
    characters(client);
    lists(client);
    other_calls(client);
    turns(client);
    tokens(client);
    print_log(client);
    convai_client_free(&client);
    /* With a token. The key is no secret of this client, so a URL with the key is none for it. */
    if (strstr(url, test_key()))
        return;
    client = client_with(NULL, test_token(), url);
    print_character(convai_character_get(client, PUBLIC_CHARACTER, NULL));
    turns(client);
    /* A token that replaces another is the secret of the calls that follow. */
    CHECK_STATUS(convai_client_set_credentials(client, test_key(), NULL, NULL), CONVAI_OK);
    CHECK_STATUS(convai_client_set_credentials(client, NULL, test_token(), NULL), CONVAI_OK);
    tokens(client);
    print_log(client);
    convai_client_free(&client);
}

/* The options fail when the client is created or, for an unreachable proxy, in the first call. */
static void use_invalid_options(const char *field, const char *value) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    convai_error *error = NULL;
    convai_client *client;
    options.api_key = strcmp(field, "api_key") == 0 ? value : strcmp(field, "auth_token") == 0 ? NULL : test_key();
    options.auth_token = strcmp(field, "auth_token") == 0 ? value : NULL;
    options.base_url = strcmp(field, "base_url") == 0 ? value : "http://service.invalid";
    options.proxy = strcmp(field, "proxy") == 0 ? value : "direct";
    options.ca_pem = strcmp(field, "ca_pem") == 0 ? value : NULL;
    options.user_agent = strcmp(field, "user_agent") == 0 ? value : NULL;
    options.log_capacity = 100;
    client = convai_client_new(&options, &error);
    if (client) {
        print_character(convai_character_get(client, PUBLIC_CHARACTER, NULL));
        print_log(client);
    } else
        print_error(error);
    convai_error_free(&error);
    convai_client_free(&client);
}

/* Copies a value and replaces each %KEY% with the key and each %LF% with a line break. */
static void expand(char *to, size_t capacity, const char *from) {
    size_t length = 0;
    while (*from && length + 1 < capacity) {
        const char *put = NULL;
        if (strncmp(from, "%KEY%", 5) == 0) {
            put = test_key();
            from += 5;
        } else if (strncmp(from, "%LF%", 4) == 0) {
            put = "\n";
            from += 4;
        }
        if (put)
            length += (size_t)snprintf(to + length, capacity - length, "%s", put);
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
        check_context = line;
        if (!options) {
            make_failing_calls(first);
            continue;
        }
        second = strchr(first, '|');
        REQUIRE(second != NULL);
        *second++ = 0;
        expand(value, sizeof value, second);
        use_invalid_options(first, value);
    }
    check_context = "constants";
    for (status = 0; status < 600; status++) {
        if (strcmp(convai_status_name(status), "CONVAI_ERROR_UNKNOWN") == 0)
            continue;
        print("name", convai_status_name(status));
        print("text", convai_status_text(status));
    }
    print("version", convai_version());
    return check_end();
}
