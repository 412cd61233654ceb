/* A game loop at 60 Hz that talks to three characters at once. No call of the library blocks: the loop starts a turn, polls
 * it once per frame, and takes its result from the completion queue. It interrupts one character. At the end it prints the
 * longest time that a call took. (The emulator replies at once: start it with --latency-ms 500 to see the interruption.)
 *
 *     game_loop [CHARACTER_ID...]
 *
 * CONVAI_API_KEY is your API key. CONVAI_CHARACTER_ID is the character if no id is given. CONVAI_BASE_URL is the URL of the
 * service, if it is not the default. */
#if !defined(_WIN32)
#define _POSIX_C_SOURCE 199309L
#include <time.h>
#else
#include <windows.h>
#endif
#include <convai.h>
#include <stdio.h>
#include <stdlib.h>

enum { CHARACTERS = 3, FRAMES_AT_MOST = 60 * 90, INTERRUPTED = 1, INTERRUPTED_AT = 12 };

typedef struct npc {
    const char *name;
    convai_conversation *conversation;
    convai_operation *turn; /* the running turn, or NULL */
} npc;

#if defined(_WIN32)
static double seconds(void) {
    LARGE_INTEGER now, per_second;
    QueryPerformanceCounter(&now);
    QueryPerformanceFrequency(&per_second);
    return (double)now.QuadPart / (double)per_second.QuadPart;
}
static void pause_for(double time) { Sleep((DWORD)(time * 1e3)); }
#else
static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}
static void pause_for(double time) {
    struct timespec left = {0, (long)(time * 1e9)};
    nanosleep(&left, NULL);
}
#endif

/* Measures a call of the library, because its time is a part of the frame. */
static double longest;
static const char *longest_call = "none";
#define TIMED(name, statement)                  \
    do {                                        \
        double from = seconds(), took;          \
        statement;                              \
        took = seconds() - from;                \
        if (took > longest) {                   \
            longest = took;                     \
            longest_call = name;                \
        }                                       \
    } while (0)

/* user_data identifies the character when the turn ends. */
static void ask(npc *npcs, int who, const char *text) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_error *error = NULL;
    options.user_data = (uint64_t)who;
    TIMED("say_async", npcs[who].turn = convai_conversation_say_async(npcs[who].conversation, text, CONVAI_VOICE, &options,
                                                                      &error));
    printf("  You to %s: %s\n", npcs[who].name, text);
    if (error) fprintf(stderr, "  %s\n", error->message);
    convai_error_free(&error);
}

/* Takes the turns that have ended since the last frame. Returns how many of them succeeded or failed. */
static int drain(convai_client *client, npc *npcs, int frame) {
    convai_event event = CONVAI_EVENT_INIT;
    convai_status status;
    int ended = 0;
    for (;;) {
        convai_response *answer;
        TIMED("next", status = convai_client_next(client, 0, &event));
        if (status != CONVAI_OK) return ended;
        TIMED("take_response", answer = convai_operation_take_response(event.operation));
        if (npcs[event.user_data].turn == event.operation) npcs[event.user_data].turn = NULL;
        if (!answer->error) printf("frame %4d: %s: %s\n", frame, npcs[event.user_data].name, answer->text);
        else if (answer->error->status == CONVAI_ERROR_CANCELLED) printf("frame %4d: %s falls silent\n", frame, npcs[event.user_data].name);
        else printf("frame %4d: %s: (%s)\n", frame, npcs[event.user_data].name, answer->error->message);
        ended += !answer->error || answer->error->status != CONVAI_ERROR_CANCELLED;
        TIMED("response_free", convai_response_free(&answer));
        TIMED("operation_free", convai_operation_free(&event.operation));
    }
}

/* A game would draw this above their heads. */
static void show_progress(npc *npcs, int frame) {
    static const char *const states[] = {"waits", "listens", "thinks", "speaks", "is done"};
    int who;
    for (who = 0; who < CHARACTERS; who++) {
        convai_progress progress = CONVAI_PROGRESS_INIT;
        if (!npcs[who].turn) continue;
        TIMED("poll", convai_operation_poll(npcs[who].turn, &progress));
        if (frame % 6 == 0)
            printf("frame %4d: %s %s (%lu bytes sent, %lu received)\n", frame, npcs[who].name, states[progress.state],
                   (unsigned long)progress.bytes_sent, (unsigned long)progress.bytes_received);
    }
}

int main(int argc, char **argv) {
    npc npcs[CHARACTERS] = {{"Ada", NULL, NULL}, {"Bo", NULL, NULL}, {"Cy", NULL, NULL}};
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    convai_error *error = NULL;
    convai_client *client;
    int who, frame, answers = 0;
    options.api_key = getenv("CONVAI_API_KEY");
    options.base_url = getenv("CONVAI_BASE_URL");
    client = convai_client_new(&options, &error);
    for (who = 0; client && !error && who < CHARACTERS; who++) {
        const char *id = argc > 1 ? argv[1 + who % (argc - 1)] : getenv("CONVAI_CHARACTER_ID");
        npcs[who].conversation = convai_conversation_new(client, id, CONVAI_NEW_SESSION, &error);
    }
    if (error) {
        fprintf(stderr, "%s\n", error->message);
        convai_error_free(&error);
        convai_client_free(&client);
        return 1;
    }
    for (who = 0; who < CHARACTERS; who++) ask(npcs, who, "Tell me everything about yourself, please.");
    for (frame = 1; frame <= FRAMES_AT_MOST && answers < CHARACTERS; frame++) {
        double start = seconds(), left;
        if (frame == INTERRUPTED_AT && npcs[INTERRUPTED].turn) {
            TIMED("interrupt", convai_conversation_interrupt(npcs[INTERRUPTED].conversation));
            ask(npcs, INTERRUPTED, "Never mind. What are you afraid of?");
        }
        answers += drain(client, npcs, frame);
        show_progress(npcs, frame);
        left = 1.0 / 60 - (seconds() - start); /* a game would render in the rest of the frame */
        if (left > 0) pause_for(left);
    }
    printf("%d answers in %d frames; the longest call was %s: %.3f ms of a frame's 16.7 ms\n", answers, frame - 1,
           longest_call, longest * 1e3);
    for (who = 0; who < CHARACTERS; who++) convai_conversation_free(&npcs[who].conversation);
    convai_client_free(&client);
    return answers == CHARACTERS ? 0 : 1;
}
