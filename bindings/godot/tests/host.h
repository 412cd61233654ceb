/* A stand-in for Godot 4, as far as convai_godot needs it: the functions of the published interface, which check what they are
 * given, and count what is alive. published.h is written by published.py from gdextension_interface.h and extension_api.json. */

#ifndef HOST_H
#define HOST_H

#include <stddef.h>
#include <stdint.h>

#include <gdextension_interface.h>

/* Prints what is wrong, and counts it. */
void fault(const char *format, ...) __attribute__((format(printf, 1, 2)));
extern int faults;

#define CHECK(condition) ((condition) ? (void)0 : fault("%s:%d: %s", __FILE__, __LINE__, #condition))

/* ---- values.c: the types, in the sizes of extension_api.json ---- */

typedef struct { void *data; } host_name;
typedef struct { void *data; } host_string;
typedef struct { void *data[2]; } host_array;
typedef struct { int32_t type, mark; union { int64_t whole; double real; void *data; uint64_t words[2]; } of; } host_variant;

typedef struct live { long names, strings, arrays, variants, blocks, objects; } live;
extern live alive;

host_name name_new(const char *utf8);
const char *name_get(const void *name);
void name_free(void *name);
host_string string_new(const char *utf8);
const char *string_get(const void *string);
void string_free(void *string);
host_array array_new(void);
int64_t array_size(const void *array);
const float *array_numbers(const void *array);
void array_free(void *array);
host_variant variant_nil(void);
host_variant variant_string(const char *utf8);
host_variant variant_name(const char *utf8);
host_variant variant_whole(int64_t number);
int variant_type(const void *variant);
const char *variant_text(const void *variant); /* of a String */
void variant_free(void *variant);

/* ---- classes.c: the classes of the extension, and their objects ---- */

enum { MOST = 64 };

typedef struct host_type { int type; uint32_t hint, usage; } host_type;

typedef struct host_method {
    char *name;
    GDExtensionClassMethodInfo info;
    int has_argument, has_result;
    host_type argument, result;
} host_method;

typedef struct host_property { char *name, *setter, *getter; host_type type; } host_property;
typedef struct host_signal { char *name; int count, types[4]; } host_signal;

typedef struct host_class {
    char *name;
    GDExtensionClassCreationInfo2 info;
    int method_count, property_count, signal_count, instances;
    host_method methods[MOST];
    host_property properties[MOST];
    host_signal signals[MOST];
} host_class;

typedef struct host_object {
    host_class *of;
    GDExtensionClassInstancePtr instance;
    int processes;
} host_object;

extern host_class *registered; /* the one class, or NULL */

host_object *object_new(void);
void object_free(host_object *object);
void frame(host_object *object);
const host_method *method_of(const char *name);
const host_property *property_of(const char *name);
/* By variants, as from GDScript. The arguments are freed. */
host_variant call(host_object *object, const char *method, host_variant *arguments, int count, GDExtensionCallErrorType expected);
void classes_end(void);

/* What play.c does when a signal is emitted. */
void on_signal(host_object *object, const char *name, const host_variant *const *arguments, int count);

/* ---- interface.c: the functions by name ---- */

extern const char *withheld; /* a function that this Godot does not have */
extern int level;            /* the level that is being initialized, or -1 */
GDExtensionClassLibraryPtr library_token(void);
GDExtensionInterfaceFunctionPtr get_proc_address(const char *name);
const char *asked_function(int index); /* NULL after the last */

#endif
