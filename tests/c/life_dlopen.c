/* Loads the library, talks, closes and unloads it, many times over. Usage: life_dlopen LIBRARY BASE_URL ROUNDS */
#define _GNU_SOURCE
#include <convai.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#define FIND(name) (*(void **)&name##_ = dlsym(library, #name), name##_ != NULL)

int main(int argc, char **argv) {
    int round, rounds = argc > 3 ? atoi(argv[3]) : 0;
    for (round = 0; round < rounds; round++) {
        convai_client *(*convai_client_new_)(const convai_client_options *, convai_error **);
        convai_response *(*convai_get_response_text_)(convai_client *, const char *, const char *, const char *, uint32_t);
        convai_status (*convai_response_free_)(convai_response **);
        convai_status (*convai_client_free_)(convai_client **);
        uint64_t (*convai_live_objects_)(void);
        convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
        convai_client *client;
        convai_response *response;
        void *library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
        if (!library || !FIND(convai_client_new) || !FIND(convai_get_response_text) || !FIND(convai_response_free) ||
            !FIND(convai_client_free) || !FIND(convai_live_objects)) {
            printf("round %d: %s\n", round, dlerror());
            return 1;
        }
        options.api_key = "test-key-123";
        options.base_url = argv[2];
        client = convai_client_new_(&options, NULL);
        response = convai_get_response_text_(client, "0e8c5a3a-1d2f-11f0-9c3b-42010a7be001", NULL, "Hello", 0);
        if (response->error) {
            printf("round %d: %s\n", round, response->error->message);
            return 1;
        }
        if (convai_response_free_(&response) || convai_client_free_(&client) || convai_live_objects_() ||
            dlclose(library)) {
            printf("round %d: not everything was given back\n", round);
            return 1;
        }
    }
    printf("%d rounds\n", rounds);
    return 0;
}
