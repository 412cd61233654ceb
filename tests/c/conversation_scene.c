/* The scene of a conversation: it is sent with each turn that is said after it was set. */
#define _GNU_SOURCE
#include "client_fixture.h"
#include "conversations.h"
#include "scenes.h"

static const char *const jump[] = {"Jump"}, *const wave[] = {"Wave"};

static void set_scene(convai_conversation *conversation, const char *const *actions) {
    convai_scene scene = scene_of_actions(actions, 1);
    convai_error *error = NULL;
    CHECK_STATUS(convai_conversation_set_scene(conversation, actions ? &scene : NULL, &error), CONVAI_OK);
    CHECK(error == NULL);
}

/* Says something, and checks which actions were sent with it; "" is none. */
static void check_sent(convai_conversation *conversation, const char *text, const char *actions) {
    CHECK_STATUS(say(conversation, text), CONVAI_OK);
    CHECK_TEXT(last_value("userText"), text);
    CHECK_TEXT(last_value("actions"), actions);
}

static void a_scene_is_sent_with_each_turn_until_it_is_changed(void) {
    convai_conversation *conversation = new_conversation(client, NULL), *other = new_conversation(client, NULL);
    char session[128];
    check_sent(conversation, "one", "");
    snprintf(session, sizeof session, "%s", session_of(conversation));
    set_scene(conversation, jump);
    check_sent(conversation, "two", "Jump");
    check_sent(conversation, "three", "Jump");
    check_sent(other, "four", "");
    set_scene(conversation, wave);
    check_sent(conversation, "five", "Wave");
    /* It outlives a failure, an interruption and the session. */
    emulator_fault("{\"status\":500}");
    CHECK_STATUS(say(conversation, "six"), CONVAI_ERROR_SERVER);
    CHECK_TEXT(last_value("actions"), "Wave");
    CHECK_STATUS(convai_conversation_interrupt(conversation), CONVAI_OK);
    check_sent(conversation, "seven", "Wave");
    CHECK_TEXT(last_value("sessionID"), session);
    CHECK_STATUS(convai_conversation_reset(conversation), CONVAI_OK);
    check_sent(conversation, "eight", "Wave");
    CHECK_TEXT(last_value("sessionID"), "-1");
    set_scene(conversation, NULL);
    check_sent(conversation, "nine", "");
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
    CHECK_STATUS(convai_conversation_free(&other), CONVAI_OK);
}

/* The scene is set, replaced and removed while turns wait. Each is sent with the one that it was said in. */
static void a_turn_that_waits_keeps_its_scene(void) {
    static const char *const expected[] = {"", "Jump", "Wave", ""};
    static const char *const texts[] = {"turn 0", "turn 1", "turn 2", "turn 3"};
    convai_conversation *conversation = new_conversation(client, NULL);
    convai_operation *turns[4];
    char *journal;
    const char *place;
    int i;
    emulator_fault("{\"hang\":true}");
    for (i = 0; i < 4; i++) {
        turns[i] = start_say(conversation, texts[i]);
        if (i == 0)
            EVENTUALLY(emulator_hits() == 1);
        set_scene(conversation, i == 0 ? jump : i == 1 ? wave : NULL);
    }
    CHECK_NUMBER(emulator_count(), 1);
    CHECK_STATUS(convai_operation_cancel(turns[0]), CONVAI_OK);
    CHECK_STATUS(end_of_turn(&turns[0]), CONVAI_ERROR_CANCELLED);
    for (i = 1; i < 4; i++)
        CHECK_STATUS(end_of_turn(&turns[i]), CONVAI_OK);
    journal = emulator_call("GET", "/_emulator/journal", "");
    place = journal;
    for (i = 0; i < 4; i++) {
        char actions[64], text[64];
        const char *end;
        place = strstr(place + 1, "\"values\":{");
        REQUIRE(place != NULL);
        end = strchr(place, '}');
        snprintf(text, sizeof text, "\"userText\":\"%s\"", texts[i]);
        snprintf(actions, sizeof actions, "\"actions\":\"%s\"", expected[i]);
        check_context = text;
        CHECK(strstr(place, text) && strstr(place, text) < end);
        if (*expected[i])
            CHECK(strstr(place, actions) && strstr(place, actions) < end);
        else
            CHECK(!strstr(place, "\"actions\"") || strstr(place, "\"actions\"") > end);
    }
    free(journal);
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
}

/* As a whole: the objects of the conversation are not added to the actions of the options. */
static void the_scene_of_a_turn_replaces_that_of_the_conversation(void) {
    convai_conversation *conversation = new_conversation(client, NULL);
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_scene own = scene_of_actions(wave, 1), empty = CONVAI_SCENE_INIT;
    convai_response *response;
    full_scene full;
    set_up_scene(&full);
    CHECK_STATUS(convai_conversation_set_scene(conversation, &full.scene, NULL), CONVAI_OK);
    options.scene = &own;
    response = convai_conversation_say(conversation, "Hi", CONVAI_TEXT, &options);
    CHECK_OK(response);
    CHECK_LAST("/character/getResponse", "\"values\":{\"actions\":\"Wave\",\"charID\":\"" PUBLIC_CHARACTER
                                         "\",\"sessionID\":\"-1\",\"userText\":\"Hi\",\"voiceResponse\":\"False\"}");
    convai_response_free(&response);
    /* A turn without any scene. */
    options.scene = &empty;
    response = convai_conversation_say(conversation, "Hi", CONVAI_TEXT, &options);
    CHECK_OK(response);
    CHECK_LAST("/character/getResponse", "\"values\":{\"charID\":\"" PUBLIC_CHARACTER "\",\"sessionID\":");
    convai_response_free(&response);
    /* Other options leave the scene of the conversation. */
    options.scene = NULL;
    options.response_level = 5;
    response = convai_conversation_say(conversation, "Hi", CONVAI_TEXT, &options);
    CHECK_OK(response);
    CHECK_LAST("/character/getResponse", SCENE_OBJECTS ",\"responseLevel\":\"5\"");
    convai_response_free(&response);
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
}

