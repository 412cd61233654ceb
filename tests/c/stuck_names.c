/* Preloaded: a look-up of a name that ends in ".stuck" hangs until the other end of the pipe in STUCK_FD is closed. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **result) {
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    const char *fd = getenv("STUCK_FD");
    size_t length = node ? strlen(node) : 0;
    char byte;
    if (fd && length > 6 && strcmp(node + length - 6, ".stuck") == 0) {
        while (read(atoi(fd), &byte, 1) > 0)
            continue;
        return EAI_NONAME;
    }
    *(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
    return real(node, service, hints, result);
}
