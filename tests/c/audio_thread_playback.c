/* An audio callback reads a playback: it makes no system call (so it waits for no lock), allocates nothing and frees nothing,
 * on every path, in the first call of a thread, and while other threads feed, stop, pause and free what it reads. */
#define _GNU_SOURCE
#include "check.h"
#include "platform.h"
#include "probe.h"
#include <sched.h>
#include <sys/wait.h>

#define RATE 48000
#define FRAMES 512
#define CHANNELS 2

static int16_t voice[RATE];
static convai_playback *playback;

static convai_playback *new_playback(void) {
    convai_playback_options options = CONVAI_PLAYBACK_OPTIONS_INIT;
    convai_playback *made;
    options.sample_rate = RATE;
    made = convai_playback_new(&options, NULL);
    REQUIRE(made != NULL);
    return made;
}

/* A tenth of a second at this rate. */
static void add(convai_playback *to, uint32_t rate, int32_t mode) {
    convai_pcm pcm = CONVAI_PCM_INIT;
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = voice;
    pcm.frames = rate / 10;
    pcm.channels = 1;
    pcm.sample_rate = rate;
    CHECK_STATUS(convai_playback_add_pcm(to, &pcm, 0, mode), CONVAI_OK);
}

static void set_up(void) {
    int i;
    for (i = 0; i < RATE; i++)
        voice[i] = (int16_t)(i % 200 * 100 - 10000);
    playback = new_playback();
}

static void tear_down(void) { CHECK_STATUS(convai_playback_free(&playback), CONVAI_OK); }

/* What one thread reads, under the probe. */
typedef struct audio_thread {
    convai_playback *playback;
    unsigned long reads, voice;
    /* Reads on until there was voice. */
    int needs_voice;
    double worst_us, median_us;
    probe_counts counts;
    int works, is_real_time, done;
} audio_thread;

static double durations[100000];

static void *reads(void *argument) {
    audio_thread *self = argument;
    float floats[FRAMES * CHANNELS];
    int16_t shorts[FRAMES * CHANNELS];
    struct sched_param highest;
    unsigned long i;
    int unfilled = 0;
    highest.sched_priority = sched_get_priority_max(SCHED_FIFO);
    self->is_real_time = pthread_setschedparam(pthread_self(), SCHED_FIFO, &highest) == 0;
    self->works = probe_trap_system_calls();
    probe_begin(&self->counts);
    for (i = 0; i < self->reads || (self->needs_voice && !self->voice); i++) {
        double begin;
        floats[0] = floats[FRAMES * CHANNELS - 1] = 9;
        probe_end();
        begin = now_ms();
        probe_active = &self->counts;
        self->voice += convai_playback_read_f32(self->playback, floats, FRAMES, CHANNELS);
        probe_end();
        durations[i % 100000] = (now_ms() - begin) * 1e3;
        probe_active = &self->counts;
        unfilled |= floats[0] > 1 || floats[FRAMES * CHANNELS - 1] > 1;
        if (i % 8 == 0)
            self->voice += convai_playback_read_s16(self->playback, shorts, FRAMES, CHANNELS);
        if (i % 16 == 0)
            self->voice += convai_playback_read_ahead_f32(self->playback, floats, FRAMES, CHANNELS, 0, 10);
    }
    probe_end();
    self->works &= !unfilled;
    __atomic_store_n(&self->done, 1, __ATOMIC_RELEASE);
    probe_rest();
    return NULL;
}

static int is_done(audio_thread *self) { return __atomic_load_n(&self->done, __ATOMIC_ACQUIRE); }

/* The thread never ends, so its memory is not freed either. */
static audio_thread *start_for(convai_playback *from, unsigned long count, int needs_voice) {
    audio_thread *self = calloc(1, sizeof *self);
    REQUIRE(self != NULL);
    self->playback = from;
    self->reads = count;
    self->needs_voice = needs_voice;
    pthread_detach(run(reads, self));
    return self;
}

static audio_thread *start(convai_playback *from, unsigned long count) { return start_for(from, count, 0); }

static void check_silent(const char *what, const audio_thread *self) {
    const probe_counts *counts = &self->counts;
    check_report(self->works, __FILE__, __LINE__, "%s: no trap for system calls, or a buffer that was not filled", what);
    check_report(!counts->allocations && !counts->frees && !counts->system_calls, __FILE__, __LINE__,
                 "%s: %lu allocations, %lu frees, %lu system calls (the last is number %d)", what, counts->allocations,
                 counts->frees, counts->system_calls, counts->last_system_call);
}

static audio_thread *finished(audio_thread *self) {
    while (!is_done(self))
        sleep_ms(0.1);
    return self;
}

static void lesson_1_no_path_allocates_frees_or_makes_a_system_call(void) {
    convai_playback *freed = new_playback(), *stale = freed;
    audio_thread *self;
    convai_playback_free(&freed);
    check_silent("empty", finished(start(playback, 4)));
    check_silent("NULL", finished(start(NULL, 4)));
    check_silent("stale", finished(start(stale, 4)));
    check_silent("an address", finished(start((convai_playback *)(void *)&playback, 4)));
    add(playback, RATE, CONVAI_PLAYBACK_QUEUE);
    do /* until the thread of the library has fed it */
        check_silent("voice", self = finished(start(playback, 64)));
    while (!self->voice);
    CHECK_STATUS(convai_playback_pause(playback, 1), CONVAI_OK);
    add(playback, 24000, CONVAI_PLAYBACK_REPLACE);
    check_silent("paused", self = finished(start(playback, 64)));
    CHECK_NUMBER(self->voice, 0);
}

