/* Short forms for the tests of the log. POSIX. Define _GNU_SOURCE before the first #include. */
#ifndef LOG_H
#define LOG_H

#include "operations.h"

/* A client with a log, whose requests do not time out during a test. */
static inline convai_client *logging_client_of(const char *url, uint32_t capacity) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    options.log_capacity = capacity;
    options.timeout_ms = options.voice_timeout_ms = options.connect_timeout_ms = 60 * PATIENT_MS;
    return client_of(url, &options);
}

/* Takes the next entry. The program ends if there is none. */
static inline convai_log_entry *next_entry(convai_client *client) {
    convai_log_entry *entry = NULL;
    CHECK_STATUS(convai_client_next_log(client, &entry), CONVAI_OK);
    REQUIRE(entry != NULL);
    return entry;
}

static inline void check_is_empty(convai_client *client) {
    convai_log_entry *entry = (convai_log_entry *)(void *)client;
    CHECK_STATUS(convai_client_next_log(client, &entry), CONVAI_PENDING);
    CHECK(entry == NULL);
}

/* Prints an entry as a note. */
static inline void note_entry(const convai_log_entry *entry) {
    note("%s %s %s: %s, HTTP %d, %" PRIu64 " bytes sent, %" PRIu64 " received, connection %d; queued %" PRId64
         ", name %" PRId64 ", connect %" PRId64 ", tls %" PRId64 ", sent %" PRId64 ", first byte %" PRId64
         ", total %" PRId64 " us",
         entry->request_id, entry->method, entry->path, convai_status_name(entry->status), (int)entry->http_status,
         entry->bytes_sent, entry->bytes_received, (int)entry->connection, entry->queued_us, entry->name_us,
         entry->connect_us, entry->tls_us, entry->sent_us, entry->first_byte_us, entry->total_us);
}

#endif
