/*
 * Measures calls one after the other and prints the result as a line of JSON:
 *
 *     client WORKLOAD BASE_URL CALLS WARM_UP
 */

#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

/* In heap.c, if it is preloaded. */
extern size_t heap_live(void) __attribute__((weak));
extern size_t heap_peak_from_here(void) __attribute__((weak));
extern size_t heap_peak(void) __attribute__((weak));

static double cpu_ns(const struct rusage *usage) {
    return ((double)usage->ru_utime.tv_sec + (double)usage->ru_stime.tv_sec) * 1e9 +
           ((double)usage->ru_utime.tv_usec + (double)usage->ru_stime.tv_usec) * 1e3;
}

static void run(const struct input *input, size_t calls) {
    while (calls--)
        if (client_call(input)) stop("a call failed");
}

/* How much the heap grows at most during one call. */
static long heap_of_one_call(const struct input *input) {
    if (!heap_live) return -1;
    size_t before = heap_peak_from_here();
    run(input, 1);
    return (long)(heap_peak() - before);
}

int main(int argc, char **argv) {
    if (argc != 5) stop("usage: client WORKLOAD BASE_URL CALLS WARM_UP");
    struct input input;
    make_input(&input, argv[1], argv[2]);
    size_t calls = strtoul(argv[3], NULL, 10);
    const char *problem = client_open(&input);
    if (problem) stop(problem);
    run(&input, strtoul(argv[4], NULL, 10));
    long heap = heap_of_one_call(&input);

    uint64_t *times = calloc(calls + 1, sizeof *times);
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    for (size_t i = 0; i < calls; i++) {
        uint64_t start = now_ns();
        run(&input, 1);
        times[i] = now_ns() - start;
    }
    getrusage(RUSAGE_SELF, &after);
    client_close();
    sort_ns(times, calls);
    printf("{\"median_ns\": %llu, \"p99_ns\": %llu, \"cpu_ns\": %.0f, \"switches\": %.2f, \"peak_rss_kb\": %ld, "
           "\"heap_bytes\": %ld}\n",
           (unsigned long long)times[calls / 2], (unsigned long long)times[calls * 99 / 100],
           (cpu_ns(&after) - cpu_ns(&before)) / (double)(calls ? calls : 1),
           (double)(after.ru_nvcsw - before.ru_nvcsw) / (double)(calls ? calls : 1), after.ru_maxrss, heap);
    return 0;
}
