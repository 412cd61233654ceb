/* Requests that meet the end of an idle connection. A request moves to a new connection if the idle one is dead before a
 * byte was sent, and is never repeated after that. Linux. */
#define _GNU_SOURCE
#include "manual_clock.h"

#include "keep_alive_server.h"
#include "operations.h"
#include <dlfcn.h>

static keep_alive_server server;
static convai_client *client;

static void set_up(void) {
    keep_alive_start(&server);
    client = patient_client_of(server.url);
}

static void tear_down(void) {
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    keep_alive_stop(&server);
}

#if defined(__linux__)
static void get_works(void) {
    convai_operation *operation = start_get(client, 0);
    CHECK_STATUS(convai_operation_wait(operation, PATIENT_MS), CONVAI_OK);
    CHECK_STATUS(end_of(&operation), CONVAI_OK);
}

/* Whether the system has told all sockets of the library that are connected to the server that it has closed them. */
static int clients_sockets_have_ended(void) {
    int fd;
    for (fd = 0; fd < 1024; fd++) {
        struct sockaddr_in peer;
        socklen_t length = sizeof peer;
        struct pollfd look = {0, POLLRDHUP, 0};
        look.fd = fd;
        if (getpeername(fd, (struct sockaddr *)&peer, &length) == 0 && peer.sin_family == AF_INET &&
            ntohs(peer.sin_port) == server.port && poll(&look, 1, 0) == 0)
            return 0;
    }
    return 1;
}

/* The request starts and the connection ends while the I/O thread is held, so it learns of both at once. */
static void a_request_moves_to_a_new_connection_if_the_idle_one_is_dead(void) {
    enum { ROUNDS = 20 };
    int round;
    for (round = 0; round < ROUNDS; round++) {
        int requests, accepted;
        convai_operation *operation;
        get_works();
        io_hold();
        requests = KEEP_GET(&server, requests);
        accepted = KEEP_GET(&server, accepted);
        KEEP_SET(&server, by_reset = round % 2);
        KEEP_SET(&server, closed_before = accepted);
        EVENTUALLY(KEEP_GET(&server, closed) == accepted && clients_sockets_have_ended());
        operation = start_get(client, 0);
        io_continue();
        CHECK_STATUS(convai_operation_wait(operation, PATIENT_MS), CONVAI_OK);
        CHECK_STATUS(end_of(&operation), CONVAI_OK);
        CHECK_NUMBER(KEEP_GET(&server, accepted), accepted + 1);
        CHECK_NUMBER(KEEP_GET(&server, requests), requests + 1);
    }
    CHECK_NUMBER(KEEP_GET(&server, accepted), ROUNDS + 1);
}

static int threads_are_held;

typedef struct held_thread {
    void *(*body)(void *);
    void *argument;
} held_thread;

static void *runs_later(void *argument) {
    held_thread held = *(held_thread *)argument;
    free(argument);
    while (CLOCK_GET(threads_are_held))
        sleep_ms(0.1);
    return held.body(held.argument);
}

/* Replaces the function by which the library starts a thread, so that the threads that compute can be held. */
int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *), void *argument) {
    int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    held_thread *held = malloc(sizeof *held);
    REQUIRE(held != NULL);
    held->body = body;
    held->argument = argument;
    *(void **)&real = dlsym(RTLD_NEXT, "pthread_create");
    return real(thread, attributes, runs_later, held);
}

static int io_wakes;

/* Replaces the function by which a thread of the library tells the I/O thread that there is something to do: it adds a
 * number to a counter of the system. */
ssize_t write(int fd, const void *bytes, size_t length) {
    long written = syscall(SYS_write, fd, bytes, length);
    if (length == sizeof(uint64_t))
        __atomic_add_fetch(&io_wakes, 1, __ATOMIC_SEQ_CST);
    return written;
}

/* The request chooses a connection whose end the I/O thread has not looked at yet. It looks at the ends in the order in
 * which they arrived, and after some of them at what other threads have prepared: here a long text that was encoded. It
 * takes the connection that became idle last, which is the one that ended last. */
