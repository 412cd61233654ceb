/* Values of handles, and of the addresses that the free functions take. */
#ifndef MISUSE_HANDLES_H
#define MISUSE_HANDLES_H

#include "structs.h"

enum { BAD_HANDLES = 9 };

/* An invalid handle: NULL, freed before, of another kind, or forged. */
static void *bad_handle(fixture *w, int kind, int i) {
    uintptr_t good = (uintptr_t)shared.alive[kind];
    expect(w, CONVAI_ERROR_BAD_HANDLE);
    switch (i) {
    case 1: return NULL;
    case 2: return shared.freed[kind];
    case 3: return shared.alive[(kind + 1) % HANDLES];
    case 4: return shared.alive[(kind + 2) % HANDLES];
    case 5: return shared.alive[(kind + 3) % HANDLES];
    case 6: return w;
    case 7: return (void *)UINTPTR_MAX;
    default: return (void *)(good ^ ((uintptr_t)1 << (sizeof good * 8 - 1))); /* another generation */
    }
}

static void *handle(fixture *w, void *good, int kind, int i) { return i == 0 ? good : bad_handle(w, kind, i); }

enum {
    client_VALUES = BAD_HANDLES,
    own_client_VALUES = BAD_HANDLES,
    operation_VALUES = BAD_HANDLES,
    character_operation_VALUES = BAD_HANDLES + 1,
    result_operation_VALUES = BAD_HANDLES + 1,
    characters_operation_VALUES = BAD_HANDLES + 1,
    voices_operation_VALUES = BAD_HANDLES + 1,
    languages_operation_VALUES = BAD_HANDLES + 1,
    token_operation_VALUES = BAD_HANDLES + 1,
    chats_operation_VALUES = BAD_HANDLES + 1,
    chat_operation_VALUES = BAD_HANDLES + 1,
    usage_operation_VALUES = BAD_HANDLES + 1,
    generated_text_operation_VALUES = BAD_HANDLES + 1,
    audio_operation_VALUES = BAD_HANDLES + 1,
    sections_operation_VALUES = BAD_HANDLES + 1,
    triggers_operation_VALUES = BAD_HANDLES + 1,
    conversation_VALUES = BAD_HANDLES,
    utterance_VALUES = BAD_HANDLES,
    listening_VALUES = BAD_HANDLES + 1,
    begun_VALUES = BAD_HANDLES + 1,
    queue_VALUES = BAD_HANDLES,
    playback_VALUES = BAD_HANDLES,
    optional_playback_VALUES = BAD_HANDLES
};

static void client_value(fixture *w, int i, convai_client **client) { *client = handle(w, shared.alive[CLIENT], CLIENT, i); }

static void own_client_value(fixture *w, int i, convai_client **client) {
    if (i == 0)
        w->own_client = new_client();
    *client = handle(w, w->own_client, CLIENT, i);
}

static void operation_value(fixture *w, int i, convai_operation **operation) {
    *operation = handle(w, shared.alive[OPERATION], OPERATION, i);
}

/* Also one whose result is of another kind. */
#define OPERATION_WITH(noun)                                                                         \
    static void noun##_operation_value(fixture *w, int i, convai_operation **operation) {            \
        *operation = i == BAD_HANDLES ? shared.alive[OPERATION] : handle(w, shared.with_##noun, OPERATION, i); \
        if (i == BAD_HANDLES)                                                                        \
            expect(w, CONVAI_ERROR_WRONG_KIND);                                                      \
    }
OPERATION_WITH(character)
OPERATION_WITH(result)
OPERATION_WITH(characters)
OPERATION_WITH(voices)
OPERATION_WITH(languages)
OPERATION_WITH(chats)
OPERATION_WITH(chat)
OPERATION_WITH(usage)
OPERATION_WITH(generated_text)
OPERATION_WITH(audio)
OPERATION_WITH(sections)
OPERATION_WITH(triggers)

static void token_operation_value(fixture *w, int i, convai_operation **operation) {
    *operation = i == BAD_HANDLES ? shared.alive[OPERATION] : handle(w, shared.with_token, OPERATION, i);
    if (i == BAD_HANDLES)
        expect(w, CONVAI_ERROR_WRONG_KIND);
}

