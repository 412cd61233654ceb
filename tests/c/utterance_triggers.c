/* What begins and ends a recording: the first chunk, a button, or the player's voice. */
#define _GNU_SOURCE
#include "client_fixture.h"
#include "conversations.h"

#define RATE 16000
#define LENGTH(array) (sizeof(array) / sizeof *(array))

static convai_utterance *new_utterance(int32_t trigger, int32_t max_ms) {
    convai_utterance_options options = CONVAI_UTTERANCE_OPTIONS_INIT;
    convai_utterance *utterance;
    options.format = CONVAI_PCM_S16;
    options.channels = 1;
    options.sample_rate = RATE;
    options.max_ms = max_ms;
    options.trigger = trigger;
    utterance = convai_utterance_new(&options, NULL);
    REQUIRE(utterance != NULL);
    return utterance;
}

static uint64_t frames_of(convai_utterance *utterance) {
    uint64_t frames = 12345;
    CHECK_STATUS(convai_utterance_length(utterance, &frames, NULL), CONVAI_OK);
    return frames;
}

static uint64_t clipped_in(convai_utterance *utterance) {
    uint64_t samples = 12345;
    CHECK_STATUS(convai_utterance_clipped(utterance, &samples), CONVAI_OK);
    return samples;
}

/* The question that the examples ask: two and a half seconds of speech. */
static int16_t question[3 * RATE];
static size_t question_frames;

static void read_question(void) {
    FILE *file = fopen(getenv("CONVAI_QUESTION"), "rb");
    unsigned char header[44];
    if (question_frames)
        return;
    REQUIRE(file != NULL && fread(header, 1, sizeof header, file) == sizeof header);
    question_frames = fread(question, 2, LENGTH(question), file);
    REQUIRE(question_frames > 2 * RATE);
    fclose(file);
}

static void push_frames(convai_utterance *utterance, const int16_t *samples, size_t frames) {
    size_t at, chunk = 160;
    for (at = 0; at < frames; at += chunk) {
        size_t left = frames - at;
        CHECK_STATUS(convai_utterance_push(utterance, samples + at, left < chunk ? left : chunk), CONVAI_OK);
    }
}

static void push_silence(convai_utterance *utterance, int milliseconds) {
    static const int16_t silence[RATE];
    for (; milliseconds > 0; milliseconds -= 100)
        push_frames(utterance, silence, RATE / 10);
}

static void push_question(convai_utterance *utterance) { push_frames(utterance, question, question_frames); }

static void no_event(convai_utterance *utterance) {
    convai_utterance *ended = (convai_utterance *)utterance;
    int32_t event = -1;
    CHECK_STATUS(convai_utterance_next(utterance, &event, &ended), CONVAI_PENDING);
    CHECK(event == 0 && ended == NULL);
}

/* The utterance that comes with the next event. */
static convai_utterance *next(convai_utterance *utterance, int32_t expected) {
    convai_utterance *ended = NULL;
    int32_t event = -1;
    CHECK_STATUS(convai_utterance_next(utterance, &event, &ended), CONVAI_OK);
    CHECK_NUMBER(event, expected);
    CHECK((ended != NULL) == (expected != CONVAI_UTTERANCE_SPEECH_STARTED));
    return ended;
}

static convai_utterance *next_heard(convai_utterance *utterance) {
    next(utterance, CONVAI_UTTERANCE_SPEECH_STARTED);
    return next(utterance, CONVAI_UTTERANCE_SPEECH_ENDED);
}

static void is_said(convai_conversation *conversation, convai_utterance *utterance, uint64_t frames) {
    char expected[64];
    convai_response *response = convai_conversation_say_utterance(conversation, utterance, CONVAI_TEXT, NULL);
    CHECK_OK(response);
    convai_response_free(&response);
    snprintf(expected, sizeof expected, "\"frames\":%u,", (unsigned)frames);
    CHECK_LAST("/character/getResponse", expected);
}

static void a_button_begins_a_recording_with_the_pre_roll(void) {
    convai_utterance *utterance = new_utterance(CONVAI_TRIGGER_BEGIN, 0);
    convai_conversation *conversation = new_conversation(client, NULL);
    int round;
    read_question();
    for (round = 0; round < 3; round++) {
        uint64_t spoken = question_frames - RATE, with_pre_roll = spoken + 300 * RATE / 1000;
        push_silence(utterance, 1000);
        push_frames(utterance, question, RATE);
        CHECK_NUMBER(frames_of(utterance), 0);
        CHECK_STATUS(convai_utterance_begin(utterance), CONVAI_OK);
        push_frames(utterance, question + RATE, spoken);
        CHECK_NUMBER(frames_of(utterance), with_pre_roll);
        is_said(conversation, utterance, with_pre_roll);
        CHECK_NUMBER(frames_of(utterance), 0);
    }
    CHECK_STATUS(convai_utterance_begin(utterance), CONVAI_OK);
    push_silence(utterance, 100);
    CHECK_STATUS(convai_utterance_clear(utterance), CONVAI_OK);
    push_silence(utterance, 100);
    CHECK_NUMBER(frames_of(utterance), 0);
    convai_conversation_free(&conversation);
    CHECK_STATUS(convai_utterance_free(&utterance), CONVAI_OK);
}

