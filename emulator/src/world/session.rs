//! What a character remembers of one session.

use std::collections::{HashMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::store::StoredSession;
use crate::hash::fnv1a;

/// How many turns are remembered.
pub const MAX_TURNS: usize = 64;
/// How many different questions are counted.
const MAX_QUESTIONS: usize = 256;

/// One exchange.
#[derive(Clone, Debug)]
pub struct Turn {
    /// Counts from 1 in its session.
    pub number: u64,
    /// When the reply was written, in the service's format.
    pub time: String,
    pub user: String,
    pub reply: String,
}

/// One conversation with a character.
#[derive(Debug, Default)]
pub struct Session {
    /// The newest turns, the oldest first.
    turns: VecDeque<Turn>,
    memory: Memory,
}

/// What is remembered beside the turns.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Memory {
    turn_count: u64,
    /// When the first turn was answered.
    started: Option<String>,
    user_name: Option<String>,
    /// The section of the narrative design in which the session is. `None` is the first one.
    section: Option<String>,
    /// How often each question was asked, by its hash.
    questions: HashMap<u64, u32>,
    /// How often each sentence of the backstory was told, by its index.
    told: HashMap<usize, u32>,
}

impl Session {
    /// A session as it was stored. Memory that cannot be read, such as that of a later version, is forgotten.
    pub fn restore(stored: StoredSession) -> Self {
        let memory = serde_json::from_str(&stored.memory).unwrap_or_default();
        let mut session = Self { turns: stored.turns.into(), memory };
        session.trim();
        session
    }

    /// Adds a turn. Returns it as it is remembered.
    pub fn add_turn(&mut self, time: String, user: String, reply: String) -> Turn {
        self.memory.turn_count += 1;
        self.memory.started.get_or_insert_with(|| time.clone());
        let turn = Turn { number: self.memory.turn_count, time, user, reply };
        self.turns.push_back(turn.clone());
        self.trim();
        turn
    }

    fn trim(&mut self) {
        while self.turns.len() > MAX_TURNS {
            self.turns.pop_front();
        }
    }

    /// What is remembered beside the turns now, for `roll_back`.
    pub(super) fn snapshot(&self) -> Memory {
        self.memory.clone()
    }

    /// Forgets what was remembered since the snapshot.
    pub(super) fn roll_back(&mut self, memory: Memory) {
        self.memory = memory;
    }

    /// What is remembered beside the turns, as JSON for the store.
    pub fn memory(&self) -> String {
        serde_json::to_string(&self.memory).unwrap_or_default()
    }

    /// The remembered turns, the newest first.
    pub fn newest_turns(&self) -> impl Iterator<Item = &Turn> {
        self.turns.iter().rev()
    }

    /// All turns, also those that are no longer remembered.
    pub fn turn_count(&self) -> u64 {
        self.memory.turn_count
    }

    /// The time of the first turn. A session of an earlier version only has that of the oldest turn that it remembers.
    pub fn started(&self) -> Option<&str> {
        self.memory.started.as_deref().or_else(|| self.turns.front().map(|turn| turn.time.as_str()))
    }

    pub fn section(&self) -> Option<&str> {
        self.memory.section.as_deref()
    }

    pub fn set_section(&mut self, id: String) {
        self.memory.section = Some(id);
    }

    pub fn user_name(&self) -> Option<&str> {
        self.memory.user_name.as_deref()
    }

    pub fn set_user_name(&mut self, name: String) {
        self.memory.user_name = Some(name);
    }

    /// Counts a question. Returns how often it was asked before.
    pub fn count_question(&mut self, question: &str) -> u32 {
        let questions = &mut self.memory.questions;
        if questions.len() >= MAX_QUESTIONS {
            questions.clear();
        }
        let count = questions.entry(fnv1a(question)).or_default();
        *count += 1;
        *count - 1
    }

    pub fn times_told(&self, sentence: usize) -> u32 {
        self.memory.told.get(&sentence).copied().unwrap_or(0)
    }

    pub fn count_told(&mut self, sentence: usize) {
        *self.memory.told.entry(sentence).or_default() += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restored_session_remembers_the_same() {
        let mut session = Session::default();
        session.set_user_name("Ada".to_owned());
        session.count_question("who?");
        session.count_told(3);
        let turn = session.add_turn("now".to_owned(), "who?".to_owned(), "me".to_owned());
        let stored = StoredSession {
            character: "c".to_owned(),
            session: "s".to_owned(),
            memory: session.memory(),
            turns: vec![turn],
        };
        let mut restored = Session::restore(stored);
        assert_eq!((restored.user_name(), restored.turn_count(), restored.times_told(3)), (Some("Ada"), 1, 1));
        assert_eq!(restored.count_question("who?"), 1);
        assert_eq!(restored.newest_turns().next().map(|turn| turn.reply.as_str()), Some("me"));
    }
}
