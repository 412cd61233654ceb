//! The control routes under `/_emulator/`: journal, faults, settings, characters and reset.

mod journal;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use hyper::Method;
use hyper::header::HeaderMap;
use hyper::http::request::Parts;
use serde_json::{Value, json};

use crate::clock::ClockChange;
use crate::config::WorldScope;
use crate::control_access;
use crate::faults::FaultSpec;
use crate::response::HttpResponse;
use crate::scripts::ScriptSpec;
use crate::settings::SettingsChange;
use crate::state::State;
use crate::world::{PUBLIC_CHARACTER_ID, World};
use crate::{api, json_input, page};

const ROUTES: &str = "GET /_emulator/; GET /_emulator/health; GET, DELETE /_emulator/journal; GET /_emulator/journal/last; \
    GET /_emulator/journal/count; GET /_emulator/journal/SEQ; GET /_emulator/journal/SEQ/audio, file, voice; \
    GET /_emulator/changes; GET, POST, DELETE /_emulator/faults; DELETE /_emulator/faults/ID; GET, POST /_emulator/settings; \
    GET, POST, DELETE /_emulator/scripts; GET /_emulator/scripts/unused; GET /_emulator/scripts/unmatched; \
    GET, POST /_emulator/clock; GET /_emulator/characters; POST /_emulator/reset";

const KEY_NEEDED: &str = "there is a world per API key (--worlds per-key); send the header CONVAI-API-KEY";

pub async fn handle(state: &Arc<State>, peer: SocketAddr, head: &Parts, body: &Bytes) -> HttpResponse {
    let path = head.uri.path().trim_end_matches('/');
    let route = path.strip_prefix("/_emulator").unwrap_or_default();
    let is_get = head.method == Method::GET;
    if let Some(file) = page::file(route).filter(|_| is_get) {
        return match control_access::refuse_page(peer, head) {
            Some(reason) => error(403, reason),
            None => file,
        };
    }
    let response = if let Some(reason) = control_access::refuse(peer, head, state.options.api_key.as_deref()) {
        error(403, reason)
    } else if let Some(response) = if is_get { journal::read(state, head, route).await } else { None } {
        response
    } else {
        let response = answer(state, head, path, route, body).await;
        if !is_get && response.status < 400 {
            state.journal.announce_control();
        }
        response
    };
    page::protect(response)
}

async fn answer(state: &State, head: &Parts, path: &str, route: &str, body: &Bytes) -> HttpResponse {
    match (head.method.as_str(), route) {
        ("GET", "/health") => ok(health(state)),
        ("DELETE", "/journal") => {
            match journal_user(state, &head.headers) {
                Some(user) => state.journal.clear_user(&user),
                None => state.journal.clear(),
            }
            ok(json!({ "status": "cleared" }))
        }
        ("GET", "/journal/count") => {
            let counts = state.journal.counts(journal_user(state, &head.headers).as_deref());
            ok(json!({ "total": counts.total, "kept": counts.kept }))
        }
        (
            method,
            "/faults" | "/settings" | "/clock" | "/characters" | "/reset" | "/scripts" | "/scripts/unused"
            | "/scripts/unmatched",
        ) => {
            let world = match chosen_world(state, &head.headers) {
                Ok(world) => world,
                Err(response) => return response,
            };
            in_world(state, world.as_deref(), &head.headers, method, route, body).await
        }
        ("DELETE", route) if route.starts_with("/faults/") => remove_fault(state, head, route),
        (method, _) => unknown_route(method, path),
    }
}

/// The world on which a request acts: that of its API key, or the one that all keys share. `None` if there is a world
/// per key and the request has no key: it then acts on all worlds.
fn chosen_world(state: &State, headers: &HeaderMap) -> Result<Option<Arc<World>>, HttpResponse> {
    if state.options.worlds == WorldScope::Shared {
        return Ok(Some(state.worlds.shared().clone()));
    }
    match api::user(headers) {
        None => Ok(None),
        Some(user) => match state.worlds.of(&user) {
            Some(world) => Ok(Some(world)),
            None => Err(error(503, "there are too many worlds, or the state cannot be read; restart the emulator")),
        },
    }
}

/// Whose requests the journal routes show and remove. With a world per key these are the requests with the same key;
/// without a key, or in a shared world, `None`: all requests.
fn journal_user(state: &State, headers: &HeaderMap) -> Option<String> {
    api::user(headers).filter(|_| state.options.worlds == WorldScope::PerKey)
}