static void a_voice_begins_a_recording_and_silence_ends_it(void) {
    convai_utterance *utterance = new_utterance(CONVAI_TRIGGER_SPEECH, 0), *ended;
    convai_conversation *conversation = new_conversation(client, NULL);
    int round;
    read_question();
    push_silence(utterance, 2000);
    no_event(utterance);
    for (round = 0; round < 5; round++) {
        uint64_t frames;
        push_question(utterance);
        push_silence(utterance, 1500);
        ended = next_heard(utterance);
        no_event(utterance);
        frames = frames_of(ended);
        note("a question of %u frames gives an utterance of %u", (unsigned)question_frames, (unsigned)frames);
        /* Two and a half seconds with a pause at either end; the pre-roll and the silence are longer than those. */
        CHECK(frames > question_frames && frames < question_frames + RATE);
        CHECK_NUMBER(frames_of(utterance), 0);
        is_said(conversation, ended, frames);
        CHECK_NUMBER(frames_of(ended), 0);
        CHECK_STATUS(convai_utterance_free(&ended), CONVAI_OK);
        CHECK(ended == NULL);
    }
    convai_conversation_free(&conversation);
    CHECK_STATUS(convai_utterance_free(&utterance), CONVAI_OK);
}

/* Nothing is lost by a host program that polls late: but for what was said while all buffers were in use. */
static void a_host_that_does_not_poll_finds_the_first_utterances(void) {
    convai_utterance *utterance = new_utterance(CONVAI_TRIGGER_SPEECH, 5000), *ended[3];
    convai_status status = CONVAI_OK;
    uint64_t before = convai_live_objects();
    size_t at;
    int i;
    read_question();
    for (i = 0; i < 3; i++) {
        push_question(utterance);
        push_silence(utterance, 1000);
    }
    for (i = 0; i < 20; i++) {
        for (at = 0, status = CONVAI_OK; at + 160 <= question_frames && status == CONVAI_OK; at += 160)
            status = convai_utterance_push(utterance, question + at, 160);
        CHECK_STATUS(status, CONVAI_ERROR_UTTERANCE_FULL);
        for (at = 0; at < 10; at++) {
            static const int16_t silence[RATE / 10];
            convai_utterance_push(utterance, silence, RATE / 10);
        }
    }
    for (i = 0; i < 3; i++) {
        ended[i] = next_heard(utterance);
        CHECK(frames_of(ended[i]) > question_frames);
    }
    no_event(utterance);
    CHECK_NUMBER(convai_live_objects(), before + 3);
    for (i = 0; i < 3; i++)
        CHECK_STATUS(convai_utterance_free(&ended[i]), CONVAI_OK);
    push_question(utterance);
    push_silence(utterance, 1000);
    ended[0] = next_heard(utterance);
    CHECK_STATUS(convai_utterance_free(&utterance), CONVAI_OK);
    /* It outlives the utterance that heard it. */
    CHECK(frames_of(ended[0]) > question_frames);
    CHECK_STATUS(convai_utterance_free(&ended[0]), CONVAI_OK);
}

static void a_long_speech_is_cut_at_the_maximum_length(void) {
    convai_utterance *utterance = new_utterance(CONVAI_TRIGGER_SPEECH, 1000), *ended;
    uint64_t frames = 0;
    int32_t event;
    int cut = 0;
    read_question();
    push_question(utterance);
    push_silence(utterance, 1500);
    while (convai_utterance_next(utterance, &event, &ended) == CONVAI_OK) {
        if (event == CONVAI_UTTERANCE_MAX_LENGTH) {
            CHECK_NUMBER(frames_of(ended), RATE);
            cut++;
        }
        frames += ended ? frames_of(ended) : 0;
        CHECK_STATUS(convai_utterance_free(&ended), CONVAI_OK);
    }
    CHECK(cut >= 2);
    CHECK_NUMBER(event, 0);
    /* The pieces overlap in silence alone. */
    CHECK(frames > question_frames && frames < question_frames + RATE);
    CHECK_STATUS(convai_utterance_free(&utterance), CONVAI_OK);
}

