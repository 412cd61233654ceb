/* Faults of the network and the machine that begin before a call and end after it. POSIX. Define _GNU_SOURCE before the
 * first #include. */
#ifndef BAD_NETWORK_H
#define BAD_NETWORK_H

#include "black_hole.h"
#include "blocking_file.h"
#include "chosen_resolver.h"
#include "every_call.h"
#include "keep_alive_server.h"

typedef struct bad_network {
    const char *name;
    /* Returns the base URL for the client, which is `url` unless the fault has a server of its own. */
    const char *(*set_up)(const char *url);
    /* Before the call, and again if the call is repeated. */
    void (*begin)(convai_client *client);
    /* After the call. The next one works. */
    void (*end)(const endpoint *call);
    /* After the client was freed. */
    void (*tear_down)(void);
    /* How long the call takes at least. */
    double least_ms;
} bad_network;

static const char *same_url(const char *url) { return url; }
static void begin_nothing(convai_client *client) { (void)client; }
static void end_nothing(const endpoint *call) { (void)call; }
static void tear_down_nothing(void) {}

/* ---- names ---- */

#if defined(__linux__)
static void names_fail(convai_client *client) {
    (void)client;
    resolver_fails(1);
}

static void names_work(const endpoint *call) {
    (void)call;
    resolver_fails(0);
}

static void lookups_hang(convai_client *client) {
    (void)client;
    resolver_hangs(RESOLVER_ALWAYS);
}

static void lookups_end(const endpoint *call) {
    (void)call;
    resolver_continues();
}

/* The address "127.0.0.2" at the port of the server. */
static black_hole dead_address;
static int dead_port;

static const char *note_port(const char *url) {
    dead_port = atoi(strrchr(url, ':') + 1);
    return url;
}

static void address_dies(convai_client *client) {
    (void)client;
    if (!dead_address.port)
        dig(&dead_address, "127.0.0.2", dead_port);
}

static void address_returns(const endpoint *call) {
    (void)call;
    fill_in(&dead_address);
    dead_address.port = 0;
}
#endif

/* ---- connections ---- */

#define IDLE_CONNECTIONS 4

static keep_alive_server bad_server;

static const char *start_server(const char *url) {
    (void)url;
    keep_alive_start(&bad_server);
    return bad_server.url;
}

/* Opens idle connections of the client, on which nothing arrives any more. */
static void connections_go_silent(convai_client *client) {
    convai_operation *operations[IDLE_CONNECTIONS];
    int number, before = KEEP_GET(&bad_server, requests);
    KEEP_SET(&bad_server, held = 1);
    for (number = 0; number < IDLE_CONNECTIONS; number++)
        operations[number] = start_get(client, 0);
    EVENTUALLY(KEEP_GET(&bad_server, requests) == before + IDLE_CONNECTIONS);
    KEEP_SET(&bad_server, held = 0);
    for (number = 0; number < IDLE_CONNECTIONS; number++) {
        CHECK_STATUS(convai_operation_wait(operations[number], PATIENT_MS), CONVAI_OK);
        CHECK_STATUS(end_of(&operations[number]), CONVAI_OK);
    }
    KEEP_SET(&bad_server, silent_before = bad_server.accepted);
}

/* The call was on one of the silent connections, and the library gives up all of them. They stay silent. */
static void silent_connections_close(const endpoint *call) {
    (void)call;
    CHECK_NUMBER(KEEP_GET(&bad_server, accepted), KEEP_GET(&bad_server, silent_before));
    EVENTUALLY(KEEP_GET(&bad_server, closed) == KEEP_GET(&bad_server, accepted));
}

/* The next call has opened one connection. */
static void stop_silent_server(void) {
    CHECK_NUMBER(KEEP_GET(&bad_server, accepted), KEEP_GET(&bad_server, silent_before) + 1);
    keep_alive_stop(&bad_server);
}

/* Small segments make the system buffer little of what is not read. */
static const char *start_deaf_server(const char *url) {
    start_server(url);
#if !defined(_WIN32)
    {
        int bytes = 536;
        REQUIRE(setsockopt(bad_server.listener, IPPROTO_TCP, TCP_MAXSEG, &bytes, sizeof bytes) == 0);
    }
#endif
    return bad_server.url;
}

static int requests_before;

/* What the player says is longer than the buffers of the system. */
static void server_stops_reading(convai_client *client) {
    (void)client;
    speak(MOST_FRAMES);
    requests_before = KEEP_GET(&bad_server, requests);
    KEEP_SET(&bad_server, deaf = 1);
}

/* The library has closed the connection, and in a recording, before it was sent completely. On Windows it closes the
 * connection when the server reads again, after the recording was sent: see core/src/sockets.rs. */
static void server_reads_again(const endpoint *call) {
    int records = strstr(call->name, "pcm") || strstr(call->name, "wav") || strstr(call->name, "utterance");
    speak(FRAMES);
    KEEP_SET(&bad_server, deaf = 0);
    EVENTUALLY(KEEP_GET(&bad_server, accepted) > 0 && KEEP_GET(&bad_server, closed) == KEEP_GET(&bad_server, accepted));
#if defined(_WIN32)
    records = 0;
#endif
    if (records)
        CHECK_NUMBER(KEEP_GET(&bad_server, requests), requests_before);
}

static void stop_server(void) { keep_alive_stop(&bad_server); }

/* ---- certificates ---- */

/* TRUST_PEM is a file with the authority of the server, and TRUST_FOLDER a folder. The library reads each file once. */
static char trust_file[512];

static const char *block_trust_file(const char *url) {
    make_blocking_file(trust_file, sizeof trust_file, getenv("TRUST_FOLDER"));
    setenv("SSL_CERT_FILE", trust_file, 1);
    return url;
}

static void trust_file_is_read(const endpoint *call) {
    (void)call;
    release_blocking_file(trust_file, getenv("TRUST_PEM"));
}

static void forget_trust_file(void) {
    unsetenv("SSL_CERT_FILE");
    remove_blocking_file(trust_file);
}

/* ---- all of them ---- */

static const bad_network bad_networks[] = {
    {"", same_url, begin_nothing, end_nothing, tear_down_nothing, 0},
#if defined(__linux__)
    {"names fail", same_url, names_fail, names_work, tear_down_nothing, 0},
    {"lookups hang", same_url, lookups_hang, lookups_end, tear_down_nothing, 0},
    /* The library waits for this long before it tries the second address. */
    {"dead first address", note_port, address_dies, address_returns, tear_down_nothing, 250},
#endif
    {"silent connections", start_server, connections_go_silent, silent_connections_close, stop_silent_server, 0},
    {"server does not read", start_deaf_server, server_stops_reading, server_reads_again, stop_server, 0},
    {"trust file blocks", block_trust_file, begin_nothing, trust_file_is_read, forget_trust_file, 0},
};

static const bad_network *bad_network_of(const char *name) {
    size_t i;
    for (i = 0; i < sizeof bad_networks / sizeof *bad_networks; i++)
        if (strcmp(bad_networks[i].name, name) == 0)
            return &bad_networks[i];
    emulator_fails(name);
    return NULL;
}

#endif
