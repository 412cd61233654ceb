/* Audio is converted and long replies are read on threads of their own: meanwhile other calls end, operations can be
 * cancelled, and the client can be closed. */
#define _GNU_SOURCE
#include "client_fixture.h"
#include "operations.h"

#define MINUTE (60 * 48000)
#define LONG_TURNS 4

static const uint8_t samples[10 * MINUTE];

static convai_pcm recording(size_t frames) {
    convai_pcm pcm = CONVAI_PCM_INIT;
    pcm.format = CONVAI_PCM_U8;
    pcm.samples = samples;
    pcm.frames = frames;
    pcm.channels = 1;
    pcm.sample_rate = 48000;
    return pcm;
}

/* A rate that takes long to convert to. */
static convai_call_options resampled(void) {
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    options.upload_sample_rate = 44100;
    return options;
}

static convai_operation *start_turn(size_t frames) {
    convai_pcm pcm = recording(frames);
    convai_call_options options = resampled();
    convai_error *error = NULL;
    convai_operation *operation;
    operation = convai_get_response_pcm_async(client, PUBLIC_CHARACTER, NULL, &pcm, CONVAI_TEXT, &options, &error);
    CHECK_ERROR(error, CONVAI_OK);
    convai_error_free(&error);
    REQUIRE(operation != NULL);
    return operation;
}

static void start_long_turns(convai_operation **turns) {
    int i;
    for (i = 0; i < LONG_TURNS; i++)
        turns[i] = start_turn(10 * MINUTE);
}

/* The conversions of the turns have not ended yet. */
static void check_converting(convai_operation **turns) {
    CHECK_NUMBER(state_of(turns[LONG_TURNS - 1]), CONVAI_STATE_QUEUED);
}

static void end_cancelled(convai_operation **turn) {
    convai_response *response;
    CHECK_STATUS(convai_operation_wait(*turn, -1), CONVAI_OK);
    response = convai_operation_take_response(*turn);
    CHECK_FAILED(response, CONVAI_ERROR_CANCELLED);
    convai_response_free(&response);
    CHECK_STATUS(convai_operation_free(turn), CONVAI_OK);
}

static void cancel_long_turns(convai_operation **turns) {
    int i;
    for (i = LONG_TURNS - 1; i >= 0; i--) {
        CHECK_STATUS(convai_operation_cancel(turns[i]), CONVAI_OK);
        end_cancelled(&turns[i]);
    }
}

static void a_short_call_ends_while_long_turns_are_converted(void) {
    convai_operation *turns[LONG_TURNS];
    convai_response *response;
    start_long_turns(turns);
    response = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Hello", CONVAI_TEXT, NULL);
    check_converting(turns);
    CHECK_OK(response);
    convai_response_free(&response);
    cancel_long_turns(turns);
}

static void a_timeout_ends_a_call_while_long_turns_are_converted(void) {
    convai_operation *turns[LONG_TURNS];
    convai_call_options options = CONVAI_CALL_OPTIONS_INIT;
    convai_character *character;
    emulator_fault("{\"path\":\"/character/get\",\"hang\":true}");
    start_long_turns(turns);
    options.timeout_ms = 50;
    character = convai_character_get(client, PUBLIC_CHARACTER, &options);
    check_converting(turns);
    CHECK_FAILED(character, CONVAI_ERROR_TIMEOUT);
    convai_character_free(&character);
    cancel_long_turns(turns);
}

static void a_long_reply_is_read_while_long_turns_are_converted(void) {
    convai_operation *turns[LONG_TURNS];
    convai_response *response;
    start_long_turns(turns);
    response = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Tell me a story.", CONVAI_VOICE, NULL);
    check_converting(turns);
    CHECK_OK(response);
    CHECK(response->wav_len > 40000);
    convai_response_free(&response);
    cancel_long_turns(turns);
}

static void a_short_recording_is_converted_before_long_ones(void) {
    convai_operation *turns[LONG_TURNS];
    convai_pcm pcm = recording(48000);
    convai_call_options options = resampled();
    convai_response *response;
    start_long_turns(turns);
    response = convai_get_response_pcm(client, PUBLIC_CHARACTER, NULL, &pcm, CONVAI_TEXT, &options);
    check_converting(turns);
    CHECK_OK(response);
    convai_response_free(&response);
    CHECK_LAST("/character/getResponse", "\"frames\":44100,");
    cancel_long_turns(turns);
}

