#pragma once

// The colours of the sky and of the light at each hour of the day.

#include <raylib.h>

struct Daylight {
    Vector3 to_sun;    ///< From the ground to the sun, also at night, when it is below.
    Vector3 to_light;  ///< To what casts the shadows: the sun or the moon.
    Vector3 light;     ///< Its colour and strength.
    Vector3 above;     ///< What the sky gives from above.
    Vector3 below;     ///< What the ground gives back.
    Vector3 zenith, horizon, glow, sea;
    float night;  ///< 0 by day, 1 by night: stars and windows.
};

Daylight daylight_at(float hour);
