//! The chat history: the sessions of a character, what was said in one, and deleting them.

use serde_json::{Value, json};

use super::characters::{FETCH_FAILED, not_found};
use super::fields::{Fields, json_object, required_text};
use super::leniency::Leniency;
use super::stored;
use crate::request_body::RequestBody;
use crate::response::HttpResponse;
use crate::world::{Turn, World};

fn error(text: &str, cause: String) -> HttpResponse {
    HttpResponse::error(400, "ERROR", text).with_note(cause)
}

/// The fields of a request and the id of its character, which exists.
fn read<'a>(
    world: &World,
    body: &'a RequestBody,
    leniency: &mut Leniency,
) -> Result<(&'a Fields, &'a str), HttpResponse> {
    let fields = json_object(body, leniency).map_err(|cause| error(FETCH_FAILED, cause))?;
    let character = required_text(fields, "charID").map_err(|cause| error("charID is a required field", cause))?;
    match world.registry.get(character) {
        Some(_) => Ok((fields, character)),
        None => Err(error(FETCH_FAILED, not_found(character))),
    }
}

pub fn list(world: &World, body: &RequestBody, leniency: &mut Leniency) -> HttpResponse {
    let (fields, character) = match read(world, body, leniency) {
        Ok(read) => read,
        Err(response) => return response,
    };
    let limit = match limit(fields, leniency) {
        Ok(limit) => limit,
        Err(cause) => return error("limit must be a number", cause),
    };
    let chats = world.registry.chats(character);
    let shown = chats.iter().take(limit).map(|(session, started)| {
        json!({ "sessionID": session, "date": date(started), "time": time(started), "is_added_to_memory": false })
    });
    HttpResponse::json(200, shown.collect())
}

/// How many sessions are wanted. The documentation has a string.
fn limit(fields: &Fields, leniency: &mut Leniency) -> Result<usize, String> {
    let number = match fields.get("limit") {
        None => Some(-1),
        Some(Value::String(text)) => text.trim().parse::<i64>().ok(),
        Some(value) => {
            leniency.tolerate("limit is not a string");
            value.as_i64()
        }
    };
    match number {
        Some(-1) => Ok(usize::MAX),
        Some(number @ 0..) => Ok(number as usize),
        _ => Err("limit must be a number as a string, and -1 for all".to_owned()),
    }
}

/// The date of a timestamp as `25-09-2024`.
fn date(timestamp: &str) -> String {
    let parts: Vec<&str> = timestamp.get(..10).unwrap_or_default().split('-').rev().collect();
    parts.join("-")
}

/// The time of day of a timestamp as `20:52:57`.
fn time(timestamp: &str) -> &str {
    timestamp.get(11..19).unwrap_or_default()
}

/// An unknown session is not documented.
const NO_SESSION: &str = "Session not found.";

pub fn details(world: &World, body: &RequestBody, leniency: &mut Leniency) -> HttpResponse {
    let (fields, character) = match read(world, body, leniency) {
        Ok(read) => read,
        Err(response) => return response,
    };
    let session = match required_text(fields, "sessionID") {
        Ok(session) => session,
        Err(cause) => return error("sessionID is a required field", cause),
    };
    let transcript = world.registry.transcript(character, session);
    if transcript.is_none() {
        if let Err(cause) = leniency.violation(format!("nothing was said in the session {session}")) {
            return error(NO_SESSION, cause);
        }
    }
    HttpResponse::json(200, transcript.unwrap_or_default().turns.iter().map(interaction).collect())
}

fn interaction(turn: &Turn) -> Value {
    json!({
        "timestamp": turn.time.replace('T', " "),
        "interaction": [
            { "speaker": "User", "message": turn.user },
            { "speaker": "Character", "message": turn.reply },
        ],
        "is_trigger_input": false,
    })
}

pub async fn delete(world: &World, body: &RequestBody, leniency: &mut Leniency) -> HttpResponse {
    let (fields, character) = match read(world, body, leniency) {
        Ok(read) => read,
        Err(response) => return response,
    };
    let ids = fields.get("sessionIDs").and_then(Value::as_array);
    let ids: Option<Vec<&str>> = ids.and_then(|ids| ids.iter().map(Value::as_str).collect());
    let Some(ids) = ids.filter(|ids| !ids.is_empty()) else {
        return error("sessionIDs is a required field", "sessionIDs must be a list of strings".to_owned());
    };
    for id in &ids {
        if !world.registry.has_session(character, id) {
            if let Err(cause) = leniency.violation(format!("the session {id} is unknown")) {
                return error(NO_SESSION, cause);
            }
        }
    }
    let change = world.registry.remove_sessions(character, &ids);
    stored(change, HttpResponse::json(200, json!({ "status": "SUCCESSFULLY DELETED" }))).await
}
