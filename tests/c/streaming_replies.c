/* Turns with CONVAI_STREAM: whatever the form of the stream, its reply is that of the same turn without the flag. */
#define _GNU_SOURCE
#include "streaming.h"

static const char *const shapes[] = {
    "", "glued", "crlf", "no_final_blank_line", "comments", "data_lines", "split_chunks", "done", "repeated_text",
    "audio_apart", "session_once", "glued\",\"crlf\",\"no_final_blank_line\",\"comments\",\"split_chunks",
    "data_lines\",\"crlf\",\"done\",\"audio_apart\",\"session_once"};
static const char *const audio_forms[] = {"wav", "wav_then_samples", "unknown_sizes", "odd_chunk"};
static const char *const piece_forms[] = {"words", "sentences"};

#define COUNT(table) ((int)(sizeof(table) / sizeof *(table)))

static convai_response *unstreamed(uint32_t flags) {
    convai_response *response = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, SAID, flags, NULL);
    CHECK_OK(response);
    CHECK_TEXT(response->text, SAID);
    return response;
}

static void check_same(const convai_response *one, const convai_response *other) {
    CHECK_OK(one);
    CHECK_TEXT(one->text, other->text);
    CHECK(one->session_id && strlen(one->session_id) == 32);
    CHECK_NUMBER(one->frames, other->frames);
    CHECK_NUMBER(one->channels, other->channels);
    CHECK_NUMBER(one->sample_rate, other->sample_rate);
    CHECK_NUMBER(one->audio_form, other->audio_form);
    CHECK_NUMBER(one->wav_len, other->wav_len);
    if (one->wav_len == other->wav_len)
        CHECK(memcmp(one->wav, other->wav, one->wav_len) == 0);
}

/* Every combination of the form of the text, of the audio and of the stream. */
static void every_form_joins_to_the_reply_without_the_flag(void) {
    char settings[256], context[256];
    convai_response *whole, *streamed;
    int piece, audio, shape;
    echo_with("");
    whole = unstreamed(CONVAI_VOICE);
    REQUIRE(whole->frames > 8000);
    for (piece = 0; piece < COUNT(piece_forms); piece++)
        for (audio = 0; audio < COUNT(audio_forms); audio++)
            for (shape = 0; shape < COUNT(shapes); shape++) {
                int repeats = strcmp(shapes[shape], "repeated_text") == 0;
                snprintf(context, sizeof context, "%s, %s, %s", piece_forms[piece], audio_forms[audio], shapes[shape]);
                check_context = context;
                /* A repeated word may be meant. */
                if (repeats && piece == 0)
                    continue;
                snprintf(settings, sizeof settings,
                         ",\"stream_pace\":0,\"stream_pieces\":\"%s\",\"stream_audio\":\"%s\",\"stream_shapes\":[%s%s%s]",
                         piece_forms[piece], audio_forms[audio], *shapes[shape] ? "\"" : "", shapes[shape],
                         *shapes[shape] ? "\"" : "");
                echo_with(settings);
                streamed = end_stream(start_stream(CONVAI_VOICE));
                check_same(streamed, whole);
                convai_response_free(&streamed);
            }
    convai_response_free(&whole);
}

static void a_blocking_turn_returns_the_whole_reply(void) {
    convai_response *whole, *streamed;
    uint32_t voice;
    echo_with(",\"stream_pace\":0");
    for (voice = CONVAI_TEXT; voice <= CONVAI_VOICE; voice++) {
        whole = unstreamed(voice);
        streamed = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, SAID, voice | CONVAI_STREAM, NULL);
        CHECK_LAST("/character/getResponse", "\"stream\":\"True\"");
        check_same(streamed, whole);
        convai_response_free(&whole);
        convai_response_free(&streamed);
    }
    /* Without the flag nothing is sent for it. */
    whole = unstreamed(CONVAI_TEXT);
    {
        char *last = emulator_last();
        CHECK(strstr(last, "\"stream\"") == NULL);
        free(last);
    }
    convai_response_free(&whole);
}

