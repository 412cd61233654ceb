//! Create, update, get, delete and clone.

use serde_json::{Map, Value, json};

use super::object;
use crate::answer::Answer;
use crate::clock;
use crate::forms::{self, Form};
use crate::shared::Shared;
use crate::world::Character;

const CREATE_FAILED: &str =
    "Error in creating the character. Check if all the input data is valid. Contact support for more info.";
const NOT_FETCHED: &str = "Could not fetch character details from all_characters table.";
const BACKSTORY_FAILED: &str = "Could not update character backstory.";
const TABLE_FAILED: &str = "Could not update all_characters table.";
const GET_FAILED: &str = "INTERNAL SERVER ERROR, one or more database calls failed!";

pub fn create(shared: &Shared, form: &Form, user: &str) -> Answer {
    let made = object(form).and_then(|fields| new_character(shared, fields, user));
    match made {
        Ok(character) => {
            let id = character.id.clone();
            shared.world().insert(character);
            Answer::json(201, json!({ "charID": id }))
        }
        Err(reason) => Answer::error(400, "INTERNAL_ERROR", CREATE_FAILED).because(reason),
    }
}

fn new_character(shared: &Shared, fields: &Map<String, Value>, user: &str) -> Result<Character, String> {
    let required = |name: &str| {
        fields
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.trim().is_empty())
            .map(str::to_owned)
            .ok_or_else(|| format!("{name} is required and has to be a string that is not empty"))
    };
    Ok(Character {
        id: shared.ids.character(),
        name: required("charName")?,
        voice: required("voiceType")?,
        backstory: required("backstory")?,
        actions: actions(fields)?.unwrap_or_default(),
        languages: languages(fields)?.unwrap_or_default(),
        user_id: user.to_owned(),
        timestamp: clock::timestamp(),
        public: false,
    })
}

pub fn update(shared: &Shared, form: &Form) -> Answer {
    let refuse = |text: &str, reason: String| Answer::error(400, "ERROR", text).because(reason);
    let (fields, id) = match object(form).and_then(|fields| Ok((fields, character_id(fields)?))) {
        Ok(found) => found,
        Err(reason) => return refuse(NOT_FETCHED, reason),
    };
    let mut world = shared.world();
    let Some(character) = world.own(&id) else {
        return refuse(NOT_FETCHED, unknown(&id));
    };
    let mut changed = character.clone();
    match change(&mut changed, fields) {
        Ok(()) => {
            *character = changed;
            success()
        }
        Err((text, reason)) => refuse(text, reason),
    }
}

/// Fields that were not sent stay as they are. The error is the documented text, and the reason for it.
fn change(character: &mut Character, fields: &Map<String, Value>) -> Result<(), (&'static str, String)> {
    let texts = [
        ("backstory", &mut character.backstory, BACKSTORY_FAILED),
        ("charName", &mut character.name, TABLE_FAILED),
        ("voiceType", &mut character.voice, TABLE_FAILED),
    ];
    for (name, place, failure) in texts {
        match fields.get(name) {
            None => {}
            Some(Value::String(text)) => *place = text.clone(),
            Some(_) => return Err((failure, format!("{name} has to be a string"))),
        }
    }
    let table = |reason| (TABLE_FAILED, reason);
    if let Some(actions) = actions(fields).map_err(table)? {
        character.actions = actions;
    }
    if let Some(languages) = languages(fields).map_err(table)? {
        character.languages = languages;
    }
    Ok(())
}

pub fn get(shared: &Shared, form: &Form) -> Answer {
    let failed = |reason: String| Answer::error(400, "ERROR", GET_FAILED).because(reason);
    let fields = match object(form) {
        Ok(fields) => fields,
        Err(reason) => return failed(reason),
    };
    let world = shared.world();
    let (found, wanted) = match (text(fields, "charID"), text(fields, "charName")) {
        (Some(id), _) => (world.get(id), id),
        (None, Some(name)) => (world.by_name(name), name),
        (None, None) => return failed("charID or charName is required".to_owned()),
    };
    match found {
        Some(character) => Answer::json(200, character.details()),
        None => failed(unknown(wanted)),
    }
}

/// The documents name no error for delete; the emulator answers as update does.
pub fn delete(shared: &Shared, form: &Form) -> Answer {
    let refuse = |reason: String| Answer::error(400, "ERROR", NOT_FETCHED).because(reason);
    match object(form).and_then(character_id) {
        Ok(id) if shared.world().remove(&id) => success(),
        Ok(id) => refuse(unknown(&id)),
        Err(reason) => refuse(reason),
    }
}

/// The documents name no error for clone; the emulator answers as update does.
pub fn clone(shared: &Shared, form: &Form, user: &str) -> Answer {
    let refuse = |reason: String| Answer::error(400, "ERROR", NOT_FETCHED).because(reason);
    let fields = match object(form) {
        Ok(fields) => fields,
        Err(reason) => return refuse(reason),
    };
    let id = match character_id(fields) {
        Ok(id) => id,
        Err(reason) => return refuse(reason),
    };
    if fields.get("KB").is_some_and(|value| !is_boolean(value)) {
        return refuse("KB has to be a boolean".to_owned());
    }
    let mut world = shared.world();
    let Some(original) = world.get(&id) else {
        return refuse(unknown(&id));
    };
    let copy = Character {
        id: shared.ids.character(),
        user_id: user.to_owned(),
        timestamp: clock::timestamp(),
        public: false,
        ..original.clone()
    };
    let new_id = copy.id.clone();
    world.insert(copy);
    Answer::json(200, json!({ "charID": new_id }))
}

fn success() -> Answer {
    Answer::json(200, json!({ "STATUS": "SUCCESS" }))
}

fn unknown(wanted: &str) -> String {
    format!("no character of this user is called or has the id {wanted}")
}

fn text<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    fields.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn character_id(fields: &Map<String, Value>) -> Result<String, String> {
    text(fields, "charID")
        .map(str::to_owned)
        .ok_or_else(|| "charID is required and has to be a string that is not empty".to_owned())
}

fn is_boolean(value: &Value) -> bool {
    match value {
        Value::Bool(_) => true,
        Value::String(text) => forms::boolean(text).is_some(),
        Value::Number(number) => matches!(number.as_u64(), Some(0 | 1)),
        _ => false,
    }
}

/// `actions` is documented for create and `action` for update; either is read on both. One string with commas, or a list.
fn actions(fields: &Map<String, Value>) -> Result<Option<Vec<String>>, String> {
    let value = fields.get("actions").or_else(|| fields.get("action"));
    list(value, "actions")
}

/// `languageCodes` is documented as a list; engines send `languageCode` with one string.
fn languages(fields: &Map<String, Value>) -> Result<Option<Vec<String>>, String> {
    let value = fields.get("languageCodes").or_else(|| fields.get("languageCode"));
    list(value, "languageCodes")
}

fn list(value: Option<&Value>, name: &str) -> Result<Option<Vec<String>>, String> {
    let wrong = || format!("{name} has to be a string or a list of strings");
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(split_list(text))),
        Some(Value::Array(items)) => {
            let texts = items.iter().map(|item| item.as_str().map(str::to_owned).ok_or_else(wrong));
            texts.collect::<Result<_, _>>().map(Some)
        }
        Some(_) => Err(wrong()),
    }
}

pub fn split_list(text: &str) -> Vec<String> {
    text.split(',').map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
}
