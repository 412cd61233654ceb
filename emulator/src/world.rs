//! The characters and the sessions that the emulator knows.

use std::collections::{HashMap, VecDeque};

use serde_json::{Value, json};

use crate::brain::Memory;

/// The character that is there from the start: everybody may talk to it, nobody may change it.
pub const PUBLIC_CHARACTER_ID: &str = "0e8c5a3a-1d2f-11f0-9c3b-42010a7be001";

/// Sessions beyond this number push out the oldest, so that a soak does not eat the memory.
const SESSIONS: usize = 10_000;

#[derive(Clone, Debug)]
pub struct Character {
    pub id: String,
    pub name: String,
    pub voice: String,
    pub backstory: String,
    pub actions: Vec<String>,
    pub languages: Vec<String>,
    pub user_id: String,
    pub timestamp: String,
    pub public: bool,
}

impl Character {
    /// The reply of `/character/get`: the documented fields, and others of those that real clients read.
    pub fn details(&self) -> Value {
        let language = self.languages.first().map_or("en-US", String::as_str);
        json!({
            "character_name": self.name,
            "user_id": self.user_id,
            "character_id": self.id,
            "voice_type": self.voice,
            "timestamp": self.timestamp,
            "backstory": self.backstory,
            "language_code": language,
            "language_codes": if self.languages.is_empty() { vec![language] } else {
                self.languages.iter().map(String::as_str).collect()
            },
            "character_actions": self.actions,
            "character_emotions": [],
            "listing": if self.public { "PUBLIC" } else { "PRIVATE" },
            "model_details": {
                "modelType": "NULL",
                "modelLink": "NULL",
                "modelPlaceholder": "NULL",
            },
            "memory_settings": { "enabled": false },
            "is_narrative_driven": false,
            "start_narrative_section_id": null,
            "guardrail_meta": { "limitResponseLevel": 0, "blockedWords": [] },
            "character_traits": "NULL",
            "pronunciations": [],
            "boosted_words": [],
            "temperature": 0.7,
            "moderation": true,
            "description": "NULL",
        })
    }
}

pub struct World {
    characters: HashMap<String, Character>,
    /// Ids in the order of creation: a search by name finds the oldest.
    order: Vec<String>,
    sessions: HashMap<String, Memory>,
    session_order: VecDeque<String>,
}

impl Default for World {
    fn default() -> Self {
        let mut world = Self {
            characters: HashMap::new(),
            order: Vec::new(),
            sessions: HashMap::new(),
            session_order: VecDeque::new(),
        };
        world.insert(keeper());
        world
    }
}

/// The public character. It knows what it is, which makes a first conversation explain itself.
fn keeper() -> Character {
    Character {
        id: PUBLIC_CHARACTER_ID.to_owned(),
        name: "Pell the Lamplighter".to_owned(),
        voice: "US MALE 1".to_owned(),
        backstory: "Pell the Lamplighter keeps the lamps of Harbour Street in the town of Low Tarrow. \
            Pell has walked the same forty-two lamps every evening for nineteen years and knows each by its hum. \
            Pell lost a brass ladder in the great flood and still searches the canals for it. \
            Pell likes fog, plum cake and people who knock before they enter. \
            Pell is afraid of moths. \
            The lighthouse beyond the harbour has been dark since the keeper sailed away, and Pell will not say why. \
            Travellers who need a bed should ask for Mother Oss at the Inn of the Three Herons."
            .to_owned(),
        actions: ["Light the lamp", "Point to the inn", "Wave"].map(str::to_owned).to_vec(),
        languages: vec!["en-US".to_owned()],
        user_id: "emulator".to_owned(),
        timestamp: "2025-01-02T03:04:05.678901".to_owned(),
        public: true,
    }
}

impl World {
    pub fn insert(&mut self, character: Character) {
        self.order.push(character.id.clone());
        self.characters.insert(character.id.clone(), character);
    }

    pub fn get(&self, id: &str) -> Option<&Character> {
        self.characters.get(id)
    }

    pub fn by_name(&self, name: &str) -> Option<&Character> {
        self.order.iter().filter_map(|id| self.characters.get(id)).find(|character| character.name == name)
    }

    /// A character that may be changed: the public one is somebody else's.
    pub fn own(&mut self, id: &str) -> Option<&mut Character> {
        self.characters.get_mut(id).filter(|character| !character.public)
    }

    /// Removes an own character and everything said with it.
    pub fn remove(&mut self, id: &str) -> bool {
        if self.own(id).is_none() {
            return false;
        }
        self.characters.remove(id);
        self.order.retain(|known| known != id);
        let prefix = session_key(id, "");
        self.sessions.retain(|key, _| !key.starts_with(&prefix));
        self.session_order.retain(|key| !key.starts_with(&prefix));
        true
    }

    pub fn knows_session(&self, character: &str, session: &str) -> bool {
        self.sessions.contains_key(&session_key(character, session))
    }

    /// The character together with what it remembers of this session, which begins here when it is new.
    pub fn conversation(&mut self, id: &str, session: &str) -> Option<(&Character, &mut Memory)> {
        let character = self.characters.get(id)?;
        let key = session_key(id, session);
        if !self.sessions.contains_key(&key) {
            self.session_order.push_back(key.clone());
            if self.session_order.len() > SESSIONS {
                if let Some(oldest) = self.session_order.pop_front() {
                    self.sessions.remove(&oldest);
                }
            }
        }
        Some((character, self.sessions.entry(key).or_default()))
    }

    /// Everything, for `GET /_emulator/characters`.
    pub fn list(&self) -> Value {
        let characters: Vec<Value> = self
            .order
            .iter()
            .filter_map(|id| self.characters.get(id))
            .map(|character| {
                let mut details = character.details();
                details["sessions"] = json!(self.sessions_of(&character.id));
                details
            })
            .collect();
        Value::from(characters)
    }

    fn sessions_of(&self, id: &str) -> Vec<Value> {
        let prefix = session_key(id, "");
        self.session_order
            .iter()
            .filter_map(|key| {
                let memory = self.sessions.get(key)?;
                let session = key.strip_prefix(&prefix)?;
                Some(json!({ "session_id": session, "turns": memory.count }))
            })
            .collect()
    }
}

/// A line feed separates the halves: neither half of a sensible key holds one, and a prefix finds a whole character.
fn session_key(character: &str, session: &str) -> String {
    format!("{character}\n{session}")
}
