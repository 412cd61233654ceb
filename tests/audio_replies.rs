//! The voice of a reply in every form in which it may come, and the audio functions that need no client.

mod support;

use support::{Program, emulator};

#[test]
fn replies() {
    Program::c("audio_replies").against(&emulator()).passes();
}

#[test]
fn helpers() {
    Program::c("audio_helpers").passes();
}
