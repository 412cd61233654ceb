//! The endpoint `getResponse`: one turn of a conversation, by text or by voice.

use serde_json::json;

use super::stored;
use super::turn_request::{self, TurnInput, TurnRequest};
use super::turn_response;
use crate::brain::{self, UserQuery};
use crate::clock;
use crate::hearing::{self, Measurement};
use crate::request_body::RequestBody;
use crate::response::HttpResponse;
use crate::settings::{Settings, UnknownSession};
use crate::state::State;
use crate::voice::Speaker;
use crate::world::{Character, Durable, SharedSession, World};

/// Larger recordings are measured on a blocking thread, so that they do not delay other connections.
const MAX_INLINE_AUDIO: usize = 128 * 1024;

pub async fn get_response(state: &State, world: &World, body: &RequestBody) -> HttpResponse {
    let settings = world.settings().clone();
    let turn = match turn_request::parse(body) {
        Ok(turn) => turn,
        Err(response) => return response,
    };
    let failure = |error: &str| process_failure(&turn.character, error);
    let Some(character) = world.registry.get(&turn.character) else {
        return failure(&format!("ValueError('character {} was not found')", turn.character));
    };
    let query = match read_query(&turn.input, &settings).await {
        Ok(query) => query,
        Err(error) => return failure(&error),
    };
    let (session_id, session) = match choose_session(world, &turn, &settings) {
        Ok(chosen) => chosen,
        Err(error) => return failure(error),
    };
    let (reply, change) = take_turn(world, &character, &session_id, &session, &query, &settings).await;
    let mut fields = json!({
        "charID": turn.character,
        "text": reply,
        "audio": null,
        "sample_rate": null,
        "sessionID": session_id,
        "userQuery": query.text(),
    });
    turn_response::add_requested_fields(&mut fields, body, &query);
    let speaker = turn.voice.then(|| Speaker::for_character(&character));
    let mut response = if turn.stream {
        turn_response::event_stream(state, &fields, speaker.as_ref(), &settings).await
    } else {
        turn_response::json(state, fields, speaker.as_ref(), &settings).await
    };
    response.remarks.session = Some(session_id);
    stored(change, response).await
}

fn process_failure(character: &str, error: &str) -> HttpResponse {
    let text = format!("process_failure, error: {error}");
    HttpResponse::json(404, json!({ "charID": character, "text": text }))
}

/// What the user said: the text, or the measurement of the recording.
async fn read_query(input: &TurnInput, settings: &Settings) -> Result<UserQuery, String> {
    let wav = match input {
        TurnInput::Text(text) => return Ok(UserQuery::Text(text.clone())),
        TurnInput::Audio(wav) => wav,
    };
    let measured = if wav.len() > MAX_INLINE_AUDIO {
        let wav = wav.clone();
        tokio::task::spawn_blocking(move || hearing::measure(&wav))
            .await
            .map_err(|_| "RuntimeError('the audio could not be measured')".to_owned())?
    } else {
        hearing::measure(wav)
    };
    let measurement: Measurement = measured.map_err(|problem| format!("ValueError('invalid WAV file: {problem}')"))?;
    match measurement.format_problem() {
        Some(problem) if settings.strict_audio => Err(format!("ValueError('{problem}')")),
        _ => Ok(UserQuery::Audio(measurement)),
    }
}

/// The session to which this turn belongs, and its id.
fn choose_session(
    world: &World,
    turn: &TurnRequest,
    settings: &Settings,
) -> Result<(String, SharedSession), &'static str> {
    let registry = &world.registry;
    let (character, session) = (&turn.character, &turn.session);
    let known = session != "-1" && registry.has_session(character, session);
    let chosen = match settings.unknown_session {
        UnknownSession::Refuse if !known && session != "-1" => return Err("ValueError('unknown session id')"),
        UnknownSession::New if !known => registry.start_session(character),
        _ if session == "-1" => registry.start_session(character),
        _ => registry.session(character, session).map(|shared| (session.clone(), shared)),
    };
    chosen.ok_or("ValueError('the character was deleted')")
}

/// Adds the turn to the session. Returns the reply, and when the turn is stored. Turns of one session wait for each
/// other; those of other sessions go on.
async fn take_turn(
    world: &World,
    character: &Character,
    session_id: &str,
    session: &SharedSession,
    query: &UserQuery,
    settings: &Settings,
) -> (String, Durable) {
    let mut session = session.lock().await;
    let reply = match query {
        UserQuery::Text(text) if settings.echo => text.clone(),
        _ => brain::reply(character, &mut session, query),
    };
    let turn = session.add_turn(clock::timestamp(), query.text(), reply.clone());
    let change = world.registry.store_turn(&character.id, session_id, &session, turn);
    (reply, change)
}
