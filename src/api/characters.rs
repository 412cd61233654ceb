//! Characters: create, update, get, find, clone, delete.

use super::{Answer, CallOptions, Client, Error, Status, fields::Json, refusal};
use crate::transport::{Call, Reply};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// What a character is made of. `None`, and no language codes, leave a field as it is.
#[derive(Clone, Debug, Default)]
pub struct CharacterSpec {
    pub name: Option<String>,
    pub voice_type: Option<String>,
    pub backstory: Option<String>,
    pub actions: Option<String>,
    pub language_codes: Vec<String>,
}

/// What the service says of a character. What it leaves out, or calls null or "NULL", is absent.
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

type Started<T> = Result<Arc<Call<Answer<T>>>, Error>;

impl Client {
    pub fn create_character(&self, spec: &CharacterSpec, call: &CallOptions) -> Started<Character> {
        if !spec.language_codes.is_empty() {
            return Err(Error::argument(
                "spec.language_codes",
                "`spec.language_codes` cannot be set when a character is created: the service takes them with an update",
            ));
        }
        let mut fields = Map::new();
        for (field, what, value) in [
            ("charName", "name", &spec.name),
            ("voiceType", "voice_type", &spec.voice_type),
            ("backstory", "backstory", &spec.backstory),
        ] {
            let value = value.as_deref().ok_or_else(|| {
                Error::argument(format!("spec.{what}"), format!("`spec.{what}` is required to create a character"))
            })?;
            fields.insert(field.into(), not_empty(value, &format!("spec.{what}"))?.into());
        }
        if let Some(actions) = &spec.actions {
            fields.insert("actions".into(), actions.as_str().into());
        }
        self.start_json("character/create", &fields, call, read_id)
    }

    pub fn update_character(&self, id: &str, spec: &CharacterSpec, call: &CallOptions) -> Started<()> {
        let mut fields = Map::new();
        for (field, what, value) in [
            ("charName", "name", &spec.name),
            ("voiceType", "voice_type", &spec.voice_type),
            ("backstory", "backstory", &spec.backstory),
        ] {
            if let Some(value) = value {
                fields.insert(field.into(), not_empty(value, &format!("spec.{what}"))?.into());
            }
        }
        // The service says "actions" to create and "action" to update.
        if let Some(actions) = &spec.actions {
            fields.insert("action".into(), actions.as_str().into());
        }
        if !spec.language_codes.is_empty() {
            for (index, code) in spec.language_codes.iter().enumerate() {
                not_empty(code, &format!("spec.language_codes[{index}]"))?;
            }
            fields.insert("languageCodes".into(), json!(spec.language_codes));
        }
        if fields.is_empty() {
            return Err(Error::argument("spec", "there is nothing to update: set at least one field of `spec`"));
        }
        fields.insert("charID".into(), identifier(id)?.into());
        self.start_json("character/update", &fields, call, read_done)
    }

    pub fn get_character(&self, id: &str, call: &CallOptions) -> Started<Character> {
        self.start_json("character/get", &fields("charID", identifier(id)?), call, read_character)
    }

    pub fn find_character(&self, name: &str, call: &CallOptions) -> Started<Character> {
        self.start_json("character/get", &fields("charName", not_empty(name, "name")?), call, read_character)
    }

    pub fn clone_character(&self, id: &str, with_knowledge_bank: bool, call: &CallOptions) -> Started<Character> {
        let mut fields = fields("charID", identifier(id)?);
        fields.insert("KB".into(), with_knowledge_bank.into());
        self.start_json("user/clone_character", &fields, call, read_id)
    }

    pub fn delete_character(&self, id: &str, call: &CallOptions) -> Started<()> {
        self.start_json("character/delete", &fields("charID", identifier(id)?), call, read_done)
    }
}

fn fields(name: &str, value: &str) -> Map<String, Value> {
    Map::from_iter([(name.to_owned(), value.into())])
}

/// An id, without the white space that comes with pasting.
pub(super) fn identifier(id: &str) -> Result<&str, Error> {
    let id = not_empty(id, "character_id")?.trim();
    match id.bytes().position(|byte| byte.is_ascii_control()) {
        None => Ok(id),
        Some(at) => Err(Error::argument(
            "character_id",
            format!("`character_id` holds a control character at byte {at}: copy it again"),
        )),
    }
}

pub(super) fn not_empty<'a>(value: &'a str, what: &str) -> Result<&'a str, Error> {
    if value.trim().is_empty() {
        return Err(Error::argument(what.to_owned(), format!("`{what}` must not be empty")));
    }
    Ok(value)
}

/// A reply that says nothing but that it was done, in words that differ: any JSON will do, and none at all. A page of HTML
/// with a good status comes from somewhere else.
pub(crate) fn read_done(reply: Reply) -> Answer<()> {
    let json = if reply.body.trim_ascii().is_empty() { Ok(Json::Nothing) } else { Json::read(&reply.body) };
    if let Err(error) = refusal::check(&reply, json.as_ref().unwrap_or(&Json::Nothing)) {
        return Answer::bad(error, reply.body);
    }
    match json {
        Ok(_) => Answer::good((), reply.body),
        Err(problem) => Answer::bad(refusal::unreadable(&reply, &problem), reply.body),
    }
}

/// A reply that gives the id of a new character.
pub(crate) fn read_id(reply: Reply) -> Answer<Character> {
    let http_status = Some(reply.status);
    let answer = read_character(reply);
    if answer.error.is_none() && answer.value.id.is_none() {
        let error = Error::new(
            Status::BadReply,
            "the reply gives no character id: the service may have made the character all the same",
        );
        let error = Error { http_status, request_sent: true, ..error };
        return Answer::partly(answer.value, error, answer.raw.unwrap_or_default());
    }
    answer
}

pub(crate) fn read_character(reply: Reply) -> Answer<Character> {
    let json = Json::read(&reply.body);
    if let Err(error) = refusal::check(&reply, json.as_ref().unwrap_or(&Json::Nothing)) {
        return Answer::bad(error, reply.body);
    }
    match json.map(|json| character(&json)) {
        Ok(character) if character != Character::default() => Answer::good(character, reply.body),
        Ok(_) => Answer::bad(refusal::unreadable(&reply, "it describes no character"), reply.body),
        Err(problem) => Answer::bad(refusal::unreadable(&reply, &problem), reply.body),
    }
}

fn character(reply: &Json<'_>) -> Character {
    // Some replies have the character inside a "response".
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
