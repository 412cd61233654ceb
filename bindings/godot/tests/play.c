/* Loads the extension as Godot does, makes a ConvaiCharacter, and talks with it.
 *
 *     CONVAI_BASE_URL=... CONVAI_API_KEY=... play LIBRARY ENTRY_SYMBOL
 *
 * It talks to an emulator with the characters of the Lighthouse. Prints what the extension asked for, and
 * each FAULT. */

#define _POSIX_C_SOURCE 200809L

#include "host.h"

#include "published.h"

#include <convai.h>

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BUFFER = 32767, FRAME = 44100 / 60, FRAMES = 6000 };

/* ---- what the character did since the last line ---- */

static struct {
    int texts, actions, finished, failed;
    int64_t code;
    char said[8192], action[256], message[1024];
    void (*handler)(host_object *object, const char *signal);
} got;

static void forget(void) { memset(&got, 0, sizeof got); }

static void keep(char *to, size_t size, const char *text) {
    const size_t used = strlen(to);
    CHECK(used + strlen(text) < size);
    snprintf(to + used, size - used, "%s", text);
}

void on_signal(host_object *object, const char *name, const host_variant *const *arguments, int count) {
    (void)count;
    if (strcmp(name, "text") == 0) {
        got.texts++;
        keep(got.said, sizeof got.said, variant_text(arguments[0]));
    } else if (strcmp(name, "action") == 0) {
        got.actions++;
        keep(got.action, sizeof got.action, variant_text(arguments[0]));
    } else if (strcmp(name, "finished") == 0) {
        got.finished++;
    } else if (strcmp(name, "failed") == 0) {
        got.failed++;
        got.code = arguments[0]->of.whole;
        keep(got.message, sizeof got.message, variant_text(arguments[1]));
    }
    if (got.handler) got.handler(object, name);
}

/* ---- the class, as a script sees it ---- */

static void say(host_object *it, const char *line) {
    host_variant argument = variant_string(line), result;
    result = call(it, "say", &argument, 1, GDEXTENSION_CALL_OK);
    variant_free(&result);
}

static void interrupt(host_object *it) {
    host_variant result = call(it, "interrupt", NULL, 0, GDEXTENSION_CALL_OK);
    variant_free(&result);
}

/* Sets a property by its setter, and reads it back in both ways of calling. */
static void set(host_object *it, const char *name, const char *value) {
    const host_property *property = property_of(name);
    const host_method *getter = property ? method_of(property->getter) : NULL;
    host_variant argument = variant_string(value), result;
    host_string direct = string_new("an old value");
    CHECK(getter != NULL);
    if (!getter) exit(1);
    result = call(it, property->setter, &argument, 1, GDEXTENSION_CALL_OK);
    variant_free(&result);
    result = call(it, property->getter, NULL, 0, GDEXTENSION_CALL_OK);
    if (strcmp(variant_text(&result), value) != 0) fault("%s is \"%s\" and not \"%s\"", name, variant_text(&result), value);
    variant_free(&result);
    getter->info.ptrcall_func(getter->info.method_userdata, it->instance, NULL, (GDExtensionTypePtr)&direct);
    CHECK(strcmp(string_get(&direct), value) == 0);
    string_free(&direct);
}

static double mouth(host_object *it) {
    host_variant result = call(it, property_of("mouth")->getter, NULL, 0, GDEXTENSION_CALL_OK);
    const double value = result.of.real;
    CHECK(value >= 0 && value <= 1);
    variant_free(&result);
    return value;
}

/* ---- the sound: a generator's buffer that is played in real time, and pushed to in each frame ---- */

static struct { int64_t queued, pushed, loud; double widest; } sound;

