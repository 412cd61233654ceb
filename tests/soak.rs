//! A long mixed load from sixteen threads, in which one request in twenty meets a fault. `CONVAI_SOAK_CALLS` is the number
//! of calls, 10,000 by default.
#![cfg(unix)]

mod support;

use std::{env, time::Duration};
use support::Program;

/// Without the runner: valgrind would take hours, and has memory of its own.
#[test]
fn every_call_gets_its_own_reply_and_nothing_leaks() {
    let calls = env::var("CONVAI_SOAK_CALLS").unwrap_or_else(|_| "10000".into());
    let program = Program::c("soak").with_emulator().without_runner().argument(calls);
    program.time_limit(Duration::from_secs(3600)).passes();
}
