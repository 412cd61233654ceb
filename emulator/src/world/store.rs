//! Where the characters and sessions of the worlds are kept beyond the life of the process.

use std::future::{self, Future};
use std::io;
use std::pin::Pin;

use super::character::Character;
use super::registry::Token;
use super::session::Turn;

/// A change of one world, in the order in which it happened.
#[derive(Clone, Debug)]
pub enum Change {
    /// A character was created or changed.
    Character(Character),
    /// A character was deleted, with its sessions.
    CharacterRemoved { id: String },
    /// A counter from which ids are made has a new value.
    Counter { name: String, value: u64 },
    /// A session has one more turn. `memory` is what the session remembers beside its turns, as JSON.
    Turn { character: String, session: String, turn: Turn, memory: String },
    /// A session was deleted, with its turns.
    SessionRemoved { character: String, session: String },
    /// A token was given, extended or revoked.
    Token(Token),
    /// The world is as it was at the start.
    Reset,
}

/// A session as it was stored.
#[derive(Clone, Debug)]
pub struct StoredSession {
    pub character: String,
    pub session: String,
    pub memory: String,
    /// The oldest first. A session remembers the newest `session::MAX_TURNS`.
    pub turns: Vec<Turn>,
}

/// A world as it was stored.
#[derive(Clone, Debug, Default)]
pub struct StoredWorld {
    /// In the order of creation.
    pub characters: Vec<Character>,
    pub counters: Vec<(String, u64)>,
    /// The oldest first.
    pub sessions: Vec<StoredSession>,
    /// The oldest first.
    pub tokens: Vec<Token>,
}

/// Ends when the changes are on disk.
pub type Durable = Pin<Box<dyn Future<Output = io::Result<()>> + Send>>;

/// Keeps the worlds. `world` is the name of a world: empty, or with a world per API key, a hash of the key.
pub trait Store: Send + Sync {
    /// What was stored of a world. An unknown world is empty.
    fn load(&self, world: &str) -> io::Result<StoredWorld>;

    /// Takes the changes in the order of the calls, without waiting.
    fn submit(&self, world: &str, changes: Vec<Change>) -> Durable;
}

/// Keeps nothing.
pub struct NoStore;

impl Store for NoStore {
    fn load(&self, _world: &str) -> io::Result<StoredWorld> {
        Ok(StoredWorld::default())
    }

    fn submit(&self, _world: &str, _changes: Vec<Change>) -> Durable {
        Box::pin(future::ready(Ok(())))
    }
}
