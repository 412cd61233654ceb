/* Invalid scenes: each is refused before anything is sent, and the error names the member at fault. */
#include "bad_input.h"
#include "scenes.h"

static full_scene full;

static void set_up_all(void) {
    set_up();
    set_up_scene(&full);
}

/* The scene is refused as that of the conversation, of each kind of turn, and of the next scene. `member` is the argument at
 * fault, such as ".actions[1]". A valid scene is set up again. */
static void refused(convai_status status, const char *member, const char *advice) {
    char argument[96], in_options[96];
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_pcm pcm = some_pcm();
    options.scene = &full.scene;
    snprintf(argument, sizeof argument, "`scene%s`", member);
    snprintf(in_options, sizeof in_options, "`options.scene%s`", member);

    RETURNS(convai_conversation_set_scene(conversation, &full.scene, &error), status);
    check_refusal(error, status, advice);
    if (*member)
        check_refusal(error, status, argument);
    convai_error_free(&error);
    RETURNS(convai_conversation_set_scene(conversation, &full.scene, NULL), status);
    REFUSED(response, convai_get_response_text(client, "id", NULL, "Hi", 0, &options), status, advice);
    if (*member)
        NOT_CREATED(convai_get_response_text_async(client, "id", NULL, "Hi", 0, &options, &error), status, in_options);
    REFUSED(response, convai_get_response_pcm(client, "id", NULL, &pcm, 0, &options), status, advice);
    REFUSED(response, convai_conversation_say(conversation, "Hi", 0, &options), status, advice);
    NOT_CREATED(convai_conversation_say_utterance_async(conversation, utterance, 0, &options, &error), status, advice);
    set_up_scene(&full);
}

/* The three names of a scene that may hold commas, or may not. */
static const char **name_of(int which) {
    const char **names[] = {&full.actions[2], &full.labels[1], &full.objects[1].name, &full.characters[0].name,
                            &full.fields[1].name};
    return names[which];
}

static const char *const members[] = {".actions[2]", ".class_labels[1]", ".objects[1].name", ".characters[0].name",
                                      ".fields[1].name"};
enum { ACTION, LABEL, OBJECT, CHARACTER, FIELD, NAMES };

static void an_empty_name_is_refused(void) {
    static const char *const blank[] = {"", " ", "\t\r\n "};
    size_t i;
    int which;
    for (i = 0; i < ROWS(blank); i++)
        for (which = 0; which < NAMES; which++) {
            *name_of(which) = blank[i];
            refused(CONVAI_ERROR_INVALID_ARGUMENT, members[which], "must not be empty");
        }
    full.scene.classification = " ";
    refused(CONVAI_ERROR_INVALID_ARGUMENT, ".classification", "must not be empty");
}

static void a_name_with_a_separator_is_refused(void) {
    static const char *const broken[] = {"Lamp\nout",       "Lamp\rout",           "Lamp\vout",           "Lamp\fout",
                                         "Lamp\xc2\x85out", "Lamp\xe2\x80\xa8out", "Lamp\xe2\x80\xa9out", "Lamp\n"};
    size_t i;
    int which;
    for (which = 0; which < FIELD; which++) {
        *name_of(which) = "Lamp; out";
        refused(CONVAI_ERROR_INVALID_ARGUMENT, members[which], "holds a semicolon (';')");
        for (i = 0; i < ROWS(broken); i++) {
            *name_of(which) = broken[i];
            refused(CONVAI_ERROR_INVALID_ARGUMENT, members[which], "holds a line break");
        }
    }
    /* Commas separate actions and labels, but not objects and characters. */
    for (which = ACTION; which <= LABEL; which++) {
        *name_of(which) = "Lamp, out";
        refused(CONVAI_ERROR_INVALID_ARGUMENT, members[which], "holds a comma (',')");
    }
    for (which = OBJECT; which <= CHARACTER; which++) {
        *name_of(which) = "Lamp, out";
        RETURNS(convai_conversation_set_scene(conversation, &full.scene, &error), CONVAI_OK);
        CHECK(error == NULL);
        set_up_scene(&full);
    }
    full.objects[0].description = "lit; hot";
    refused(CONVAI_ERROR_INVALID_ARGUMENT, ".objects[0].description", "holds a semicolon (';')");
    full.characters[0].description = ";";
    refused(CONVAI_ERROR_INVALID_ARGUMENT, ".characters[0].description", "holds a semicolon (';')");
    full.fields[1].name = "a\"b";
    refused(CONVAI_ERROR_INVALID_ARGUMENT, ".fields[1].name", "holds a quotation mark, a backslash or a control character");
    full.fields[1].name = "a\\";
    refused(CONVAI_ERROR_INVALID_ARGUMENT, ".fields[1].name", "holds a quotation mark, a backslash or a control character");
    full.fields[1].name = "a\r\nb: c";
    refused(CONVAI_ERROR_INVALID_ARGUMENT, ".fields[1].name", "holds a quotation mark, a backslash or a control character");
}

