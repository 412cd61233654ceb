/* Values of the structs that the caller fills: valid ones, also at an odd address; NULL; sizes that no version has; invalid
 * fields. */
#ifndef MISUSE_STRUCTS_H
#define MISUSE_STRUCTS_H

#include "fixture.h"
#include <math.h>

static const char not_utf8[] = "caf\xe9";

/* A copy at an odd address: a struct inside a packed struct may have one. */
#define PLACED(bytes, value) memcpy((bytes) + 1, &(value), sizeof(value))

static convai_utterance_options some_recording(void) {
    convai_utterance_options options = CONVAI_UTTERANCE_OPTIONS_INIT;
    options.format = CONVAI_PCM_S16;
    options.channels = 1;
    options.sample_rate = 16000;
    options.max_ms = 10000;
    return options;
}

enum {
    client_options_VALUES = 18,
    call_options_VALUES = 8,
    optional_scene_VALUES = 16,
    request_VALUES = 20,
    spec_VALUES = 12,
    pcm_VALUES = 16,
    chunk_pcm_VALUES = 16,
    utterance_options_VALUES = 26,
    progress_VALUES = 5,
    event_VALUES = 5,
    playback_options_VALUES = 10,
    playback_state_VALUES = 5
};

static void client_options_value(fixture *w, int i, const convai_client_options **passed) {
    convai_client_options options = client_options();
    switch (i) {
    case 0: break;
    case 1:
        options.connect_timeout_ms = options.timeout_ms = options.voice_timeout_ms = INT32_MAX;
        options.max_in_flight = options.max_queued = UINT32_MAX;
        options.max_response_bytes = options.max_queued_bytes = UINT64_MAX;
        break;
    case 2: expect(w, CONVAI_ERROR_NULL_POINTER); break;
    case 3: options.struct_size = 0; expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    case 4: options.struct_size = UINT32_MAX; expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    case 5: options.log_capacity = UINT32_MAX; break;
    case 6: options.api_key = NULL; expect(w, CONVAI_ERROR_API_KEY); break;
    case 7: options.api_key = "a\nb"; expect(w, CONVAI_ERROR_API_KEY); break;
    case 8: options.api_key = not_utf8; expect(w, CONVAI_ERROR_INVALID_UTF8); break;
    case 9: options.base_url = "http://"; expect(w, CONVAI_ERROR_OPTIONS); break;
    case 10: options.ca_pem = "no certificate"; expect(w, CONVAI_ERROR_OPTIONS); break;
    case 11: options.upload_sample_rate = UINT32_MAX; expect(w, CONVAI_ERROR_INVALID_ARGUMENT); break;
    case 12: options.queue = shared.alive[QUEUE]; break;
    case 13: options.queue = shared.freed[QUEUE]; expect(w, CONVAI_ERROR_BAD_HANDLE); break;
    case 14: options.auth_token = "a-token"; options.api_key = NULL; break;
    case 15: options.auth_token = "a-token"; expect(w, CONVAI_ERROR_API_KEY); break;
    case 16: options.auth_token = not_utf8; expect(w, CONVAI_ERROR_INVALID_UTF8); break;
    default: options.voice_timeout_ms = -1; expect(w, CONVAI_ERROR_INVALID_ARGUMENT); break;
    }
    *passed = i == 2 ? NULL : PLACED(w->options, options);
}

/* A scene of an action, an object, a character, a label and a field. Its structs and its lists are at odd addresses. */
static convai_scene some_scene(fixture *w, const char *name, const char *text) {
    convai_scene scene = CONVAI_SCENE_INIT;
    convai_scene_item item = CONVAI_SCENE_ITEM_INIT;
    convai_field field = CONVAI_FIELD_INIT;
    const void *placed;
    item.name = field.name = name;
    item.description = field.value = text;
    placed = PLACED(w->scene_item, item);
    scene.objects = PLACED(w->scene_lists[0], placed);
    scene.characters = PLACED(w->scene_lists[1], placed);
    placed = PLACED(w->scene_field, field);
    scene.fields = PLACED(w->scene_lists[2], placed);
    scene.actions = PLACED(w->scene_lists[3], name);
    scene.class_labels = PLACED(w->scene_lists[4], name);
    scene.classification = text;
    scene.action_count = scene.object_count = scene.character_count = scene.class_label_count = scene.field_count = 1;
    return scene;
}

