/* fork() with an allocator that is not safe in a forked child, as a host program may have one: a lock that another thread
 * holds at the moment of the fork is held for ever in the child. So the library must not allocate inside fork(), and the
 * functions for an audio thread must not do so in the child either. The argument is the number of forks. */
#define _GNU_SOURCE
#include "check.h"
#include "platform.h"
#include <signal.h>
#include <sys/wait.h>

#define THREADS 4

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *memory);

static pthread_mutex_t allocator = PTHREAD_MUTEX_INITIALIZER;

#define LOCKED(call)                     \
    pthread_mutex_lock(&allocator);      \
    call;                                \
    pthread_mutex_unlock(&allocator)

void *malloc(size_t size) {
    void *memory;
    LOCKED(memory = __libc_malloc(size));
    return memory;
}

void *calloc(size_t count, size_t size) {
    void *memory;
    LOCKED(memory = __libc_calloc(count, size));
    return memory;
}

void *realloc(void *old, size_t size) {
    void *memory;
    LOCKED(memory = __libc_realloc(old, size));
    return memory;
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    LOCKED(*memory = __libc_memalign(alignment, size));
    return *memory ? 0 : 12;
}

void free(void *memory) { LOCKED(__libc_free(memory)); }

static int stop;

static void *allocates(void *argument) {
    while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
        void *volatile memory = malloc(1000);
        free(memory);
    }
    return argument;
}

/* Whether the child ends by itself. Otherwise it is killed. */
static int ends(pid_t child, int *status) {
    double patience = now_ms() + 10000;
    while (now_ms() < patience) {
        if (waitpid(child, status, WNOHANG) == child)
            return 1;
        sleep_ms(0.2);
    }
    kill(child, SIGKILL);
    waitpid(child, status, 0);
    return 0;
}

int main(int argc, char **argv) {
    int forks = argc > 1 ? atoi(argv[1]) : 200, hung = 0, failed = 0, held = 0, i;
    convai_utterance_options options = CONVAI_UTTERANCE_OPTIONS_INIT;
    static const int16_t samples[160];
    convai_utterance *utterance;
    pthread_t threads[THREADS];
    options.format = CONVAI_PCM_S16;
    options.channels = 1;
    options.sample_rate = 16000;
    utterance = convai_utterance_new(&options, NULL);
    REQUIRE(utterance != NULL);
    for (i = 0; i < THREADS; i++)
        threads[i] = run(allocates, NULL);
    for (i = 0; i < forks; i++) {
        int status = 0;
        pid_t child = fork();
        if (child == 0) {
            /* Whether the fork fell into an allocation: otherwise it shows nothing. */
            int was_held = pthread_mutex_trylock(&allocator) != 0;
            int refused = convai_utterance_push(utterance, samples, 160) == CONVAI_ERROR_FORKED &&
                          convai_utterance_level(utterance, NULL, NULL) == CONVAI_ERROR_FORKED &&
                          convai_utterance_length(utterance, NULL, NULL) == CONVAI_ERROR_FORKED;
            _exit(refused ? 10 + was_held : 1);
        }
        if (!ends(child, &status))
            hung++;
        else if (!WIFEXITED(status) || WEXITSTATUS(status) < 10)
            failed++;
        else
            held += WEXITSTATUS(status) - 10;
    }
    __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
    for (i = 0; i < THREADS; i++)
        join(threads[i]);
    CHECK_NUMBER(hung, 0);
    CHECK_NUMBER(failed, 0);
    CHECK(held > 0);
    CHECK_STATUS(convai_utterance_free(&utterance), CONVAI_OK);
    note("%d forks, %d of them during an allocation", forks, held);
    return check_end();
}
