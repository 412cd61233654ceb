/* Checks and test cases for the C programs.
 *
 * A check that fails is printed with its place, and the program continues. A program is a table of cases:
 *
 *     TEST_CASES(set_up, tear_down, CASE(first_behaviour), CASE(second_behaviour))
 *
 * `program` runs all of them, `program --list` prints their names, and `program NAME...` runs those that are named.
 *
 * A program may print notes with `note`. Its last line is the number of checks. Any other output fails the test. All
 * checks may be made from several threads. */
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
/* The case that runs, and what it tests at the moment, for the messages. A loop over a table sets `check_context` to the
 * row. */
static const char *check_case = "", *check_context = "";

static inline int check_report(int good, const char *file, int line, const char *format, ...) {
    CHECK_ADD(check_count);
    if (!good) {
        va_list arguments;
        CHECK_ADD(check_failures);
        printf("%s:%d: %s%s%s%s", file, line, check_case, *check_case ? ": " : "", check_context,
               *check_context ? ": " : "");
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

/* Takes the next finished operation and its `user_data` from the completion queue. `user_data` may be NULL. */
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
/* A result, character, response or audio that has to succeed, or to fail with the expected status. */
#define CHECK_OK(result) CHECK_ERROR((result)->error, CONVAI_OK)
#define CHECK_FAILED(result, expected) CHECK_ERROR((result)->error, (expected))
/* A string that has to contain another. */
#define CHECK_HAS(text, part)                                                                           \
    check_report((text) && strstr((text), (part)), __FILE__, __LINE__, "\"%s\" does not contain \"%s\"", \
                 (text) ? (text) : "(NULL)", (part))
/* A condition without which the program cannot continue. */
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

static inline void check_everything_is_freed(void) {
    check_context = "at the end";
    check_report(convai_live_objects() == 0, __FILE__, __LINE__, "%" PRIu64 " objects were not freed",
                 convai_live_objects());
    check_context = "";
}

/* Ends a program: `return check_end();`. */
static inline int check_end(void) {
    check_everything_is_freed();
    if (check_failures)
        printf("%lu of %lu checks failed\n", check_failures, check_count);
    else
        printf("%lu checks passed\n", check_count);
    return check_failures ? 1 : 0;
}

/* A behaviour that can be run by its name. */
typedef struct test_case {
    const char *name;
    void (*run)(void);
} test_case;

#define CASE(name) {#name, name}

static inline int names_a_case(const char *name, const test_case *cases, size_t count) {
    size_t i;
    for (i = 0; i < count; i++)
        if (strcmp(cases[i].name, name) == 0)
            return 1;
    return 0;
}

static inline int is_selected(const test_case *one, int argc, char **argv) {
    int i;
    for (i = 1; i < argc; i++)
        if (strcmp(argv[i], one->name) == 0)
            return 1;
    return argc == 1;
}

/* Runs the selected cases in the order of the table. `set_up` and `tear_down` run around each case, and may be NULL. */
static inline int run_cases(int argc, char **argv, const test_case *cases, size_t count, void (*set_up)(void),
                            void (*tear_down)(void)) {
    size_t i;
    int argument;
    if (argc == 2 && strcmp(argv[1], "--list") == 0) {
        for (i = 0; i < count; i++)
            printf("%s\n", cases[i].name);
        return 0;
    }
    for (argument = 1; argument < argc; argument++)
        if (!names_a_case(argv[argument], cases, count)) {
            fprintf(stderr, "there is no case \"%s\": --list prints the names\n", argv[argument]);
            return 2;
        }
    for (i = 0; i < count; i++) {
        if (!is_selected(&cases[i], argc, argv))
            continue;
        check_case = cases[i].name;
        check_context = "";
        if (set_up)
            set_up();
        cases[i].run();
        check_context = "";
        if (tear_down)
            tear_down();
        check_everything_is_freed();
    }
    check_case = "";
    return check_end();
}

#define TEST_CASES(set_up, tear_down, ...)                                                             \
    int main(int argc, char **argv) {                                                                  \
        static const test_case cases[] = {__VA_ARGS__};                                                \
        return run_cases(argc, argv, cases, sizeof cases / sizeof *cases, (set_up), (tear_down));      \
    }

/* The base URL of the emulator, or of another server that the test has started. */
static inline const char *base_url(void) {
    const char *url = getenv("CONVAI_BASE_URL");
    if (!url) {
        fprintf(stderr, "CONVAI_BASE_URL is not set: run this program with cargo test\n");
        exit(2);
    }
    return url;
}

/* The API key of every test. CONVAI_TEST_KEY sets it, so that the key can be searched for in all output. */
static inline const char *test_key(void) {
    const char *key = getenv("CONVAI_TEST_KEY");
    return key && *key ? key : "test-key-0123456789";
}

/* The auth token of tests whose server accepts any. */
static inline const char *test_token(void) {
    const char *token = getenv("CONVAI_TEST_TOKEN");
    return token && *token ? token : "test-token-9876543210";
}

/* Options for a client of the emulator. They ignore the proxy settings of the machine. */
static inline convai_client_options client_options(void) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    options.api_key = test_key();
    options.base_url = base_url();
    options.proxy = "direct";
    return options;
}

/* A client of the emulator. The program ends if it cannot be created. */
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
