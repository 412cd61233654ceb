/* The lists of characters, voices and languages: the request that is sent, and the result. */
#include "client_fixture.h"

#define VOICES "/tts/get_available_voices"
#define LANGUAGES "/tts/get_available_languages"
#define CHARACTERS "/character/list"

static void check_string(const char *text, size_t length) { CHECK_NUMBER(length, text ? strlen(text) : 0); }

static void check_strings(const char *const *texts, size_t count) {
    size_t i;
    CHECK((texts == NULL) == (count == 0));
    for (i = 0; i < count; i++)
        CHECK(texts[i] && *texts[i]);
}

/* A list of the service, asked for in the blocking and in the non-blocking form. */
#define LIST(noun, list, round) (round ? taken_##noun(list##_async(client, NULL, NULL)) : list(client, NULL))
#define TAKEN(noun)                                                              \
    static convai_##noun *taken_##noun(convai_operation *operation) {            \
        convai_##noun *list;                                                     \
        CHECK_STATUS(convai_operation_wait(operation, -1), CONVAI_OK);           \
        list = convai_operation_take_##noun(operation);                          \
        CHECK_STATUS(convai_operation_free(&operation), CONVAI_OK);              \
        return list;                                                             \
    }
TAKEN(characters)
TAKEN(voices)
TAKEN(languages)

static void languages_have_codes_and_names(void) {
    int round;
    for (round = 0; round < 2; round++) {
        convai_languages *list = LIST(languages, convai_language_list, round);
        size_t i;
        REQUIRE(CHECK_OK(list));
        CHECK_NUMBER(list->language_count, 24);
        for (i = 0; i < list->language_count; i++) {
            const convai_language *language = list->languages[i];
            CHECK(language->code && language->name);
            check_string(language->code, language->code_len);
            check_string(language->name, language->name_len);
        }
        CHECK_TEXT(list->languages[0]->code, "en-US");
        CHECK_TEXT(list->languages[0]->name, "English");
        CHECK_TEXT(list->languages[23]->code, "fi-FI");
        CHECK_HAS(list->raw_json, "\"lang_code\":\"fi-FI\"");
        check_string(list->raw_json, list->raw_json_len);
        CHECK_STATUS(convai_languages_free(&list), CONVAI_OK);
        CHECK(list == NULL);
        CHECK_LAST(LANGUAGES, "\"method\":\"GET\"");
        CHECK_LAST(LANGUAGES, "\"content_type\":null");
    }
}

/* Finds a voice by its value. */
static const convai_voice *voice_of(const convai_voices *list, const char *value) {
    size_t i;
    for (i = 0; i < list->voice_count; i++)
        if (list->voices[i]->value && strcmp(list->voices[i]->value, value) == 0)
            return list->voices[i];
    return NULL;
}

static void voices_have_every_field_that_the_service_sends(void) {
    int round;
    for (round = 0; round < 2; round++) {
        convai_voices *list = LIST(voices, convai_voice_list, round);
        size_t i, languages = 0, elsewhere = 0, nowhere = 0;
        REQUIRE(CHECK_OK(list));
        CHECK_NUMBER(list->voice_count, 40);
        for (i = 0; i < list->voice_count; i++) {
            const convai_voice *voice = list->voices[i];
            CHECK(voice->name && voice->value && voice->section && voice->sample_url);
            CHECK(voice->gender && (strcmp(voice->gender, "MALE") == 0 || strcmp(voice->gender, "FEMALE") == 0));
            check_string(voice->name, voice->name_len);
            check_string(voice->value, voice->value_len);
            check_string(voice->section, voice->section_len);
            check_string(voice->gender, voice->gender_len);
            check_string(voice->sample_url, voice->sample_url_len);
            check_strings(voice->language_codes, voice->language_code_count);
            check_strings(voice->environments, voice->environment_count);
            CHECK(voice->language_code_count > 0);
            languages = voice->language_code_count > languages ? voice->language_code_count : languages;
            nowhere += voice->environment_count == 0;
            elsewhere += voice->environment_count && strcmp(voice->environments[0], "PRODUCTION") != 0;
            CHECK(strstr(list->raw_json, voice->section) != NULL);
        }
        CHECK(languages > 5 && nowhere && elsewhere);
        REQUIRE(voice_of(list, "US MALE 1") != NULL);
        CHECK_TEXT(voice_of(list, "US MALE 1")->name, "US Male 1");
        check_string(list->raw_json, list->raw_json_len);
        CHECK_STATUS(convai_voices_free(&list), CONVAI_OK);
        CHECK_LAST(VOICES, "\"method\":\"GET\"");
        CHECK_LAST(VOICES, "\"content_type\":null");
    }
}

