/* Opening lines, backstories and speech. */
#include "made_up_replies.h"

#define STARTERS "/character/generate-starter-conversation"
#define BACKSTORY "/character/generate-backstory"
#define SPEECH "/tts/"

static void opening_lines_are_asked_for_with_the_session(void) {
    static const char *const sessions[] = {NULL, "", CONVAI_NEW_SESSION, " s1 "};
    size_t i;
    for (i = 0; i < sizeof sessions / sizeof *sessions; i++) {
        convai_generated_text *lines;
        check_context = sessions[i] ? sessions[i] : "NULL";
        reply_text(200, "text/event-stream", "data: Who are you?\\n\\ndata: Why?\\n\\n");
        lines = convai_generate_starters(client, PUBLIC_CHARACTER, sessions[i], NULL);
        CHECK_LAST(STARTERS, i == 3 ? "\"values\":{\"charId\":\"" PUBLIC_CHARACTER "\",\"sessionId\":\"s1\"}"
                                    : "\"values\":{\"charId\":\"" PUBLIC_CHARACTER "\",\"sessionId\":\"-1\"}");
        CHECK_LAST(STARTERS, "\"accept\":\"text/event-stream\"");
        CHECK_OK(lines);
        CHECK_TEXT(lines->text, "Who are you?\nWhy?");
        CHECK_NUMBER(lines->text_len, strlen("Who are you?\nWhy?"));
        REQUIRE(CHECK_NUMBER(lines->line_count, 2));
        CHECK_TEXT(lines->lines[0], "Who are you?");
        CHECK_TEXT(lines->lines[1], "Why?");
        CHECK_TEXT(lines->raw_json, "data: Who are you?\n\ndata: Why?\n\n");
        CHECK_STATUS(convai_generated_text_free(&lines), CONVAI_OK);
        CHECK(!lines);
    }
}

/* Events, JSON, and the text itself, whatever the content type says. */
static void lines_and_pieces_are_found_in_every_form(void) {
    static const struct {
        const char *content_type, *reply, *lines, *pieces;
    } cases[] = {
        {"text/event-stream", "data: a\\n\\ndata:  b \\n\\n", "a\n b ", "a b "},
        {"text/event-stream", "data: a\\r\\n\\r\\nid: 1\\r\\ndata: b", "a\nb", "ab"},
        {"text/event-stream", "data: a\\ndata: b\\n\\n: x\\ndata: [DONE]\\n\\n", "a\nb", "a\nb"},
        {"text/event-stream", "data:a\\n\\ndata: b\\n\\n", "a\n b", "a b"},
        {"text/event-stream", "data: {\\\"text\\\":\\\"a\\\"}\\n\\ndata: {\\\"response\\\":\\\" b\\\"}\\n\\n", "a\n b", "a b"},
        {"text/event-stream", "data: one\\n\\ntwo\\n\\ndata: three\\n\\n", "one\n\ntwo\nthree", "one\n\ntwothree"},
        {"application/json", "data: a\\n\\n", "a", "a"},
        {"application/json", "[\\\"a\\\",\\\"b\\\"]", "a\nb", "ab"},
        {"application/json", "{\\\"suggestions\\\":[{\\\"text\\\":\\\"a\\\"},{\\\"text\\\":\\\"b\\\"}]}", "a\nb", "ab"},
        {"application/json", "{\\\"response\\\":\\\"a\\\"}", "a", "a"},
        {"application/json", "\\\"a\\\"", "a", "a"},
        {"text/plain", "a\\nb", "a\nb", "a\nb"},
        {"text/plain", "\xEF\xBB\xBF" "a", "a", "a"},
    };
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        convai_generated_text *text;
        check_context = cases[i].reply;
        reply_text(200, cases[i].content_type, cases[i].reply);
        text = convai_generate_starters(client, "id", NULL, NULL);
        CHECK_OK(text);
        CHECK_TEXT(text->text, cases[i].lines);
        convai_generated_text_free(&text);
        reply_text(200, cases[i].content_type, cases[i].reply);
        text = convai_generate_backstory(client, "Mara", "mends nets", NULL);
        CHECK_OK(text);
        CHECK_TEXT(text->text, cases[i].pieces);
        convai_generated_text_free(&text);
    }
}

