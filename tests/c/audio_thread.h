/* A thread that is watched like that of an audio callback: it must not allocate, free or make a system call. */
#ifndef AUDIO_THREAD_H
#define AUDIO_THREAD_H

#include "check.h"
#include "platform.h"
#include "probe.h"

#define RATE 48000
#define SECONDS 4

static const int16_t samples[RATE * SECONDS];

static convai_utterance *new_utterance_with(int32_t trigger, int32_t max_ms) {
    convai_utterance_options options = CONVAI_UTTERANCE_OPTIONS_INIT;
    convai_utterance *made;
    options.format = CONVAI_PCM_S16;
    options.channels = 1;
    options.sample_rate = RATE;
    options.max_ms = max_ms;
    options.trigger = trigger;
    made = convai_utterance_new(&options, NULL);
    REQUIRE(made != NULL);
    return made;
}

/* A thread on which one function is called, under the probe, as the thread's first call of the library. */
typedef struct audio_thread {
    convai_status (*body)(void *argument);
    void *argument;
    convai_status status;
    probe_counts counts;
    /* Where the thread stands still, for a thread of the host program. */
    probe_stop stop;
    int works, done;
} audio_thread;

static void *runs(void *argument) {
    audio_thread *self = argument;
    /* A thread that starts others cannot have its system calls trapped. */
    self->works = self->stop.at || probe_trap_system_calls();
    probe_begin(&self->counts);
    probe_stop_active = &self->stop;
    self->status = self->body(self->argument);
    probe_stop_active = NULL;
    probe_end();
    __atomic_store_n(&self->done, 1, __ATOMIC_RELEASE);
    probe_rest();
    return NULL;
}

static int is_done(audio_thread *self) { return __atomic_load_n(&self->done, __ATOMIC_ACQUIRE); }

/* The thread never ends, so its memory is not freed either. */
static audio_thread *start_with_stop(convai_status (*body)(void *), void *argument, unsigned long at) {
    audio_thread *self = calloc(1, sizeof *self);
    REQUIRE(self != NULL);
    self->body = body;
    self->argument = argument;
    self->stop.at = at;
    pthread_detach(run(runs, self));
    return self;
}

static audio_thread *start(convai_status (*body)(void *), void *argument) { return start_with_stop(body, argument, 0); }

static void check_silent(const char *what, const audio_thread *self) {
    const probe_counts *counts = &self->counts;
    check_report(self->works, __FILE__, __LINE__, "%s: system calls cannot be trapped", what);
    check_report(!counts->allocations && !counts->frees && !counts->system_calls, __FILE__, __LINE__,
                 "%s: %lu allocations, %lu frees, %lu system calls (the last is number %d)", what, counts->allocations,
                 counts->frees, counts->system_calls, counts->last_system_call);
}

static audio_thread *finished(audio_thread *self) {
    while (!is_done(self))
        sleep_ms(0.1);
    return self;
}

/* Calls `body` on a thread of its own. */
static void silent(const char *what, convai_status (*body)(void *), void *argument, convai_status expected) {
    audio_thread *self = finished(start(body, argument));
    check_context = what;
    check_silent(what, self);
    CHECK_STATUS(self->status, expected);
    check_context = "";
}

#endif
