/* Invalid options of clients, calls and utterances. */
#include "bad_input.h"

/* An empty key, or one with white space or a control character inside. The message does not quote the key. */
static void an_invalid_api_key_is_refused(void) {
    static const struct {
        const char *key, *advice;
    } bad[] = {
        {NULL, "the API key is empty: copy it"},
        {"", "the API key is empty: copy it"},
        {" \r\n\t", "the API key is empty: copy it"},
        {"sEcReT half", "at byte 6: copy it again"},
        {"sEcReT\nhalf", "at byte 6: copy it again"},
        {"sEcReT\r\nX-Other: header", "at byte 6: copy it again"},
        {"sEcReT\thalf", "at byte 6: copy it again"},
        {"sEcReT\x7fhalf", "at byte 6: copy it again"},
        {"sEcReT\xc2\xa0half", "at byte 6: copy it again"}, /* a no-break space */
        {"sEcReTk\xc3\xa9y", "at byte 7: copy it again"},
    };
    size_t i;
    for (i = 0; i < LENGTH(bad); i++) {
        convai_client_options options = client_options();
        options.api_key = bad[i].key;
        convai_client_new(&options, &error);
        check_context = bad[i].advice;
        CHECK(error && !strstr(error->message, "sEcReT"));
        convai_error_free(&error);
        NOT_CREATED(convai_client_new(&options, &error), CONVAI_ERROR_API_KEY, bad[i].advice);
    }
}

/* Both a key and a token, or an invalid token. */
static void an_invalid_auth_token_is_refused(void) {
    static const struct {
        const char *key, *token, *advice;
    } bad[] = {
        {"a-key", "a-token", "both `options.api_key` and `options.auth_token` are set"},
        {NULL, NULL, "or set `options.auth_token`"},
        {"", " ", "or set `options.auth_token`"},
        {NULL, "sEcReT half", "the auth token holds a space, a line break or another invalid character at byte 6"},
        {"", "sEcReT\r\nX-Other: header", "at byte 6: copy it again"},
    };
    convai_client_options options = client_options();
    size_t i;
    for (i = 0; i < LENGTH(bad); i++) {
        options.api_key = bad[i].key;
        options.auth_token = bad[i].token;
        convai_client_new(&options, &error);
        check_context = bad[i].advice;
        CHECK(error && !strstr(error->message, "sEcReT") && !strstr(error->message, "a-token"));
        convai_error_free(&error);
        NOT_CREATED(convai_client_new(&options, &error), CONVAI_ERROR_API_KEY, bad[i].advice);
    }
}

static void invalid_credentials_are_refused(void) {
    static const struct {
        const char *key, *token, *argument, *advice;
    } bad[] = {
        {NULL, NULL, "api_key", "copy it from the service's dashboard into `api_key`, or set `auth_token`"},
        {"", "", "api_key", "or set `auth_token`"},
        {"a-key", "a-token", "auth_token", "both `api_key` and `auth_token` are set"},
        {"sEcReT half", NULL, "api_key", "the API key holds a space"},
        {NULL, "sEcReT half", "auth_token", "the auth token holds a space"},
    };
    size_t i;
    for (i = 0; i < LENGTH(bad); i++) {
        check_context = bad[i].advice;
        CHECK_STATUS(convai_client_set_credentials(client, bad[i].key, bad[i].token, &error), CONVAI_ERROR_API_KEY);
        CHECK_ERROR(error, CONVAI_ERROR_API_KEY);
        if (error) {
            CHECK_HAS(error->message, bad[i].advice);
            CHECK_TEXT(error->argument, bad[i].argument);
            CHECK(!strstr(error->message, "sEcReT") && !strstr(error->message, "a-token"));
        }
        convai_error_free(&error);
        CHECK_STATUS(convai_client_set_credentials(client, bad[i].key, bad[i].token, NULL), CONVAI_ERROR_API_KEY);
    }
    CHECK_STATUS(convai_client_set_credentials(client, NULL, "caf\xe9", &error), CONVAI_ERROR_INVALID_UTF8);
    convai_error_free(&error);
    error = (void *)&error;
    CHECK_STATUS(convai_client_set_credentials(client, test_key(), "", &error), CONVAI_OK);
    CHECK(error == NULL);
}

/* Not an http or https URL, with a query or a fragment, with a host name outside ASCII, or with credentials. */
static void an_invalid_base_url_is_refused(void) {
    static const char *const invalid[] = {
        "nonsense",  "api.convai.com", "localhost:8080", "//api.convai.com", "ftp://host",
        "file:///x", "mailto:a@b",     "http://",        "https://:443",     "http://ho st",
        "http://[::1", "http://host:99999", "https://host/?a=b", "https://host/#part",
    };
    static const char *const not_ascii[] = {
        "https://b\xc3\xbc" "cher.example", "https://B\xc3\xbc" "cher.example", "https://B%c3%bccher.example",
        "http:\\\\B\xc3\xbc" "cher.example", "http:b%FC" "C.example/path", "file://K%c3%bc@\\\\x",
    };
    static const char *const with_credentials[] = {
        "https://player@api.convai.com", "https://player:sEcReT@api.convai.com", "https://:sEcReT@api.convai.com",
    };
    size_t i;
    for (i = 0; i < LENGTH(invalid); i++) {
        convai_client_options options = client_options();
        options.base_url = invalid[i];
        convai_client_new(&options, &error);
        check_context = invalid[i];
        CHECK_ERROR(error, CONVAI_ERROR_OPTIONS);
        convai_error_free(&error);
        NOT_CREATED(convai_client_new(&options, &error), CONVAI_ERROR_OPTIONS, "it must look like \"https://api.convai.com\"");
    }
    for (i = 0; i < LENGTH(not_ascii); i++) {
        convai_client_options options = client_options();
        options.base_url = not_ascii[i];
        check_context = not_ascii[i];
        NOT_CREATED(convai_client_new(&options, &error), CONVAI_ERROR_OPTIONS, "write the host's name in Punycode");
    }
    for (i = 0; i < LENGTH(with_credentials); i++) {
        convai_client_options options = client_options();
        options.base_url = with_credentials[i];
        convai_client_new(&options, &error);
        check_context = with_credentials[i];
        CHECK(error && !strstr(error->message, "sEcReT"));
        convai_error_free(&error);
        NOT_CREATED(convai_client_new(&options, &error), CONVAI_ERROR_OPTIONS, "remove them");
    }
}

