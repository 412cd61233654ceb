//! What is believed of the fields of a reply, and how a reply differs from it.
//!
//! A field is named by its path: `usage.email`, `characters[].listing` for each item of a list, `*` for any name. A belief is
//! one of these, or several with ` | ` between them:
//!
//! - `text` (a string that is not empty), `string`, `number`, `boolean`, `null`, `list`, `object`, `anything`
//! - `wav`: a WAV file as base64
//! - `= x`: the string x; `not x`: another string; `begins x`: a string that begins so
//!
//! After `? ` the field may be missing.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::hearing;

/// Values in messages are cut after so many characters.
const SHOWN: usize = 60;

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Name(String),
    AnyName,
    Items,
}

impl Step {
    fn takes(&self, other: &Self) -> bool {
        self == other || matches!((self, other), (Self::AnyName, Self::Name(_)))
    }
}

fn steps(path: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    for part in path.split('.') {
        let (name, items) = part.split_once('[').map_or((part, false), |(name, _)| (name, true));
        match name {
            "" => {}
            "*" => steps.push(Step::AnyName),
            name => steps.push(Step::Name(name.to_owned())),
        }
        if items {
            steps.push(Step::Items);
        }
    }
    steps
}

/// In what a reply differs from the beliefs, field by field. With `further`, fields of which nothing is believed are no
/// difference.
pub fn differences(reply: &Value, beliefs: &BTreeMap<String, String>, further: bool) -> Vec<String> {
    let mut found = Vec::new();
    for (path, belief) in beliefs {
        let (optional, belief) = belief.strip_prefix("? ").map_or((false, belief.as_str()), |belief| (true, belief));
        let mut values = Vec::new();
        collect(reply, &steps(path), &mut values);
        let wrong: Vec<&Option<&Value>> = values
            .iter()
            .filter(|value| value.map_or(!optional, |value| !belief.split(" | ").any(|one| fits(value, one))))
            .collect();
        if let Some(first) = wrong.first() {
            let answered = first.map_or("it is missing".to_owned(), |value| format!("answered {}", shown(value)));
            let often =
                if wrong.len() > 1 { format!(" ({} of {} times)", wrong.len(), values.len()) } else { String::new() };
            found.push(format!("{path}: believed {belief}, {answered}{often}"));
        }
    }
    if !further {
        let known: Vec<Vec<Step>> = beliefs.keys().map(|path| steps(path)).collect();
        let mut unknown = BTreeSet::new();
        collect_unknown(reply, &mut Vec::new(), "", &known, &mut unknown);
        found.extend(unknown);
    }
    found
}

/// The value at a path of a reply, if it is a string.
pub fn text_at(reply: &Value, path: &str) -> Option<String> {
    let mut values = Vec::new();
    collect(reply, &steps(path), &mut values);
    values.first().copied().flatten().and_then(Value::as_str).map(str::to_owned)
}

/// All values at a path. `None` stands for a missing one.
fn collect<'a>(value: &'a Value, path: &[Step], found: &mut Vec<Option<&'a Value>>) {
    let Some((first, rest)) = path.split_first() else {
        return found.push(Some(value));
    };
    match (first, value) {
        (Step::Name(name), Value::Object(fields)) => match fields.get(name) {
            Some(field) => collect(field, rest, found),
            None => found.push(None),
        },
        (Step::AnyName, Value::Object(fields)) => fields.values().for_each(|field| collect(field, rest, found)),
        (Step::Items, Value::Array(items)) => items.iter().for_each(|item| collect(item, rest, found)),
        _ => found.push(None),
    }
}

/// The fields of which nothing is believed.
fn collect_unknown(value: &Value, at: &mut Vec<Step>, path: &str, known: &[Vec<Step>], unknown: &mut BTreeSet<String>) {
    let mut visit = |step: Step, path: String, child: &Value| {
        at.push(step);
        let begins =
            |steps: &&Vec<Step>| steps.len() >= at.len() && steps.iter().zip(at.iter()).all(|(a, b)| a.takes(b));
        let depth = at.len();
        if !known.iter().any(|steps| begins(&steps)) {
            unknown.insert(format!("{path}: nothing is believed of it, answered {}", kind(child)));
        } else if known.iter().filter(begins).all(|steps| steps.len() > depth) {
            collect_unknown(child, at, &path, known, unknown);
        }
        at.pop();
    };
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                visit(Step::Name(name.clone()), path, field);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| visit(Step::Items, format!("{path}[]"), item)),
        _ => {}
    }
}

fn fits(value: &Value, belief: &str) -> bool {
    let text = value.as_str();
    match belief {
        "anything" => true,
        "text" => text.is_some_and(|text| !text.trim().is_empty()),
        "string" => text.is_some(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "list" => value.is_array(),
        "object" => value.is_object(),
        "wav" => text.and_then(|text| STANDARD.decode(text).ok()).is_some_and(|bytes| is_wav(&bytes)),
        _ => match belief.split_once(' ') {
            Some(("=", wanted)) => text == Some(wanted),
            Some(("not", other)) => text.is_some_and(|text| !text.is_empty() && text != other),
            Some(("begins", start)) => text.is_some_and(|text| text.starts_with(start)),
            _ => false,
        },
    }
}

/// Whether the bytes are a WAV file with samples.
pub fn is_wav(bytes: &[u8]) -> bool {
    hearing::measure(bytes).is_ok_and(|measured| measured.frames > 0)
}

/// A value as messages have it.
pub fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(reply: Value, beliefs: &[(&str, &str)]) -> Vec<String> {
        let beliefs = beliefs.iter().map(|(path, belief)| ((*path).to_owned(), (*belief).to_owned())).collect();
        differences(&reply, &beliefs, false)
    }

    #[test]
    fn what_is_as_believed_is_no_difference() {
        let reply = json!({ "a": "x", "b": [{ "c": 1 }, { "c": null, "d": "y" }], "e": { "any": { "f": true } } });
        let beliefs =
            [("a", "= x"), ("b[].c", "number | null"), ("b[].d", "? not x"), ("e.*.f", "boolean"), ("g", "? text")];
        assert_eq!(check(reply, &beliefs), Vec::<String>::new());
        assert_eq!(check(json!([]), &[("[].a", "text")]), Vec::<String>::new());
        assert_eq!(check(json!({ "a": { "b": 1 } }), &[("a", "object")]), Vec::<String>::new());
    }

    #[test]
    fn differences_are_named_field_by_field() {
        let reply = json!({ "a": "", "b": [{ "c": "1" }, { "c": "2", "x": 5 }], "z": [1] });
        let beliefs = [("a", "text"), ("b[].c", "number"), ("d", "= x"), ("e", "? text")];
        assert_eq!(
            check(reply, &beliefs),
            [
                "a: believed text, answered \"\"",
                "b[].c: believed number, answered \"1\" (2 of 2 times)",
                "d: believed = x, it is missing",
                "b[].x: nothing is believed of it, answered a number",
                "z: nothing is believed of it, answered a list",
            ]
        );
        assert_eq!(check(json!("text"), &[("a.b", "text")]), ["a.b: believed text, it is missing"]);
    }

    #[test]
    fn values_are_read_by_their_path() {
        assert_eq!(text_at(&json!({ "a": { "b": "c" } }), "a.b").as_deref(), Some("c"));
        assert_eq!(text_at(&json!({ "a": 5 }), "a"), None);
    }
}
