/* Replies on their way to the ear: whole and streamed, of an operation that is freed, of a conversation that is interrupted. */
#define _GNU_SOURCE
#include "streaming.h"

/* The rate of the voice of `echo_with`: at this rate a read returns the samples of the reply as they are. */
#define VOICE_RATE 8000

static convai_playback *playback;
static convai_conversation *conversation;

static void set_up_playback(void) {
    convai_playback_options options = CONVAI_PLAYBACK_OPTIONS_INIT;
    set_up();
    options.sample_rate = VOICE_RATE;
    playback = convai_playback_new(&options, NULL);
    conversation = convai_conversation_new(client, PUBLIC_CHARACTER, NULL, NULL);
    REQUIRE(playback && conversation);
    CHECK_STATUS(convai_conversation_set_playback(conversation, playback), CONVAI_OK);
}

static void tear_down_playback(void) {
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
    CHECK_STATUS(convai_playback_free(&playback), CONVAI_OK);
    tear_down();
}

static convai_playback_state poll_now(void) {
    convai_playback_state state = CONVAI_PLAYBACK_STATE_INIT;
    CHECK_STATUS(convai_playback_poll(playback, &state), CONVAI_OK);
    return state;
}

/* Everything that was voice. */
static int16_t heard[VOICE_RATE * 60];
static size_t heard_frames;

/* Reads 10 ms. Returns how many frames were voice. */
static size_t hear(void) {
    size_t voice;
    REQUIRE(heard_frames + 80 <= sizeof heard / sizeof *heard);
    voice = convai_playback_read_s16(playback, heard + heard_frames, 80, 1);
    heard_frames += voice;
    return voice;
}

/* In the time of a device, so that the library can convert ahead. */
static void hear_until(int32_t state) {
    double end = now_ms() + PATIENT_MS;
    while (poll_now().state != state && now_ms() < end)
        if (!hear() || heard_frames % (VOICE_RATE / 2) < 80)
            sleep_ms(5);
    CHECK_NUMBER(poll_now().state, state);
}

static convai_operation *say(const char *text, uint32_t flags, uint64_t user_data) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_operation *turn;
    options.user_data = user_data;
    turn = convai_conversation_say_async(conversation, text, flags, &options, NULL);
    REQUIRE(turn != NULL);
    return turn;
}

static convai_response *taken(convai_operation **turn) {
    convai_response *response = convai_operation_take_response(*turn);
    CHECK_STATUS(convai_operation_free(turn), CONVAI_OK);
    return response;
}

/* What was heard is the reply. A gap has ramps, so the samples are compared only where there was none. */
static void check_heard(const convai_response *response) {
    CHECK_NUMBER(heard_frames, response->frames);
    CHECK_NUMBER(response->sample_rate, VOICE_RATE);
    if (poll_now().underruns == 0 && heard_frames == response->frames)
        CHECK(memcmp(heard, response->pcm, heard_frames * sizeof *heard) == 0);
}

static void a_whole_reply_is_heard_after_its_operation_was_freed(void) {
    convai_operation *turn, *copy;
    convai_response *response;
    echo_with("");
    turn = copy = convai_get_response_text_async(client, PUBLIC_CHARACTER, NULL, "Good night.", CONVAI_VOICE, NULL, NULL);
    CHECK_STATUS(convai_playback_add_operation(playback, turn, CONVAI_PLAYBACK_QUEUE), CONVAI_OK);
    CHECK_NUMBER(poll_now().state, CONVAI_PLAYBACK_BUFFERING);
    CHECK_STATUS(convai_operation_wait(turn, -1), CONVAI_OK);
    response = taken(&turn);
    CHECK_OK(response);
    hear_until(CONVAI_PLAYBACK_ENDED);
    check_heard(response);
    CHECK(poll_now().operation == copy);
    CHECK_NUMBER(poll_now().frames, response->frames);
    convai_response_free(&response);
}

static void the_turns_of_a_conversation_are_heard_in_their_order(void) {
    convai_operation *turns[3];
    uint64_t frames = 0;
    int i, last = 0;
    echo_with("");
    turns[0] = say("One.", CONVAI_VOICE, 1);
    turns[1] = say("Without a voice.", CONVAI_TEXT, 2);
    turns[2] = say("Three.", CONVAI_VOICE | CONVAI_STREAM, 3);
    while (poll_now().state != CONVAI_PLAYBACK_ENDED) {
        if (!hear())
            sleep_ms(2);
        CHECK((int)poll_now().user_data >= last && poll_now().user_data != 2);
        last = (int)poll_now().user_data;
        CHECK(poll_now().operation == (last ? turns[last - 1] : NULL));
    }
    CHECK_NUMBER(last, 3);
    for (i = 0; i < 3; i++) {
        convai_response *response;
        CHECK_STATUS(convai_operation_wait(turns[i], -1), CONVAI_OK);
        response = taken(&turns[i]);
        CHECK_OK(response);
        CHECK_NUMBER(response->interrupted, 0);
        frames += response->frames;
        convai_response_free(&response);
    }
    CHECK_NUMBER(heard_frames, frames);
}

/* The clock of the emulator stands: the last piece cannot have been sent. */
static void a_stream_is_heard_before_its_last_piece_is_sent(void) {
    convai_operation *turn;
    convai_response *response;
    uint64_t first;
    one_word_a_second();
    turn = say(SAID, CONVAI_VOICE | CONVAI_STREAM, 4);
    /* The first word brings the voice of its sentence. */
    while (!hear())
        sleep_ms(5);
    CHECK(convai_operation_wait(turn, 0) == CONVAI_PENDING);
    hear_until(CONVAI_PLAYBACK_BUFFERING);
    first = heard_frames;
    CHECK(first > 0 && convai_operation_wait(turn, 0) == CONVAI_PENDING);
    advance_clock(60000);
    CHECK_STATUS(convai_operation_wait(turn, -1), CONVAI_OK);
    response = taken(&turn);
    CHECK_OK(response);
    hear_until(CONVAI_PLAYBACK_ENDED);
    CHECK(response->frames > first);
    CHECK_NUMBER(heard_frames, response->frames);
    convai_response_free(&response);
}

