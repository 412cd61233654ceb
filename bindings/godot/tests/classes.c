/* The class that the extension registers, and its objects. */

#define _POSIX_C_SOURCE 200809L

#include "host.h"

#include "published.h"

#include <stdlib.h>
#include <string.h>

host_class *registered;

const host_method *method_of(const char *name) {
    int i;
    for (i = 0; registered && i < registered->method_count; i++)
        if (strcmp(registered->methods[i].name, name) == 0) return &registered->methods[i];
    return NULL;
}

const host_property *property_of(const char *name) {
    int i;
    for (i = 0; registered && i < registered->property_count; i++)
        if (strcmp(registered->properties[i].name, name) == 0) return &registered->properties[i];
    return NULL;
}

void classes_end(void) {
    int i;
    if (!registered) return;
    for (i = 0; i < registered->method_count; i++) free(registered->methods[i].name);
    for (i = 0; i < registered->property_count; i++) {
        free(registered->properties[i].name);
        free(registered->properties[i].setter);
        free(registered->properties[i].getter);
    }
    for (i = 0; i < registered->signal_count; i++) free(registered->signals[i].name);
    free(registered->name);
    free(registered);
    registered = NULL;
}

/* ---- objects ---- */

host_object *object_new(void) { return registered ? (host_object *)registered->info.create_instance_func(registered->info.class_userdata) : NULL; }

void object_free(host_object *object) {
    host_class *of = object->of;
    of->instances--;
    of->info.free_instance_func(of->info.class_userdata, object->instance);
    alive.objects--;
    free(object);
}

/* What a node gets in each frame. */
void frame(host_object *object) {
    if (object->processes) object->of->info.notification_func(object->instance, NODE_NOTIFICATION_INTERNAL_PROCESS, 0);
}

host_variant call(host_object *object, const char *method, host_variant *arguments, int count, GDExtensionCallErrorType expected) {
    const host_method *it = method_of(method);
    GDExtensionConstVariantPtr given[4];
    GDExtensionCallError error = {GDEXTENSION_CALL_OK, 0, 0};
    host_variant result = variant_nil();
    int i;
    CHECK(it != NULL);
    if (!it) return result;
    for (i = 0; i < count; i++) given[i] = (GDExtensionConstVariantPtr)&arguments[i];
    /* A result takes the place of nil, which needs no destructor. */
    alive.variants--;
    it->info.call_func(it->info.method_userdata, object->instance, given, count, (GDExtensionVariantPtr)&result, &error);
    if (error.error != expected) fault("%s: the error of the call is %d and not %d", method, (int)error.error, (int)expected);
    if (variant_type(&result) == GDEXTENSION_VARIANT_TYPE_NIL) alive.variants++;
    CHECK(error.error != GDEXTENSION_CALL_OK || variant_type(&result) == (it->has_result ? it->result.type : GDEXTENSION_VARIANT_TYPE_NIL));
    for (i = 0; i < count; i++) variant_free(&arguments[i]);
    return result;
}