static void push(host_object *it, int directly) {
    const host_method *method = method_of("voice");
    const int64_t space = BUFFER - sound.queued;
    GDExtensionConstTypePtr arguments[] = {(GDExtensionConstTypePtr)&space};
    host_array array = array_new();
    host_variant result = variant_nil();
    const void *pieces = &array;
    const float *numbers;
    int64_t i, size;
    if (directly) {
        method->info.ptrcall_func(method->info.method_userdata, it->instance, arguments, (GDExtensionTypePtr)&array);
    } else {
        host_variant argument = variant_whole(space);
        variant_free(&result);
        result = call(it, "voice", &argument, 1, GDEXTENSION_CALL_OK);
        pieces = &result.of;
    }
    size = array_size(pieces);
    numbers = array_numbers(pieces);
    CHECK(size <= space);
    for (i = 0; i < size; i++) {
        CHECK(numbers[2 * i] == numbers[2 * i + 1]);
        if (numbers[2 * i] > 0.02f || numbers[2 * i] < -0.02f) sound.loud++;
    }
    sound.queued += size;
    sound.pushed += size;
    variant_free(&result);
    array_free(&array);
}

/* Runs frames until a condition holds. Each takes a 60th of a second of sound. */
static int until(host_object *it, int (*condition)(host_object *)) {
    const struct timespec nap = {0, 1000000000 / 60};
    int i;
    for (i = 0; i < FRAMES; i++) {
        const double open = mouth(it);
        if (condition(it)) return 1;
        sound.queued = sound.queued > FRAME ? sound.queued - FRAME : 0;
        frame(it);
        push(it, i % 2);
        if (open > sound.widest) sound.widest = open;
        nanosleep(&nap, NULL);
    }
    return 0;
}

static int has_ended(host_object *it) { return (void)it, got.finished + got.failed > 0; }
static int has_text(host_object *it) { return (void)it, got.texts > 0; }
static int is_loud(host_object *it) { return (void)it, sound.loud > 1000; }
static int is_silent(host_object *it) { return mouth(it) == 0 && sound.queued == 0; }

static int half_a_second(host_object *it) {
    static int frames;
    (void)it;
    frames = (frames + 1) % 30;
    return frames == 0;
}

/* What comes afterwards would wait as long. */
static void end(int line, const char *condition) {
    fault("play.c:%d: never %s", line, condition);
    exit(1);
}

#define UNTIL(condition) (until(it, condition) ? (void)0 : end(__LINE__, #condition))

/* ---- what is tried ---- */

static void describe(void) {
    const host_property *key = property_of("api_key"), *actions = property_of("actions"), *session = property_of("session_id"), *open = property_of("mouth");
    CHECK(key && key->type.hint == PROPERTY_HINT_PASSWORD && key->type.usage == PROPERTY_USAGE_DEFAULT && *key->setter);
    CHECK(actions && actions->type.hint == PROPERTY_HINT_MULTILINE_TEXT && actions->type.usage == PROPERTY_USAGE_DEFAULT);
    CHECK(session && session->type.usage == PROPERTY_USAGE_NONE);
    CHECK(open && open->type.type == GDEXTENSION_VARIANT_TYPE_FLOAT && !*open->setter && open->type.usage == PROPERTY_USAGE_NONE);
    CHECK(property_of("character_id") && property_of("base_url") && property_of("fallback"));
    CHECK(registered->signal_count == 4 && registered->property_count == 7 && registered->method_count == 16);
}

static void wrong_calls(host_object *it) {
    host_variant two[2], result;
    result = call(it, "say", NULL, 0, GDEXTENSION_CALL_ERROR_TOO_FEW_ARGUMENTS);
    variant_free(&result);
    two[0] = variant_string("a"), two[1] = variant_string("b");
    result = call(it, "say", two, 2, GDEXTENSION_CALL_ERROR_TOO_MANY_ARGUMENTS);
    variant_free(&result);
    two[0] = variant_whole(1);
    result = call(it, "say", two, 1, GDEXTENSION_CALL_ERROR_INVALID_ARGUMENT);
    variant_free(&result);
    CHECK(mouth(it) == 0);
}

