#include "figure.hpp"

#include "shapes.hpp"

#include <raymath.h>

#include <cmath>

namespace {

constexpr Color oilskin{226, 172, 44, 255}, seam{176, 126, 30, 255}, trousers{52, 60, 78, 255}, boots{34, 34, 38, 255};
constexpr Color skin{214, 160, 128, 255}, nose{204, 134, 108, 255}, hair{238, 234, 226, 255}, eyes{40, 46, 56, 255};
constexpr Color scarf{156, 44, 40, 255}, gums{58, 12, 16, 0};
constexpr float hip = 0.82f, shoulder = 1.36f, neck = 1.45f;

// raymath multiplies from the left: what comes first happens first.
Matrix then(Matrix first, Matrix second) { return MatrixMultiply(first, second); }

Matrix around(float height, Matrix turn, Vector3 at = {}) { return then(turn, MatrixTranslate(at.x, at.y + height, at.z)); }

}  // namespace

Figure::Figure() {
    Shapes shapes;
    shapes.at(0, -hip, 0.02f).ball({0.09f, 0.1f, 0.17f}, 8, boots);
    shapes.at(0, -hip, 0).cone(0.105f, 0.1f, 0.36f, 8, boots);
    shapes.at(0, -0.48f, 0).cone(0.105f, 0.13f, 0.48f, 8, trousers);
    leg_ = shapes.mesh();

    shapes.at(0, 0.56f, 0).cone(0.335f, 0.31f, 0.06f, 12, seam);
    shapes.at(0, 0.6f, 0).cone(0.31f, 0.25f, 0.78f, 12, oilskin);
    shapes.at(0, 1.36f, 0).ball({0.31f, 0.12f, 0.2f}, 10, oilskin);
    shapes.at(0, 1.43f, 0.01f).ball({0.155f, 0.075f, 0.15f}, 10, scarf);
    for (const float high : {0.78f, 0.96f, 1.14f, 1.3f}) {
        const float front = Lerp(0.31f, 0.25f, (high - 0.6f) / 0.78f);
        shapes.at(0, high, front - 0.012f).ball({0.024f, 0.024f, 0.016f}, 6, {70, 54, 40, 255});
    }
    for (const float side : {-0.17f, 0.17f}) shapes.at(side, 0.72f, 0.235f).box({0.14f, 0.1f, 0.04f}, seam);
    coat_ = shapes.mesh();

    shapes.at(0, -0.5f, 0).cone(0.082f, 0.1f, 0.5f, 8, oilskin);
    shapes.at(0, -0.54f, 0).cone(0.09f, 0.088f, 0.07f, 8, seam);
    shapes.at(0, -0.6f, 0).ball({0.062f, 0.085f, 0.05f}, 8, skin);
    arm_ = shapes.mesh();

    // Around the neck; the face looks towards +z.
    shapes.at(0, 0.16f, 0).ball({0.128f, 0.16f, 0.138f}, 12, skin);
    shapes.at(0, 0.155f, 0.15f).ball({0.026f, 0.036f, 0.04f}, 8, nose);
    for (const float side : {-1.0f, 1.0f}) {
        shapes.at(side * 0.05f, 0.192f, 0.122f).ball({0.018f, 0.018f, 0.014f}, 8, eyes);
        shapes.at(side * 0.044f, 0.199f, 0.136f).ball({0.005f, 0.005f, 0.004f}, 5, glowing({255, 255, 255, 255}));
        shapes.at(then(MatrixRotateZ(side * -0.16f), MatrixTranslate(side * 0.053f, 0.222f, 0.13f)))
            .ball({0.04f, 0.012f, 0.018f}, 8, hair);
        shapes.at(side * 0.128f, 0.16f, 0).ball({0.02f, 0.04f, 0.03f}, 6, skin);
        shapes.at(side * 0.105f, 0.09f, 0.03f).ball({0.035f, 0.1f, 0.075f}, 8, hair);
        shapes.at(then(MatrixRotateZ(side * -0.32f), MatrixTranslate(side * 0.042f, 0.106f, 0.142f)))
            .ball({0.056f, 0.021f, 0.026f}, 8, hair);
    }
    shapes.at(then(MatrixRotateX(-0.12f), MatrixTranslate(0, 0.232f, -0.035f))).cone(0.25f, 0.145f, 0.06f, 12, seam);
    shapes.at(then(MatrixRotateX(-0.12f), MatrixTranslate(0, 0.285f, -0.03f))).cone(0.15f, 0.12f, 0.07f, 12, oilskin);
    shapes.at(then(MatrixRotateX(-0.12f), MatrixTranslate(0, 0.354f, -0.038f))).cone(0.12f, 0.04f, 0.045f, 12, oilskin);
    head_ = shapes.mesh();

    shapes.at(0, -0.015f, 0.075f).ball({0.112f, 0.09f, 0.078f}, 10, hair);
    shapes.at(0, -0.075f, 0.085f).ball({0.07f, 0.085f, 0.055f}, 8, hair);
    jaw_ = shapes.mesh();

    shapes.ball({0.046f, 0.034f, 0.012f}, 12, gums);
    mouth_ = shapes.mesh();

    for (const float side : {-1.0f, 1.0f}) shapes.at(side * 0.05f, 0.194f, 0.126f).ball({0.024f, 0.02f, 0.014f}, 8, skin);
    lids_ = shapes.mesh();
}

