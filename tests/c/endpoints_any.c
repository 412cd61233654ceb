/* convai_call: any path of the service, with any body and any reply. */
#include "made_up_replies.h"

/* Sends a request, and returns its result. */
static convai_result *send_request(const char *method, const char *path, const char *json) {
    convai_request request = CONVAI_REQUEST_INIT;
    request.method = method;
    request.path = path;
    request.json = json;
    return convai_call(client, &request, NULL);
}

static void free_ok(convai_result *result) {
    CHECK_OK(result);
    CHECK_STATUS(convai_result_free(&result), CONVAI_OK);
}

static void json_reaches_any_path_with_any_method(void) {
    static const char *const methods[] = {NULL, "POST", "put", "PATCH"};
    size_t i;
    convai_result *result;
    for (i = 0; i < sizeof methods / sizeof *methods; i++) {
        char method[64];
        check_context = methods[i] ? methods[i] : "no method";
        reply_json(200, "{}");
        free_ok(send_request(methods[i], "/some/path", " {\"b\": [1, \"\xC3\xA9\"],\"a\":null}\n"));
        snprintf(method, sizeof method, "\"method\":\"%s\"", i < 2 ? "POST" : i == 2 ? "PUT" : "PATCH");
        CHECK_LAST("/some/path", method);
        CHECK_LAST("/some/path", "\"json\":{\"a\":null,\"b\":[1,\"\xC3\xA9\"]}");
        CHECK_LAST("/some/path", "\"content_type\":\"application/json\"");
        CHECK_LAST("/some/path", "\"key_leaked\":false");
    }
    check_context = "an endpoint that the library knows";
    result = send_request(NULL, "character/get", "{\"charID\":\"" PUBLIC_CHARACTER "\"}");
    CHECK_OK(result);
    CHECK_HAS(result->raw_json, "Pell the Lamplighter");
    CHECK_NUMBER(result->http_status, 200);
    CHECK_TEXT(result->content_type, "application/json");
    CHECK_NUMBER(result->content_type_len, strlen("application/json"));
    CHECK_STATUS(convai_result_free(&result), CONVAI_OK);
}

static void a_request_without_a_body_sends_none(void) {
    static const char *const methods[] = {"GET", "DELETE", "POST"};
    size_t i;
    for (i = 0; i < sizeof methods / sizeof *methods; i++) {
        char method[64];
        check_context = methods[i];
        reply_json(200, "[]");
        free_ok(send_request(methods[i], "v2/voices?page=2&of=a/../b c", NULL));
        snprintf(method, sizeof method, "\"method\":\"%s\"", methods[i]);
        CHECK_LAST("/v2/voices", method);
        CHECK_LAST("/v2/voices", "\"query\":\"page=2&of=a/../b%20c\"");
        CHECK_LAST("/v2/voices", "\"body_length\":0,");
        CHECK_LAST("/v2/voices", "\"content_type\":null");
    }
}

static convai_field text_field(const char *name, const char *value) {
    convai_field field = CONVAI_FIELD_INIT;
    field.name = name;
    field.value = value;
    return field;
}

static convai_field file_field(const char *name, const char *bytes, size_t length) {
    convai_field field = CONVAI_FIELD_INIT;
    field.name = name;
    field.file = (const uint8_t *)bytes;
    field.file_len = length;
    return field;
}

static convai_result *send_fields(const convai_field *const *fields, uint32_t count, uint32_t flags) {
    convai_request request = CONVAI_REQUEST_INIT;
    request.path = "knowledge/upload";
    request.fields = fields;
    request.field_count = count;
    request.flags = flags;
    reply_json(200, "{}");
    return convai_call(client, &request, NULL);
}

