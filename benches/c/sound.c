/* Measures the time to the first sound: `sound pieces|streamed|whole|spoken TURNS`. The program is both the service and the host:
 * a thread serves replies of 24 kHz, and another reads a playback at 48 kHz every 5 ms, as an audio device does.
 *
 * - pieces: from the moment at which the first piece with sound leaves the server to the first frame of voice that is read
 * - streamed, whole: a service that has a sentence of 2 s ready every 400 ms sends a reply of 10 s; from the first sentence to the
 *   first frame of voice
 * - spoken: from the last sample of the microphone to the first frame of voice of a reply that is sent as soon as the server has
 *   the recording
 *
 * Prints the times in nanoseconds as JSON. */

#include "bench.h"

#include <arpa/inet.h>
#include <convai.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { RATE = 24000, DEVICE_RATE = 48000, READ_MS = 5, CHANNELS = 2, SENTENCES = 5, SENTENCE_MS = 2000, READY_MS = 400, PRIORITY = 50 };

static enum { BY_PIECES, STREAMED, WHOLE, BY_VOICE } mode;
static const char *const MODES[] = {"pieces", "streamed", "whole", "spoken"};
/* The base64 of a WAV of one sentence, and of all. */
static char *sentence, *all_sentences;
static uint64_t sent_at, heard_at;
static int armed, silent_reads, stopped;
static convai_playback *playback;

static void pause_ms(unsigned ms) {
    struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000l};
    while (nanosleep(&time, &time) && errno == EINTR) continue;
}

/* ---- the service ---- */

static void put(uint8_t *at, uint32_t value, int bytes) {
    for (int i = 0; i < bytes; i++) at[i] = (uint8_t)(value >> (8 * i));
}

static char *wav_base64(uint32_t ms) {
    static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    /* A multiple of three bytes needs no padding: 44 + 1 bytes of head, and pairs of bytes. */
    size_t frames = (size_t)RATE * ms / 1000, length = (44 + 2 * frames) / 3 * 3;
    uint8_t *wav = calloc(length, 1);
    char *text = malloc(length / 3 * 4 + 1), *to = text;
    if (!wav || !text) stop("no memory");
    memcpy(wav, "RIFF....WAVEfmt \x10\0\0\0\x01\0\x01\0........\x02\0\x10\0data....", 44);
    put(wav + 4, (uint32_t)length - 8, 4);
    put(wav + 24, RATE, 4);
    put(wav + 28, 2 * RATE, 4);
    put(wav + 40, (uint32_t)length - 44, 4);
    for (size_t i = 44; i + 1 < length; i += 2) put(wav + i, (uint32_t)(i * 37 % 8000), 2);
    for (size_t i = 0; i < length; i += 3) {
        uint32_t three = (uint32_t)wav[i] << 16 | (uint32_t)wav[i + 1] << 8 | wav[i + 2];
        for (int shift = 18; shift >= 0; shift -= 6) *to++ = LETTERS[three >> shift & 63];
    }
    *to = 0;
    free(wav);
    return text;
}

/* Its buffers for a request and for a piece. */
typedef struct connection {
    int socket;
    char request[1 << 20], piece[1 << 20];
} connection;

static void send_all(int socket, const char *bytes, size_t length) {
    while (length) {
        ssize_t sent = send(socket, bytes, length, MSG_NOSIGNAL);
        if (sent <= 0) return;
        bytes += sent;
        length -= (size_t)sent;
    }
}

/* Reads a request to its end. Returns whether there was one. */
static int read_request(connection *from) {
    char *bytes = from->request;
    size_t filled = 0;
    for (;;) {
        ssize_t more = recv(from->socket, bytes + filled, sizeof from->request - 1 - filled, 0);
        if (more <= 0) return 0;
        filled += (size_t)more;
        bytes[filled] = 0;
        char *end = strstr(bytes, "\r\n\r\n"), *length = strcasestr(bytes, "\r\ncontent-length:");
        if (end && filled >= (size_t)(end + 4 - bytes) + (length && length < end ? strtoul(length + 17, NULL, 10) : 0)) return 1;
    }
}

