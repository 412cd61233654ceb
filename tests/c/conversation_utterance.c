/* Utterances: an audio thread pushes the samples of a microphone, and the game sends them as a turn. */
#define _GNU_SOURCE
#include "client_fixture.h"
#include "conversations.h"
#include <math.h>

static convai_utterance *new_utterance(int32_t format, uint32_t channels, uint32_t rate, uint32_t max_ms) {
    convai_utterance_options options = CONVAI_UTTERANCE_OPTIONS_INIT;
    convai_error *error = NULL;
    convai_utterance *utterance;
    options.format = format;
    options.channels = channels;
    options.sample_rate = rate;
    options.max_ms = max_ms;
    utterance = convai_utterance_new(&options, &error);
    CHECK_ERROR(error, CONVAI_OK);
    convai_error_free(&error);
    REQUIRE(utterance != NULL);
    return utterance;
}

static uint64_t frames_of(convai_utterance *utterance) {
    uint64_t frames = 12345;
    CHECK_STATUS(convai_utterance_length(utterance, &frames, NULL), CONVAI_OK);
    return frames;
}

/* A sample of half of full scale. */
static size_t put_half(int32_t format, unsigned char *out) {
    static const unsigned char s24[] = {0, 0, 0x40}, s32[] = {0, 0, 0, 0x40};
    static const int16_t s16 = 16384;
    static const float f32 = 0.5f;
    switch (format) {
    case CONVAI_PCM_U8:
        out[0] = 192;
        return 1;
    case CONVAI_PCM_S16:
        memcpy(out, &s16, 2);
        return 2;
    case CONVAI_PCM_S24:
        memcpy(out, s24, 3);
        return 3;
    case CONVAI_PCM_S32:
        memcpy(out, s32, 4);
        return 4;
    default:
        memcpy(out, &f32, 4);
        return 4;
    }
}

/* From an odd address, in several chunks. */
static void every_sample_format_is_recorded(void) {
    static unsigned char bytes[2 * 4 * 4000 + 1];
    int32_t format;
    for (format = CONVAI_PCM_U8; format <= CONVAI_PCM_F32; format++) {
        convai_utterance *utterance = new_utterance(format, 2, 16000, 2000);
        convai_conversation *conversation = new_conversation(client, NULL);
        convai_response *response;
        float peak = 9, rms = 9;
        uint64_t frames = 0;
        int32_t milliseconds = 9;
        size_t length = 1, i;
        char name[32];
        snprintf(name, sizeof name, "format %d", (int)format);
        check_context = name;
        CHECK_STATUS(convai_utterance_level(utterance, &peak, &rms), CONVAI_OK);
        CHECK(peak == 0 && rms == 0);
        for (i = 0; i < 2 * 4000; i++)
            length += put_half(format, bytes + length);
        for (i = 0; i < 4; i++)
            CHECK_STATUS(convai_utterance_push(utterance, bytes + 1 + i * (length - 1) / 4, 1000), CONVAI_OK);
        CHECK_STATUS(convai_utterance_push(utterance, NULL, 0), CONVAI_OK);
        CHECK_STATUS(convai_utterance_level(utterance, &peak, &rms), CONVAI_OK);
        CHECK(fabs(peak - 0.5) < 0.001 && fabs(rms - 0.5) < 0.001);
        CHECK_STATUS(convai_utterance_length(utterance, &frames, &milliseconds), CONVAI_OK);
        CHECK_NUMBER(frames, 4000);
        CHECK_NUMBER(milliseconds, 250);
        response = convai_conversation_say_utterance(conversation, utterance, CONVAI_TEXT, NULL);
        CHECK_OK(response);
        convai_response_free(&response);
        CHECK_LAST("/character/getResponse", "\"frames\":4000,");
        CHECK_LAST("/character/getResponse", "\"sample_rate\":16000,");
        CHECK_LAST("/character/getResponse", "\"channels\":1,");
        CHECK_LAST("/character/getResponse", "\"bits\":16,");
        CHECK_LAST("/character/getResponse", "\"peak_dbfs\":-6.0,");
        CHECK_LAST("/character/getResponse", "\"rms_dbfs\":-6.0,");
        CHECK_NUMBER(frames_of(utterance), 0);
        CHECK_STATUS(convai_utterance_free(&utterance), CONVAI_OK);
        convai_conversation_free(&conversation);
    }
    check_context = "";
}

