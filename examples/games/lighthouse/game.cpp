#include "game.hpp"

#include <raymath.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>

namespace {

constexpr std::size_t longest_line = 200;

const std::string_view actions[] = {"Open", "Close", "Light", "Put out", "Point at", "Wave"};
const convai::SceneItem objects[] = {
    {"Door", "the blue door of the tower"},
    {"Lamp", "the great lamp of the lighthouse, which a chain at the door starts"},
    {"Ship", "the Aurora, a small steamer that is due tonight"},
};
const convai::SceneItem characters[] = {{"Player", "a traveller who came up the path"}};

convai::Scene scene() {
    convai::Scene around;
    around.actions = actions;
    around.objects = objects;
    around.characters = characters;
    return around;
}

const char *name(convai::PlaybackPhase phase) {
    switch (phase) {
        case convai::PlaybackPhase::buffering: return "buffering";
        case convai::PlaybackPhase::speaking: return "speaking";
        case convai::PlaybackPhase::ended: return "ended";
        default: return "empty";
    }
}

const char *name(Keeper::Mood mood) {
    switch (mood) {
        case Keeper::Mood::listening: return "listening";
        case Keeper::Mood::thinking: return "thinking";
        case Keeper::Mood::speaking: return "speaking";
        default: return "idle";
    }
}

void erase_character(std::string &line) {
    while (!line.empty() && (line.back() & 0xC0) == 0x80) line.pop_back();
    if (!line.empty()) line.pop_back();
}

}  // namespace

Game::Game(const GameOptions &options)
    : options_(options),
      overlay_(options.folder.c_str()) {
    camera_.up = {0, 1, 0};
    camera_.fovy = 58;
    SavedGame saved;  // the title shows how the last evening ended
    if (load(options_.save_file, saved)) world_ = saved.world;
    else if (options_.hour >= 0) world_.hour = options_.hour;
    if (!options_.recording.empty()) {
        std::ifstream file(options_.recording, std::ios::binary);
        recording_.assign(std::istreambuf_iterator<char>(file), {});
    }
    if (!options_.frame_log.empty()) {
        log_.open(options_.frame_log);
        log_
            << "time\tframe_ms\tlibrary_ms\tlibrary_cpu_ms\tscreen\tmood\tphase\tbuffered_ms\tunderruns\tmouth\tlevel\toffline\tdoor\tlamp\ttask\tbeam\tmicrophone\tcaption\n";
    }
}

Game::~Game() {
    audio_.stop();  // before the keeper, whose playback and utterance its callbacks use
}

void Game::begin(const SavedGame &game) {
    audio_.stop();
    keeper_ = Keeper();
    Keeper::Settings settings;
    settings.api_key = options_.api_key;
    settings.base_url = options_.base_url;
    settings.character = options_.character;
    settings.session = game.session;
    settings.sample_rate = AudioDevices::sample_rate;
    settings.latency_ms = AudioDevices::latency_ms;
    settings.has_loudspeaker = audio_.has_loudspeaker();
    if (const std::string problem = keeper_.open(settings); !problem.empty()) {
        tell(problem, true);
        return;
    }
    keeper_.look_around(scene());
    audio_.start(keeper_);
    world_ = game.world;
    screen_ = Screen::playing;
    DisableCursor();
}

void Game::save_game() {
    SavedGame game{world_, keeper_.session()};
    if (!save(options_.save_file, game)) tell("The game could not be saved to " + options_.save_file + ".", true);
    else tell("Saved. He will remember what was said.");
}

void Game::tell(const std::string &notice, bool warning) {
    notice_ = notice;
    notice_warns_ = warning;
    notice_until_ = GetTime() + (warning ? 6 : 3);
}

bool Game::talking() const { return screen_ == Screen::typing || keeper_.mood() != Keeper::Mood::idle; }

bool Game::frame() {
    const float seconds = std::min(GetFrameTime(), 0.25f);
    bool stays = !WindowShouldClose();
    if (IsKeyPressed(KEY_F3)) figures_ = !figures_;
    if (screen_ == Screen::title) {
        world_.update(std::min(seconds, 0.05f) * 0.2f, false);  // the lamp turns, slowly
        stays = title_keys() && stays;
    } else {
        if (screen_ == Screen::typing) typing_keys();
        else stays = playing_keys(seconds) && stays;
        keeper_.update(seconds);
        act();
        world_.update(seconds, talking());
    }
    const Vector3 eye = screen_ == Screen::title ? Vector3{20, ground::top, 20} : world_.player.feet;
    audio_.set_sea(std::clamp(Vector2Length({eye.x, eye.z}) / 24, 0.3f, 1.0f) * options_.sea);
    move_camera(seconds);
    draw();
    keeper_.stopwatch().next_frame();
    log_frame();
    if (!stays && screen_ != Screen::title) save_game();
    return stays;
}

