/* A playback through the C API: twelve mistakes of other players, one by one, and what a game asks while a voice is heard.
 * What depends on the moment at which samples arrive is tested inside the library, where the test decides on it. */
#define _GNU_SOURCE
#include "check.h"
#include "platform.h"
#include <math.h>

#define RATE 48000
#define LENGTH (RATE / 4)
/* A step that is heard as a click is much larger than one of a tone or of a ramp. */
#define CLICK 0.05f

static convai_playback *playback;
static float tone[LENGTH], level_part[LENGTH];

static convai_playback *new_playback(uint32_t rate, uint32_t without_device) {
    convai_playback_options options = CONVAI_PLAYBACK_OPTIONS_INIT;
    convai_playback *made;
    options.sample_rate = rate;
    options.without_device = without_device;
    options.start_buffer_ms = 500; /* the voices of these tests are shorter: they begin when all of them has arrived */
    made = convai_playback_new(&options, NULL);
    REQUIRE(made != NULL);
    return made;
}

static void set_up(void) {
    int i;
    for (i = 0; i < LENGTH; i++) {
        tone[i] = (float)sin(i * 2 * 3.14159265358979 * 200 / RATE) * 0.5f;
        level_part[i] = 0.8f;
    }
    playback = new_playback(RATE, 0);
}

static void tear_down(void) { CHECK_STATUS(convai_playback_free(&playback), CONVAI_OK); }

static convai_status add_at(convai_playback *to, const float *samples, size_t frames, uint32_t rate, uint64_t user_data,
                            int32_t mode) {
    convai_pcm pcm = CONVAI_PCM_INIT;
    pcm.format = CONVAI_PCM_F32;
    pcm.samples = samples;
    pcm.frames = frames;
    pcm.channels = 1;
    pcm.sample_rate = rate;
    return convai_playback_add_pcm(to, &pcm, user_data, mode);
}

static void add(const float *samples, size_t frames, uint64_t user_data, int32_t mode) {
    CHECK_STATUS(add_at(playback, samples, frames, RATE, user_data, mode), CONVAI_OK);
}

static convai_playback_state poll_now(void) {
    convai_playback_state state = CONVAI_PLAYBACK_STATE_INIT;
    CHECK_STATUS(convai_playback_poll(playback, &state), CONVAI_OK);
    return state;
}

/* Everything that was read since `forget`, from the first frame with voice on. */
static float heard[RATE * 4];
static size_t heard_frames, voice_frames;

static void forget(void) { heard_frames = voice_frames = 0; }

static size_t take(size_t frames) {
    size_t voice;
    REQUIRE(heard_frames + frames <= sizeof heard / sizeof *heard);
    voice = convai_playback_read_f32(playback, heard + heard_frames, frames, 1);
    voice_frames += voice;
    if (voice_frames)
        heard_frames += frames;
    return voice;
}

/* A playback waits by counting frames. So the device asks for one frame at a time while a voice waits for the library: the
 * voice begins when all of it is there, and with a read, however slow the machine is. */
static size_t hear(size_t frames) {
    double end = now_ms() + PATIENT_MS;
    size_t first = 0;
    while (!first && poll_now().state == CONVAI_PLAYBACK_BUFFERING && !poll_now().paused && now_ms() < end) {
        first = take(1);
        if (!first)
            sleep_ms(1);
    }
    return first + take(frames - first);
}

static void hear_until(int32_t state) {
    double end = now_ms() + PATIENT_MS;
    while (poll_now().state != state && now_ms() < end)
        hear(480);
    CHECK_NUMBER(poll_now().state, state);
}

static float largest_step(void) {
    float largest = 0;
    size_t i;
    for (i = 1; i < heard_frames; i++)
        largest = fmaxf(largest, fabsf(heard[i] - heard[i - 1]));
    return largest;
}

