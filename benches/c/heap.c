/* A library to preload: counts the bytes on the heap. glibc only. */

#include <malloc.h>
#include <stdatomic.h>
#include <stddef.h>
#include <errno.h>

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

static atomic_size_t live, peak;

size_t heap_live(void) { return live; }
size_t heap_peak(void) { return peak; }

size_t heap_peak_from_here(void) {
    peak = live;
    return live;
}

static void *allocated(void *memory) {
    if (!memory) return NULL;
    size_t bytes = malloc_usable_size(memory), now = atomic_fetch_add(&live, bytes) + bytes, highest = peak;
    while (now > highest && !atomic_compare_exchange_weak(&peak, &highest, now)) {}
    return memory;
}

static void freed(void *memory) {
    if (memory) atomic_fetch_sub(&live, malloc_usable_size(memory));
}

void *malloc(size_t size) { return allocated(__libc_malloc(size)); }
void *calloc(size_t count, size_t size) { return allocated(__libc_calloc(count, size)); }
void *memalign(size_t alignment, size_t size) { return allocated(__libc_memalign(alignment, size)); }
void *aligned_alloc(size_t alignment, size_t size) { return allocated(__libc_memalign(alignment, size)); }

int posix_memalign(void **memory, size_t alignment, size_t size) {
    *memory = allocated(__libc_memalign(alignment, size));
    return *memory ? 0 : ENOMEM;
}

void *realloc(void *memory, size_t size) {
    freed(memory);
    void *moved = __libc_realloc(memory, size);
    return allocated(moved ? moved : size ? memory : NULL);
}

void free(void *memory) {
    freed(memory);
    __libc_free(memory);
}