static void a_full_utterance_keeps_what_fits_and_an_empty_one_is_refused(void) {
    static int16_t samples[4000];
    convai_utterance *utterance = new_utterance(CONVAI_PCM_S16, 1, 8000, 250), *copy;
    convai_conversation *conversation = new_conversation(client, NULL);
    convai_response *response;
    convai_error *error = NULL;
    CHECK_STATUS(convai_utterance_push(utterance, samples, 1500), CONVAI_OK);
    CHECK_STATUS(convai_utterance_push(utterance, samples, 1000), CONVAI_ERROR_UTTERANCE_FULL);
    CHECK_NUMBER(frames_of(utterance), 2000); /* what fitted */
    CHECK_STATUS(convai_utterance_push(utterance, samples, 1), CONVAI_ERROR_UTTERANCE_FULL);
    CHECK_NUMBER(frames_of(utterance), 2000);
    CHECK_STATUS(convai_utterance_clear(utterance), CONVAI_OK);
    CHECK_NUMBER(frames_of(utterance), 0);
    CHECK_STATUS(convai_utterance_push(utterance, samples, 2000), CONVAI_OK);
    CHECK_STATUS(convai_utterance_clear(utterance), CONVAI_OK);
    emulator_forget();
    response = convai_conversation_say_utterance(conversation, utterance, CONVAI_TEXT, NULL);
    CHECK_FAILED(response, CONVAI_ERROR_AUDIO_INPUT);
    CHECK_HAS(response->error ? response->error->message : "", "empty");
    convai_response_free(&response);
    CHECK(convai_conversation_say_utterance_async(conversation, utterance, CONVAI_TEXT, NULL, &error) == NULL);
    CHECK_ERROR(error, CONVAI_ERROR_AUDIO_INPUT);
    convai_error_free(&error);
    CHECK_NUMBER(emulator_count(), 0);
    CHECK_STATUS(convai_utterance_push(utterance, NULL, 1), CONVAI_ERROR_NULL_POINTER);
    CHECK_STATUS(convai_utterance_push(utterance, samples, (size_t)-1 / 2), CONVAI_ERROR_INVALID_ARGUMENT);
    CHECK_STATUS(convai_utterance_push(NULL, samples, 1), CONVAI_ERROR_BAD_HANDLE);
    copy = utterance;
    CHECK_STATUS(convai_utterance_free(&utterance), CONVAI_OK);
    CHECK_STATUS(convai_utterance_push(copy, samples, 1), CONVAI_ERROR_BAD_HANDLE);
    CHECK_STATUS(convai_utterance_free(&copy), CONVAI_ERROR_BAD_HANDLE);
    convai_conversation_free(&conversation);
}

static void a_turn_that_cannot_start_keeps_the_samples(void) {
    static int16_t samples[1600];
    convai_client_options options = client_options();
    convai_utterance *utterance = new_utterance(CONVAI_PCM_S16, 1, 16000, 1000);
    convai_client *limited;
    convai_conversation *conversation;
    convai_operation *running, *queued;
    convai_error *error = NULL;
    convai_response *response;
    options.max_in_flight = 1;
    options.max_queued = 1;
    limited = client_of(base_url(), &options);
    conversation = new_conversation(limited, NULL);
    emulator_fault("{\"hang\":true}");
    running = start_get(limited, 0);
    queued = start_get(limited, 0);
    CHECK_STATUS(convai_utterance_push(utterance, samples, 1600), CONVAI_OK);
    CHECK(convai_conversation_say_utterance_async(conversation, utterance, CONVAI_TEXT, NULL, &error) == NULL);
    CHECK_ERROR(error, CONVAI_ERROR_QUEUE_FULL);
    convai_error_free(&error);
    CHECK_NUMBER(frames_of(utterance), 1600);
    EVENTUALLY(emulator_count() == 1); /* otherwise it could arrive after the requests below */
    CHECK_STATUS(convai_client_close(limited, PATIENT_MS), CONVAI_OK);
    response = convai_conversation_say_utterance(conversation, utterance, CONVAI_TEXT, NULL);
    CHECK_FAILED(response, CONVAI_ERROR_CLOSED);
    convai_response_free(&response);
    CHECK_STATUS(convai_utterance_push(utterance, samples, 100), CONVAI_OK);
    CHECK_NUMBER(frames_of(utterance), 1700);
    convai_conversation_free(&conversation);
    convai_operation_free(&running);
    convai_operation_free(&queued);
    convai_client_free(&limited);
    emulator_reset();
    /* A conversation of another client can send it. */
    conversation = new_conversation(client, NULL);
    response = convai_conversation_say_utterance(conversation, utterance, CONVAI_TEXT, NULL);
    CHECK_OK(response);
    convai_response_free(&response);
    CHECK_LAST("/character/getResponse", "\"frames\":1700,");
    convai_conversation_free(&conversation);
    convai_utterance_free(&utterance);
}

