/* Strings, names, arrays and variants. A value that was destroyed is marked, so that a second use of it is seen. */

#define _POSIX_C_SOURCE 200809L

#include "host.h"

#include "published.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(sizeof(host_name) == SIZE_StringName, "StringName");
_Static_assert(sizeof(host_string) == SIZE_String, "String");
_Static_assert(sizeof(host_array) == SIZE_PackedVector2Array, "PackedVector2Array");
_Static_assert(sizeof(host_variant) == SIZE_Variant, "Variant");
_Static_assert(2 * sizeof(float) == SIZE_Vector2, "Vector2");

int faults;
live alive;

#define DEAD ((void *)(uintptr_t)0xDEADDEADu)
enum { VARIANT_LIVE = 0x1A1A1A1A, ARRAY_LIVE = 0x2B2B2B2B };

void fault(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("FAULT: ", stdout);
    vprintf(format, arguments);
    putchar('\n');
    fflush(stdout);
    va_end(arguments);
    faults++;
}

/* ---- String and StringName: NULL is the empty one; the first byte tells them apart ---- */

static void *text_new(const char *utf8, char kind, long *count) {
    char *result;
    if (!*utf8) return NULL;
    result = malloc(strlen(utf8) + 2);
    result[0] = kind;
    strcpy(result + 1, utf8);
    ++*count;
    return result;
}

static const char *text_get(const void *slot, char kind) {
    const char *data;
    memcpy(&data, slot, sizeof data);
    if (data == DEAD) {
        fault("a %s was used after it was destroyed", kind == 'S' ? "String" : "StringName");
        return "";
    }
    if (!data) return "";
    if (data[0] != kind) fault("this is not a %s", kind == 'S' ? "String" : "StringName");
    return data + 1;
}

static void text_free(void *slot, char kind, long *count) {
    char *data;
    void *dead = DEAD;
    text_get(slot, kind);
    memcpy(&data, slot, sizeof data);
    if (data == DEAD) return;
    if (data) --*count;
    free(data);
    memcpy(slot, &dead, sizeof dead);
}

host_name name_new(const char *utf8) {
    host_name result;
    result.data = text_new(utf8, 'N', &alive.names);
    return result;
}

host_string string_new(const char *utf8) {
    host_string result;
    result.data = text_new(utf8, 'S', &alive.strings);
    return result;
}

const char *name_get(const void *name) { return text_get(name, 'N'); }
const char *string_get(const void *string) { return text_get(string, 'S'); }
void name_free(void *name) { text_free(name, 'N', &alive.names); }
void string_free(void *string) { text_free(string, 'S', &alive.strings); }

/* ---- PackedVector2Array: a mark, and a block that begins with the number of elements ---- */

host_array array_new(void) {
    host_array result;
    result.data[0] = (void *)(uintptr_t)ARRAY_LIVE;
    result.data[1] = NULL;
    alive.arrays++;
    return result;
}

static int64_t *array_block(const void *array) {
    const host_array *it = array;
    if (it->data[0] != (void *)(uintptr_t)ARRAY_LIVE) {
        fault("this is not a PackedVector2Array, or it was destroyed");
        return NULL;
    }
    return it->data[1];
}

int64_t array_size(const void *array) {
    const int64_t *block = array_block(array);
    return block ? *block : 0;
}

const float *array_numbers(const void *array) {
    const int64_t *block = array_block(array);
    return block ? (const float *)(block + 1) : NULL;
}

void array_free(void *array) {
    host_array *it = array;
    int64_t *block = array_block(array);
    if (it->data[0] != (void *)(uintptr_t)ARRAY_LIVE) return;
    free(block);
    it->data[0] = DEAD;
    alive.arrays--;
}

/* ---- Variant ---- */

static host_variant variant_new(int type) {
    host_variant result;
    memset(&result, 0, sizeof result);
    result.type = type;
    result.mark = VARIANT_LIVE;
    alive.variants++;
    return result;
}

host_variant variant_nil(void) { return variant_new(GDEXTENSION_VARIANT_TYPE_NIL); }

host_variant variant_string(const char *utf8) {
    host_variant result = variant_new(GDEXTENSION_VARIANT_TYPE_STRING);
    result.of.data = string_new(utf8).data;
    return result;
}

host_variant variant_name(const char *utf8) {
    host_variant result = variant_new(GDEXTENSION_VARIANT_TYPE_STRING_NAME);
    result.of.data = name_new(utf8).data;
    return result;
}

host_variant variant_whole(int64_t number) {
    host_variant result = variant_new(GDEXTENSION_VARIANT_TYPE_INT);
    result.of.whole = number;
    return result;
}

int variant_type(const void *variant) {
    const host_variant *it = variant;
    if (it->mark != VARIANT_LIVE) {
        fault("this is not a Variant, or it was destroyed");
        return -1;
    }
    return it->type;
}

const char *variant_text(const void *variant) {
    const host_variant *it = variant;
    CHECK(variant_type(variant) == GDEXTENSION_VARIANT_TYPE_STRING);
    return string_get(&it->of);
}

void variant_free(void *variant) {
    host_variant *it = variant;
    const int type = variant_type(it);
    if (type < 0) return;
    if (type == GDEXTENSION_VARIANT_TYPE_STRING) string_free(&it->of);
    if (type == GDEXTENSION_VARIANT_TYPE_STRING_NAME) name_free(&it->of);
    if (type == GDEXTENSION_VARIANT_TYPE_PACKED_VECTOR2_ARRAY) array_free(&it->of);
    it->mark = 0;
    alive.variants--;
}
