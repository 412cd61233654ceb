/* A character that talks, in C with SDL 2: type a line, and hear the answer and read it in the title while it arrives.
 *
 *     cc examples/games/sdl2/keeper.c -Iinclude $(sdl2-config --cflags --libs) -Ltarget/library -lconvai \
 *         -Wl,-rpath,"$PWD/target/library" -o keeper
 *     CONVAI_API_KEY=... CONVAI_CHARACTER_ID=... keeper
 *
 * SDL draws no text, so that the window shows the face, and its title the words. Esc quits. */

#define SDL_MAIN_HANDLED
#include <SDL.h>

#include <convai.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 640, HEIGHT = 480, RATE = 48000 };

typedef struct keeper {
    convai_client *client;
    convai_conversation *conversation;
    convai_playback *playback;
    convai_operation *turn;
    char caption[4096];
} keeper;

/* The audio thread: no lock, no allocation. */
static void SDLCALL play(void *playback, Uint8 *bytes, int count) {
    convai_playback_read_s16(playback, (int16_t *)(void *)bytes, (size_t)count / sizeof(int16_t), 1);
}

static int failed(convai_error *error) {
    fprintf(stderr, "%s\n", error ? error->message : SDL_GetError());
    convai_error_free(&error);
    return 0;
}

static int open_keeper(keeper *it) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    convai_playback_options device = CONVAI_PLAYBACK_OPTIONS_INIT;
    convai_error *error = NULL;
    const char *character = getenv("CONVAI_CHARACTER_ID");
    options.api_key = getenv("CONVAI_API_KEY");
    options.base_url = getenv("CONVAI_BASE_URL");
    device.sample_rate = RATE;
    if (!(it->client = convai_client_new(&options, &error))) return failed(error);
    it->conversation = convai_conversation_new(it->client, character ? character : "lighthouse-keeper", NULL, &error);
    if (!it->conversation) return failed(error);
    if (!(it->playback = convai_playback_new(&device, &error))) return failed(error);
    convai_conversation_set_playback(it->conversation, it->playback);
    convai_conversation_set_fallback(it->conversation, "The wind tears my words away. Say it again in a moment.");
    return 1;
}

static void add(keeper *it, const char *text) {
    const size_t used = strlen(it->caption);
    SDL_snprintf(it->caption + used, sizeof it->caption - used, "%s", text ? text : "");
}

static void say(keeper *it, const char *line) {
    convai_error *error = NULL;
    convai_conversation_interrupt(it->conversation);
    convai_operation_free(&it->turn);
    it->caption[0] = 0;
    it->turn = convai_conversation_say_async(it->conversation, line, CONVAI_VOICE | CONVAI_STREAM, NULL, &error);
    if (!it->turn) add(it, error->message);
    convai_error_free(&error);
}

/* Collects what has arrived, in each frame; at the end the fallback line, if nothing came. */
static void listen(keeper *it) {
    convai_piece *piece;
    convai_response *reply;
    while (convai_operation_next_piece(it->turn, 0, &piece) == CONVAI_OK && piece) {
        add(it, piece->text);
        convai_piece_free(&piece);
    }
    if (convai_operation_poll(it->turn, NULL) != CONVAI_OK) return;
    reply = convai_operation_take_response(it->turn);
    if (!it->caption[0]) add(it, reply->text);
    convai_response_free(&reply);
    convai_operation_free(&it->turn);
}

static void draw(SDL_Renderer *renderer, float mouth) {
    const int open = 6 + (int)(70 * mouth);
    const SDL_Rect face = {220, 110, 200, 240}, eyes[] = {{265, 180, 24, 24}, {351, 180, 24, 24}}, lips = {280, 290 - open / 2, 80, open};
    SDL_SetRenderDrawColor(renderer, 24, 32, 48, 255);
    SDL_RenderClear(renderer);
    SDL_SetRenderDrawColor(renderer, 232, 196, 158, 255);
    SDL_RenderFillRect(renderer, &face);
    SDL_SetRenderDrawColor(renderer, 30, 36, 50, 255);
    SDL_RenderFillRects(renderer, eyes, 2);
    SDL_SetRenderDrawColor(renderer, 115, 20, 26, 255);
    SDL_RenderFillRect(renderer, &lips);
    SDL_RenderPresent(renderer);
}

static void run(keeper *it, SDL_Window *window, SDL_Renderer *renderer) {
    char line[512] = "";
    for (;;) {
        char title[sizeof it->caption + sizeof line];
        convai_playback_state heard = CONVAI_PLAYBACK_STATE_INIT;
        SDL_Event event;
        while (SDL_PollEvent(&event)) {
            const SDL_Keycode key = event.type == SDL_KEYDOWN ? event.key.keysym.sym : 0;
            if (event.type == SDL_QUIT || key == SDLK_ESCAPE) return;
            if (event.type == SDL_TEXTINPUT) SDL_strlcat(line, event.text.text, sizeof line);
            if (key == SDLK_BACKSPACE) line[0] = 0;
            if (key == SDLK_RETURN && line[0]) {
                say(it, line);
                line[0] = 0;
            }
        }
        if (it->turn) listen(it);
        convai_playback_poll(it->playback, &heard);
        SDL_snprintf(title, sizeof title, "Keeper (SDL): %s", line[0] ? line : it->caption);
        SDL_SetWindowTitle(window, title);
        draw(renderer, heard.mouth);
        SDL_Delay(15);
    }
}

int main(void) {
    keeper it = {0};
    SDL_AudioSpec wanted = {0};
    SDL_Window *window;
    SDL_Renderer *renderer;
    SDL_AudioDeviceID device = 0;
    int opened;
    SDL_SetMainReady();
    if (SDL_Init(SDL_INIT_VIDEO | SDL_INIT_AUDIO) != 0) return !failed(NULL);
    window = SDL_CreateWindow("Keeper (SDL)", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, WIDTH, HEIGHT, 0);
    renderer = window ? SDL_CreateRenderer(window, -1, 0) : NULL;
    opened = renderer ? open_keeper(&it) : failed(NULL);
    if (opened) {
        wanted.freq = RATE;
        wanted.format = AUDIO_S16SYS;
        wanted.channels = 1;
        wanted.samples = 1024;
        wanted.callback = play;
        wanted.userdata = it.playback;
        device = SDL_OpenAudioDevice(NULL, 0, &wanted, NULL, 0);
        if (device) SDL_PauseAudioDevice(device, 0);
        run(&it, window, renderer);
    }
    if (device) SDL_CloseAudioDevice(device); /* before the playback, which its callback reads */
    convai_operation_free(&it.turn);
    convai_conversation_free(&it.conversation);
    convai_playback_free(&it.playback);
    convai_client_free(&it.client);
    if (renderer) SDL_DestroyRenderer(renderer);
    if (window) SDL_DestroyWindow(window);
    SDL_Quit();
    return opened && convai_live_objects() == 0 ? 0 : 1;
}
