//! The routes under `/_emulator/`: the journal, faults, settings.

use std::sync::Arc;

use bytes::Bytes;
use hyper::http::request::Parts;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::journal::{Detail, Entry, summary};
use crate::shared::Shared;

const ROUTES: &str = "GET /_emulator/health; GET, DELETE /_emulator/journal; GET /_emulator/journal/last; \
    GET /_emulator/journal/count; GET, POST, DELETE /_emulator/faults; GET, POST /_emulator/settings; \
    GET /_emulator/characters; POST /_emulator/reset";

pub fn answer(shared: &Arc<Shared>, head: &Parts, body: &Bytes) -> Answer {
    let path = head.uri.path().trim_end_matches('/');
    let route = path.strip_prefix("/_emulator").unwrap_or_default();
    let query = Query::read(head.uri.query().unwrap_or_default());
    match (head.method.as_str(), route) {
        ("GET", "/health") => ok(health(shared)),
        ("GET", "/journal") => ok(journal(shared, &query)),
        ("DELETE", "/journal") => {
            shared.journal().clear();
            ok(json!({ "status": "cleared" }))
        }
        ("GET", "/journal/last") => last(shared, &query),
        ("GET", "/journal/count") => {
            let journal = shared.journal();
            ok(json!({ "total": journal.total(), "kept": journal.entries().len() }))
        }
        ("GET", "/faults") => ok(shared.faults().list()),
        ("POST", "/faults") => add_fault(shared, body),
        ("DELETE", "/faults") => {
            shared.faults().clear();
            ok(json!({ "status": "cleared" }))
        }
        ("GET", "/settings") => ok(shared.settings().show()),
        ("POST", "/settings") => change_settings(shared, body),
        ("GET", "/characters") => ok(shared.world().list()),
        ("POST", "/reset") => {
            shared.reset();
            ok(json!({ "status": "reset" }))
        }
        (method, _) => refuse(404, &format!("there is no {method} {path}; there are: {ROUTES}")),
    }
}

fn ok(value: Value) -> Answer {
    Answer::json(200, value)
}

fn refuse(status: u16, message: &str) -> Answer {
    Answer::error(status, "error", message)
}

fn health(shared: &Shared) -> Value {
    json!({
        "status": "ok",
        "emulator": true,
        "version": env!("CARGO_PKG_VERSION"),
        "uptime_ms": shared.started.elapsed().as_millis() as u64,
        "requests": shared.journal().total(),
        "public_character": crate::world::PUBLIC_CHARACTER_ID,
    })
}

/// What a journal route was asked for.
struct Query {
    detail: Detail,
    path: Option<String>,
    since: u64,
    last: Option<usize>,
}

impl Query {
    fn read(query: &str) -> Self {
        let mut wanted = Self { detail: Detail::default(), path: None, since: 0, last: None };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "audio" => wanted.detail.audio = value == "1",
                "raw" => wanted.detail.raw = value == "1",
                "path" => wanted.path = Some(value.trim_end_matches('/').to_owned()),
                "since" => wanted.since = value.parse().unwrap_or(0),
                "last" => wanted.last = value.parse().ok(),
                _ => {}
            }
        }
        wanted
    }

    fn wants(&self, entry: &Entry) -> bool {
        let path = entry.path.trim_end_matches('/');
        entry.seq > self.since && self.path.as_deref().is_none_or(|wanted| wanted == path)
    }
}

fn journal(shared: &Shared, query: &Query) -> Value {
    // Copying an entry copies handles to its bodies; rendering then happens without holding the lock.
    let mut entries: Vec<Entry> = {
        let journal = shared.journal();
        let wanted = journal.entries().iter().filter(|entry| query.wants(entry));
        wanted.cloned().collect()
    };
    if let Some(last) = query.last {
        entries.drain(..entries.len().saturating_sub(last));
    }
    entries.iter().map(|entry| summary(entry, query.detail)).collect()
}

fn last(shared: &Shared, query: &Query) -> Answer {
    let newest = {
        let journal = shared.journal();
        let mut entries = journal.entries().iter().rev();
        entries.find(|entry| query.wants(entry)).cloned()
    };
    match newest {
        Some(entry) => ok(summary(&entry, query.detail)),
        None => refuse(404, "the journal holds no such request"),
    }
}

fn add_fault(shared: &Shared, body: &[u8]) -> Answer {
    let fault = match serde_json::from_slice(body) {
        Ok(fault) => fault,
        Err(error) => return refuse(400, &format!("a fault is a JSON object: {error}")),
    };
    match shared.faults().add(&fault) {
        Ok(id) => Answer::json(201, json!({ "id": id })),
        Err(message) => refuse(400, &message),
    }
}

fn change_settings(shared: &Shared, body: &[u8]) -> Answer {
    let changes = match serde_json::from_slice(body) {
        Ok(changes) => changes,
        Err(error) => return refuse(400, &format!("settings are a JSON object: {error}")),
    };
    let mut settings = shared.settings();
    match settings.change(&changes) {
        Ok(()) => ok(settings.show()),
        Err(message) => refuse(400, &message),
    }
}
