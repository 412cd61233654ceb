/* The endpoints that create, read and change characters: the request that is sent, and the result.
 *
 * CHECK_LAST compares the whole "json" of the request as the emulator read it: an additional field fails as a missing one
 * does. */
#include "client_fixture.h"

#define CREATE "/character/create"
#define UPDATE "/character/update"
#define GET "/character/get"
#define DELETE "/character/delete"
#define CLONE "/user/clone_character"

/* Creates a character and copies its id into `id`. */
static void create(const convai_character_spec *spec, char id[64]) {
    convai_character *made = convai_character_create(client, spec, NULL);
    REQUIRE(made);
    if (!CHECK_OK(made) || !CHECK(made->id && made->id_len < 64))
        exit(check_end());
    strcpy(id, made->id);
    CHECK_NUMBER(made->id_len, strlen(made->id));
    /* The service returns only the id. */
    CHECK(!made->name && !made->backstory && !made->voice_type && !made->user_id && !made->timestamp);
    CHECK(!made->language_codes && made->language_code_count == 0);
    CHECK_HAS(made->raw_json, id);
    CHECK_NUMBER(made->raw_json_len, strlen(made->raw_json));
    CHECK_STATUS(convai_character_free(&made), CONVAI_OK);
    CHECK(!made);
}

static void create_sends_exactly_the_given_fields(void) {
    convai_character_spec spec = valid_spec();
    char id[64];
    check_context = "create";
    create(&spec, id);
    CHECK_LAST(CREATE, "\"json\":{\"backstory\":\"Mara mends nets.\",\"charName\":\"Mara\","
                       "\"voiceType\":\"US FEMALE 2\"}");
    CHECK_LAST(CREATE, "\"method\":\"POST\"");
    CHECK_LAST(CREATE, "\"content_type\":\"application/json\"");
    CHECK_LAST(CREATE, "\"status\":201");

    check_context = "create with actions";
    spec.actions = "Wave, Sit down";
    create(&spec, id);
    CHECK_LAST(CREATE, "\"json\":{\"actions\":\"Wave, Sit down\",\"backstory\":\"Mara mends nets.\",\"charName\":\"Mara\","
                       "\"voiceType\":\"US FEMALE 2\"}");

    check_context = "create with empty actions";
    spec.actions = "";
    create(&spec, id);
    CHECK_LAST(CREATE, "\"json\":{\"actions\":\"\",");
}

/* The service spells the id in several ways, and any 2xx status is a success. */
static void create_accepts_every_spelling_of_the_id(void) {
    static const char *replies[] = {
        "{\"status\":200,\"json\":{\"charID\":\"id-1\"}}",
        "{\"status\":201,\"json\":{\"charId\":\"id-1\"}}",
        "{\"status\":202,\"json\":{\"character_id\":\"id-1\",\"more\":[1,{}]}}",
        "{\"status\":200,\"body\":\"\\n {\\\"CHARID\\\" : \\\"id-1\\\"} \"}",
    };
    size_t i;
    for (i = 0; i < sizeof replies / sizeof *replies; i++) {
        convai_character_spec spec = valid_spec();
        convai_character *made;
        check_context = replies[i];
        emulator_fault(replies[i]);
        made = convai_character_create(client, &spec, NULL);
        CHECK_OK(made);
        CHECK_TEXT(made->id, "id-1");
        convai_character_free(&made);
    }
}

