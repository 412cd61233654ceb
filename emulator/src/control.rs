//! The control routes under `/_emulator/`: journal, faults, settings, characters and reset.

use std::sync::Arc;

use bytes::Bytes;
use hyper::http::request::Parts;
use serde_json::{Value, json};

use crate::journal::{Detail, Entry};
use crate::response::HttpResponse;
use crate::state::State;
use crate::world::PUBLIC_CHARACTER_ID;

const ROUTES: &str = "GET /_emulator/health; GET, DELETE /_emulator/journal; GET /_emulator/journal/last; \
    GET /_emulator/journal/count; GET, POST, DELETE /_emulator/faults; GET, POST /_emulator/settings; \
    GET /_emulator/characters; POST /_emulator/reset";

pub fn handle(state: &Arc<State>, head: &Parts, body: &Bytes) -> HttpResponse {
    let path = head.uri.path().trim_end_matches('/');
    let route = path.strip_prefix("/_emulator").unwrap_or_default();
    let query = JournalQuery::parse(head.uri.query().unwrap_or_default());
    match (head.method.as_str(), route) {
        ("GET", "/health") => ok(health(state)),
        ("GET", "/journal") => ok(journal(state, &query)),
        ("DELETE", "/journal") => {
            state.journal.clear();
            ok(json!({ "status": "cleared" }))
        }
        ("GET", "/journal/last") => newest_entry(state, &query),
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

/// The query parameters of the journal routes.
struct JournalQuery {
    detail: Detail,
    path: Option<String>,
    since: u64,
    last: Option<usize>,
}

impl JournalQuery {
    fn parse(query: &str) -> Self {
        let mut parsed = Self { detail: Detail::default(), path: None, since: 0, last: None };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "audio" => parsed.detail.audio = value == "1",
                "raw" => parsed.detail.raw = value == "1",
                "path" => parsed.path = Some(value.trim_end_matches('/').to_owned()),
                "since" => parsed.since = value.parse().unwrap_or(0),
                "last" => parsed.last = value.parse().ok(),
                _ => {}
            }
        }
        parsed
    }

    fn selects(&self, entry: &Entry) -> bool {
        let path = entry.path.trim_end_matches('/');
        entry.seq > self.since && self.path.as_deref().is_none_or(|wanted| wanted == path)
    }
}

fn journal(state: &State, query: &JournalQuery) -> Value {
    let mut entries = state.journal.entries(|entry| query.selects(entry));
    if let Some(last) = query.last {
        entries.drain(..entries.len().saturating_sub(last));
    }
    entries.iter().map(|entry| entry.to_json(query.detail)).collect()
}

fn newest_entry(state: &State, query: &JournalQuery) -> HttpResponse {
    match state.journal.newest(|entry| query.selects(entry)) {
        Some(entry) => ok(entry.to_json(query.detail)),
        None => error(404, "the journal contains no matching request; send one first, or change the query"),
    }
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