static void characters_are_listed_as_they_were_created(void) {
    convai_character_spec spec = valid_spec();
    convai_characters *list = convai_character_list(client, NULL);
    convai_character *first, *second;
    int round;
    CHECK_OK(list);
    CHECK(!list->characters && list->character_count == 0);
    CHECK_TEXT(list->raw_json, "{\"characters\":[]}");
    convai_characters_free(&list);
    first = convai_character_create(client, &spec, NULL);
    spec.name = "Orla";
    second = convai_character_create(client, &spec, NULL);
    for (round = 0; round < 2; round++) {
        list = LIST(characters, convai_character_list, round);
        REQUIRE(CHECK_OK(list));
        CHECK_NUMBER(list->character_count, 2);
        CHECK_TEXT(list->characters[0]->id, first->id);
        CHECK_TEXT(list->characters[0]->name, "Mara");
        CHECK_TEXT(list->characters[1]->id, second->id);
        CHECK_TEXT(list->characters[1]->name, "Orla");
        CHECK_TEXT(list->characters[1]->voice_type, spec.voice_type);
        check_string(list->characters[1]->id, list->characters[1]->id_len);
        check_strings(list->characters[1]->language_codes, list->characters[1]->language_code_count);
        /* An entry is part of the list. */
        CHECK(!list->characters[0]->error && !list->characters[0]->raw_json && !list->characters[0]->raw_json_len);
        CHECK_HAS(list->raw_json, "\"Orla\"");
        CHECK_STATUS(convai_characters_free(&list), CONVAI_OK);
        CHECK_LAST(CHARACTERS, "\"method\":\"POST\"");
        CHECK_LAST(CHARACTERS, "\"content_type\":null");
    }
    convai_character_free(&first);
    convai_character_free(&second);
}

/* The documented list has 180 KB. */
static void long_lists_are_complete(void) {
    static const int counts[] = {600, 16000};
    size_t i;
    for (i = 0; i < sizeof counts / sizeof *counts; i++) {
        char settings[64];
        convai_voices *list;
        size_t one, again = 0;
        snprintf(settings, sizeof settings, "{\"voice_count\":%d}", counts[i]);
        emulator_settings(settings);
        list = convai_voice_list(client, NULL);
        REQUIRE(CHECK_OK(list));
        CHECK_NUMBER(list->voice_count, counts[i]);
        note("%d voices: %lu bytes", counts[i], (unsigned long)list->raw_json_len);
        CHECK(list->raw_json_len > (size_t)counts[i] * 250);
        for (one = 1; one < list->voice_count; one++)
            again += strcmp(list->voices[one - 1]->section, list->voices[one]->section) == 0 &&
                     list->voices[one - 1]->section != list->voices[one]->section;
        /* The voices of a section share its name. */
        CHECK_NUMBER(again, 0);
        convai_voices_free(&list);
    }
}

/* An error leaves the list empty, with its cause. */
#define FAILS(noun, list, fault, status, sent_http)                          \
    do {                                                                     \
        convai_##noun *failed_;                                              \
        emulator_fault(fault);                                               \
        failed_ = list(client, NULL);                                        \
        CHECK_FAILED(failed_, status);                                       \
        CHECK_NUMBER(failed_->error ? failed_->error->http_status : 0, sent_http); \
        CHECK(count_of_##noun(failed_) == 0);                                \
        convai_##noun##_free(&failed_);                                      \
    } while (0)
static size_t count_of_characters(const convai_characters *list) { return list->character_count + (list->characters != NULL); }
static size_t count_of_voices(const convai_voices *list) { return list->voice_count + (list->voices != NULL); }
static size_t count_of_languages(const convai_languages *list) { return list->language_count + (list->languages != NULL); }

static void a_reply_that_is_no_list_or_was_cut_is_an_error(void) {
    static const struct {
        const char *fault;
        convai_status status;
        int http_status;
    } rows[] = {
        {"{\"status\":200,\"json\":{}}", CONVAI_ERROR_BAD_REPLY, 200},
        {"{\"status\":200,\"json\":[1]}", CONVAI_ERROR_BAD_REPLY, 200},
        {"{\"status\":200,\"json\":{\"ERROR\":\"no\"}}", CONVAI_ERROR_REFUSED, 200},
        {"{\"status\":200,\"body\":\"[{\\\"name\\\":\\\"n\\\",\\\"charName\\\":\\\"n\\\"},\"}", CONVAI_ERROR_BAD_REPLY, 200},
        {"{\"cut\":\"mid_body\",\"bytes\":10}", CONVAI_ERROR_CONNECTION_LOST, 200},
        {"{\"cut_chunked\":true,\"bytes\":10}", CONVAI_ERROR_CONNECTION_LOST, 200},
        {"{\"wrong_length\":-1}", CONVAI_ERROR_BAD_REPLY, 200},
        {"{\"status\":400,\"json\":{\"ERROR\":\"API key not found\"}}", CONVAI_ERROR_AUTHENTICATION, 400},
        {"{\"status\":404,\"json\":{\"ERROR\":\"x\"}}", CONVAI_ERROR_NOT_FOUND, 404},
    };
    size_t i;
    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        check_context = rows[i].fault;
        FAILS(characters, convai_character_list, rows[i].fault, rows[i].status, rows[i].http_status);
        FAILS(voices, convai_voice_list, rows[i].fault, rows[i].status, rows[i].http_status);
        FAILS(languages, convai_language_list, rows[i].fault, rows[i].status, rows[i].http_status);
    }
}