static void optional_scene_value(fixture *w, int i, const convai_scene **passed) {
    static const char *const names[] = {"Lamp", NULL, "", "Lamp; lit", "Lamp\nlit", "charID", not_utf8};
    const char *name = i < 7 ? names[i] : "Lamp", *text = i == 7 ? not_utf8 : i == 8 ? "" : "lit";
    convai_scene scene = some_scene(w, name, text);
    switch (i) {
    case 0: break;
    case 1: expect(w, CONVAI_ERROR_NULL_POINTER); break;
    case 2:
    case 3:
    case 4:
    case 5:
    case 8: expect(w, CONVAI_ERROR_INVALID_ARGUMENT); break;
    case 6:
    case 7: expect(w, CONVAI_ERROR_INVALID_UTF8); break;
    case 9: break;
    case 10: scene.struct_size = 0; expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    case 11: scene.struct_size = UINT32_MAX; expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    case 12: memset(w->scene_item, 0, sizeof w->scene_item); expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    case 13: memset(w->scene_field, 0xff, sizeof w->scene_field); expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    case 14: memset(w->scene_lists[0], 0, sizeof w->scene_lists[0]); expect(w, CONVAI_ERROR_NULL_POINTER); break;
    default: scene.fields = NULL; scene.field_count = UINT32_MAX; expect(w, CONVAI_ERROR_NULL_POINTER); break;
    }
    *passed = i == 9 ? NULL : PLACED(w->scene, scene);
}

static void call_options_value(fixture *w, int i, const convai_call_options **passed) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    switch (i) {
    case 0: break;
    case 1: break;
    case 2:
        options.timeout_ms = options.connect_timeout_ms = options.deadline_ms = INT32_MAX;
        options.response_level = INT32_MIN;
        options.user_data = UINT64_MAX;
        break;
    case 3: options.struct_size = 0; expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    case 4: options.struct_size = UINT32_MAX; expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    case 5: options.deadline_ms = INT32_MIN; expect(w, CONVAI_ERROR_INVALID_ARGUMENT); break;
    case 6: optional_scene_value(w, 0, &options.scene); break;
    default: options.timeout_ms = INT32_MIN; expect(w, CONVAI_ERROR_INVALID_ARGUMENT); break;
    }
    *passed = i == 0 ? NULL : PLACED(w->call_options, options);
}

static void spec_value(fixture *w, int i, const convai_character_spec **passed) {
    convai_character_spec spec = CONVAI_CHARACTER_SPEC_INIT;
    spec.name = "Mara";
    spec.voice_type = "US FEMALE 2";
    spec.backstory = "Mara mends nets.";
    switch (i) {
    case 0: break;
    case 1: expect(w, CONVAI_ERROR_NULL_POINTER); break;
    case 2: spec.struct_size = 0; expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    case 3: spec.struct_size = UINT32_MAX; expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    case 4: spec.name = ""; expect(w, CONVAI_ERROR_INVALID_ARGUMENT); break;
    case 5: spec.voice_type = not_utf8; expect(w, CONVAI_ERROR_INVALID_UTF8); break;
    case 6: spec.backstory = not_utf8; expect(w, CONVAI_ERROR_INVALID_UTF8); break;
    case 7: spec.language_code_count = UINT32_MAX; expect(w, CONVAI_ERROR_NULL_POINTER); break;
    case 8: spec.known_languages = shared.languages; break;
    case 9: spec.known_voices = (void *)w; expect(w, CONVAI_ERROR_BAD_HANDLE); break;
    case 10: spec.known_voices = (void *)shared.languages; expect(w, CONVAI_ERROR_BAD_HANDLE); break;
    default:
        spec.name = spec.voice_type = spec.backstory = NULL;
        expect(w, CONVAI_ERROR_INVALID_ARGUMENT);
        break;
    }
    *passed = i == 1 ? NULL : PLACED(w->spec, spec);
}

