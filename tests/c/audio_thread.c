/* The functions for an audio thread make no system call (so they wait for no lock), allocate nothing and free nothing: on
 * every path, in the first call of a thread, and while other threads say, clear and free what they use. */
#define _GNU_SOURCE
#include "audio_thread.h"
#include <dlfcn.h>
#include <sys/wait.h>

static convai_client *client;
static convai_utterance *utterance;

static convai_utterance *new_utterance(int32_t max_ms) { return new_utterance_with(CONVAI_TRIGGER_PUSH, max_ms); }

static convai_conversation *new_conversation(void) {
    convai_conversation *made = convai_conversation_new(client, "character", NULL, NULL);
    REQUIRE(made != NULL);
    return made;
}

static convai_pcm pcm;

static convai_pcm some_pcm(void) {
    convai_pcm made = CONVAI_PCM_INIT;
    made.format = CONVAI_PCM_S16;
    made.samples = samples;
    made.frames = RATE / 100;
    made.channels = 1;
    made.sample_rate = RATE;
    return made;
}

static void set_up(void) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    options.api_key = test_key();
    options.base_url = "http://127.0.0.1:1"; /* refuses every connection */
    options.proxy = "direct";
    client = convai_client_new(&options, NULL);
    REQUIRE(client != NULL);
    utterance = new_utterance(1000 * SECONDS);
    pcm = some_pcm();
}

static void tear_down(void) {
    convai_utterance_free(&utterance);
    CHECK_STATUS(convai_client_free(&client), CONVAI_OK);
}

static convai_status push(void *handle) { return convai_utterance_push(handle, samples, RATE / 100); }
static convai_status push_too_much(void *handle) {
    return convai_utterance_push(handle, samples, RATE * SECONDS);
}
static const void *audio_samples;
static convai_status push_audio_samples(void *handle) { return convai_utterance_push(handle, audio_samples, 480); }
static convai_status push_nothing(void *handle) { return convai_utterance_push(handle, NULL, 0); }
static convai_status push_null(void *handle) { return convai_utterance_push(handle, NULL, 1); }
static convai_status push_impossible(void *handle) { return convai_utterance_push(handle, samples, SIZE_MAX / 2); }
static convai_status level(void *handle) {
    float peak, rms;
    return convai_utterance_level(handle, &peak, &rms);
}
static convai_status length(void *handle) {
    uint64_t frames;
    int32_t milliseconds;
    return convai_utterance_length(handle, &frames, &milliseconds);
}

static convai_status clipped(void *handle) {
    uint64_t clipped_samples;
    return convai_utterance_clipped(handle, &clipped_samples);
}
static convai_status push_pcm(void *handle) { return convai_utterance_push_pcm(handle, &pcm); }
static convai_status push_no_pcm(void *handle) { return convai_utterance_push_pcm(handle, NULL); }
static convai_status (*const functions[])(void *) = {push, level, length, clipped, push_pcm};
static const char *const names[] = {"push", "level", "length", "clipped", "push_pcm"};
#define FUNCTIONS (sizeof names / sizeof *names)

static void each(const char *what, void *handle, convai_status expected) {
    char name[64];
    size_t i;
    for (i = 0; i < FUNCTIONS; i++) {
        snprintf(name, sizeof name, "%s: %s", what, names[i]);
        silent(name, functions[i], handle, expected);
    }
}

static void *freed_utterance(void) {
    convai_utterance *one = new_utterance(100), *copy = one;
    convai_utterance_free(&one);
    return copy;
}

static void no_path_allocates_frees_or_makes_a_system_call(void) {
    convai_conversation *conversation = new_conversation();
    convai_operation *operation;
    each("valid", utterance, CONVAI_OK);
    silent("nothing", push_nothing, utterance, CONVAI_OK);
    silent("no samples", push_null, utterance, CONVAI_ERROR_NULL_POINTER);
    silent("an impossible number of frames", push_impossible, utterance, CONVAI_ERROR_INVALID_ARGUMENT);
    silent("more than fits", push_too_much, utterance, CONVAI_ERROR_UTTERANCE_FULL);
    silent("full", push, utterance, CONVAI_ERROR_UTTERANCE_FULL);
    each("NULL", NULL, CONVAI_ERROR_BAD_HANDLE);
    each("stale", freed_utterance(), CONVAI_ERROR_BAD_HANDLE);
    each("of another kind", client, CONVAI_ERROR_BAD_HANDLE);
    each("an address", &utterance, CONVAI_ERROR_BAD_HANDLE);
    each("an invented number", (void *)(uintptr_t)0xfffffffff009u, CONVAI_ERROR_BAD_HANDLE);
    convai_utterance_clear(utterance);
    each("cleared", utterance, CONVAI_OK);
    operation = convai_conversation_say_utterance_async(conversation, utterance, CONVAI_TEXT, NULL, NULL);
    REQUIRE(operation != NULL);
    each("said", utterance, CONVAI_OK);
    convai_operation_free(&operation);
    convai_conversation_free(&conversation);
}

