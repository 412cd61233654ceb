/* Each status that a program can meet is provoked once. A case has the name of its status, without the prefix. POSIX. */
#define _GNU_SOURCE
#include "fake_resolver.h"
#include "operations.h"
#include <ctype.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static convai_client *client;
static convai_conversation *conversation;

static void set_up(void) {
    emulator_reset();
    client = patient_client_of(base_url());
    conversation = convai_conversation_new(client, PUBLIC_CHARACTER, NULL, NULL);
    REQUIRE(conversation != NULL);
}

static void tear_down(void) {
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

/* Checks that a status is the one that the case is named after. */
static void gives(convai_status status) {
    char name[64];
    size_t i;
    snprintf(name, sizeof name, "convai_%s", check_case);
    for (i = 0; name[i]; i++)
        name[i] = (char)toupper((unsigned char)name[i]);
    CHECK_TEXT(convai_status_name(status), name);
}

static void gives_error(const convai_error *error) {
    gives(error ? error->status : CONVAI_OK);
    CHECK(!error || *error->message);
}

static void get_gives(convai_client *of, const char *id) {
    convai_character *character = convai_character_get(of, id, NULL);
    gives_error(character->error);
    convai_character_free(&character);
}

/* The status of a turn, with a fault of the emulator. */
static void turn_gives(const char *fault, uint32_t flags) {
    convai_response *response;
    emulator_fault(fault);
    response = convai_conversation_say(conversation, "Hello", flags, NULL);
    gives_error(response->error);
    convai_response_free(&response);
}

/* The status of a call to another server. */
static void url_gives(const char *url) {
    convai_client *other = patient_client_of(url);
    get_gives(other, PUBLIC_CHARACTER);
    CHECK_STATUS(convai_client_free(&other), CONVAI_OK);
}

/* The status of a client that is not created. */
static void options_give(const convai_client_options *options) {
    convai_error *error = NULL;
    CHECK(convai_client_new(options, &error) == NULL);
    gives_error(error);
    convai_error_free(&error);
}

static convai_utterance *new_utterance(int32_t max_ms) {
    convai_utterance_options options = CONVAI_UTTERANCE_OPTIONS_INIT;
    convai_utterance *utterance;
    options.format = CONVAI_PCM_S16;
    options.channels = 1;
    options.sample_rate = 16000;
    options.max_ms = max_ms;
    utterance = convai_utterance_new(&options, NULL);
    REQUIRE(utterance != NULL);
    return utterance;
}

/* A request that the server lets wait. */
static convai_operation *start_waiting(void) {
    convai_operation *operation;
    emulator_fault("{\"hang\":true}");
    operation = start_get(client, 0);
    EVENTUALLY(emulator_hits() == 1);
    return operation;
}

static void ok(void) { get_gives(client, PUBLIC_CHARACTER); }

static void pending(void) {
    convai_operation *operation = start_waiting();
    gives(convai_operation_wait(operation, 0));
    CHECK_STATUS(convai_operation_free(&operation), CONVAI_OK);
}

static void error_invalid_argument(void) { get_gives(client, ""); }
static void error_null_pointer(void) { get_gives(client, NULL); }
static void error_invalid_utf8(void) { get_gives(client, "\xff"); }
static void error_bad_handle(void) { gives(convai_operation_wait(NULL, 0)); }

static void error_struct_size(void) {
    convai_client_options options = client_options();
    options.struct_size = 3;
    options_give(&options);
}

static void error_api_key(void) {
    convai_client_options options = client_options();
    options.api_key = "";
    options_give(&options);
}

static void error_options(void) {
    convai_client_options options = client_options();
    options.base_url = "ftp://service.invalid";
    options_give(&options);
}

static void error_audio_input(void) {
    static const uint8_t no_wav[4] = {1, 2, 3, 4};
    convai_response *response = convai_get_response_wav(client, PUBLIC_CHARACTER, NULL, no_wav, 4, CONVAI_TEXT, NULL);
    gives_error(response->error);
    convai_response_free(&response);
}

static void error_not_ready(void) {
    convai_operation *operation = start_waiting();
    convai_character *character = convai_operation_take_character(operation);
    gives_error(character->error);
    convai_character_free(&character);
    CHECK_STATUS(convai_operation_free(&operation), CONVAI_OK);
}

static void error_already_taken(void) {
    convai_operation *operation = start_get(client, 0);
    convai_character *character;
    CHECK_STATUS(convai_operation_wait(operation, -1), CONVAI_OK);
    character = convai_operation_take_character(operation);
    CHECK_OK(character);
    convai_character_free(&character);
    gives(end_of(&operation));
}

static void error_wrong_kind(void) {
    convai_operation *operation = start_get(client, 0);
    convai_response *response;
    CHECK_STATUS(convai_operation_wait(operation, -1), CONVAI_OK);
    response = convai_operation_take_response(operation);
    gives_error(response->error);
    convai_response_free(&response);
    CHECK_STATUS(convai_operation_free(&operation), CONVAI_OK);
}

static void error_queue_full(void) {
    convai_client_options options = client_options();
    convai_operation *running, *queued;
    convai_client *small;
    options.max_in_flight = options.max_queued = 1;
    small = client_of(base_url(), &options);
    emulator_fault("{\"hang\":true,\"count\":0}");
    running = start_get(small, 0);
    queued = start_get(small, 0);
    get_gives(small, PUBLIC_CHARACTER);
    CHECK_STATUS(convai_operation_free(&queued), CONVAI_OK);
    CHECK_STATUS(convai_operation_free(&running), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&small), CONVAI_OK);
}

