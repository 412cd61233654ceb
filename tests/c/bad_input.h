/* For programs that pass invalid arguments. Each line is a call with an error in it, the status that it returns, and the
 * part of the message that says what to do. No such call may send a request or change the client, the conversation or the
 * utterance that it uses: `tear_down` checks both after each case. */
#ifndef BAD_INPUT_H
#define BAD_INPUT_H

#include "emulator_control.h"

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static convai_client *client;
static convai_conversation *conversation;
static convai_utterance *utterance;
static convai_error *error;

static const int16_t silence[64];

static inline convai_pcm some_pcm(void) {
    convai_pcm pcm = CONVAI_PCM_INIT;
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = silence;
    pcm.frames = LENGTH(silence);
    pcm.channels = 1;
    pcm.sample_rate = 16000;
    return pcm;
}

static inline void check_refusal(const convai_error *refusal, convai_status status, const char *advice) {
    if (!CHECK_ERROR(refusal, status) || !refusal)
        return;
    CHECK_HAS(refusal->message, advice);
    CHECK_NUMBER(refusal->message_len, strlen(refusal->message));
    CHECK(refusal->http_status == 0 && refusal->request_sent == 0 && refusal->retry_after_ms == -1);
    CHECK(refusal->retryable == 0);
    CHECK(!refusal->service_message && refusal->service_message_len == 0);
    CHECK(!refusal->reference && refusal->reference_len == 0);
    /* `argument` names the argument at fault as the message does. */
    CHECK_NUMBER(refusal->argument_len, refusal->argument ? strlen(refusal->argument) : 0);
    if (advice[0] == '`') {
        size_t length = strcspn(advice + 1, "`");
        CHECK(refusal->argument_len == length && strncmp(refusal->argument, advice + 1, length) == 0);
    }
}

/* A call that returns a result (response, character, result or audio), which has to hold the error and nothing else. */
#define REFUSED(kind, call, status, advice)                     \
    do {                                                        \
        convai_##kind *result_ = (call);                        \
        check_context = #call;                                     \
        if (CHECK(result_ != NULL)) {                           \
            check_refusal(result_->error, (status), (advice));  \
            CHECK_STATUS(convai_##kind##_free(&result_), CONVAI_OK); \
        }                                                       \
    } while (0)

/* A call that creates a handle, with `&error` as its last argument. */
#define NOT_CREATED(call, status, advice)                    \
    do {                                                     \
        void *made_ = (call);                                \
        check_context = #call;                                  \
        CHECK(made_ == NULL);                                \
        check_refusal(error, (status), (advice));            \
        CHECK_STATUS(convai_error_free(&error), CONVAI_OK);  \
        CHECK(error == NULL);                                \
    } while (0)

/* A call that returns a status. */
#define RETURNS(call, status)                    \
    do {                                         \
        convai_status status_ = (call);          \
        check_context = #call;                      \
        CHECK_STATUS(status_, (status));         \
    } while (0)

/* Creates a client, a conversation in a session, and an utterance with some silence in it. */
static inline void set_up(void) {
    convai_utterance_options recording = CONVAI_UTTERANCE_OPTIONS_INIT;
    emulator_reset();
    recording.format = CONVAI_PCM_S16;
    recording.channels = 1;
    recording.sample_rate = 16000;
    client = new_client();
    conversation = convai_conversation_new(client, PUBLIC_CHARACTER, "saved", &error);
    utterance = convai_utterance_new(&recording, &error);
    REQUIRE(conversation && utterance);
    CHECK_STATUS(convai_utterance_push(utterance, silence, LENGTH(silence)), CONVAI_OK);
}

/* The utterance and the conversation still hold what they held, no request was sent, and both still work. */
static inline void check_nothing_changed(void) {
    char session[16];
    size_t length;
    uint64_t frames;
    convai_response *answer;
    check_context = "afterwards";
    answer = convai_conversation_say_utterance(conversation, utterance, 16, NULL);
    CHECK_FAILED(answer, CONVAI_ERROR_INVALID_ARGUMENT);
    convai_response_free(&answer);
    CHECK_STATUS(convai_utterance_length(utterance, &frames, NULL), CONVAI_OK);
    CHECK_NUMBER(frames, LENGTH(silence));
    CHECK_STATUS(convai_conversation_session_id(conversation, session, sizeof session, &length), CONVAI_OK);
    CHECK_TEXT(session, "saved");
    CHECK_NUMBER(length, 5);
    CHECK_NUMBER(emulator_count(), 0);
    answer = convai_conversation_say_utterance(conversation, utterance, CONVAI_TEXT, NULL);
    CHECK_OK(answer);
    CHECK_TEXT(answer->session_id, "saved");
    convai_response_free(&answer);
    CHECK_NUMBER(emulator_count(), 1);
}

static inline void tear_down(void) {
    check_nothing_changed();
    CHECK_STATUS(convai_utterance_free(&utterance), CONVAI_OK);
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

#endif