static void fields_are_sent_in_both_encodings_in_their_order(void) {
    const convai_field fields[] = {text_field("b", "1 & 2 = \xC3\xA9"), text_field("a", ""), text_field("b", "line\nbreak")};
    const convai_field *const pointers[] = {&fields[0], &fields[1], &fields[2]};
    int multipart;
    for (multipart = 0; multipart < 2; multipart++) {
        char *last, *first, *second;
        check_context = multipart ? "multipart" : "url-encoded";
        free_ok(send_fields(pointers, 3, multipart ? CONVAI_MULTIPART : 0));
        CHECK_LAST("/knowledge/upload", multipart ? "\"encoding\":\"multipart\"" : "\"encoding\":\"urlencoded\"");
        CHECK_LAST("/knowledge/upload", "\"problem\":null");
        last = emulator_last();
        first = strstr(last, "\"name\":\"b\",\"text\":\"1 & 2 = \xC3\xA9\"");
        second = first ? strstr(first, "\"name\":\"a\",\"text\":\"\"") : NULL;
        CHECK(second && strstr(second, "\"name\":\"b\",\"text\":\"line\\nbreak\""));
        free(last);
    }
}

static void a_file_makes_the_form_multipart(void) {
    convai_field fields[] = {file_field("notes", "a\0b", 3), text_field("id", "7"), file_field("empty", "", 0)};
    const convai_field *const pointers[] = {&fields[0], &fields[1], &fields[2]};
    fields[0].file_name = "caf\xC3\xA9.txt";
    fields[0].content_type = "text/plain; charset=utf-8";
    free_ok(send_fields(pointers, 3, 0));
    CHECK_LAST("/knowledge/upload", "\"problem\":null");
    CHECK_LAST("/knowledge/upload", "\"values\":{\"id\":\"7\"}");
    CHECK_LAST("/knowledge/upload", "\"filename\":\"caf\xC3\xA9.txt\"");
    CHECK_LAST("/knowledge/upload", "\"content_type\":\"text/plain; charset=utf-8\"");
    CHECK_LAST("/knowledge/upload", "\"length\":3");
    /* A file of no bytes has a name and a type, too. */
    CHECK_LAST("/knowledge/upload", "\"filename\":\"file\"");
    CHECK_LAST("/knowledge/upload", "\"content_type\":\"application/octet-stream\"");
}

static void any_reply_comes_back_byte_for_byte(void) {
    static const struct {
        const char *content_type, *sent, *received;
        size_t length;
        int status;
    } cases[] = {
        {"text/plain; charset=utf-8", "no JSON", "no JSON", 7, 200},
        {"audio/mpeg", "ID3\\u0004\\u0000\\u0000x\\u0000", "ID3\4\0\0x\0", 8, 200},
        {"text/html", "<html></html>", "<html></html>", 13, 202},
        {"application/json", " {\\\"a\\\" : 1} ", " {\"a\" : 1} ", 11, 201},
        {"application/json", "", "", 0, 200},
        {"application/json", "{\\\"ERROR\\\":\\\"\\\",\\\"result\\\":\\\"x\\\"}", "{\"ERROR\":\"\",\"result\":\"x\"}", 25, 299},
    };
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        convai_result *result;
        check_context = cases[i].sent;
        reply_text(cases[i].status, cases[i].content_type, cases[i].sent);
        result = send_request("GET", "anything", NULL);
        CHECK_OK(result);
        CHECK_NUMBER(result->http_status, cases[i].status);
        CHECK_TEXT(result->content_type, cases[i].content_type);
        CHECK_NUMBER(result->raw_json_len, cases[i].length);
        CHECK(result->raw_json && memcmp(result->raw_json, cases[i].received, cases[i].length + 1) == 0);
        CHECK_STATUS(convai_result_free(&result), CONVAI_OK);
    }
}

