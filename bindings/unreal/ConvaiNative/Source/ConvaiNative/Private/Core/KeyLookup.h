// Finds the API key: in an environment variable, in the preferences of the editor, or in a file outside the game.
#pragma once

#include "Failure.h"

#include <functional>
#include <vector>

namespace convai_native {

struct KeySources {
    std::string variable;  // the environment variable, read first; empty for none
    bool editor = false;   // there are preferences of the editor
    std::string preferred_key, preferred_token;  // in the preferences, read second; the key before the token
    std::string file;      // the absolute path of the key file, read third; empty for none
    std::vector<std::string> shipped_folders;  // absolute paths; files below them are packaged with the game
};

struct FoundKey {
    std::string key;
    std::string token;     // in place of the key. Both are empty if `failure` is set.
    std::string source;    // where it was found; never contains it
    bool missing = false;  // no key is set, which is no error: the game may pass one later
    Failure failure;
};

using ReadVariable = std::function<std::string(const std::string &name)>;
// Returns false if the file does not exist or cannot be read.
using ReadFile = std::function<bool(const std::string &path, std::string &content)>;

// Finds the key, or the token, and removes white space and a byte order mark around it. A key file below a shipped folder is refused,
// even if it holds a valid key.
FoundKey find_key(const KeySources &sources, const ReadVariable &read_variable, const ReadFile &read_file);

// True if `path` is `folder` or lies below it. Both are absolute. Resolves ".." and ".", accepts either slash, and ignores
// case, as Windows and macOS do.
bool is_below(const std::string &path, const std::string &folder);

}  // namespace convai_native
