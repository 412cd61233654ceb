//! The calls of the service that are not turns, one file per group of endpoints.
//!
//! - `characters`: create, update, get, find, clone, delete
//! - `chats`: the history of a character
//! - `generation`: opening lines, backstories, speech
//! - `languages`: the list of languages
//! - `narrative`: sections and triggers of a story
//! - `voices`: the list of voices
//! - `tokens`: create, extend and revoke auth tokens
//! - `usage`: the account and what it has used
//! - `request`: any path of the service
//! - `replies`: reads their replies

mod characters;
mod chats;
mod generation;
mod languages;
mod narrative;
mod replies;
mod request;
mod tokens;
mod usage;
mod voices;

pub use characters::{Character, CharacterSpec};
pub use chats::{Chat, ChatMessage, ChatSummary};
pub use generation::{GeneratedText, Speech};
pub use languages::Language;
pub use narrative::{Decision, Section, Trigger as NarrativeTrigger};
pub use replies::Done;
pub use request::{FieldContent, Request, RequestField};
pub use tokens::Token;
pub use usage::{Usage, UsageMetric};
pub use voices::Voice;

#[cfg(fuzzing)]
pub use {
    characters::{read_character, read_id},
    replies::read_done,
    tokens::{read_extended_token, read_new_token, read_revoked_token},
};

#[cfg(test)]
mod list_tests;
