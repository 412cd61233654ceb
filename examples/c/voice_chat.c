/* A voice chat: the player speaks, the character answers, and its voice is heard while it still arrives.
 *
 *     cc examples/c/voice_chat.c -Iinclude -Ltarget/library -lconvai -Wl,-rpath,"$PWD/target/library" -o voice_chat
 *     voice_chat [--push-to-talk] CHARACTER_ID IN.wav OUT.wav
 *
 * The chat is hands-free: the library notices when the player speaks and when the player has finished. With --push-to-talk, the
 * button is held from the beginning to the end of IN.
 *
 * With SDL 2 it talks through the sound device, until Ctrl+C. Build it with these arguments as well:
 *
 *     -DVOICE_CHAT_SDL $(sdl2-config --cflags --libs)
 *     voice_chat CHARACTER_ID
 *
 * CONVAI_API_KEY is your API key. CONVAI_BASE_URL is the URL of the service, if it is not the default. */
#if defined(VOICE_CHAT_SDL)
#define SDL_MAIN_HANDLED
#include <SDL.h>
#elif !defined(_WIN32)
#define _POSIX_C_SOURCE 199309L
#include <time.h>
#else
#include <windows.h>
#endif
#include <convai.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Files are read and written 10 ms at a time. When IN has ended, the room is silent, and the chat ends after QUIET_MS without a
 * turn and without a voice. */
enum { STEP_MS = 10, OUT_RATE = 48000, OUT_FRAMES = OUT_RATE / 1000 * STEP_MS, QUIET_MS = 1500 };
/* 10 ms of 32 channels at 192 kHz, which is the most that an utterance takes. */
enum { LONGEST_CHUNK = 32 * 192 * STEP_MS };

typedef struct chat {
    convai_client *client;
    convai_conversation *conversation;
    convai_utterance *microphone;
    convai_playback *playback;
    /* The samples of IN, and how many frames of them were pushed; NULL for the sound device. */
    convai_audio *file;
    size_t pushed;
    FILE *out;
    unsigned long written;
    uint32_t channels, rate;
    int turns, failures;
} chat;

static int failed(const char *what, const convai_error *error) {
    fprintf(stderr, "%s failed: %s [%s]\n", what, error->message, convai_status_name(error->status));
    return 1;
}

static void wait_a_step(void) {
#if defined(VOICE_CHAT_SDL)
    SDL_Delay(STEP_MS);
#elif defined(_WIN32)
    Sleep(STEP_MS);
#else
    struct timespec time = {0, STEP_MS * 1000000l};
    nanosleep(&time, NULL);
#endif
}

/* ---- the sound device: two callbacks, on threads of SDL ---- */

#if defined(VOICE_CHAT_SDL)
static void SDLCALL hear_device(void *chat_, Uint8 *bytes, int count) {
    const chat *it = chat_;
    convai_utterance_push(it->microphone, bytes, (size_t)count / sizeof(int16_t));
}

static void SDLCALL play_device(void *chat_, Uint8 *bytes, int count) {
    const chat *it = chat_;
    convai_playback_read_s16(it->playback, (int16_t *)(void *)bytes, (size_t)count / sizeof(int16_t), 1);
}

static int open_device(chat *it, int rate, int frames, SDL_AudioCallback callback, int is_capture) {
    SDL_AudioSpec wanted = {0};
    SDL_AudioDeviceID device;
    wanted.freq = rate;
    wanted.format = AUDIO_S16SYS;
    wanted.channels = 1;
    wanted.samples = (Uint16)frames;
    wanted.callback = callback;
    wanted.userdata = it;
    device = SDL_OpenAudioDevice(NULL, is_capture, &wanted, NULL, 0);
    if (device) SDL_PauseAudioDevice(device, 0);
    return device != 0;
}
#endif

/* ---- files, in place of the callbacks ---- */

/* Pushes 10 ms of IN, and silence after its end. Returns whether there was input. */
static int push_file(chat *it) {
    static int16_t chunk[LONGEST_CHUNK];
    const size_t wanted = it->rate / 1000 * STEP_MS, left = it->file->frames - it->pushed;
    const size_t frames = left < wanted ? left : wanted;
    memset(chunk, 0, sizeof chunk);
    memcpy(chunk, it->file->pcm + it->pushed * it->channels, frames * it->channels * sizeof *chunk);
    it->pushed += frames;
    if (convai_utterance_push(it->microphone, chunk, wanted) != CONVAI_OK)
        fprintf(stderr, "The recording is full: what follows is not heard.\n");
    return frames > 0;
}

