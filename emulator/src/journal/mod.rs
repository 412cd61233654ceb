//! The journal: which requests arrived, how they were answered, and whether the client waited for the response.

mod changes;
mod entry_guard;
mod file;
mod query;
mod render;
mod reply;

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::sync::watch;

use crate::request_body::RequestBody;
use crate::response::Remarks;

pub use changes::ChangesQuery;
pub use entry_guard::EntryGuard;
pub use file::JournalFile;
pub use query::Query;
pub use render::Detail;
pub use reply::{PassedOn, Reply};

/// How many bytes of voices the journal keeps besides the bodies. Those of the newest replies stay.
const MAX_VOICE_BYTES: usize = 16 * 1024 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Not answered yet, or only in part.
    Open,
    /// The complete response was passed to the connection.
    Answered,
    /// A fault cut the connection.
    Cut,
    /// The client closed before the response was complete.
    Aborted,
}

/// One request.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Counts from 1. The journal sets it.
    pub seq: u64,
    /// Who sent the request: a function of the API key.
    pub user: String,
    pub connection: u64,
    pub method: String,
    pub path: String,
    pub query: String,
    pub version: String,
    /// Names are in lower case. Credentials are redacted before they get here.
    pub headers: Vec<(String, String)>,
    pub content_type: Option<String>,
    pub key_leaked: bool,
    pub time: String,
    pub raw_body: Bytes,
    pub body: RequestBody,
    pub status: Option<u16>,
    pub remarks: Remarks,
    pub fault: Option<u64>,
    pub outcome: Outcome,
    pub elapsed_ms: Option<u64>,
    pub reply: Reply,
    /// The stamp of the last change. The journal sets it.
    pub changed: u64,
}

impl Entry {
    /// Whether the request or its reply names this session.
    pub fn belongs_to_session(&self, session: &str) -> bool {
        self.remarks.session.as_deref() == Some(session) || self.body.text("sessionID").as_deref() == Some(session)
    }

    /// What was wrong with the request.
    pub fn problems(&self) -> impl Iterator<Item = &str> {
        [&self.body.problem, &self.remarks.note].into_iter().flatten().map(String::as_str)
    }
}

/// The newest requests, limited in number and in bytes of their bodies.
pub struct Journal {
    entries: Mutex<Entries>,
    file: Option<JournalFile>,
    /// Counts the changes, for those who wait for one.
    changes: watch::Sender<u64>,
}

pub struct Counts {
    /// Requests since the start or the last `clear`.
    pub total: u64,
    /// How many of them the journal still holds.
    pub kept: usize,
}

struct Entries {
    /// The oldest first.
    list: VecDeque<Entry>,
    next_seq: u64,
    /// How often the journal was cleared. Numbers repeat after that.
    generation: u64,
    /// How often entries were cleared: all, or those of a user.
    clears: u64,
    /// Counts the changes, also those by control routes. It never goes back.
    stamp: u64,
    /// The stamp of the last change by a control route.
    control_stamp: u64,
    bytes: usize,
    max_entries: usize,
    max_bytes: usize,
}

impl Journal {
    pub fn new(max_entries: usize, max_bytes: usize, file: Option<JournalFile>) -> Self {
        let max_entries = max_entries.max(1);
        let entries = Entries {
            list: VecDeque::new(),
            next_seq: 1,
            generation: 0,
            clears: 0,
            stamp: 0,
            control_stamp: 0,
            bytes: 0,
            max_entries,
            max_bytes,
        };
        Self { entries: Mutex::new(entries), file, changes: watch::Sender::new(0) }
    }

    /// `kept` counts only the entries of this user, if there is one. `total` counts all, as `seq` does.
    pub fn counts(&self, user: Option<&str>) -> Counts {
        let entries = self.lock();
        let kept = entries.list.iter().filter(|entry| user.is_none_or(|user| user == entry.user)).count();
        Counts { total: entries.next_seq - 1, kept }
    }

