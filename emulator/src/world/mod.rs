//! The characters and sessions of the emulated service.

mod character;
mod session;

use std::collections::{HashMap, VecDeque};

use serde_json::{Value, json};

pub use character::{Character, PUBLIC_CHARACTER_ID};
pub use session::Session;

/// When there are more sessions than this, the oldest is dropped, so that long test runs use bounded memory.
const MAX_SESSIONS: usize = 10_000;

pub struct World {
    characters: HashMap<String, Character>,
    /// Character ids in the order of creation. A search by name finds the oldest character.
    creation_order: Vec<String>,
    sessions: HashMap<String, Session>,
    /// Session keys, the oldest first.
    session_order: VecDeque<String>,
}

impl Default for World {
    /// A world with the public character only.
    fn default() -> Self {
        let mut world = Self {
            characters: HashMap::new(),
            creation_order: Vec::new(),
            sessions: HashMap::new(),
            session_order: VecDeque::new(),
        };
        world.insert(Character::public());
        world
    }
}

impl World {
    pub fn insert(&mut self, character: Character) {
        self.creation_order.push(character.id.clone());
        self.characters.insert(character.id.clone(), character);
    }

    pub fn get(&self, id: &str) -> Option<&Character> {
        self.characters.get(id)
    }

    pub fn find_by_name(&self, name: &str) -> Option<&Character> {
        self.in_creation_order().find(|character| character.name == name)
    }

    /// A character that requests may change. The public character may not be changed.
    pub fn get_mutable(&mut self, id: &str) -> Option<&mut Character> {
        self.characters.get_mut(id).filter(|character| !character.public)
    }

    /// Removes a character with all its sessions. Returns `false` for an unknown or public character.
    pub fn remove(&mut self, id: &str) -> bool {
        if self.get_mutable(id).is_none() {
            return false;
        }
        self.characters.remove(id);
        self.creation_order.retain(|known| known != id);
        let prefix = session_key(id, "");
        self.sessions.retain(|key, _| !key.starts_with(&prefix));
        self.session_order.retain(|key| !key.starts_with(&prefix));
        true
    }

    pub fn has_session(&self, character: &str, session: &str) -> bool {
        self.sessions.contains_key(&session_key(character, session))
    }

    /// The character and its session with this id. The session is created if it is new. `None` for an unknown
    /// character.
    pub fn character_and_session(&mut self, id: &str, session: &str) -> Option<(&Character, &mut Session)> {
        let character = self.characters.get(id)?;
        let key = session_key(id, session);
        if !self.sessions.contains_key(&key) {
            self.session_order.push_back(key.clone());
            if self.session_order.len() > MAX_SESSIONS {
                if let Some(oldest) = self.session_order.pop_front() {
                    self.sessions.remove(&oldest);
                }
            }
        }
        Some((character, self.sessions.entry(key).or_default()))
    }

    /// All characters with their sessions, for `GET /_emulator/characters`.
    pub fn to_json(&self) -> Value {
        self.in_creation_order()
            .map(|character| {
                let mut details = character.details();
                details["sessions"] = json!(self.sessions_of(&character.id));
                details
            })
            .collect()
    }

    fn in_creation_order(&self) -> impl Iterator<Item = &Character> {
        self.creation_order.iter().filter_map(|id| self.characters.get(id))
    }

    fn sessions_of(&self, id: &str) -> Vec<Value> {
        let prefix = session_key(id, "");
        self.session_order
            .iter()
            .filter_map(|key| {
                let session = self.sessions.get(key)?;
                let session_id = key.strip_prefix(&prefix)?;
                Some(json!({ "session_id": session_id, "turns": session.turn_count() }))
            })
            .collect()
    }
}

/// Sessions belong to a character: the same session id with another character is another session. The line feed cannot
/// occur in a character id, so the part up to it selects all sessions of one character.
fn session_key(character: &str, session: &str) -> String {
    format!("{character}\n{session}")
}
