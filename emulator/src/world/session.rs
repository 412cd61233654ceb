//! What a character remembers of one session.

use std::collections::{HashMap, VecDeque};

use crate::hash::fnv1a;

/// How many turns are remembered.
const MAX_TURNS: usize = 64;
/// How many different questions are counted.
const MAX_QUESTIONS: usize = 256;

/// One exchange.
pub struct Turn {
    pub user: String,
    pub reply: String,
}

#[derive(Default)]
pub struct Session {
    /// The newest turns, the oldest first.
    turns: VecDeque<Turn>,
    turn_count: u64,
    pub user_name: Option<String>,
    /// How often each question was asked, by its hash.
    questions: HashMap<u64, u32>,
    /// How often each sentence of the backstory was told, by its index.
    told: HashMap<usize, u32>,
}

impl Session {
    pub fn add_turn(&mut self, user: String, reply: String) {
        self.turn_count += 1;
        self.turns.push_back(Turn { user, reply });
        if self.turns.len() > MAX_TURNS {
            self.turns.pop_front();
        }
    }

    /// The remembered turns, the newest first.
    pub fn newest_turns(&self) -> impl Iterator<Item = &Turn> {
        self.turns.iter().rev()
    }

    /// All turns, also those that are no longer remembered.
    pub fn turn_count(&self) -> u64 {
        self.turn_count
    }

    /// Counts a question. Returns how often it was asked before.
    pub fn count_question(&mut self, question: &str) -> u32 {
        if self.questions.len() >= MAX_QUESTIONS {
            self.questions.clear();
        }
        let count = self.questions.entry(fnv1a(question)).or_default();
        *count += 1;
        *count - 1
    }

    pub fn times_told(&self, sentence: usize) -> u32 {
        self.told.get(&sentence).copied().unwrap_or(0)
    }

    pub fn count_told(&mut self, sentence: usize) {
        *self.told.entry(sentence).or_default() += 1;
    }
}
