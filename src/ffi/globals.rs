//! What the process has one of: the handle table and the list of results. Kept behind one pointer, because a forked
//! child needs fresh ones: the parent's may be locked at the moment of the fork, by a thread that the child has not got.

use super::{handle::Table, memory::Registry};
use std::sync::{
    OnceLock,
    atomic::{AtomicPtr, AtomicU32, Ordering},
};

#[derive(Default)]
pub(super) struct Globals {
    pub table: Table,
    pub results: Registry,
}

static FIRST: OnceLock<Globals> = OnceLock::new();
static AFTER_FORK: AtomicPtr<Globals> = AtomicPtr::new(std::ptr::null_mut());
static EPOCH: AtomicU32 = AtomicU32::new(0);

pub(super) fn get() -> &'static Globals {
    let child = AFTER_FORK.load(Ordering::Acquire);
    // SAFETY: NULL, or leaked by `start_anew` and never freed.
    unsafe { child.as_ref() }.unwrap_or_else(|| {
        FIRST.get_or_init(|| {
            // Before anything here can be locked or handed out.
            super::fork::watch();
            Globals::default()
        })
    })
}

/// How many forks lie between the first process and this one; part of every token.
pub(super) fn epoch() -> u32 {
    EPOCH.load(Ordering::Relaxed)
}

/// Called in a child right after the fork, while it has one thread.
#[cfg_attr(not(unix), expect(dead_code, reason = "only unix forks"))]
pub(super) fn start_anew() {
    AFTER_FORK.store(Box::into_raw(Box::default()), Ordering::Release);
    EPOCH.fetch_add(1, Ordering::Relaxed);
}
