#include "keeper.hpp"

#include <utility>

namespace {

constexpr auto spoken = convai::Flags::voice | convai::Flags::stream;
constexpr double seconds_between_tries = 3;
const convai::milliseconds shortest_recording(250);

}  // namespace

std::string Keeper::open(const Settings &settings) {
    convai::ClientOptions options;
    options.api_key = settings.api_key;
    options.base_url = settings.base_url;
    options.upload_sample_rate = 16000;  // enough for speech
    options.connect_timeout = convai::milliseconds(4000);
    options.idle_timeout = convai::milliseconds(8000);  // a pause in the middle of a reply
    auto client = convai::Client::create(options);
    if (!client) return std::string(client.error().message());
    auto conversation = client->conversation(convai::CharacterId(settings.character), convai::SessionId(settings.session));
    if (!conversation) return std::string(conversation.error().message());

    convai::PlaybackOptions device;
    device.sample_rate = settings.sample_rate;
    device.latency = convai::milliseconds(settings.latency_ms);
    device.start_buffer = convai::milliseconds(60);
    device.without_device = !settings.has_loudspeaker;
    auto loudspeaker = convai::Playback::create(device);
    if (!loudspeaker) return std::string(loudspeaker.error().message());

    convai::UtteranceOptions recording;
    recording.format = convai::Format::f32;
    recording.sample_rate = settings.sample_rate;
    recording.trigger = convai::Trigger::begin;  // a recording has the 300 ms before the key, so that no word loses its beginning
    auto microphone = convai::Utterance::create(recording);
    if (!microphone) return std::string(microphone.error().message());

    conversation->set_fallback("The wind tears my words away. Say it again in a moment.");
    conversation->set_playback(*loudspeaker);
    client_ = std::move(*client);
    conversation_ = std::move(*conversation);
    loudspeaker_ = std::move(*loudspeaker);
    microphone_ = std::move(*microphone);
    character_ = settings.character;
    return "";
}

void Keeper::say(const std::string &line) {
    const Stopwatch::Lap lap(stopwatch_);
    conversation_.interrupt();
    begin(conversation_.say_async(line, spoken), line);
}

void Keeper::listen() {
    const Stopwatch::Lap lap(stopwatch_);
    conversation_.interrupt();
    microphone_.begin();
    listening_ = true;
}

void Keeper::answer() {
    const Stopwatch::Lap lap(stopwatch_);
    listening_ = false;
    const auto length = microphone_.length();
    if (length && length->duration < shortest_recording) microphone_.clear();
    else begin(conversation_.say_utterance_async(microphone_, spoken), "");
}

void Keeper::answer(const std::vector<std::uint8_t> &wav) {
    const Stopwatch::Lap lap(stopwatch_);
    listening_ = false;
    begin(conversation_.say_wav_async(wav, spoken), "");
}

void Keeper::interrupt() {
    const Stopwatch::Lap lap(stopwatch_);
    conversation_.interrupt();
}

void Keeper::look_around(const convai::Scene &scene) {
    const Stopwatch::Lap lap(stopwatch_);
    if (const auto set = conversation_.set_scene(scene); !set) trouble_ = set.error().message();
}

void Keeper::begin(convai::Result<convai::Operation<convai::Response>> started, const std::string &line) {
    turn_ = {};
    caption_.clear();
    trouble_.clear();
    silent_for_ = 0;
    if (!started) {
        trouble_ = started.error().message();
        return;
    }
    turn_.operation = std::move(*started);
    turn_.line = line;
    turn_.running = true;
}

void Keeper::update(double seconds) {
    const Stopwatch::Lap lap(stopwatch_);
    heard_ = *loudspeaker_.state();
    silent_for_ += seconds;
    if (turn_.running) {
        collect();
        if (turn_.operation.done()) finish();
    }
    show_words();
    look_for_the_network(seconds);
}

// The pieces of a streamed reply, as they arrive. A piece without a voice belongs to the voice before it.
void Keeper::collect() {
    while (const convai::Piece piece = turn_.operation.next_piece()) {
        if (piece.frames() > 0) {
            turn_.voice_from = piece.first_frame();
            turn_.has_voice = true;
        }
        if (!piece.text().empty()) turn_.words.push_back({std::string(piece.text()), turn_.voice_from});
        for (const std::string_view action : piece.actions()) actions_.emplace_back(action);
    }
}

void Keeper::finish() {
    collect();
    turn_.running = false;
    const auto reply = turn_.operation.take();
    if (reply) {
        offline_ = false;
        return;
    }
    const convai::ErrorView error = reply.error();
    if (error.code() == convai::Code::cancelled) return;                              // the player interrupted
    if (turn_.words.empty()) turn_.words.push_back({std::string(reply->text()), 0});  // the fallback line
    trouble_ = error.message();
    if (error.group() != convai::Group::network) return;
    offline_ = true;
    lost_line_ = turn_.line;
    until_next_try_ = seconds_between_tries;
}

// Words are shown when the voice has reached them, or at once where there is no voice.
void Keeper::show_words() {
    const bool his = heard_.is(turn_.operation);
    if (his && heard_.phase == convai::PlaybackPhase::speaking) silent_for_ = 0;
    while (turn_.shown < turn_.words.size()) {
        const Words &next = turn_.words[turn_.shown];
        if (turn_.has_voice && !(his && heard_.frames >= next.first_frame)) break;
        caption_ += next.text;
        silent_for_ = 0;
        ++turn_.shown;
    }
}

// While the network is gone, a cheap call every few seconds finds out whether it is back.
void Keeper::look_for_the_network(double seconds) {
    if (!offline_) return;
    if (try_) {
        if (!try_.done()) return;
        const auto found = try_.take();
        try_ = {};
        until_next_try_ = seconds_between_tries;
        if (found || found.error().group() != convai::Group::network) {
            offline_ = false;
            trouble_.clear();
        }
        return;
    }
    until_next_try_ -= seconds;
    if (until_next_try_ > 0) return;
    if (auto started = client_.character_get_async(convai::CharacterId(character_))) try_ = std::move(*started);
}

Keeper::Mood Keeper::mood() const {
    if (listening_) return Mood::listening;
    if (heard_.phase == convai::PlaybackPhase::speaking) return Mood::speaking;
    if (turn_.running || heard_.phase == convai::PlaybackPhase::buffering) return Mood::thinking;
    return Mood::idle;
}

std::string Keeper::next_action() {
    if (actions_.empty()) return "";
    std::string action = std::move(actions_.front());
    actions_.pop_front();
    return action;
}

std::string Keeper::take_lost_line() { return std::exchange(lost_line_, ""); }

std::string Keeper::session() const {
    const auto id = conversation_.session_id();
    return id ? std::string(id->view()) : "";
}

float Keeper::microphone_level() const {
    const auto level = microphone_.level();
    return level ? level->peak : 0;
}
