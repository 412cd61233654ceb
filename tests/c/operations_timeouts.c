/* Which timeout applies to which call, and the defaults. The clock of the library is moved by hand, so that a default of a
 * minute is tested to the millisecond and without a wait. Linux. */
#define _GNU_SOURCE
#include "manual_clock.h"

#include "black_hole.h"
#include "operations.h"

#if defined(__linux__)
static convai_client *client;

static void tear_down(void) {
    clock_run();
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

/* A turn with this many samples, or with text if there are none. */
static convai_operation *start_turn(size_t frames, uint32_t flags, int32_t timeout_ms) {
    static const int16_t samples[160];
    convai_pcm pcm = CONVAI_PCM_INIT;
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_operation *operation;
    options.timeout_ms = timeout_ms;
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = samples;
    pcm.frames = frames;
    pcm.channels = 1;
    pcm.sample_rate = 16000;
    operation = frames ? convai_get_response_pcm_async(client, PUBLIC_CHARACTER, NULL, &pcm, flags, &options, NULL)
                       : convai_get_response_text_async(client, PUBLIC_CHARACTER, NULL, "Hi", flags, &options, NULL);
    REQUIRE(operation != NULL);
    return operation;
}

/* Ends an operation that has timed out. Its message has to name the timeout. */
static void timed_out(convai_operation *operation, int is_turn, const char *words) {
    const convai_error *error;
    convai_response *response = NULL;
    convai_character *character = NULL;
    EVENTUALLY(convai_operation_poll(operation, NULL) == CONVAI_OK);
    if (is_turn)
        error = (response = convai_operation_take_response(operation))->error;
    else
        error = (character = convai_operation_take_character(operation))->error;
    CHECK_ERROR(error, CONVAI_ERROR_TIMEOUT);
    CHECK_HAS(error ? error->message : "", words);
    convai_response_free(&response);
    convai_character_free(&character);
    CHECK_STATUS(convai_operation_free(&operation), CONVAI_OK);
}

/* Moves the clock to a time after its stop, in milliseconds. */
static void move_to(int64_t ms) {
    static int64_t now;
    if (ms == 0)
        now = 0;
    clock_move(ms - now);
    now = ms;
}

/* A call that the server lets wait, and the timeout that it has. */
typedef struct waiting_call {
    const char *what;
    size_t frames;
    uint32_t flags;
    int32_t timeout_ms, expected_ms;
    int is_turn;
} waiting_call;

/* Starts all calls at the same time of the clock. They have to end in the order of the table. */
static void end_in_time(const convai_client_options *options, const waiting_call *calls, int count) {
    convai_operation *operations[8];
    char words[64];
    int i, later;
    client = client_of(base_url(), options);
    emulator_fault("{\"hang\":true,\"count\":0}");
    clock_stop();
    move_to(0);
    for (i = 0; i < count; i++)
        operations[i] = calls[i].is_turn ? start_turn(calls[i].frames, calls[i].flags, calls[i].timeout_ms)
                                         : start_get(client, 0);
    for (i = 0; i < count; i++)
        EVENTUALLY(state_of(operations[i]) == CONVAI_STATE_WAITING);
    for (i = 0; i < count; i++) {
        check_context = calls[i].what;
        move_to(calls[i].expected_ms - 1);
        io_settles();
        for (later = i; later < count; later++)
            CHECK_STATUS(convai_operation_poll(operations[later], NULL), CONVAI_PENDING);
        /* A timer has a resolution of a millisecond. */
        move_to(calls[i].expected_ms + 1);
        snprintf(words, sizeof words, "no complete reply within %d ms", (int)calls[i].expected_ms);
        timed_out(operations[i], calls[i].is_turn, words);
        /* Those with the same timeout end with it. */
        while (i + 1 < count && calls[i + 1].expected_ms == calls[i].expected_ms) {
            i++;
            check_context = calls[i].what;
            timed_out(operations[i], calls[i].is_turn, words);
        }
    }
}

static void the_defaults_are_30_seconds_and_60_with_audio(void) {
    static const waiting_call calls[] = {{"a call without a turn", 0, CONVAI_TEXT, 0, 30000, 0},
                                         {"a text turn", 0, CONVAI_TEXT, 0, 30000, 1},
                                         {"a reply with a voice", 0, CONVAI_VOICE, 0, 60000, 1},
                                         {"samples", 160, CONVAI_TEXT, 0, 60000, 1},
                                         {"samples and a voice", 160, CONVAI_VOICE, 0, 60000, 1}};
    end_in_time(NULL, calls, sizeof calls / sizeof *calls);
}

static void voice_timeout_ms_applies_to_calls_with_audio(void) {
    static const waiting_call calls[] = {{"a call without a turn", 0, CONVAI_TEXT, 0, 3000, 0},
                                         {"a text turn", 0, CONVAI_TEXT, 0, 3000, 1},
                                         {"timeout_ms of a text turn", 0, CONVAI_TEXT, 4000, 4000, 1},
                                         {"timeout_ms of samples", 160, CONVAI_TEXT, 5000, 5000, 1},
                                         {"a reply with a voice", 0, CONVAI_VOICE, 0, 7000, 1},
                                         {"samples", 160, CONVAI_TEXT, 0, 7000, 1},
                                         {"timeout_ms of a voice", 0, CONVAI_VOICE, 90000, 90000, 1}};
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    options.timeout_ms = 3000;
    options.voice_timeout_ms = 7000;
    end_in_time(&options, calls, sizeof calls / sizeof *calls);
}

/* Connects to an address that does not answer, until this time. */
static void connect_until(const convai_client_options *options, int64_t ms) {
    black_hole hole;
    convai_operation *operation;
    char url[64], words[64];
    dig(&hole, "127.0.0.1", 0);
    snprintf(url, sizeof url, "http://127.0.0.1:%d", hole.port);
    client = client_of(url, options);
    clock_stop();
    move_to(0);
    operation = start_get(client, 0);
    EVENTUALLY(state_of(operation) == CONVAI_STATE_SENDING);
    io_settles();
    move_to(ms - 1);
    io_settles();
    CHECK_STATUS(convai_operation_poll(operation, NULL), CONVAI_PENDING);
    move_to(ms + 1);
    snprintf(words, sizeof words, "no connection within %d ms", (int)ms);
    timed_out(operation, 0, words);
    fill_in(&hole);
}

static void a_connection_may_take_10_seconds_by_default(void) { connect_until(NULL, 10000); }

static void connect_timeout_ms_applies(void) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    options.connect_timeout_ms = 20000;
    connect_until(&options, 20000);
}
#else
static void tear_down(void) {}
static void the_defaults_are_30_seconds_and_60_with_audio(void) { note("needs Linux"); }
static void voice_timeout_ms_applies_to_calls_with_audio(void) { note("needs Linux"); }
static void a_connection_may_take_10_seconds_by_default(void) { note("needs Linux"); }
static void connect_timeout_ms_applies(void) { note("needs Linux"); }
#endif

TEST_CASES(emulator_reset, tear_down,
           CASE(the_defaults_are_30_seconds_and_60_with_audio),
           CASE(voice_timeout_ms_applies_to_calls_with_audio),
           CASE(a_connection_may_take_10_seconds_by_default),
           CASE(connect_timeout_ms_applies))
