// What a character can do in a turn, and what and who is there; and the fields of a form.
#pragma once

#include "Failure.h"

#include <utility>
#include <vector>

namespace convai_native {

// An object, or a character whose bio is the description.
struct SceneItem {
    std::string name, description;
};

struct Scene {
    std::vector<std::string> actions;
    std::vector<SceneItem> objects, characters;
    std::string classification;  // empty: not sent
    std::vector<std::string> class_labels;
    std::vector<std::pair<std::string, std::string>> fields;  // further fields of the form: names and values

    bool empty() const noexcept {
        return actions.empty() && objects.empty() && characters.empty() && classification.empty() && class_labels.empty() && fields.empty();
    }
};

// A field of a form: a value, or a file if it has a file name.
struct Field {
    std::string name, value;
    std::vector<std::uint8_t> file;
    std::string file_name, content_type;
};

// Strings for the C interface. The strings must outlive the pointers.
std::vector<const char *> c_strings(const std::vector<std::string> &strings);

// An array of pointers to structs of the C interface. The structs refer to strings that must outlive it.
template <typename Struct>
class CList {
public:
    void add(const Struct &item) { items_.push_back(item); }
    // The pointers are valid until the next add().
    const Struct *const *pointers() {
        pointers_.clear();
        for (const Struct &item : items_) pointers_.push_back(&item);
        return pointers_.data();
    }
    std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(items_.size()); }

private:
    std::vector<Struct> items_;
    std::vector<const Struct *> pointers_;
};

// A scene for the C interface. The scene must outlive it.
class CScene {
public:
    explicit CScene(const Scene &scene);
    CScene(const CScene &) = delete;
    CScene &operator=(const CScene &) = delete;

    const convai_scene *get() const noexcept { return &c_scene_; }

private:
    std::vector<const char *> actions_, class_labels_;
    CList<convai_scene_item> objects_, characters_;
    CList<convai_field> fields_;
    convai_scene c_scene_ = CONVAI_SCENE_INIT;
};

// A field for the C interface. The field must outlive it.
convai_field c_field(const Field &field);

}  // namespace convai_native