static void an_error_is_that_of_every_other_call(void) {
    convai_result *result;
    check_context = "a 4xx";
    reply_json(429, "{\"ERROR\":\"slow down\",\"Reference ID\":\"r-1\"}");
    result = send_request(NULL, "any/path", NULL);
    CHECK_FAILED(result, CONVAI_ERROR_RATE_LIMITED);
    if (result->error) {
        CHECK_TEXT(result->error->service_message, "slow down");
        CHECK_TEXT(result->error->reference, "r-1");
        CHECK_NUMBER(result->error->http_status, 429);
        CHECK_NUMBER(result->error->retryable, 1);
    }
    CHECK_NUMBER(result->http_status, 429);
    CHECK_TEXT(result->content_type, "application/json");
    CHECK_HAS(result->raw_json, "slow down");
    convai_result_free(&result);

    check_context = "an error field with 200";
    reply_json(200, "{\"API_ERROR\":\"no\"}");
    result = send_request(NULL, "any/path", NULL);
    CHECK_FAILED(result, CONVAI_ERROR_REFUSED);
    CHECK_TEXT(result->error ? result->error->service_message : NULL, "no");
    convai_result_free(&result);

    check_context = "a redirect";
    emulator_fault("{\"redirect\":\"http://127.0.0.1:1/\"}");
    result = send_request(NULL, "any/path", NULL);
    CHECK_FAILED(result, CONVAI_ERROR_REDIRECT);
    convai_result_free(&result);

    check_context = "an unknown path";
    result = send_request("GET", "no/such/path", NULL);
    CHECK_FAILED(result, CONVAI_ERROR_NOT_FOUND);
    CHECK_NUMBER(result->http_status, 404);
    convai_result_free(&result);

    check_context = "nothing arrived";
    emulator_fault("{\"cut\":\"before_answer\"}");
    result = send_request(NULL, "any/path", NULL);
    CHECK_FAILED(result, CONVAI_ERROR_CONNECTION_LOST);
    CHECK(result->http_status == 0 && !result->content_type && !result->raw_json);
    convai_result_free(&result);
}

static void the_limits_of_the_client_hold(void) {
    convai_client_options options = client_options();
    convai_call_options call = CONVAI_CALL_OPTIONS_INIT;
    convai_request request = CONVAI_REQUEST_INIT;
    convai_client *small;
    convai_result *result;
    options.max_response_bytes = 1000;
    small = convai_client_new(&options, NULL);
    REQUIRE(small);
    request.path = "any/path";
    emulator_fault("{\"huge\":1001}");
    result = convai_call(small, &request, NULL);
    CHECK_FAILED(result, CONVAI_ERROR_REPLY_TOO_LARGE);
    convai_result_free(&result);
    emulator_fault("{\"hang\":true}");
    call.timeout_ms = 200;
    result = convai_call(small, &request, &call);
    CHECK_FAILED(result, CONVAI_ERROR_TIMEOUT);
    convai_result_free(&result);
    CHECK_STATUS(convai_client_free(&small), CONVAI_OK);
}

/* Nothing is sent, and the argument is named. */
static void refused(const convai_request *request, convai_status status, const char *argument) {
    long before = emulator_count();
    convai_result *result = convai_call(client, request, NULL);
    CHECK_FAILED(result, status);
    CHECK_TEXT(result->error ? result->error->argument : NULL, argument);
    CHECK(!result->raw_json && result->http_status == 0);
    CHECK_STATUS(convai_result_free(&result), CONVAI_OK);
    CHECK_NUMBER(emulator_count(), before);
}

/* A request carries the API key: it must not leave the base URL. */
static void a_path_that_leads_elsewhere_is_refused(void) {
    static const char *const paths[] = {
        "", "  ", "/", "?a=b", "http://127.0.0.1:1/x", "https:x", "//127.0.0.1:1/x", "a//b", "..", "a/../b", "/%2e%2E/x",
        "a/%252e%252e/b", "a/.%2e", "./a", "..%2fx", "\\\\127.0.0.1\\x", "/\\x", "a%5cb", "a\tb", "a\r\nHost: x", "a%0ab",
        "a#b", "a?b#c",
    };
    size_t i;
    convai_request request = CONVAI_REQUEST_INIT;
    for (i = 0; i < sizeof paths / sizeof *paths; i++) {
        check_context = paths[i];
        request.path = paths[i];
        refused(&request, CONVAI_ERROR_INVALID_ARGUMENT, "request.path");
    }
}

