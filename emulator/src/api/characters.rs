//! The endpoints create, update, get, delete and clone.

use serde_json::{Value, json};

use super::fields::{Fields, is_boolean, json_object, list, required_text, text};
use super::leniency::Leniency;
use super::stored;
use crate::catalog;
use crate::request_body::RequestBody;
use crate::response::HttpResponse;
use crate::world::{Character, Narrative, World};

// The documented error texts. The header `x-emulator-note` carries the cause.
const CREATE_FAILED: &str =
    "Error in creating the character. Check if all the input data is valid. Contact support for more info.";
pub const FETCH_FAILED: &str = "Could not fetch character details from all_characters table.";
const BACKSTORY_FAILED: &str = "Could not update character backstory.";
const TABLE_FAILED: &str = "Could not update all_characters table.";
const GET_FAILED: &str = "INTERNAL SERVER ERROR, one or more database calls failed!";

/// The fields of create and update, in all their spellings.
const KNOWN: [&str; 8] =
    ["charID", "charName", "voiceType", "backstory", "actions", "action", "languageCodes", "languageCode"];
/// Documented fields of update that the emulator keeps and shows, without an effect on replies.
const FURTHER: [&str; 6] =
    ["docs", "functions", "model_group_name", "temperature", "reasoning_effort", "memorySettings"];

pub async fn create(world: &World, body: &RequestBody, user: &str, leniency: &mut Leniency) -> HttpResponse {
    match json_object(body, leniency).and_then(|fields| new_character(world, fields, user, leniency)) {
        Ok(character) => {
            let (id, change) = world.registry.create(character);
            stored(change, HttpResponse::json(201, json!({ "charID": id }))).await
        }
        Err(cause) => HttpResponse::error(400, "INTERNAL_ERROR", CREATE_FAILED).with_note(cause),
    }
}

/// The character without its id.
fn new_character(world: &World, fields: &Fields, user: &str, leniency: &mut Leniency) -> Result<Character, String> {
    let required = |name: &str| {
        fields
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.trim().is_empty())
            .map(str::to_owned)
            .ok_or_else(|| format!("{name} is required and must be a string that is not empty"))
    };
    note_spellings(fields, "actions", "action", leniency);
    for field in fields.keys().filter(|field| !KNOWN.contains(&field.as_str())) {
        leniency.tolerate(format!("{field} is ignored"));
    }
    let (name, voice) = (required("charName")?, required("voiceType")?);
    check_voice(world, &voice)?;
    Ok(Character {
        id: String::new(),
        name,
        voice,
        backstory: required("backstory")?,
        actions: actions(fields)?.unwrap_or_default(),
        languages: languages(fields)?.unwrap_or_default(),
        user_id: user.to_owned(),
        timestamp: world.clock.timestamp(),
        public: false,
        further: Fields::new(),
        narrative: Narrative::default(),
    })
}

pub async fn update(world: &World, body: &RequestBody, leniency: &mut Leniency) -> HttpResponse {
    let error = |text: &str, cause: String| HttpResponse::error(400, "ERROR", text).with_note(cause);
    let (fields, id) =
        match json_object(body, leniency).and_then(|fields| Ok((fields, required_text(fields, "charID")?))) {
            Ok(found) => found,
            Err(cause) => return error(FETCH_FAILED, cause),
        };
    match world.registry.update(id, |character| apply_changes(world, character, fields, leniency)) {
        None => error(FETCH_FAILED, not_changeable(id)),
        Some(Ok(change)) => stored(change, success()).await,
        Some(Err((text, cause))) => error(text, cause),
    }
}

/// Changes the fields that were sent. The error is the documented text and the cause.
fn apply_changes(
    world: &World,
    character: &mut Character,
    fields: &Fields,
    leniency: &mut Leniency,
) -> Result<(), (&'static str, String)> {
    let table_error = |cause| (TABLE_FAILED, cause);
    note_spellings(fields, "action", "actions", leniency);
    if fields.get("charName").and_then(Value::as_str).is_some_and(|name| name.trim().is_empty()) {
        leniency.violation("charName is empty").map_err(table_error)?;
    }
    if let Some(voice) = fields.get("voiceType").and_then(Value::as_str) {
        check_voice(world, voice).map_err(table_error)?;
    }
    for (field, value) in fields.iter().filter(|(field, _)| !KNOWN.contains(&field.as_str())) {
        if !FURTHER.contains(&field.as_str()) {
            leniency
                .violation(format!("{field} is not a field of update, so it would be dropped"))
                .map_err(table_error)?;
            continue;
        }
        if field == "temperature" && !value.as_f64().is_some_and(|number| (0.0..=1.0).contains(&number)) {
            return Err(table_error("temperature must be a number from 0 to 1".to_owned()));
        }
        character.further.insert(field.clone(), value.clone());
    }
    let texts = [
        ("backstory", &mut character.backstory, BACKSTORY_FAILED),
        ("charName", &mut character.name, TABLE_FAILED),
        ("voiceType", &mut character.voice, TABLE_FAILED),
    ];
    for (name, target, error) in texts {
        match fields.get(name) {
            None => {}
            Some(Value::String(text)) => *target = text.clone(),
            Some(_) => return Err((error, format!("{name} must be a string"))),
        }
    }
    if let Some(actions) = actions(fields).map_err(table_error)? {
        character.actions = actions;
    }
    if let Some(languages) = languages(fields).map_err(table_error)? {
        character.languages = languages;
    }
    Ok(())
}

