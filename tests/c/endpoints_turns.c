/* Turns: text in both encodings, PCM and WAV uploads, replies with voice, sessions, and call options. */
#include "client_fixture.h"

#define TALK "/character/getResponse"
#define WHO "\"charID\":\"" PUBLIC_CHARACTER "\""
/* The fields of a form as the emulator read them. A file is not a field. */
#define VALUES(fields) "\"values\":{" fields "}"

/* A tenth of a second of a ramp: 16-bit mono at 16 kHz. */
static int16_t ramp[1600];

static convai_pcm ramp_pcm(void) {
    convai_pcm pcm = CONVAI_PCM_INIT;
    size_t i;
    for (i = 0; i < 1600; i++)
        ramp[i] = (int16_t)(i * 10);
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = ramp;
    pcm.frames = 1600;
    pcm.channels = 1;
    pcm.sample_rate = 16000;
    return pcm;
}

static void check_answer(const convai_response *answer) {
    CHECK_OK(answer);
    CHECK(answer->text && answer->text_len == strlen(answer->text) && answer->text_len > 0);
    CHECK_TEXT(answer->character_id, PUBLIC_CHARACTER);
    CHECK_NUMBER(answer->character_id_len, strlen(PUBLIC_CHARACTER));
    CHECK(answer->session_id && answer->session_id_len == 32 && strlen(answer->session_id) == 32);
    CHECK(answer->raw_json && answer->raw_json_len == strlen(answer->raw_json));
    CHECK_NUMBER(answer->interrupted, 0);
}

static void check_no_voice(const convai_response *answer) {
    CHECK(!answer->wav && answer->wav_len == 0 && !answer->pcm && answer->frames == 0);
    CHECK(answer->channels == 0 && answer->sample_rate == 0 && answer->audio_form == CONVAI_AUDIO_NONE);
}

static void check_voice(const convai_response *answer) {
    size_t i;
    CHECK_NUMBER(answer->audio_form, CONVAI_AUDIO_WAV);
    CHECK(answer->wav && answer->wav_len > 44 && memcmp(answer->wav, "RIFF", 4) == 0);
    CHECK_NUMBER(answer->channels, 1);
    CHECK_NUMBER(answer->sample_rate, 24000);
    CHECK_NUMBER(answer->wav_len, 44 + 2 * answer->frames);
    CHECK(answer->pcm && ((uintptr_t)answer->pcm & 1) == 0);
    for (i = 0; i < answer->frames; i++) {
        const uint8_t *two = answer->wav + 44 + 2 * i;
        if (answer->pcm[i] != (int16_t)(two[0] | two[1] << 8)) {
            CHECK(!"pcm and wav hold the same samples");
            break;
        }
    }
}

/* Without and with voice. NULL, "" and "-1" start a session. */
static void text_is_sent_in_both_encodings(void) {
    static const struct {
        const char *name, *session;
        uint32_t flags;
        const char *encoding, *content_type, *voice;
    } cases[] = {
        {"text", NULL, CONVAI_TEXT, "\"encoding\":\"urlencoded\"", "\"content_type\":\"application/x-www-form-urlencoded\"",
         "False"},
        {"voice", CONVAI_NEW_SESSION, CONVAI_VOICE, "\"encoding\":\"urlencoded\"",
         "\"content_type\":\"application/x-www-form-urlencoded\"", "True"},
        {"multipart", "", CONVAI_MULTIPART, "\"encoding\":\"multipart\"", "\"content_type\":\"multipart/form-data; boundary=",
         "False"},
        {"multipart with voice", " -1 ", CONVAI_MULTIPART | CONVAI_VOICE, "\"encoding\":\"multipart\"",
         "\"content_type\":\"multipart/form-data; boundary=", "True"},
    };
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        char expected[512];
        convai_response *answer = convai_get_response_text(client, PUBLIC_CHARACTER, cases[i].session,
                                                           "What are you afraid of?", cases[i].flags, NULL);
        check_context = cases[i].name;
        check_answer(answer);
        CHECK_HAS(answer->text, "moths");
        CHECK_TEXT(answer->user_query, "What are you afraid of?");
        CHECK_NUMBER(answer->user_query_len, strlen("What are you afraid of?"));
        if (cases[i].flags & CONVAI_VOICE)
            check_voice(answer);
        else
            check_no_voice(answer);
        snprintf(expected, sizeof expected,
                 VALUES(WHO ",\"sessionID\":\"-1\",\"userText\":\"What are you afraid of?\",\"voiceResponse\":\"%s\""),
                 cases[i].voice);
        CHECK_LAST(TALK, expected);
        CHECK_LAST(TALK, cases[i].encoding);
        CHECK_LAST(TALK, cases[i].content_type);
        CHECK_LAST(TALK, "\"files\":[]");
        CHECK_STATUS(convai_response_free(&answer), CONVAI_OK);
        CHECK(!answer);
    }
}

