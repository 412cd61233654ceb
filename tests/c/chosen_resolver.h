/* Replaces getaddrinfo on Linux. Some names have addresses of the test's choice, and their lookups can be made to hang:
 *
 *   one.invalid         127.0.0.1
 *   dead-first.invalid  127.0.0.2, 127.0.0.1
 *   dead.invalid        127.0.0.2, 127.0.0.3
 *   unknown.invalid     127.0.0.1, or none after `resolver_fails(1)`
 *   refusing.invalid    127.0.0.1, or 127.0.0.2 after `resolver_fails(1)`
 *
 * The system resolves all others. Define _GNU_SOURCE before the first #include. */
#ifndef CHOSEN_RESOLVER_H
#define CHOSEN_RESOLVER_H

#if defined(__linux__)
#include <dlfcn.h>
#include <netdb.h>
#include <pthread.h>
#include <string.h>

#define RESOLVER_ALWAYS (1 << 20)

static pthread_mutex_t resolver_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t resolver_released = PTHREAD_COND_INITIALIZER;
/* `resolver_lock` protects all of these: how many lookups have begun, how many of the first hang, and whether
 * "unknown.invalid" and "refusing.invalid" fail. */
static int resolver_begun, resolver_hanging, resolver_failing;

/* The first `count` lookups hang from now on. */
static inline void resolver_hangs(int count) {
    pthread_mutex_lock(&resolver_lock);
    resolver_begun = 0;
    resolver_hanging = count;
    pthread_mutex_unlock(&resolver_lock);
}

/* Lets all lookups continue. */
static inline void resolver_continues(void) {
    pthread_mutex_lock(&resolver_lock);
    resolver_hanging = 0;
    pthread_cond_broadcast(&resolver_released);
    pthread_mutex_unlock(&resolver_lock);
}

static inline void resolver_fails(int fails) {
    pthread_mutex_lock(&resolver_lock);
    resolver_failing = fails;
    pthread_mutex_unlock(&resolver_lock);
}

static inline int resolver_count(void) {
    int begun;
    pthread_mutex_lock(&resolver_lock);
    begun = resolver_begun;
    pthread_mutex_unlock(&resolver_lock);
    return begun;
}

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **result) {
    static const struct {
        const char *name, *addresses[2], *failing[2];
    } names[] = {{"one.invalid", {"127.0.0.1", NULL}, {"127.0.0.1", NULL}},
                 {"dead-first.invalid", {"127.0.0.2", "127.0.0.1"}, {"127.0.0.2", "127.0.0.1"}},
                 {"dead.invalid", {"127.0.0.2", "127.0.0.3"}, {"127.0.0.2", "127.0.0.3"}},
                 {"unknown.invalid", {"127.0.0.1", NULL}, {NULL, NULL}},
                 {"refusing.invalid", {"127.0.0.1", NULL}, {"127.0.0.2", NULL}}};
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    size_t name;
    int number;
    *(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
    for (name = 0; name < sizeof names / sizeof *names; name++) {
        const char *const *addresses;
        int failed;
        if (!node || strcmp(node, names[name].name) != 0)
            continue;
        pthread_mutex_lock(&resolver_lock);
        number = resolver_begun++;
        while (number < resolver_hanging)
            pthread_cond_wait(&resolver_released, &resolver_lock);
        addresses = resolver_failing ? names[name].failing : names[name].addresses;
        pthread_mutex_unlock(&resolver_lock);
        if (!addresses[0])
            return EAI_NONAME;
        failed = real(addresses[0], service, hints, result);
        if (!failed && addresses[1]) {
            struct addrinfo *last = *result;
            while (last->ai_next)
                last = last->ai_next;
            failed = real(addresses[1], service, hints, &last->ai_next);
        }
        return failed;
    }
    return real(node, service, hints, result);
}
#endif

#endif