static void samples_and_conversations_stream_too(void) {
    static int16_t samples[16000];
    convai_pcm pcm = CONVAI_PCM_INIT;
    convai_conversation *conversation = convai_conversation_new(client, PUBLIC_CHARACTER, NULL, NULL);
    convai_response *response;
    char first[64] = "", second[64] = "";
    int i;
    for (i = 0; i < 16000; i++)
        samples[i] = (int16_t)((i * 37) % 9000 - 4500);
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = samples;
    pcm.frames = 16000;
    pcm.channels = 1;
    pcm.sample_rate = 16000;
    echo_with(",\"stream_pace\":0");
    response = end_stream(
        convai_get_response_pcm_async(client, PUBLIC_CHARACTER, NULL, &pcm, CONVAI_VOICE | CONVAI_STREAM, NULL, NULL));
    CHECK_OK(response);
    CHECK(response->text_len > 0 && response->frames > 0);
    convai_response_free(&response);
    response = end_stream(convai_conversation_say_async(conversation, SAID, CONVAI_VOICE | CONVAI_STREAM, NULL, NULL));
    CHECK_OK(response);
    CHECK_TEXT(response->text, SAID);
    CHECK_STATUS(convai_conversation_session_id(conversation, first, sizeof first, NULL), CONVAI_OK);
    CHECK_TEXT(first, response->session_id);
    convai_response_free(&response);
    response = convai_conversation_say_pcm(conversation, &pcm, CONVAI_STREAM, NULL);
    CHECK_OK(response);
    CHECK_STATUS(convai_conversation_session_id(conversation, second, sizeof second, NULL), CONVAI_OK);
    CHECK_TEXT(second, first);
    convai_response_free(&response);
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
}

static void a_service_that_ignores_the_flag_gives_one_piece(void) {
    convai_response *whole, *streamed;
    convai_event event = CONVAI_EVENT_INIT;
    convai_operation *turn;
    joined pieces;
    echo_with(",\"ignore_stream\":true");
    whole = unstreamed(CONVAI_VOICE);
    turn = start_stream(CONVAI_VOICE);
    pieces = joined_pieces(turn);
    CHECK_NUMBER(pieces.pieces, 1);
    CHECK_STATUS(convai_client_next(client, -1, &event), CONVAI_OK);
    CHECK_NUMBER(event.kind, CONVAI_EVENT_DONE);
    streamed = convai_operation_take_response(turn);
    check_joined(&pieces, streamed);
    check_same(streamed, whole);
    CHECK_NUMBER(streamed->raw_json_len, whole->raw_json_len);
    CHECK_NUMBER(streamed->raw_json[0], '{');
    convai_response_free(&whole);
    convai_response_free(&streamed);
    CHECK_STATUS(convai_operation_free(&turn), CONVAI_OK);
}