/* PCM becomes a WAV file first; a WAV file is sent byte for byte. */
static void pcm_and_wav_are_sent_as_a_file_with_their_sample_rate(void) {
    convai_pcm pcm = ramp_pcm();
    convai_audio *file = convai_audio_build_wav(&pcm, 0);
    int ready;
    CHECK_OK(file);
    CHECK_NUMBER(file->wav_len, 44 + 3200);
    for (ready = 0; ready < 2; ready++) {
        uint32_t flags = ready ? CONVAI_VOICE : CONVAI_TEXT;
        convai_response *answer =
            ready ? convai_get_response_wav(client, PUBLIC_CHARACTER, NULL, file->wav, file->wav_len, flags, NULL)
                  : convai_get_response_pcm(client, PUBLIC_CHARACTER, NULL, &pcm, flags, NULL);
        check_context = ready ? "a WAV file" : "PCM";
        check_answer(answer);
        CHECK_HAS(answer->text, "I heard 0.10 seconds of audio: 16000 Hz, 1 channel, 16 bits");
        CHECK(answer->user_query);
        if (ready)
            check_voice(answer);
        else
            check_no_voice(answer);
        CHECK_LAST(TALK, ready ? VALUES(WHO ",\"sample_rate\":\"16000\",\"sessionID\":\"-1\",\"voiceResponse\":\"True\"")
                               : VALUES(WHO ",\"sample_rate\":\"16000\",\"sessionID\":\"-1\",\"voiceResponse\":\"False\""));
        CHECK_LAST(TALK, "\"encoding\":\"multipart\"");
        CHECK_LAST(TALK, "\"filename\":\"audio.wav\"");
        CHECK_LAST(TALK, "\"content_type\":\"audio/wav\"");
        CHECK_LAST(TALK, "\"length\":3244");
        CHECK_LAST(TALK, "\"bits\":16,\"channels\":1,\"clipped\":0,\"float\":false,\"frames\":1600,");
        convai_response_free(&answer);
    }
    convai_audio_free(&file);
}

/* Another session knows nothing of them. */
static void a_session_remembers_earlier_turns(void) {
    convai_response *first, *second, *other;
    char expected[512];
    convai_pcm pcm = ramp_pcm();

    first = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "My name is Odile.", CONVAI_TEXT, NULL);
    check_answer(first);
    second = convai_get_response_text(client, PUBLIC_CHARACTER, first->session_id, "What is my name?", CONVAI_MULTIPART, NULL);
    check_answer(second);
    CHECK_TEXT(second->session_id, first->session_id);
    CHECK_HAS(second->text, "Odile");
    snprintf(expected, sizeof expected,
             VALUES(WHO ",\"sessionID\":\"%s\",\"userText\":\"What is my name?\",\"voiceResponse\":\"False\""),
             first->session_id);
    CHECK_LAST(TALK, expected);
    convai_response_free(&second);

    check_context = "a spoken turn in the same session";
    second = convai_get_response_pcm(client, PUBLIC_CHARACTER, first->session_id, &pcm, CONVAI_VOICE, NULL);
    check_answer(second);
    CHECK_TEXT(second->session_id, first->session_id);
    convai_response_free(&second);

    check_context = "another session";
    other = convai_get_response_text(client, PUBLIC_CHARACTER, CONVAI_NEW_SESSION, "What is my name?", CONVAI_TEXT, NULL);
    check_answer(other);
    CHECK(strcmp(other->session_id, first->session_id) != 0);
    CHECK(!strstr(other->text, "Odile"));
    convai_response_free(&other);
    convai_response_free(&first);
}

static void call_options_set_the_response_level_and_the_upload_rate(void) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_pcm pcm = ramp_pcm();
    convai_error *error = NULL;
    convai_operation *operation;
    convai_response *answer;
    options.response_level = 5;
    options.upload_sample_rate = 8000;

    check_context = "response level with text";
    operation = convai_get_response_text_async(client, PUBLIC_CHARACTER, NULL, "Hello", CONVAI_TEXT, &options, &error);
    CHECK_ERROR(error, CONVAI_OK);
    CHECK_STATUS(convai_operation_wait(operation, -1), CONVAI_OK);
    answer = convai_operation_take_response(operation);
    check_answer(answer);
    CHECK_LAST(TALK, VALUES(WHO ",\"responseLevel\":\"5\",\"sessionID\":\"-1\",\"userText\":\"Hello\","
                                "\"voiceResponse\":\"False\""));
    convai_response_free(&answer);
    convai_operation_free(&operation);

    check_context = "response level and rate with PCM";
    operation = convai_get_response_pcm_async(client, PUBLIC_CHARACTER, NULL, &pcm, CONVAI_TEXT, &options, &error);
    CHECK_ERROR(error, CONVAI_OK);
    CHECK_STATUS(convai_operation_wait(operation, -1), CONVAI_OK);
    answer = convai_operation_take_response(operation);
    check_answer(answer);
    CHECK_LAST(TALK, VALUES(WHO ",\"responseLevel\":\"5\",\"sample_rate\":\"8000\",\"sessionID\":\"-1\","
                                "\"voiceResponse\":\"False\""));
    CHECK_LAST(TALK, "\"frames\":800,");
    convai_response_free(&answer);
    convai_operation_free(&operation);
}

