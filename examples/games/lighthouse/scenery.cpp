#include "scenery.hpp"

#include "shapes.hpp"
#include "world.hpp"

#include <raymath.h>

#include <algorithm>
#include <cmath>

namespace {

constexpr Color grass{96, 128, 62, 255}, dry_grass{150, 148, 78, 255}, sand{196, 172, 128, 255};
constexpr Color rock{122, 112, 104, 255}, dark_rock{74, 70, 72, 255};
constexpr Color white{236, 230, 216, 255}, red{176, 48, 40, 255}, slate{72, 82, 96, 255}, iron{48, 52, 58, 255};
constexpr Color wood{112, 78, 52, 255}, old_wood{134, 116, 94, 255}, warm{255, 190, 96, 255};
constexpr int around = 84;

float angle_of(int side) { return 2 * PI * static_cast<float>(side) / around; }

Vector3 on_ground(float angle, float away) {
    const float x = std::cos(angle) * away, z = std::sin(angle) * away;
    return {x, ground::height(x, z), z};
}

/// How near a place is to the path from the door to where the player comes up, from 0 to 1.
float path(float x, float z) {
    const float along = std::clamp((z - 4.2f) / 16.0f, 0.0f, 1.0f);
    const float middle = 0.1f + 2.6f * along + 1.2f * std::sin(along * 5);
    return z < 3.5f ? 0 : std::clamp(1.6f - std::fabs(x - middle) / 0.75f, 0.0f, 1.0f);
}

Color ground_color(float x, float z) {
    const float patch = 0.5f + 0.5f * std::sin(x * 0.33f + 1.7f * std::sin(z * 0.21f));
    const Color green = blend(grass, dry_grass, 0.75f * patch * hash(std::floor(x * 1.3f), std::floor(z * 1.3f)) + 0.1f);
    return blend(green, sand, path(x, z));
}

/// The cliff's rings below the edge: how far out, and how high.
Vector3 on_cliff(int side, int ring) {
    const float angle = angle_of(side), edge = ground::edge(angle);
    const float rough = 1.1f * (hash(static_cast<float>(side % around), static_cast<float>(ring)) - 0.5f);
    const float out[] = {1.0f, 1.015f, 1.0f, 1.05f, 1.09f, 1.2f};
    const float high[] = {1.0f, 0.86f, 0.55f, 0.3f, 0.1f, -0.25f};
    const float away = edge * out[ring] + (ring > 0 ? rough : 0);
    const float top = on_ground(angle, edge).y;
    return {std::cos(angle) * away, ring == 0 ? top : top * high[ring] + rough, std::sin(angle) * away};
}

void tufts(Shapes &shapes) {
    for (int count = 0; count < 900; ++count) {
        const float number = static_cast<float>(count);
        const float angle = 2 * PI * hash(number, 1);
        const float away = 4.5f + (ground::edge(angle) - 5.2f) * std::sqrt(hash(number, 2));
        const Vector3 at = on_ground(angle, away);
        if (path(at.x, at.z) > 0.05f || std::hypot(at.x + 9, at.z + 3) < 4.4f) continue;
        const float high = 0.12f + 0.22f * hash(number, 3), lean = 0.12f * (hash(number, 4) - 0.5f), turn = 6 * hash(number, 5);
        const Color color = blend(grass, dry_grass, hash(number, 6));
        const Color dark = blend(color, {40, 60, 30, 255}, 0.5f);
        const Vector3 tip{at.x + lean, at.y + high, at.z + lean};
        for (int blade = 0; blade < 2; ++blade) {
            const float way = turn + static_cast<float>(blade) * 1.7f, wide = 0.05f;
            const Vector3 a{at.x - std::cos(way) * wide, at.y - 0.03f, at.z - std::sin(way) * wide};
            const Vector3 b{at.x + std::cos(way) * wide, at.y - 0.03f, at.z + std::sin(way) * wide};
            shapes.triangle(a, b, tip, dark, dark, color);
        }
        if (hash(number, 7) > 0.9f) {
            const Color petals = hash(number, 8) > 0.5f ? Color{232, 220, 240, 255} : Color{228, 180, 70, 255};
            shapes.at(tip.x, tip.y - 0.02f, tip.z).ball({0.045f, 0.035f, 0.045f}, 5, petals);
            shapes.at(MatrixIdentity());
        }
    }
}

void rocks(Shapes &shapes) {
    for (int count = 0; count < 34; ++count) {
        const float number = static_cast<float>(count);
        const float angle = 2 * PI * hash(number, 11), size = 0.8f + 2.6f * hash(number, 13);
        const float away = ground::edge(angle) * (1.1f + 0.55f * hash(number, 12));
        const Matrix turn = MatrixRotateXYZ({hash(number, 14), 6 * hash(number, 15), hash(number, 16)});
        shapes.at(MatrixMultiply(turn, MatrixTranslate(std::cos(angle) * away, -0.2f, std::sin(angle) * away)));
        shapes.ball({size, size * 0.8f, size * 1.1f}, 6, blend(rock, dark_rock, hash(number, 17)));
    }
    shapes.at(MatrixIdentity());
}

void fence(Shapes &shapes) {
    Vector3 before{};
    for (int post = 0; post <= 40; ++post) {
        const float angle = -2.75f + static_cast<float>(post) * 0.105f;
        const Vector3 at = on_ground(angle, ground::edge(angle) - 1.0f);
        shapes.at(MatrixMultiply(MatrixRotateZ(0.12f * (hash(static_cast<float>(post), 3) - 0.5f)),
                                 MatrixTranslate(at.x, at.y - 0.2f, at.z)));
        shapes.box({0.12f, 1.15f, 0.12f}, old_wood);
        shapes.at(MatrixIdentity());
        for (const float high : {0.45f, 0.8f}) {
            if (post == 0 || (post == 23 && high > 0.5f)) continue;  // one rail has fallen
            const Vector3 a{before.x, before.y + high, before.z}, b{at.x, at.y + high, at.z};
            shapes.quad(a, b, {b.x, b.y + 0.09f, b.z}, {a.x, a.y + 0.09f, a.z}, old_wood);
            shapes.quad(b, a, {a.x, a.y + 0.09f, a.z}, {b.x, b.y + 0.09f, b.z}, old_wood);
        }
        before = at;
    }
}

void barrel(Shapes &shapes, float x, float z) {
    shapes.at(x, ground::top, z).cone(0.27f, 0.33f, 0.4f, 10, wood);
    shapes.at(x, ground::top + 0.4f, z).cone(0.33f, 0.27f, 0.4f, 10, wood);
    for (const float high : {0.12f, 0.62f}) shapes.at(x, ground::top + high, z).cone(0.325f, 0.325f, 0.06f, 10, iron);
}

constexpr float tower_height = 14.2f, tower_low = 2.75f, tower_high = 1.75f;

float tower_radius(float high) { return Lerp(tower_low, tower_high, high / tower_height); }

}  // namespace

