/* Call options of blocking calls: every blocking call takes them as its last argument. */
#include "client_fixture.h"

static int16_t samples[1600];
static convai_audio *wav;
static convai_conversation *conversation;
static convai_utterance *utterance;

static convai_pcm some_pcm(void) {
    convai_pcm pcm = CONVAI_PCM_INIT;
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = samples;
    pcm.frames = 1600;
    pcm.channels = 1;
    pcm.sample_rate = 16000;
    return pcm;
}

static void set_up_all(void) {
    convai_utterance_options recording = CONVAI_UTTERANCE_OPTIONS_INIT;
    convai_pcm pcm = some_pcm();
    set_up();
    recording.format = pcm.format;
    recording.channels = pcm.channels;
    recording.sample_rate = pcm.sample_rate;
    wav = convai_audio_build_wav(&pcm, 0);
    conversation = convai_conversation_new(client, PUBLIC_CHARACTER, NULL, NULL);
    utterance = convai_utterance_new(&recording, NULL);
    REQUIRE(CHECK_OK(wav) && conversation && utterance);
}

static void tear_down_all(void) {
    CHECK_STATUS(convai_audio_free(&wav), CONVAI_OK);
    CHECK_STATUS(convai_utterance_free(&utterance), CONVAI_OK);
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
    tear_down();
}

static void check_timeout(const convai_error *error) {
    if (!CHECK_ERROR(error, CONVAI_ERROR_TIMEOUT) || !error)
        return;
    CHECK_NUMBER(error->retryable, 1);
    CHECK_NUMBER(error->http_status, 0);
}

/* Calls against a server that does not respond. Without the option each would take 30 seconds or more. */
#define TIMES_OUT(kind, call)                                     \
    do {                                                          \
        convai_##kind *result_;                                   \
        check_context = #call;                                    \
        emulator_fault("{\"hang\":true,\"count\":0}");            \
        result_ = (call);                                         \
        check_timeout(result_->error);                            \
        CHECK_STATUS(convai_##kind##_free(&result_), CONVAI_OK);  \
    } while (0)

static void every_character_call_times_out(convai_call_options options) {
    convai_character_spec spec = valid_spec();
    TIMES_OUT(character, convai_character_create(client, &spec, &options));
    TIMES_OUT(result, convai_character_update(client, PUBLIC_CHARACTER, &spec, &options));
    TIMES_OUT(character, convai_character_get(client, PUBLIC_CHARACTER, &options));
    TIMES_OUT(character, convai_character_find(client, "Mara", &options));
    TIMES_OUT(character, convai_character_clone(client, PUBLIC_CHARACTER, 0, &options));
    TIMES_OUT(result, convai_character_delete(client, PUBLIC_CHARACTER, &options));
}

static void every_list_times_out(convai_call_options options) {
    TIMES_OUT(characters, convai_character_list(client, &options));
    TIMES_OUT(voices, convai_voice_list(client, &options));
    TIMES_OUT(languages, convai_language_list(client, &options));
}

static void every_token_call_times_out(convai_call_options options) {
    TIMES_OUT(token, convai_token_create(client, &options));
    TIMES_OUT(token, convai_token_extend(client, "a-token", &options));
    TIMES_OUT(result, convai_token_revoke(client, "a-token", &options));
}

static void every_other_call_times_out(convai_call_options options) {
    static const char *const sessions[] = {"s"};
    convai_request request = CONVAI_REQUEST_INIT;
    request.path = "any/path";
    TIMES_OUT(result, convai_call(client, &request, &options));
    TIMES_OUT(chats, convai_chat_list(client, PUBLIC_CHARACTER, 0, &options));
    TIMES_OUT(chat, convai_chat_get(client, PUBLIC_CHARACTER, "s", &options));
    TIMES_OUT(result, convai_chat_delete(client, PUBLIC_CHARACTER, sessions, 1, &options));
    TIMES_OUT(usage, convai_usage_get(client, &options));
    TIMES_OUT(generated_text, convai_generate_starters(client, PUBLIC_CHARACTER, NULL, &options));
    TIMES_OUT(generated_text, convai_generate_backstory(client, "Mara", "mends nets", &options));
    TIMES_OUT(audio, convai_generate_speech(client, "Hi", "US MALE 1", &options));
    TIMES_OUT(sections, convai_section_list(client, PUBLIC_CHARACTER, &options));
    TIMES_OUT(sections, convai_section_current(client, PUBLIC_CHARACTER, "s", &options));
    TIMES_OUT(triggers, convai_trigger_list(client, PUBLIC_CHARACTER, &options));
}

static void every_turn_times_out(convai_call_options options) {
    convai_pcm pcm = some_pcm();
    TIMES_OUT(response, convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Hi", CONVAI_TEXT, &options));
    TIMES_OUT(response, convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Hi", CONVAI_VOICE, &options));
    TIMES_OUT(response, convai_get_response_pcm(client, PUBLIC_CHARACTER, NULL, &pcm, CONVAI_TEXT, &options));
    TIMES_OUT(response, convai_get_response_wav(client, PUBLIC_CHARACTER, NULL, wav->wav, wav->wav_len, 0, &options));
    TIMES_OUT(response, convai_conversation_say(conversation, "Hi", CONVAI_TEXT, &options));
    TIMES_OUT(response, convai_conversation_say_pcm(conversation, &pcm, CONVAI_TEXT, &options));
    TIMES_OUT(response, convai_conversation_say_wav(conversation, wav->wav, wav->wav_len, CONVAI_TEXT, &options));
    CHECK_STATUS(convai_utterance_push(utterance, samples, 1600), CONVAI_OK);
    TIMES_OUT(response, convai_conversation_say_utterance(conversation, utterance, CONVAI_TEXT, &options));
}

static void every_blocking_character_call_ends_at_its_timeout(void) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    options.timeout_ms = 200;
    every_character_call_times_out(options);
}

static void every_blocking_list_ends_at_its_timeout(void) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    options.timeout_ms = 200;
    every_list_times_out(options);
}

static void every_blocking_token_call_ends_at_its_timeout(void) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    options.timeout_ms = 200;
    every_token_call_times_out(options);
}