/* The message of a create or an update that a list refuses. */
static void refused(convai_character_spec spec, int updates, const char *argument, const char *words) {
    const convai_error *error;
    convai_character *made = NULL;
    convai_result *changed = NULL;
    long before = emulator_count();
    if (updates) {
        changed = convai_character_update(client, PUBLIC_CHARACTER, &spec, NULL);
        error = changed->error;
    } else {
        made = convai_character_create(client, &spec, NULL);
        error = made->error;
    }
    if (CHECK_ERROR(error, CONVAI_ERROR_INVALID_ARGUMENT) && error) {
        CHECK_TEXT(error->argument, argument);
        CHECK_HAS(error->message, words);
        CHECK_NUMBER(error->request_sent, 0);
    }
    CHECK_NUMBER(emulator_count(), before);
    convai_character_free(&made);
    convai_result_free(&changed);
}

static void a_spec_with_lists_is_refused_if_its_voice_or_language_is_not_in_them(void) {
    static const char *const known[] = {"fi-FI", "en-US"}, *const unknown[] = {"fi-FI", "en-us"};
    convai_voices *voices = convai_voice_list(client, NULL);
    convai_languages *languages = convai_language_list(client, NULL);
    convai_character_spec spec = valid_spec(), update = CONVAI_CHARACTER_SPEC_INIT;
    convai_character *made;
    convai_result *changed;
    REQUIRE(CHECK_OK(voices) && CHECK_OK(languages));
    spec.known_voices = voices;
    spec.known_languages = languages;
    spec.voice_type = "US FEMAIL 1";
    refused(spec, 0, "spec.voice_type", "did you mean \"US FEMALE 1\"?");
    spec.voice_type = "Somebody who reads the news";
    refused(spec, 0, "spec.voice_type", "take a value from the list");
    spec.voice_type = "US MALE 1";
    made = convai_character_create(client, &spec, NULL);
    REQUIRE(CHECK_OK(made));
    update.known_voices = voices;
    update.known_languages = languages;
    update.voice_type = "us male 1";
    refused(update, 1, "spec.voice_type", "did you mean \"US MALE 1\"?");
    update.voice_type = NULL;
    update.language_codes = unknown;
    update.language_code_count = 2;
    refused(update, 1, "spec.language_codes[1]", "did you mean \"en-US\"?");
    update.language_codes = known;
    changed = convai_character_update(client, made->id, &update, NULL);
    CHECK_OK(changed);
    convai_result_free(&changed);
    /* Without a list there is no check. */
    update.known_languages = NULL;
    update.language_codes = unknown;
    changed = convai_character_update(client, made->id, &update, NULL);
    CHECK(!changed->error || changed->error->request_sent);
    convai_result_free(&changed);
    convai_character_free(&made);
    convai_voices_free(&voices);
    convai_languages_free(&languages);
}

static void a_list_to_check_with_must_be_alive_and_of_its_kind(void) {
    convai_voices *voices = convai_voice_list(client, NULL), *freed = voices;
    convai_languages *languages = convai_language_list(client, NULL), *failed = convai_language_list(NULL, NULL);
    convai_character_spec spec = valid_spec();
    convai_error *error = NULL;
    convai_character *made;
    const void *bad[3];
    size_t i;
    long before;
    CHECK_STATUS(convai_voices_free(&voices), CONVAI_OK);
    bad[0] = freed;
    bad[1] = languages;
    bad[2] = &spec;
    before = emulator_count();
    for (i = 0; i < 3; i++) {
        spec.known_voices = bad[i];
        made = convai_character_create(client, &spec, NULL);
        CHECK_FAILED(made, CONVAI_ERROR_BAD_HANDLE);
        CHECK_TEXT(made->error ? made->error->argument : NULL, "spec.known_voices");
        convai_character_free(&made);
        spec.known_voices = NULL;
        spec.known_languages = i == 1 ? (const void *)client : bad[i];
        CHECK(convai_character_update_async(client, "id", &spec, NULL, &error) == NULL);
        CHECK_ERROR(error, CONVAI_ERROR_BAD_HANDLE);
        CHECK_TEXT(error ? error->argument : NULL, "spec.known_languages");
        convai_error_free(&error);
        spec.known_languages = NULL;
    }
    /* A list that could not be read would refuse everything. */
    spec.known_languages = failed;
    made = convai_character_create(client, &spec, NULL);
    CHECK_FAILED(made, CONVAI_ERROR_INVALID_ARGUMENT);
    CHECK_TEXT(made->error ? made->error->argument : NULL, "spec.known_languages");
    convai_character_free(&made);
    CHECK_NUMBER(emulator_count(), before);
    convai_languages_free(&languages);
    convai_languages_free(&failed);
}

TEST_CASES(set_up, tear_down,
           CASE(languages_have_codes_and_names),
           CASE(voices_have_every_field_that_the_service_sends),
           CASE(characters_are_listed_as_they_were_created),
           CASE(long_lists_are_complete),
           CASE(a_reply_that_is_no_list_or_was_cut_is_an_error),
           CASE(a_spec_with_lists_is_refused_if_its_voice_or_language_is_not_in_them),
           CASE(a_list_to_check_with_must_be_alive_and_of_its_kind))
