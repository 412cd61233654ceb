#include "world.hpp"

#include <raymath.h>

#include <algorithm>
#include <cmath>

namespace {

float approach(float value, float goal, float step) {
    return value < goal ? std::min(value + step, goal) : std::max(value - step, goal);
}

float turned(float yaw, float goal, float step) {
    const float difference = std::remainder(goal - yaw, 2 * PI);
    return yaw + std::clamp(difference, -step, step);
}

bool contains(const std::string &text, const char *word) { return text.find(word) != std::string::npos; }

bool at_night(float hour) { return hour > 19.4f || hour < 6.2f; }

}  // namespace

float ground::edge(float angle) {
    return 25 + 3.0f * std::sin(2 * angle + 0.6f) + 1.6f * std::sin(5 * angle) + 0.8f * std::sin(9 * angle + 2);
}

float ground::height(float x, float z) {
    const float away = std::hypot(x, z);
    const float hills = 0.35f * std::sin(x * 0.31f + 1) * std::cos(z * 0.27f) + 0.2f * std::sin(x * 0.7f - z * 0.5f);
    return top + hills * std::clamp((away - 9) / 8, 0.0f, 1.0f);
}

Vector3 Player::forward() const { return {std::sin(yaw) * std::cos(pitch), std::sin(pitch), -std::cos(yaw) * std::cos(pitch)}; }

void Player::walk(float ahead, float right) {
    float x = feet.x + std::sin(yaw) * ahead + std::cos(yaw) * right;
    float z = feet.z - std::cos(yaw) * ahead + std::sin(yaw) * right;
    const auto keep_out = [&](float centre_x, float centre_z, float radius) {
        const float away = std::hypot(x - centre_x, z - centre_z);
        if (away >= radius || away < 1e-4f) return;
        x = centre_x + (x - centre_x) * radius / away;
        z = centre_z + (z - centre_z) * radius / away;
    };
    keep_out(0, 0.4f, 4.0f);  // the tower and its porch
    keep_out(-9, -3, 4.6f);   // the cottage
    const float away = std::hypot(x, z), limit = ground::edge(std::atan2(z, x)) - 1.4f;
    if (away > limit) {
        x *= limit / away;
        z *= limit / away;
    }
    feet = {x, ground::height(x, z), z};
}

void World::update(float seconds, bool talking) {
    const float before = hour;
    hour = std::fmod(hour + seconds * hours_per_second, 24.0f);
    if (hour < before) ++days;
    door_angle = approach(door_angle, door_open ? 1.75f : 0.0f, seconds * 1.4f);
    lamp_power = approach(lamp_power, lamp_lit ? 1.0f : 0.0f, seconds * 0.5f);
    lamp_angle = std::fmod(lamp_angle + seconds * 0.55f * lamp_power, 2 * PI);
    // The ship comes with the night, waits off the rocks until the lamp shows the way, and enters the harbour with it.
    if (at_night(hour) || ship_way > 0) {
        const float limit = lamp_power > 0.9f || ship_way > 0.45f ? 1.0f : 0.45f;
        ship_way = std::min(ship_way + seconds / 240, std::max(limit, ship_way));
    }
    if (talking) greeted = true;
    if (task_ != Task::none) {
        work(seconds);
    } else if (Vector3Distance(keeper.feet, place::post) > 0.2f && !talking) {
        walk_to(place::post, seconds);
    } else {
        keeper.walking = approach(keeper.walking, 0, seconds * 4);
        const bool near_player = Vector3Distance(keeper.feet, player.feet) < 9;
        turn_to(talking || near_player ? player.feet : ship(), seconds);
    }
    const bool pointing = task_ == Task::point, waving = task_ == Task::wave;
    const bool pulling = (task_ == Task::light_lamp || task_ == Task::put_out_lamp) && task_time_ > 0;
    keeper.arm = approach(keeper.arm, pointing || waving || pulling ? 1.0f : 0.0f, seconds * 2.5f);
    keeper.wave = approach(keeper.wave, waving ? 1.0f : 0.0f, seconds * 3);
    keeper.crank = approach(keeper.crank, pulling ? 1.0f : 0.0f, seconds * 3);
}