static void error_closed(void) {
    CHECK_STATUS(convai_client_close(client, -1), CONVAI_OK);
    get_gives(client, PUBLIC_CHARACTER);
}

/* Its exit code is the status that the child gets. */
static void error_forked(void) {
    int status = 0;
    pid_t child = fork();
    if (child == 0)
        _exit(convai_client_close(client, 0));
    CHECK(waitpid(child, &status, 0) == child);
    gives(WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

static const int16_t samples[1 << 20];

static void error_utterance_full(void) {
    convai_utterance *utterance = new_utterance(10);
    gives(convai_utterance_push(utterance, samples, 161));
    CHECK_STATUS(convai_utterance_free(&utterance), CONVAI_OK);
}

static void error_buffer_too_small(void) {
    convai_conversation *saved = convai_conversation_new(client, PUBLIC_CHARACTER, "a session", NULL);
    char small[1];
    size_t length;
    gives(convai_conversation_session_id(saved, small, sizeof small, &length));
    CHECK_STATUS(convai_conversation_free(&saved), CONVAI_OK);
}

static int stop;

static void *pushes(void *utterance) {
    while (!__atomic_load_n(&stop, __ATOMIC_SEQ_CST))
        convai_utterance_push(utterance, samples, 1 << 20);
    return NULL;
}

static void error_busy(void) {
    convai_utterance *utterance = new_utterance(100);
    pthread_t other = run(pushes, utterance);
    convai_status status = CONVAI_OK;
    EVENTUALLY((status = convai_utterance_push(utterance, samples, 1 << 20)) == CONVAI_ERROR_BUSY);
    gives(status);
    __atomic_store_n(&stop, 1, __ATOMIC_SEQ_CST);
    join(other);
    CHECK_STATUS(convai_utterance_free(&utterance), CONVAI_OK);
}

#if defined(__linux__)
/* The socket of the library that is connected to a port of this machine. */
static int socket_to(int port) {
    int fd;
    for (fd = 0; fd < 1024; fd++) {
        struct sockaddr_in peer;
        socklen_t length = sizeof peer;
        if (getpeername(fd, (struct sockaddr *)&peer, &length) == 0 && peer.sin_family == AF_INET &&
            ntohs(peer.sin_port) == port)
            return fd;
    }
    return -1;
}

/* The peer stops answering, and the system gives the connection up, which takes it a quarter of an hour by default. */
static void error_network(void) {
    enum { FRAMES = 4 << 20 };
    raw_server server;
    convai_client *other;
    convai_operation *operation;
    convai_response *response;
    convai_pcm pcm = CONVAI_PCM_INIT;
    int16_t *speech = calloc(FRAMES, sizeof *speech);
    unsigned at_once = 1;
    REQUIRE(speech != NULL);
    raw_start(&server, RAW_READS_LATER, "http");
    other = patient_client_of(server.url);
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = speech;
    pcm.frames = FRAMES;
    pcm.channels = 1;
    pcm.sample_rate = 48000;
    operation = convai_get_response_pcm_async(other, PUBLIC_CHARACTER, NULL, &pcm, CONVAI_TEXT, NULL, NULL);
    free(speech);
    EVENTUALLY(bytes_sent_of(operation) > 0);
    CHECK(setsockopt(socket_to(server.port), IPPROTO_TCP, TCP_USER_TIMEOUT, &at_once, sizeof at_once) == 0);
    CHECK_STATUS(convai_operation_wait(operation, PATIENT_MS), CONVAI_OK);
    response = convai_operation_take_response(operation);
    gives_error(response->error);
    CHECK(response->error && response->error->retryable && response->error->request_sent);
    CHECK_HAS(response->error ? response->error->message : "", "the network failed: try again");
    convai_response_free(&response);
    CHECK_STATUS(convai_operation_free(&operation), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&other), CONVAI_OK);
    raw_stop(&server);
}

static int no_threads, no_descriptors;

/* Replace the functions by which the library starts a thread and opens descriptors: as if the system had none left. */
int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *), void *argument) {
    int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    if (__atomic_load_n(&no_threads, __ATOMIC_SEQ_CST))
        return EAGAIN;
    *(void **)&real = dlsym(RTLD_NEXT, "pthread_create");
    return real(thread, attributes, body, argument);
}

