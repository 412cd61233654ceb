//! A character as the service stores it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::config::CharacterConfig;

/// The id of the character that exists from the start. Every user can talk to it, and nobody can change it.
pub const PUBLIC_CHARACTER_ID: &str = "0e8c5a3a-1d2f-11f0-9c3b-42010a7be001";

/// The timestamp of the characters that exist from the start.
const START: &str = "2025-01-02T03:04:05.678901";

#[derive(Clone, Debug, Serialize, Deserialize)]
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
    /// Further documented fields that an update has set. They have no effect on replies.
    #[serde(default)]
    pub further: Map<String, Value>,
}

impl Character {
    /// The public character.
    pub fn public() -> Self {
        Self {
            id: PUBLIC_CHARACTER_ID.to_owned(),
            name: "Pell the Lamplighter".to_owned(),
            voice: "US MALE 1".to_owned(),
            backstory: "Pell the Lamplighter keeps the lamps of Harbour Street in the town of Low Tarrow. \
                Pell has walked the same forty-two lamps every evening for nineteen years and knows each by its hum. \
                Pell lost a brass ladder in the great flood and still searches the canals for it. \
                Pell likes fog, plum cake and people who knock before they enter. \
                Pell is afraid of moths. \
                The lighthouse beyond the harbour has been dark since the keeper sailed away, and Pell will not say \
                why. \
                Travellers who need a bed should ask for Mother Oss at the Inn of the Three Herons."
                .to_owned(),
            actions: ["Light the lamp", "Point to the inn", "Wave"].map(str::to_owned).to_vec(),
            languages: vec!["en-US".to_owned()],
            user_id: "emulator".to_owned(),
            timestamp: START.to_owned(),
            public: true,
            further: Map::new(),
        }
    }

    /// A character of npc.toml.
    pub fn configured(config: &CharacterConfig) -> Self {
        Self {
            id: config.id.clone(),
            name: config.name.clone(),
            voice: config.voice.clone(),
            backstory: config.backstory.clone(),
            actions: config.actions.clone(),
            languages: config.languages.clone(),
            user_id: "emulator".to_owned(),
            timestamp: START.to_owned(),
            public: config.public,
            further: Map::new(),
        }
    }

    /// The body of a `/character/get` response: the documented fields, and further fields that existing clients read.
    pub fn details(&self) -> Value {
        let language = self.languages.first().map_or("en-US", String::as_str);
        let mut details = json!({
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
        });
        for (name, value) in &self.further {
            let shown = if name == "memorySettings" { "memory_settings" } else { name };
            details[shown] = value.clone();
        }
        details
    }
}
