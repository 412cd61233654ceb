#include "Wording.h"

namespace convai_native {
namespace {

struct Name {
    std::string_view c;       // the C spelling, as in convai_error.argument and in backticks in messages
    std::string_view unreal;  // as the editor shows it
    std::string_view note;    // follows the Unreal name in a message
};

// The suite checks the left column against abi/convai.json and the middle column against the public headers.
constexpr Name names[] = {
    // Project Settings > Plugins > Convai Native.
    {"options.api_key", "API key", " of the project settings"},
    {"options.base_url", "Base Url", ""},
    {"options.proxy", "Proxy", ""},
    {"proxy", "Proxy", ""},
    {"options.user_agent", "User Agent", ""},
    {"options.ca_pem", "Certificate File", ""},
    {"ca_pem", "Certificate File", ""},
    {"options.connect_timeout_ms", "Connect Timeout Seconds", " (in milliseconds)"},
    {"options.timeout_ms", "Timeout Seconds", " (in milliseconds)"},
    {"options.voice_timeout_ms", "Voice Timeout Seconds", " (in milliseconds)"},
    {"options.idle_timeout_ms", "Idle Timeout Seconds", " (in milliseconds)"},
    {"options.upload_sample_rate", "Upload Sample Rate", ""},
    {"max_in_flight", "Max Requests In Flight", ""},
    {"options.max_in_flight", "Max Requests In Flight", ""},
    {"max_queued", "Max Requests Queued", ""},
    {"options.max_queued", "Max Requests Queued", ""},
    {"max_queued_bytes", "Max Queued Megabytes", " (in bytes)"},
    {"options.max_queued_bytes", "Max Queued Megabytes", " (in bytes)"},
    {"max_response_bytes", "Max Response Megabytes", ""},
    {"options.max_response_bytes", "Max Response Megabytes", ""},
    // Pins of the nodes that talk to a character.
    {"character_id", "Character Id", ""},
    {"session_id", "Session Id", ""},
    {"text", "Text", ""},
    {"wav", "Wav", ""},
    {"deadline_ms", "Deadline Seconds", " of the options of the call (in milliseconds)"},
    {"options.deadline_ms", "Deadline Seconds", " of the options of the call (in milliseconds)"},
    {"options.response_level", "Response Level", ""},
    {"pcm", "Samples", ""},
    {"pcm.samples", "Samples", ""},
    {"pcm.samples_bytes", "Samples", " (in bytes)"},
    {"pcm.bytes", "Samples", " (in bytes)"},  // the C++ spelling of pcm.samples_bytes
    {"pcm.frames", "Samples", " (in frames)"},
    {"pcm.channels", "Channels", ""},
    {"pcm.sample_rate", "Sample Rate", ""},
    // The voice of a conversation component.
    {"fade_ms", "Fade Seconds", " (in milliseconds)"},
    {"gain", "Volume", ""},
    {"options.start_buffer_ms", "Start Buffer Seconds", " (in milliseconds)"},
    {"max_buffered_ms", "Max Voice Seconds", " (in milliseconds)"},
    {"options.max_buffered_ms", "Max Voice Seconds", " (in milliseconds)"},
    // Pins of Begin Utterance, and the options of Start Listening.
    {"options.channels", "Channels", ""},
    {"options.sample_rate", "Sample Rate", ""},
    {"options.max_ms", "Max Seconds", " (in milliseconds)"},
    {"max_ms", "Max Seconds", ""},
    {"options.trigger", "Trigger", ""},
    {"options.pre_roll_ms", "Pre Roll Seconds", " (in milliseconds)"},
    {"options.speech_ms", "Speech Seconds", " (in milliseconds)"},
    {"options.silence_ms", "Silence Seconds", " (in milliseconds)"},
    {"options.speech_threshold", "Speech Threshold", ""},
    {"options.silence_threshold", "Silence Threshold", ""},
    {"convai_utterance_begin", "Start Recording", ""},
    // Pins of the nodes that manage characters.
    {"name", "Character Name", ""},
    {"spec", "Spec", ""},
    {"spec.name", "Name", ""},
    {"spec.voice_type", "Voice Type", ""},
    {"spec.backstory", "Backstory", ""},
    {"spec.actions", "Actions", ""},
    {"spec.language_codes", "Language Codes", ""},
    {"raw_json", "Raw Json", ""},
    {"spec.known_voices", "Known Voices", ""},
    {"spec.known_languages", "Known Languages", ""},
    // The scene of a conversation component, or of the options of a call.
    {"scene.actions", "Actions", ""},
    {"scene.objects", "Objects", ""},
    {"scene.characters", "Characters", ""},
    {"scene.classification", "Classification", ""},
    {"scene.class_labels", "Class Labels", ""},
    {"scene.fields", "Fields", ""},
    // Set Api Key, Set Auth Token and the nodes for tokens.
    {"api_key", "Api Key", ""},
    {"auth_token", "Auth Token", ""},
    {"options.auth_token", "Auth Token", ""},
    {"token", "Auth Token", ""},
    // Pins of the nodes of the service.
    {"limit", "Limit", ""},
    {"session_ids", "Session Ids", ""},
    {"input_text", "Hint", ""},
    {"transcript", "Transcript", ""},
    {"voice", "Voice", ""},
    {"request.method", "Method", ""},
    {"request.path", "Path", ""},
    {"request.json", "Json", ""},
    {"request.fields", "Fields", ""},
    {"request.flags", "Multipart", ""},
    {"convai_call", "Call Service", ""},
};

// Returns the C spelling of a name. The C++ wrapper writes "ClientOptions::proxy" for "options.proxy", "raw_json()" for
// "raw_json", and no unit for times.
std::string c_spelling(std::string_view name) {
    const std::size_t colons = name.find("::");
    std::string spelling(name.substr(0, name.find("()")));
    if (colons != std::string_view::npos) spelling = "options." + std::string(name.substr(colons + 2));
    if (spelling == "options.max_length") return "options.max_ms";
    if (spelling == "options.speech_time") return "options.speech_ms";
    if (spelling == "options.silence_time") return "options.silence_ms";
    if (name == "Utterance::begin") return "convai_utterance_begin";
    for (const std::string_view time : {"options.timeout", "options.connect_timeout", "options.voice_timeout", "options.idle_timeout", "options.deadline", "options.pre_roll"}) {
        if (spelling == time) return spelling + "_ms";
    }
    return spelling;
}

// Finds a name without its index: "spec.language_codes[2]" finds "spec.language_codes", and "options.scene.objects[2].name"
// finds "scene.objects". Returns NULL for an unknown name.
const Name *find(std::string_view name) {
    constexpr std::string_view of_one_turn = "options.scene.";
    if (name.substr(0, of_one_turn.size()) == of_one_turn) name.remove_prefix(of_one_turn.find("scene"));
    const std::string plain = c_spelling(name.substr(0, name.find('[')));
    for (const Name &each : names) {
        if (each.c == plain) return &each;
    }
    return nullptr;
}

// The index of a name and what follows it: "[2]", or "[2].File Name" of "[2].file_name". A character of a scene has a bio.
std::string index_of(std::string_view name) {
    const std::size_t bracket = name.find('[');
    if (bracket == std::string_view::npos) return std::string();
    std::string result(name.substr(bracket));
    const std::size_t member = result.find('.');
    if (member == std::string::npos) return result;
    if (name.find("scene.characters[") != std::string_view::npos && result.substr(member) == ".description") return result.substr(0, member) + ".Bio";
    for (std::size_t index = member; index + 1 < result.size(); ++index) {
        if (result[index] == '_') result[index] = ' ';
        char &next = result[index + 1];
        if ((result[index] == '.' || result[index] == ' ') && next >= 'a' && next <= 'z') next = static_cast<char>(next - 'a' + 'A');
    }
    return result;
}

}  // namespace

std::string unreal_name(std::string_view argument) {
    const Name *known = find(argument);
    if (!known) return std::string(argument);
    return std::string(known->unreal) + index_of(argument);
}

std::string in_unreal_words(std::string_view message) {
    std::string result;
    while (true) {
        const std::size_t start = message.find('`');
        const std::size_t end = start == std::string_view::npos ? start : message.find('`', start + 1);
        if (end == std::string_view::npos) return result += message;
        const std::string_view name = message.substr(start + 1, end - start - 1);
        result += message.substr(0, start);
        if (const Name *known = find(name)) {
            result += '"' + unreal_name(name) + '"';
            result += known->note;
        } else {
            result += message.substr(start, end - start + 1);
        }
        message.remove_prefix(end + 1);
    }
}

}  // namespace convai_native
