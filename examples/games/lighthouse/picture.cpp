#include "picture.hpp"

#include "scenery.hpp"
#include "shaders.hpp"
#include "shapes.hpp"

#include <raymath.h>
#include <rlgl.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace {

constexpr int shadow_size = 1024;

Material material(const char *vertex, const char *fragment) {
    Material made = LoadMaterialDefault();
    made.shader = LoadShaderFromMemory(vertex, (std::string(lighting) + fragment).c_str());
    return made;
}

void set(const Shader &shader, const char *name, Vector3 value) {
    SetShaderValue(shader, GetShaderLocation(shader, name), &value, SHADER_UNIFORM_VEC3);
}
void set(const Shader &shader, const char *name, Vector4 value) {
    SetShaderValue(shader, GetShaderLocation(shader, name), &value, SHADER_UNIFORM_VEC4);
}
void set(const Shader &shader, const char *name, float value) {
    SetShaderValue(shader, GetShaderLocation(shader, name), &value, SHADER_UNIFORM_FLOAT);
}

/// A texture that holds only depth: raylib has none ready made.
RenderTexture2D depth_target() {
    RenderTexture2D target{};
    target.id = rlLoadFramebuffer();
    target.texture.width = target.texture.height = shadow_size;
    rlEnableFramebuffer(target.id);
    target.depth.id = rlLoadTextureDepth(shadow_size, shadow_size, false);
    target.depth.width = target.depth.height = shadow_size;
    rlFramebufferAttach(target.id, target.depth.id, RL_ATTACHMENT_DEPTH, RL_ATTACHMENT_TEXTURE2D, 0);
    rlDisableFramebuffer();
    return target;
}

Matrix door_place(const World &world) {
    return MatrixMultiply(MatrixRotateY(world.door_angle), MatrixTranslate(-0.69f, ground::top + 0.05f, 3.56f));
}

Matrix ship_place(const World &world, double time) {
    const Vector3 at = world.ship();
    World ahead = world;
    ahead.ship_way = world.ship_way + 0.01f;
    const Vector3 way = Vector3Subtract(ahead.ship(), at);
    const float roll = 0.05f * static_cast<float>(std::sin(time * 0.8));
    return MatrixMultiply(MatrixRotateXYZ({roll, -std::atan2(way.z, way.x), roll}), MatrixTranslate(at.x, at.y, at.z));
}

}  // namespace

Picture::Picture()
    : solid_(material(solid_vertex, solid_fragment)),
      sea_(material(sea_vertex, sea_fragment)),
      sky_(material(sky_vertex, sky_fragment)),
      shadow_(material(solid_vertex, shadow_fragment)),
      beam_(LoadMaterialDefault()),
      land_(scenery::land()),
      tower_(scenery::tower()),
      yard_(scenery::yard()),
      windows_(scenery::windows()),
      door_(scenery::door()),
      glass_(scenery::glass()),
      beams_(scenery::beams()),
      ship_(scenery::ship()),
      ship_lights_(scenery::ship_lights()),
      wing_(scenery::wing()),
      sea_mesh_(scenery::sea()),
      sky_mesh_(scenery::sky()) {
    shadows_.target = depth_target();
}

Picture::~Picture() {
    for (Mesh *mesh :
         {&land_, &tower_, &yard_, &windows_, &door_, &glass_, &beams_, &ship_, &ship_lights_, &wing_, &sea_mesh_, &sky_mesh_}) {
        UnloadMesh(*mesh);
    }
    for (Material *one : {&solid_, &sea_, &sky_, &shadow_, &beam_}) UnloadMaterial(*one);
    rlUnloadTexture(shadows_.target.depth.id);
    rlUnloadFramebuffer(shadows_.target.id);
}

void Picture::set_light(const Shader &shader, const World &world, const Daylight &day, const Camera3D &camera,
                        double time) const {
    set(shader, "eye", camera.position);
    set(shader, "toSun", day.to_sun);
    set(shader, "toLight", day.to_light);
    set(shader, "light", day.light);
    set(shader, "above", day.above);
    set(shader, "below", day.below);
    set(shader, "zenith", day.zenith);
    set(shader, "horizon", day.horizon);
    set(shader, "glow", day.glow);
    set(shader, "sea", day.sea);
    set(shader, "night", day.night);
    set(shader, "time", static_cast<float>(std::fmod(time, 3600.0)));
    const float dark = 0.15f + 0.85f * day.night;
    set(shader, "beam", Vector3{std::cos(world.lamp_angle), -std::sin(world.lamp_angle), world.lamp_power * day.night});
    set(shader, "room", Vector4{0, ground::top + 1.5f, 2.75f, dark * std::min(world.door_angle, 1.0f)});
}

void Picture::solid(const Mesh &mesh, Matrix place, Color tint) {
    solid_.maps[MATERIAL_MAP_DIFFUSE].color = tint;
    DrawMesh(mesh, solid_, place);
}

