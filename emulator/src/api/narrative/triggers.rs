//! The triggers of a story.

use serde_json::{Value, json};

use super::super::fields::Fields;
use super::super::leniency::Leniency;
use super::{INVALID, NO_SECTION, NO_TRIGGER, Problem, any_text, check_known, name};
use crate::world::{Character, Trigger};

/// The documentation has `desgination_section` in its table, and `destination_section` in its samples.
const DESTINATIONS: [&str; 2] = ["destination_section", "desgination_section"];

pub fn create(character: &mut Character, fields: &Fields, leniency: &mut Leniency) -> Result<Value, Problem> {
    check_known(fields, &[&["character_id", "trigger_name", "trigger_message"], &DESTINATIONS[..]].concat(), leniency)?;
    let (name, message) = (name(fields, "trigger_name")?, any_text(fields, "trigger_message")?);
    check_unique(character, &name, None)?;
    let destination = destination(character, fields)?.flatten();
    let id = character.narrative.next_id(&character.id);
    let trigger = Trigger { id, name, message, destination };
    let reply = trigger.to_json(&character.id);
    character.narrative.triggers.push(trigger);
    Ok(reply)
}

pub fn update(character: &mut Character, fields: &Fields, leniency: &mut Leniency) -> Result<Value, Problem> {
    check_known(fields, &["character_id", "trigger_id", "updated_data"], leniency)?;
    let id = name(fields, "trigger_id")?;
    let updated = fields.get("updated_data").and_then(Value::as_object);
    let updated = updated.ok_or_else(|| (INVALID, "updated_data is required and must be a JSON object".to_owned()))?;
    check_known(updated, &[&["trigger_name", "trigger_message"], &DESTINATIONS[..]].concat(), leniency)?;
    let mut trigger = find(character, &id)?.clone();
    if updated.contains_key("trigger_name") {
        trigger.name = name(updated, "trigger_name")?;
        check_unique(character, &trigger.name, Some(&id))?;
    }
    if updated.contains_key("trigger_message") {
        trigger.message = any_text(updated, "trigger_message")?;
    }
    if let Some(destination) = destination(character, updated)? {
        trigger.destination = destination;
    }
    if let Some(known) = character.narrative.triggers.iter_mut().find(|known| known.id == id) {
        *known = trigger;
    }
    Ok(json!({ "STATUS": "Successful", "message": "Trigger updated successfully" }))
}

pub fn delete(character: &mut Character, fields: &Fields) -> Result<Value, Problem> {
    let id = name(fields, "trigger_id")?;
    find(character, &id)?;
    character.narrative.triggers.retain(|trigger| trigger.id != id);
    Ok(json!({ "STATUS": "Successful", "message": "Trigger deleted successfully" }))
}

pub fn get(character: &Character, fields: &Fields) -> Result<Value, Problem> {
    Ok(find(character, &name(fields, "trigger_id")?)?.to_json(&character.id))
}

pub fn list(character: &Character) -> Value {
    character.narrative.triggers.iter().map(|trigger| trigger.to_json(&character.id)).collect()
}

/// The section to which a trigger leads, if the fields say it. `null` is none.
fn destination(character: &Character, fields: &Fields) -> Result<Option<Option<String>>, Problem> {
    match DESTINATIONS.iter().find_map(|name| fields.get(*name)) {
        None => Ok(None),
        Some(Value::Null) => Ok(Some(None)),
        Some(Value::String(id)) if character.narrative.section(id).is_some() => Ok(Some(Some(id.clone()))),
        Some(other) => {
            Err((NO_SECTION, format!("destination_section is {other}, which is no section of the character")))
        }
    }
}

fn check_unique(character: &Character, name: &str, own: Option<&str>) -> Result<(), Problem> {
    let taken = |trigger: &Trigger| trigger.name == name && Some(trigger.id.as_str()) != own;
    match character.narrative.triggers.iter().any(taken) {
        true => Err((INVALID, format!("the character has a trigger with the name {name} already"))),
        false => Ok(()),
    }
}

fn find<'a>(character: &'a Character, id: &str) -> Result<&'a Trigger, Problem> {
    let found = character.narrative.trigger(id);
    found.ok_or_else(|| (NO_TRIGGER, format!("no trigger of the character has the id {id}")))
}
