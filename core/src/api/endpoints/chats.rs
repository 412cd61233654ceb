//! The history of a character: the sessions that players had with it, and what was said in them.

use super::replies::{self, Done, Entry, read_done};
use crate::{
    api::{
        CallOptions, CallResult, Client, Error, PendingCall,
        arguments::{checked_id, past_session},
        json_fields::Json,
        json_object::JsonObject,
        secrets::Secrets,
    },
    transport::HttpResponse,
};
use std::sync::Arc;

/// A session of the past. A field is `None` if the service did not send it.
pub struct ChatSummary {
    pub session_id: Option<String>,
    /// Date and time are in the format of the service.
    pub date: Option<String>,
    pub time: Option<String>,
    pub is_in_memory: Option<bool>,
}

/// One sentence of the player or of the character.
pub struct ChatMessage {
    pub timestamp: Option<String>,
    pub speaker: Option<String>,
    pub text: Option<String>,
    /// Whether a trigger of the narrative design began this exchange, and not the player.
    pub is_trigger: Option<bool>,
}

/// What was said in a session, in order.
#[derive(Default)]
pub struct Chat(pub Vec<ChatMessage>);

/// An entry of the service's list: what the player said, and the answer.
struct Exchange(Vec<ChatMessage>);

impl Client {
    /// Lists the sessions, `limit` of them at most. 0 stands for all.
    pub fn list_chats(
        &self,
        character_id: &str,
        limit: i32,
        call: &CallOptions,
    ) -> Result<PendingCall<Vec<ChatSummary>>, Error> {
        if limit < 0 {
            return Err(Error::argument("limit", format!("`limit` is {limit}: set 0 for all, or a positive number")));
        }
        // The service takes the number as a text.
        let limit = if limit == 0 { "-1".to_owned() } else { limit.to_string() };
        let fields = JsonObject::of(&[("charID", checked_id(character_id)?), ("limit", &limit)]);
        self.start_json("character/chatHistory/list", fields, call, replies::read_list)
    }

    pub fn get_chat(
        &self,
        character_id: &str,
        session_id: &str,
        call: &CallOptions,
    ) -> Result<PendingCall<Chat>, Error> {
        let session_id = past_session(session_id, "session_id")?;
        let fields = JsonObject::of(&[("charID", checked_id(character_id)?), ("sessionID", session_id)]);
        self.start_json("character/chatHistory/details", fields, call, read_chat)
    }

    pub fn delete_chats(
        &self,
        character_id: &str,
        session_ids: &[String],
        call: &CallOptions,
    ) -> Result<PendingCall<Done>, Error> {
        let fields = JsonObject::of(&[("charID", checked_id(character_id)?)]);
        if session_ids.is_empty() {
            return Err(Error::argument("session_ids", "there is nothing to delete: name at least one session"));
        }
        let mut ids = Vec::with_capacity(session_ids.len());
        for (index, id) in session_ids.iter().enumerate() {
            ids.push(past_session(id, &format!("session_ids[{index}]"))?.to_owned());
        }
        self.start_json("character/chatHistory/delete", fields.texts("sessionIDs", &ids), call, read_done)
    }
}

impl Entry for ChatSummary {
    const MISSING: &str = "it holds no list of sessions";

    fn read(_: &Arc<str>, entry: &Json<'_>) -> Option<Self> {
        let session_id = Some(entry.owned(&["sessionID", "session_id"])?);
        Some(Self {
            session_id,
            date: entry.owned(&["date"]),
            time: entry.owned(&["time"]),
            is_in_memory: entry.flag(&["is_added_to_memory"]),
        })
    }
}

impl Entry for Exchange {
    const MISSING: &str = "it holds no list of messages";

    fn read(_: &Arc<str>, entry: &Json<'_>) -> Option<Self> {
        let timestamp = entry.owned(&["timestamp"]);
        let is_trigger = entry.flag(&["is_trigger_input"]);
        let message = |json: &Json<'_>| {
            let (speaker, text) = (json.owned(&["speaker"]), json.owned(&["message", "text"]));
            let timestamp = json.owned(&["timestamp"]).or_else(|| timestamp.clone());
            (speaker.is_some() || text.is_some()).then_some(ChatMessage { timestamp, speaker, text, is_trigger })
        };
        match entry.get(&["interaction", "interactions"]) {
            Some(Json::List(messages)) => Some(Self(messages.iter().filter_map(message).collect())),
            Some(one) => Some(Self(message(one).into_iter().collect())),
            None => message(entry).map(|message| Self(vec![message])),
        }
    }

    fn more_texts(&self) -> usize {
        3 * self.0.len()
    }
}

fn read_chat(response: HttpResponse, secrets: &Secrets) -> CallResult<Chat> {
    let CallResult { error, value, raw_json } = replies::read_list(response, secrets);
    let messages = value.into_iter().flat_map(|Exchange(messages)| messages).collect();
    CallResult { error, value: Chat(messages), raw_json }
}
