//! A long mixed load from sixteen threads, with one request in twenty meeting a fault. `CONVAI_SOAK_CALLS` says how many
//! calls; 10,000 where it does not.
#![cfg(unix)]

mod support;

use std::{env, time::Duration};
use support::Program;

#[test]
fn every_call_gets_its_own_answer_and_leaves_nothing() {
    let calls = env::var("CONVAI_SOAK_CALLS").unwrap_or_else(|_| "10000".into());
    // A tool that follows every access takes hours, and has memory of its own.
    let emulator = support::emulator();
    let program = Program::c("soak").against(&emulator).without_runner().argument(calls);
    program.patience(Duration::from_secs(3600)).passes();
}
