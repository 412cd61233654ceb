/* ThreadSanitizer sees only instrumented code, and the standard library of Rust is not instrumented. The fast path of a lock
 * is inlined into instrumented code. The slow path, which waits, is a function of the standard library, so the sanitizer
 * does not notice that the lock was taken there. The linker redirects the calls of these functions to this file (--wrap),
 * which tells the sanitizer what they do. run.sh finds the names of the functions and defines them for this file.
 *
 * Each wrapper passes on all arguments that fit into registers. */

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
/* Condvar::wait(&self, &Mutex) and Condvar::wait_timeout: unlock, wait, lock. */
WRAP(CONDVAR_WAIT, __tsan_release((void *)b), __tsan_acquire((void *)b))
WRAP(CONDVAR_WAIT_TIMEOUT, __tsan_release((void *)b), __tsan_acquire((void *)b))
/* Once::call(&self, ...): after it returns, a thread sees everything that the initialisation wrote. */
WRAP(ONCE_CALL, (void)0, (__tsan_acquire((void *)a), __tsan_release((void *)a)))