/* Each field alone, and all together. */
static void update_sends_exactly_the_given_fields(void) {
    static const char *const codes[] = {"en-US", "hi-IN"};
    convai_character_spec original = valid_spec(), alone[5], all;
    char id[64], expected[512];
    const char *sent[5] = {
        "\"charName\":\"Mara the Elder\"", "\"voiceType\":\"US MALE 1\"", "\"backstory\":\"She sails now.\"",
        "\"action\":\"Row\"", "\"languageCodes\":[\"en-US\",\"hi-IN\"]",
    };
    int i;
    create(&original, id);
    for (i = 0; i < 5; i++)
        alone[i] = (convai_character_spec)CONVAI_CHARACTER_SPEC_INIT;
    alone[0].name = "Mara the Elder";
    alone[1].voice_type = "US MALE 1";
    alone[2].backstory = "She sails now.";
    alone[3].actions = "Row";
    alone[4].language_codes = codes;
    alone[4].language_code_count = 2;
    for (i = 0; i < 5; i++) {
        convai_result *done = convai_character_update(client, id, &alone[i], NULL);
        check_context = sent[i];
        CHECK_OK(done);
        CHECK_TEXT(done->raw_json, "{\"STATUS\":\"SUCCESS\"}");
        CHECK_NUMBER(done->raw_json_len, strlen("{\"STATUS\":\"SUCCESS\"}"));
        CHECK_STATUS(convai_result_free(&done), CONVAI_OK);
        CHECK(!done);
        /* In alphabetical order "charID" stands after "action" and "backstory", and before the other names. */
        if (i == 2 || i == 3)
            snprintf(expected, sizeof expected, "\"json\":{%s,\"charID\":\"%s\"}", sent[i], id);
        else
            snprintf(expected, sizeof expected, "\"json\":{\"charID\":\"%s\",%s}", id, sent[i]);
        CHECK_LAST(UPDATE, expected);
    }
    check_context = "update of everything";
    all = alone[4];
    all.name = "Mara III";
    all.voice_type = "UK FEMALE 1";
    all.backstory = "She is back.";
    all.actions = "";
    {
        convai_result *done = convai_character_update(client, id, &all, NULL);
        CHECK_OK(done);
        convai_result_free(&done);
    }
    snprintf(expected, sizeof expected,
             "\"json\":{\"action\":\"\",\"backstory\":\"She is back.\",\"charID\":\"%s\",\"charName\":\"Mara III\","
             "\"languageCodes\":[\"en-US\",\"hi-IN\"],\"voiceType\":\"UK FEMALE 1\"}",
             id);
    CHECK_LAST(UPDATE, expected);
}

static void an_update_without_fields_is_refused(void) {
    convai_character_spec nothing = CONVAI_CHARACTER_SPEC_INIT;
    long before = emulator_count();
    convai_result *done = convai_character_update(client, PUBLIC_CHARACTER, &nothing, NULL);
    check_context = "nothing to change";
    CHECK_FAILED(done, CONVAI_ERROR_INVALID_ARGUMENT);
    CHECK_HAS(done->error->message, "set at least one field");
    CHECK(!done->raw_json);
    CHECK_NUMBER(emulator_count(), before);
    convai_result_free(&done);
}

static void get_and_find_return_every_field(void) {
    convai_character *pell;
    int by_name;
    for (by_name = 0; by_name < 2; by_name++) {
        check_context = by_name ? "find" : "get";
        pell = by_name ? convai_character_find(client, "Pell the Lamplighter", NULL)
                       : convai_character_get(client, PUBLIC_CHARACTER, NULL);
        CHECK_LAST(GET, by_name ? "\"json\":{\"charName\":\"Pell the Lamplighter\"}"
                                : "\"json\":{\"charID\":\"" PUBLIC_CHARACTER "\"}");
        CHECK_OK(pell);
        CHECK_TEXT(pell->id, PUBLIC_CHARACTER);
        CHECK_NUMBER(pell->id_len, strlen(PUBLIC_CHARACTER));
        CHECK_TEXT(pell->name, "Pell the Lamplighter");
        CHECK_NUMBER(pell->name_len, strlen("Pell the Lamplighter"));
        CHECK_TEXT(pell->user_id, "emulator");
        CHECK_NUMBER(pell->user_id_len, strlen("emulator"));
        CHECK_TEXT(pell->voice_type, "US MALE 1");
        CHECK_NUMBER(pell->voice_type_len, strlen("US MALE 1"));
        CHECK_TEXT(pell->timestamp, "2025-01-02T03:04:05.678901");
        CHECK_NUMBER(pell->timestamp_len, strlen("2025-01-02T03:04:05.678901"));
        CHECK_HAS(pell->backstory, "forty-two lamps");
        CHECK_NUMBER(pell->backstory_len, strlen(pell->backstory));
        CHECK_NUMBER(pell->language_code_count, 1);
        CHECK_TEXT(pell->language_codes ? pell->language_codes[0] : NULL, "en-US");
        /* Fields that the struct does not have are in `raw_json`. */
        CHECK_HAS(pell->raw_json, "\"modelLink\":\"NULL\"");
        convai_character_free(&pell);
    }
    check_context = "an id with white space around it, as after copy and paste";
    pell = convai_character_get(client, " \t" PUBLIC_CHARACTER "\r\n", NULL);
    CHECK_OK(pell);
    CHECK_LAST(GET, "\"json\":{\"charID\":\"" PUBLIC_CHARACTER "\"}");
    convai_character_free(&pell);
}

