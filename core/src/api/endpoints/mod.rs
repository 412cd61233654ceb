//! The calls of the service that are not turns, one file per group of endpoints.
//!
//! - `characters`: create, update, get, find, clone, delete
//! - `replies`: reads their replies

mod characters;
mod replies;

pub use characters::{Character, CharacterSpec};

#[cfg(fuzzing)]
pub use {
    characters::{read_character, read_id},
    replies::read_done,
};
