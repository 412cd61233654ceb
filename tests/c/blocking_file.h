/* A file that blocks whoever reads it, as on a network drive that hangs: a named pipe. One at a time. */
#ifndef BLOCKING_FILE_H
#define BLOCKING_FILE_H

#include "platform.h"
#include <sys/stat.h>

#define BLOCKING_FILE_MAX (1 << 14)

/* Writes its path to `path`. Only POSIX has it in the folder. */
static inline void make_blocking_file(char *path, size_t size, const char *folder);
/* Lets one reader of the file continue, with the content of another file of at most 16 KiB. */
static inline void release_blocking_file(const char *path, const char *content);
static inline void remove_blocking_file(const char *path);

static inline size_t read_content(const char *path, char *bytes) {
    FILE *from = fopen(path, "rb");
    size_t length;
    REQUIRE(from);
    length = fread(bytes, 1, BLOCKING_FILE_MAX, from);
    fclose(from);
    return length;
}

#if defined(_WIN32)
/* Each opening of the path takes an instance of the pipe, also one that reads the size of the file. */
#define BLOCKING_INSTANCES 16
static HANDLE blocking_instances[BLOCKING_INSTANCES];
static OVERLAPPED blocking_opened[BLOCKING_INSTANCES];

static inline void make_blocking_file(char *path, size_t size, const char *folder) {
    static int number;
    int i;
    (void)folder;
    snprintf(path, size, "\\\\.\\pipe\\convai-%lu-%d", (unsigned long)GetCurrentProcessId(), number++);
    for (i = 0; i < BLOCKING_INSTANCES; i++) {
        HANDLE instance = CreateNamedPipeA(path, PIPE_ACCESS_OUTBOUND | FILE_FLAG_OVERLAPPED, PIPE_TYPE_BYTE | PIPE_WAIT,
                                           BLOCKING_INSTANCES, BLOCKING_FILE_MAX, BLOCKING_FILE_MAX, 0, NULL);
        REQUIRE(instance != INVALID_HANDLE_VALUE);
        memset(&blocking_opened[i], 0, sizeof *blocking_opened);
        blocking_opened[i].hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
        REQUIRE(!ConnectNamedPipe(instance, &blocking_opened[i]) && GetLastError() == ERROR_IO_PENDING);
        blocking_instances[i] = instance;
    }
}

static inline void close_blocking_instance(int i) {
    CancelIo(blocking_instances[i]);
    CloseHandle(blocking_instances[i]);
    CloseHandle(blocking_opened[i].hEvent);
    blocking_instances[i] = NULL;
}

/* Whether whoever opened this instance has read the content. */
static inline int is_read_from(int i, const char *bytes, size_t length) {
    OVERLAPPED writing;
    DWORD written = 0;
    int is_read;
    memset(&writing, 0, sizeof writing);
    is_read = (WriteFile(blocking_instances[i], bytes, (DWORD)length, NULL, &writing) || GetLastError() == ERROR_IO_PENDING) &&
              GetOverlappedResult(blocking_instances[i], &writing, &written, TRUE) && written == length &&
              FlushFileBuffers(blocking_instances[i]);
    close_blocking_instance(i);
    return is_read;
}

static inline void release_blocking_file(const char *path, const char *content) {
    static char bytes[BLOCKING_FILE_MAX];
    size_t length = read_content(content, bytes);
    int i = 0;
    (void)path;
    while (!blocking_instances[i] || WaitForSingleObject(blocking_opened[i].hEvent, 0) != WAIT_OBJECT_0 ||
           !is_read_from(i, bytes, length)) {
        i = (i + 1) % BLOCKING_INSTANCES;
        if (i == 0)
            sleep_ms(1);
    }
}

static inline void remove_blocking_file(const char *path) {
    int i;
    (void)path;
    for (i = 0; i < BLOCKING_INSTANCES; i++)
        if (blocking_instances[i])
            close_blocking_instance(i);
}
#else
static inline void make_blocking_file(char *path, size_t size, const char *folder) {
    static int number;
    snprintf(path, size, "%s/blocks-%d-%d", folder, (int)getpid(), number++);
    REQUIRE(mkfifo(path, 0600) == 0);
}

static inline void release_blocking_file(const char *path, const char *content) {
    char bytes[BLOCKING_FILE_MAX];
    size_t length = read_content(content, bytes);
    int to = open(path, O_WRONLY);
    REQUIRE(to >= 0);
    CHECK(write(to, bytes, length) == (ssize_t)length);
    close(to);
}

static inline void remove_blocking_file(const char *path) { unlink(path); }
#endif

#endif
