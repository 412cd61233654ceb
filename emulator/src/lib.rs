//! A local stand-in for the Convai character REST API.
//!
//! It answers the six character endpoints as their documents say, keeps a journal of everything that arrived, and
//! misbehaves on demand. It needs no network and no account, so a library, its wrappers and a game's own CI can run
//! against it. It holds no language model: a character answers with sentences of its own backstory.
//!
//! As a library, inside a test:
//!
//! ```
//! use convai_emulator::{Emulator, Options};
//!
//! let emulator = Emulator::start(Options::default()).expect("a free loopback port");
//! assert!(emulator.url().starts_with("http://127.0.0.1:"));
//! // ... point the client under test at emulator.url() ...
//! assert_eq!(emulator.journal().as_array().map(Vec::len), Some(0));
//! // It stops when it is dropped.
//! ```
//!
//! A request travels through the modules in this order: `server` accepts the connection, `routes` reads the request
//! and opens its line in the `journal`, `faults` may decide otherwise, `api` answers (with the help of `brain`,
//! `hearing` and `voice`), and `delivery` sends the answer. `control` holds the `/_emulator/` routes.

#![forbid(unsafe_code)]

mod answer;
mod api;
pub mod args;
mod brain;
mod clock;
mod control;
mod delivery;
mod faults;
mod forms;
mod hearing;
mod ids;
mod journal;
mod mask;
mod options;
mod routes;
mod server;
mod settings;
mod shared;
mod voice;
mod world;

pub use options::{Options, VoiceEngine};
pub use server::Emulator;
pub use voice::wav::{Pcm, encode_wav};
pub use world::PUBLIC_CHARACTER_ID;
