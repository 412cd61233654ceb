//! What bad input gets, over the C ABI: a status, a message that says what to do, nothing sent, nothing lost.
//!
//! Each C program begins with the cases that it covers. What goes wrong below HTTP is in `network.rs`, and panics are in
//! `panics.rs`.

mod support;

use support::{Program, emulator};

#[test]
fn arguments() {
    Program::c("bad_arguments").against(&emulator()).passes();
}

#[test]
fn options() {
    Program::c("bad_options").against(&emulator()).passes();
}

#[test]
fn handles() {
    Program::c("bad_handles").against(&emulator()).passes();
}

#[test]
fn audio() {
    Program::c("bad_audio").against(&emulator()).passes();
}

/// What the service, or something in its place, may answer.
#[test]
fn replies() {
    Program::c("bad_replies").against(&emulator()).passes();
}