static long unless_exhausted(long number, long a, long b, long c, long d) {
    if (!__atomic_load_n(&no_descriptors, __ATOMIC_SEQ_CST))
        return syscall(number, a, b, c, d);
    errno = EMFILE;
    return -1;
}

int epoll_create1(int flags) { return (int)unless_exhausted(SYS_epoll_create1, flags, 0, 0, 0); }
int socketpair(int domain, int type, int protocol, int pair[2]) {
    return (int)unless_exhausted(SYS_socketpair, domain, type, protocol, (long)pair);
}

/* Nothing can be started while the machine has no thread or no file descriptor left. Later the same client works. */
static void error_internal(void) {
    intptr_t handle;
    convai_character *character;
    __atomic_store_n(&no_descriptors, 1, __ATOMIC_SEQ_CST);
    check_context = "a wake handle without a descriptor";
    gives(convai_client_wake_handle(client, &handle));
    check_context = "a call without a descriptor";
    get_gives(client, PUBLIC_CHARACTER);
    __atomic_store_n(&no_descriptors, 0, __ATOMIC_SEQ_CST);
    check_context = "a call without a thread";
    __atomic_store_n(&no_threads, 1, __ATOMIC_SEQ_CST);
    get_gives(client, PUBLIC_CHARACTER);
    __atomic_store_n(&no_threads, 0, __ATOMIC_SEQ_CST);
    check_context = "afterwards";
    CHECK_STATUS(convai_client_wake_handle(client, &handle), CONVAI_OK);
    character = convai_character_get(client, PUBLIC_CHARACTER, NULL);
    CHECK_OK(character);
    convai_character_free(&character);
}
#else
static void error_network(void) { note("needs Linux"); }
static void error_internal(void) { note("needs Linux"); }
#endif

static void error_name_not_resolved(void) { url_gives("http://no-such-host.invalid"); }
static void error_connect(void) { url_gives("http://127.0.0.1:1"); }

/* The emulator does not speak TLS. */
static void error_tls(void) {
    char url[64];
    snprintf(url, sizeof url, "https://127.0.0.1%s", strrchr(base_url(), ':'));
    url_gives(url);
}

