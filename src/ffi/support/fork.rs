//! Makes `fork()` safe: in the child process the handles of its parent give FORKED, and new clients work.

/// Registers the handler that runs in each forked child.
#[cfg(unix)]
pub(in crate::ffi) fn watch() {
    static WATCHING: std::sync::Once = std::sync::Once::new();
    extern "C" fn in_child() {
        super::globals::reset_after_fork();
    }
    // SAFETY: the handler exists as long as the process, because the library is never unmapped.
    WATCHING.call_once(|| unsafe {
        libc::pthread_atfork(None, None, Some(in_child));
    });
}

#[cfg(not(unix))]
pub(in crate::ffi) fn watch() {}
