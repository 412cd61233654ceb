/* A planted data race in C or in Rust. The sanitizer has to report it: otherwise a run without reports proves nothing. The
 * program is linked like the others of run.sh. */
#include <pthread.h>
#include <string.h>

extern void race_in_rust(void);
static long counter;

static void *in_c(void *argument) {
    counter++;
    return argument;
}

static void *in_rust(void *argument) {
    race_in_rust();
    return argument;
}

int main(int argc, char **argv) {
    void *(*body)(void *) = argc > 1 && strcmp(argv[1], "rust") == 0 ? in_rust : in_c;
    pthread_t one, other;
    pthread_create(&one, NULL, body, NULL);
    pthread_create(&other, NULL, body, NULL);
    pthread_join(one, NULL);
    pthread_join(other, NULL);
    return 0;
}
