/* The node for Godot 3: makes `ConvaiCharacter` of convai_character.gdns of the character in bindings/godot/src.
 * All of it runs on the thread of the scene. */

#include "character.h"

#include <gdnative_api_struct.gen.h>

#include <convai.h>

#include <string.h>

static const godot_gdnative_core_api_struct *api;
static const godot_gdnative_ext_nativescript_api_struct *script;
static godot_method_bind *emit_signal;

static const char class_name[] = "ConvaiCharacter";

/* ---- values ---- */

static godot_variant text_value(const char *utf8) {
    godot_string text = api->godot_string_chars_to_utf8(utf8);
    godot_variant result;
    api->godot_variant_new_string(&result, &text);
    api->godot_string_destroy(&text);
    return result;
}

static godot_variant number_value(double number) {
    godot_variant result;
    api->godot_variant_new_real(&result, number);
    return result;
}

static godot_variant whole_value(int64_t number) {
    godot_variant result;
    api->godot_variant_new_int(&result, number);
    return result;
}

static godot_variant nothing(void) {
    godot_variant result;
    api->godot_variant_new_nil(&result);
    return result;
}

/* Calls a function with a text as UTF-8. */
static void with_text(godot_variant *value, void (*use)(character *, int, const char *), character *it, int setting) {
    godot_string text = api->godot_variant_as_string(value);
    godot_char_string utf8 = api->godot_string_utf8(&text);
    use(it, setting, api->godot_char_string_get_data(&utf8));
    api->godot_char_string_destroy(&utf8);
    api->godot_string_destroy(&text);
}

static void emit(godot_object *node, const char *name, godot_variant *values, int count) {
    godot_variant signal = text_value(name), result;
    const godot_variant *arguments[3] = {&signal, &values[0], &values[1]};
    godot_variant_call_error error;
    int i;
    result = api->godot_method_bind_call(emit_signal, node, arguments, 1 + count, &error);
    api->godot_variant_destroy(&result);
    api->godot_variant_destroy(&signal);
    for (i = 0; i < count; i++) api->godot_variant_destroy(&values[i]);
}

/* ---- methods ---- */

static void say(character *it, int unused, const char *line) {
    (void)unused;
    character_say(it, line);
}

static void set(character *it, int setting, const char *text) { character_set(it, setting, text); }

static godot_variant method_say(godot_object *node, void *data, void *it, int count, godot_variant **arguments) {
    (void)node, (void)data;
    if (count == 1) with_text(arguments[0], say, it, 0);
    return nothing();
}

static godot_variant method_interrupt(godot_object *node, void *data, void *it, int count, godot_variant **arguments) {
    (void)node, (void)data, (void)count, (void)arguments;
    character_interrupt(it);
    return nothing();
}

/* The signals of this frame. */
static godot_variant method_process(godot_object *node, void *data, void *it, int count, godot_variant **arguments) {
    character_event now;
    (void)data, (void)count, (void)arguments;
    while ((now = character_next(it)).kind != CHARACTER_NOTHING) {
        godot_variant values[2];
        if (now.kind == CHARACTER_FINISHED) {
            emit(node, "finished", values, 0);
        } else if (now.kind == CHARACTER_FAILED) {
            values[0] = whole_value(now.code);
            values[1] = text_value(now.text);
            emit(node, "failed", values, 2);
        } else {
            values[0] = text_value(now.text);
            emit(node, now.kind == CHARACTER_TEXT ? "text" : "action", values, 1);
        }
    }
    return nothing();
}

/* voice(frames_available) returns what AudioStreamGeneratorPlayback.push_buffer takes. */
static godot_variant method_voice(godot_object *node, void *data, void *it, int count, godot_variant **arguments) {
    float samples[CHARACTER_RATE / 4];
    const int64_t space = count == 1 ? api->godot_variant_as_int(arguments[0]) : 0;
    const size_t frames = character_voice(it, samples, sizeof samples / sizeof *samples, space > 0 ? (size_t)space : 0);
    godot_pool_vector2_array array;
    godot_pool_vector2_array_write_access *access;
    godot_vector2 *out;
    godot_variant result;
    size_t i;
    (void)node, (void)data;
    api->godot_pool_vector2_array_new(&array);
    api->godot_pool_vector2_array_resize(&array, (godot_int)frames);
    access = api->godot_pool_vector2_array_write(&array);
    out = api->godot_pool_vector2_array_write_access_ptr(access);
    for (i = 0; i < frames; i++) api->godot_vector2_new(&out[i], samples[i], samples[i]);
    api->godot_pool_vector2_array_write_access_destroy(access);
    api->godot_variant_new_pool_vector2_array(&result, &array);
    api->godot_pool_vector2_array_destroy(&array);
    return result;
}

/* How much of the library is in use in the whole game, for tests: 0 after the last character was freed. */
static godot_variant method_live_objects(godot_object *node, void *data, void *it, int count, godot_variant **arguments) {
    (void)node, (void)data, (void)it, (void)count, (void)arguments;
    return whole_value((int64_t)convai_live_objects());
}

/* ---- properties: the data of a text is the number of its setting ---- */

static void set_setting(godot_object *node, void *setting, void *it, godot_variant *value) {
    (void)node;
    with_text(value, set, it, (int)(intptr_t)setting);
}

static godot_variant get_setting(godot_object *node, void *setting, void *it) {
    (void)node;
    return text_value(character_get(it, (int)(intptr_t)setting));
}

static godot_variant get_mouth(godot_object *node, void *data, void *it) {
    (void)node, (void)data;
    return number_value(character_mouth(it));
}

