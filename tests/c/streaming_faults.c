/* Streams that fail or are stopped midway: the response keeps what came, and the session does not advance. */
#define _GNU_SOURCE
#include "streaming.h"

#include <pthread.h>

static convai_conversation *conversation;
static char session_before[64];

/* A conversation that has a session. */
static void set_up_conversation(void) {
    convai_response *response;
    set_up();
    echo_with(",\"stream_pace\":0");
    conversation = convai_conversation_new(client, PUBLIC_CHARACTER, NULL, NULL);
    response = convai_conversation_say(conversation, "Hi", CONVAI_TEXT, NULL);
    CHECK_OK(response);
    convai_response_free(&response);
    CHECK_STATUS(convai_conversation_session_id(conversation, session_before, sizeof session_before, NULL), CONVAI_OK);
}

static void tear_down_conversation(void) {
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
    tear_down();
}

static convai_operation *say_with(int32_t idle_timeout_ms, int32_t deadline_ms) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_operation *turn;
    options.idle_timeout_ms = idle_timeout_ms;
    options.deadline_ms = deadline_ms;
    turn = convai_conversation_say_async(conversation, SAID, CONVAI_VOICE | CONVAI_STREAM, &options, NULL);
    REQUIRE(turn != NULL);
    return turn;
}

/* Ends a turn that has to fail with the text and the audio of its first sentence or word. */
static void ends_with(convai_operation *turn, convai_status expected, const char *words, const char *text) {
    convai_response *response;
    char session[64] = "";
    joined pieces = joined_pieces(turn);
    CHECK_TEXT(pieces.text, text);
    response = convai_operation_take_response(turn);
    CHECK_FAILED(response, expected);
    CHECK_HAS(response->error ? response->error->message : "", words);
    CHECK_NUMBER(response->error ? response->error->request_sent : 0, 1);
    CHECK(response->frames > 0 && response->wav_len == 44 + 2 * response->frames);
    CHECK_NUMBER(response->sample_rate, 8000);
    CHECK_TEXT(response->session_id, session_before);
    CHECK(response->raw_json && strncmp(response->raw_json, "data: {", 7) == 0 && response->raw_json_len <= 65536);
    check_joined(&pieces, response);
    convai_response_free(&response);
    CHECK_STATUS(convai_operation_free(&turn), CONVAI_OK);
    /* The conversation continues in its session. */
    emulator_do("POST", "/_emulator/clock", "{\"freeze\":false}");
    response = convai_conversation_say(conversation, "Hi", CONVAI_TEXT, NULL);
    CHECK_OK(response);
    CHECK_TEXT(response->session_id, session_before);
    convai_response_free(&response);
    CHECK_STATUS(convai_conversation_session_id(conversation, session, sizeof session, NULL), CONVAI_OK);
    CHECK_TEXT(session, session_before);
}

static void a_connection_that_is_cut_keeps_what_came(void) {
    emulator_fault("{\"stream\":\"cut\",\"pieces\":2}");
    ends_with(say_with(0, 0), CONVAI_ERROR_CONNECTION_LOST, "", "No no,");
    emulator_fault("{\"stream\":\"cut\",\"pieces\":2,\"how\":\"fin\"}");
    ends_with(say_with(0, 0), CONVAI_ERROR_CONNECTION_LOST, "", "No no,");
}

/* The system may drop what was not read yet when a connection is reset, so only a piece that was read is sure. */
static void a_connection_that_is_reset_keeps_what_was_read(void) {
    joined pieces = {{0}, {0}, NULL, 0, 0, 0, 0};
    convai_response *response;
    convai_operation *turn;
    emulator_fault("{\"stream\":\"cut\",\"pieces\":2,\"how\":\"rst\"}");
    one_word_a_second();
    turn = say_with(0, 0);
    CHECK(next_piece_of(turn, &pieces));
    advance_clock(10000);
    while (next_piece_of(turn, &pieces))
        ;
    response = convai_operation_take_response(turn);
    CHECK_FAILED(response, CONVAI_ERROR_CONNECTION_LOST);
    CHECK(strncmp(response->text, "No", 2) == 0 && response->frames > 0);
    check_joined(&pieces, response);
    convai_response_free(&response);
    CHECK_STATUS(convai_operation_free(&turn), CONVAI_OK);
}

static void a_stream_that_stalls_times_out(void) {
    emulator_fault("{\"stream\":\"stall\",\"pieces\":3}");
    ends_with(say_with(300, 0), CONVAI_ERROR_TIMEOUT, "no more of the reply within 300 ms", "No no, it");
}

static void an_error_in_the_middle_ends_the_stream(void) {
    emulator_fault("{\"stream\":\"error\",\"pieces\":2,\"message\":\"out of words\"}");
    ends_with(say_with(0, 0), CONVAI_ERROR_REFUSED, "out of words", "No no,");
    emulator_fault("{\"stream\":\"error\",\"pieces\":2,\"error_shape\":\"process_failure\"}");
    ends_with(say_with(0, 0), CONVAI_ERROR_PROCESS_FAILURE, "", "No no,");
    emulator_fault("{\"stream\":\"error\",\"pieces\":2,\"error_shape\":\"detail\"}");
    ends_with(say_with(0, 0), CONVAI_ERROR_REFUSED, "", "No no,");
}

static void a_broken_piece_costs_only_itself(void) {
    emulator_fault("{\"stream\":\"broken_json\",\"pieces\":2}");
    ends_with(say_with(0, 0), CONVAI_ERROR_BAD_REPLY, "a piece of the streamed reply cannot be read",
              "No no, is late. The lamps burn low. Good night.");
}

