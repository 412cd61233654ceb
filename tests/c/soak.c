/* A long mixed load from sixteen threads, while one request in twenty meets a fault. Every call ends exactly once, with the
 * reply to its own question or with the error of a fault. At the end there are no more threads, objects or memory than
 * after the first 20,000 calls (or the first half). The first argument is the number of calls, 10,000 by default.
 *
 * The emulator must serve no other program. */
#define _GNU_SOURCE
#include "footprint.h"

#define THREADS 16
#define NO_MORE_CALLS 0
#define PER_MILLE_EACH 5 /* times ten faults: 5 of 100 */

/* The faults that a request may meet: errors of the service or of a gateway, and lost connections. */
static const char *const faults[] = {
    "\"status\":500",
    "\"error_shape\":\"ERROR\",\"status\":429,\"headers\":{\"Retry-After\":\"1\"}",
    "\"html_502\":true",
    "\"not_json\":true",
    "\"deep_json\":2000",
    "\"empty_body\":true,\"status\":200",
    "\"cut\":\"before_body\",\"how\":\"rst\"",
    "\"cut\":\"before_answer\"",
    "\"cut\":\"mid_body\",\"bytes\":20,\"how\":\"rst\"",
    "\"cut_chunked\":true,\"bytes\":10",
};
#define FAULTS (sizeof faults / sizeof *faults)

static convai_client *waited, *drained;

/* `lock` protects all of these. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned long next_call, last_call, successes, failures, cancelled, timed_out, to_drain;
static unsigned long ends[600]; /* by status */
static unsigned char *times_returned;

/* The number of the next call, from 1, or NO_MORE_CALLS. */
static unsigned long take_number(void) {
    unsigned long number;
    pthread_mutex_lock(&lock);
    number = next_call < last_call ? ++next_call : NO_MORE_CALLS;
    pthread_mutex_unlock(&lock);
    return number;
}

/* Counts the end of a call, and returns whether it succeeded. A fault makes a call fail in one of these ways. */
static int ended(const convai_error *error) {
    convai_status status = error ? error->status : CONVAI_OK;
    CHECK(status == CONVAI_OK || status == CONVAI_ERROR_SERVER || status == CONVAI_ERROR_RATE_LIMITED ||
          status == CONVAI_ERROR_BAD_REPLY || status == CONVAI_ERROR_EMPTY_REPLY ||
          status == CONVAI_ERROR_CONNECTION_LOST);
    pthread_mutex_lock(&lock);
    ends[status]++;
    successes += status == CONVAI_OK;
    failures += status != CONVAI_OK;
    pthread_mutex_unlock(&lock);
    return status == CONVAI_OK;
}

static void ask(char *question, unsigned long number) { sprintf(question, "question %lu", number); }

/* Checks the reply to a text turn and frees it. */
static void check_reply(convai_response *response, unsigned long number, uint32_t flags) {
    char question[64];
    ask(question, number);
    if (ended(response->error)) {
        CHECK_TEXT(response->text, question);
        CHECK_TEXT(response->user_query, question);
        CHECK((response->frames > 0) == (flags == CONVAI_VOICE));
    }
    CHECK_STATUS(convai_response_free(&response), CONVAI_OK);
}

static convai_operation *start_turn(convai_client *client, const char *character, unsigned long number, uint32_t flags,
                                    uint32_t timeout_ms) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_error *error = NULL;
    convai_operation *operation;
    char question[64];
    ask(question, number);
    options.user_data = number;
    options.timeout_ms = timeout_ms;
    operation = convai_get_response_text_async(client, character, NULL, question, flags, &options, &error);
    CHECK_ERROR(error, CONVAI_OK);
    convai_error_free(&error);
    REQUIRE(operation != NULL);
    return operation;
}

