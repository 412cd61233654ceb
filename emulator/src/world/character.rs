//! A character as the service stores it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::narrative::Narrative;
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
    #[serde(default)]
    pub narrative: Narrative,
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
            narrative: Narrative::default(),
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
            narrative: Narrative::default(),
        }
    }

    /// The languages. Without any, it is American English.
    fn language_codes(&self) -> Vec<&str> {
        if self.languages.is_empty() { vec!["en-US"] } else { self.languages.iter().map(String::as_str).collect() }
    }

    /// The entry of `/character/list`, with every field of the documented sample. `last_turn` is the time of the character's
    /// last turn.
    pub fn entry(&self, last_turn: Option<&str>) -> Value {
        let seconds = |time: &str| time.split('.').next().unwrap_or_default().to_owned();
        let languages = self.language_codes();
        let enabled = self.further.get("memorySettings").map_or(Value::Bool(false), |memory| memory["enabled"].clone());
        json!({
            "character_name": self.name,
            "collection_name": "convai_default_collection",
            "user_id": self.user_id,
            "character_id": self.id,
            "model_type": "NULL",
            "state_names": [],
            "state_links": [],
            "listing": "unlisted",
            "voice_type": self.voice,
            "voice_pitch": 0.0,
            "blockchain": "NULL",
            "contract_address": "NULL",
            "mint_address": "NULL",
            "owner_address": "NULL",
            "timestamp": seconds(&self.timestamp),
            "character_actions": self.actions,
            "character_emotions": [],
            "model_details": { "modelType": "NULL", "modelLink": "NULL", "modelPlaceholder": "NULL" },
            "language_code": languages[0],
            "guard_rails": { "type1": "3" },
            "metadata_filter": {},
            "personalised_prompt_config": {
                "MODEL": self.further.get("model_group_name").cloned().unwrap_or_else(|| json!("NULL")),
                "PROMPT": "",
                "VERBOSITY": 2,
                "TEMPERATURE": self.further.get("temperature").cloned().unwrap_or_else(|| json!(0.7)),
                "MODERATION_ENABLED": true,
                "USE_COMBINED_PROMPT": "true",
                "ALLOWED_MODERATION_FILTERS": ["violence", "violence/graphic"],
            },
            "boosted_words": { "words": [] },
            "guardrail_meta": { "limitResponseLevel": 4, "blockedWords": [] },
            "start_narrative_section_id": self.narrative.sections.first().map(|section| &section.id),
            "is_narrative_driven": self.narrative.driven,
            "character_traits": {
                "catch_phrases": [],
                "speaking_style": "None",
                "personality_traits": {
                    "openness": 2, "sensitivity": 2, "extraversion": 2, "agreeableness": 2, "meticulousness": 2,
                },
            },
            "language_codes": languages,
            "memory_settings": { "enabled": enabled },
            "last_interacted_with": last_turn.map_or_else(|| "NULL".to_owned(), seconds),
            "pronunciation_metadata": { "pronunciations": [] },
            "description": "",
            "speaking_style": { "description": "", "sample_dialogues": "" },
            "embodiment": null,
            "embodiment_data": {},
        })
    }

    /// The body of a `/character/get` response: the documented fields, and further fields that existing clients read.
    pub fn details(&self) -> Value {
        let languages = self.language_codes();
        let mut details = json!({
            "character_name": self.name,
            "user_id": self.user_id,
            "character_id": self.id,
            "voice_type": self.voice,
            "timestamp": self.timestamp,
            "backstory": self.backstory,
            "language_code": languages[0],
            "language_codes": languages,
            "character_actions": self.actions,
            "character_emotions": [],
            "listing": if self.public { "PUBLIC" } else { "PRIVATE" },
            "model_details": {
                "modelType": "NULL",
                "modelLink": "NULL",
                "modelPlaceholder": "NULL",
            },
            "memory_settings": { "enabled": false },
            "start_narrative_section_id": self.narrative.sections.first().map(|section| &section.id),
            "is_narrative_driven": self.narrative.driven,
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
