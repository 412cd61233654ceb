/* The node for Godot 4: makes the class ConvaiCharacter of a character. Built and checked against the published interface; not
 * run in Godot 4.
 *
 * Everything here runs on the thread of the scene. GODOT is what was asked of the engine by name; engine.h has its types. */

#include "character.h"
#include "engine.h"

#include <string.h>

enum { INTERNAL_PROCESS = 25 }; /* Node.NOTIFICATION_INTERNAL_PROCESS: once in each frame, whatever scripts there are */

typedef struct node {
    GDExtensionObjectPtr object;
    character *character;
    int is_processing; /* a handler of a signal can free the node: then process() frees the memory */
} node;

static name class_name, signal_names[CHARACTER_FAILED + 1];
static GDExtensionMethodBindPtr emit_signal, set_process_internal;

/* ---- signals ---- */

static void emit(const node *it, int kind, variant *values, int count) {
    GDExtensionConstVariantPtr arguments[3];
    GDExtensionCallError error;
    variant signal, result;
    int i;
    godot.from_name((GDExtensionUninitializedVariantPtr)&signal, (GDExtensionTypePtr)&signal_names[kind]);
    arguments[0] = (GDExtensionConstVariantPtr)&signal;
    for (i = 0; i < count; i++) arguments[1 + i] = (GDExtensionConstVariantPtr)&values[i];
    godot.object_method_bind_call(emit_signal, it->object, arguments, 1 + count, (GDExtensionUninitializedVariantPtr)&result, &error);
    variant_free(&result);
    variant_free(&signal);
    for (i = 0; i < count; i++) variant_free(&values[i]);
}

/* The signals of this frame. */
static void process(node *it) {
    character_event now;
    it->is_processing = 1;
    while (it->character && (now = character_next(it->character)).kind != CHARACTER_NOTHING) {
        variant values[2];
        int count = 0;
        if (now.kind == CHARACTER_FAILED) values[count++] = variant_of_whole(now.code);
        if (now.kind != CHARACTER_FINISHED) values[count++] = variant_of_text(now.text);
        emit(it, now.kind, values, count);
    }
    it->is_processing = 0;
    if (!it->character) godot.mem_free(it);
}

/* ---- methods: the result is there already, with the usual value of its type ---- */

static void say(node *it, const method *of, const void *line, void *result) {
    char *utf8 = utf8_of(line);
    (void)of, (void)result;
    if (utf8) character_say(it->character, utf8);
    godot.mem_free(utf8);
}

static void interrupt(node *it, const method *of, const void *argument, void *result) {
    (void)of, (void)argument, (void)result;
    character_interrupt(it->character);
}

static void voice(node *it, const method *of, const void *frames_available, void *result) {
    float samples[CHARACTER_RATE / 4];
    int64_t space;
    size_t i, frames;
    float *out;
    (void)of;
    memcpy(&space, frames_available, sizeof space);
    frames = character_voice(it->character, samples, sizeof samples / sizeof *samples, space > 0 ? (size_t)space : 0);
    out = resize(result, (int64_t)frames);
    for (i = 0; i < frames; i++) out[2 * i] = out[2 * i + 1] = samples[i];
}

static void get_mouth(node *it, const method *of, const void *argument, void *result) {
    const double mouth = character_mouth(it->character);
    (void)of, (void)argument;
    memcpy(result, &mouth, sizeof mouth);
}

static void set_setting(node *it, const method *of, const void *value, void *result) {
    char *utf8 = utf8_of(value);
    (void)result;
    if (utf8) character_set(it->character, of->setting, utf8);
    godot.mem_free(utf8);
}

static void get_setting(node *it, const method *of, const void *argument, void *result) {
    (void)argument;
    text_assign(result, character_get(it->character, of->setting));
}

enum {
    NONE = GDEXTENSION_VARIANT_TYPE_NIL,
    WHOLE = GDEXTENSION_VARIANT_TYPE_INT,
    REAL = GDEXTENSION_VARIANT_TYPE_FLOAT,
    TEXT = GDEXTENSION_VARIANT_TYPE_STRING,
    FRAMES = GDEXTENSION_VARIANT_TYPE_PACKED_VECTOR2_ARRAY
};

static const method methods[] = {
    {"say", say, TEXT, "text", NONE, 0},
    {"interrupt", interrupt, NONE, NULL, NONE, 0},
    {"voice", voice, WHOLE, "frames_available", FRAMES, 0},
    {"get_mouth", get_mouth, NONE, NULL, REAL, 0},
    {"set_api_key", set_setting, TEXT, "text", NONE, CHARACTER_API_KEY},
    {"get_api_key", get_setting, NONE, NULL, TEXT, CHARACTER_API_KEY},
    {"set_character_id", set_setting, TEXT, "text", NONE, CHARACTER_ID},
    {"get_character_id", get_setting, NONE, NULL, TEXT, CHARACTER_ID},
    {"set_base_url", set_setting, TEXT, "text", NONE, CHARACTER_BASE_URL},
    {"get_base_url", get_setting, NONE, NULL, TEXT, CHARACTER_BASE_URL},
    {"set_fallback", set_setting, TEXT, "text", NONE, CHARACTER_FALLBACK},
    {"get_fallback", get_setting, NONE, NULL, TEXT, CHARACTER_FALLBACK},
    {"set_actions", set_setting, TEXT, "text", NONE, CHARACTER_ACTIONS},
    {"get_actions", get_setting, NONE, NULL, TEXT, CHARACTER_ACTIONS},
    {"set_session_id", set_setting, TEXT, "text", NONE, CHARACTER_SESSION},
    {"get_session_id", get_setting, NONE, NULL, TEXT, CHARACTER_SESSION},
};

