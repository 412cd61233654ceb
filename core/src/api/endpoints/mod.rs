//! The calls of the service that are not turns, one file per group of endpoints.
//!
//! - `characters`: create, update, get, find, clone, delete
//! - `languages`: the list of languages
//! - `voices`: the list of voices
//! - `tokens`: create, extend and revoke auth tokens
//! - `replies`: reads their replies

mod characters;
mod languages;
mod replies;
mod tokens;
mod voices;

use serde_json::{Map, Value};

pub use characters::{Character, CharacterSpec};
pub use languages::Language;
pub use tokens::Token;
pub use voices::Voice;

#[cfg(fuzzing)]
pub use {
    characters::{read_character, read_id},
    replies::read_done,
    tokens::{read_extended_token, read_new_token, read_revoked_token},
};

/// The fields of a request that has one.
fn fields(name: &str, value: &str) -> Map<String, Value> {
    Map::from_iter([(name.to_owned(), value.into())])
}

#[cfg(test)]
mod list_tests;