/* A field that is missing, null or "NULL" is absent. */
static void get_accepts_other_spellings_and_types(void) {
    struct {
        const char *reply, *id, *name, *user_id, *voice_type, *timestamp, *backstory, *languages;
    } cases[] = {
        {"{\"character_id\":\"i\"}", "i", NULL, NULL, NULL, NULL, NULL, ""},
        {"{\"character_id\":\"i\",\"character_name\":null,\"user_id\":null,\"voice_type\":null,\"timestamp\":null,"
         "\"backstory\":null,\"language_codes\":null}",
         "i", NULL, NULL, NULL, NULL, NULL, ""},
        {"{\"character_id\":\"i\",\"character_name\":\"NULL\",\"user_id\":\"NULL\",\"voice_type\":\"NULL\","
         "\"timestamp\":\"NULL\",\"backstory\":\"NULL\",\"language_codes\":\"NULL\"}",
         "i", NULL, NULL, NULL, NULL, NULL, ""},
        {"{\"character_id\":\"i\",\"character_name\":\"n\",\"backstory\":\"\"}", "i", "n", NULL, NULL, NULL, "", ""},
        {"{\"response\":{\"character_id\":\"i\",\"character_name\":\"n\",\"voice_type\":\"v\"}}", "i", "n", NULL, "v",
         NULL, NULL, ""},
        {"{\"charID\":\"i\",\"charName\":\"n\",\"voiceType\":\"v\",\"languageCodes\":[\"a\",null,\"NULL\",\"b\"]}", "i", "n",
         NULL, "v", NULL, NULL, "a b "},
        {"{\"charId\":\"i\",\"language_code\":\"en-US\"}", "i", NULL, NULL, NULL, NULL, NULL, "en-US "},
        {"{\"character_id\":42,\"character_name\":[\"x\"],\"user_id\":{},\"voice_type\":7,\"timestamp\":1.5,"
         "\"backstory\":true,\"language_codes\":\"en\"}",
         "42", NULL, NULL, "7", "1.5", NULL, "en "},
        {"{\"character_id\":\"i\",\"model_details\":{\"a\":[[[[[[1]]]]]]},\"user_id\":\"u\"}", "i", NULL, "u", NULL, NULL,
         NULL, ""},
    };
    size_t i, k;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        char fault[1024], languages[64] = "";
        convai_character *got;
        check_context = cases[i].reply;
        snprintf(fault, sizeof fault, "{\"status\":200,\"json\":%s}", cases[i].reply);
        emulator_fault(fault);
        got = convai_character_get(client, "some-id", NULL);
        CHECK_OK(got);
        CHECK_TEXT(got->id, cases[i].id);
        CHECK_TEXT(got->name, cases[i].name);
        CHECK_TEXT(got->user_id, cases[i].user_id);
        CHECK_TEXT(got->voice_type, cases[i].voice_type);
        CHECK_TEXT(got->timestamp, cases[i].timestamp);
        CHECK_TEXT(got->backstory, cases[i].backstory);
        CHECK(got->name || got->name_len == 0);
        CHECK(got->backstory || got->backstory_len == 0);
        for (k = 0; k < got->language_code_count; k++)
            strcat(strcat(languages, got->language_codes[k]), " ");
        CHECK_TEXT(languages, cases[i].languages);
        CHECK((got->language_codes == NULL) == (got->language_code_count == 0));
        CHECK(got->raw_json && got->raw_json_len == strlen(got->raw_json));
        convai_character_free(&got);
    }
}

static void clone_copies_the_character(void) {
    int with_knowledge_bank;
    for (with_knowledge_bank = 0; with_knowledge_bank < 2; with_knowledge_bank++) {
        convai_character *copy, *read;
        check_context = with_knowledge_bank ? "clone with the knowledge bank" : "clone";
        copy = convai_character_clone(client, PUBLIC_CHARACTER, with_knowledge_bank, NULL);
        CHECK_OK(copy);
        CHECK_LAST(CLONE, with_knowledge_bank ? "\"json\":{\"KB\":true,\"charID\":\"" PUBLIC_CHARACTER "\"}"
                                              : "\"json\":{\"KB\":false,\"charID\":\"" PUBLIC_CHARACTER "\"}");
        REQUIRE(copy->id);
        CHECK(strcmp(copy->id, PUBLIC_CHARACTER) != 0);
        read = convai_character_get(client, copy->id, NULL);
        CHECK_OK(read);
        CHECK_TEXT(read->name, "Pell the Lamplighter");
        convai_character_free(&read);
        convai_character_free(&copy);
    }
}

