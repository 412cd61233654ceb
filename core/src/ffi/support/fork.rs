//! Notices `fork()`: in the child process the handles of its parent give FORKED, and new clients work.

use std::sync::atomic::{AtomicU32, Ordering};

static FORKS: AtomicU32 = AtomicU32::new(0);

/// How many forks lie between the first process and this one, counted from the call of `watch`. It is part of every
/// token.
pub(super) fn epoch() -> u32 {
    FORKS.load(Ordering::Relaxed)
}

/// Registers the handler that runs in each forked child, once. The handler does nothing but raise a counter: the child may
/// be in the middle of an allocation of its parent.
#[cfg(unix)]
pub(super) fn watch() {
    static REGISTERED: std::sync::Once = std::sync::Once::new();
    extern "C" fn in_child() {
        FORKS.fetch_add(1, Ordering::Relaxed);
    }
    // SAFETY: the handler exists as long as the process, because the library is never unmapped.
    REGISTERED.call_once(|| unsafe {
        libc::pthread_atfork(None, None, Some(in_child));
    });
}

#[cfg(not(unix))]
pub(super) fn watch() {}
