#pragma once

// A saved game: the world, and the session of the conversation, so that the keeper remembers.

#include "world.hpp"

#include <string>

struct SavedGame {
    World world;
    std::string session;
};

bool has_saved_game(const std::string &file);
/// Returns false if there is none, or if it cannot be read; `game` is as it was then.
bool load(const std::string &file, SavedGame &game);
/// Returns false if the file cannot be written; an older one is kept then.
bool save(const std::string &file, const SavedGame &game);
