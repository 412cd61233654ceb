/* Signals: a connection that the server closes early raises no SIGPIPE in the host program, and no signal handler of the
 * host program runs on a thread of the library. */
#define _GNU_SOURCE
#include "operations.h"
#include <signal.h>

/* Reads a part of each request and closes the connection. */
static void *reads_a_part(void *argument) {
    int listener = *(int *)argument, round;
    static char bytes[100000];
    for (round = 0; round < 12; round++) {
        int peer = accept(listener, NULL, NULL);
        size_t got = 0;
        while (got < sizeof bytes) {
            long more = (long)recv(peer, bytes, sizeof bytes - got, 0);
            if (more <= 0)
                break;
            got += (size_t)more;
        }
        close_socket(peer);
    }
    return NULL;
}

static void a_connection_closed_by_the_server_raises_no_sigpipe(void) {
    static int16_t samples[2000000];
    convai_client_options options = client_options();
    convai_pcm pcm = CONVAI_PCM_INIT;
    char url[64];
    int port, round, listener = raw_listen(64, &port);
    pthread_t server = run(reads_a_part, &listener);
    convai_client *client;
    signal(SIGPIPE, SIG_DFL);
    snprintf(url, sizeof url, "http://127.0.0.1:%d", port);
    options.base_url = url;
    client = convai_client_new(&options, NULL);
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = samples;
    pcm.frames = sizeof samples / sizeof *samples;
    pcm.channels = 1;
    pcm.sample_rate = 48000;
    for (round = 0; round < 12; round++) {
        convai_response *response = convai_get_response_pcm(client, "someone", NULL, &pcm, CONVAI_TEXT, NULL);
        CHECK_ERROR(response->error, CONVAI_ERROR_CONNECTION_LOST);
        CHECK(response->error && response->error->request_sent == 1);
        convai_response_free(&response);
    }
    join(server);
    close_socket(listener);
    convai_client_free(&client);
}

static volatile sig_atomic_t handled;
static pthread_t handled_by;

static void handle(int number) {
    (void)number;
    handled_by = pthread_self();
    handled = 1;
}

static void a_signal_handler_runs_on_a_thread_of_the_host_program(void) {
    sigset_t blocked, before;
    convai_client *client = new_client();
    convai_operation *operation = start_get(client, 0);
    convai_operation_wait(operation, -1);
    signal(SIGUSR1, handle);
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &blocked, &before);
    /* Every thread of the program blocks the signal: only a thread of the library could receive it. */
    kill(getpid(), SIGUSR1);
    sleep_ms(50);
    CHECK(!handled);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    EVENTUALLY(handled);
    CHECK(pthread_equal(handled_by, pthread_self()));
    convai_operation_free(&operation);
    convai_client_free(&client);
}

TEST_CASES(NULL, NULL,
           CASE(a_connection_closed_by_the_server_raises_no_sigpipe),
           CASE(a_signal_handler_runs_on_a_thread_of_the_host_program))
