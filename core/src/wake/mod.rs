//! Tells an event loop of the host program that something waits for it: by a file descriptor, and on Windows by an event.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(crate) use unix::Wake;
#[cfg(windows)]
pub(crate) use windows::Wake;
