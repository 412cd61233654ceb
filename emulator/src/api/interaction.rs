//! `getResponse`: a turn of a conversation, by text or by voice.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Value, json};

use super::characters::split_list;
use super::stream;
use crate::answer::Answer;
use crate::brain::{self, Said};
use crate::forms::{self, Encoding, Form};
use crate::hearing::{self, Heard};
use crate::settings::{SampleRate, Settings, UnknownSession};
use crate::shared::Shared;
use crate::voice::Speaker;

const ONE_INPUT: &str = "Expecting only one; either an audio file or user's query as a string";

/// Recordings beyond this are measured on a thread that may block.
const SMALL_AUDIO: usize = 128 * 1024;

/// A request that passed the checks that need no character.
struct Turn {
    character: String,
    session: String,
    input: Input,
    voice: bool,
    stream: bool,
}

enum Input {
    Text(String),
    Audio(Bytes),
}

pub async fn get_response(shared: &Arc<Shared>, form: &Form) -> Answer {
    let settings = shared.settings().clone();
    let turn = match read_turn(form) {
        Ok(turn) => turn,
        Err(refusal) => return refusal,
    };
    if shared.world().get(&turn.character).is_none() {
        return process_failure(&turn.character, &format!("ValueError('character {} was not found')", turn.character));
    }
    let said = match understand(&turn.input, &settings).await {
        Ok(said) => said,
        Err(problem) => return process_failure(&turn.character, &problem),
    };
    let Some(session) = session_of(shared, &turn, &settings) else {
        return process_failure(&turn.character, "ValueError('unknown session id')");
    };
    let Some((reply, speaker)) = converse(shared, &turn, &session, &said, &settings) else {
        return process_failure(&turn.character, "ValueError('the character was deleted')");
    };
    let mut fields = json!({
        "charID": turn.character,
        "text": reply,
        "audio": null,
        "sample_rate": null,
        "sessionID": session,
        "userQuery": said.query(),
    });
    add_extras(&mut fields, form, &said);
    if turn.stream {
        return stream::events(shared, &fields, turn.voice.then_some(&speaker), &settings).await;
    }
    speak(shared, fields, turn.voice.then_some(&speaker), &settings).await
}

fn process_failure(character: &str, error: &str) -> Answer {
    let text = format!("process_failure, error: {error}");
    Answer::json(404, json!({ "charID": character, "text": text }))
}

fn bad_request(text: &str) -> Answer {
    Answer::error(400, "ERROR", text)
}

fn read_turn(form: &Form) -> Result<Turn, Answer> {
    if !matches!(form.encoding, Encoding::UrlEncoded | Encoding::Multipart) {
        return Err(bad_request("charID is a required field")
            .because(format!("the body has to be form data, this one is {}", form.encoding.name())));
    }
    if let Some(problem) = &form.problem {
        return Err(bad_request("charID is a required field").because(problem));
    }
    let text = |name: &str| form.text(name).filter(|text| !text.is_empty());
    let character = text("charID").ok_or_else(|| bad_request("charID is a required field"))?;
    let input = match (text("userText"), form.file("file")) {
        (Some(text), None) => Input::Text(text),
        (None, Some(file)) => Input::Audio(file.bytes.clone()),
        (Some(_), Some(_)) => return Err(bad_request(ONE_INPUT)),
        (None, None) if text("file").is_some() => {
            return Err(bad_request(ONE_INPUT).because("the part called file has no file name, so it is a text field"));
        }
        (None, None) => return Err(bad_request(ONE_INPUT)),
    };
    let flag = |name: &str| match text(name) {
        None => Ok(false),
        Some(value) => forms::boolean(&value).ok_or_else(|| bad_request(&format!("{name} has to be a boolean"))),
    };
    Ok(Turn {
        character,
        session: text("sessionID").unwrap_or_else(|| "-1".to_owned()),
        input,
        voice: flag("voiceResponse")?,
        stream: flag("stream")?,
    })
}

