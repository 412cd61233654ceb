/* Counts what a thread does beside computing: allocations, frees and system calls. The functions of the allocator are
 * replaced by counting ones, for the library, too. System calls are trapped by a filter of the kernel, so that a call
 * that the C library makes inside itself is also counted. Linux on x86-64 or arm64. */
#ifndef PROBE_H
#define PROBE_H

#ifndef _GNU_SOURCE
#error "define _GNU_SOURCE before the first header"
#endif

#include "platform.h"
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

/* Makes a system call at the one address from which the filter lets it through. */
extern long probe_system_call(long number, long a, long b, long c, long d, long e, long f);
extern const char probe_after_system_call[];

#if defined(__x86_64__)
__asm__(".text\n"
        "probe_system_call:\n"
        "mov %rdi, %rax\n"
        "mov %rsi, %rdi\n"
        "mov %rdx, %rsi\n"
        "mov %rcx, %rdx\n"
        "mov %r8, %r10\n"
        "mov %r9, %r8\n"
        "mov 8(%rsp), %r9\n"
        "syscall\n"
        "probe_after_system_call:\n"
        "ret\n");
#define PROBE_REGISTER(context, name) ((context)->uc_mcontext.gregs[name])
#define PROBE_RESULT(context) PROBE_REGISTER(context, REG_RAX)
#define PROBE_ARGUMENTS(context)                                                                         \
    PROBE_REGISTER(context, REG_RDI), PROBE_REGISTER(context, REG_RSI), PROBE_REGISTER(context, REG_RDX), \
        PROBE_REGISTER(context, REG_R10), PROBE_REGISTER(context, REG_R8), PROBE_REGISTER(context, REG_R9)
#else
__asm__(".text\n"
        "probe_system_call:\n"
        "mov x8, x0\n"
        "mov x0, x1\n"
        "mov x1, x2\n"
        "mov x2, x3\n"
        "mov x3, x4\n"
        "mov x4, x5\n"
        "mov x5, x6\n"
        "svc 0\n"
        "probe_after_system_call:\n"
        "ret\n");
#define PROBE_REGISTER(context, name) ((long)(context)->uc_mcontext.regs[name])
#define PROBE_RESULT(context) ((context)->uc_mcontext.regs[0])
#define PROBE_ARGUMENTS(context)                                                                     \
    PROBE_REGISTER(context, 0), PROBE_REGISTER(context, 1), PROBE_REGISTER(context, 2),              \
        PROBE_REGISTER(context, 3), PROBE_REGISTER(context, 4), PROBE_REGISTER(context, 5)
#endif

/* What a thread did between `probe_begin` and `probe_end`. */
typedef struct probe_counts {
    unsigned long allocations, frees, system_calls;
    /* The number of the last system call. */
    int last_system_call;
} probe_counts;

/* The program's own thread-locals need no allocation. */
static __thread probe_counts *probe_active;

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *memory);

/* A place at which a thread stands still: before its allocation or free with this number, from 1. */
typedef struct probe_stop {
    unsigned long at, reached;
    int stands, may_continue;
} probe_stop;

static __thread probe_stop *probe_stop_active;

static inline void probe_stand_still(void) {
    probe_stop *stop = probe_stop_active;
    if (!stop || ++stop->reached != stop->at)
        return;
    __atomic_store_n(&stop->stands, 1, __ATOMIC_SEQ_CST);
    while (!__atomic_load_n(&stop->may_continue, __ATOMIC_SEQ_CST))
        probe_system_call(__NR_sched_yield, 0, 0, 0, 0, 0, 0);
}

#define PROBE_COUNT(what)            \
    do {                             \
        if (probe_active)            \
            ++probe_active->what;    \
        probe_stand_still();         \
    } while (0)

void *malloc(size_t size) {
    PROBE_COUNT(allocations);
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    PROBE_COUNT(allocations);
    return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
    PROBE_COUNT(allocations);
    return __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size) {
    PROBE_COUNT(allocations);
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **memory, size_t alignment, size_t size) {
    *memory = memalign(alignment, size);
    return *memory ? 0 : ENOMEM;
}

void free(void *memory) {
    PROBE_COUNT(frees);
    __libc_free(memory);
}

/* Counts a trapped system call, and makes it. */
static void probe_count_system_call(int signal_number, siginfo_t *info, void *from) {
    ucontext_t *context = from;
    (void)signal_number;
    if (probe_active) {
        probe_active->system_calls++;
        probe_active->last_system_call = info->si_syscall;
    }
    PROBE_RESULT(context) = probe_system_call(info->si_syscall, PROBE_ARGUMENTS(context));
}

/* From now on every system call of this thread is trapped, except those that the end of the handler and the end of the
 * process need. This cannot be undone, and a thread that ends blocks the signal, so it must not return: it ends in
 * `probe_rest`. Returns whether it worked. Qemu has no such filters: there, only allocations and frees are counted. */
static inline int probe_trap_system_calls(void) {
    uint64_t allowed = (uint64_t)(uintptr_t)probe_after_system_call;
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_rt_sigreturn, 6, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_exit_group, 5, 0),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, instruction_pointer)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)allowed, 0, 2),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, instruction_pointer) + 4),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(allowed >> 32), 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = probe_count_system_call;
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    return under_qemu() || (sigaction(SIGSYS, &action, NULL) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                            syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0);
}

static inline void probe_begin(probe_counts *counts) {
    memset(counts, 0, sizeof *counts);
    probe_active = counts;
}

static inline void probe_end(void) { probe_active = NULL; }

/* Waits for the end of the process. */
static inline void probe_rest(void) {
    for (;;)
        probe_system_call(__NR_ppoll, 0, 0, 0, 0, 0, 0);
}

#endif
