//! Signals belong to the host: none is ever delivered to a thread of the library.
//!
//! Otherwise a handler of the host could run on one of them, and a connection that the server closes early would end the
//! process: Linux sends SIGPIPE for that, which a C program does not ignore by itself.

/// Runs `spawn` so that the thread it starts has all signals blocked but those that tell of a crash of its own.
#[cfg(unix)]
#[allow(unsafe_code, reason = "the mask of a thread can be set through libc alone")]
pub(crate) fn blocked<T>(spawn: impl FnOnce() -> T) -> T {
    const OF_A_CRASH: [i32; 6] =
        [libc::SIGSEGV, libc::SIGBUS, libc::SIGFPE, libc::SIGILL, libc::SIGTRAP, libc::SIGABRT];
    // SAFETY: the sets are plain data that is filled before it is read; a mask that cannot be set is left as it is.
    unsafe {
        let mut all = std::mem::zeroed();
        let mut before = std::mem::zeroed();
        libc::sigfillset(&mut all);
        for signal in OF_A_CRASH {
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
