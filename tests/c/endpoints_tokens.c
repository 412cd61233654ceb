/* Auth tokens: the calls that create, extend and revoke one, and clients that are made with one. */
#include "client_fixture.h"
#include <time.h>

#define CONNECT "/user/connect"
#define EXTEND "/user/extend-token"
#define REVOKE "/user/revoke-token"
#define TOKEN "eyJ0.some-token_0123456789"

/* 2024-10-10T12:34:56Z */
#define DATE_MS 1728563696000

static int64_t now_in_unix_ms(void) { return (int64_t)time(NULL) * 1000; }

static void a_new_token_has_its_text_and_its_expiry(void) {
    convai_token *token;
    emulator_fault("{\"status\":200,\"json\":{\"apiAuthToken\":\"" TOKEN "\",\"expirationTime\":\"2024-10-10T12:34:56Z\"}}");
    token = convai_token_create(client, NULL);
    CHECK_OK(token);
    CHECK_TEXT(token->token, TOKEN);
    CHECK_NUMBER(token->token_len, strlen(TOKEN));
    CHECK_TEXT(token->expires, "2024-10-10T12:34:56Z");
    CHECK_NUMBER(token->expires_len, 20);
    CHECK_NUMBER(token->expires_at_ms, DATE_MS);
    CHECK_HAS(token->raw_json, TOKEN);
    CHECK_NUMBER(token->raw_json_len, strlen(token->raw_json));
    CHECK_LAST(CONNECT, "\"json\":{}");
    CHECK_STATUS(convai_token_free(&token), CONVAI_OK);
    CHECK(token == NULL);
}

static void other_spellings_of_the_token_and_the_expiry_are_read(void) {
    static const struct {
        const char *json;
        const char *expires;
        int64_t at_ms;
    } replies[] = {
        {"{\"api_auth_token\":\"" TOKEN "\",\"expires_at\":1728563696}", "1728563696", DATE_MS},
        {"{\"authToken\":\"" TOKEN "\",\"expiresAt\":1728563696000}", "1728563696000", DATE_MS},
        {"{\"token\":\"" TOKEN "\",\"expires\":\"1728563696\"}", "1728563696", DATE_MS},
        {"{\"APIAUTHTOKEN\":\"" TOKEN "\",\"expiry\":\"2024-10-10 12:34:56.789\"}", "2024-10-10 12:34:56.789", DATE_MS + 789},
        {"{\"apiAuthToken\":\"" TOKEN "\",\"expirationTime\":\"Soon\"}", "Soon", -1},
        {"{\"apiAuthToken\":\"" TOKEN "\",\"expirationTime\":null}", NULL, -1},
        {"{\"apiAuthToken\":\"" TOKEN "\"}", NULL, -1},
    };
    size_t i;
    for (i = 0; i < sizeof replies / sizeof *replies; i++) {
        convai_token *token;
        char fault[256];
        check_context = replies[i].json;
        snprintf(fault, sizeof fault, "{\"status\":200,\"json\":%s}", replies[i].json);
        emulator_fault(fault);
        token = convai_token_create(client, NULL);
        CHECK_OK(token);
        CHECK_TEXT(token->token, TOKEN);
        CHECK_TEXT(token->expires, replies[i].expires);
        CHECK_NUMBER(token->expires_at_ms, replies[i].at_ms);
        convai_token_free(&token);
    }
}

static void a_relative_expiry_counts_from_the_reply(void) {
    int64_t before = now_in_unix_ms();
    convai_token *token;
    emulator_fault("{\"status\":200,\"json\":{\"apiAuthToken\":\"" TOKEN "\",\"expiresIn\":3600}}");
    token = convai_token_create(client, NULL);
    CHECK_OK(token);
    CHECK_TEXT(token->expires, "3600");
    CHECK(token->expires_at_ms >= before + 3600000 && token->expires_at_ms <= now_in_unix_ms() + 3601000);
    convai_token_free(&token);
}

static void a_reply_without_a_token_is_unreadable(void) {
    static const char *const replies[] = {"{}", "{\"apiAuthToken\":\"\"}", "{\"apiAuthToken\":\"NULL\"}", "[]", "null"};
    size_t i;
    for (i = 0; i < sizeof replies / sizeof *replies; i++) {
        convai_token *token;
        char fault[128];
        check_context = replies[i];
        snprintf(fault, sizeof fault, "{\"status\":200,\"json\":%s}", replies[i]);
        emulator_fault(fault);
        token = convai_token_create(client, NULL);
        CHECK_FAILED(token, CONVAI_ERROR_BAD_REPLY);
        CHECK_HAS(token->error->message, "it holds no auth token");
        CHECK(!token->token && token->expires_at_ms == -1);
        convai_token_free(&token);
    }
}

