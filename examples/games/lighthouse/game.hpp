#pragma once

// One game: what the keys do, and how the keeper's words, the world and the picture belong together.

#include "audio_devices.hpp"
#include "keeper.hpp"
#include "overlay.hpp"
#include "picture.hpp"
#include "saved_game.hpp"

#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

struct GameOptions {
    std::string api_key, base_url, character;
    std::string folder = ".";  ///< Where the font is.
    std::string save_file;
    std::string frame_log;  ///< Empty for none.
    std::string recording;  ///< What is sent where there is no microphone.
    float sea = 0.5f;       ///< How loud the sea is.
    float hour = -1;        ///< At which a new game begins; less than 0 for the afternoon.
};

class Game {
public:
    explicit Game(const GameOptions &options);
    ~Game();
    Game(const Game &) = delete;
    Game &operator=(const Game &) = delete;

    /// Plays one frame. Returns false when the player quits.
    bool frame();

private:
    enum class Screen { title, playing, typing };

    bool title_keys();
    bool playing_keys(float seconds);
    void typing_keys();
    void begin(const SavedGame &game);
    void save_game();
    void act();
    void move_camera(float seconds);
    void draw();
    void draw_overlay();
    void log_frame();
    void tell(const std::string &notice, bool warning = false);
    bool talking() const;

    GameOptions options_;
    World world_;
    Keeper keeper_;
    AudioDevices audio_;
    Picture picture_;
    Overlay overlay_;
    Camera3D camera_{};

    Screen screen_ = Screen::title;
    std::string line_;
    std::string notice_;
    bool notice_warns_ = false, was_offline_ = false, figures_ = false, speaking_ = false, opened_ = false;
    double notice_until_ = 0;
    float lean_ = 0;
    std::vector<std::uint8_t> recording_;
    std::ofstream log_;
};