static void a_turn_without_the_flag_has_one_piece(void) {
    convai_operation *turn, *other;
    convai_event event = CONVAI_EVENT_INIT;
    convai_response *response;
    convai_piece *piece;
    joined pieces;
    echo_with("");
    turn = start_turn_with(client, CONVAI_VOICE, NULL);
    CHECK_STATUS(convai_client_next(client, -1, &event), CONVAI_OK);
    CHECK_NUMBER(event.kind, CONVAI_EVENT_DONE);
    /* The piece needs no response, and the response no piece. */
    response = convai_operation_take_response(turn);
    CHECK_OK(response);
    pieces = joined_pieces(turn);
    CHECK_NUMBER(pieces.pieces, 1);
    CHECK_TEXT(pieces.session, response->session_id);
    check_joined(&pieces, response);
    convai_response_free(&response);
    CHECK_STATUS(convai_operation_free(&turn), CONVAI_OK);
    /* A turn that fails with an empty reply has none. */
    emulator_fault("{\"status\":500}");
    turn = start_turn_with(client, CONVAI_TEXT, NULL);
    pieces = joined_pieces(turn);
    CHECK_NUMBER(pieces.pieces, 0);
    response = convai_operation_take_response(turn);
    CHECK_FAILED(response, CONVAI_ERROR_SERVER);
    convai_response_free(&response);
    CHECK_STATUS(convai_operation_free(&turn), CONVAI_OK);
    /* Other operations have no pieces. */
    other = start_get(client, 0);
    piece = (convai_piece *)&pieces;
    CHECK_STATUS(convai_operation_next_piece(other, -1, &piece), CONVAI_ERROR_WRONG_KIND);
    CHECK(piece == NULL);
    CHECK_STATUS(convai_operation_next_piece(other, -1, NULL), CONVAI_ERROR_NULL_POINTER);
    CHECK_STATUS(convai_operation_wait(other, -1), CONVAI_OK);
    CHECK_STATUS(end_of(&other), CONVAI_OK);
}

static void raw_json_is_the_stream_as_it_arrived(void) {
    convai_response *response;
    echo_with(",\"stream_pace\":0");
    response = end_stream(start_stream(CONVAI_VOICE));
    CHECK_OK(response);
    CHECK(response->raw_json && strncmp(response->raw_json, "data: {", 7) == 0);
    CHECK(response->raw_json && strcmp(response->raw_json + response->raw_json_len - 2, "\n\n") == 0);
    CHECK(response->raw_json_len > response->wav_len);
    convai_response_free(&response);
    response = end_stream(start_stream(CONVAI_VOICE | CONVAI_OMIT_RAW_JSON));
    CHECK_OK(response);
    CHECK(response->raw_json == NULL && response->raw_json_len == 0 && response->frames > 0);
    convai_response_free(&response);
}

static void a_stream_counts_in_max_response_bytes(void) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    convai_client *small;
    convai_response *response;
    echo_with(",\"stream_pace\":0,\"stream_shapes\":[\"split_chunks\"]");
    options.max_response_bytes = 700;
    small = client_of(base_url(), &options);
    response = end_stream(start_turn_with(small, CONVAI_STREAM, NULL));
    CHECK_FAILED(response, CONVAI_ERROR_REPLY_TOO_LARGE);
    CHECK(response->text_len > 0 && response->text_len < strlen(SAID));
    CHECK(response->raw_json_len > 0 && response->raw_json_len <= 700);
    convai_response_free(&response);
    CHECK_STATUS(convai_client_free(&small), CONVAI_OK);
}

static void a_rate_that_changes_is_converted_to_the_first(void) {
    convai_response *whole, *streamed;
    echo_with(",\"stream_pace\":0,\"stream_pieces\":\"sentences\"");
    whole = unstreamed(CONVAI_VOICE);
    emulator_fault("{\"stream\":\"rate\",\"rate\":16000,\"pieces\":1}");
    streamed = end_stream(start_stream(CONVAI_VOICE));
    CHECK_OK(streamed);
    CHECK_NUMBER(streamed->sample_rate, whole->sample_rate);
    /* Each piece may be longer or shorter by the part of a frame. */
    CHECK(streamed->frames + 3 >= whole->frames && streamed->frames <= whole->frames + 3);
    convai_response_free(&whole);
    convai_response_free(&streamed);
}

TEST_CASES(set_up, tear_down,
           CASE(every_form_joins_to_the_reply_without_the_flag),
           CASE(a_blocking_turn_returns_the_whole_reply),
           CASE(samples_and_conversations_stream_too),
           CASE(a_service_that_ignores_the_flag_gives_one_piece),
           CASE(a_turn_without_the_flag_has_one_piece),
           CASE(raw_json_is_the_stream_as_it_arrived),
           CASE(a_stream_counts_in_max_response_bytes),
           CASE(a_rate_that_changes_is_converted_to_the_first))
