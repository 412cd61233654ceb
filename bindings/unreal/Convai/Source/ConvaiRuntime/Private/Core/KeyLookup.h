// Where the API key comes from: the environment, or a file that is not part of the game.
#pragma once

#include "Failure.h"

#include <functional>
#include <vector>

namespace convai_core {

struct KeyPlaces {
    std::string variable;  // the environment variable that is looked at first; empty for none
    std::string file;      // the file that is looked at then, as an absolute path; empty for none
    std::vector<std::string> shipped_folders;  // absolute; a key file below them would be packaged with the game
};

struct FoundKey {
    std::string key;   // empty where `failure` is set
    std::string from;  // where it was found, for the log. Never the key itself.
    Failure failure;
};

using ReadVariable = std::function<std::string(const std::string &name)>;
// Gives false where there is no such file or it cannot be read.
using ReadFile = std::function<bool(const std::string &path, std::string &content)>;

// Finds the key. A file that would be shipped is refused, also where it holds a good key. White space around the key, and
// the byte order mark that some editors write, are taken off.
FoundKey find_key(const KeyPlaces &places, const ReadVariable &read_variable, const ReadFile &read_file);

// Whether a path lies in a folder or is it. Both absolute; "..", "." and either slash are understood, and upper and lower
// case are the same, as on Windows and macOS.
bool is_below(const std::string &path, const std::string &folder);

}  // namespace convai_core