static void a_backstory_is_joined_from_its_pieces(void) {
    convai_generated_text *backstory;
    long before = emulator_count();
    reply_text(200, "text/event-stream", "data: Mara\\n\\ndata:  mends\\n\\ndata:  n\\n\\ndata: ets.\\n\\ndata: \\ndata: \\ndata: So.");
    backstory = convai_generate_backstory(client, "Mara & Co", "she mends nets; \xC3\xA9", NULL);
    CHECK_LAST(BACKSTORY, "\"values\":{\"charName\":\"Mara & Co\",\"inputText\":\"she mends nets; \xC3\xA9\"}");
    CHECK_LAST(BACKSTORY, "\"accept\":\"text/event-stream\"");
    CHECK_OK(backstory);
    CHECK_TEXT(backstory->text, "Mara mends nets.\n\nSo.");
    REQUIRE(CHECK_NUMBER(backstory->line_count, 2));
    CHECK_TEXT(backstory->lines[1], "So.");
    convai_generated_text_free(&backstory);
    CHECK_NUMBER(emulator_count(), before + 1);

    backstory = convai_generate_backstory(client, "Mara", " ", NULL);
    CHECK_FAILED(backstory, CONVAI_ERROR_INVALID_ARGUMENT);
    CHECK_TEXT(backstory->error ? backstory->error->argument : NULL, "input_text");
    convai_generated_text_free(&backstory);
    backstory = convai_generate_backstory(client, "", "x", NULL);
    CHECK_FAILED(backstory, CONVAI_ERROR_INVALID_ARGUMENT);
    CHECK_TEXT(backstory->error ? backstory->error->argument : NULL, "name");
    convai_generated_text_free(&backstory);
    CHECK_NUMBER(emulator_count(), before + 1);
}

static void a_reply_without_a_text_is_an_error(void) {
    static const struct {
        int status;
        const char *content_type, *reply;
        convai_status expected;
        const char *message, *text;
    } cases[] = {
        {200, "text/event-stream", "", CONVAI_ERROR_EMPTY_REPLY, NULL, ""},
        {200, "text/event-stream", "data: \\n\\ndata: [DONE]\\n\\n", CONVAI_ERROR_EMPTY_REPLY, NULL, ""},
        {200, "application/json", "{\\\"a\\\":1}", CONVAI_ERROR_EMPTY_REPLY, NULL, ""},
        {200, "application/json", "{\\\"a\\\":1", CONVAI_ERROR_BAD_REPLY, NULL, ""},
        {200, "text/html", "<html><p>Welcome</p></html>", CONVAI_ERROR_BAD_REPLY, NULL, ""},
        {200, "application/json", "{\\\"ERROR\\\":\\\"no\\\"}", CONVAI_ERROR_REFUSED, "no", ""},
        {200, "text/event-stream", "data: a\\n\\ndata: {\\\"ERROR\\\":\\\"no\\\"}\\n\\ndata: b\\n\\n", CONVAI_ERROR_REFUSED, "no", "a"},
        {200, "text/event-stream", "data: a\\n\\nevent: error\\ndata: out of words\\n\\n", CONVAI_ERROR_REFUSED, "out of words",
         "a"},
        {401, "application/json", "{\\\"ERROR\\\":\\\"no\\\"}", CONVAI_ERROR_AUTHENTICATION, "no", ""},
        {503, "text/event-stream", "data: a\\n\\n", CONVAI_ERROR_SERVER, "data: a", ""},
    };
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        convai_generated_text *text;
        check_context = cases[i].reply;
        reply_text(cases[i].status, cases[i].content_type, cases[i].reply);
        text = convai_generate_backstory(client, "Mara", "mends nets", NULL);
        CHECK_FAILED(text, cases[i].expected);
        CHECK_TEXT(text->text, cases[i].text);
        if (cases[i].message)
            CHECK_TEXT(text->error ? text->error->service_message : NULL, cases[i].message);
        convai_generated_text_free(&text);
    }
}

/* A WAV file of bytes below 128, so that it can be part of a JSON string: four frames of silence at 8,224 Hz. */
#define WAV "RIFF,\\u0000\\u0000\\u0000WAVEfmt \\u0010\\u0000\\u0000\\u0000\\u0001\\u0000\\u0001\\u0000" \
            "\\u0020\\u0020\\u0000\\u0000\\u0040\\u0040\\u0000\\u0000\\u0002\\u0000\\u0010\\u0000"         \
            "data\\u0008\\u0000\\u0000\\u0000\\u0001\\u0000\\u0002\\u0000\\u0003\\u0000\\u0004\\u0000"