bool Game::title_keys() {
    SavedGame game;
    if (options_.hour >= 0) game.world.hour = options_.hour;
    if (IsKeyPressed(KEY_ENTER)) {
        load(options_.save_file, game);
        begin(game);
    } else if (IsKeyPressed(KEY_N)) {
        begin(game);
    }
    return !IsKeyPressed(KEY_ESCAPE);
}

bool Game::playing_keys(float seconds) {
    Player &player = world_.player;
    const Vector2 mouse = GetMouseDelta();
    player.yaw +=
        mouse.x * 0.0025f + (static_cast<float>(IsKeyDown(KEY_RIGHT)) - static_cast<float>(IsKeyDown(KEY_LEFT))) * seconds * 1.6f;
    player.pitch -=
        mouse.y * 0.0025f + (static_cast<float>(IsKeyDown(KEY_DOWN)) - static_cast<float>(IsKeyDown(KEY_UP))) * seconds * 1.2f;
    player.pitch = std::clamp(player.pitch, -1.3f, 1.3f);
    const float step = 3.2f * seconds;
    player.walk((static_cast<float>(IsKeyDown(KEY_W)) - static_cast<float>(IsKeyDown(KEY_S))) * step,
                (static_cast<float>(IsKeyDown(KEY_D)) - static_cast<float>(IsKeyDown(KEY_A))) * step);

    if (IsKeyPressed(KEY_V)) {
        keeper_.listen();
        speaking_ = true;
    }
    if (speaking_ && !IsKeyDown(KEY_V)) {
        speaking_ = false;
        if (audio_.has_microphone()) keeper_.answer();
        else keeper_.answer(recording_);
    }
    if (IsKeyPressed(KEY_X)) keeper_.interrupt();
    if (IsKeyPressed(KEY_F5)) save_game();
    if (IsKeyPressed(KEY_T) || IsKeyPressed(KEY_ENTER)) {
        screen_ = Screen::typing;
        line_ = keeper_.take_lost_line();
        opened_ = true;
    }
    return !IsKeyPressed(KEY_ESCAPE);
}

void Game::typing_keys() {
    if (opened_) {  // the T that began the line is not a part of it, however long it is held
        while (GetCharPressed() != 0) {}
        opened_ = IsKeyDown(KEY_T) || IsKeyDown(KEY_ENTER);
        return;
    }
    for (int code = GetCharPressed(); code != 0; code = GetCharPressed()) {
        int bytes = 0;
        const char *character = CodepointToUTF8(code, &bytes);
        if (line_.size() + static_cast<std::size_t>(bytes) <= longest_line)
            line_.append(character, static_cast<std::size_t>(bytes));
    }
    if (IsKeyPressed(KEY_BACKSPACE) || IsKeyPressedRepeat(KEY_BACKSPACE)) erase_character(line_);
    if (IsKeyPressed(KEY_ENTER)) {
        if (line_.find_first_not_of(' ') != std::string::npos) keeper_.say(line_);
        screen_ = Screen::playing;
    }
    if (IsKeyPressed(KEY_ESCAPE)) screen_ = Screen::playing;
}

// What the service answered happens in the world, and what went wrong is said in words of the game.
void Game::act() {
    for (std::string action = keeper_.next_action(); !action.empty(); action = keeper_.next_action()) world_.perform(action);
    if (was_offline_ && !keeper_.offline()) tell("The wind has dropped: he hears you again. Press T to say it once more.");
    was_offline_ = keeper_.offline();
}