static void a_request_that_contradicts_itself_is_refused(void) {
    const convai_field text = text_field("a", "1");
    convai_field both = file_field("a", "x", 1), neither = text_field("a", NULL), named = text_field("\"", "1");
    convai_field nameless = text_field(NULL, "1"), typed = file_field("a", "x", 1), quoted = file_field("a", "x", 1);
    const convai_field *const one[] = {&text};
    const struct {
        const convai_field *field;
        convai_status status;
        const char *argument;
    } fields[] = {
        {&both, CONVAI_ERROR_INVALID_ARGUMENT, "request.fields[1].file"},
        {&neither, CONVAI_ERROR_INVALID_ARGUMENT, "request.fields[1].value"},
        {&named, CONVAI_ERROR_INVALID_ARGUMENT, "request.fields[1].name"},
        {&nameless, CONVAI_ERROR_NULL_POINTER, "request.fields[1].name"},
        {&typed, CONVAI_ERROR_INVALID_ARGUMENT, "request.fields[1].content_type"},
        {&quoted, CONVAI_ERROR_INVALID_ARGUMENT, "request.fields[1].file_name"},
        {NULL, CONVAI_ERROR_NULL_POINTER, "request.fields[1]"},
    };
    convai_request request = CONVAI_REQUEST_INIT;
    size_t i;
    both.value = "1";
    typed.content_type = "text\r\n/plain";
    quoted.file_name = "a\"b";
    request.path = "x";
    for (i = 0; i < sizeof fields / sizeof *fields; i++) {
        const convai_field *pair[2];
        pair[0] = &text;
        pair[1] = fields[i].field;
        check_context = fields[i].argument;
        request.fields = pair;
        request.field_count = 2;
        refused(&request, fields[i].status, fields[i].argument);
    }
    check_context = "JSON and fields";
    request.fields = one;
    request.field_count = 1;
    request.json = "{}";
    refused(&request, CONVAI_ERROR_INVALID_ARGUMENT, "request.json");
    check_context = "GET with fields";
    request.json = NULL;
    request.method = "GET";
    refused(&request, CONVAI_ERROR_INVALID_ARGUMENT, "request.fields");
    check_context = "DELETE with JSON";
    request.fields = NULL;
    request.field_count = 0;
    request.json = "{}";
    request.method = "DELETE";
    refused(&request, CONVAI_ERROR_INVALID_ARGUMENT, "request.json");
    check_context = "no JSON";
    request.method = NULL;
    request.json = "{\"a\":1,}";
    refused(&request, CONVAI_ERROR_INVALID_ARGUMENT, "request.json");
    check_context = "an unknown method";
    request.json = NULL;
    request.method = "CONNECT";
    refused(&request, CONVAI_ERROR_INVALID_ARGUMENT, "request.method");
    check_context = "unknown flags";
    request.method = NULL;
    request.flags = CONVAI_VOICE;
    refused(&request, CONVAI_ERROR_INVALID_ARGUMENT, "request.flags");
    check_context = "no path";
    request.flags = 0;
    request.path = NULL;
    refused(&request, CONVAI_ERROR_NULL_POINTER, "request.path");
}

TEST_CASES(set_up, tear_down,
           CASE(json_reaches_any_path_with_any_method),
           CASE(a_request_without_a_body_sends_none),
           CASE(fields_are_sent_in_both_encodings_in_their_order),
           CASE(a_file_makes_the_form_multipart),
           CASE(any_reply_comes_back_byte_for_byte),
           CASE(an_error_is_that_of_every_other_call),
           CASE(the_limits_of_the_client_hold),
           CASE(a_path_that_leads_elsewhere_is_refused),
           CASE(a_request_that_contradicts_itself_is_refused))
