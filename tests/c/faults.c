/* Every call with every fault: the status, the message, the time and the memory of each pair, and whether the next call of
 * the same client works.
 *
 * The arguments select calls of `every_call.h`. Each line of the input is a fault: see `fault_table.h`. Each call is made
 * with the fault and again without it. If the fault has no timeout, the blocking and the non-blocking form of the call take
 * turns.
 *
 * Prints a note for each pair, and a last one with the largest figures of all. */
#define _GNU_SOURCE
#include "bad_network.h"
#include "costs.h"
#include "fault_table.h"

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
    } else if (call->kind == CONVAI_KIND_CHARACTERS) {
        const convai_characters *characters = result;
        CHECK(!characters->characters && characters->character_count == 0);
    } else if (call->kind == CONVAI_KIND_VOICES) {
        const convai_voices *voices = result;
        CHECK(!voices->voices && voices->voice_count == 0);
    } else if (call->kind == CONVAI_KIND_LANGUAGES) {
        const convai_languages *languages = result;
        CHECK(!languages->languages && languages->language_count == 0);
    } else if (call->kind == CONVAI_KIND_TOKEN) {
        const convai_token *token = result;
        CHECK(!token->token && !token->expires && token->expires_at_ms == -1);
    } else if (call->kind == CONVAI_KIND_CHATS) {
        const convai_chats *chats = result;
        CHECK(!chats->chats && chats->chat_count == 0);
    } else if (call->kind == CONVAI_KIND_CHAT) {
        const convai_chat *chat = result;
        CHECK(!chat->messages && chat->message_count == 0);
    } else if (call->kind == CONVAI_KIND_USAGE) {
        const convai_usage *usage = result;
        CHECK(!usage->email && !usage->plan_name && !usage->metrics && usage->metric_count == 0);
    } else if (call->kind == CONVAI_KIND_GENERATED_TEXT) {
        const convai_generated_text *text = result;
        CHECK_TEXT(text->text, "");
        CHECK(!text->lines && text->line_count == 0);
    } else if (call->kind == CONVAI_KIND_AUDIO) {
        const convai_audio *audio = result;
        CHECK(!audio->wav && !audio->pcm && audio->frames == 0);
    } else if (call->kind == CONVAI_KIND_SECTIONS) {
        const convai_sections *sections = result;
        CHECK(!sections->sections && sections->section_count == 0);
    } else if (call->kind == CONVAI_KIND_TRIGGERS) {
        const convai_triggers *triggers = result;
        CHECK(!triggers->triggers && triggers->trigger_count == 0);
    }
}

/* Makes the same call without a fault, and returns what it cost. If the server is about to close the connection, one call
 * may be lost with it. */
static cost again(const endpoint *call, convai_client *client, int dying) {
    const convai_error *error;
    void *result;
    cost healthy;
    if (dying)
        sleep_ms(100);
    create_own(call);
    cost_begin();
    result = call->blocks(client);
    healthy = cost_end();
    error = error_of(result);
    if (dying && error && error->status == CONVAI_ERROR_CONNECTION_LOST) {
        free_result(call, result);
        return again(call, client, 0);
    }
    CHECK_ERROR(error, CONVAI_OK);
    free_result(call, result);
    return healthy;
}

/* What a call costs without a fault: as the first of its client, and later. */
typedef struct healthy_costs {
    cost first, later;
} healthy_costs;

static healthy_costs measure_healthy(const endpoint *call, convai_client *shared) {
    healthy_costs healthy;
    convai_client *client = client_at("", 0);
    int i;
    conversation = convai_conversation_new(client, PUBLIC_CHARACTER, NULL, NULL);
    healthy.first = again(call, client, 0);
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    conversation = convai_conversation_new(shared, PUBLIC_CHARACTER, NULL, NULL);
    healthy.later = again(call, shared, 0);
    for (i = 1; i < HEALTHY_CALLS; i++)
        healthy.later = larger_cost(healthy.later, again(call, shared, 0));
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
    return healthy;
}

/* What the call costs with a good reply of the same size as that of the fault. Some calls cannot use that reply. */
static cost cost_of_reply(const endpoint *call, const char *json) {
    convai_client *client = client_at("", 0);
    cost spent;
    void *result;
    conversation = convai_conversation_new(client, PUBLIC_CHARACTER, NULL, NULL);
    again(call, client, 0);
    create_own(call);
    emulator_do("DELETE", "/_emulator/faults", "");
    emulator_fault(json);
    cost_begin();
    result = call->blocks(client);
    spent = cost_end();
    free_result(call, result);
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    return spent;
}