/* Sends an event as a chunk. `audio` may be NULL. */
static void send_piece(connection *to, const char *fields, const char *audio) {
    char *event = to->piece + 32, head[16];
    int length = snprintf(event, sizeof to->piece - 64, "data: {%s%s%s%s}\n\n", fields, audio ? ",\"audio\":\"" : "", audio ? audio : "",
                          audio ? "\"" : "");
    int size = snprintf(head, sizeof head, "%x\r\n", (unsigned)length);
    memcpy(event - size, head, (size_t)size);
    memcpy(event + length, "\r\n", 2);
    if (audio && !sent_at) __atomic_store_n(&sent_at, now_ns(), __ATOMIC_RELEASE);
    send_all(to->socket, event - size, (size_t)(size + length + 2));
}

#define SESSION "\"sessionID\":\"0123456789abcdef0123456789abcdef\""

/* All at once, when the last sentence is ready. */
static void reply_whole(int socket) {
    static const char START[] = "{\"text\":\"Hello there.\"," SESSION ",\"sample_rate\":24000,\"audio\":\"";
    size_t length = strlen(all_sentences);
    char head[512];
    int size = snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                        sizeof START - 1 + length + 2, START);
    __atomic_store_n(&sent_at, now_ns(), __ATOMIC_RELEASE);
    pause_ms((SENTENCES - 1) * READY_MS);
    send_all(socket, head, (size_t)size);
    send_all(socket, all_sentences, length);
    send_all(socket, "\"}", 2);
}

static void reply_in_pieces(connection *to) {
    static const char HEAD[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    send_all(to->socket, HEAD, sizeof HEAD - 1);
    if (mode == BY_PIECES) {
        send_piece(to, "\"text\":\"Hello\"," SESSION, NULL);
        pause_ms(20);
    }
    for (int i = 0; i < (mode == STREAMED ? SENTENCES : 1); i++) {
        if (i) pause_ms(READY_MS);
        send_piece(to, "\"text\":\" there.\"," SESSION, sentence);
    }
    send_all(to->socket, "0\r\n\r\n", 5);
}

static void *serves_one(void *argument) {
    connection *one = argument;
    while (read_request(one)) {
        if (mode == WHOLE) reply_whole(one->socket);
        else reply_in_pieces(one);
    }
    close(one->socket);
    free(one);
    return NULL;
}

static void *serves(void *argument) {
    int listening = (int)(intptr_t)argument;
    for (;;) {
        connection *one = calloc(1, sizeof *one);
        pthread_t thread;
        if (!one || (one->socket = accept(listening, NULL, NULL)) < 0) return NULL;
        if (pthread_create(&thread, NULL, serves_one, one) == 0) pthread_detach(thread);
    }
}

static int start_server(char *url, size_t capacity) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    pthread_t thread;
    int listening = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listening, (struct sockaddr *)&address, length) || listen(listening, 8)) return 0;
    getsockname(listening, (struct sockaddr *)&address, &length);
    snprintf(url, capacity, "http://127.0.0.1:%u", ntohs(address.sin_port));
    if (pthread_create(&thread, NULL, serves, (void *)(intptr_t)listening)) return 0;
    pthread_detach(thread);
    return 1;
}

/* ---- the device ---- */

static void *reads(void *argument) {
    static float out[DEVICE_RATE / 1000 * READ_MS * CHANNELS];
    struct sched_param priority = {.sched_priority = PRIORITY};
    struct timespec next;
    pthread_setschedparam(pthread_self(), SCHED_FIFO, &priority);
    clock_gettime(CLOCK_MONOTONIC, &next);
    while (!__atomic_load_n(&stopped, __ATOMIC_RELAXED)) {
        size_t voice = convai_playback_read_f32(playback, out, DEVICE_RATE / 1000 * READ_MS, CHANNELS);
        if (voice && __atomic_exchange_n(&armed, 0, __ATOMIC_ACQ_REL)) __atomic_store_n(&heard_at, now_ns(), __ATOMIC_RELEASE);
        __atomic_store_n(&silent_reads, voice ? 0 : silent_reads + 1, __ATOMIC_RELAXED);
        next.tv_nsec += READ_MS * 1000000l;
        if (next.tv_nsec >= 1000000000l) next.tv_nsec -= 1000000000l, next.tv_sec++;
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
    }
    return argument;
}