/* Without a key no turn begins, and the failure is told in the next frame. A StringName is a text, too. */
static void no_key(host_object *it) {
    host_variant line = variant_name("Hello"), result = call(it, "say", &line, 1, GDEXTENSION_CALL_OK);
    variant_free(&result);
    CHECK(!has_ended(it));
    UNTIL(half_a_second);
    CHECK(got.failed == 1 && got.finished == 0 && got.texts == 0 && got.code == CONVAI_ERROR_API_KEY && *got.message);
}

static void conversation(host_object *it) {
    const char *reply = "Good evening, traveller. Few people climb up to Gull Rock so late. I am Tormod. I keep the light.";
    forget();
    memset(&sound, 0, sizeof sound);
    say(it, "Good evening");
    UNTIL(is_loud);
    CHECK(!has_ended(it)); /* it is heard while it arrives */
    UNTIL(has_ended);
    UNTIL(is_silent);
    if (strcmp(got.said, reply) != 0) fault("he said \"%s\"", got.said);
    CHECK(got.texts > 3 && got.finished == 1 && got.failed == 0 && got.actions == 1 && strcmp(got.action, "Wave Player") == 0);
    CHECK(sound.pushed > 2 * 44100 && sound.loud > sound.pushed / 10 && sound.widest > 0.3);
    printf("  %d pieces, %.1f s of voice, mouth up to %.2f\n", got.texts, (double)sound.pushed / 44100, sound.widest);
}

/* No signal follows for the turn, and the voice stops. */
static void interruption(host_object *it) {
    int texts;
    forget();
    memset(&sound, 0, sizeof sound);
    say(it, "Tell me a story");
    UNTIL(is_loud);
    interrupt(it);
    texts = got.texts;
    CHECK(texts > 0);
    UNTIL(is_silent);
    UNTIL(half_a_second);
    CHECK(got.texts == texts && !has_ended(it));
    CHECK(sound.pushed < 5 * 44100);
    /* The second of two lines takes the place of the first. */
    forget();
    say(it, "Tell me a story");
    say(it, "Where is the ship?");
    UNTIL(has_ended);
    UNTIL(half_a_second);
    CHECK(got.finished == 1 && strstr(got.said, "look along my arm") && !strstr(got.said, "Marigold"));
}

/* A saved game continues the session in another node. */
static void session(const char *url, const char *key, host_object *first) {
    host_variant id = call(first, "get_session_id", NULL, 0, GDEXTENSION_CALL_OK);
    host_object *it = object_new();
    CHECK(*variant_text(&id));
    set(it, "api_key", key);
    set(it, "base_url", url);
    set(it, "character_id", "lighthouse-keeper");
    set(it, "session_id", variant_text(&id));
    forget();
    say(it, "Do you remember me?");
    UNTIL(has_ended);
    CHECK(strcmp(got.said, "Of course I remember you. Up here a voice stays in the ear for days.") == 0);
    variant_free(&id);
    object_free(it);
}

/* The network is gone: the fallback line, and the reason. Then it is there again. */
static void network(host_object *it, const char *url) {
    forget();
    set(it, "base_url", "http://127.0.0.1:9");
    say(it, "Can you hear me?");
    UNTIL(has_ended);
    CHECK(strcmp(got.said, "The wind took my words.") == 0 && got.texts == 1 && got.failed == 1 && got.finished == 0);
    CHECK(got.code / 100 == 2 && *got.message);
    forget();
    set(it, "base_url", url);
    say(it, "Good evening");
    UNTIL(has_ended);
    CHECK(got.finished == 1 && got.texts > 3);
    interrupt(it);
}

static void say_again(host_object *it, const char *signal) {
    if (strcmp(signal, "finished") != 0) return;
    got.handler = NULL;
    say(it, "Where is the ship?");
}

static int freed;

static void free_it(host_object *it, const char *signal) {
    (void)signal;
    got.handler = NULL;
    freed = 1;
    object_free(it);
}

