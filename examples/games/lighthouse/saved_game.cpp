#include "saved_game.hpp"

#include <cstdio>
#include <fstream>

namespace {

constexpr const char *first_line = "lighthouse 1";

}  // namespace

bool has_saved_game(const std::string &file) {
    SavedGame ignored;
    return load(file, ignored);
}

bool load(const std::string &file, SavedGame &game) {
    std::ifstream in(file);
    std::string line;
    if (!std::getline(in, line) || line != first_line) return false;
    SavedGame read;
    if (!std::getline(in, read.session)) return false;
    World &world = read.world;
    in >> world.hour >> world.days >> world.door_open >> world.lamp_lit >> world.ship_way >> world.greeted;
    in >> world.player.feet.x >> world.player.feet.z >> world.player.yaw >> world.player.pitch;
    if (!in || !(world.hour >= 0 && world.hour < 24)) return false;
    world.player.walk(0, 0);  // onto the ground
    world.door_angle = world.door_open ? 1.75f : 0;
    world.lamp_power = world.lamp_lit ? 1 : 0;
    game = read;
    return true;
}

bool save(const std::string &file, const SavedGame &game) {
    const World &world = game.world;
    const std::string fresh = file + ".new";
    {
        std::ofstream out(fresh);
        out << first_line << '\n' << game.session << '\n';
        out << world.hour << ' ' << world.days << ' ' << world.door_open << ' ' << world.lamp_lit << ' ' << world.ship_way << ' '
            << world.greeted << '\n';
        out << world.player.feet.x << ' ' << world.player.feet.z << ' ' << world.player.yaw << ' ' << world.player.pitch << '\n';
        if (!out.flush()) return false;
    }
#ifdef _WIN32
    std::remove(file.c_str());  // rename does not replace a file there
#endif
    return std::rename(fresh.c_str(), file.c_str()) == 0;
}
