#include "engine.h"

#include <string.h>

engine godot;

/* Any of the types that methods take and return. */
typedef union value {
    int64_t whole;
    double real;
    text text;
    array array;
} value;

int engine_open(GDExtensionInterfaceGetProcAddress get, GDExtensionClassLibraryPtr library) {
    const int64_t resize_hash = 848867239; /* of extension_api.json */
    name resize_name;
#define ENGINE_ASK(function, type) \
    if (!(godot.function = (type)(void (*)(void))get(#function))) return 0;
    ENGINE_FUNCTIONS(ENGINE_ASK)
#undef ENGINE_ASK
    godot.library = library;
    godot.from_name = godot.get_variant_from_type_constructor(GDEXTENSION_VARIANT_TYPE_STRING_NAME);
    godot.free_name = godot.variant_get_ptr_destructor(GDEXTENSION_VARIANT_TYPE_STRING_NAME);
    godot.free_text = godot.variant_get_ptr_destructor(GDEXTENSION_VARIANT_TYPE_STRING);
    godot.free_array = godot.variant_get_ptr_destructor(GDEXTENSION_VARIANT_TYPE_PACKED_VECTOR2_ARRAY);
    godot.new_text = godot.variant_get_ptr_constructor(GDEXTENSION_VARIANT_TYPE_STRING, 0);
    godot.new_array = godot.variant_get_ptr_constructor(GDEXTENSION_VARIANT_TYPE_PACKED_VECTOR2_ARRAY, 0);
    resize_name = name_of("resize");
    godot.resize_array = godot.variant_get_ptr_builtin_method(GDEXTENSION_VARIANT_TYPE_PACKED_VECTOR2_ARRAY,
                                                              (GDExtensionConstStringNamePtr)&resize_name, resize_hash);
    name_free(&resize_name);
    return godot.resize_array != NULL;
}

/* ---- values ---- */

name name_of(const char *utf8) {
    name result;
    godot.string_name_new_with_utf8_chars((GDExtensionUninitializedStringNamePtr)&result, utf8);
    return result;
}

void name_free(const name *it) {
    name copy = *it;
    godot.free_name((GDExtensionTypePtr)&copy);
}

static text text_of(const char *utf8) {
    text result;
    godot.string_new_with_utf8_chars((GDExtensionUninitializedStringPtr)&result, utf8);
    return result;
}

static void text_free(text *it) { godot.free_text((GDExtensionTypePtr)it); }

void text_assign(void *to, const char *utf8) {
    text_free(to);
    *(text *)to = text_of(utf8);
}

char *utf8_of(const void *of) {
    const GDExtensionConstStringPtr from = (GDExtensionConstStringPtr)of;
    const GDExtensionInt length = godot.string_to_utf8_chars(from, NULL, 0);
    char *result = godot.mem_alloc((size_t)length + 1);
    if (!result) return NULL;
    godot.string_to_utf8_chars(from, result, length);
    result[length] = 0;
    return result;
}

float *resize(void *it, int64_t elements) {
    const GDExtensionConstTypePtr arguments[] = {(GDExtensionConstTypePtr)&elements};
    int64_t failed;
    godot.resize_array((GDExtensionTypePtr)it, arguments, (GDExtensionTypePtr)&failed, 1);
    return elements ? (float *)godot.packed_vector2_array_operator_index((GDExtensionTypePtr)it, 0) : NULL;
}

static variant variant_of(int type, void *from) {
    variant result;
    godot.get_variant_from_type_constructor((GDExtensionVariantType)type)((GDExtensionUninitializedVariantPtr)&result, (GDExtensionTypePtr)from);
    return result;
}

variant variant_of_whole(int64_t number) { return variant_of(GDEXTENSION_VARIANT_TYPE_INT, &number); }

variant variant_of_text(const char *utf8) {
    text copy = text_of(utf8);
    variant result = variant_of(GDEXTENSION_VARIANT_TYPE_STRING, &copy);
    text_free(&copy);
    return result;
}

void variant_free(variant *it) { godot.variant_destroy((GDExtensionVariantPtr)it); }

static void value_init(value *it, int type) {
    memset(it, 0, sizeof *it);
    if (type == GDEXTENSION_VARIANT_TYPE_STRING) godot.new_text((GDExtensionUninitializedTypePtr)it, NULL);
    if (type == GDEXTENSION_VARIANT_TYPE_PACKED_VECTOR2_ARRAY) godot.new_array((GDExtensionUninitializedTypePtr)it, NULL);
}

static void value_free(value *it, int type) {
    if (type == GDEXTENSION_VARIANT_TYPE_STRING) text_free(&it->text);
    if (type == GDEXTENSION_VARIANT_TYPE_PACKED_VECTOR2_ARRAY) godot.free_array((GDExtensionTypePtr)it);
}

/* ---- methods ---- */

static void fail(GDExtensionCallError *error, GDExtensionCallErrorType kind, int expected) {
    error->error = kind;
    error->argument = 0;
    error->expected = expected;
}

/* A call with variants, as from GDScript. */
static void call(void *data, GDExtensionClassInstancePtr instance, const GDExtensionConstVariantPtr *arguments, GDExtensionInt count,
                 GDExtensionVariantPtr result, GDExtensionCallError *error) {
    const method *of = data;
    const int wanted = of->argument != GDEXTENSION_VARIANT_TYPE_NIL;
    value argument, returned;
    if (count != wanted) {
        fail(error, count < wanted ? GDEXTENSION_CALL_ERROR_TOO_FEW_ARGUMENTS : GDEXTENSION_CALL_ERROR_TOO_MANY_ARGUMENTS, wanted);
        return;
    }
    if (wanted) {
        const GDExtensionVariantType given = godot.variant_get_type(arguments[0]), type = (GDExtensionVariantType)of->argument;
        if (given != type && !godot.variant_can_convert_strict(given, type)) {
            fail(error, GDEXTENSION_CALL_ERROR_INVALID_ARGUMENT, of->argument);
            return;
        }
        godot.get_variant_to_type_constructor(type)((GDExtensionUninitializedTypePtr)&argument, (GDExtensionVariantPtr)arguments[0]);
    }
    value_init(&returned, of->result);
    of->run((struct node *)instance, of, &argument, &returned);
    if (wanted) value_free(&argument, of->argument);
    if (of->result != GDEXTENSION_VARIANT_TYPE_NIL) *(variant *)result = variant_of(of->result, &returned);
    value_free(&returned, of->result);
    error->error = GDEXTENSION_CALL_OK;
}

/* A call with the types themselves. */
static void ptrcall(void *data, GDExtensionClassInstancePtr instance, const GDExtensionConstTypePtr *arguments, GDExtensionTypePtr result) {
    const method *of = data;
    of->run((struct node *)instance, of, of->argument != GDEXTENSION_VARIANT_TYPE_NIL ? (const void *)arguments[0] : NULL, (void *)result);
}

/* ---- registration: Godot copies all of it ---- */

/* A description with the names that it points to. */
typedef struct described {
    name name, of_class;
    text hint;
    GDExtensionPropertyInfo info;
} described;

static void describe(described *it, const char *utf8, int type, int hint, int usage) {
    it->name = name_of(utf8);
    it->of_class = name_of("");
    it->hint = text_of("");
    it->info.type = (GDExtensionVariantType)type;
    it->info.name = (GDExtensionStringNamePtr)&it->name;
    it->info.class_name = (GDExtensionStringNamePtr)&it->of_class;
    it->info.hint = (uint32_t)hint;
    it->info.hint_string = (GDExtensionStringPtr)&it->hint;
    it->info.usage = (uint32_t)usage;
}

static void described_free(described *it) {
    name_free(&it->name);
    name_free(&it->of_class);
    text_free(&it->hint);
}

void add_method(const name *of_class, const method *it) {
    const name own = name_of(it->name);
    const int has_argument = it->argument != GDEXTENSION_VARIANT_TYPE_NIL, has_result = it->result != GDEXTENSION_VARIANT_TYPE_NIL;
    GDExtensionClassMethodArgumentMetadata metadata = GDEXTENSION_METHOD_ARGUMENT_METADATA_NONE;
    GDExtensionClassMethodInfo info;
    described argument, result;
    describe(&argument, has_argument ? it->argument_name : "", it->argument, HINT_NONE, USAGE_DEFAULT);
    describe(&result, "", it->result, HINT_NONE, USAGE_DEFAULT);
    memset(&info, 0, sizeof info);
    info.name = (GDExtensionStringNamePtr)&own;
    info.method_userdata = (void *)it;
    info.call_func = call;
    info.ptrcall_func = ptrcall;
    info.method_flags = GDEXTENSION_METHOD_FLAGS_DEFAULT;
    info.has_return_value = (GDExtensionBool)has_result;
    info.return_value_info = has_result ? &result.info : NULL;
    info.argument_count = (uint32_t)has_argument;
    info.arguments_info = has_argument ? &argument.info : NULL;
    info.arguments_metadata = has_argument ? &metadata : NULL;
    godot.classdb_register_extension_class_method(godot.library, (GDExtensionConstStringNamePtr)of_class, &info);
    described_free(&argument);
    described_free(&result);
    name_free(&own);
}

void add_property(const name *of_class, const property *it) {
    const name setter = name_of(it->setter), getter = name_of(it->getter);
    described own;
    describe(&own, it->name, it->type, it->hint, it->usage);
    godot.classdb_register_extension_class_property(godot.library, (GDExtensionConstStringNamePtr)of_class, &own.info,
                                                    (GDExtensionConstStringNamePtr)&setter, (GDExtensionConstStringNamePtr)&getter);
    described_free(&own);
    name_free(&setter);
    name_free(&getter);
}

void add_signal(const name *of_class, const signal_description *it) {
    const name own = name_of(it->name);
    described arguments[2];
    GDExtensionPropertyInfo infos[2];
    int i, count = 0;
    while (count < 2 && it->arguments[count].name) {
        describe(&arguments[count], it->arguments[count].name, it->arguments[count].type, HINT_NONE, USAGE_DEFAULT);
        infos[count] = arguments[count].info;
        count++;
    }
    godot.classdb_register_extension_class_signal(godot.library, (GDExtensionConstStringNamePtr)of_class, (GDExtensionConstStringNamePtr)&own, infos, count);
    for (i = 0; i < count; i++) described_free(&arguments[i]);
    name_free(&own);
}
