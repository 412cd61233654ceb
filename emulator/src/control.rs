//! The control routes under `/_emulator/`: journal, faults, settings, characters and reset.

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use hyper::http::request::Parts;
use serde_json::{Value, json};

use crate::control_access;
use crate::journal::Query;
use crate::response::HttpResponse;
use crate::state::State;
use crate::world::PUBLIC_CHARACTER_ID;

const ROUTES: &str = "GET /_emulator/health; GET, DELETE /_emulator/journal; GET /_emulator/journal/last; \
    GET /_emulator/journal/count; GET, POST, DELETE /_emulator/faults; GET, POST /_emulator/settings; \
    GET /_emulator/characters; POST /_emulator/reset";

pub async fn handle(state: &Arc<State>, peer: SocketAddr, head: &Parts, body: &Bytes) -> HttpResponse {
    if let Some(reason) = control_access::refuse(peer, head, state.options.api_key.as_deref()) {
        return error(403, reason);
    }
    let path = head.uri.path().trim_end_matches('/');
    let route = path.strip_prefix("/_emulator").unwrap_or_default();
    match (head.method.as_str(), route) {
        ("GET", "/journal" | "/journal/last") => read_journal(state, head, route == "/journal/last").await,
        _ => answer(state, head, path, route, body),
    }
}

fn answer(state: &State, head: &Parts, path: &str, route: &str, body: &Bytes) -> HttpResponse {
    match (head.method.as_str(), route) {
        ("GET", "/health") => ok(health(state)),
        ("DELETE", "/journal") => {
            state.journal.clear();
            ok(json!({ "status": "cleared" }))
        }
        ("GET", "/journal/count") => {
            let counts = state.journal.counts();
            ok(json!({ "total": counts.total, "kept": counts.kept }))
        }
        ("GET", "/faults") => ok(state.faults().to_json()),
        ("POST", "/faults") => add_fault(state, body),
        ("DELETE", "/faults") => {
            state.faults().clear();
            ok(json!({ "status": "cleared" }))
        }
        ("GET", "/settings") => ok(state.settings().to_json()),
        ("POST", "/settings") => change_settings(state, body),
        ("GET", "/characters") => ok(state.world().to_json()),
        ("POST", "/reset") => {
            state.reset();
            ok(json!({ "status": "reset" }))
        }
        (method, _) => error(404, &format!("unknown route {method} {path}; the routes are: {ROUTES}")),
    }
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
        "requests": state.journal.counts().total,
        "public_character": PUBLIC_CHARACTER_ID,
    })
}

/// The entries that the query selects, or only the newest of them.
async fn read_journal(state: &State, head: &Parts, newest: bool) -> HttpResponse {
    let query = match Query::parse(head.uri.query().unwrap_or_default()) {
        Ok(query) => query,
        Err(message) => return error(400, &message),
    };
    state.journal.wait(&query).await;
    // Rendering a long journal with recordings takes a while. `block_in_place` keeps other connections going.
    tokio::task::block_in_place(|| {
        if !newest {
            let entries = state.journal.entries(&query);
            return ok(entries.iter().map(|entry| entry.to_json(query.detail)).collect());
        }
        match state.journal.newest(&query) {
            Some(entry) => ok(entry.to_json(query.detail)),
            None => error(404, "the journal contains no matching request; send one first, or change the query"),
        }
    })
}

fn add_fault(state: &State, body: &[u8]) -> HttpResponse {
    let fault = match serde_json::from_slice(body) {
        Ok(fault) => fault,
        Err(problem) => return error(400, &format!("a fault must be a JSON object: {problem}")),
    };
    match state.faults().add(&fault) {
        Ok(id) => HttpResponse::json(201, json!({ "id": id })),
        Err(message) => error(400, &message),
    }
}

fn change_settings(state: &State, body: &[u8]) -> HttpResponse {
    let changes = match serde_json::from_slice(body) {
        Ok(changes) => changes,
        Err(problem) => return error(400, &format!("settings must be a JSON object: {problem}")),
    };
    let mut settings = state.settings();
    match settings.change(&changes) {
        Ok(()) => ok(settings.to_json()),
        Err(message) => error(400, &message),
    }
}
