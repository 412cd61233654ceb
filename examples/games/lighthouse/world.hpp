#pragma once

// What is true in the game: the time, the door, the lamp, the ship, the keeper's body and the player. Nothing here draws or talks.

#include <raylib.h>

#include <string>

/// The cliff top: its height above the sea level, which is 0, and where it ends.
namespace ground {
constexpr float top = 12;
float height(float x, float z);
float edge(float angle);  ///< The distance of the cliff's edge from the tower.
}  // namespace ground

/// Where things are, as the keeper and the pictures need it.
namespace place {
constexpr Vector3 door{0.0f, ground::top, 3.62f};
constexpr Vector3 chain{1.75f, ground::top, 3.3f};  ///< It turns the clockwork of the lamp.
constexpr Vector3 lamp{0.0f, ground::top + 16.2f, 0.0f};
constexpr Vector3 post{2.1f, ground::top, 6.2f};     ///< Where the keeper stands.
constexpr Vector3 arrival{3.1f, ground::top, 8.7f};  ///< Where the player comes up.
}  // namespace place

struct Player {
    Vector3 feet = place::arrival;
    float yaw = 0;  ///< Radians; 0 looks towards -z.
    float pitch = 0;
    Vector3 eye() const { return {feet.x, feet.y + 1.62f, feet.z}; }
    Vector3 forward() const;
    /// Walks by metres, ahead and to the right, and stays on the cliff.
    void walk(float ahead, float right);
};

struct Body {
    Vector3 feet = place::post;
    float yaw = 0;        ///< 0 looks towards +z.
    float arm = 0;        ///< 0 hangs, 1 points.
    float arm_pitch = 0;  ///< Up or down, where it points.
    float wave = 0;       ///< 1 waves.
    float crank = 0;      ///< 1 pulls the chain.
    float stride = 0;     ///< The phase of the steps.
    float walking = 0;    ///< 1 walks.
};

struct World {
    float hour = 16.6f;  ///< Of the day, 0 to 24.
    int days = 0;
    bool door_open = false, lamp_lit = false;
    float door_angle = 0, lamp_power = 0, lamp_angle = 0;
    float ship_way = 0;  ///< 0 on the horizon, 1 in the harbour.
    bool greeted = false;
    Player player;
    Body keeper;

    /// Lets time pass. `talking` makes the keeper look at the player.
    void update(float seconds, bool talking);
    /// Does what the service answered, such as "Open Door". Returns false if it is nothing that he can do.
    bool perform(const std::string &action);
    /// What the keeper is doing, such as "point"; "none" if nothing.
    const char *task() const;
    Vector3 ship() const;
    /// What the player could do next.
    const char *goal() const;

private:
    enum class Task { none, open_door, close_door, light_lamp, put_out_lamp, point, wave };
    void work(float seconds);
    bool walk_to(Vector3 goal, float seconds);
    void turn_to(Vector3 target, float seconds);

    Task task_ = Task::none;
    float task_time_ = 0;
    Vector3 target_{};
};

constexpr float hours_per_second = 14.0f / (12 * 60);  ///< From the afternoon to the morning in twelve minutes.