    /// Copies of the entries that the query selects, the oldest first. A copy shares its bodies with the journal, so the
    /// caller can render it without holding the lock.
    pub fn entries(&self, query: &Query) -> Vec<Entry> {
        let mut found: Vec<Entry> = self.lock().list.iter().filter(|entry| query.selects(entry)).cloned().collect();
        found.drain(..found.len().saturating_sub(query.last.unwrap_or(usize::MAX)));
        found
    }

    /// A copy of the newest entry that the query selects.
    pub fn newest(&self, query: &Query) -> Option<Entry> {
        self.lock().list.iter().rev().find(|entry| query.selects(entry)).cloned()
    }

    /// A copy of the entry with this number, if it belongs to the user.
    pub fn entry(&self, seq: u64, user: Option<&str>) -> Option<Entry> {
        let mut entries = self.lock();
        let generation = entries.generation;
        let entry = entries.find(generation, seq)?;
        user.is_none_or(|user| user == entry.user).then(|| entry.clone())
    }

    /// Waits until the query selects an entry, but not longer than the query asks. This is real time, because it limits
    /// how long a test waits: a test that moves the clock meanwhile does not want its own wait to end.
    pub async fn wait(&self, query: &Query) {
        let Some(limit) = query.wait else { return };
        let mut changes = self.changes.subscribe();
        let found = async { while self.newest(query).is_none() && changes.changed().await.is_ok() {} };
        let _ = tokio::time::timeout(limit, found).await;
    }

    /// Removes all entries, and counts from 1 again. A request that is still open is no longer recorded.
    pub fn clear(&self) {
        let mut entries = self.lock();
        entries.list.clear();
        entries.bytes = 0;
        entries.next_seq = 1;
        entries.generation += 1;
        entries.clears += 1;
        entries.next_stamp();
        drop(entries);
        self.announce_change();
    }

    /// Removes the entries of a user. Requests of this user that are still open are no longer recorded.
    pub fn clear_user(&self, user: &str) {
        self.lock().remove_user(user);
        self.announce_change();
    }

    /// Wakes those who wait for an entry.
    fn announce_change(&self) {
        self.changes.send_modify(|changes| *changes += 1);
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entries {
    /// Removes the entries of a user. The others keep their numbers.
    fn remove_user(&mut self, user: &str) {
        self.list.retain(|entry| entry.user != user);
        self.bytes = self.list.iter().map(|entry| entry.raw_body.len()).sum();
        self.clears += 1;
        self.next_stamp();
    }

    fn next_stamp(&mut self) -> u64 {
        self.stamp += 1;
        self.stamp
    }

    /// Changes an entry. `None` if it was cleared, or removed to make room.
    fn change(&mut self, generation: u64, seq: u64, change: impl FnOnce(&mut Entry)) -> Option<()> {
        let stamp = self.next_stamp();
        let entry = self.find(generation, seq)?;
        change(entry);
        entry.changed = stamp;
        Some(())
    }

    /// Drops the oldest voices until the limit holds.
    fn trim_voices(&mut self) {
        let mut kept = 0;
        for entry in self.list.iter_mut().rev() {
            kept += entry.reply.voice_bytes();
            if kept > MAX_VOICE_BYTES {
                entry.reply.voice = None;
            }
        }
    }

    /// Adds an entry. Returns the generation and the number of the entry.
    fn push(&mut self, mut entry: Entry) -> (u64, u64) {
        let seq = self.next_seq;
        entry.seq = seq;
        entry.changed = self.next_stamp();
        self.next_seq += 1;
        self.bytes += entry.raw_body.len();
        self.list.push_back(entry);
        self.trim();
        (self.generation, seq)
    }

    /// Removes the oldest entries until the limits hold. The newest entry always stays.
    fn trim(&mut self) {
        while self.list.len() > self.max_entries || (self.bytes > self.max_bytes && self.list.len() > 1) {
            if let Some(oldest) = self.list.pop_front() {
                self.bytes -= oldest.raw_body.len();
            }
        }
    }

    /// The entry with this number, if it was added since the last `clear`.
    fn find(&mut self, generation: u64, seq: u64) -> Option<&mut Entry> {
        if generation != self.generation {
            return None;
        }
        let index = self.list.binary_search_by_key(&seq, |entry| entry.seq).ok()?;
        self.list.get_mut(index)
    }
}
