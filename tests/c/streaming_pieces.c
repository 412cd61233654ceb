/* convai_operation_next_piece and CONVAI_EVENT_PIECES: pieces are there before the next one is sent. */
#define _GNU_SOURCE
#include "streaming.h"

#include <pthread.h>

#define TURNS 40
#define READERS 4

static convai_status piece_within(convai_operation *turn, int32_t timeout_ms, joined *to) {
    convai_piece *piece;
    convai_status status = convai_operation_next_piece(turn, timeout_ms, &piece);
    CHECK((status == CONVAI_OK) >= (piece != NULL));
    if (piece)
        add_piece(to, piece);
    return status;
}

/* Checks which event comes next; 0 is none. */
static void check_next(int32_t timeout_ms, int32_t kind) {
    convai_event event = CONVAI_EVENT_INIT;
    CHECK_STATUS(convai_client_next(client, timeout_ms, &event), kind ? CONVAI_OK : CONVAI_PENDING);
    CHECK_NUMBER(event.kind, kind);
}

/* The emulator sends a word when its clock is moved, so a piece that is there was not waiting for the next one. */
static void a_piece_is_readable_before_the_next_one_is_sent(void) {
    joined pieces = {{0}, {0}, NULL, 0, 0, 0, 0};
    convai_operation *turn;
    convai_response *response;
    int word;
    one_word_a_second();
    turn = start_stream(CONVAI_VOICE);
    for (word = 1; word <= WORDS; word++) {
        CHECK(next_piece_of(turn, &pieces));
        CHECK_NUMBER(pieces.pieces, word);
        /* The first word has the audio of its sentence, and the session. */
        CHECK(pieces.frames > 0 && strlen(pieces.session) == 32);
        if (word < WORDS) {
            CHECK_STATUS(piece_within(turn, 0, &pieces), CONVAI_PENDING);
            advance_clock(1000);
        }
    }
    CHECK(!next_piece_of(turn, &pieces));
    CHECK_NUMBER(pieces.pieces, WORDS);
    response = convai_operation_take_response(turn);
    CHECK_OK(response);
    CHECK_TEXT(response->text, SAID);
    check_joined(&pieces, response);
    convai_response_free(&response);
    CHECK_STATUS(convai_operation_free(&turn), CONVAI_OK);
}

static void one_event_announces_pieces_until_a_reader_finds_none(void) {
    joined pieces = {{0}, {0}, NULL, 0, 0, 0, 0};
    convai_operation *turn;
    one_word_a_second();
    turn = start_stream(CONVAI_TEXT);
    check_next(-1, CONVAI_EVENT_PIECES);
    /* Nobody has found an end of the pieces, so the next ones are not announced. */
    advance_clock(2000);
    EVENTUALLY(bytes_received_of(turn) > 180);
    while (pieces.pieces < 3)
        CHECK(next_piece_of(turn, &pieces));
    check_next(0, 0);
    CHECK_STATUS(piece_within(turn, 0, &pieces), CONVAI_PENDING);
    check_next(20, 0);
    advance_clock(1000);
    check_next(-1, CONVAI_EVENT_PIECES);
    CHECK_STATUS(piece_within(turn, 0, &pieces), CONVAI_OK);
    CHECK_STATUS(piece_within(turn, 0, &pieces), CONVAI_PENDING);
    CHECK_NUMBER(pieces.pieces, 4);
    /* The event of the pieces comes before that of the end, and none after it. */
    advance_clock(60000);
    CHECK_STATUS(convai_operation_wait(turn, -1), CONVAI_OK);
    check_next(0, CONVAI_EVENT_PIECES);
    check_next(0, CONVAI_EVENT_DONE);
    while (next_piece_of(turn, &pieces))
        ;
    CHECK_NUMBER(pieces.pieces, WORDS);
    check_next(0, 0);
    CHECK_TEXT(pieces.text, SAID);
    CHECK_STATUS(convai_operation_free(&turn), CONVAI_OK);
}

/* Who does not read pieces gets one event for them, and one for the end. */
static void pieces_need_not_be_read(void) {
    convai_operation *turn;
    convai_response *response;
    echo_with(",\"stream_pace\":0");
    turn = start_stream(CONVAI_VOICE);
    CHECK_STATUS(convai_operation_wait(turn, -1), CONVAI_OK);
    check_next(0, CONVAI_EVENT_PIECES);
    check_next(0, CONVAI_EVENT_DONE);
    check_next(0, 0);
    response = convai_operation_take_response(turn);
    CHECK_OK(response);
    CHECK_TEXT(response->text, SAID);
    convai_response_free(&response);
    CHECK_STATUS(convai_operation_free(&turn), CONVAI_OK);
    /* A response that is taken takes both events with it. */
    turn = start_stream(CONVAI_TEXT);
    CHECK_STATUS(convai_operation_wait(turn, -1), CONVAI_OK);
    response = convai_operation_take_response(turn);
    convai_response_free(&response);
    check_next(0, 0);
    CHECK_STATUS(convai_operation_free(&turn), CONVAI_OK);
}