Mesh scenery::land() {
    Shapes shapes;
    constexpr int rings = 22;
    for (int side = 0; side < around; ++side) {
        for (int ring = 0; ring < rings; ++ring) {
            const auto point = [&](int at_side, int at_ring) {
                const float angle = angle_of(at_side % around);
                return on_ground(angle, ground::edge(angle) * static_cast<float>(at_ring) / rings);
            };
            const Vector3 a = point(side, ring), b = point(side, ring + 1), c = point(side + 1, ring + 1),
                          d = point(side + 1, ring);
            const auto color = [](Vector3 at) { return ground_color(at.x, at.z); };
            const auto shade = [](Vector3 at, Color own) {
                return blend(own, {58, 84, 44, 255}, 0.28f * hash(at.x, at.z));
            };  // facets
            shapes.triangle(a, c, b, shade(a, color(a)), shade(a, color(c)), shade(a, color(b)));
            shapes.triangle(a, d, c, shade(c, color(a)), shade(c, color(d)), shade(c, color(c)));
        }
        for (int ring = 0; ring < 5; ++ring) {
            const Color color = blend(blend(rock, dark_rock, static_cast<float>(ring) * 0.22f), dry_grass, ring == 0 ? 0.5f : 0);
            shapes.quad(on_cliff(side, ring), on_cliff(side + 1, ring), on_cliff(side + 1, ring + 1), on_cliff(side, ring + 1),
                        color);
        }
    }
    tufts(shapes);
    rocks(shapes);
    return shapes.mesh();
}