static void lesson_2_a_voice_ends_once_however_fast_it_is_read(void) {
    static float long_voice[RATE * 3];
    int i;
    for (i = 0; i < RATE * 3; i++)
        long_voice[i] = 0.5f;
    add(long_voice, RATE * 3, 1, CONVAI_PLAYBACK_QUEUE);
    /* Faster than the library converts ahead, so that the voice runs dry. */
    while (voice_frames < RATE * 3) {
        CHECK(poll_now().state != CONVAI_PLAYBACK_ENDED);
        heard_frames = 0;
        hear(1024);
    }
    CHECK_NUMBER(voice_frames, RATE * 3);
    CHECK_NUMBER(poll_now().state, CONVAI_PLAYBACK_ENDED);
    CHECK_NUMBER(poll_now().played_ms, 3000);
}

static void lesson_3_the_end_comes_with_the_last_frame(void) {
    forget();
    add(tone, 4800, 1, CONVAI_PLAYBACK_QUEUE);
    while (voice_frames < 4800) {
        CHECK(poll_now().state == CONVAI_PLAYBACK_BUFFERING || poll_now().state == CONVAI_PLAYBACK_SPEAKING);
        hear(480);
    }
    CHECK_NUMBER(poll_now().state, CONVAI_PLAYBACK_ENDED);
    CHECK_NUMBER(poll_now().buffered_ms, 0);
}

static void lesson_4_the_whole_buffer_is_filled(void) {
    static int16_t out[1024 * 2];
    size_t voice = 0, sounding = 0, i;
    add(level_part, 100, 1, CONVAI_PLAYBACK_QUEUE);
    while (voice < 100) {
        memset(out, 0x99, sizeof out);
        voice += convai_playback_read_s16(playback, out, 1024, 2);
        for (i = 0; i < 1024; i++) {
            sounding += out[2 * i] == 26214; /* 0.8 of full scale; the end of it falls to silence in a ramp */
            if (out[2 * i] != out[2 * i + 1] || out[2 * i] < 0 || out[2 * i] > 26214 || (!voice && out[2 * i]))
                CHECK(!"a frame has its sample in each channel, or silence");
        }
    }
    CHECK(voice == 100 && sounding == 100);
}

static void lesson_5_a_pause_and_its_end_have_ramps(void) {
    uint64_t played;
    forget();
    add(level_part, LENGTH, 1, CONVAI_PLAYBACK_QUEUE);
    while (voice_frames < 4800)
        hear(480);
    CHECK_STATUS(convai_playback_pause(playback, 1), CONVAI_OK);
    hear(960);
    played = poll_now().played_ms;
    hear(960);
    CHECK(poll_now().paused == 1 && poll_now().state == CONVAI_PLAYBACK_BUFFERING && poll_now().played_ms == played);
    CHECK_STATUS(convai_playback_pause(playback, 0), CONVAI_OK);
    hear_until(CONVAI_PLAYBACK_ENDED);
    CHECK(largest_step() < CLICK);
    CHECK_NUMBER(voice_frames, LENGTH);
    CHECK_NUMBER(poll_now().underruns, 0);
}

static void lesson_6_a_voice_replaces_another_without_a_click(void) {
    static float other[4800];
    size_t i;
    for (i = 0; i < 4800; i++)
        other[i] = -0.8f * fminf(1, (float)i / 480); /* a voice has a beginning of its own */
    forget();
    add(level_part, LENGTH, 1, CONVAI_PLAYBACK_QUEUE);
    while (voice_frames < 4800)
        hear(480);
    add(other, 4800, 2, CONVAI_PLAYBACK_REPLACE);
    hear_until(CONVAI_PLAYBACK_ENDED);
    CHECK(largest_step() < CLICK);
    CHECK_NUMBER(poll_now().user_data, 2);
    CHECK_NUMBER(poll_now().frames, 4800);
}

static void lesson_7_a_stop_fades_out_and_a_voice_after_it_is_whole(void) {
    int32_t fade;
    for (fade = 0; fade <= 40; fade += 20) {
        forget();
        add(level_part, LENGTH, 1, CONVAI_PLAYBACK_QUEUE);
        while (voice_frames < 4800)
            hear(480);
        CHECK_STATUS(convai_playback_stop(playback, fade), CONVAI_OK);
        CHECK_NUMBER(poll_now().state, CONVAI_PLAYBACK_EMPTY);
        CHECK_NUMBER(poll_now().buffered_ms, 0);
        while (hear(480))
            ;
        CHECK(largest_step() < CLICK);
        CHECK_NUMBER(voice_frames, 4800 + (fade ? fade : 10) * RATE / 1000);
        hear(960);
        /* It can be stopped again, and a second voice has nothing of the first. */
        CHECK_STATUS(convai_playback_stop(playback, fade), CONVAI_OK);
        forget();
        add(tone, LENGTH, 2, CONVAI_PLAYBACK_QUEUE);
        hear_until(CONVAI_PLAYBACK_ENDED);
        CHECK_NUMBER(voice_frames, LENGTH);
        CHECK(memcmp(heard, tone, sizeof tone) == 0);
    }
}

