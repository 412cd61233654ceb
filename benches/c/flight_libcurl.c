/* Many requests in flight, with a thread and a libcurl handle for each: flight_libcurl COUNT BASE_URL */

#include "bench.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static char url[512];

static size_t drop(char *piece, size_t size, size_t count, void *context) {
    (void)piece, (void)context;
    return size * count;
}

static void *turn(void *context) {
    CURL *curl = curl_easy_init();
    struct curl_slist *headers = curl_slist_append(NULL, "CONVAI-API-KEY: " API_KEY);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, "charID=" CHARACTER "&sessionID=-1&voiceResponse=False&userText=Hello");
    if (curl_easy_perform(curl) != CURLE_OK) stop("a call failed");
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return context;
}

int main(int argc, char **argv) {
    if (argc != 3) stop("usage: flight_libcurl COUNT BASE_URL");
    size_t count = strtoul(argv[1], NULL, 10);
    snprintf(url, sizeof url, "%s/character/getResponse", argv[2]);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    pthread_t *threads = calloc(count, sizeof *threads);
    for (size_t i = 0; i < count; i++)
        if (pthread_create(&threads[i], NULL, turn, NULL)) stop("a thread cannot be started");
    for (size_t i = 0; i < count; i++) pthread_join(threads[i], NULL);
    puts("{}");
    return 0;
}
