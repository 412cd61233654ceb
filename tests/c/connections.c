/* Bad networks: connections that die without a word, addresses that do not answer, lookups and proxies that hang. */
#define _GNU_SOURCE
#include "manual_clock.h"

#include "black_hole.h"
#include "chosen_resolver.h"
#include "keep_alive_server.h"
#include "operations.h"

/* The timeout of a call that has to time out. */
#define SHORT_MS 300

static keep_alive_server server;

static void set_up(void) { keep_alive_start(&server); }
static void tear_down(void) { keep_alive_stop(&server); }

static convai_operation *start(convai_client *client, int32_t timeout_ms, int32_t connect_timeout_ms) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_operation *operation;
    options.timeout_ms = timeout_ms;
    options.connect_timeout_ms = connect_timeout_ms;
    operation = convai_character_get_async(client, PUBLIC_CHARACTER, &options, NULL);
    REQUIRE(operation != NULL);
    return operation;
}

/* Ends an operation. If it failed, its message has to contain `words`. */
static convai_status ends(convai_operation *operation, const char *words) {
    convai_character *character;
    convai_status status = CONVAI_OK;
    CHECK_STATUS(convai_operation_wait(operation, PATIENT_MS), CONVAI_OK);
    character = convai_operation_take_character(operation);
    if (character->error) {
        status = character->error->status;
        CHECK_HAS(character->error->message, words);
    }
    convai_character_free(&character);
    CHECK_STATUS(convai_operation_free(&operation), CONVAI_OK);
    return status;
}

static convai_status get(convai_client *client, int32_t timeout_ms) {
    return ends(start(client, timeout_ms, PATIENT_MS), "");
}

/* Opens this many connections, which are idle afterwards. */
static void open_connections(convai_client *client, int count) {
    convai_operation *operations[KEEP_ALIVE_CONNECTIONS];
    int number;
    KEEP_SET(&server, held = 1);
    for (number = 0; number < count; number++)
        operations[number] = start(client, PATIENT_MS, PATIENT_MS);
    EVENTUALLY(KEEP_GET(&server, requests) == count);
    KEEP_SET(&server, held = 0);
    for (number = 0; number < count; number++)
        CHECK_STATUS(ends(operations[number], ""), CONVAI_OK);
    CHECK_NUMBER(KEEP_GET(&server, accepted), count);
}