void Game::move_camera(float seconds) {
    if (screen_ == Screen::title) {
        const float around = 0.86f + 0.05f * static_cast<float>(std::sin(GetTime() * 0.11));
        camera_.position = {std::cos(around) * 27, ground::top + 3.4f, std::sin(around) * 27};
        camera_.target = {-6.5f, ground::top + 6.0f, 4.5f};
        camera_.fovy = 52;
        return;
    }
    // While the player types or speaks, the view turns to the keeper and leans in.
    Player &player = world_.player;
    const Vector3 face = Vector3Add(world_.keeper.feet, {0, 1.5f, 0});
    const Vector3 way = Vector3Subtract(face, player.eye());
    const bool near = Vector3Length(way) < 6;
    if (near && (screen_ == Screen::typing || speaking_)) {
        const float yaw = std::atan2(way.x, -way.z), pitch = std::atan2(way.y, std::hypot(way.x, way.z));
        const float part = 1 - std::exp(-3 * seconds);
        player.yaw += std::remainder(yaw - player.yaw, 2 * PI) * part;
        player.pitch += (pitch - player.pitch) * part;
    }
    const bool faced = near && Vector3DotProduct(Vector3Normalize(way), player.forward()) > 0.93f;
    lean_ += ((talking() && faced ? 1.0f : 0.0f) - lean_) * (1 - std::exp(-2.5f * seconds));
    camera_.fovy = Lerp(58, 42, lean_);
    camera_.position = player.eye();
    camera_.target = Vector3Add(camera_.position, player.forward());
}

void Game::draw() {
    const Vector3 way = Vector3Subtract(world_.player.eye(), Vector3Add(world_.keeper.feet, {0, 1.6f, 0}));
    const float nod = talking() ? -std::clamp(std::atan2(way.y, std::hypot(way.x, way.z)), -0.4f, 0.4f) : 0.06f;
    const float mouth = screen_ == Screen::title ? 0 : keeper_.heard().mouth;
    BeginDrawing();
    picture_.draw(world_, camera_, mouth, nod, GetTime());
    draw_overlay();
    EndDrawing();
}

void Game::draw_overlay() {
    const double now = GetTime();
    if (screen_ == Screen::title) {
        overlay_.title(has_saved_game(options_.save_file));
        if (now < notice_until_) overlay_.notice(notice_, notice_warns_);
        return;
    }
    overlay_.goal(world_.goal(), world_.hour);
    if (screen_ == Screen::typing) overlay_.typing(line_, now);
    else if (speaking_) overlay_.listening(audio_.has_microphone() ? keeper_.microphone_level() : 0.2f);
    else if (keeper_.mood() == Keeper::Mood::thinking && keeper_.caption().empty()) overlay_.thinking(now);
    else if (keeper_.silent_for() < 7.5 && !keeper_.caption().empty())
        overlay_.caption("Tormod", keeper_.caption(), keeper_.silent_for());
    else overlay_.keys();

    if (keeper_.offline()) overlay_.notice("The storm has cut the line. Your words wait until it is back.", true);
    else if (now < notice_until_) overlay_.notice(notice_, notice_warns_);
    else if (!keeper_.trouble().empty()) overlay_.notice(keeper_.trouble(), true);

    if (!figures_) return;
    const convai::PlaybackState &heard = keeper_.heard();
    Stopwatch &watch = keeper_.stopwatch();
    overlay_.figures({GetFrameTime() * 1000.0, watch.last().wall_ms, watch.longest().wall_ms, watch.longest().cpu_ms,
                      name(heard.phase), static_cast<int>(heard.buffered.count()), heard.underruns, heard.level.peak,
                      heard.mouth});
}

void Game::log_frame() {
    if (!log_.is_open()) return;
    const convai::PlaybackState &heard = keeper_.heard();
    const Stopwatch::Frame &library = keeper_.stopwatch().last();
    const char *screens[] = {"title", "playing", "typing"};
    const std::chrono::duration<double> now = std::chrono::steady_clock::now().time_since_epoch();
    log_ << std::fixed << now.count() << '\t' << GetFrameTime() * 1000 << '\t' << library.wall_ms << '\t' << library.cpu_ms
         << '\t' << screens[static_cast<int>(screen_)] << '\t' << name(keeper_.mood()) << '\t' << name(heard.phase) << '\t'
         << heard.buffered.count() << '\t' << heard.underruns << '\t' << heard.mouth << '\t' << heard.level.peak << '\t'
         << keeper_.offline() << '\t' << world_.door_angle << '\t' << world_.lamp_power << '\t' << world_.task() << '\t'
         << world_.lamp_angle << '\t' << (audio_.has_microphone() ? keeper_.microphone_level() : -1) << '\t' << keeper_.caption()
         << std::endl;
}
