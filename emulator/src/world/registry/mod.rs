//! The characters and sessions of one world, in memory. Each change is passed on to a store.

mod chats;
mod tokens;

use std::collections::{HashMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use tokio::sync::OwnedMutexGuard;

use super::character::Character;
use super::session::{Session, Turn};
use super::store::{Change, Durable, Store, StoredWorld};
use crate::ids;
use chats::Transcript;
use tokens::Tokens;
pub use tokens::{Token, TokenProblem};

/// When there are more sessions than this, the oldest is dropped, so that long test runs use bounded memory.
pub const MAX_SESSIONS: usize = 10_000;

/// A session behind its own lock: a turn holds it while the reply is written, and other sessions go on.
pub type SharedSession = Arc<tokio::sync::Mutex<Session>>;

pub struct Registry {
    /// The name of the world in the store.
    world: String,
    store: Arc<dyn Store>,
    /// Never held across an await.
    tables: Mutex<Tables>,
}

#[derive(Default)]
struct Tables {
    characters: HashMap<String, Arc<Character>>,
    /// Character ids in the order of creation. A search by name finds the oldest character.
    creation_order: Vec<String>,
    sessions: HashMap<SessionKey, SharedSession>,
    /// Of the sessions in which something was said.
    transcripts: HashMap<SessionKey, Transcript>,
    /// The oldest first.
    session_order: VecDeque<SessionKey>,
    /// When each character last took a turn.
    last_turns: HashMap<String, String>,
    tokens: Tokens,
    /// How many ids were made from each source.
    counters: HashMap<String, u64>,
}

/// The ids of a character and of a session. The same session id with another character is another session.
type SessionKey = (String, String);

impl Registry {
    /// A world with these characters, and with what the store has kept. A given character wins over a stored one with
    /// the same id; its sessions stay.
    pub fn open(world: String, given: &[Character], store: Arc<dyn Store>) -> io::Result<Self> {
        let stored = store.load(&world)?;
        let tables = Tables::with(given, stored);
        Ok(Self { world, store, tables: Mutex::new(tables) })
    }

    /// Returns to the given characters, and forgets what was stored.
    pub fn reset(&self, given: &[Character]) -> Durable {
        let mut tables = self.lock();
        *tables = Tables::with(given, StoredWorld::default());
        self.store.submit(&self.world, vec![Change::Reset])
    }

    pub fn get(&self, id: &str) -> Option<Arc<Character>> {
        self.lock().characters.get(id).cloned()
    }

    pub fn find_by_name(&self, name: &str) -> Option<Arc<Character>> {
        self.lock().in_creation_order().find(|character| character.name == name).cloned()
    }

    /// Adds a character, whose id is replaced by a new one. Returns that id.
    pub fn create(&self, mut character: Character) -> (String, Durable) {
        let mut tables = self.lock();
        let counter = format!("name\n{}", character.name);
        let (id, value) = tables.next_id(
            &counter,
            |number| ids::character(&character.name, number),
            |tables, id| tables.characters.contains_key(id),
        );
        character.id.clone_from(&id);
        tables.insert(character.clone());
        let changes = vec![Change::Counter { name: counter, value }, Change::Character(character)];
        (id, self.store.submit(&self.world, changes))
    }

    /// Changes a character. `None` if it is unknown or public; the inner result is that of `change`.
    pub fn update<E>(
        &self,
        id: &str,
        change: impl FnOnce(&mut Character) -> Result<(), E>,
    ) -> Option<Result<Durable, E>> {
        let mut tables = self.lock();
        let character = tables.characters.get_mut(id).filter(|character| !character.public)?;
        let mut changed = Character::clone(character);
        if let Err(error) = change(&mut changed) {
            return Some(Err(error));
        }
        *character = Arc::new(changed.clone());
        Some(Ok(self.store.submit(&self.world, vec![Change::Character(changed)])))
    }

    /// Removes a character with all its sessions. `None` for an unknown or public character.
    pub fn remove(&self, id: &str) -> Option<Durable> {
        let mut tables = self.lock();
        tables.characters.get(id).filter(|character| !character.public)?;
        tables.characters.remove(id);
        tables.last_turns.remove(id);
        tables.creation_order.retain(|known| known != id);
        tables.sessions.retain(|(character, _), _| character != id);
        tables.transcripts.retain(|(character, _), _| character != id);
        tables.session_order.retain(|(character, _)| character != id);
        Some(self.store.submit(&self.world, vec![Change::CharacterRemoved { id: id.to_owned() }]))
    }

    pub fn has_session(&self, character: &str, session: &str) -> bool {
        self.lock().sessions.contains_key(&(character.to_owned(), session.to_owned()))
    }

    /// A new session of a character: its id, and the session. `None` for an unknown character.
    pub fn start_session(&self, character: &str) -> Option<(String, SharedSession)> {
        let mut tables = self.lock();
        tables.characters.get(character)?;
        let counter = format!("session\n{character}");
        // A saved game may have brought back an id of an earlier run, which then is not free.
        let (id, value) = tables.next_id(
            &counter,
            |number| ids::session(character, number + 1),
            |tables, id| tables.sessions.contains_key(&(character.to_owned(), id.to_owned())),
        );
        let session = tables.session((character.to_owned(), id.clone()));
        // Durable together with the first turn, which is submitted later.
        drop(self.store.submit(&self.world, vec![Change::Counter { name: counter, value }]));
        Some((id, session))
    }

    /// The session with this id, which is created if it is new. `None` for an unknown character.
    pub fn session(&self, character: &str, session: &str) -> Option<SharedSession> {
        let mut tables = self.lock();
        tables.characters.get(character)?;
        Some(tables.session((character.to_owned(), session.to_owned())))
    }

    /// Passes a turn of a user on to the store. The caller still holds the lock of its session, so that turns stay in order. A session
    /// that is gone, because its character was deleted or the world was reset during the turn, is not stored again.
    pub fn store_turn(
        &self,
        account: &str,
        character: &str,
        id: &str,
        session: &OwnedMutexGuard<Session>,
        turn: Turn,
    ) -> Durable {
        let (character, id) = (character.to_owned(), id.to_owned());
        let memory = session.memory();
        let mut tables = self.lock();
        let usage = tables.count(chats::INTERACTIONS, account);
        let key = (character.clone(), id.clone());
        let known = tables.sessions.get(&key);
        if known.is_none_or(|known| !Arc::ptr_eq(known, OwnedMutexGuard::mutex(session))) {
            return self.store.submit(&self.world, vec![usage]);
        }
        tables.last_turns.insert(character.clone(), turn.time.clone());
        tables.transcripts.entry(key).or_default().add(turn.clone(), session);
        self.store.submit(&self.world, vec![usage, Change::Turn { character, session: id, turn, memory }])
    }

    /// The characters that are not public, for `/character/list`.
    pub fn list(&self) -> Value {
        let tables = self.lock();
        let own = tables.in_creation_order().filter(|character| !character.public);
        own.map(|character| character.entry(tables.last_turns.get(&character.id).map(String::as_str))).collect()
    }

    /// All characters with their sessions, for `GET /_emulator/characters`. A session whose turn is being answered shows
    /// `null` turns.
    pub fn to_json(&self) -> Value {
        let tables = self.lock();
        tables
            .in_creation_order()
            .map(|character| {
                let mut details = character.details();
                details["sessions"] = json!(tables.sessions_of(&character.id));
                details
            })
            .collect()
    }

    fn lock(&self) -> MutexGuard<'_, Tables> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tables {
    fn with(given: &[Character], stored: StoredWorld) -> Self {
        let mut tables = Self { counters: stored.counters.into_iter().collect(), ..Self::default() };
        for character in given {
            tables.insert(character.clone());
        }
        for character in stored.characters {
            if !tables.characters.contains_key(&character.id) {
                tables.insert(character);
            }
        }
        for stored in stored.sessions {
            let key = (stored.character.clone(), stored.session.clone());
            if let Some(turn) = stored.turns.last() {
                let last = tables.last_turns.entry(key.0.clone()).or_default();
                *last = std::mem::take(last).max(turn.time.clone());
            }
            tables.session_order.push_back(key.clone());
            let session = Session::restore(stored);
            tables.transcripts.insert(key.clone(), Transcript::of(&session));
            tables.sessions.insert(key, Arc::new(tokio::sync::Mutex::new(session)));
        }
        tables.drop_oldest_sessions();
        stored.tokens.into_iter().for_each(|token| tables.tokens.insert(token));
        tables
    }

    fn insert(&mut self, character: Character) {
        self.creation_order.push(character.id.clone());
        self.characters.insert(character.id.clone(), Arc::new(character));
    }

    /// The next free id of a source, and the new value of its counter.
    fn next_id(
        &mut self,
        counter: &str,
        id: impl Fn(u64) -> String,
        taken: impl Fn(&Self, &str) -> bool,
    ) -> (String, u64) {
        let mut number = self.counters.get(counter).copied().unwrap_or(0);
        let mut free = id(number);
        while taken(self, &free) {
            number += 1;
            free = id(number);
        }
        self.counters.insert(counter.to_owned(), number + 1);
        (free, number + 1)
    }

    fn session(&mut self, key: SessionKey) -> SharedSession {
        if let Some(known) = self.sessions.get(&key) {
            return known.clone();
        }
        let session = SharedSession::default();
        self.session_order.push_back(key.clone());
        self.sessions.insert(key, session.clone());
        self.drop_oldest_sessions();
        session
    }

    fn drop_oldest_sessions(&mut self) {
        while self.session_order.len() > MAX_SESSIONS {
            if let Some(oldest) = self.session_order.pop_front() {
                self.sessions.remove(&oldest);
                self.transcripts.remove(&oldest);
            }
        }
    }

    fn in_creation_order(&self) -> impl Iterator<Item = &Arc<Character>> {
        self.creation_order.iter().filter_map(|id| self.characters.get(id))
    }

    fn sessions_of(&self, id: &str) -> Vec<Value> {
        let own = self.session_order.iter().filter(|(character, _)| character == id);
        own.filter_map(|key| {
            let session = self.sessions.get(key)?;
            let turns = session.try_lock().ok().map(|session| session.turn_count());
            Some(json!({ "session_id": key.1, "turns": turns }))
        })
        .collect()
    }
}