void Picture::draw(const World &world, const Camera3D &camera, float mouth, float nod, double time) {
    const Daylight day = daylight_at(world.hour);
    const std::vector<Figure::Part> keeper = figure_.pose(world.keeper, mouth, nod, time);
    draw_shadows(world, day, keeper);
    for (const Material *one : {&solid_, &sea_, &sky_}) set_light(one->shader, world, day, camera, time);

    ClearBackground(BLACK);
    rlSetClipPlanes(0.15, 2400);
    BeginMode3D(camera);
    draw_solids(world, day, keeper, time);
    DrawMesh(sea_mesh_, sea_, MatrixIdentity());
    rlDisableBackfaceCulling();
    DrawMesh(sky_mesh_, sky_, MatrixTranslate(camera.position.x, camera.position.y, camera.position.z));  // where nothing else is
    rlEnableBackfaceCulling();
    draw_beam(world, day);
    EndMode3D();
}

// The world as the sun sees it.
void Picture::draw_shadows(const World &world, const Daylight &day, const std::vector<Figure::Part> &keeper) {
    Camera3D sun{};
    sun.target = {0, ground::top + 4, 1};
    sun.position = Vector3Add(sun.target, Vector3Scale(day.to_light, 60));
    sun.up = {0, 1, 0};
    sun.fovy = 44;
    sun.projection = CAMERA_ORTHOGRAPHIC;
    rlSetClipPlanes(1, 130);
    BeginTextureMode(shadows_.target);
    ClearBackground(WHITE);
    BeginMode3D(sun);
    shadows_.matrix = MatrixMultiply(rlGetMatrixModelview(), rlGetMatrixProjection());
    DrawMesh(tower_, shadow_, MatrixIdentity());
    DrawMesh(yard_, shadow_, MatrixIdentity());
    DrawMesh(door_, shadow_, door_place(world));
    for (const Figure::Part &part : keeper) DrawMesh(*part.mesh, shadow_, part.place);
    EndMode3D();
    EndTextureMode();
}

void Picture::draw_solids(const World &world, const Daylight &day, const std::vector<Figure::Part> &keeper, double time) {
    const Shader &shader = solid_.shader;
    SetShaderValueMatrix(shader, GetShaderLocation(shader, "shadowMatrix"), shadows_.matrix);
    constexpr int slot = 10;  // beyond those that raylib uses
    rlEnableShader(shader.id);
    rlActiveTextureSlot(slot);
    rlEnableTexture(shadows_.target.depth.id);
    rlSetUniform(GetShaderLocation(shader, "shadowMap"), &slot, SHADER_UNIFORM_INT, 1);

    const Matrix here = MatrixIdentity();
    solid(land_, here);
    solid(tower_, here);
    solid(yard_, here);
    solid(door_, door_place(world));
    for (const Figure::Part &part : keeper) solid(*part.mesh, part.place);
    solid(windows_, here, blend({58, 66, 78, 255}, WHITE, day.night));
    const Vector3 lamp = place::lamp;
    solid(glass_, MatrixTranslate(lamp.x, lamp.y, lamp.z),
          blend(blend({120, 150, 168, 255}, {34, 44, 60, 255}, day.night), WHITE, world.lamp_power));
    const Matrix at_sea = ship_place(world, time);
    solid(ship_, at_sea);
    solid(ship_lights_, at_sea, blend({70, 70, 70, 255}, WHITE, day.night));
    if (day.night < 0.7f) draw_gulls(time);
}

void Picture::draw_gulls(double time) {
    rlDisableBackfaceCulling();
    for (int gull = 0; gull < 6; ++gull) {
        const float number = static_cast<float>(gull), now = static_cast<float>(std::fmod(time, 3600.0));
        const float around = now * (0.16f + 0.02f * number) + number * 1.9f, away = 16 + 5 * number;
        const float flap =
            0.5f * std::sin(now * (5 + number) + number) * (0.4f + 0.6f * std::fabs(std::sin(now * 0.3f + number)));
        const Matrix body = MatrixMultiply(
            MatrixRotateXYZ({0, -around + PI, 0.3f}),
            MatrixTranslate(std::cos(around) * away - 6, ground::top + 11 + 2.2f * number + std::sin(now * 0.4f + number),
                            std::sin(around) * away - 14));
        solid(wing_, MatrixMultiply(MatrixRotateZ(flap), body));
        solid(wing_, MatrixMultiply(MatrixMultiply(MatrixScale(-1, 1, 1), MatrixRotateZ(-flap)), body));
    }
    rlEnableBackfaceCulling();
}

void Picture::draw_beam(const World &world, const Daylight &day) {
    const float strength = world.lamp_power * (0.12f + 0.88f * day.night);
    if (strength < 0.02f) return;
    BeginBlendMode(BLEND_ADDITIVE);
    rlDisableDepthMask();
    rlDisableBackfaceCulling();
    const unsigned char alpha = static_cast<unsigned char>(255 * strength);
    beam_.maps[MATERIAL_MAP_DIFFUSE].color = {255, 255, 255, alpha};
    DrawMesh(beams_, beam_,
             MatrixMultiply(MatrixRotateY(world.lamp_angle), MatrixTranslate(place::lamp.x, place::lamp.y, place::lamp.z)));
    rlEnableBackfaceCulling();
    rlEnableDepthMask();
    EndBlendMode();
}
