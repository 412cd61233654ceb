/* The time and the memory of a call, compared with those of the same call without a fault. Define _GNU_SOURCE before the
 * first #include. */
#ifndef COSTS_H
#define COSTS_H

#include "every_call.h"
#include "heap.h"

/* How often a healthy call is measured before the faults. */
#define HEALTHY_CALLS 5
/* A pair is measured again if it costs too much. On a busy machine the call may have been interrupted, and the healthy one
 * not; and a table may have grown, which is used again. */
#define MOST_TRIES 5
/* How long memory is awaited that another thread frees, times the number of the try. Long waits would hide a leak: the
 * idle connections of other clients close meanwhile. */
#define FREED_MS 200
/* A call with a fault takes at most so many times the time and the peak of memory of a healthy one, besides what the fault
 * itself takes. */
#define MOST_TIME 20.0
#define MOST_MEMORY 3.0
/* So much more may be allocated after a pair than before it. Smaller leaks are found by the suite "soak", which repeats
 * calls, and by valgrind and AddressSanitizer. */
#define MOST_LEFT_BYTES 4096

typedef struct cost {
    double ms;
    /* The most that was allocated during the call. */
    double bytes;
} cost;

static cost cost_since;

static inline void cost_begin(void) {
    heap_forget_peak();
    cost_since.bytes = (double)heap_bytes();
    cost_since.ms = now_ms();
}

static inline cost cost_end(void) {
    cost spent;
    spent.ms = now_ms() - cost_since.ms;
    spent.bytes = (double)heap_peak() - cost_since.bytes;
    return spent;
}

static inline cost larger_cost(cost one, cost other) {
    one.ms = one.ms > other.ms ? one.ms : other.ms;
    one.bytes = one.bytes > other.bytes ? one.bytes : other.bytes;
    return one;
}

/* How many times the cost of a healthy call is left of `spent` without what the fault itself `needs`. */
static inline cost cost_ratio(cost spent, cost needs, cost healthy) {
    cost ratio = {0, 0};
    if (spent.ms > needs.ms)
        ratio.ms = (spent.ms - needs.ms) / healthy.ms;
    if (HEAP_COUNTS && spent.bytes > needs.bytes)
        ratio.bytes = (spent.bytes - needs.bytes) / healthy.bytes;
    return ratio;
}

#endif
