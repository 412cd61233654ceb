/* Counts the bytes of the heap that this process holds, exactly and at every moment: the functions of the allocator are
 * replaced by counting ones, for the library, too. Valgrind and sanitizers replace them as well, and look for leaks
 * themselves, so a program counts only if it is compiled with -DCOUNTS_HEAP. Linux with glibc. */
#ifndef HEAP_H
#define HEAP_H

#if defined(COUNTS_HEAP)

#include <errno.h>
#include <malloc.h>
#include <stddef.h>

static long heap_held, heap_most;

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *memory);

static inline void heap_add(long bytes) {
    long held = __atomic_add_fetch(&heap_held, bytes, __ATOMIC_RELAXED), most;
    do
        most = __atomic_load_n(&heap_most, __ATOMIC_RELAXED);
    while (held > most &&
           !__atomic_compare_exchange_n(&heap_most, &most, held, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
}

static inline long heap_size(void *memory) { return memory ? (long)malloc_usable_size(memory) : 0; }

static inline void *heap_counted(void *memory) {
    heap_add(heap_size(memory));
    return memory;
}

void *malloc(size_t size) { return heap_counted(__libc_malloc(size)); }

void *calloc(size_t count, size_t size) { return heap_counted(__libc_calloc(count, size)); }

void *realloc(void *memory, size_t size) {
    long before = heap_size(memory);
    void *moved = __libc_realloc(memory, size);
    if (moved || size == 0)
        heap_add(heap_size(moved) - before);
    return moved;
}

void *memalign(size_t alignment, size_t size) { return heap_counted(__libc_memalign(alignment, size)); }

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **memory, size_t alignment, size_t size) {
    *memory = memalign(alignment, size);
    return *memory ? 0 : ENOMEM;
}

void free(void *memory) {
    heap_add(-heap_size(memory));
    __libc_free(memory);
}

#define HEAP_COUNTS 1

/* The bytes that are allocated now. */
static inline long heap_bytes(void) { return __atomic_load_n(&heap_held, __ATOMIC_RELAXED); }

/* The most that were allocated at any moment since `heap_forget_peak`. */
static inline long heap_peak(void) { return __atomic_load_n(&heap_most, __ATOMIC_RELAXED); }

static inline void heap_forget_peak(void) { __atomic_store_n(&heap_most, heap_bytes(), __ATOMIC_RELAXED); }

#else

#define HEAP_COUNTS 0

static inline long heap_bytes(void) { return 0; }
static inline long heap_peak(void) { return 0; }
static inline void heap_forget_peak(void) {}

#endif
#endif