static void set_mouth(godot_object *node, void *data, void *it, godot_variant *value) { (void)node, (void)data, (void)it, (void)value; }

/* ---- registration ---- */

static void *create(godot_object *node, void *data) {
    (void)node, (void)data;
    return character_new();
}

static void destroy(godot_object *node, void *data, void *it) {
    (void)node, (void)data;
    character_free(it);
}

static void add_method(void *handle, const char *name, godot_variant (*function)(godot_object *, void *, void *, int, godot_variant **)) {
    const godot_method_attributes attributes = {GODOT_METHOD_RPC_MODE_DISABLED};
    godot_instance_method method = {0};
    method.method = function;
    script->godot_nativescript_register_method(handle, class_name, name, attributes, method);
}

static void add_property(void *handle, const char *name, int type, int usage, godot_property_set_func set_func, godot_property_get_func get_func) {
    godot_property_attributes attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.type = type;
    attributes.usage = usage;
    api->godot_string_new(&attributes.hint_string);
    if (type == GODOT_VARIANT_TYPE_STRING) attributes.default_value = text_value("");
    else attributes.default_value = number_value(0);
    script->godot_nativescript_register_property(handle, class_name, name, &attributes, set_func, get_func);
    api->godot_variant_destroy(&attributes.default_value);
    api->godot_string_destroy(&attributes.hint_string);
}

static void add_setting(void *handle, const char *name, int setting, int usage) {
    godot_property_set_func set_func = {set_setting, (void *)(intptr_t)setting, NULL};
    godot_property_get_func get_func = {get_setting, (void *)(intptr_t)setting, NULL};
    add_property(handle, name, GODOT_VARIANT_TYPE_STRING, usage, set_func, get_func);
}

static void add_signal(void *handle, const char *name, const char *first, int first_type, const char *second) {
    const char *names[2];
    godot_signal_argument arguments[2];
    godot_signal signal;
    int i;
    names[0] = first;
    names[1] = second;
    memset(&signal, 0, sizeof signal);
    memset(arguments, 0, sizeof arguments);
    signal.name = api->godot_string_chars_to_utf8(name);
    signal.args = arguments;
    signal.num_args = !!first + !!second;
    for (i = 0; i < signal.num_args; i++) {
        arguments[i].name = api->godot_string_chars_to_utf8(names[i]);
        arguments[i].type = i == 0 ? first_type : GODOT_VARIANT_TYPE_STRING;
        arguments[i].default_value = nothing();
        api->godot_string_new(&arguments[i].hint_string);
    }
    script->godot_nativescript_register_signal(handle, class_name, &signal);
    for (i = 0; i < signal.num_args; i++) {
        api->godot_string_destroy(&arguments[i].name);
        api->godot_string_destroy(&arguments[i].hint_string);
    }
    api->godot_string_destroy(&signal.name);
}

#ifdef _WIN32
#define EXPORTED __declspec(dllexport)
#else
#define EXPORTED __attribute__((visibility("default")))
#endif

/* Godot calls these three by name. */
EXPORTED void godot_gdnative_init(godot_gdnative_init_options *options);
EXPORTED void godot_gdnative_terminate(godot_gdnative_terminate_options *options);
EXPORTED void godot_nativescript_init(void *handle);

void godot_gdnative_init(godot_gdnative_init_options *options) {
    unsigned int i;
    api = options->api_struct;
    for (i = 0; i < api->num_extensions; i++)
        if (api->extensions[i]->type == GDNATIVE_EXT_NATIVESCRIPT) script = (const godot_gdnative_ext_nativescript_api_struct *)api->extensions[i];
    emit_signal = api->godot_method_bind_get_method("Object", "emit_signal");
}

void godot_gdnative_terminate(godot_gdnative_terminate_options *options) { (void)options; }

void godot_nativescript_init(void *handle) {
    const godot_property_set_func no_set = {set_mouth, NULL, NULL};
    const godot_property_get_func mouth = {get_mouth, NULL, NULL};
    const godot_instance_create_func create_func = {create, NULL, NULL};
    const godot_instance_destroy_func destroy_func = {destroy, NULL, NULL};
    script->godot_nativescript_register_class(handle, class_name, "Node", create_func, destroy_func);
    add_method(handle, "say", method_say);
    add_method(handle, "interrupt", method_interrupt);
    add_method(handle, "voice", method_voice);
    add_method(handle, "live_objects", method_live_objects);
    add_method(handle, "_process", method_process);
    add_setting(handle, "api_key", CHARACTER_API_KEY, GODOT_PROPERTY_USAGE_DEFAULT);
    add_setting(handle, "character_id", CHARACTER_ID, GODOT_PROPERTY_USAGE_DEFAULT);
    add_setting(handle, "base_url", CHARACTER_BASE_URL, GODOT_PROPERTY_USAGE_DEFAULT);
    add_setting(handle, "fallback", CHARACTER_FALLBACK, GODOT_PROPERTY_USAGE_DEFAULT);
    add_setting(handle, "actions", CHARACTER_ACTIONS, GODOT_PROPERTY_USAGE_DEFAULT);
    add_setting(handle, "session_id", CHARACTER_SESSION, 0);
    add_property(handle, "mouth", GODOT_VARIANT_TYPE_REAL, 0, no_set, mouth);
    add_signal(handle, "text", "piece", GODOT_VARIANT_TYPE_STRING, NULL);
    add_signal(handle, "action", "name", GODOT_VARIANT_TYPE_STRING, NULL);
    add_signal(handle, "finished", NULL, 0, NULL);
    add_signal(handle, "failed", "code", GODOT_VARIANT_TYPE_INT, "message");
}
