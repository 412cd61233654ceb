/* Replaces getaddrinfo, so that the lookup of a name that ends in ".invalid" fails at once. The real resolver may be slow
 * on a machine without a network, and some networks answer for every name. On systems other than Linux the real resolver
 * is used. Define _GNU_SOURCE before the first #include. */
#ifndef FAKE_RESOLVER_H
#define FAKE_RESOLVER_H

#if defined(__linux__)
#include <dlfcn.h>
#include <netdb.h>
#include <string.h>

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **result) {
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    const char *end = node ? strrchr(node, '.') : NULL;
    if (end && strcmp(end, ".invalid") == 0)
        return EAI_NONAME;
    *(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
    return real(node, service, hints, result);
}
#endif

#endif