Mesh scenery::tower() {
    Shapes shapes;
    shapes.at(0, ground::top - 0.3f, 0).cone(3.15f, 3.0f, 0.75f, 24, rock);
    constexpr int bands = 7;
    for (int band = 0; band < bands; ++band) {
        const float low = tower_height * static_cast<float>(band) / bands,
                    high = tower_height * static_cast<float>(band + 1) / bands;
        shapes.at(0, ground::top + low, 0)
            .cone(tower_radius(low), tower_radius(high), high - low, 24, band % 2 == 1 ? red : white, false);
    }
    // The gallery with its railing, the lamp room's bars and the roof.
    shapes.at(0, ground::top + tower_height - 0.5f, 0).cone(1.8f, 2.45f, 0.5f, 24, white);
    shapes.at(0, ground::top + tower_height, 0).cone(2.5f, 2.5f, 0.16f, 24, iron);
    for (int post = 0; post < 20; ++post) {
        const float angle = 2 * PI * static_cast<float>(post) / 20;
        shapes.at(std::cos(angle) * 2.38f, ground::top + tower_height + 0.16f, std::sin(angle) * 2.38f)
            .box({0.06f, 0.95f, 0.06f}, iron);
    }
    for (const float high : {0.6f, 1.05f})
        shapes.at(0, ground::top + tower_height + high, 0).cone(2.41f, 2.41f, 0.06f, 24, iron, false);
    shapes.at(0, ground::top + tower_height + 0.16f, 0).cone(1.45f, 1.4f, 0.7f, 12, white);
    for (int bar = 0; bar < 12; ++bar) {
        const float angle = 2 * PI * static_cast<float>(bar) / 12;
        shapes.at(std::cos(angle) * 1.32f, ground::top + tower_height + 0.86f, std::sin(angle) * 1.32f)
            .box({0.07f, 1.7f, 0.07f}, iron);
    }
    shapes.at(0, ground::top + tower_height + 2.5f, 0).cone(1.75f, 1.7f, 0.14f, 12, red);
    shapes.at(0, ground::top + tower_height + 2.64f, 0).cone(1.62f, 0.18f, 1.15f, 12, red);
    shapes.at(0, ground::top + tower_height + 3.9f, 0).ball({0.2f, 0.24f, 0.2f}, 8, iron);
    shapes.at(0, ground::top + tower_height + 4.0f, 0).cone(0.035f, 0.02f, 1.2f, 6, iron);
    // Windows of the tower, and their frames.
    for (const float high : {5.2f, 9.3f}) {
        shapes.at(0, ground::top + high, tower_radius(high) - 0.1f).box({0.8f, 1.25f, 0.2f}, blend(white, slate, 0.25f));
    }
    // The porch: two walls, a lintel, a roof, and what is seen through the door.
    for (const float side : {-1.0f, 1.0f}) shapes.at(side * 0.88f, ground::top - 0.2f, 2.85f).box({0.36f, 2.7f, 1.55f}, white);
    shapes.at(0, ground::top + 2.12f, 2.85f).box({2.0f, 0.4f, 1.55f}, white);
    shapes.at(0, ground::top + 2.5f, 2.75f).roof({2.5f, 0.85f, 2.0f}, slate);
    shapes.at(0, ground::top - 0.1f, 3.1f).box({1.5f, 0.16f, 1.5f}, rock);
    shapes.at(0, ground::top, 2.86f).box({1.5f, 2.2f, 0.24f}, {104, 74, 52, 255});
    for (int step = 0; step < 4; ++step) {
        const float high = static_cast<float>(step) * 0.28f;
        shapes.at(-0.3f, ground::top + high, 3.28f - static_cast<float>(step) * 0.1f)
            .box({0.78f, 0.3f, 0.5f}, blend(old_wood, wood, 0.3f * static_cast<float>(step)));
    }
    shapes.at(0.42f, ground::top + 1.2f, 3.04f).box({0.4f, 0.05f, 0.2f}, old_wood);
    shapes.at(0.42f, ground::top + 1.25f, 3.06f).cone(0.07f, 0.06f, 0.16f, 8, glowing({255, 214, 130, 255}));
    shapes.at(0.42f, ground::top + 1.41f, 3.06f).cone(0.085f, 0.02f, 0.07f, 8, iron);
    shapes.at(0, ground::top - 0.2f, 3.95f).box({1.7f, 0.26f, 0.6f}, blend(rock, white, 0.3f));
    // The chain of the clockwork, in its box at the porch.
    shapes.at(1.25f, ground::top + 0.9f, 3.05f).box({0.36f, 0.7f, 0.4f}, wood);
    shapes.at(1.5f, ground::top + 0.7f, 3.05f).cone(0.03f, 0.03f, 1.0f, 6, iron);
    shapes.at(1.5f, ground::top + 0.62f, 3.05f).ball({0.09f, 0.09f, 0.09f}, 8, red);
    return shapes.mesh();
}