/* A turn of which the first word has arrived, and the next one does not. */
static convai_operation *say_the_first_word(int32_t deadline_ms) {
    convai_operation *turn;
    one_word_a_second();
    turn = say_with(0, deadline_ms);
    EVENTUALLY(bytes_received_of(turn) > 0);
    return turn;
}

/* The text is read on the I/O thread, or on another one: both take a moment. */
static convai_piece *first_piece(convai_operation *turn) {
    convai_piece *piece = NULL;
    CHECK_STATUS(convai_operation_next_piece(turn, -1, &piece), CONVAI_OK);
    REQUIRE(piece != NULL);
    CHECK_TEXT(piece->text, "No");
    return piece;
}

/* The first word was read already. Ends a turn with nothing more. */
static void stopped_with(convai_operation *turn, convai_status expected, const char *words) {
    convai_piece *piece = NULL;
    convai_response *response;
    CHECK_STATUS(convai_operation_next_piece(turn, -1, &piece), CONVAI_OK);
    CHECK(piece == NULL);
    response = convai_operation_take_response(turn);
    CHECK_FAILED(response, expected);
    CHECK_HAS(response->error ? response->error->message : "", words);
    CHECK_TEXT(response->text, "No");
    CHECK_TEXT(response->session_id, session_before);
    CHECK(response->frames > 0 && response->raw_json_len > 0);
    convai_response_free(&response);
    CHECK_STATUS(convai_operation_free(&turn), CONVAI_OK);
}

static void a_cancelled_stream_keeps_what_came(void) {
    convai_operation *turn = say_the_first_word(0);
    convai_piece *piece = first_piece(turn);
    CHECK_STATUS(convai_operation_cancel(turn), CONVAI_OK);
    stopped_with(turn, CONVAI_ERROR_CANCELLED, "cancelled");
    /* The piece owns its samples. */
    CHECK(piece->samples && piece->frames > 0 && piece->samples[piece->frames - 1] < 32767);
    CHECK_STATUS(convai_piece_free(&piece), CONVAI_OK);
}

static void an_interrupted_conversation_keeps_what_came(void) {
    convai_operation *turn = say_the_first_word(0);
    convai_piece *piece = first_piece(turn);
    CHECK_STATUS(convai_piece_free(&piece), CONVAI_OK);
    CHECK_STATUS(convai_conversation_interrupt(conversation), CONVAI_OK);
    stopped_with(turn, CONVAI_ERROR_CANCELLED, "cancelled");
}

static void a_deadline_ends_a_stream_that_flows(void) {
    convai_operation *turn = say_the_first_word(2000);
    convai_piece *piece = first_piece(turn);
    CHECK_STATUS(convai_piece_free(&piece), CONVAI_OK);
    stopped_with(turn, CONVAI_ERROR_TIMEOUT, "the deadline of 2000 ms expired while the call was receiving the reply");
}

static void closing_the_client_keeps_what_came(void) {
    convai_operation *turn = say_the_first_word(0);
    convai_piece *piece = first_piece(turn);
    CHECK_STATUS(convai_piece_free(&piece), CONVAI_OK);
    CHECK_STATUS(convai_client_close(client, -1), CONVAI_OK);
    stopped_with(turn, CONVAI_ERROR_CANCELLED, "cancelled");
}

static void *wait_for_the_end(void *turn) {
    convai_piece *piece;
    while (convai_operation_next_piece(turn, -1, &piece) == CONVAI_OK && piece)
        convai_piece_free(&piece);
    return NULL;
}

static void freeing_a_stream_releases_a_waiting_thread(void) {
    convai_operation *turn = say_the_first_word(0), *copy = turn;
    convai_piece *piece = first_piece(turn);
    pthread_t waiter;
    CHECK_STATUS(convai_piece_free(&piece), CONVAI_OK);
    REQUIRE(pthread_create(&waiter, NULL, wait_for_the_end, copy) == 0);
    sleep_ms(20);
    CHECK_STATUS(convai_operation_free(&turn), CONVAI_OK);
    CHECK(pthread_join(waiter, NULL) == 0);
    CHECK_STATUS(convai_operation_next_piece(copy, 0, &piece), CONVAI_ERROR_BAD_HANDLE);
    CHECK(piece == NULL);
}

/* The line is the only piece if nothing came. */
static void a_fallback_line_stands_in_for_a_missing_text(void) {
    convai_response *response;
    convai_operation *turn;
    joined pieces;
    CHECK_STATUS(convai_conversation_set_fallback(conversation, "Hm."), CONVAI_OK);
    emulator_fault("{\"status\":503}");
    turn = say_with(0, 0);
    pieces = joined_pieces(turn);
    CHECK_TEXT(pieces.text, "Hm.");
    response = convai_operation_take_response(turn);
    CHECK_FAILED(response, CONVAI_ERROR_SERVER);
    CHECK_TEXT(response->text, "Hm.");
    convai_response_free(&response);
    CHECK_STATUS(convai_operation_free(&turn), CONVAI_OK);
    emulator_fault("{\"stream\":\"error\",\"pieces\":2}");
    ends_with(say_with(0, 0), CONVAI_ERROR_REFUSED, "", "No no,");
}

TEST_CASES(set_up_conversation, tear_down_conversation,
           CASE(a_connection_that_is_cut_keeps_what_came),
           CASE(a_connection_that_is_reset_keeps_what_was_read),
           CASE(a_stream_that_stalls_times_out),
           CASE(an_error_in_the_middle_ends_the_stream),
           CASE(a_broken_piece_costs_only_itself),
           CASE(a_cancelled_stream_keeps_what_came),
           CASE(an_interrupted_conversation_keeps_what_came),
           CASE(a_deadline_ends_a_stream_that_flows),
           CASE(closing_the_client_keeps_what_came),
           CASE(freeing_a_stream_releases_a_waiting_thread),
           CASE(a_fallback_line_stands_in_for_a_missing_text))