/* Waits for an operation, takes its result and frees it. The caller owns the result. */
static convai_response *reply_of(convai_operation **operation) {
    convai_response *response;
    CHECK_STATUS(convai_operation_wait(*operation, PATIENT_MS), CONVAI_OK);
    response = convai_operation_take_response(*operation);
    CHECK_STATUS(convai_operation_free(operation), CONVAI_OK);
    return response;
}

static void turn(unsigned long number, uint32_t flags) {
    char question[64];
    ask(question, number);
    check_reply(convai_get_response_text(waited, PUBLIC_CHARACTER, NULL, question, flags, NULL), number, flags);
}

static void started_turn(unsigned long number, uint32_t flags) {
    convai_operation *operation = start_turn(waited, PUBLIC_CHARACTER, number, flags, 0);
    check_reply(reply_of(&operation), number, flags);
}

/* Another thread takes the result. */
static void drained_turn(unsigned long number) {
    pthread_mutex_lock(&lock);
    to_drain++;
    pthread_mutex_unlock(&lock);
    start_turn(drained, PUBLIC_CHARACTER, number, CONVAI_TEXT, 0);
}

/* A recording: its sample rate is derived from the number of the call, and the reply names the rate. */
static void spoken_turn(unsigned long number, int started) {
    static const int16_t samples[320];
    convai_pcm pcm = CONVAI_PCM_INIT;
    convai_response *response;
    char rate[64];
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = samples;
    pcm.frames = 320;
    pcm.channels = 1;
    pcm.sample_rate = (uint32_t)(8000 + number % 40000);
    if (started) {
        convai_operation *operation =
            convai_get_response_pcm_async(waited, PUBLIC_CHARACTER, NULL, &pcm, CONVAI_TEXT, NULL, NULL);
        REQUIRE(operation != NULL);
        response = reply_of(&operation);
    } else {
        response = convai_get_response_pcm(waited, PUBLIC_CHARACTER, NULL, &pcm, CONVAI_TEXT, NULL);
    }
    sprintf(rate, ": %u Hz, 1 channel", (unsigned)pcm.sample_rate);
    if (ended(response->error))
        CHECK_HAS(response->text, rate);
    CHECK_STATUS(convai_response_free(&response), CONVAI_OK);
}

/* Checks a character, frees it, and copies its id into `id`. */
static int check_character(convai_character *character, const char *name, char *id) {
    int good = ended(character->error);
    if (good) {
        REQUIRE(character->id && character->id_len < 64);
        if (name)
            CHECK_TEXT(character->name, name);
        if (id)
            strcpy(id, character->id);
    }
    CHECK_STATUS(convai_character_free(&character), CONVAI_OK);
    return good;
}

static void check_result(convai_result *result) {
    ended(result->error);
    CHECK_STATUS(convai_result_free(&result), CONVAI_OK);
}

/* Creates, reads, updates, clones and deletes a character, while there are calls left. */
static void life_of_a_character(unsigned long number) {
    convai_character_spec spec = CONVAI_CHARACTER_SPEC_INIT;
    char name[64], id[64], copy[64];
    sprintf(name, "Keeper %lu", number);
    spec.name = name;
    spec.voice_type = "MALE";
    spec.backstory = "He keeps count.";
    if (!check_character(convai_character_create(waited, &spec, NULL), NULL, id))
        return;
    if (take_number())
        check_character(convai_character_get(waited, id, NULL), name, NULL);
    spec.name = spec.voice_type = NULL;
    spec.backstory = "He has kept count.";
    if (take_number())
        check_result(convai_character_update(waited, id, &spec, NULL));
    if (take_number() && check_character(convai_character_clone(waited, id, 0, NULL), NULL, copy) && take_number())
        check_result(convai_character_delete(waited, copy, NULL));
    if (take_number())
        check_result(convai_character_delete(waited, id, NULL));
}

