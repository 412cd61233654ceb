/*
 * Cancels calls that wait for a reply: cancel COUNT BASE_URL
 *
 * Prints for each call when it was cancelled and when the waiting thread was released (CLOCK_MONOTONIC, in nanoseconds).
 * The server reports when the connection was closed.
 */

#include "bench.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifdef LIBCURL
#include <curl/curl.h>

static CURL *curl;
static volatile int wanted;

/* libcurl calls this function from time to time. It cancels the call by returning 1. */
static int progress(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d) {
    return (void)context, (void)a, (void)b, (void)c, (void)d, wanted;
}

static void setup(const char *base_url) {
    char url[512];
    snprintf(url, sizeof url, "%s/character/getResponse", base_url);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    curl = curl_easy_init();
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, "charID=" CHARACTER "&sessionID=-1&voiceResponse=False&userText=Hello");
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, progress);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
}

static void start(void) { wanted = 0; }
static void cancel(void) { wanted = 1; }
static void wait_for_it(void) { if (curl_easy_perform(curl) != CURLE_ABORTED_BY_CALLBACK) stop("not cancelled"); }
static void end(void) {}
#else
#include <convai.h>

static convai_client *client;
static convai_operation *operation;

static void setup(const char *base_url) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    options.api_key = API_KEY;
    options.base_url = base_url;
    client = convai_client_new(&options, NULL);
}

static void start(void) {
    operation = convai_get_response_text_async(client, CHARACTER, CONVAI_NEW_SESSION, USER_TEXT, CONVAI_TEXT, NULL, NULL);
}

static void cancel(void) { convai_operation_cancel(operation); }
static void wait_for_it(void) { convai_operation_wait(operation, -1); }

static void end(void) {
    convai_response *answer = convai_operation_take_response(operation);
    if (!answer->error || answer->error->status != CONVAI_ERROR_CANCELLED) stop("not cancelled");
    convai_response_free(&answer);
    convai_operation_free(&operation);
}
#endif

static void *waiter(void *released) {
    wait_for_it();
    *(uint64_t *)released = now_ns();
    return NULL;
}

int main(int argc, char **argv) {
    if (argc != 3) stop("usage: cancel COUNT BASE_URL");
    size_t count = strtoul(argv[1], NULL, 10);
    setup(argv[2]);
    putchar('[');
    for (size_t i = 0; i < count; i++) {
        pthread_t thread;
        uint64_t released;
        start();
        if (pthread_create(&thread, NULL, waiter, &released)) stop("a thread cannot be started");
        usleep(20000 + (useconds_t)(i * 37 % 50) * 4000); /* the server has the request by then */
        uint64_t cancelled = now_ns();
        cancel();
        pthread_join(thread, NULL);
        end();
        printf("%s[%llu, %llu]", i ? ", " : "", (unsigned long long)cancelled, (unsigned long long)released);
    }
    puts("]");
    return 0;
}