/* A name may stand in two lists. White space makes no difference, and letters do. */
static void a_name_that_stands_twice_in_its_list_is_refused(void) {
    static const char *const first[] = {"`scene.actions[0]`", "`scene.class_labels[0]`", "`scene.objects[0].name`", NULL,
                                        "`scene.fields[0].name`"};
    int which;
    for (which = 0; which < NAMES; which++) {
        static const char *const twice[] = {" Jump ", "calm\t", "Lamp#1", NULL, "speaker"};
        if (!twice[which])
            continue;
        *name_of(which) = twice[which];
        RETURNS(convai_conversation_set_scene(conversation, &full.scene, &error), CONVAI_ERROR_INVALID_ARGUMENT);
        CHECK_HAS(error->message, first[which]);
        convai_error_free(&error);
        refused(CONVAI_ERROR_INVALID_ARGUMENT, members[which], "is the same name as");
    }
    full.actions[1] = "jump";
    full.labels[0] = full.objects[0].name = full.characters[0].name = "Jump";
    RETURNS(convai_conversation_set_scene(conversation, &full.scene, &error), CONVAI_OK);
    CHECK(error == NULL);
    set_up_scene(&full);
}

static void a_field_of_the_library_is_refused(void) {
    static const char *const own[] = {"charID",  "sessionID", "voiceResponse", "stream",     "responseLevel",
                                      "userText", "file",      "sample_rate",   "actions",    "objects",
                                      "characters", "classification", "classLabels", "CHARID", "usertext"};
    size_t i;
    for (i = 0; i < ROWS(own); i++) {
        full.fields[0].name = own[i];
        refused(CONVAI_ERROR_INVALID_ARGUMENT, ".fields[0].name", "a field that the library sets itself");
    }
    full.fields[0].file = (const uint8_t *)"x";
    refused(CONVAI_ERROR_INVALID_ARGUMENT, ".fields[0].file", "the fields of a scene are texts");
    full.fields[0].file_len = 1;
    refused(CONVAI_ERROR_INVALID_ARGUMENT, ".fields[0].file", "the fields of a scene are texts");
    full.fields[0].file_name = "x.txt";
    refused(CONVAI_ERROR_INVALID_ARGUMENT, ".fields[0].file", "the fields of a scene are texts");
    full.fields[0].content_type = "text/plain";
    refused(CONVAI_ERROR_INVALID_ARGUMENT, ".fields[0].file", "the fields of a scene are texts");
}

static void a_null_pointer_in_a_scene_is_refused(void) {
    const convai_status null = CONVAI_ERROR_NULL_POINTER;
    int which;
    for (which = 0; which < NAMES; which++) {
        *name_of(which) = NULL;
        refused(null, members[which], "must not be NULL");
    }
    full.fields[0].value = NULL;
    refused(null, ".fields[0].value", "must not be NULL");
    full.object_list[1] = NULL;
    refused(null, ".objects[1]", "must not be NULL");
    full.character_list[0] = NULL;
    refused(null, ".characters[0]", "must not be NULL");
    full.field_list[1] = NULL;
    refused(null, ".fields[1]", "must not be NULL");
    full.scene.actions = NULL;
    refused(null, ".actions", "must not be NULL");
    full.scene.objects = NULL;
    refused(null, ".objects", "must not be NULL");
    full.scene.characters = NULL;
    full.scene.character_count = UINT32_MAX;
    refused(null, ".characters", "must not be NULL");
    full.scene.class_labels = NULL;
    refused(null, ".class_labels", "must not be NULL");
    full.scene.fields = NULL;
    refused(null, ".fields", "must not be NULL");
    /* Lists without entries are not read. */
    full.scene.action_count = full.scene.object_count = full.scene.character_count = 0;
    full.scene.class_label_count = full.scene.field_count = 0;
    full.scene.actions = (const char *const *)1;
    full.scene.objects = NULL;
    RETURNS(convai_conversation_set_scene(conversation, &full.scene, &error), CONVAI_OK);
    CHECK(error == NULL);
    RETURNS(convai_conversation_set_scene(conversation, NULL, &error), CONVAI_OK);
    CHECK(error == NULL);
    set_up_scene(&full);
}