/* ---- one turn ---- */

/* Records for 300 ms. Returns when the last sample was there. */
static uint64_t speak(convai_utterance *microphone) {
    static float chunk[DEVICE_RATE / 100];
    for (int i = 0; i < 30; i++) {
        pause_ms(10);
        if (convai_utterance_push(microphone, chunk, DEVICE_RATE / 100)) stop("a push failed");
    }
    return now_ns();
}

/* Returns the nanoseconds from the beginning of the mode to the first frame of voice. */
static uint64_t turn(convai_conversation *conversation, convai_utterance *microphone) {
    const uint32_t flags = mode == WHOLE ? CONVAI_VOICE : CONVAI_VOICE | CONVAI_STREAM;
    uint64_t begin = 0;
    convai_operation *operation;
    while (__atomic_load_n(&silent_reads, __ATOMIC_RELAXED) < 3) pause_ms(READ_MS);
    sent_at = heard_at = 0;
    __atomic_store_n(&armed, 1, __ATOMIC_RELEASE);
    if (mode == BY_VOICE) {
        begin = speak(microphone);
        operation = convai_conversation_say_utterance_async(conversation, microphone, flags, NULL, NULL);
    } else {
        operation = convai_conversation_say_async(conversation, USER_TEXT, flags, NULL, NULL);
    }
    while (!__atomic_load_n(&heard_at, __ATOMIC_ACQUIRE)) {
        const int32_t status = convai_operation_poll(operation, NULL);
        if (!operation || (status != CONVAI_OK && status != CONVAI_PENDING)) stop("a turn failed");
        pause_ms(1);
    }
    convai_operation_wait(operation, -1);
    convai_playback_stop(playback, 0);
    convai_operation_free(&operation);
    return heard_at - (begin ? begin : __atomic_load_n(&sent_at, __ATOMIC_ACQUIRE));
}

int main(int argc, char **argv) {
    char url[64];
    int found = 0, turns;
    if (argc != 3 || (turns = atoi(argv[2])) < 1) stop("usage: sound pieces|streamed|whole|spoken TURNS");
    for (int i = 0; i < 4; i++)
        if (!strcmp(MODES[i], argv[1])) mode = i, found = 1;
    if (!found) stop("there is no such mode");
    sentence = wav_base64(SENTENCE_MS);
    all_sentences = wav_base64(SENTENCES * SENTENCE_MS);
    if (!start_server(url, sizeof url)) stop("the server does not start");
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    options.api_key = API_KEY;
    options.base_url = url;
    options.proxy = "direct";
    options.upload_sample_rate = 16000;
    convai_client *client = convai_client_new(&options, NULL);
    convai_conversation *conversation = convai_conversation_new(client, CHARACTER, NULL, NULL);
    convai_playback_options device = CONVAI_PLAYBACK_OPTIONS_INIT;
    device.sample_rate = DEVICE_RATE;
    playback = convai_playback_new(&device, NULL);
    convai_utterance_options recording = CONVAI_UTTERANCE_OPTIONS_INIT;
    recording.format = CONVAI_PCM_F32;
    recording.channels = 1;
    recording.sample_rate = DEVICE_RATE;
    convai_utterance *microphone = convai_utterance_new(&recording, NULL);
    pthread_t audio;
    if (!client || !conversation || !playback || !microphone || convai_conversation_set_playback(conversation, playback) ||
        pthread_create(&audio, NULL, reads, NULL))
        stop("the benchmark cannot be set up");
    /* The first turn opens the connection. */
    turn(conversation, microphone);
    printf("[");
    for (int i = 0; i < turns; i++) printf("%s%llu", i ? ", " : "", (unsigned long long)turn(conversation, microphone));
    printf("]\n");
    __atomic_store_n(&stopped, 1, __ATOMIC_RELAXED);
    pthread_join(audio, NULL);
    convai_utterance_free(&microphone);
    convai_conversation_free(&conversation);
    convai_playback_free(&playback);
    convai_client_free(&client);
    convai_shutdown(2000);
    return 0;
}
