//! Generated texts, as server-sent events of plain text: starter lines and backstories.

use std::future;
use std::time::Duration;

use serde_json::Value;

use super::characters::{FETCH_FAILED, not_found};
use super::check_charset;
use super::leniency::Leniency;
use crate::brain;
use crate::request_body::{Encoding, RequestBody};
use crate::response::HttpResponse;
use crate::settings::Settings;
use crate::streaming::{Event, EventStream, StreamPace};
use crate::world::World;

/// Each event is a line that a player could say.
pub fn starters(world: &World, body: &RequestBody, leniency: &mut Leniency) -> HttpResponse {
    let settings = world.settings().clone();
    let (character, session) = match (required(body, "charId", leniency), required(body, "sessionId", leniency)) {
        (Ok(character), Ok(session)) => (character, session),
        (Err(response), _) | (_, Err(response)) => return response,
    };
    let Some(character) = world.registry.get(&character) else {
        return error(FETCH_FAILED, not_found(&character));
    };
    let mut replies = Vec::new();
    if session != "-1" {
        match world.registry.transcript(&character.id, &session) {
            Some(transcript) => replies.extend(transcript.turns.iter().map(|turn| turn.reply.clone())),
            None => leniency.tolerate("the session is unknown, and the lines are those of a new one"),
        }
    }
    stream(brain::starters(&character, &replies), &settings)
}

/// Each event is a piece of the text.
pub fn backstory(world: &World, body: &RequestBody, leniency: &mut Leniency) -> HttpResponse {
    let settings = world.settings().clone();
    match (required(body, "inputText", leniency), required(body, "charName", leniency)) {
        (Ok(description), Ok(name)) => {
            let text = brain::new_backstory(&name, &description);
            let sentences = brain::sentence_slices(&text);
            let words = sentences.iter().flat_map(|sentence| brain::word_slices(sentence)).map(str::to_owned);
            stream(words.collect(), &settings)
        }
        (Err(response), _) | (_, Err(response)) => response,
    }
}

fn error(text: &str, cause: String) -> HttpResponse {
    HttpResponse::error(400, "ERROR", text).with_note(cause)
}

/// A form field that is not empty.
fn required(body: &RequestBody, name: &str, leniency: &mut Leniency) -> Result<String, HttpResponse> {
    let missing = |cause| error(&format!("{name} is a required field"), cause);
    if !matches!(body.encoding, Encoding::UrlEncoded | Encoding::Multipart) {
        return Err(missing(format!("the body must be form data, but it is {}", body.encoding.name())));
    }
    if let Some(problem) = &body.problem {
        return Err(missing(problem.clone()));
    }
    check_charset(body, leniency).map_err(|cause| error("The body must be UTF-8", cause))?;
    let found = body.text(name).filter(|text| !text.trim().is_empty());
    found.ok_or_else(|| missing(format!("{name} is missing or empty")))
}

/// The pieces at once, or with a number of words per minute as the pace, at that pace.
fn stream(pieces: Vec<String>, settings: &Settings) -> HttpResponse {
    let mut at = Duration::ZERO;
    let mut events = Vec::new();
    for piece in pieces {
        let words = brain::word_slices(&piece).len();
        events.push(Event::new(at, Value::String(piece), None));
        if let StreamPace::WordsPerMinute(_) = settings.stream_pace {
            at += settings.stream_pace.duration(words, None);
        }
    }
    let events = EventStream::new(events, settings.stream_shapes.clone(), settings.stream_audio);
    HttpResponse::stream(events, Box::new(|| Box::pin(future::ready(Ok(())))))
}
