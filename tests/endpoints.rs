//! Every row of the table of endpoints, over the C ABI: what is sent, exactly, and what comes back.

mod support;

use support::{Program, emulator};

/// Create, update, get, find, clone, delete; headers and base URLs.
#[test]
fn characters() {
    Program::c("endpoints_characters").against(&emulator()).passes();
}

/// Get response by text, PCM and WAV; voice, sessions and call options.
#[test]
fn turns() {
    Program::c("endpoints_turns").against(&emulator()).passes();
}