/* In the options of a client, of a call and of an utterance. */
static void a_negative_time_in_options_is_refused(void) {
    convai_client_options options = client_options();
    convai_call_options call = CONVAI_CALL_OPTIONS_INIT;
    convai_utterance_options recording = CONVAI_UTTERANCE_OPTIONS_INIT;
    options.connect_timeout_ms = -1;
    NOT_CREATED(convai_client_new(&options, &error), CONVAI_ERROR_INVALID_ARGUMENT, "`options.connect_timeout_ms` is -1");
    options.connect_timeout_ms = 0;
    options.timeout_ms = INT32_MIN;
    NOT_CREATED(convai_client_new(&options, &error), CONVAI_ERROR_INVALID_ARGUMENT, "`options.timeout_ms` is -2147483648");
    options.timeout_ms = 0;
    options.voice_timeout_ms = -5;
    NOT_CREATED(convai_client_new(&options, &error), CONVAI_ERROR_INVALID_ARGUMENT, "`options.voice_timeout_ms` is -5");
    call.timeout_ms = -1;
    NOT_CREATED(convai_character_get_async(client, "id", &call, &error), CONVAI_ERROR_INVALID_ARGUMENT,
             "`options.timeout_ms` is -1");
    REFUSED(character, convai_character_get(client, "id", &call), CONVAI_ERROR_INVALID_ARGUMENT,
            "`options.timeout_ms` is -1");
    call.timeout_ms = 0;
    call.connect_timeout_ms = -1;
    REFUSED(response, convai_conversation_say(conversation, "Hi", 0, &call), CONVAI_ERROR_INVALID_ARGUMENT,
            "`options.connect_timeout_ms` is -1");
    recording.format = CONVAI_PCM_S16;
    recording.channels = 1;
    recording.sample_rate = 16000;
    recording.max_ms = -1;
    NOT_CREATED(convai_utterance_new(&recording, &error), CONVAI_ERROR_INVALID_ARGUMENT, "`options.max_ms` is -1");
}

static void an_invalid_proxy_certificate_user_agent_or_rate_is_refused(void) {
    static const struct {
        const char *proxy, *ca_pem, *user_agent, *advice;
    } bad[] = {
        {"nonsense", NULL, NULL, "it must look like \"http://host:port\""},
        {"socks5://127.0.0.1:1", NULL, NULL, "it must look like \"http://host:port\""},
        {"http://", NULL, NULL, "it must look like \"http://host:port\""},
        {"http://b\xc3\xbc" "cher.example:80", NULL, NULL, "Punycode"},
        {NULL, "", NULL, "BEGIN CERTIFICATE"},
        {NULL, "not PEM at all", NULL, "BEGIN CERTIFICATE"},
        {NULL, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", NULL, "BEGIN CERTIFICATE"},
        {NULL, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", NULL, "ca_pem"},
        {NULL, "-----BEGIN CERTIFICATE-----\n***\n-----END CERTIFICATE-----\n", NULL, "ca_pem"},
        {NULL, NULL, "Game\r\nX-Other: header", "`options.user_agent` holds a line break"},
    };
    convai_client_options options = client_options();
    convai_client *made;
    size_t i;
    /* Empty strings are the default: many programs pass one for an environment variable that is not set. */
    check_context = "empty options";
    options.base_url = " ";
    options.proxy = "";
    made = convai_client_new(&options, &error);
    CHECK_ERROR(error, CONVAI_OK);
    convai_client_free(&made);
    for (i = 0; i < LENGTH(bad); i++) {
        options = client_options();
        if (bad[i].proxy)
            options.proxy = bad[i].proxy;
        options.ca_pem = bad[i].ca_pem;
        options.user_agent = bad[i].user_agent;
        NOT_CREATED(convai_client_new(&options, &error), CONVAI_ERROR_OPTIONS, bad[i].advice);
    }
    options = client_options();
    options.upload_sample_rate = 7999;
    NOT_CREATED(convai_client_new(&options, &error), CONVAI_ERROR_INVALID_ARGUMENT, "8000 to 192000");
    options.upload_sample_rate = 192001;
    NOT_CREATED(convai_client_new(&options, &error), CONVAI_ERROR_INVALID_ARGUMENT, "8000 to 192000");
}

TEST_CASES(set_up, tear_down,
           CASE(an_invalid_api_key_is_refused),
           CASE(an_invalid_auth_token_is_refused),
           CASE(invalid_credentials_are_refused),
           CASE(an_invalid_base_url_is_refused),
           CASE(a_negative_time_in_options_is_refused),
           CASE(an_invalid_proxy_certificate_user_agent_or_rate_is_refused))
