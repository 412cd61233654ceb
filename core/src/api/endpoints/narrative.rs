//! The narrative design of a character: its sections and its triggers.

use super::replies::{self, Entry};
use crate::{
    api::{
        CallOptions, CallResult, Client, Error, PendingCall,
        arguments::{checked_id, past_session},
        json_fields::{Json, Limits},
        json_object::JsonObject,
        secrets::Secrets,
        service_error,
    },
    transport::HttpResponse,
};
use std::sync::Arc;

/// A part of a story. A field is `None` if the service did not send it.
pub struct Section {
    pub id: Option<String>,
    pub name: Option<String>,
    pub objective: Option<String>,
    pub decisions: Vec<Decision>,
}

/// What leads from a section to another.
pub struct Decision {
    pub criteria: Option<String>,
    pub next_section_id: Option<String>,
}

/// An event in the game that the story reacts to.
pub struct Trigger {
    pub id: Option<String>,
    pub name: Option<String>,
    pub message: Option<String>,
    pub destination_section_id: Option<String>,
}

impl Client {
    pub fn list_sections(&self, character_id: &str, call: &CallOptions) -> Result<PendingCall<Vec<Section>>, Error> {
        let fields = JsonObject::of(&[("character_id", checked_id(character_id)?)]);
        self.start_json("character/narrative/list-sections", fields, call, replies::read_list)
    }

    /// The section that a session is in, as a list of one, or an empty list.
    pub fn current_section(
        &self,
        character_id: &str,
        session_id: &str,
        call: &CallOptions,
    ) -> Result<PendingCall<Vec<Section>>, Error> {
        let session_id = past_session(session_id, "session_id")?;
        let fields = JsonObject::of(&[("character_id", checked_id(character_id)?), ("session_id", session_id)]);
        self.start_json("character/narrative/get-current-section", fields, call, read_current)
    }

    pub fn list_triggers(&self, character_id: &str, call: &CallOptions) -> Result<PendingCall<Vec<Trigger>>, Error> {
        let fields = JsonObject::of(&[("character_id", checked_id(character_id)?)]);
        self.start_json("character/narrative/list-triggers", fields, call, replies::read_list)
    }
}

impl Entry for Section {
    const MISSING: &str = "it holds no list of sections";

    fn read(_: &Arc<str>, entry: &Json<'_>) -> Option<Self> {
        let decision = |json: &Json<'_>| Decision {
            criteria: json.owned(&["criteria"]),
            next_section_id: json.owned(&["next_section_id", "next_section"]),
        };
        let decisions = entry.get(&["decisions"]).map(Json::items).unwrap_or_default();
        let decisions = decisions.iter().filter(|decision| decision.is_object()).map(decision).collect();
        Some(Self {
            id: Some(entry.owned(&["section_id", "current_section_id"])?),
            name: entry.owned(&["section_name"]),
            objective: entry.owned(&["objective"]),
            decisions,
        })
    }

    fn more_texts(&self) -> usize {
        2 * self.decisions.len()
    }
}

impl Entry for Trigger {
    const MISSING: &str = "it holds no list of triggers";

    fn read(_: &Arc<str>, entry: &Json<'_>) -> Option<Self> {
        let destination = &["destination_section", "destination_section_id"];
        Some(Self {
            id: Some(entry.owned(&["trigger_id"])?),
            name: entry.owned(&["trigger_name"]),
            message: entry.owned(&["trigger_message"]),
            destination_section_id: entry
                .owned(destination)
                .or_else(|| entry.get(destination)?.owned(&["section_id"]))
                .filter(|id| !id.is_empty()),
        })
    }
}

/// The shape of this reply is not documented: the section itself, inside another object, or as a list of one.
fn read_current(response: HttpResponse, secrets: &Secrets) -> CallResult<Vec<Section>> {
    let limits = Limits { depth: 6, items: 1024, values: 16 << 10 };
    let section = |json: &Json<'_>| Section::read(&Arc::default(), json);
    if service_error::is_success(&response.head) && response.body.trim_ascii().is_empty() {
        return CallResult::success(Vec::new(), response.body);
    }
    replies::read(response, secrets, limits, "it describes no section", |json| {
        let inner = json.get(&["section", "current_section", "response"]);
        let found = section(json).or_else(|| section(inner?)).or_else(|| json.items().iter().find_map(section));
        let id = || inner.and_then(Json::as_text).filter(|id| !id.is_empty() && *id != "NULL").map(str::to_owned);
        let only_id = |id| Section { id: Some(id), name: None, objective: None, decisions: Vec::new() };
        let found = found.or_else(|| id().map(only_id));
        (found.is_some() || says_none(json)).then(|| found.into_iter().collect())
    })
}

/// Whether a reply says that a session is in no section: by null, by an empty value, or by fields that are all null.
fn says_none(json: &Json<'_>) -> bool {
    match json {
        Json::Nothing => true,
        Json::List(items) => items.is_empty(),
        Json::Object(fields) => {
            fields.iter().all(|(_, value)| matches!(value, Json::Nothing) || value.as_text() == Some("NULL"))
        }
        Json::Text(_) | Json::Flag(_) => false,
    }
}