/* A forked child that reads the playback of its parent. */
static void a_forked_child_reads_silence_without_an_allocation(void) {
    int status = -1;
    pid_t child = fork();
    if (child == 0) {
        audio_thread self;
        float out[8] = {1, 1, 1, 1, 1, 1, 1, 1};
        size_t heard;
        int works = probe_trap_system_calls();
        probe_begin(&self.counts);
        heard = convai_playback_read_f32(playback, out, 4, 2);
        probe_end();
        _exit(!works || heard || out[0] != 0 || out[7] != 0 ||
              self.counts.allocations + self.counts.frees + self.counts.system_calls);
    }
    CHECK(waitpid(child, &status, 0) == child);
    CHECK_NUMBER(status, 0);
}

static void a_playback_that_is_freed_during_a_read_is_not_freed_by_the_audio_thread(void) {
    int round;
    for (round = 0; round < 40; round++) {
        convai_playback *one = new_playback(), *copy = one;
        audio_thread *audio;
        add(one, 22050, CONVAI_PLAYBACK_QUEUE);
        audio = start(copy, 2000);
        sleep_ms(round % 4);
        CHECK_STATUS(convai_playback_free(&one), CONVAI_OK);
        check_silent("freed during a read", finished(audio));
    }
}

#define WORKERS 4
static int stop;

static int goes_on(void) { return !__atomic_load_n(&stop, __ATOMIC_RELAXED); }

static void *feeds(void *argument) {
    static const uint32_t rates[] = {24000, 22050, RATE, 16000};
    int i;
    for (i = 0; goes_on(); i++) {
        convai_playback_state state = CONVAI_PLAYBACK_STATE_INIT;
        if (convai_playback_poll(playback, &state) == CONVAI_OK && state.buffered_ms < 5000)
            add(playback, rates[i % 4], CONVAI_PLAYBACK_QUEUE);
    }
    return argument;
}

static void *commands(void *argument) {
    int i;
    for (i = 0; goes_on(); i++) {
        convai_playback_pause(playback, i % 64 == 1);
        convai_playback_set_volume(playback, (float)(i % 3));
        if (i % 100 == 0)
            convai_playback_stop(playback, i % 20);
        if (i % 300 == 0)
            convai_playback_set_device(playback, i % 600 ? RATE : 44100, i % 50);
        if (i % 70 == 0)
            add(playback, 24000, CONVAI_PLAYBACK_REPLACE);
        sleep_ms(0.2); /* voice needs time to arrive */
    }
    return argument;
}

/* Writes to the table of handles. */
static void *makes_and_frees(void *argument) {
    while (goes_on()) {
        convai_playback *one = new_playback();
        convai_playback_free(&one);
    }
    return argument;
}

static void other_threads_do_not_make_the_audio_thread_wait(void) {
    static void *(*const bodies[WORKERS])(void *) = {feeds, commands, makes_and_frees, feeds};
    pthread_t workers[WORKERS];
    audio_thread *audio;
    int i;
    stop = 0;
    for (i = 0; i < WORKERS; i++)
        workers[i] = run(bodies[i], NULL);
    audio = finished(start_for(playback, 100000, 1));
    __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
    for (i = 0; i < WORKERS; i++)
        join(workers[i]);
    check_silent("beside other threads", audio);
    CHECK(audio->voice > 0);
    audio->median_us = median(durations, 100000); /* sorts them */
    note("100,000 reads of %d frames beside %d busy threads%s: median %.2f us, 99.9 %% below %.1f us, worst %.1f us; %lu frames "
         "of voice",
         FRAMES, WORKERS, audio->is_real_time ? " under SCHED_FIFO" : "", audio->median_us, durations[99900], durations[99999],
         audio->voice);
}

/* The probe sees what a read must not do. */
static void *breaks_the_rules(void *argument) {
    audio_thread *self = argument;
    convai_playback_state state = CONVAI_PLAYBACK_STATE_INIT;
    self->works = probe_trap_system_calls();
    probe_begin(&self->counts);
    add(playback, RATE, CONVAI_PLAYBACK_QUEUE);
    convai_playback_poll(playback, &state);
    probe_end();
    __atomic_store_n(&self->done, 1, __ATOMIC_RELEASE);
    probe_rest();
    return NULL;
}

static void the_probe_sees_what_the_other_functions_do(void) {
    audio_thread *self = calloc(1, sizeof *self);
    REQUIRE(self != NULL);
    /* The thread of the library starts on a thread without a trap. */
    add(playback, RATE, CONVAI_PLAYBACK_QUEUE);
    pthread_detach(run(breaks_the_rules, self));
    finished(self);
    CHECK(self->works && self->counts.allocations > 0 && self->counts.system_calls > 0);
}

TEST_CASES(set_up, tear_down, CASE(the_probe_sees_what_the_other_functions_do),
           CASE(lesson_1_no_path_allocates_frees_or_makes_a_system_call),
           CASE(a_forked_child_reads_silence_without_an_allocation),
           CASE(a_playback_that_is_freed_during_a_read_is_not_freed_by_the_audio_thread),
           CASE(other_threads_do_not_make_the_audio_thread_wait))