static double clock_ms(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* The processor time of the threads of the library. */
static double cpu_ms(void) { return clock_ms(CLOCK_PROCESS_CPUTIME_ID) - clock_ms(CLOCK_THREAD_CPUTIME_ID); }

/* The processor time of the conversion of a minute. */
static double cost_of_a_minute(void) {
    convai_pcm pcm = recording(MINUTE);
    double start = clock_ms(CLOCK_THREAD_CPUTIME_ID);
    convai_audio *wav = convai_audio_build_wav(&pcm, 44100);
    CHECK_OK(wav);
    convai_audio_free(&wav);
    return clock_ms(CLOCK_THREAD_CPUTIME_ID) - start;
}

/* A turn that waits in its conversation is converted meanwhile. */
static void a_queued_turn_is_converted_while_it_waits(void) {
    convai_conversation *conversation = convai_conversation_new(client, PUBLIC_CHARACTER, NULL, NULL);
    convai_pcm pcm = recording(MINUTE);
    convai_call_options options = resampled();
    convai_operation *first, *second;
    double minute = cost_of_a_minute(), start = cpu_ms();
    /* Every request hangs, so that a late one of the case before does not use the fault up. */
    emulator_fault("{\"hang\":true,\"count\":0}");
    first = convai_conversation_say_async(conversation, "Hello", CONVAI_TEXT, NULL, NULL);
    second = convai_conversation_say_pcm_async(conversation, &pcm, CONVAI_TEXT, &options, NULL);
    REQUIRE(first && second);
    EVENTUALLY(cpu_ms() - start > minute / 2);
    CHECK_NUMBER(state_of(second), CONVAI_STATE_QUEUED);
    CHECK_STATUS(convai_conversation_interrupt(conversation), CONVAI_OK);
    end_cancelled(&first);
    end_cancelled(&second);
    convai_conversation_free(&conversation);
}

/* Starts long turns, and returns when the first of them is being converted. */
static void start_converting(convai_operation **turns, double minute) {
    double start;
    start_long_turns(turns);
    start = cpu_ms();
    EVENTUALLY(cpu_ms() - start > minute / 2);
}

/* The rest of the conversions would take more than half an hour of audio. */
static void cancelled_conversions_stop(void) {
    convai_operation *turns[LONG_TURNS];
    convai_pcm pcm = recording(4800);
    convai_call_options options = resampled();
    convai_response *response;
    double minute = cost_of_a_minute(), start;
    start_converting(turns, minute);
    start = cpu_ms();
    cancel_long_turns(turns);
    response = convai_get_response_pcm(client, PUBLIC_CHARACTER, NULL, &pcm, CONVAI_TEXT, &options);
    CHECK_OK(response);
    convai_response_free(&response);
    note("after the cancel: %.2f of the processor time that a minute takes", (cpu_ms() - start) / minute);
    CHECK(cpu_ms() - start < 3 * minute);
}

static void close_does_not_wait_for_conversions(void) {
    convai_operation *turns[LONG_TURNS];
    double minute = cost_of_a_minute(), start;
    int i;
    start_converting(turns, minute);
    start = cpu_ms();
    CHECK_STATUS(convai_client_close(client, PATIENT_MS), CONVAI_OK);
    note("during the close: %.2f of the processor time that a minute takes", (cpu_ms() - start) / minute);
    CHECK(cpu_ms() - start < 3 * minute);
    for (i = 0; i < LONG_TURNS; i++)
        end_cancelled(&turns[i]);
}

/* The shortest of several measurements, because other processes can only make them longer. */
#define TRIES 3

static double thread_ms(void) { return clock_ms(CLOCK_THREAD_CPUTIME_ID); }

static double shortest(double one, double other) { return one < other ? one : other; }

/* The processor time of a copy of so many samples into new memory. */
static double cost_of_a_copy(size_t bytes) {
    double least = 1e9;
    int i;
    for (i = 0; i < TRIES; i++) {
        double start = thread_ms();
        uint8_t *copy = malloc(bytes);
        REQUIRE(copy != NULL);
        memcpy(copy, samples, bytes);
        /* The compiler would leave out a copy that nothing reads. */
        CHECK(*(volatile uint8_t *)(copy + bytes / 2) == 0);
        least = shortest(least, thread_ms() - start);
        free(copy);
    }
    return least;
}

static void the_samples_of_a_turn_are_only_copied_on_the_callers_thread(void) {
    double least = 1e9, copy = cost_of_a_copy(10 * MINUTE);
    int i;
    for (i = 0; i < TRIES; i++) {
        double start = thread_ms();
        convai_operation *turn = start_turn(10 * MINUTE);
        least = shortest(least, thread_ms() - start);
        CHECK_STATUS(convai_operation_free(&turn), CONVAI_OK);
    }
    note("the start of a turn takes %.2f of a copy", least / copy);
    CHECK(least < 3 * copy);
}

static void an_utterance_is_said_without_touching_its_samples(void) {
    convai_utterance_options options = CONVAI_UTTERANCE_OPTIONS_INIT;
    convai_call_options call = resampled();
    convai_conversation *conversation = convai_conversation_new(client, PUBLIC_CHARACTER, NULL, NULL);
    convai_utterance *utterance;
    double least = 1e9, copy = cost_of_a_copy(3 * MINUTE);
    int i;
    options.format = CONVAI_PCM_U8;
    options.channels = 1;
    options.sample_rate = 48000;
    options.max_ms = 180000;
    utterance = convai_utterance_new(&options, NULL);
    REQUIRE(utterance && conversation);
    for (i = 0; i < TRIES; i++) {
        convai_operation *turn = NULL;
        double start = 0, end = now_ms() + PATIENT_MS;
        CHECK_STATUS(convai_utterance_push(utterance, samples, 3 * MINUTE), CONVAI_OK);
        /* The buffer of the previous recording comes back when its conversion has stopped. */
        while (!turn && now_ms() < end) {
            start = thread_ms();
            turn = convai_conversation_say_utterance_async(conversation, utterance, CONVAI_TEXT, &call, NULL);
        }
        least = shortest(least, thread_ms() - start);
        REQUIRE(turn != NULL);
        CHECK_STATUS(convai_operation_free(&turn), CONVAI_OK);
    }
    note("an utterance of three minutes is said in %.3f of a copy", least / copy);
    CHECK(least < copy / 2);
    CHECK_STATUS(convai_utterance_free(&utterance), CONVAI_OK);
    CHECK_STATUS(convai_conversation_free(&conversation), CONVAI_OK);
}

#if defined(__linux__)
/* How many threads of this process have this name and block the signal of a terminal's interrupt. */
static int blocking_threads_named(const char *wanted) {
    DIR *tasks = opendir("/proc/self/task");
    struct dirent *entry;
    int count = 0;
    while (tasks && (entry = readdir(tasks))) {
        char path[320], line[256], name[64] = "";
        unsigned long long blocked = 0;
        FILE *file;
        snprintf(path, sizeof path, "/proc/self/task/%s/status", entry->d_name);
        file = fopen(path, "r");
        while (file && fgets(line, sizeof line, file)) {
            sscanf(line, "Name: %63s", name);
            sscanf(line, "SigBlk: %llx", &blocked);
        }
        if (file)
            fclose(file);
        count += strcmp(name, wanted) == 0 && (blocked & 2) != 0; /* the second bit is SIGINT */
    }
    if (tasks)
        closedir(tasks);
    return count;
}

static void at_most_two_threads_compute_and_end_when_idle(void) {
    int before = thread_count_before(), round;
    convai_operation *turns[LONG_TURNS];
    CHECK_NUMBER(blocking_threads_named("convai-cpu"), 0);
    for (round = 0; round < 4; round++) {
        convai_response *response;
        double start;
        int computing, all;
        start_long_turns(turns);
        start = now_ms();
        response = convai_get_response_text(client, PUBLIC_CHARACTER, NULL, "Tell me a story.", CONVAI_VOICE, NULL);
        computing = blocking_threads_named("convai-cpu");
        all = thread_count();
        CHECK(computing <= 2 && all <= before + 3);
        /* The thread that has read the reply ends after three seconds without work. */
        if (now_ms() - start < 3000) {
            CHECK_NUMBER(computing, 2);
            CHECK_NUMBER(all, before + 3);
        }
        check_converting(turns);
        CHECK_OK(response);
        convai_response_free(&response);
        cancel_long_turns(turns);
    }
    EVENTUALLY(thread_count() == before + 1);
    CHECK_NUMBER(blocking_threads_named("convai-cpu"), 0);
    /* They start again when they are needed, and end with the client. */
    turns[0] = start_turn(10 * MINUTE);
    EVENTUALLY(blocking_threads_named("convai-cpu") == 1);
    CHECK_STATUS(convai_client_close(client, PATIENT_MS), CONVAI_OK);
    CHECK_NUMBER(settled_thread_count(), before);
    end_cancelled(&turns[0]);
}
#else
static void at_most_two_threads_compute_and_end_when_idle(void) { note("threads can be counted on Linux only"); }
#endif

TEST_CASES(set_up, tear_down,
           CASE(a_short_call_ends_while_long_turns_are_converted),
           CASE(a_timeout_ends_a_call_while_long_turns_are_converted),
           CASE(a_long_reply_is_read_while_long_turns_are_converted),
           CASE(a_short_recording_is_converted_before_long_ones),
           CASE(a_queued_turn_is_converted_while_it_waits),
           CASE(cancelled_conversions_stop),
           CASE(close_does_not_wait_for_conversions),
           CASE(the_samples_of_a_turn_are_only_copied_on_the_callers_thread),
           CASE(an_utterance_is_said_without_touching_its_samples),
           CASE(at_most_two_threads_compute_and_end_when_idle))
