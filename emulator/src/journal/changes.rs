//! What changed in the journal since a reader looked last: how the page follows the requests while they happen.

use std::time::Duration;

use serde_json::{Value, json};

use super::render::describe;
use super::{Entry, Journal};
use crate::request_body::RequestBody;

/// The longest time that a request may wait for a change.
const MAX_WAIT: Duration = Duration::from_secs(60);
/// How long further changes are collected after the first one, so that a burst of requests is one answer.
const COLLECT: Duration = Duration::from_millis(40);
/// How many entries one answer has, unless the query asks for fewer.
const MAX_ENTRIES: usize = 1000;
/// How many characters of a field a summary shows.
const MAX_FIELD: usize = 4000;
/// How many characters of the other fields together a summary shows.
const MAX_FIELDS: usize = 300;

/// The query of `GET /_emulator/changes`.
#[derive(Debug)]
pub struct ChangesQuery {
    /// Only entries that were added or changed after this stamp.
    since: u64,
    wait: Duration,
    limit: usize,
}

impl ChangesQuery {
    /// Parses a query string. The error says what is wrong with it.
    pub fn parse(query: &str) -> Result<Self, String> {
        let mut parsed = Self { since: 0, wait: Duration::ZERO, limit: MAX_ENTRIES };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let number: u64 = value.parse().map_err(|_| format!("{name} must be a number, and is: {value}"))?;
            match &*name {
                "since" => parsed.since = number,
                "wait_ms" => parsed.wait = Duration::from_millis(number).min(MAX_WAIT),
                "limit" => parsed.limit = usize::try_from(number).unwrap_or(MAX_ENTRIES).clamp(1, MAX_ENTRIES),
                _ => return Err(format!("unknown parameter {name}; the parameters are: since, wait_ms, limit")),
            }
        }
        Ok(parsed)
    }
}

/// The answer to a query, before it is rendered.
pub struct Changes {
    entries: Vec<Entry>,
    /// What the next query asks for.
    stamp: u64,
    /// Whether there are further changes already.
    more: bool,
    clears: u64,
    control_stamp: u64,
    kept: usize,
}

impl Journal {
    /// Counts a change by a control route, which has no entry of its own.
    pub fn announce_control(&self) {
        let mut entries = self.lock();
        entries.control_stamp = entries.next_stamp();
        drop(entries);
        self.announce_change();
    }

    /// Waits until something changed after the stamp of the query, but not longer than the query asks. This is real time,
    /// as for [`Journal::wait`].
    pub async fn wait_for_change(&self, query: &ChangesQuery) {
        if query.wait.is_zero() {
            return;
        }
        let mut changes = self.changes.subscribe();
        let changed = async { while self.lock().stamp == query.since && changes.changed().await.is_ok() {} };
        if tokio::time::timeout(query.wait, changed).await.is_ok() {
            tokio::time::sleep(COLLECT).await;
        }
    }

    /// The entries that changed after the stamp of the query, in the order of their changes.
    pub fn changes(&self, query: &ChangesQuery, user: Option<&str>) -> Changes {
        let entries = self.lock();
        // A later stamp is that of an emulator which ran before on this port.
        let since = if query.since > entries.stamp { 0 } else { query.since };
        let own = || entries.list.iter().filter(|entry| user.is_none_or(|user| user == entry.user));
        let mut found: Vec<&Entry> = own().filter(|entry| entry.changed > since).collect();
        found.sort_unstable_by_key(|entry| entry.changed);
        let more = found.len() > query.limit;
        found.truncate(query.limit);
        let last = found.last().map(|entry| entry.changed).filter(|_| more);
        Changes {
            stamp: last.unwrap_or(entries.stamp),
            more,
            clears: entries.clears,
            control_stamp: entries.control_stamp,
            kept: own().count(),
            entries: found.into_iter().cloned().collect(),
        }
    }
}

impl Changes {
    /// `instance` tells one run of the emulator from another.
    pub fn to_json(&self, instance: u64) -> Value {
        json!({
            "instance": instance.to_string(),
            "stamp": self.stamp,
            "more": self.more,
            "clears": self.clears,
            "control": self.control_stamp,
            "kept": self.kept,
            "entries": self.entries.iter().map(summary).collect::<Value>(),
        })
    }
}

/// What a list or a conversation shows of an entry.
fn summary(entry: &Entry) -> Value {
    let body = &entry.body;
    let field = |name: &str| body.text(name).map(|text| start(&text, MAX_FIELD));
    let character = ["charID", "charId", "character_id"].into_iter().find_map(field);
    let audio = body.files.first().map(|file| describe(file)["wav"].clone());
    let session = entry.remarks.session.clone().or(entry.reply.session.clone()).or_else(|| field("sessionID"));
    json!({
        "seq": entry.seq,
        "time": entry.time,
        "connection": entry.connection,
        "method": entry.method,
        "path": entry.path,
        "length": entry.raw_body.len(),
        "status": entry.status,
        "outcome": entry.outcome.name(),
        "elapsed_ms": entry.elapsed_ms,
        "character": character,
        "session": session,
        "said": field("userText"),
        "fields": fields(body),
        "audio": audio,
        "heard": entry.remarks.heard.as_ref().map(|words| &words.text).or(entry.reply.heard.as_ref()),
        "guessed_by": entry.remarks.heard.as_ref().and_then(|words| words.guess.as_ref()).map(|guess| &guess.name),
        "reply": entry.reply.text,
        "voice": entry.reply.voice_bytes(),
        "script": entry.remarks.script,
        "fault": entry.fault,
        "note": entry.remarks.note,
        "problem": body.problem,
        "tolerated": entry.remarks.tolerated,
        "key_leaked": entry.key_leaked,
    })
}

/// The fields in one line, as a list shows them.
fn fields(body: &RequestBody) -> String {
    let mut line = String::new();
    for field in body.fields.iter().filter(|field| field.name != "userText") {
        if line.len() > MAX_FIELDS {
            break;
        }
        let value = &field.bytes[..field.bytes.len().min(MAX_FIELDS)];
        line.push_str(&format!("{}={} ", field.name, String::from_utf8_lossy(value)));
    }
    start(line.trim_end(), MAX_FIELDS)
}

fn start(text: &str, length: usize) -> String {
    text.chars().take(length).collect()
}
