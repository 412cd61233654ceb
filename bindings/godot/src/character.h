/* A character that talks, without any of Godot: the same for the extension for Godot 4 and the library for Godot 3. */

#ifndef CHARACTER_H
#define CHARACTER_H

#include <stddef.h>
#include <stdint.h>

/* The sample rate of the voice: the `mix_rate` that an AudioStreamGenerator has until somebody changes it. */
#define CHARACTER_RATE 44100

typedef struct character character;

/* Texts that the game sets. A change of one of the first four holds from the next line on. A change of one of the first three
 * forgets the session. */
enum character_setting {
    CHARACTER_API_KEY,
    CHARACTER_ID,
    CHARACTER_BASE_URL, /* "" is the service itself */
    CHARACTER_SESSION,  /* for a saved game: "" before the first reply */
    CHARACTER_FALLBACK, /* what is shown in place of a reply that did not come */
    CHARACTER_ACTIONS,  /* what the character can do, one action in each line */
    CHARACTER_SETTINGS
};

enum character_event_kind {
    CHARACTER_NOTHING, /* no more in this frame */
    CHARACTER_TEXT,    /* the next piece of the reply */
    CHARACTER_ACTION,  /* the name of something that the character does now */
    CHARACTER_FINISHED,
    CHARACTER_FAILED
};

typedef struct character_event {
    int kind;
    int32_t code;     /* of a failure: a convai_status */
    const char *text; /* the piece, the action or the message, until the next call with this character */
} character_event;

/* NULL if there is no memory. The caller frees it with character_free. */
character *character_new(void);
void character_free(character *it);

/* Copies the text; false if there is no memory. */
int character_set(character *it, int setting, const char *text);
const char *character_get(character *it, int setting);

/* Begins a turn and returns at once. It ends with one CHARACTER_FINISHED or CHARACTER_FAILED, also if it cannot begin, but
 * with none of them if another line or an interruption comes first. */
void character_say(character *it, const char *line);

/* Silences the character. */
void character_interrupt(character *it);

/* Call it in each frame, until it returns CHARACTER_NOTHING. */
character_event character_next(character *it);

/* How many samples to push now, at most `capacity`, given how many frames the generator's buffer has space for. */
size_t character_voice(character *it, float *samples, size_t capacity, size_t space);

/* How far the mouth is open, from 0 to 1. */
float character_mouth(character *it);

#endif