/* A turn that is cancelled at some time between its start and its reply. */
static void cancelled_turn(unsigned long number) {
    convai_operation *operation = start_turn(waited, PUBLIC_CHARACTER, number, CONVAI_TEXT, 0);
    convai_response *response;
    if (number % 3)
        sleep_ms((double)(number % 7) * 0.3);
    CHECK_STATUS(convai_operation_cancel(operation), CONVAI_OK);
    response = reply_of(&operation);
    if (!response->error || response->error->status != CONVAI_ERROR_CANCELLED) {
        check_reply(response, number, CONVAI_TEXT);
        return;
    }
    CHECK_STATUS(convai_response_free(&response), CONVAI_OK);
    pthread_mutex_lock(&lock);
    ends[CONVAI_ERROR_CANCELLED]++;
    cancelled++;
    pthread_mutex_unlock(&lock);
}

/* A turn with a character that never replies. */
static void turn_without_reply(unsigned long number) {
    convai_operation *operation = start_turn(waited, "hangs", number, CONVAI_TEXT, 30);
    convai_response *response = reply_of(&operation);
    if (response->error && response->error->status == CONVAI_ERROR_TIMEOUT) {
        pthread_mutex_lock(&lock);
        ends[CONVAI_ERROR_TIMEOUT]++;
        timed_out++;
        pthread_mutex_unlock(&lock);
    } else {
        CHECK(response->error != NULL);
        ended(response->error);
    }
    CHECK_STATUS(convai_response_free(&response), CONVAI_OK);
}

static void one_call(unsigned long number) {
    switch (number % 100) {
    case 0: turn_without_reply(number); break;
    case 1: case 2: life_of_a_character(number); break;
    default:
        switch (number % 20) {
        case 0: case 1: case 2: case 3: started_turn(number, CONVAI_TEXT); break;
        case 4: case 5: case 6: case 7: drained_turn(number); break;
        case 8: case 9: check_character(convai_character_get(waited, PUBLIC_CHARACTER, NULL), "Pell the Lamplighter", NULL); break;
        case 10: case 11: spoken_turn(number, number % 2); break;
        case 12: turn(number, CONVAI_VOICE); break;
        case 13: started_turn(number, CONVAI_VOICE); break;
        case 14: cancelled_turn(number); break;
        default: turn(number, CONVAI_TEXT);
        }
    }
}

static void *calls(void *argument) {
    unsigned long number;
    while ((number = take_number()) != NO_MORE_CALLS)
        one_call(number);
    return argument;
}

static void *drains(void *argument) {
    convai_operation *operation;
    convai_status status;
    uint64_t number;
    while ((status = next_operation(drained, -1, &operation, &number)) == CONVAI_OK) {
        check_reply(reply_of(&operation), (unsigned long)number, CONVAI_TEXT);
        pthread_mutex_lock(&lock);
        times_returned[number]++;
        to_drain--;
        pthread_mutex_unlock(&lock);
    }
    CHECK_STATUS(status, CONVAI_ERROR_CLOSED);
    return argument;
}

static int all_drained(void) {
    int done;
    pthread_mutex_lock(&lock);
    done = to_drain == 0;
    pthread_mutex_unlock(&lock);
    return done;
}

/* Makes the calls up to number `last`, and waits until all have ended. */
static void run_until(unsigned long last) {
    pthread_t threads[THREADS];
    int i;
    last_call = last;
    for (i = 0; i < THREADS; i++)
        threads[i] = run(calls, NULL);
    for (i = 0; i < THREADS; i++)
        join(threads[i]);
    EVENTUALLY(all_drained());
}

/* Without the buffers of idle connections, whose number depends on the last calls. Ended connections are freed by another
 * thread, so the lowest of several readings counts. */
static footprint footprint_at_rest(void) {
    footprint lowest, now;
    int i;
    CHECK_STATUS(convai_client_reset_connections(waited), CONVAI_OK);
    CHECK_STATUS(convai_client_reset_connections(drained), CONVAI_OK);
    lowest = footprint_now();
    for (i = 0; i < 20; i++) {
        sleep_ms(50);
        now = footprint_now();
        if (now.heap < lowest.heap)
            lowest = now;
    }
    return lowest;
}

