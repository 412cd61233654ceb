//! A long mixed load from sixteen threads, in which one request in twenty meets a fault. `CONVAI_SOAK_CALLS` is the number
//! of calls, 10,000 by default, and 1,000 under valgrind.
#![cfg(unix)]

mod support;

use std::{env, time::Duration};
use support::{Instrument, Program};

#[test]
fn every_call_gets_its_own_reply_and_nothing_leaks() {
    let calls = env::var("CONVAI_SOAK_CALLS").unwrap_or_else(|_| Instrument::scaled("10000", "1000").into());
    let program = Program::c("soak").with_emulator().argument(calls);
    program.time_limit(Duration::from_secs(3600)).passes();
}