static void speech_is_decoded(void) {
    static const int16_t samples[] = {1, 2, 3, 4};
    convai_audio *speech;
    convai_operation *operation;
    convai_progress progress = CONVAI_PROGRESS_INIT;
    reply_text(200, "audio/wav", WAV);
    speech = convai_generate_speech(client, "Hello, \xC3\xA9!", "US MALE 1", NULL);
    CHECK_LAST(SPEECH, "\"json\":{\"encoding\":\"wav\",\"transcript\":\"Hello, \xC3\xA9!\",\"voice\":\"US MALE 1\"}");
    REQUIRE(CHECK_OK(speech) && CHECK_NUMBER(speech->frames, 4));
    CHECK(speech->pcm && memcmp(speech->pcm, samples, sizeof samples) == 0);
    CHECK_NUMBER(speech->sample_rate, 8224);
    CHECK_NUMBER(speech->channels, 1);
    CHECK_NUMBER(speech->audio_form, CONVAI_AUDIO_WAV);
    CHECK_NUMBER(speech->wav_len, 52);
    CHECK(!speech->raw_json && speech->raw_json_len == 0);
    CHECK_STATUS(convai_audio_free(&speech), CONVAI_OK);

    check_context = "an operation, and a content type that is wrong";
    reply_text(200, "application/json", WAV);
    operation = convai_generate_speech_async(client, "Hello", "v", NULL, NULL);
    CHECK_STATUS(convai_operation_wait(operation, -1), CONVAI_OK);
    CHECK_STATUS(convai_operation_poll(operation, &progress), CONVAI_OK);
    CHECK_NUMBER(progress.kind, CONVAI_KIND_AUDIO);
    speech = convai_operation_take_audio(operation);
    CHECK_OK(speech);
    CHECK_NUMBER(speech->frames, 4);
    convai_audio_free(&speech);
    CHECK_STATUS(convai_operation_free(&operation), CONVAI_OK);
}

static void what_is_no_wav_file_is_no_speech(void) {
    static const struct {
        int status;
        const char *content_type, *reply;
        convai_status expected;
        const char *words, *service_message;
    } cases[] = {
        {200, "application/json", "{\\\"result\\\":\\\"No transcript found\\\"}", CONVAI_ERROR_REFUSED, "No transcript found",
         "No transcript found"},
        {200, "audio/wav", "{\\\"ERROR\\\":\\\"no such voice\\\"}", CONVAI_ERROR_REFUSED, "no such voice", "no such voice"},
        {200, "audio/wav", "", CONVAI_ERROR_BAD_REPLY, "HTTP 200", NULL},
        {200, "text/html", "<html>Welcome</html>", CONVAI_ERROR_BAD_REPLY, "HTTP 200", NULL},
        {200, "audio/mpeg", "ID3\\u0004\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000", CONVAI_ERROR_REPLY_AUDIO, "MP3", NULL},
        {200, "audio/wav", "RIFF,\\u0000\\u0000\\u0000WAVE", CONVAI_ERROR_REPLY_AUDIO, "convai_call", NULL},
        {200, "text/plain", "No transcript found", CONVAI_ERROR_REPLY_AUDIO, "text", NULL},
        {400, "application/json", "{\\\"ERROR\\\":\\\"bad encoding\\\"}", CONVAI_ERROR_BAD_REQUEST, "bad encoding", "bad encoding"},
        {500, "audio/wav", WAV, CONVAI_ERROR_SERVER, "HTTP 500", NULL},
    };
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        convai_audio *speech;
        check_context = cases[i].reply;
        reply_text(cases[i].status, cases[i].content_type, cases[i].reply);
        speech = convai_generate_speech(client, "Hello", "US MALE 1", NULL);
        CHECK_FAILED(speech, cases[i].expected);
        REQUIRE(speech->error != NULL);
        CHECK_HAS(speech->error->message, cases[i].words);
        if (cases[i].service_message)
            CHECK_TEXT(speech->error->service_message, cases[i].service_message);
        CHECK(!speech->wav && !speech->pcm && speech->frames == 0 && speech->audio_form == CONVAI_AUDIO_NONE);
        CHECK(speech->raw_json && (speech->raw_json_len > 0) == (*cases[i].reply != 0));
        convai_audio_free(&speech);
    }
}

/* Generation takes longer than other calls. */
static void generation_takes_the_timeout_for_voice(void) {
    convai_client_options options = client_options();
    convai_client *own;
    convai_generated_text *text;
    convai_audio *speech;
    options.timeout_ms = 30000;
    options.voice_timeout_ms = 200;
    own = convai_client_new(&options, NULL);
    REQUIRE(own);
    emulator_fault("{\"hang\":true,\"count\":3}");
    text = convai_generate_starters(own, "id", NULL, NULL);
    CHECK_FAILED(text, CONVAI_ERROR_TIMEOUT);
    convai_generated_text_free(&text);
    text = convai_generate_backstory(own, "Mara", "nets", NULL);
    CHECK_FAILED(text, CONVAI_ERROR_TIMEOUT);
    convai_generated_text_free(&text);
    speech = convai_generate_speech(own, "Hello", "v", NULL);
    CHECK_FAILED(speech, CONVAI_ERROR_TIMEOUT);
    convai_audio_free(&speech);
    CHECK_STATUS(convai_client_free(&own), CONVAI_OK);
}

TEST_CASES(set_up, tear_down,
           CASE(opening_lines_are_asked_for_with_the_session),
           CASE(lines_and_pieces_are_found_in_every_form),
           CASE(a_backstory_is_joined_from_its_pieces),
           CASE(a_reply_without_a_text_is_an_error),
           CASE(speech_is_decoded),
           CASE(what_is_no_wav_file_is_no_speech),
           CASE(generation_takes_the_timeout_for_voice))