static void make_faults(void) {
    char json[256];
    size_t i;
    emulator_fault("{\"character\":\"hangs\",\"hang\":true,\"count\":0}");
    for (i = 0; i < FAULTS; i++) {
        sprintf(json, "{%s,\"probability\":0.00%d,\"seed\":%u}", faults[i], PER_MILLE_EACH, (unsigned)i * 7919 + 1);
        emulator_fault(json);
    }
}

/* How many requests met a fault. The first fault, for the character that never replies, does not count. */
static unsigned long faults_met(void) {
    char *list = emulator_call("GET", "/_emulator/faults", ""), *at = strstr(list, "\"hits\":");
    unsigned long total = 0, met;
    size_t i;
    for (i = 0; i < FAULTS; i++) {
        REQUIRE(at && (at = strstr(at + 1, "\"hits\":")));
        met = strtoul(at + strlen("\"hits\":"), NULL, 10);
        note("%6lu requests met %s", met, faults[i]);
        total += met;
    }
    free(list);
    return total;
}

/* No request was sent twice, and no call failed without a fault. */
static void check_totals(void) {
    unsigned long met = faults_met(), arrived = (unsigned long)emulator_count(), number;
    unsigned long abandoned = cancelled + timed_out; /* sent or not */
    int status;
    for (status = 0; status < 600; status++)
        if (ends[status])
            note("%6lu calls ended with %s", ends[status], convai_status_name(status));
    note("%lu calls, %lu requests arrived, %lu of them met a fault (%.1f%%)", last_call, arrived, met,
         100.0 * (double)met / (double)arrived);
    CHECK_NUMBER(next_call, last_call);
    CHECK_NUMBER(successes + failures + cancelled + timed_out, last_call);
    CHECK(arrived <= last_call && arrived + failures + abandoned >= last_call);
    CHECK(failures <= met && met <= failures + abandoned);
    CHECK(met >= arrived / 25 && met <= arrived / 16);
    for (number = 1; number <= last_call; number++)
        if (times_returned[number] > 1)
            CHECK_NUMBER(times_returned[number], 1);
}

int main(int argc, char **argv) {
    unsigned long many = argc > 1 ? strtoul(argv[1], NULL, 10) : 10000, warm = many / 2 < 20000 ? many / 2 : 20000;
    int threads_before = thread_count_before();
    pthread_t drainer;
    footprint early, late;
    double start = now_ms();
    times_returned = calloc(many + 1, 1);
    REQUIRE(times_returned != NULL && many >= 1000);
    emulator_settings("{\"echo\":true,\"voice_rate\":8000}");
    make_faults();
    waited = new_client();
    drained = new_client();
    drainer = run(drains, NULL);
    run_until(warm);
    early = footprint_at_rest();
    run_until(many);
    late = footprint_at_rest();
    note_footprint(early, "after", warm, "calls");
    note_footprint(late, "after", many, "calls");
    note("figure: soak.calls ~ %lu", many);
    note("figure: soak.threads ~ %d", THREADS);
    note("figure: soak.warm-up ~ %lu", warm);
    figure_footprint(early, "soak.early");
    figure_footprint(late, "soak.late");
    CHECK(no_more_memory(early, late));
    note("%lu calls from %d threads in %.1f s", many, THREADS, (now_ms() - start) / 1e3);
    CHECK_STATUS(convai_client_close(drained, PATIENT_MS), CONVAI_OK);
    CHECK_STATUS(convai_client_close(waited, PATIENT_MS), CONVAI_OK);
    join(drainer);
    EVENTUALLY(thread_count() <= threads_before);
    check_totals();
    CHECK_NUMBER(convai_live_objects(), 2);
    CHECK_STATUS(convai_client_free(&waited), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&drained), CONVAI_OK);
    free(times_returned);
    emulator_reset();
    return check_end();
}
