/* The functions of the interface that convai_godot asks for, by name. Each checks what it is given as Godot would rely on it. */

#define _POSIX_C_SOURCE 200809L

#include "host.h"

#include "published.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *withheld;
int level = -1;

static char library; /* its address stands for the library */
static const char *asked[MOST];
static int asked_count;

#define LIBRARY ((GDExtensionClassLibraryPtr)&library)

GDExtensionClassLibraryPtr library_token(void) { return LIBRARY; }

/* ---- memory and strings ---- */

static void *give_mem_alloc(size_t bytes) {
    alive.blocks++;
    return malloc(bytes);
}

static void give_mem_free(void *block) {
    if (block) alive.blocks--;
    free(block);
}

static void give_string_name_new(GDExtensionUninitializedStringNamePtr to, const char *utf8) { *(host_name *)to = name_new(utf8); }
static void give_string_new(GDExtensionUninitializedStringPtr to, const char *utf8) { *(host_string *)to = string_new(utf8); }

/* Writes no NUL, and returns the whole length. */
static GDExtensionInt give_string_to_utf8(GDExtensionConstStringPtr from, char *to, GDExtensionInt most) {
    const char *utf8 = string_get(from);
    const size_t length = strlen(utf8);
    if (to) memcpy(to, utf8, length < (size_t)most ? length : (size_t)most);
    return (GDExtensionInt)length;
}

/* ---- variants ---- */

static void from_whole(GDExtensionUninitializedVariantPtr to, GDExtensionTypePtr from) { *(host_variant *)to = variant_whole(*(int64_t *)from); }
static void from_string(GDExtensionUninitializedVariantPtr to, GDExtensionTypePtr from) { *(host_variant *)to = variant_string(string_get(from)); }
static void from_name(GDExtensionUninitializedVariantPtr to, GDExtensionTypePtr from) { *(host_variant *)to = variant_name(name_get(from)); }

static void from_real(GDExtensionUninitializedVariantPtr to, GDExtensionTypePtr from) {
    host_variant result = variant_whole(0);
    result.type = GDEXTENSION_VARIANT_TYPE_FLOAT;
    result.of.real = *(double *)from;
    *(host_variant *)to = result;
}

static void from_array(GDExtensionUninitializedVariantPtr to, GDExtensionTypePtr from) {
    const int64_t size = array_size(from);
    const size_t bytes = sizeof(int64_t) + 2 * sizeof(float) * (size_t)size;
    host_variant result = variant_whole(0);
    host_array copy = array_new();
    result.type = GDEXTENSION_VARIANT_TYPE_PACKED_VECTOR2_ARRAY;
    if (size) copy.data[1] = memcpy(malloc(bytes), ((host_array *)from)->data[1], bytes);
    memcpy(&result.of, &copy, sizeof copy);
    *(host_variant *)to = result;
}

static GDExtensionVariantFromTypeConstructorFunc give_from_type(GDExtensionVariantType type) {
    switch (type) {
    case GDEXTENSION_VARIANT_TYPE_INT: return from_whole;
    case GDEXTENSION_VARIANT_TYPE_FLOAT: return from_real;
    case GDEXTENSION_VARIANT_TYPE_STRING: return from_string;
    case GDEXTENSION_VARIANT_TYPE_STRING_NAME: return from_name;
    case GDEXTENSION_VARIANT_TYPE_PACKED_VECTOR2_ARRAY: return from_array;
    default: fault("no Variant is made of the type %d here", (int)type); return NULL;
    }
}

static void to_whole(GDExtensionUninitializedTypePtr to, GDExtensionVariantPtr from) {
    CHECK(variant_type(from) == GDEXTENSION_VARIANT_TYPE_INT);
    *(int64_t *)to = ((host_variant *)from)->of.whole;
}

static void to_string(GDExtensionUninitializedTypePtr to, GDExtensionVariantPtr from) {
    host_variant *it = (host_variant *)from;
    if (variant_type(it) == GDEXTENSION_VARIANT_TYPE_STRING_NAME) *(host_string *)to = string_new(name_get(&it->of));
    else *(host_string *)to = string_new(variant_text(it));
}

