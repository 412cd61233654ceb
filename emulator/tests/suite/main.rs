//! The emulator as its clients see it. One program has all tests but those that need a process of their own, because linking
//! takes longer than the tests.
//!
//! `cargo test -p convai-emulator --test suite curl::` runs those of `curl.rs`.

#[path = "../common/mod.rs"]
mod common;

mod actions;
mod brain_server;
mod browsers;
mod chats;
mod clock;
mod command_line;
mod commands;
mod conversation;
mod curl;
mod documented_samples;
mod endpoints;
mod faults;
mod generation;
mod journal;
mod lists;
mod module_graph;
mod narrative;
mod page;
mod protocol;
mod provenance;
mod record;
mod replay;
mod scripts;
#[cfg(unix)] // pocketsphinx reads recordings from /dev/stdin.
mod spoken;
mod state;
mod stream_faults;
mod streaming;
mod strict;
mod tls;
mod tokens;
mod verify;
mod worlds;
