#include "daylight.hpp"

#include <raymath.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace {

/// The look of the world at one height of the sun.
struct Mood {
    float sun;  ///< The sine of its elevation.
    Vector3 light, above, below, zenith, horizon, glow, sea;
};

const Mood moods[] = {
    {-0.35f,
     {0.10f, 0.13f, 0.22f},
     {0.055f, 0.075f, 0.14f},
     {0.02f, 0.025f, 0.04f},
     {0.008f, 0.014f, 0.045f},
     {0.030f, 0.050f, 0.105f},
     {0.02f, 0.03f, 0.07f},
     {0.006f, 0.016f, 0.034f}},
    {-0.12f,
     {0.14f, 0.15f, 0.26f},
     {0.14f, 0.15f, 0.27f},
     {0.05f, 0.05f, 0.07f},
     {0.035f, 0.055f, 0.17f},
     {0.25f, 0.19f, 0.27f},
     {0.55f, 0.22f, 0.13f},
     {0.022f, 0.045f, 0.085f}},
    {0.02f,
     {1.30f, 0.52f, 0.24f},
     {0.27f, 0.25f, 0.36f},
     {0.13f, 0.09f, 0.08f},
     {0.12f, 0.19f, 0.42f},
     {0.86f, 0.46f, 0.30f},
     {1.20f, 0.48f, 0.16f},
     {0.045f, 0.085f, 0.125f}},
    {0.22f,
     {1.75f, 1.20f, 0.72f},
     {0.32f, 0.38f, 0.52f},
     {0.18f, 0.15f, 0.11f},
     {0.14f, 0.31f, 0.62f},
     {0.72f, 0.66f, 0.58f},
     {0.80f, 0.52f, 0.24f},
     {0.035f, 0.125f, 0.175f}},
    {0.65f,
     {1.80f, 1.66f, 1.42f},
     {0.38f, 0.50f, 0.68f},
     {0.22f, 0.21f, 0.16f},
     {0.13f, 0.36f, 0.78f},
     {0.56f, 0.73f, 0.88f},
     {0.40f, 0.36f, 0.28f},
     {0.030f, 0.155f, 0.225f}},
};

}  // namespace

Daylight daylight_at(float hour) {
    // The sun rises over the land behind the player and sets over the sea in front.
    const float way = (hour - 6.0f) / 13.2f * PI;
    const float height = hour > 6.0f && hour < 19.2f ? std::sin(way) * 0.8f
                                                     : -0.5f * std::sin((hour < 6.0f ? hour + 4.8f : hour - 19.2f) / 10.8f * PI);
    const float around = Lerp(2.4f, -0.95f, std::clamp((hour - 5.0f) / 15.5f, 0.0f, 1.0f));
    const float flat = std::sqrt(1 - height * height);
    Daylight day{};
    day.to_sun = {std::cos(around) * flat, height, std::sin(around) * flat};

    const Mood *upper = moods + 1;
    while (upper < std::end(moods) - 1 && upper->sun < height) ++upper;
    const Mood &low = upper[-1], &high = *upper;
    const float mix = std::clamp((height - low.sun) / (high.sun - low.sun), 0.0f, 1.0f);
    const auto between = [mix](Vector3 a, Vector3 b) { return Vector3Lerp(a, b, mix); };
    day.light = between(low.light, high.light);
    day.above = between(low.above, high.above);
    day.below = between(low.below, high.below);
    day.zenith = between(low.zenith, high.zenith);
    day.horizon = between(low.horizon, high.horizon);
    day.glow = between(low.glow, high.glow);
    day.sea = between(low.sea, high.sea);
    day.night = std::clamp((0.05f - height) / 0.2f, 0.0f, 1.0f);

    // Below the horizon the sun's light fades, and the moon takes over.
    const Vector3 moon = Vector3Normalize({0.52f, 0.42f, -0.74f});
    const bool by_moon = height < -0.06f;
    day.to_light = by_moon ? moon : Vector3Normalize({day.to_sun.x, std::max(height, 0.06f), day.to_sun.z});
    const float strength =
        by_moon ? std::clamp((-0.06f - height) / 0.1f, 0.0f, 1.0f) : std::clamp((height + 0.06f) / 0.1f, 0.0f, 1.0f);
    day.light = Vector3Scale(day.light, strength);
    return day;
}
