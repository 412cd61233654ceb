/* Measures threads, descriptors and memory of this process, to find leaks. */
#ifndef FOOTPRINT_H
#define FOOTPRINT_H

#include "operations.h"
#if defined(__linux__) && defined(__GLIBC__)
#include <malloc.h>
#endif

/* A sanitizer keeps freed memory, so the figures mean nothing there. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MEMORY_COUNTS 0
#else
#define MEMORY_COUNTS 1
#endif

/* Valgrind, like any runner, has memory of its own. */
static inline int memory_counts(void) {
    const char *runner = getenv("CONVAI_TEST_RUNNER");
    return MEMORY_COUNTS && !(runner && *runner);
}

/* Allocated and not freed, in KiB, or -1 if it is unknown. */
static inline long heap_kib(void) {
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
    struct mallinfo2 heap = mallinfo2();
    return (long)((heap.uordblks + heap.hblkhd) / 1024);
#else
    return -1;
#endif
}

typedef struct footprint {
    long resident, heap;
    int threads, descriptors;
} footprint;

static inline footprint footprint_now(void) {
    footprint now;
    now.resident = resident_kib();
    now.heap = heap_kib();
    now.threads = settled_thread_count();
    now.descriptors = descriptor_count();
    return now;
}

static inline void note_footprint(footprint it, const char *when, unsigned long count, const char *what) {
    note("%s %lu %s: %ld KiB resident, %ld KiB of the heap in use, %d threads, %d descriptors", when, count, what,
         it.resident, it.heap, it.threads, it.descriptors);
}

/* The same as figures that documents quote (docs/figures.py): the memory in KiB, and the threads. */
static inline void figure_footprint(footprint it, const char *when) {
    note("figure: %s-resident-kib ~ %ld", when, it.resident);
    note("figure: %s-threads ~ %d", when, it.threads);
}

/* True unless memory grew between the two: by more than 2 MB of resident memory (pages are partly empty), or by more than
 * half a MB of heap (tables grow). The resident memory includes that of qemu, which grows with the code that it translates
 * and with the threads that end. */
static inline int no_more_memory(footprint earlier, footprint later) {
    if (!memory_counts())
        return 1;
    if (under_qemu() && later.heap < 0)
        return 0; /* nothing can be measured */
    return (earlier.resident < 0 || under_qemu() || later.resident <= earlier.resident + 2048) &&
           (earlier.heap < 0 || later.heap <= earlier.heap + 512);
}

#endif
