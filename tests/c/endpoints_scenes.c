/* Turns with a scene: the fields that are sent, and the actions and the tag of the reply. */
#include "client_fixture.h"
#include "scenes.h"

#define TALK "/character/getResponse"
#define WHO "\"charID\":\"" PUBLIC_CHARACTER "\""
/* The fields of a form as the emulator read them. */
#define VALUES(fields) "\"values\":{" fields "}"

static int16_t samples[1600];

static convai_pcm some_pcm(void) {
    convai_pcm pcm = CONVAI_PCM_INIT;
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = samples;
    pcm.frames = 1600;
    pcm.channels = 1;
    pcm.sample_rate = 16000;
    return pcm;
}

static convai_response *say_in(const convai_scene *scene, const char *text, uint32_t flags) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    options.scene = scene;
    return convai_get_response_text(client, PUBLIC_CHARACTER, NULL, text, flags, &options);
}

/* Text in both encodings, samples and a file, streamed or not: each sends every field of the scene. */
static void every_kind_of_turn_sends_the_scene(void) {
    enum { TEXT, MULTIPART, PCM, WAV, KINDS };
    static const char *const encodings[KINDS] = {"urlencoded", "multipart", "multipart", "multipart"};
    convai_pcm pcm = some_pcm();
    convai_audio *file = convai_audio_build_wav(&pcm, 0);
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    full_scene full;
    int kind, streams;
    set_up_scene(&full);
    options.scene = &full.scene;
    options.response_level = 5;
    emulator_settings("{\"stream_pace\":0}");
    for (kind = 0; kind < KINDS; kind++)
        for (streams = 0; streams < 2; streams++) {
            uint32_t flags = (streams ? CONVAI_STREAM : 0) | (kind == MULTIPART ? CONVAI_MULTIPART : 0);
            int is_text = kind == TEXT || kind == MULTIPART;
            char expected[1024], encoding[64], context[64];
            convai_response *answer;
            snprintf(context, sizeof context, "kind %d, %s", kind, streams ? "streamed" : "whole");
            check_context = context;
            answer = is_text ? convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Jump!", flags, &options)
                     : kind == PCM
                         ? convai_get_response_pcm(client, PUBLIC_CHARACTER, NULL, &pcm, flags, &options)
                         : convai_get_response_wav(client, PUBLIC_CHARACTER, NULL, file->wav, file->wav_len, flags, &options);
            CHECK_OK(answer);
            snprintf(expected, sizeof expected,
                     VALUES(SCENE_ACTIONS "," WHO "," SCENE_CHARACTERS "," SCENE_CLASSES "," SCENE_FACE "," SCENE_OBJECTS
                                          ",\"responseLevel\":\"5\",%s\"sessionID\":\"-1\"," SCENE_SPEAKER
                                          "%s%s,\"voiceResponse\":\"False\""),
                     is_text ? "" : "\"sample_rate\":\"16000\",", streams ? ",\"stream\":\"True\"" : "",
                     is_text ? ",\"userText\":\"Jump!\"" : "");
            CHECK_LAST(TALK, expected);
            snprintf(encoding, sizeof encoding, "\"encoding\":\"%s\"", encodings[kind]);
            CHECK_LAST(TALK, encoding);
            convai_response_free(&answer);
        }
    convai_audio_free(&file);
}

