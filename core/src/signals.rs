//! Keeps signals away from the threads of the library.
//!
//! Otherwise a signal handler of the host program could run on such a thread, and a connection that the server closes
//! early could end the process: Linux sends SIGPIPE for that, and a C program does not ignore it by default.

/// Runs `spawn`, which starts a thread. All signals are blocked in that thread, except those that report its own crash.
#[cfg(unix)]
#[allow(unsafe_code, reason = "only libc can set the signal mask of a thread")]
pub(crate) fn blocked<T>(spawn: impl FnOnce() -> T) -> T {
    const CRASH_SIGNALS: [i32; 6] =
        [libc::SIGSEGV, libc::SIGBUS, libc::SIGFPE, libc::SIGILL, libc::SIGTRAP, libc::SIGABRT];
    // SAFETY: the signal sets are plain data, initialised before they are read. If the mask cannot be set, it stays as
    // it is.
    unsafe {
        let mut all = std::mem::zeroed();
        let mut before = std::mem::zeroed();
        libc::sigfillset(&mut all);
        for signal in CRASH_SIGNALS {
            libc::sigdelset(&mut all, signal);
        }
        let changed = libc::pthread_sigmask(libc::SIG_BLOCK, &all, &mut before) == 0;
        let spawned = spawn();
        if changed {
            libc::pthread_sigmask(libc::SIG_SETMASK, &before, std::ptr::null_mut());
        }
        spawned
    }
}

#[cfg(not(unix))]
pub(crate) fn blocked<T>(spawn: impl FnOnce() -> T) -> T {
    spawn()
}
