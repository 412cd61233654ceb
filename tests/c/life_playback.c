/* One thread reads a playback while others feed, poll, stop, pause and free it, and reuse its slot in the table of handles.
 * For ThreadSanitizer. The first argument is the number of playbacks. */
#define _GNU_SOURCE
#include "check.h"
#include "platform.h"

/* The handle that all threads use. It is replaced again and again, and stale for a while. */
static convai_playback *current;
static int stop;
static unsigned long voice, stale;

static convai_playback *handle(void) { return __atomic_load_n(&current, __ATOMIC_ACQUIRE); }
static int goes_on(void) { return !__atomic_load_n(&stop, __ATOMIC_RELAXED); }

static convai_playback *new_playback(uint32_t without_device) {
    convai_playback_options options = CONVAI_PLAYBACK_OPTIONS_INIT;
    convai_playback *made;
    options.sample_rate = 48000;
    options.without_device = without_device;
    made = convai_playback_new(&options, NULL);
    REQUIRE(made != NULL);
    return made;
}

static int is_expected(convai_status status) {
    if (status == CONVAI_ERROR_BAD_HANDLE)
        __atomic_add_fetch(&stale, 1, __ATOMIC_RELAXED);
    return status == CONVAI_OK || status == CONVAI_ERROR_BAD_HANDLE || status == CONVAI_ERROR_QUEUE_FULL;
}

/* One of two threads that read: one of them at a time gets voice. */
static void *reads(void *argument) {
    float out[256 * 2];
    while (goes_on()) {
        size_t frames = convai_playback_read_f32(handle(), out, 256, 2);
        CHECK(frames <= 256);
        __atomic_add_fetch(&voice, frames, __ATOMIC_RELAXED);
    }
    return argument;
}

static void *feeds(void *argument) {
    static int16_t samples[2400];
    convai_pcm pcm = CONVAI_PCM_INIT;
    int i;
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = samples;
    pcm.frames = 2400;
    pcm.channels = 1;
    for (i = 0; goes_on(); i++) {
        pcm.sample_rate = i % 2 ? 24000 : 48000;
        CHECK(is_expected(convai_playback_add_pcm(handle(), &pcm, (uint64_t)i, i % 50 == 0)));
        if (i % 16 == 0)
            sleep_ms(0.1);
    }
    return argument;
}

static void *commands(void *argument) {
    int i;
    for (i = 0; goes_on(); i++) {
        convai_playback_state state = CONVAI_PLAYBACK_STATE_INIT;
        CHECK(is_expected(convai_playback_poll(handle(), &state)));
        CHECK(state.rms >= 0 && state.rms <= 1 && state.mouth >= 0 && state.mouth <= 1);
        if (i % 3 == 0)
            CHECK(is_expected(convai_playback_pause(handle(), i % 2)));
        if (i % 40 == 0)
            CHECK(is_expected(convai_playback_stop(handle(), i % 30)));
        if (i % 30 == 0)
            CHECK(is_expected(convai_playback_set_device(handle(), i % 2 ? 44100 : 48000, i % 100)));
        sleep_ms(0.05);
    }
    return argument;
}

int main(int argc, char **argv) {
    static void *(*const bodies[])(void *) = {reads, reads, feeds, commands};
    enum { THREADS = sizeof bodies / sizeof *bodies };
    int playbacks = argc > 1 ? atoi(argv[1]) : 400, i;
    pthread_t threads[THREADS];
    current = new_playback(0);
    for (i = 0; i < THREADS; i++)
        threads[i] = run(bodies[i], NULL);
    for (i = 0; i < playbacks; i++) {
        convai_playback *old = handle();
        sleep_ms(i % 10);
        CHECK_STATUS(convai_playback_free(&old), CONVAI_OK);
        if (i % 4 == 0)
            sched_yield();
        /* The last one has a device, so that it is heard. */
        __atomic_store_n(&current, new_playback(i % 8 == 7 && i + 1 < playbacks), __ATOMIC_RELEASE);
    }
    EVENTUALLY(__atomic_load_n(&voice, __ATOMIC_RELAXED) > 0);
    __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
    for (i = 0; i < THREADS; i++)
        join(threads[i]);
    CHECK_STATUS(convai_playback_free(&current), CONVAI_OK);
    /* The thread of the library ends. */
    CHECK_STATUS(convai_shutdown(-1), CONVAI_OK);
    CHECK(stale > 0);
    note("%lu frames of voice, %lu calls with a stale handle", voice, stale);
    return check_end();
}