static GDExtensionTypeFromVariantConstructorFunc give_to_type(GDExtensionVariantType type) {
    switch (type) {
    case GDEXTENSION_VARIANT_TYPE_INT: return to_whole;
    case GDEXTENSION_VARIANT_TYPE_STRING: return to_string;
    default: fault("nothing of the type %d is taken from a Variant here", (int)type); return NULL;
    }
}

static GDExtensionVariantType give_variant_type(GDExtensionConstVariantPtr of) { return (GDExtensionVariantType)variant_type(of); }
static void give_variant_destroy(GDExtensionVariantPtr it) { variant_free(it); }

static GDExtensionBool give_can_convert_strict(GDExtensionVariantType from, GDExtensionVariantType to) {
    return from == to || (from == GDEXTENSION_VARIANT_TYPE_STRING_NAME && to == GDEXTENSION_VARIANT_TYPE_STRING);
}

/* ---- types ---- */

static void destroy_name(GDExtensionTypePtr it) { name_free(it); }
static void destroy_string(GDExtensionTypePtr it) { string_free(it); }
static void destroy_array(GDExtensionTypePtr it) { array_free(it); }

static GDExtensionPtrDestructor give_destructor(GDExtensionVariantType type) {
    switch (type) {
    case GDEXTENSION_VARIANT_TYPE_STRING: return destroy_string;
    case GDEXTENSION_VARIANT_TYPE_STRING_NAME: return destroy_name;
    case GDEXTENSION_VARIANT_TYPE_PACKED_VECTOR2_ARRAY: return destroy_array;
    default: return NULL;
    }
}

static void construct_string(GDExtensionUninitializedTypePtr it, const GDExtensionConstTypePtr *none) {
    (void)none;
    *(host_string *)it = string_new("");
}

static void construct_array(GDExtensionUninitializedTypePtr it, const GDExtensionConstTypePtr *none) {
    (void)none;
    *(host_array *)it = array_new();
}

/* The constructor 0 is the one without arguments. */
static GDExtensionPtrConstructor give_constructor(GDExtensionVariantType type, int32_t number) {
    CHECK(number == 0);
    if (type == GDEXTENSION_VARIANT_TYPE_STRING) return construct_string;
    if (type == GDEXTENSION_VARIANT_TYPE_PACKED_VECTOR2_ARRAY) return construct_array;
    return NULL;
}

static void array_resize(GDExtensionTypePtr array, const GDExtensionConstTypePtr *arguments, GDExtensionTypePtr result, int count) {
    const int64_t size = *(const int64_t *)arguments[0];
    int64_t *block;
    CHECK(count == 1 && size >= 0 && array_size(array) >= 0);
    block = realloc(((host_array *)array)->data[1], sizeof(int64_t) + 2 * sizeof(float) * (size_t)size);
    *block = size;
    ((host_array *)array)->data[1] = block;
    *(int64_t *)result = 0;
}

static GDExtensionPtrBuiltInMethod give_builtin_method(GDExtensionVariantType type, GDExtensionConstStringNamePtr name, GDExtensionInt hash) {
    const char *called = name_get(name);
    size_t i;
    CHECK(type == GDEXTENSION_VARIANT_TYPE_PACKED_VECTOR2_ARRAY && strcmp(called, "resize") == 0);
    for (i = 0; i < sizeof array_methods / sizeof *array_methods; i++)
        if (strcmp(array_methods[i].name, called) == 0 && array_methods[i].hash == hash) {
            printf("method PackedVector2Array %s %lld\n", called, (long long)hash);
            return array_resize;
        }
    fault("PackedVector2Array has no method %s with the hash %lld", called, (long long)hash);
    return NULL;
}

static GDExtensionTypePtr give_array_index(GDExtensionTypePtr array, GDExtensionInt index) {
    if (index < 0 || index >= array_size(array)) {
        fault("the index %lld of %lld elements", (long long)index, (long long)array_size(array));
        return NULL;
    }
    return (GDExtensionTypePtr)(array_numbers(array) + 2 * index);
}