static void the_wake_handle_is_readable_while_pieces_are_announced(void) {
    convai_operation *turn;
    intptr_t handle = -1;
    one_word_a_second();
    CHECK_STATUS(convai_client_wake_handle(client, &handle), CONVAI_OK);
    CHECK(!is_awake(handle, 0));
    turn = start_stream(CONVAI_TEXT);
    EVENTUALLY(is_awake(handle, 0));
    check_next(0, CONVAI_EVENT_PIECES);
    CHECK(!is_awake(handle, 0));
    CHECK_STATUS(convai_operation_free(&turn), CONVAI_OK);
}

static void pieces_outlive_the_response_and_the_client(void) {
    convai_operation *turn;
    convai_response *response;
    joined pieces;
    echo_with(",\"stream_pace\":0");
    turn = start_stream(CONVAI_VOICE);
    CHECK_STATUS(convai_operation_wait(turn, -1), CONVAI_OK);
    response = convai_operation_take_response(turn);
    CHECK_OK(response);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    pieces = joined_pieces(turn);
    CHECK_NUMBER(pieces.pieces, WORDS);
    check_joined(&pieces, response);
    convai_response_free(&response);
    CHECK_STATUS(convai_operation_free(&turn), CONVAI_OK);
}

typedef struct reader {
    convai_operation *turn;
    uint64_t frames, bytes;
} reader;

static void *read_some(void *argument) {
    reader *self = argument;
    convai_piece *piece;
    while (convai_operation_next_piece(self->turn, -1, &piece) == CONVAI_OK && piece) {
        self->frames += piece->frames;
        self->bytes += piece->text_len;
        convai_piece_free(&piece);
    }
    return NULL;
}

/* A thread reads while others do, too: each piece is read once. */
static void several_threads_share_the_pieces_of_a_turn(void) {
    pthread_t threads[READERS];
    reader readers[READERS];
    uint64_t frames = 0, bytes = 0;
    convai_response *response;
    convai_operation *turn;
    int i;
    echo_with(",\"stream_pace\":0,\"stream_shapes\":[\"split_chunks\"]");
    turn = start_stream(CONVAI_VOICE);
    for (i = 0; i < READERS; i++) {
        readers[i].turn = turn;
        readers[i].frames = readers[i].bytes = 0;
        REQUIRE(pthread_create(&threads[i], NULL, read_some, &readers[i]) == 0);
    }
    for (i = 0; i < READERS; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
        frames += readers[i].frames;
        bytes += readers[i].bytes;
    }
    response = convai_operation_take_response(turn);
    CHECK_OK(response);
    CHECK_NUMBER(frames, response->frames);
    CHECK_NUMBER(bytes, response->text_len);
    convai_response_free(&response);
    CHECK_STATUS(convai_operation_free(&turn), CONVAI_OK);
}

/* Many turns in one queue, read as a game does: the pieces of each are complete, and its end is one event after them. */
static void a_queue_delivers_the_pieces_of_many_turns(void) {
    static joined pieces[TURNS];
    convai_operation *turns[TURNS];
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    int done[TURNS] = {0}, left = TURNS, i;
    echo_with(",\"stream_pace\":6000");
    memset(pieces, 0, sizeof pieces);
    for (i = 0; i < TURNS; i++) {
        options.user_data = (uint64_t)i;
        turns[i] = start_turn_with(client, CONVAI_STREAM | (i % 4 ? CONVAI_TEXT : CONVAI_VOICE), &options);
    }
    while (left > 0) {
        convai_event event = CONVAI_EVENT_INIT;
        CHECK_STATUS(convai_client_next(client, -1, &event), CONVAI_OK);
        i = (int)event.user_data;
        REQUIRE(i >= 0 && i < TURNS && event.operation == turns[i]);
        CHECK(!done[i]);
        if (i == 1) {
            /* This one is cancelled midway. */
            CHECK_STATUS(convai_operation_cancel(event.operation), CONVAI_OK);
        }
        if (event.kind == CONVAI_EVENT_DONE) {
            done[i] = 1;
            left--;
            while (next_piece_of(event.operation, &pieces[i]))
                ;
        } else {
            int before;
            CHECK_NUMBER(event.kind, CONVAI_EVENT_PIECES);
            do
                before = pieces[i].pieces;
            while (piece_within(event.operation, 0, &pieces[i]) == CONVAI_OK && pieces[i].pieces > before);
        }
    }
    check_next(0, 0);
    for (i = 0; i < TURNS; i++) {
        convai_response *response = convai_operation_take_response(turns[i]);
        CHECK_FAILED(response, i == 1 ? CONVAI_ERROR_CANCELLED : CONVAI_OK);
        if (i != 1)
            CHECK_TEXT(response->text, SAID);
        check_joined(&pieces[i], response);
        convai_response_free(&response);
        CHECK_STATUS(convai_operation_free(&turns[i]), CONVAI_OK);
    }
}

TEST_CASES(set_up, tear_down,
           CASE(a_piece_is_readable_before_the_next_one_is_sent),
           CASE(one_event_announces_pieces_until_a_reader_finds_none),
           CASE(pieces_need_not_be_read),
           CASE(the_wake_handle_is_readable_while_pieces_are_announced),
           CASE(pieces_outlive_the_response_and_the_client),
           CASE(several_threads_share_the_pieces_of_a_turn),
           CASE(a_queue_delivers_the_pieces_of_many_turns))
