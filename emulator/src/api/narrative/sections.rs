//! The sections of a story.

use serde_json::{Value, json};

use super::super::fields::Fields;
use super::super::leniency::Leniency;
use super::{INVALID, NO_SECTION, NO_SESSION, Problem, any_text, check_known, name};
use crate::world::{Character, Decision, Section, World};

/// Fields that the documentation says to ignore.
const UNUSED: [&str; 3] = ["updated_character_data", "behavior_tree_code", "bt_constants"];

pub fn create(character: &mut Character, fields: &Fields, leniency: &mut Leniency) -> Result<Value, Problem> {
    check_known(fields, &[&["character_id", "section_name", "objective"], &UNUSED[..]].concat(), leniency)?;
    let (name, objective) = (name(fields, "section_name")?, any_text(fields, "objective")?);
    let id = character.narrative.next_id(&character.id);
    character.narrative.sections.push(Section { id: id.clone(), name, objective, decisions: Vec::new() });
    Ok(json!({ "section_id": id }))
}

/// The documentation has `updated_character_data` in its table, and `updated_data` in its samples.
pub fn edit(character: &mut Character, fields: &Fields, leniency: &mut Leniency) -> Result<Value, Problem> {
    check_known(fields, &["character_id", "section_id", "updated_data", "updated_character_data"], leniency)?;
    let id = name(fields, "section_id")?;
    let updated = fields.get("updated_data").or_else(|| fields.get("updated_character_data"));
    let updated = updated.and_then(Value::as_object);
    let updated = updated.ok_or_else(|| (INVALID, "updated_data is required and must be a JSON object".to_owned()))?;
    check_known(updated, &["section_name", "objective", "decisions"], leniency)?;
    let mut section = find(character, &id)?.clone();
    if updated.contains_key("section_name") {
        section.name = name(updated, "section_name")?;
    }
    if updated.contains_key("objective") {
        section.objective = any_text(updated, "objective")?;
    }
    if let Some(decisions) = updated.get("decisions") {
        section.decisions = self::decisions(character, decisions, leniency)?;
    }
    if let Some(known) = character.narrative.sections.iter_mut().find(|known| known.id == id) {
        *known = section;
    }
    Ok(json!({ "status": "success", "section_id": id, "updated_data": updated }))
}

fn decisions(character: &Character, list: &Value, leniency: &mut Leniency) -> Result<Vec<Decision>, Problem> {
    let wrong = || (INVALID, "decisions must be a list of {criteria, next_section_id}".to_owned());
    let mut decisions = Vec::new();
    for entry in list.as_array().into_iter().flatten().chain((!list.is_array() && !list.is_null()).then_some(list)) {
        let text = |name| entry.get(name).and_then(Value::as_str).map(str::to_owned).ok_or_else(wrong);
        let decision = Decision { criteria: text("criteria")?, next_section_id: text("next_section_id")? };
        if character.narrative.section(&decision.next_section_id).is_none() {
            let unknown = format!("there is no section {}, to which a decision leads", decision.next_section_id);
            leniency.violation(unknown).map_err(|cause| (INVALID, cause))?;
        }
        decisions.push(decision);
    }
    Ok(decisions)
}

pub fn delete(character: &mut Character, fields: &Fields) -> Result<Value, Problem> {
    let id = name(fields, "section_id")?;
    match character.narrative.remove_section(&id) {
        true => Ok(json!({ "STATUS": "Successful" })),
        false => Err(unknown(&id)),
    }
}

pub fn get(character: &Character, fields: &Fields) -> Result<Value, Problem> {
    Ok(find(character, &name(fields, "section_id")?)?.to_json(&character.id))
}

pub fn list(character: &Character) -> Value {
    character.narrative.sections.iter().map(|section| section.to_json(&character.id)).collect()
}

/// The section in which a session is. An empty object, if the narrative design is off or has no sections.
pub fn current(
    world: &World,
    character: &Character,
    fields: &Fields,
    leniency: &mut Leniency,
) -> Result<Value, Problem> {
    let session = name(fields, "session_id")?;
    if !world.registry.has_session(&character.id, &session) {
        leniency.violation(format!("the session {session} is unknown")).map_err(|cause| (NO_SESSION, cause))?;
    }
    let last = world.registry.transcript(&character.id, &session).and_then(|transcript| transcript.section);
    let section = character.narrative.current(last.as_deref());
    Ok(section.map_or_else(|| json!({}), |section| section.to_json(&character.id)))
}

fn find<'a>(character: &'a Character, id: &str) -> Result<&'a Section, Problem> {
    character.narrative.section(id).ok_or_else(|| unknown(id))
}

fn unknown(id: &str) -> Problem {
    (NO_SECTION, format!("no section of the character has the id {id}"))
}