static void an_extended_token_keeps_its_text(void) {
    convai_token *token;
    emulator_fault("{\"status\":200,\"json\":{\"expirationTime\":\"2024-10-10T12:34:56Z\"}}");
    token = convai_token_extend(client, " " TOKEN "\n", NULL);
    CHECK_OK(token);
    CHECK_TEXT(token->token, TOKEN);
    CHECK_NUMBER(token->expires_at_ms, DATE_MS);
    convai_token_free(&token);
    CHECK_LAST(EXTEND, "\"apiAuthToken\":");
    CHECK_LAST(EXTEND, "\"convai-api-key\":");
    /* A reply may name another one. */
    emulator_fault("{\"status\":200,\"json\":{\"apiAuthToken\":\"another-token\"}}");
    token = convai_token_extend(client, TOKEN, NULL);
    CHECK_OK(token);
    CHECK_TEXT(token->token, "another-token");
    CHECK_NUMBER(token->expires_at_ms, -1);
    convai_token_free(&token);
}

static void an_invalid_token_is_refused_before_anything_is_sent(void) {
    static const struct {
        const char *token;
        convai_status status;
        const char *advice;
    } bad[] = {
        {NULL, CONVAI_ERROR_NULL_POINTER, "`token` must not be NULL"},
        {"", CONVAI_ERROR_INVALID_ARGUMENT, "the auth token is empty"},
        {" \r\n", CONVAI_ERROR_INVALID_ARGUMENT, "the auth token is empty"},
        {"sEcReT half", CONVAI_ERROR_INVALID_ARGUMENT, "at byte 6: copy it again"},
        {"sEcReT\r\nX-Other: header", CONVAI_ERROR_INVALID_ARGUMENT, "at byte 6: copy it again"},
        {"sEcReT\xc3\xa9", CONVAI_ERROR_INVALID_ARGUMENT, "at byte 6: copy it again"},
        {"sEcReT\xe9", CONVAI_ERROR_INVALID_UTF8, "`token` is not valid UTF-8"},
    };
    size_t i;
    emulator_forget();
    for (i = 0; i < sizeof bad / sizeof *bad; i++) {
        convai_token *extended = convai_token_extend(client, bad[i].token, NULL);
        convai_result *revoked = convai_token_revoke(client, bad[i].token, NULL);
        check_context = bad[i].advice;
        CHECK_FAILED(extended, bad[i].status);
        CHECK_FAILED(revoked, bad[i].status);
        CHECK_HAS(extended->error->message, bad[i].advice);
        CHECK_HAS(revoked->error->message, bad[i].advice);
        CHECK_TEXT(extended->error->argument, "token");
        CHECK(!strstr(extended->error->message, "sEcReT"));
        convai_token_free(&extended);
        convai_result_free(&revoked);
    }
    CHECK_NUMBER(emulator_count(), 0);
}

/* The documents have no reply for an expired token, so every way to say it is an authentication failure. */
static void a_token_that_is_not_accepted_is_an_authentication_failure(void) {
    static const struct {
        const char *fault;
        convai_status status;
    } replies[] = {
        {"{\"status\":401,\"json\":{\"ERROR\":\"Unauthorized\"}}", CONVAI_ERROR_AUTHENTICATION},
        {"{\"status\":403,\"json\":{\"ERROR\":\"Forbidden\"}}", CONVAI_ERROR_AUTHENTICATION},
        {"{\"status\":400,\"json\":{\"ERROR\":\"Invalid auth token provided.\"}}", CONVAI_ERROR_AUTHENTICATION},
        {"{\"status\":400,\"json\":{\"ERROR\":\"The token has expired\"}}", CONVAI_ERROR_AUTHENTICATION},
        {"{\"status\":404,\"json\":{\"ERROR\":\"apiAuthToken not found\"}}", CONVAI_ERROR_AUTHENTICATION},
        {"{\"status\":400,\"json\":{\"ERROR\":\"The prompt has too many tokens\"}}", CONVAI_ERROR_BAD_REQUEST},
        {"{\"status\":404,\"json\":{\"ERROR\":\"Not Found\"}}", CONVAI_ERROR_NOT_FOUND},
    };
    convai_client_options options = client_options();
    convai_client *with_token;
    size_t i;
    options.api_key = "";
    options.auth_token = TOKEN;
    with_token = convai_client_new(&options, NULL);
    REQUIRE(with_token != NULL);
    for (i = 0; i < sizeof replies / sizeof *replies; i++) {
        convai_token *extended;
        convai_character *character;
        check_context = replies[i].fault;
        emulator_fault(replies[i].fault);
        extended = convai_token_extend(client, TOKEN, NULL);
        CHECK_FAILED(extended, replies[i].status);
        if (replies[i].status == CONVAI_ERROR_AUTHENTICATION)
            CHECK_HAS(extended->error->message, "the auth token may have expired or been revoked");
        convai_token_free(&extended);
        emulator_fault(replies[i].fault);
        character = convai_character_get(with_token, PUBLIC_CHARACTER, NULL);
        CHECK_FAILED(character, replies[i].status);
        if (replies[i].status == CONVAI_ERROR_AUTHENTICATION)
            CHECK_HAS(character->error->message, "the service does not accept the auth token");
        convai_character_free(&character);
    }
    convai_client_free(&with_token);
}