static const property properties[] = {
    {"api_key", TEXT, HINT_PASSWORD, USAGE_DEFAULT, "set_api_key", "get_api_key"},
    {"character_id", TEXT, HINT_NONE, USAGE_DEFAULT, "set_character_id", "get_character_id"},
    {"base_url", TEXT, HINT_NONE, USAGE_DEFAULT, "set_base_url", "get_base_url"},
    {"fallback", TEXT, HINT_NONE, USAGE_DEFAULT, "set_fallback", "get_fallback"},
    {"actions", TEXT, HINT_MULTILINE_TEXT, USAGE_DEFAULT, "set_actions", "get_actions"},
    {"session_id", TEXT, HINT_NONE, USAGE_NONE, "set_session_id", "get_session_id"},
    {"mouth", REAL, HINT_NONE, USAGE_NONE, "", "get_mouth"},
};

static const signal_description signals[] = {
    {CHARACTER_TEXT, "text", {{"piece", TEXT}, {NULL, NONE}}},
    {CHARACTER_ACTION, "action", {{"name", TEXT}, {NULL, NONE}}},
    {CHARACTER_FINISHED, "finished", {{NULL, NONE}, {NULL, NONE}}},
    {CHARACTER_FAILED, "failed", {{"code", WHOLE}, {"message", TEXT}}},
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- the class ---- */

static GDExtensionObjectPtr create_instance(void *data) {
    const name parent = name_of("Node");
    const GDExtensionBool yes = 1;
    const GDExtensionConstTypePtr arguments[] = {(GDExtensionConstTypePtr)&yes};
    node *it = godot.mem_alloc(sizeof *it);
    (void)data;
    memset(it, 0, sizeof *it);
    it->character = character_new();
    it->object = godot.classdb_construct_object((GDExtensionConstStringNamePtr)&parent);
    godot.object_set_instance(it->object, (GDExtensionConstStringNamePtr)&class_name, (GDExtensionClassInstancePtr)it);
    godot.object_method_bind_ptrcall(set_process_internal, it->object, arguments, NULL);
    name_free(&parent);
    return it->object;
}

static void free_instance(void *data, GDExtensionClassInstancePtr instance) {
    node *it = (node *)instance;
    (void)data;
    character_free(it->character);
    it->character = NULL;
    if (!it->is_processing) godot.mem_free(it);
}

static void notification(GDExtensionClassInstancePtr instance, int32_t what, GDExtensionBool reversed) {
    (void)reversed;
    if (what == INTERNAL_PROCESS) process((node *)instance);
}

static GDExtensionMethodBindPtr bind(const char *of_class, const char *of_method, int64_t hash) {
    const name class_of = name_of(of_class), method_of = name_of(of_method);
    GDExtensionMethodBindPtr result =
        godot.classdb_get_method_bind((GDExtensionConstStringNamePtr)&class_of, (GDExtensionConstStringNamePtr)&method_of, hash);
    name_free(&class_of);
    name_free(&method_of);
    return result;
}

static void initialize(void *data, GDExtensionInitializationLevel level) {
    const name parent = name_of("Node");
    GDExtensionClassCreationInfo2 info;
    size_t i;
    (void)data;
    if (level == GDEXTENSION_INITIALIZATION_SCENE) {
        emit_signal = bind("Object", "emit_signal", 4047867050);
        set_process_internal = bind("Node", "set_process_internal", 2586408642);
        class_name = name_of("ConvaiCharacter");
        memset(&info, 0, sizeof info);
        info.is_exposed = 1;
        info.create_instance_func = create_instance;
        info.free_instance_func = free_instance;
        info.notification_func = notification;
        godot.classdb_register_extension_class2(godot.library, (GDExtensionConstStringNamePtr)&class_name, (GDExtensionConstStringNamePtr)&parent, &info);
        for (i = 0; i < COUNT(methods); i++) add_method(&class_name, &methods[i]);
        for (i = 0; i < COUNT(properties); i++) add_property(&class_name, &properties[i]);
        for (i = 0; i < COUNT(signals); i++) {
            add_signal(&class_name, &signals[i]);
            signal_names[signals[i].kind] = name_of(signals[i].name);
        }
    }
    name_free(&parent);
}

static void deinitialize(void *data, GDExtensionInitializationLevel level) {
    size_t i;
    (void)data;
    if (level != GDEXTENSION_INITIALIZATION_SCENE) return;
    godot.classdb_unregister_extension_class(godot.library, (GDExtensionConstStringNamePtr)&class_name);
    for (i = 0; i < COUNT(signals); i++) name_free(&signal_names[signals[i].kind]);
    name_free(&class_name);
}

/* Godot calls this by the name in convai.gdextension. */
EXPORTED GDExtensionBool convai_godot_init(GDExtensionInterfaceGetProcAddress get, GDExtensionClassLibraryPtr library, GDExtensionInitialization *to);

GDExtensionBool convai_godot_init(GDExtensionInterfaceGetProcAddress get, GDExtensionClassLibraryPtr library, GDExtensionInitialization *to) {
    if (!engine_open(get, library)) return 0;
    to->minimum_initialization_level = GDEXTENSION_INITIALIZATION_SCENE;
    to->initialize = initialize;
    to->deinitialize = deinitialize;
    return 1;
}
