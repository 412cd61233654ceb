/* The narrative design of a character: sections, triggers, and where a session is. */
#include "made_up_replies.h"

#define SECTIONS "/character/narrative/list-sections"
#define CURRENT "/character/narrative/get-current-section"
#define TRIGGERS "/character/narrative/list-triggers"

static void sections_have_their_decisions(void) {
    convai_sections *sections;
    reply_json(200, "[{\"character_id\":\"c\",\"section_id\":\"a\",\"section_name\":\"Start\",\"objective\":\"Greet.\","
                    "\"decisions\":[{\"criteria\":\"The player asks.\",\"next_section_id\":\"b\"},{\"criteria\":null},7],"
                    "\"parents\":[],\"node_position\":[1,2]},"
                    "{\"section_id\":\"b\",\"decisions\":null,\"objective\":\"NULL\"}]");
    sections = convai_section_list(client, PUBLIC_CHARACTER, NULL);
    CHECK_LAST(SECTIONS, "\"json\":{\"character_id\":\"" PUBLIC_CHARACTER "\"}");
    REQUIRE(CHECK_OK(sections) && CHECK_NUMBER(sections->section_count, 2));
    CHECK_TEXT(sections->sections[0]->id, "a");
    CHECK_TEXT(sections->sections[0]->name, "Start");
    CHECK_TEXT(sections->sections[0]->objective, "Greet.");
    CHECK_NUMBER(sections->sections[0]->objective_len, 6);
    REQUIRE(CHECK_NUMBER(sections->sections[0]->decision_count, 2));
    CHECK_TEXT(sections->sections[0]->decisions[0]->criteria, "The player asks.");
    CHECK_TEXT(sections->sections[0]->decisions[0]->next_section_id, "b");
    CHECK(!sections->sections[0]->decisions[1]->criteria && !sections->sections[0]->decisions[1]->next_section_id);
    CHECK_TEXT(sections->sections[1]->id, "b");
    CHECK(!sections->sections[1]->name && !sections->sections[1]->objective && !sections->sections[1]->decisions);
    CHECK_STATUS(convai_sections_free(&sections), CONVAI_OK);
    CHECK(!sections);

    reply_json(200, "[]");
    sections = convai_section_list(client, "c", NULL);
    CHECK_OK(sections);
    CHECK(!sections->sections && sections->section_count == 0);
    convai_sections_free(&sections);

    reply_json(401, "{\"ERROR\":\"Invalid API key provided.\"}");
    sections = convai_section_list(client, "c", NULL);
    CHECK_FAILED(sections, CONVAI_ERROR_AUTHENTICATION);
    convai_sections_free(&sections);
}

/* The shape of this reply is not documented. */
static void the_current_section_is_found_in_every_shape(void) {
    static const struct {
        const char *reply, *id, *name;
    } cases[] = {
        {"{\"section_id\":\"a\",\"section_name\":\"Start\"}", "a", "Start"},
        {"{\"section\":{\"section_id\":\"a\",\"section_name\":\"Start\"}}", "a", "Start"},
        {"{\"response\":{\"section_id\":\"a\"}}", "a", NULL},
        {"{\"current_section\":\"a\"}", "a", NULL},
        {"{\"current_section_id\":\"a\"}", "a", NULL},
        {"[{\"section_id\":\"a\",\"section_name\":\"Start\"}]", "a", "Start"},
        {"{\"section_id\":null}", NULL, NULL},
        {"{\"current_section\":\"NULL\"}", NULL, NULL},
        {"{\"section\":null}", NULL, NULL},
        {"{}", NULL, NULL},
        {"[]", NULL, NULL},
        {"null", NULL, NULL},
    };
    convai_sections *sections;
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_context = cases[i].reply;
        reply_json(200, cases[i].reply);
        sections = convai_section_current(client, PUBLIC_CHARACTER, " s1 ", NULL);
        CHECK_LAST(CURRENT, "\"json\":{\"character_id\":\"" PUBLIC_CHARACTER "\",\"session_id\":\"s1\"}");
        CHECK_OK(sections);
        CHECK_NUMBER(sections->section_count, cases[i].id ? 1 : 0);
        if (cases[i].id && sections->section_count == 1) {
            CHECK_TEXT(sections->sections[0]->id, cases[i].id);
            CHECK_TEXT(sections->sections[0]->name, cases[i].name);
        }
        convai_sections_free(&sections);
    }
    check_context = "something else";
    reply_json(200, "{\"list\":[[1]]}");
    sections = convai_section_current(client, "c", "s", NULL);
    CHECK_FAILED(sections, CONVAI_ERROR_BAD_REPLY);
    convai_sections_free(&sections);
    check_context = "an empty reply";
    emulator_fault("{\"empty_body\":true,\"status\":204}");
    sections = convai_section_current(client, "c", "s", NULL);
    CHECK_OK(sections);
    CHECK_NUMBER(sections->section_count, 0);
    convai_sections_free(&sections);
    check_context = "no JSON";
    reply_text(200, "text/html", "<html></html>");
    sections = convai_section_current(client, "c", "s", NULL);
    CHECK_FAILED(sections, CONVAI_ERROR_BAD_REPLY);
    convai_sections_free(&sections);
    check_context = "a new session";
    sections = convai_section_current(client, "c", CONVAI_NEW_SESSION, NULL);
    CHECK_FAILED(sections, CONVAI_ERROR_INVALID_ARGUMENT);
    CHECK_TEXT(sections->error ? sections->error->argument : NULL, "session_id");
    convai_sections_free(&sections);
}

static void triggers_have_their_destination(void) {
    convai_triggers *triggers;
    reply_json(200, "[{\"trigger_id\":\"t1\",\"trigger_name\":\"Door\",\"trigger_message\":\"It opens.\","
                    "\"destination_section\":\"b\"},"
                    "{\"trigger_id\":\"t2\",\"destination_section\":null},"
                    "{\"trigger_id\":\"t3\",\"destination_section\":{\"section_id\":\"c\"}},"
                    "{\"trigger_id\":\"t4\",\"destination_section\":\"\"}]");
    triggers = convai_trigger_list(client, PUBLIC_CHARACTER, NULL);
    CHECK_LAST(TRIGGERS, "\"json\":{\"character_id\":\"" PUBLIC_CHARACTER "\"}");
    REQUIRE(CHECK_OK(triggers) && CHECK_NUMBER(triggers->trigger_count, 4));
    CHECK_TEXT(triggers->triggers[0]->id, "t1");
    CHECK_TEXT(triggers->triggers[0]->name, "Door");
    CHECK_TEXT(triggers->triggers[0]->message, "It opens.");
    CHECK_NUMBER(triggers->triggers[0]->message_len, 9);
    CHECK_TEXT(triggers->triggers[0]->destination_section_id, "b");
    CHECK(!triggers->triggers[1]->name && !triggers->triggers[1]->destination_section_id);
    CHECK_TEXT(triggers->triggers[2]->destination_section_id, "c");
    CHECK(!triggers->triggers[3]->destination_section_id);
    CHECK_STATUS(convai_triggers_free(&triggers), CONVAI_OK);
    CHECK(!triggers);

    reply_json(200, "{\"STATUS\":\"Successful\"}");
    triggers = convai_trigger_list(client, "c", NULL);
    CHECK_FAILED(triggers, CONVAI_ERROR_BAD_REPLY);
    convai_triggers_free(&triggers);
}

TEST_CASES(set_up, tear_down,
           CASE(sections_have_their_decisions),
           CASE(the_current_section_is_found_in_every_shape),
           CASE(triggers_have_their_destination))