Figure::~Figure() {
    for (Mesh *mesh : {&leg_, &coat_, &arm_, &head_, &jaw_, &mouth_, &lids_}) UnloadMesh(*mesh);
}

std::vector<Figure::Part> Figure::pose(const Body &body, float mouth, float nod, double time) const {
    const float now = static_cast<float>(std::fmod(time, 1000.0));
    const float breath = 0.006f * std::sin(now * 1.7f);
    const Matrix stand = then(MatrixRotateY(body.yaw), MatrixTranslate(body.feet.x, body.feet.y + breath, body.feet.z));
    const float swing = 0.55f * body.walking * std::sin(body.stride);
    std::vector<Part> parts;
    for (const float side : {-1.0f, 1.0f}) {
        parts.push_back({&leg_, then(around(hip, MatrixRotateX(swing * side), {side * 0.11f, 0, 0}), stand)});
    }
    parts.push_back({&coat_, stand});

    // The left arm swings. The right one also points, waves, and pulls the chain.
    const Matrix rest = MatrixRotateZ(0.13f);
    parts.push_back({&arm_, then(around(shoulder, then(rest, MatrixRotateX(swing)), {0.29f, 0, 0}), stand)});
    float lift = Lerp(-swing, -PI / 2 - body.arm_pitch, body.arm), out = Lerp(-0.13f, 0, body.arm);
    if (body.wave > 0) {
        lift = Lerp(lift, -2.6f, body.wave);
        out = Lerp(out, -0.35f + 0.35f * std::sin(now * 9), body.wave);
    }
    if (body.crank > 0) lift += body.crank * 0.35f * std::sin(now * 6);
    const Matrix right = then(MatrixRotateX(lift), MatrixRotateZ(out));
    parts.push_back({&arm_, then(around(shoulder, right, {-0.29f, 0, 0}), stand)});

    const float sway = 0.05f * std::sin(now * 0.9f) + 0.03f * mouth * std::sin(now * 7);
    const Matrix head = then(around(neck, then(MatrixRotateX(nod + 0.05f * mouth), MatrixRotateY(sway))), stand);
    parts.push_back({&head_, head});
    parts.push_back({&jaw_, then(MatrixTranslate(0, 0.055f - 0.034f * mouth, 0), head)});
    const Matrix opening = MatrixScale(1 - 0.25f * mouth, 0.1f + 0.9f * mouth, 1);
    parts.push_back({&mouth_, then(then(opening, MatrixTranslate(0, 0.083f - 0.022f * mouth, 0.15f)), head)});
    if (std::fmod(now, 4.3f) < 0.13f) parts.push_back({&lids_, head});
    return parts;
}
