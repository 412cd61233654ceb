//! The Convai REST API in safe Rust: what is asked, what is answered, and what its failures mean. Knows no C.
//!
//! - `client`: a client's options, checked; how a request is made and sent
//! - `key`: the API key, sent in one header and shown nowhere
//! - `characters`: create, update, get, find, clone, delete
//! - `interaction`: get response, by text or by audio
//! - `conversation`: turns in order, the session kept, interruption
//! - `utterance`: microphone chunks on their way to a turn
//! - `answer`: what every call ends with
//! - `error`, `status`: why a call failed
//! - `voice`: the audio in a reply
//! - `refusal`: the service's many ways of saying no
//! - `fields`: reading replies widely

mod answer;
mod characters;
mod client;
mod conversation;
mod error;
mod fields;
mod interaction;
mod key;
mod refusal;
mod status;
mod utterance;
mod voice;

pub use answer::Answer;
pub use characters::{Character, CharacterSpec};
pub use client::{CallOptions, Client, ClientOptions};
pub use conversation::Conversation;
pub use error::Error;
pub use interaction::{Query, Response, TurnOptions};
pub use status::Status;
pub use utterance::Utterance;

/// What reads the replies, for the fuzz targets.
#[cfg(fuzzing)]
pub(crate) mod readers {
    pub(crate) use super::{
        characters::{read_character, read_done, read_id},
        interaction::read_response,
    };
}

pub use crate::audio::{Audio as ReplyAudio, Form as AudioForm};
