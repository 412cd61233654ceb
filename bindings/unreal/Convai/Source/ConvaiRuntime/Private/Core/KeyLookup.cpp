#include "KeyLookup.h"

namespace convai_core {
namespace {

constexpr std::size_t longest_file = 4096;

std::string trimmed(const std::string &text) {
    const char *const white = " \t\r\n\v\f";
    const std::size_t first = text.find_first_not_of(white);
    if (first == std::string::npos) return std::string();
    return text.substr(first, text.find_last_not_of(white) - first + 1);
}

// "C:\Game\.\Content/../Key" gives "/c:/game/key".
std::string plain_path(const std::string &path) {
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
    std::string plain;
    for (const std::string &each : parts) plain += "/" + each;
    return plain;
}

FoundKey failed(std::string message) {
    FoundKey found;
    found.failure = Failure::make(convai::Code::api_key, std::move(message));
    return found;
}

std::string wanted_places(const KeyPlaces &places) {
    std::string text;
    if (!places.variable.empty()) text += "set the environment variable " + places.variable;
    if (!places.file.empty()) text += std::string(text.empty() ? "" : ", or ") + "write the key into " + places.file;
    return text.empty() ? "name an environment variable or a key file in the project settings, or call SetApiKey" : text;
}

FoundKey key_of_file(const std::string &path, const std::string &content) {
    if (content.size() > longest_file) return failed("The key file " + path + " is too large for a file that holds an API key.");
    const bool has_mark = content.compare(0, 3, "\xEF\xBB\xBF") == 0;
    const std::string key = trimmed(has_mark ? content.substr(3) : content);
    if (key.empty()) return failed("The key file " + path + " is empty: write the API key into it, and nothing else.");
    if (key.find('\n') != std::string::npos || key.find('\r') != std::string::npos) {
        return failed("The key file " + path + " has several lines: it must hold the API key and nothing else.");
    }
    FoundKey found;
    found.key = key;
    found.from = "the file " + path;
    return found;
}

}  // namespace

bool is_below(const std::string &path, const std::string &folder) {
    const std::string plain = plain_path(path), root = plain_path(folder);
    return plain.compare(0, root.size(), root) == 0 && (plain.size() == root.size() || plain[root.size()] == '/');
}

FoundKey find_key(const KeyPlaces &places, const ReadVariable &read_variable, const ReadFile &read_file) {
    if (!places.variable.empty()) {
        FoundKey found;
        found.key = trimmed(read_variable(places.variable));
        found.from = "the environment variable " + places.variable;
        if (!found.key.empty()) return found;
    }
    if (!places.file.empty()) {
        for (const std::string &folder : places.shipped_folders) {
            if (!is_below(places.file, folder)) continue;
            return failed("The key file " + places.file + " lies in " + folder +
                          ", which goes into the packaged game: move it out of the project, and change the key if it was "
                          "ever committed or shipped.");
        }
        std::string content;
        if (read_file(places.file, content)) return key_of_file(places.file, content);
    }
    return failed("There is no Convai API key: " + wanted_places(places) + ".");
}

}  // namespace convai_core