static void a_request_whose_connection_turns_out_to_be_dead_is_sent_over_another_one(void) {
    enum { IDLE = 60 };
    static char text[300000];
    convai_operation *operations[IDLE], *turn;
    convai_response *response;
    int i;
    memset(text, 'x', sizeof text - 1);
    KEEP_SET(&server, silent_from = 0);
    for (i = 0; i < IDLE; i++) {
        operations[i] = start_get(client, 0);
        EVENTUALLY(KEEP_GET(&server, requests) == i + 1);
    }
    for (i = 0; i < IDLE; i++) {
        KEEP_SET(&server, silent_from = i + 1);
        CHECK_STATUS(convai_operation_wait(operations[i], PATIENT_MS), CONVAI_OK);
        CHECK_STATUS(end_of(&operations[i]), CONVAI_OK);
    }
    KEEP_SET(&server, silent_from = KEEP_ALIVE_CONNECTIONS);
    CLOCK_SET(threads_are_held, 1);
    turn = convai_get_response_text_async(client, PUBLIC_CHARACTER, NULL, text, CONVAI_TEXT, NULL, NULL);
    io_settles();
    CHECK_NUMBER(state_of(turn), CONVAI_STATE_QUEUED);
    io_hold();
    for (i = 1; i <= IDLE; i++) {
        KEEP_SET(&server, closed_before = i);
        EVENTUALLY(KEEP_GET(&server, closed) == i);
    }
    EVENTUALLY(clients_sockets_have_ended());
    CLOCK_SET(io_wakes, 0);
    CLOCK_SET(threads_are_held, 0);
    EVENTUALLY(CLOCK_GET(io_wakes) > 0);
    io_continue();
    CHECK_STATUS(convai_operation_wait(turn, PATIENT_MS), CONVAI_OK);
    response = convai_operation_take_response(turn);
    CHECK_OK(response);
    convai_response_free(&response);
    CHECK_STATUS(convai_operation_free(&turn), CONVAI_OK);
    CHECK_NUMBER(KEEP_GET(&server, accepted), IDLE + 1);
    CHECK_NUMBER(KEEP_GET(&server, requests), IDLE + 1);
}

static void check_lost(const convai_error *error) {
    CHECK_ERROR(error, CONVAI_ERROR_CONNECTION_LOST);
    CHECK(error && error->request_sent && error->retryable);
}

/* A call that changes something at the service, and one that costs quota. */
static void lose(int is_turn) {
    if (is_turn) {
        convai_response *response = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Hi", CONVAI_TEXT, NULL);
        check_lost(response->error);
        convai_response_free(&response);
    } else {
        convai_character_spec spec = valid_spec();
        convai_character *character = convai_character_create(client, &spec, NULL);
        check_lost(character->error);
        convai_character_free(&character);
    }
}

/* The connection ends after one byte of the request, or after the whole of it: on a connection that is new, and on one that
 * has answered before. */
static void a_request_is_not_repeated_once_a_byte_was_sent(void) {
    static const char *const names[] = {"", "one byte was read", "the request was read"};
    int end, is_turn, is_reused;
    for (end = KEEP_RESETS; end <= KEEP_SWALLOWS; end++)
        for (is_turn = 0; is_turn < 2; is_turn++)
            for (is_reused = 0; is_reused < 2; is_reused++) {
                int accepted, requests;
                check_context = names[end];
                if (is_reused)
                    get_works();
                accepted = KEEP_GET(&server, accepted);
                requests = KEEP_GET(&server, requests);
                KEEP_SET(&server, end = end);
                lose(is_turn);
                /* Nothing is left to do, and neither a second connection nor a second request was seen. */
                io_settles();
                KEEP_SET(&server, end = KEEP_ANSWERS);
                CHECK_NUMBER(KEEP_GET(&server, accepted), accepted + !is_reused);
                CHECK_NUMBER(KEEP_GET(&server, requests), requests + (end == KEEP_SWALLOWS));
                EVENTUALLY(KEEP_GET(&server, closed) == KEEP_GET(&server, accepted));
            }
    get_works();
}
#else
static void a_request_moves_to_a_new_connection_if_the_idle_one_is_dead(void) { note("needs Linux"); }
static void a_request_whose_connection_turns_out_to_be_dead_is_sent_over_another_one(void) { note("needs Linux"); }
static void a_request_is_not_repeated_once_a_byte_was_sent(void) { note("needs Linux"); }
#endif

TEST_CASES(set_up, tear_down,
           CASE(a_request_moves_to_a_new_connection_if_the_idle_one_is_dead),
           CASE(a_request_whose_connection_turns_out_to_be_dead_is_sent_over_another_one),
           CASE(a_request_is_not_repeated_once_a_byte_was_sent))
