/* The same for an utterance that listens, and for one with a pre-roll: detection runs on the audio thread, too. */
#define _GNU_SOURCE
#include "audio_thread.h"

static void set_up(void) {}
static void tear_down(void) { CHECK_NUMBER(convai_live_objects(), 0); }

/* The question that the examples ask, and silence. */
static int16_t spoken[4 * 16000];
static size_t spoken_frames;

static void read_question(void) {
    FILE *file = fopen(getenv("CONVAI_QUESTION"), "rb");
    unsigned char header[44];
    REQUIRE(file != NULL && fread(header, 1, sizeof header, file) == sizeof header);
    spoken_frames = fread(spoken, 2, 3 * 16000, file) + 16000;
    fclose(file);
}

static convai_utterance *new_listener(void) {
    convai_utterance_options options = CONVAI_UTTERANCE_OPTIONS_INIT;
    convai_utterance *made;
    options.format = CONVAI_PCM_S16;
    options.channels = 1;
    options.sample_rate = 16000;
    options.max_ms = 1500; /* so that each question is cut, and needs no more than three buffers */
    options.trigger = CONVAI_TRIGGER_SPEECH;
    made = convai_utterance_new(&options, NULL);
    REQUIRE(made != NULL);
    return made;
}

static convai_status push_question(void *handle) {
    size_t at;
    int full = 0;
    for (at = 0; at + 160 <= spoken_frames; at += 160) {
        convai_status status = convai_utterance_push(handle, spoken + at, 160);
        full |= status == CONVAI_ERROR_UTTERANCE_FULL;
        if (status != CONVAI_OK && status != CONVAI_ERROR_UTTERANCE_FULL)
            return status;
    }
    return full ? CONVAI_ERROR_UTTERANCE_FULL : CONVAI_OK;
}

static int takes_and_frees(convai_utterance *one) {
    convai_utterance *ended;
    int32_t event;
    int events = 0;
    for (; convai_utterance_next(one, &event, &ended) == CONVAI_OK; events++)
        CHECK_STATUS(convai_utterance_free(&ended), CONVAI_OK);
    return events;
}

static convai_status push_half_a_second(void *handle) {
    convai_status status = CONVAI_OK;
    int i;
    for (i = 0; i < 50 && status == CONVAI_OK; i++)
        status = convai_utterance_push(handle, samples, RATE / 100);
    return status;
}
static convai_status push_too_much(void *handle) { return convai_utterance_push(handle, samples, RATE * SECONDS); }
static convai_status push_another_rate(void *handle) {
    convai_pcm pcm = CONVAI_PCM_INIT;
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = samples;
    pcm.frames = 480;
    pcm.channels = 1;
    pcm.sample_rate = RATE;
    return convai_utterance_push_pcm(handle, &pcm);
}
static convai_status measure(void *handle) {
    convai_status status = convai_utterance_level(handle, NULL, NULL);
    uint64_t number;
    if (status == CONVAI_OK)
        status = convai_utterance_length(handle, &number, NULL);
    return status == CONVAI_OK ? convai_utterance_clipped(handle, &number) : status;
}

static void listening_allocates_nothing_and_makes_no_system_call(void) {
    convai_playback_options options = CONVAI_PLAYBACK_OPTIONS_INIT;
    convai_playback *playback;
    convai_utterance *one = new_listener();
    read_question();
    silent("a question", push_question, one, CONVAI_OK);
    silent("measured", measure, one, CONVAI_OK);
    CHECK(takes_and_frees(one) >= 4);
    silent("another question", push_question, one, CONVAI_OK);
    /* Nobody takes what was heard. */
    silent("no buffer", push_question, one, CONVAI_ERROR_UTTERANCE_FULL);
    silent("still no buffer", push_question, one, CONVAI_ERROR_UTTERANCE_FULL);
    CHECK_STATUS(convai_utterance_clear(one), CONVAI_OK);
    silent("cleared", push_question, one, CONVAI_OK);
    CHECK_STATUS(convai_utterance_set_gate(one, 1), CONVAI_OK);
    silent("a closed gate", push_question, one, CONVAI_OK);
    CHECK_STATUS(convai_utterance_set_gate(one, 0), CONVAI_OK);
    CHECK_STATUS(convai_utterance_clear(one), CONVAI_OK);
    options.sample_rate = RATE;
    playback = convai_playback_new(&options, NULL);
    REQUIRE(playback != NULL);
    CHECK_STATUS(convai_utterance_set_playback(one, playback), CONVAI_OK);
    silent("with a playback", push_question, one, CONVAI_OK);
    CHECK_STATUS(convai_playback_free(&playback), CONVAI_OK);
    CHECK(takes_and_frees(one) > 0);
    silent("with a freed playback", push_question, one, CONVAI_OK);
    CHECK_STATUS(convai_utterance_clear(one), CONVAI_OK);
    CHECK_STATUS(convai_utterance_push(one, spoken, 24000), CONVAI_OK);
    silent("a changed microphone", push_another_rate, one, CONVAI_ERROR_AUDIO_INPUT);
    CHECK_STATUS(convai_utterance_free(&one), CONVAI_OK);
}

static convai_status push_questions(void *handle) {
    int i;
    for (i = 0; i < 40; i++) {
        convai_status status = push_question(handle);
        if (status != CONVAI_OK && status != CONVAI_ERROR_UTTERANCE_FULL)
            return status;
    }
    return CONVAI_OK;
}

/* Another thread takes, clears and moves the gate as fast as it can. */
static void what_is_heard_is_taken_without_making_the_audio_thread_wait(void) {
    convai_utterance *one = new_listener();
    audio_thread *audio;
    unsigned round, events = 0;
    read_question();
    audio = start(push_questions, one);
    for (round = 0; !is_done(audio); round++) {
        events += (unsigned)takes_and_frees(one);
        if (round % 64 == 0)
            CHECK_STATUS(convai_utterance_set_gate(one, round % 128 == 0), CONVAI_OK);
        if (round % 1000 == 999)
            CHECK_STATUS(convai_utterance_clear(one), CONVAI_OK);
    }
    CHECK_STATUS(finished(audio)->status, CONVAI_OK);
    check_silent("listening beside another thread", audio);
    note("%u events in %u rounds", events, round);
    CHECK_STATUS(convai_utterance_free(&one), CONVAI_OK);
}

static void a_pre_roll_allocates_nothing_and_makes_no_system_call(void) {
    convai_utterance *one = new_utterance_with(CONVAI_TRIGGER_BEGIN, 1000);
    uint64_t frames = 0;
    silent("before", push_half_a_second, one, CONVAI_OK);
    CHECK_STATUS(convai_utterance_begin(one), CONVAI_OK);
    silent("begun", push_half_a_second, one, CONVAI_OK);
    CHECK_STATUS(convai_utterance_length(one, &frames, NULL), CONVAI_OK);
    CHECK_NUMBER(frames, RATE / 2 + RATE * 3 / 10);
    silent("full", push_too_much, one, CONVAI_ERROR_UTTERANCE_FULL);
    CHECK_STATUS(convai_utterance_free(&one), CONVAI_OK);
}

TEST_CASES(set_up, tear_down,
           CASE(listening_allocates_nothing_and_makes_no_system_call),
           CASE(what_is_heard_is_taken_without_making_the_audio_thread_wait),
           CASE(a_pre_roll_allocates_nothing_and_makes_no_system_call))
