/* What the extension asks of Godot 4, and its values as C sees them. */

#ifndef ENGINE_H
#define ENGINE_H

#include <stddef.h>
#include <stdint.h>

#include <gdextension_interface.h>

#ifdef _WIN32
#define EXPORTED __declspec(dllexport)
#else
#define EXPORTED __attribute__((visibility("default")))
#endif

/* Every function that is asked for, with its type. */
#define ENGINE_FUNCTIONS(X) \
    X(classdb_construct_object, GDExtensionInterfaceClassdbConstructObject) \
    X(classdb_get_method_bind, GDExtensionInterfaceClassdbGetMethodBind) \
    X(classdb_register_extension_class2, GDExtensionInterfaceClassdbRegisterExtensionClass2) \
    X(classdb_register_extension_class_method, GDExtensionInterfaceClassdbRegisterExtensionClassMethod) \
    X(classdb_register_extension_class_property, GDExtensionInterfaceClassdbRegisterExtensionClassProperty) \
    X(classdb_register_extension_class_signal, GDExtensionInterfaceClassdbRegisterExtensionClassSignal) \
    X(classdb_unregister_extension_class, GDExtensionInterfaceClassdbUnregisterExtensionClass) \
    X(get_variant_from_type_constructor, GDExtensionInterfaceGetVariantFromTypeConstructor) \
    X(get_variant_to_type_constructor, GDExtensionInterfaceGetVariantToTypeConstructor) \
    X(mem_alloc, GDExtensionInterfaceMemAlloc) \
    X(mem_free, GDExtensionInterfaceMemFree) \
    X(object_method_bind_call, GDExtensionInterfaceObjectMethodBindCall) \
    X(object_method_bind_ptrcall, GDExtensionInterfaceObjectMethodBindPtrcall) \
    X(object_set_instance, GDExtensionInterfaceObjectSetInstance) \
    X(packed_vector2_array_operator_index, GDExtensionInterfacePackedVector2ArrayOperatorIndex) \
    X(string_name_new_with_utf8_chars, GDExtensionInterfaceStringNameNewWithUtf8Chars) \
    X(string_new_with_utf8_chars, GDExtensionInterfaceStringNewWithUtf8Chars) \
    X(string_to_utf8_chars, GDExtensionInterfaceStringToUtf8Chars) \
    X(variant_can_convert_strict, GDExtensionInterfaceVariantCanConvertStrict) \
    X(variant_destroy, GDExtensionInterfaceVariantDestroy) \
    X(variant_get_ptr_builtin_method, GDExtensionInterfaceVariantGetPtrBuiltinMethod) \
    X(variant_get_ptr_constructor, GDExtensionInterfaceVariantGetPtrConstructor) \
    X(variant_get_ptr_destructor, GDExtensionInterfaceVariantGetPtrDestructor) \
    X(variant_get_type, GDExtensionInterfaceVariantGetType)

/* The functions, and what they gave for the types that are used here. */
typedef struct engine {
#define ENGINE_FIELD(function, type) type function;
    ENGINE_FUNCTIONS(ENGINE_FIELD)
#undef ENGINE_FIELD
    GDExtensionClassLibraryPtr library;
    GDExtensionVariantFromTypeConstructorFunc from_name;
    GDExtensionPtrDestructor free_name, free_text, free_array;
    GDExtensionPtrConstructor new_text, new_array;
    GDExtensionPtrBuiltInMethod resize_array;
} engine;

extern engine godot;

/* Asks for all of it; false if this Godot lacks something. */
int engine_open(GDExtensionInterfaceGetProcAddress get, GDExtensionClassLibraryPtr library);

/* ---- values: the sizes are those of extension_api.json ---- */

typedef struct name { void *data; } name; /* StringName */
typedef struct text { void *data; } text; /* String */
typedef struct array { void *data[2]; } array; /* PackedVector2Array */
typedef struct variant { uint64_t data[3]; } variant; /* Variant, of a build with single precision */

name name_of(const char *utf8);
void name_free(const name *it);

/* For mem_free; NULL if there is no memory. */
char *utf8_of(const void *text);
void text_assign(void *text, const char *utf8);

/* The numbers of the array: two for each element. */
float *resize(void *array, int64_t elements);

variant variant_of_whole(int64_t number);
variant variant_of_text(const char *utf8);
void variant_free(variant *it);

/* ---- registration: a type is a GDExtensionVariantType ---- */

struct node;

typedef struct method method;
struct method {
    const char *name;
    void (*run)(struct node *it, const method *of, const void *argument, void *result);
    int argument; /* its type, or NIL */
    const char *argument_name;
    int result; /* its type, or NIL */
    int setting;
};

/* Values of the enums PropertyHint and PropertyUsageFlags. */
enum { HINT_NONE = 0, HINT_MULTILINE_TEXT = 18, HINT_PASSWORD = 36, USAGE_NONE = 0, USAGE_DEFAULT = 6 };

typedef struct property {
    const char *name;
    int type, hint, usage;
    const char *setter, *getter; /* "" where the property has no setter */
} property;

typedef struct signal_description {
    int kind;
    const char *name;
    struct { const char *name; int type; } arguments[2]; /* without a name: none */
} signal_description;

void add_method(const name *of_class, const method *it);
void add_property(const name *of_class, const property *it);
void add_signal(const name *of_class, const signal_description *it);

#endif