static void no_chunk_with_a_format_allocates_or_makes_a_system_call(void) {
    silent("no chunk", push_no_pcm, utterance, CONVAI_ERROR_NULL_POINTER);
    pcm.sample_rate = 44100;
    silent("another rate", push_pcm, utterance, CONVAI_ERROR_AUDIO_INPUT);
    pcm = some_pcm();
    pcm.format = 99;
    silent("an impossible format", push_pcm, utterance, CONVAI_ERROR_AUDIO_INPUT);
    pcm = some_pcm();
    pcm.samples_bytes = 7;
    silent("two lengths", push_pcm, utterance, CONVAI_ERROR_INVALID_ARGUMENT);
    pcm = some_pcm();
    pcm.struct_size = 3;
    silent("an impossible struct", push_pcm, utterance, CONVAI_ERROR_STRUCT_SIZE);
    pcm = some_pcm();
}

/* The process was forked, and the handles belong to the parent. */
static void a_forked_child_is_refused_without_an_allocation(void) {
    size_t i;
    for (i = 0; i < FUNCTIONS; i++) {
        int status = -1;
        pid_t child = fork();
        if (child == 0) {
            probe_counts counts;
            convai_status refused;
            int works = probe_trap_system_calls();
            probe_begin(&counts);
            refused = functions[i](utterance);
            probe_end();
            _exit(!works ? 1 : refused != CONVAI_ERROR_FORKED ? 2 : counts.allocations + counts.frees + counts.system_calls ? 3 : 0);
        }
        CHECK(waitpid(child, &status, 0) == child);
        check_context = names[i];
        CHECK_NUMBER(status, 0);
    }
    check_context = "";
}

static convai_status push_for_long(void *argument) {
    convai_status status;
    while ((status = push_too_much(argument)) == CONVAI_OK || status == CONVAI_ERROR_UTTERANCE_FULL)
        ;
    return status;
}

/* The frees fall into the middle of a push, which takes most of the time. */
static void an_utterance_that_is_freed_during_a_push_is_not_freed_by_the_audio_thread(void) {
    int round;
    for (round = 0; round < 40; round++) {
        convai_utterance *one = new_utterance(1000 * SECONDS), *copy = one;
        audio_thread *audio = start(push_for_long, copy);
        sleep_ms(round % 4);
        CHECK_STATUS(convai_utterance_free(&one), CONVAI_OK);
        CHECK_STATUS(finished(audio)->status, CONVAI_ERROR_BAD_HANDLE);
        check_silent("freed during a push", audio);
    }
}

static convai_status push_until_busy(void *handle) {
    convai_status status;
    while ((status = convai_utterance_push(handle, samples, 1)) != CONVAI_ERROR_BUSY)
        ;
    return status;
}

static void a_second_push_at_the_same_time_is_refused_and_does_not_wait(void) {
    audio_thread *second = start(push_until_busy, utterance);
    while (!is_done(second))
        push_too_much(utterance);
    CHECK_STATUS(second->status, CONVAI_ERROR_BUSY);
    check_silent("busy", second);
    CHECK_STATUS(convai_utterance_clear(utterance), CONVAI_OK);
    CHECK_STATUS(push(utterance), CONVAI_OK);
}

#define WORKERS 4
static int stop;

static int goes_on(void) { return !__atomic_load_n(&stop, __ATOMIC_RELAXED); }

/* Writes to the table of handles all the time. */
static void *makes_and_frees(void *argument) {
    while (goes_on()) {
        convai_operation *operation = convai_character_get_async(client, "x", NULL, NULL);
        convai_conversation *conversation = new_conversation();
        convai_operation_free(&operation);
        convai_conversation_free(&conversation);
    }
    return argument;
}

static void *says_and_clears(void *argument) {
    convai_conversation *conversation = new_conversation();
    while (goes_on()) {
        convai_operation *operation =
            convai_conversation_say_utterance_async(conversation, utterance, CONVAI_TEXT, NULL, NULL);
        convai_operation_free(&operation);
        convai_utterance_clear(utterance);
    }
    convai_conversation_free(&conversation);
    return argument;
}

static convai_status push_many(void *handle) {
    int i;
    for (i = 0; i < 50000; i++) {
        convai_status status = convai_utterance_push(handle, samples, 48);
        if (status != CONVAI_OK && status != CONVAI_ERROR_UTTERANCE_FULL)
            return status;
        if ((status = level(handle)) != CONVAI_OK || (status = length(handle)) != CONVAI_OK)
            return status;
    }
    return CONVAI_OK;
}

