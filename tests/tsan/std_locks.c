/* ThreadSanitizer sees only what was compiled with it. Rust's standard library comes compiled without: the quick path of a
 * lock is inlined into our code and seen, but the slow path, which waits, is a function of the library, so that a lock
 * that was waited for seems never to have been taken. The linker leads the calls of those functions through here
 * (--wrap), where the sanitizer is told what they do. run.sh finds their names and defines them for this file.
 *
 * All arguments that fit into registers are passed on, whatever they are. */

extern void __tsan_acquire(void *address);
extern void __tsan_release(void *address);

typedef long word;

#define PASTE(one, other) one##other
#define NAME(prefix, symbol) PASTE(prefix, symbol)
#define WRAP(symbol, before, after)                                                     \
    word NAME(__real_, symbol)(word a, word b, word c, word d, word e, word f);         \
    word NAME(__wrap_, symbol)(word a, word b, word c, word d, word e, word f);         \
    word NAME(__wrap_, symbol)(word a, word b, word c, word d, word e, word f) {        \
        word result;                                                                    \
        before;                                                                         \
        result = NAME(__real_, symbol)(a, b, c, d, e, f);                               \
        after;                                                                          \
        return result;                                                                  \
    }

/* Mutex::lock_contended(&self) */
WRAP(LOCK_CONTENDED, (void)0, __tsan_acquire((void *)a))
/* RwLock::read_contended(&self), RwLock::write_contended(&self) */
WRAP(READ_CONTENDED, (void)0, __tsan_acquire((void *)a))
WRAP(WRITE_CONTENDED, (void)0, __tsan_acquire((void *)a))
/* Condvar::wait(&self, &Mutex) and its sister: unlock, wait, lock. */
WRAP(CONDVAR_WAIT, __tsan_release((void *)b), __tsan_acquire((void *)b))
WRAP(CONDVAR_WAIT_TIMEOUT, __tsan_release((void *)b), __tsan_acquire((void *)b))
/* Once::call(&self, ...): whoever comes back from it has seen all that was done in it. */
WRAP(ONCE_CALL, (void)0, (__tsan_acquire((void *)a), __tsan_release((void *)a)))
