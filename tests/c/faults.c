/* Every call with every fault: the status, the message, the time and the memory of each pair, and whether the next call of
 * the same client works.
 *
 * The arguments select calls of `every_call.h`. Each line of the input is a fault, with parts that are separated by bars:
 * see `struct fault`. Each call is made with the fault and again without it. If the fault has no timeout, the blocking and
 * the non-blocking form of the call take turns. */
#define _GNU_SOURCE
#include "bad_network.h"

/* How much the address space may grow. Reserved memory that is not used costs little, and each thread reserves 64 MiB, but
 * the library must not reserve the gigabyte that a reply declares. */
#define ADDRESS_SPACE_KIB (512L << 10)
/* How much longer than its timeout a call may take on a busy machine. */
#define SLACK_MS 30000.0

/* ---- the faults ---- */

#define PARTS 13

typedef struct fault {
    const char *name;
    /* The server, or nothing for the emulator. */
    const char *url;
    /* The name of a `bad_network`, or nothing. */
    const char *network;
    /* The fault of the emulator, or nothing. */
    const char *json;
    /* The timeout of the call, or 0 for that of the client. */
    uint32_t timeout_ms;
    /* `max_response_bytes`, or 0 for the default. */
    uint64_t limit;
    /* How much the memory of the process may grow from its start, in KiB, or 0 if that is not checked. */
    long growth_kib;
    /* The expected status: one, or one each for a response, a character and a result, separated by commas. */
    const char *status;
    int http_status;
    /* `request_sent` and `retryable`: '0', '1', or '?' if that depends on timing. `sent` is '?' too for a call that
     * succeeds over a connection that the server closes soon. */
    char sent, retryable;
    /* A part of the message, and all of `service_message`, if there is one. */
    const char *words, *service;
} fault;

static fault faults[256];
static size_t fault_count;

static void read_faults(void) {
    static char lines[sizeof faults / sizeof *faults][1024];
    char *line = lines[0];
    while (fgets(line, sizeof *lines, stdin)) {
        fault *what = &faults[fault_count];
        char *part[PARTS], *at = line, *bar;
        int i;
        REQUIRE(strchr(line, '\n'));
        line[strcspn(line, "\n")] = 0;
        for (i = 0; i < PARTS; i++) {
            part[i] = at;
            bar = strchr(at, '|');
            REQUIRE((bar != NULL) == (i < PARTS - 1));
            if (bar) {
                *bar = 0;
                at = bar + 1;
            }
        }
        what->name = part[0];
        what->url = part[1];
        what->network = part[2];
        what->json = part[3];
        what->timeout_ms = (uint32_t)atol(part[4]);
        what->limit = (uint64_t)atoll(part[5]);
        what->growth_kib = atol(part[6]);
        what->status = part[7];
        what->http_status = atoi(part[8]);
        what->sent = *part[9];
        what->retryable = *part[10];
        what->words = part[11];
        what->service = part[12];
        REQUIRE(++fault_count < sizeof faults / sizeof *faults);
        line = lines[fault_count];
    }
}

/* The name of the expected status of a call of this kind. */
static void expected_status(const fault *what, int32_t kind, char *name, size_t capacity) {
    int skip = kind == CONVAI_KIND_RESPONSE ? 0 : kind == CONVAI_KIND_CHARACTER ? 1 : 2;
    const char *at = what->status;
    while (skip-- > 0 && strchr(at, ','))
        at = strchr(at, ',') + 1;
    snprintf(name, capacity, "%.*s", (int)strcspn(at, ","), at);
}

/* Whether the fault is one of the emulator, which counts the requests. */
static int is_of_emulator(const fault *what) { return !*what->url && !*what->network; }

/* ---- one call ---- */

static convai_client *client_at(const char *url, uint64_t limit) {
    convai_client_options options = client_options();
    convai_error *error = NULL;
    convai_client *client;
    options.base_url = *url ? url : base_url();
    options.max_response_bytes = limit;
    /* For faults without a timeout. */
    options.timeout_ms = options.voice_timeout_ms = options.connect_timeout_ms = PATIENT_MS;
    client = convai_client_new(&options, &error);
    CHECK_ERROR(error, CONVAI_OK);
    convai_error_free(&error);
    REQUIRE(client != NULL);
    return client;
}

/* ---- its result ---- */