static void other_threads_do_not_make_the_audio_thread_wait(void) {
    pthread_t workers[WORKERS];
    audio_thread *audio;
    int i;
    stop = 0;
    for (i = 0; i < WORKERS; i++)
        workers[i] = run(i ? makes_and_frees : says_and_clears, NULL);
    audio = finished(start(push_many, utterance));
    __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
    for (i = 0; i < WORKERS; i++)
        join(workers[i]);
    CHECK_STATUS(audio->status, CONVAI_OK);
    check_silent("beside other threads", audio);
}

static convai_status push_level_and_length(void *handle) {
    convai_status status = push(handle);
    if (status == CONVAI_OK && (status = level(handle)) == CONVAI_OK)
        status = length(handle);
    return status;
}

static convai_conversation *talk;

static convai_status says(void *handle) {
    convai_operation *operation = convai_conversation_say_utterance_async(talk, handle, CONVAI_TEXT, NULL, NULL);
    convai_operation_free(&operation);
    return CONVAI_OK;
}
static convai_status makes_another(void *handle) {
    convai_utterance *another = new_utterance(10);
    (void)handle;
    return convai_utterance_free(&another);
}
static convai_status makes_a_call(void *handle) {
    convai_operation *operation = convai_character_get_async(client, "x", NULL, NULL);
    (void)handle;
    return convai_operation_free(&operation);
}
static convai_status frees_it(void *handle) {
    convai_utterance *copy = handle;
    return convai_utterance_free(&copy);
}

/* A thread of the host program stands still at each of its allocations and frees in turn, with whatever locks of the library it
 * holds there. The audio thread finishes meanwhile. */
static void beside(const char *what, convai_status (*body)(void *)) {
    unsigned long at, most = 1000;
    int frees = body == frees_it;
    check_context = what;
    for (at = 1; at < most; at++) {
        convai_utterance *one = new_utterance(100);
        audio_thread *host, *audio;
        int stands;
        CHECK_STATUS(push(one), CONVAI_OK);
        host = start_with_stop(body, one, at);
        while (!(stands = __atomic_load_n(&host->stop.stands, __ATOMIC_SEQ_CST)) && !is_done(host))
            sleep_ms(0.1);
        audio = start(push_level_and_length, one);
        EVENTUALLY(is_done(audio));
        check_report(audio->status == CONVAI_OK || (frees && audio->status == CONVAI_ERROR_BAD_HANDLE), __FILE__, __LINE__,
                     "beside a thread at its step %lu: %s", at, convai_status_name(audio->status));
        check_silent(what, audio);
        __atomic_store_n(&host->stop.may_continue, 1, __ATOMIC_SEQ_CST);
        EVENTUALLY(is_done(host) && is_done(audio));
        if (!frees)
            CHECK_STATUS(convai_utterance_free(&one), CONVAI_OK);
        if (!stands)
            break;
    }
    note("%s: the audio thread finishes beside each of %lu steps", what, at - 1);
    CHECK(at > 1 && at < most);
    check_context = "";
}

static void the_audio_thread_finishes_while_another_thread_stands_still_anywhere(void) {
    talk = new_conversation();
    beside("say", says);
    beside("new and free", makes_another);
    beside("a call", makes_a_call);
    beside("free", frees_it);
    CHECK_STATUS(convai_conversation_free(&talk), CONVAI_OK);
}

/* At an odd address, too. */
static void no_format_allocates_or_makes_a_system_call(void) {
    static const int32_t formats[] = {CONVAI_PCM_U8, CONVAI_PCM_S16, CONVAI_PCM_S24, CONVAI_PCM_S32, CONVAI_PCM_F32};
    static const uint32_t channels[] = {1, 2, 6};
    static char unaligned[32 * 4 * 480 + 1];
    size_t format, count;
    for (format = 0; format < sizeof formats / sizeof *formats; format++)
        for (count = 0; count < sizeof channels / sizeof *channels; count++) {
            convai_utterance_options options = CONVAI_UTTERANCE_OPTIONS_INIT;
            convai_utterance *one;
            audio_thread *audio;
            char name[64];
            options.format = formats[format];
            options.channels = channels[count];
            options.sample_rate = RATE;
            options.max_ms = 100;
            one = convai_utterance_new(&options, NULL);
            REQUIRE(one != NULL);
            snprintf(name, sizeof name, "format %d, %u channels", (int)formats[format], (unsigned)channels[count]);
            audio_samples = unaligned + 1;
            audio = finished(start(push_audio_samples, one));
            CHECK_STATUS(audio->status, CONVAI_OK);
            check_silent(name, audio);
            CHECK_STATUS(convai_utterance_free(&one), CONVAI_OK);
        }
}

