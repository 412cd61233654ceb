/* Injected panics, and what a call with one returns. This needs a library that was built with the feature
 * "panic-injection", which exports convai_test_panic_in. Define _POSIX_C_SOURCE before the first #include. */
#ifndef INJECTED_PANICS_H
#define INJECTED_PANICS_H

#include "emulator_control.h"

/* Makes the function of this name panic; NULL ends that. */
extern void convai_test_panic_in(const char *name);

static convai_client *client;
static convai_conversation *conversation;
static convai_utterance *utterance;
static convai_operation *operation;
static convai_error *error;

static void arm(const char *name) {
    check_context = name;
    convai_test_panic_in(name);
}

/* The test compares these notes with the functions in the header. */
static void disarm(const char *name) {
    convai_test_panic_in(NULL);
    note("armed %s", name);
}

static void check_panic(const convai_error *panic) {
    if (CHECK_ERROR(panic, CONVAI_ERROR_PANIC) && panic) {
        CHECK_HAS(panic->message, "please report this");
        CHECK_HAS(panic->message, "panics.rs:");
        CHECK_NUMBER(panic->retryable, 0);
    }
}

/* A function that returns a result. The second call works. */
#define RESULT(kind, function, arguments)     \
    do {                                      \
        convai_##kind *result_;               \
        arm(#function);                       \
        result_ = function arguments;         \
        disarm(#function);                    \
        check_panic(result_->error);          \
        convai_##kind##_free(&result_);       \
        result_ = function arguments;         \
        CHECK_OK(result_);                    \
        convai_##kind##_free(&result_);       \
    } while (0)

/* A function that creates a handle and whose last argument is `error`. The next call works. */
#define HANDLE(kind, function, ...)                  \
    do {                                             \
        convai_##kind *made_;                        \
        arm(#function);                              \
        made_ = function(__VA_ARGS__, &error);       \
        CHECK(made_ == NULL);                        \
        made_ = function(__VA_ARGS__, NULL);         \
        CHECK(made_ == NULL);                        \
        disarm(#function);                           \
        check_panic(error);                          \
        convai_error_free(&error);                   \
        made_ = function(__VA_ARGS__, &error);       \
        CHECK(made_ != NULL && error == NULL);       \
        CHECK_STATUS(convai_##kind##_free(&made_), CONVAI_OK); \
    } while (0)

/* A function that returns a status. The second call returns `good`. */
#define STATUS(function, arguments, good)                       \
    do {                                                        \
        convai_status status_;                                  \
        arm(#function);                                         \
        status_ = function arguments;                           \
        disarm(#function);                                      \
        CHECK_STATUS(status_, CONVAI_ERROR_PANIC);              \
        CHECK_STATUS(function arguments, good);                 \
    } while (0)

/* A free function. After the panic the object still exists, and the second call frees it. */
#define FREE(kind, value)                                                  \
    do {                                                                   \
        convai_##kind *variable_ = (value);                                \
        arm("convai_" #kind "_free");                                      \
        CHECK_STATUS(convai_##kind##_free(&variable_), CONVAI_ERROR_PANIC); \
        disarm("convai_" #kind "_free");                                   \
        CHECK(variable_ != NULL);                                          \
        CHECK_STATUS(convai_##kind##_free(&variable_), CONVAI_OK);         \
        CHECK(variable_ == NULL);                                          \
    } while (0)

static const int16_t silence[160];

static convai_pcm some_pcm(void) {
    convai_pcm pcm = CONVAI_PCM_INIT;
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = silence;
    pcm.frames = 160;
    pcm.channels = 1;
    pcm.sample_rate = 16000;
    return pcm;
}

/* Waits for an operation and keeps it, with its result, in `operation`. */
static void finish(convai_operation *started) {
    convai_operation_free(&operation);
    operation = started;
    CHECK_STATUS(convai_operation_wait(operation, -1), CONVAI_OK);
}

#endif
