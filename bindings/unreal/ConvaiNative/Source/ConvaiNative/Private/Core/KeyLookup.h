// Finds the API key: in an environment variable, or in a file outside the game.
#pragma once

#include "Failure.h"

#include <functional>
#include <vector>

namespace convai_native {

struct KeySources {
    std::string variable;  // the environment variable, read first; empty for none
    std::string file;      // the absolute path of the key file, read second; empty for none
    std::vector<std::string> shipped_folders;  // absolute paths; files below them are packaged with the game
};

struct FoundKey {
    std::string key;     // empty if `failure` is set
    std::string source;  // where the key was found; never contains the key
    Failure failure;
};

using ReadVariable = std::function<std::string(const std::string &name)>;
// Returns false if the file does not exist or cannot be read.
using ReadFile = std::function<bool(const std::string &path, std::string &content)>;

// Finds the key and removes white space and a byte order mark around it. A key file below a shipped folder is refused,
// even if it holds a valid key.
FoundKey find_key(const KeySources &sources, const ReadVariable &read_variable, const ReadFile &read_file);

// True if `path` is `folder` or lies below it. Both are absolute. Resolves ".." and ".", accepts either slash, and ignores
// case, as Windows and macOS do.
bool is_below(const std::string &path, const std::string &folder);

}  // namespace convai_native
