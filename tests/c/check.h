/* Checks for the C programs: each failed one is printed with its place, and the program goes on.
 *
 * A program prints notes with `note`, and ends with `return check_end();`, which also sees to it that everything that
 * the library handed out was given back. Anything else on its output makes the test fail. Safe from several threads. */
#ifndef CHECK_H
#define CHECK_H

#include <convai.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__GNUC__)
#define CHECK_ADD(counter) __sync_add_and_fetch(&(counter), 1)
#else
#define CHECK_ADD(counter) (++(counter))
#endif

static unsigned long check_count, check_failures;
/* What is being tested, for the messages: set it in a loop over cases. */
static const char *check_case = "";

static inline int check_report(int good, const char *file, int line, const char *format, ...) {
    CHECK_ADD(check_count);
    if (!good) {
        va_list arguments;
        CHECK_ADD(check_failures);
        printf("%s:%d: %s%s", file, line, check_case, *check_case ? ": " : "");
        va_start(arguments, format);
        vprintf(format, arguments);
        va_end(arguments);
        printf("\n");
        fflush(stdout);
    }
    return good;
}

static inline int check_text(const char *actual, const char *expected, const char *what, const char *file, int line) {
    int same = actual && expected ? strcmp(actual, expected) == 0 : actual == expected;
    return check_report(same, file, line, "%s is \"%s\", not \"%s\"", what, actual ? actual : "(NULL)",
                        expected ? expected : "(NULL)");
}

static inline int check_status(convai_status actual, convai_status expected, const char *what, const char *file,
                               int line) {
    return check_report(actual == expected, file, line, "%s is %s (%d), not %s", what, convai_status_name(actual),
                        (int)actual, convai_status_name(expected));
}

static inline int check_error(const convai_error *error, convai_status expected, const char *file, int line) {
    convai_status actual = error ? error->status : CONVAI_OK;
    return check_report(actual == expected, file, line, "%s (%d), not %s: %s", convai_status_name(actual), (int)actual,
                        convai_status_name(expected), error ? error->message : "no error");
}

/* The next operation that has ended, and its `user_data`; NULL where that is not wanted. */
static inline convai_status next_operation(convai_client *client, int32_t timeout_ms, convai_operation **operation,
                                           uint64_t *user_data) {
    convai_event event = CONVAI_EVENT_INIT;
    convai_status status = convai_client_next(client, timeout_ms, &event);
    check_report(event.kind == (status == CONVAI_OK ? CONVAI_EVENT_DONE : 0), __FILE__, __LINE__, "kind %d after %s",
                 (int)event.kind, convai_status_name(status));
    *operation = event.operation;
    if (user_data)
        *user_data = event.user_data;
    return status;
}

/* A condition. */
#define CHECK(condition) check_report((condition) ? 1 : 0, __FILE__, __LINE__, "%s", #condition)
/* Two integers. */
#define CHECK_NUMBER(actual, expected)                                                                        \
    check_report((long long)(actual) == (long long)(expected), __FILE__, __LINE__, "%s is %lld, not %lld", #actual, \
                 (long long)(actual), (long long)(expected))
/* Two strings, either of which may be NULL. */
#define CHECK_TEXT(actual, expected) check_text((actual), (expected), #actual, __FILE__, __LINE__)
/* A status that a function returned. */
#define CHECK_STATUS(actual, expected) check_status((actual), (expected), #actual, __FILE__, __LINE__)
/* A convai_error *, which is NULL for success. */
#define CHECK_ERROR(error, expected) check_error((error), (expected), __FILE__, __LINE__)
/* A result, character, response or audio: succeeded, or failed with the status that is expected. */
#define CHECK_OK(result) CHECK_ERROR((result)->error, CONVAI_OK)
#define CHECK_FAILED(result, expected) CHECK_ERROR((result)->error, (expected))
/* A string that has to be somewhere in another. */
#define CHECK_HAS(text, part)                                                                        \
    check_report((text) && strstr((text), (part)), __FILE__, __LINE__, "\"%s\" does not hold \"%s\"", \
                 (text) ? (text) : "(NULL)", (part))
/* A condition without which there is no point in going on. */
#define REQUIRE(condition)      \
    do {                        \
        if (!CHECK(condition))  \
            exit(check_end());  \
    } while (0)

/* Prints a figure or a remark that the test passes on. */
static inline void note(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    printf("# ");
    vprintf(format, arguments);
    printf("\n");
    va_end(arguments);
    fflush(stdout);
}

static inline int check_end(void) {
    check_case = "at the end";
    check_report(convai_live_objects() == 0, __FILE__, __LINE__, "%" PRIu64 " objects were not freed",
                 convai_live_objects());
    if (check_failures)
        printf("%lu of %lu checks failed\n", check_failures, check_count);
    else
        printf("%lu checks passed\n", check_count);
    return check_failures ? 1 : 0;
}

/* The emulator's address, or whatever else the test wants to be talked to. */
static inline const char *base_url(void) {
    const char *url = getenv("CONVAI_BASE_URL");
    if (!url) {
        fprintf(stderr, "CONVAI_BASE_URL is not set: run this program with cargo test\n");
        exit(2);
    }
    return url;
}

/* The key of every test: that of CONVAI_TEST_KEY, so that a search of all output can tell it. */
static inline const char *test_key(void) {
    const char *key = getenv("CONVAI_TEST_KEY");
    return key && *key ? key : "test-key-0123456789";
}

/* Options for a client of the emulator; never through a proxy of the machine. */
static inline convai_client_options client_options(void) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    options.api_key = test_key();
    options.base_url = base_url();
    options.proxy = "direct";
    return options;
}

/* A client of the emulator. The program ends where there is none. */
static inline convai_client *new_client(void) {
    convai_client_options options = client_options();
    convai_error *error = NULL;
    convai_client *client = convai_client_new(&options, &error);
    if (!CHECK_ERROR(error, CONVAI_OK) || !client) {
        convai_error_free(&error);
        exit(check_end());
    }
    return client;
}

#endif
