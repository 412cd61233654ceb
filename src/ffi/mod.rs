//! The C ABI: check, convert, call, hand over. All unsafe code of the library lives in this room.
//!
//! One file per C noun (`client`, `character`, `response`, `operation`, `conversation`, `utterance`, `audio`, and the
//! smaller `result`, `error`, `status`, `version`), each with its structs, its functions and their comments, which
//! become `include/convai.h`. They stand on a few tools:
//!
//! - `guard`: what every entry point goes through, so that no panic leaves the library
//! - `handle`: the table behind the handles, and the tokens that C holds
//! - `memory`: results that are handed out and taken back
//! - `structs`, `text`, `samples`: what crosses, in both directions
//! - `finished`: the operations of a client that wait to be handed out
//! - `fork`: what a child process finds

#![allow(
    clippy::missing_safety_doc,
    reason = "the comments of the entry points are the C header's: each parameter says what it must be"
)]

pub mod audio;
pub mod character;
pub mod client;
pub mod conversation;
pub mod error;
pub mod operation;
pub mod response;
pub mod result;
pub mod status;
pub mod utterance;
pub mod version;

#[cfg(fuzzing)]
pub mod fuzzing;

mod finished;
mod fork;
mod globals;
mod guard;
mod handle;
mod memory;
mod samples;
mod structs;
mod text;

#[cfg(test)]
mod crossing_tests;
