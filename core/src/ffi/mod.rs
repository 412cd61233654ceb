//! The C ABI: checks arguments, calls `api`, and returns results that the caller owns. `include/convai.h` is generated
//! from the files of this folder.
//!
//! One file per C noun, with its structs, its functions and their comments. The files use `support` and each other,
//! without a cycle:
//!
//! - `version`, `status`, `error`: the library itself
//! - `client`, `call_options`, `operation`, `any_call`, `queue`, `completion_queue`: blocking and non-blocking calls
//! - `result`, `character`, `response`, `piece`: what calls return
//! - `character_spec`, `character_calls`, `get_response`: the calls of a client
//! - `characters`, `voice`, `language`: lists of the service, with their calls
//! - `token`: auth tokens, which stand in for the API key
//! - `scene`, `field`: what surrounds a character in a turn
//! - `chat`, `chat_calls`, `usage`, `generated_text`, `narrative`, `narrative_calls`: what else the service offers
//! - `request`: a request to any path of the service
//! - `conversation`, `conversation_turns`: turns in one session
//! - `utterance`, `audio`: samples
//! - `playback`, `playback_read`: what the host program hears
//! - `log`: what each call did, for diagnosis
//!
//! `support` holds their helpers. Apart from the vector registers of `audio` and the signal mask, all unsafe code of
//! the library is in this folder.

#![allow(
    clippy::missing_safety_doc,
    reason = "the comments of the entry points are the C header's: each parameter says what it must be"
)]

mod any_call;
pub mod audio;
pub mod call_options;
pub mod character;
pub mod character_calls;
pub mod character_spec;
pub mod characters;
pub mod chat;
pub mod chat_calls;
pub mod client;
pub mod completion_queue;
pub mod conversation;
pub mod conversation_turns;
pub mod error;
pub mod field;
pub mod generated_text;
pub mod get_response;
pub mod language;
pub mod log;
pub mod narrative;
pub mod narrative_calls;
pub mod operation;
pub mod piece;
pub mod playback;
pub mod playback_read;
pub mod queue;
pub mod request;
pub mod response;
pub mod result;
pub mod scene;
pub mod status;
pub mod token;
pub mod usage;
pub mod utterance;
pub mod version;
pub mod voice;

#[cfg(fuzzing)]
pub mod fuzzing;
#[cfg(feature = "panic-injection")]
mod panic_injection;

mod support;

#[cfg(test)]
mod boundary_tests;
