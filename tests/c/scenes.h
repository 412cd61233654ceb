/* A scene to send with turns, and the form fields in which the emulator receives it. */
#ifndef SCENES_H
#define SCENES_H

#include "check.h"

#define ROWS(array) (sizeof(array) / sizeof *(array))

static inline convai_scene_item scene_item(const char *name, const char *description) {
    convai_scene_item item = CONVAI_SCENE_ITEM_INIT;
    item.name = name;
    item.description = description;
    return item;
}

static inline convai_field scene_field(const char *name, const char *value) {
    convai_field field = CONVAI_FIELD_INIT;
    field.name = name;
    field.value = value;
    return field;
}

/* A scene in which every member is set. It points into itself: set it up where it stays. */
typedef struct full_scene {
    convai_scene scene;
    const char *actions[3], *labels[2];
    convai_scene_item objects[2], characters[1];
    const convai_scene_item *object_list[2], *character_list[1];
    convai_field fields[2];
    const convai_field *field_list[2];
} full_scene;

static inline void set_up_scene(full_scene *full) {
    convai_scene scene = CONVAI_SCENE_INIT;
    int i;
    full->actions[0] = "Jump";
    full->actions[1] = "Wave";
    full->actions[2] = "Point at";
    full->labels[0] = "calm";
    full->labels[1] = "angry";
    full->objects[0] = scene_item("Lamp#1", "It is lit.");
    full->objects[1] = scene_item("Lamp#2", NULL);
    full->characters[0] = scene_item("Mara", "She mends nets.");
    full->fields[0] = scene_field("speaker", "Odile");
    full->fields[1] = scene_field("faceResponse", "");
    for (i = 0; i < 2; i++) {
        full->object_list[i] = &full->objects[i];
        full->field_list[i] = &full->fields[i];
    }
    full->character_list[0] = &full->characters[0];
    scene.actions = full->actions;
    scene.action_count = ROWS(full->actions);
    scene.objects = full->object_list;
    scene.object_count = ROWS(full->object_list);
    scene.characters = full->character_list;
    scene.character_count = ROWS(full->character_list);
    scene.classification = "True";
    scene.class_labels = full->labels;
    scene.class_label_count = ROWS(full->labels);
    scene.fields = full->field_list;
    scene.field_count = ROWS(full->field_list);
    full->scene = scene;
}

/* The fields of that scene as the emulator's journal writes them: in alphabetical order, and JSON within JSON. */
#define SCENE_ACTIONS "\"actions\":\"Jump,Wave,Point at\""
#define SCENE_CHARACTERS                                                                                            \
    "\"characters\":\"[{\\\"name\\\":\\\"Mara\\\",\\\"bio\\\":\\\"She mends nets.\\\"}]\""
#define SCENE_CLASSES "\"classLabels\":\"calm,angry\",\"classification\":\"True\""
#define SCENE_OBJECTS                                                                                               \
    "\"objects\":\"[{\\\"name\\\":\\\"Lamp#1\\\",\\\"description\\\":\\\"It is lit.\\\"},"                           \
    "{\\\"name\\\":\\\"Lamp#2\\\",\\\"description\\\":\\\"\\\"}]\""
#define SCENE_FACE "\"faceResponse\":\"\""
#define SCENE_SPEAKER "\"speaker\":\"Odile\""

/* A scene of actions only. */
static inline convai_scene scene_of_actions(const char *const *actions, uint32_t count) {
    convai_scene scene = CONVAI_SCENE_INIT;
    scene.actions = actions;
    scene.action_count = count;
    return scene;
}

/* Checks a list of actions against what it should be, with a comma between each. */
static inline void check_actions(const char *const *actions, size_t count, const char *expected, const char *file,
                                 int line) {
    char joined[1024] = "";
    size_t i;
    check_report((actions != NULL) == (count > 0), file, line, "%d actions at %p", (int)count, (const void *)actions);
    for (i = 0; i < count; i++)
        snprintf(joined + strlen(joined), sizeof joined - strlen(joined), "%s%s", i ? "," : "", actions[i]);
    check_text(joined, expected, "the actions", file, line);
}
#define CHECK_ACTIONS(of, expected) check_actions((of)->actions, (of)->action_count, (expected), __FILE__, __LINE__)

#endif