static void an_interruption_silences_what_is_heard_and_what_waits(void) {
    convai_operation *turns[3];
    convai_event event = CONVAI_EVENT_INIT;
    size_t before;
    int i, delivered = 0;
    echo_with("");
    for (i = 0; i < 2; i++) {
        turns[i] = say(SAID, CONVAI_VOICE, (uint64_t)i + 1);
        CHECK_STATUS(convai_operation_wait(turns[i], -1), CONVAI_OK);
    }
    while (!hear())
        sleep_ms(1);
    emulator_fault("{\"path\":\"/character/getResponse\",\"hang\":true,\"count\":1}");
    turns[2] = say("Too late.", CONVAI_VOICE, 3);
    /* Otherwise the fault would meet the turn after the interruption. */
    EVENTUALLY(emulator_hits() == 1);
    before = heard_frames;
    CHECK_STATUS(convai_conversation_interrupt(conversation), CONVAI_OK);
    CHECK_NUMBER(poll_now().buffered_ms, 0);
    CHECK(poll_now().state != CONVAI_PLAYBACK_SPEAKING);
    for (i = 0; i < 200; i++) {
        hear();
        sleep_ms(1);
    }
    /* No more than a short fade. */
    CHECK(heard_frames - before <= VOICE_RATE / 1000 * 10 + 80);
    /* Each of the three is delivered, once. */
    while (convai_client_next(client, PATIENT_MS, &event) == CONVAI_OK && delivered < 3)
        if (event.kind == CONVAI_EVENT_DONE) {
            convai_operation *ended = event.operation;
            convai_response *response = convai_operation_take_response(ended);
            CHECK_NUMBER(response->interrupted, 1);
            if (event.user_data == 3)
                CHECK_FAILED(response, CONVAI_ERROR_CANCELLED);
            else
                CHECK(CHECK_OK(response) && response->frames > 0);
            CHECK_STATUS(convai_playback_add_operation(playback, ended, CONVAI_PLAYBACK_QUEUE), CONVAI_ERROR_CANCELLED);
            convai_response_free(&response);
            delivered++;
            if (delivered == 3)
                break;
        }
    CHECK_NUMBER(delivered, 3);
    CHECK_STATUS(convai_client_next(client, 0, &event), CONVAI_PENDING);
    for (i = 0; i < 3; i++)
        CHECK_STATUS(convai_operation_free(&turns[i]), CONVAI_OK);
    /* The next turn is heard. */
    heard_frames = 0;
    turns[0] = say("Again.", CONVAI_VOICE, 4);
    hear_until(CONVAI_PLAYBACK_ENDED);
    CHECK(heard_frames > 0 && poll_now().user_data == 4);
    CHECK_STATUS(convai_operation_free(&turns[0]), CONVAI_OK);
}

static void a_failed_or_cancelled_turn_leaves_the_next_one_to_be_heard(void) {
    convai_operation *failed, *cancelled, *turn;
    echo_with("");
    emulator_fault("{\"path\":\"/character/getResponse\",\"status\":500,\"count\":1}");
    failed = say("One.", CONVAI_VOICE, 1);
    cancelled = say("Two.", CONVAI_VOICE, 2);
    CHECK_STATUS(convai_operation_cancel(cancelled), CONVAI_OK);
    turn = say("Three.", CONVAI_VOICE, 3);
    hear_until(CONVAI_PLAYBACK_ENDED);
    CHECK(heard_frames > 0 && poll_now().user_data == 3);
    CHECK_STATUS(convai_operation_free(&failed), CONVAI_OK);
    CHECK_STATUS(convai_operation_free(&cancelled), CONVAI_OK);
    CHECK_STATUS(convai_operation_free(&turn), CONVAI_OK);
}

static void a_playback_that_was_freed_hears_nothing_and_harms_nothing(void) {
    convai_operation *turn;
    convai_response *response;
    echo_with("");
    CHECK_STATUS(convai_playback_free(&playback), CONVAI_OK);
    turn = say("One.", CONVAI_VOICE, 1);
    CHECK_STATUS(convai_operation_wait(turn, -1), CONVAI_OK);
    response = taken(&turn);
    CHECK_OK(response);
    convai_response_free(&response);
}

static void an_operation_that_is_no_turn_is_refused(void) {
    convai_operation *operation = convai_character_get_async(client, PUBLIC_CHARACTER, NULL, NULL);
    CHECK_STATUS(convai_playback_add_operation(playback, operation, CONVAI_PLAYBACK_QUEUE), CONVAI_ERROR_WRONG_KIND);
    CHECK_STATUS(convai_operation_free(&operation), CONVAI_OK);
}

static void forget_and_set_up(void) {
    heard_frames = 0;
    set_up_playback();
}

TEST_CASES(forget_and_set_up, tear_down_playback, CASE(a_whole_reply_is_heard_after_its_operation_was_freed),
           CASE(the_turns_of_a_conversation_are_heard_in_their_order), CASE(a_stream_is_heard_before_its_last_piece_is_sent),
           CASE(an_interruption_silences_what_is_heard_and_what_waits),
           CASE(a_failed_or_cancelled_turn_leaves_the_next_one_to_be_heard),
           CASE(a_playback_that_was_freed_hears_nothing_and_harms_nothing), CASE(an_operation_that_is_no_turn_is_refused))
