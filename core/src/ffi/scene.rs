//! `convai_scene`: what a character can do, and what and who is there.

use super::{
    field::{self, convai_field},
    support::{
        structs,
        text::{optional_text, required_text, text_list},
    },
};
use crate::api::{Error, Scene, SceneItem, SceneSpec};
use std::ffi::c_char;

/// An object or a character of a scene. Start from `CONVAI_SCENE_ITEM_INIT`.
#[repr(C)]
#[allow(non_camel_case_types)]
#[derive(Clone, Copy)]
pub struct convai_scene_item {
    /// `sizeof(convai_scene_item)`; the INIT macro sets it.
    pub struct_size: u32,
    /// Always 0.
    pub reserved: u32,
    /// The name, as the actions of a reply say it. Required, without semicolons and line breaks. The service's documents
    /// advise to number what looks alike, such as "Chair#1" and "Chair#2".
    pub name: *const c_char,
    /// What the object is, or who the character is, without semicolons. NULL is the same as "". That of a character is
    /// sent as its "bio".
    pub description: *const c_char,
}

structs::versioned!(convai_scene_item, description: *const c_char);

/// What a character can do in a turn, and what and who is there (POST /character/getResponse with "actions", "objects" and
/// "characters"; action-api.md of Conv-AI/Convai-Documentation). The service answers with the actions that the character
/// takes: see `actions` of `convai_response`. Start from `CONVAI_SCENE_INIT`.
///
/// White space around names is dropped. A name that is empty, stands twice in its list, or holds a semicolon or a line break
/// gives INVALID_ARGUMENT, and nothing is sent: the `argument` of the error names it, such as "scene.objects[2].name". An
/// empty list is not sent.
#[repr(C)]
#[allow(non_camel_case_types)]
#[derive(Clone, Copy)]
pub struct convai_scene {
    /// `sizeof(convai_scene)`; the INIT macro sets it.
    pub struct_size: u32,
    /// The number of `actions`.
    pub action_count: u32,
    /// What the character can do, such as "Jump" and "Wave", without commas. NULL if `action_count` is 0.
    pub actions: *const *const c_char,
    /// The objects that are there. NULL if `object_count` is 0.
    pub objects: *const *const convai_scene_item,
    /// The characters that are there, the player included if it has a name. NULL if `character_count` is 0.
    pub characters: *const *const convai_scene_item,
    /// The number of `objects`.
    pub object_count: u32,
    /// The number of `characters`.
    pub character_count: u32,
    /// The service's "classification": "True", "False" or "multistep". With "True" and `class_labels`, the reply has a
    /// `tag`. NULL sends none. Undocumented: seen in the Unreal plugin of the service.
    pub classification: *const c_char,
    /// The service's "classLabels": the labels of which a `tag` is one, without commas. NULL if `class_label_count` is 0.
    /// Undocumented, like `classification`.
    pub class_labels: *const *const c_char,
    /// The number of `class_labels`.
    pub class_label_count: u32,
    /// The number of `fields`.
    pub field_count: u32,
    /// Further fields of the form, which are sent as they are; without files. The name of a field that the library sets
    /// itself gives INVALID_ARGUMENT. NULL if `field_count` is 0.
    pub fields: *const *const convai_field,
}

structs::versioned!(convai_scene, fields: *const *const convai_field);

/// Reads, checks and copies a scene. `what` is the name of the argument. NULL is no scene.
///
/// # Safety
/// NULL, or a struct whose pointers are NULL or valid.
pub(super) unsafe fn read(scene: *const convai_scene, what: &str) -> Result<Option<Scene>, Error> {
    // SAFETY: as above.
    unsafe {
        let Some(scene) = structs::read(scene)? else { return Ok(None) };
        let part = |name: &str| format!("{what}.{name}");
        let spec = SceneSpec {
            actions: text_list(scene.actions, scene.action_count, &part("actions"))?,
            objects: items(scene.objects, scene.object_count, &part("objects"))?,
            characters: items(scene.characters, scene.character_count, &part("characters"))?,
            classification: optional_text(scene.classification, &part("classification"))?.map(str::to_owned),
            class_labels: text_list(scene.class_labels, scene.class_label_count, &part("class_labels"))?,
            fields: field::read_texts(scene.fields, scene.field_count, &part("fields"))?,
        };
        Scene::new(spec, what).map(Some)
    }
}

/// # Safety
/// NULL, or `count` pointers that are NULL or valid.
unsafe fn items(items: *const *const convai_scene_item, count: u32, what: &str) -> Result<Vec<SceneItem>, Error> {
    // SAFETY: as above.
    unsafe {
        structs::read_list(items, count, what, |item: convai_scene_item, what| {
            let name = required_text(item.name, &format!("{what}.name"))?;
            let description = optional_text(item.description, &format!("{what}.description"))?;
            Ok(SceneItem { name: name.to_owned(), description: description.unwrap_or_default().to_owned() })
        })
    }
}
