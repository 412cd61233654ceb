/* Planted memory bugs in C and in Rust. The sanitizer has to report each of them: otherwise a run without reports proves
 * nothing. The first argument selects the bug. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern void overflow_in_rust(size_t length);
extern void use_after_free_in_rust(void);
extern void leak_in_rust(void);

/* Volatile, so that the compiler does not see or remove the bugs. */
static volatile size_t ten = 10;
static char *volatile block;

static void overflow_in_c(void) {
    block = malloc(ten);
    block[ten] = 1;
    free(block);
}

static void use_after_free_in_c(void) {
    block = malloc(ten);
    free(block);
    block[0] = 1;
}

static void leak_in_c(void) {
    block = malloc(ten);
    block = NULL;
}

/* A leaked pointer may remain on the stack, where the leak checker would find it. */
static void overwrite_the_stack(void) {
    volatile char bytes[4096];
    size_t i;
    for (i = 0; i < sizeof bytes; i++)
        bytes[i] = 0;
}

int main(int argc, char **argv) {
    const char *bug = argc > 1 ? argv[1] : "";
    if (strcmp(bug, "overflow_in_c") == 0)
        overflow_in_c();
    else if (strcmp(bug, "use_after_free_in_c") == 0)
        use_after_free_in_c();
    else if (strcmp(bug, "leak_in_c") == 0)
        leak_in_c();
    else if (strcmp(bug, "overflow_in_rust") == 0)
        overflow_in_rust(ten);
    else if (strcmp(bug, "use_after_free_in_rust") == 0)
        use_after_free_in_rust();
    else if (strcmp(bug, "leak_in_rust") == 0)
        leak_in_rust();
    else if (strcmp(bug, "none") != 0)
        return 2;
    overwrite_the_stack();
    return 0;
}