static void request_value(fixture *w, int i, const convai_request **passed) {
    static convai_field text = CONVAI_FIELD_INIT, unnamed = CONVAI_FIELD_INIT, both = CONVAI_FIELD_INIT, sized;
    static const convai_field *const texts[] = {&text}, *const no_field[] = {NULL}, *const no_name[] = {&unnamed},
        *const contradiction[] = {&both}, *const no_size[] = {&sized};
    convai_request request = CONVAI_REQUEST_INIT;
    text.name = both.name = "name";
    text.value = both.value = unnamed.value = "value";
    both.file = (const uint8_t *)"file";
    both.file_len = 4;
    request.path = "character/get";
    request.json = "{\"charName\":\"Pell the Lamplighter\"}";
    if (i >= 10)
        request.json = NULL;
    if (i >= 12) {
        request.fields = texts;
        request.field_count = 1;
    }
    switch (i) {
    case 0: break;
    case 1: expect(w, CONVAI_ERROR_NULL_POINTER); break;
    case 2: request.struct_size = 0; expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    case 3: request.struct_size = UINT32_MAX; expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    case 4: request.path = NULL; expect(w, CONVAI_ERROR_NULL_POINTER); break;
    case 5: request.path = not_utf8; expect(w, CONVAI_ERROR_INVALID_UTF8); break;
    case 6: request.path = "../x"; expect(w, CONVAI_ERROR_INVALID_ARGUMENT); break;
    case 7: request.json = "{"; expect(w, CONVAI_ERROR_INVALID_ARGUMENT); break;
    case 8: request.json = not_utf8; expect(w, CONVAI_ERROR_INVALID_UTF8); break;
    case 9: request.method = "GET"; expect(w, CONVAI_ERROR_INVALID_ARGUMENT); break;
    case 10: request.method = "BREW"; expect(w, CONVAI_ERROR_INVALID_ARGUMENT); break;
    case 11: request.method = not_utf8; expect(w, CONVAI_ERROR_INVALID_UTF8); break;
    case 12: break;
    case 13: request.flags = CONVAI_MULTIPART; break;
    case 14: request.flags = UINT32_MAX; expect(w, CONVAI_ERROR_INVALID_ARGUMENT); break;
    case 15: request.fields = NULL; request.field_count = UINT32_MAX; expect(w, CONVAI_ERROR_NULL_POINTER); break;
    case 16: request.fields = no_field; expect(w, CONVAI_ERROR_NULL_POINTER); break;
    case 17: request.fields = no_name; expect(w, CONVAI_ERROR_NULL_POINTER); break;
    case 18: request.fields = contradiction; expect(w, CONVAI_ERROR_INVALID_ARGUMENT); break;
    default: request.fields = no_size; expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    }
    *passed = i == 1 ? NULL : PLACED(w->request, request);
}

static void pcm_value(fixture *w, int i, const convai_pcm **passed) {
    convai_pcm pcm = CONVAI_PCM_INIT;
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = w->chunk + 1;
    pcm.frames = 100;
    pcm.channels = 1;
    pcm.sample_rate = 16000;
    if (i >= 6) {
        expect(w, CONVAI_ERROR_AUDIO_INPUT);
        expect(w, CONVAI_ERROR_INVALID_ARGUMENT);
    }
    switch (i) {
    case 0: break;
    case 1: pcm.format = CONVAI_PCM_F32; pcm.frames = 50; break;
    case 2: expect(w, CONVAI_ERROR_NULL_POINTER); break;
    case 3: pcm.struct_size = 0; expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    case 4: pcm.struct_size = UINT32_MAX; expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    case 5: pcm.samples = NULL; expect(w, CONVAI_ERROR_NULL_POINTER); break;
    case 6: pcm.format = -1; break;
    case 7: pcm.channels = 0; break;
    case 8: pcm.channels = UINT32_MAX; break;
    case 9: pcm.sample_rate = 0; break;
    case 10: pcm.sample_rate = UINT32_MAX; break;
    case 11: pcm.frames = 0; break;
    case 12: pcm.frames = SIZE_MAX; break;
    case 13: pcm.frames = SIZE_MAX / 2 + 2; break; /* two bytes each: a product that wraps around to 2 */
    case 14: pcm.frames = 0; pcm.samples_bytes = SIZE_MAX - 1; break;
    default: pcm.samples_bytes = 100; break; /* and 100 frames */
    }
    *passed = i == 2 ? NULL : PLACED(w->pcm, pcm);
}

/* A chunk may be empty. */
static void chunk_pcm_value(fixture *w, int i, const convai_pcm **passed) { pcm_value(w, i == 11 ? 0 : i, passed); }

