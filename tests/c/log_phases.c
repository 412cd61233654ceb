/* What the log says of the phases of a call and of its connection. POSIX. */
#define _GNU_SOURCE
#include "log.h"

/* How far a call comes. */
enum phase { DEQUEUED, IN_TLS, CONNECTED, SENT, ANSWERED };

static void check_time(int64_t now, int64_t *before, int is_known, const char *what) {
    if (!is_known) {
        check_report(now == -1, __FILE__, __LINE__, "%s is %" PRId64 ", not -1", what, now);
        return;
    }
    check_report(now >= *before, __FILE__, __LINE__, "%s is %" PRId64 " after %" PRId64, what, now, *before);
    *before = now;
}

/* Checks how far a call came: the times up to this phase are known and grow, and the later ones are unknown. `has_name`
 * and `has_tls` say whether the connection needed them. */
static void check_times(const convai_log_entry *entry, enum phase phase, int has_name, int has_tls) {
    int64_t before = 0;
    int is_new = entry->connection != CONVAI_CONNECTION_REUSED;
    note_entry(entry);
    check_time(entry->queued_us, &before, phase >= DEQUEUED, "queued_us");
    check_time(entry->name_us, &before, is_new && has_name && phase >= IN_TLS, "name_us");
    check_time(entry->connect_us, &before, is_new && phase >= IN_TLS, "connect_us");
    check_time(entry->tls_us, &before, is_new && has_tls && phase >= CONNECTED, "tls_us");
    check_time(entry->sent_us, &before, phase >= SENT, "sent_us");
    check_time(entry->first_byte_us, &before, phase >= ANSWERED, "first_byte_us");
    check_time(entry->total_us, &before, 1, "total_us");
}

/* Makes a call and takes its entry. */
static convai_log_entry *entry_of_a_get(convai_client *client, convai_status status) {
    convai_operation *operation = start_get(client, 0);
    CHECK_STATUS(convai_operation_wait(operation, -1), CONVAI_OK);
    CHECK_STATUS(end_of(&operation), status);
    return next_entry(client);
}

static void a_new_connection_has_times_and_a_reused_one_has_none(void) {
    char url[64];
    convai_client *by_name, *by_address = logging_client_of(base_url(), 8);
    convai_log_entry *entry;
    int round;
    emulator_reset();
    snprintf(url, sizeof url, "http://localhost%s", strrchr(base_url(), ':'));
    by_name = logging_client_of(url, 8);
    for (round = 0; round < 3; round++) {
        int32_t connection = round == 0 ? CONVAI_CONNECTION_NEW : CONVAI_CONNECTION_REUSED;
        entry = entry_of_a_get(by_name, CONVAI_OK);
        CHECK_NUMBER(entry->connection, connection);
        check_times(entry, ANSWERED, 1, 0);
        convai_log_entry_free(&entry);
        entry = entry_of_a_get(by_address, CONVAI_OK);
        CHECK_NUMBER(entry->connection, connection);
        check_times(entry, ANSWERED, 0, 0);
        convai_log_entry_free(&entry);
    }
    CHECK_STATUS(convai_client_free(&by_name), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&by_address), CONVAI_OK);
}