static void every_other_blocking_call_ends_at_its_timeout(void) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    options.timeout_ms = 200;
    every_other_call_times_out(options);
}

static void every_blocking_turn_ends_at_its_timeout(void) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    options.timeout_ms = 200;
    every_turn_times_out(options);
}

static void every_blocking_call_ends_at_its_deadline(void) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    options.deadline_ms = 200;
    every_character_call_times_out(options);
    every_list_times_out(options);
    every_token_call_times_out(options);
    every_other_call_times_out(options);
    every_turn_times_out(options);
}

/* The options replace those of the client for one call: the next one has its default again. */
static void the_timeout_of_one_call_does_not_apply_to_the_next(void) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_response *response;
    options.timeout_ms = 200;
    TIMES_OUT(response, convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Hi", CONVAI_TEXT, &options));
    emulator_do("DELETE", "/_emulator/faults", "");
    emulator_fault("{\"delay_ms\":400}");
    response = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Hi", CONVAI_TEXT, NULL);
    CHECK_OK(response);
    convai_response_free(&response);
}

/* `user_data` has a meaning for operations only, and a blocking call ignores it. */
static void a_blocking_turn_takes_a_response_level_a_rate_and_user_data(void) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_pcm pcm = some_pcm();
    convai_event event = CONVAI_EVENT_INIT;
    convai_response *response;
    options.response_level = 5;
    options.upload_sample_rate = 8000;
    options.user_data = UINT64_MAX;
    response = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Hello", CONVAI_TEXT, &options);
    CHECK_OK(response);
    convai_response_free(&response);
    CHECK_LAST("/character/getResponse", "\"responseLevel\":\"5\"");
    response = convai_get_response_pcm(client, PUBLIC_CHARACTER, NULL, &pcm, CONVAI_TEXT, &options);
    CHECK_OK(response);
    convai_response_free(&response);
    CHECK_LAST("/character/getResponse", "\"responseLevel\":\"5\"");
    CHECK_LAST("/character/getResponse", "\"frames\":800,");
    response = convai_conversation_say(conversation, "Hello", CONVAI_TEXT, &options);
    CHECK_OK(response);
    convai_response_free(&response);
    CHECK_LAST("/character/getResponse", "\"responseLevel\":\"5\"");
    response = convai_conversation_say_pcm(conversation, &pcm, CONVAI_TEXT, &options);
    CHECK_OK(response);
    convai_response_free(&response);
    CHECK_LAST("/character/getResponse", "\"frames\":800,");
    CHECK_STATUS(convai_client_next(client, 0, &event), CONVAI_PENDING);
    CHECK(event.kind == 0 && event.operation == NULL);
}

TEST_CASES(set_up_all, tear_down_all,
           CASE(every_blocking_character_call_ends_at_its_timeout),
           CASE(every_blocking_list_ends_at_its_timeout),
           CASE(every_blocking_token_call_ends_at_its_timeout),
           CASE(every_other_blocking_call_ends_at_its_timeout),
           CASE(every_blocking_turn_ends_at_its_timeout),
           CASE(every_blocking_call_ends_at_its_deadline),
           CASE(the_timeout_of_one_call_does_not_apply_to_the_next),
           CASE(a_blocking_turn_takes_a_response_level_a_rate_and_user_data))
