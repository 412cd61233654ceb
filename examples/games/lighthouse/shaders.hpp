#pragma once

// The shaders: one for everything solid, one for the sea, one for the sky, and one for the shadows.

/// The beginning of each fragment shader: the light of the sky, of the lamp's beam and of the open door, and the haze.
constexpr const char *lighting = R"(#version 330
uniform vec3 eye;
uniform vec3 toSun, toLight, light, above, below, zenith, horizon, glow;
uniform vec3 beam;       // where the lamp's beams point (x, z), and their strength
uniform vec4 room;       // where the light in the door is, and its strength

vec3 haze(vec3 way) {
    float towards = max(dot(way, toSun), 0.0);
    float low = 1.0 - clamp(way.y * 2.2, 0.0, 1.0);
    float wide = towards * towards * towards * towards, narrow = wide * wide * wide;
    return mix(zenith, horizon, low * low) + glow * (0.75 * narrow * narrow + 0.35 * wide * low);
}

vec3 lamps(vec3 position, vec3 normal) {
    vec3 sum = vec3(0.0);
    if (beam.z > 0.0) {
        float away = length(position.xz), side = dot(position.xz / away, beam.xy);
        sum = vec3(1.0, 0.86, 0.60) * pow(abs(side), 180.0) * beam.z * 1.4 * exp(-away * 0.006) * smoothstep(3.0, 14.0, away);
    }
    if (room.w > 0.0) {
        vec3 near = room.xyz - position;
        float facing = 0.35 + 0.65 * max(dot(normalize(near), normal), 0.0);
        sum += vec3(1.0, 0.52, 0.20) * facing * room.w * 3.2 / (1.0 + dot(near, near) * 0.55);
    }
    return sum;
}

vec3 finish(vec3 color, vec3 position) {
    vec3 way = position - eye;
    float away = length(way);
    color = mix(color, haze(way / away), 1.0 - exp(-away * away * 0.0000042));
    color = color * (2.51 * color + 0.03) / (color * (2.43 * color + 0.59) + 0.14);  // brings bright light into range
    return sqrt(color);
}
)";

constexpr const char *solid_vertex = R"(#version 330
in vec3 vertexPosition;
in vec4 vertexColor;
uniform mat4 mvp, matModel;
out vec3 position;
out vec4 color;
void main() {
    position = (matModel * vec4(vertexPosition, 1.0)).xyz;
    color = vertexColor;
    gl_Position = mvp * vec4(vertexPosition, 1.0);
}
)";

constexpr const char *solid_fragment = R"(
in vec3 position;
in vec4 color;
uniform vec4 colDiffuse;
uniform mat4 shadowMatrix;
uniform sampler2D shadowMap;
out vec4 result;

float lit(vec3 normal) {
    vec4 seen = shadowMatrix * vec4(position + normal * 0.06, 1.0);
    vec3 at = seen.xyz / seen.w * 0.5 + 0.5;
    if (any(lessThan(at, vec3(0.0))) || any(greaterThan(at, vec3(1.0)))) return 1.0;
    float sum = 0.0, texel = 1.0 / 1024.0;
    for (int y = 0; y < 2; ++y) for (int x = 0; x < 2; ++x)
        sum += step(at.z - 0.0012, texture(shadowMap, at.xy + (vec2(x, y) - 0.5) * texel * 1.3).r);
    return sum * 0.25;
}

void main() {
    vec3 normal = normalize(cross(dFdx(position), dFdy(position)));
    vec3 own = color.rgb * colDiffuse.rgb;
    own *= own;
    float facing = max(dot(normal, toLight), 0.0);
    vec3 sum = mix(below, above, normal.y * 0.5 + 0.5) + lamps(position, normal);
    if (facing > 0.0) sum += light * facing * lit(normal);
    float shine = 1.0 - color.a * colDiffuse.a;
    result = vec4(finish(own * mix(sum, vec3(1.5), shine), position), 1.0);
}
)";

constexpr const char *sea_vertex = R"(#version 330
in vec3 vertexPosition;
uniform mat4 mvp;
uniform float time;
out vec3 position;
void main() {
    vec3 at = vertexPosition;
    float calm = 1.0 / (1.0 + dot(at.xz, at.xz) * 0.00004);
    at.y += calm * (0.55 * sin(at.x * 0.13 + time * 0.9) + 0.4 * sin(at.z * 0.21 - time * 1.1 + at.x * 0.05) + 0.25 * sin((at.x + at.z) * 0.37 + time * 1.7));
    position = at;
    gl_Position = mvp * vec4(at, 1.0);
}
)";