Mesh scenery::yard() {
    Shapes shapes;
    const float top = ground::top;
    shapes.at(-9, top - 0.3f, -3).box({5.4f, 2.9f, 4.2f}, white);
    shapes.at(-9, top - 0.3f, -3).box({5.6f, 0.55f, 4.4f}, rock);
    shapes.at(MatrixMultiply(MatrixRotateY(PI / 2), MatrixTranslate(-9, top + 2.55f, -3))).roof({5.0f, 1.9f, 6.0f}, slate);
    shapes.at(-10.7f, top + 3.3f, -3).box({0.7f, 1.7f, 0.7f}, blend(red, rock, 0.5f));
    shapes.at(-10.7f, top + 5.0f, -3).box({0.85f, 0.16f, 0.85f}, rock);
    shapes.at(-8.6f, top - 0.1f, -0.9f).box({0.95f, 2.0f, 0.1f}, {58, 92, 104, 255});
    for (const float x : {-10.3f, -7.1f}) shapes.at(x, top + 0.85f, -0.92f).box({0.95f, 0.95f, 0.1f}, slate);
    // A bench, barrels, crates, a flag, and lobster pots.
    shapes.at(-3.3f, top + 0.42f, 4.3f).box({1.7f, 0.07f, 0.45f}, old_wood);
    for (const float x : {-3.95f, -2.65f}) shapes.at(x, top - 0.1f, 4.3f).box({0.1f, 0.52f, 0.4f}, old_wood);
    barrel(shapes, 2.9f, 1.9f);
    barrel(shapes, 3.45f, 1.45f);
    shapes.at(MatrixMultiply(MatrixRotateY(0.4f), MatrixTranslate(3.5f, top - 0.05f, 2.5f))).box({0.65f, 0.55f, 0.65f}, old_wood);
    shapes.at(MatrixMultiply(MatrixRotateY(0.9f), MatrixTranslate(3.45f, top + 0.5f, 2.5f))).box({0.5f, 0.4f, 0.5f}, wood);
    shapes.at(7.5f, ground::height(7.5f, -6), -6).cone(0.07f, 0.05f, 7, 8, white);
    fence(shapes);
    return shapes.mesh();
}

Mesh scenery::windows() {
    Shapes shapes;
    for (const float x : {-10.3f, -7.1f}) {
        for (const float half : {-0.21f, 0.21f})
            shapes.at(x + half, ground::top + 0.92f, -0.86f).box({0.36f, 0.8f, 0.04f}, glowing(warm));
    }
    for (const float high : {5.35f, 9.45f})
        shapes.at(0, ground::top + high, tower_radius(high) + 0.0f).box({0.5f, 0.95f, 0.06f}, glowing(warm));
    return shapes.mesh();
}

Mesh scenery::door() {
    Shapes shapes;
    shapes.at(0.69f, 0, 0).box({1.38f, 2.12f, 0.09f}, {44, 84, 98, 255});
    for (const float high : {0.3f, 1.55f}) shapes.at(0.69f, high, 0).box({1.3f, 0.12f, 0.13f}, iron);
    for (const float side : {-0.09f, 0.09f}) shapes.at(1.25f, 1.0f, side).ball({0.05f, 0.05f, 0.05f}, 6, {200, 160, 70, 255});
    return shapes.mesh();
}

Mesh scenery::glass() {
    Shapes shapes;
    shapes.at(0, -1.15f, 0).cone(1.22f, 1.22f, 1.62f, 12, glowing({255, 232, 176, 255}), false);
    return shapes.mesh();
}

Mesh scenery::beams() {
    Shapes shapes;
    constexpr float length = 170;
    constexpr int sides = 28;
    const Color begin{255, 214, 140, 13}, end{255, 214, 140, 0};
    for (const float way : {-1.0f, 1.0f}) {
        for (const float wide : {1.5f, 3.0f, 4.5f, 6.0f, 7.5f, 9.0f}) {  // one in another, for a soft edge
            for (int side = 0; side < sides; ++side) {
                const auto rim = [&](int at, float radius, float along) {
                    const float angle = 2 * PI * static_cast<float>(at) / sides;
                    return Vector3{way * along, std::sin(angle) * radius, std::cos(angle) * radius};
                };
                shapes.triangle(rim(side, 0.3f + wide * 0.06f, 1), rim(side, wide, length), rim(side + 1, wide, length), begin,
                                end, end);
                shapes.triangle(rim(side, 0.3f + wide * 0.06f, 1), rim(side + 1, wide, length),
                                rim(side + 1, 0.3f + wide * 0.06f, 1), begin, end, begin);
            }
        }
    }
    return shapes.mesh();
}

