#include "character.h"

#include <convai.h>

#include <stdlib.h>
#include <string.h>

/* What the generator's buffer is filled to: it has to outlast the longest frame of the game. */
enum { AHEAD_MS = 200, MOST_ACTIONS = 64 };

struct character {
    char *settings[CHARACTER_SETTINGS];
    int changed; /* the settings are other ones than those of the conversation */

    convai_client *client;
    convai_conversation *conversation;
    convai_playback *playback;
    size_t buffer; /* the size of the generator's buffer: the largest space that was seen */

    convai_operation *turn;
    convai_error *not_started;
    convai_piece *piece;
    size_t next_action; /* of the piece */
    convai_response *reply;
    int has_text, has_ended;
};

static const char *or_null(const char *text) { return text && *text ? text : NULL; }

static char *copy(const char *text) {
    const size_t size = strlen(text) + 1;
    char *result = malloc(size);
    return result ? memcpy(result, text, size) : NULL;
}

character *character_new(void) { return calloc(1, sizeof(character)); }

/* Forgets the turn, also in the middle of it. */
static void end_turn(character *it) {
    convai_operation_free(&it->turn);
    convai_error_free(&it->not_started);
    convai_piece_free(&it->piece);
    convai_response_free(&it->reply);
    it->has_text = it->has_ended = 0;
}

static void close_conversation(character *it) {
    end_turn(it);
    convai_conversation_free(&it->conversation);
    convai_client_free(&it->client);
}

void character_free(character *it) {
    int i;
    if (!it) return;
    close_conversation(it);
    convai_playback_free(&it->playback);
    for (i = 0; i < CHARACTER_SETTINGS; i++) free(it->settings[i]);
    free(it);
}

static int keep(character *it, int setting, const char *text) {
    char *copied = copy(text);
    if (!copied) return 0;
    free(it->settings[setting]);
    it->settings[setting] = copied;
    return 1;
}

int character_set(character *it, int setting, const char *text) {
    if (strcmp(character_get(it, setting), text) == 0) return 1;
    if (setting <= CHARACTER_SESSION) {
        if (it->conversation && setting != CHARACTER_SESSION && !keep(it, CHARACTER_SESSION, "")) return 0;
        it->changed = 1;
    }
    return keep(it, setting, text);
}

const char *character_get(character *it, int setting) {
    char session[256];
    if (setting == CHARACTER_SESSION && it->conversation && !it->changed &&
        convai_conversation_session_id(it->conversation, session, sizeof session, NULL) == CONVAI_OK)
        keep(it, setting, session);
    return it->settings[setting] ? it->settings[setting] : "";
}

/* Opens the conversation with the present settings, or keeps the one that has them. */
static int open_conversation(character *it, convai_error **error) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    convai_playback_options device = CONVAI_PLAYBACK_OPTIONS_INIT;
    if (it->conversation && !it->changed) return 1;
    close_conversation(it);
    options.api_key = it->settings[CHARACTER_API_KEY];
    options.base_url = or_null(it->settings[CHARACTER_BASE_URL]);
    device.sample_rate = CHARACTER_RATE;
    if (!(it->client = convai_client_new(&options, error))) return 0;
    it->conversation = convai_conversation_new(it->client, it->settings[CHARACTER_ID], or_null(it->settings[CHARACTER_SESSION]), error);
    if (!it->conversation) return 0;
    if (!it->playback && !(it->playback = convai_playback_new(&device, error))) return 0;
    convai_conversation_set_playback(it->conversation, it->playback);
    it->changed = 0;
    return 1;
}

/* The character can do what stands in the lines of the setting. */
static convai_status set_scene(character *it, convai_error **error) {
    convai_scene scene = CONVAI_SCENE_INIT;
    const char *actions[MOST_ACTIONS];
    convai_status status;
    char *lines = copy(character_get(it, CHARACTER_ACTIONS)), *line = lines;
    while (line && *line && scene.action_count < MOST_ACTIONS) {
        char *end = strchr(line, '\n');
        if (end) *end = 0;
        if (*line) actions[scene.action_count++] = line;
        line = end ? end + 1 : NULL;
    }
    scene.actions = scene.action_count ? actions : NULL;
    status = convai_conversation_set_scene(it->conversation, scene.action_count ? &scene : NULL, error);
    free(lines);
    return status;
}

void character_say(character *it, const char *line) {
    character_interrupt(it);
    if (!open_conversation(it, &it->not_started)) {
        it->changed = 1; /* tries again at the next line */
        return;
    }
    convai_conversation_set_fallback(it->conversation, or_null(it->settings[CHARACTER_FALLBACK]));
    if (set_scene(it, &it->not_started) != CONVAI_OK) return;
    it->turn = convai_conversation_say_async(it->conversation, line, CONVAI_VOICE | CONVAI_STREAM, NULL, &it->not_started);
}

void character_interrupt(character *it) {
    if (it->conversation) convai_conversation_interrupt(it->conversation);
    end_turn(it);
}

static character_event event(int kind, const char *text) {
    character_event result;
    result.kind = kind;
    result.code = CONVAI_OK;
    result.text = text;
    return result;
}

static character_event failure(const convai_error *error) {
    character_event result = event(CHARACTER_FAILED, error->message);
    result.code = error->status;
    return result;
}

static character_event end_of_turn(character *it) {
    const convai_error *error = it->reply ? it->reply->error : it->not_started;
    if (it->has_ended || (!it->reply && !it->not_started)) {
        end_turn(it);
        return event(CHARACTER_NOTHING, "");
    }
    it->has_ended = 1;
    return error ? failure(error) : event(CHARACTER_FINISHED, "");
}

character_event character_next(character *it) {
    if (it->piece) {
        if (it->next_action < it->piece->action_count) return event(CHARACTER_ACTION, it->piece->actions[it->next_action++]);
        convai_piece_free(&it->piece);
    }
    while (it->turn) {
        if (convai_operation_next_piece(it->turn, 0, &it->piece) == CONVAI_PENDING) return event(CHARACTER_NOTHING, "");
        if (!it->piece) {
            it->reply = convai_operation_take_response(it->turn);
            convai_operation_free(&it->turn);
            /* The fallback line, where pieces came and none had text. */
            if (!it->has_text && it->reply->text_len > 0) return event(CHARACTER_TEXT, it->reply->text);
            break;
        }
        it->next_action = 0;
        if (it->piece->text_len > 0) {
            it->has_text = 1;
            return event(CHARACTER_TEXT, it->piece->text);
        }
        if (it->piece->action_count > 0) return event(CHARACTER_ACTION, it->piece->actions[it->next_action++]);
        convai_piece_free(&it->piece);
    }
    return end_of_turn(it);
}

size_t character_voice(character *it, float *samples, size_t capacity, size_t space) {
    if (space > it->buffer) it->buffer = space;
    return convai_playback_read_ahead_f32(it->playback, samples, capacity < space ? capacity : space, 1, it->buffer - space, AHEAD_MS);
}

float character_mouth(character *it) {
    convai_playback_state heard = CONVAI_PLAYBACK_STATE_INIT;
    convai_playback_poll(it->playback, &heard);
    return heard.mouth;
}
