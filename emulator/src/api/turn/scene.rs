//! The fields of a turn that describe what a character can do, and with what.

use serde_json::Value;

use super::super::leniency::Leniency;
use super::actions;
use crate::request_body::{RequestBody, split_list};

/// What can be done, and the names of what it can be done with.
#[derive(Default)]
pub struct Scene {
    /// `None` if the turn asks for no actions.
    pub actions: Option<Vec<String>>,
    /// The names of objects and characters.
    pub things: Vec<String>,
    /// The labels from which the turn wants one.
    pub labels: Vec<String>,
}

impl Scene {
    /// The actions of this turn that a text names, if the turn asks for actions.
    pub fn chosen(&self, text: Option<&str>) -> Option<Vec<String>> {
        let known = self.actions.as_ref()?;
        Some(actions::sequence(text.unwrap_or_default(), known, &self.things))
    }
}

/// Reads the fields. The error is the field that is wrong, and why.
pub fn parse(body: &RequestBody, leniency: &mut Leniency) -> Result<Scene, (&'static str, String)> {
    let mut scene = Scene::default();
    if let Some(actions) = body.text("actions") {
        check_names("actions", &actions, leniency).map_err(|cause| ("actions", cause))?;
        scene.actions = Some(split_list(&actions));
    }
    for (field, text) in [("objects", "description"), ("characters", "bio")] {
        if let Some(list) = body.text(field).filter(|list| !list.is_empty()) {
            scene.things.extend(things(field, text, &list, leniency).map_err(|cause| (field, cause))?);
        }
    }
    let classification = body.text("classification").unwrap_or_default().trim().to_lowercase();
    let classify = match classification.as_str() {
        "" | "false" | "0" => false,
        "true" | "1" | "multistep" => true,
        _ => {
            let wrong = format!("classification is {classification}, and not True, False or multistep");
            leniency.violation(wrong).map_err(|cause| ("classification", cause))?;
            false
        }
    };
    if let Some(labels) = body.text("classLabels").filter(|_| classify) {
        scene.labels = split_list(&labels);
    }
    Ok(scene)
}

/// The service separates by semicolons, and a line of the reply is one action.
fn check_names(field: &str, text: &str, leniency: &mut Leniency) -> Result<(), String> {
    match text.chars().find(|c| matches!(c, ';' | '\n' | '\r')) {
        Some(';') => leniency.violation(format!("{field} has a semicolon, which the service takes for a separator")),
        Some(_) => leniency.violation(format!("{field} has a line break, which separates the actions of a reply")),
        None => Ok(()),
    }
}

/// The names in a JSON list of objects or characters.
fn things(field: &str, text: &str, list: &str, leniency: &mut Leniency) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    for entry in entries(field, list, leniency)? {
        let name = entry.get("name").and_then(Value::as_str).map(str::trim).filter(|name| !name.is_empty());
        let Some(name) = name else {
            leniency.violation(format!("{field} has an entry without a name"))?;
            continue;
        };
        check_names(field, name, leniency)?;
        match entry.get(text) {
            None => {}
            Some(Value::String(about)) if !about.contains(';') => {}
            Some(Value::String(_)) => {
                let wrong = format!("the {text} of {name} has a semicolon, which the service takes for a separator");
                leniency.violation(wrong)?;
            }
            Some(_) => leniency.violation(format!("the {text} of {name} is not a string"))?,
        }
        names.push(name.to_owned());
    }
    Ok(names)
}

/// A JSON list. Engine plugins send JSON objects that each end in a semicolon, as an older page has it.
fn entries(field: &str, list: &str, leniency: &mut Leniency) -> Result<Vec<Value>, String> {
    if let Ok(Value::Array(entries)) = serde_json::from_str(list) {
        return Ok(entries);
    }
    let joined = list.trim().trim_end_matches(';').replace("};", "},");
    if let Ok(Value::Array(entries)) = serde_json::from_str(&format!("[{joined}]")) {
        leniency.tolerate(format!("{field} has semicolons and is no JSON list"));
        return Ok(entries);
    }
    leniency.violation(format!("{field} is not a JSON list"))?;
    Ok(Vec::new())
}