static void behind_a_closed_gate_nothing_is_heard(void) {
    convai_utterance *utterance = new_utterance(CONVAI_TRIGGER_SPEECH, 0), *ended;
    float peak = 0;
    read_question();
    CHECK_STATUS(convai_utterance_set_gate(utterance, 1), CONVAI_OK);
    push_question(utterance);
    no_event(utterance);
    CHECK_STATUS(convai_utterance_set_gate(utterance, 0), CONVAI_OK);
    push_frames(utterance, question, question_frames / 2);
    next(utterance, CONVAI_UTTERANCE_SPEECH_STARTED);
    CHECK(frames_of(utterance) > 0);
    CHECK_STATUS(convai_utterance_set_gate(utterance, 1), CONVAI_OK);
    push_frames(utterance, question + question_frames / 2, 160);
    CHECK_STATUS(convai_utterance_level(utterance, &peak, NULL), CONVAI_OK);
    CHECK(peak > 0);
    ended = next(utterance, CONVAI_UTTERANCE_SPEECH_ENDED);
    CHECK(frames_of(ended) <= question_frames / 2 + 160);
    CHECK_STATUS(convai_utterance_free(&ended), CONVAI_OK);
    CHECK_STATUS(convai_utterance_free(&utterance), CONVAI_OK);
}

/* The playback and the microphone belong to one audio callback here. */
static void what_a_playback_says_is_not_heard(void) {
    convai_utterance *utterance = new_utterance(CONVAI_TRIGGER_SPEECH, 0), *ended;
    convai_playback_options options = CONVAI_PLAYBACK_OPTIONS_INIT;
    convai_playback *playback;
    convai_pcm reply = CONVAI_PCM_INIT;
    size_t at;
    read_question();
    options.sample_rate = RATE;
    playback = convai_playback_new(&options, NULL);
    REQUIRE(playback != NULL);
    CHECK_STATUS(convai_utterance_set_playback(utterance, playback), CONVAI_OK);
    reply.format = CONVAI_PCM_S16;
    reply.samples = question;
    reply.frames = question_frames;
    reply.channels = 1;
    reply.sample_rate = RATE;
    CHECK_STATUS(convai_playback_add_pcm(playback, &reply, 0, CONVAI_PLAYBACK_QUEUE), CONVAI_OK);
    for (at = 0; at < question_frames;) {
        int16_t heard[160];
        size_t voice = convai_playback_read_s16(playback, heard, 160, 1);
        at += voice;
        if (voice)
            CHECK_STATUS(convai_utterance_push(utterance, heard, 160), CONVAI_OK);
        else
            sleep_ms(1); /* it is being converted */
    }
    push_silence(utterance, 1000);
    no_event(utterance);
    CHECK_STATUS(convai_playback_free(&playback), CONVAI_OK);
    push_question(utterance);
    push_silence(utterance, 1000);
    ended = next_heard(utterance);
    CHECK_STATUS(convai_utterance_free(&ended), CONVAI_OK);
    CHECK_STATUS(convai_utterance_set_playback(utterance, NULL), CONVAI_OK);
    CHECK_STATUS(convai_utterance_free(&utterance), CONVAI_OK);
}

static convai_pcm chunk_of(uint32_t rate) {
    convai_pcm pcm = CONVAI_PCM_INIT;
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = question;
    pcm.frames = 160;
    pcm.channels = 1;
    pcm.sample_rate = rate;
    return pcm;
}

