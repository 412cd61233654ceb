//! What was said in each session, for the chat history, and how often the service was used. A session whose turn is being
//! answered is locked; its history is not.

use std::collections::VecDeque;

use super::Registry;
use crate::world::session::{MAX_TURNS, Session, Turn};
use crate::world::store::{Change, Durable};

/// The completed turns of a session.
#[derive(Clone, Default)]
pub struct Transcript {
    /// When the first turn was answered.
    pub started: String,
    /// The newest turns, the oldest first.
    pub turns: VecDeque<Turn>,
    /// The section of the narrative design in which the session is. `None` is the first one.
    pub section: Option<String>,
}

impl Transcript {
    /// The turns that a session remembers.
    pub(super) fn of(session: &Session) -> Self {
        let mut transcript = Self::default();
        transcript.turns.extend(session.newest_turns().cloned());
        transcript.turns.make_contiguous().reverse();
        transcript.follow(session);
        transcript
    }

    /// Adds the newest turn of a session.
    pub(super) fn add(&mut self, turn: Turn, session: &Session) {
        self.follow(session);
        self.turns.push_back(turn);
        if self.turns.len() > MAX_TURNS {
            self.turns.pop_front();
        }
    }

    fn follow(&mut self, session: &Session) {
        self.started = session.started().unwrap_or_default().to_owned();
        self.section = session.section().map(str::to_owned);
    }
}

/// The counter of a user's interactions or calls.
fn counter(metric: &str, user: &str) -> String {
    format!("usage\n{metric}\n{user}")
}

pub(super) const INTERACTIONS: &str = "interactions";
const CALLS: &str = "core-api";

impl Registry {
    /// The ids of the sessions of a character in which something was said, and when they began. The newest first.
    pub fn chats(&self, character: &str) -> Vec<(String, String)> {
        let tables = self.lock();
        let newest = tables.session_order.iter().rev().filter(|(of, _)| of == character);
        let mut chats: Vec<(String, String)> =
            newest.filter_map(|key| Some((key.1.clone(), tables.transcripts.get(key)?.started.clone()))).collect();
        chats.sort_by(|a, b| b.1.cmp(&a.1));
        chats
    }

    /// `None` for a session in which nothing was said.
    pub fn transcript(&self, character: &str, session: &str) -> Option<Transcript> {
        self.lock().transcripts.get(&(character.to_owned(), session.to_owned())).cloned()
    }

    /// Forgets sessions of a character.
    pub fn remove_sessions(&self, character: &str, sessions: &[&str]) -> Durable {
        let mut tables = self.lock();
        let gone = |key: &(String, String)| key.0 == character && sessions.contains(&key.1.as_str());
        tables.sessions.retain(|key, _| !gone(key));
        tables.transcripts.retain(|key, _| !gone(key));
        tables.session_order.retain(|key| !gone(key));
        let removed =
            |session: &&str| Change::SessionRemoved { character: character.to_owned(), session: (*session).to_owned() };
        self.store.submit(&self.world, sessions.iter().map(removed).collect())
    }

    /// How many turns and how many other calls of a user were answered.
    pub fn usage(&self, user: &str) -> (u64, u64) {
        let tables = self.lock();
        let count = |metric| tables.counters.get(&counter(metric, user)).copied().unwrap_or(0);
        (count(INTERACTIONS), count(CALLS))
    }

    /// Counts a call that is no turn. It is stored later than the call is answered.
    pub fn count_call(&self, user: &str) {
        let change = self.lock().count(CALLS, user);
        drop(self.store.submit(&self.world, vec![change]));
    }
}

impl super::Tables {
    pub(super) fn count(&mut self, metric: &str, user: &str) -> Change {
        let name = counter(metric, user);
        let value = self.counters.entry(name.clone()).or_default();
        *value += 1;
        Change::Counter { name, value: *value }
    }
}
