/* Invalid pointers, strings and structs. */
#include "bad_input.h"

static void a_null_argument_is_refused(void) {
    const convai_status null = CONVAI_ERROR_NULL_POINTER;
    convai_character_spec spec = valid_spec(), languages = CONVAI_CHARACTER_SPEC_INIT;
    const char *const one_missing[] = {"en-US", NULL};
    convai_pcm no_samples = some_pcm();
    int16_t s16[2] = {0};
    float f32[2] = {0};
    convai_utterance *ended;
    int32_t event;
    no_samples.samples = NULL;

    NOT_CREATED(convai_client_new(NULL, &error), null, "`options` must not be NULL");
    CHECK(convai_client_new(NULL, NULL) == NULL);
    RETURNS(convai_client_next(client, 0, NULL), null);
    RETURNS(convai_client_wake_handle(client, NULL), null);
    RETURNS(convai_client_next_log(client, NULL), null);
    RETURNS(convai_queue_next(NULL, 0, NULL), null);
    RETURNS(convai_queue_wake_handle(NULL, NULL), null);

    REFUSED(character, convai_character_create(client, NULL, NULL), null, "`spec` must not be NULL");
    REFUSED(result, convai_character_update(client, NULL, &spec, NULL), null, "`character_id` must not be NULL");
    REFUSED(result, convai_character_update(client, "id", NULL, NULL), null, "`spec` must not be NULL");
    REFUSED(character, convai_character_get(client, NULL, NULL), null, "`character_id` must not be NULL");
    REFUSED(character, convai_character_find(client, NULL, NULL), null, "`name` must not be NULL");
    REFUSED(character, convai_character_clone(client, NULL, 0, NULL), null, "`character_id` must not be NULL");
    REFUSED(result, convai_character_delete(client, NULL, NULL), null, "`character_id` must not be NULL");
    languages.language_code_count = 2;
    REFUSED(result, convai_character_update(client, "id", &languages, NULL), null, "`spec.language_codes` must not be NULL");
    languages.language_codes = one_missing;
    REFUSED(result, convai_character_update(client, "id", &languages, NULL), null, "`spec.language_codes[1]` must not be NULL");

    REFUSED(response, convai_get_response_text(client, NULL, NULL, "Hi", 0, NULL), null, "`character_id` must not be NULL");
    REFUSED(response, convai_get_response_text(client, "id", NULL, NULL, 0, NULL), null, "`text` must not be NULL");
    REFUSED(response, convai_get_response_pcm(client, NULL, NULL, &no_samples, 0, NULL), null, "`character_id` must not be NULL");
    REFUSED(response, convai_get_response_pcm(client, "id", NULL, NULL, 0, NULL), null, "`pcm` must not be NULL");
    REFUSED(response, convai_get_response_pcm(client, "id", NULL, &no_samples, 0, NULL), null, "`pcm.samples` must not be NULL");
    REFUSED(response, convai_get_response_wav(client, NULL, NULL, (const uint8_t *)"RIFF", 4, 0, NULL), null,
            "`character_id` must not be NULL");
    REFUSED(response, convai_get_response_wav(client, "id", NULL, NULL, 4, 0, NULL), null, "`wav` must not be NULL");

    NOT_CREATED(convai_character_create_async(client, NULL, NULL, &error), null, "`spec` must not be NULL");
    NOT_CREATED(convai_character_update_async(client, "id", NULL, NULL, &error), null, "`spec` must not be NULL");
    NOT_CREATED(convai_character_get_async(client, NULL, NULL, &error), null, "`character_id` must not be NULL");
    NOT_CREATED(convai_character_find_async(client, NULL, NULL, &error), null, "`name` must not be NULL");
    NOT_CREATED(convai_character_clone_async(client, NULL, 1, NULL, &error), null, "`character_id` must not be NULL");
    NOT_CREATED(convai_character_delete_async(client, NULL, NULL, &error), null, "`character_id` must not be NULL");
    NOT_CREATED(convai_get_response_text_async(client, "id", NULL, NULL, 0, NULL, &error), null, "`text` must not be NULL");
    NOT_CREATED(convai_get_response_pcm_async(client, "id", NULL, NULL, 0, NULL, &error), null, "`pcm` must not be NULL");
    NOT_CREATED(convai_get_response_wav_async(client, "id", NULL, NULL, 4, 0, NULL, &error), null, "`wav` must not be NULL");
    CHECK(convai_character_get_async(client, NULL, NULL, NULL) == NULL);

    NOT_CREATED(convai_conversation_new(client, NULL, NULL, &error), null, "`character_id` must not be NULL");
    REFUSED(response, convai_conversation_say(conversation, NULL, 0, NULL), null, "`text` must not be NULL");
    REFUSED(response, convai_conversation_say_pcm(conversation, NULL, 0, NULL), null, "`pcm` must not be NULL");
    REFUSED(response, convai_conversation_say_wav(conversation, NULL, 4, 0, NULL), null, "`wav` must not be NULL");
    NOT_CREATED(convai_conversation_say_async(conversation, NULL, 0, NULL, &error), null, "`text` must not be NULL");
    NOT_CREATED(convai_conversation_say_pcm_async(conversation, NULL, 0, NULL, &error), null, "`pcm` must not be NULL");
    NOT_CREATED(convai_conversation_say_wav_async(conversation, NULL, 4, 0, NULL, &error), null, "`wav` must not be NULL");
    RETURNS(convai_conversation_session_id(conversation, NULL, 4, NULL), null);
    RETURNS(convai_conversation_set_fallback(conversation, NULL), CONVAI_OK);

    NOT_CREATED(convai_utterance_new(NULL, &error), null, "`options` must not be NULL");
    RETURNS(convai_utterance_push(utterance, NULL, 4), null);
    RETURNS(convai_utterance_push_pcm(utterance, NULL), null);
    RETURNS(convai_utterance_next(utterance, NULL, &ended), null);
    RETURNS(convai_utterance_next(utterance, &event, NULL), null);
    RETURNS(convai_utterance_clipped(utterance, NULL), CONVAI_OK);
    RETURNS(convai_utterance_level(utterance, NULL, NULL), CONVAI_OK);
    RETURNS(convai_utterance_length(utterance, NULL, NULL), CONVAI_OK);

    REFUSED(audio, convai_audio_build_wav(NULL, 0), null, "`pcm` must not be NULL");
    REFUSED(audio, convai_audio_build_wav(&no_samples, 0), null, "`pcm.samples` must not be NULL");
    REFUSED(audio, convai_audio_read_wav(NULL, 4, 0), null, "`wav` must not be NULL");
    RETURNS(convai_audio_s16_to_f32(NULL, f32, 2), null);
    RETURNS(convai_audio_s16_to_f32(s16, NULL, 2), null);
    RETURNS(convai_audio_f32_to_s16(NULL, s16, 2), null);
    RETURNS(convai_audio_f32_to_s16(f32, NULL, 2), null);
    RETURNS(convai_audio_level(NULL, NULL, NULL), null);

    /* A NULL name is allowed here: no struct has it. */
    CHECK_NUMBER(convai_struct_size(NULL), 0);
}

