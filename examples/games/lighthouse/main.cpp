// The Lighthouse: a small game with a character that talks, in C++ with raylib.
//
//     CONVAI_API_KEY=... CONVAI_CHARACTER_ID=... lighthouse [OPTIONS]
//
//     --save FILE        the saved game; lighthouse.save in the folder of the program is the default
//     --size WxH         the size of the window
//     --hour H           the hour at which a new game begins
//     --recording FILE   a WAV file that is sent where there is no microphone
//     --sea VOLUME       how loud the sea is, from 0 to 1
//     --frames FILE      write a line about each frame
//
// CONVAI_BASE_URL is the address of an emulator; without it, the game talks to the real service.

#include "game.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

std::string environment(const char *name, const char *otherwise = "") {
    const char *value = std::getenv(name);
    return value ? value : otherwise;
}

bool read_arguments(int count, char **argument, GameOptions &options, int &width, int &height) {
    for (int at = 1; at < count; at += 2) {
        const std::string name = argument[at];
        if (at + 1 == count) return false;
        const char *value = argument[at + 1];
        if (name == "--save") options.save_file = value;
        else if (name == "--size") {
            if (std::sscanf(value, "%dx%d", &width, &height) != 2) return false;
        } else if (name == "--hour") options.hour = std::strtof(value, nullptr);
        else if (name == "--recording") options.recording = value;
        else if (name == "--sea") options.sea = std::strtof(value, nullptr);
        else if (name == "--frames") options.frame_log = value;
        else return false;
    }
    return true;
}

}  // namespace

int main(int count, char **argument) {
    GameOptions options;
    options.api_key = environment("CONVAI_API_KEY");
    options.base_url = environment("CONVAI_BASE_URL");
    options.character = environment("CONVAI_CHARACTER_ID", "lighthouse-keeper");
    options.folder = GetApplicationDirectory();
    options.save_file = options.folder + "lighthouse.save";
    int width = 1280, height = 720;
    if (!read_arguments(count, argument, options, width, height)) {
        std::fputs("usage: lighthouse [--save FILE] [--size WxH] [--hour H] [--recording FILE] [--sea VOLUME] [--frames FILE]\n",
                   stderr);
        return 2;
    }

    SetTraceLogLevel(LOG_WARNING);
    SetConfigFlags(FLAG_WINDOW_RESIZABLE);
    InitWindow(width, height, "The Lighthouse");
    if (!IsWindowReady()) {
        std::fputs("lighthouse: there is no window; is a display connected?\n", stderr);
        return 1;
    }
    SetExitKey(KEY_NULL);  // Esc also ends typing
    SetTargetFPS(60);
    {
        Game game(options);
        while (game.frame()) {}
    }
    CloseWindow();
    if (const std::uint64_t left = convai::live_objects(); left != 0) {
        std::fprintf(stderr, "lighthouse: %llu objects of the library were not freed\n", static_cast<unsigned long long>(left));
        return 3;
    }
    return 0;
}
