/* Loads the library, makes a call, closes the client and unloads the library, many times. The library stays mapped, and
 * nothing leaks. Usage: life_dlopen LIBRARY ROUNDS */
#define _GNU_SOURCE
#include "footprint.h"
#include "shared_library.h"

/* The first rounds allocate memory that is kept. */
#define WARM_UP 20

static int fails(int round, const char *why) {
    printf("round %d: %s\n", round, why);
    return 1;
}

#define FIND(name) (*(void **)&name##_ = find_function(library, #name), name##_ != NULL)

/* Calls through pointers: this program is not linked with the library. */
static int one_round(const char *path, int round) {
    convai_client *(*convai_client_new_)(const convai_client_options *, convai_error **);
    convai_response *(*convai_get_response_text_)(convai_client *, const char *, const char *, const char *, uint32_t,
                                                  const convai_call_options *);
    convai_status (*convai_response_free_)(convai_response **);
    convai_status (*convai_client_close_)(convai_client *, int32_t);
    convai_status (*convai_client_free_)(convai_client **);
    uint64_t (*convai_live_objects_)(void);
    convai_client_options options = client_options();
    convai_client *client;
    convai_response *response;
    void *library = open_library(path);
    if (!library || !FIND(convai_client_new) || !FIND(convai_get_response_text) || !FIND(convai_response_free) ||
        !FIND(convai_client_close) || !FIND(convai_client_free) || !FIND(convai_live_objects))
        return fails(round, "it cannot be loaded");
    client = convai_client_new_(&options, NULL);
    response = convai_get_response_text_(client, PUBLIC_CHARACTER, NULL, "Hello", CONVAI_TEXT, NULL);
    if (response->error)
        return fails(round, response->error->message);
    if (convai_response_free_(&response) || convai_client_close_(client, 10000) || convai_client_free_(&client) ||
        convai_live_objects_())
        return fails(round, "an object was not freed");
    if (!close_library(library))
        return fails(round, "it cannot be unloaded");
    /* Its code can still be called: a thread of the library may run it. */
    return convai_live_objects_() ? fails(round, "an object appeared") : 0;
}

int main(int argc, char **argv) {
    int round, rounds = argc > 2 ? atoi(argv[2]) : 0;
    footprint early = footprint_now(), late;
    for (round = 0; round < rounds; round++) {
        if (round == WARM_UP)
            early = footprint_now();
        if (one_round(argv[1], round))
            return 1;
    }
    late = footprint_now();
    note_footprint(early, "after", WARM_UP, "rounds");
    note_footprint(late, "after", (unsigned long)rounds, "rounds");
    note("figure: life.rounds ~ %d", rounds);
    figure_footprint(early, "life.early");
    figure_footprint(late, "life.late");
    if (late.threads > early.threads || late.descriptors > early.descriptors)
        return fails(rounds, "threads or descriptors leak");
    if (!no_more_memory(early, late))
        return fails(rounds, "memory leaks");
    printf("%d checks passed\n", rounds);
    return 0;
}