static void invalid_utf8_is_refused_with_its_byte_offset(void) {
    static const struct {
        const char *text, *offset;
    } broken[] = {
        {"\xff", "at byte 0"},                          /* not a byte of UTF-8 */
        {"caf\xe9 au lait", "at byte 3"},               /* Latin-1 */
        {"sch\xc3\xb6n \xc3(", "at byte 7"},            /* a sequence that ends early */
        {"abc\xe2\x82", "at byte 3"},                   /* truncated */
        {"a\xed\xa0\x80", "at byte 1"},                 /* half of a surrogate pair */
        {"ab\xc0\xaf", "at byte 2"},                    /* an overlong encoding */
        {"a\xf4\x90\x80\x80", "at byte 1"},             /* above U+10FFFF */
    };
    const convai_status invalid = CONVAI_ERROR_INVALID_UTF8;
    size_t i;
    for (i = 0; i < LENGTH(broken); i++) {
        const char *bad = broken[i].text, *offset = broken[i].offset;
        const char *codes[2] = {"en-US", NULL};
        convai_client_options options = client_options();
        convai_character_spec spec = valid_spec();
        convai_pcm pcm = some_pcm();
        int field;
        codes[1] = bad;
        for (field = 0; field < 5; field++) {
            const char **fields[5] = {&options.api_key, &options.base_url, &options.proxy, &options.ca_pem,
                                      &options.user_agent};
            const char *good = *fields[field];
            *fields[field] = bad;
            NOT_CREATED(convai_client_new(&options, &error), invalid, offset);
            *fields[field] = good;
        }
        for (field = 0; field < 4; field++) {
            const char **fields[4] = {&spec.name, &spec.voice_type, &spec.backstory, &spec.actions};
            const char *good = *fields[field];
            *fields[field] = bad;
            REFUSED(character, convai_character_create(client, &spec, NULL), invalid, offset);
            REFUSED(result, convai_character_update(client, "id", &spec, NULL), invalid, offset);
            *fields[field] = good;
        }
        spec.language_codes = codes;
        spec.language_code_count = 2;
        REFUSED(result, convai_character_update(client, "id", &spec, NULL), invalid, "`spec.language_codes[1]` is not valid UTF-8");
        REFUSED(result, convai_character_update(client, bad, &spec, NULL), invalid, offset);
        REFUSED(character, convai_character_get(client, bad, NULL), invalid, offset);
        REFUSED(character, convai_character_find(client, bad, NULL), invalid, offset);
        REFUSED(character, convai_character_clone(client, bad, 0, NULL), invalid, offset);
        REFUSED(result, convai_character_delete(client, bad, NULL), invalid, offset);
        REFUSED(response, convai_get_response_text(client, bad, NULL, "Hi", 0, NULL), invalid, offset);
        REFUSED(response, convai_get_response_text(client, "id", bad, "Hi", 0, NULL), invalid, offset);
        REFUSED(response, convai_get_response_text(client, "id", NULL, bad, 0, NULL), invalid, offset);
        REFUSED(response, convai_get_response_text(client, "id", NULL, bad, CONVAI_MULTIPART, NULL), invalid, offset);
        REFUSED(response, convai_get_response_pcm(client, bad, NULL, &pcm, 0, NULL), invalid, offset);
        REFUSED(response, convai_get_response_pcm(client, "id", bad, &pcm, 0, NULL), invalid, offset);
        NOT_CREATED(convai_get_response_text_async(client, "id", NULL, bad, 0, NULL, &error), invalid, offset);
        NOT_CREATED(convai_conversation_new(client, bad, NULL, &error), invalid, offset);
        NOT_CREATED(convai_conversation_new(client, "id", bad, &error), invalid, offset);
        REFUSED(response, convai_conversation_say(conversation, bad, 0, NULL), invalid, offset);
        NOT_CREATED(convai_conversation_say_async(conversation, bad, 0, NULL, &error), invalid, offset);
        RETURNS(convai_conversation_set_fallback(conversation, bad), invalid);
        CHECK_NUMBER(convai_struct_size(bad), 0);
    }
}

