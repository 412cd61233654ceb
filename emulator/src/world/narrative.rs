//! The narrative design of a character: its sections, the decisions that lead from one to another, and its triggers.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::ids;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Narrative {
    pub driven: bool,
    /// In the order of creation. A session begins in the first one.
    pub sections: Vec<Section>,
    /// In the order of creation.
    pub triggers: Vec<Trigger>,
    /// How many ids were given.
    ids: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Section {
    pub id: String,
    pub name: String,
    pub objective: String,
    pub decisions: Vec<Decision>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Decision {
    pub criteria: String,
    pub next_section_id: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Trigger {
    pub id: String,
    pub name: String,
    pub message: String,
    /// The section to which the trigger leads.
    pub destination: Option<String>,
}

impl Narrative {
    /// A new id, for a section or a trigger of the character.
    pub fn next_id(&mut self, character: &str) -> String {
        self.ids += 1;
        ids::narrative(character, self.ids)
    }

    pub fn section(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.id == id)
    }

    pub fn trigger(&self, id: &str) -> Option<&Trigger> {
        self.triggers.iter().find(|trigger| trigger.id == id)
    }

    /// Removes a section with the decisions and triggers that lead to it. Returns whether there was one.
    pub fn remove_section(&mut self, id: &str) -> bool {
        let before = self.sections.len();
        self.sections.retain(|section| section.id != id);
        for section in &mut self.sections {
            section.decisions.retain(|decision| decision.next_section_id != id);
        }
        for trigger in &mut self.triggers {
            trigger.destination.take_if(|destination| destination == id);
        }
        self.sections.len() < before
    }

    /// The section in which a session is that was last in `section`. `None` if the narrative design is off or has no sections.
    pub fn current(&self, section: Option<&str>) -> Option<&Section> {
        let last = section.and_then(|id| self.section(id));
        last.or_else(|| self.sections.first()).filter(|_| self.driven)
    }
}

impl Section {
    pub fn to_json(&self, character: &str) -> Value {
        json!({
            "character_id": character,
            "section_id": self.id,
            "objective": self.objective,
            "decisions": if self.decisions.is_empty() { Value::Null } else { json!(self.decisions) },
            "parents": null,
            "updated_character_data": {},
            "bt_constants": "",
            "behavior_tree_code": "",
            "section_name": self.name,
            "triggers": null,
            "node_position": [],
        })
    }
}

impl Trigger {
    pub fn to_json(&self, character: &str) -> Value {
        json!({
            "character_id": character,
            "trigger_id": self.id,
            "trigger_name": self.name,
            "trigger_message": self.message,
            "destination_section": self.destination,
            "node_position": [],
        })
    }
}
