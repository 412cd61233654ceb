//! A request's access to its own journal entry.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::{Entry, Journal, Outcome, PassedOn, Reply};
use crate::clock::Clock;
use crate::request_body::RequestBody;
use crate::response::{HttpResponse, Remarks};

/// Updates a journal entry while its request is handled. If the client closes first, the HTTP server drops the
/// handler and this guard with it: a guard that is dropped unfinished records the request as aborted.
pub struct EntryGuard {
    journal: Arc<Journal>,
    seq: u64,
    generation: u64,
    clock: Arc<Clock>,
    /// When the request arrived, on the clock.
    arrived: Duration,
    finished: bool,
    in_file: bool,
    /// Redacted in the reply, which can quote the request.
    credentials: Vec<String>,
}

impl EntryGuard {
    /// Adds the entry to the journal.
    pub fn open(journal: &Arc<Journal>, clock: &Arc<Clock>, entry: Entry, credentials: Vec<String>) -> Self {
        let arrived = clock.passed();
        let (generation, seq) = journal.lock().push(entry);
        journal.announce_change();
        let (journal, clock) = (journal.clone(), clock.clone());
        Self { journal, seq, generation, clock, arrived, finished: false, in_file: false, credentials }
    }

    /// Records the request body, and writes the entry to the journal's file.
    pub fn set_body(&mut self, raw_body: Bytes, body: RequestBody, key_leaked: bool) {
        let length = raw_body.len();
        let Some(mut entry) = self.copy() else { return };
        entry.raw_body = raw_body;
        entry.body = body;
        entry.key_leaked |= key_leaked;
        // The file comes first: a test that sees the body in the journal then also finds it in the file.
        self.write_to_file(&entry);
        let mut entries = self.journal.lock();
        if entries.change(self.generation, self.seq, |found| *found = entry).is_some() {
            entries.bytes += length;
        }
        entries.trim();
        drop(entries);
        self.journal.announce_change();
    }

    pub fn set_fault(&self, id: u64) {
        self.update(|entry| entry.fault = Some(id));
    }

    /// Records what the response says about the request.
    pub fn set_response(&self, response: &HttpResponse) {
        let reply = Reply::of(response, &self.credentials);
        self.update(|entry| {
            entry.status = Some(response.status);
            entry.remarks = Remarks::clone(&response.remarks);
        });
        self.set_reply(reply);
    }

    fn set_reply(&self, reply: Reply) {
        let has_voice = reply.voice.is_some();
        self.update(|entry| entry.reply = reply);
        if has_voice {
            self.journal.lock().trim_voices();
        }
    }

    /// Records what another server has sent, when it is known.
    pub fn set_passed_on(&self, response: &PassedOn) {
        if let Some(reply) = response.reply(&self.credentials) {
            self.set_reply(reply);
        }
    }

    /// Adds to the text of a reply that is sent while it is written.
    pub fn add_text(&self, text: &str) {
        self.update(|entry| entry.reply.add_text(text, &self.credentials));
    }

    /// Records why a response that had begun was not completed.
    pub fn set_note(&self, note: String) {
        self.update(|entry| entry.remarks.note = Some(note));
    }

    /// Changes what is recorded of a response while it is sent.
    pub fn change_remarks(&self, change: impl FnOnce(&mut Remarks)) {
        self.update(|entry| change(&mut entry.remarks));
    }

    /// Records how the request ended. Only the first call counts.
    pub fn finish(&mut self, outcome: Outcome) {
        if self.finished {
            return;
        }
        self.finished = true;
        let elapsed = self.clock.passed().saturating_sub(self.arrived).as_millis() as u64;
        self.update(|entry| {
            entry.outcome = outcome;
            entry.elapsed_ms = Some(elapsed);
        });
        if !self.in_file {
            if let Some(entry) = self.copy() {
                self.write_to_file(&entry);
            }
        }
    }

    fn copy(&self) -> Option<Entry> {
        self.journal.lock().find(self.generation, self.seq).cloned()
    }

    /// Does nothing if the entry was cleared or removed to make room.
    fn update(&self, change: impl FnOnce(&mut Entry)) {
        self.journal.lock().change(self.generation, self.seq, change);
        self.journal.announce_change();
    }

    /// Writes the entry once, as soon as the request has been read: a request that hangs may never finish.
    fn write_to_file(&mut self, entry: &Entry) {
        if let Some(file) = self.journal.file.as_ref().filter(|_| !self.in_file) {
            file.write(entry);
        }
        self.in_file = true;
    }
}

impl Drop for EntryGuard {
    fn drop(&mut self) {
        self.finish(Outcome::Aborted);
    }
}
