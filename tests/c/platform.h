/* Clocks, threads, and what the system says about this process, for POSIX and for Windows with the threads of MinGW. Define
 * _GNU_SOURCE before the first #include. */
#ifndef PLATFORM_H
#define PLATFORM_H

#include "emulator_control.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>
#if defined(_WIN32)
#include <psapi.h>
#include <tlhelp32.h>
#include <winternl.h>
#endif

/* manual_clock.h has another one. */
#ifndef PLATFORM_H_CLOCK
#define PLATFORM_H_CLOCK CLOCK_MONOTONIC
#endif

static inline double now_ms(void) {
    struct timespec now;
    clock_gettime(PLATFORM_H_CLOCK, &now);
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

/* The number of threads, of sockets with files, and the resident memory of this process in KiB; -1 if it is unknown. */
static inline int thread_count(void);
static inline int descriptor_count(void);
static inline long resident_kib(void);

/* Whether qemu runs this program, which is for another processor. */
static inline int under_qemu(void) {
    const char *launcher = getenv("CONVAI_TEST_LAUNCHER");
    return launcher && strncmp(launcher, "qemu-", strlen("qemu-")) == 0;
}

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

/* Whether the wake handle of a client or a queue is set, or is within this time. */
static inline int is_awake(intptr_t handle, int timeout_ms);
/* Whether a wake handle is open, and whether processes that this one starts have it, too. */
static inline int is_open_handle(intptr_t handle);
static inline int is_inherited(intptr_t handle);
/* Makes a wake handle that is set unset, as a host program must not, and returns whether that worked. */
static inline int disturb_wake_handle(intptr_t handle);

#if defined(_WIN32)
static inline int setenv(const char *name, const char *value, int replace) {
    (void)replace;
    return _putenv_s(name, value);
}

static inline int unsetenv(const char *name) { return _putenv_s(name, ""); }

static inline int is_awake(intptr_t handle, int timeout_ms) {
    return WaitForSingleObject((HANDLE)handle, timeout_ms < 0 ? INFINITE : (DWORD)timeout_ms) == WAIT_OBJECT_0;
}

static inline int is_open_handle(intptr_t handle) {
    DWORD flags;
    return GetHandleInformation((HANDLE)handle, &flags) != 0;
}

static inline int is_inherited(intptr_t handle) {
    DWORD flags = HANDLE_FLAG_INHERIT;
    GetHandleInformation((HANDLE)handle, &flags);
    return (flags & HANDLE_FLAG_INHERIT) != 0;
}

static inline int disturb_wake_handle(intptr_t handle) { return ResetEvent((HANDLE)handle) != 0; }

static inline int thread_count(void) {
    HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
    THREADENTRY32 thread;
    int count = 0, more;
    thread.dwSize = sizeof thread;
    for (more = Thread32First(all, &thread); more; more = Thread32Next(all, &thread))
        count += thread.th32OwnerProcessID == GetCurrentProcessId();
    CloseHandle(all);
    return count;
}

/* So many numbers in a row without a handle are taken for the end of the handles. */
#define MOST_FREE_HANDLES 512

/* Sockets, files and pipes are of the type "File". Each number is asked for, because Wine's server may end when a program asks for
 * the list of all handles while processes end. */
static inline int descriptor_count(void) {
    union {
        PUBLIC_OBJECT_TYPE_INFORMATION type;
        char bytes[1024];
    } found;
    ULONG_PTR number;
    int count = 0, missing = 0;
    for (number = 4; missing < MOST_FREE_HANDLES; number += 4) {
        if (NtQueryObject((HANDLE)number, (OBJECT_INFORMATION_CLASS)2, &found, sizeof found, NULL) < 0) {
            missing++;
            continue;
        }
        missing = 0;
        count += found.type.TypeName.Length == 8 && memcmp(found.type.TypeName.Buffer, L"File", 8) == 0;
    }
    return count;
}

static inline long resident_kib(void) {
    PROCESS_MEMORY_COUNTERS counters;
    return GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters) ? (long)(counters.WorkingSetSize / 1024)
                                                                                 : -1;
}
#else
static inline int is_awake(intptr_t handle, int timeout_ms) {
    struct pollfd wanted;
    wanted.fd = (int)handle;
    wanted.events = POLLIN;
    wanted.revents = 0;
    return poll(&wanted, 1, timeout_ms) > 0;
}

static inline int is_open_handle(intptr_t handle) { return fcntl((int)handle, F_GETFD) >= 0; }

static inline int is_inherited(intptr_t handle) { return !(fcntl((int)handle, F_GETFD) & FD_CLOEXEC); }

static inline int disturb_wake_handle(intptr_t handle) {
    char byte;
    return read((int)handle, &byte, 1) == 1 && read((int)handle, &byte, 1) == -1;
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

static inline int thread_count(void) { return entries("/proc/self/task"); }

static inline int descriptor_count(void) { return entries("/proc/self/fd"); }

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

#endif
