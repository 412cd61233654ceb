/* A file that blocks whoever opens it, as on a network drive that hangs: a named pipe of POSIX. */
#ifndef BLOCKING_FILE_H
#define BLOCKING_FILE_H

#include "platform.h"
#include <sys/stat.h>

#if defined(_WIN32)
/* A named pipe of Windows does not block whoever opens it. Tests of such files do not run there. */
static inline void make_blocking_file(const char *path) { emulator_fails(path); }
static inline void release_blocking_file(const char *path, const char *content) { emulator_fails(path ? path : content); }
#else
static inline void make_blocking_file(const char *path) { REQUIRE(mkfifo(path, 0600) == 0); }

/* Lets one reader of the file continue, with the content of another file of at most 16 KiB. */
static inline void release_blocking_file(const char *path, const char *content) {
    char bytes[1 << 14];
    FILE *from = fopen(content, "rb");
    size_t length;
    int to = open(path, O_WRONLY);
    REQUIRE(from && to >= 0);
    length = fread(bytes, 1, sizeof bytes, from);
    CHECK(write(to, bytes, length) == (ssize_t)length);
    fclose(from);
    close(to);
}
#endif

#endif