/* Text, samples, a file and an utterance, blocking and non-blocking. */
static void every_kind_of_turn_continues_the_session(void) {
    static int16_t samples[1600];
    convai_conversation *conversation = new_conversation(client, NULL);
    convai_utterance *utterance = new_utterance(CONVAI_PCM_S16, 1, 16000, 1000);
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_pcm pcm = CONVAI_PCM_INIT;
    convai_audio *wav;
    char session[128] = "-1";
    int way;
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = samples;
    pcm.frames = 1600;
    pcm.channels = 1;
    pcm.sample_rate = 16000;
    wav = convai_audio_build_wav(&pcm, 0);
    CHECK_OK(wav);
    for (way = 0; way < 8; way++) {
        convai_response *response = NULL;
        convai_operation *started = NULL, *ended = NULL;
        uint64_t user_data = 0;
        options.user_data = 70 + (uint64_t)way;
        if (way % 4 == 3)
            CHECK_STATUS(convai_utterance_push(utterance, samples, 1600), CONVAI_OK);
        switch (way) {
        case 0: response = convai_conversation_say(conversation, "hello", CONVAI_VOICE, NULL); break;
        case 1: response = convai_conversation_say_pcm(conversation, &pcm, CONVAI_VOICE, NULL); break;
        case 2: response = convai_conversation_say_wav(conversation, wav->wav, wav->wav_len, CONVAI_VOICE, NULL); break;
        case 3: response = convai_conversation_say_utterance(conversation, utterance, CONVAI_VOICE, NULL); break;
        case 4: started = convai_conversation_say_async(conversation, "hello", CONVAI_VOICE, &options, NULL); break;
        case 5: started = convai_conversation_say_pcm_async(conversation, &pcm, CONVAI_VOICE, &options, NULL); break;
        case 6:
            started = convai_conversation_say_wav_async(conversation, wav->wav, wav->wav_len, CONVAI_VOICE, &options, NULL);
            break;
        default:
            started = convai_conversation_say_utterance_async(conversation, utterance, CONVAI_VOICE, &options, NULL);
        }
        if (way >= 4) {
            REQUIRE(started != NULL);
            CHECK_STATUS(next_operation(client, -1, &ended, &user_data), CONVAI_OK);
            CHECK(ended == started);
            CHECK_NUMBER(user_data, 70 + way);
            response = convai_operation_take_response(ended);
            CHECK_STATUS(convai_operation_free(&ended), CONVAI_OK);
        }
        CHECK_OK(response);
        CHECK(response->text_len > 0 && response->frames > 0 && response->wav_len > 44);
        CHECK_TEXT(last_value("sessionID"), session);
        CHECK_TEXT(last_value("voiceResponse"), "True");
        if (way % 4 > 0)
            CHECK_LAST("/character/getResponse", "\"frames\":1600,");
        snprintf(session, sizeof session, "%s", session_of(conversation));
        CHECK_TEXT(response->session_id, session);
        convai_response_free(&response);
    }
    convai_audio_free(&wav);
    convai_utterance_free(&utterance);
    convai_conversation_free(&conversation);
}

#define MICROPHONE_MS 60000

typedef struct microphone {
    convai_utterance *utterance;
    uint64_t pushed;
    double longest;
    pthread_mutex_t lock;
    int stop;
} microphone;

