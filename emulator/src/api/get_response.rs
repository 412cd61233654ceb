//! The endpoint `getResponse`: one turn of a conversation, by text or by voice.

use std::time::Duration;

use serde_json::json;

use super::leniency::Leniency;
use super::stored;
use super::turn_request::{self, TurnInput, TurnRequest, bad_request};
use super::turn_response::{self, Voicing};
use crate::brain::UserQuery;
use crate::request_body::RequestBody;
use crate::response::HttpResponse;
use crate::scripts::{self, Line, Said, Sound};
use crate::settings::{Settings, UnknownSession, Unmatched};
use crate::state::State;
use crate::voice::Speaker;
use crate::world::{Character, Durable, SharedSession, World};

pub async fn get_response(state: &State, world: &World, body: &RequestBody, leniency: &mut Leniency) -> HttpResponse {
    let settings = world.settings().clone();
    let turn = match turn_request::parse(body, leniency) {
        Ok(turn) => turn,
        Err(response) => return response,
    };
    let failure = |error: &str| process_failure(&turn.character, error);
    let Some(character) = world.registry.get(&turn.character) else {
        return failure(&format!("ValueError('character {} was not found')", turn.character));
    };
    let query = match read_query(state, &turn, leniency).await {
        Ok(query) => query,
        Err(response) => return response,
    };
    let (session_id, session) = match choose_session(world, &turn, &settings, leniency) {
        Ok(chosen) => chosen,
        Err(error) => return failure(error),
    };
    let (turned, change) = match take_turn(state, world, &character, &session_id, &session, &query, &settings).await {
        Ok(taken) => taken,
        Err(no_script) => return failure("LookupError('no script fits this turn')").with_note(no_script),
    };
    world.clock.sleep(turned.delay).await;
    let mut fields = json!({
        "charID": turn.character,
        "text": turned.text,
        "audio": null,
        "sample_rate": null,
        "sessionID": session_id,
        "userQuery": query.text(),
    });
    turn_response::add_requested_fields(&mut fields, body, &query, turned.actions.as_deref());
    let voice = match (turn.voice, turned.sound) {
        (false, _) => Voicing::Silent,
        (true, Some(sound)) => Voicing::Recorded(sound),
        (true, None) => Voicing::Spoken(Speaker::for_character(&character)),
    };
    let mut response = if turn.stream {
        turn_response::event_stream(state, &fields, &voice, &settings).await
    } else {
        turn_response::json(state, fields, &voice, &settings).await
    };
    response.remarks.session = Some(session_id);
    response.remarks.script = turned.script;
    stored(change, response).await
}

fn process_failure(character: &str, error: &str) -> HttpResponse {
    let text = format!("process_failure, error: {error}");
    HttpResponse::json(404, json!({ "charID": character, "text": text }))
}

/// What the user said: the text, or what was heard in the recording.
async fn read_query(state: &State, turn: &TurnRequest, leniency: &mut Leniency) -> Result<UserQuery, HttpResponse> {
    let wav = match &turn.input {
        TurnInput::Text(text) => return Ok(UserQuery::Text(text.clone())),
        TurnInput::Audio(wav) => wav,
    };
    let failure = |error: String| process_failure(&turn.character, &format!("ValueError('{error}')"));
    let heard =
        state.ears.hear(wav.clone()).await.map_err(|problem| failure(format!("invalid WAV file: {problem}")))?;
    let rate = heard.measured.format.rate;
    if let Some(declared) = turn.sample_rate.as_deref().filter(|declared| declared.trim().parse() != Ok(rate)) {
        let refusal = |cause| bad_request("sample_rate does not match the file").with_note(cause);
        leniency.violation(format!("sample_rate is {declared}, but the file has {rate} Hz")).map_err(refusal)?;
    }
    if let Some(problem) = heard.measured.format_problem() {
        leniency.violation(problem.clone()).map_err(|cause| failure(problem).with_note(cause))?;
    }
    Ok(UserQuery::Audio(heard))
}

/// The session to which this turn belongs, and its id.
fn choose_session(
    world: &World,
    turn: &TurnRequest,
    settings: &Settings,
    leniency: &mut Leniency,
) -> Result<(String, SharedSession), &'static str> {
    let registry = &world.registry;
    let (character, session) = (&turn.character, &turn.session);
    let known = session != "-1" && registry.has_session(character, session);
    if !known && session != "-1" && settings.unknown_session != UnknownSession::Refuse {
        leniency.tolerate("the session is unknown and starts here");
    }
    let chosen = match settings.unknown_session {
        UnknownSession::Refuse if !known && session != "-1" => return Err("ValueError('unknown session id')"),
        UnknownSession::New if !known => registry.start_session(character),
        _ if session == "-1" => registry.start_session(character),
        _ => registry.session(character, session).map(|shared| (session.clone(), shared)),
    };
    chosen.ok_or("ValueError('the character was deleted')")
}

/// What a turn is answered with.
#[derive(Default)]
struct Turned {
    text: String,
    /// The actions that a script gives.
    actions: Option<Vec<String>>,
    sound: Option<Sound>,
    delay: Duration,
    /// The number of the script.
    script: Option<usize>,
}

/// Adds the turn to the session. Returns the answer, and when the turn is stored; or, where a script must fit, why none
/// does. Turns of one session wait for each other; those of other sessions go on.
async fn take_turn(
    state: &State,
    world: &World,
    character: &Character,
    session_id: &str,
    session: &SharedSession,
    query: &UserQuery,
    settings: &Settings,
) -> Result<(Turned, Durable), String> {
    let mut session = session.lock().await;
    let turned = match scripted(world, character, session_id, session.turn_count() + 1, query) {
        Ok(turned) => turned,
        Err(Some(nearest)) if settings.unmatched == Unmatched::Fail => return Err(nearest),
        Err(_) => Turned {
            text: match query {
                UserQuery::Text(text) if settings.echo => text.clone(),
                _ => state.brain.reply(character, &mut session, query).await,
            },
            ..Turned::default()
        },
    };
    let turn = session.add_turn(world.clock.timestamp(), query.text(), turned.text.clone());
    let change = world.registry.store_turn(&character.id, session_id, &session, turn);
    Ok((turned, change))
}

/// The answer of a script. The error is the nearest script; `None` if there are no scripts.
fn scripted(
    world: &World,
    character: &Character,
    session_id: &str,
    turn: u64,
    query: &UserQuery,
) -> Result<Turned, Option<String>> {
    let said = match query {
        UserQuery::Text(text) => Said::Text(text),
        UserQuery::Audio(heard) => Said::Recording { measured: &heard.measured, words: heard.words.as_deref() },
    };
    if world.scripts().is_empty() {
        return Err(None);
    }
    let input = scripts::TurnInput::new(&character.id, turn, said);
    let mut scripts = world.scripts();
    match scripts.answer(&input) {
        Some(Line { script, text, actions, sound, delay }) => {
            Ok(Turned { text, actions, sound, delay, script: Some(script) })
        }
        None => Err(Some(scripts.add_unmatched(&input, session_id, world.clock.timestamp()))),
    }
}
