//! What a child process finds after `fork()`: its parent's handles give FORKED, and new clients work.

/// Sees to it that a fork of this process is noticed.
#[cfg(unix)]
pub(super) fn watch() {
    static WATCHING: std::sync::Once = std::sync::Once::new();
    extern "C" fn in_child() {
        super::globals::start_anew();
    }
    // SAFETY: the handler lives as long as the process: the library is never unmapped.
    WATCHING.call_once(|| unsafe {
        libc::pthread_atfork(None, None, Some(in_child));
    });
}

#[cfg(not(unix))]
pub(super) fn watch() {}
