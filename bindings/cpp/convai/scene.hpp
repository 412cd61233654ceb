/// @file
/// Part of convai.hpp: what a character can do in a turn, and what and who is there.

#ifndef CONVAI_CPP_SCENE_HPP
#define CONVAI_CPP_SCENE_HPP

#include "span.hpp"

CONVAI_CPP_BEGIN

/// An object or a character of a Scene.
struct SceneItem {
    TextField name{};         ///< The name, as the actions of a reply say it. Required, without semicolons and line breaks.
                              ///< The service advises to number what looks alike: "Chair#1", "Chair#2".
    TextField description{};  ///< What the object is, or who the character is, without semicolons. May be empty.
};

/// A field of a form, by its name: for what the service offers and this header does not know.
struct Field {
    TextField name{};                  ///< The name. Required, without quotation marks and control characters.
    TextField value{};                 ///< The text of the field, which may be empty. Required, unless it is a file.
    Span<const std::uint8_t> file{};   ///< The bytes of a file, for a Request only: a scene has no files.
    TextField file_name{};             ///< The name of the file, such as "notes.txt".
    TextField content_type{};          ///< The content type of the file, such as "text/plain".
};

/// What a character can do in a turn, and what and who is there. The service answers with the actions that the character
/// takes: see Response::actions. A view: the call that receives it copies all texts.
///
///     const std::string_view actions[] = {"Jump", "Wave"};
///     const convai::SceneItem objects[] = {{"Lamp#1", "an oil lamp"}};
///     convai::Scene scene;
///     scene.actions = actions;
///     scene.objects = objects;
///     conversation.set_scene(scene);   // for all turns from now on; CallOptions::scene is for one turn
///
/// White space around names is dropped. A name that is empty, stands twice in its list, or holds a semicolon or a line break
/// gives Code::invalid_argument, and nothing is sent: ErrorView::argument names it, such as "scene.objects[2].name". An empty
/// list is not sent.
struct Scene {
    Span<const std::string_view> actions{};       ///< What the character can do, such as "Jump", without commas.
    Span<const SceneItem> objects{};              ///< The objects that are there.
    Span<const SceneItem> characters{};           ///< The characters that are there, the player included if it has a name.
    TextField classification{};                   ///< The service's "classification": "True", "False" or "multistep". With
                                                  ///< "True" and class_labels the reply has a tag. Undocumented: seen in the
                                                  ///< Unreal plugin of the service.
    Span<const std::string_view> class_labels{};  ///< The labels of which a tag is one, without commas. Undocumented, too.
    Span<const Field> fields{};                   ///< Further fields of the form, sent as they are; without files. A field
                                                  ///< that the library sets itself is refused.
};

CONVAI_CPP_END

#endif  // CONVAI_CPP_SCENE_HPP
