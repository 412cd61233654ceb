/* A thread or the process ends while requests are in flight: calls succeed or return an error, and nothing hangs or
 * aborts. The first argument selects how it ends. A process that ends in a planned way has the exit status 42. */
#define _GNU_SOURCE
#include "operations.h"

#define EXITED 42

static convai_client *client;
static pthread_key_t key;

static void in_flight(void) {
    int i;
    emulator_fault("{\"path\":\"/character/get\",\"hang\":true,\"count\":0}");
    for (i = 0; i < 20; i++)
        start_get(client, 0);
    EVENTUALLY(emulator_count() >= 20); /* a request of the process before this one may arrive late */
}

static void talk(convai_client *with, convai_status expected) {
    convai_response *response = convai_get_response_text(with, PUBLIC_CHARACTER, NULL, "Hello", CONVAI_TEXT, NULL);
    CHECK_FAILED(response, expected);
    convai_response_free(&response);
}

static void report_and_end(void) {
    printf("%lu checks passed\n", check_failures ? 0 : check_count);
    fflush(stdout);
}

/* Uses an existing client, creates another one, and shuts down. */
static void use_the_library(void) {
    convai_client *another;
    talk(client, CONVAI_OK);
    another = new_client();
    talk(another, CONVAI_OK);
    CHECK_STATUS(convai_client_free(&another), CONVAI_OK);
    CHECK_STATUS(convai_shutdown(PATIENT_MS), CONVAI_OK);
    talk(client, CONVAI_ERROR_CLOSED);
}

static void at_exit(void) {
    use_the_library();
    report_and_end();
}

static void at_thread_end(void *value) {
    CHECK(value == &key);
    use_the_library();
}

static void *thread_with_data(void *argument) {
    pthread_setspecific(key, &key);
    return argument;
}

static void *exits(void *argument) {
    (void)argument;
    report_and_end();
    exit(EXITED);
}

static void *blocked(void *argument) {
    convai_character *character = convai_character_get(client, PUBLIC_CHARACTER, NULL);
    convai_character_free(&character);
    return argument;
}

int main(int argc, char **argv) {
    const char *end = argc > 1 ? argv[1] : "";
    emulator_reset();
    client = new_client();
    if (strcmp(end, "exit_handler") == 0) {
        in_flight();
        atexit(at_exit);
        exit(EXITED);
    }
    if (strcmp(end, "thread_destructor") == 0) {
        pthread_key_create(&key, at_thread_end);
        join(run(thread_with_data, NULL));
        CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
        return check_end();
    }
    if (strcmp(end, "return_from_main") == 0) {
        in_flight();
        run(blocked, NULL);
        sleep_ms(20);
        report_and_end();
        return EXITED;
    }
    if (strcmp(end, "exit_in_another_thread") == 0) {
        in_flight();
        run(exits, NULL);
        blocked(NULL);
        for (;;)
            sleep_ms(1000);
    }
    fprintf(stderr, "usage: life_exit exit_handler|thread_destructor|return_from_main|exit_in_another_thread\n");
    return 2;
}