static void conversation_value(fixture *w, int i, convai_conversation **conversation) {
    *conversation = handle(w, shared.alive[CONVERSATION], CONVERSATION, i);
}

static void queue_value(fixture *w, int i, convai_queue **queue) { *queue = handle(w, shared.alive[QUEUE], QUEUE, i); }

static void playback_value(fixture *w, int i, convai_playback **playback) {
    *playback = handle(w, shared.alive[PLAYBACK], PLAYBACK, i);
}

/* NULL is allowed. */
static void optional_playback_value(fixture *w, int i, convai_playback **playback) {
    *playback = i == 1 ? NULL : handle(w, shared.alive[PLAYBACK], PLAYBACK, i);
}

static void utterance_value(fixture *w, int i, convai_utterance **utterance) {
    static const int16_t silence[8];
    *utterance = handle(w, shared.alive[UTTERANCE], UTTERANCE, i);
    if (i)
        return;
    convai_utterance_push(*utterance, silence, 8); /* so that a turn can send something */
    if (!w->alone) /* another thread may send or clear it first */
        w->also_allowed = CONVAI_ERROR_AUDIO_INPUT;
}

/* Also one with another trigger. */
static void listening_value(fixture *w, int i, convai_utterance **utterance) {
    *utterance = i == BAD_HANDLES ? shared.alive[UTTERANCE] : handle(w, shared.listening, UTTERANCE, i);
    if (i == BAD_HANDLES)
        expect(w, CONVAI_ERROR_WRONG_KIND);
}

static void begun_value(fixture *w, int i, convai_utterance **utterance) {
    *utterance = i == BAD_HANDLES ? shared.alive[UTTERANCE] : handle(w, shared.begun, UTTERANCE, i);
    if (i == BAD_HANDLES)
        expect(w, CONVAI_ERROR_WRONG_KIND);
}

/* ---- the variables of the free functions ---- */

static void *variable(fixture *w, void *value, int odd) {
    w->variable = w->variable_bytes + odd;
    w->held = value;
    memcpy(w->variable, &value, sizeof value);
    return w->variable;
}

enum {
    address_of_client_VALUES = BAD_HANDLES + 3,
    address_of_operation_VALUES = BAD_HANDLES + 3,
    address_of_conversation_VALUES = BAD_HANDLES + 3,
    address_of_utterance_VALUES = BAD_HANDLES + 3,
    address_of_queue_VALUES = BAD_HANDLES + 3,
    address_of_playback_VALUES = BAD_HANDLES + 3,
    address_of_error_VALUES = 8,
    address_of_result_VALUES = 8,
    address_of_character_VALUES = 8,
    address_of_characters_VALUES = 8,
    address_of_voices_VALUES = 8,
    address_of_languages_VALUES = 8,
    address_of_chats_VALUES = 8,
    address_of_chat_VALUES = 8,
    address_of_usage_VALUES = 8,
    address_of_generated_text_VALUES = 8,
    address_of_sections_VALUES = 8,
    address_of_triggers_VALUES = 8,
    address_of_response_VALUES = 8,
    address_of_token_VALUES = 8,
    address_of_audio_VALUES = 8,
    address_of_log_entry_VALUES = 8,
    address_of_piece_VALUES = 8
};

static void *fresh_operation(void) {
    return convai_character_get_async(shared.alive[CLIENT], shared.character, NULL, NULL);
}
static void *fresh_conversation(void) {
    return convai_conversation_new(shared.alive[CLIENT], shared.character, NULL, NULL);
}
static void *fresh_utterance(int32_t trigger) {
    convai_utterance_options options = some_recording();
    options.trigger = trigger;
    return convai_utterance_new(&options, NULL);
}

static void *fresh_playback(void) {
    convai_playback_options options = some_device();
    return convai_playback_new(&options, NULL);
}