/* The server closes each connection after its response. */
static void a_tls_handshake_has_a_time(void) {
    const char *url = getenv("TLS_URL"), *pem = getenv("TLS_PEM");
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    convai_client *client;
    int round;
    REQUIRE(url && pem);
    options.ca_pem = pem;
    options.log_capacity = 8;
    client = client_of(url, &options);
    for (round = 0; round < 2; round++) {
        convai_log_entry *entry = entry_of_a_get(client, CONVAI_OK);
        CHECK_NUMBER(entry->connection, CONVAI_CONNECTION_NEW);
        check_times(entry, ANSWERED, 1, 1);
        CHECK(entry->tls_us > entry->connect_us);
        convai_log_entry_free(&entry);
    }
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

static void a_refused_connection_has_no_times(void) {
    int port, listener = raw_listen(1, &port);
    char url[64];
    convai_client *client;
    convai_log_entry *entry;
    close_socket(listener);
    snprintf(url, sizeof url, "http://127.0.0.1:%d", port);
    client = logging_client_of(url, 8);
    entry = entry_of_a_get(client, CONVAI_ERROR_CONNECT);
    CHECK_STATUS(entry->status, CONVAI_ERROR_CONNECT);
    CHECK_NUMBER(entry->connection, CONVAI_CONNECTION_UNKNOWN);
    check_times(entry, DEQUEUED, 0, 0);
    convai_log_entry_free(&entry);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

static convai_operation *start_upload(convai_client *client) {
    static int16_t samples[2500000];
    convai_pcm pcm = CONVAI_PCM_INIT;
    convai_operation *operation;
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = samples;
    pcm.frames = sizeof samples / sizeof *samples;
    pcm.channels = 1;
    pcm.sample_rate = 48000;
    operation = convai_get_response_pcm_async(client, PUBLIC_CHARACTER, NULL, &pcm, CONVAI_TEXT, NULL, NULL);
    REQUIRE(operation != NULL);
    return operation;
}

/* Ends a call in one phase, first by a cancel and then by its timeout. The behaviour of the server keeps it in the phase. */
static void end_in(enum raw_behaviour behaviour, const char *scheme, int upload, int32_t state, enum phase phase,
                   int32_t connection) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    raw_server server;
    int timed;
    raw_start(&server, behaviour, scheme);
    options.log_capacity = 8;
    for (timed = 0; timed < 2; timed++) {
        convai_client *client;
        convai_operation *operation;
        convai_log_entry *entry;
        int is_http = scheme[4] != 's';
        RAW_SET(&server, drain = 0);
        RAW_SET(&server, received = 0);
        options.timeout_ms = options.voice_timeout_ms = !timed ? 60 * PATIENT_MS : is_http ? 1000 : 5000;
        options.connect_timeout_ms = options.timeout_ms;
        client = client_of(server.url, &options);
        operation = upload ? start_upload(client) : start_get(client, 0);
        if (!timed) {
            EVENTUALLY(RAW_GET(&server, accepted) == 1);
            EVENTUALLY(state_of(operation) == state && (bytes_sent_of(operation) > 0) == is_http);
            /* The state changes before the status of the reply is noted. */
            EVENTUALLY((bytes_received_of(operation) > 0) == (phase == ANSWERED));
            sleep_ms(20);
            check_is_empty(client);
            CHECK_STATUS(convai_operation_cancel(operation), CONVAI_OK);
        }
        CHECK_STATUS(convai_operation_wait(operation, -1), CONVAI_OK);
        entry = next_entry(client);
        CHECK_STATUS(entry->status, timed ? CONVAI_ERROR_TIMEOUT : CONVAI_ERROR_CANCELLED);
        CHECK_NUMBER(entry->connection, connection);
        CHECK_NUMBER(entry->http_status, phase == ANSWERED ? 200 : 0);
        CHECK((entry->bytes_sent > 0) == is_http);
        if (phase == ANSWERED)
            CHECK(entry->bytes_received > 0);
        check_times(entry, phase, 0, 0);
        convai_log_entry_free(&entry);
        CHECK_STATUS(convai_operation_free(&operation), CONVAI_OK);
        RAW_SET(&server, drain = 1);
        CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    }
    raw_stop(&server);
}

static void a_call_that_ends_in_the_tls_handshake(void) {
    end_in(RAW_READS_ONLY, "https", 0, CONVAI_STATE_SENDING, IN_TLS, CONVAI_CONNECTION_UNKNOWN);
}

static void a_call_that_ends_while_it_uploads(void) {
    end_in(RAW_READS_LATER, "http", 1, CONVAI_STATE_SENDING, CONNECTED, CONVAI_CONNECTION_NEW);
}

static void a_call_that_ends_while_it_waits(void) {
    end_in(RAW_READS_ONLY, "http", 0, CONVAI_STATE_WAITING, SENT, CONVAI_CONNECTION_NEW);
}

static void a_call_that_ends_while_it_receives(void) {
    end_in(RAW_DRIPS, "http", 0, CONVAI_STATE_RECEIVING, ANSWERED, CONVAI_CONNECTION_NEW);
}

#if defined(__linux__)
/* Reads a request from a connection: JSON ends with a brace. */
static void read_request(int peer) {
    char bytes[4096];
    long got;
    do
        got = readable(peer, 20 * 1000) ? (long)recv(peer, bytes, sizeof bytes, 0) : 0;
    while (got > 0 && bytes[got - 1] != '}');
    CHECK(got > 0);
}

static void answer_request(int peer) {
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"character_id\":\"i\"}";
    CHECK(send(peer, answer, sizeof answer - 1, MSG_NOSIGNAL) == (long)sizeof answer - 1);
}

/* The second call begins to connect, which a full backlog keeps from succeeding. Then the first call ends, and the second
 * one takes its connection. */
static void a_call_that_takes_a_connection_which_becomes_free(void) {
    int port, listener = raw_listen(0, &port), fillers[8], filler, peer, idle;
    struct sockaddr_in address;
    char url[64];
    convai_client *client;
    convai_operation *first, *second;
    convai_log_entry *entry;
    snprintf(url, sizeof url, "http://127.0.0.1:%d", port);
    client = logging_client_of(url, 8);
    first = start_get(client, 0);
    REQUIRE(readable(listener, 20 * 1000));
    peer = accept(listener, NULL, NULL);
    read_request(peer);
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (filler = 0; filler < 8; filler++) {
        fillers[filler] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        if (connect(fillers[filler], (struct sockaddr *)&address, sizeof address) != 0)
            CHECK_NUMBER(errno, EINPROGRESS);
    }
    idle = descriptor_count();
    second = start_get(client, 0);
    EVENTUALLY(descriptor_count() == idle + 1);
    answer_request(peer);
    read_request(peer);
    answer_request(peer);
    CHECK_STATUS(convai_operation_wait(second, -1), CONVAI_OK);
    entry = next_entry(client);
    CHECK_NUMBER(entry->connection, CONVAI_CONNECTION_NEW);
    check_times(entry, ANSWERED, 0, 0);
    convai_log_entry_free(&entry);
    entry = next_entry(client);
    CHECK_NUMBER(entry->connection, CONVAI_CONNECTION_REUSED);
    check_times(entry, ANSWERED, 0, 0);
    convai_log_entry_free(&entry);
    CHECK_STATUS(end_of(&first), CONVAI_OK);
    CHECK_STATUS(end_of(&second), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    for (filler = 0; filler < 8; filler++)
        close_socket(fillers[filler]);
    close_socket(peer);
    close_socket(listener);
}
#else
static void a_call_that_takes_a_connection_which_becomes_free(void) { note("a backlog can be filled on Linux only"); }
#endif

TEST_CASES(NULL, NULL,
           CASE(a_new_connection_has_times_and_a_reused_one_has_none),
           CASE(a_tls_handshake_has_a_time),
           CASE(a_refused_connection_has_no_times),
           CASE(a_call_that_ends_in_the_tls_handshake),
           CASE(a_call_that_ends_while_it_uploads),
           CASE(a_call_that_ends_while_it_waits),
           CASE(a_call_that_ends_while_it_receives),
           CASE(a_call_that_takes_a_connection_which_becomes_free))