static void play_file(chat *it) {
    static int16_t samples[OUT_FRAMES];
    convai_playback_read_s16(it->playback, samples, OUT_FRAMES, 1);
    it->written += (unsigned long)fwrite(samples, sizeof *samples, OUT_FRAMES, it->out);
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
        if (event == CONVAI_UTTERANCE_SPEECH_STARTED) printf("You speak.\n");
        if (ended) say(it, ended);
        convai_utterance_free(&ended);
    }
}

static void show_pieces(convai_operation *turn) {
    convai_piece *piece;
    while (convai_operation_next_piece(turn, 0, &piece) == CONVAI_OK && piece) {
        fputs(piece->text, stdout);
        convai_piece_free(&piece);
    }
    fflush(stdout);
}

static void show_replies(chat *it) {
    convai_event event = CONVAI_EVENT_INIT;
    while (convai_client_next(it->client, 0, &event) == CONVAI_OK) {
        show_pieces(event.operation);
        if (event.kind == CONVAI_EVENT_DONE) {
            convai_response *response = convai_operation_take_response(event.operation);
            if (response->error) it->failures += failed("The turn", response->error);
            else printf("\n");
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

static void run_with_files(chat *it, int push_to_talk) {
    int quiet_ms = 0, button = push_to_talk;
    while (quiet_ms < QUIET_MS) {
        const int is_heard = push_to_talk && !button ? 0 : push_file(it);
        if (!push_to_talk) hear_the_player(it);
        else if (button && !is_heard) button = 0, say(it, it->microphone);
        show_replies(it);
        play_file(it);
        quiet_ms = is_heard || is_busy(it) ? 0 : quiet_ms + STEP_MS;
        wait_a_step();
    }
}

static int run_with_device(chat *it) {
#if defined(VOICE_CHAT_SDL)
    if (SDL_Init(SDL_INIT_AUDIO | SDL_INIT_EVENTS) != 0 || !open_device(it, OUT_RATE, 512, play_device, 0) ||
        !open_device(it, (int)it->rate, 256, hear_device, 1))
        return fprintf(stderr, "The sound device failed: %s\n", SDL_GetError()), 1;
    while (!SDL_QuitRequested()) {
        hear_the_player(it);
        show_replies(it);
        wait_a_step();
    }
    return 0;
#else
    (void)it;
    return fprintf(stderr, "This program was built without SDL: give it two WAV files.\n"), 1;
#endif
}

/* ---- the beginning and the end ---- */

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
    if (argc != 4 + push_to_talk && argc != 2) {
        fprintf(stderr, "usage: %s [--push-to-talk] CHARACTER_ID IN.wav OUT.wav\n       %s CHARACTER_ID\n", argv[0], argv[0]);
        return 2;
    }
    it.channels = 1;
    it.rate = 16000;
    if (argc != 2) {
        it.out = fopen(names[2], "wb");
        if (!it.out) return fprintf(stderr, "%s cannot be written\n", names[2]), 1;
        it.file = read_wav(names[1]);
        it.channels = it.file->channels;
        it.rate = it.file->sample_rate;
    }
    if (it.file && it.file->error) {
        it.failures += failed(names[1], it.file->error);
    } else if (!open_all(&it, names[0], push_to_talk, &error)) {
        it.failures += failed("The chat", error);
    } else if (it.file) {
        write_head(&it);
        run_with_files(&it, push_to_talk);
        write_head(&it);
    } else {
        it.failures += run_with_device(&it);
    }
#if defined(VOICE_CHAT_SDL)
    SDL_Quit(); /* the callbacks have ended, before what they use is freed */
#endif
    convai_error_free(&error);
    convai_conversation_free(&it.conversation);
    convai_utterance_free(&it.microphone);
    convai_playback_free(&it.playback);
    convai_client_free(&it.client);
    convai_audio_free(&it.file);
    if (it.out && fclose(it.out) != 0) it.failures++;
    return it.failures > 0;
}