static void an_empty_string_or_an_unknown_flag_is_refused(void) {
    static const char *const blank[] = {"", " ", "\t\r\n "};
    const convai_status invalid = CONVAI_ERROR_INVALID_ARGUMENT;
    convai_character_spec spec;
    const char *const no_code[] = {"en-US", ""};
    size_t i, field;
    for (i = 0; i < LENGTH(blank); i++) {
        const char *bad = blank[i];
        for (field = 0; field < 3; field++) {
            const char **fields[3];
            spec = valid_spec();
            fields[0] = &spec.name;
            fields[1] = &spec.voice_type;
            fields[2] = &spec.backstory;
            *fields[field] = bad;
            REFUSED(character, convai_character_create(client, &spec, NULL), invalid, "must not be empty");
            REFUSED(result, convai_character_update(client, "id", &spec, NULL), invalid, "must not be empty");
            *fields[field] = NULL;
            REFUSED(character, convai_character_create(client, &spec, NULL), invalid, "is required to create a character");
        }
        spec = valid_spec();
        REFUSED(result, convai_character_update(client, bad, &spec, NULL), invalid, "`character_id` must not be empty");
        REFUSED(character, convai_character_get(client, bad, NULL), invalid, "`character_id` must not be empty");
        REFUSED(character, convai_character_find(client, bad, NULL), invalid, "`name` must not be empty");
        REFUSED(character, convai_character_clone(client, bad, 0, NULL), invalid, "`character_id` must not be empty");
        REFUSED(result, convai_character_delete(client, bad, NULL), invalid, "`character_id` must not be empty");
        REFUSED(response, convai_get_response_text(client, bad, NULL, "Hi", 0, NULL), invalid, "`character_id` must not be empty");
        REFUSED(response, convai_get_response_text(client, "id", NULL, bad, 0, NULL), invalid, "`text` must not be empty");
        NOT_CREATED(convai_get_response_text_async(client, "id", NULL, bad, 0, NULL, &error), invalid, "must not be empty");
        NOT_CREATED(convai_conversation_new(client, bad, NULL, &error), invalid, "`character_id` must not be empty");
        REFUSED(response, convai_conversation_say(conversation, bad, 0, NULL), invalid, "`text` must not be empty");
    }
    spec = (convai_character_spec)CONVAI_CHARACTER_SPEC_INIT;
    REFUSED(result, convai_character_update(client, "id", &spec, NULL), invalid, "set at least one field");
    spec.language_codes = no_code;
    spec.language_code_count = 2;
    REFUSED(result, convai_character_update(client, "id", &spec, NULL), invalid, "`spec.language_codes[1]` must not be empty");
    spec = valid_spec();
    spec.language_codes = no_code;
    spec.language_code_count = 1;
    REFUSED(character, convai_character_create(client, &spec, NULL), invalid, "the service takes them with an update");
    REFUSED(character, convai_character_get(client, "line\nbreak", NULL), invalid, "control character at byte 4");
    REFUSED(response, convai_get_response_text(client, "id", NULL, "Hi", 16, NULL), invalid, "unknown bits (0x10)");
    REFUSED(response, convai_conversation_say(conversation, "Hi", 0x80000000u, NULL), invalid, "0x80000000");
}

