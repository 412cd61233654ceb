#include "Scene.h"

namespace convai_native {
namespace {

// NULL is absent for the C interface.
const char *or_null(const std::string &text) { return text.empty() ? nullptr : text.c_str(); }

void add_items(CList<convai_scene_item> &list, const std::vector<SceneItem> &items) {
    for (const SceneItem &each : items) {
        convai_scene_item item = CONVAI_SCENE_ITEM_INIT;
        item.name = each.name.c_str();
        item.description = each.description.c_str();
        list.add(item);
    }
}

}  // namespace

std::vector<const char *> c_strings(const std::vector<std::string> &strings) {
    std::vector<const char *> result;
    for (const std::string &each : strings) result.push_back(each.c_str());
    return result;
}

CScene::CScene(const Scene &scene) : actions_(c_strings(scene.actions)), class_labels_(c_strings(scene.class_labels)) {
    add_items(objects_, scene.objects);
    add_items(characters_, scene.characters);
    for (const auto &[name, value] : scene.fields) {
        convai_field field = CONVAI_FIELD_INIT;
        field.name = name.c_str();
        field.value = value.c_str();
        fields_.add(field);
    }
    c_scene_.actions = actions_.data();
    c_scene_.action_count = static_cast<std::uint32_t>(actions_.size());
    c_scene_.objects = objects_.pointers();
    c_scene_.object_count = objects_.size();
    c_scene_.characters = characters_.pointers();
    c_scene_.character_count = characters_.size();
    c_scene_.classification = or_null(scene.classification);
    c_scene_.class_labels = class_labels_.data();
    c_scene_.class_label_count = static_cast<std::uint32_t>(class_labels_.size());
    c_scene_.fields = fields_.pointers();
    c_scene_.field_count = fields_.size();
}

convai_field c_field(const Field &field) {
    static const std::uint8_t empty_file = 0;
    convai_field result = CONVAI_FIELD_INIT;
    result.name = field.name.c_str();
    if (field.file_name.empty() && field.file.empty()) {
        result.value = field.value.c_str();
        return result;
    }
    result.file = field.file.empty() ? &empty_file : field.file.data();
    result.file_len = field.file.size();
    result.file_name = or_null(field.file_name);
    result.content_type = or_null(field.content_type);
    return result;
}

}  // namespace convai_native