/* A valid handle at an even and at an odd address, one that was freed, NULL, and invalid handles. */
#define ADDRESS_OF_HANDLE(type, kind, fresh)                                                          \
    static void address_of_##type##_value(fixture *w, int i, convai_##type ***address) {                \
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
ADDRESS_OF_HANDLE(utterance, UTTERANCE, fresh_utterance(CONVAI_TRIGGER_PUSH))
ADDRESS_OF_HANDLE(queue, QUEUE, convai_queue_new(NULL))
ADDRESS_OF_HANDLE(playback, PLAYBACK, fresh_playback())

static convai_error *fresh_error(void) {
    convai_error *error = NULL;
    convai_client_new(NULL, &error);
    return error;
}

/* The log's entry of one call. */
static convai_log_entry *fresh_log_entry(void) {
    convai_client *client = logging_client();
    convai_character *character = convai_character_get(client, shared.character, NULL);
    convai_log_entry *entry = NULL;
    CHECK_STATUS(convai_client_next_log(client, &entry), CONVAI_OK);
    convai_character_free(&character);
    convai_client_free(&client);
    return entry;
}

/* The only piece of a turn that does not stream. */
static convai_piece *fresh_piece(void) {
    convai_operation *turn =
        convai_get_response_text_async(shared.alive[CLIENT], shared.character, NULL, "Hi", CONVAI_TEXT, NULL, NULL);
    convai_piece *piece = NULL;
    CHECK_STATUS(convai_operation_next_piece(turn, -1, &piece), CONVAI_OK);
    convai_operation_free(&turn);
    return piece;
}

/* A freed result is not among the values: its address may already be that of another thread's result. */
#define ADDRESS_OF_RESULT(type, fresh, other)                                                         \
    static void address_of_##type##_value(fixture *w, int i, convai_##type ***address) {                \
        switch (i) {                                                                                  \
        case 0: *address = variable(w, fresh, 0); return;                                             \
        case 1: *address = variable(w, fresh, 1); return;                                             \
        case 2: *address = variable(w, NULL, 0); return;                                              \
        case 3: *address = NULL; return;                                                              \
        case 4: *address = variable(w, (void *)other, 0); break;                                      \
        case 5: *address = variable(w, (void *)shared.response->error, 0); break;                      \
        case 6: *address = variable(w, shared.alive[CLIENT], 0); break;                                \
        default: *address = variable(w, w, 0); break;                                                 \
        }                                                                                             \
        expect(w, CONVAI_ERROR_BAD_HANDLE);                                                           \
    }
ADDRESS_OF_RESULT(error, fresh_error(), shared.response)
ADDRESS_OF_RESULT(result, convai_character_delete(NULL, NULL, NULL), shared.response)
ADDRESS_OF_RESULT(character, convai_character_get(NULL, NULL, NULL), shared.response)
ADDRESS_OF_RESULT(characters, convai_character_list(NULL, NULL), shared.response)
ADDRESS_OF_RESULT(voices, convai_voice_list(NULL, NULL), shared.response)
ADDRESS_OF_RESULT(languages, convai_language_list(NULL, NULL), shared.response)
ADDRESS_OF_RESULT(chats, convai_chat_list(NULL, NULL, 0, NULL), shared.response)
ADDRESS_OF_RESULT(chat, convai_chat_get(NULL, NULL, NULL, NULL), shared.response)
ADDRESS_OF_RESULT(usage, convai_usage_get(NULL, NULL), shared.response)
ADDRESS_OF_RESULT(generated_text, convai_generate_starters(NULL, NULL, NULL, NULL), shared.response)
ADDRESS_OF_RESULT(sections, convai_section_list(NULL, NULL, NULL), shared.response)
ADDRESS_OF_RESULT(triggers, convai_trigger_list(NULL, NULL, NULL), shared.response)
ADDRESS_OF_RESULT(response, convai_operation_take_response(NULL), shared.audio)
ADDRESS_OF_RESULT(token, convai_token_create(NULL, NULL), shared.response)
ADDRESS_OF_RESULT(audio, convai_audio_build_wav(NULL, 0), shared.response)
ADDRESS_OF_RESULT(log_entry, fresh_log_entry(), shared.response)
ADDRESS_OF_RESULT(piece, fresh_piece(), shared.response)

#endif
