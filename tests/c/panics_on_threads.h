/* Panics on threads of the library: in the task of a request, on the I/O thread, in a lookup, and in a computation. */
#ifndef PANICS_ON_THREADS_H
#define PANICS_ON_THREADS_H

#include "injected_panics.h"

static void hello(convai_status expected) {
    convai_response *answer = convai_conversation_say(conversation, "Hi", 0, NULL);
    CHECK_FAILED(answer, expected);
    convai_response_free(&answer);
}

/* Injects a panic into the task of a request: in a blocking call, in a conversation, and in an operation. */
static void panic_in_a_task_at(const char *point, int32_t sent) {
    convai_response *answer;
    arm(point);
    answer = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Hi", 0, NULL);
    check_panic(answer->error);
    if (answer->error)
        CHECK_NUMBER(answer->error->request_sent, sent);
    convai_response_free(&answer);
    answer = convai_conversation_say(conversation, "Hi", 0, NULL);
    check_panic(answer->error);
    convai_response_free(&answer);
    finish(convai_get_response_text_async(client, PUBLIC_CHARACTER, NULL, "Hi", 0, NULL, NULL));
    answer = convai_operation_take_response(operation);
    check_panic(answer->error);
    convai_response_free(&answer);
    convai_test_panic_in(NULL);
    hello(CONVAI_OK);
}

/* Injects a panic into the I/O thread, outside of any task. Running requests end with the panic, and the thread continues. */
static void panic_in_the_io_thread(void) {
    convai_operation *running[8];
    int i;
    check_context = "serve";
    emulator_fault("{\"path\":\"/character/get\",\"hang\":true,\"count\":0}");
    for (i = 0; i < 8; i++)
        running[i] = convai_character_get_async(client, PUBLIC_CHARACTER, NULL, NULL);
    convai_test_panic_in("serve");
    hello(CONVAI_ERROR_PANIC);
    for (i = 0; i < 8; i++) {
        convai_character *character;
        CHECK_STATUS(convai_operation_wait(running[i], 20000), CONVAI_OK);
        character = convai_operation_take_character(running[i]);
        check_panic(character->error);
        convai_character_free(&character);
        CHECK_STATUS(convai_operation_free(&running[i]), CONVAI_OK);
    }
    convai_test_panic_in(NULL);
    hello(CONVAI_OK);
    emulator_do("DELETE", "/_emulator/faults", "");
}

/* Injects a panic into the thread of a host name lookup. */
static void panic_in_a_lookup(void) {
    convai_client_options options = client_options();
    convai_client *by_name;
    convai_response *answer;
    char url[64];
    snprintf(url, sizeof url, "http://localhost%s", strrchr(base_url(), ':'));
    options.base_url = url;
    by_name = convai_client_new(&options, NULL);
    arm("look_up");
    answer = convai_get_response_text(by_name, PUBLIC_CHARACTER, NULL, "Hi", 0, NULL);
    CHECK_FAILED(answer, CONVAI_ERROR_NAME_NOT_RESOLVED);
    if (answer->error)
        CHECK_HAS(answer->error->message, "panics.rs:");
    convai_response_free(&answer);
    convai_test_panic_in(NULL);
    answer = convai_get_response_text(by_name, PUBLIC_CHARACTER, NULL, "Hi", 0, NULL);
    CHECK_OK(answer);
    convai_response_free(&answer);
    CHECK_STATUS(convai_client_free(&by_name), CONVAI_OK);
}

/* The audio of a long sentence is read on another thread than the I/O thread. What came before the panic is kept. */
static void panic_while_a_reply_streams(void) {
    const char *said = "Good. And now a sentence that is so long that its audio is not read on the thread of the connections.";
    convai_operation *turn;
    convai_response *answer;
    convai_piece *piece = NULL;
    emulator_settings("{\"echo\":true,\"stream_pace\":60}");
    emulator_do("POST", "/_emulator/clock", "{\"freeze\":true}");
    turn = convai_get_response_text_async(client, PUBLIC_CHARACTER, NULL, said, CONVAI_VOICE | CONVAI_STREAM, NULL, NULL);
    CHECK_STATUS(convai_operation_next_piece(turn, -1, &piece), CONVAI_OK);
    REQUIRE(piece != NULL);
    CHECK_STATUS(convai_piece_free(&piece), CONVAI_OK);
    arm("compute");
    emulator_do("POST", "/_emulator/clock", "{\"advance_ms\":1000}");
    CHECK_STATUS(convai_operation_next_piece(turn, -1, &piece), CONVAI_OK);
    CHECK(piece == NULL);
    answer = convai_operation_take_response(turn);
    check_panic(answer->error);
    CHECK_TEXT(answer->text, "Good.");
    CHECK(answer->frames > 0 && answer->raw_json_len > 0);
    convai_response_free(&answer);
    CHECK_STATUS(convai_operation_free(&turn), CONVAI_OK);
    convai_test_panic_in(NULL);
    emulator_do("POST", "/_emulator/clock", "{\"freeze\":false}");
    emulator_settings("{\"echo\":false}");
}

/* Injects a panic into a thread that converts samples or reads a long reply. */
static void panic_in_a_computation(void) {
    convai_pcm pcm = some_pcm();
    convai_response *answer;
    pcm.channels = 2;
    pcm.frames = 80;
    arm("compute_in_steps");
    answer = convai_get_response_pcm(client, PUBLIC_CHARACTER, NULL, &pcm, 0, NULL);
    check_panic(answer->error);
    if (answer->error)
        CHECK_NUMBER(answer->error->request_sent, 0);
    convai_response_free(&answer);
    convai_test_panic_in(NULL);
    arm("compute");
    answer = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Tell me a story.", CONVAI_VOICE, NULL);
    check_panic(answer->error);
    if (answer->error)
        CHECK_NUMBER(answer->error->request_sent, 1);
    convai_response_free(&answer);
    convai_test_panic_in(NULL);
    panic_while_a_reply_streams();
    answer = convai_get_response_pcm(client, PUBLIC_CHARACTER, NULL, &pcm, CONVAI_VOICE, NULL);
    CHECK_OK(answer);
    convai_response_free(&answer);
}

/* On threads of the library: the call ends, others continue, and the session is kept. */
static void on_threads_of_the_library(void) {
    char before[64], after[64];
    hello(CONVAI_OK);
    CHECK_STATUS(convai_conversation_session_id(conversation, before, sizeof before, NULL), CONVAI_OK);
    panic_in_a_task_at("send", 0);
    panic_in_a_task_at("received", 1);
    panic_in_the_io_thread();
    panic_in_a_lookup();
    panic_in_a_computation();
    CHECK_STATUS(convai_conversation_session_id(conversation, after, sizeof after, NULL), CONVAI_OK);
    CHECK_TEXT(after, before);
}

#endif
