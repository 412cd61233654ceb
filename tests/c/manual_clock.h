/* A clock that stands still until the test moves it, and a gate at which the I/O thread of the library can be held. Linux.
 *
 * Replaces clock_gettime and epoll_wait for the library. Tests of timeouts then neither wait nor depend on the speed of the
 * machine: a timer of the library expires when the test moves the clock, and at no other moment. The I/O thread passes the
 * gate each time it has nothing left to do.
 *
 * Include it before every other header of the tests, so that their own clock runs on. Only one client at a time may use its
 * I/O thread. Define _GNU_SOURCE before the first #include. */
#ifndef MANUAL_CLOCK_H
#define MANUAL_CLOCK_H

#if defined(__linux__)
/* What `now_ms` of platform.h reads. */
#define PLATFORM_H_CLOCK CLOCK_MONOTONIC_RAW
#endif
#include "platform.h"

#if defined(__linux__)
#include <sys/epoll.h>
#include <sys/syscall.h>

#define CLOCK_NS_PER_MS 1000000

/* What the library reads is `clock_stands_at`, or, if that is 0, the time of the system plus `clock_offset`. */
static int64_t clock_stands_at, clock_offset;
static int gate_is_closed, gate_is_reached;
/* How often the I/O thread has looked for work for a millisecond and found none. */
static long io_idle_looks;
static __thread int is_io_thread;
/* What this thread last read. */
static __thread int64_t clock_last_read;

#define CLOCK_GET(variable) __atomic_load_n(&(variable), __ATOMIC_SEQ_CST)
#define CLOCK_SET(variable, value) __atomic_store_n(&(variable), (value), __ATOMIC_SEQ_CST)

static inline int64_t clock_of_system(void) {
    struct timespec now;
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 * CLOCK_NS_PER_MS + now.tv_nsec;
}

static inline int64_t clock_of_library(void) {
    int64_t stands_at = CLOCK_GET(clock_stands_at);
    return stands_at ? stands_at : CLOCK_GET(clock_offset) + clock_of_system();
}

int clock_gettime(clockid_t id, struct timespec *time) {
    int64_t now;
    if (id != CLOCK_MONOTONIC)
        return (int)syscall(SYS_clock_gettime, id, time);
    now = clock_last_read = clock_of_library();
    time->tv_sec = now / (1000 * CLOCK_NS_PER_MS);
    time->tv_nsec = now % (1000 * CLOCK_NS_PER_MS);
    return 0;
}

static inline void clock_stop(void) { CLOCK_SET(clock_stands_at, clock_of_library()); }

/* Moves a clock that stands. */
static inline void clock_move(int64_t ms) {
    __atomic_add_fetch(&clock_stands_at, ms * CLOCK_NS_PER_MS, __ATOMIC_SEQ_CST);
}

/* The clock runs on from where it stands. */
static inline void clock_run(void) {
    if (!CLOCK_GET(clock_stands_at))
        return;
    CLOCK_SET(clock_offset, CLOCK_GET(clock_stands_at) - clock_of_system());
    CLOCK_SET(clock_stands_at, 0);
}

/* The library waits here for all of its sockets and timers. */
int epoll_wait(int epoll, struct epoll_event *events, int most, int timeout) {
    /* The library has counted the timeout from here. The test may have moved the clock since then. */
    int64_t begin = clock_last_read ? clock_last_read : clock_of_library();
    is_io_thread = 1;
    for (;;) {
        int ready;
        while (CLOCK_GET(gate_is_closed)) {
            CLOCK_SET(gate_is_reached, 1);
            sleep_ms(0.05);
        }
        ready = (int)syscall(SYS_epoll_pwait, epoll, events, most, timeout == 0 ? 0 : 1, NULL, 8);
        if (ready != 0 || (timeout >= 0 && clock_of_library() - begin >= (int64_t)timeout * CLOCK_NS_PER_MS))
            return ready;
        __atomic_add_fetch(&io_idle_looks, 1, __ATOMIC_SEQ_CST);
    }
}

/* Holds the I/O thread. Returns when it stands. */
static inline void io_hold(void) {
    CLOCK_SET(gate_is_reached, 0);
    CLOCK_SET(gate_is_closed, 1);
    EVENTUALLY(CLOCK_GET(gate_is_reached));
}

static inline void io_continue(void) { CLOCK_SET(gate_is_closed, 0); }

/* Waits until the I/O thread has nothing to do at the present time of the clock. */
static inline void io_settles(void) {
    long before = CLOCK_GET(io_idle_looks);
    EVENTUALLY(CLOCK_GET(io_idle_looks) > before + 2);
}
#endif

#endif
