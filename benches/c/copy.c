/* Measures a memcpy between two buffers that are reused: copy BYTES */

#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
    size_t bytes = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
    if (!bytes) stop("usage: copy BYTES");
    char *from = malloc(bytes), *to = malloc(bytes);
    memset(from, 1, bytes);
    memset(to, 2, bytes);
    uint64_t times[501];
    for (int i = 0; i < 501; i++) {
        uint64_t start = cpu_now_ns();
        memcpy(to, from, bytes);
        __asm__ volatile("" : : "r"(to) : "memory");
        times[i] = cpu_now_ns() - start;
    }
    sort_ns(times, 501);
    printf("{\"median_ns\": %llu}\n", (unsigned long long)times[250]);
    return 0;
}