/* What is not set is not sent. A scene without anything in it sends nothing. */
static void a_part_that_is_empty_is_not_sent(void) {
    static const char *const parts[] = {
        "",
        SCENE_ACTIONS ",",
        SCENE_OBJECTS ",",
        SCENE_CHARACTERS ",",
        "\"classification\":\"True\",",
        "\"classLabels\":\"calm,angry\",",
        SCENE_FACE ",",
    };
    full_scene full;
    size_t part;
    set_up_scene(&full);
    for (part = 0; part < ROWS(parts); part++) {
        const char *sent = parts[part];
        /* The names that come before "charID", before and after "sessionID". */
        int first = part == 1, middle = part > 1;
        convai_scene one = CONVAI_SCENE_INIT;
        char expected[512];
        convai_response *answer;
        const convai_field *face = &full.fields[1];
        check_context = sent;
        if (part == 1) {
            one.actions = full.scene.actions;
            one.action_count = full.scene.action_count;
        } else if (part == 2) {
            one.objects = full.scene.objects;
            one.object_count = full.scene.object_count;
        } else if (part == 3) {
            one.characters = full.scene.characters;
            one.character_count = full.scene.character_count;
        } else if (part == 4) {
            one.classification = "True";
        } else if (part == 5) {
            one.class_labels = full.scene.class_labels;
            one.class_label_count = full.scene.class_label_count;
        } else if (part == 6) {
            one.fields = &face;
            one.field_count = 1;
        }
        answer = say_in(&one, "Hi", CONVAI_TEXT);
        CHECK_OK(answer);
        snprintf(expected, sizeof expected,
                 VALUES("%s" WHO ",%s\"sessionID\":\"-1\",\"userText\":\"Hi\",\"voiceResponse\":\"False\""),
                 first ? sent : "", middle ? sent : "");
        CHECK_LAST(TALK, expected);
        convai_response_free(&answer);
    }
}

/* Names are trimmed. Every other character arrives as it is, in both encodings. */
static void text_of_every_kind_arrives_as_it_is(void) {
    static const char *const actions[] = {"  Jump & 100% = \"up\" +1\t", "\xe6\x89\x8b\xe3\x82\x92\xe6\x8c\xaf\xe3\x82\x8b"};
    convai_scene scene = scene_of_actions(actions, 2);
    convai_scene_item item = scene_item(" Lamp \\ \"one\", lit ", "Line 1\nLine 2, & \xf0\x9f\x94\xa5");
    convai_field field = scene_field("Stra\xc3\x9f" "e & =", "a=1&b=2\r\n\xc3\xbc");
    const convai_scene_item *items[1];
    const convai_field *fields[1];
    uint32_t multipart;
    items[0] = &item;
    fields[0] = &field;
    scene.objects = items;
    scene.object_count = 1;
    scene.fields = fields;
    scene.field_count = 1;
    for (multipart = 0; multipart < 2; multipart++) {
        convai_response *answer = say_in(&scene, "Hi", multipart ? CONVAI_MULTIPART : CONVAI_TEXT);
        check_context = multipart ? "multipart" : "urlencoded";
        CHECK_OK(answer);
        CHECK_LAST(TALK, "\"actions\":\"Jump & 100% = \\\"up\\\" +1,\xe6\x89\x8b\xe3\x82\x92\xe6\x8c\xaf\xe3\x82\x8b\"");
        CHECK_LAST(TALK, "\"objects\":\"[{\\\"name\\\":\\\"Lamp \\\\\\\\ \\\\\\\"one\\\\\\\", lit\\\","
                         "\\\"description\\\":\\\"Line 1\\\\nLine 2, & \xf0\x9f\x94\xa5\\\"}]\"");
        CHECK_LAST(TALK, "\"Stra\xc3\x9f" "e & =\":\"a=1&b=2\\r\\n\xc3\xbc\"");
        convai_response_free(&answer);
    }
}

/* More than the I/O thread encodes itself. */
static void a_long_scene_arrives_whole(void) {
    enum { MANY = 5000 };
    static char names[MANY][16];
    static const char *actions[MANY];
    convai_scene scene = scene_of_actions(actions, MANY);
    convai_pcm pcm = some_pcm();
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    int kind, i;
    for (i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof names[i], "Act %d", i);
        actions[i] = names[i];
    }
    options.scene = &scene;
    for (kind = 0; kind < 3; kind++) {
        convai_response *answer =
            kind == 2 ? convai_get_response_pcm(client, PUBLIC_CHARACTER, NULL, &pcm, CONVAI_TEXT, &options)
                      : say_in(&scene, "Hi", kind ? CONVAI_MULTIPART : CONVAI_TEXT);
        check_context = kind == 2 ? "PCM" : kind ? "multipart" : "urlencoded";
        CHECK_OK(answer);
        CHECK_LAST(TALK, "\"actions\":\"Act 0,Act 1,Act 2,");
        CHECK_LAST(TALK, ",Act 4998,Act 4999\",");
        convai_response_free(&answer);
    }
}

