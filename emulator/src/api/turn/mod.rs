//! The endpoint `getResponse`: one turn of a conversation, by text or by voice.

mod actions;
mod live;
mod request;
mod response;
mod scene;
mod stream;

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;

use super::leniency::Leniency;
use super::stored;
use crate::brain::{self, Arriving, Failure, Prompt, Reply, UserQuery};
use crate::ears::{Deaf, Listening};
use crate::request_body::RequestBody;
use crate::response::{Completion, HttpResponse, Part};
use crate::scripts::{self, Line, Said, Sound};
use crate::settings::{Settings, UnknownSession, Unmatched};
use crate::state::State;
use crate::voice::Speaker;
use crate::world::{Character, PendingTurn, SharedSession, World};
use live::LiveTurn;
use request::{TurnInput, TurnRequest, bad_request};
use response::Voicing;
use scene::Scene;

pub async fn get_response(
    state: &State,
    world: &Arc<World>,
    body: &RequestBody,
    account: &str,
    disturbed: bool,
    leniency: &mut Leniency,
) -> HttpResponse {
    let settings = world.settings().clone();
    let turn = match request::parse(body, leniency) {
        Ok(turn) => turn,
        Err(response) => return response,
    };
    let failure = |error: &str| process_failure(&turn.character, error);
    let Some(character) = world.registry.get(&turn.character) else {
        return failure(&format!("ValueError('character {} was not found')", turn.character));
    };
    let query = match read_query(state, world, &character, &turn, &settings, leniency).await {
        Ok(query) => query,
        Err(response) => return response,
    };
    let heard = query.heard().cloned();
    let question = Question { settings, character, turn, query };
    let mut response = answer(state, world, account, disturbed, question, leniency).await;
    response.remarks.heard = heard;
    response
}

/// A turn whose character and query are known.
struct Question {
    settings: Settings,
    character: Arc<Character>,
    turn: TurnRequest,
    query: UserQuery,
}

