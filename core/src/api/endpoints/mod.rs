//! The calls of the service that are not turns, one file per group of endpoints.
//!
//! - `characters`: create, update, get, find, clone, delete
//! - `languages`: the list of languages
//! - `voices`: the list of voices
//! - `replies`: reads their replies

mod characters;
mod languages;
mod replies;
mod voices;

pub use characters::{Character, CharacterSpec};
pub use languages::Language;
pub use voices::Voice;

#[cfg(fuzzing)]
pub use {
    characters::{read_character, read_id},
    replies::read_done,
};

#[cfg(test)]
mod list_tests;
