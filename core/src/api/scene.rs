//! The scene of a turn: what the character can do, and what and who is there. It is checked and encoded once, and every
//! turn that is said in it sends the same fields.

use super::{
    Error,
    arguments::{checked_field_name, not_empty},
    json_object::quoted,
};
use crate::transport::form::SharedFields;
use std::{borrow::Cow, collections::HashMap};

/// A scene as the host program describes it.
#[derive(Default)]
pub struct SceneSpec {
    pub actions: Vec<String>,
    pub objects: Vec<SceneItem>,
    pub characters: Vec<SceneItem>,
    pub classification: Option<String>,
    pub class_labels: Vec<String>,
    /// Further fields of the form: names and values.
    pub fields: Vec<(String, String)>,
}

/// An object, or a character.
pub struct SceneItem {
    pub name: String,
    pub description: String,
}

/// The fields that a scene adds to the form of a turn. Clones share them.
#[derive(Clone, Debug)]
pub struct Scene(SharedFields);

/// The names of the fields that the library sets itself. A further field has another name.
const OWN_FIELDS: [&str; 13] = [
    "charID",
    "sessionID",
    "voiceResponse",
    "stream",
    "responseLevel",
    "userText",
    "file",
    "sample_rate",
    "actions",
    "objects",
    "characters",
    "classification",
    "classLabels",
];

impl Scene {
    /// Checks and encodes a scene. `what` is the argument that holds it, such as "options.scene".
    pub fn new(spec: SceneSpec, what: &str) -> Result<Self, Error> {
        let SceneSpec { actions, objects, characters, classification, class_labels, fields } = spec;
        let mut encoded = Vec::new();
        let mut add = |name: &'static str, value: String| encoded.push((Cow::Borrowed(name), value));
        if !actions.is_empty() {
            add("actions", comma_list(&actions, &format!("{what}.actions"))?);
        }
        if !objects.is_empty() {
            add("objects", json_list(&objects, "description", &format!("{what}.objects"))?);
        }
        if !characters.is_empty() {
            add("characters", json_list(&characters, "bio", &format!("{what}.characters"))?);
        }
        if let Some(classification) = classification {
            not_empty(&classification, &format!("{what}.classification"))?;
            add("classification", classification);
        }
        if !class_labels.is_empty() {
            add("classLabels", comma_list(&class_labels, &format!("{what}.class_labels"))?);
        }
        check_field_names(&fields, &format!("{what}.fields"))?;
        encoded.extend(fields.into_iter().map(|(name, value)| (Cow::Owned(name), value)));
        Ok(Self(encoded.into()))
    }

    pub(super) fn fields(&self) -> SharedFields {
        self.0.clone()
    }

    /// The size of all names and values in bytes.
    pub(super) fn held_bytes(&self) -> usize {
        self.0.iter().map(|(name, value)| name.len() + value.len()).sum()
    }
}

/// The names, separated by commas.
fn comma_list(names: &[String], list: &str) -> Result<String, Error> {
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    Ok(checked_names(&names, list, "", true)?.join(","))
}

/// A JSON array of objects that have a name, and a description under this key.
fn json_list(items: &[SceneItem], key: &str, list: &str) -> Result<String, Error> {
    let names: Vec<_> = items.iter().map(|item| item.name.as_str()).collect();
    let names = checked_names(&names, list, ".name", false)?;
    let mut json = String::new();
    for (index, (name, item)) in names.iter().zip(items).enumerate() {
        check_separators(&item.description, &[';'], || format!("{list}[{index}].description"))?;
        json.push(if index == 0 { '[' } else { ',' });
        for text in ["{\"name\":", &quoted(name), ",\"", key, "\":", &quoted(&item.description), "}"] {
            json.push_str(text);
        }
    }
    json.push(']');
    Ok(json)
}

/// Characters that end a line, in the service's language too.
const LINE_BREAKS: [char; 7] = ['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];

/// The names of a list, trimmed. `member` is what follows the index of a name: "" or ".name". `in_commas` says whether
/// commas separate the names.
fn checked_names<'a>(names: &[&'a str], list: &str, member: &str, in_commas: bool) -> Result<Vec<&'a str>, Error> {
    let mut trimmed = Vec::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        let what = || format!("{list}[{index}]{member}");
        if name.trim().is_empty() {
            not_empty(name, &what())?;
        }
        check_separators(name, if in_commas { &[';', ','] } else { &[';'] }, what)?;
        if name.contains(LINE_BREAKS) {
            return Err(invalid(&what(), "holds a line break, at which the service separates names: write one line"));
        }
        trimmed.push(name.trim());
    }
    check_different(&trimmed, list, member, "tell them apart, such as \"Chair#1\" and \"Chair#2\"")?;
    Ok(trimmed)
}

fn check_separators(text: &str, separators: &[char], what: impl Fn() -> String) -> Result<(), Error> {
    let Some(separator) = text.chars().find(|letter| separators.contains(letter)) else { return Ok(()) };
    let name = if separator == ';' { "a semicolon" } else { "a comma" };
    let problem = format!("holds {name} ('{separator}'), at which the service separates entries: leave it out");
    Err(invalid(&what(), &problem))
}

fn check_different(names: &[&str], list: &str, member: &str, advice: &str) -> Result<(), Error> {
    let mut seen = HashMap::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        if let Some(first) = seen.insert(name, index) {
            let problem = format!("is the same name as `{list}[{first}]{member}`: {advice}");
            return Err(invalid(&format!("{list}[{index}]{member}"), &problem));
        }
    }
    Ok(())
}

fn check_field_names(fields: &[(String, String)], list: &str) -> Result<(), Error> {
    for (index, (name, _)) in fields.iter().enumerate() {
        let what = || format!("{list}[{index}].name");
        checked_field_name(name, &what())?;
        if OWN_FIELDS.iter().any(|own| own.eq_ignore_ascii_case(name)) {
            let problem = "is a field that the library sets itself: use its argument, option or member of the scene";
            return Err(invalid(&what(), problem));
        }
    }
    let names: Vec<_> = fields.iter().map(|(name, _)| name.as_str()).collect();
    check_different(&names, list, ".name", "send each field once")
}

fn invalid(what: &str, problem: &str) -> Error {
    Error::argument(what, format!("`{what}` {problem}"))
}
