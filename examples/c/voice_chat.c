/* A voice chat: the player speaks, the character answers, and its voice is heard while it still arrives.
 *
 *     cc examples/c/voice_chat.c -Iinclude -Ltarget/library -lconvai -Wl,-rpath,"$PWD/target/library" -o voice_chat
 *     voice_chat [--push-to-talk] CHARACTER_ID IN.wav OUT.wav
 *
 * The chat is hands-free: the library notices when the player speaks and when the player has finished. With --push-to-talk, the
 * button is held from the beginning to the end of the input.
 *
 * IN and OUT may be "-", for raw 16-bit mono samples: 16 kHz from standard input, 48 kHz to standard output. So the chat talks
 * through the sound device of a Linux machine:
 *
 *     arecord -q -t raw -f S16_LE -r 16000 | voice_chat CHARACTER_ID - - | aplay -q -t raw -f S16_LE -r 48000
 *
 * CONVAI_API_KEY is your API key. CONVAI_BASE_URL is the URL of the service, if it is not the default. */
#if !defined(_WIN32)
#define _POSIX_C_SOURCE 199309L
#include <time.h>
#else
#include <fcntl.h>
#include <io.h>
#include <windows.h>
#endif
#include <convai.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A device asks for 10 ms at a time. When the input has ended, the room is silent, and the chat ends after QUIET_MS without a
 * turn and without a voice. */
enum { STEP_MS = 10, OUT_RATE = 48000, OUT_FRAMES = OUT_RATE / 1000 * STEP_MS, QUIET_MS = 1500 };
/* 10 ms of 32 channels at 192 kHz, which is the most that an utterance takes. */
enum { LONGEST_CHUNK = 32 * 192 * STEP_MS };

typedef struct chat {
    convai_client *client;
    convai_conversation *conversation;
    convai_utterance *microphone;
    convai_playback *playback;
    /* The samples of a WAV file, and how many frames of them were pushed; NULL to read standard input. */
    convai_audio *file;
    size_t pushed;
    uint32_t channels, rate;
    FILE *out, *text;
    int raw_out, turns, failures;
    unsigned long written;
} chat;

static int failed(const char *what, const convai_error *error) {
    fprintf(stderr, "%s failed: %s [%s]\n", what, error->message, convai_status_name(error->status));
    return 1;
}

static void wait_a_step(void) {
#if defined(_WIN32)
    Sleep(STEP_MS);
#else
    struct timespec time = {0, STEP_MS * 1000000l};
    nanosleep(&time, NULL);
#endif
}

/* ---- what two audio callbacks would do ---- */

/* Pushes 10 ms of the microphone, and silence after the end of the input. Returns whether there was input. */
static int push_microphone(chat *it) {
    static int16_t chunk[LONGEST_CHUNK];
    const size_t wanted = it->rate / 1000 * STEP_MS;
    size_t frames = 0;
    memset(chunk, 0, sizeof chunk);
    if (it->file) {
        frames = it->file->frames - it->pushed < wanted ? it->file->frames - it->pushed : wanted;
        memcpy(chunk, it->file->pcm + it->pushed * it->channels, frames * it->channels * sizeof *chunk);
        it->pushed += frames;
    } else if (!feof(stdin)) {
        frames = fread(chunk, sizeof *chunk, wanted, stdin); /* it waits for the sound device */
    }
    if (convai_utterance_push(it->microphone, chunk, wanted) != CONVAI_OK)
        fprintf(stderr, "The recording is full: what follows is not heard.\n");
    return frames > 0;
}

static void play(chat *it) {
    static int16_t samples[OUT_FRAMES];
    convai_playback_read_s16(it->playback, samples, OUT_FRAMES, 1);
    it->written += (unsigned long)fwrite(samples, sizeof *samples, OUT_FRAMES, it->out);
    if (it->raw_out) fflush(it->out);
}

/* ---- what a game does in each frame ---- */

/* The conversation sends one turn after the other, so nothing has to wait here. */
static void say(chat *it, convai_utterance *recording) {
    const uint32_t flags = CONVAI_VOICE | CONVAI_STREAM;
    convai_error *error = NULL;
    convai_operation *turn = convai_conversation_say_utterance_async(it->conversation, recording, flags, NULL, &error);
    if (turn) it->turns++;
    else it->failures += failed("The turn", error);
    convai_error_free(&error);
}

static void hear_the_player(chat *it) {
    int32_t event;
    convai_utterance *ended;
    while (convai_utterance_next(it->microphone, &event, &ended) == CONVAI_OK) {
        if (event == CONVAI_UTTERANCE_SPEECH_STARTED) fprintf(it->text, "You speak.\n");
        if (ended) say(it, ended);
        convai_utterance_free(&ended);
    }
}

static void show_pieces(chat *it, convai_operation *turn) {
    convai_piece *piece;
    while (convai_operation_next_piece(turn, 0, &piece) == CONVAI_OK && piece) {
        fputs(piece->text, it->text);
        convai_piece_free(&piece);
    }
    fflush(it->text);
}

static void show_replies(chat *it) {
    convai_event event = CONVAI_EVENT_INIT;
    while (convai_client_next(it->client, 0, &event) == CONVAI_OK) {
        show_pieces(it, event.operation);
        if (event.kind == CONVAI_EVENT_DONE) {
            convai_response *response = convai_operation_take_response(event.operation);
            if (response->error) it->failures += failed("The turn", response->error);
            else fprintf(it->text, "\n");
            convai_response_free(&response);
            convai_operation_free(&event.operation); /* its voice is still heard */
            it->turns--;
        }
    }
}

