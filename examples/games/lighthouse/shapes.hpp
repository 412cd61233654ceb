#pragma once

// Builds meshes from a few solids, with a colour for each vertex. Normals come from the shader, which gives flat faces.

#include <raylib.h>

#include <vector>

/// Collects triangles. The alpha of a colour says how much light falls on it: at 0 it glows by itself.
class Shapes {
public:
    /// All that is added from now on is moved by this.
    Shapes &at(Matrix transform) {
        transform_ = transform;
        return *this;
    }
    Shapes &at(float x, float y, float z);

    void triangle(Vector3 a, Vector3 b, Vector3 c, Color color) { triangle(a, b, c, color, color, color); }
    void triangle(Vector3 a, Vector3 b, Vector3 c, Color color_a, Color color_b, Color color_c);
    void quad(Vector3 a, Vector3 b, Vector3 c, Vector3 d, Color color);
    /// A box around its bottom's middle.
    void box(Vector3 size, Color color);
    /// From radius `low` at y = 0 to radius `high` at `height`; a cone where `high` is 0.
    void cone(float low, float high, float height, int sides, Color color, bool caps = true);
    /// An ellipsoid around the origin.
    void ball(Vector3 radius, int sides, Color color);
    /// A ridge roof over a rectangle, along z.
    void roof(Vector3 size, Color color);

    /// Uploads what was collected, and begins anew.
    Mesh mesh();

private:
    Matrix transform_{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
    std::vector<float> positions_;
    std::vector<unsigned char> colors_;
};

/// The same colour, glowing by itself.
Color glowing(Color color);
/// A repeatable random number from 0 to 1 for a place.
float hash(float x, float y);
/// A colour between two.
Color blend(Color a, Color b, float amount);
