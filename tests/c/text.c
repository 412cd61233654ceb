/* Text in both directions, byte for byte. Each argument is a file with one text, which is said in both encodings, in a
 * new session and in one whose id has seen better days, and is made a character of. The test looks at what arrived; this
 * program looks at what comes back. */
#include "emulator.h"

/* The file's bytes with a NUL behind them. */
static char *contents(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    char *text;
    REQUIRE(file);
    text = malloc(1 << 20);
    REQUIRE(text);
    *length = fread(text, 1, (1 << 20) - 1, file);
    text[*length] = 0;
    fclose(file);
    return text;
}

static int same(const char *actual, size_t actual_len, const char *expected, size_t expected_len) {
    return actual && actual_len == expected_len && memcmp(actual, expected, expected_len + 1) == 0;
}

static void say(convai_client *client, const char *text, size_t length) {
    static const uint32_t encodings[] = {CONVAI_TEXT, CONVAI_MULTIPART};
    static const char *const odd_session = "a&b=c+d%20e \"f\" \xe4\xb8\xad";
    int i;
    for (i = 0; i < 4; i++) {
        const char *session = i < 2 ? NULL : odd_session;
        convai_response *answer = convai_get_response_text(client, PUBLIC_CHARACTER, session, text, encodings[i % 2], NULL);
        CHECK_OK(answer);
        CHECK(same(answer->text, answer->text_len, text, length));
        CHECK(same(answer->user_query, answer->user_query_len, text, length));
        if (session)
            CHECK_TEXT(answer->session_id, odd_session);
        convai_response_free(&answer);
    }
}

static void become(convai_client *client, const char *text, size_t length) {
    convai_character_spec spec = CONVAI_CHARACTER_SPEC_INIT;
    convai_character *made, *read;
    convai_result *done;
    spec.name = spec.voice_type = spec.backstory = text;
    made = convai_character_create(client, &spec, NULL);
    CHECK_OK(made);
    read = convai_character_get(client, made->id, NULL);
    CHECK_OK(read);
    CHECK(same(read->name, read->name_len, text, length));
    CHECK(same(read->voice_type, read->voice_type_len, text, length));
    CHECK(same(read->backstory, read->backstory_len, text, length));
    convai_character_free(&read);
    done = convai_character_delete(client, made->id, NULL);
    CHECK_OK(done);
    convai_result_free(&done);
    convai_character_free(&made);
}

/* What JSON can hold and C strings cannot, or not easily: the length tells. */
static void odd_replies(convai_client *client) {
    static const struct {
        const char *body, *text;
        size_t length;
    } cases[] = {
        {"{\"text\":\"a\\u0000b\"}", "a\0b", 3},
        {"{\"text\":\"\\u0000\"}", "\0", 1},
        {"{\"text\":\"\\ud83d\\ude00 \\u4e2d \\u00e9 \\/ \\b\\f\\n\\r\\t \\\\ \\\"\"}",
         "\xf0\x9f\x98\x80 \xe4\xb8\xad \xc3\xa9 / \b\f\n\r\t \\ \"", 0},
        {"{\"text\":\"\\ufeffwith a mark before it\"}", "\xef\xbb\xbfwith a mark before it", 0},
    };
    convai_response *answer;
    convai_character *character;
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t length = cases[i].length ? cases[i].length : strlen(cases[i].text);
        char fault[256];
        snprintf(fault, sizeof fault, "{\"status\":200,\"json\":%s}", cases[i].body);
        check_case = cases[i].body;
        emulator_fault(fault);
        answer = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Hello", CONVAI_TEXT, NULL);
        CHECK_OK(answer);
        CHECK(same(answer->text, answer->text_len, cases[i].text, length));
        convai_response_free(&answer);
    }
    check_case = "a NUL in a name";
    emulator_fault("{\"status\":200,\"json\":{\"character_id\":\"i\",\"character_name\":\"a\\u0000b\"}}");
    character = convai_character_get(client, "i", NULL);
    CHECK_OK(character);
    CHECK(same(character->name, character->name_len, "a\0b", 3));
    convai_character_free(&character);

    check_case = "a NUL in an error";
    emulator_fault("{\"status\":400,\"json\":{\"ERROR\":\"a\\u0000b\"}}");
    answer = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Hello", CONVAI_TEXT, NULL);
    CHECK_FAILED(answer, CONVAI_ERROR_BAD_REQUEST);
    CHECK_TEXT(answer->error->service_message, "a\xef\xbf\xbd" "b");
    CHECK_NUMBER(answer->error->message_len, strlen(answer->error->message));
    convai_response_free(&answer);

    check_case = "half of a surrogate pair";
    emulator_fault("{\"status\":200,\"body\":\"{\\\"text\\\":\\\"\\\\ud800\\\"}\"}");
    answer = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Hello", CONVAI_TEXT, NULL);
    CHECK_FAILED(answer, CONVAI_ERROR_BAD_REPLY);
    convai_response_free(&answer);

    check_case = "two million bytes";
    emulator_fault("{\"huge\":2000000}");
    answer = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Hello", CONVAI_TEXT, NULL);
    CHECK_OK(answer);
    CHECK(answer->text_len > 1990000 && strlen(answer->text) == answer->text_len);
    CHECK_NUMBER(answer->raw_json_len, 2000000);
    convai_response_free(&answer);
}

/* The error of a turn that fails quotes nothing of what was said. */
static void nothing_said_is_in_an_error(convai_client *client) {
    static const char *const faults[] = {"{\"not_json\":true}", "{\"status\":500}", "{\"cut\":\"before_answer\"}"};
    size_t i;
    for (i = 0; i < sizeof faults / sizeof *faults; i++) {
        convai_response *answer;
        check_case = faults[i];
        emulator_fault(faults[i]);
        answer = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "my-innermost-thought", CONVAI_TEXT, NULL);
        CHECK(answer->error && !strstr(answer->error->message, "my-innermost-thought"));
        CHECK(answer->error && !strstr(answer->error->message, test_key()));
        convai_response_free(&answer);
    }
}

int main(int count, char **paths) {
    convai_client *client = new_client();
    int i;
    emulator_settings("{\"echo\":true}");
    for (i = 1; i < count; i++) {
        size_t length;
        char *text = contents(paths[i], &length);
        check_case = paths[i];
        say(client, text, length);
        become(client, text, length);
        free(text);
    }
    odd_replies(client);
    nothing_said_is_in_an_error(client);
    convai_client_free(&client);
    return check_end();
}
