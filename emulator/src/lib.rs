//! A local emulator of the Convai character REST API.
//!
//! It answers the endpoints as Convai's documentation describes them, records every request in a journal, and injects
//! faults on request. It needs no network and no account, so a client library, its language
//! bindings and a game's CI can be tested against it. It contains no language model: a character replies with
//! sentences of its own backstory, unless a server with a model is given.
//!
//! Use inside a test:
//!
//! ```
//! use convai_emulator::{Emulator, Options};
//!
//! let emulator = Emulator::start(Options::default()).expect("a free loopback port");
//! assert!(emulator.url().starts_with("http://127.0.0.1:"));
//! // ... point the client under test at emulator.url() ...
//! assert_eq!(emulator.journal().as_array().map(Vec::len), Some(0));
//! // The emulator stops when it is dropped.
//! ```
//!
//! # Modules
//!
//! The path of a request, from the socket to the response:
//!
//! - `server`: binds the port, accepts connections and stops. Holds [`Emulator`].
//! - `connection`: one TCP connection. A fault can take it over from the HTTP server to write raw bytes.
//! - `routes`: reads the request, records it, and chooses between a control route, a fault and the API.
//! - `request_body`: decodes JSON, URL-encoded and multipart bodies.
//! - `cors`: lets web pages call the API.
//! - `api`: the endpoints. Their paths are in `endpoint`.
//! - `response`: a response before it is sent. That of a turn with `stream=True` is a list of events, from `streaming`.
//! - `delivery`: sends the response, complete or damaged by a fault.
//!
//! What the API answers from:
//!
//! - `world`: the characters and their sessions, with the faults and settings that apply to them.
//! - `catalog`: the voices and languages on offer.
//! - `scripts`: replies that a game's test gives. They come before the brain.
//! - `brain`: writes the reply of a character: from its backstory, or by a language model on a server.
//! - `ears`: what is heard in a recording. Its words are listed, or guessed by a command or by `pocketsphinx`.
//! - `hearing`: measures a recording.
//! - `voice`: speaks a reply, with a command, with `espeak-ng` or with a built-in synthesizer. What replies, recognizes and speaks
//!   is behind traits.
//! - `program`: runs such programs, without a shell and within limits.
//!
//! What takes the place of the API: `tape`, which records a service, and answers from a recording.
//!
//! What a test controls:
//!
//! - `control`: the `/_emulator/` routes. `control_access` decides who may use them.
//! - `page`: the page for a browser at `/_emulator/`.
//! - `journal`: the record of all requests.
//! - `faults`: which requests are disturbed, and how.
//! - `config`: `npc.toml`. It fills `options`, the values at the start, as the command line does.
//! - `settings`: the values that can change while the emulator runs, with the `latency`.
//! - `clock`: gives timestamps and delays responses.
//!
//! Other servers: `upstream` sends requests to them. `verify` compares a service with what is believed of it.
//!
//! Used by the others: `state` (what all connections share), `wav`, `mp3`, `ids`, `hash`, `token`, `redact`, `json_input` and `partial`.
//!
//! Dependencies point in one direction, from `server` to `wav` and `hash`. `tests/module_graph.rs` fails on a cycle.

#![forbid(unsafe_code)]

mod address;
mod api;
mod brain;
mod catalog;
mod clock;
mod config;
mod connection;
mod control;
mod control_access;
mod cors;
mod delivery;
mod ears;
mod endpoint;
mod faults;
mod hash;
mod hearing;
mod ids;
mod journal;
mod json_input;
mod latency;
mod mp3;
mod options;
mod page;
mod partial;
mod program;
mod redact;
mod request_body;
mod response;
mod routes;
mod scripts;
mod server;
mod settings;
mod state;
mod state_file;
mod streaming;
mod tape;
mod tls;
mod token;
mod upstream;
mod verify;
mod voice;
mod wav;
mod world;

pub use config::{
    BrainChoice, BrainServer, CharacterConfig, Config, ConfigError, Secret, ServerConfig, WorldScope, is_stop_time,
};
pub use faults::FaultSpec;
pub use latency::Latency;
pub use options::Options;
pub use program::CommandLine;
pub use scripts::Script;
pub use server::Emulator;
pub use settings::{
    EarsEngine, PlanRefusal, SampleRateForm, Settings, SettingsChange, Status, TokenLifetime, UnknownSession,
    Unmatched, VoiceCount, VoiceEngine, VoiceRate,
};
pub use streaming::{Speech, StreamAudio, StreamPace, StreamPieces, StreamShape, StreamShapes};
pub use tape::{ReplayMatch, TapeOptions};
pub use upstream::BaseUrl;
pub use verify::{Verified, VerifyOptions, verify};
pub use wav::{Pcm, encode_wav};
pub use world::{
    Change, Character, Decision, Durable, Narrative, PUBLIC_CHARACTER_ID, Section, Store, StoredSession, StoredWorld,
    Token, Trigger, Turn,
};

/// Compiles and runs the Rust examples in README.md as documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
