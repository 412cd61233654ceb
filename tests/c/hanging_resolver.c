/* A library to preload: the lookup of a name that ends in ".hang" blocks until the write end of the pipe whose read end is
 * in HANGING_LOOKUP_FD is closed. Then it fails. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **result) {
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    const char *fd = getenv("HANGING_LOOKUP_FD");
    size_t length = node ? strlen(node) : 0;
    char byte;
    if (fd && length > 5 && strcmp(node + length - 5, ".hang") == 0) {
        while (read(atoi(fd), &byte, 1) > 0)
            continue;
        return EAI_NONAME;
    }
    *(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
    return real(node, service, hints, result);
}
