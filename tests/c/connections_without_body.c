/* Requests without a body: lists, which are read with GET, or with POST and an empty body. The HTTP library never asks such
 * a body for bytes, so that the library has to notice in another way that a connection has taken the request. Linux. */
#define _GNU_SOURCE
#include "manual_clock.h"

#include "black_hole.h"
#include "keep_alive_server.h"
#include "log.h"

#if defined(__linux__)
enum { GET, POST, METHODS };

static convai_operation *start(convai_client *client, int method, const convai_call_options *options) {
    convai_operation *operation = method == GET ? convai_voice_list_async(client, options, NULL)
                                                : convai_character_list_async(client, options, NULL);
    REQUIRE(operation != NULL);
    check_context = method == GET ? "GET" : "POST";
    return operation;
}

/* Ends an operation. If it failed, its message has to contain `words`, and a part of the request was sent or not. */
static convai_status ends(convai_operation *operation, const char *words, int sent) {
    convai_progress progress = CONVAI_PROGRESS_INIT;
    convai_voices *voices;
    convai_characters *characters;
    const convai_error *error;
    convai_status status;
    CHECK_STATUS(convai_operation_wait(operation, PATIENT_MS), CONVAI_OK);
    CHECK_STATUS(convai_operation_poll(operation, &progress), CONVAI_OK);
    CHECK(progress.bytes_to_send == 0 && progress.bytes_sent == 0);
    voices = convai_operation_take_voices(operation);
    characters = convai_operation_take_characters(operation);
    error = progress.kind == CONVAI_KIND_VOICES ? voices->error : characters->error;
    status = error ? error->status : CONVAI_OK;
    if (error) {
        CHECK_HAS(error->message, words);
        CHECK_NUMBER(error->request_sent, sent);
    } else {
        CHECK_NUMBER(progress.kind == CONVAI_KIND_VOICES ? voices->voice_count : characters->character_count, 1);
    }
    convai_voices_free(&voices);
    convai_characters_free(&characters);
    CHECK_STATUS(convai_operation_free(&operation), CONVAI_OK);
    return status;
}

static int accept_one(int listener) {
    REQUIRE(readable(listener, PATIENT_MS));
    return accept(listener, NULL, NULL);
}

/* Reads the head of a request, with which the request has to end. */
static void read_head(int peer, char *head, size_t capacity) {
    size_t length = 0;
    while (length + 1 < capacity && readable(peer, PATIENT_MS)) {
        long got = (long)recv(peer, head + length, capacity - 1 - length, 0);
        REQUIRE(got > 0);
        length += (size_t)got;
        head[length] = 0;
        if (strstr(head, "\r\n\r\n"))
            break;
    }
    CHECK(length >= 4 && strcmp(head + length - 4, "\r\n\r\n") == 0);
}

static void reply(int peer, const char *text) { CHECK(send(peer, text, strlen(text), MSG_NOSIGNAL) == (long)strlen(text)); }

