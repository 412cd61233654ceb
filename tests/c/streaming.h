/* Turns whose replies arrive in pieces. POSIX. Define _GNU_SOURCE before the first #include. */
#ifndef STREAMING_H
#define STREAMING_H

#include "client_fixture.h"
#include "operations.h"

/* Three sentences. The emulator repeats them as they are. */
#define SAID "No no, it is late. The lamps burn low. Good night."
#define WORDS 11

/* The emulator repeats what it hears. `settings` are further settings, each with a comma before it. */
static inline void echo_with(const char *settings) {
    char json[512];
    snprintf(json, sizeof json, "{\"echo\":true,\"voice_rate\":8000%s}", settings);
    emulator_settings(json);
}

static inline void freeze_clock(void) { emulator_do("POST", "/_emulator/clock", "{\"freeze\":true}"); }

static inline void advance_clock(int ms) {
    char json[64];
    snprintf(json, sizeof json, "{\"advance_ms\":%d}", ms);
    emulator_do("POST", "/_emulator/clock", json);
}

/* One word in a second of the emulator's clock, which stands. The first word is sent at once. */
static inline void one_word_a_second(void) {
    echo_with(",\"stream_pace\":60");
    freeze_clock();
}

static inline convai_operation *start_turn_with(convai_client *of, uint32_t flags, const convai_call_options *options) {
    convai_error *error = NULL;
    convai_operation *turn = convai_get_response_text_async(of, PUBLIC_CHARACTER, NULL, SAID, flags, options, &error);
    CHECK_ERROR(error, CONVAI_OK);
    convai_error_free(&error);
    REQUIRE(turn != NULL);
    return turn;
}

static inline convai_operation *start_stream(uint32_t flags) {
    return start_turn_with(client, flags | CONVAI_STREAM, NULL);
}

/* The pieces of a reply, joined. */
typedef struct joined {
    char text[1024], session[64];
    int16_t *samples;
    uint64_t frames;
    uint32_t channels, sample_rate;
    int pieces;
} joined;

/* Adds a piece, and frees it. */
static inline void add_piece(joined *to, convai_piece *piece) {
    size_t length = strlen(to->text);
    to->pieces++;
    CHECK(piece->error == NULL);
    CHECK_NUMBER(piece->text_len, strlen(piece->text));
    snprintf(to->text + length, sizeof to->text - length, "%s", piece->text);
    CHECK_NUMBER(piece->first_frame, to->frames);
    CHECK((piece->samples != NULL) == (piece->frames > 0));
    if (piece->session_id)
        snprintf(to->session, sizeof to->session, "%s", piece->session_id);
    if (piece->samples) {
        size_t old = (size_t)to->frames * piece->channels, more = piece->frames * piece->channels;
        CHECK(!to->sample_rate || to->sample_rate == piece->sample_rate);
        to->channels = piece->channels;
        to->sample_rate = piece->sample_rate;
        to->samples = realloc(to->samples, (old + more) * sizeof *to->samples);
        REQUIRE(to->samples != NULL);
        memcpy(to->samples + old, piece->samples, more * sizeof *to->samples);
        to->frames += piece->frames;
    }
    CHECK_STATUS(convai_piece_free(&piece), CONVAI_OK);
    CHECK(piece == NULL);
}

/* Waits for the next piece. Returns whether there was one. */
static inline int next_piece_of(convai_operation *turn, joined *to) {
    convai_piece *piece;
    CHECK_STATUS(convai_operation_next_piece(turn, -1, &piece), CONVAI_OK);
    if (piece)
        add_piece(to, piece);
    return piece != NULL;
}

/* Reads all pieces until the end. */
static inline joined joined_pieces(convai_operation *turn) {
    joined all = {{0}, {0}, NULL, 0, 0, 0, 0};
    while (next_piece_of(turn, &all))
        ;
    return all;
}

/* Frees the samples. */
static inline void check_joined(joined *pieces, const convai_response *response) {
    CHECK_TEXT(pieces->text, response->text);
    CHECK_NUMBER(pieces->frames, response->frames);
    CHECK_NUMBER(pieces->channels, response->channels);
    CHECK_NUMBER(pieces->sample_rate, response->sample_rate);
    if (pieces->frames && pieces->frames == response->frames)
        CHECK(memcmp(pieces->samples, response->pcm, response->frames * response->channels * sizeof(int16_t)) == 0);
    free(pieces->samples);
    pieces->samples = NULL;
}

/* Takes the response of a turn that ends, with its pieces checked against it. The turn is freed. */
static inline convai_response *end_stream(convai_operation *turn) {
    joined pieces = joined_pieces(turn);
    convai_response *response = convai_operation_take_response(turn);
    check_joined(&pieces, response);
    CHECK_STATUS(convai_operation_free(&turn), CONVAI_OK);
    return response;
}

#endif