static void every_kind_of_turn_is_sent_with_the_scene(void) {
    convai_conversation *conversation = new_conversation(client, NULL);
    convai_utterance_options recording = CONVAI_UTTERANCE_OPTIONS_INIT;
    convai_utterance *utterance;
    convai_pcm pcm = CONVAI_PCM_INIT;
    static int16_t samples[1600];
    convai_audio *file;
    int kind;
    pcm.format = recording.format = CONVAI_PCM_S16;
    pcm.channels = recording.channels = 1;
    pcm.sample_rate = recording.sample_rate = 16000;
    pcm.samples = samples;
    pcm.frames = 1600;
    file = convai_audio_build_wav(&pcm, 0);
    utterance = convai_utterance_new(&recording, NULL);
    REQUIRE(utterance && file && !file->error);
    set_scene(conversation, jump);
    emulator_settings("{\"stream_pace\":0}");
    for (kind = 0; kind < 8; kind++) {
        uint32_t flags = kind % 2 ? CONVAI_STREAM : CONVAI_TEXT;
        convai_response *response;
        CHECK_STATUS(convai_utterance_push(utterance, samples, 1600), CONVAI_OK);
        response = kind / 2 == 0   ? convai_conversation_say(conversation, "Hi", flags, NULL)
                   : kind / 2 == 1 ? convai_conversation_say_pcm(conversation, &pcm, flags, NULL)
                   : kind / 2 == 2 ? convai_conversation_say_wav(conversation, file->wav, file->wav_len, flags, NULL)
                                   : convai_conversation_say_utterance(conversation, utterance, flags, NULL);
        CHECK_OK(response);
        CHECK_TEXT(last_value("actions"), "Jump");
        convai_response_free(&response);
        CHECK_STATUS(convai_utterance_clear(utterance), CONVAI_OK);
    }
    convai_audio_free(&file);
    CHECK_STATUS(convai_utterance_free(&utterance), CONVAI_OK);
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
}

/* The memory of the caller may change after the call. */
static void a_scene_is_copied(void) {
    convai_conversation *conversation = new_conversation(client, NULL);
    char action[] = "Jump", name[] = "Lamp", description[] = "lit", field_name[] = "speaker", value[] = "Odile";
    const char *actions[1];
    convai_scene scene = scene_of_actions(actions, 1);
    convai_scene_item item = scene_item(name, description);
    convai_field field = scene_field(field_name, value);
    const convai_scene_item *items[1];
    const convai_field *fields[1];
    actions[0] = action;
    items[0] = &item;
    fields[0] = &field;
    scene.objects = items;
    scene.object_count = 1;
    scene.fields = fields;
    scene.field_count = 1;
    CHECK_STATUS(convai_conversation_set_scene(conversation, &scene, NULL), CONVAI_OK);
    memset(action, 'x', 4);
    memset(name, 'x', 4);
    memset(description, 'x', 3);
    memset(field_name, 'x', 7);
    memset(value, 'x', 5);
    memset(actions, 0, sizeof actions);
    memset(&item, 0, sizeof item);
    memset(&field, 0, sizeof field);
    memset(&scene, 0, sizeof scene);
    CHECK_STATUS(say(conversation, "Hi"), CONVAI_OK);
    CHECK_TEXT(last_value("actions"), "Jump");
    CHECK_TEXT(last_value("speaker"), "Odile");
    CHECK_LAST("/character/getResponse", "[{\\\"name\\\":\\\"Lamp\\\",\\\"description\\\":\\\"lit\\\"}]");
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
}

static void an_invalid_scene_leaves_the_one_before(void) {
    static const char *const empty[] = {""};
    convai_conversation *conversation = new_conversation(client, NULL);
    convai_scene bad = scene_of_actions(empty, 1);
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_response *response;
    set_scene(conversation, jump);
    CHECK_STATUS(convai_conversation_set_scene(conversation, &bad, NULL), CONVAI_ERROR_INVALID_ARGUMENT);
    check_sent(conversation, "one", "Jump");
    options.scene = &bad;
    response = convai_conversation_say(conversation, "not sent", CONVAI_TEXT, &options);
    CHECK_FAILED(response, CONVAI_ERROR_INVALID_ARGUMENT);
    convai_response_free(&response);
    CHECK_TEXT(last_value("userText"), "one");
    check_sent(conversation, "two", "Jump");
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
}

TEST_CASES(set_up, tear_down,
           CASE(a_scene_is_sent_with_each_turn_until_it_is_changed),
           CASE(a_turn_that_waits_keeps_its_scene),
           CASE(the_scene_of_a_turn_replaces_that_of_the_conversation),
           CASE(every_kind_of_turn_is_sent_with_the_scene),
           CASE(a_scene_is_copied),
           CASE(an_invalid_scene_leaves_the_one_before))