static void error_proxy(void) {
    convai_client_options options = client_options();
    convai_client *other;
    options.base_url = "http://service.invalid";
    options.proxy = "http://127.0.0.1:1";
    other = convai_client_new(&options, NULL);
    get_gives(other, PUBLIC_CHARACTER);
    CHECK_STATUS(convai_client_free(&other), CONVAI_OK);
}

static void error_timeout(void) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_character *character;
    options.timeout_ms = 50;
    emulator_fault("{\"hang\":true}");
    character = convai_character_get(client, PUBLIC_CHARACTER, &options);
    gives_error(character->error);
    convai_character_free(&character);
}

static void error_cancelled(void) {
    convai_operation *operation = start_waiting();
    CHECK_STATUS(convai_operation_cancel(operation), CONVAI_OK);
    gives(end_of(&operation));
}

static void error_connection_lost(void) { turn_gives("{\"cut\":\"before_answer\"}", CONVAI_TEXT); }

static void error_refused(void) { turn_gives("{\"status\":418,\"body\":\"\"}", CONVAI_TEXT); }
static void error_authentication(void) { turn_gives("{\"status\":401,\"body\":\"\"}", CONVAI_TEXT); }
static void error_not_found(void) { get_gives(client, "unknown"); }
static void error_rate_limited(void) { turn_gives("{\"status\":429,\"body\":\"\"}", CONVAI_TEXT); }

static void error_process_failure(void) {
    convai_response *response = convai_get_response_text(client, "unknown", NULL, "Hi", CONVAI_TEXT, NULL);
    gives_error(response->error);
    convai_response_free(&response);
}

static void error_server(void) { turn_gives("{\"status\":500,\"body\":\"\"}", CONVAI_TEXT); }
static void error_bad_request(void) { turn_gives("{\"status\":422,\"body\":\"\"}", CONVAI_TEXT); }
static void error_redirect(void) { turn_gives("{\"redirect\":\"http://service.invalid\",\"status\":302}", CONVAI_TEXT); }
static void error_bad_reply(void) { turn_gives("{\"not_json\":true}", CONVAI_TEXT); }
static void error_empty_reply(void) { turn_gives("{\"status\":200,\"json\":{}}", CONVAI_TEXT); }
static void error_reply_audio(void) { turn_gives("{\"audio\":\"broken_base64\"}", CONVAI_VOICE); }

static void error_reply_too_large(void) {
    convai_client_options options = client_options();
    convai_client *small;
    options.max_response_bytes = 8;
    small = client_of(base_url(), &options);
    get_gives(small, PUBLIC_CHARACTER);
    CHECK_STATUS(convai_client_free(&small), CONVAI_OK);
}

TEST_CASES(set_up, tear_down,
           CASE(ok),
           CASE(pending),
           CASE(error_invalid_argument),
           CASE(error_null_pointer),
           CASE(error_invalid_utf8),
           CASE(error_bad_handle),
           CASE(error_struct_size),
           CASE(error_api_key),
           CASE(error_options),
           CASE(error_audio_input),
           CASE(error_not_ready),
           CASE(error_already_taken),
           CASE(error_wrong_kind),
           CASE(error_queue_full),
           CASE(error_closed),
           CASE(error_forked),
           CASE(error_utterance_full),
           CASE(error_buffer_too_small),
           CASE(error_busy),
           CASE(error_network),
           CASE(error_name_not_resolved),
           CASE(error_connect),
           CASE(error_tls),
           CASE(error_proxy),
           CASE(error_timeout),
           CASE(error_connection_lost),
           CASE(error_cancelled),
           CASE(error_refused),
           CASE(error_authentication),
           CASE(error_not_found),
           CASE(error_rate_limited),
           CASE(error_process_failure),
           CASE(error_server),
           CASE(error_bad_request),
           CASE(error_redirect),
           CASE(error_bad_reply),
           CASE(error_empty_reply),
           CASE(error_reply_audio),
           CASE(error_reply_too_large),
           CASE(error_internal))
