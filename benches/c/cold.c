/*
 * Measures a cold start, as in a plugin: loads the library, creates a client, and gets the first reply.
 *
 *     cold LIBRARY BASE_URL
 *
 * Prints the time of each step in nanoseconds as a line of JSON, with the time of another client once the library is warm.
 */

#include "bench.h"

#include <convai.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

static __typeof__(&convai_client_new) client_new;
static __typeof__(&convai_client_free) client_free;
static __typeof__(&convai_get_response_text) get_response_text;
static __typeof__(&convai_response_free) response_free;

static void load(const char *path) {
    void *library = dlopen(path, RTLD_NOW);
    if (!library) stop(dlerror());
    *(void **)&client_new = dlsym(library, "convai_client_new");
    *(void **)&client_free = dlsym(library, "convai_client_free");
    *(void **)&get_response_text = dlsym(library, "convai_get_response_text");
    *(void **)&response_free = dlsym(library, "convai_response_free");
}

static uint64_t create_and_free(convai_client_options *options) {
    uint64_t start = now_ns();
    convai_client *client = client_new(options, NULL);
    uint64_t took = now_ns() - start;
    if (!client) stop("the client cannot be created");
    client_free(&client);
    return took;
}

int main(int argc, char **argv) {
    if (argc != 3) stop("usage: cold LIBRARY BASE_URL");
    uint64_t start = now_ns();
    load(argv[1]);
    uint64_t loaded = now_ns();
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    options.api_key = API_KEY;
    options.base_url = argv[2];
    convai_client *client = client_new(&options, NULL);
    uint64_t created = now_ns();
    if (!client) stop("the client cannot be created");
    convai_response *answer = get_response_text(client, CHARACTER, CONVAI_NEW_SESSION, USER_TEXT, CONVAI_TEXT, NULL);
    uint64_t answered = now_ns();
    if (answer->error) stop(answer->error->message);
    response_free(&answer);
    client_free(&client);

    options.base_url = NULL; /* the URL of the service, with TLS; no request is sent */
    uint64_t tls = create_and_free(&options), warm[101];
    for (int i = 0; i < 101; i++) warm[i] = create_and_free(&options);
    sort_ns(warm, 101);
    printf("{\"load\": %llu, \"new\": %llu, \"first_reply\": %llu, \"new_tls\": %llu, \"new_warm\": %llu}\n",
           (unsigned long long)(loaded - start), (unsigned long long)(created - loaded),
           (unsigned long long)(answered - created), (unsigned long long)tls, (unsigned long long)warm[50]);
    return 0;
}