/* One call with a fault. */
typedef struct attempt {
    void *result;
    uint32_t timeout_ms;
    cost spent;
    /* The number of requests before it. */
    long before;
} attempt;

static attempt try_once(const endpoint *call, const fault *what, int starts, convai_client *client, uint32_t timeout_ms) {
    attempt it;
    create_own(call);
    emulator_do("DELETE", "/_emulator/faults", "");
    if (*what->json)
        emulator_fault(what->json);
    it.before = emulator_count();
    it.timeout_ms = timeout_ms;
    bad_network_of(what->network)->begin(client);
    cost_begin();
    it.result = starts ? start_and_take(call, client, timeout_ms) : call->blocks(client);
    it.spent = cost_end();
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

/* What the fault takes of the time and the memory of an attempt. */
static cost needs_of(const fault *what, const attempt *it) {
    const convai_error *error = error_of(it->result);
    cost needs;
    needs.ms = what->needs_ms + bad_network_of(what->network)->least_ms;
    if (error && error->status == CONVAI_ERROR_TIMEOUT)
        needs.ms += it->timeout_ms;
    needs.bytes = what->needs_kib * 1024;
    return needs;
}

/* ---- a pair of a call and a fault ---- */

/* The largest figures of all pairs, and where they were. */
static struct {
    unsigned long pairs, repeated;
    cost ratio;
    char time_at[128], memory_at[128];
    long left;
} all;

/* The figures of one pair. */
typedef struct figures {
    cost spent, needs, ratio;
    /* The bytes that are still allocated. */
    long left;
    /* The status and the message. */
    char outcome[1024];
} figures;

/* Makes a call with a fault, and again without it. `healthy` is what it costs without the fault. */
static figures one(const endpoint *call, const fault *what, size_t index, convai_client *client, cost healthy) {
    static char expected[64], within[32];
    const bad_network *network = bad_network_of(what->network);
    const convai_error *error;
    uint32_t timeout_ms = what->timeout_ms;
    figures it;
    attempt made = try_once(call, what, timeout_ms || index % 2, client, timeout_ms);
    /* On a busy machine: try again with a longer timeout. */
    while (timed_out_too_early(what, &made)) {
        if (error_of(made.result)->request_sent && is_of_emulator(what))
            EVENTUALLY(emulator_count() > made.before);
        free_result(call, made.result);
        made = try_once(call, what, 1, client, 2 * made.timeout_ms);
    }
    network->end(call);
    timeout_ms = made.timeout_ms;
    it.spent = made.spent;
    it.needs = needs_of(what, &made);
    error = error_of(made.result);
    expected_status(what, call, expected, sizeof expected);
    if (takes_any_reply(call, what) && strcmp(expected, "CONVAI_ERROR_BAD_REPLY") == 0)
        strcpy(expected, "CONVAI_OK");
    CHECK_TEXT(convai_status_name(error ? error->status : CONVAI_OK), expected);
    if (error && strcmp(expected, "CONVAI_OK") != 0) {
        check_error_fields(error, what);
        check_nothing_else(call, made.result);
    }
    if (timeout_ms && error) {
        CHECK(it.spent.ms >= timeout_ms - 1);
        snprintf(within, sizeof within, "within %u ms", (unsigned)timeout_ms);
        if (error->status == CONVAI_ERROR_TIMEOUT)
            CHECK_HAS(error->message, within);
    }
    CHECK(it.spent.ms >= network->least_ms - 1);
    /* The library does not retry. A request that timed out may arrive late. */
    if (is_of_emulator(what)) {
        EVENTUALLY(emulator_count() > made.before);
        CHECK_NUMBER(emulator_count(), made.before + 1);
    }
    snprintf(it.outcome, sizeof it.outcome, "%-28s %3d | %.900s", convai_status_name(error ? error->status : CONVAI_OK),
             error ? (int)error->http_status : 0, error ? error->message : "");
    free_result(call, made.result);
    healthy = larger_cost(healthy, again(call, client, strcmp(expected, "CONVAI_OK") == 0 && what->sent == '?'));
    it.ratio = cost_ratio(it.spent, it.needs, healthy);
    return it;
}

/* The same with everything around it. Faults of the network, of other servers and with limits have clients of their own;
 * all others share one. */
static figures with_its_client(const endpoint *call, const fault *what, size_t index, convai_client *shared,
                               cost healthy) {
    const bad_network *network = bad_network_of(what->network);
    uint64_t objects = convai_live_objects();
    int own = !is_of_emulator(what) || what->limit, threads = thread_count();
    const char *url = network->set_up(what->url);
    convai_client *client = own ? client_at(url, what->limit) : shared;
    figures it;
    conversation = convai_conversation_new(client, PUBLIC_CHARACTER, NULL, NULL);
    REQUIRE(conversation != NULL);
    /* The first call of a client takes longer: it loads the trust store. */
    if (own && is_of_emulator(what))
        again(call, client, 0);
    it = one(call, what, index, client, healthy);
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
    if (own)
        CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    network->tear_down();
    /* The call leaves nothing behind. */
    CHECK_NUMBER(convai_live_objects(), objects);
    if (own)
        EVENTUALLY(thread_count() <= threads);
    return it;
}

/* Waits for the threads of the library to free what they held, for so long, and returns how much more is allocated than
 * `before`. */
static long left_after(double ms, long before) {
    double end = now_ms() + ms;
    while (heap_bytes() > before + MOST_LEFT_BYTES && now_ms() < end)
        sleep_ms(0.2);
    return heap_bytes() - before;
}

static int costs_too_much(const figures *it) {
    return it->ratio.ms > MOST_TIME || it->ratio.bytes > MOST_MEMORY || it->left > MOST_LEFT_BYTES;
}

static void take_note(const endpoint *call, const fault *what, const figures *it, int tries) {
    all.pairs++;
    all.repeated += tries > 1;
    all.left = it->left > all.left ? it->left : all.left;
    if (it->ratio.ms > all.ratio.ms) {
        all.ratio.ms = it->ratio.ms;
        snprintf(all.time_at, sizeof all.time_at, "%s, %s", call->name, what->name);
    }
    if (it->ratio.bytes > all.ratio.bytes) {
        all.ratio.bytes = it->ratio.bytes;
        snprintf(all.memory_at, sizeof all.memory_at, "%s, %s", call->name, what->name);
    }
    note("%-13s | %-32s | %7.1f ms: %4.1f times | %6.0f KiB: %3.1f times | left %4ld bytes | try %d | %s", call->name, what->name,
         it->spent.ms, it->ratio.ms, it->spent.bytes / 1024, it->ratio.bytes, it->left, tries, it->outcome);
}

/* Measures a pair. Before it, the same call was made without a fault, as at its end. */
static void try_pair(const endpoint *call, const fault *what, size_t index, convai_client *shared,
                     const healthy_costs *costs) {
    static char name[256];
    cost healthy = is_of_emulator(what) ? costs->later : larger_cost(costs->first, costs->later);
    int tries = 0;
    figures it;
    snprintf(name, sizeof name, "%s, %s", call->name, what->name);
    check_context = name;
    do {
        long before;
        if (*what->like)
            healthy = larger_cost(healthy, cost_of_reply(call, what->like));
        before = heap_bytes() + what->keeps_kib * 1024;
        it = with_its_client(call, what, index, shared, healthy);
        it.left = left_after(FREED_MS * ++tries, before);
    } while (costs_too_much(&it) && tries < MOST_TRIES);
    check_report(it.ratio.ms <= MOST_TIME, __FILE__, __LINE__,
                 "%.1f ms, besides the %.0f ms of the fault, are %.1f times those of a healthy call",
                 it.spent.ms - it.needs.ms, it.needs.ms, it.ratio.ms);
    check_report(it.ratio.bytes <= MOST_MEMORY, __FILE__, __LINE__,
                 "%.0f KiB, besides the %.0f KiB of the fault, are %.1f times those of a healthy call",
                 (it.spent.bytes - it.needs.bytes) / 1024, it.needs.bytes / 1024, it.ratio.bytes);
    check_report(it.left <= MOST_LEFT_BYTES, __FILE__, __LINE__, "%ld bytes were not freed", it.left);
    take_note(call, what, &it, tries);
    check_context = "";
}

int main(int count, char **names) {
    convai_client *shared = client_at("", 0);
    size_t index;
    int i;
    read_faults();
    begin_calls();
    for (i = 1; i < count; i++) {
        const endpoint *call = endpoint_of(names[i]);
        const healthy_costs healthy = measure_healthy(call, shared);
        for (index = 0; index < fault_count; index++)
            try_pair(call, &faults[index], index + (size_t)i, shared, &healthy);
    }
    end_calls();
    note("%lu pairs, %lu measured again: at most %.1f times the time of a healthy call (%s), %.1f times its memory (%s), and "
         "%ld bytes left", all.pairs, all.repeated, all.ratio.ms, all.time_at, all.ratio.bytes, all.memory_at, all.left);
    CHECK_STATUS(convai_client_free(&shared), CONVAI_OK);
    return check_end();
}
