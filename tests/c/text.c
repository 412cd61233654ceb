/* Text in both directions, byte for byte. For the first case each line of the input is a file with one text. The test
 * compares what arrives, and this program what is returned. */
#include "emulator_control.h"

static convai_client *client;

/* The emulator repeats what it is told. */
static void set_up(void) {
    client = new_client();
    emulator_settings("{\"echo\":true}");
}

static void tear_down(void) { CHECK_STATUS(convai_client_free(&client), CONVAI_OK); }

/* The bytes of a file, followed by a NUL. */
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

/* Sends the text in both encodings, in a new session and in one with an unusual id. */
static void say(const char *text, size_t length) {
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

/* Creates a character whose fields are the text. */
static void create_and_get(const char *text, size_t length) {
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

static void every_text_is_returned_byte_for_byte(void) {
    static char path[4096];
    while (fgets(path, sizeof path, stdin)) {
        size_t length;
        char *text;
        path[strcspn(path, "\n")] = 0;
        text = contents(path, &length);
        check_context = path;
        say(text, length);
        create_and_get(text, length);
        free(text);
    }
}

/* The next reply has this body, byte for byte. */
static void fault_with_body(int status, const char *body) {
    char fault[512];
    size_t length = (size_t)snprintf(fault, sizeof fault, "{\"status\":%d,\"body\":\"", status);
    for (; *body; body++) {
        REQUIRE(length + 8 < sizeof fault);
        if (*body == '"' || *body == '\\')
            fault[length++] = '\\';
        fault[length++] = *body;
    }
    strcpy(fault + length, "\"}");
    emulator_fault(fault);
}

/* JSON can contain a NUL, which ends a C string: `text_len` is the length. */
static void escapes_nul_and_long_texts_in_replies_are_decoded(void) {
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
        check_context = cases[i].body;
        emulator_fault(fault);
        answer = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Hello", CONVAI_TEXT, NULL);
        CHECK_OK(answer);
        CHECK(same(answer->text, answer->text_len, cases[i].text, length));
        convai_response_free(&answer);
    }
    check_context = "a NUL in a name";
    emulator_fault("{\"status\":200,\"json\":{\"character_id\":\"i\",\"character_name\":\"a\\u0000b\"}}");
    character = convai_character_get(client, "i", NULL);
    CHECK_OK(character);
    CHECK(same(character->name, character->name_len, "a\0b", 3));
    convai_character_free(&character);

    check_context = "a NUL in an error";
    emulator_fault("{\"status\":400,\"json\":{\"ERROR\":\"a\\u0000b\"}}");
    answer = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Hello", CONVAI_TEXT, NULL);
    CHECK_FAILED(answer, CONVAI_ERROR_BAD_REQUEST);
    CHECK_TEXT(answer->error->service_message, "a\xef\xbf\xbd" "b");
    CHECK_NUMBER(answer->error->message_len, strlen(answer->error->message));
    convai_response_free(&answer);

    check_context = "two million bytes";
    emulator_fault("{\"huge\":2000000}");
    answer = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Hello", CONVAI_TEXT, NULL);
    CHECK_OK(answer);
    CHECK(answer->text_len > 1990000 && strlen(answer->text) == answer->text_len);
    CHECK_NUMBER(answer->raw_json_len, 2000000);
    convai_response_free(&answer);
}

/* What some JSON writers get wrong costs only the broken character or number. `raw_json` is what arrived. */
static void a_reply_with_a_mistake_in_its_json_keeps_the_rest(void) {
    static const struct {
        const char *body, *text;
    } cases[] = {
        {"{\"text\":\"one \\ud83d two\",\"sessionID\":\"s\",\"audio\":\"AAABAAIA\",\"sample_rate\":16000}",
         "one \xef\xbf\xbd two"},
        {"{\"text\":\"\\udc00\\ud83d\\ude00\",\"sessionID\":\"s\",\"audio\":\"AAABAAIA\",\"sample_rate\":16000}",
         "\xef\xbf\xbd\xf0\x9f\x98\x80"},
        {"\xef\xbb\xbf{\"text\":\"t\",\"sessionID\":\"s\",\"audio\":\"AAABAAIA\",\"sample_rate\":16000}", "t"},
        {"{\"score\":NaN,\"text\":\"NaN\",\"x\":[-Infinity],\"sessionID\":\"s\",\"audio\":\"AAABAAIA\",\"sample_rate\":16000}",
         "NaN"},
    };
    convai_character *character;
    convai_response *answer;
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        fault_with_body(200, cases[i].body);
        check_context = cases[i].body;
        answer = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Hello", CONVAI_VOICE, NULL);
        CHECK_OK(answer);
        CHECK_TEXT(answer->text, cases[i].text);
        CHECK_TEXT(answer->session_id, "s");
        CHECK_NUMBER(answer->frames, 3);
        CHECK_TEXT(answer->raw_json, cases[i].body);
        convai_response_free(&answer);
    }
    check_context = "a character";
    fault_with_body(200, "{\"character_id\":\"i\",\"character_name\":\"a\\ud800b\",\"timestamp\":NaN}");
    character = convai_character_get(client, "i", NULL);
    CHECK_OK(character);
    CHECK_TEXT(character->name, "a\xef\xbf\xbd" "b");
    convai_character_free(&character);
    check_context = "an error";
    fault_with_body(400, "{\"ERROR\":\"no \\ud800\",\"code\":NaN}");
    answer = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Hello", CONVAI_TEXT, NULL);
    CHECK_FAILED(answer, CONVAI_ERROR_BAD_REQUEST);
    CHECK_TEXT(answer->error->service_message, "no \xef\xbf\xbd");
    convai_response_free(&answer);
    check_context = "a reply that is not JSON in other ways, too";
    fault_with_body(200, "{\"text\":NaN");
    answer = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Hello", CONVAI_TEXT, NULL);
    CHECK_FAILED(answer, CONVAI_ERROR_BAD_REPLY);
    CHECK_HAS(answer->error->message, "line 1, column 9");
    convai_response_free(&answer);
}

static void an_error_quotes_nothing_of_what_the_player_said(void) {
    static const char *const faults[] = {"{\"not_json\":true}", "{\"status\":500}", "{\"cut\":\"before_answer\"}"};
    size_t i;
    for (i = 0; i < sizeof faults / sizeof *faults; i++) {
        convai_response *answer;
        check_context = faults[i];
        emulator_fault(faults[i]);
        answer = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "my-innermost-thought", CONVAI_TEXT, NULL);
        CHECK(answer->error && !strstr(answer->error->message, "my-innermost-thought"));
        CHECK(answer->error && !strstr(answer->error->message, test_key()));
        convai_response_free(&answer);
    }
}

TEST_CASES(set_up, tear_down,
           CASE(every_text_is_returned_byte_for_byte),
           CASE(a_reply_with_a_mistake_in_its_json_keeps_the_rest),
           CASE(escapes_nul_and_long_texts_in_replies_are_decoded),
           CASE(an_error_quotes_nothing_of_what_the_player_said))
