/* Stands in for the system's look-up of host names: nothing ends in ".invalid", and that is known at once. Where the real
 * one is asked, a machine without a network may take its time to say so, and some networks answer for every name. Linux;
 * elsewhere the system is asked. Define _GNU_SOURCE before anything is included. */
#ifndef NAMES_H
#define NAMES_H

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
