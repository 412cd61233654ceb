/* The certificates of the operating system: read on a thread of their own, once in a process, and again after a failure.
 *
 * TRUST_URL is an https server, TRUST_PEM a file with its authority, and TRUST_FOLDER an empty folder. */
#define _GNU_SOURCE
#include "blocking_file.h"
#include "keep_alive_server.h"
#include "operations.h"
#include <stdarg.h>

#define SHORT_MS 300

static char blocking_file[512];
static int threads_before;

static void set_up(void) {
    threads_before = thread_count_before();
    make_blocking_file(blocking_file, sizeof blocking_file, getenv("TRUST_FOLDER"));
}

static void tear_down(void) {
    EVENTUALLY(thread_count() <= threads_before);
    remove_blocking_file(blocking_file);
}

static const char *pem_path(void) { return getenv("TRUST_PEM"); }

/* Reading the file blocks until `release_blocking_file`. */
static void trust_the_file_that_blocks(void) { setenv("SSL_CERT_FILE", blocking_file, 1); }

static void *release_later(void *argument) {
    release_blocking_file(blocking_file, pem_path());
    return argument;
}

static convai_status get(convai_client *client, int32_t timeout_ms, const char *words) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_operation *operation;
    convai_character *character;
    convai_status status = CONVAI_OK;
    options.timeout_ms = timeout_ms;
    /* Reading certificates is not a part of connecting. */
    if (timeout_ms == SHORT_MS)
        options.connect_timeout_ms = SHORT_MS / 2;
    operation = convai_character_get_async(client, PUBLIC_CHARACTER, &options, NULL);
    REQUIRE(operation != NULL);
    CHECK_STATUS(convai_operation_wait(operation, PATIENT_MS), CONVAI_OK);
    character = convai_operation_take_character(operation);
    if (character->error) {
        status = character->error->status;
        CHECK_HAS(character->error->message, words);
        CHECK_NUMBER(character->error->request_sent, 0);
    }
    convai_character_free(&character);
    CHECK_STATUS(convai_operation_free(&operation), CONVAI_OK);
    return status;
}

static convai_client *secure_client(void) { return patient_client_of(getenv("TRUST_URL")); }

static void a_trust_file_that_blocks_holds_up_no_timeout_and_no_close(void) {
    convai_client *client;
    double start;
    trust_the_file_that_blocks();
    client = secure_client();
    CHECK_STATUS(get(client, SHORT_MS, "the certificate authorities of the operating system were not read within 300 ms"),
                 CONVAI_ERROR_TIMEOUT);
    CHECK_STATUS(get(client, SHORT_MS, "were not read within 300 ms"), CONVAI_ERROR_TIMEOUT);
    /* The I/O thread, and one thread that reads for both requests. */
    CHECK_NUMBER(thread_count() - threads_before, 2);
    start = now_ms();
    CHECK_STATUS(convai_client_close(client, 100), CONVAI_ERROR_TIMEOUT);
    CHECK(now_ms() - start >= 99);
    CHECK_STATUS(convai_shutdown(50), CONVAI_ERROR_TIMEOUT);
    CHECK_STATUS(convai_client_free(&client), CONVAI_ERROR_TIMEOUT);
    /* Also without a client. */
    CHECK_STATUS(convai_shutdown(0), CONVAI_ERROR_TIMEOUT);
    release_blocking_file(blocking_file, pem_path());
    CHECK_STATUS(convai_shutdown(PATIENT_MS), CONVAI_OK);
}

/* Another client with the same settings gets what the first one waited for. */
static void the_trust_file_is_read_once_in_a_process(void) {
    convai_client *client, *other;
    pthread_t writer;
    trust_the_file_that_blocks();
    client = secure_client();
    other = secure_client();
    writer = run(release_later, NULL);
    CHECK_STATUS(get(client, PATIENT_MS, ""), CONVAI_OK);
    join(writer);
    /* Now a reader would block for ever. */
    CHECK_STATUS(get(other, PATIENT_MS, ""), CONVAI_OK);
    CHECK_STATUS(convai_client_reset_connections(client), CONVAI_OK);
    CHECK_STATUS(get(client, PATIENT_MS, ""), CONVAI_OK);
    CHECK_STATUS(convai_client_close(client, PATIENT_MS), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&other), CONVAI_OK);
}

static void a_client_without_tls_reads_no_certificates(void) {
    static keep_alive_server server;
    convai_client *client;
    trust_the_file_that_blocks();
    keep_alive_start(&server);
    client = patient_client_of(server.url);
    CHECK_STATUS(get(client, PATIENT_MS, ""), CONVAI_OK);
    CHECK_STATUS(convai_client_close(client, PATIENT_MS), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    CHECK_STATUS(convai_shutdown(PATIENT_MS), CONVAI_OK);
    keep_alive_stop(&server);
}

#if defined(__linux__) && defined(__GLIBC__)
#include <dlfcn.h>

static volatile int no_descriptors;

/* Replaces the function by which the library opens a file: as if no file descriptor were free. */
int open64(const char *path, int flags, ...) {
    int (*real)(const char *, int, ...);
    va_list list;
    unsigned mode;
    va_start(list, flags);
    mode = flags & O_CREAT ? va_arg(list, unsigned) : 0;
    va_end(list);
    if (no_descriptors && strcmp(path, pem_path()) == 0) {
        errno = EMFILE;
        return -1;
    }
    *(void **)&real = dlsym(RTLD_NEXT, "open64");
    return real(path, flags, mode);
}

static void certificates_are_read_again_after_a_failure(void) {
    convai_client *client, *other;
    setenv("SSL_CERT_FILE", pem_path(), 1);
    client = secure_client();
    no_descriptors = 1;
    CHECK_STATUS(get(client, PATIENT_MS, "the server's certificate is not trusted"), CONVAI_ERROR_TLS);
    CHECK_STATUS(get(client, PATIENT_MS, "the server's certificate is not trusted"), CONVAI_ERROR_TLS);
    no_descriptors = 0;
    CHECK_STATUS(get(client, PATIENT_MS, ""), CONVAI_OK);
    /* What was read then counts. */
    no_descriptors = 1;
    CHECK_STATUS(get(client, PATIENT_MS, ""), CONVAI_OK);
    other = secure_client();
    CHECK_STATUS(get(other, PATIENT_MS, ""), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&other), CONVAI_OK);
}
#else
static void certificates_are_read_again_after_a_failure(void) { note("needs Linux"); }
#endif

TEST_CASES(set_up, tear_down,
           CASE(a_trust_file_that_blocks_holds_up_no_timeout_and_no_close),
           CASE(the_trust_file_is_read_once_in_a_process),
           CASE(a_client_without_tls_reads_no_certificates),
           CASE(certificates_are_read_again_after_a_failure))
