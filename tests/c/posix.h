/* Clocks, threads, and what the system says about this process. POSIX. Define _GNU_SOURCE before the first #include. */
#ifndef POSIX_H
#define POSIX_H

#include "emulator_control.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <time.h>

/* manual_clock.h has another one. */
#ifndef POSIX_H_CLOCK
#define POSIX_H_CLOCK CLOCK_MONOTONIC
#endif

static inline double now_ms(void) {
    struct timespec now;
    clock_gettime(POSIX_H_CLOCK, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static inline void sleep_ms(double ms) {
    struct timespec time;
    time.tv_sec = (time_t)(ms / 1e3);
    time.tv_nsec = (long)((ms - (double)time.tv_sec * 1e3) * 1e6);
    nanosleep(&time, NULL);
}

/* The longest time that a test waits for something that has to happen. It is generous, because a test machine may be
 * busy or stop for some seconds. */
#define PATIENT_MS 60000

/* Waits until a condition is true. */
#define EVENTUALLY(condition)                                       \
    do {                                                            \
        double eventually_end = now_ms() + PATIENT_MS;              \
        while (!(condition) && now_ms() < eventually_end)           \
            sleep_ms(0.2);                                          \
        CHECK(condition);                                           \
    } while (0)

static inline pthread_t run(void *(*body)(void *), void *argument) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, body, argument) != 0) {
        printf("a thread cannot be started\n");
        exit(2);
    }
    return thread;
}

static inline void join(pthread_t thread) { pthread_join(thread, NULL); }

static inline int compare_doubles(const void *one, const void *other) {
    double difference = *(const double *)one - *(const double *)other;
    return difference < 0 ? -1 : difference > 0;
}

/* Sorts the values and returns their median. */
static inline double median(double *values, size_t count) {
    qsort(values, count, sizeof *values, compare_doubles);
    return values[count / 2];
}

/* The number of entries in a folder of /proc, or -1 on a system without /proc. */
static inline int entries(const char *folder) {
    DIR *directory = opendir(folder);
    struct dirent *entry;
    int count = 0;
    if (!directory)
        return -1;
    while ((entry = readdir(directory)))
        count += entry->d_name[0] != '.';
    closedir(directory);
    return count;
}

/* The number of threads of this process, or -1 if it is unknown. */
static inline int thread_count(void) { return entries("/proc/self/task"); }

static inline void *do_nothing(void *argument) { return argument; }

/* The same after threads were joined: the system lists a joined thread for a moment longer. */
static inline int settled_thread_count(void) {
    int least = thread_count(), look;
    for (look = 0; look < 10; look++) {
        int now;
        sleep_ms(1);
        now = thread_count();
        least = now < least ? now : least;
    }
    return least;
}

/* The same before the library starts a thread. A sanitizer starts a thread of its own together with the first thread of
 * the program, so this function starts one. */
static inline int thread_count_before(void) {
    join(run(do_nothing, NULL));
    return settled_thread_count();
}

/* Resident memory in KiB, or -1 if it is unknown. */
static inline long resident_kib(void) {
    FILE *file = fopen("/proc/self/status", "r");
    char line[256];
    long kib = -1;
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "VmRSS:", 6) == 0)
            kib = atol(line + 6);
    if (file)
        fclose(file);
    return kib;
}

#endif
