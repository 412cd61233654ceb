//! The thread that converts audio for the playbacks of this process.

use super::per_process::PerProcess;
use crate::api::Feeder;
use std::time::Instant;

static FEEDER: PerProcess<Feeder> = PerProcess::new();

pub(in crate::ffi) fn get() -> &'static Feeder {
    FEEDER.get()
}

/// Stops all playbacks, and ends the thread by the deadline. Returns whether it has ended.
pub(in crate::ffi) fn shut_down(deadline: Option<Instant>) -> bool {
    FEEDER.existing().is_none_or(|feeder| feeder.shut_down(deadline))
}
