//! Conversations and utterances: turns in order, the session kept, interruptions, and a microphone.
#![cfg(unix)]

mod support;

use support::Program;

#[test]
fn turns_go_out_in_order() {
    Program::c("conversation_order").against(&support::emulator()).passes();
}

#[test]
fn the_session_is_kept() {
    Program::c("conversation_session").against(&support::emulator()).passes();
}

#[test]
fn utterances_are_collected_and_said() {
    Program::c("conversation_utterance").against(&support::emulator()).passes();
}