/* A handler of a signal begins the next turn, or frees the node. */
static void handlers(host_object *it) {
    const struct timespec nap = {0, 1000000000 / 60};
    int i;
    forget();
    got.handler = say_again;
    say(it, "Please open the door");
    for (i = 0; i < 2; i++) {
        UNTIL(has_ended);
        CHECK(got.finished == 1 && got.failed == 0);
        got.finished = 0;
    }
    CHECK(strstr(got.said, "wet weather") && strstr(got.said, "look along my arm"));
    forget();
    got.handler = free_it;
    say(it, "Tell me a story");
    for (i = 0; i < FRAMES && !freed; i++) {
        frame(it);
        nanosleep(&nap, NULL);
    }
    CHECK(freed && got.texts == 1);
}

/* Freed in the middle of a turn, with the rest of the reply still to come. */
static void free_in_a_turn(const char *url, const char *key) {
    host_object *it = object_new();
    set(it, "api_key", key);
    set(it, "base_url", url);
    set(it, "character_id", "lighthouse-keeper");
    forget();
    say(it, "Tell me a story");
    UNTIL(has_text);
    CHECK(!has_ended(it));
    object_free(it);
}

static void play(const char *url, const char *key) {
    host_object *it = object_new();
    CHECK(it && it->instance && it->processes);
    wrong_calls(it);
    no_key(it);
    set(it, "api_key", key);
    set(it, "base_url", url);
    set(it, "character_id", "lighthouse-keeper");
    set(it, "fallback", "The wind took my words.");
    set(it, "actions", "Wave Player\nPoint at Ship");
    conversation(it);
    session(url, key, it);
    interruption(it);
    network(it, url);
    free_in_a_turn(url, key);
    handlers(it);
}

/* A Godot that lacks a function is told that the extension cannot be loaded. */
static void older_godots(GDExtensionInitializationFunction entry) {
    GDExtensionInitialization to;
    int i;
    for (i = 0; (withheld = asked_function(i)); i++) {
        memset(&to, 0, sizeof to);
        if (entry(get_proc_address, NULL, &to)) fault("the extension does not need %s", withheld);
    }
    CHECK(i > 0);
}

int main(int count, char **arguments) {
    const char *url = getenv("CONVAI_BASE_URL"), *key = getenv("CONVAI_API_KEY");
    GDExtensionInitialization to;
    GDExtensionInitializationFunction entry;
    uint64_t (*live_objects)(void);
    void *library;
    int i;
    if (count != 3 || !url || !key) return puts("CONVAI_BASE_URL=... CONVAI_API_KEY=... play LIBRARY ENTRY_SYMBOL"), 2;
    if (!(library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL))) return puts(dlerror()), 1;
    *(void **)&entry = dlsym(library, arguments[2]);
    *(void **)&live_objects = dlsym(library, "convai_live_objects");
    if (!entry || !live_objects) return puts(dlerror()), 1;

    memset(&to, 0, sizeof to);
    if (!entry(get_proc_address, library_token(), &to)) fault("the extension cannot be loaded");
    else {
        CHECK(to.minimum_initialization_level == GDEXTENSION_INITIALIZATION_SCENE && to.initialize && to.deinitialize);
        for (level = 0; level < GDEXTENSION_MAX_INITIALIZATION_LEVEL; level++) to.initialize(to.userdata, (GDExtensionInitializationLevel)level);
        describe();
        play(url, key);
        CHECK(live_objects() == 0);
        while (--level >= 0) to.deinitialize(to.userdata, (GDExtensionInitializationLevel)level);
        CHECK(!registered);
    }
    older_godots(entry);
    CHECK(alive.names == 0 && alive.strings == 0 && alive.arrays == 0 && alive.variants == 0 && alive.blocks == 0 && alive.objects == 0);
    printf("alive: %ld names, %ld strings, %ld arrays, %ld variants, %ld blocks, %ld objects, %llu of the library\n", alive.names, alive.strings,
           alive.arrays, alive.variants, alive.blocks, alive.objects, (unsigned long long)live_objects());
    for (i = 0; asked_function(i); i++) printf("function %s\n", asked_function(i));
    classes_end();
    dlclose(library);
    return faults != 0;
}