/* A struct of a newer header: it has fields after the ones that this version knows. */
#define WITH_TAIL(type, init)  \
    struct {                   \
        type known;            \
        uint8_t unknown[16];   \
    } wide = {init, {0}}
/* Sizes that no version has, and a newer struct in which a new field is set. */
#define BAD_SIZES(wide, call)                                                            \
    do {                                                                                 \
        static const uint32_t sizes[] = {0, 1, 3, 4, 5000, 0xffffffffu};                  \
        const uint32_t right = (wide).known.struct_size;                                 \
        size_t i_;                                                                       \
        for (i_ = 0; i_ <= LENGTH(sizes); i_++) {                                        \
            (wide).known.struct_size = i_ < LENGTH(sizes) ? sizes[i_] : right - 1;       \
            call(CONVAI_ERROR_STRUCT_SIZE, "start from its _INIT macro");                \
        }                                                                                \
        (wide).known.struct_size = (uint32_t)sizeof(wide);                               \
        (wide).unknown[11] = 1;                                                          \
        call(CONVAI_ERROR_STRUCT_SIZE, "leave them zero, or load a newer library");      \
        (wide).unknown[11] = 0;                                                          \
    } while (0)

static void an_unknown_struct_size_or_field_is_refused(void) {
    {
        WITH_TAIL(convai_client_options, CONVAI_CLIENT_OPTIONS_INIT);
        convai_client *made;
        wide.known = client_options();
#define NEW_CLIENT(status, advice) NOT_CREATED(convai_client_new(&wide.known, &error), status, advice)
        BAD_SIZES(wide, NEW_CLIENT);
        check_context = "a newer convai_client_options that sets nothing new";
        made = convai_client_new(&wide.known, &error);
        CHECK(made != NULL);
        convai_client_free(&made);
    }
    {
        WITH_TAIL(convai_character_spec, CONVAI_CHARACTER_SPEC_INIT);
#define CREATE(status, advice)                                                                  \
    REFUSED(character, convai_character_create(client, &wide.known, NULL), status, advice);     \
    REFUSED(result, convai_character_update(client, "id", &wide.known, NULL), status, advice);  \
    NOT_CREATED(convai_character_create_async(client, &wide.known, NULL, &error), status, advice)
        BAD_SIZES(wide, CREATE);
        REFUSED(result, convai_character_update(client, "id", &wide.known, NULL), CONVAI_ERROR_INVALID_ARGUMENT,
                "set at least one field");
    }
    {
        WITH_TAIL(convai_call_options, CONVAI_CALL_OPTIONS_INIT);
#define START(status, advice)                                                                                 \
    NOT_CREATED(convai_character_get_async(client, "id", &wide.known, &error), status, advice);               \
    NOT_CREATED(convai_conversation_say_async(conversation, "Hi", 0, &wide.known, &error), status, advice)
        BAD_SIZES(wide, START);
    }
    {
        WITH_TAIL(convai_pcm, CONVAI_PCM_INIT);
        convai_audio *built;
        wide.known = some_pcm();
#define BUILD(status, advice)                                                                      \
    REFUSED(audio, convai_audio_build_wav(&wide.known, 0), status, advice);                        \
    REFUSED(response, convai_get_response_pcm(client, "id", NULL, &wide.known, 0, NULL), status, advice);  \
    RETURNS(convai_audio_level(&wide.known, NULL, NULL), status)
        BAD_SIZES(wide, BUILD);
        check_context = "a newer convai_pcm that sets nothing new";
        built = convai_audio_build_wav(&wide.known, 0);
        CHECK_OK(built);
        convai_audio_free(&built);
    }
    {
        WITH_TAIL(convai_utterance_options, CONVAI_UTTERANCE_OPTIONS_INIT);
#define NEW_UTTERANCE(status, advice) NOT_CREATED(convai_utterance_new(&wide.known, &error), status, advice)
        BAD_SIZES(wide, NEW_UTTERANCE);
    }
}

TEST_CASES(set_up, tear_down,
           CASE(a_null_argument_is_refused),
           CASE(invalid_utf8_is_refused_with_its_byte_offset),
           CASE(an_empty_string_or_an_unknown_flag_is_refused),
           CASE(an_unknown_struct_size_or_field_is_refused))
