/* fork: in the child the handles of the parent return CONVAI_ERROR_FORKED and new clients work. The parent is not
 * affected. CONVAI_LIFE_ROUNDS is the number of children of the last case. */
#define _GNU_SOURCE
#include "operations.h"
#include <signal.h>
#include <sys/wait.h>

#define THREADS 4

static raw_server server;
static convai_client *client, *controlled;
static convai_operation *operation;
static convai_conversation *conversation;
static convai_utterance *utterance;
static convai_playback *playback;
static convai_queue *queue;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int stop;

static int stopped(void) {
    int value;
    pthread_mutex_lock(&lock);
    value = stop;
    pthread_mutex_unlock(&lock);
    return value;
}

#define FORKED(call) CHECK_STATUS((call), CONVAI_ERROR_FORKED)
#define FORKED_RESULT(call, free_it)                         \
    do {                                                     \
        __typeof__(call) forked = (call);                    \
        CHECK_FAILED(forked, CONVAI_ERROR_FORKED);           \
        free_it(&forked);                                    \
    } while (0)
#define FORKED_START(call)                                   \
    do {                                                     \
        convai_error *error = NULL;                          \
        CHECK((call) == NULL);                               \
        CHECK_ERROR(error, CONVAI_ERROR_FORKED);             \
        convai_error_free(&error);                           \
    } while (0)

static void check_that_every_handle_is_refused(void) {
    convai_character_spec spec = CONVAI_CHARACTER_SPEC_INIT;
    convai_pcm pcm = CONVAI_PCM_INIT;
    convai_operation *ended;
    convai_event event = CONVAI_EVENT_INIT;
    int16_t samples[160] = {0}, heard[160] = {1};
    convai_playback_state state = CONVAI_PLAYBACK_STATE_INIT;
    static const uint8_t wav[1] = {0};
    char buffer[64];
    convai_client_options with_queue = client_options();
    intptr_t fd;
    convai_log_entry *entry;
    with_queue.queue = queue;
    spec.name = spec.voice_type = spec.backstory = "x";
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = samples;
    pcm.frames = 160;
    pcm.channels = 1;
    pcm.sample_rate = 16000;
    CHECK_NUMBER(convai_live_objects(), 0);
    FORKED(convai_client_close(client, 1000));
    FORKED(next_operation(client, -1, &ended, NULL));
    FORKED(convai_client_wake_handle(client, &fd));
    FORKED(convai_client_next_log(client, &entry));
    FORKED(convai_queue_next(queue, -1, &event));
    FORKED(convai_queue_wake_handle(queue, &fd));
    FORKED_START(convai_client_new(&with_queue, &error));
    FORKED_RESULT(convai_character_create(client, &spec, NULL), convai_character_free);
    FORKED_RESULT(convai_character_get(client, "x", NULL), convai_character_free);
    FORKED_RESULT(convai_character_find(client, "x", NULL), convai_character_free);
    FORKED_RESULT(convai_character_clone(client, "x", 0, NULL), convai_character_free);
    FORKED_RESULT(convai_character_update(client, "x", &spec, NULL), convai_result_free);
    FORKED_RESULT(convai_character_delete(client, "x", NULL), convai_result_free);
    FORKED_RESULT(convai_get_response_text(client, "x", NULL, "x", 0, NULL), convai_response_free);
    FORKED_RESULT(convai_get_response_pcm(client, "x", NULL, &pcm, 0, NULL), convai_response_free);
    FORKED_RESULT(convai_get_response_wav(client, "x", NULL, wav, 1, 0, NULL), convai_response_free);
    FORKED_START(convai_character_create_async(client, &spec, NULL, &error));
    FORKED_START(convai_character_get_async(client, "x", NULL, &error));
    FORKED_START(convai_character_find_async(client, "x", NULL, &error));
    FORKED_START(convai_character_clone_async(client, "x", 0, NULL, &error));
    FORKED_START(convai_character_update_async(client, "x", &spec, NULL, &error));
    FORKED_START(convai_character_delete_async(client, "x", NULL, &error));
    FORKED_START(convai_get_response_text_async(client, "x", NULL, "x", 0, NULL, &error));
    FORKED_START(convai_get_response_pcm_async(client, "x", NULL, &pcm, 0, NULL, &error));
    FORKED_START(convai_get_response_wav_async(client, "x", NULL, wav, 1, 0, NULL, &error));
    FORKED_START(convai_conversation_new(client, "x", NULL, &error));
    FORKED(convai_operation_poll(operation, NULL));
    FORKED(convai_operation_wait(operation, -1));
    FORKED(convai_operation_cancel(operation));
    FORKED_RESULT(convai_operation_take_character(operation), convai_character_free);
    FORKED_RESULT(convai_operation_take_response(operation), convai_response_free);
    FORKED_RESULT(convai_operation_take_result(operation), convai_result_free);
    FORKED(convai_conversation_interrupt(conversation));
    FORKED(convai_conversation_reset(conversation));
    FORKED(convai_conversation_set_fallback(conversation, "x"));
    FORKED(convai_conversation_set_scene(conversation, NULL, NULL));
    FORKED(convai_conversation_session_id(conversation, buffer, sizeof buffer, NULL));
    FORKED_RESULT(convai_conversation_say(conversation, "x", 0, NULL), convai_response_free);
    FORKED_RESULT(convai_conversation_say_pcm(conversation, &pcm, 0, NULL), convai_response_free);
    FORKED_RESULT(convai_conversation_say_wav(conversation, wav, 1, 0, NULL), convai_response_free);
    FORKED_RESULT(convai_conversation_say_utterance(conversation, utterance, 0, NULL), convai_response_free);
    FORKED_START(convai_conversation_say_async(conversation, "x", 0, NULL, &error));
    FORKED_START(convai_conversation_say_pcm_async(conversation, &pcm, 0, NULL, &error));
    FORKED_START(convai_conversation_say_wav_async(conversation, wav, 1, 0, NULL, &error));
    FORKED_START(convai_conversation_say_utterance_async(conversation, utterance, 0, NULL, &error));
    FORKED(convai_utterance_push(utterance, samples, 160));
    FORKED(convai_utterance_level(utterance, NULL, NULL));
    FORKED(convai_utterance_length(utterance, NULL, NULL));
    FORKED(convai_utterance_clear(utterance));
    FORKED(convai_utterance_free(&utterance));
    FORKED(convai_playback_add_pcm(playback, &pcm, 0, CONVAI_PLAYBACK_QUEUE));
    FORKED(convai_playback_add_operation(playback, operation, CONVAI_PLAYBACK_QUEUE));
    FORKED(convai_conversation_set_playback(conversation, playback));
    FORKED(convai_playback_stop(playback, 0));
    FORKED(convai_playback_pause(playback, 1));
    FORKED(convai_playback_set_volume(playback, 1));
    FORKED(convai_playback_set_device(playback, 48000, 0));
    FORKED(convai_playback_poll(playback, &state));
    CHECK_NUMBER(convai_playback_read_s16(playback, heard, 160, 1), 0);
    CHECK(heard[0] == 0);
    FORKED(convai_playback_free(&playback));
    FORKED(convai_conversation_free(&conversation));
    FORKED(convai_operation_free(&operation));
    FORKED(convai_queue_free(&queue));
    CHECK_STATUS(convai_shutdown(1000), CONVAI_OK);
    FORKED(convai_client_free(&client));
}

