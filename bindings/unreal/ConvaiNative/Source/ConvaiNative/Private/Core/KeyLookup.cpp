#include "KeyLookup.h"

namespace convai_native {
namespace {

constexpr std::size_t max_file_bytes = 4096;

std::string trimmed(const std::string &text) {
    const char *const white_space = " \t\r\n\v\f";
    const std::size_t first = text.find_first_not_of(white_space);
    if (first == std::string::npos) return std::string();
    return text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

// Turns "C:\Game\.\Content/../Key" into "/c:/game/key".
std::string normalized(const std::string &path) {
    std::vector<std::string> parts;
    std::string part;
    for (std::size_t index = 0; index <= path.size(); ++index) {
        const char letter = index < path.size() ? path[index] : '/';
        if (letter != '/' && letter != '\\') {
            part += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
            continue;
        }
        if (part == ".." && !parts.empty()) parts.pop_back();
        else if (!part.empty() && part != "." && part != "..") parts.push_back(part);
        part.clear();
    }
    std::string result;
    for (const std::string &each : parts) result += "/" + each;
    return result;
}

FoundKey failed(std::string message) {
    FoundKey found;
    found.failure = Failure::make(convai::Code::api_key, std::move(message));
    return found;
}

std::string what_to_do(const KeySources &sources) {
    std::string text;
    if (!sources.variable.empty()) text += "set the environment variable " + sources.variable + ", or ";
    if (sources.editor) text += "enter the key in Editor Preferences > Plugins > Convai Native, or ";
    if (!sources.file.empty()) text += "write the key into " + sources.file + ", or ";
    return text + "call Set Api Key or Set Auth Token while the game runs";
}

FoundKey preferred(const KeySources &sources) {
    FoundKey found;
    found.key = trimmed(sources.preferred_key);
    if (found.key.empty()) found.token = trimmed(sources.preferred_token);
    found.source = "the preferences of the editor";
    return found;
}

FoundKey key_from_file(const std::string &path, const std::string &content) {
    if (content.size() > max_file_bytes) return failed("The key file " + path + " is too large: it must contain only the API key.");
    const bool has_mark = content.compare(0, 3, "\xEF\xBB\xBF") == 0;
    const std::string key = trimmed(has_mark ? content.substr(3) : content);
    if (key.empty()) return failed("The key file " + path + " is empty: write the API key into it.");
    if (key.find('\n') != std::string::npos || key.find('\r') != std::string::npos) {
        return failed("The key file " + path + " has several lines: it must contain only the API key.");
    }
    FoundKey found;
    found.key = key;
    found.source = "the file " + path;
    return found;
}

}  // namespace

bool is_below(const std::string &path, const std::string &folder) {
    const std::string inner = normalized(path), outer = normalized(folder);
    return inner.compare(0, outer.size(), outer) == 0 && (inner.size() == outer.size() || inner[outer.size()] == '/');
}

FoundKey find_key(const KeySources &sources, const ReadVariable &read_variable, const ReadFile &read_file) {
    if (!sources.variable.empty()) {
        FoundKey found;
        found.key = trimmed(read_variable(sources.variable));
        found.source = "the environment variable " + sources.variable;
        if (!found.key.empty()) return found;
    }
    if (FoundKey found = preferred(sources); !found.key.empty() || !found.token.empty()) return found;
    if (!sources.file.empty()) {
        for (const std::string &folder : sources.shipped_folders) {
            if (!is_below(sources.file, folder)) continue;
            return failed("The key file " + sources.file + " is below " + folder +
                          ", which is packaged with the game: move the file out of the project, and replace the key if the "
                          "file was ever committed or shipped.");
        }
        std::string content;
        if (read_file(sources.file, content)) return key_from_file(sources.file, content);
    }
    FoundKey none = failed("There is no Convai API key: " + what_to_do(sources) + ".");
    none.missing = true;
    return none;
}

}  // namespace convai_native