/// The routes that act on one world, or on all.
async fn in_world(
    state: &State,
    world: Option<&World>,
    headers: &HeaderMap,
    method: &str,
    route: &str,
    body: &[u8],
) -> HttpResponse {
    match (method, route, world) {
        ("POST", "/reset", world) => match reset(state, world, journal_user(state, headers)).await {
            Ok(()) => ok(json!({ "status": "reset" })),
            Err(problem) => {
                error(500, &format!("the state cannot be reset: {problem}; check the disk of the emulator"))
            }
        },
        (_, _, None) => error(400, KEY_NEEDED),
        ("GET", "/faults", Some(world)) => ok(world.faults().to_json()),
        ("POST", "/faults", Some(world)) => add_fault(world, body),
        ("DELETE", "/faults", Some(world)) => {
            world.faults().clear();
            ok(json!({ "status": "cleared" }))
        }
        ("GET", "/settings", Some(world)) => ok(json!(*world.settings())),
        ("POST", "/settings", Some(world)) => change_settings(world, body),
        ("GET", "/clock", Some(world)) => ok(json!(world.clock.state())),
        ("POST", "/clock", Some(world)) => change_clock(world, body),
        ("GET", "/scripts", Some(world)) => ok(world.scripts().to_json()),
        ("GET", "/scripts/unused", Some(world)) => ok(world.scripts().unused()),
        ("GET", "/scripts/unmatched", Some(world)) => ok(world.scripts().unmatched()),
        ("POST", "/scripts", Some(world)) => add_script(state, world, body),
        ("DELETE", "/scripts", Some(world)) => {
            world.scripts().clear();
            ok(json!({ "status": "cleared" }))
        }
        ("GET", "/characters", Some(world)) => ok(world.registry.to_json()),
        _ => unknown_route(method, &format!("/_emulator{route}")),
    }
}

/// Resets the world of a user with its part of the journal, or everything.
async fn reset(state: &State, world: Option<&World>, user: Option<String>) -> io::Result<()> {
    match world.zip(user) {
        Some((world, user)) => {
            state.journal.clear_user(&user);
            world.reset().await
        }
        None => state.reset().await,
    }
}

fn unknown_route(method: &str, path: &str) -> HttpResponse {
    error(404, &format!("unknown route {method} {path}; the routes are: {ROUTES}"))
}

fn ok(value: Value) -> HttpResponse {
    HttpResponse::json(200, value)
}

fn error(status: u16, message: &str) -> HttpResponse {
    HttpResponse::error(status, "error", message)
}

fn health(state: &State) -> Value {
    json!({
        "status": "ok",
        "emulator": true,
        "version": env!("CARGO_PKG_VERSION"),
        "uptime_ms": state.started.elapsed().as_millis() as u64,
        "requests": state.journal.counts(None).total,
        "public_character": PUBLIC_CHARACTER_ID,
    })
}

fn remove_fault(state: &State, head: &Parts, route: &str) -> HttpResponse {
    let world = match chosen_world(state, &head.headers) {
        Ok(Some(world)) => world,
        Ok(None) => return error(400, KEY_NEEDED),
        Err(response) => return response,
    };
    let id = route.strip_prefix("/faults/").and_then(|id| id.parse().ok());
    match id.filter(|id| world.faults().remove(*id)) {
        Some(id) => ok(json!({ "removed": id })),
        None => error(404, "there is no fault with this id; GET /_emulator/faults lists them"),
    }
}

fn add_fault(world: &World, body: &[u8]) -> HttpResponse {
    let spec: FaultSpec = match json_input::parse(body, "a fault") {
        Ok(spec) => spec,
        Err(message) => return error(400, &message),
    };
    match world.faults().add(&spec) {
        Ok(id) => HttpResponse::json(201, json!({ "id": id })),
        Err((_, message)) => error(400, &message),
    }
}

fn add_script(state: &State, world: &World, body: &[u8]) -> HttpResponse {
    let script = json_input::parse::<ScriptSpec>(body, "a script")
        .and_then(|spec| spec.prepare(&state.options.folder).map_err(|(key, message)| format!("{key}: {message}")));
    match script {
        Ok(script) => HttpResponse::json(201, json!({ "number": world.scripts().add(script) })),
        Err(message) => error(400, &message),
    }
}

/// An invalid setting leaves all of them unchanged.
fn change_settings(world: &World, body: &[u8]) -> HttpResponse {
    match json_input::parse::<SettingsChange>(body, "settings") {
        Ok(change) => {
            let mut settings = world.settings();
            change.apply(&mut settings);
            ok(json!(*settings))
        }
        Err(message) => error(400, &message),
    }
}

fn change_clock(world: &World, body: &[u8]) -> HttpResponse {
    match json_input::parse::<ClockChange>(body, "a change of the clock") {
        Ok(change) => {
            world.clock.change(&change);
            ok(json!(world.clock.state()))
        }
        Err(message) => error(400, &message),
    }
}
