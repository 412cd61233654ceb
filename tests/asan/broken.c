/* Deliberate mistakes with memory, in C and in Rust: what the sanitizer has to report, or its silence about the library
 * says nothing. The first argument is the mistake. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern void overflow_in_rust(size_t length);
extern void use_after_free_in_rust(void);
extern void leak_in_rust(void);

/* Out of the compiler's sight. */
static volatile size_t ten = 10;
static char *volatile kept;

static void overflow_in_c(void) {
    kept = malloc(ten);
    kept[ten] = 1;
    free(kept);
}

static void use_after_free_in_c(void) {
    kept = malloc(ten);
    free(kept);
    kept[0] = 1;
}

static void leak_in_c(void) {
    kept = malloc(ten);
    kept = NULL;
}

/* Where a leaked pointer may still lie. */
static void overwrite_the_stack(void) {
    volatile char bytes[4096];
    size_t i;
    for (i = 0; i < sizeof bytes; i++)
        bytes[i] = 0;
}

int main(int argc, char **argv) {
    const char *mistake = argc > 1 ? argv[1] : "";
    if (strcmp(mistake, "overflow_in_c") == 0)
        overflow_in_c();
    else if (strcmp(mistake, "use_after_free_in_c") == 0)
        use_after_free_in_c();
    else if (strcmp(mistake, "leak_in_c") == 0)
        leak_in_c();
    else if (strcmp(mistake, "overflow_in_rust") == 0)
        overflow_in_rust(ten);
    else if (strcmp(mistake, "use_after_free_in_rust") == 0)
        use_after_free_in_rust();
    else if (strcmp(mistake, "leak_in_rust") == 0)
        leak_in_rust();
    else if (strcmp(mistake, "none") != 0)
        return 2;
    overwrite_the_stack();
    return 0;
}
