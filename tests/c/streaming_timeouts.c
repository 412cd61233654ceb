/* Which timeout bounds which part of a stream. The clock of the library is moved by hand, so that no test waits. Linux. */
#define _GNU_SOURCE
#include "manual_clock.h"

#include "streaming.h"

#if defined(__linux__)
static void tear_down_clock(void) {
    clock_run();
    tear_down();
}

static convai_operation *start(const convai_call_options *options) {
    return start_turn_with(client, CONVAI_STREAM, options);
}

static void read_first_piece(convai_operation *turn) {
    joined pieces = {{0}, {0}, NULL, 0, 0, 0, 0};
    CHECK(next_piece_of(turn, &pieces));
    CHECK_TEXT(pieces.text, "No");
}

/* The turn is still running after `ms` less one, and has ended after `ms`. */
static void ends_after(convai_operation *turn, int64_t ms, const char *words, const char *text) {
    convai_response *response;
    clock_move(ms - 1);
    io_settles();
    CHECK_STATUS(convai_operation_poll(turn, NULL), CONVAI_PENDING);
    /* A timer has a resolution of a millisecond. */
    clock_move(2);
    EVENTUALLY(convai_operation_poll(turn, NULL) == CONVAI_OK);
    response = convai_operation_take_response(turn);
    CHECK_FAILED(response, CONVAI_ERROR_TIMEOUT);
    CHECK_HAS(response->error ? response->error->message : "", words);
    CHECK_TEXT(response->text, text);
    convai_response_free(&response);
    CHECK_STATUS(convai_operation_free(&turn), CONVAI_OK);
}

static void timeout_ms_ends_with_the_first_byte(void) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_operation *turn;
    convai_response *response;
    options.timeout_ms = 5000;
    options.idle_timeout_ms = 60000;
    emulator_fault("{\"hang\":true}");
    clock_stop();
    turn = start(&options);
    EVENTUALLY(state_of(turn) == CONVAI_STATE_WAITING);
    ends_after(turn, 5000, "no complete reply within 5000 ms", "");
    one_word_a_second();
    turn = start(&options);
    read_first_piece(turn);
    clock_move(20000);
    io_settles();
    CHECK_STATUS(convai_operation_poll(turn, NULL), CONVAI_PENDING);
    advance_clock(60000);
    EVENTUALLY(convai_operation_poll(turn, NULL) == CONVAI_OK);
    response = convai_operation_take_response(turn);
    CHECK_OK(response);
    CHECK_TEXT(response->text, SAID);
    convai_response_free(&response);
    CHECK_STATUS(convai_operation_free(&turn), CONVAI_OK);
}

/* The pause counts from the last byte. */
static void idle_timeout_ms_bounds_each_pause(void) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_operation *turn;
    joined pieces = {{0}, {0}, NULL, 0, 0, 0, 0};
    int word;
    options.timeout_ms = 60000;
    options.idle_timeout_ms = 7000;
    one_word_a_second();
    clock_stop();
    turn = start(&options);
    for (word = 1; word <= 3; word++) {
        CHECK(next_piece_of(turn, &pieces));
        if (word == 3)
            break;
        clock_move(6000);
        io_settles();
        CHECK_STATUS(convai_operation_poll(turn, NULL), CONVAI_PENDING);
        advance_clock(1000);
    }
    io_settles();
    ends_after(turn, 7000, "no more of the reply within 7000 ms", "No no, it");
}

static void the_default_of_idle_timeout_ms_is_30_seconds(void) {
    convai_operation *turn;
    one_word_a_second();
    clock_stop();
    turn = start(NULL);
    read_first_piece(turn);
    io_settles();
    ends_after(turn, 30000, "no more of the reply within 30000 ms", "No");
}

static void the_idle_timeout_of_the_client_applies(void) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    convai_operation *turn;
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    options.idle_timeout_ms = 9000;
    client = client_of(base_url(), &options);
    one_word_a_second();
    clock_stop();
    turn = start(NULL);
    read_first_piece(turn);
    io_settles();
    ends_after(turn, 9000, "no more of the reply within 9000 ms", "No");
}
#else
static void tear_down_clock(void) { tear_down(); }
static void timeout_ms_ends_with_the_first_byte(void) { note("needs Linux"); }
static void idle_timeout_ms_bounds_each_pause(void) { note("needs Linux"); }
static void the_default_of_idle_timeout_ms_is_30_seconds(void) { note("needs Linux"); }
static void the_idle_timeout_of_the_client_applies(void) { note("needs Linux"); }
#endif

TEST_CASES(set_up, tear_down_clock,
           CASE(timeout_ms_ends_with_the_first_byte),
           CASE(idle_timeout_ms_bounds_each_pause),
           CASE(the_default_of_idle_timeout_ms_is_30_seconds),
           CASE(the_idle_timeout_of_the_client_applies))
