#pragma once

// Draws the world: shadows first, then everything solid, the sea, the sky and the lamp's beam.

#include "daylight.hpp"
#include "figure.hpp"
#include "world.hpp"

#include <raylib.h>

class Picture {
public:
    Picture();
    ~Picture();
    Picture(const Picture &) = delete;
    Picture &operator=(const Picture &) = delete;

    /// Draws between BeginDrawing and EndDrawing. `mouth` is that of the keeper, `nod` how far he looks up or down.
    void draw(const World &world, const Camera3D &camera, float mouth, float nod, double time);

private:
    struct Shadows {
        RenderTexture2D target{};
        Matrix matrix{};
    };

    void draw_shadows(const World &world, const Daylight &day, const std::vector<Figure::Part> &keeper);
    void draw_solids(const World &world, const Daylight &day, const std::vector<Figure::Part> &keeper, double time);
    void draw_gulls(double time);
    void draw_beam(const World &world, const Daylight &day);
    void set_light(const Shader &shader, const World &world, const Daylight &day, const Camera3D &camera, double time) const;
    void solid(const Mesh &mesh, Matrix place, Color tint = WHITE);

    Material solid_, sea_, sky_, shadow_, beam_;
    Shadows shadows_;
    Figure figure_;
    Mesh land_, tower_, yard_, windows_, door_, glass_, beams_, ship_, ship_lights_, wing_, sea_mesh_, sky_mesh_;
};
