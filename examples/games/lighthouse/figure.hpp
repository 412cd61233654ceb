#pragma once

// The keeper's body: its meshes, and where each of them is.

#include "world.hpp"

#include <raylib.h>

#include <vector>

class Figure {
public:
    struct Part {
        const Mesh *mesh;
        Matrix place;
    };
    Figure();
    ~Figure();
    Figure(const Figure &) = delete;
    Figure &operator=(const Figure &) = delete;

    /// The body as it stands. `mouth` is how far it is open, from 0 to 1, and `nod` how far the head looks up or down.
    std::vector<Part> pose(const Body &body, float mouth, float nod, double time) const;

private:
    Mesh leg_, coat_, arm_, head_, jaw_, mouth_, lids_;
};
