//! The global state of the process: the handle table and the registry of results. A forked child needs new ones,
//! because at the moment of the fork the parent's may be locked by a thread that does not exist in the child.

use super::{handles::Table, memory::Registry};
use std::sync::{
    OnceLock,
    atomic::{AtomicPtr, AtomicU32, Ordering},
};

#[derive(Default)]
pub(in crate::ffi) struct Globals {
    pub table: Table,
    pub results: Registry,
}

static FIRST: OnceLock<Globals> = OnceLock::new();
static AFTER_FORK: AtomicPtr<Globals> = AtomicPtr::new(std::ptr::null_mut());
static EPOCH: AtomicU32 = AtomicU32::new(0);

pub(in crate::ffi) fn get() -> &'static Globals {
    let child = AFTER_FORK.load(Ordering::Acquire);
    // SAFETY: NULL, or leaked by `reset_after_fork` and never freed.
    unsafe { child.as_ref() }.unwrap_or_else(|| {
        FIRST.get_or_init(|| {
            // Before anything here can be locked, and before the first handle exists.
            super::fork::watch();
            Globals::default()
        })
    })
}

/// How many forks lie between the first process and this one. It is part of every token.
pub(in crate::ffi) fn epoch() -> u32 {
    EPOCH.load(Ordering::Relaxed)
}

/// Called in a child process right after the fork, while it has a single thread.
#[cfg_attr(not(unix), expect(dead_code, reason = "only unix forks"))]
pub(in crate::ffi) fn reset_after_fork() {
    AFTER_FORK.store(Box::into_raw(Box::default()), Ordering::Release);
    EPOCH.fetch_add(1, Ordering::Relaxed);
}