static void lesson_8_time_is_counted_in_frames_of_the_device(void) {
    forget();
    CHECK_STATUS(add_at(playback, tone, LENGTH, 24000, 7, CONVAI_PLAYBACK_QUEUE), CONVAI_OK);
    while (poll_now().state != CONVAI_PLAYBACK_ENDED) {
        hear(441);
        CHECK_NUMBER(poll_now().played_ms, voice_frames * 1000 / RATE);
        CHECK_NUMBER(poll_now().frames, voice_frames / 2);
    }
    CHECK_NUMBER(voice_frames, LENGTH * 2);
    CHECK_NUMBER(poll_now().sample_rate, 24000);
    CHECK_NUMBER(poll_now().user_data, 7);
}

/* Also: no step at the seams of what is converted at a time. */
static void lesson_9_a_voice_is_converted_as_one_signal(void) {
    size_t i;
    double error = 0;
    forget();
    CHECK_STATUS(add_at(playback, tone, LENGTH, 24000, 1, CONVAI_PLAYBACK_QUEUE), CONVAI_OK);
    hear_until(CONVAI_PLAYBACK_ENDED);
    CHECK_NUMBER(voice_frames, LENGTH * 2);
    /* The tone has half its frequency now. */
    for (i = 2000; i < LENGTH * 2 - 2000; i++)
        error = fmax(error, fabs(heard[i] - sin((double)i * 2 * 3.14159265358979 * 100 / RATE * 2 / 2) * 0.5));
    note("the largest difference from the tone is %.1e", error);
    CHECK(error < 1e-4);
}

static void lesson_11_voices_follow_each_other_without_a_gap(void) {
    size_t i;
    forget();
    for (i = 0; i < 10; i++)
        add(tone + i * 240, 240, i, CONVAI_PLAYBACK_QUEUE);
    hear_until(CONVAI_PLAYBACK_ENDED);
    CHECK_NUMBER(voice_frames, 2400);
    CHECK_NUMBER(poll_now().underruns, 0);
}

static void lesson_12_the_level_of_what_is_heard_is_known(void) {
    convai_playback_state state;
    forget();
    add(tone, LENGTH, 1, CONVAI_PLAYBACK_QUEUE);
    while (voice_frames < LENGTH / 2)
        hear(480);
    state = poll_now();
    CHECK(state.peak > 0.49f && state.peak < 0.51f);
    CHECK(state.rms > 0.34f && state.rms < 0.37f);
    CHECK(state.mouth > 0.9f && state.mouth <= 1);
    hear_until(CONVAI_PLAYBACK_ENDED);
    while (heard_frames < LENGTH * 3)
        hear(480);
    state = poll_now();
    CHECK(state.peak == 0 && state.rms == 0 && state.mouth == 0);
}

/* A server has no audio device: a voice takes as long as it is, and its end comes. */
static void time_passes_without_a_device_and_not_in_a_pause(void) {
    convai_playback *server = new_playback(RATE, 1), *own = playback;
    double begin;
    float out[4] = {1, 1, 1, 1};
    playback = server;
    CHECK_STATUS(convai_playback_pause(playback, 1), CONVAI_OK);
    begin = now_ms();
    add(tone, LENGTH, 9, CONVAI_PLAYBACK_QUEUE);
    sleep_ms(300);
    CHECK_NUMBER(poll_now().played_ms, 0);
    CHECK(convai_playback_read_f32(playback, out, 4, 1) == 0 && out[0] == 0 && out[3] == 0);
    CHECK_STATUS(convai_playback_pause(playback, 0), CONVAI_OK);
    EVENTUALLY(poll_now().state == CONVAI_PLAYBACK_ENDED);
    CHECK(now_ms() - begin >= 300 + 249);
    CHECK_NUMBER(poll_now().played_ms, 250);
    CHECK_NUMBER(poll_now().user_data, 9);
    playback = own;
    CHECK_STATUS(convai_playback_free(&server), CONVAI_OK);
}