static void check_shows_no_token(const convai_error *error, const char *raw, convai_status status) {
    if (!CHECK_ERROR(error, status) || !error)
        return;
    CHECK(!strstr(error->message, "fresh") && !strstr(error->message, "0123456789"));
    CHECK(!error->service_message || !strstr(error->service_message, "fresh"));
    CHECK(raw && !strstr(raw, "fresh") && !strstr(raw, "0123456789"));
    CHECK_HAS(raw, "***");
}

/* The library has not seen this token before. */
static void a_failed_reply_that_names_a_new_token_does_not_show_it(void) {
    static const struct {
        const char *fault;
        convai_status status;
    } replies[] = {
        {"{\"status\":400,\"body\":\"{\\\"ERROR\\\":\\\"no fresh/0123456789\\\",\\\"apiAuthToken\\\":\\\"fresh/0123456789\\\"}\"}",
         CONVAI_ERROR_BAD_REQUEST},
        {"{\"status\":200,\"body\":\"{\\\"apiAuthToken\\\" : \\\"fresh\\\\/0123456789\"}", CONVAI_ERROR_BAD_REPLY},
        {"{\"status\":500,\"body\":\"auth_token=fresh/0123456789&x=fresh/0123456789\"}", CONVAI_ERROR_SERVER},
        {"{\"status\":502,\"body\":\"<p>Token: fresh/0123456789</p>\"}", CONVAI_ERROR_SERVER},
    };
    size_t i;
    for (i = 0; i < sizeof replies / sizeof *replies; i++) {
        convai_token *token;
        convai_result *result;
        check_context = replies[i].fault;
        emulator_fault(replies[i].fault);
        token = convai_token_create(client, NULL);
        check_shows_no_token(token->error, token->raw_json, replies[i].status);
        convai_token_free(&token);
        emulator_fault(replies[i].fault);
        token = convai_token_extend(client, TOKEN, NULL);
        check_shows_no_token(token->error, token->raw_json, replies[i].status);
        convai_token_free(&token);
        emulator_fault(replies[i].fault);
        result = convai_token_revoke(client, TOKEN, NULL);
        check_shows_no_token(result->error, result->raw_json, replies[i].status);
        convai_result_free(&result);
    }
}

/* The life of a token: the emulator knows which ones it gave. */
static void a_client_with_a_token_talks_until_the_token_is_revoked(void) {
    convai_client_options options = client_options();
    convai_token *token = convai_token_create(client, NULL), *extended;
    convai_response *response;
    convai_result *revoked;
    convai_client *player;
    char spaced[512], masked[64];
    REQUIRE(CHECK_OK(token) && token->token);
    CHECK(token->expires_at_ms > now_in_unix_ms());
    snprintf(spaced, sizeof spaced, "  %s\r\n", token->token);
    snprintf(masked, sizeof masked, "\"api-auth-token\":\"%.2s\xE2\x80\xA6 (%d bytes)\"", token->token, (int)token->token_len);
    options.api_key = NULL;
    options.auth_token = spaced;
    player = convai_client_new(&options, NULL);
    REQUIRE(player != NULL);
    response = convai_get_response_text(player, PUBLIC_CHARACTER, NULL, "Hello", CONVAI_TEXT, NULL);
    CHECK_OK(response);
    convai_response_free(&response);
    CHECK_LAST("/character/getResponse", masked);
    extended = convai_token_extend(client, token->token, NULL);
    CHECK_OK(extended);
    CHECK_TEXT(extended->token, token->token);
    CHECK(extended->expires_at_ms >= token->expires_at_ms);
    convai_token_free(&extended);
    revoked = convai_token_revoke(client, token->token, NULL);
    CHECK_OK(revoked);
    convai_result_free(&revoked);
    response = convai_get_response_text(player, PUBLIC_CHARACTER, NULL, "Hello", CONVAI_TEXT, NULL);
    CHECK_FAILED(response, CONVAI_ERROR_AUTHENTICATION);
    convai_response_free(&response);
    convai_client_free(&player);
    convai_token_free(&token);
}

TEST_CASES(set_up, tear_down,
           CASE(a_new_token_has_its_text_and_its_expiry),
           CASE(other_spellings_of_the_token_and_the_expiry_are_read),
           CASE(a_relative_expiry_counts_from_the_reply),
           CASE(a_reply_without_a_token_is_unreadable),
           CASE(an_extended_token_keeps_its_text),
           CASE(an_invalid_token_is_refused_before_anything_is_sent),
           CASE(a_token_that_is_not_accepted_is_an_authentication_failure),
           CASE(a_failed_reply_that_names_a_new_token_does_not_show_it),
           CASE(a_client_with_a_token_talks_until_the_token_is_revoked))
