/* Replies that are errors or cannot be read. Each has its status; the HTTP status, the service's message and its reference
 * id are kept; and what did arrive is returned.
 *
 * Failures that are alike for every call (lost connections, redirects, the shapes of an error body) are in faults.c. */
#include "emulator_control.h"

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static convai_client *client;
static char session[64];

static convai_response *talk(void) {
    return convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "What is your name?", CONVAI_VOICE, NULL);
}

/* Starts a session that has to work after each case. */
static void set_up(void) {
    convai_response *first;
    emulator_reset();
    client = new_client();
    first = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "My name is Odile.", CONVAI_TEXT, NULL);
    CHECK_OK(first);
    REQUIRE(first->session_id && first->session_id_len < sizeof session);
    strcpy(session, first->session_id);
    convai_response_free(&first);
}

/* The same client continues the session. */
static void tear_down(void) {
    convai_response *response =
        convai_get_response_text(client, PUBLIC_CHARACTER, session, "What is my name?", CONVAI_VOICE, NULL);
    check_context = "afterwards";
    CHECK_OK(response);
    CHECK_TEXT(response->session_id, session);
    CHECK_HAS(response->text, "Odile");
    CHECK(response->frames > 0);
    convai_response_free(&response);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

/* What every error of a reply has. */
static void check_failure(const convai_error *error, convai_status status, int http_status, const char *advice) {
    if (!CHECK_ERROR(error, status) || !error)
        return;
    CHECK_NUMBER(error->http_status, http_status);
    CHECK_NUMBER(error->request_sent, 1);
    CHECK_HAS(error->message, advice);
    CHECK_NUMBER(error->message_len, strlen(error->message));
    CHECK_NUMBER(error->service_message_len, error->service_message ? strlen(error->service_message) : 0);
    CHECK_NUMBER(error->reference_len, error->reference ? strlen(error->reference) : 0);
}

/* The failures that the documentation of the service lists. The emulator sends most of them without a fault. */
static void every_documented_failure_has_its_status(void) {
    convai_client_options options = client_options();
    convai_character_spec spec = valid_spec();
    convai_client *unauthorised;
    convai_character *character;
    convai_response *response;
    convai_result *result;
    const char *const check_id = "check the id or the name";

    options.api_key = "bad-key";
    unauthorised = convai_client_new(&options, NULL);
#define UNAUTHORISED(kind, call)                                                                              \
    do {                                                                                                      \
        convai_##kind *refused_ = (call);                                                                     \
        check_context = "401: " #call;                                                                           \
        check_failure(refused_->error, CONVAI_ERROR_AUTHENTICATION, 401, "does not accept the API key");     \
        CHECK_HAS(refused_->error->service_message, "Invalid API key provided.");                             \
        CHECK_HAS(refused_->raw_json, "Invalid API key provided.");                                           \
        CHECK(refused_->error->retryable == 0 && !strstr(refused_->error->message, "bad-key"));               \
        convai_##kind##_free(&refused_);                                                                      \
    } while (0)
    UNAUTHORISED(character, convai_character_create(unauthorised, &spec, NULL));
    UNAUTHORISED(result, convai_character_update(unauthorised, PUBLIC_CHARACTER, &spec, NULL));
    UNAUTHORISED(character, convai_character_get(unauthorised, PUBLIC_CHARACTER, NULL));
    UNAUTHORISED(character, convai_character_find(unauthorised, "Mara", NULL));
    UNAUTHORISED(character, convai_character_clone(unauthorised, PUBLIC_CHARACTER, 0, NULL));
    UNAUTHORISED(result, convai_character_delete(unauthorised, PUBLIC_CHARACTER, NULL));
    UNAUTHORISED(response, convai_get_response_text(unauthorised, PUBLIC_CHARACTER, NULL, "Hi", 0, NULL));
    convai_client_free(&unauthorised);

    check_context = "create, 400";
    emulator_fault("{\"error_shape\":\"INTERNAL_ERROR\",\"status\":400,\"message\":\"Error in creating the character.\"}");
    character = convai_character_create(client, &spec, NULL);
    check_failure(character->error, CONVAI_ERROR_BAD_REQUEST, 400, "Error in creating the character.");
    CHECK_TEXT(character->error->service_message, "Error in creating the character.");
    CHECK(!character->id && !character->name);
    convai_character_free(&character);

    check_context = "update of an unknown character, 400";
    result = convai_character_update(client, "unknown", &spec, NULL);
    check_failure(result->error, CONVAI_ERROR_NOT_FOUND, 400, check_id);
    CHECK_TEXT(result->error->service_message, "Could not fetch character details from all_characters table.");
    convai_result_free(&result);

    check_context = "update that the service fails, 400";
    emulator_fault("{\"error_shape\":\"ERROR\",\"status\":400,\"message\":\"Could not update character backstory.\"}");
    result = convai_character_update(client, PUBLIC_CHARACTER, &spec, NULL);
    check_failure(result->error, CONVAI_ERROR_BAD_REQUEST, 400, "Could not update character backstory.");
    convai_result_free(&result);

    check_context = "get of an unknown character, 400";
    character = convai_character_get(client, "unknown", NULL);
    check_failure(character->error, CONVAI_ERROR_NOT_FOUND, 400, check_id);
    CHECK_TEXT(character->error->service_message, "INTERNAL SERVER ERROR, one or more database calls failed!");
    CHECK(!character->id && !character->name && character->language_code_count == 0);
    convai_character_free(&character);

    check_context = "find of an unknown name, 400";
    character = convai_character_find(client, "Nobody", NULL);
    check_failure(character->error, CONVAI_ERROR_NOT_FOUND, 400, check_id);
    convai_character_free(&character);

    check_context = "clone of an unknown character, 400";
    character = convai_character_clone(client, "unknown", 1, NULL);
    check_failure(character->error, CONVAI_ERROR_NOT_FOUND, 400, check_id);
    convai_character_free(&character);

    check_context = "get response of an unknown character, 404";
    response = convai_get_response_text(client, "unknown", NULL, "Hi", CONVAI_TEXT, NULL);
    check_failure(response->error, CONVAI_ERROR_PROCESS_FAILURE, 404, "check the character's id, else try again");
    CHECK_HAS(response->error->service_message, "process_failure, error: ValueError('character unknown was not found')");
    CHECK_TEXT(response->text, "");
    CHECK_NUMBER(response->text_len, 0);
    CHECK_HAS(response->raw_json, "process_failure");
    convai_response_free(&response);

    check_context = "get response, 400";
    emulator_fault("{\"error_shape\":\"ERROR\",\"status\":400,\"message\":"
                   "\"Expecting only one; either an audio file or user's query as a string\"}");
    response = talk();
    check_failure(response->error, CONVAI_ERROR_BAD_REQUEST, 400, "either an audio file or user's query");
    convai_response_free(&response);
}

static void http_errors_keep_their_status_and_message(void) {
    static const struct {
        const char *fault;
        convai_status status;
        int http_status, retryable;
        long long retry_after_ms;
        const char *advice, *service_message;
    } cases[] = {
        {"{\"status\":429,\"headers\":{\"Retry-After\":\"3\"},\"body\":\"slow down\"}", CONVAI_ERROR_RATE_LIMITED, 429, 1,
         3000, "wait, or check the usage", "slow down"},
        {"{\"status\":429,\"json\":{\"ERROR\":\"API usage limit exceeded for current plan.\"}}", CONVAI_ERROR_RATE_LIMITED,
         429, 0, -1, "quota", "API usage limit exceeded for current plan."},
        {"{\"status\":402,\"body\":\"\"}", CONVAI_ERROR_RATE_LIMITED, 402, 0, -1, "quota", NULL},
        {"{\"status\":403,\"json\":\"Forbidden\"}", CONVAI_ERROR_AUTHENTICATION, 403, 0, -1, "the plan does not cover",
         "Forbidden"},
        {"{\"status\":400,\"json\":{\"ERROR\":\"The request is missing an API key.\"}}", CONVAI_ERROR_AUTHENTICATION, 400, 0,
         -1, "API key", "The request is missing an API key."},
        {"{\"status\":404,\"body\":\"<html><body>no such page</body></html>\",\"content_type\":\"text/html\"}",
         CONVAI_ERROR_NOT_FOUND, 404, 0, -1, "check the id", "no such page"},
        {"{\"status\":422,\"json\":{\"detail\":[{\"msg\":\"a\"},{\"msg\":\"b\"}]}}", CONVAI_ERROR_BAD_REQUEST, 422, 0, -1,
         "the service refused the request", "a; b"},
        {"{\"status\":418,\"body\":\"\"}", CONVAI_ERROR_REFUSED, 418, 0, -1, "the service refused the request", NULL},
        {"{\"status\":500,\"body\":\"Traceback (most recent call last)\"}", CONVAI_ERROR_SERVER, 500, 1, -1,
         "try again later", "Traceback (most recent call last)"},
        {"{\"html_502\":true}", CONVAI_ERROR_SERVER, 502, 1, -1, "try again later", "502 Bad Gateway 502 Bad Gateway nginx"},
        {"{\"status\":503,\"headers\":{\"Retry-After\":\"120\"},\"body\":\"\"}", CONVAI_ERROR_SERVER, 503, 1, 120000,
         "try again later", NULL},
        {"{\"status\":503,\"headers\":{\"Retry-After\":\"Wed, 21 Oct 2015 07:28:00 GMT\"},\"body\":\"\"}",
         CONVAI_ERROR_SERVER, 503, 1, 0, "try again later", NULL},
        {"{\"status\":503,\"headers\":{\"Retry-After\":\"Tue, 01 Jan 2999 00:00:00 GMT\"},\"body\":\"\"}",
         CONVAI_ERROR_SERVER, 503, 1, INT32_MAX, "try again later", NULL},
        {"{\"status\":503,\"headers\":{\"Retry-After\":\"soon\"},\"body\":\"\"}",
         CONVAI_ERROR_SERVER, 503, 1, -1, "try again later", NULL},
        {"{\"status\":501,\"body\":\"\"}", CONVAI_ERROR_SERVER, 501, 0, -1, "the service failed", NULL},
        {"{\"status\":408,\"body\":\"\"}", CONVAI_ERROR_TIMEOUT, 408, 1, -1, "try again", NULL},
        {"{\"status\":407,\"body\":\"\"}", CONVAI_ERROR_PROXY, 407, 0, -1, "add them to the proxy's URL", NULL},
        /* HTTP 200 with nothing but an error inside. */
        {"{\"status\":200,\"json\":{\"ERROR\":\"It failed.\"}}", CONVAI_ERROR_REFUSED, 200, 0, -1, "", "It failed."},
    };
    size_t i;
    for (i = 0; i < LENGTH(cases); i++) {
        convai_response *response;
        check_context = cases[i].fault;
        emulator_fault(cases[i].fault);
        response = talk();
        check_failure(response->error, cases[i].status, cases[i].http_status, cases[i].advice);
        if (response->error) {
            CHECK_TEXT(response->error->service_message, cases[i].service_message);
            CHECK_NUMBER(response->error->retryable, cases[i].retryable);
            CHECK_NUMBER(response->error->retry_after_ms, cases[i].retry_after_ms);
        }
        convai_response_free(&response);
    }
}

/* HTTP 200 with a body that cannot be used. */
static void an_unreadable_reply_is_kept_in_raw_json(void) {
    static const struct {
        const char *fault;
        convai_status status;
        const char *advice, *raw, *session;
    } cases[] = {
        {"{\"status\":200,\"body\":\"<html>Log in to the WiFi</html>\",\"content_type\":\"text/html\"}",
         CONVAI_ERROR_BAD_REPLY, "check that the base URL is the service's; `raw_json` holds what came", "Log in to", NULL},
        {"{\"not_json\":true}", CONVAI_ERROR_BAD_REPLY, "its JSON is invalid at line 1", "not JSON", NULL},
        {"{\"invalid_utf8\":true}", CONVAI_ERROR_BAD_REPLY, "invalid", "broken \xff\xfe", NULL},
        {"{\"status\":200,\"body\":\"{\\\"text\\\":\\\"half\"}", CONVAI_ERROR_BAD_REPLY, "JSON is invalid", "half", NULL},
        {"{\"status\":200,\"body\":\"{} trailing\"}", CONVAI_ERROR_BAD_REPLY, "JSON is invalid", "trailing", NULL},
        {"{\"deep_json\":100000}", CONVAI_ERROR_EMPTY_REPLY, "neither text nor audio", "[[[[", NULL},
        {"{\"deep_json\":100000,\"body_suffix\":\"]\"}", CONVAI_ERROR_BAD_REPLY, "JSON is invalid", "[[[[", NULL},
        {"{\"empty_body\":true,\"status\":200}", CONVAI_ERROR_BAD_REPLY, "JSON is invalid", "", NULL},
        {"{\"status\":200,\"json\":[1,2]}", CONVAI_ERROR_BAD_REPLY, "not a JSON object", "[1,2]", NULL},
        {"{\"status\":200,\"json\":\"Unauthorized\"}", CONVAI_ERROR_BAD_REPLY, "not a JSON object", "Unauthorized", NULL},
        {"{\"status\":200,\"json\":{}}", CONVAI_ERROR_EMPTY_REPLY, "neither text nor audio: try again", "{}", NULL},
        {"{\"status\":200,\"json\":{\"sessionID\":\"s\",\"text\":\"\",\"audio\":null}}", CONVAI_ERROR_EMPTY_REPLY,
         "neither text nor audio: try again", "sessionID", "s"},
        {"{\"wrong_types\":true}", CONVAI_ERROR_EMPTY_REPLY, "neither text nor audio", "\"charID\":42", NULL},
    };
    static const char *const no_character[] = {
        "{\"status\":200,\"body\":\"<html>Log in to the WiFi</html>\",\"content_type\":\"text/html\"}",
        "{\"not_json\":true}",
        "{\"status\":200,\"json\":{\"STATUS\":\"SUCCESS\"}}",
        "{\"status\":200,\"json\":[]}",
        "{\"empty_body\":true,\"status\":200}",
    };
    convai_character_spec spec = valid_spec();
    convai_character *character;
    convai_result *result;
    size_t i;
    for (i = 0; i < LENGTH(cases); i++) {
        convai_response *response;
        check_context = cases[i].fault;
        emulator_fault(cases[i].fault);
        response = talk();
        check_failure(response->error, cases[i].status, 200, cases[i].advice);
        CHECK_HAS(response->raw_json, cases[i].raw);
        CHECK_TEXT(response->session_id, cases[i].session);
        CHECK_TEXT(response->text, "");
        CHECK(response->raw_json_len <= 65536 && response->raw_json[response->raw_json_len] == 0);
        convai_response_free(&response);
    }
    for (i = 0; i < LENGTH(no_character); i++) {
        check_context = no_character[i];
        emulator_fault(no_character[i]);
        character = convai_character_create(client, &spec, NULL);
        check_failure(character->error, CONVAI_ERROR_BAD_REPLY, 200, "");
        convai_character_free(&character);
        emulator_fault(no_character[i]);
        character = convai_character_get(client, PUBLIC_CHARACTER, NULL);
        check_failure(character->error, CONVAI_ERROR_BAD_REPLY, 200, "");
        convai_character_free(&character);
    }
    check_context = "a new character without an id";
    emulator_fault("{\"status\":200,\"json\":{\"character_name\":\"Mara\"}}");
    character = convai_character_create(client, &spec, NULL);
    check_failure(character->error, CONVAI_ERROR_BAD_REPLY, 200, "the service may have created the character nevertheless");
    CHECK_TEXT(character->name, "Mara");
    convai_character_free(&character);

    check_context = "a page of HTML as the reply to a delete";
    emulator_fault(no_character[0]);
    result = convai_character_delete(client, "some-id", NULL);
    check_failure(result->error, CONVAI_ERROR_BAD_REPLY, 200, "check that the base URL is the service's");
    CHECK_HAS(result->raw_json, "Log in to");
    convai_result_free(&result);
}

static void unreadable_audio_leaves_the_text_and_the_session(void) {
    static const struct {
        const char *fault, *advice;
    } cases[] = {
        {"{\"audio\":\"broken_base64\"}", "is not base64"},
        {"{\"audio\":\"mp3\"}", "is an MP3"},
        {"{\"audio\":\"no_data_chunk\"}", "no 'data' chunk"},
        {"{\"audio\":\"raw_pcm\",\"sample_rate\":\"absent\"}", "no sample rate"},
        {"{\"audio\":\"raw_pcm\",\"sample_rate\":\"wrong\"}", "no sample rate"},
        {"{\"audio\":\"raw_pcm\",\"sample_rate\":100}", "8000 to 192000"},
        {"{\"status\":200,\"json\":{\"charID\":\"c\",\"text\":\"t\",\"sessionID\":\"s\",\"audio\":\"!\"}}", "is not base64"},
        {"{\"status\":200,\"json\":{\"charID\":\"c\",\"text\":\"t\",\"sessionID\":\"s\",\"audio\":\"UklGRg==\"}}", "the WAV is truncated"},
    };
    size_t i;
    for (i = 0; i < LENGTH(cases); i++) {
        convai_response *response;
        check_context = cases[i].fault;
        emulator_fault(cases[i].fault);
        response = talk();
        check_failure(response->error, CONVAI_ERROR_REPLY_AUDIO, 200, cases[i].advice);
        CHECK_HAS(response->error->message, "its text can be used");
        CHECK(response->text_len > 0 && response->session_id_len > 0 && response->character_id_len > 0);
        CHECK(!response->wav && !response->pcm && response->frames == 0);
        CHECK_NUMBER(response->audio_form, CONVAI_AUDIO_NONE);
        CHECK(response->raw_json_len > 0);
        convai_response_free(&response);
    }
}

/* Declared with Content-Length, in chunks, and by one byte. */
static void a_reply_over_the_size_limit_is_refused(void) {
    static const char *const faults[] = {
        "{\"huge\":100000}",
        "{\"huge\":100000,\"chunked\":true}",
        "{\"declared_only\":1000000000}",
        "{\"status\":500,\"body\":\"0123456789 0123456789 0123456789 0123456789 0123456789 0123456789\"}",
    };
    convai_client_options options = client_options();
    convai_client *limited;
    convai_response *response;
    size_t i;
    options.max_response_bytes = 60;
    limited = convai_client_new(&options, NULL);
    for (i = 0; i < LENGTH(faults); i++) {
        check_context = faults[i];
        emulator_fault(faults[i]);
        response = convai_get_response_text(limited, PUBLIC_CHARACTER, NULL, "Hi", CONVAI_TEXT, NULL);
        check_failure(response->error, CONVAI_ERROR_REPLY_TOO_LARGE, i == 3 ? 500 : 200, "raise `max_response_bytes`");
        CHECK_TEXT(response->text, "");
        convai_response_free(&response);
    }
    check_context = "61 bytes where 60 are allowed";
    emulator_fault("{\"status\":200,\"body\":\"{\\\"text\\\":\\\"01234567890123456789012345678901234567890123456789\\\"}\"}");
    response = convai_get_response_text(limited, PUBLIC_CHARACTER, NULL, "Hi", CONVAI_TEXT, NULL);
    check_failure(response->error, CONVAI_ERROR_REPLY_TOO_LARGE, 200, "more than 60 bytes");
    convai_response_free(&response);
    check_context = "60 bytes where 60 are allowed";
    emulator_fault("{\"status\":200,\"body\":\"{\\\"text\\\":\\\"0123456789012345678901234567890123456789012345678\\\"}\"}");
    response = convai_get_response_text(limited, PUBLIC_CHARACTER, NULL, "Hi", CONVAI_TEXT, NULL);
    CHECK_OK(response);
    CHECK_NUMBER(response->text_len, 49);
    CHECK_NUMBER(response->raw_json_len, 60);
    convai_response_free(&response);
    convai_client_free(&limited);
}

TEST_CASES(set_up, tear_down,
           CASE(every_documented_failure_has_its_status),
           CASE(http_errors_keep_their_status_and_message),
           CASE(an_unreadable_reply_is_kept_in_raw_json),
           CASE(unreadable_audio_leaves_the_text_and_the_session),
           CASE(a_reply_over_the_size_limit_is_refused))