static void a_host_that_pushes_keeps_its_queue_at_a_length(void) {
    float out[9600];
    size_t queued = 0, pushed = 0;
    double end = now_ms() + PATIENT_MS;
    CHECK_NUMBER(convai_playback_read_ahead_f32(playback, out, 9600, 1, 0, 100), 0);
    add(tone, LENGTH, 1, CONVAI_PLAYBACK_QUEUE);
    /* As in `hear`: it begins when all of it is there. */
    while (!convai_playback_read_ahead_f32(playback, out, 1, 1, 0, 100) && now_ms() < end)
        sleep_ms(1);
    queued = pushed = 1;
    while (pushed < LENGTH && now_ms() < end) {
        size_t frames = convai_playback_read_ahead_f32(playback, out, 9600, 1, queued, 100);
        queued += frames;
        pushed += frames;
        CHECK(queued <= 4800);
        /* A frame of the game. */
        queued -= queued < 800 ? queued : 800;
    }
    CHECK_NUMBER(poll_now().played_ms, 250);
    CHECK_NUMBER(poll_now().state, CONVAI_PLAYBACK_ENDED);
}

static void the_device_changes_in_the_middle(void) {
    forget();
    CHECK_STATUS(add_at(playback, tone, LENGTH, 24000, 1, CONVAI_PLAYBACK_QUEUE), CONVAI_OK);
    while (voice_frames < LENGTH)
        hear(480);
    CHECK_STATUS(convai_playback_set_device(playback, 44100, 20), CONVAI_OK);
    hear_until(CONVAI_PLAYBACK_ENDED);
    CHECK(largest_step() < CLICK);
    /* A quarter of a second at either rate, and what faded out and in again. */
    CHECK(voice_frames >= LENGTH + 44100 / 4 - 2 && voice_frames <= LENGTH + 44100 / 4 + 1000);
}

static void more_than_the_buffer_holds_is_refused(void) {
    convai_playback_options options = CONVAI_PLAYBACK_OPTIONS_INIT;
    convai_playback *small;
    options.sample_rate = RATE;
    options.max_buffered_ms = 400;
    small = convai_playback_new(&options, NULL);
    REQUIRE(small != NULL);
    CHECK_STATUS(add_at(small, tone, LENGTH, RATE, 0, CONVAI_PLAYBACK_QUEUE), CONVAI_OK);
    CHECK_STATUS(add_at(small, tone, LENGTH, RATE, 0, CONVAI_PLAYBACK_QUEUE), CONVAI_ERROR_QUEUE_FULL);
    CHECK_STATUS(add_at(small, tone, LENGTH, RATE, 0, CONVAI_PLAYBACK_REPLACE), CONVAI_OK);
    CHECK_STATUS(convai_playback_free(&small), CONVAI_OK);
}

TEST_CASES(set_up, tear_down, CASE(lesson_2_a_voice_ends_once_however_fast_it_is_read),
           CASE(lesson_3_the_end_comes_with_the_last_frame), CASE(lesson_4_the_whole_buffer_is_filled),
           CASE(lesson_5_a_pause_and_its_end_have_ramps), CASE(lesson_6_a_voice_replaces_another_without_a_click),
           CASE(lesson_7_a_stop_fades_out_and_a_voice_after_it_is_whole),
           CASE(lesson_8_time_is_counted_in_frames_of_the_device), CASE(lesson_9_a_voice_is_converted_as_one_signal),
           CASE(lesson_11_voices_follow_each_other_without_a_gap), CASE(lesson_12_the_level_of_what_is_heard_is_known),
           CASE(time_passes_without_a_device_and_not_in_a_pause), CASE(a_host_that_pushes_keeps_its_queue_at_a_length),
           CASE(the_device_changes_in_the_middle), CASE(more_than_the_buffer_holds_is_refused))
