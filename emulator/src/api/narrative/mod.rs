//! Narrative design: the sections of a character's story and the triggers that lead to them.

mod sections;
mod triggers;

use serde_json::{Value, json};

use super::characters::{FETCH_FAILED, not_changeable, not_found};
use super::fields::{Fields, json_object, required_text};
use super::leniency::Leniency;
use super::stored;
use crate::endpoint::Endpoint;
use crate::request_body::RequestBody;
use crate::response::HttpResponse;
use crate::world::{Character, World};

/// The error text of a request, and its cause.
type Problem = (&'static str, String);

const NO_SECTION: &str = "Section not found.";
const NO_TRIGGER: &str = "Trigger not found.";
const NO_SESSION: &str = "Session not found.";
/// For a field that is missing, of a wrong type or unknown.
const INVALID: &str = "Invalid input data.";

fn error((text, cause): Problem) -> HttpResponse {
    HttpResponse::error(400, "ERROR", text).with_note(cause)
}

/// A required string, which may be empty.
fn any_text(fields: &Fields, name: &str) -> Result<String, Problem> {
    let text = fields.get(name).and_then(Value::as_str).map(str::to_owned);
    text.ok_or_else(|| (INVALID, format!("{name} is required and must be a string")))
}

fn name(fields: &Fields, field: &str) -> Result<String, Problem> {
    required_text(fields, field).map(str::to_owned).map_err(|cause| (INVALID, cause))
}

pub async fn handle(world: &World, endpoint: Endpoint, body: &RequestBody, leniency: &mut Leniency) -> HttpResponse {
    let read = json_object(body, leniency).and_then(|fields| Ok((fields, required_text(fields, "character_id")?)));
    let (fields, id) = match read {
        Ok(read) => read,
        Err(cause) => return error((INVALID, cause)),
    };
    let Some(character) = world.registry.get(id) else {
        return error((FETCH_FAILED, not_found(id)));
    };
    let answered = match endpoint {
        Endpoint::GetSection => sections::get(&character, fields),
        Endpoint::ListSections => Ok(sections::list(&character)),
        Endpoint::CurrentSection => sections::current(world, &character, fields, leniency),
        Endpoint::GetTrigger => triggers::get(&character, fields),
        Endpoint::ListTriggers => Ok(triggers::list(&character)),
        _ => return change(world, endpoint, id, fields, leniency).await,
    };
    match answered {
        Ok(reply) => HttpResponse::json(200, reply),
        Err(problem) => error(problem),
    }
}

/// The endpoints that change the character.
async fn change(world: &World, endpoint: Endpoint, id: &str, fields: &Fields, leniency: &mut Leniency) -> HttpResponse {
    let mut reply = Value::Null;
    let changed = world.registry.update(id, |character| -> Result<(), Problem> {
        reply = match endpoint {
            Endpoint::ToggleNarrative => toggle(character, fields)?,
            Endpoint::CreateSection => sections::create(character, fields, leniency)?,
            Endpoint::EditSection => sections::edit(character, fields, leniency)?,
            Endpoint::DeleteSection => sections::delete(character, fields)?,
            Endpoint::CreateTrigger => triggers::create(character, fields, leniency)?,
            Endpoint::UpdateTrigger => triggers::update(character, fields, leniency)?,
            Endpoint::DeleteTrigger => triggers::delete(character, fields)?,
            _ => return Err((INVALID, "this endpoint changes no narrative design".to_owned())),
        };
        Ok(())
    });
    match changed {
        None => error((FETCH_FAILED, not_changeable(id))),
        Some(Err(problem)) => error(problem),
        Some(Ok(change)) => stored(change, HttpResponse::json(200, reply)).await,
    }
}

fn toggle(character: &mut Character, fields: &Fields) -> Result<Value, Problem> {
    let driven = fields.get("is_narrative_driven").and_then(Value::as_bool);
    character.narrative.driven =
        driven.ok_or_else(|| (INVALID, "is_narrative_driven is required and must be true or false".to_owned()))?;
    Ok(json!({ "STATUS": "Successful" }))
}

/// The fields that were sent beside the known ones are violations.
fn check_known(fields: &Fields, known: &[&str], leniency: &mut Leniency) -> Result<(), Problem> {
    for field in fields.keys().filter(|field| !known.contains(&field.as_str())) {
        leniency.violation(format!("{field} is not a field of this request")).map_err(|cause| (INVALID, cause))?;
    }
    Ok(())
}