pub fn get(world: &World, body: &RequestBody, leniency: &mut Leniency) -> HttpResponse {
    let error = |cause: String| HttpResponse::error(400, "ERROR", GET_FAILED).with_note(cause);
    let fields = match json_object(body, leniency) {
        Ok(fields) => fields,
        Err(cause) => return error(cause),
    };
    let (found, wanted) = match (text(fields, "charID"), text(fields, "charName")) {
        (Some(id), _) => (world.registry.get(id), id),
        (None, Some(name)) => (world.registry.find_by_name(name), name),
        (None, None) => return error("charID or charName is required".to_owned()),
    };
    match found {
        Some(character) => HttpResponse::json(200, character.details()),
        None => error(not_found(wanted)),
    }
}

/// The documentation describes no error for delete. The emulator uses the errors of update.
pub async fn delete(world: &World, body: &RequestBody, leniency: &mut Leniency) -> HttpResponse {
    let error = |cause: String| HttpResponse::error(400, "ERROR", FETCH_FAILED).with_note(cause);
    let id = match json_object(body, leniency).and_then(|fields| required_text(fields, "charID")) {
        Ok(id) => id,
        Err(cause) => return error(cause),
    };
    match world.registry.remove(id) {
        Some(change) => stored(change, success()).await,
        None => error(not_changeable(id)),
    }
}

/// The documentation describes no error for clone. The emulator uses the errors of update.
pub async fn clone(world: &World, body: &RequestBody, user: &str, leniency: &mut Leniency) -> HttpResponse {
    let error = |cause: String| HttpResponse::error(400, "ERROR", FETCH_FAILED).with_note(cause);
    let fields = match json_object(body, leniency) {
        Ok(fields) => fields,
        Err(cause) => return error(cause),
    };
    let id = match required_text(fields, "charID") {
        Ok(id) => id,
        Err(cause) => return error(cause),
    };
    if fields.get("KB").is_some_and(|value| !is_boolean(value)) {
        return error("KB must be a boolean".to_owned());
    }
    let Some(original) = world.registry.get(id) else {
        return error(not_found(id));
    };
    let copy = Character {
        user_id: user.to_owned(),
        timestamp: world.clock.timestamp(),
        public: false,
        ..Character::clone(&original)
    };
    let (id, change) = world.registry.create(copy);
    stored(change, HttpResponse::json(200, json!({ "charID": id }))).await
}

fn success() -> HttpResponse {
    HttpResponse::json(200, json!({ "STATUS": "SUCCESS" }))
}

/// With `check_voices`, a voice must be in the list of voices.
fn check_voice(world: &World, voice: &str) -> Result<(), String> {
    let settings = world.settings();
    if settings.check_voices && !catalog::has_voice(settings.voice_count.get(), voice) {
        return Err(format!("voiceType is {voice}, which is no voice_value of /tts/get_available_voices"));
    }
    Ok(())
}

pub fn not_found(wanted: &str) -> String {
    format!("no character has the id or name {wanted}")
}

pub fn not_changeable(id: &str) -> String {
    format!("no character has the id {id}, or it is the public character, which cannot be changed")
}

/// The documentation has `actions` for create and `action` for update. Both endpoints accept both names.
fn actions(fields: &Fields) -> Result<Option<Vec<String>>, String> {
    let value = fields.get("actions").or_else(|| fields.get("action"));
    list(value, "actions")
}

/// The documentation has the list `languageCodes`. Engine plugins send one string as `languageCode`.
fn languages(fields: &Fields) -> Result<Option<Vec<String>>, String> {
    let value = fields.get("languageCodes").or_else(|| fields.get("languageCode"));
    list(value, "languageCodes")
}

/// Notes the spellings that only clients use.
fn note_spellings(fields: &Fields, documented: &str, other: &str, leniency: &mut Leniency) {
    for (documented, other) in [(documented, other), ("languageCodes", "languageCode")] {
        if fields.contains_key(other) {
            leniency.tolerate(format!("{other} is read as {documented}"));
        }
    }
}
