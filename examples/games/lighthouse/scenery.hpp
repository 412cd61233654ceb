#pragma once

// The meshes of everything that does not move by itself.

#include <raylib.h>

namespace scenery {

Mesh land();     ///< Grass, path and cliffs.
Mesh tower();    ///< The lighthouse with its porch.
Mesh yard();     ///< The cottage, the fence and what lies about.
Mesh windows();  ///< What glows by night.
Mesh door();     ///< Around its hinge.
Mesh glass();    ///< The lamp room's, around the lamp.
Mesh beams();    ///< The light of the lamp in the air, around the lamp.
Mesh ship();
Mesh ship_lights();
Mesh wing();  ///< A gull's.
Mesh sea();
Mesh sky();

}  // namespace scenery
