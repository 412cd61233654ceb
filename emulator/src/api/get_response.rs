//! The endpoint `getResponse`: one turn of a conversation, by text or by voice.

use std::sync::Arc;

use serde_json::json;

use super::turn_request::{self, TurnInput, TurnRequest};
use super::turn_response;
use crate::brain::{self, UserQuery};
use crate::hearing::{self, Measurement};
use crate::request_body::RequestBody;
use crate::response::HttpResponse;
use crate::settings::{Settings, UnknownSession};
use crate::state::State;
use crate::voice::Speaker;

/// Larger recordings are measured on a blocking thread, so that they do not delay other connections.
const MAX_INLINE_AUDIO: usize = 128 * 1024;

pub async fn get_response(state: &Arc<State>, body: &RequestBody) -> HttpResponse {
    let settings = state.settings().clone();
    let turn = match turn_request::parse(body) {
        Ok(turn) => turn,
        Err(response) => return response,
    };
    let failure = |error: &str| process_failure(&turn.character, error);
    if state.world().get(&turn.character).is_none() {
        return failure(&format!("ValueError('character {} was not found')", turn.character));
    }
    let query = match read_query(&turn.input, &settings).await {
        Ok(query) => query,
        Err(error) => return failure(&error),
    };
    let Some(session) = choose_session(state, &turn, &settings) else {
        return failure("ValueError('unknown session id')");
    };
    let Some((reply, speaker)) = take_turn(state, &turn, &session, &query, &settings) else {
        return failure("ValueError('the character was deleted')");
    };
    let mut fields = json!({
        "charID": turn.character,
        "text": reply,
        "audio": null,
        "sample_rate": null,
        "sessionID": session,
        "userQuery": query.text(),
    });
    turn_response::add_requested_fields(&mut fields, body, &query);
    let speaker = turn.voice.then_some(&speaker);
    let mut response = if turn.stream {
        turn_response::event_stream(state, &fields, speaker, &settings).await
    } else {
        turn_response::json(state, fields, speaker, &settings).await
    };
    response.remarks.session = Some(session);
    response
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

/// The id of the session to which this turn belongs. `None` if the session is refused.
fn choose_session(state: &State, turn: &TurnRequest, settings: &Settings) -> Option<String> {
    if turn.session == "-1" {
        return Some(state.ids.session());
    }
    if state.world().has_session(&turn.character, &turn.session) {
        return Some(turn.session.clone());
    }
    match settings.unknown_session {
        UnknownSession::Accept => Some(turn.session.clone()),
        UnknownSession::New => Some(state.ids.session()),
        UnknownSession::Refuse => None,
    }
}

/// Adds the turn to the session. Returns the reply, and who speaks it. `None` if the character was deleted meanwhile.
fn take_turn(
    state: &State,
    turn: &TurnRequest,
    session: &str,
    query: &UserQuery,
    settings: &Settings,
) -> Option<(String, Speaker)> {
    let mut world = state.world();
    let (character, session) = world.character_and_session(&turn.character, session)?;
    let reply = match query {
        UserQuery::Text(text) if settings.echo => {
            session.add_turn(text.clone(), text.clone());
            text.clone()
        }
        _ => brain::reply(character, session, query),
    };
    Some((reply, Speaker::for_character(character)))
}