static void record(microphone *self) {
    static int16_t chunk[480];
    double start = now_ms(), took;
    CHECK_STATUS(convai_utterance_push(self->utterance, chunk, 480), CONVAI_OK);
    took = now_ms() - start;
    self->pushed += 480;
    self->longest = took > self->longest ? took : self->longest;
}

static void *records(void *argument) {
    microphone *self = argument;
    int stop = 0;
    while (!stop) {
        /* On a busy machine no turn empties the utterance for a while: it must not overflow. */
        if (frames_of(self->utterance) + 480 <= MICROPHONE_MS * 48)
            record(self);
        sleep_ms(1);
        pthread_mutex_lock(&self->lock);
        stop = self->stop;
        pthread_mutex_unlock(&self->lock);
    }
    return NULL;
}

/* An audio thread pushes while other threads send the utterance, are refused, and measure it: each frame is sent once. */
static void samples_pushed_during_turns_are_sent_exactly_once(void) {
    microphone microphone;
    convai_client *closed = new_client();
    convai_conversation *conversation = new_conversation(client, NULL), *refuses = new_conversation(closed, NULL);
    convai_operation *turns[20];
    pthread_t thread;
    char *journal;
    const char *place;
    uint64_t sent = 0, frames = 1;
    int16_t *long_speech;
    int turn = 0;
    memset(&microphone, 0, sizeof microphone);
    pthread_mutex_init(&microphone.lock, NULL);
    microphone.utterance = new_utterance(CONVAI_PCM_S16, 1, 48000, MICROPHONE_MS);
    CHECK_STATUS(convai_client_close(closed, PATIENT_MS), CONVAI_OK);
    /* So long that a refused turn takes as long as several chunks. */
    long_speech = calloc(960000, sizeof *long_speech);
    REQUIRE(long_speech != NULL);
    CHECK_STATUS(convai_utterance_push(microphone.utterance, long_speech, 960000), CONVAI_OK);
    microphone.pushed = 960000;
    free(long_speech);
    thread = run(records, &microphone);
    while (turn < 20) {
        float peak, rms;
        int i;
        sleep_ms(10);
        for (i = 0; i < 10; i++) {
            convai_response *response = convai_conversation_say_utterance(refuses, microphone.utterance, CONVAI_TEXT, NULL);
            CHECK(response->error && (response->error->status == CONVAI_ERROR_CLOSED ||
                                      response->error->status == CONVAI_ERROR_AUDIO_INPUT ||
                                      response->error->status == CONVAI_ERROR_BUSY));
            convai_response_free(&response);
        }
        CHECK_STATUS(convai_utterance_level(microphone.utterance, &peak, &rms), CONVAI_OK);
        turns[turn] = convai_conversation_say_utterance_async(conversation, microphone.utterance, CONVAI_TEXT, NULL, NULL);
        turn += turns[turn] != NULL;
    }
    pthread_mutex_lock(&microphone.lock);
    microphone.stop = 1;
    pthread_mutex_unlock(&microphone.lock);
    join(thread);
    for (turn = 0; turn < 20; turn++)
        CHECK_STATUS(end_of_turn(&turns[turn]), CONVAI_OK);
    journal = emulator_call("GET", "/_emulator/journal", "");
    for (place = journal; (place = strstr(place, "\"frames\":")) != NULL; place++)
        sent += (uint64_t)atol(place + strlen("\"frames\":"));
    free(journal);
    frames = frames_of(microphone.utterance);
    CHECK_NUMBER(sent + frames, microphone.pushed);
    note("the longest of %lu pushes of 10 ms during the turns took %.3f ms", (unsigned long)((microphone.pushed - 960000) / 480),
         microphone.longest);
    convai_utterance_free(&microphone.utterance);
    convai_conversation_free(&conversation);
    convai_conversation_free(&refuses);
    convai_client_free(&closed);
    pthread_mutex_destroy(&microphone.lock);
}

TEST_CASES(set_up, tear_down,
           CASE(every_sample_format_is_recorded),
           CASE(every_kind_of_turn_continues_the_session),
           CASE(a_full_utterance_keeps_what_fits_and_an_empty_one_is_refused),
           CASE(a_turn_that_cannot_start_keeps_the_samples),
           CASE(samples_pushed_during_turns_are_sent_exactly_once))