/// What the user said: the text, or what a measurement of the audio tells.
async fn understand(input: &Input, settings: &Settings) -> Result<Said, String> {
    let wav = match input {
        Input::Text(text) => return Ok(Said::Text(text.clone())),
        Input::Audio(wav) => wav,
    };
    let heard = if wav.len() > SMALL_AUDIO {
        let wav = wav.clone();
        tokio::task::spawn_blocking(move || hearing::listen(&wav))
            .await
            .map_err(|_| "RuntimeError('the audio could not be measured')".to_owned())?
    } else {
        hearing::listen(wav)
    };
    let heard: Heard = heard.map_err(|problem| format!("ValueError('not a WAV file: {problem}')"))?;
    match heard.against_documents() {
        Some(complaint) if settings.strict_audio => Err(format!("ValueError('{complaint}')")),
        _ => Ok(Said::Audio(heard)),
    }
}

/// The session that this turn belongs to; `None` refuses it.
fn session_of(shared: &Shared, turn: &Turn, settings: &Settings) -> Option<String> {
    if turn.session == "-1" {
        return Some(shared.ids.session());
    }
    if shared.world().knows_session(&turn.character, &turn.session) {
        return Some(turn.session.clone());
    }
    match settings.unknown_session {
        UnknownSession::Accept => Some(turn.session.clone()),
        UnknownSession::New => Some(shared.ids.session()),
        UnknownSession::Refuse => None,
    }
}

/// The character's reply, which it remembers, and whose voice speaks it.
fn converse(
    shared: &Shared,
    turn: &Turn,
    session: &str,
    said: &Said,
    settings: &Settings,
) -> Option<(String, Speaker)> {
    let mut world = shared.world();
    let (character, memory) = world.conversation(&turn.character, session)?;
    let echo = match (settings.echo, said) {
        (true, Said::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let reply = match echo {
        Some(text) => {
            memory.remember(said, &text);
            text
        }
        None => brain::reply(character, memory, said),
    };
    Some((reply, Speaker::of(character)))
}

/// Fields that are answered only when the request asks for them.
fn add_extras(fields: &mut Value, form: &Form, said: &Said) {
    let query = said.query().to_lowercase();
    let named = |list: &str| -> Vec<String> {
        let mut found = split_list(list);
        found.retain(|item| query.contains(&item.to_lowercase()));
        found
    };
    if let Some(actions) = form.text("actions") {
        // The odd first line and the spaces are the service's own.
        let lines: Vec<String> = named(&actions).iter().map(|action| format!("\n {action}")).collect();
        fields["actionSequence"] = Value::from(lines.concat());
        fields["response"] = fields["text"].clone();
    }
    let classify = form.text("classification").is_some_and(|value| !matches!(forms::boolean(&value), Some(false)));
    if let Some(labels) = form.text("classLabels").filter(|_| classify) {
        fields["tag"] = json!(named(&labels).first().map_or("None", String::as_str));
    }
}

/// Adds the voice, if one was asked for.
async fn speak(shared: &Arc<Shared>, mut fields: Value, speaker: Option<&Speaker>, settings: &Settings) -> Answer {
    let Some(speaker) = speaker else {
        return Answer::json(200, fields);
    };
    let text = fields["text"].as_str().unwrap_or_default();
    let clip = shared.voices.speak(text, speaker, settings).await;
    fields["audio"] = Value::from(STANDARD.encode(clip.wav.as_slice()));
    show_rate(&mut fields, clip.rate, settings.sample_rate);
    let mut answer = Answer::json(200, fields);
    answer.wav = Some(clip.wav);
    answer
}

pub fn show_rate(fields: &mut Value, rate: u32, form: SampleRate) {
    match form {
        SampleRate::Number => fields["sample_rate"] = Value::from(rate),
        SampleRate::String => fields["sample_rate"] = Value::from(rate.to_string()),
        SampleRate::Null => fields["sample_rate"] = Value::Null,
        SampleRate::Absent => {
            if let Some(fields) = fields.as_object_mut() {
                fields.remove("sample_rate");
            }
        }
    }
}
