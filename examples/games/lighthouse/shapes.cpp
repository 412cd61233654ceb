#include "shapes.hpp"

#include <raymath.h>

#include <algorithm>
#include <cmath>
#include <cstring>

Shapes &Shapes::at(float x, float y, float z) { return at(MatrixTranslate(x, y, z)); }

void Shapes::triangle(Vector3 a, Vector3 b, Vector3 c, Color color_a, Color color_b, Color color_c) {
    const Vector3 corners[] = {a, b, c};
    const Color colors[] = {color_a, color_b, color_c};
    for (int corner = 0; corner < 3; ++corner) {
        const Vector3 moved = Vector3Transform(corners[corner], transform_);
        positions_.insert(positions_.end(), {moved.x, moved.y, moved.z});
        colors_.insert(colors_.end(), {colors[corner].r, colors[corner].g, colors[corner].b, colors[corner].a});
    }
}

void Shapes::quad(Vector3 a, Vector3 b, Vector3 c, Vector3 d, Color color) {
    triangle(a, b, c, color);
    triangle(a, c, d, color);
}

void Shapes::box(Vector3 size, Color color) {
    const float x = size.x / 2, y = size.y, z = size.z / 2;
    quad({-x, 0, z}, {x, 0, z}, {x, y, z}, {-x, y, z}, color);
    quad({x, 0, -z}, {-x, 0, -z}, {-x, y, -z}, {x, y, -z}, color);
    quad({x, 0, z}, {x, 0, -z}, {x, y, -z}, {x, y, z}, color);
    quad({-x, 0, -z}, {-x, 0, z}, {-x, y, z}, {-x, y, -z}, color);
    quad({-x, y, z}, {x, y, z}, {x, y, -z}, {-x, y, -z}, color);
    quad({-x, 0, -z}, {x, 0, -z}, {x, 0, z}, {-x, 0, z}, color);
}

void Shapes::cone(float low, float high, float height, int sides, Color color, bool caps) {
    for (int side = 0; side < sides; ++side) {
        const float a = 2 * PI * static_cast<float>(side) / static_cast<float>(sides);
        const float b = 2 * PI * static_cast<float>(side + 1) / static_cast<float>(sides);
        const Vector3 low_a{std::sin(a) * low, 0, std::cos(a) * low}, low_b{std::sin(b) * low, 0, std::cos(b) * low};
        const Vector3 high_a{std::sin(a) * high, height, std::cos(a) * high},
            high_b{std::sin(b) * high, height, std::cos(b) * high};
        triangle(low_a, low_b, high_b, color);
        if (high > 0) triangle(low_a, high_b, high_a, color);
        if (caps && high > 0) triangle({0, height, 0}, high_a, high_b, color);
        if (caps) triangle({0, 0, 0}, low_b, low_a, color);
    }
}

void Shapes::ball(Vector3 radius, int sides, Color color) {
    const int rings = std::max(3, sides / 2);
    const auto point = [&](int ring, int side) {
        const float up = PI * (static_cast<float>(ring) / static_cast<float>(rings) - 0.5f);
        const float around = 2 * PI * static_cast<float>(side) / static_cast<float>(sides);
        return Vector3{std::cos(up) * std::sin(around) * radius.x, std::sin(up) * radius.y,
                       std::cos(up) * std::cos(around) * radius.z};
    };
    for (int ring = 0; ring < rings; ++ring) {
        for (int side = 0; side < sides; ++side) {
            quad(point(ring, side), point(ring, side + 1), point(ring + 1, side + 1), point(ring + 1, side), color);
        }
    }
}

void Shapes::roof(Vector3 size, Color color) {
    const float x = size.x / 2, y = size.y, z = size.z / 2;
    quad({-x, 0, -z}, {-x, 0, z}, {0, y, z}, {0, y, -z}, color);
    quad({x, 0, z}, {x, 0, -z}, {0, y, -z}, {0, y, z}, color);
    triangle({-x, 0, z}, {x, 0, z}, {0, y, z}, color);
    triangle({x, 0, -z}, {-x, 0, -z}, {0, y, -z}, color);
    quad({-x, 0, z}, {-x, 0, -z}, {x, 0, -z}, {x, 0, z}, color);
}

Mesh Shapes::mesh() {
    Mesh mesh{};
    mesh.vertexCount = static_cast<int>(positions_.size() / 3);
    mesh.triangleCount = mesh.vertexCount / 3;
    mesh.vertices = static_cast<float *>(MemAlloc(static_cast<unsigned int>(positions_.size() * sizeof(float))));
    mesh.colors = static_cast<unsigned char *>(MemAlloc(static_cast<unsigned int>(colors_.size())));
    std::memcpy(mesh.vertices, positions_.data(), positions_.size() * sizeof(float));
    std::memcpy(mesh.colors, colors_.data(), colors_.size());
    UploadMesh(&mesh, false);
    positions_.clear();
    colors_.clear();
    transform_ = MatrixIdentity();
    return mesh;
}

Color glowing(Color color) { return {color.r, color.g, color.b, 0}; }

float hash(float x, float y) {
    const float value = std::sin(x * 127.1f + y * 311.7f) * 43758.547f;
    return value - std::floor(value);
}

Color blend(Color a, Color b, float amount) {
    const auto mix = [amount](unsigned char from, unsigned char to) {
        return static_cast<unsigned char>(static_cast<float>(from) +
                                          (static_cast<float>(to) - static_cast<float>(from)) * amount);
    };
    return {mix(a.r, b.r), mix(a.g, b.g), mix(a.b, b.b), mix(a.a, b.a)};
}
