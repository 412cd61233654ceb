/* Handles, and the addresses of variables that the free functions take. */
#ifndef MISUSE_HANDLES_H
#define MISUSE_HANDLES_H

#include "structs.h"

enum { BAD_HANDLES = 9 };

/* Not a handle of this kind: NULL, freed before, alive but of another kind, and made up in several ways. */
static void *bad_handle(world *w, int kind, int i) {
    uintptr_t good = (uintptr_t)there.alive[kind];
    expect(w, CONVAI_ERROR_BAD_HANDLE);
    switch (i) {
    case 1: return NULL;
    case 2: return there.freed[kind];
    case 3: return there.alive[(kind + 1) % HANDLES];
    case 4: return there.alive[(kind + 2) % HANDLES];
    case 5: return there.alive[(kind + 3) % HANDLES];
    case 6: return w;
    case 7: return (void *)UINTPTR_MAX;
    default: return (void *)(good ^ ((uintptr_t)1 << (sizeof good * 8 - 1))); /* of a generation that is far off */
    }
}

static void *handle(world *w, void *good, int kind, int i) { return i == 0 ? good : bad_handle(w, kind, i); }

enum {
    client_VALUES = BAD_HANDLES,
    own_client_VALUES = BAD_HANDLES,
    operation_VALUES = BAD_HANDLES,
    character_operation_VALUES = BAD_HANDLES + 1,
    result_operation_VALUES = BAD_HANDLES + 1,
    conversation_VALUES = BAD_HANDLES,
    utterance_VALUES = BAD_HANDLES
};

static void client_value(world *w, int i, convai_client **client) { *client = handle(w, there.alive[CLIENT], CLIENT, i); }

static void own_client_value(world *w, int i, convai_client **client) {
    if (i == 0)
        w->own_client = new_client();
    *client = handle(w, w->own_client, CLIENT, i);
}

static void operation_value(world *w, int i, convai_operation **operation) {
    *operation = handle(w, there.alive[OPERATION], OPERATION, i);
}

/* One whose result is of another kind, too. */
static void character_operation_value(world *w, int i, convai_operation **operation) {
    *operation = i == BAD_HANDLES ? there.alive[OPERATION] : handle(w, there.with_character, OPERATION, i);
    if (i == BAD_HANDLES)
        expect(w, CONVAI_ERROR_WRONG_KIND);
}

static void result_operation_value(world *w, int i, convai_operation **operation) {
    *operation = i == BAD_HANDLES ? there.alive[OPERATION] : handle(w, there.with_result, OPERATION, i);
    if (i == BAD_HANDLES)
        expect(w, CONVAI_ERROR_WRONG_KIND);
}

static void conversation_value(world *w, int i, convai_conversation **conversation) {
    *conversation = handle(w, there.alive[CONVERSATION], CONVERSATION, i);
}

static void utterance_value(world *w, int i, convai_utterance **utterance) {
    static const int16_t silence[8];
    *utterance = handle(w, there.alive[UTTERANCE], UTTERANCE, i);
    if (i)
        return;
    convai_utterance_push(*utterance, silence, 8); /* so that there is something to say */
    if (!w->alone) /* which another thread may say or clear first */
        w->disturbed = CONVAI_ERROR_AUDIO_INPUT;
}

/* ---- the variables of the free functions ---- */

static void *variable(world *w, void *value, int odd) {
    w->variable = w->variable_room + odd;
    w->held = value;
    memcpy(w->variable, &value, sizeof value);
    return w->variable;
}

enum {
    address_of_client_VALUES = BAD_HANDLES + 3,
    address_of_operation_VALUES = BAD_HANDLES + 3,
    address_of_conversation_VALUES = BAD_HANDLES + 3,
    address_of_utterance_VALUES = BAD_HANDLES + 3,
    address_of_error_VALUES = 8,
    address_of_result_VALUES = 8,
    address_of_character_VALUES = 8,
    address_of_response_VALUES = 8,
    address_of_audio_VALUES = 8
};

static void *fresh_operation(void) {
    return convai_character_get_async(there.alive[CLIENT], there.character, NULL, NULL);
}
static void *fresh_conversation(void) {
    return convai_conversation_new(there.alive[CLIENT], there.character, NULL, NULL);
}
static void *fresh_utterance(void) {
    convai_utterance_options options = some_recording();
    return convai_utterance_new(&options, NULL);
}

/* One that is alive, at an even and at an odd address; one that was freed twice; nothing; and all that is no handle. */
#define ADDRESS_OF_HANDLE(type, kind, fresh)                                                          \
    static void address_of_##type##_value(world *w, int i, convai_##type ***address) {                \
        convai_##type *twice;                                                                         \
        switch (i) {                                                                                  \
        case 0: *address = variable(w, fresh, 0); return;                                             \
        case 1: *address = variable(w, NULL, 1); return;                                              \
        case BAD_HANDLES: *address = NULL; return;                                                    \
        case BAD_HANDLES + 1: *address = variable(w, fresh, 1); return;                               \
        case BAD_HANDLES + 2:                                                                         \
            *address = variable(w, twice = fresh, 0);                                                 \
            convai_##type##_free(&twice);                                                             \
            expect(w, CONVAI_ERROR_BAD_HANDLE);                                                       \
            return;                                                                                   \
        default: *address = variable(w, bad_handle(w, kind, i), 0); return;                           \
        }                                                                                             \
    }
ADDRESS_OF_HANDLE(client, CLIENT, new_client())
ADDRESS_OF_HANDLE(operation, OPERATION, fresh_operation())
ADDRESS_OF_HANDLE(conversation, CONVERSATION, fresh_conversation())
ADDRESS_OF_HANDLE(utterance, UTTERANCE, fresh_utterance())

static convai_error *fresh_error(void) {
    convai_error *error = NULL;
    convai_client_new(NULL, &error);
    return error;
}

/* Results are memory: one that was freed is not tried, as its address may be that of another thread's by now. */
#define ADDRESS_OF_RESULT(type, fresh, other)                                                         \
    static void address_of_##type##_value(world *w, int i, convai_##type ***address) {                \
        switch (i) {                                                                                  \
        case 0: *address = variable(w, fresh, 0); return;                                             \
        case 1: *address = variable(w, fresh, 1); return;                                             \
        case 2: *address = variable(w, NULL, 0); return;                                              \
        case 3: *address = NULL; return;                                                              \
        case 4: *address = variable(w, (void *)other, 0); break;                                      \
        case 5: *address = variable(w, (void *)there.response->error, 0); break;                      \
        case 6: *address = variable(w, there.alive[CLIENT], 0); break;                                \
        default: *address = variable(w, w, 0); break;                                                 \
        }                                                                                             \
        expect(w, CONVAI_ERROR_BAD_HANDLE);                                                           \
    }
ADDRESS_OF_RESULT(error, fresh_error(), there.response)
ADDRESS_OF_RESULT(result, convai_character_delete(NULL, NULL, NULL), there.response)
ADDRESS_OF_RESULT(character, convai_character_get(NULL, NULL, NULL), there.response)
ADDRESS_OF_RESULT(response, convai_operation_take_response(NULL), there.audio)
ADDRESS_OF_RESULT(audio, convai_audio_build_wav(NULL, 0), there.response)

#endif