/* ---- classes ---- */

static int has_class(const char *name) {
    size_t i;
    for (i = 0; i < sizeof classes / sizeof *classes; i++)
        if (strcmp(classes[i], name) == 0) return 1;
    return 0;
}

static void check_registration(GDExtensionClassLibraryPtr of, GDExtensionConstStringNamePtr of_class) {
    CHECK(of == LIBRARY && level == GDEXTENSION_INITIALIZATION_SCENE);
    CHECK(registered && strcmp(registered->name, name_get(of_class)) == 0);
}

/* The names that a description points to must be there, also where they are empty. */
static host_type type_of(const GDExtensionPropertyInfo *info) {
    host_type result;
    CHECK(info->name && info->class_name && info->hint_string && info->type >= 0 && info->type < GDEXTENSION_VARIANT_TYPE_VARIANT_MAX);
    CHECK(strcmp(name_get(info->class_name), "") == 0 && strcmp(string_get(info->hint_string), "") == 0);
    result.type = info->type;
    result.hint = info->hint;
    result.usage = info->usage;
    return result;
}

static void give_register_class(GDExtensionClassLibraryPtr of, GDExtensionConstStringNamePtr name, GDExtensionConstStringNamePtr parent,
                                const GDExtensionClassCreationInfo2 *info) {
    if (registered) fault("a class is registered a second time");
    else registered = calloc(1, sizeof *registered);
    registered->name = strdup(name_get(name));
    registered->info = *info;
    check_registration(of, name);
    CHECK(strcmp(name_get(parent), "Node") == 0 && has_class("Node") && !has_class(registered->name));
    CHECK(info->create_instance_func && info->free_instance_func && info->is_exposed && !info->is_virtual && !info->is_abstract);
}

static void give_register_method(GDExtensionClassLibraryPtr of, GDExtensionConstStringNamePtr of_class, const GDExtensionClassMethodInfo *info) {
    host_method *it = &registered->methods[registered->method_count];
    const char *name = name_get(info->name);
    check_registration(of, of_class);
    CHECK(!method_of(name) && registered->method_count < MOST && info->call_func && info->ptrcall_func);
    CHECK(info->method_flags == GDEXTENSION_METHOD_FLAGS_DEFAULT && info->argument_count <= 1 && info->default_argument_count == 0);
    it->info = *info;
    it->has_argument = info->argument_count == 1;
    it->has_result = info->has_return_value;
    if (it->has_argument) {
        CHECK(info->arguments_metadata && *info->arguments_metadata == GDEXTENSION_METHOD_ARGUMENT_METADATA_NONE);
        CHECK(*name_get(info->arguments_info->name));
        it->argument = type_of(info->arguments_info);
    }
    if (it->has_result) it->result = type_of(info->return_value_info);
    it->name = strdup(name);
    registered->method_count++;
    printf("has method %s %d\n", it->name, (int)info->argument_count);
}

static void give_register_property(GDExtensionClassLibraryPtr of, GDExtensionConstStringNamePtr of_class, const GDExtensionPropertyInfo *info,
                                   GDExtensionConstStringNamePtr setter, GDExtensionConstStringNamePtr getter) {
    host_property *it = &registered->properties[registered->property_count];
    const host_method *get = method_of(name_get(getter)), *set = method_of(name_get(setter));
    check_registration(of, of_class);
    CHECK(registered->property_count < MOST && !property_of(name_get(info->name)));
    it->type = type_of(info);
    CHECK(get && !get->has_argument && get->has_result && get->result.type == it->type.type);
    if (*name_get(setter)) CHECK(set && !set->has_result && set->has_argument && set->argument.type == it->type.type);
    it->name = strdup(name_get(info->name));
    it->setter = strdup(name_get(setter));
    it->getter = strdup(name_get(getter));
    registered->property_count++;
    printf("has property %s 0\n", it->name);
}

