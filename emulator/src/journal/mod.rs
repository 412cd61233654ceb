//! What arrived, what was answered, and whether the client stayed to hear it.

mod file;
mod render;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;

use crate::forms::Form;
use crate::shared::Shared;

pub use file::JournalFile;
pub use render::{Detail, summary};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Not answered yet, or not to the end.
    Open,
    /// The whole answer was handed to the connection.
    Answered,
    /// A fault cut the connection.
    Cut,
    /// The client closed before the answer was complete.
    Aborted,
}

#[derive(Clone, Debug)]
pub struct Entry {
    pub seq: u64,
    pub connection: u64,
    pub method: String,
    pub path: String,
    pub query: String,
    pub version: String,
    /// Lower-case names; credentials are masked before they get here.
    pub headers: Vec<(String, String)>,
    pub content_type: Option<String>,
    pub key_leaked: bool,
    pub time: String,
    pub body: Bytes,
    pub form: Form,
    pub status: Option<u16>,
    pub fault: Option<u64>,
    pub outcome: Outcome,
    pub elapsed_ms: Option<u64>,
}

/// The newest requests, bounded in number and in bytes of their bodies.
pub struct Journal {
    entries: VecDeque<Entry>,
    next: u64,
    bytes: usize,
    most_entries: usize,
    most_bytes: usize,
}

impl Journal {
    pub fn new(most_entries: usize, most_bytes: usize) -> Self {
        Self { entries: VecDeque::new(), next: 1, bytes: 0, most_entries: most_entries.max(1), most_bytes }
    }

    /// Requests received since the start or the last clearing, also those that were pushed out.
    pub fn total(&self) -> u64 {
        self.next - 1
    }

    pub fn entries(&self) -> &VecDeque<Entry> {
        &self.entries
    }

    /// Empties the journal and counts from 1 again. A request that is still open loses its line.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.bytes = 0;
        self.next = 1;
    }

    fn push(&mut self, mut entry: Entry) -> u64 {
        let seq = self.next;
        entry.seq = seq;
        self.next += 1;
        self.bytes += entry.body.len();
        self.entries.push_back(entry);
        self.trim();
        seq
    }

    fn trim(&mut self) {
        while self.entries.len() > self.most_entries || (self.bytes > self.most_bytes && self.entries.len() > 1) {
            if let Some(oldest) = self.entries.pop_front() {
                self.bytes -= oldest.body.len();
            }
        }
    }

    /// The line of a ticket. The time tells it from a line with the same number from before a clearing.
    fn line(&mut self, ticket: &Ticket) -> Option<&mut Entry> {
        let oldest = self.entries.front()?.seq;
        let index = ticket.seq.checked_sub(oldest)? as usize;
        let entry = self.entries.get_mut(index)?;
        (entry.time == ticket.time).then_some(entry)
    }
}

/// A request's hold on its line. A ticket that is dropped unfinished means that the client went away.
pub struct Ticket {
    shared: Arc<Shared>,
    pub seq: u64,
    time: String,
    arrived: Instant,
    finished: bool,
    /// The line is in the journal's file.
    written: bool,
}

impl Ticket {
    pub fn open(shared: &Arc<Shared>, entry: Entry) -> Self {
        let time = entry.time.clone();
        let seq = shared.journal().push(entry);
        Self { shared: shared.clone(), seq, time, arrived: Instant::now(), finished: false, written: false }
    }

    pub fn body(&mut self, body: Bytes, form: Form, key_leaked: bool) {
        let length = body.len();
        let Some(mut entry) = self.shared.journal().line(self).cloned() else { return };
        entry.body = body;
        entry.form = form;
        entry.key_leaked |= key_leaked;
        // Before it shows in the journal, so that whoever waits for that finds it in the file.
        self.write(&entry);
        let mut journal = self.shared.journal();
        if let Some(line) = journal.line(self) {
            *line = entry;
            journal.bytes += length;
        }
        journal.trim();
    }

    /// To the file, once, as far as the request is known: one that hangs may never end.
    fn write(&mut self, entry: &Entry) {
        if let Some(file) = self.shared.journal_file.as_ref().filter(|_| !self.written) {
            file.write(entry);
        }
        self.written = true;
    }

    pub fn fault(&self, id: u64) {
        if let Some(entry) = self.shared.journal().line(self) {
            entry.fault = Some(id);
        }
    }

    pub fn status(&self, status: u16) {
        if let Some(entry) = self.shared.journal().line(self) {
            entry.status = Some(status);
        }
    }

    pub fn finish(&mut self, outcome: Outcome) {
        if self.finished {
            return;
        }
        self.finished = true;
        let elapsed = self.arrived.elapsed().as_millis() as u64;
        let unwritten = self.shared.journal().line(self).and_then(|entry| {
            entry.outcome = outcome;
            entry.elapsed_ms = Some(elapsed);
            (!self.written).then(|| entry.clone())
        });
        if let Some(entry) = unwritten {
            self.write(&entry);
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.finish(Outcome::Aborted);
    }
}