constexpr const char *sea_fragment = R"(
in vec3 position;
uniform vec3 sea;
uniform float time;
out vec4 result;
void main() {
    vec3 normal = normalize(cross(dFdx(position), dFdy(position)));
    vec3 way = normalize(position - eye);
    vec3 mirrored = reflect(way, normalize(mix(normal, vec3(0.0, 1.0, 0.0), 0.55)));
    mirrored.y = abs(mirrored.y);
    float fresnel = 0.04 + 0.82 * pow(1.0 - max(dot(-way, vec3(0.0, 1.0, 0.0)), 0.0), 4.0);
    vec3 water = sea + 0.25 * light * sea * max(dot(normal, toLight), 0.0) + 0.05 * lamps(position, normal);
    vec3 seen = mix(water, haze(mirrored), fresnel) + light * 1.3 * pow(max(dot(reflect(way, normal), toLight), 0.0), 90.0);
    float shore = length(position.xz) - 27.0 - 3.0 * sin(2.0 * atan(position.z, position.x) + 0.6);
    float foam = smoothstep(4.5 + sin(time * 0.7), 0.0, shore + 1.6 * sin(position.x * 0.9 + time) * sin(position.z * 0.8));
    seen = mix(seen, above + light * 0.35, 0.55 * foam);
    seen += vec3(1.0, 0.85, 0.6) * lamps(position, normal) * 0.16 * fresnel;
    result = vec4(finish(seen, position), 1.0);
}
)";

constexpr const char *sky_vertex = R"(#version 330
in vec3 vertexPosition;
uniform mat4 mvp;
out vec3 way;
void main() {
    way = vertexPosition;
    gl_Position = mvp * vec4(vertexPosition, 1.0);
}
)";

constexpr const char *sky_fragment = R"(
in vec3 way;
uniform float night, time;
out vec4 result;

float noise(vec2 at) {
    vec2 cell = floor(at), part = fract(at);
    part = part * part * (3.0 - 2.0 * part);
    vec4 corners = fract(sin(vec4(dot(cell, vec2(127.1, 311.7)), dot(cell + vec2(1, 0), vec2(127.1, 311.7)),
                                  dot(cell + vec2(0, 1), vec2(127.1, 311.7)), dot(cell + vec2(1, 1), vec2(127.1, 311.7)))) * 43758.5);
    return mix(mix(corners.x, corners.y, part.x), mix(corners.z, corners.w, part.x), part.y);
}

void main() {
    vec3 at = normalize(way);
    vec3 color = haze(at);
    float sun = dot(at, toSun);
    color += (glow + light) * 2.2 * smoothstep(0.99945, 0.99965, sun) * step(-0.02, at.y);
    vec3 moon = normalize(vec3(0.52, 0.42, -0.74));
    color += vec3(0.75, 0.8, 0.9) * night * smoothstep(0.9990, 0.9992, dot(at, moon));
    if (at.y > 0.0) {
        vec2 plane = at.xz / (at.y + 0.12);
        float cloud = 0.6 * noise(plane * 1.7 + time * 0.012) + 0.4 * noise(plane * 4.3 - time * 0.008);
        float cover = smoothstep(0.50, 0.78, cloud) * smoothstep(0.02, 0.22, at.y);
        vec3 lining = above * (1.5 - 1.1 * night) + light * (0.10 + 0.5 * pow(max(sun, 0.0), 6.0)) * (1.0 - 0.8 * night) + glow * 0.25;
        color = mix(color, lining, 0.62 * cover);
        vec3 cell = floor(at * 170.0);
        float star = fract(sin(dot(cell, vec3(12.9898, 78.233, 37.719))) * 43758.5453);
        color += vec3(0.9, 0.95, 1.0) * night * step(0.9965, star) * (1.0 - cover) * smoothstep(0.0, 0.25, at.y)
                 * smoothstep(0.5, 0.1, length(fract(at * 170.0) - 0.5)) * (0.4 + 0.6 * fract(star * 931.0));
    }
    color = color * (2.51 * color + 0.03) / (color * (2.43 * color + 0.59) + 0.14);
    result = vec4(sqrt(color), 1.0);
}
)";

constexpr const char *shadow_fragment = R"(
out vec4 result;
void main() { result = vec4(1.0); }
)";