static void the_actions_of_a_reply_are_a_list(void) {
    static const struct {
        const char *reply, *text, *actions, *sequence, *tag;
    } cases[] = {
        {"{\"text\":\"t\"}", "t", "", NULL, NULL},
        {"{\"text\":\"t\",\"actionSequence\":null,\"tag\":\"NULL\"}", "t", "", NULL, NULL},
        {"{\"text\":\"t\",\"actionSequence\":\"\",\"tag\":\"\"}", "t", "", "", ""},
        {"{\"text\":\"t\",\"actionSequence\":\" \\n\\n \",\"tag\":\"calm\"}", "t", "", " \n\n ", "calm"},
        /* The sample of the service's documents. */
        {"{\"text\":\"t\",\"actionSequence\":\"\\n Serve Mojito\\n Serve Tequilla Sunrise\"}", "t",
         "Serve Mojito,Serve Tequilla Sunrise", "\n Serve Mojito\n Serve Tequilla Sunrise", NULL},
        {"{\"text\":\"t\",\"ActionSequence\":\"Jump\\r\\n\\tWave \\r\\n\\r\\nJump\\r\\n\",\"Tag\":7}", "t", "Jump,Wave,Jump",
         "Jump\r\n\tWave \r\n\r\nJump\r\n", "7"},
        /* A character may act without a word. */
        {"{\"text\":\"\",\"actionSequence\":\"Jump\"}", "", "Jump", "Jump", NULL},
        {"{\"tag\":\"calm\"}", "", "", NULL, "calm"},
    };
    size_t i;
    for (i = 0; i < ROWS(cases); i++) {
        char fault[512];
        convai_response *answer;
        convai_operation *turn;
        convai_piece *piece = NULL;
        check_context = cases[i].reply;
        snprintf(fault, sizeof fault, "{\"status\":200,\"json\":%s}", cases[i].reply);
        emulator_fault(fault);
        turn = convai_get_response_text_async(client, "some-id", NULL, "Hello", CONVAI_TEXT, NULL, NULL);
        REQUIRE(turn != NULL);
        CHECK_STATUS(convai_operation_next_piece(turn, -1, &piece), CONVAI_OK);
        answer = convai_operation_take_response(turn);
        CHECK_OK(answer);
        CHECK_TEXT(answer->text, cases[i].text);
        CHECK_ACTIONS(answer, cases[i].actions);
        CHECK_TEXT(answer->action_sequence, cases[i].sequence);
        CHECK_NUMBER(answer->action_sequence_len, cases[i].sequence ? strlen(cases[i].sequence) : 0);
        CHECK_TEXT(answer->tag, cases[i].tag);
        CHECK_NUMBER(answer->tag_len, cases[i].tag ? strlen(cases[i].tag) : 0);
        /* The whole reply is its only piece. */
        if (CHECK(piece != NULL)) {
            CHECK_ACTIONS(piece, cases[i].actions);
            CHECK_TEXT(piece->action_sequence, cases[i].sequence);
            CHECK_TEXT(piece->tag, cases[i].tag);
            CHECK_STATUS(convai_piece_free(&piece), CONVAI_OK);
            CHECK_STATUS(convai_operation_next_piece(turn, -1, &piece), CONVAI_OK);
            CHECK(piece == NULL);
        }
        convai_response_free(&answer);
        CHECK_STATUS(convai_operation_free(&turn), CONVAI_OK);
    }
}