/* A headset was plugged in. */
static void a_changed_microphone_is_refused_and_loses_nothing(void) {
    convai_utterance *pushed = new_utterance(CONVAI_TRIGGER_PUSH, 0), *listens = new_utterance(CONVAI_TRIGGER_SPEECH, 0);
    convai_utterance *ended;
    convai_conversation *conversation = new_conversation(client, NULL);
    convai_pcm pcm = chunk_of(RATE), other = chunk_of(48000);
    read_question();
    CHECK_STATUS(convai_utterance_push_pcm(pushed, &pcm), CONVAI_OK);
    CHECK_STATUS(convai_utterance_push_pcm(pushed, &other), CONVAI_ERROR_AUDIO_INPUT);
    other = pcm;
    other.channels = 2;
    CHECK_STATUS(convai_utterance_push_pcm(pushed, &other), CONVAI_ERROR_AUDIO_INPUT);
    other = pcm;
    other.format = CONVAI_PCM_F32;
    CHECK_STATUS(convai_utterance_push_pcm(pushed, &other), CONVAI_ERROR_AUDIO_INPUT);
    pcm.frames = 0;
    pcm.samples_bytes = 320;
    CHECK_STATUS(convai_utterance_push_pcm(pushed, &pcm), CONVAI_OK);
    pcm.samples_bytes = 321;
    CHECK_STATUS(convai_utterance_push_pcm(pushed, &pcm), CONVAI_ERROR_INVALID_ARGUMENT);
    is_said(conversation, pushed, 320);

    push_frames(listens, question, question_frames / 2);
    next(listens, CONVAI_UTTERANCE_SPEECH_STARTED);
    other = chunk_of(48000);
    CHECK_STATUS(convai_utterance_push_pcm(listens, &other), CONVAI_ERROR_AUDIO_INPUT);
    ended = next(listens, CONVAI_UTTERANCE_SPEECH_ENDED);
    is_said(conversation, ended, frames_of(ended));
    CHECK_STATUS(convai_utterance_free(&ended), CONVAI_OK);
    convai_conversation_free(&conversation);
    CHECK_STATUS(convai_utterance_free(&pushed), CONVAI_OK);
    CHECK_STATUS(convai_utterance_free(&listens), CONVAI_OK);
}

static void clipped_samples_are_counted(void) {
    static const int16_t loud[] = {32767, -32768, 32766, 0, 32767};
    convai_utterance *utterance = new_utterance(CONVAI_TRIGGER_PUSH, 0);
    CHECK_NUMBER(clipped_in(utterance), 0);
    push_frames(utterance, loud, LENGTH(loud));
    push_frames(utterance, loud, LENGTH(loud));
    CHECK_NUMBER(clipped_in(utterance), 6);
    CHECK_STATUS(convai_utterance_clear(utterance), CONVAI_OK);
    CHECK_NUMBER(clipped_in(utterance), 0);
    CHECK_STATUS(convai_utterance_free(&utterance), CONVAI_OK);
}

static void the_calls_of_another_trigger_are_refused(void) {
    static const int32_t triggers[] = {CONVAI_TRIGGER_PUSH, CONVAI_TRIGGER_BEGIN, CONVAI_TRIGGER_SPEECH};
    size_t i;
    for (i = 0; i < LENGTH(triggers); i++) {
        convai_utterance *utterance = new_utterance(triggers[i], 0), *ended;
        int32_t event;
        int begins = triggers[i] == CONVAI_TRIGGER_BEGIN, listens = triggers[i] == CONVAI_TRIGGER_SPEECH;
        CHECK_STATUS(convai_utterance_begin(utterance), begins ? CONVAI_OK : CONVAI_ERROR_WRONG_KIND);
        CHECK_STATUS(convai_utterance_set_gate(utterance, 1), listens ? CONVAI_OK : CONVAI_ERROR_WRONG_KIND);
        CHECK_STATUS(convai_utterance_next(utterance, &event, &ended), listens ? CONVAI_PENDING : CONVAI_ERROR_WRONG_KIND);
        CHECK(event == 0 && ended == NULL);
        CHECK_STATUS(convai_utterance_free(&utterance), CONVAI_OK);
    }
}

static void an_utterance_that_listens_is_not_said_itself(void) {
    convai_utterance *utterance = new_utterance(CONVAI_TRIGGER_SPEECH, 0);
    convai_conversation *conversation = new_conversation(client, NULL);
    convai_error *error = NULL;
    CHECK(convai_conversation_say_utterance_async(conversation, utterance, CONVAI_TEXT, NULL, &error) == NULL);
    CHECK_ERROR(error, CONVAI_ERROR_AUDIO_INPUT);
    CHECK_HAS(error->message, "say those that `convai_utterance_next` returns");
    convai_error_free(&error);
    convai_conversation_free(&conversation);
    CHECK_STATUS(convai_utterance_free(&utterance), CONVAI_OK);
}

TEST_CASES(set_up, tear_down,
           CASE(a_button_begins_a_recording_with_the_pre_roll),
           CASE(a_voice_begins_a_recording_and_silence_ends_it),
           CASE(a_host_that_does_not_poll_finds_the_first_utterances),
           CASE(a_long_speech_is_cut_at_the_maximum_length),
           CASE(behind_a_closed_gate_nothing_is_heard),
           CASE(what_a_playback_says_is_not_heard),
           CASE(a_changed_microphone_is_refused_and_loses_nothing),
           CASE(clipped_samples_are_counted),
           CASE(the_calls_of_another_trigger_are_refused),
           CASE(an_utterance_that_listens_is_not_said_itself))