static convai_playback *new_playback(uint32_t without_device) {
    convai_playback_options options = CONVAI_PLAYBACK_OPTIONS_INIT;
    convai_playback *made;
    options.sample_rate = 48000;
    options.without_device = without_device;
    made = convai_playback_new(&options, NULL);
    REQUIRE(made != NULL);
    return made;
}

/* 100 ms, converted on the thread of the playbacks. */
static void play_something(convai_playback *one) {
    static const int16_t tone[1600] = {1000};
    convai_pcm pcm = CONVAI_PCM_INIT;
    pcm.format = CONVAI_PCM_S16;
    pcm.samples = tone;
    pcm.frames = 1600;
    pcm.channels = 1;
    pcm.sample_rate = 16000;
    CHECK_STATUS(convai_playback_add_pcm(one, &pcm, 0, CONVAI_PLAYBACK_QUEUE), CONVAI_OK);
}

static void check_that_a_new_playback_works(void) {
    convai_playback_state state = CONVAI_PLAYBACK_STATE_INIT;
    convai_playback *own = new_playback(1);
    play_something(own);
    EVENTUALLY(convai_playback_poll(own, &state) == CONVAI_OK && state.state == CONVAI_PLAYBACK_ENDED);
    CHECK_STATUS(convai_playback_free(&own), CONVAI_OK);
}

static void check_that_a_new_client_works(void) {
    check_that_a_new_playback_works();
    convai_client *own = new_client();
    convai_response *response = convai_get_response_text(own, PUBLIC_CHARACTER, NULL, "Hello", CONVAI_TEXT, NULL);
    CHECK_OK(response);
    convai_response_free(&response);
    CHECK_STATUS(convai_client_free(&own), CONVAI_OK);
    CHECK_NUMBER(convai_live_objects(), 0);
}

/* Runs `body` in a child. All its checks have to pass, and the child has to end by itself. `leave` is exit(), which runs
 * exit handlers, or _exit(). */
static void in_a_child_that(void (*leave)(int), void (*body)(void)) {
    int status = 0;
    pid_t child;
    fflush(stdout);
    child = fork();
    if (child == 0) {
        check_failures = 0;
        body();
        fflush(stdout);
        leave(check_failures ? 1 : 0);
    }
    REQUIRE(child > 0);
    EVENTUALLY(status != 0 || (waitpid(child, &status, WNOHANG) == child && (status = status ? status : -1)));
    if (status == 0) {
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
    }
    CHECK_NUMBER(status, -1);
}