Mesh scenery::ship() {
    Shapes shapes;
    const auto hull = [&](float low, float high, float narrow, Color color) {
        const float l = 11, w = 2.6f;
        const Vector3 below[] = {{-l * narrow, low, -w * narrow},
                                 {l * 0.6f * narrow, low, -w * narrow},
                                 {l * narrow, low, 0},
                                 {l * 0.6f * narrow, low, w * narrow},
                                 {-l * narrow, low, w * narrow}};
        const Vector3 over[] = {
            {-l, high, -w}, {l * 0.6f, high, -w}, {l * 1.12f, high + 0.6f, 0}, {l * 0.6f, high, w}, {-l, high, w}};
        for (int side = 0; side < 5; ++side) {
            const int next = (side + 1) % 5;
            shapes.quad(below[next], below[side], over[side], over[next], color);
        }
        for (int side = 1; side < 4; ++side) shapes.triangle(over[0], over[side + 1], over[side], wood);
    };
    hull(-1, 1, 0.86f, red);
    shapes.at(0, 1, 0);
    hull(0, 1.9f, 0.98f, iron);
    shapes.at(-5, 2.9f, 0).box({6, 2.4f, 3.6f}, white);
    shapes.at(-4, 5.3f, 0).box({3, 1.7f, 3}, white);
    shapes.at(-6.6f, 5.3f, 0).cone(0.8f, 0.7f, 3.4f, 12, red);
    shapes.at(-6.6f, 7.7f, 0).cone(0.78f, 0.74f, 0.8f, 12, iron);
    shapes.at(5, 2.9f, 0).cone(0.16f, 0.1f, 9, 6, wood);
    shapes.at(-3.6f, 7, 0).cone(0.12f, 0.08f, 4, 6, wood);
    return shapes.mesh();
}

Mesh scenery::ship_lights() {
    Shapes shapes;
    for (float x = -7.2f; x < -2.4f; x += 1.1f) {
        for (const float side : {-1.84f, 1.84f}) shapes.at(x, 3.9f, side).box({0.55f, 0.6f, 0.06f}, glowing(warm));
    }
    shapes.at(5, 11.8f, 0).ball({0.5f, 0.5f, 0.5f}, 8, glowing({255, 244, 214, 255}));
    shapes.at(-3.6f, 10.9f, 0).ball({0.45f, 0.45f, 0.45f}, 8, glowing({255, 244, 214, 255}));
    shapes.at(4, 3.6f, 2.7f).ball({0.4f, 0.4f, 0.4f}, 8, glowing({90, 255, 130, 255}));
    shapes.at(4, 3.6f, -2.7f).ball({0.4f, 0.4f, 0.4f}, 8, glowing({255, 70, 60, 255}));
    return shapes.mesh();
}

Mesh scenery::wing() {
    Shapes shapes;
    const Color feathers{244, 244, 240, 255}, tip{90, 92, 98, 255};
    for (const bool above : {true, false}) {
        const Vector3 a{0, 0, 0.16f}, b{0, 0, -0.14f}, c{0.5f, 0.12f, -0.06f}, d{1.05f, 0.02f, -0.2f};
        if (above) {
            shapes.triangle(a, c, b, feathers);
            shapes.triangle(b, c, d, feathers, feathers, tip);
        } else {
            shapes.triangle(a, b, c, feathers);
            shapes.triangle(b, d, c, feathers, tip, feathers);
        }
    }
    return shapes.mesh();
}

Mesh scenery::sea() {
    Shapes shapes;
    constexpr int sides = 110, rings = 40;
    for (int ring = 0; ring < rings; ++ring) {
        for (int side = 0; side < sides; ++side) {
            const auto point = [](int at_ring, int at_side) {
                const float angle = 2 * PI * (static_cast<float>(at_side) + 0.5f * static_cast<float>(at_ring % 2)) / sides;
                const float away = 18 + 0.9f * static_cast<float>(at_ring) + std::pow(static_cast<float>(at_ring), 2.0f) * 0.75f;
                return Vector3{std::cos(angle) * away, 0, std::sin(angle) * away};
            };
            shapes.triangle(point(ring, side), point(ring + 1, side + 1), point(ring + 1, side), WHITE);
            shapes.triangle(point(ring, side), point(ring, side + 1), point(ring + 1, side + 1), WHITE);
        }
    }
    return shapes.mesh();
}

Mesh scenery::sky() {
    Shapes shapes;
    shapes.ball({900, 900, 900}, 24, WHITE);
    return shapes.mesh();
}