static const char REPLY_HEAD[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 39\r\n\r\n";
static const char REPLY_BODY[] = "[{\"character_id\": \"i\", \"name\": \"name\"}]";

/* The states of a call in order, what is sent, and what the log says. */
static void the_states_advance_and_the_head_is_all_that_is_sent(void) {
    char url[64], head[2048];
    int method, round, port, listener = raw_listen(8, &port), peer = -1;
    convai_client *client;
    snprintf(url, sizeof url, "http://127.0.0.1:%d", port);
    client = logging_client_of(url, 8);
    for (method = GET; method < METHODS; method++) {
        /* All over one connection. */
        for (round = 0; round < 3; round++) {
            int is_new = peer < 0;
            convai_log_entry *entry;
            convai_operation *operation = start(client, method, NULL);
            EVENTUALLY(state_of(operation) == CONVAI_STATE_WAITING);
            if (is_new)
                peer = accept_one(listener);
            read_head(peer, head, sizeof head);
            CHECK(strncmp(head, method == GET ? "GET /tts/get_available_voices HTTP/1.1\r\n" : "POST /character/list HTTP/1.1\r\n",
                          method == GET ? 40 : 31) == 0);
            /* RFC 9110 asks for no length of a GET, and for one of a POST. */
            CHECK((strcasestr(head, "\r\ncontent-length: 0\r\n") != NULL) == (method == POST));
            CHECK((strcasestr(head, "content-length") != NULL) == (method == POST));
            CHECK(!strcasestr(head, "transfer-encoding") && !strcasestr(head, "content-type") && !strcasestr(head, "expect"));
            CHECK(strcasestr(head, "\r\nconvai-api-key: ") && strcasestr(head, "\r\nx-request-id: "));
            io_settles();
            CHECK_NUMBER(state_of(operation), CONVAI_STATE_WAITING);
            reply(peer, REPLY_HEAD);
            EVENTUALLY(state_of(operation) == CONVAI_STATE_RECEIVING);
            reply(peer, REPLY_BODY);
            CHECK_STATUS(ends(operation, "", 1), CONVAI_OK);
            entry = next_entry(client);
            CHECK_TEXT(entry->method, method == GET ? "GET" : "POST");
            CHECK_TEXT(entry->path, method == GET ? "/tts/get_available_voices" : "/character/list");
            CHECK_NUMBER(entry->connection, is_new ? CONVAI_CONNECTION_NEW : CONVAI_CONNECTION_REUSED);
            CHECK_NUMBER(entry->bytes_sent, 0);
            CHECK((entry->connect_us >= 0) == is_new);
            CHECK(entry->sent_us >= 0 && entry->first_byte_us >= entry->sent_us && entry->total_us >= entry->first_byte_us);
            convai_log_entry_free(&entry);
        }
    }
    close_socket(peer);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    close_socket(listener);
}

/* How far a call comes before it ends. */
static void cancel_in(enum raw_behaviour behaviour, const char *scheme, int32_t state, int sent) {
    raw_server server;
    convai_client *client;
    int method;
    raw_start(&server, behaviour, scheme);
    client = logging_client_of(server.url, 8);
    for (method = GET; method < METHODS; method++) {
        convai_operation *operation = start(client, method, NULL);
        convai_log_entry *entry;
        EVENTUALLY(RAW_GET(&server, accepted) == method + 1 && state_of(operation) == state);
        io_settles();
        CHECK_NUMBER(state_of(operation), state);
        CHECK_STATUS(convai_operation_cancel(operation), CONVAI_OK);
        CHECK_STATUS(ends(operation, "cancelled", sent), CONVAI_ERROR_CANCELLED);
        EVENTUALLY(RAW_GET(&server, closed) == method + 1);
        entry = next_entry(client);
        CHECK((entry->sent_us >= 0) == sent);
        CHECK_NUMBER(entry->connection, sent ? CONVAI_CONNECTION_NEW : CONVAI_CONNECTION_UNKNOWN);
        convai_log_entry_free(&entry);
    }
    CHECK_NUMBER(RAW_GET(&server, accepted), METHODS);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    raw_stop(&server);
}

static void a_cancel_says_whether_the_request_was_sent(void) {
    black_hole hole;
    convai_client *client;
    char url[64];
    int method;
    dig(&hole, "127.0.0.1", 0);
    snprintf(url, sizeof url, "http://127.0.0.1:%d", hole.port);
    client = patient_client_of(url);
    for (method = GET; method < METHODS; method++) {
        convai_operation *operation = start(client, method, NULL);
        EVENTUALLY(state_of(operation) == CONVAI_STATE_SENDING);
        io_settles();
        CHECK_NUMBER(state_of(operation), CONVAI_STATE_SENDING);
        CHECK_STATUS(convai_operation_cancel(operation), CONVAI_OK);
        CHECK_STATUS(ends(operation, "cancelled", 0), CONVAI_ERROR_CANCELLED);
    }
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    fill_in(&hole);
    cancel_in(RAW_READS_ONLY, "https", CONVAI_STATE_SENDING, 0);
    cancel_in(RAW_READS_ONLY, "http", CONVAI_STATE_WAITING, 1);
    cancel_in(RAW_DRIPS, "http", CONVAI_STATE_RECEIVING, 1);
}

/* Ends at `ms` and not earlier. */
static void times_out(convai_operation *operation, int64_t ms, const char *what, int sent) {
    char words[96];
    io_settles();
    clock_move(ms - 1);
    io_settles();
    CHECK_STATUS(convai_operation_poll(operation, NULL), CONVAI_PENDING);
    /* A timer has a resolution of a millisecond. */
    clock_move(2);
    snprintf(words, sizeof words, "%s within %d ms", what, (int)ms);
    CHECK_STATUS(ends(operation, words, sent), CONVAI_ERROR_TIMEOUT);
}

/* The connect timeout ends a request that has no connection, and no other one. */
static void the_right_timeout_applies(void) {
    static const struct {
        int32_t connect_ms, total_ms, ends_ms;
    } rows[] = {{2000, 9000, 2000}, {9000, 3000, 3000}};
    size_t i;
    int method;
    for (i = 0; i < 2; i++)
        for (method = GET; method < METHODS; method++) {
            convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
            convai_client *client;
            convai_operation *operation;
            keep_alive_server server;
            black_hole hole;
            char url[64];
            int is_reused;
            options.connect_timeout_ms = rows[i].connect_ms;
            options.timeout_ms = rows[i].total_ms;
            /* No connection. */
            dig(&hole, "127.0.0.1", 0);
            snprintf(url, sizeof url, "http://127.0.0.1:%d", hole.port);
            client = client_of(url, &options);
            clock_stop();
            operation = start(client, method, NULL);
            EVENTUALLY(state_of(operation) == CONVAI_STATE_SENDING);
            times_out(operation, rows[i].ends_ms, "no connection", 0);
            clock_run();
            CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
            fill_in(&hole);
            /* A server that does not answer: over a new connection, and over one that has answered before. */
            for (is_reused = 0; is_reused < 2; is_reused++) {
                keep_alive_start(&server);
                client = client_of(server.url, &options);
                clock_stop();
                if (is_reused)
                    CHECK_STATUS(ends(start(client, method, NULL), "", 1), CONVAI_OK);
                KEEP_SET(&server, held = 1);
                operation = start(client, method, NULL);
                EVENTUALLY(state_of(operation) == CONVAI_STATE_WAITING && KEEP_GET(&server, requests) == 1 + is_reused);
                times_out(operation, rows[i].total_ms, "no complete reply", 1);
                clock_run();
                CHECK_NUMBER(KEEP_GET(&server, accepted), 1);
                CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
                keep_alive_stop(&server);
            }
        }
}

/* Whether the system has told all sockets of the library that are connected to the server that it has closed them. */
static int clients_sockets_have_ended(const keep_alive_server *server) {
    int fd;
    for (fd = 0; fd < 1024; fd++) {
        struct sockaddr_in peer;
        socklen_t length = sizeof peer;
        struct pollfd look = {0, POLLRDHUP, 0};
        look.fd = fd;
        if (getpeername(fd, (struct sockaddr *)&peer, &length) == 0 && peer.sin_family == AF_INET &&
            ntohs(peer.sin_port) == server->port && poll(&look, 1, 0) == 0)
            return 0;
    }
    return 1;
}

/* The request starts and the connection ends while the I/O thread is held, so it learns of both at once. */
static void a_request_moves_to_a_new_connection_if_the_idle_one_is_dead(void) {
    enum { ROUNDS = 20 };
    keep_alive_server server;
    convai_client *client;
    int round;
    keep_alive_start(&server);
    client = logging_client_of(server.url, 64);
    for (round = 0; round < ROUNDS; round++) {
        int requests, accepted, method = round / 2 % METHODS;
        convai_log_entry *entry;
        convai_operation *operation;
        CHECK_STATUS(ends(start(client, method, NULL), "", 1), CONVAI_OK);
        entry = next_entry(client);
        convai_log_entry_free(&entry);
        io_hold();
        requests = KEEP_GET(&server, requests);
        accepted = KEEP_GET(&server, accepted);
        KEEP_SET(&server, by_reset = round % 2);
        KEEP_SET(&server, closed_before = accepted);
        EVENTUALLY(KEEP_GET(&server, closed) == accepted && clients_sockets_have_ended(&server));
        operation = start(client, method, NULL);
        io_continue();
        CHECK_STATUS(ends(operation, "", 1), CONVAI_OK);
        CHECK_NUMBER(KEEP_GET(&server, accepted), accepted + 1);
        CHECK_NUMBER(KEEP_GET(&server, requests), requests + 1);
        entry = next_entry(client);
        CHECK_NUMBER(entry->connection, CONVAI_CONNECTION_NEW);
        convai_log_entry_free(&entry);
    }
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    keep_alive_stop(&server);
}

/* The connection ends after one byte of the request, or after the whole of it: on a connection that is new, and on one that
 * has answered before. */
static void a_request_is_not_repeated_once_a_byte_was_sent(void) {
    keep_alive_server server;
    convai_client *client;
    int end, method, is_reused;
    keep_alive_start(&server);
    client = patient_client_of(server.url);
    for (end = KEEP_RESETS; end <= KEEP_SWALLOWS; end++)
        for (method = GET; method < METHODS; method++)
            for (is_reused = 0; is_reused < 2; is_reused++) {
                int accepted, requests;
                if (is_reused)
                    CHECK_STATUS(ends(start(client, method, NULL), "", 1), CONVAI_OK);
                accepted = KEEP_GET(&server, accepted);
                requests = KEEP_GET(&server, requests);
                KEEP_SET(&server, end = end);
                CHECK_STATUS(ends(start(client, method, NULL), "connection was lost", 1), CONVAI_ERROR_CONNECTION_LOST);
                /* Nothing is left to do, and neither a second connection nor a second request was seen. */
                io_settles();
                KEEP_SET(&server, end = KEEP_ANSWERS);
                CHECK_NUMBER(KEEP_GET(&server, accepted), accepted + !is_reused);
                CHECK_NUMBER(KEEP_GET(&server, requests), requests + (end == KEEP_SWALLOWS));
                EVENTUALLY(KEEP_GET(&server, closed) == KEEP_GET(&server, accepted));
            }
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    keep_alive_stop(&server);
}

/* Opens four idle connections, which go silent: nothing tells the client. The first call times out, and the others share
 * a new connection. */
static void silent_idle_connections_cost_one_timeout(void) {
    enum { CONNECTIONS = 4 };
    keep_alive_server server;
    convai_client *client;
    convai_operation *operations[CONNECTIONS];
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    int call;
    keep_alive_start(&server);
    client = patient_client_of(server.url);
    KEEP_SET(&server, held = 1);
    for (call = 0; call < CONNECTIONS; call++)
        operations[call] = start(client, call % METHODS, NULL);
    EVENTUALLY(KEEP_GET(&server, requests) == CONNECTIONS);
    KEEP_SET(&server, held = 0);
    for (call = 0; call < CONNECTIONS; call++)
        CHECK_STATUS(ends(operations[call], "", 1), CONVAI_OK);
    CHECK_NUMBER(KEEP_GET(&server, accepted), CONNECTIONS);
    KEEP_SET(&server, silent_before = CONNECTIONS);
    options.timeout_ms = 300;
    CHECK_STATUS(ends(start(client, GET, &options), "no complete reply", 1), CONVAI_ERROR_TIMEOUT);
    for (call = 0; call < 3; call++)
        CHECK_STATUS(ends(start(client, call % METHODS, NULL), "", 1), CONVAI_OK);
    CHECK_NUMBER(KEEP_GET(&server, accepted), CONNECTIONS + 1);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    keep_alive_stop(&server);
}
#else
static void the_states_advance_and_the_head_is_all_that_is_sent(void) { note("needs Linux"); }
static void a_cancel_says_whether_the_request_was_sent(void) { note("needs Linux"); }
static void the_right_timeout_applies(void) { note("needs Linux"); }
static void a_request_moves_to_a_new_connection_if_the_idle_one_is_dead(void) { note("needs Linux"); }
static void a_request_is_not_repeated_once_a_byte_was_sent(void) { note("needs Linux"); }
static void silent_idle_connections_cost_one_timeout(void) { note("needs Linux"); }
#endif

TEST_CASES(NULL, NULL,
           CASE(the_states_advance_and_the_head_is_all_that_is_sent),
           CASE(a_cancel_says_whether_the_request_was_sent),
           CASE(the_right_timeout_applies),
           CASE(a_request_moves_to_a_new_connection_if_the_idle_one_is_dead),
           CASE(a_request_is_not_repeated_once_a_byte_was_sent),
           CASE(silent_idle_connections_cost_one_timeout))