/* A copy of the library that is loaded at run time, as an engine loads it: memory for its thread-locals is allocated when
 * a thread uses them first. */
static convai_status (*loaded_push)(convai_utterance *, const void *, size_t);
static convai_status (*loaded_level)(convai_utterance *, float *, float *);
static convai_status (*loaded_length)(convai_utterance *, uint64_t *, int32_t *);
static convai_status (*loaded_clear)(convai_utterance *);

static convai_status push_loaded(void *handle) { return loaded_push(handle, samples, RATE / 100); }
static convai_status level_loaded(void *handle) { return loaded_level(handle, NULL, NULL); }
static convai_status length_loaded(void *handle) { return loaded_length(handle, NULL, NULL); }
static convai_status clear_loaded(void *handle) { return loaded_clear(handle); }

static void load(void *library, const char *name, void *function) {
    void *found = dlsym(library, name);
    REQUIRE(found != NULL);
    memcpy(function, &found, sizeof found);
}

static void the_first_call_of_a_thread_in_a_loaded_library_does_not_allocate(void) {
    convai_utterance *(*make)(const convai_utterance_options *, convai_error **);
    convai_status (*release)(convai_utterance **);
    convai_utterance_options options = CONVAI_UTTERANCE_OPTIONS_INIT;
    convai_utterance *one;
    audio_thread *other;
    void *library = dlopen(getenv("CONVAI_COPY"), RTLD_NOW | RTLD_LOCAL);
    if (!CHECK(library != NULL))
        return;
    load(library, "convai_utterance_new", &make);
    load(library, "convai_utterance_free", &release);
    load(library, "convai_utterance_push", &loaded_push);
    load(library, "convai_utterance_level", &loaded_level);
    load(library, "convai_utterance_length", &loaded_length);
    load(library, "convai_utterance_clear", &loaded_clear);
    options.format = CONVAI_PCM_S16;
    options.channels = 1;
    options.sample_rate = RATE;
    one = make(&options, NULL);
    REQUIRE(one != NULL);
    silent("push", push_loaded, one, CONVAI_OK);
    silent("level", level_loaded, one, CONVAI_OK);
    silent("length", length_loaded, one, CONVAI_OK);
    silent("NULL", push_loaded, NULL, CONVAI_ERROR_BAD_HANDLE);
    /* Another function does allocate, so the probe sees what it looks for. */
    other = finished(start(clear_loaded, one));
    CHECK_STATUS(other->status, CONVAI_OK);
    CHECK(other->counts.allocations > 0);
    CHECK_STATUS(release(&one), CONVAI_OK);
}

static convai_status allocates(void *argument) {
    /* Volatile, or the compiler removes both calls. */
    void *volatile memory = malloc(16);
    free(memory);
    return argument ? CONVAI_PENDING : CONVAI_OK;
}
static convai_status waits(void *argument) {
    (void)argument;
    sched_yield();
    return CONVAI_OK;
}
/* Not a function for an audio thread: its error has a message. */
static convai_status clears(void *argument) { return convai_utterance_clear(argument); }

/* Otherwise the other cases would show nothing. */
static void the_probe_counts_what_it_looks_for(void) {
    audio_thread *one = finished(start(allocates, NULL));
    CHECK(one->works && one->counts.allocations == 1 && one->counts.frees == 1);
    one = finished(start(waits, NULL));
    CHECK(one->works && one->counts.system_calls == 1);
    CHECK_NUMBER(one->counts.last_system_call, __NR_sched_yield);
    one = finished(start(clears, NULL));
    CHECK_STATUS(one->status, CONVAI_ERROR_BAD_HANDLE);
    CHECK(one->counts.allocations > 0 && one->counts.frees > 0);
}

TEST_CASES(set_up, tear_down,
           CASE(the_probe_counts_what_it_looks_for),
           CASE(no_path_allocates_frees_or_makes_a_system_call),
           CASE(no_chunk_with_a_format_allocates_or_makes_a_system_call),
           CASE(no_format_allocates_or_makes_a_system_call),
           CASE(the_first_call_of_a_thread_in_a_loaded_library_does_not_allocate),
           CASE(a_forked_child_is_refused_without_an_allocation),
           CASE(an_utterance_that_is_freed_during_a_push_is_not_freed_by_the_audio_thread),
           CASE(a_second_push_at_the_same_time_is_refused_and_does_not_wait),
           CASE(other_threads_do_not_make_the_audio_thread_wait),
           CASE(the_audio_thread_finishes_while_another_thread_stands_still_anywhere))