/* A cable is pulled, or a router forgets its connections: nothing tells the client. */
static void silent_idle_connections_cost_one_timeout(void) {
    convai_client *client = patient_client_of(server.url);
    int call, timeouts = 0;
    open_connections(client, 4);
    KEEP_SET(&server, silent_before = 4);
    for (call = 0; call < 4; call++) {
        convai_status status = get(client, call == 0 ? SHORT_MS : PATIENT_MS / 4);
        timeouts += status == CONVAI_ERROR_TIMEOUT;
    }
    note("after four connections went silent, %d of 4 calls timed out", timeouts);
    CHECK_NUMBER(timeouts, 1);
    /* The other calls share a new connection. */
    CHECK_NUMBER(KEEP_GET(&server, accepted), 5);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

/* The server is slow, but it is there. */
static void a_timeout_on_a_new_connection_keeps_the_idle_ones(void) {
    convai_client *client = patient_client_of(server.url);
    convai_operation *first;
    KEEP_SET(&server, held = 1);
    first = start(client, PATIENT_MS, PATIENT_MS);
    EVENTUALLY(KEEP_GET(&server, requests) == 1);
    CHECK_STATUS(get(client, SHORT_MS), CONVAI_ERROR_TIMEOUT);
    CHECK_NUMBER(KEEP_GET(&server, accepted), 2);
    KEEP_SET(&server, held = 0);
    CHECK_STATUS(ends(first, ""), CONVAI_OK);
    CHECK_STATUS(get(client, PATIENT_MS), CONVAI_OK);
    CHECK_NUMBER(KEEP_GET(&server, accepted), 2);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

static void a_reset_closes_idle_connections(void) {
    convai_client *client = patient_client_of(server.url);
    CHECK_STATUS(convai_client_reset_connections(client), CONVAI_OK);
    open_connections(client, 3);
    CHECK_STATUS(convai_client_reset_connections(client), CONVAI_OK);
    EVENTUALLY(KEEP_GET(&server, closed) == 3);
    CHECK_STATUS(get(client, PATIENT_MS), CONVAI_OK);
    CHECK_NUMBER(KEEP_GET(&server, accepted), 4);
    CHECK_STATUS(convai_client_close(client, PATIENT_MS), CONVAI_OK);
    CHECK_STATUS(convai_client_reset_connections(client), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

/* The next request opens a connection although another one is idle. */
static void a_request_in_flight_survives_a_reset(void) {
    convai_client *client = patient_client_of(server.url);
    convai_operation *in_flight;
    open_connections(client, 2);
    KEEP_SET(&server, held = 1);
    in_flight = start(client, PATIENT_MS, PATIENT_MS);
    EVENTUALLY(KEEP_GET(&server, requests) == 3);
    CHECK_STATUS(convai_client_reset_connections(client), CONVAI_OK);
    KEEP_SET(&server, silent_before = 2);
    KEEP_SET(&server, held = 0);
    CHECK_STATUS(get(client, PATIENT_MS), CONVAI_OK);
    CHECK_NUMBER(KEEP_GET(&server, accepted), 3);
    CHECK_STATUS(convai_operation_poll(in_flight, NULL), CONVAI_PENDING);
    KEEP_SET(&server, silent_before = 0);
    CHECK_STATUS(ends(in_flight, ""), CONVAI_OK);
    EVENTUALLY(KEEP_GET(&server, closed) == 2);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

static convai_client *client_through(const char *proxy) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    convai_client *client;
    options.api_key = test_key();
    options.base_url = "http://service.invalid";
    options.proxy = proxy;
    client = convai_client_new(&options, NULL);
    REQUIRE(client != NULL);
    return client;
}

static void a_proxy_that_hangs_is_named(void) {
    convai_client *client = client_through(server.url);
    char words[128];
    /* On a busy machine the connection to the proxy alone takes longer than SHORT_MS. */
    int32_t timeout_ms = 10 * SHORT_MS;
    KEEP_SET(&server, held = 1);
    snprintf(words, sizeof words, "no complete reply within %d ms; the proxy is %s", (int)timeout_ms, server.url);
    CHECK_STATUS(ends(start(client, timeout_ms, PATIENT_MS), words), CONVAI_ERROR_TIMEOUT);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

#if defined(__linux__)
static void a_proxy_that_does_not_answer_is_named(void) {
    black_hole hole;
    convai_client *client;
    char url[64], words[128];
    dig(&hole, "127.0.0.1", 0);
    snprintf(url, sizeof url, "http://127.0.0.1:%d", hole.port);
    snprintf(words, sizeof words, "no connection within %d ms; the proxy is %s", SHORT_MS, url);
    client = client_through(url);
    CHECK_STATUS(ends(start(client, PATIENT_MS, SHORT_MS), words), CONVAI_ERROR_TIMEOUT);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    fill_in(&hole);
}

static convai_client *client_of_name(const char *name) {
    char url[64];
    snprintf(url, sizeof url, "http://%s:%d", name, server.port);
    return patient_client_of(url);
}

/* "dead-first.invalid" has an address that does not answer and that of the server, in this order. */
static void a_dead_first_address_costs_a_fraction_of_a_second_once(void) {
    convai_client *client = client_of_name("dead-first.invalid");
    black_hole hole;
    double start_at = now_ms(), first, second;
    int before;
    dig(&hole, "127.0.0.2", server.port);
    CHECK_STATUS(ends(start(client, PATIENT_MS, PATIENT_MS), ""), CONVAI_OK);
    first = now_ms() - start_at;
    CHECK_STATUS(convai_client_reset_connections(client), CONVAI_OK);
    /* The server saw the probe and the connection. */
    CHECK_NUMBER(KEEP_GET(&server, accepted), 2);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);

    /* Connections that open together share one probe, and later ones need none. */
    client = client_of_name("dead-first.invalid");
    before = KEEP_GET(&server, accepted);
    KEEP_SET(&server, held = 1);
    {
        convai_operation *operations[4], *later;
        int number;
        for (number = 0; number < 4; number++)
            operations[number] = start(client, PATIENT_MS, PATIENT_MS);
        EVENTUALLY(KEEP_GET(&server, requests) == 1 + 4);
        CHECK_NUMBER(KEEP_GET(&server, accepted), before + 1 + 4);
        start_at = now_ms();
        later = start(client, PATIENT_MS, PATIENT_MS);
        EVENTUALLY(KEEP_GET(&server, requests) == 1 + 5);
        second = now_ms() - start_at;
        CHECK_NUMBER(KEEP_GET(&server, accepted), before + 1 + 5);
        KEEP_SET(&server, held = 0);
        for (number = 0; number < 4; number++)
            CHECK_STATUS(ends(operations[number], ""), CONVAI_OK);
        CHECK_STATUS(ends(later, ""), CONVAI_OK);
    }
    note("the first address is dead: the first connection took %.0f ms, a later one %.1f ms", first, second);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    fill_in(&hole);
}

/* "one.invalid" has one address. */
static void one_address_is_not_probed(void) {
    convai_client *client = client_of_name("one.invalid");
    CHECK_STATUS(ends(start(client, PATIENT_MS, PATIENT_MS), ""), CONVAI_OK);
    CHECK_NUMBER(KEEP_GET(&server, accepted), 1);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

/* "dead.invalid" has two addresses that do not answer. */
static void a_request_can_be_cancelled_during_the_probe(void) {
    convai_client *client = client_of_name("dead.invalid");
    convai_operation *operation;
    black_hole holes[2];
    dig(&holes[0], "127.0.0.2", server.port);
    dig(&holes[1], "127.0.0.3", server.port);
    CHECK_STATUS(ends(start(client, PATIENT_MS, SHORT_MS), "no connection within"), CONVAI_ERROR_TIMEOUT);
    operation = start(client, PATIENT_MS, PATIENT_MS);
    EVENTUALLY(state_of(operation) == CONVAI_STATE_SENDING);
    CHECK_STATUS(convai_operation_cancel(operation), CONVAI_OK);
    CHECK_STATUS(ends(operation, ""), CONVAI_ERROR_CANCELLED);
    operation = start(client, PATIENT_MS, PATIENT_MS);
    CHECK_STATUS(convai_client_close(client, PATIENT_MS), CONVAI_OK);
    CHECK_STATUS(ends(operation, ""), CONVAI_ERROR_CANCELLED);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    fill_in(&holes[0]);
    fill_in(&holes[1]);
}

/* The requests would wait for as long as the operating system lets the first lookup hang. */
static void a_hung_lookup_does_not_hold_up_its_host(void) {
    convai_client *client = client_of_name("one.invalid");
    resolver_hangs(1);
    CHECK_STATUS(get(client, PATIENT_MS), CONVAI_OK);
    CHECK_NUMBER(resolver_count(), 2);
    /* The first lookup still hangs, and nothing waits for it. */
    CHECK_STATUS(convai_client_reset_connections(client), CONVAI_OK);
    CHECK_STATUS(get(client, PATIENT_MS), CONVAI_OK);
    CHECK_NUMBER(resolver_count(), 3);
    resolver_continues();
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

static void a_timeout_says_that_the_lookup_took_the_time(void) {
    convai_client *client = client_of_name("one.invalid");
    resolver_hangs(RESOLVER_ALWAYS);
    CHECK_STATUS(ends(start(client, PATIENT_MS, SHORT_MS), "the lookup of the host name did not end within 300 ms"),
                 CONVAI_ERROR_TIMEOUT);
    resolver_continues();
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

/* Each reset of the connections may start one more. */
static void the_lookups_of_a_host_are_bounded(void) {
    convai_client *client = client_of_name("one.invalid");
    int call;
    resolver_hangs(RESOLVER_ALWAYS);
    for (call = 0; call < 8; call++) {
        CHECK_STATUS(convai_client_reset_connections(client), CONVAI_OK);
        CHECK_STATUS(ends(start(client, PATIENT_MS, 50), "the lookup of the host name"), CONVAI_ERROR_TIMEOUT);
    }
    CHECK_NUMBER(resolver_count(), 3);
    CHECK_STATUS(convai_client_close(client, 0), CONVAI_ERROR_TIMEOUT);
    resolver_continues();
    CHECK_STATUS(convai_client_close(client, PATIENT_MS), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}
#else
static void a_dead_first_address_costs_a_fraction_of_a_second_once(void) { note("needs Linux"); }
static void one_address_is_not_probed(void) { note("needs Linux"); }
static void a_request_can_be_cancelled_during_the_probe(void) { note("needs Linux"); }
static void a_hung_lookup_does_not_hold_up_its_host(void) { note("needs Linux"); }
static void a_timeout_says_that_the_lookup_took_the_time(void) { note("needs Linux"); }
static void the_lookups_of_a_host_are_bounded(void) { note("needs Linux"); }
static void a_proxy_that_does_not_answer_is_named(void) { note("a backlog can be filled on Linux only"); }
#endif


#if defined(__linux__)
/* Starts an upload of this many bytes of audio. */
static convai_operation *start_upload(convai_client *client, size_t bytes) {
    convai_pcm pcm = CONVAI_PCM_INIT;
    convai_operation *operation;
    int16_t *samples = calloc(bytes / 2, 2);
    REQUIRE(samples != NULL);
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = samples;
    pcm.frames = bytes / 2;
    pcm.channels = 1;
    pcm.sample_rate = 48000;
    operation = convai_get_response_pcm_async(client, PUBLIC_CHARACTER, NULL, &pcm, CONVAI_TEXT, NULL, NULL);
    free(samples);
    REQUIRE(operation != NULL);
    return operation;
}

/* Waits until an upload makes no progress any more, and returns how much was sent. */
static uint64_t wait_until_stuck(convai_operation *operation) {
    uint64_t before, now = 0;
    EVENTUALLY((now = bytes_sent_of(operation)) > 0);
    do {
        before = now;
        sleep_ms(100);
        io_settles();
        now = bytes_sent_of(operation);
    } while (now != before);
    return now;
}

/* Whether a connection of this process takes no more bytes for now. */
static int is_a_connection_full(void) {
    int descriptor;
    for (descriptor = 0; descriptor < 1024; descriptor++) {
        struct sockaddr_storage peer;
        socklen_t length = sizeof peer;
        struct pollfd connection = {descriptor, POLLOUT, 0};
        if (getpeername(descriptor, (struct sockaddr *)&peer, &length) == 0 && peer.ss_family != AF_UNIX &&
            poll(&connection, 1, 0) == 0)
            return 1;
    }
    return 0;
}

/* How much of an upload goes out if the server does not read. On a busy machine an upload may also stand still before. */
static size_t capacity_of(convai_operation *endless_upload) {
    EVENTUALLY(is_a_connection_full());
    return (size_t)wait_until_stuck(endless_upload);
}

/* A client that trusts the authority in STUCK_PEM. */
static convai_client *patient_client_of_trusted(const char *url) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    options.timeout_ms = options.voice_timeout_ms = options.connect_timeout_ms = 60 * PATIENT_MS;
    options.ca_pem = getenv("STUCK_PEM");
    return client_of(url, &options);
}

/* Waits until this process has fewer than `limit` files open, and returns whether that happens. The caller has stopped the
 * clock before it cancelled, so no timer of the library closes the connection. */
static int is_closed_without_a_timer(int limit) {
    double end = now_ms() + PATIENT_MS;
    while (descriptor_count() >= limit && now_ms() < end)
        sleep_ms(1);
    clock_run();
    return descriptor_count() < limit;
}

/* Cancels uploads of which the last 64 KiB, or less, are left to send, and the server does not read. */
static void cancel_stuck_uploads(const char *url, const char *name) {
    convai_client *client = patient_client_of_trusted(url);
    convai_operation *operation = start_upload(client, 16 << 20);
    size_t capacity = capacity_of(operation);
    int step, idle, is_closed = 1;
    idle = descriptor_count() - 1;
    clock_stop();
    convai_operation_free(&operation);
    CHECK(is_closed_without_a_timer(idle + 1));
    /* Four chunks of 64 KiB were handed over and not written. */
    for (step = -24; step <= 0 && is_closed; step++) {
        operation = start_upload(client, capacity + (size_t)(step * 16 * 1024));
        wait_until_stuck(operation);
        CHECK(descriptor_count() > idle);
        clock_stop();
        CHECK_STATUS(convai_operation_cancel(operation), CONVAI_OK);
        is_closed = is_closed_without_a_timer(idle + 1);
        check_report(is_closed, __FILE__, __LINE__, "%s: a cancelled upload lingers at step %d", name, step);
        CHECK_STATUS(convai_operation_free(&operation), CONVAI_OK);
    }
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

static void a_cancelled_upload_closes_although_the_server_does_not_read(void) {
    int port, listener = raw_listen(64, &port);
    char url[64];
    snprintf(url, sizeof url, "http://127.0.0.1:%d", port);
    cancel_stuck_uploads(url, "plain");
    close_socket(listener);
}

static void a_cancelled_upload_over_tls_closes_although_the_server_does_not_read(void) {
    cancel_stuck_uploads(getenv("STUCK_URL"), "TLS");
}

/* The request's own task did not establish it. */
static void a_cancelled_upload_over_an_older_connection_closes(void) {
    convai_client *client = patient_client_of(server.url);
    size_t capacity = 0;
    int step, is_closed = 1;
    for (step = -21; step <= -11 && is_closed; step++) {
        convai_operation *operation;
        int accepted, open;
        KEEP_SET(&server, deaf = 0);
        CHECK_STATUS(get(client, PATIENT_MS), CONVAI_OK);
        KEEP_SET(&server, deaf = 1);
        accepted = KEEP_GET(&server, accepted);
        open = descriptor_count();
        operation = start_upload(client, capacity ? capacity + (size_t)(step * 16 * 1024) : 16 << 20);
        if (!capacity)
            capacity = capacity_of(operation);
        else
            wait_until_stuck(operation);
        CHECK_NUMBER(KEEP_GET(&server, accepted), accepted);
        clock_stop();
        CHECK_STATUS(convai_operation_free(&operation), CONVAI_OK);
        is_closed = is_closed_without_a_timer(open);
        check_report(is_closed, __FILE__, __LINE__, "a cancelled upload lingers at step %d", step);
    }
    KEEP_SET(&server, deaf = 0);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}
#else
static void a_cancelled_upload_over_an_older_connection_closes(void) { note("needs Linux"); }
static void a_cancelled_upload_over_tls_closes_although_the_server_does_not_read(void) { note("needs Linux"); }
static void a_cancelled_upload_closes_although_the_server_does_not_read(void) { note("needs Linux"); }
#endif

TEST_CASES(set_up, tear_down,
           CASE(silent_idle_connections_cost_one_timeout),
           CASE(a_timeout_on_a_new_connection_keeps_the_idle_ones),
           CASE(a_reset_closes_idle_connections),
           CASE(a_request_in_flight_survives_a_reset),
           CASE(a_proxy_that_hangs_is_named),
           CASE(a_proxy_that_does_not_answer_is_named),
           CASE(a_dead_first_address_costs_a_fraction_of_a_second_once),
           CASE(one_address_is_not_probed),
           CASE(a_request_can_be_cancelled_during_the_probe),
           CASE(a_hung_lookup_does_not_hold_up_its_host),
           CASE(a_timeout_says_that_the_lookup_took_the_time),
           CASE(the_lookups_of_a_host_are_bounded),
           CASE(a_cancelled_upload_closes_although_the_server_does_not_read),
           CASE(a_cancelled_upload_over_tls_closes_although_the_server_does_not_read),
           CASE(a_cancelled_upload_over_an_older_connection_closes))