/* The reply of the emulator to what the player says, whole and in pieces. */
static void a_character_does_what_it_is_asked_to(void) {
    full_scene full;
    int streams;
    set_up_scene(&full);
    emulator_settings("{\"stream_pace\":0}");
    for (streams = 0; streams < 2; streams++) {
        uint32_t flags = streams ? CONVAI_STREAM : CONVAI_TEXT;
        char actions[256] = "", tags[64] = "";
        convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
        convai_operation *turn;
        convai_piece *piece;
        convai_response *answer;
        check_context = streams ? "streamed" : "whole";
        options.scene = &full.scene;
        turn = convai_get_response_text_async(client, PUBLIC_CHARACTER, NULL, "Stay calm, jump and then wave!", flags,
                                              &options, NULL);
        REQUIRE(turn != NULL);
        for (;;) {
            size_t i;
            CHECK_STATUS(convai_operation_next_piece(turn, -1, &piece), CONVAI_OK);
            if (!piece)
                break;
            for (i = 0; i < piece->action_count; i++)
                snprintf(actions + strlen(actions), sizeof actions - strlen(actions), "%s,", piece->actions[i]);
            if (piece->tag)
                snprintf(tags + strlen(tags), sizeof tags - strlen(tags), "%s,", piece->tag);
            convai_piece_free(&piece);
        }
        CHECK_TEXT(actions, "Jump,Wave,");
        CHECK_TEXT(tags, "calm,");
        answer = convai_operation_take_response(turn);
        CHECK_OK(answer);
        CHECK(answer->text_len > 0);
        CHECK_ACTIONS(answer, "Jump,Wave");
        CHECK_TEXT(answer->tag, "calm");
        convai_response_free(&answer);
        CHECK_STATUS(convai_operation_free(&turn), CONVAI_OK);
    }
}

/* The text and the names and values of the scene's fields, to the byte. */
static void the_size_of_a_scene_counts_in_max_queued_bytes(void) {
    static const char *const actions[] = {"Jump", "Wave"};
    /* "actions", "Jump,Wave" and "Hi" */
    const uint64_t needed = 7 + 9 + 2;
    convai_scene scene = scene_of_actions(actions, 2);
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    int in_conversation, fits;
    options.scene = &scene;
    for (in_conversation = 0; in_conversation < 2; in_conversation++)
        for (fits = 0; fits < 2; fits++) {
            convai_client_options small = client_options();
            convai_client *own;
            convai_conversation *conversation;
            convai_response *answer;
            small.max_queued_bytes = needed - 1 + (uint64_t)fits;
            own = convai_client_new(&small, NULL);
            conversation = convai_conversation_new(own, PUBLIC_CHARACTER, NULL, NULL);
            REQUIRE(own && conversation);
            CHECK_STATUS(convai_conversation_set_scene(conversation, &scene, NULL), CONVAI_OK);
            answer = in_conversation
                         ? convai_conversation_say(conversation, "Hi", CONVAI_TEXT, NULL)
                         : convai_get_response_text(own, PUBLIC_CHARACTER, NULL, "Hi", CONVAI_TEXT, &options);
            if (fits) {
                CHECK_OK(answer);
            } else {
                CHECK_FAILED(answer, CONVAI_ERROR_QUEUE_FULL);
                CHECK_HAS(answer->error->message, "the request holds 18 bytes, but `max_queued_bytes` is 17");
            }
            convai_response_free(&answer);
            CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
            CHECK_STATUS(convai_client_free(&own), CONVAI_OK);
        }
    CHECK_NUMBER(emulator_count(), 2);
}

/* They do not even read it. */
static void a_call_that_is_not_a_turn_ignores_the_scene(void) {
    convai_scene scene = CONVAI_SCENE_INIT;
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_character *character;
    scene.struct_size = 0;
    options.scene = &scene;
    character = convai_character_get(client, PUBLIC_CHARACTER, &options);
    CHECK_OK(character);
    convai_character_free(&character);
    CHECK_LAST("/character/get", "\"json\":{\"charID\":\"" PUBLIC_CHARACTER "\"}");
}

TEST_CASES(set_up, tear_down,
           CASE(every_kind_of_turn_sends_the_scene),
           CASE(a_part_that_is_empty_is_not_sent),
           CASE(text_of_every_kind_arrives_as_it_is),
           CASE(a_long_scene_arrives_whole),
           CASE(the_actions_of_a_reply_are_a_list),
           CASE(a_character_does_what_it_is_asked_to),
           CASE(the_size_of_a_scene_counts_in_max_queued_bytes),
           CASE(a_call_that_is_not_a_turn_ignores_the_scene))