static void invalid_utf8_in_a_scene_is_refused(void) {
    int which;
    for (which = 0; which < NAMES; which++) {
        *name_of(which) = "caf\xe9";
        refused(CONVAI_ERROR_INVALID_UTF8, members[which], "at byte 3");
    }
    full.objects[0].description = "\xff";
    refused(CONVAI_ERROR_INVALID_UTF8, ".objects[0].description", "at byte 0");
    full.characters[0].description = "a\xed\xa0\x80";
    refused(CONVAI_ERROR_INVALID_UTF8, ".characters[0].description", "at byte 1");
    full.fields[0].value = "ab\xc0\xaf";
    refused(CONVAI_ERROR_INVALID_UTF8, ".fields[0].value", "at byte 2");
    full.scene.classification = "\xff";
    refused(CONVAI_ERROR_INVALID_UTF8, ".classification", "at byte 0");
}

/* Sizes that no version has, and a struct of a newer header in which a new field is set. */
static void an_unknown_struct_size_in_a_scene_is_refused(void) {
    static const uint32_t sizes[] = {0, 1, 3, 4, 5000, 0xffffffffu};
    static const char *const structs[] = {"", ".objects[1]", ".characters[0]", ".fields[0]"};
    struct {
        convai_scene_item known;
        uint8_t unknown[16];
    } newer;
    size_t which, i;
    for (which = 0; which < ROWS(structs); which++)
        for (i = 0; i <= ROWS(sizes); i++) {
            uint32_t *found[] = {&full.scene.struct_size, &full.objects[1].struct_size, &full.characters[0].struct_size,
                                 &full.fields[0].struct_size};
            *found[which] = i < ROWS(sizes) ? sizes[i] : *found[which] - 1;
            refused(CONVAI_ERROR_STRUCT_SIZE, "", "start from its _INIT macro");
            if (*structs[which]) {
                char argument[64];
                *found[which] = 0;
                snprintf(argument, sizeof argument, "scene%s", structs[which]);
                RETURNS(convai_conversation_set_scene(conversation, &full.scene, &error), CONVAI_ERROR_STRUCT_SIZE);
                CHECK_TEXT(error->argument, argument);
                convai_error_free(&error);
                set_up_scene(&full);
            }
        }
    memset(&newer, 0, sizeof newer);
    newer.known = full.objects[0];
    newer.known.struct_size = sizeof newer;
    full.object_list[0] = &newer.known;
    RETURNS(convai_conversation_set_scene(conversation, &full.scene, &error), CONVAI_OK);
    CHECK(error == NULL);
    newer.unknown[11] = 1;
    refused(CONVAI_ERROR_STRUCT_SIZE, "", "leave them zero, or load a newer library");
}

/* Each case leaves a valid scene, which the turn of `tear_down` is not sent with. */
static void tear_down_all(void) {
    CHECK_STATUS(convai_conversation_set_scene(conversation, NULL, NULL), CONVAI_OK);
    tear_down();
}

TEST_CASES(set_up_all, tear_down_all,
           CASE(an_empty_name_is_refused),
           CASE(a_name_with_a_separator_is_refused),
           CASE(a_name_that_stands_twice_in_its_list_is_refused),
           CASE(a_field_of_the_library_is_refused),
           CASE(a_null_pointer_in_a_scene_is_refused),
           CASE(invalid_utf8_in_a_scene_is_refused),
           CASE(an_unknown_struct_size_in_a_scene_is_refused))