static int is_busy(const chat *it) {
    convai_playback_state heard = CONVAI_PLAYBACK_STATE_INIT;
    convai_playback_poll(it->playback, &heard);
    return it->turns > 0 || heard.state == CONVAI_PLAYBACK_BUFFERING || heard.state == CONVAI_PLAYBACK_SPEAKING;
}

static void run(chat *it, int push_to_talk) {
    int quiet_ms = 0, button = push_to_talk;
    while (quiet_ms < QUIET_MS) {
        const int is_heard = push_to_talk && !button ? 0 : push_microphone(it);
        if (!push_to_talk) hear_the_player(it);
        else if (button && !is_heard) button = 0, say(it, it->microphone);
        show_replies(it);
        play(it);
        quiet_ms = is_heard || is_busy(it) ? 0 : quiet_ms + STEP_MS;
        wait_a_step();
    }
}

/* ---- files, and the beginning and the end ---- */

static convai_audio *read_wav(const char *path) {
    const size_t capacity = 64u << 20;
    unsigned char *bytes = malloc(capacity);
    FILE *file = fopen(path, "rb");
    convai_audio *audio = convai_audio_read_wav(bytes, bytes && file ? fread(bytes, 1, capacity, file) : 0, 0);
    if (file) fclose(file);
    free(bytes);
    return audio;
}

static void put(unsigned char *at, unsigned long value, int bytes) {
    int i;
    for (i = 0; i < bytes; i++) at[i] = (unsigned char)(value >> 8 * i);
}

/* Writes the head of the WAV file, at first for no samples. */
static void write_head(chat *it) {
    unsigned char head[44] = "RIFF....WAVEfmt \x10\0\0\0\x01\0\x01\0........\x02\0\x10\0data";
    put(head + 4, 36 + 2 * it->written, 4);
    put(head + 24, OUT_RATE, 4);
    put(head + 28, 2 * OUT_RATE, 4);
    put(head + 40, 2 * it->written, 4);
    rewind(it->out);
    fwrite(head, 1, sizeof head, it->out);
}

static int open_all(chat *it, const char *character_id, int push_to_talk, convai_error **error) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    convai_utterance_options recording = CONVAI_UTTERANCE_OPTIONS_INIT;
    convai_playback_options device = CONVAI_PLAYBACK_OPTIONS_INIT;
    options.api_key = getenv("CONVAI_API_KEY");
    options.base_url = getenv("CONVAI_BASE_URL");
    options.upload_sample_rate = 16000;
    recording.format = CONVAI_PCM_S16;
    recording.channels = it->channels;
    recording.sample_rate = it->rate;
    recording.trigger = push_to_talk ? CONVAI_TRIGGER_PUSH : CONVAI_TRIGGER_SPEECH;
    device.sample_rate = OUT_RATE;
    if (!(it->client = convai_client_new(&options, error)) || !(it->playback = convai_playback_new(&device, error)) ||
        !(it->microphone = convai_utterance_new(&recording, error)) ||
        !(it->conversation = convai_conversation_new(it->client, character_id, CONVAI_NEW_SESSION, error)))
        return 0;
    convai_conversation_set_playback(it->conversation, it->playback);
    /* The character must not hear itself. With headphones, leave this out: then the player may speak at any time. */
    if (!push_to_talk) convai_utterance_set_playback(it->microphone, it->playback);
    return 1;
}

int main(int argc, char **argv) {
    chat it = {0};
    convai_error *error = NULL;
    const int push_to_talk = argc > 1 && strcmp(argv[1], "--push-to-talk") == 0;
    char **names = argv + 1 + push_to_talk;
    if (argc != 4 + push_to_talk) {
        fprintf(stderr, "usage: %s [--push-to-talk] CHARACTER_ID IN.wav|- OUT.wav|-\n", argv[0]);
        return 2;
    }
    it.channels = 1;
    it.rate = 16000;
    it.raw_out = strcmp(names[2], "-") == 0;
#if defined(_WIN32)
    _setmode(_fileno(stdin), _O_BINARY);
    if (it.raw_out) _setmode(_fileno(stdout), _O_BINARY);
#endif
    it.text = it.raw_out ? stderr : stdout;
    it.out = it.raw_out ? stdout : fopen(names[2], "wb");
    if (!it.out) return fprintf(stderr, "%s cannot be written\n", names[2]), 1;
    if (strcmp(names[1], "-") != 0) {
        it.file = read_wav(names[1]);
        it.channels = it.file->channels;
        it.rate = it.file->sample_rate;
    }
    if (it.file && it.file->error) {
        it.failures += failed(names[1], it.file->error);
    } else if (!open_all(&it, names[0], push_to_talk, &error)) {
        it.failures += failed("The chat", error);
    } else {
        if (!it.raw_out) write_head(&it);
        run(&it, push_to_talk);
        if (!it.raw_out) write_head(&it);
    }
    convai_error_free(&error);
    convai_conversation_free(&it.conversation);
    convai_utterance_free(&it.microphone);
    convai_playback_free(&it.playback);
    convai_client_free(&it.client);
    convai_audio_free(&it.file);
    if (!it.raw_out && fclose(it.out) != 0) it.failures++;
    return it.failures > 0;
}