static void check_error_fields(const convai_error *error, const fault *what) {
    const char *words = what->words, *json = what->json;
    int refers = strstr(json, "ERROR_REFERENCE") || strstr(json, "\"transaction\"");
    CHECK_NUMBER(error->http_status, what->http_status);
    if (what->sent != '?')
        CHECK_NUMBER(error->request_sent, what->sent - '0');
    if (what->retryable != '?')
        CHECK_NUMBER(error->retryable, what->retryable - '0');
    CHECK(*words);
    CHECK_HAS(error->message, words);
    CHECK_NUMBER(error->message_len, strlen(error->message));
    CHECK(!strstr(error->message, test_key()) && !strstr(error->message, SAID));
    if (*what->service)
        CHECK_TEXT(error->service_message, what->service);
    CHECK_NUMBER(error->service_message_len, error->service_message ? strlen(error->service_message) : 0);
    CHECK((error->reference != NULL) == refers);
    CHECK_NUMBER(error->reference_len, error->reference ? strlen(error->reference) : 0);
}

/* A failed result has no other content. */
static void check_nothing_else(const endpoint *call, const void *result) {
    if (call->kind == CONVAI_KIND_RESPONSE) {
        const convai_response *response = result;
        CHECK_TEXT(response->text, "");
        CHECK(!response->session_id && !response->wav && !response->pcm && response->frames == 0);
    } else if (call->kind == CONVAI_KIND_CHARACTER) {
        const convai_character *character = result;
        CHECK(!character->id && !character->name && !character->backstory && character->language_code_count == 0);
    }
}

/* The peak of the resident memory ("VmHWM:") or of the address space ("VmPeak:") of this process in KiB, or -1 if it is
 * unknown. It means nothing under a sanitizer, which keeps freed memory. */
static long peak_kib(const char *which) {
#if defined(__SANITIZE_ADDRESS__)
    return *which ? -1 : 0;
#else
    FILE *file = fopen("/proc/self/status", "r");
    char line[256];
    long kib = -1;
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, which, strlen(which)) == 0)
            kib = atol(line + strlen(which));
    if (file)
        fclose(file);
    return kib;
#endif
}

static long peak_before, address_space_before;

/* Makes the same call without a fault. If the server is about to close the connection, one call may be lost with it. */
static void again(const endpoint *call, convai_client *client, int dying) {
    const convai_error *error;
    void *result;
    if (dying)
        sleep_ms(100);
    create_own_character(call);
    result = call->blocks(client);
    error = error_of(result);
    if (dying && error && error->status == CONVAI_ERROR_CONNECTION_LOST) {
        free_result(call, result);
        again(call, client, 0);
        return;
    }
    CHECK_ERROR(error, CONVAI_OK);
    free_result(call, result);
}

/* One call with a fault. */
typedef struct attempt {
    void *result;
    uint32_t timeout_ms;
    double took;
    /* The number of requests before it. */
    long before;
} attempt;

static attempt try_once(const endpoint *call, const fault *what, int starts, convai_client *client, uint32_t timeout_ms) {
    attempt it;
    double start;
    create_own_character(call);
    emulator_do("DELETE", "/_emulator/faults", "");
    if (*what->json)
        emulator_fault(what->json);
    it.before = emulator_count();
    it.timeout_ms = timeout_ms;
    bad_network_of(what->network)->begin(client);
    start = now_ms();
    it.result = starts ? start_and_take(call, client, timeout_ms) : call->blocks(client);
    it.took = now_ms() - start;
    return it;
}

/* Whether the call timed out before it met the fault: before the request was prepared, before it was sent, or before the
 * expected head of the reply arrived. */
static int timed_out_too_early(const fault *what, const attempt *it) {
    const convai_error *error = error_of(it->result);
    return error && error->status == CONVAI_ERROR_TIMEOUT && it->timeout_ms > 0 && it->timeout_ms < PATIENT_MS &&
           (strstr(error->message, "was not prepared") || (what->sent != '0' && !error->request_sent) ||
            error->http_status < what->http_status);
}