async fn answer(
    state: &State,
    world: &Arc<World>,
    account: &str,
    disturbed: bool,
    question: Question,
    leniency: &mut Leniency,
) -> HttpResponse {
    let Question { settings, character, turn, query } = question;
    let (session_id, session) = match choose_session(world, &turn, &settings, leniency) {
        Ok(chosen) => chosen,
        Err(error) => return process_failure(&turn.character, error),
    };
    let mut pending = PendingTurn::begin(world.clone(), &character.id, &session_id, session).await;
    let began = Instant::now();
    let place = Place { state, world, character: &character, session_id: &session_id, settings: &settings };
    let mut turned = match place.answer(&mut pending, &query, &turn.scene).await {
        Ok(turned) => turned,
        Err(failure) => return failure.response(&turn.character),
    };
    follow_narrative(&character, &mut pending, &query.text());
    let streams = turn.stream && !settings.ignore_stream;
    if let Some(arriving) = turned.arriving.take() {
        if streams && !disturbed && settings.stream_shapes.is_plain() {
            let voice = turn.voice.then(|| (state.voice.clone(), Speaker::for_character(&character)));
            let live = LiveTurn {
                clock: world.clock.clone(),
                settings,
                pending,
                account: account.to_owned(),
                character: turn.character,
                session: session_id,
                query,
                scene: turn.scene,
                arriving,
                voice,
                brain: turned.brain,
                began,
            };
            return live.begin().await;
        }
        let collected = arriving.collect().await;
        turned.brain.time = began.elapsed();
        match collected {
            Ok((text, line)) => {
                turned.actions = turn.scene.chosen(line.as_deref());
                turned.text = text;
            }
            Err(failed) => return brain_failure(&turn.character, failed, turned.brain),
        }
    }
    let voice = match (turn.voice, turned.sound) {
        (false, _) => Voicing::Silent,
        (true, Some(sound)) => Voicing::Recorded(sound),
        (true, None) => Voicing::Spoken(Speaker::for_character(&character)),
    };
    let clip = match response::voice_of(state, &turned.text, voice, &settings).await {
        Ok(clip) => clip,
        Err(cause) => return voice_failure(&turn.character, cause, turned.brain),
    };
    let (account, user, reply) = (account.to_owned(), query.text(), turned.text.clone());
    let complete: Completion = Box::new(move || pending.complete(&account, user, reply));
    // A streamed turn becomes part of its session with its last piece, and any other turn here.
    let (completion, change) = match streams {
        true => (Some(complete), None),
        false => (None, Some(complete())),
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
    response::add_requested_fields(&mut fields, &turn.scene, &query, turned.actions);
    let mut response = match completion {
        Some(completion) => {
            let wav = clip.as_ref().map(|clip| clip.wav.as_slice());
            // A long recording takes a while. `block_in_place` keeps other connections going.
            let events = tokio::task::block_in_place(|| stream::events(&fields, wav, &settings));
            HttpResponse::stream(events, completion)
        }
        None => response::json(fields, clip, settings.sample_rate),
    };
    response.remarks.session = Some(session_id);
    response.remarks.script = turned.script;
    response.remarks.brain = Some(turned.brain);
    match change {
        Some(change) => stored(change, response).await,
        None => response,
    }
}

/// Moves the session to the section to which the first decision leads whose criteria the user's text meets.
fn follow_narrative(character: &Character, pending: &mut PendingTurn, text: &str) {
    let session = pending.session();
    let Some(section) = character.narrative.current(session.section()) else { return };
    let met = section.decisions.iter().find(|decision| brain::meets(text, &decision.criteria));
    let next = met.map_or(&section.id, |decision| &decision.next_section_id);
    session.set_section(next.clone());
}

fn process_failure(character: &str, error: &str) -> HttpResponse {
    let text = format!("process_failure, error: {error}");
    HttpResponse::json(404, json!({ "charID": character, "text": text }))
}

/// The response to a turn whose reply cannot be spoken. The session stays as it was.
fn voice_failure(character: &str, cause: String, brain: Part) -> HttpResponse {
    brain_failure(character, Failure { kind: "RuntimeError", cause }, brain)
}

/// What the user said: the text, or what was heard in the recording.
async fn read_query(
    state: &State,
    world: &World,
    character: &Character,
    turn: &TurnRequest,
    settings: &Settings,
    leniency: &mut Leniency,
) -> Result<UserQuery, HttpResponse> {
    let wav = match &turn.input {
        TurnInput::Text(text) => return Ok(UserQuery::Text(text.clone())),
        TurnInput::Audio(wav) => wav,
    };
    let failure = |error: String| process_failure(&turn.character, &format!("ValueError('{error}')"));
    let mut texts = world.scripts().phrases(&character.id);
    texts.extend([character.name.clone(), character.backstory.clone()]);
    let language = character.languages.first().map_or("", String::as_str);
    let listening = Listening { engine: settings.ears, language, texts: &texts };
    let heard = state.ears.hear(wav.clone(), &listening).await.map_err(|deaf| match deaf {
        Deaf::Recording(problem) => failure(format!("invalid WAV file: {problem}")),
        Deaf::Recognizer(cause) => {
            process_failure(&turn.character, &format!("RuntimeError('{cause}')")).with_note(cause)
        }
    })?;
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
struct Turned {
    text: String,
    /// A reply that is still being written, in place of the text.
    arriving: Option<Arriving>,
    /// The actions that a script or a brain chooses.
    actions: Option<Vec<String>>,
    sound: Option<Sound>,
    delay: Duration,
    /// The number of the script.
    script: Option<usize>,
    brain: Part,
}

impl Turned {
    fn by(name: &str, text: String) -> Self {
        let brain = Part { name: name.to_owned(), time: Duration::ZERO };
        Self { text, arriving: None, actions: None, sound: None, delay: Duration::ZERO, script: None, brain }
    }
}

/// Why a turn is not answered.
enum NoAnswer {
    /// No script fits, and one must. The nearest one.
    NoScript(String),
    Brain(Failure, Part),
}

impl NoAnswer {
    fn response(self, character: &str) -> HttpResponse {
        match self {
            Self::NoScript(nearest) => {
                process_failure(character, "LookupError('no script fits this turn')").with_note(nearest)
            }
            Self::Brain(failure, brain) => brain_failure(character, failure, brain),
        }
    }
}

fn brain_failure(character: &str, failure: Failure, brain: Part) -> HttpResponse {
    let mut response = process_failure(character, &failure.to_string()).with_note(failure.cause);
    response.remarks.brain = Some(brain);
    response
}

/// Where a turn takes place.
struct Place<'a> {
    state: &'a State,
    world: &'a World,
    character: &'a Character,
    session_id: &'a str,
    settings: &'a Settings,
}

impl Place<'_> {
    /// Answers the turn: by a script if one fits, else by the brain of the character.
    async fn answer(&self, pending: &mut PendingTurn, query: &UserQuery, scene: &Scene) -> Result<Turned, NoAnswer> {
        match self.scripted(pending.number(), query) {
            Ok(turned) => return Ok(turned),
            Err(Some(nearest)) if self.settings.unmatched == Unmatched::Fail => {
                return Err(NoAnswer::NoScript(nearest));
            }
            Err(_) => {}
        }
        if let UserQuery::Text(text) = query {
            if self.settings.echo {
                return Ok(Turned::by("echo", text.clone()));
            }
        }
        let brain = self.state.brains.of(&self.character.id);
        let actions = scene.actions.as_deref();
        let prompt = Prompt { character: self.character, query, actions, things: &scene.things };
        let began = Instant::now();
        let replied = brain.reply(&prompt, pending.session()).await;
        let part = Part { name: brain.name().to_owned(), time: began.elapsed() };
        match replied {
            Ok(Reply::Whole(text)) => Ok(Turned { brain: part, ..Turned::by("", text) }),
            Ok(Reply::Arriving(arriving)) => {
                Ok(Turned { brain: part, arriving: Some(arriving), ..Turned::by("", String::new()) })
            }
            Err(failure) => Err(NoAnswer::Brain(failure, part)),
        }
    }

    /// The answer of a script. The error is the nearest script; `None` if there are no scripts.
    fn scripted(&self, turn: u64, query: &UserQuery) -> Result<Turned, Option<String>> {
        let said = match query {
            UserQuery::Text(text) => Said::Text(text),
            UserQuery::Audio(heard) => Said::Recording {
                measured: &heard.measured,
                words: heard.words.as_ref().map(|words| words.text.as_str()),
            },
        };
        if self.world.scripts().is_empty() {
            return Err(None);
        }
        let input = scripts::TurnInput::new(&self.character.id, turn, said);
        let mut scripts = self.world.scripts();
        match scripts.answer(&input) {
            Some(Line { script, text, actions, sound, delay }) => {
                Ok(Turned { actions, sound, delay, script: Some(script), ..Turned::by("script", text) })
            }
            None => Err(Some(scripts.add_unmatched(&input, self.session_id, self.world.clock.timestamp()))),
        }
    }
}