static void delete_removes_the_character(void) {
    convai_character_spec spec = valid_spec();
    convai_result *done;
    char id[64], expected[128];
    long before;
    check_context = "delete";
    create(&spec, id);
    done = convai_character_delete(client, id, NULL);
    CHECK_OK(done);
    CHECK_HAS(done->raw_json, "SUCCESS");
    snprintf(expected, sizeof expected, "\"json\":{\"charID\":\"%s\"}", id);
    CHECK_LAST(DELETE, expected);
    convai_result_free(&done);

    check_context = "delete of a deleted character";
    before = emulator_count();
    done = convai_character_delete(client, id, NULL);
    CHECK_FAILED(done, CONVAI_ERROR_NOT_FOUND);
    convai_result_free(&done);
    CHECK_NUMBER(emulator_count(), before + 1);
}

/* Whatever the body says. */
static void any_2xx_status_confirms_a_delete(void) {
    static const char *replies[] = {
        "{\"status\":200,\"json\":{\"STATUS\":\"Successful\"}}", "{\"status\":200,\"json\":{\"status\":\"success\"}}",
        "{\"status\":202,\"json\":{}}",                            "{\"status\":200,\"json\":null}",
        "{\"empty_body\":true,\"status\":204}",                    "{\"empty_body\":true,\"status\":200}",
    };
    size_t i;
    for (i = 0; i < sizeof replies / sizeof *replies; i++) {
        convai_result *done;
        check_context = replies[i];
        emulator_fault(replies[i]);
        done = convai_character_delete(client, "some-id", NULL);
        CHECK_OK(done);
        convai_result_free(&done);
    }
}

static void the_key_is_sent_in_one_header_and_the_user_agent_can_be_set(void) {
    convai_client_options options = client_options();
    convai_character *pell;
    convai_client *own;
    char spaced[256], masked[64];
    check_context = "headers";
    snprintf(spaced, sizeof spaced, "  %s\r\n", test_key());
    snprintf(masked, sizeof masked, "\"convai-api-key\":\"%.2s\xE2\x80\xA6 (%d bytes)\"", test_key(), (int)strlen(test_key()));
    options.api_key = spaced;
    own = convai_client_new(&options, NULL);
    pell = convai_character_get(own, PUBLIC_CHARACTER, NULL);
    CHECK_OK(pell);
    convai_character_free(&pell);
    CHECK_LAST(GET, masked);
    CHECK_LAST(GET, "\"key_leaked\":false");
    CHECK_LAST(GET, "\"user-agent\":\"convai-native/");
    CHECK_LAST(GET, "\"version\":\"HTTP/1.1\"");
    convai_client_free(&own);

    options.user_agent = "MyGame/1.2 (Windows)";
    own = convai_client_new(&options, NULL);
    pell = convai_character_get(own, PUBLIC_CHARACTER, NULL);
    CHECK_OK(pell);
    convai_character_free(&pell);
    CHECK_LAST(GET, "\"user-agent\":\"MyGame/1.2 (Windows)\"");
    convai_client_free(&own);
}

static void a_base_url_may_have_a_path_and_trailing_slashes(void) {
    static const struct {
        const char *suffix, *path;
    } cases[] = {
        {"", "/character/get"},          {"/", "/character/get"},          {"//", "/character/get"},
        {"/gate", "/gate/character/get"}, {"/gate/v1/", "/gate/v1/character/get"},
    };
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        convai_client_options options = client_options();
        convai_client *own;
        convai_character *got;
        char url[256];
        check_context = cases[i].suffix;
        snprintf(url, sizeof url, "  %s%s\n", base_url(), cases[i].suffix);
        options.base_url = url;
        own = convai_client_new(&options, NULL);
        REQUIRE(own);
        got = convai_character_get(own, PUBLIC_CHARACTER, NULL);
        CHECK_LAST(cases[i].path, "\"method\":\"POST\"");
        convai_character_free(&got);
        convai_client_free(&own);
        CHECK(!own);
    }
}

TEST_CASES(set_up, tear_down,
           CASE(create_sends_exactly_the_given_fields),
           CASE(create_accepts_every_spelling_of_the_id),
           CASE(update_sends_exactly_the_given_fields),
           CASE(an_update_without_fields_is_refused),
           CASE(get_and_find_return_every_field),
           CASE(get_accepts_other_spellings_and_types),
           CASE(clone_copies_the_character),
           CASE(delete_removes_the_character),
           CASE(any_2xx_status_confirms_a_delete),
           CASE(the_key_is_sent_in_one_header_and_the_user_agent_can_be_set),
           CASE(a_base_url_may_have_a_path_and_trailing_slashes))