static void one(const endpoint *call, const fault *what, size_t index, convai_client *client) {
    static char name[256], expected[64], within[32];
    const bad_network *network = bad_network_of(what->network);
    const convai_error *error;
    double took;
    long growth;
    uint32_t timeout_ms = what->timeout_ms;
    void *result;
    attempt it;
    snprintf(name, sizeof name, "%s, %s", call->name, what->name);
    check_context = name;
    it = try_once(call, what, timeout_ms || index % 2, client, timeout_ms);
    /* On a busy machine: try again with a longer timeout. */
    while (timed_out_too_early(what, &it)) {
        if (error_of(it.result)->request_sent && is_of_emulator(what))
            EVENTUALLY(emulator_count() > it.before);
        free_result(call, it.result);
        it = try_once(call, what, 1, client, 2 * it.timeout_ms);
    }
    network->end(call);
    result = it.result;
    timeout_ms = it.timeout_ms;
    took = it.took;
    growth = peak_kib("VmHWM:") - peak_before;
    error = error_of(result);
    expected_status(what, call->kind, expected, sizeof expected);
    CHECK_TEXT(convai_status_name(error ? error->status : CONVAI_OK), expected);
    if (error && strcmp(expected, "CONVAI_OK") != 0) {
        check_error_fields(error, what);
        check_nothing_else(call, result);
    }
    CHECK(took < (timeout_ms ? timeout_ms : PATIENT_MS) + SLACK_MS);
    if (timeout_ms && error) {
        CHECK(took >= timeout_ms - 1);
        snprintf(within, sizeof within, "within %u ms", (unsigned)timeout_ms);
        if (error->status == CONVAI_ERROR_TIMEOUT)
            CHECK_HAS(error->message, within);
    }
    CHECK(took >= network->least_ms - 1);
    if (what->growth_kib && peak_before >= 0) {
        check_report(growth < what->growth_kib, __FILE__, __LINE__, "the process grew by %ld KiB", growth);
        check_report(peak_kib("VmPeak:") < address_space_before + ADDRESS_SPACE_KIB, __FILE__, __LINE__,
                     "the process reserved too much memory");
    }
    /* The library does not retry. A request that timed out may arrive late. */
    if (is_of_emulator(what)) {
        EVENTUALLY(emulator_count() > it.before);
        CHECK_NUMBER(emulator_count(), it.before + 1);
    }
    note("%-13s | %-32s | %-28s %3d | %6.1f ms, %6ld KiB | %s", call->name, what->name,
         convai_status_name(error ? error->status : CONVAI_OK), error ? (int)error->http_status : 0, took, growth,
         error ? error->message : "");
    free_result(call, result);
    again(call, client, strcmp(expected, "CONVAI_OK") == 0 && what->sent == '?');
}

/* Faults of the network, of other servers and with limits have clients of their own; all others share one. */
static void try_one(const endpoint *call, const fault *what, size_t index, convai_client *shared) {
    const bad_network *network = bad_network_of(what->network);
    uint64_t objects = convai_live_objects();
    int own = !is_of_emulator(what) || what->limit, threads = thread_count();
    const char *url = network->set_up(what->url);
    convai_client *client = own ? client_at(url, what->limit) : shared;
    conversation = convai_conversation_new(client, PUBLIC_CHARACTER, NULL, NULL);
    REQUIRE(conversation != NULL);
    /* The first call of a client takes longer: it loads the trust store. */
    if (own && is_of_emulator(what))
        again(call, client, 0);
    one(call, what, index, client);
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
    if (own)
        CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    network->tear_down();
    /* The call leaves nothing behind. */
    CHECK_NUMBER(convai_live_objects(), objects);
    if (own)
        EVENTUALLY(thread_count() <= threads);
}

int main(int count, char **names) {
    convai_client *shared = client_at("", 0);
    size_t index;
    int i;
    read_faults();
    begin_calls();
    /* Memory is measured after everything that is allocated once. */
    conversation = convai_conversation_new(shared, PUBLIC_CHARACTER, NULL, NULL);
    for (i = 1; i < count; i++)
        again(endpoint_of(names[i]), shared, 0);
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
    peak_before = peak_kib("VmHWM:");
    address_space_before = peak_kib("VmPeak:");
    for (index = 0; index < fault_count; index++)
        for (i = 1; i < count; i++)
            try_one(endpoint_of(names[i]), &faults[index], index + (size_t)i, shared);
    end_calls();
    CHECK_STATUS(convai_client_free(&shared), CONVAI_OK);
    return check_end();
}