bool World::perform(const std::string &action) {
    task_time_ = 0;
    task_ = Task::none;
    if (contains(action, "Open")) task_ = Task::open_door;
    else if (contains(action, "Close")) task_ = Task::close_door;
    else if (contains(action, "Put out")) task_ = Task::put_out_lamp;
    else if (contains(action, "Light")) task_ = Task::light_lamp;
    else if (contains(action, "Wave")) task_ = Task::wave;
    else if (contains(action, "Point")) task_ = Task::point;
    target_ = contains(action, "Door") ? place::door : contains(action, "Lamp") ? place::lamp : ship();
    return task_ != Task::none;
}

void World::work(float seconds) {
    const bool at_door = task_ == Task::open_door || task_ == Task::close_door;
    const bool at_chain = task_ == Task::light_lamp || task_ == Task::put_out_lamp;
    const Vector3 stand = at_door ? Vector3{0.95f, ground::top, 4.75f} : Vector3{2.2f, ground::top, 4.3f};
    if (task_time_ == 0 && (at_door || at_chain) && !walk_to(stand, seconds)) return;
    keeper.walking = approach(keeper.walking, 0, seconds * 4);
    task_time_ += seconds;
    const Vector3 target = at_door ? place::door : at_chain ? place::chain : task_ == Task::wave ? player.feet : target_;
    turn_to(target, seconds);
    const Vector3 way = Vector3Subtract(target, Vector3Add(keeper.feet, {0, 1.4f, 0}));
    keeper.arm_pitch = task_ == Task::point ? std::atan2(way.y, std::hypot(way.x, way.z)) : 0.9f;
    if (at_door && task_time_ > 0.5f) door_open = task_ == Task::open_door;
    if (at_chain && task_time_ > 2.0f) lamp_lit = task_ == Task::light_lamp;
    if (task_time_ > (task_ == Task::point ? 5.0f : at_chain ? 2.8f : 1.6f)) task_ = Task::none;
}

bool World::walk_to(Vector3 goal, float seconds) {
    const Vector3 way = {goal.x - keeper.feet.x, 0, goal.z - keeper.feet.z};
    const float away = Vector3Length(way);
    if (away < 0.1f) return true;
    turn_to(goal, seconds);
    const float step = std::min(away, 1.3f * seconds);
    keeper.feet = Vector3Add(keeper.feet, Vector3Scale(way, step / away));
    keeper.stride += step * 4.6f;
    keeper.walking = approach(keeper.walking, 1, seconds * 4);
    return false;
}

void World::turn_to(Vector3 target, float seconds) {
    const float goal = std::atan2(target.x - keeper.feet.x, target.z - keeper.feet.z);
    keeper.yaw = turned(keeper.yaw, goal, seconds * 2.6f);
}

const char *World::task() const {
    const char *names[] = {"none", "open door", "close door", "light lamp", "put out lamp", "point", "wave"};
    return names[static_cast<int>(task_)];
}

Vector3 World::ship() const {
    const float way = ship_way * ship_way * (3 - 2 * ship_way);
    const float angle = Lerp(-0.95f, -2.75f, way), away = Lerp(330, 75, way);
    return {std::cos(angle) * away, 0, std::sin(angle) * away};
}

const char *World::goal() const {
    if (ship_way >= 1) return "The Aurora is safe in the harbour. Thank you, keeper.";
    if (!greeted) return "An old man stands at the lighthouse. Say something to him.";
    if (!door_open && !lamp_lit) return "It is getting late. Ask him to open the door of the tower.";
    if (!lamp_lit && ship_way > 0) return "A ship is out there in the dark. Ask him to light the lamp!";
    if (!lamp_lit) return "A ship is due tonight. Ask him to light the lamp.";
    return ship_way > 0 ? "The ship has seen the light. Watch her come in." : "The lamp burns. Now wait for the ship, and talk.";
}