static void give_register_signal(GDExtensionClassLibraryPtr of, GDExtensionConstStringNamePtr of_class, GDExtensionConstStringNamePtr name,
                                 const GDExtensionPropertyInfo *arguments, GDExtensionInt count) {
    host_signal *it = &registered->signals[registered->signal_count];
    int i;
    check_registration(of, of_class);
    CHECK(registered->signal_count < MOST && count >= 0 && count <= 4);
    it->name = strdup(name_get(name));
    it->count = (int)count;
    for (i = 0; i < it->count; i++) {
        CHECK(*name_get(arguments[i].name));
        it->types[i] = type_of(&arguments[i]).type;
    }
    registered->signal_count++;
    printf("has signal %s %d\n", it->name, it->count);
}

static void give_unregister_class(GDExtensionClassLibraryPtr of, GDExtensionConstStringNamePtr name) {
    check_registration(of, name);
    CHECK(registered->instances == 0);
    classes_end();
}

/* ---- objects ---- */

static GDExtensionObjectPtr give_construct(GDExtensionConstStringNamePtr name) {
    CHECK(strcmp(name_get(name), "Node") == 0);
    alive.objects++;
    return (GDExtensionObjectPtr)calloc(1, sizeof(host_object));
}

static void give_set_instance(GDExtensionObjectPtr object, GDExtensionConstStringNamePtr name, GDExtensionClassInstancePtr instance) {
    host_object *it = (host_object *)object;
    CHECK(registered && strcmp(registered->name, name_get(name)) == 0 && !it->of && instance);
    it->of = registered;
    it->instance = instance;
    registered->instances++;
}

static GDExtensionMethodBindPtr give_method_bind(GDExtensionConstStringNamePtr of_class, GDExtensionConstStringNamePtr name, GDExtensionInt hash) {
    size_t i;
    for (i = 0; i < sizeof methods / sizeof *methods; i++)
        if (strcmp(methods[i].of, name_get(of_class)) == 0 && strcmp(methods[i].name, name_get(name)) == 0 && methods[i].hash == hash) {
            printf("method %s %s %lld\n", methods[i].of, methods[i].name, (long long)hash);
            return (GDExtensionMethodBindPtr)&methods[i];
        }
    fault("%s has no method %s with the hash %lld", name_get(of_class), name_get(name), (long long)hash);
    return NULL;
}

static void give_call(GDExtensionMethodBindPtr bind, GDExtensionObjectPtr object, const GDExtensionConstVariantPtr *arguments, GDExtensionInt count,
                      GDExtensionUninitializedVariantPtr result, GDExtensionCallError *error) {
    const host_object *it = (const host_object *)object;
    const char *name = count > 0 && variant_type(arguments[0]) == GDEXTENSION_VARIANT_TYPE_STRING_NAME ? name_get(&((const host_variant *)arguments[0])->of) : "";
    const host_signal *emitted = NULL;
    int i;
    CHECK(strcmp(((const published_method *)bind)->name, "emit_signal") == 0);
    for (i = 0; i < it->of->signal_count; i++)
        if (strcmp(it->of->signals[i].name, name) == 0) emitted = &it->of->signals[i];
    if (!emitted || emitted->count != count - 1) {
        fault("no signal %s with %d arguments was registered", name, (int)count - 1);
    } else {
        for (i = 0; i < emitted->count; i++) CHECK(variant_type(arguments[1 + i]) == emitted->types[i]);
        on_signal((host_object *)object, emitted->name, (const host_variant *const *)arguments + 1, emitted->count);
    }
    *(host_variant *)result = variant_whole(0);
    error->error = GDEXTENSION_CALL_OK;
}

static void give_ptrcall(GDExtensionMethodBindPtr bind, GDExtensionObjectPtr object, const GDExtensionConstTypePtr *arguments, GDExtensionTypePtr result) {
    CHECK(strcmp(((const published_method *)bind)->name, "set_process_internal") == 0 && !result);
    ((host_object *)object)->processes = *(const GDExtensionBool *)arguments[0];
}

/* ---- by name ---- */