static void utterance_options_value(fixture *w, int i, const convai_utterance_options **passed) {
    convai_utterance_options options = some_recording();
    if (i >= 5) {
        expect(w, CONVAI_ERROR_AUDIO_INPUT);
        expect(w, CONVAI_ERROR_INVALID_ARGUMENT);
    }
    switch (i) {
    case 0: break;
    case 1: expect(w, CONVAI_ERROR_NULL_POINTER); break;
    case 2: options.struct_size = 0; expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    case 3: options.struct_size = UINT32_MAX; expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    case 4: options.struct_size--; expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    case 5: options.format = INT32_MIN; break;
    case 6: options.channels = 0; break;
    case 7: options.channels = UINT32_MAX; break;
    case 8: options.sample_rate = 0; break;
    case 9: options.sample_rate = UINT32_MAX; break;
    case 10: options.max_ms = INT32_MAX; break;
    case 11: options.max_ms = -1; break;
    case 12: options.trigger = 3; break;
    case 13: options.trigger = INT32_MIN; break;
    case 14: options.pre_roll_ms = 300; break; /* needs another trigger, as the next fields do */
    case 15: options.speech_ms = 100; break;
    case 16: options.silence_ms = 600; break;
    case 17: options.speech_threshold = 0.7f; break;
    case 18: options.silence_threshold = 0.4f; break;
    case 19: options.trigger = CONVAI_TRIGGER_BEGIN; options.pre_roll_ms = INT32_MAX; break;
    case 20: options.trigger = CONVAI_TRIGGER_SPEECH; options.speech_ms = -1; break;
    case 21: options.trigger = CONVAI_TRIGGER_SPEECH; options.silence_ms = INT32_MAX; break;
    case 22: options.trigger = CONVAI_TRIGGER_SPEECH; options.speech_threshold = (float)NAN; break;
    case 23: options.trigger = CONVAI_TRIGGER_SPEECH; options.silence_threshold = 0.9f; break;
    case 24: options.trigger = CONVAI_TRIGGER_SPEECH; options.max_ms = 10; break;
    default: /* each field is in its range, but the utterance would be too large */
        options.format = CONVAI_PCM_F32;
        options.channels = 32;
        options.sample_rate = 192000;
        options.max_ms = 600000;
        break;
    }
    *passed = i == 1 ? NULL : PLACED(w->options, options);
}

static void progress_value(fixture *w, int i, convai_progress **passed) {
    convai_progress progress = CONVAI_PROGRESS_INIT;
    switch (i) {
    case 0: break;
    case 1: break;
    case 2: progress.struct_size = 0; expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    case 3: progress.struct_size = sizeof progress - 1; expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    default: progress.struct_size = UINT32_MAX; expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    }
    *passed = i == 1 ? NULL : PLACED(w->progress, progress);
}

static convai_playback_options some_device(void) {
    convai_playback_options options = CONVAI_PLAYBACK_OPTIONS_INIT;
    options.sample_rate = 48000;
    return options;
}

static void playback_options_value(fixture *w, int i, const convai_playback_options **passed) {
    convai_playback_options options = some_device();
    if (i >= 4)
        expect(w, CONVAI_ERROR_INVALID_ARGUMENT);
    switch (i) {
    case 0: options.without_device = 1; break;
    case 1: expect(w, CONVAI_ERROR_NULL_POINTER); break;
    case 2: options.struct_size = 0; expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    case 3: options.struct_size = UINT32_MAX; expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    case 4: options.sample_rate = 0; break;
    case 5: options.sample_rate = UINT32_MAX; break;
    case 6: options.latency_ms = INT32_MAX; break;
    case 7: options.start_buffer_ms = -1; break;
    case 8: options.max_buffered_ms = INT32_MAX; break;
    default: options.without_device = UINT32_MAX; break;
    }
    *passed = i == 1 ? NULL : PLACED(w->options, options);
}

static void playback_state_value(fixture *w, int i, convai_playback_state **passed) {
    convai_playback_state state = CONVAI_PLAYBACK_STATE_INIT;
    switch (i) {
    case 0: break;
    case 1: expect(w, CONVAI_ERROR_NULL_POINTER); break;
    case 2: state.struct_size = 0; expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    case 3: state.struct_size = sizeof state - 1; expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    default: state.struct_size = UINT32_MAX; expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    }
    *passed = i == 1 ? NULL : PLACED(w->progress, state);
}

static void event_value(fixture *w, int i, convai_event **passed) {
    convai_event event = CONVAI_EVENT_INIT;
    switch (i) {
    case 0: break;
    case 1: expect(w, CONVAI_ERROR_NULL_POINTER); break;
    case 2: event.struct_size = 0; expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    case 3: event.struct_size = sizeof event - 1; expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    default: event.struct_size = UINT32_MAX; expect(w, CONVAI_ERROR_STRUCT_SIZE); break;
    }
    *passed = i == 1 ? NULL : PLACED(w->event, event);
}

#endif