static void in_a_child(void (*body)(void)) { in_a_child_that(_exit, body); }

static void fork_again(void) {
    convai_client *own = new_client();
    convai_utterance_options options = CONVAI_UTTERANCE_OPTIONS_INIT;
    convai_utterance *parents = utterance;
    options.format = CONVAI_PCM_S16;
    options.channels = 1;
    options.sample_rate = 16000;
    client = own;
    operation = start_get(client, 0);
    conversation = convai_conversation_new(client, "x", NULL, NULL);
    utterance = convai_utterance_new(&options, NULL);
    queue = convai_queue_new(NULL);
    playback = new_playback(0);
    in_a_child(check_that_every_handle_is_refused);
    FORKED(convai_utterance_clear(parents));
    CHECK_STATUS(convai_operation_wait(operation, -1), CONVAI_OK);
    CHECK_STATUS(end_of(&operation), CONVAI_OK);
}

static void *calls_all_the_time(void *argument) {
    (void)argument;
    while (!stopped()) {
        convai_operation *one = start_get(client, 0);
        convai_audio *audio;
        convai_pcm pcm = CONVAI_PCM_INIT;
        int16_t samples[1600] = {0};
        pcm.format = CONVAI_PCM_S16;
        pcm.samples = samples;
        pcm.frames = 1600;
        pcm.channels = 1;
        pcm.sample_rate = 16000;
        audio = convai_audio_build_wav(&pcm, 8000);
        CHECK_OK(audio);
        convai_audio_free(&audio);
        convai_operation_wait(one, 5);
        convai_operation_cancel(one);
        end_of(&one);
    }
    return NULL;
}

/* The parent has an operation that waits for its reply, a conversation, and an utterance with some frames. */
static void set_up(void) {
    convai_utterance_options options = CONVAI_UTTERANCE_OPTIONS_INIT;
    int16_t samples[160] = {0};
    options.format = CONVAI_PCM_S16;
    options.channels = 1;
    options.sample_rate = 16000;
    emulator_reset();
    client = new_client();
    conversation = convai_conversation_new(client, PUBLIC_CHARACTER, NULL, NULL);
    utterance = convai_utterance_new(&options, NULL);
    queue = convai_queue_new(NULL);
    playback = new_playback(0);
    play_something(playback);
    REQUIRE(conversation && utterance && queue);
    CHECK_STATUS(convai_utterance_push(utterance, samples, 160), CONVAI_OK);
    raw_start(&server, RAW_COMMANDED, "http");
    controlled = patient_client_of(server.url);
    operation = start_get(controlled, 0);
    EVENTUALLY(state_of(operation) == CONVAI_STATE_WAITING);
}

/* In the parent everything continues as if there had been no child. */
static void tear_down(void) {
    uint64_t frames = 0;
    CHECK_NUMBER(state_of(operation), CONVAI_STATE_WAITING);
    RAW_SET(&server, drain = 1);
    RAW_SET(&server, answer = RAW_ALL);
    CHECK_STATUS(convai_operation_wait(operation, -1), CONVAI_OK);
    CHECK_STATUS(end_of(&operation), CONVAI_OK);
    CHECK_STATUS(convai_utterance_length(utterance, &frames, NULL), CONVAI_OK);
    CHECK_NUMBER(frames, 160);
    in_a_child(check_that_a_new_client_works);
    convai_utterance_free(&utterance);
    CHECK_STATUS(convai_playback_free(&playback), CONVAI_OK);
    convai_conversation_free(&conversation);
    CHECK_STATUS(convai_queue_free(&queue), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
    CHECK_STATUS(convai_client_free(&controlled), CONVAI_OK);
    raw_stop(&server);
}

static void a_child_cannot_use_the_handles_of_its_parent(void) { in_a_child(check_that_every_handle_is_refused); }

static void a_child_can_use_a_client_of_its_own(void) { in_a_child(check_that_a_new_client_works); }

static void a_child_can_fork_again(void) { in_a_child(fork_again); }

static void children_work_that_were_forked_while_other_threads_call(void) {
    const char *rounds = getenv("CONVAI_LIFE_ROUNDS");
    int children = rounds ? atoi(rounds) : 50;
    pthread_t threads[THREADS];
    int i;
    stop = 0;
    for (i = 0; i < THREADS; i++)
        threads[i] = run(calls_all_the_time, NULL);
    for (i = 0; i < children; i++)
        in_a_child_that(i % 2 ? exit : _exit, check_that_a_new_client_works);
    pthread_mutex_lock(&lock);
    stop = 1;
    pthread_mutex_unlock(&lock);
    for (i = 0; i < THREADS; i++)
        join(threads[i]);
}

TEST_CASES(set_up, tear_down,
           CASE(a_child_cannot_use_the_handles_of_its_parent),
           CASE(a_child_can_use_a_client_of_its_own),
           CASE(a_child_can_fork_again),
           CASE(children_work_that_were_forked_while_other_threads_call))