static const struct given { const char *name; GDExtensionInterfaceFunctionPtr function; } *functions(size_t *count) {
    static struct given given[32];
    size_t i = 0;
#define ADD(function_name, type, own) \
    do { \
        const type typed = own; \
        given[i].name = #function_name; \
        given[i++].function = (GDExtensionInterfaceFunctionPtr)(void (*)(void))typed; \
    } while (0)
    ADD(classdb_construct_object, GDExtensionInterfaceClassdbConstructObject, give_construct);
    ADD(classdb_get_method_bind, GDExtensionInterfaceClassdbGetMethodBind, give_method_bind);
    ADD(classdb_register_extension_class2, GDExtensionInterfaceClassdbRegisterExtensionClass2, give_register_class);
    ADD(classdb_register_extension_class_method, GDExtensionInterfaceClassdbRegisterExtensionClassMethod, give_register_method);
    ADD(classdb_register_extension_class_property, GDExtensionInterfaceClassdbRegisterExtensionClassProperty, give_register_property);
    ADD(classdb_register_extension_class_signal, GDExtensionInterfaceClassdbRegisterExtensionClassSignal, give_register_signal);
    ADD(classdb_unregister_extension_class, GDExtensionInterfaceClassdbUnregisterExtensionClass, give_unregister_class);
    ADD(get_variant_from_type_constructor, GDExtensionInterfaceGetVariantFromTypeConstructor, give_from_type);
    ADD(get_variant_to_type_constructor, GDExtensionInterfaceGetVariantToTypeConstructor, give_to_type);
    ADD(mem_alloc, GDExtensionInterfaceMemAlloc, give_mem_alloc);
    ADD(mem_free, GDExtensionInterfaceMemFree, give_mem_free);
    ADD(object_method_bind_call, GDExtensionInterfaceObjectMethodBindCall, give_call);
    ADD(object_method_bind_ptrcall, GDExtensionInterfaceObjectMethodBindPtrcall, give_ptrcall);
    ADD(object_set_instance, GDExtensionInterfaceObjectSetInstance, give_set_instance);
    ADD(packed_vector2_array_operator_index, GDExtensionInterfacePackedVector2ArrayOperatorIndex, give_array_index);
    ADD(string_name_new_with_utf8_chars, GDExtensionInterfaceStringNameNewWithUtf8Chars, give_string_name_new);
    ADD(string_new_with_utf8_chars, GDExtensionInterfaceStringNewWithUtf8Chars, give_string_new);
    ADD(string_to_utf8_chars, GDExtensionInterfaceStringToUtf8Chars, give_string_to_utf8);
    ADD(variant_can_convert_strict, GDExtensionInterfaceVariantCanConvertStrict, give_can_convert_strict);
    ADD(variant_destroy, GDExtensionInterfaceVariantDestroy, give_variant_destroy);
    ADD(variant_get_ptr_builtin_method, GDExtensionInterfaceVariantGetPtrBuiltinMethod, give_builtin_method);
    ADD(variant_get_ptr_constructor, GDExtensionInterfaceVariantGetPtrConstructor, give_constructor);
    ADD(variant_get_ptr_destructor, GDExtensionInterfaceVariantGetPtrDestructor, give_destructor);
    ADD(variant_get_type, GDExtensionInterfaceVariantGetType, give_variant_type);
    *count = i;
    return given;
}

const char *asked_function(int index) { return index < asked_count ? asked[index] : NULL; }

static const char *find_published(const char *name) {
    size_t i;
    for (i = 0; i < sizeof published / sizeof *published; i++)
        if (strcmp(published[i], name) == 0) return published[i];
    return NULL;
}

GDExtensionInterfaceFunctionPtr get_proc_address(const char *name) {
    const char *known = find_published(name);
    size_t i, count;
    const struct given *given = functions(&count);
    int before = 0;
    if (!known) {
        fault("Godot " PUBLISHED_VERSION " has no function %s", name);
        return NULL;
    }
    while (before < asked_count && asked[before] != known) before++;
    if (before == asked_count && asked_count < MOST) asked[asked_count++] = known;
    if (withheld && strcmp(withheld, name) == 0) return NULL;
    for (i = 0; i < count; i++)
        if (strcmp(given[i].name, name) == 0) return given[i].function;
    fault("the stand-in does not have the published function %s", name);
    return NULL;
}