/* A WAV file is not resampled. */
static void the_upload_rate_of_the_client_applies_to_pcm(void) {
    convai_client_options options = client_options();
    convai_pcm pcm = ramp_pcm();
    convai_audio *file = convai_audio_build_wav(&pcm, 0);
    convai_client *own;
    convai_response *answer;
    options.upload_sample_rate = 48000;
    own = convai_client_new(&options, NULL);
    answer = convai_get_response_pcm(own, PUBLIC_CHARACTER, NULL, &pcm, CONVAI_TEXT, NULL);
    check_answer(answer);
    CHECK_LAST(TALK, "\"sample_rate\":\"48000\"");
    CHECK_LAST(TALK, "\"frames\":4800,");
    convai_response_free(&answer);
    answer = convai_get_response_wav(own, PUBLIC_CHARACTER, NULL, file->wav, file->wav_len, CONVAI_TEXT, NULL);
    check_answer(answer);
    CHECK_LAST(TALK, "\"sample_rate\":\"16000\"");
    convai_response_free(&answer);
    convai_client_free(&own);
    convai_audio_free(&file);
}

static void a_reply_may_use_other_spellings_and_types(void) {
    static const struct {
        const char *reply, *text, *session, *character, *query;
    } cases[] = {
        {"{\"text\":\"t\"}", "t", NULL, NULL, NULL},
        {"{\"text\":\"t\",\"audio\":null,\"sample_rate\":null,\"sessionID\":null,\"charID\":null}", "t", NULL, NULL, NULL},
        {"{\"response\":\"r\",\"text\":null,\"sessionID\":\"s\"}", "r", "s", NULL, NULL},
        {"{\"text\":\"t\",\"response\":\"r\"}", "t", NULL, NULL, NULL},
        {"{\"Text\":\"t\",\"sessionid\":\"s\",\"charId\":\"c\",\"UserQuery\":\"q\"}", "t", "s", "c", "q"},
        {"{\"text\":\"t\",\"session_id\":\"s\",\"character_id\":\"c\",\"user_query\":\"q\"}", "t", "s", "c", "q"},
        {"{\"text\":7,\"sessionID\":42,\"charID\":9,\"sample_rate\":[true],\"audio\":\"\"}", "7", "42", "9", NULL},
        {"{\"text\":\"t\",\"sessionID\":\"-1\"}", "t", NULL, NULL, NULL},
        {"{\"text\":\"t\",\"sessionID\":\"\"}", "t", NULL, NULL, NULL},
        {"{\"text\":\"t\",\"audio\":\"NULL\",\"sessionID\":\"NULL\"}", "t", NULL, NULL, NULL},
    };
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        char fault[512];
        convai_response *answer;
        check_context = cases[i].reply;
        snprintf(fault, sizeof fault, "{\"status\":200,\"json\":%s}", cases[i].reply);
        emulator_fault(fault);
        answer = convai_get_response_text(client, "some-id", NULL, "Hello", CONVAI_TEXT, NULL);
        CHECK_OK(answer);
        CHECK_TEXT(answer->text, cases[i].text);
        CHECK_TEXT(answer->session_id, cases[i].session);
        CHECK_TEXT(answer->character_id, cases[i].character);
        CHECK_TEXT(answer->user_query, cases[i].query);
        check_no_voice(answer);
        convai_response_free(&answer);
    }
}

/* A failed turn keeps what arrived, as without the flag. */
static void the_raw_reply_can_be_omitted(void) {
    const uint32_t flags = CONVAI_VOICE | CONVAI_OMIT_RAW_JSON;
    convai_conversation *conversation = convai_conversation_new(client, PUBLIC_CHARACTER, NULL, NULL);
    int call;
    for (call = 0; call < 6; call++) {
        static const char *const faults[] = {"", "{\"status\":500}", "{\"text\":\"absent\",\"audio\":\"absent\"}"};
        int fails = call / 2;
        convai_response *answer;
        check_context = faults[fails];
        if (fails)
            emulator_fault(faults[fails]);
        answer = call % 2 ? convai_conversation_say(conversation, "Hi", flags, NULL)
                          : convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Hi", flags, NULL);
        if (fails) {
            CHECK(answer->error && answer->raw_json && answer->raw_json_len == strlen(answer->raw_json));
        } else {
            CHECK_OK(answer);
            check_voice(answer);
            CHECK(answer->text_len > 0 && answer->session_id);
            CHECK(answer->raw_json == NULL);
            CHECK_NUMBER(answer->raw_json_len, 0);
        }
        convai_response_free(&answer);
    }
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
}

TEST_CASES(set_up, tear_down,
           CASE(text_is_sent_in_both_encodings),
           CASE(pcm_and_wav_are_sent_as_a_file_with_their_sample_rate),
           CASE(a_session_remembers_earlier_turns),
           CASE(call_options_set_the_response_level_and_the_upload_rate),
           CASE(the_upload_rate_of_the_client_applies_to_pcm),
           CASE(a_reply_may_use_other_spellings_and_types),
           CASE(the_raw_reply_can_be_omitted))
