//! Characters: create, update, get, find, clone, delete.

use super::replies::{self, Done, Entry, read_done, read_list};
use crate::{
    api::{
        CallOptions, CallResult, Client, Error, PendingCall, Status,
        arguments::{checked_id, not_empty},
        call_sender::ServiceRequest,
        json_fields::{Json, Limits},
        json_object::JsonObject,
        secrets::Secrets,
    },
    transport::HttpResponse,
};
use std::sync::Arc;

/// The fields of a character to create or to update. `None` and an empty list leave a field as it is.
#[derive(Clone, Debug, Default)]
pub struct CharacterSpec {
    pub name: Option<String>,
    pub voice_type: Option<String>,
    pub backstory: Option<String>,
    pub actions: Option<String>,
    pub language_codes: Vec<String>,
}

/// The fields that the service returns for a character. A field is `None` if the reply omits it, or if it is null or
/// "NULL".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Character {
    pub id: Option<String>,
    pub name: Option<String>,
    pub user_id: Option<String>,
    pub voice_type: Option<String>,
    pub timestamp: Option<String>,
    pub backstory: Option<String>,
    pub language_codes: Vec<String>,
}

impl Client {
    pub fn create_character(&self, spec: &CharacterSpec, call: &CallOptions) -> Result<PendingCall<Character>, Error> {
        if !spec.language_codes.is_empty() {
            return Err(Error::argument(
                "spec.language_codes",
                "`spec.language_codes` cannot be set when a character is created: the service takes them with an update",
            ));
        }
        let mut fields = JsonObject::default();
        for (field, what, value) in [
            ("charName", "name", &spec.name),
            ("voiceType", "voice_type", &spec.voice_type),
            ("backstory", "backstory", &spec.backstory),
        ] {
            let value = value.as_deref().ok_or_else(|| {
                Error::argument(format!("spec.{what}"), format!("`spec.{what}` is required to create a character"))
            })?;
            fields = fields.text(field, not_empty(value, &format!("spec.{what}"))?);
        }
        if let Some(actions) = &spec.actions {
            fields = fields.text("actions", actions);
        }
        self.start_json("character/create", fields, call, read_id)
    }

    pub fn update_character(
        &self,
        id: &str,
        spec: &CharacterSpec,
        call: &CallOptions,
    ) -> Result<PendingCall<Done>, Error> {
        let mut fields = JsonObject::default();
        for (field, what, value) in [
            ("charName", "name", &spec.name),
            ("voiceType", "voice_type", &spec.voice_type),
            ("backstory", "backstory", &spec.backstory),
        ] {
            if let Some(value) = value {
                fields = fields.text(field, not_empty(value, &format!("spec.{what}"))?);
            }
        }
        // The service calls this field "actions" in create and "action" in update.
        if let Some(actions) = &spec.actions {
            fields = fields.text("action", actions);
        }
        if !spec.language_codes.is_empty() {
            for (index, code) in spec.language_codes.iter().enumerate() {
                not_empty(code, &format!("spec.language_codes[{index}]"))?;
            }
            fields = fields.texts("languageCodes", &spec.language_codes);
        }
        if fields.is_empty() {
            return Err(Error::argument("spec", "there is nothing to update: set at least one field of `spec`"));
        }
        self.start_json("character/update", fields.text("charID", checked_id(id)?), call, read_done)
    }

    pub fn get_character(&self, id: &str, call: &CallOptions) -> Result<PendingCall<Character>, Error> {
        self.start_json("character/get", JsonObject::of(&[("charID", checked_id(id)?)]), call, read_character)
    }

    pub fn find_character(&self, name: &str, call: &CallOptions) -> Result<PendingCall<Character>, Error> {
        self.start_json(
            "character/get",
            JsonObject::of(&[("charName", not_empty(name, "name")?)]),
            call,
            read_character,
        )
    }

    pub fn clone_character(
        &self,
        id: &str,
        with_knowledge_bank: bool,
        call: &CallOptions,
    ) -> Result<PendingCall<Character>, Error> {
        let fields = JsonObject::of(&[("charID", checked_id(id)?)]).flag("KB", with_knowledge_bank);
        self.start_json("user/clone_character", fields, call, read_id)
    }

    /// The characters of the account.
    pub fn list_characters(&self, call: &CallOptions) -> Result<PendingCall<Vec<Character>>, Error> {
        self.start_request(ServiceRequest::post_nothing(self.url("character/list")), call, read_list)
    }

    pub fn delete_character(&self, id: &str, call: &CallOptions) -> Result<PendingCall<Done>, Error> {
        self.start_json("character/delete", JsonObject::of(&[("charID", checked_id(id)?)]), call, read_done)
    }
}

/// Reads a reply that gives the id of a new character.
pub fn read_id(response: HttpResponse, secrets: &Secrets) -> CallResult<Character> {
    let http_status = Some(response.head.status);
    let result = read_character(response, secrets);
    if result.error.is_none() && result.value.id.is_none() {
        let error = Error::new(
            Status::BadReply,
            "the reply gives no character id: the service may have created the character nevertheless",
        );
        let error = error.replied(http_status);
        return CallResult::partial(result.value, error, &result.raw_json.unwrap_or_default(), secrets);
    }
    result
}

/// Reads a reply that describes a character.
pub fn read_character(response: HttpResponse, secrets: &Secrets) -> CallResult<Character> {
    replies::read(response, secrets, Limits::REPLY, "it describes no character", |json| {
        Some(character(json)).filter(|character| *character != Character::default())
    })
}

impl Entry for Character {
    const MISSING: &str = "it holds no list of characters";

    fn read(_list: &Arc<str>, entry: &Json<'_>) -> Option<Self> {
        Some(character(entry)).filter(|character| character.id.is_some() || character.name.is_some())
    }

    fn more_texts(&self) -> usize {
        self.language_codes.len()
    }
}

fn character(reply: &Json<'_>) -> Character {
    // Some replies nest the character in a field "response".
    let json = reply.get(&["response"]).filter(|inner| inner.is_object()).unwrap_or(reply);
    let mut language_codes = json.texts(&["language_codes", "languageCodes"]);
    if language_codes.is_empty() {
        language_codes = json.texts(&["language_code", "languageCode"]);
    }
    Character {
        id: json.owned(&["character_id", "charID"]),
        name: json.owned(&["character_name", "charName"]),
        user_id: json.owned(&["user_id"]),
        voice_type: json.owned(&["voice_type", "voiceType"]),
        timestamp: json.owned(&["timestamp"]),
        backstory: json.owned(&["backstory"]),
        language_codes,
    }
}
